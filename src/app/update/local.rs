//! The set itself, which is local: adding, removing, clearing, and taking that back. Nothing here reaches the tasks.

use super::{Changes, Effect, Model, NoticeTone, UndoStep};
use crate::domain::{Picked, State, Task, TaskId};

impl Model {
    /// Puts tasks into the set, and onto a standing screen, and says which ids are new. One without an origin gets that of its
    /// place, where that is known.
    pub(super) fn insert(&mut self, tasks: Vec<Task>) -> Vec<TaskId> {
        let mut new = Vec::new();
        for mut task in tasks {
            let id = task.id.clone();
            self.places.bind(&mut task);
            if self.tasks.add(task) {
                if let (Some(frozen), Some(task)) = (&mut self.frozen, self.tasks.get(&id)) {
                    frozen.tasks.put_back(task.clone());
                }
                new.push(id);
            }
        }
        self.after_local_change(!new.is_empty());
        new
    }

    /// Takes tasks out of the set, and off a standing screen.
    pub(super) fn take_out(&mut self, ids: &[TaskId]) -> Vec<Task> {
        for id in ids {
            if let Some(frozen) = &mut self.frozen {
                frozen.tasks.remove(id);
            }
        }
        let taken: Vec<_> = ids.iter().filter_map(|id| self.tasks.remove(id)).collect();
        self.after_local_change(!ids.is_empty());
        taken
    }

    fn after_local_change(&mut self, changed: bool) {
        if changed {
            self.recount();
            self.drop_references();
            self.reorder();
        }
    }
}

/// Stops watching the marked tasks that are shown, else the one under the cursor.
pub(super) fn forget_chosen(model: &mut Model, to: &mut Vec<Effect>) {
    let (ids, hidden) = model.chosen();
    let words = model.words().notice;
    let removed = remove(model, &ids, to);
    let mut text = (words.removed)(removed, &model.undo_key());
    if !hidden.is_empty() {
        text.push_str(&(words.hidden_kept)(hidden.len()));
    }
    model.tell(NoticeTone::Plain, &text);
}

/// Clears what has ended well, was cancelled or is gone. What failed stays, until nothing else is left to clear.
pub(super) fn clear(model: &mut Model, to: &mut Vec<Effect>) {
    let of = |keep: fn(State) -> bool| {
        let tasks = model.tasks.iter().filter(|task| keep(task.state()));
        tasks.map(|task| task.id.clone()).collect::<Vec<_>>()
    };
    let mut ids = of(|state| state.is_settled() && state != State::Fail);
    if ids.is_empty() {
        ids = of(State::is_settled);
    }
    let words = model.words().notice;
    if ids.is_empty() {
        return model.tell(NoticeTone::Plain, words.nothing_to_clear);
    }
    let removed = remove(model, &ids, to);
    model.tell(NoticeTone::Plain, &(words.cleared)(removed, &model.undo_key()));
}

/// Takes tasks out so that they can come back.
fn remove(model: &mut Model, ids: &[TaskId], to: &mut Vec<Effect>) -> usize {
    let tasks = model.take_out(ids);
    let count = tasks.len();
    if count > 0 {
        let ids: Vec<_> = tasks.iter().map(|task| task.id.clone()).collect();
        Changes::removed(&ids).save(to);
        to.push(Effect::Forget(ids));
        model.can_undo(UndoStep::Removed(tasks));
    }
    count
}

/// Adds ids that were typed or pasted.
pub(super) fn add(model: &mut Model, picked: Picked, to: &mut Vec<Effect>) {
    let (was_empty, found) = (model.view.ids.is_empty(), picked.ids.len());
    let added = model.now.wall;
    let new = model.insert(picked.ids.into_iter().map(|id| Task::new(id, added)).collect());
    let text = (model.words().notice.added)(new.len(), picked.duplicates, found - new.len());
    model.tell(if new.is_empty() { NoticeTone::Plain } else { NoticeTone::Good }, &text);
    let Some(first) = new.first() else { return };
    if was_empty {
        model.go_to(first);
    }
    Changes::put(&new, true).save(to);
    to.push(Effect::Watch(new.clone()));
    model.can_undo(UndoStep::Added(new));
}

/// Takes the last local action back.
pub(super) fn undo(model: &mut Model, to: &mut Vec<Effect>) {
    let Some(step) = model.undo.pop() else { return };
    let words = model.words().notice;
    let text = match step {
        UndoStep::Removed(tasks) => {
            let back = put_back(model, tasks);
            if let Some(first) = back.first() {
                model.go_to(first);
                Changes::put(&back, true).save(to);
                to.push(Effect::Watch(back.clone()));
            }
            (words.undone)(back.len())
        }
        UndoStep::Added(ids) => {
            let gone: Vec<_> = model.take_out(&ids).into_iter().map(|task| task.id).collect();
            if !gone.is_empty() {
                Changes::removed(&gone).save(to);
                to.push(Effect::Forget(gone.clone()));
            }
            (words.undone_added)(gone.len())
        }
        UndoStep::Marks(before) => {
            model.view.marks = before;
            model.drop_references();
            words.undone_marks.to_owned()
        }
        UndoStep::Filter(filter, only) => {
            (model.view.filter, model.view.only) = (filter, only);
            model.reorder();
            words.undone_filter.to_owned()
        }
    };
    model.tell(NoticeTone::Plain, &text);
}

/// Puts tasks back at their old places, but for those that were added again meanwhile.
pub(super) fn put_back(model: &mut Model, tasks: Vec<Task>) -> Vec<TaskId> {
    let mut back = Vec::new();
    for mut task in tasks {
        model.places.bind(&mut task);
        if !model.tasks.contains(&task.id) {
            back.push(task.id.clone());
            if let Some(frozen) = &mut model.frozen {
                frozen.tasks.put_back(task.clone());
            }
            model.tasks.put_back(task);
        }
    }
    model.after_local_change(!back.is_empty());
    back
}
