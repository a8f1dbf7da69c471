//! The set as a table for people: as wide as its content, or no wider than a terminal.
//!
//! When it is too wide, paths are cut, then ids become short, then error texts are cut, then columns go; what is left is cut at the
//! edge. A table for a pipe is not cut at all.

use super::{
    View,
    columns::{Cell, Column, Context},
};
use crate::{
    domain::{State, Task, TaskSet, verdict::judged_state},
    messages::{Ellipsis, Lang, width},
};
use std::{
    cmp::Reverse,
    io::{self, Write},
};

/// The cells between two columns.
pub(super) const GAP: &str = "  ";
/// The cells that paths keep before anything else gives way.
const LEAST_PATH: usize = 20;
/// The cells that error texts keep.
const LEAST_ERROR: usize = 16;
/// What stands where nothing is known.
pub(super) const NOTHING: &str = "-";

/// Whether a table is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// No escape sequence is written.
    #[default]
    Plain,
    /// States and titles in ANSI colours, 16-colour terminals suffice.
    Ansi,
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The language.
    pub lang: Lang,
    /// The greatest width of a line, in cells; `None` for as wide as the content is.
    pub width: Option<usize>,
    /// Whether it is coloured.
    pub style: Style,
    /// What stands for what was cut out.
    pub ellipsis: Ellipsis,
}

/// One row: the texts of its cells, and what is needed to shorten them well.
struct Row<'a> {
    task: &'a Task,
    cells: Vec<String>,
}

impl Row<'_> {
    fn cell(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }
}

/// A column that is shown, and its width.
type Shown = (Column, usize);

/// Writes a line of titles and a line for each task: what needs attention first, then as they came into the set.
///
/// # Errors
/// When the stream does not take it.
pub fn write(out: &mut dyn Write, view: &View<'_>, layout: &Layout) -> io::Result<()> {
    let mut tasks = view.in_order();
    tasks.sort_by_key(|task| judged_state(task).attention());
    let rows: Vec<Row<'_>> = tasks.into_iter().map(|task| row(task, view, layout.lang)).collect();
    let columns = fit_columns(&rows, view.tasks, layout);
    let mut text = String::new();
    let titles = columns.iter().map(|(column, width)| {
        let title = column.title(layout.lang);
        paint(&aligned(*column, title, *width, layout.ellipsis), Some("1"), layout.style)
    });
    push_line(&mut text, titles);
    for row in &rows {
        let cells = columns.iter().map(|(column, width)| {
            let cell = match column {
                Column::Id if width::cells(row.cell(*column)) > *width => {
                    width::fit(view.tasks.short(&row.task.id), *width, layout.ellipsis)
                }
                Column::Path => {
                    let context = context(row.task, view, layout.lang, *width, layout.ellipsis);
                    width::fit(&(column.row().cell)(row.task, &context).or(NOTHING), *width, layout.ellipsis)
                }
                _ => aligned(*column, row.cell(*column), *width, layout.ellipsis),
            };
            let color = (*column == Column::State).then(|| color(judged_state(row.task))).flatten();
            paint(&cell, color, layout.style)
        });
        push_line(&mut text, cells);
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn row<'a>(task: &'a Task, view: &View<'_>, lang: Lang) -> Row<'a> {
    let context = context(task, view, lang, width::MAX_WIDTH, Ellipsis::Unicode);
    let cell = |column: &Column| match (column.row().cell)(task, &context) {
        // Columns stay apart for programs that split at spaces; the error is the last one.
        Cell::Empty if *column != Column::Error => NOTHING.to_owned(),
        cell => cell.or(NOTHING),
    };
    Row { task, cells: Column::ALL.iter().map(cell).collect() }
}

fn context<'a>(task: &Task, view: &View<'_>, lang: Lang, width: usize, ellipsis: Ellipsis) -> Context<'a> {
    Context { lang, ellipsis, width, now: view.at, answers: view.can_ask_for(task), region: "", zone: None }
}

/// Which columns are shown, and how wide.
fn fit_columns(rows: &[Row<'_>], tasks: &TaskSet, layout: &Layout) -> Vec<Shown> {
    let natural = |column: Column| {
        let widest = rows.iter().map(|row| width::cells(row.cell(column))).max().unwrap_or(0);
        (column, widest.max(width::cells(column.title(layout.lang))))
    };
    let has_error = rows.iter().any(|row| !row.cell(Column::Error).is_empty());
    let mut shown: Vec<Shown> =
        Column::of_list().filter(|column| *column != Column::Error || has_error).map(natural).collect();
    let Some(limit) = layout.width else { return shown };
    let short_id = rows.iter().map(|row| tasks.short(&row.task.id).len()).max().unwrap_or(0);
    shrink(&mut shown, Column::Path, LEAST_PATH, limit);
    if total(&shown) > limit {
        let title = width::cells(Column::Id.title(layout.lang));
        resize(&mut shown, Column::Id, |width| width.min(short_id.max(title)));
        // Short ids give more room than was missing: the paths get it back.
        let natural_path = natural(Column::Path).1;
        resize(&mut shown, Column::Path, |_| natural_path);
        shrink(&mut shown, Column::Path, LEAST_PATH, limit);
    }
    shrink(&mut shown, Column::Error, LEAST_ERROR, limit);
    let gives_way = |column: &Column| column.row().priority > 0 && column.row().width.narrow.is_none();
    let mut dispensable: Vec<_> = Column::of_list().filter(gives_way).collect();
    dispensable.sort_by_key(|column| Reverse(column.row().priority));
    for column in dispensable {
        if total(&shown) > limit {
            shown.retain(|(one, _)| *one != column);
        }
    }
    let natural_path = natural(Column::Path).1;
    let spare = limit.saturating_sub(total(&shown));
    resize(&mut shown, Column::Path, |width| natural_path.min(width + spare));
    let mut left = limit;
    shown.retain_mut(|(_, width)| {
        *width = (*width).min(left);
        left = left.saturating_sub(*width + GAP.len());
        *width > 0
    });
    shown
}

/// Makes `column` narrower by what is missing, down to `least` cells.
fn shrink(shown: &mut [Shown], column: Column, least: usize, limit: usize) {
    let missing = total(shown).saturating_sub(limit);
    resize(shown, column, |width| width.saturating_sub(missing).max(least.min(width)));
}

fn resize(shown: &mut [Shown], column: Column, to: impl Fn(usize) -> usize) {
    for (_, width) in shown.iter_mut().filter(|(one, _)| *one == column) {
        *width = to(*width);
    }
}

/// The width of the whole table.
fn total(shown: &[Shown]) -> usize {
    shown.iter().map(|(_, width)| width).sum::<usize>() + shown.len().saturating_sub(1) * GAP.len()
}

fn aligned(column: Column, text: &str, width: usize, ellipsis: Ellipsis) -> String {
    if column.row().is_number {
        width::fit_right(text.trim_start(), width, ellipsis)
    } else {
        width::fit(text, width, ellipsis)
    }
}

/// One line of `cells`, without the spaces at its end.
pub(super) fn push_line(text: &mut String, cells: impl Iterator<Item = String>) {
    let line = cells.collect::<Vec<_>>().join(GAP);
    text.push_str(line.trim_end());
    text.push('\n');
}

/// `cell` in `color`, a parameter of the escape sequence "select graphic rendition". The spaces at its end stay bare.
pub(super) fn paint(cell: &str, color: Option<&str>, style: Style) -> String {
    match (color, style) {
        (Some(color), Style::Ansi) => {
            let text = cell.trim_end();
            format!("\u{1b}[{color}m{text}\u{1b}[0m{}", &cell[text.len()..])
        }
        _ => cell.to_owned(),
    }
}

fn color(state: State) -> Option<&'static str> {
    match state {
        State::Fail => Some("31"),
        State::Stalled | State::Cancelling | State::Missing => Some("33"),
        State::Processing => Some("36"),
        State::Complete => Some("32"),
        State::Gone => Some("35"),
        State::Cancel | State::Unknown | State::Retried => Some("2"),
        State::Waiting => None,
    }
}
