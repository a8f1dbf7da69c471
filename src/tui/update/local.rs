//! The set itself, which is local: adding, removing, clearing, and taking that back. Nothing here reaches the tasks.

use super::{Command, Effect, Model, NoticeTone, ServiceEffect};
use crate::{
    domain::{IdMap, Picked, State, Task, TaskId},
    tui::UndoStep,
    watch::Event,
};

/// How many local actions can be undone.
const UNDO: usize = 50;

/// Stops watching the marked tasks that are shown, else the one under the cursor.
pub(super) fn forget_chosen(model: &mut Model, to: &mut Vec<Effect>) {
    let (ids, hidden) = model.chosen();
    let words = model.words().notice;
    let removed = remove(model, &ids, to);
    let mut text = (words.removed)(removed, &model.keymap.label(Command::Undo));
    if !hidden.is_empty() {
        text.push_str(&(words.hidden_kept)(hidden.len()));
    }
    model.tell(NoticeTone::Plain, &text);
}

/// Clears what has ended well, was cancelled or is gone. What failed stays, until nothing else is left to clear.
pub(super) fn clear(model: &mut Model, to: &mut Vec<Effect>) {
    let of = |keep: fn(State) -> bool| {
        let tasks = model.watch.tasks.iter().filter(|task| keep(task.state()));
        tasks.map(|task| task.id.clone()).collect::<Vec<_>>()
    };
    let mut ids = of(|state| state.is_settled() && state != State::Fail);
    if ids.is_empty() {
        ids = of(State::is_settled);
    }
    let words = model.words().notice;
    let removed = remove(model, &ids, to);
    model.tell(NoticeTone::Plain, &(words.cleared)(removed, &model.keymap.label(Command::Undo)));
}

/// Takes tasks out so that they can come back.
fn remove(model: &mut Model, ids: &[TaskId], to: &mut Vec<Effect>) -> usize {
    let tasks: Vec<_> = ids.iter().filter_map(|id| model.watch.tasks.get(id)).cloned().collect();
    let count = tasks.len();
    if count > 0 {
        to.push(Effect::Service(ServiceEffect::Apply(Event::Removed(
            tasks.iter().map(|task| task.id.clone()).collect(),
        ))));
        remember(model, UndoStep::Removed(tasks));
    }
    count
}

/// Adds ids that were typed or pasted.
pub(super) fn add(model: &mut Model, picked: Picked, to: &mut Vec<Effect>) {
    let (was_empty, found) = (model.view.ids.is_empty(), picked.ids.len());
    let added = model.now.wall;
    let mut new = picked.ids;
    new.retain(|id| !model.watch.tasks.contains(id));
    let text = (model.words().notice.added)(new.len(), picked.duplicates, found - new.len());
    model.tell(if new.is_empty() { NoticeTone::Plain } else { NoticeTone::Good }, &text);
    let Some(first) = new.first() else { return };
    if was_empty {
        model.awaited = Some(first.clone());
    }
    let tasks = new.iter().map(|id| Task::new(id.clone(), added)).collect();
    to.push(Effect::Service(ServiceEffect::Apply(Event::Added { tasks, back: false })));
    remember(model, UndoStep::Added(new));
}

/// Keeps what undo takes back.
fn remember(model: &mut Model, step: UndoStep) {
    if model.undo.len() >= UNDO {
        model.undo.remove(0);
    }
    model.undo.push(step);
}

/// Takes the last local action back.
pub(super) fn undo(model: &mut Model, to: &mut Vec<Effect>) {
    let Some(step) = model.undo.pop() else { return };
    let words = model.words().notice;
    let text = match step {
        UndoStep::Removed(mut tasks) => {
            // Some were added again meanwhile.
            tasks.retain(|task| !model.watch.tasks.contains(&task.id));
            let count = tasks.len();
            model.awaited = tasks.first().map(|task| task.id.clone());
            if count > 0 {
                to.push(Effect::Service(ServiceEffect::Apply(Event::Added { tasks, back: true })));
            }
            (words.undone)(count)
        }
        UndoStep::Added(mut ids) => {
            ids.retain(|id| model.watch.tasks.contains(id));
            let count = ids.len();
            if count > 0 {
                remember_ends(model, &ids);
                to.push(Effect::Service(ServiceEffect::Apply(Event::Removed(ids))));
            }
            (words.undone_added)(count)
        }
    };
    model.tell(NoticeTone::Plain, &text);
}

/// Tasks that are taken away by undo and have ended: earlier steps hold them as they were before, and an end that was seen is known.
fn remember_ends(model: &mut Model, ids: &[TaskId]) {
    let tasks = &model.watch.tasks;
    let ended: IdMap<_, _> = ids
        .iter()
        .filter_map(|id| tasks.get(id))
        .filter(|task| task.has_ended())
        .map(|task| (&task.id, task))
        .collect();
    for step in &mut model.undo {
        let UndoStep::Removed(removed) = step else { continue };
        for old in removed.iter_mut().filter(|old| !old.has_ended()) {
            if let Some(task) = ended.get(&old.id) {
                *old = (*task).clone();
            }
        }
    }
}
