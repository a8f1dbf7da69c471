//! One row of the table.

use super::gauge;
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
            paint::{columns, put},
            theme::{Role, state_role},
        },
        path,
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

/// From this width of the table on, the target of a task is shown beside its source, however short the two have to be.
const WITH_TARGET: u16 = 100;

/// A cause in fewer cells would not say much.
const LEAST_CAUSE: u16 = 16;

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
    /// The cells of a cause: those of rate and time left where they are empty, and what is empty between them and the path. `None`
    /// where that is too little.
    pub cause: Option<(u16, u16)>,
}

/// Draws all columns but the path, and says where that is.
pub fn draw_cells(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    row: Rect,
    layout: &[Placed],
    cells: &Cells<impl Fn(&Placed, u16) -> Cell, impl Fn(Column) -> Role>,
) -> PathCells {
    let (mut path, mut cause) = (PathCells::default(), None::<(u16, u16)>);
    let mut in_cause = true;
    for placed in layout {
        let column = placed.column.row();
        let (mut at, mut width) = ((row.x + placed.x, row.y), placed.width);
        if placed.column == Column::Path {
            (path, in_cause) = (PathCells { at, width, cause: None }, false);
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
            if in_cause && placed.column >= Column::Rate {
                let start = cause.map_or(at.0, |(start, _)| start);
                cause = Some((start, at.0 + width - start));
            }
            continue;
        }
        in_cause &= placed.column < Column::Rate;
        let text = cell.or(ctx.palette.none());
        let fit = if column.is_number { fit_right } else { fit };
        let text = fit(&text, usize::from(width), ctx.palette.ellipsis());
        put(buffer, at, width, &text, ctx.style((cells.role)(placed.column)));
    }
    PathCells { cause: cause.filter(|(_, width)| *width >= LEAST_CAUSE), ..path }
}

/// Whether the cells of rate and time left have room for a cause.
fn has_cause_cells(layout: &[Placed]) -> bool {
    let mut cells = layout.iter().filter(|placed| gives_way(placed.column));
    let ends = (cells.next(), cells.next_back());
    matches!(ends, (Some(first), Some(last)) if last.x + last.width - first.x >= LEAST_CAUSE)
}

/// Whether a cause stands in the cells of this column.
fn gives_way(column: Column) -> bool {
    (Column::Rate..=Column::Eta).contains(&column)
}

/// Draws `task` into the cells of `row`, column by column; the cursor and the mark are the table's matter.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, task: &Task, layout: &[Placed], common: &str) {
    let palette = ctx.palette;
    // Values of an earlier run, or of before the trouble, are shown, but not as if they were news.
    let old = task.state().is_live() && (ctx.is_stale(task) || task.seen_moment.is_none());
    let quiet = old || task.state() == State::Waiting || (task.state().is_settled() && task.state() != State::Fail);
    let context = ctx.cell_context(task);
    let cause = cause(ctx, task);
    let has_cause = cause.is_some() && has_cause_cells(layout);
    let cells = Cells {
        cell: |placed: &Placed, width| match placed.column {
            column if has_cause && gives_way(column) => Cell::Empty,
            Column::State if placed.is_narrow => Cell::Text(palette.state_sign(task.state()).to_owned()),
            Column::State => Cell::Text(format!("{} {}", palette.state_sign(task.state()), ctx.task_word(task))),
            _ => (placed.column.row().cell)(task, &Context { width: usize::from(width), ..context }),
        },
        role: |column: Column| match column {
            Column::State if !old || task.state() != State::Processing => state_role(task.state()),
            Column::Trend if !quiet => state_role(task.state()),
            _ if quiet || column.row().is_quiet || column == Column::State => Role::Dim,
            _ => Role::Text,
        },
        gauge: has_gauge(task).then(|| (task.fraction(), gauge_role(task.state(), old))),
    };
    let path = draw_cells(ctx, buffer, row, layout, &cells);
    let (mut x, y, end) = (path.at.0, path.at.1, path.at.0 + path.width);
    if let Some(cause) = cause {
        // In a narrow table it stands before the path.
        let short = if path.width < 48 { path.width * 3 / 5 } else { (path.width / 2).max(32) };
        let cells = path.cause.filter(|_| has_cause).unwrap_or((x, short));
        let after = draw_cause(ctx, buffer, (cells.0, y), cells.1, &cause);
        x = if has_cause { x } else { after + 2 };
    }
    let width = end.saturating_sub(x);
    let text = path::of_task(task, common, usize::from(width), row.width >= WITH_TARGET, palette.ellipsis());
    put(buffer, (x, y), width, &text, ctx.style(if quiet { Role::Dim } else { Role::Text }));
}

/// Draws a cause, without its code where there is no room for both. Returns where it ends.
fn draw_cause(
    ctx: &RenderContext<'_>,
    buffer: &mut Buffer,
    at: (u16, u16),
    width: u16,
    (code, text, role): &(Option<&str>, String, Role),
) -> u16 {
    let both = code.map(|code| format!("{code} {text}")).filter(|both| columns(both) <= width);
    let text = both.unwrap_or_else(|| cut(text, usize::from(width), ctx.palette.ellipsis()));
    put(buffer, at, width, &text, ctx.style(*role))
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
        State::Complete => Role::Good,
        // What came to nothing has said its part: it must not outshine what moves.
        State::Cancel | State::Gone | State::Retried => Role::Faint,
        State::Waiting | State::Unknown => Role::Dim,
        _ if old => Role::Dim,
        State::Stalled | State::Cancelling | State::Missing => Role::Warn,
        State::Processing => Role::Moving,
    }
}

/// The cause of a failure, or what became of a cancel: its code, its words and what they mean to the eye.
fn cause<'a>(ctx: &RenderContext<'_>, task: &'a Task) -> Option<(Option<&'a str>, String, Role)> {
    let said = |text: String, role| Some((None, text, role));
    if let CancelStep::Failed(_, problem) = &task.cancel {
        return said((ctx.words.detail.cancel_failed)(&ctx.problem(problem)), Role::Bad);
    }
    if task.is_unclear() {
        return said(ctx.words.retry.no_answer.to_owned(), Role::Warn);
    }
    // Where there are several regions, a column says it.
    if task.region == RegionId::UNBOUND && !task.has_ended() && !ctx.model.watch.regions.are_several() {
        return said(ctx.words.regions.nowhere.to_owned(), Role::Warn);
    }
    if let Some(problem) = &task.refusal {
        return said(ctx.problem(problem), Role::Bad);
    }
    if task.is_absent() && task.state() != State::Gone {
        return said(ctx.words.plain.not_returned.to_owned(), Role::Warn);
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
    match card.map(|card| card.short).or(report.error_message()) {
        Some(short) => Some((Some(code), short.to_owned(), role)),
        None => said(code.to_owned(), role),
    }
}
