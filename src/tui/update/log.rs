//! The log of the set as a list with a cursor, from which one goes to the task of a line.

use super::{Dialog, Model, NoticeTone};
use crate::output::log;

/// Moves the cursor, from a row to another one; `target` takes that and the rows of half a page.
pub(super) fn step(model: &mut Model, target: impl Fn(usize, usize) -> usize) {
    let Some(Dialog::Log { cursor }) = model.dialogs.last() else { return };
    let (rows, first) = (log::rows(model.watch.log.entries()), model.watch.log.first());
    let Some(newest) = rows.len().checked_sub(1) else { return };
    let at = cursor.map_or(newest, |number| log::row_of(&rows, number.saturating_sub(first)));
    let to = target(at, (model.rows() / 2).max(1)).min(newest);
    // At the newest it stays there, whatever comes.
    let to = rows.get(to).filter(|_| to < newest).map(|row| first + row.place);
    model.dialogs.pop();
    model.dialogs.push(Dialog::Log { cursor: to });
}

/// Goes to the task of the line under the cursor, where it can be seen.
pub(super) fn go(model: &mut Model) {
    let Some(Dialog::Log { cursor }) = model.dialogs.last() else { return };
    let (rows, first) = (log::rows(model.watch.log.entries()), model.watch.log.first());
    let row = match cursor {
        Some(number) => rows.get(log::row_of(&rows, number.saturating_sub(first))),
        None => rows.last(),
    };
    let Some(row) = row else { return };
    let id = row.entry.task().cloned();
    let words = &model.words().log;
    let why = match &id {
        Some(id) if model.view.ids.contains(id) => {
            model.dialogs.pop();
            return model.go_to(id);
        }
        Some(id) if model.shown().contains(id) => words.filtered,
        Some(_) => words.not_here,
        None => words.no_task,
    };
    model.tell(NoticeTone::Plain, why);
}
