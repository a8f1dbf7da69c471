//! What the terminal sends, as the screen's own messages. A thread reads the terminal; `tokens` and `typing` decide what of it
//! is a key.

use super::{
    background,
    tokens::{Token, Tokenizer},
    typing::Typing,
};
use crate::tui::{Care, Key, Moment, Msg};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
    termios::{isatty, tcgetwinsize},
};
use std::{
    fs::File,
    io::{self, PipeReader, PipeWriter},
    os::fd::OwnedFd,
    thread,
};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
    time,
};

/// How many reads may wait.
const WAITING: usize = 64;
/// How much is read at once, in bytes: as much as the system keeps for a terminal.
const READ: usize = 4096;

/// The bytes of one read, and when they came.
type Read = (Vec<u8>, Moment);

/// The stream of input.
pub struct Input {
    reads: mpsc::Receiver<io::Result<Read>>,
    resized: Signal,
    clock: Box<dyn Fn() -> Moment + Send>,
    tokenizer: Tokenizer,
    typing: Typing,
    /// When the last bytes came.
    at: Moment,
    /// When the terminal was asked for its background, until it answers.
    asked: Option<Moment>,
    /// Ends the thread when it is dropped.
    _stop: PipeWriter,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Input").finish_non_exhaustive()
    }
}

impl Input {
    /// Begins to read; `asked` tells that the terminal is about to be asked for its background. `clock` tells when something came.
    ///
    /// # Errors
    /// When there is no terminal to read, or the system refuses a thread or the signal of a new size.
    pub fn listen(asked: bool, clock: impl Fn() -> Moment + Clone + Send + 'static) -> io::Result<Self> {
        let stdin = rustix::stdio::stdin();
        let terminal = if isatty(stdin) { stdin.try_clone_to_owned()? } else { File::open("/dev/tty")?.into() };
        let (into, reads) = mpsc::channel(WAITING);
        let (stopped, stop) = io::pipe()?;
        let now = clock.clone();
        thread::Builder::new().name("input".to_owned()).spawn(move || read(&terminal, &stopped, &into, now))?;
        let start = clock();
        Ok(Self {
            reads,
            resized: signal(SignalKind::window_change())?,
            tokenizer: Tokenizer::default(),
            typing: Typing::default(),
            at: start,
            asked: asked.then_some(start),
            clock: Box::new(clock),
            _stop: stop,
        })
    }

    /// The next message; `None` when the terminal is gone. `care` says what a key would do now. Cancel-safe.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub async fn next(&mut self, care: impl Fn(Key) -> Care) -> Option<io::Result<Msg>> {
        loop {
            if let Some(msg) = self.typing.pop() {
                return Some(Ok(msg));
            }
            let unfinished = self.tokenizer.timeout().map(|timeout| self.at.plus(timeout));
            let due = self.typing.due().into_iter().chain(unfinished).min();
            let wait = due.map(|due| due.since((self.clock)()));
            tokio::select! {
                biased;
                read = self.reads.recv() => match read? {
                    Ok(read) => self.take(read, &care),
                    Err(error) => return Some(Err(error)),
                },
                _ = self.resized.recv() => {
                    if let Ok(size) = tcgetwinsize(rustix::stdio::stdout()) {
                        return Some(Ok(Msg::Resize(size.ws_col, size.ws_row)));
                    }
                }
                () = time::sleep(wait.unwrap_or_default()), if wait.is_some() => self.settle(&care),
            }
        }
    }

    /// A message that has come already.
    pub fn waiting(&mut self, care: impl Fn(Key) -> Care) -> Option<Msg> {
        loop {
            if let Some(msg) = self.typing.pop() {
                return Some(msg);
            }
            match self.reads.try_recv() {
                Ok(Ok(read)) => self.take(read, &care),
                // That the terminal is gone shows at the next wait: its channel is closed.
                Ok(Err(_)) | Err(_) => return None,
            }
        }
    }

    /// Swallows an answer that is still on its way, so that the shell does not get it. To be called before the terminal is given back.
    pub async fn drain(&mut self) {
        loop {
            let unfinished = self.tokenizer.timeout().map(|timeout| self.at.plus(timeout));
            let answer = self.asked.map(|asked| asked.plus(background::TIMEOUT));
            let Some(until) = unfinished.into_iter().chain(answer).max() else { return };
            let wait = until.since((self.clock)());
            match time::timeout(wait, self.reads.recv()).await {
                Ok(Some(Ok(read))) => self.take(read, &|_| Care::Harmless),
                _ => return,
            }
        }
    }

    fn take(&mut self, (bytes, at): Read, care: &impl Fn(Key) -> Care) {
        // What was unfinished for too long before these came is not continued by them.
        if self.tokenizer.timeout().is_some_and(|timeout| at.since(self.at) >= timeout) {
            self.give_up(self.at, care);
        }
        self.at = at;
        let tokens = self.tokenizer.read(&bytes);
        if tokens.iter().any(|token| matches!(token, Token::Background { .. })) {
            self.asked = None;
        }
        self.typing.take(tokens, at, care);
    }

    /// Lets go what has waited long enough.
    fn settle(&mut self, care: &impl Fn(Key) -> Care) {
        let now = (self.clock)();
        if self.tokenizer.timeout().is_some_and(|timeout| now.since(self.at) >= timeout) {
            self.give_up(now, care);
        }
        self.typing.settle(now);
    }

    fn give_up(&mut self, at: Moment, care: &impl Fn(Key) -> Care) {
        let tokens = self.tokenizer.give_up();
        self.typing.take(tokens, at, care);
    }
}

/// Reads until it is stopped, or the terminal is gone.
fn read(terminal: &OwnedFd, stopped: &PipeReader, into: &mpsc::Sender<io::Result<Read>>, now: impl Fn() -> Moment) {
    let mut buffer = [0; READ];
    loop {
        let mut ready = [PollFd::new(terminal, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        match poll(&mut ready, None) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => {
                _ = into.blocking_send(Err(error.into()));
                return;
            }
        }
        if !ready[1].revents().is_empty() {
            return;
        }
        let read = match rustix::io::read(terminal, &mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => Ok((buffer[..length].to_vec(), now())),
            Err(Errno::INTR | Errno::AGAIN) => continue,
            Err(error) => Err(error.into()),
        };
        let is_over = read.is_err();
        if into.blocking_send(read).is_err() || is_over {
            return;
        }
    }
}
