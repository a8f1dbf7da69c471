//! What a watched set means for a script: whether waiting is over, and how the whole set came out. Pure; the exit codes of
//! usage, sign-in, outages, signals and timeouts are not a set's matter and are decided where they happen.

use super::{State, Task, TaskSet};
use std::{fmt, str::FromStr};

/// How long a script wants to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Until {
    /// Until every task is settled.
    #[default]
    All,
    /// Until one task is settled, however.
    Any,
    /// Until one task has failed, or all are settled.
    FirstFailure,
}

/// A word that names no [`Until`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("waiting can go on until `all`, `any` or `first-failure`")]
pub struct UnknownUntil;

impl Until {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 3] = [Self::All, Self::Any, Self::FirstFailure];

    /// The word of [`FromStr`].
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
            Self::FirstFailure => "first-failure",
        }
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Until {
    type Err = UnknownUntil;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|until| until.as_str() == word).ok_or(UnknownUntil)
    }
}

/// How a set came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// At least one task failed.
    Failed,
    /// At least one id is unknown to the service, and how it ended is not known here either.
    Gone,
    /// At least one task was cancelled.
    Cancelled,
    /// At least one task has not ended.
    NotEnded,
    /// Every task is complete.
    Complete,
}

impl Verdict {
    /// All of them, the one that outweighs the others first.
    pub const BY_PRECEDENCE: [Self; 5] = [Self::Failed, Self::Gone, Self::Cancelled, Self::NotEnded, Self::Complete];

    /// The word for it in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Gone => "gone",
            Self::NotEnded => "not-ended",
        }
    }

    fn of(state: State) -> Self {
        match state {
            State::Complete => Self::Complete,
            State::Fail => Self::Failed,
            State::Cancel => Self::Cancelled,
            State::Gone => Self::Gone,
            State::Unknown
            | State::Waiting
            | State::Processing
            | State::Stalled
            | State::Cancelling
            | State::Missing
            | State::Retried => Self::NotEnded,
        }
    }
}

/// The state that a task counts as: the service forgets a task 24 h after its end, and an end that was seen before stays an end.
pub fn judged_state(task: &Task) -> State {
    match task.report() {
        Some(report) if task.state() == State::Gone => State::from_word(report.status.as_str())
            .filter(|state| report.status.is_end() && state.is_ended())
            .unwrap_or(State::Gone),
        _ => task.state(),
    }
}

/// The state that a task counts as without regard to others that do its work again.
pub(super) fn own_state(task: &Task) -> State {
    match (judged_state(task), task.report()) {
        (State::Retried, report) => report.map_or(State::Gone, |report| State::from(&report.status)),
        (state, _) => state,
    }
}

/// Whether a task counts: in the place of one that was submitted again stands the one that does its work, where it is in the set.
pub fn counts(tasks: &TaskSet, task: &Task) -> bool {
    task.again_as().is_none_or(|again| !tasks.contains(again))
}

/// Whether a task's end is known from the set's archive and not from an answer of this run.
pub fn is_archived(task: &Task) -> bool {
    let is_seen = task.seen_moment.is_some() || task.state() == State::Retried;
    task.has_ended() && (!is_seen || task.state() == State::Gone)
}

/// How the whole set came out. Of an empty set nothing bad can be said: whoever asks about one has to refuse it before.
pub fn verdict(tasks: &TaskSet) -> Verdict {
    outweighing(tasks.iter().filter(|task| counts(tasks, task)))
}

/// How a set came out for someone who waited `until` a point: who waits for any task does not ask about those that go on.
pub fn verdict_until(tasks: &TaskSet, until: Until) -> Verdict {
    let settled = |task: &&Task| counts(tasks, task) && task.state().is_settled();
    if until == Until::Any && tasks.iter().any(|task| settled(&task)) {
        outweighing(tasks.iter().filter(settled))
    } else {
        verdict(tasks)
    }
}

fn outweighing<'a>(tasks: impl Iterator<Item = &'a Task>) -> Verdict {
    let weight = |verdict: &Verdict| Verdict::BY_PRECEDENCE.iter().position(|one| one == verdict);
    tasks.map(|task| Verdict::of(own_state(task))).min_by_key(weight).unwrap_or(Verdict::Complete)
}

#[cfg(test)]
mod tests;
