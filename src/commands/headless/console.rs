//! The two streams of a command without a screen: data on standard output, everything else on standard error. Escape sequences
//! are written to a stream only if it is a terminal.

use crate::{
    cli::exit::Signal,
    commands::signals::Signals,
    settings::Environment,
    terminal::{
        Stderr,
        writer::{self, OUT},
    },
};
use std::{
    fs::File,
    io::{self, ErrorKind, IsTerminal, Write},
    os::fd::AsFd,
    time::Duration,
};

/// No more than this, and one text beside it, waits for whoever reads standard output.
const BACKLOG: usize = 4 << 20;
/// How long a text waits for room: enough for whoever reads slowly.
const ROOM: Duration = Duration::from_millis(250);

/// Standard output, which may go away: then nothing more is written, and that is reported once. It may also not be read for a while:
/// that stops nothing else, and what does not fit is left out.
#[derive(Debug, Default)]
pub struct Output {
    end: Option<OutputEnd>,
    /// How many texts were left out.
    left_out: usize,
    /// The last one was.
    is_full: bool,
    /// Something was, since that was last asked for.
    has_gap: bool,
    is_told: bool,
    /// How many bytes were handed over.
    handed_over: usize,
}

/// Why standard output takes no more.
#[derive(Debug)]
pub enum OutputEnd {
    /// Whoever read it has seen enough: no error.
    Closed,
    /// The system refused.
    Failed(io::Error),
}

impl Output {
    /// Hands over what `write` writes, to be written at once. Does nothing once the stream takes no more.
    pub fn put(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.end().is_some() {
            return;
        }
        let is_full = OUT.backlog() >= BACKLOG && (self.is_full || !OUT.make_room(BACKLOG, ROOM));
        self.is_full = is_full;
        if is_full {
            self.left_out += 1;
            self.has_gap = true;
        } else {
            self.put_last(write);
        }
    }

    /// The same, whether there is room or not.
    pub fn put_last(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let mut bytes = Vec::new();
        if self.end().is_some() {
            return;
        }
        let put = write(&mut bytes).and_then(|()| OUT.put(&bytes));
        self.handed_over = self.handed_over.saturating_add(bytes.len());
        if let Err(error) = put {
            self.ended(error);
        }
    }

    /// How many texts were left out.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether it is to be told that texts are left out: once.
    pub fn tells_gap(&mut self) -> bool {
        self.has_gap && !std::mem::replace(&mut self.is_told, true)
    }

    /// Whether there is room again after something was left out: once for each gap.
    pub fn has_room_again(&mut self) -> bool {
        self.has_gap && OUT.backlog() < BACKLOG && std::mem::take(&mut self.has_gap)
    }

    /// Waits until all is read, unless nothing is for `timeout`, or a signal comes.
    pub async fn finish(&mut self, timeout: Option<Duration>, signals: &mut Signals) -> Finished {
        if self.handed_over == 0 {
            return Finished::Written;
        }
        tokio::select! {
            biased;
            _ = OUT.written() => Finished::Written,
            signal = signals.next() => Finished::Signal(signal),
            () = OUT.stuck(timeout.unwrap_or_default()), if timeout.is_some() => Finished::Unread,
        }
    }

    /// Why it takes no more, if so.
    pub fn end(&mut self) -> Option<&OutputEnd> {
        if self.end.is_none()
            && let Err(error) = OUT.outcome()
        {
            self.ended(error);
        }
        self.end.as_ref()
    }

    fn ended(&mut self, error: io::Error) {
        self.end = Some(match error.kind() {
            ErrorKind::BrokenPipe => OutputEnd::Closed,
            _ => OutputEnd::Failed(error),
        });
    }
}

/// What became of the last of it.
#[derive(Clone, Copy, Debug)]
pub enum Finished {
    /// It is written, or the stream takes no more.
    Written,
    /// Nobody reads it.
    Unread,
    /// A signal came first.
    Signal(Signal),
}

/// The width of the terminal behind standard output, in cells; `None` where there is none.
pub fn output_width() -> Option<usize> {
    width(&io::stdout())
}

fn width(stream: &(impl AsFd + IsTerminal)) -> Option<usize> {
    let size = stream.is_terminal().then(|| rustix::termios::tcgetwinsize(stream).ok()).flatten()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// The line on standard error that is kept up to date while waiting, if that is a terminal that can take it away again.
#[derive(Debug)]
pub struct ProgressLine {
    is_terminal: bool,
    is_drawn: bool,
}

impl ProgressLine {
    /// A line that is not drawn yet; it never is when `quiet`.
    pub fn new(quiet: bool) -> Self {
        let is_dumb = Environment::of_process().dumb_terminal().is_some();
        Self { is_terminal: !quiet && !is_dumb && io::stderr().is_terminal(), is_drawn: false }
    }

    /// Whether there is a terminal to draw it on.
    pub fn is_shown(&self) -> bool {
        self.is_terminal
    }

    /// Draws what `line` makes for the width that there is. The last cell stays free: some terminals wrap behind it.
    pub fn draw(&mut self, line: impl FnOnce(usize) -> String) {
        // A terminal that does not keep up gets the next one.
        if self.is_terminal && writer::err().is_idle() {
            let width = width(&io::stderr()).unwrap_or(80).saturating_sub(1);
            _ = write!(Stderr, "\r{}\x1b[K", line(width));
            self.is_drawn = true;
        }
    }

    /// Takes the line away, so that something else can be written.
    pub fn erase(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            _ = write!(Stderr, "\r\x1b[K");
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.erase();
    }
}

/// Writes a notification to standard error, if that is a terminal.
pub fn call(sequence: &str) {
    if io::stderr().is_terminal() {
        _ = Stderr.write_all(sequence.as_bytes());
    }
}

/// Reads one line of the terminal that standard input is.
///
/// # Errors
/// When it cannot be read.
pub fn read_answer() -> io::Result<String> {
    let mut answer = String::new();
    // A stream of its own: the lock of `stdin` would be held by this thread until a key comes.
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    io::BufRead::read_line(&mut io::BufReader::new(input), &mut answer)?;
    Ok(answer)
}
