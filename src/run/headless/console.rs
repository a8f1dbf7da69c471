//! The two streams of a command without a screen: data on standard output, everything else on standard error. Escape sequences
//! are written to a stream only if it is a terminal.

use crate::config::Environment;
use std::{
    fs::File,
    io::{self, BufWriter, ErrorKind, IsTerminal, Stdout, Write},
    os::fd::AsFd,
};

/// Standard output, which may go away: then nothing more is written, and that is told once.
#[derive(Debug)]
pub struct Output {
    stream: BufWriter<Stdout>,
    end: Option<OutputEnd>,
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
    /// This process' standard output.
    pub fn new() -> Self {
        Self { stream: BufWriter::new(io::stdout()), end: None }
    }

    /// Writes with `write`, and passes it on at once. Does nothing once the stream takes no more.
    pub fn put(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.end.is_some() {
            return;
        }
        if let Err(error) = write(&mut self.stream).and_then(|()| self.stream.flush()) {
            self.end = Some(match error.kind() {
                ErrorKind::BrokenPipe => OutputEnd::Closed,
                _ => OutputEnd::Failed(error),
            });
        }
    }

    /// Why it takes no more, if so.
    pub fn end(&self) -> Option<&OutputEnd> {
        self.end.as_ref()
    }
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
        if self.is_terminal {
            let width = width(&io::stderr()).unwrap_or(80).saturating_sub(1);
            _ = write!(io::stderr(), "\r{}\x1b[K", line(width));
            self.is_drawn = true;
        }
    }

    /// Takes the line away, so that something else can be written.
    pub fn erase(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            _ = write!(io::stderr(), "\r\x1b[K");
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
        _ = io::stderr().write_all(sequence.as_bytes());
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
