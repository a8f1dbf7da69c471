//! One row of the table.

use super::{gauge, path};
use crate::{
    domain::{CancelStep, GroupBy, RegionId, State, Task},
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

/// What stands in the columns of a row. A gauge, and the path with what is before it, are drawn; all other cells are texts.
pub struct Cells<C, R> {
    /// The text of a column, in so many cells.
    pub cell: C,
    pub role: R,
    /// Its fraction and its role.
    pub gauge: Option<(Option<f64>, Role)>,
}

/// The cells of the path.
#[derive(Clone, Copy, Debug, Default)]
pub struct PathCells {
    pub at: (u16, u16),
    pub width: u16,
    /// The cells before it that the row leaves empty, down to the size, with the gaps between them: a cause may begin there.
    pub before: u16,
}

/// Draws all columns but the path, and says where that is.
pub fn draw_cells(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    row: Rect,
    layout: &[Placed],
    cells: &Cells<impl Fn(&Placed, u16) -> Cell, impl Fn(Column) -> Role>,
) -> PathCells {
    let (mut path, mut empty_from) = (PathCells::default(), None);
    for placed in layout {
        let column = placed.column.row();
        let (mut at, mut width) = ((row.x + placed.x, row.y), placed.width);
        if placed.column == Column::Path {
            path = PathCells { at, width, before: empty_from.map_or(0, |from: u16| at.0.saturating_sub(from)) };
            continue;
        }
        if let (Column::Progress, false, Some((percent, _))) = (placed.column, placed.is_narrow, column.width.narrow) {
            let gauge = width.saturating_sub(percent + 1);
            if let Some((fraction, role)) = cells.gauge {
                gauge::draw(buffer, at, gauge, fraction, (ctx.palette, role));
            }
            (at.0, width) = (at.0 + gauge + 1, percent);
        }
        let cell = (cells.cell)(placed, width);
        if cell == Cell::Empty {
            // Nothing is put there: the style of a blank would shine through what may begin there.
            empty_from = empty_from.or(Some(at.0)).filter(|_| placed.column > Column::Size);
            continue;
        }
        empty_from = None;
        let text = cell.or(ctx.palette.none());
        let fit = if column.is_number { fit_right } else { fit };
        let text = fit(&text, usize::from(width), ctx.palette.ellipsis());
        put(buffer, at, width, &text, ctx.style((cells.role)(placed.column)));
    }
    path
}

/// Draws `task` into the cells of `row`, column by column; the cursor and the mark are the table's matter.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, task: &Task, layout: &[Placed], common: &str) {
    let palette = ctx.palette;
    // Values of an earlier run, or of before the trouble, are shown, but not as if they were news.
    let old = task.state().is_live() && (ctx.is_stale(task) || task.seen_moment.is_none());
    let quiet = old || task.state() == State::Waiting || (task.state().is_settled() && task.state() != State::Fail);
    let context = ctx.cell_context(task);
    let cells = Cells {
        cell: |placed: &Placed, width| match placed.column {
            Column::State if placed.is_narrow => Cell::Text(palette.state_sign(task.state()).to_owned()),
            Column::State => Cell::Text(format!("{} {}", palette.state_sign(task.state()), ctx.task_word(task))),
            _ => (placed.column.row().cell)(task, &Context { width: usize::from(width), ..context }),
        },
        role: |column: Column| match column {
            Column::State if !old || task.state() != State::Processing => state_role(task.state()),
            _ if quiet || column.row().is_quiet || column == Column::State => Role::Dim,
            _ => Role::Text,
        },
        gauge: has_gauge(task).then(|| (task.fraction(), gauge_role(task.state(), old))),
    };
    let path = draw_cells(ctx, buffer, row, layout, &cells);
    draw_path(ctx, buffer, (path.at, usize::from(path.width)), path.before, task, common, quiet);
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
    let card = errors::card(code, ctx.lang());
    if ctx.model.view.group_by == Some(GroupBy::Cause) && task.state() == State::Fail && card.is_some() {
        // The row of the group says it.
        return None;
    }
    let short = card.map(|card| card.short).or(report.error_message());
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
