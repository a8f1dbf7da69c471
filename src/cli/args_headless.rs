//! The arguments of the commands without a screen: `list`, `wait`, `cancel`, `add` and `forget`.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{
    args_replay::RecordArgs,
    examples,
    options::{HeadlessSettings, WaitSettings},
};
use crate::{
    domain::{GroupBy, Until},
    messages::Lang,
    settings::value,
};
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use jiff::{Timestamp, civil::DateTime};
use std::time::Duration;

/// What is written to standard output.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct OutputArgs {
    /// Print one JSON document at the end, also after a failure or a timeout
    #[arg(long, conflicts_with = "jsonl")]
    pub json: bool,
    /// Print one JSON object per line as things happen: meta first, summary last
    #[arg(long)]
    pub jsonl: bool,
}

/// Commands to run when something happens.
#[derive(Clone, Debug, Default, Args)]
pub struct HookArgs {
    /// Run this with sh -c for each task that fails; EFTOP_ID, EFTOP_STATE, EFTOP_CODE, EFTOP_MESSAGE, EFTOP_OPERATION,
    /// EFTOP_SOURCE, EFTOP_TARGET and EFTOP_LABEL are in its environment
    #[arg(long, value_name = "CMD")]
    pub hook_on_fail: Option<String>,
    /// Run this with sh -c when the tasks have ended or waiting stops; EFTOP_VERDICT, EFTOP_EXIT_CODE and the numbers EFTOP_COMPLETE,
    /// EFTOP_FAILED, EFTOP_CANCELLED, EFTOP_GONE and EFTOP_LIVE are in its environment
    #[arg(long, value_name = "CMD")]
    pub hook_on_end: Option<String>,
}

/// When to give up.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct LimitArgs {
    /// Give up after this time, such as 90s, 30m or 12h, and one last look (5s at most), with exit code 124; the tasks keep running
    #[arg(long, value_name = "SPAN", value_parser = span)]
    pub timeout: Option<Duration>,
    /// Give up when the service cannot be asked for this long, with exit code 7 [default: never]
    #[arg(long, value_name = "SPAN", value_parser = span)]
    pub max_outage: Option<Duration>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `list`.
#[derive(Debug, Default, Args)]
pub struct ListArgs {
    /// Only these: task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-")]
    pub ids: Vec<String>,
    /// One row per group of tasks: by label, cause (of failures), region or target; with --json the groups beside the tasks
    #[arg(long, value_name = "KIND", conflicts_with = "jsonl", value_parser = group_by(&GroupBy::ALL), hide_possible_values = true)]
    pub group: Option<GroupBy>,
    #[command(flatten)]
    pub output: OutputArgs,
    /// Let the exit code report the task results, as that of wait does; 8 when not all have ended
    #[arg(long)]
    pub exit_status: bool,
    #[command(flatten)]
    pub settings: HeadlessSettings,
}

/// What `--notify` is for `wait`.
const NOTIFY: &str = "Notify when done, if standard error is a terminal: auto (by terminal), bell or osc (a notification of the desktop); off, \
                      the default here, does not";

/// Arguments of `wait`.
#[derive(Debug, Default, Args)]
#[command(mut_arg("notify", |arg| arg.help(NOTIFY)))]
#[command(after_help = examples::of("wait", Lang::En))]
pub struct WaitArgs {
    /// Only these, which are put into the set: task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-")]
    pub ids: Vec<String>,
    /// What to wait for: all, any or first-failure
    #[arg(long, value_name = "WHEN", default_value_t, value_parser = until(), hide_possible_values = true)]
    pub until: Until,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub record: RecordArgs,
    #[command(flatten)]
    pub hooks: HookArgs,
    #[command(flatten)]
    pub settings: WaitSettings,
}

/// Arguments of `cancel`.
#[derive(Debug, Default, Args)]
pub struct CancelArgs {
    /// Task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-", required = true)]
    pub ids: Vec<String>,
    /// Do not ask; needed where there is no terminal to ask on
    #[arg(short, long)]
    pub yes: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub record: RecordArgs,
    #[command(flatten)]
    pub settings: HeadlessSettings,
}

/// Arguments of `add`.
#[derive(Debug, Default, Args)]
pub struct AddArgs {
    /// Task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-", required = true)]
    pub ids: Vec<String>,
    /// A name for these tasks
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    #[command(flatten)]
    pub settings: HeadlessSettings,
}

/// Arguments of `forget`.
#[derive(Debug, Default, Args)]
pub struct ForgetArgs {
    /// Task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-", required_unless_present = "ended")]
    pub ids: Vec<String>,
    /// All tasks that have ended or that the service does not know any more
    #[arg(long)]
    pub ended: bool,
    #[command(flatten)]
    pub settings: HeadlessSettings,
}

/// Arguments of `log`.
#[derive(Debug, Default, Args)]
#[command(after_help = examples::of("log", Lang::En))]
pub struct LogArgs {
    /// Only from then on: a span of time before now, such as 12h, or a time, such as 2026-11-28T20:00
    #[arg(long, value_name = "WHEN", value_parser = since)]
    pub since: Option<Since>,
    /// Print one JSON object per line, oldest first
    #[arg(long)]
    pub jsonl: bool,
    #[command(flatten)]
    pub settings: HeadlessSettings,
}

/// From when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// So long before now.
    Ago(Duration),
    At(Timestamp),
    /// A time where the user is.
    Local(DateTime),
}

/// Reads from when on.
fn since(text: &str) -> Result<Since, &'static str> {
    let ago = value::duration(text).map(Since::Ago);
    let at = || text.parse().ok().map(Since::At);
    let local = || text.parse().ok().map(Since::Local);
    ago.or_else(at).or_else(local).ok_or("it is a span of time, such as 12h, or a time, such as 2026-11-28T20:00")
}

/// Reads when a wait is over.
fn until() -> impl TypedValueParser<Value = Until> {
    PossibleValuesParser::new(Until::ALL.map(Until::as_str)).try_map(|word| word.parse::<Until>())
}

/// Reads one of these kinds of groups.
pub(super) fn group_by(kinds: &[GroupBy]) -> impl TypedValueParser<Value = GroupBy> + use<> {
    PossibleValuesParser::new(kinds.iter().map(|by| by.as_str())).try_map(|word| word.parse::<GroupBy>())
}

/// Reads a span of time that is longer than none.
fn span(text: &str) -> Result<Duration, &'static str> {
    value::duration(text)
        .filter(|span| !span.is_zero())
        .ok_or("it is a span of time longer than 0, such as 500ms, 90s, 30m or 12h")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_span_or_a_time() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(since("12h"), Ok(Since::Ago(Duration::from_hours(12))));
        assert_eq!(since("2026-11-28T20:00:00Z"), Ok(Since::At(at("2026-11-28T20:00:00Z"))));
        assert_eq!(since("2026-11-28T20:00+08:00"), Ok(Since::At(at("2026-11-28T12:00:00Z"))));
        assert!(
            matches!(since("2026-11-28T20:00"), Ok(Since::Local(_)))
                && matches!(since("2026-11-28"), Ok(Since::Local(_)))
        );
        assert!(since("yesterday").is_err() && since("").is_err() && since("-1h").is_err());
    }

    #[test]
    fn a_span_is_longer_than_none() {
        assert_eq!(span("1.5s"), Ok(Duration::from_millis(1500)));
        for text in ["0", "0s", "banana", "-1s", ""] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
