//! What explains one task, over the screen.

use super::window::{WIDEST, height, inner_width, keys, most_lines, window};
use crate::{
    domain::TaskId,
    tui::{
        Command,
        draw::{context::RenderContext, detail, page::Page},
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, id: &TaskId, scroll: u16) -> Rect {
    let words = &ctx.words.dialog;
    let width = inner_width(screen, WIDEST);
    let mut page = Page::new(width, ctx.palette);
    if let Some(task) = ctx.model.shown().get(id) {
        detail::error::write(ctx, task, &mut page);
    }
    let can_copy = Command::CopyCommands.can_run(ctx.model).is_ok();
    let commands: &[Command] = if can_copy { &[Command::CopyCommands, Command::Close] } else { &[Command::Close] };
    let lines = height(page.lines.len()).min(most_lines(screen));
    let area = window(
        ctx,
        buffer,
        screen,
        (width, lines),
        (&(words.explain_title)(ctx.model.shown().short(id)), &keys(ctx, commands)),
    );
    page.draw(buffer, area, scroll);
    area
}
