//! The events of the whole set, the newest at the bottom.

use super::window::{WIDEST, height, inner_width, keys, most_lines, window};
use crate::tui::Command;
use crate::tui::draw::{context::RenderContext, detail, page::Page, theme::Role};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws it; `scroll` counts from the newest.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, scroll: u16) {
    let words = &ctx.words.dialog;
    let width = inner_width(screen, WIDEST);
    let most = most_lines(screen);
    let log = &ctx.model.watch.log;
    let mut page = Page::new(width, ctx.palette);
    // Each event has one line at least, so no more of them are needed than lines are in view.
    let end = log.len().saturating_sub(usize::from(scroll)).max(usize::from(most).min(log.len()));
    for event in log.range(end.saturating_sub(usize::from(most))..end) {
        detail::events::write(ctx, event, true, &mut page);
    }
    if log.is_empty() {
        page.text(words.log_empty, Role::Dim);
    }
    let lines = height(page.lines.len()).min(most);
    let close = keys(ctx, &[Command::Close]);
    let bottom = if end < log.len() { format!("{end}/{}  {close}", log.len()) } else { close };
    let area = window(ctx, buffer, screen, (width, lines), (words.log_title, &bottom));
    let over = page.lines.len().saturating_sub(usize::from(lines));
    page.lines.drain(..over);
    page.draw(buffer, area, 0);
}
