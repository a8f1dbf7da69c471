//! The detail pane: four tabs about the task under the cursor. Where there is room it is there without being opened, at its first tab.

pub mod error;
pub mod events;
pub mod graph;
mod group;
mod info;
mod summary;

use super::{
    context::RenderContext,
    page::Page,
    paint::{columns, put},
    theme::Role,
};
use crate::{
    messages::width::cells,
    tui::{Detail, Tab, geometry::tabs},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// Draws the pane; `open` is what was opened of it.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, open: Option<Detail>) {
    let (faint, detail) = (ctx.style(Role::Faint), open.unwrap_or_default());
    let beside = area.x > 0;
    if beside {
        for y in area.top()..area.bottom() {
            put(buffer, (area.x, y), 1, ctx.palette.sign("│", "|"), faint);
        }
    }
    draw_tabs(ctx, buffer, area, open.map(|open| open.tab));
    if beside {
        put(buffer, (area.x, area.y), 1, ctx.palette.sign("╭", "+"), faint);
    }
    let area = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(3),
        height: area.height.saturating_sub(1),
    };
    let mut page = Page::new(area.width, ctx.palette);
    match (ctx.model.current(), detail.tab) {
        (Some(task), Tab::Summary) => return summary::draw(ctx, buffer, area, task, detail.scroll),
        (Some(task), Tab::Info) => info::write(ctx, task, &mut page),
        (Some(task), Tab::Error) => error::write(ctx, task, &mut page),
        (Some(task), Tab::Events) => events::write_task(ctx, task, &mut page, usize::MAX),
        (None, tab) => {
            let Some(group) = ctx.model.current_group() else { return };
            group::write(ctx, group, tab, &mut page);
        }
    }
    page.draw(buffer, area, detail.scroll);
}

/// The line with the names of the tabs and the task's short id, or how many tasks a group has; it is the pane's upper border, too.
fn draw_tabs(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, open: Option<Tab>) {
    let row = Rect { height: 1, ..area };
    let faint = ctx.style(Role::Faint);
    let rule = ctx.palette.sign("─", "-");
    for x in row.left()..row.right() {
        put(buffer, (x, row.y), 1, rule, faint);
    }
    // The rule's own style must not shine through the text over it.
    let over_rule = |role| Style::reset().patch(ctx.style(role));
    let mut x = row.x + 1;
    for (tab, place) in tabs(area, &ctx.words.detail) {
        let name = tab.title(&ctx.words.detail);
        let (name, style) = if Some(tab) == open && ctx.palette.ascii {
            (format!("[{name}]"), over_rule(Role::Accent).add_modifier(Modifier::BOLD))
        } else if Some(tab) == open {
            (format!(" {name} "), over_rule(Role::Accent).add_modifier(Modifier::BOLD | Modifier::UNDERLINED))
        } else {
            (format!(" {name} "), over_rule(Role::Dim))
        };
        x = put(buffer, (place.x, place.y), place.width, &name, style) + 1;
    }
    let of_group = || ctx.model.current_group().map(|group| (ctx.words.group.tasks)(group.tasks.len()));
    let name = ctx.model.current().map(|task| ctx.model.shown().short(&task.id).to_owned()).or_else(of_group);
    if let Some(name) = name {
        let id = format!(" {name} ");
        if usize::from(row.right().saturating_sub(x)) > cells(&id) + 1 {
            put(buffer, (row.right() - 1 - columns(&id), row.y), columns(&id), &id, over_rule(Role::Dim));
        }
    }
}
