//! What a task and those that do its work again know of each other.

use super::Task;
use crate::domain::{
    Again, At, EventKind, State, TaskId,
    again::{Outcome, Resubmission},
};

impl Task {
    /// How it belongs to other tasks that do the same work, if it does.
    pub fn again(&self) -> Option<&Again> {
        self.again.as_deref()
    }

    /// The task whose work this one does again.
    pub fn again_of(&self) -> Option<&TaskId> {
        self.again()?.of.as_ref()
    }

    /// The task that does its work again.
    pub fn again_as(&self) -> Option<&TaskId> {
        self.again()?.task()
    }

    /// The same task with what is known of other tasks that do the same work.
    #[must_use]
    pub fn with_again(mut self, again: Option<Box<Again>>) -> Self {
        if again.as_ref().is_some_and(|again| again.task().is_some()) {
            self.state = State::Retried;
        }
        self.again = again;
        self
    }

    /// Its work is submitted again. Nothing more is expected of it once it is known which task does that.
    pub fn resubmitted(&mut self, by: Resubmission, at: At) -> Vec<EventKind> {
        let before = self.again.as_ref().and_then(|again| again.task().cloned());
        let again = self.again.get_or_insert_default();
        again.merge(Again { of: None, by: Some(by) });
        match again.task().cloned() {
            Some(task) if before.as_ref() != Some(&task) => {
                let happened = vec![EventKind::Retried(task)];
                self.transition(State::Retried, false, at, happened)
            }
            _ => Vec::new(),
        }
    }

    /// The task whose work this one does again, and what that one learns by it.
    pub fn resubmission(&self) -> Option<(TaskId, Resubmission)> {
        Some((self.again_of()?.clone(), Resubmission { sent: self.added, outcome: Outcome::Task(self.id.clone()) }))
    }
}
