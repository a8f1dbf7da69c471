//! The dialog that takes ids.

use super::window::{WIDEST, height, inner_width, keys, window};
use crate::domain::pick::Picked;
use crate::tui::Command;
use crate::tui::draw::{context::RenderContext, footer::draw_input, page::Page, paint::put, theme::Role};
use ratatui::{buffer::Buffer, layout::Rect};
use tui_input::Input;

/// Draws it; says where the text cursor is.
pub fn draw(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    screen: Rect,
    input: &Input,
    pasted: Option<&Picked>,
) -> (u16, u16) {
    let words = &ctx.words.dialog;
    let width = inner_width(screen, WIDEST);
    let mut page = Page::new(width, ctx.palette);
    page.text(words.add_hint, Role::Dim);
    if let Some(pasted) = pasted {
        let role = if pasted.ids.is_empty() { Role::Bad } else { Role::Accent };
        page.text(&(words.pasted)(pasted.ids.len(), pasted.duplicates), role);
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
    draw_input(ctx, buffer, Rect { x, y, width: area.right().saturating_sub(x), height: 1 }, input)
}
