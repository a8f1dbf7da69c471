//! Cancels of tasks that were taken out of the set before the answer came. A task may come back, by undo; then it must not wait for an
//! answer that came while it was away.

use crate::domain::{CallError, IdMap, TaskId};
use std::collections::VecDeque;

/// How many tasks are kept in mind; the oldest go first. Most never come back.
const MOST: usize = 2000;

/// What came of the cancel of a task that is away.
#[derive(Clone, Debug, PartialEq)]
enum Away {
    /// Nothing yet.
    Waits,
    /// It was taken, or not.
    Answered(Result<(), CallError>),
}

/// The cancels of tasks that are away.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Missed {
    tasks: IdMap<TaskId, Away>,
    /// Their ids, oldest first, and some that came back.
    order: VecDeque<TaskId>,
}

impl Missed {
    /// A task is taken out whose cancel was not answered.
    pub(super) fn left(&mut self, id: TaskId) {
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.tasks.remove(&oldest);
        }
        self.order.push_back(id.clone());
        self.tasks.insert(id, Away::Waits);
    }

    /// The cancel of a task that is away was answered.
    pub(super) fn answered(&mut self, id: &TaskId, why: Option<&CallError>) {
        if let Some(away) = self.tasks.get_mut(id) {
            *away = Away::Answered(why.map_or(Ok(()), |why| Err(why.clone())));
        }
    }

    /// A task comes back, and `waits` for the answer. Returns the one that it missed; of one that was not kept nothing is known.
    pub(super) fn back(&mut self, id: &TaskId, waits: bool) -> Option<Result<(), CallError>> {
        let away = self.tasks.remove(id);
        match away.filter(|_| waits) {
            Some(Away::Waits) => None,
            Some(Away::Answered(result)) => Some(result),
            None => waits.then(|| Err(CallError::bad_answer(200, "the answer was not kept"))),
        }
    }
}
