//! Arguments of the live screen over the service. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{args_headless::HookArgs, args_replay::RecordArgs, options::WatchSettings};
use clap::Args;

/// Arguments of the live screen over the service.
#[derive(Debug, Default, Args)]
pub struct WatchArgs {
    /// Task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-")]
    pub ids: Vec<String>,
    /// Let the exit code report the task results, as that of wait does; 8 when not all have ended
    #[arg(long)]
    pub exit_status: bool,
    #[command(flatten)]
    pub record: RecordArgs,
    #[command(flatten)]
    pub hooks: HookArgs,
    #[command(flatten)]
    pub settings: WatchSettings,
}
