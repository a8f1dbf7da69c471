//! Arguments of the commands that submit tasks. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{args_headless::LimitArgs, examples, options::WatchSettings};
use crate::{domain::Conflict, messages::Lang};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to do with a name that exists in the target directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnConflict {
    /// Overwrite it
    Cover,
    /// Keep both
    Both,
}

/// Arguments of `copy` and `move`, without their examples.
#[derive(Debug, Args)]
pub struct TransferArgs {
    /// Sources, and behind them the directory that they go to; absolute paths of the service
    #[arg(value_name = "PATH", required_unless_present = "from", conflicts_with = "from")]
    pub paths: Vec<String>,
    /// What to do with a name that exists there; without it the service decides
    #[arg(long, value_name = "HOW")]
    pub on_conflict: Option<OnConflict>,
    /// Read source and target directory, separated by a tab, from the lines of this file; - is standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub common: SubmitArgs,
}

/// Arguments of `copy`.
#[derive(Debug, Args)]
#[command(after_help = examples::of("copy", Lang::En), override_usage = "eftop copy [OPTIONS] SRC... DIR\n       eftop copy [OPTIONS] --from FILE")]
pub struct CopyArgs {
    #[command(flatten)]
    pub transfer: TransferArgs,
}

/// Arguments of `move`.
#[derive(Debug, Args)]
#[command(after_help = examples::of("move", Lang::En), override_usage = "eftop move [OPTIONS] SRC... DIR\n       eftop move [OPTIONS] --from FILE")]
pub struct MoveArgs {
    #[command(flatten)]
    pub transfer: TransferArgs,
}

/// Arguments of `remove`.
#[derive(Debug, Args)]
#[command(after_help = examples::of("remove", Lang::En), override_usage = "eftop remove [OPTIONS] SRC...\n       eftop remove [OPTIONS] --from FILE")]
pub struct RemoveArgs {
    /// What to delete; absolute paths of the service
    #[arg(value_name = "SRC", required_unless_present = "from", conflicts_with = "from")]
    pub paths: Vec<String>,
    /// Read the paths from the lines of this file; - is standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Do not ask before deleting; needed where there is no terminal
    #[arg(long, short)]
    pub yes: bool,
    #[command(flatten)]
    pub common: SubmitArgs,
}

/// What all submissions have in common.
#[derive(Debug, Args)]
pub struct SubmitArgs {
    /// A name for these tasks, shown beside them
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    #[command(flatten)]
    pub next: NextArgs,
}

/// What comes after a submission.
#[derive(Debug, Default, Args)]
pub struct NextArgs {
    /// Continue to the live screen over the set
    #[arg(long)]
    pub watch: bool,
    /// Wait until the new tasks have ended; the exit code tells how, as that of `eftop wait`
    #[arg(long, conflicts_with = "watch")]
    pub wait: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub settings: WatchSettings,
}

impl From<OnConflict> for Conflict {
    fn from(how: OnConflict) -> Self {
        match how {
            OnConflict::Cover => Self::Cover,
            OnConflict::Both => Self::Both,
        }
    }
}
