//! The menu of orders.

use super::window::{height, inner_width, keys, mark_more, most_lines, window};
use crate::{
    messages::width::cells,
    tui::{
        Column, Command,
        draw::{context::RenderContext, paint::put, theme::Role},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};

/// Draws the menu; the order in force has its arrow.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, choice: Column) -> Rect {
    let words = &ctx.words.dialog;
    let hint = keys(ctx, &[Command::Accept, Command::Close]);
    let orders = ctx.model.sort_keys();
    let widest = orders.iter().map(|key| cells(key.order_name(ctx.lang()))).max().unwrap_or(0) + 6;
    let width = height(widest.max(cells(&hint) + 2)).min(inner_width(screen, 76));
    let lines = height(orders.len()).min(most_lines(screen));
    let area = window(ctx, buffer, screen, (width, lines), (words.sort_title, &hint));
    let at = orders.iter().position(|key| *key == choice).unwrap_or(0);
    let top = (at + 1).saturating_sub(usize::from(area.height));
    for (key, y) in orders.iter().skip(top).zip(area.top()..area.bottom()) {
        let sort = ctx.model.view.sort;
        let arrow = match (*key == sort.key, sort.reversed) {
            (false, _) => " ",
            (true, false) => ctx.palette.sign("▼", "v"),
            (true, true) => ctx.palette.sign("▲", "^"),
        };
        let chosen = *key == choice;
        let style =
            if chosen { ctx.style(Role::Strong).add_modifier(Modifier::REVERSED) } else { ctx.style(Role::Text) };
        let sign = if chosen { ctx.palette.sign("›", ">") } else { " " };
        let text = crate::messages::width::fit(
            &format!("{sign} {arrow} {}", key.order_name(ctx.lang())),
            usize::from(area.width),
            ctx.palette.ellipsis(),
        );
        put(buffer, (area.x, y), area.width, &text, style);
    }
    mark_more(ctx, buffer, area, (top > 0, top + usize::from(area.height) < orders.len()));
    area
}
