//! The life of a cancel: sent, answered or not, and over only when the service says how the task stands.

use super::Task;
use crate::domain::{At, CallError, CancelStep, EventKind, Moment, State, Unclear};
use std::time::Duration;

/// How many answers that show a task going on, over how long, it takes to say that a cancel without an answer did not arrive.
const UNCONFIRMED: (u32, Duration) = (3, Duration::from_secs(10));

impl Task {
    /// A cancel goes out.
    pub fn cancel_sent(&mut self, at: At) -> Vec<EventKind> {
        self.cancel = CancelStep::Sent(Box::new(at));
        self.transition(State::Cancelling, false, at, vec![EventKind::CancelSent])
    }

    /// The service took the cancel. When the end was seen meanwhile, there is nothing left to tell.
    pub fn cancel_taken(&mut self, at: At) -> Vec<EventKind> {
        if !matches!(self.cancel, CancelStep::Sent(_)) {
            return Vec::new();
        }
        self.cancel = CancelStep::Taken(Box::new(at));
        let state = self.state;
        self.transition(state, false, at, vec![EventKind::CancelTaken])
    }

    /// The cancel got no answer, or was refused: what became of the task is what the service says of it next.
    pub fn cancel_unclear(&mut self, problem: CallError, at: At) -> Vec<EventKind> {
        if !matches!(self.cancel, CancelStep::Sent(_)) {
            return Vec::new();
        }
        let told = problem.may_have_arrived.then(|| EventKind::CancelUnclear(Box::new(problem.clone())));
        self.cancel = CancelStep::Unclear(Box::new(Unclear { at, problem, answers: 0 }));
        let state = self.state;
        self.transition(state, false, at, told.into_iter().collect())
    }

    /// Judges a cancel without a clear outcome after an answer that did not show an end, `asked` for at that moment. One that was
    /// refused is over with the first answer; one that may have arrived gets some time.
    pub fn settle_cancel(&mut self, asked: Moment, at: At) -> Vec<EventKind> {
        let CancelStep::Unclear(unclear) = &mut self.cancel else { return Vec::new() };
        if asked < unclear.at.moment {
            return Vec::new();
        }
        unclear.answers = unclear.answers.saturating_add(1);
        let (answers, time) = UNCONFIRMED;
        if unclear.problem.may_have_arrived && (unclear.answers < answers || at.moment.since(unclear.at.moment) < time)
        {
            return Vec::new();
        }
        let problem = unclear.problem.clone();
        self.end_cancel(problem, at)
    }

    /// The cancel did not get through: the task is again what the service last said of it.
    pub fn cancel_failed(&mut self, problem: CallError, at: At) -> Vec<EventKind> {
        if !matches!(self.cancel, CancelStep::Sent(_)) {
            return Vec::new();
        }
        self.end_cancel(problem, at)
    }

    fn end_cancel(&mut self, problem: CallError, at: At) -> Vec<EventKind> {
        let problem = Box::new(problem);
        self.cancel = CancelStep::Failed(Box::new(at), problem.clone());
        let state = match &self.report {
            _ if self.state == State::Missing => State::Missing,
            Some(report) => State::from(&report.status),
            None => State::Unknown,
        };
        self.transition(state, false, at, vec![EventKind::CancelFailed(problem)])
    }
}
