//! Putting text into cells, always inside its area, and lines of items that give way by rank.

use crate::messages::{
    Ellipsis, simple,
    width::{cells, cut},
};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

/// Cells of a text as a coordinate.
pub fn columns(text: &str) -> u16 {
    u16::try_from(cells(text)).unwrap_or(u16::MAX)
}

/// Writes `text` from `(x, y)` on, in at most `width` cells and never out of the buffer; says where the next cell is.
pub fn put(buffer: &mut Buffer, (x, y): (u16, u16), width: u16, text: &str, style: Style) -> u16 {
    let area = buffer.area;
    let inside = x >= area.left() && x < area.right() && y >= area.top() && y < area.bottom();
    if !inside || width == 0 {
        return x;
    }
    if simple::cells(text).is_none() {
        return buffer.set_stringn(x, y, text, usize::from(width), style).0;
    }
    // The same without looking up what is known: most of a frame is made of such texts.
    let (start, room) = (buffer.index_of(x, y), width.min(area.right() - x));
    let row = &mut buffer.content[start..start + usize::from(room)];
    let mut used = 0;
    for character in text.chars() {
        let after = used + simple::cells_of(character).unwrap_or(0);
        let Some([first, hidden @ ..]) = row.get_mut(used..after) else { break };
        first.set_char(character).set_style(style);
        hidden.iter_mut().for_each(Cell::reset);
        used = after;
    }
    x + u16::try_from(used).unwrap_or(room)
}

/// Writes a line into the first row of `area`.
pub fn put_line(buffer: &mut Buffer, area: Rect, line: &Line<'_>) {
    let area = area.intersection(buffer.area);
    let mut x = area.left();
    for span in &line.spans {
        if area.height == 0 || x >= area.right() {
            return;
        }
        x = put(buffer, (x, area.top()), area.right() - x, &span.content, line.style.patch(span.style));
    }
}

/// Empties an area that lies over other things. A wide glyph that reaches into it goes as a whole.
pub fn clear(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        if area.left() > buffer.area.left() && cells(buffer[(area.left() - 1, y)].symbol()) > 1 {
            buffer[(area.left() - 1, y)].set_symbol(" ");
        }
        for x in area.left()..area.right() {
            buffer[(x, y)].reset();
        }
    }
}

/// A piece of a line that is shown whole or not at all.
#[derive(Clone, Debug)]
pub struct Item {
    spans: Vec<Span<'static>>,
    /// Items of the greatest rank go first when the line is too narrow.
    rank: u8,
    right: bool,
}

impl Item {
    /// An item at the left.
    pub fn left(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self { spans: vec![Span::styled(text.into(), style)], rank, right: false }
    }

    /// An item at the right.
    pub fn right(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self { right: true, ..Self::left(rank, text, style) }
    }

    /// The same item with a text behind it.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, style: Style) -> Self {
        self.spans.push(Span::styled(text.into(), style));
        self
    }

    fn cells(&self) -> usize {
        self.spans.iter().map(|span| cells(&span.content)).sum()
    }
}

/// The cells that the items of one side take.
fn side_cells(items: &[Item], right: bool, between: &str) -> usize {
    let of_side = || items.iter().filter(|item| item.right == right);
    of_side().map(Item::cells).sum::<usize>() + of_side().count().saturating_sub(1) * cells(between)
}

/// The cells of `width` that are left beside all items; `None` where these have no room.
pub fn spare(items: &[Item], width: usize, (gap, separator): (&str, &str)) -> Option<usize> {
    let (left, right) = (side_cells(items, false, gap), side_cells(items, true, separator));
    width.checked_sub(left + right + if left > 0 && right > 0 { 2 } else { 0 })
}

/// Draws items into one row, `gap` between two at the left and `separator` between two at the right; the least important ones
/// are left out until the rest fits, and the last one is cut.
pub fn bar(
    buffer: &mut Buffer,
    area: Rect,
    mut items: Vec<Item>,
    (gap, separator): (&str, &str),
    faint: Style,
    ellipsis: Ellipsis,
) {
    let width = usize::from(area.width);
    while items.len() > 1 && spare(&items, width, (gap, separator)).is_none() {
        let worst = items.iter().enumerate().max_by_key(|(at, item)| (item.rank, *at)).map(|(at, _)| at);
        if let Some(at) = worst {
            items.remove(at);
        }
    }
    let right_cells = side_cells(&items, true, separator).min(width);
    for right in [false, true] {
        let start = if right { width - right_cells } else { 0 };
        let mut spans = Vec::new();
        for item in items.iter().filter(|item| item.right == right) {
            if !spans.is_empty() {
                spans.push(Span::styled(if right { separator } else { gap }.to_owned(), faint));
            }
            spans.extend(item.spans.iter().map(|span| Span::styled(cut(&span.content, width, ellipsis), span.style)));
        }
        let start = u16::try_from(start).unwrap_or(area.width);
        let row = Rect { x: area.x + start, width: area.width - start, ..area };
        put_line(buffer, row, &Line::from(spans));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Color;

    fn any_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[ -~]{0,8}",
            "[…→一-龥、Ａ-Ｚ█]{0,4}",
            Just("e\u{301}".to_owned()),
            Just("👩\u{200d}🔬".to_owned()),
            Just("\u{1b}".to_owned()),
        ];
        proptest::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn what_is_put_is_what_ratatui_would_set(
            below in any_text(), text in any_text(), x in 0..20_u16, width in 0..30_u16,
        ) {
            let style = Style::new().fg(Color::Red);
            let mut ours = Buffer::empty(Rect::new(0, 0, 20, 2));
            ours.set_stringn(0, 1, &below, 20, Style::new().bg(Color::Blue));
            let mut theirs = ours.clone();
            let end = put(&mut ours, (x, 1), width, &text, style);
            let expected = if width > 0 { theirs.set_stringn(x, 1, &text, usize::from(width), style).0 } else { x };
            prop_assert_eq!(end, expected);
            prop_assert_eq!(ours, theirs);
        }
    }
}
