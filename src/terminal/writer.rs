//! The one way to a standard stream that may not be read: a thread of its own writes, so that nothing else ever waits for it. What
//! waits to be written is bounded by whoever hands it over: a new frame, for example, is made only when the last one has gone out.

use rustix::{
    event::{PollFd, PollFlags, poll},
    fd::BorrowedFd,
    io::Errno,
};
use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::{fd::AsFd, unix::fs::MetadataExt},
    sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::Duration,
};
use tokio::sync::Notify;

/// So much is written at once: how much was taken of a long text shows in between.
const CHUNK: usize = 16 * 1024;
/// No more than this waits on standard error.
const WORDS: usize = 1 << 20;

/// Standard output.
pub static OUT: Writer = Writer::new(rustix::stdio::stdout);
/// Standard error, where it is another file than standard output.
static ERR: Writer = Writer::new(rustix::stdio::stderr);

/// The way to standard error: behind what waits for standard output where both are the same file, so that the order stays.
pub fn err() -> &'static Writer {
    static IS_SAME: OnceLock<bool> = OnceLock::new();
    let file = |stream: BorrowedFd<'_>| {
        let file = File::from(stream.try_clone_to_owned().ok()?).metadata().ok()?;
        Some((file.dev(), file.ino()))
    };
    let same = || file(io::stdout().as_fd()).is_some_and(|out| Some(out) == file(io::stderr().as_fd()));
    if *IS_SAME.get_or_init(same) { &OUT } else { &ERR }
}

/// Standard error as a stream that never fails and never waits: what does not fit is dropped.
#[derive(Clone, Copy, Debug)]
pub struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if err().backlog() < WORDS {
            // Without standard error there is nobody to tell.
            _ = err().put(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Blocks until all is written to both streams, for at most `timeout`.
pub fn settle_all(timeout: Duration) {
    OUT.settle(timeout);
    ERR.settle(timeout);
}

/// Makes what is still said on the way out go nowhere, as far as it would go to the terminal: it does not read, and who says
/// something to it would never end.
pub fn silence() {
    let Ok(nowhere) = File::options().write(true).open("/dev/null") else { return };
    if io::stdout().is_terminal() {
        OUT.state().is_silent = true;
        _ = rustix::stdio::dup2_stdout(&nowhere);
    }
    if io::stderr().is_terminal() {
        ERR.state().is_silent = true;
        _ = rustix::stdio::dup2_stderr(&nowhere);
    }
}

#[derive(Debug)]
struct State {
    waiting: Vec<u8>,
    /// The writer runs, and is in the middle of something.
    writing: bool,
    started: bool,
    /// Nothing more is said.
    is_silent: bool,
    /// How often the stream has taken something.
    taken: u64,
    /// Why the stream cannot be written to any more.
    broken: Option<Errno>,
}

impl State {
    fn is_idle(&self) -> bool {
        self.is_silent || (self.waiting.is_empty() && !self.writing)
    }

    fn outcome(&self) -> io::Result<()> {
        self.broken.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// The way to one stream.
#[derive(Debug)]
pub struct Writer {
    state: Mutex<State>,
    changed: Condvar,
    written: Notify,
    stream: fn() -> BorrowedFd<'static>,
}

impl Writer {
    const fn new(stream: fn() -> BorrowedFd<'static>) -> Self {
        let state =
            State { waiting: Vec::new(), writing: false, started: false, is_silent: false, taken: 0, broken: None };
        Self { state: Mutex::new(state), changed: Condvar::new(), written: Notify::const_new(), stream }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that holds it can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over bytes, to be written after those that wait already. Does not wait.
    ///
    /// # Errors
    /// When the stream could not be written to before.
    pub fn put(&'static self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.outcome()?;
        if bytes.is_empty() || state.is_silent {
            return Ok(());
        }
        if !state.started {
            thread::Builder::new().name("terminal".to_owned()).spawn(|| self.write_for_ever())?;
            state.started = true;
        }
        state.waiting.extend_from_slice(bytes);
        self.changed.notify_all();
        Ok(())
    }

    /// How many bytes wait; those that are being written are not counted.
    pub fn backlog(&self) -> usize {
        self.state().waiting.len()
    }

    /// Whether all is written, or never will be.
    pub fn is_idle(&self) -> bool {
        self.state().is_idle()
    }

    /// Why nothing more can be written.
    ///
    /// # Errors
    /// That.
    pub fn outcome(&self) -> io::Result<()> {
        self.state().outcome()
    }

    /// Comes back when all is written.
    ///
    /// # Errors
    /// When the stream cannot be written to.
    pub async fn written(&self) -> io::Result<()> {
        loop {
            // Listening begins here, so that nothing is missed between the look and the wait.
            let change = self.written.notified();
            {
                let state = self.state();
                if state.is_idle() {
                    return state.outcome();
                }
            }
            change.await;
        }
    }

    /// Comes back when nothing has been taken for so long.
    pub async fn stuck(&self, timeout: Duration) {
        let mut taken = self.state().taken;
        loop {
            tokio::time::sleep(timeout).await;
            if std::mem::replace(&mut taken, self.state().taken) == taken {
                return;
            }
        }
    }

    /// Blocks until all is written, for at most `timeout`; `false` when something still waits.
    pub fn settle(&self, timeout: Duration) -> bool {
        self.wait_while(timeout, |state| !state.is_idle())
    }

    /// Blocks until less than `most` bytes wait, for at most `timeout`; `false` when there are still more.
    pub fn make_room(&self, most: usize, timeout: Duration) -> bool {
        self.wait_while(timeout, |state| state.waiting.len() >= most)
    }

    fn wait_while(&self, timeout: Duration, holds: impl Fn(&State) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.state(), timeout, |state| holds(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !holds(&state)
    }

    fn write_for_ever(&self) {
        let mut bytes = Vec::new();
        loop {
            {
                let waiting = self.changed.wait_while(self.state(), |state| state.waiting.is_empty());
                let mut state = waiting.unwrap_or_else(PoisonError::into_inner);
                std::mem::swap(&mut state.waiting, &mut bytes);
                state.writing = true;
            }
            self.changed.notify_all();
            let result = self.write_all(&bytes);
            bytes.clear();
            bytes.shrink_to(WORDS);
            let mut state = self.state();
            state.writing = false;
            if let Err(error) = result {
                state.broken = Some(error);
                state.waiting.clear();
            }
            self.changed.notify_all();
            self.written.notify_waiters();
        }
    }

    /// Writes past std's own buffers and locks, which a write that hangs would keep.
    fn write_all(&self, mut bytes: &[u8]) -> Result<(), Errno> {
        let out = (self.stream)();
        while !bytes.is_empty() {
            match rustix::io::write(out, bytes.get(..CHUNK).unwrap_or(bytes)) {
                Ok(0) => return Err(Errno::IO),
                Ok(count) => {
                    bytes = bytes.get(count..).unwrap_or_default();
                    self.state().taken += 1;
                }
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
}
