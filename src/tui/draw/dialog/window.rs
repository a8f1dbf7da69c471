//! What all dialogs are made of: the window with its frame, its size, the keys in its border, and the signs that there is more of it.

use crate::{
    messages::width::cut,
    tui::{
        Command,
        draw::{
            context::RenderContext,
            paint::{self, Item, bar, columns, put},
            theme::Role,
        },
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    symbols::border,
    text::{Line, Span},
    widgets::{Block, Padding, Widget},
};

/// What has to be known of a dialog that was drawn.
#[derive(Debug, Default)]
pub struct Drawn {
    /// The text cursor, where text is typed.
    pub cursor: Option<(u16, u16)>,
    /// The words in it that close it, or keep what it asks about as it is.
    pub close: Option<Rect>,
}

/// The widest dialog, but for the help screen, which has two columns.
pub const WIDEST: u16 = 76;

/// Fewer cells than these beside a dialog show nothing that can be read.
const SCRAPS: u16 = 8;

/// A question of fewer lines would leave out what it has to say.
const LEAST_LINES: u16 = 6;

/// The keys that are bound to commands of the open dialog, and what they do.
pub fn keys(ctx: &RenderContext<'_>, commands: &[Command]) -> String {
    let (keymap, mode) = (&ctx.model.keymap, ctx.model.mode());
    let said = |command: &Command| format!("{} {}", keymap.first_key(*command, mode), command.text(ctx.lang()).short);
    commands.iter().map(said).collect::<Vec<_>>().join("   ")
}

const ASCII_BORDER: border::Set<'_> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// The cells inside of a dialog's frame on a screen of this width.
pub fn inner_width(screen: Rect, widest: u16) -> u16 {
    full_or(screen, widest.min(screen.width)).saturating_sub(4)
}

/// The width of a dialog that wants `width` cells: all of the screen where only scraps of the table would be left beside it.
fn full_or(screen: Rect, width: u16) -> u16 {
    if screen.width.saturating_sub(width) < SCRAPS { screen.width } else { width }
}

/// Draws an empty frame with `lines` lines of room in the middle of the screen, as far as it has them, and says where the room is.
/// `bottom` stands in the lower border.
pub fn window(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    screen: Rect,
    size: (u16, u16),
    texts: (&str, &str),
) -> Rect {
    window_beside(ctx, buffer, screen, None, size, texts)
}

/// [`window`], as near to the middle as leaves this row of the screen to be seen. Where there is no room for that, it is at the edge that
/// is farther away from the row.
pub fn window_beside(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    screen: Rect,
    row: Option<u16>,
    (inner, lines): (u16, u16),
    (title, bottom): (&str, &str),
) -> Rect {
    let width = full_or(screen, inner.saturating_add(4).min(screen.width));
    let height = lines.saturating_add(2).min(screen.height);
    let middle = (screen.height - height) / 2;
    let y = match row.filter(|row| (middle..middle + height).contains(row)) {
        None => middle,
        Some(row) if height <= rows_beside(screen, row).1 => row + 1,
        Some(row) => {
            row.checked_sub(height).unwrap_or(if row < screen.height / 2 { screen.height - height } else { 0 })
        }
    };
    let area = Rect { x: (screen.width - width) / 2, y, width, height };
    paint::clear(buffer, area);
    let palette = ctx.palette;
    let line = ctx.style(Role::Accent);
    let set = if palette.ascii { ASCII_BORDER } else { border::ROUNDED };
    let rule = Span::styled(set.horizontal_top, line);
    let room = usize::from(width.saturating_sub(6));
    let text = |text: &str, role| Span::styled(format!(" {} ", cut(text, room, palette.ellipsis())), ctx.style(role));
    let mut block = Block::bordered().border_set(set).border_style(line);
    block = block.title_top(Line::from(vec![rule.clone(), text(title, Role::Strong)]));
    if !bottom.is_empty() {
        block = block.title_bottom(Line::from(vec![text(bottom, Role::Dim), rule]).right_aligned());
    }
    let block = block.padding(Padding::horizontal(1));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// The most lines that a dialog can have on this screen.
pub fn most_lines(screen: Rect) -> u16 {
    screen.height.saturating_sub(if screen.height >= 16 { 4 } else { 2 })
}

/// Where the lower border of a dialog, of which `inside` is the room, names the key that closes it: at its end.
pub fn close_hint(ctx: &RenderContext<'_>, inside: Rect) -> Rect {
    let width = columns(&keys(ctx, &[Command::Close])).min(inside.width);
    // A line and a blank are between it and the corner, and the room ends before a blank and the frame.
    let end = inside.right().saturating_sub(1);
    Rect { x: end.saturating_sub(width), y: inside.bottom(), width, height: 1 }
}

/// The rows above a row of the screen and below it, without the footer: it says why an answer does not count.
fn rows_beside(screen: Rect, row: u16) -> (u16, u16) {
    (row, screen.height.saturating_sub(row + 2))
}

/// The most lines of a dialog that leaves this row of the screen to be seen; as many as the screen has where those would be too few.
pub fn most_lines_beside(screen: Rect, row: Option<u16>) -> u16 {
    let most = most_lines(screen);
    let beside = row.map(|row| rows_beside(screen, row)).map(|(above, below)| above.max(below).saturating_sub(2));
    beside.filter(|beside| *beside >= LEAST_LINES).map_or(most, |beside| beside.min(most))
}

/// A number of lines as a coordinate.
pub fn height(lines: usize) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Says in the margin right of `area` that it has more above, or below.
pub fn mark_more(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, (above, below): (bool, bool)) {
    let style = ctx.style(Role::Accent);
    if area.height > 0 && above {
        put(buffer, (area.right(), area.y), 1, ctx.palette.sign("↑", "^"), style);
    }
    if area.height > 0 && below {
        put(buffer, (area.right(), area.bottom() - 1), 1, ctx.palette.sign("↓", "v"), style);
    }
}

/// A row of items inside of a dialog.
pub fn row(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, items: Vec<Item>) {
    bar(buffer, area, items, ("   ", " "), Style::new(), ctx.palette.ellipsis());
}
