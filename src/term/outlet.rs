//! The one way to the terminal: a thread of its own writes, so that nothing else ever waits for a terminal that does not read. What
//! waits to be written is bounded by whoever draws: a new frame is made only when the last one has gone out.

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
};
use std::{
    io::{self, IsTerminal},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};
use tokio::sync::Notify;

#[derive(Debug)]
struct State {
    waiting: Vec<u8>,
    /// The writer runs, and is in the middle of something.
    writing: bool,
    started: bool,
    /// Why the terminal cannot be written to any more.
    broken: Option<Errno>,
}

impl State {
    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && !self.writing
    }

    fn outcome(&self) -> io::Result<()> {
        self.broken.map_or(Ok(()), |error| Err(error.into()))
    }
}

static STATE: Mutex<State> = Mutex::new(State { waiting: Vec::new(), writing: false, started: false, broken: None });
static CHANGED: Condvar = Condvar::new();
static WRITTEN: Notify = Notify::const_new();

fn state() -> MutexGuard<'static, State> {
    // No code that holds it can leave it half changed.
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands over bytes, to be written after those that wait already. Does not wait.
///
/// # Errors
/// When the terminal could not be written to before.
pub fn put(bytes: &[u8]) -> io::Result<()> {
    let mut state = state();
    state.outcome()?;
    if bytes.is_empty() {
        return Ok(());
    }
    if !state.started {
        thread::Builder::new().name("terminal".to_owned()).spawn(write_for_ever)?;
        state.started = true;
    }
    state.waiting.extend_from_slice(bytes);
    CHANGED.notify_all();
    Ok(())
}

/// How many bytes wait; those that are being written are not counted.
pub fn backlog() -> usize {
    state().waiting.len()
}

/// Whether all is written, or never will be.
pub fn is_idle() -> bool {
    state().is_idle()
}

/// Comes back when all is written.
///
/// # Errors
/// When the terminal cannot be written to.
pub async fn written() -> io::Result<()> {
    loop {
        // Listening begins here, so that nothing is missed between the look and the wait.
        let change = WRITTEN.notified();
        {
            let state = state();
            if state.is_idle() {
                return state.outcome();
            }
        }
        change.await;
    }
}

/// Blocks until all is written, for at most `patience`; `false` when something still waits.
pub fn settle(patience: Duration) -> bool {
    let (state, _) =
        CHANGED.wait_timeout_while(state(), patience, |state| !state.is_idle()).unwrap_or_else(PoisonError::into_inner);
    state.is_idle()
}

/// Makes what is still said on the way out go nowhere, as far as it would go to the terminal: it does not read, and who says
/// something to it would wait for ever.
pub fn silence() {
    let Ok(nowhere) = std::fs::File::options().write(true).open("/dev/null") else { return };
    if io::stdout().is_terminal() {
        _ = rustix::stdio::dup2_stdout(&nowhere);
    }
    if io::stderr().is_terminal() {
        _ = rustix::stdio::dup2_stderr(&nowhere);
    }
}

fn write_for_ever() {
    let mut bytes = Vec::new();
    loop {
        {
            let waiting = CHANGED.wait_while(state(), |state| state.waiting.is_empty());
            let mut state = waiting.unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut state.waiting, &mut bytes);
            state.writing = true;
        }
        let result = write_all(&bytes);
        bytes.clear();
        let mut state = state();
        state.writing = false;
        if let Err(error) = result {
            state.broken = Some(error);
            state.waiting.clear();
        }
        CHANGED.notify_all();
        WRITTEN.notify_waiters();
    }
}

/// Writes to standard output past std's own buffer and lock, which a write that hangs would keep.
fn write_all(mut bytes: &[u8]) -> Result<(), Errno> {
    let out = rustix::stdio::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(out, bytes) {
            Ok(0) => return Err(Errno::IO),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Another program on the same terminal may have made it so.
            Err(Errno::AGAIN) => match poll(&mut [PollFd::new(&out, PollFlags::OUT)], None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            },
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
