//! The error of a command, with the exit code that it causes. An error that says none cannot be returned by a command.

use crate::{
    cli::{Exit, ids::BadIds},
    client::BadBaseUrl,
    recording::writer::CannotRecord,
    settings::ConfigError,
    store::{InvalidSetName, StoreError},
    tui::BadKeys,
};
use color_eyre::eyre::Report;
use std::{error::Error, fmt};

/// What a command returns.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub report: Report,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report.fmt(f)
    }
}

/// An error that knows how the program ends for it.
pub trait CausesExit: Error + Send + Sync + 'static {
    /// Most are about what a user has typed or configured.
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

impl<E: CausesExit> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { exit: error.exit(), report: error.into() }
    }
}

/// What nobody expects.
impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self { exit: Exit::Internal, report }
    }
}

impl CausesExit for BadBaseUrl {}
impl CausesExit for BadIds {}
impl CausesExit for BadKeys {}
impl CausesExit for CannotRecord {}
impl CausesExit for InvalidSetName {}
#[cfg(feature = "demo")]
impl CausesExit for crate::demo::DemoError {}

impl CausesExit for ConfigError {
    fn exit(&self) -> Exit {
        if self.is_about_signing_in() { Exit::Unauthenticated } else { Exit::Usage }
    }
}

impl CausesExit for StoreError {
    fn exit(&self) -> Exit {
        let is_usage = matches!(self, Self::Newer { .. } | Self::NotAFile { .. });
        if is_usage { Exit::Usage } else { Exit::Internal }
    }
}

impl CausesExit for std::io::Error {
    fn exit(&self) -> Exit {
        Exit::Internal
    }
}

impl CausesExit for serde_json::Error {
    fn exit(&self) -> Exit {
        Exit::Internal
    }
}
