//! Enters and leaves the full screen. Leaving takes back everything that was switched on, may be called from any thread and any
//! number of times, and happens once for each entering.

use super::writer::{self, OUT};
use crossterm::{
    cursor, event,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use std::{
    io,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// How long a terminal that does not read may keep the program from going on.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Whether the terminal is ours at the moment.
static ENTERED: AtomicBool = AtomicBool::new(false);
/// Whether the window's title is ours.
static TITLED: AtomicBool = AtomicBool::new(false);
/// Whether the terminal shows our progress.
static IN_PROGRESS: AtomicBool = AtomicBool::new(false);

/// Keeps the title that the window has, where the terminal can (CSI 22;2 t), before it gets ours (OSC 2).
const KEEP_TITLE: &str = "\x1b[22;2t";
/// Gives it back. A terminal that keeps no titles goes back to its own by the empty one.
const GIVE_TITLE_BACK: &str = "\x1b]2;\x07\x1b[23;2t";
/// Asks for clicks and the wheel (1000) with places of any size (1006). Of mere motion we are not told: that would be a message for
/// each cell that the pointer crosses.
pub(super) const TAKE_MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
/// Lets the terminal use the mouse itself again, to select text.
pub(super) const GIVE_MOUSE_BACK: &str = "\x1b[?1006l\x1b[?1000l";
/// Ends the display of progress.
pub(super) const NO_PROGRESS: &str = "\x1b]9;4;0;\x07";

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
    let mut bytes = Vec::new();
    crossterm::queue!(bytes, EnterAlternateScreen, event::EnableBracketedPaste, cursor::Hide)
        .and_then(|()| OUT.put(&bytes))
        .inspect_err(|_| _ = leave())
}

/// What has to stand before the first title of ours; nothing before the next ones.
pub(super) fn before_title() -> &'static str {
    if TITLED.swap(true, Ordering::SeqCst) { "" } else { KEEP_TITLE }
}

/// Says whether the terminal shows our progress from now on.
pub(super) fn in_progress(on: bool) {
    IN_PROGRESS.store(on, Ordering::SeqCst);
}

/// Gives the terminal back. Failures are passed over: the terminal may be gone. Waits a second for one that does not read, and is
/// `false` when that was in vain.
pub fn leave() -> bool {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return true;
    }
    let mut bytes = Vec::new();
    if IN_PROGRESS.swap(false, Ordering::SeqCst) {
        bytes.extend_from_slice(NO_PROGRESS.as_bytes());
    }
    if TITLED.swap(false, Ordering::SeqCst) {
        bytes.extend_from_slice(GIVE_TITLE_BACK.as_bytes());
    }
    bytes.extend_from_slice(GIVE_MOUSE_BACK.as_bytes());
    _ = crossterm::queue!(
        bytes,
        event::DisableBracketedPaste,
        crossterm::style::ResetColor,
        crossterm::style::SetAttribute(crossterm::style::Attribute::Reset),
        LeaveAlternateScreen,
        cursor::Show
    );
    _ = OUT.put(&bytes);
    let written = OUT.settle(TIMEOUT);
    _ = terminal::disable_raw_mode();
    written
}

/// Gives the terminal back for good: to one that does not read, nothing more is said.
pub fn leave_for_good() {
    if !leave() {
        writer::silence();
    }
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
        leave_for_good();
    }
}
