//! Scenes drawn into a buffer, and the text that stands there.

use eftop::internals::{
    messages::width::cells,
    tui::{Model, draw::draw},
};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    layout::{Position, Rect},
};

pub fn drawn(model: &Model, (width, height): (u16, u16)) -> (Buffer, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    // The frame's own buffer: the backend's leaves the second cells of wide glyphs out.
    let buffer = terminal.draw(|frame| _ = draw(model, frame)).unwrap().buffer.clone();
    let visible = terminal.backend().cursor_visible().then(|| terminal.backend().cursor_position());
    (buffer, visible)
}

/// The rows as a terminal shows them: behind a wide glyph its second cell is not shown.
pub fn rows(buffer: &Buffer) -> Vec<String> {
    rows_of(buffer, buffer.area)
}

/// The rows of a part of the screen.
pub fn rows_of(buffer: &Buffer, area: Rect) -> Vec<String> {
    let mut lines = Vec::new();
    for row in area.rows() {
        let (mut line, mut skip) = (String::new(), 0);
        for cell in row.positions().map(|position| &buffer[position]) {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = cells(cell.symbol()).max(1);
            }
            skip -= 1;
        }
        lines.push(line);
    }
    lines
}

pub fn text(model: &Model, size: (u16, u16)) -> String {
    let buffer = drawn(model, size).0;
    text_of(&buffer, buffer.area)
}

/// A part of the screen as text.
pub fn text_of(buffer: &Buffer, area: Rect) -> String {
    rows_of(buffer, area).iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}
