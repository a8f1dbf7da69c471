//! The line of a replay: whether it runs and how fast, where it stands, and what time it was.

use super::{context::RenderContext, paint::put, table::gauge, theme::Role};
use crate::{
    messages::{time, width::cells},
    tui::Replay,
};
use ratatui::{buffer::Buffer, layout::Rect};

/// The narrowest gauge that says anything.
const NARROWEST: u16 = 8;

/// Whether it runs, as a sign and a word, and their role.
pub fn state(ctx: &RenderContext<'_>, replay: &Replay) -> (String, Role) {
    let words = &ctx.words.replay;
    let (sign, state, role) = if replay.is_seeking {
        (ctx.palette.sign("»", ">"), words.seeking, Role::Warn)
    } else if replay.is_over() {
        (ctx.palette.sign("■", "#"), words.over, Role::Warn)
    } else if replay.is_paused {
        (ctx.palette.sign("‖", "="), words.paused, Role::Warn)
    } else {
        (ctx.palette.sign("▶", ">"), words.replay, Role::Accent)
    };
    (format!("{sign} {state}"), role)
}
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, replay: &Replay) {
    let words = &ctx.words.replay;
    let (left, role) = state(ctx, replay);
    let speed = format!("{}x", replay.speed);
    let position = format!("{} / {}", time::stopwatch(replay.position), time::stopwatch(replay.length));
    let wall = time::date_time(replay.wall, &ctx.model.zone);
    let row = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let (dim, text) = (ctx.style(Role::Dim), ctx.style(Role::Text));
    let columns = |text: &str| u16::try_from(cells(text)).unwrap_or(u16::MAX);
    let mut x = put(buffer, (row.x, row.y), row.width, &left, ctx.style(role)) + 2;
    for (part, style) in [(speed.as_str(), text), (position.as_str(), text)] {
        if x.saturating_add(columns(part)) <= row.right() {
            x = put(buffer, (x, row.y), row.right().saturating_sub(x), part, style) + 2;
        }
    }
    let room = row.right().saturating_sub(x);
    // The offset is the first to give way.
    let walls = [wall.as_str(), wall.rsplit_once(' ').map_or("", |(wall, _)| wall)]
        .map(|wall| if replay.is_anonymous { format!("{wall}  {}", words.anonymous) } else { wall.to_owned() });
    let fits = |wall: &&String| room >= columns(wall).saturating_add(2 + NARROWEST);
    let wall = walls.iter().find(fits);
    let gauge_width = if let Some(wall) = wall {
        let wide = columns(wall);
        put(buffer, (row.right().saturating_sub(wide), row.y), wide, wall, dim);
        room - wide - 2
    } else {
        room
    };
    if gauge_width >= NARROWEST {
        let whole = replay.length.as_secs_f64();
        let fraction = if whole > 0.0 { (replay.position.as_secs_f64() / whole).clamp(0.0, 1.0) } else { 1.0 };
        gauge::draw(buffer, (x, row.y), gauge_width, Some(fraction), (ctx.palette, Role::Accent));
    }
}
