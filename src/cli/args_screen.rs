//! Arguments of any live screen. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use crate::settings::{Flags, Theme, value};
use clap::Args;
use std::path::PathBuf;

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
    #[arg(long, value_name = "THEME", value_parser = Theme::NAMES, hide_possible_values = true)]
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
