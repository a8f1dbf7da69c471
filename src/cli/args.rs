//! What can be typed behind `eftop`. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::args_export::ExportArgs;
use super::args_headless::{AddArgs, CancelArgs, EXIT_CODES, ForgetArgs, HookArgs, ListArgs, WaitArgs};
use super::args_replay::{RecordArgs, ReplayArgs};
use super::{
    args_house::{AccountArgs, CompletionsArgs, ConfigCommand, ExplainArgs},
    args_service::ServiceArgs,
    args_submit::{CopyArgs, MoveArgs, RemoveArgs},
};
use crate::config::{Flags, value};
#[cfg(feature = "demo")]
use crate::demo::Scenario;
#[cfg(feature = "demo")]
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
#[cfg(feature = "demo")]
use std::time::Duration;

/// Behind each help text: how to begin.
const EXAMPLES: &str = "\
Examples:
  eftop demo                        see it at work; no account needed
  eftop 10b10bf643814ebfb1fbf0d7e910e8d1
                                    watch one more task, besides those of the set
  eftop ids.txt                     watch the ids of a file (any text, ids are picked out)
  submit.sh | eftop -               watch the ids in what another program prints

SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY sign in, and --region chooses the region; or SCNET_TOKEN, the token of one
region. eftop config init writes a file that explains all settings.";

/// top for EFile tasks: watch, explain and cancel long copies, moves and deletes
#[derive(Debug, Parser)]
#[command(name = "eftop", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true, infer_subcommands = false)]
pub struct Cli {
    /// What to do; watching is the default
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Arguments of watching
    #[command(flatten)]
    pub watch: WatchArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The live screen over the watch set (what `eftop` alone does)
    Watch(WatchArgs),
    /// Print the set once: a table, JSON or JSON lines
    List(ListArgs),
    /// Wait until the set has ended; the exit code tells how
    ///
    /// The set is taken as it is at the start: what others add to it meanwhile is not waited for, what they take out of it is. Where
    /// the set cannot be written, that is a warning, and the exit code still tells of the tasks.
    #[command(after_help = EXIT_CODES)]
    Wait(WaitArgs),
    /// Cancel tasks on the service, and follow them until it says so
    Cancel(CancelArgs),
    /// Put task ids into the set, without asking the service
    Add(AddArgs),
    /// Take task ids out of the set; the tasks themselves go on
    Forget(ForgetArgs),
    /// The live screen over an embedded server: no account, no network
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Submit copies into a directory
    Copy(CopyArgs),
    /// Submit moves into a directory
    Move(MoveArgs),
    /// Submit deletions; asks first
    Remove(RemoveArgs),
    /// Show a recording on the screen
    Replay(Box<ReplayArgs>),
    /// Serve the numbers of the set as metrics for Prometheus, until SIGTERM
    Export(Box<ExportArgs>),
    /// Explain an error code of the service, offline
    Explain(ExplainArgs),
    /// The regions that the credentials reach, and their EFile addresses
    Regions(Box<AccountArgs>),
    /// Who is signed in where, for how long, and where each setting came from; never a secret
    Auth(Box<AccountArgs>),
    /// The configuration file, and the settings that count
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Arguments of the live screen over the service.
#[derive(Debug, Default, Args)]
pub struct WatchArgs {
    /// Task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-")]
    pub ids: Vec<String>,
    /// How to reach the service
    #[command(flatten)]
    pub service: ServiceArgs,
    /// Let the exit code tell how the tasks stand, as that of wait does; 8 when not all have ended
    #[arg(long)]
    pub exit_status: bool,
    /// What is recorded
    #[command(flatten)]
    pub record: RecordArgs,
    /// What to run when something happens
    #[command(flatten)]
    pub hooks: HookArgs,
    /// How the screen looks and how often it asks
    #[command(flatten)]
    pub screen: ScreenArgs,
}

/// Arguments of any live screen.
#[derive(Debug, Default, Args)]
pub struct ScreenArgs {
    /// Time between polls, such as 2s or 500ms [default: 2s, in the demo 1s] [env: EFTOP_INTERVAL]
    #[arg(long, value_name = "SPAN")]
    pub interval: Option<String>,
    /// A task that stands still this long counts as stalled [default: 3m, in the demo 15s]
    #[arg(long, value_name = "SPAN")]
    pub stall_after: Option<String>,
    /// en, zh or auto, by locale [env: EFTOP_LANG]
    #[arg(long, value_name = "LANG", value_parser = value::LANG, hide_possible_values = true)]
    pub lang: Option<String>,
    /// auto, dark, light, contrast-dark, contrast-light, colorblind-dark or colorblind-light [env: EFTOP_THEME]
    #[arg(long, value_name = "THEME", value_parser = value::THEME, hide_possible_values = true)]
    pub theme: Option<String>,
    /// full, 16, none or auto, by terminal and NO_COLOR
    #[arg(long, value_name = "COLORS", value_parser = value::COLORS, hide_possible_values = true)]
    pub colors: Option<String>,
    /// Draw with ASCII only
    #[arg(long)]
    pub ascii: bool,
    /// Tell of failures and of the end: auto (by terminal), bell, osc (a notification of the desktop) or off [env: EFTOP_NOTIFY]
    #[arg(long, value_name = "HOW", value_parser = value::NOTIFY, hide_possible_values = true)]
    pub notify: Option<String>,
    /// Read this file instead of the usual config.toml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Write a log of requests and answers' codes to this file; it never holds a secret [env: EFTOP_LOG says how much]
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// Arguments of the demo.
#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The world to show: first-look, crowd or faults [default: first-look, with --tasks crowd]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Scenario::names()), hide_possible_values = true)]
    pub scenario: Option<String>,
    /// The same seed gives the same world
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,
    /// How many tasks are in the crowd
    #[arg(long, value_name = "N")]
    pub tasks: Option<usize>,
    /// Only run the server: print its base URL and token, and stay
    #[arg(long, conflicts_with_all = ["ScreenArgs", "RecordArgs"])]
    pub serve: bool,
    /// With --serve: how long a token lives, such as 3s; at least 100ms [default: as the scenario says, a day]
    #[arg(long, value_name = "SPAN", value_parser = token_life, requires = "serve")]
    pub token_life: Option<Duration>,
    /// What is recorded
    #[command(flatten)]
    pub record: RecordArgs,
    /// Where the server listens; loopback addresses only. The host is 127.0.0.1 where none is given, as in :8080
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = super::args_export::address)]
    pub listen: std::net::SocketAddr,
    /// How the screen looks and how often it asks
    #[command(flatten)]
    pub screen: ScreenArgs,
}

/// Reads how long a token lives; the bounds are the server's.
#[cfg(feature = "demo")]
fn token_life(text: &str) -> Result<Duration, &'static str> {
    value::duration(text)
        .filter(|life| (0.1..=1e8).contains(&life.as_secs_f64()))
        .ok_or("it is a span of time from 100ms on, such as 3s, 10m or 2h")
}

impl WatchArgs {
    /// These arguments as flags of the configuration.
    pub fn flags(&self) -> Flags {
        self.service.flags(self.screen.flags())
    }
}

impl ScreenArgs {
    /// These arguments as flags of the configuration.
    pub fn flags(&self) -> Flags {
        Flags {
            interval: self.interval.clone(),
            stall_after: self.stall_after.clone(),
            lang: self.lang.clone(),
            theme: self.theme.clone(),
            colors: self.colors.clone(),
            ascii: self.ascii,
            notify: self.notify.clone(),
            ..Flags::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_id_needs_no_command() {
        let cli = Cli::try_parse_from(["eftop", "10b10bf643814ebfb1fbf0d7e910e8d1", "-"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.watch.ids, ["10b10bf643814ebfb1fbf0d7e910e8d1", "-"]);
        let cli = Cli::try_parse_from(["eftop", "watch", "--interval", "1s", "a1"]).unwrap();
        assert!(matches!(cli.command, Some(Command::Watch(args)) if args.ids == ["a1"]));
    }

    #[cfg(feature = "demo")]
    #[test]
    fn a_server_alone_has_no_look() {
        assert!(Cli::try_parse_from(["eftop", "demo", "--serve"]).is_ok());
        assert!(Cli::try_parse_from(["eftop", "demo", "--serve", "--lang", "zh"]).is_err());
    }

    #[cfg(feature = "demo")]
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
