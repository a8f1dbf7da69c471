//! Marks: single, by range, all, none.

use super::{Model, NoticeTone};
use crate::{domain::TaskId, tui::Command};

/// Marks the current task, or removes its mark, and steps on.
pub(super) fn mark(model: &mut Model) {
    let Some(cursor) = model.view.cursor.clone() else { return };
    if !model.view.marks.remove(&cursor) {
        // A row of a standing screen may show a task that is not in the set any more.
        if model.watch.tasks.contains(&cursor) {
            model.view.marks.insert(cursor);
        }
    }
    model.go_to_row(model.view.row + 1);
}

/// Begins a range, or ends it and marks all of it.
pub(super) fn range(model: &mut Model) {
    let Some(row) = model.cursor_row() else { return };
    let from = model.view.range_from.take();
    let from_row = from.and_then(|from| model.view.ids.iter().position(|id| *id == from));
    let Some(from_row) = from_row else {
        model.view.range_from = model.view.cursor.clone();
        let text = (model.words().notice.range_begun)(&model.keymap.label(Command::Range));
        return model.tell(NoticeTone::Plain, &text);
    };
    let between = model.view.ids.get(from_row.min(row)..=from_row.max(row)).unwrap_or_default().to_vec();
    add(model, between);
}

pub(super) fn all(model: &mut Model) {
    add(model, model.view.ids.clone());
}

fn add(model: &mut Model, ids: Vec<TaskId>) {
    let tasks = &model.watch.tasks;
    model.view.marks.extend(ids.into_iter().filter(|id| tasks.contains(id)));
    model.view.range_from = None;
}

/// Removes all marks, and a range that was begun.
pub(super) fn clear(model: &mut Model) {
    model.view.range_from = None;
    model.view.marks.clear();
}
