//! The signals that end the program in good order. A signal that whoever started it had ignored (`nohup`, `trap '' INT`, `&` in a
//! script) stays ignored: that was a wish.

use crate::cli::exit::Signal;
use color_eyre::eyre::{Context, Result};
use std::{io, sync::OnceLock};
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

/// Listens to SIGTERM, SIGHUP and SIGINT, as far as they were not ignored at the start.
#[derive(Debug)]
pub struct Signals {
    hangup: Option<Stream>,
    interrupt: Option<Stream>,
    terminate: Option<Stream>,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn listen() -> Result<Self> {
        let [hangup, interrupt, terminate] =
            [SignalKind::hangup(), SignalKind::interrupt(), SignalKind::terminate()].map(listen);
        let why = "signals cannot be listened to";
        Ok(Self {
            hangup: hangup.context(why)?,
            interrupt: interrupt.context(why)?,
            terminate: terminate.context(why)?,
        })
    }

    /// The next one that comes.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            () = recv(&mut self.hangup) => Signal::Hangup,
            () = recv(&mut self.interrupt) => Signal::Interrupt,
            () = recv(&mut self.terminate) => Signal::Terminate,
        }
    }
}

fn listen(kind: SignalKind) -> io::Result<Option<Stream>> {
    if was_ignored(kind) { Ok(None) } else { signal(kind).map(Some) }
}

/// Never resolves for a signal that is not listened to.
async fn recv(stream: &mut Option<Stream>) {
    match stream {
        Some(stream) => _ = stream.recv().await,
        None => std::future::pending().await,
    }
}

/// Whether a signal was ignored when the program was started. Only Linux tells without `unsafe`; elsewhere none counts as ignored.
fn was_ignored(kind: SignalKind) -> bool {
    // Kept, since the handlers that are installed next change what the system tells.
    static IGNORED: OnceLock<u64> = OnceLock::new();
    let ignored = *IGNORED.get_or_init(|| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
    });
    // The lowest bit is signal 1.
    let bit = u32::try_from(kind.as_raw_value() - 1).unwrap_or(u32::MAX);
    ignored.checked_shr(bit).is_some_and(|mask| mask & 1 == 1)
}

/// Makes a write beyond the limit for the size of files (`ulimit -f`) an error like any other. Left alone, its signal ends the program.
/// Programs that are started from here have their own default again.
pub fn survive_full_files() {
    // Once a handler is there it stays; nobody needs to listen.
    if let Err(error) = listen(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())) {
        tracing::warn!(%error, "SIGXFSZ cannot be caught");
    }
}
