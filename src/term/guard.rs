//! Enters and leaves the full screen. Leaving takes back everything that was switched on, may be called from any thread and any
//! number of times, and happens once for each entering.

use crossterm::{
    cursor, event,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
};

/// Whether the terminal is ours at the moment.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Whether the terminal is ours: nothing may be drawn otherwise.
pub fn is_entered() -> bool {
    ENTERED.load(Ordering::SeqCst)
}

/// Takes the terminal: raw mode, alternate screen, bracketed paste, hidden cursor.
///
/// # Errors
/// When the terminal refuses; what was switched on is taken back.
pub fn enter() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    crossterm::execute!(io::stdout(), EnterAlternateScreen, event::EnableBracketedPaste, cursor::Hide)
        .inspect_err(|_| leave())
}

/// Gives the terminal back. Failures are passed over: the terminal may be gone.
pub fn leave() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // One write each, so that a failure of one does not keep the others from happening.
    _ = crossterm::queue!(out, event::DisableMouseCapture);
    _ = crossterm::queue!(out, event::DisableBracketedPaste);
    _ = crossterm::queue!(
        out,
        crossterm::style::ResetColor,
        crossterm::style::SetAttribute(crossterm::style::Attribute::Reset)
    );
    _ = crossterm::queue!(out, LeaveAlternateScreen);
    _ = crossterm::queue!(out, cursor::Show);
    _ = out.flush();
    _ = terminal::disable_raw_mode();
}

/// Holds the terminal; gives it back when dropped.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn take() -> io::Result<Self> {
        enter().map(|()| Self(()))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}
