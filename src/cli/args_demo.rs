//! Arguments of the demo. The documentation of the fields is the help that users read.

use super::{args_replay::RecordArgs, options::ScreenSettings};
use crate::{server::Scenario, settings::value};
use clap::{Args, builder::PossibleValuesParser};
use std::time::Duration;

/// Arguments of the demo.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The scenario: first-look, crowd or faults [default: first-look, with --tasks crowd]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Scenario::names()), hide_possible_values = true)]
    pub scenario: Option<String>,
    /// The seed: the same one gives the same tasks
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,
    /// How many tasks are in the crowd
    #[arg(long, value_name = "N")]
    pub tasks: Option<usize>,
    /// Only run the server: print its base URL and token, and stay
    #[arg(long, conflicts_with_all = ["ScreenSettings", "RecordArgs"])]
    pub serve: bool,
    /// With --serve: how long a token lives, such as 3s; at least 100ms [default: as the scenario says, a day]
    #[arg(long, value_name = "SPAN", value_parser = token_life, requires = "serve")]
    pub token_life: Option<Duration>,
    #[command(flatten)]
    pub record: RecordArgs,
    /// Where the server listens; loopback addresses only. The host is 127.0.0.1 where none is given, as in :8080
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = super::args_export::address)]
    pub listen: std::net::SocketAddr,
    #[command(flatten)]
    pub settings: ScreenSettings,
}

/// Reads how long a token lives; the bounds are the server's.
fn token_life(text: &str) -> Result<Duration, &'static str> {
    value::duration(text)
        .filter(|life| (0.1..=1e8).contains(&life.as_secs_f64()))
        .ok_or("it is a span of time from 100ms on, such as 3s, 10m or 2h")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn a_server_alone_has_no_look() {
        assert!(Cli::try_parse_from(["eftop", "demo", "--serve"]).is_ok());
        assert!(Cli::try_parse_from(["eftop", "demo", "--serve", "--lang", "zh"]).is_err());
    }

    #[test]
    fn only_a_server_alone_has_a_token_life() {
        let life = |arguments: &[&str]| {
            let command = Cli::try_parse_from(["eftop", "demo"].iter().chain(arguments)).ok()?.command;
            if let Some(Command::Demo(args)) = command { args.token_life } else { None }
        };
        assert_eq!(life(&["--serve", "--token-life", "3s"]), Some(Duration::from_secs(3)));
        assert_eq!(life(&["--serve", "--token-life", "100ms"]), Some(Duration::from_millis(100)));
        assert_eq!((life(&["--token-life", "3s"]), life(&["--serve", "--token-life", "99ms"])), (None, None));
    }
}
