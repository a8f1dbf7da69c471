//! The arguments of `retry`. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{
    args_submit::{NextArgs, OnConflict},
    examples,
};
use crate::messages::Lang;
use clap::Args;

/// Arguments of `retry`.
#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[command(after_help = examples::of("retry", Lang::En))]
pub struct RetryArgs {
    /// Only these: task ids, files with ids in them, or - for standard input
    #[arg(value_name = "ID|FILE|-", required_unless_present_any = ["failed", "cancelled", "gone"])]
    pub ids: Vec<String>,
    /// All failed tasks of the set
    #[arg(long)]
    pub failed: bool,
    /// All cancelled tasks of the set
    #[arg(long)]
    pub cancelled: bool,
    /// All tasks of the set that the service does not know any more; how they ended is not known
    #[arg(long)]
    pub gone: bool,
    /// Of these only those that failed with this error code
    #[arg(long, value_name = "CODE")]
    pub cause: Option<String>,
    /// Of these only those with this label
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    /// What to do with a name that exists in the target directory; without it as the tasks had it
    #[arg(long, value_name = "HOW")]
    pub on_conflict: Option<OnConflict>,
    /// Do not ask; needed where there is no terminal to ask on
    #[arg(long, short)]
    pub yes: bool,
    #[command(flatten)]
    pub next: NextArgs,
}
