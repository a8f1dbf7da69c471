//! What every live screen needs before it starts: settings, the look, and errors with their exit codes.

use crate::{
    app::{ColorDepth, Look, Theme},
    cli::{Exit, ids::BadIds},
    config::{Colors, Config, ConfigError, Environment, FileConfig, Palette, paths},
    store::StoreError,
};
use color_eyre::eyre::Report;
use std::{io::IsTerminal, path::Path};

/// There is no terminal to draw on.
#[derive(Debug, thiserror::Error)]
#[error(
    "the live screen needs a terminal on its standard output (to look at the demo's server without one: eftop demo --serve)"
)]
pub struct NoTerminal;

/// Makes sure that there is a terminal to draw on.
///
/// # Errors
/// [`NoTerminal`]
pub fn need_terminal() -> Result<(), NoTerminal> {
    if std::io::stdout().is_terminal() { Ok(()) } else { Err(NoTerminal) }
}

/// Reads the configuration file: the one that was named, or the usual one if it is there.
///
/// # Errors
/// When it cannot be used, or when a file that was named is not there.
pub fn read_file(named: Option<&Path>, environment: &Environment<'_>) -> Result<FileConfig, ConfigError> {
    match named {
        Some(path) => FileConfig::read(path),
        None => match paths::config_file(environment) {
            Ok(path) if path.exists() => FileConfig::read(&path),
            _ => Ok(FileConfig::default()),
        },
    }
}

/// The look that the settings ask for.
pub fn look(config: &Config) -> Look {
    Look {
        lang: config.lang,
        theme: match config.palette {
            Palette::Dark => Theme::Dark,
            Palette::Light => Theme::Light,
        },
        colors: match config.colors {
            Colors::None => ColorDepth::None,
            Colors::Sixteen => ColorDepth::Sixteen,
            Colors::Full => ColorDepth::Full,
        },
        ascii: config.ascii,
        full_paths: false,
        wide: false,
        mouse: config.mouse,
    }
}

/// The exit code of an error.
pub fn exit_of(error: &Report) -> Exit {
    if error.downcast_ref::<ConfigError>().is_some_and(ConfigError::is_about_signing_in) {
        return Exit::Unauthenticated;
    }
    let usage = error.is::<ConfigError>()
        || error.is::<BadIds>()
        || error.is::<NoTerminal>()
        || error.is::<super::headless::CannotBegin>()
        || error.is::<super::house::Unfulfilled>()
        || error.is::<super::submit::Unsubmittable>()
        || error.is::<crate::api::BadBaseUrl>()
        || matches!(error.downcast_ref(), Some(StoreError::Newer { .. } | StoreError::NotAFile { .. }));
    #[cfg(feature = "demo")]
    let usage = usage || error.is::<crate::demo::DemoError>();
    if usage { Exit::Usage } else { Exit::Internal }
}
