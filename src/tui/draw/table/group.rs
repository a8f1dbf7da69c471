//! The row of a group: its tasks added up in the columns of the tasks, its name, how many are in which state, and of a cause what to do.

use super::row::{Cells, draw_cells};
use crate::{
    domain::{GroupKey, State, Totals},
    messages::{
        errors, number,
        width::{cells, cut},
    },
    output::columns::{Cell, Column, Context},
    tui::{
        GroupRow,
        columns::Placed,
        draw::{
            context::RenderContext,
            paint::{columns, put},
            theme::{Role, state_role},
        },
        path,
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

/// A next step has no fewer cells.
const LEAST_NEXT: u16 = 16;

/// Draws the row; the cursor and the mark are the table's matter.
pub fn draw(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    row: Rect,
    group: &GroupRow,
    layout: &[Placed],
    common: &str,
) {
    let (palette, totals) = (ctx.palette, &group.totals);
    let (context, ago) = ctx.group_context(group);
    let is_old = totals.live() > 0 && ctx.is_group_old(group);
    let role = if is_old { Role::Dim } else { role_of(totals) };
    let fold = if group.is_folded { palette.sign("⊞", ">") } else { palette.sign("⊟", "v") };
    let count = format!("{}{}", palette.sign("×", "x"), number::count(totals.all() as u64));
    let runs = totals.live() > totals.of(State::Waiting) + totals.of(State::Unknown);
    // What is not known for all of them is not as bright as what is.
    let gauge_role = match (runs, is_old || totals.is_partial) {
        (true, false) => Role::Moving,
        (true, true) => Role::Dim,
        (false, _) if totals.of(State::Complete) == totals.all() => Role::Good,
        (false, _) => Role::Faint,
    };
    let fraction = totals.fraction_of_all();
    let cells = Cells {
        cell: |placed: &Placed, width| match placed.column {
            Column::State if placed.is_narrow => Cell::Text(fold.to_owned()),
            Column::State => Cell::Text(format!("{fold} {count}")),
            column => column.cell_of_totals(totals, ago, &Context { width: usize::from(width), ..context }),
        },
        role: |column| match column {
            Column::State => role,
            _ if is_old || totals.live() == 0 => Role::Dim,
            _ => Role::Text,
        },
        gauge: (runs || fraction.is_some_and(|fraction| fraction > 0.0)).then_some((fraction, gauge_role)),
    };
    let path = draw_cells(ctx, buffer, row, layout, &cells);
    let has_count = layout.iter().any(|placed| placed.column == Column::State && !placed.is_narrow);
    // The names of causes stand where those of failed tasks do.
    let cause = path.cause.filter(|_| matches!(group.key, GroupKey::Cause(Some(_))));
    let (mut x, y) = (cause.map_or(path.at.0, |(x, _)| x), path.at.1);
    let end = path.at.0 + path.width;
    if !has_count {
        x = put(buffer, (x, y), end.saturating_sub(x), &count, ctx.style(role)) + 1;
    }
    draw_name(ctx, buffer, (x, y), end, group, common);
}

/// The name, and what there is room for behind it.
fn draw_name(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    end: u16,
    group: &GroupRow,
    common: &str,
) {
    let width = usize::from(end.saturating_sub(x));
    let ellipsis = ctx.palette.ellipsis();
    let (name, totals) = (ctx.group_name(&group.key), &group.totals);
    if let GroupKey::Cause(Some(code)) = &group.key {
        let after = put(buffer, (x, y), end.saturating_sub(x), &cut(&name, width, ellipsis), ctx.style(Role::Bad)) + 2;
        let room = end.saturating_sub(after);
        if let Some(card) = errors::card(code, ctx.lang()).filter(|_| room >= LEAST_NEXT) {
            let next = format!("{} {}", ctx.palette.sign("→", "->"), card.next.replace('`', ""));
            put(buffer, (after, y), room, &cut(&next, usize::from(room), ellipsis), ctx.style(Role::Text));
        }
        return;
    }
    // How the tasks are matters more than the end of a long name.
    let counts = counts(ctx, totals);
    let wanted: usize = counts.iter().map(|(text, _)| cells(text) + 1).sum::<usize>() + 1;
    let room = if wanted + 12 <= width { width - wanted } else { width };
    let name = match group.key {
        GroupKey::Target(Some(_)) => path::fold_and_cut(&name, common, room, ellipsis),
        _ => cut(&name, room, ellipsis),
    };
    let role = if group.is_folded { Role::Text } else { Role::Strong };
    let mut x = put(buffer, (x, y), columns(&name), &name, ctx.style(role)) + 2;
    let last = counts.len().saturating_sub(1);
    for (at, (text, role)) in counts.into_iter().enumerate() {
        // What is left out is not left out silently.
        let for_ellipsis = if at < last { 2 } else { 0 };
        if x.saturating_add(columns(&text) + for_ellipsis) > end {
            put(buffer, (x, y), end.saturating_sub(x), ellipsis.as_str(), ctx.style(Role::Dim));
            break;
        }
        x = put(buffer, (x, y), columns(&text), &text, ctx.style(role)) + 1;
    }
}

/// How many tasks are in which state.
fn counts(ctx: &RenderContext<'_>, totals: &Totals) -> Vec<(String, Role)> {
    let some = State::ALL.into_iter().filter(|state| totals.of(*state) > 0);
    let text = |state| format!("{}{}", ctx.palette.state_sign(state), number::count(totals.of(state) as u64));
    some.map(|state| (text(state), state_role(state))).collect()
}

/// What the state of the tasks means that needs a person first.
fn role_of(totals: &Totals) -> Role {
    let some = State::ALL.into_iter().filter(|state| totals.of(*state) > 0);
    some.min_by_key(|state| state.attention()).map_or(Role::Dim, state_role)
}
