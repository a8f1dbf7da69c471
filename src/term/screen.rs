//! The full screen as something to draw on: frames leave in one piece, and nothing is drawn once the terminal was given back.

use super::{
    backend::{Mute, Sheet},
    guard::{self, Guard},
    outlet,
};
use crossterm::event;
use ratatui::{Frame, Terminal, buffer::Cell};
use std::{io, time::Duration};
use unicode_width::UnicodeWidthStr;

/// Beside frames, no more than this waits for a terminal that does not read.
const BACKLOG: usize = 1 << 20;
/// How long the terminal has to take the lines that stay in the scrollback.
const LAST_LINES: Duration = Duration::from_secs(5);

/// The full screen.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<Mute>,
    sheet: Sheet,
    mouse: bool,
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
        let sheet = Sheet::default();
        Ok(Self { terminal: Terminal::new(Mute::new(sheet.clone()))?, sheet, mouse: false, _guard: guard })
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal does not say.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Whether the last frame is on the terminal. While it is not, no other should be drawn: the terminal does not keep up.
    pub fn is_ready(&self) -> bool {
        outlet::is_idle()
    }

    /// Comes back when the last frame is on the terminal.
    ///
    /// # Errors
    /// When the terminal cannot be written to any more.
    pub async fn ready(&self) -> io::Result<()> {
        outlet::written().await
    }

    /// Draws one frame, if the terminal is ours.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if guard::is_entered() {
            self.terminal.draw(render)?;
            outlet::put(&self.sheet.take())?;
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

    /// Takes or gives back the mouse.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        let mut bytes = Vec::new();
        if on {
            crossterm::queue!(bytes, event::EnableMouseCapture)?;
        } else {
            crossterm::queue!(bytes, event::DisableMouseCapture)?;
        }
        outlet::put(&bytes)
    }

    /// Writes a sequence that draws nothing, such as OSC 52. It is dropped when too much waits already for a terminal that does not
    /// read.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        if outlet::backlog() < BACKLOG { outlet::put(sequence.as_bytes()) } else { Ok(()) }
    }

    /// Gives the terminal back for a while and takes it again after `away` is done.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub async fn step_aside(&mut self, away: impl Future<Output = ()>) -> io::Result<()> {
        guard::leave();
        away.await;
        guard::enter()?;
        if self.mouse {
            self.set_mouse(true)?;
        }
        self.redraw()
    }

    /// Draws one last frame, gives the terminal back, and leaves the frame's text in the scrollback.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn leave_behind(mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let frame = self.terminal.draw(render)?;
        let width = usize::from(frame.area.width.max(1));
        let lines: String = frame.buffer.content.chunks(width).map(|row| line(row) + "\r\n").collect();
        drop(self);
        outlet::put(lines.as_bytes())?;
        if !outlet::settle(LAST_LINES) {
            outlet::silence();
        }
        Ok(())
    }
}

/// The text of one row of cells. A wide character owns the cell behind it, which holds a blank that is not text.
fn line(row: &[Cell]) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for cell in row {
        if covered > 0 {
            covered -= 1;
            continue;
        }
        text.push_str(cell.symbol());
        covered = cell.symbol().width().saturating_sub(1);
    }
    text.trim_end().to_owned()
}
