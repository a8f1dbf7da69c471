//! Arguments of the commands about the program itself: explanations, the configuration, the account, completions. The documentation of the fields is
//! the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{
    examples,
    options::{AccountSettings, ExplainSettings, WatchSettings},
};
use crate::messages::Lang;
use clap::{Args, Subcommand};

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = examples::of("explain", Lang::En))]
pub struct ExplainArgs {
    /// An error code of the service, such as 911020, or a state, such as stalled; all of them if there is none
    #[arg(value_name = "CODE|STATE")]
    pub code: Option<String>,
    /// Print JSON: an object, or a list of them without a CODE or STATE
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: ExplainSettings,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a commented config.toml; one that exists is left as it is
    Init,
    /// Print where config.toml is, whether it exists or not
    Path,
    /// Print every setting and where it comes from; never a secret
    Show(WatchSettings),
}

/// Arguments of `regions` and `auth`.
#[derive(Debug, Args)]
pub struct AccountArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: AccountSettings,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// For which shell
    pub shell: clap_complete::Shell,
}
