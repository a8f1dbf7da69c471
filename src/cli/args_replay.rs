//! The arguments of `--record` and of `replay`.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{examples, options::ScreenSettings};
use crate::{messages::Lang, settings::value};
use clap::Args;
use jiff::{Timestamp, civil::Time};
use std::{path::PathBuf, time::Duration};

/// What is recorded, and where to.
#[derive(Clone, Debug, Default, Args)]
pub struct RecordArgs {
    /// Record all that is seen to this new file, as JSON lines, to be shown again by eftop replay; only you can read it
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Replace names in the recording: parts of paths, ids, labels, users, regions, addresses. Sizes, counts, times and codes stay
    #[arg(long, requires = "record")]
    pub anonymize: bool,
}

/// Behind the help of `replay`.
/// Arguments of `replay`.
#[derive(Debug, Args)]
#[command(after_help = examples::of("replay", Lang::En))]
pub struct ReplayArgs {
    /// The recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How many times as fast as it was, from 0.125 to 4096
    #[arg(long, value_name = "N", default_value = "1", value_parser = speed)]
    pub speed: f64,
    /// Where to begin: so far behind its beginning, such as 90s or 10m; or at this time, such as 14:02, 14:02:07 or one with a date
    #[arg(long, value_name = "TIME", value_parser = from)]
    pub from: Option<From>,
    #[command(flatten)]
    pub settings: ScreenSettings,
}

/// Where a replay begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// So far behind the beginning.
    Position(Duration),
    /// When the wall clock showed this.
    Clock(Time),
    /// At this time.
    Wall(Timestamp),
}

fn speed(text: &str) -> Result<f64, &'static str> {
    let speed = text.trim_end_matches('x').parse().ok();
    speed.filter(|speed| (0.125..=4096.0).contains(speed)).ok_or("it is a number from 0.125 to 4096")
}

fn from(text: &str) -> Result<From, &'static str> {
    let position = value::duration(text).map(From::Position);
    let clock = || text.parse().ok().filter(|_| text.contains(':') && !text.contains('T')).map(From::Clock);
    let wall = || text.parse().ok().map(From::Wall);
    position
        .or_else(clock)
        .or_else(wall)
        .ok_or("it is a span of time such as 90s or 10m, a time of day such as 14:02, or a time such as 2026-11-24T14:02:07+08:00")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("90s", Some(From::Position(Duration::from_secs(90))))]
    #[case("14:02", Some(From::Clock(Time::constant(14, 2, 0, 0))))]
    #[case("14:02:07", Some(From::Clock(Time::constant(14, 2, 7, 0))))]
    #[case("1970-01-01T08:00:01+08:00", Some(From::Wall(Timestamp::constant(1, 0))))]
    #[case("25:00", None)]
    #[case("noon", None)]
    fn where_it_begins(#[case] text: &str, #[case] expected: Option<From>) {
        assert_eq!(from(text).ok(), expected);
    }
}
