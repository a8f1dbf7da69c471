//! The dialog that takes ids: what was found in a pasted text, and a line to type more.

use super::window::{WIDEST, height, inner_width, keys, most_lines, window};
use crate::domain::pick::Picked;
use crate::messages::width::cut_middle;
use crate::tui::Command;
use crate::tui::draw::{context::RenderContext, footer::draw_input, page::Page, paint::put, theme::Role};
use ratatui::{buffer::Buffer, layout::Rect};
use tui_input::Input;

/// So many lines without an id have their number said.
const NUMBERS: usize = 8;

/// Draws it; says where its room is, and the text cursor.
pub fn draw(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    screen: Rect,
    input: &Input,
    pasted: Option<&Picked>,
) -> (Rect, (u16, u16)) {
    let words = &ctx.words.dialog;
    let width = inner_width(screen, WIDEST);
    let mut page = Page::new(width, ctx.palette);
    match pasted {
        None => page.text(words.add_hint, Role::Dim),
        // Below it, a blank line and that of the input.
        Some(pasted) => write_found(ctx, &mut page, pasted, usize::from(most_lines(screen).saturating_sub(2))),
    }
    page.blank();
    let hint = height(page.lines.len());
    let area = window(
        ctx,
        buffer,
        screen,
        (width, hint + 1),
        (words.add_title, &keys(ctx, &[Command::Accept, Command::Close])),
    );
    page.draw(buffer, Rect { height: area.height.min(hint), ..area }, 0);
    let y = area.bottom().saturating_sub(1);
    let x = put(buffer, (area.x, y), area.width, ctx.palette.sign("› ", "> "), ctx.style(Role::Accent));
    (area, draw_input(ctx, buffer, Rect { x, y, width: area.right().saturating_sub(x), height: 1 }, input))
}

/// Which ids a text has, as far as the page has lines of `most`, and in which lines of it there are none. These are not shown: what is
/// no id may be a secret.
fn write_found(ctx: &RenderContext<'_>, page: &mut Page, pasted: &Picked, most: usize) {
    let (words, count) = (&ctx.words.dialog, pasted.ids.len());
    let role = if count == 0 { Role::Bad } else { Role::Accent };
    page.text(&(words.pasted)(count, pasted.duplicates), role);
    let without = pasted.lines_without.len();
    let mut rest = Page::new(u16::try_from(page.width()).unwrap_or(u16::MAX), ctx.palette);
    if without > 0 {
        let first = &pasted.lines_without[..without.min(NUMBERS)];
        rest.text(&(words.lines_without)(without, first), Role::Warn);
    }
    let room = most.saturating_sub(page.lines.len() + rest.lines.len()).max(1);
    let shown = if count > room { room - 1 } else { count };
    for id in pasted.ids.iter().take(shown) {
        let id = cut_middle(id.as_str(), page.width().saturating_sub(2), ctx.palette.ellipsis());
        page.text(&format!("  {id}"), Role::Text);
    }
    if shown < count {
        page.text(&format!("  {}", (words.more)(count - shown)), Role::Dim);
    }
    page.lines.append(&mut rest.lines);
}
