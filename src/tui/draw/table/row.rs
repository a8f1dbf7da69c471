//! One row of the table.

use super::{gauge, path};
use crate::{
    domain::{CancelStep, RegionId, State, Task},
    messages::{
        errors,
        width::{cut, fit, fit_right},
    },
    output::columns::{Cell, Column, Context},
    tui::{
        columns::Placed,
        draw::{
            context::RenderContext,
            paint::put,
            theme::{Role, state_role},
        },
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws `task` into the cells of `row`, column by column; the cursor and the mark are the table's matter. A sign, a gauge and a
/// path with the cause before it are drawn here, all other cells are as the column writes them.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, task: &Task, layout: &[Placed], common: &str) {
    let palette = ctx.palette;
    let ellipsis = palette.ellipsis();
    // Values of an earlier run, or of before the trouble, are shown, but not as if they were news.
    let old = task.state().is_live() && (ctx.is_stale(task) || task.seen_moment.is_none());
    let quiet = old || task.state() == State::Waiting || (task.state().is_settled() && task.state() != State::Fail);
    // The cells between size and path that this row leaves empty, with the gaps between them: a cause may begin there.
    let mut empty_from = None;
    let context = ctx.cell_context(task);
    for placed in layout {
        let column = placed.column.row();
        let (mut at, mut width) = ((row.x + placed.x, row.y), placed.width);
        if placed.column == Column::Path {
            let room = empty_from.map_or(0, |from: u16| at.0.saturating_sub(from));
            draw_path(ctx, buffer, (at, usize::from(width)), room, task, common, quiet);
            continue;
        }
        if let (Column::Progress, false, Some((percent, _))) = (placed.column, placed.is_narrow, column.width.narrow) {
            let gauge = width.saturating_sub(percent + 1);
            if has_gauge(task) {
                gauge::draw(buffer, at, gauge, task.fraction(), (palette, gauge_role(task.state(), old)));
            }
            (at.0, width) = (at.0 + gauge + 1, percent);
        }
        let role = match placed.column {
            Column::State if !old || task.state() != State::Processing => state_role(task.state()),
            _ if quiet || column.is_quiet || placed.column == Column::State => Role::Dim,
            _ => Role::Text,
        };
        let cell = match placed.column {
            Column::State if placed.is_narrow => Cell::Text(palette.state_sign(task.state()).to_owned()),
            Column::State => Cell::Text(format!("{} {}", palette.state_sign(task.state()), ctx.task_word(task))),
            _ => (column.cell)(task, &Context { width: usize::from(width), ..context }),
        };
        empty_from = if cell == Cell::Empty && placed.column > Column::Size { empty_from.or(Some(at.0)) } else { None };
        let text = cell.or(palette.none());
        let fit = if column.is_number { fit_right } else { fit };
        put(buffer, at, width, &fit(&text, usize::from(width), ellipsis), ctx.style(role));
    }
}

/// An empty gauge says that something is about to fill it: what waits, and what ended before it began, has none.
fn has_gauge(task: &Task) -> bool {
    match task.state() {
        State::Waiting => false,
        State::Processing | State::Stalled | State::Cancelling => true,
        _ => task.fraction().is_some_and(|fraction| fraction > 0.0),
    }
}

fn gauge_role(state: State, old: bool) -> Role {
    match state {
        State::Fail => Role::Bad,
        // What is settled has said its part: it must not outshine what moves.
        State::Complete | State::Cancel | State::Gone | State::Retried => Role::Faint,
        State::Waiting | State::Unknown => Role::Dim,
        _ if old => Role::Dim,
        State::Stalled | State::Cancelling | State::Missing => Role::Warn,
        State::Processing => Role::Moving,
    }
}

/// The cause of a failure, or what became of a cancel, in front of the path; in a narrow column without the code.
fn cause(ctx: &RenderContext<'_>, task: &Task, with_code: bool) -> Option<(String, Role)> {
    if let CancelStep::Failed(_, problem) = &task.cancel {
        return Some(((ctx.words.detail.cancel_failed)(&ctx.problem(problem)), Role::Bad));
    }
    if task.is_unclear() {
        return Some((ctx.words.retry.no_answer.to_owned(), Role::Warn));
    }
    // Where there are several regions, a column says it.
    if task.region == RegionId::UNBOUND && !task.has_ended() && !ctx.model.watch.regions.are_several() {
        return Some((ctx.words.regions.nowhere.to_owned(), Role::Warn));
    }
    if let Some(problem) = &task.refusal {
        return Some((ctx.problem(problem), Role::Bad));
    }
    if task.is_absent() && task.state() != State::Gone {
        return Some((ctx.words.plain.not_returned.to_owned(), Role::Warn));
    }
    let report = task.report()?;
    let code = report.error_code().filter(|_| task.state() != State::Complete)?;
    let role = match task.state() {
        State::Fail => Role::Bad,
        State::Retried => Role::Dim,
        _ => Role::Warn,
    };
    let short = errors::card(code, ctx.lang()).map(|card| card.short).or(report.error_message());
    let text = match short {
        Some(short) if with_code => format!("{code} {short}"),
        Some(short) => short.to_owned(),
        None => code.to_owned(),
    };
    Some((text, role))
}

fn draw_path(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    ((mut x, y), mut width): ((u16, u16), usize),
    cause_room: u16,
    task: &Task,
    common: &str,
    quiet: bool,
) {
    let before = usize::from(cause_room);
    if let Some((cause, role)) = cause(ctx, task, before + width >= 40) {
        let all = before + width;
        let most = if all < 48 { all * 3 / 5 } else { (all / 2).max(32) };
        let cause = cut(&cause, most, ctx.palette.ellipsis());
        let start = x.saturating_sub(cause_room);
        let end = put(buffer, (start, y), u16::try_from(most).unwrap_or(u16::MAX), &cause, ctx.style(role)) + 2;
        // The path keeps its column where the cause ends before it.
        width = width.saturating_sub(usize::from(end.saturating_sub(x)));
        x = end.max(x);
    }
    let text = path::of_task(task, common, width, ctx.palette);
    let role = if quiet { Role::Dim } else { Role::Text };
    put(buffer, (x, y), u16::try_from(width).unwrap_or(u16::MAX), &text, ctx.style(role));
}
