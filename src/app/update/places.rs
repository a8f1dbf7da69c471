//! Places that are found, and places that turn out to be one.

use super::{Changes, Effect, Model, NoticeTone, UndoStep};
use crate::{
    app::{Sort, SortKey},
    domain::{Region, RegionId, Task, TaskId},
};

/// A place is asked from now on, or more is known of it. What was bound to it before its address was known is so on disk, too.
pub(super) fn found(model: &mut Model, place: Region, to: &mut Vec<Effect>) {
    model.places.put(place);
    let mut bound: Vec<(u64, TaskId)> = Vec::new();
    model.change_tasks(|places, task| {
        if places.bind(task) {
            bound.push((task.order, task.id.clone()));
        }
    });
    // A standing screen has the same tasks once more.
    bound.sort_unstable();
    bound.dedup();
    let bound: Vec<_> = bound.into_iter().map(|(_, id)| id).collect();
    Changes::put(&bound, false).save(to);
    // Rows may be filtered and ordered by the name.
    model.reorder();
}

/// The tasks of one place belong to another one. Home stays, and so do tasks that would have nowhere to go.
pub(super) fn merged(model: &mut Model, from: RegionId, into: RegionId) {
    let both = model.places.get(from).is_some() && model.places.get(into).is_some();
    if from == RegionId::DEFAULT || from == into || !both {
        return;
    }
    let go = |task: &mut Task| {
        if task.place == from {
            task.place = into;
        }
    };
    model.change_tasks(|_, task| go(task));
    for step in &mut model.undo {
        if let UndoStep::Removed(tasks) = step {
            tasks.iter_mut().for_each(go);
        }
    }
    model.places.remove(from);
    super::news::merged(model, from, into);
    if !model.places.are_several() && model.view.sort.key == SortKey::Region {
        model.view.sort = Sort::default();
    }
    model.recount();
    model.reorder();
}

impl Model {
    /// Changes the tasks of the set, and those of a standing screen alike.
    fn change_tasks(&mut self, mut change: impl FnMut(&crate::app::Places, &mut Task)) {
        let frozen = self.frozen.as_mut().map(|frozen| &mut frozen.tasks);
        for tasks in frozen.into_iter().chain([&mut self.tasks]) {
            tasks.iter_mut().for_each(|task| change(&self.places, task));
        }
    }

    /// Shows a notice about a place, by its name where there are several.
    pub(super) fn tell_of(&mut self, place: RegionId, tone: NoticeTone, text: &str) {
        let name = self.places.get(place).map(|state| &state.label).filter(|_| self.places.are_several());
        match name {
            Some(name) => self.tell(tone, &(self.words().notice.of_region)(name, text)),
            None => self.tell(tone, text),
        }
    }

    /// Whether there are live tasks among those that a command is about, but none of them can be reached.
    pub(super) fn chosen_are_unreached(&self) -> bool {
        let (shown, hidden) = self.chosen();
        let mut tasks = shown.iter().chain(&hidden).filter_map(|id| self.tasks.get(id));
        tasks.any(|task| task.state().can_cancel() && task.place == RegionId::UNBOUND)
    }
}
