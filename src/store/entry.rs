//! One id of a set with what is remembered of it: as it stands in the file, and the way from and to a watched task.

use crate::domain::{Absence, Again, Memory, Origin, Report, SentPath, State, Task, TaskId, word};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use std::sync::Arc;

/// The longest address, in bytes.
const MAX_ADDRESS: usize = 2048;

/// One id of a set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: TaskId,
    /// A name that the user gave.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub label: Option<Box<str>>,
    /// Where to ask for it. Comes from a file: no token may go there unless it is an address that is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<Origin>>,
    /// When it came into the set.
    pub added: Timestamp,
    /// Whether it was added because this program submitted it then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub submitted: bool,
    /// Whether the service had stopped returning it for good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// The answers that lacked it lately, while it is not gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// How it belongs to other tasks that do the same work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Box<Again>>,
    /// What was last seen of it, if anything ever was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastSeen>,
}

/// What was last seen of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastSeen {
    /// When.
    pub seen: Timestamp,
    /// When its end was first seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// The values, shared with the task. The raw answer and the names of users and clusters are not written.
    #[serde(serialize_with = "without_owner")]
    pub report: Arc<Report>,
}

/// The service tells whose tasks they are at each answer; in the file it would be a quarter of each entry.
fn without_owner<S: Serializer>(report: &Arc<Report>, serializer: S) -> Result<S::Ok, S::Error> {
    if report.owner.is_none() {
        return report.serialize(serializer);
    }
    Report { owner: None, ..(**report).clone() }.serialize(serializer)
}

/// What the entries of a file have in common, as it was met last: a set has few origins and few target folders.
#[derive(Debug, Default)]
pub struct Common {
    origin: Option<Arc<Origin>>,
    target: Option<SentPath>,
}

impl Entry {
    /// What is to be remembered of `task`.
    pub fn of(task: &Task) -> Self {
        let seen = task.seen().unwrap_or(task.added);
        Self {
            id: task.id.clone(),
            label: task.label.clone(),
            origin: task.origin.clone(),
            added: task.added,
            submitted: task.submitted,
            gone: task.state() == State::Gone,
            absence: task.absence().map(Absence::kept),
            again: task.again().cloned().map(Box::new),
            last: task.shared_report().map(|report| LastSeen { seen, ended: task.ended(), report }),
        }
    }

    /// The task as it is known from an earlier run. Its place in the set (`order`) is for the caller to give.
    pub fn into_task(self) -> Task {
        let mut task = Task::new(self.id, self.added);
        (task.label, task.origin, task.submitted) = (self.label, self.origin, self.submitted);
        let task = match self.last {
            Some(LastSeen { seen, ended, report }) => task.remember(Memory { report, seen, ended, gone: self.gone }),
            None if self.gone => task.known_gone(),
            None => task,
        };
        task.absent_before(self.absence).with_again(self.again)
    }

    /// The same entry without times from the future, which a clock left there that was set back since: of what was seen then it is
    /// only known that the id was in the set.
    #[must_use]
    pub fn known_by(mut self, now: Timestamp) -> Self {
        self.added = self.added.min(now);
        let believed = |time: Timestamp| if time > now { self.added } else { time };
        if let Some(last) = &mut self.last {
            (last.seen, last.ended) = (believed(last.seen), last.ended.map(believed));
        }
        self.absence = self.absence.map(|absence| absence.known_by(now));
        self
    }

    /// Whether the service has said that the task ended.
    pub fn has_ended(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.report.status.is_end())
    }

    /// The same entry as it may be used, though a file can be anybody's: its texts were cleaned when they were read.
    pub(super) fn checked(mut self, common: &mut Common) -> Self {
        self.origin = self.origin.filter(|origin| is_address(&origin.base_url)).map(|origin| match &common.origin {
            Some(last) if *last == origin => last.clone(),
            _ => common.origin.insert(origin).clone(),
        });
        if let Some(report) = self.last.as_mut().and_then(|last| Arc::get_mut(&mut last.report)) {
            report.owner = None;
            match (&common.target, &mut report.target) {
                (Some(last), Some(target)) if last == target => *target = last.clone(),
                (_, target) => common.target.clone_from(target),
            }
        }
        self
    }
}

/// Whether this can be asked at all.
fn is_address(url: &str) -> bool {
    let has_scheme = url.starts_with("https://") || url.starts_with("http://");
    has_scheme && url.len() <= MAX_ADDRESS && url.bytes().all(|byte| byte.is_ascii_graphic())
}
