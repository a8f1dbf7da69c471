//! Arguments of the commands about the program itself: explanations, the configuration, the account, completions. The documentation of the fields is
//! the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{ScreenArgs, args_service::ServiceArgs};
use crate::settings::{Flags, value};
use clap::{Args, Subcommand};
use std::path::PathBuf;

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  eftop explain 911020              what is behind this code, and what to do
  eftop explain 911020 --lang zh    the same in Chinese
  eftop explain                     all codes with a few words each";

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub struct ExplainArgs {
    /// An error code of the service, such as 911020; all codes if there is none
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
    /// en, zh or auto, by locale [env: EFTOP_LANG]
    #[arg(long, value_name = "LANG", value_parser = value::LANG, hide_possible_values = true)]
    pub lang: Option<String>,
    /// Print JSON: an object, or a list of them without a CODE
    #[arg(long)]
    pub json: bool,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a commented config.toml; one that exists is left as it is
    Init,
    /// Print where config.toml is, whether it exists or not
    Path,
    /// Print every setting and where it comes from; never a secret
    Show(Box<ShowArgs>),
}

/// Arguments of `config show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    #[command(flatten)]
    pub service: ServiceArgs,
    #[command(flatten)]
    pub screen: ScreenArgs,
}

/// Arguments of `regions` and `auth`.
#[derive(Debug, Args)]
pub struct AccountArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub service: ServiceArgs,
    /// en, zh or auto, by locale [env: EFTOP_LANG]
    #[arg(long, value_name = "LANG", value_parser = value::LANG, hide_possible_values = true)]
    pub lang: Option<String>,
    /// Read this file instead of the usual config.toml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Write a log of requests and answers' codes to this file; it never holds a secret
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

impl AccountArgs {
    /// These arguments as flags of the configuration.
    pub fn flags(&self) -> Flags {
        self.service.flags(Flags { lang: self.lang.clone(), ..Flags::default() })
    }
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// For which shell
    pub shell: clap_complete::Shell,
}
