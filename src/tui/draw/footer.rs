//! The last line: the filter being typed, a notice, or the keys that work now.

use super::{
    context::RenderContext,
    paint::{columns, put},
    theme::{Role, tone_role},
};
use crate::{
    messages::{
        Lang,
        width::{cells, cut},
    },
    tui::Dialog,
};
use ratatui::{buffer::Buffer, layout::Rect};
use tui_input::Input;

/// Draws the footer; says where the text cursor is, when a filter is being typed.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect) -> Option<(u16, u16)> {
    let row = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if let Some(Dialog::Filter { input, .. }) = ctx.model.dialogs.last() {
        return Some(draw_filter(ctx, buffer, row, input));
    }
    if let Some(Dialog::Help { search, is_searched: true, .. }) = ctx.model.dialogs.last() {
        let label = format!("{}{}", ctx.words.help.search, colon(ctx));
        let start = put(buffer, (row.x, row.y), row.width, &label, ctx.style(Role::Accent));
        let room = Rect { x: start, width: row.right().saturating_sub(start), ..row };
        return Some(draw_input(ctx, buffer, room, search));
    }
    // In a dialog the keys are needed more than news; the question of a cancel and a card have their own keys in them.
    let has_keys = ctx.model.question().is_some() || ctx.model.explained().is_some();
    let is_free = ctx.model.dialogs.is_empty() || has_keys;
    if let Some(notice) = ctx.model.notice.as_ref().filter(|_| is_free) {
        let text = cut(&notice.text, usize::from(row.width), ctx.palette.ellipsis());
        put(buffer, (row.x, row.y), row.width, &text, ctx.style(tone_role(notice.tone)));
        return None;
    }
    let mut x = row.x;
    for (keys, text) in &ctx.model.keymap.footer_hints(ctx.model) {
        let wide = columns(keys).saturating_add(1).saturating_add(columns(text));
        if x.saturating_add(wide) > row.right() {
            break;
        }
        x = put(buffer, (x, row.y), row.width, keys, ctx.style(Role::Accent));
        x = put(buffer, (x + 1, row.y), row.width, text, ctx.style(Role::Dim)) + 2;
    }
    None
}

/// What stands between a label and what is typed.
fn colon(ctx: &RenderContext<'_>) -> &'static str {
    if ctx.lang() == Lang::Zh { "：" } else { ": " }
}

fn draw_filter(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, input: &Input) -> (u16, u16) {
    let words = &ctx.words.footer;
    let ellipsis = ctx.palette.ellipsis();
    let label = format!("{}{}", words.filter, colon(ctx));
    let start = put(buffer, (row.x, row.y), row.width, &label, ctx.style(Role::Accent));
    let room = row.right().saturating_sub(start);
    let (other, role) = match &ctx.model.view.filter_problem {
        Some(problem) => (problem.as_str(), Role::Bad),
        None if input.value().is_empty() => (words.filter_hint, Role::Dim),
        None => ("", Role::Dim),
    };
    // What is typed has what it needs, but leaves the other one half of the line.
    let typed = columns(input.value()).saturating_add(3);
    let other = cut(other, usize::from(room.saturating_sub(typed).max(room / 2)), ellipsis);
    let right = row.right().saturating_sub(columns(&other));
    put(buffer, (right, row.y), columns(&other), &other, ctx.style(role));
    let room = room.saturating_sub(u16::try_from(cells(&other) + 2).unwrap_or(room));
    draw_input(ctx, buffer, Rect { x: start, width: room, ..row }, input)
}

/// Draws the part of a text being typed that is around its cursor, and says where the cursor is.
pub fn draw_input(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, input: &Input) -> (u16, u16) {
    let width = usize::from(area.width).max(1);
    let before = input.value().chars().take(input.cursor()).collect::<String>();
    // What is left of the cursor is dropped from the left, glyph by glyph, until the cursor is inside.
    let mut shown = before.as_str();
    while cells(shown) >= width {
        let mut rest = shown.chars();
        if rest.next().is_none() {
            break;
        }
        shown = rest.as_str();
    }
    let after = input.value().chars().skip(input.cursor()).collect::<String>();
    let end = put(buffer, (area.x, area.y), area.width, shown, ctx.style(Role::Strong));
    put(buffer, (end, area.y), area.right().saturating_sub(end), &after, ctx.style(Role::Strong));
    (end.min(area.right().saturating_sub(1)), area.y)
}
