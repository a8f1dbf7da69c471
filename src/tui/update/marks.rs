//! Marks: single, by range, all, none.

use super::{Model, NoticeTone};
use crate::{domain::TaskId, tui::Command};

/// Marks the current task, or removes its mark, and steps on. A group is marked unless all of it is.
pub(super) fn mark(model: &mut Model) {
    let Some(row) = model.cursor_row() else { return };
    // A row of a standing screen may show a task that is not in the set any more.
    let tasks = &model.watch.tasks;
    let ids = model.view.ids.get(model.view.places(row)).unwrap_or_default();
    let ids: Vec<_> = ids.iter().filter(|id| tasks.contains(id)).cloned().collect();
    let marks = &mut model.view.marks;
    if ids.iter().all(|id| marks.contains(id)) {
        for id in &ids {
            marks.remove(id);
        }
    } else {
        marks.extend(ids);
    }
    model.go_to_row(row + 1);
}

/// Begins a range, or ends it and marks all of it. A group counts as a whole.
pub(super) fn range(model: &mut Model) {
    let Some(row) = model.cursor_row() else { return };
    let from = model.view.range_from.take();
    let Some(from_row) = from.and_then(|from| model.view.row_of(&from)) else {
        model.view.range_from = model.view.cursor.clone();
        let text = (model.words().notice.range_begun)(&model.keymap.label(Command::Range));
        return model.tell(NoticeTone::Plain, &text);
    };
    let (from, to) = (model.view.places(from_row), model.view.places(row));
    let between = from.start.min(to.start)..from.end.max(to.end);
    add(model, model.view.ids.get(between).unwrap_or_default().to_vec());
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
