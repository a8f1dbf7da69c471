//! The full screen as something to draw on: frames leave in one piece, and nothing is drawn once the terminal was given back.

use super::{
    backend::{FrameBytes, NoQueryBackend},
    guard::{self, Guard},
    notify::harmless,
    writer::OUT,
};
use crate::tui::Progress;
use ratatui::{Frame, Terminal};
use std::io;

/// Beside frames, no more than this waits for a terminal that does not read.
const BACKLOG: usize = 1 << 20;

/// The full screen.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<NoQueryBackend>,
    sheet: FrameBytes,
    mouse: bool,
    title: String,
    progress: String,
    // Declared last: the terminal is given back after all else.
    _guard: Guard,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn open() -> io::Result<Self> {
        let guard = Guard::take()?;
        let sheet = FrameBytes::default();
        let terminal = Terminal::new(NoQueryBackend::new(sheet.clone()))?;
        Ok(Self { terminal, sheet, mouse: false, title: String::new(), progress: String::new(), _guard: guard })
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal does not say.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Whether the last frame is on the terminal. While it is not, no other should be drawn: the terminal does not keep up.
    pub fn is_ready() -> bool {
        OUT.is_idle()
    }

    /// Comes back when the last frame is on the terminal.
    ///
    /// # Errors
    /// When the terminal cannot be written to any more.
    pub async fn ready() -> io::Result<()> {
        OUT.written().await
    }

    /// Draws one frame, if the terminal is ours.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if guard::is_entered() {
            self.terminal.draw(render)?;
            OUT.put(&self.sheet.take())?;
        }
        Ok(())
    }

    /// Forgets what is on the terminal, so that the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn redraw(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Takes or gives back the mouse. It is given back, too, when the screen is left.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if !guard::is_entered() {
            return Ok(());
        }
        OUT.put(if on { guard::TAKE_MOUSE } else { guard::GIVE_MOUSE_BACK }.as_bytes())
    }

    /// Gives the window a title, if it has another one. It is taken back when the screen is left.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn set_title(&mut self, title: &str) -> io::Result<()> {
        if title == self.title || !Self::takes_more() {
            return Ok(());
        }
        title.clone_into(&mut self.title);
        OUT.put(format!("{}\x1b]2;{}\x07", guard::before_title(), harmless(title)).as_bytes())
    }

    /// Shows progress beside the window's title (OSC 9;4), if another one is shown or the terminal may have forgotten it. It is
    /// taken back when the screen is left.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn set_progress(&mut self, progress: Progress, again: bool) -> io::Result<()> {
        let sequence = match progress {
            Progress::None => guard::NO_PROGRESS.to_owned(),
            Progress::Good(percent) => format!("\x1b]9;4;1;{percent}\x07"),
            Progress::Bad(percent) => format!("\x1b]9;4;2;{percent}\x07"),
            Progress::Unknown => "\x1b]9;4;3;\x07".to_owned(),
        };
        let is_none = progress == Progress::None;
        let known = sequence == self.progress || (is_none && self.progress.is_empty());
        if (known && (is_none || !again)) || !Self::takes_more() {
            return Ok(());
        }
        guard::in_progress(!is_none);
        OUT.put(sequence.as_bytes())?;
        self.progress = sequence;
        Ok(())
    }

    /// Whether the terminal is ours and keeps up: what can wait, waits until then.
    fn takes_more() -> bool {
        guard::is_entered() && OUT.is_idle()
    }

    /// Writes a sequence that draws nothing, such as OSC 52. It is dropped when too much waits already for a terminal that does not
    /// read.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn send(sequence: &str) -> io::Result<()> {
        let takes_it = guard::is_entered() && OUT.backlog() < BACKLOG;
        if takes_it { OUT.put(sequence.as_bytes()) } else { Ok(()) }
    }

    /// Gives the terminal back for a while and takes it again after `away` is done.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub async fn step_aside(&mut self, away: impl Future<Output = ()>) -> io::Result<()> {
        guard::leave();
        away.await;
        guard::enter()?;
        // The next second shows both anew.
        self.title.clear();
        self.progress.clear();
        if self.mouse {
            self.set_mouse(true)?;
        }
        self.redraw()
    }
}
