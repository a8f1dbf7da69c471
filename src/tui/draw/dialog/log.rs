//! The log of the set, the newest at the bottom, with a cursor.

use super::window::{height, inner_width, keys, mark_more, most_lines, window};
use crate::{
    messages::width::{cells, cut, fit},
    output::log::{self, LogStyle},
    tui::{
        Command,
        draw::{
            context::RenderContext,
            paint::put,
            theme::{Role, state_role},
        },
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};

/// The widest log: paths want room.
const WIDE: u16 = 120;

/// Draws it; `cursor` is the number of an entry, none at the newest.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, cursor: Option<usize>) -> Rect {
    let words = &ctx.words.dialog;
    let width = inner_width(screen, WIDE);
    let (log, most) = (&ctx.model.watch.log, most_lines(screen));
    let rows = log::rows(log.entries());
    let newest = rows.len().saturating_sub(1);
    let at = cursor.map_or(newest, |number| log::row_of(&rows, number.saturating_sub(log.first())));
    let lines = height(rows.len()).max(1).min(most);
    let commands = [Command::GoToTask, Command::Close];
    let keys = keys(ctx, commands.get(usize::from(rows.is_empty())..).unwrap_or_default());
    let place = format!("{}/{}  ", at + 1, rows.len());
    let bottom = if rows.len() > usize::from(lines) { place + &keys } else { keys };
    let area = window(ctx, buffer, screen, (width, lines), (words.log_title, &bottom));
    if rows.is_empty() {
        put(buffer, (area.x, area.y), area.width, words.log_empty, ctx.style(Role::Dim));
        return area;
    }
    // The newest are in view as long as the cursor is among them.
    let shown = usize::from(area.height);
    let top = rows.len().saturating_sub(shown).min(at.saturating_sub(shown / 2));
    let style = LogStyle {
        lang: ctx.lang(),
        now: ctx.now.wall,
        zone: &ctx.model.zone,
        ascii: ctx.palette.ascii,
        width: usize::from(area.width),
        clock: 0,
    }
    .for_rows(&rows);
    let short = |id: &crate::domain::TaskId| ctx.model.shown().short(id).to_owned();
    for ((place, row), y) in (0..).zip(&rows).skip(top).zip(area.top()..area.bottom()) {
        let told = style.tell(row, &short);
        let line = format!("{}  {} {}", told.clock, told.sign, told.text);
        let line = fit(&line, usize::from(area.width), ctx.palette.ellipsis());
        if place == at {
            let marked = ctx.style(Role::Strong).add_modifier(Modifier::REVERSED);
            put(buffer, (area.x, y), area.width, &line, marked);
            continue;
        }
        let role = state_role(told.state);
        put(buffer, (area.x, y), area.width, &line, ctx.style(if role == Role::Moving { Role::Text } else { role }));
        let clock = cut(&told.clock, usize::from(area.width), ctx.palette.ellipsis());
        put(buffer, (area.x, y), height(cells(&clock)), &clock, ctx.style(Role::Dim));
    }
    mark_more(ctx, buffer, area, (top > 0, top + shown < rows.len()));
    area
}
