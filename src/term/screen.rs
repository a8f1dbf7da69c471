//! The full screen as something to draw on: frames leave in one piece, and nothing is drawn once the terminal was given back.

use super::guard::{self, Guard};
use crossterm::event;
use ratatui::{Frame, Terminal, backend::CrosstermBackend, buffer::Cell};
use std::io::{self, BufWriter, Stdout, Write};
use unicode_width::UnicodeWidthStr;

/// Room for one frame; stdout's own buffer is flushed at each line and each KiB.
const FRAME_BYTES: usize = 64 * 1024;

/// The full screen.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
    // Declared last: dropped after the terminal, which shows the cursor when it goes.
    _guard: Guard,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn open() -> io::Result<Self> {
        let guard = Guard::take()?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout()));
        Ok(Self { terminal: Terminal::new(backend)?, mouse: false, _guard: guard })
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal does not say.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Draws one frame, if the terminal is ours.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if guard::is_entered() {
            self.terminal.draw(render)?;
        }
        Ok(())
    }

    /// Forgets what is on the terminal, so that the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn redraw(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Takes or gives back the mouse.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            crossterm::execute!(self.terminal.backend_mut(), event::EnableMouseCapture)
        } else {
            crossterm::execute!(self.terminal.backend_mut(), event::DisableMouseCapture)
        }
    }

    /// Writes a sequence that draws nothing, such as OSC 52.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, sequence: &str) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        out.write_all(sequence.as_bytes())?;
        io::Write::flush(out)
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

    /// Draws one last frame and returns its text, line by line, so that it can stay in the scrollback.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn last_frame(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<Vec<String>> {
        let frame = self.terminal.draw(render)?;
        let width = usize::from(frame.area.width.max(1));
        Ok(frame.buffer.content.chunks(width).map(line).collect())
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
