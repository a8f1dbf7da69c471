//! The error of a command: the exit code that it causes, and its words in each language. An error that lacks one of them cannot be returned
//! by a command.

use crate::{
    cli::{Exit, ids::BadIds},
    client::BadBaseUrl,
    messages::{InLang, Lang},
    recording::writer::CannotRecord,
    settings::ConfigError,
    store::{InvalidSetName, StoreError},
    tui::BadKeys,
};
use color_eyre::eyre::Report;
use std::{fmt::Debug, io};

/// What a command returns.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure(Box<dyn CausesExit>);

impl Failure {
    pub fn exit(&self) -> Exit {
        self.0.exit()
    }
}

impl InLang for Failure {
    fn text(&self, lang: Lang) -> String {
        self.0.text(lang)
    }
}

/// An error that knows how the program ends for it.
pub trait CausesExit: InLang + Debug + Send + Sync + 'static {
    /// Most are about what a user has typed or configured.
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

impl<E: CausesExit> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl CausesExit for BadBaseUrl {}
impl CausesExit for BadIds {}
impl CausesExit for BadKeys {}
impl CausesExit for CannotRecord {}
impl CausesExit for InvalidSetName {}

impl CausesExit for ConfigError {
    fn exit(&self) -> Exit {
        if self.is_about_signing_in() { Exit::Unauthenticated } else { Exit::Usage }
    }
}

impl CausesExit for StoreError {
    fn exit(&self) -> Exit {
        let is_usage = matches!(self, Self::NoPlace | Self::Newer { .. } | Self::NotAFile { .. });
        if is_usage { Exit::Usage } else { Exit::Internal }
    }
}

/// What nobody expects.
impl CausesExit for Report {
    fn exit(&self) -> Exit {
        Exit::Internal
    }
}

impl InLang for Report {
    /// Its causes, without those that another one repeats. What nobody expects has English words only.
    fn text(&self, _: Lang) -> String {
        let mut text = String::new();
        for cause in self.chain().map(ToString::to_string) {
            if text.is_empty() {
                text = cause;
            } else if !text.contains(&cause) {
                text = format!("{text}: {cause}");
            }
        }
        text
    }
}

/// Errors that have English words only: those that others made.
macro_rules! english {
    ($($Error:ty),+) => {
        $(impl InLang for $Error {
            fn text(&self, _: Lang) -> String {
                self.to_string()
            }
        })+
    };
}

english!(io::Error, serde_json::Error);

impl CausesExit for io::Error {
    fn exit(&self) -> Exit {
        Exit::Internal
    }
}

impl CausesExit for serde_json::Error {
    fn exit(&self) -> Exit {
        Exit::Internal
    }
}
