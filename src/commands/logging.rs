//! The log file, off unless asked for. What is logged never holds a secret: see the events of `api` and `poll`. A log that cannot be
//! written stops, which is reported once: to whoever asks with [`failure`], since there may be a screen.

use super::exit::Result;
use crate::{
    domain::clean::clean,
    messages::{Lang, words},
    settings::{ConfigError, Source, error::Allowed},
    terminal,
};
use color_eyre::eyre::Context;
use std::{
    fs::{File, OpenOptions, metadata},
    io::{self, IsTerminal, Write},
    os::{
        fd::AsFd,
        unix::fs::{MetadataExt, OpenOptionsExt},
    },
    path::Path,
    sync::{Mutex, PoisonError},
};
use tracing_subscriber::fmt::{format::FmtSpan, writer::BoxMakeWriter};

/// Says how much is logged.
const LEVEL: &str = "EFTOP_LOG";
/// The longest path in a message, in characters.
const LONGEST_PATH: usize = 100;

/// Why the log has stopped, until that is reported.
static FAILURE: Mutex<Option<String>> = Mutex::new(None);

/// Begins to log to `path`, which is made for its owner only: as much as `EFTOP_LOG` says, by default `debug`.
///
/// # Errors
/// When the file cannot be opened, or `EFTOP_LOG` is no level.
pub fn start(path: &Path, lang: Lang) -> Result<()> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("--log {}: cannot be written", path.display()))?;
    let level = match std::env::var(LEVEL) {
        Ok(level) if !level.is_empty() => level.parse().map_err(|_| ConfigError::BadValue {
            place: Source::Variable(LEVEL),
            key: "log level",
            value: level,
            allowed: Allowed::Words(&["error", "warn", "info", "debug", "trace"]),
        })?,
        _ => tracing::Level::DEBUG,
    };
    let path = clean(&path.display().to_string(), LONGEST_PATH);
    let log = Log { on_our_terminal: is_our_terminal(&file), file: Some(file), path, lang };
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(true)
        // The end of a request's span tells how long it took.
        .with_span_events(FmtSpan::CLOSE)
        .with_max_level(level)
        // It would write to standard error, over the screen.
        .log_internal_errors(false)
        .with_writer(BoxMakeWriter::new(Mutex::new(log)))
        .finish();
    Ok(tracing::subscriber::set_global_default(subscriber).context("a log was started before")?)
}

/// Why the log has stopped, in words, if that was not told yet.
pub fn failure() -> Option<String> {
    FAILURE.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The file, until it cannot be written.
#[derive(Debug)]
struct Log {
    file: Option<File>,
    on_our_terminal: bool,
    path: String,
    lang: Lang,
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else { return Ok(bytes.len()) };
        let words = &words(self.lang).notice;
        let why = if self.on_our_terminal && terminal::guard::is_entered() {
            Some(words.log_on_screen.to_owned())
        } else {
            file.write_all(bytes).err().map(|error| error.to_string())
        };
        if let Some(why) = why {
            self.file = None;
            *FAILURE.lock().unwrap_or_else(PoisonError::into_inner) = Some((words.log_failed)(&self.path, &why));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether this is the terminal that a screen would be drawn on, by whatever name.
fn is_our_terminal(file: &File) -> bool {
    let out = io::stdout().as_fd().try_clone_to_owned().map(File::from).and_then(|out| out.metadata());
    let ours = [out, metadata("/dev/tty")];
    let device = file.metadata().ok().filter(|_| file.is_terminal()).map(|file| file.rdev());
    device.is_some_and(|device| ours.iter().flatten().any(|one| one.rdev() == device))
}
