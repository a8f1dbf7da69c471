//! Job control: in raw mode `^z` arrives as a key, so stopping is up to us.

use rustix::process::{Signal, kill_current_process_group};
use std::{io, time::Duration};
use tokio::signal::unix::{SignalKind, signal};

/// How long to wait for being continued once the stop signal is out. The clock stops for a stopped program, so this
/// bounds only the case in which nobody stops us: a process group without a shell ignores the signal.
const NOBODY_STOPS_US: Duration = Duration::from_millis(200);

/// Stops the process group, as the terminal's own `^z` would, and returns when it is continued.
///
/// # Errors
/// When signals cannot be listened to or sent.
pub async fn suspend() -> io::Result<()> {
    let mut continued = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    kill_current_process_group(Signal::TSTP)?;
    _ = tokio::time::timeout(NOBODY_STOPS_US, continued.recv()).await;
    Ok(())
}
