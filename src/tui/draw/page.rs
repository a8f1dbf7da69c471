//! A page of wrapped text that can be scrolled: the tabs of the detail pane and most dialogs are one.

use super::{
    paint,
    theme::{Palette, Role},
};
use crate::messages::wrap;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

/// No page has more lines than this; what is beyond could not be read anyway.
const MAX_LINES: usize = 5000;

/// Lines of text, each at most so wide as the page.
#[derive(Debug)]
pub struct Page {
    width: usize,
    palette: Palette,
    /// The lines so far.
    pub lines: Vec<Line<'static>>,
}

impl Page {
    /// An empty page.
    pub fn new(width: u16, palette: Palette) -> Self {
        Self { width: usize::from(width), palette, lines: Vec::new() }
    }

    /// Its width, in cells.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One empty line.
    pub fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Wrapped text.
    pub fn text(&mut self, text: &str, role: Role) {
        self.labelled(&[], 0, text, role);
    }

    /// A label in its own column, and wrapped text beside it, or below it where the page is narrow.
    pub fn field(&mut self, label: &str, label_cells: usize, text: &str, role: Role) {
        let dim = self.palette.style(Role::Dim);
        if self.width < label_cells + 16 {
            self.lines.push(Line::from(Span::styled(label.to_owned(), dim)));
            self.labelled(&[Span::raw("  ")], 2, text, role);
        } else {
            let label = crate::messages::width::fit(label, label_cells, self.palette.ellipsis());
            self.labelled(&[Span::styled(label, dim), Span::raw("  ")], label_cells + 2, text, role);
        }
    }

    /// [`Self::field`] for a text with code between backticks: it is not broken, and has the accent instead of the backticks.
    pub fn coded_field(&mut self, label: &str, label_cells: usize, text: &str, role: Role) {
        let start = self.lines.len();
        self.field(label, label_cells, &keep_code_whole(text), role);
        let code = self.palette.style(Role::Accent);
        let mut inside = false;
        for line in &mut self.lines[start..] {
            let Some(last) = line.spans.pop() else { continue };
            for (at, part) in last.content.split('`').enumerate() {
                inside ^= at > 0;
                let style = if inside { code } else { last.style };
                if !part.is_empty() {
                    line.spans.push(Span::styled(part.replace(HARD_SPACE, " "), style));
                }
            }
        }
    }

    /// Wrapped text behind pieces that stand in the first line only.
    pub fn labelled(&mut self, first: &[Span<'static>], indent: usize, text: &str, role: Role) {
        let style = self.palette.style(role);
        for (at, line) in wrap(text, self.width.saturating_sub(indent)).into_iter().enumerate() {
            if self.lines.len() >= MAX_LINES {
                return;
            }
            let mut spans = if at == 0 { first.to_vec() } else { vec![Span::raw(" ".repeat(indent))] };
            spans.push(Span::styled(line, style));
            self.lines.push(Line::from(spans));
        }
    }

    /// Draws the page, `scroll` lines further down, as far as it has lines; says right of it what is above and below.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, scroll: u16) {
        let height = usize::from(area.height);
        let most = self.lines.len().saturating_sub(height);
        let scroll = usize::from(scroll).min(most);
        for (line, y) in self.lines.iter().skip(scroll).zip(area.top()..area.bottom()) {
            paint::put_line(buffer, Rect { y, height: 1, ..area }, line);
        }
        let mark = self.palette.style(Role::Accent);
        if scroll > 0 && height > 0 {
            mark_end(buffer, area, area.top(), self.palette.sign("↑", "^"), mark);
        }
        if scroll < most && height > 0 {
            mark_end(buffer, area, area.bottom() - 1, self.palette.sign("↓", "v"), mark);
        }
    }
}

/// A space that no line is broken at.
const HARD_SPACE: char = '\u{a0}';

/// The text with hard spaces between backticks.
fn keep_code_whole(text: &str) -> String {
    let mut inside = false;
    let keep = |character| {
        inside ^= character == '`';
        if inside && character == ' ' { HARD_SPACE } else { character }
    };
    text.chars().map(keep).collect()
}

/// A sign in the margin right of a row, where there is one.
fn mark_end(buffer: &mut Buffer, area: Rect, y: u16, sign: &str, style: ratatui::style::Style) {
    paint::put(buffer, (area.right(), y), 1, sign, style);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{messages::Lang, tui::Look};

    #[test]
    fn code_is_whole_and_has_no_backticks() {
        let look = Look::new(Lang::En);
        let mut page = Page::new(24, Palette::new(look));
        page.coded_field("next", 4, "see what `ls -l /a` says", Role::Text);
        let lines: Vec<String> = page.lines.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["next  see what", "      ls -l /a says"]);
    }
}
