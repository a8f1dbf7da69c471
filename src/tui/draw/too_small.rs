//! What is said on a terminal that is too small for the rest.

use super::{context::RenderContext, page::Page, theme::Role};
use crate::tui::geometry::SMALLEST;
use ratatui::{buffer::Buffer, layout::Rect};

/// Says it, as far as there is room.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect) {
    if area.width < 2 || area.height < 1 {
        return;
    }
    let mut page = Page::new(area.width, ctx.palette);
    let text = (ctx.words.first_screen.too_small)([area.width, area.height], [SMALLEST.0, SMALLEST.1]);
    page.text(&text, Role::Text);
    page.draw(buffer, area, 0);
}
