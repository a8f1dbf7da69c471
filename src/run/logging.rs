//! The log file, off unless asked for. What is logged never holds a secret: see the events of `api` and `poll`.

use color_eyre::eyre::{Context, Result};
use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path};
use tracing_subscriber::fmt::{format::FmtSpan, writer::BoxMakeWriter};

/// Begins to log to `path`, which is made for its owner only.
///
/// # Errors
/// When the file cannot be written.
pub fn start(path: &Path) -> Result<()> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("--log {}: cannot be written", path.display()))?;
    let writer = BoxMakeWriter::new(std::sync::Mutex::new(file));
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(true)
        // The end of a request's span tells how long it took.
        .with_span_events(FmtSpan::CLOSE)
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(writer)
        .finish();
    tracing::subscriber::set_global_default(subscriber).context("a log was started before")
}
