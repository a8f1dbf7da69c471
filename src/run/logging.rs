//! The log file, off unless asked for. What is logged never holds a secret: see the events of `api` and `poll`.

use crate::config::ConfigError;
use color_eyre::eyre::{Context, Result};
use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path};
use tracing_subscriber::fmt::{format::FmtSpan, writer::BoxMakeWriter};

/// Says how much is logged.
const LEVEL: &str = "EFTOP_LOG";

/// Begins to log to `path`, which is made for its owner only: as much as `EFTOP_LOG` says, by default `debug`.
///
/// # Errors
/// When the file cannot be written, or `EFTOP_LOG` is no level.
pub fn start(path: &Path) -> Result<()> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("--log {}: cannot be written", path.display()))?;
    let level = match std::env::var(LEVEL) {
        Ok(level) if !level.is_empty() => level.parse().map_err(|_| ConfigError::BadValue {
            place: LEVEL.to_owned(),
            key: "log level",
            value: level,
            allowed: "one of error, warn, info, debug, trace",
        })?,
        _ => tracing::Level::DEBUG,
    };
    let writer = BoxMakeWriter::new(std::sync::Mutex::new(file));
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(true)
        // The end of a request's span tells how long it took.
        .with_span_events(FmtSpan::CLOSE)
        .with_max_level(level)
        .with_writer(writer)
        .finish();
    tracing::subscriber::set_global_default(subscriber).context("a log was started before")
}
