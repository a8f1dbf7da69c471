//! One id of a set with what is remembered of it, and the way from and to a watched task.

use crate::domain::{Memory, Origin, Report, State, Task, TaskId};
use jiff::Timestamp;
use std::sync::Arc;

/// One id of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The id.
    pub id: TaskId,
    /// A name that the user gave.
    pub label: Option<Box<str>>,
    /// Where to ask for it. Comes from a file: no token may go there unless it is an address that is configured.
    pub origin: Option<Arc<Origin>>,
    /// When it came into the set.
    pub added: Timestamp,
    /// Whether the service had stopped returning it.
    pub gone: bool,
    /// What was last seen of it, if anything ever was. Shared by the copies of an entry.
    pub last: Option<Arc<LastSeen>>,
}

/// What was last seen of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct LastSeen {
    /// When.
    pub seen: Timestamp,
    /// When its end was first seen.
    pub ended: Option<Timestamp>,
    /// The values, shared with the task. Those that are written are told by the format: no raw answer, no names of users and
    /// clusters.
    pub report: Arc<Report>,
}

impl Entry {
    /// What is to be remembered of `task`.
    pub fn of(task: &Task) -> Self {
        let last = task
            .shared_report()
            .map(|report| Arc::new(LastSeen { seen: task.seen().unwrap_or(task.added), ended: task.ended(), report }));
        Self {
            id: task.id.clone(),
            label: task.label.clone(),
            origin: task.origin.clone(),
            added: task.added,
            gone: task.state() == State::Gone,
            last,
        }
    }

    /// The task as it is known from an earlier run. Its place in the set (`order`) is for the caller to give.
    pub fn into_task(self) -> Task {
        let mut task = Task::new(self.id, self.added);
        task.label = self.label;
        task.origin = self.origin;
        match self.last {
            Some(last) => {
                let LastSeen { seen, ended, ref report } = *last;
                let report = report.clone();
                task.remember(Memory { report, seen, ended, gone: self.gone })
            }
            None if self.gone => task.known_gone(),
            None => task,
        }
    }

    /// The same entry without times from the future, which a clock left there that was set back since: of what was seen then it is
    /// only known that the id was in the set.
    #[must_use]
    pub fn known_by(mut self, now: Timestamp) -> Self {
        self.added = self.added.min(now);
        if let Some(last) = self.last.as_mut().filter(|last| last.seen > now || last.ended > Some(now)) {
            let believed = |time: Timestamp| if time > now { self.added } else { time };
            let last = Arc::make_mut(last);
            (last.seen, last.ended) = (believed(last.seen), last.ended.map(believed));
        }
        self
    }

    /// Whether the service has said that the task ended.
    pub fn has_ended(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.report.status.is_end())
    }
}
