//! What a task and those that do its work again know of each other.

use super::Task;
use crate::domain::{
    Again, At, EventKind, Operation, RegionId, State, TaskId,
    again::{NoRetry, Outcome, Resubmission},
    path,
};

impl Task {
    /// How it belongs to other tasks that do the same work, if it does.
    pub fn again(&self) -> Option<&Again> {
        self.again.as_deref()
    }

    /// The same, to be changed.
    pub fn again_mut(&mut self) -> Option<&mut Again> {
        self.again.as_deref_mut()
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

    /// The same task, which does the work of another one again.
    #[must_use]
    pub fn doing_again(mut self, of: Option<TaskId>) -> Self {
        if of.is_some() {
            self.again.get_or_insert_default().of = of;
        }
        self
    }

    /// Its work is submitted again, or was not: takes over what is known of that, and what happened, if there is more to say. Nothing
    /// more is expected of it once it is known which task does its work.
    pub fn resubmitted(&mut self, by: Resubmission, what: Option<EventKind>, at: At) -> Vec<EventKind> {
        let before = self.again.as_ref().and_then(|again| again.task().cloned());
        let again = self.again.get_or_insert_default();
        again.merge(Again { of: None, by: Some(by) });
        let now = again.task().filter(|task| before.as_ref() != Some(*task)).cloned();
        let next = if now.is_some() { State::Retried } else { self.state() };
        let happened: Vec<_> = what.into_iter().chain(now.map(EventKind::Retried)).collect();
        if happened.is_empty() { happened } else { self.transition(next, false, at, happened) }
    }

    /// Whether it was submitted again, and nobody knows whether that arrived.
    pub fn is_unclear(&self) -> bool {
        self.again().is_some_and(|again| again.unclear_since().is_some())
    }

    /// Why its work cannot be submitted again. What is in doubt is no matter of many tasks: only where this one is meant by itself
    /// (`is_named`) may it be.
    pub fn no_retry(&self, is_named: bool) -> Option<NoRetry> {
        Some(match self.state() {
            State::Complete => NoRetry::Complete,
            State::Retried => NoRetry::Retried(self.again_as()?.clone()),
            state if state.is_live() => NoRetry::Live,
            _ if self.region == RegionId::UNBOUND => NoRetry::Elsewhere,
            _ if self.is_unclear() && !is_named => NoRetry::Unclear,
            State::Gone if !is_named => NoRetry::Gone,
            _ => return self.is_not_submittable(),
        })
    }

    /// What a submission of it would need and is not known.
    fn is_not_submittable(&self) -> Option<NoRetry> {
        let Some(report) = self.report() else { return Some(NoRetry::Unknown) };
        if report.synchronous == Some(true) {
            return Some(NoRetry::Synchronous);
        }
        let paths = match report.operation {
            Some(Operation::Copy | Operation::Move) => vec![&report.source, &report.target],
            Some(Operation::Delete) => vec![&report.source],
            Some(Operation::Other(_)) | None => return Some(NoRetry::Unknown),
        };
        let is_damaged = |text: &str| path::check(text).is_err() || text.contains(char::REPLACEMENT_CHARACTER);
        paths.into_iter().find_map(|path| match path {
            None => Some(NoRetry::Unknown),
            Some(path) => is_damaged(path.as_str()).then_some(NoRetry::Damaged),
        })
    }

    /// The task whose work this one does again, and what that one learns by it.
    pub fn resubmission(&self) -> Option<(TaskId, Resubmission)> {
        Some((self.again_of()?.clone(), Resubmission { sent: self.added, outcome: Outcome::Task(self.id.clone()) }))
    }
}
