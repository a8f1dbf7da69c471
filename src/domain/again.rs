//! Work that was submitted again: the old task and the new one point to each other, and what is not known of a submission is kept, too.

use super::TaskId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a task belongs to others that do the same work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Again {
    /// The task whose work this one does again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<TaskId>,
    /// The last time that its own work was submitted again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Resubmission>,
}

/// A submission of a task's work as another task. The later one counts, and of one what is known of its outcome.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Resubmission {
    /// When it was about to be sent.
    pub sent: Timestamp,
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "task")]
pub enum Outcome {
    /// No answer is known: the service may have taken it.
    Unclear,
    /// It was refused, or not sent: no task came of it.
    Nothing,
    /// This task does the work again.
    Task(TaskId),
}

impl Again {
    /// The task that does the work again.
    pub fn task(&self) -> Option<&TaskId> {
        match &self.by.as_ref()?.outcome {
            Outcome::Task(id) => Some(id),
            Outcome::Unclear | Outcome::Nothing => None,
        }
    }

    /// When the work was sent to be submitted again without a known answer.
    pub fn unclear_since(&self) -> Option<Timestamp> {
        self.by.as_ref().filter(|by| by.outcome == Outcome::Unclear).map(|by| by.sent)
    }

    /// The tasks that it names.
    pub fn ids_mut(&mut self) -> impl Iterator<Item = &mut TaskId> {
        let by = self.by.as_mut().and_then(|by| match &mut by.outcome {
            Outcome::Task(id) => Some(id),
            Outcome::Unclear | Outcome::Nothing => None,
        });
        self.of.as_mut().into_iter().chain(by)
    }

    /// Takes over what another eftop knows.
    pub fn merge(&mut self, news: Self) {
        self.of = news.of.or(self.of.take());
        self.by = news.by.max(self.by.take());
    }
}

/// Why the work of a task cannot be submitted again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRetry {
    /// It has not ended.
    Live,
    Complete,
    /// It was submitted again already, as this task.
    Retried(TaskId),
    /// It was submitted again, and nobody knows whether that arrived.
    Unclear,
    /// Nobody knows how it ended: it may have done its work.
    Gone,
    /// These credentials do not reach where it belongs.
    Elsewhere,
    /// Its operation or its paths are not known.
    Unknown,
    /// It was a synchronous call, which is no task of the service.
    Synchronous,
    /// A path was damaged before it reached us.
    Damaged,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_submission_counts_and_of_one_what_is_known() {
        let by = |second, outcome| Some(Resubmission { sent: Timestamp::from_second(second).unwrap(), outcome });
        let task = |id| Outcome::Task(TaskId::new(id).unwrap());
        for (known, news, expected) in [
            (None, by(1, Outcome::Unclear), by(1, Outcome::Unclear)),
            (by(1, Outcome::Unclear), by(1, task("b")), by(1, task("b"))),
            (by(1, task("b")), by(1, Outcome::Unclear), by(1, task("b"))),
            (by(1, Outcome::Unclear), by(1, Outcome::Nothing), by(1, Outcome::Nothing)),
            (by(1, task("b")), by(2, Outcome::Unclear), by(2, Outcome::Unclear)),
            (by(2, Outcome::Nothing), None, by(2, Outcome::Nothing)),
        ] {
            let mut again = Again { of: None, by: known };
            again.merge(Again { of: None, by: news });
            assert_eq!(again.by, expected);
        }
    }
}
