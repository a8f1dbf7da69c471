//! What ratatui draws to: a sheet of bytes that leaves in one piece, on a terminal that is never asked a question.

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
};

/// Bytes that gather until they are taken away.
#[derive(Clone, Debug, Default)]
pub struct FrameBytes(Rc<RefCell<Vec<u8>>>);

impl FrameBytes {
    /// What has gathered.
    pub fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for FrameBytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing leaves before the frame is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Crossterm's sequences, without its questions: a terminal need not answer where its cursor is, and while that answer is awaited
/// keys are lost.
#[derive(Debug)]
pub struct NoQueryBackend(CrosstermBackend<FrameBytes>);

impl NoQueryBackend {
    /// Draws to `sheet`.
    pub fn new(sheet: FrameBytes) -> Self {
        Self(CrosstermBackend::new(sheet))
    }
}

/// A number of cells as the terminal says it, else as the variable does.
fn known(told: u16, variable: &str, usual: u16) -> u16 {
    let set = || std::env::var(variable).ok()?.trim().parse().ok().filter(|cells| *cells > 0);
    if told > 0 { told } else { set().unwrap_or(usual) }
}

impl Backend for NoQueryBackend {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.0.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.0.show_cursor()
    }

    /// Asked for only to put it back after clearing, and each frame puts it where it belongs.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.0.clear_region(region)
    }

    /// Of the terminal that is drawn to. One that does not know, such as a serial line, says 0: then the variables count that people set
    /// for it, else what terminals have always had.
    fn size(&self) -> io::Result<Size> {
        let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
        Ok(Size::new(known(size.ws_col, "COLUMNS", 80), known(size.ws_row, "LINES", 24)))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.0.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.0)
    }
}
