//! What can be typed behind `eftop`. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

#[cfg(feature = "server")]
use super::{args_demo::DemoArgs, args_serve::ServeArgs};
use super::{
    args_export::ExportArgs,
    args_headless::{AddArgs, CancelArgs, ForgetArgs, ListArgs, LogArgs, WaitArgs},
    args_info::{AccountArgs, CompletionsArgs, ConfigCommand, ExplainArgs},
    args_replay::ReplayArgs,
    args_retry::RetryArgs,
    args_submit::{CopyArgs, MoveArgs, RemoveArgs},
    args_watch::WatchArgs,
    examples,
};
use crate::messages::Lang;
use clap::{Parser, Subcommand};

/// Behind each help text: how to begin.
/// top for EFile tasks: watch, explain and cancel long copies, moves and deletes
#[derive(Debug, Parser)]
#[command(name = "eftop", version, after_help = examples::of("eftop", Lang::En), args_conflicts_with_subcommands = true, infer_subcommands = false)]
pub struct Cli {
    /// What to do; watching is the default
    #[command(subcommand)]
    pub command: Option<Command>,
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
    Wait(WaitArgs),
    /// Cancel tasks on the service, and follow them until it says so
    Cancel(CancelArgs),
    /// Put task ids into the set, without asking the service
    Add(AddArgs),
    /// Take task ids out of the set; the tasks themselves keep running
    Forget(ForgetArgs),
    /// Print what happened to the set, also while no screen was open
    ///
    /// Every command that asks the service or changes the set writes its log: at most 1 MiB, beside the set. It is read offline.
    Log(LogArgs),
    /// The live screen over an embedded server: no account, no network
    #[cfg(feature = "server")]
    Demo(DemoArgs),
    /// Serve a directory of this machine by the same API: submit, watch and cancel real work without an account
    #[cfg(feature = "server")]
    Serve(Box<ServeArgs>),
    /// Submit copies into a directory
    Copy(CopyArgs),
    /// Submit moves into a directory
    Move(MoveArgs),
    /// Submit deletions; asks first
    Remove(RemoveArgs),
    /// Submit failed or cancelled tasks again, from what the service said of them; asks first
    Retry(Box<RetryArgs>),
    /// Show a recording on the screen
    Replay(Box<ReplayArgs>),
    /// Serve the numbers of the set as metrics for Prometheus, until SIGTERM
    Export(Box<ExportArgs>),
    /// Explain an error code of the service or a state of a task, offline
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
}
