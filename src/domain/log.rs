//! The log of a set: what happened to it, in entries that can be read after their tasks were forgotten. In a file each is one line of JSON,
//! in which a field that does not apply is left out.

use super::{CallError, EventKind, Operation, SentPath, State, Task, TaskId, word};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest path in a line, in characters; of a longer one the end is kept, which tells files apart.
const MAX_PATH: usize = 300;
/// The longest message in a line, in characters.
const MAX_MESSAGE: usize = 200;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Line", try_from = "Line")]
pub struct LogEntry {
    /// When it was seen here.
    pub at: Timestamp,
    pub what: Logged,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Logged {
    /// Something happened to a task.
    Task { id: TaskId, kind: EventKind, about: About },
    /// A person or a command changed which tasks are in the set.
    Set {
        change: SetChange,
        /// How many tasks.
        count: usize,
        /// The first of them.
        first: TaskId,
        about: About,
    },
    /// A region could not be asked until now.
    Outage { region: Box<str>, since: Timestamp, problem: Box<CallError> },
    /// A screen over the set was left: what follows was not seen on it.
    ScreenLeft,
}

/// How a set changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetChange {
    Added,
    /// Added because this program submitted them.
    Submitted,
    Forgotten,
}

/// What tells people which task it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    pub label: Option<Box<str>>,
    pub operation: Option<Operation>,
    pub source: Option<SentPath>,
    pub target: Option<SentPath>,
    /// Code and message of a failure.
    pub code: Option<Box<str>>,
    pub message: Option<Box<str>>,
}

impl About {
    /// What is known of `task` now. The paths are shared with it.
    pub fn of(task: &Task) -> Self {
        let report = task.report();
        let failed = report.filter(|_| task.state() == State::Fail);
        Self {
            label: task.label.clone(),
            operation: report.and_then(|report| report.operation.clone()),
            source: report.and_then(|report| report.source.clone()),
            target: report.and_then(|report| report.target.clone()),
            code: failed.and_then(|report| report.error_code()).map(Into::into),
            message: failed.and_then(|report| report.error_message()).map(Into::into),
        }
    }
}

impl LogEntry {
    /// Something happened to `task`.
    pub fn of_task(at: Timestamp, task: &Task, kind: EventKind) -> Self {
        Self { at, what: Logged::Task { id: task.id.clone(), kind, about: About::of(task) } }
    }

    /// These tasks came into the set, or left it; `about` is the first of them. `None` when there are none.
    pub fn of_set<'a>(
        at: Timestamp,
        change: SetChange,
        mut ids: impl Iterator<Item = &'a TaskId>,
        about: About,
    ) -> Option<Self> {
        let first = ids.next()?;
        Some(Self { at, what: Logged::Set { change, count: 1 + ids.count(), first: first.clone(), about } })
    }

    /// A screen is left.
    pub fn screen_left(at: Timestamp) -> Self {
        Self { at, what: Logged::ScreenLeft }
    }

    /// The task that it is about, or the first of them.
    pub fn task(&self) -> Option<&TaskId> {
        match &self.what {
            Logged::Task { id, .. } | Logged::Set { first: id, .. } => Some(id),
            Logged::Outage { .. } | Logged::ScreenLeft => None,
        }
    }

    /// The state that the task came to, where it did.
    pub fn came_to(&self) -> Option<State> {
        match &self.what {
            Logged::Task { kind: EventKind::Seen(state) | EventKind::Changed { to: state, .. }, .. } => Some(*state),
            _ => None,
        }
    }

    /// Whether it is the first sight of a task that has not ended: the set says of it that it was added, so no file needs it.
    pub fn is_mere_sight(&self) -> bool {
        matches!(&self.what, Logged::Task { kind: EventKind::Seen(state), .. } if state.is_live())
    }

    /// Whether two eftops that watch one set have seen this both: it is the service's word, and not done here.
    pub fn is_of_service(&self) -> bool {
        match &self.what {
            Logged::Task { kind, .. } => matches!(
                kind,
                EventKind::Seen(_)
                    | EventKind::Changed { .. }
                    | EventKind::Returned
                    | EventKind::Refused(_)
                    | EventKind::Retried(_)
            ),
            Logged::Outage { .. } => true,
            Logged::Set { .. } | Logged::ScreenLeft => false,
        }
    }

    /// Whether `other` says the same, whatever the time and what was before.
    pub fn says_the_same(&self, other: &Self) -> bool {
        use Logged::{Outage, Task};
        match (&self.what, &other.what) {
            (Task { id, kind, .. }, Task { id: other_id, kind: other_kind, .. }) => {
                let is_same = match (self.came_to(), other.came_to()) {
                    (None, None) => kind == other_kind,
                    (state, other_state) => state == other_state,
                };
                id == other_id && is_same
            }
            (Outage { region, .. }, Outage { region: other, .. }) => region == other,
            _ => false,
        }
    }
}

/// An entry as it stands in a file.
#[derive(Default, Serialize, Deserialize)]
struct Line {
    at: Timestamp,
    event: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<TaskId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retried_as: Option<TaskId>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    label: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Operation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SentPath>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<SentPath>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    code: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "word::long")]
    message: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    region: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem: Option<Box<CallError>>,
}

impl Line {
    fn with(self, about: About) -> Self {
        let path = |path: Option<SentPath>| path.map(|path| shortened(path, MAX_PATH));
        let message = |text: Box<str>| text.chars().take(MAX_MESSAGE).collect::<String>().into();
        let About { label, operation, source, target, code, .. } = about;
        let (source, target) = (path(source), path(target));
        Self { label, operation, source, target, code, message: about.message.map(message), ..self }
    }

    fn about(&mut self) -> About {
        About {
            label: self.label.take(),
            operation: self.operation.take(),
            source: self.source.take(),
            target: self.target.take(),
            code: self.code.take(),
            message: self.message.take(),
        }
    }
}

/// The end of a path that is longer than `most` characters.
fn shortened(path: SentPath, most: usize) -> SentPath {
    let length = path.as_str().chars().count();
    if length <= most {
        return path;
    }
    let rest: String = path.as_str().chars().skip(length + 1 - most).collect();
    let from_slash = rest.find('/').filter(|slash| slash + 1 < rest.len()).and_then(|slash| rest.get(slash..));
    format!("…{}", from_slash.unwrap_or(&rest)).into()
}

impl From<LogEntry> for Line {
    fn from(entry: LogEntry) -> Self {
        let line = Self { at: entry.at, ..Self::default() };
        let word = |state: State| Some(state.as_str().into());
        match entry.what {
            Logged::Task { id, kind, about } => {
                let line = Self { id: Some(id), ..line }.with(about);
                let event = |event: &str| Self { event: event.into(), ..line };
                match kind {
                    EventKind::Seen(to) => Self { to: word(to), ..event("seen") },
                    EventKind::Changed { from, to } => Self { from: word(from), to: word(to), ..event("changed") },
                    EventKind::CancelSent => event("cancel_sent"),
                    EventKind::CancelTaken => event("cancel_taken"),
                    EventKind::CancelUnclear(why) => Self { problem: Some(why), ..event("cancel_unclear") },
                    EventKind::CancelFailed(why) => Self { problem: Some(why), ..event("cancel_failed") },
                    EventKind::FinishedFirst(to) => Self { to: word(to), ..event("finished_first") },
                    EventKind::Refused(why) => Self { problem: Some(why), ..event("refused") },
                    EventKind::Returned => event("returned"),
                    EventKind::RetrySent => event("retry_sent"),
                    EventKind::RetryFailed(why) => Self { problem: Some(why), ..event("retry_failed") },
                    EventKind::RetryUnclear(why) => Self { problem: Some(why), ..event("retry_unclear") },
                    EventKind::Retried(task) => Self { retried_as: Some(task), ..event("retried") },
                }
            }
            Logged::Set { change, count, first, about } => {
                let event = match change {
                    SetChange::Added => "added",
                    SetChange::Submitted => "submitted",
                    SetChange::Forgotten => "forgotten",
                };
                Self { event: event.into(), count: Some(count), id: Some(first), ..line }.with(about)
            }
            Logged::Outage { region, since, problem } => {
                let region = Some(region).filter(|region| !region.is_empty());
                Self { event: "outage".into(), region, since: Some(since), problem: Some(problem), ..line }
            }
            Logged::ScreenLeft => Self { event: "screen_left".into(), ..line },
        }
    }
}

/// A line that a later eftop wrote, or that lacks what belongs to its event.
#[derive(Debug, thiserror::Error)]
#[error("not a line of the log that this eftop knows")]
struct Unreadable;

impl TryFrom<Line> for LogEntry {
    type Error = Unreadable;

    fn try_from(mut line: Line) -> Result<Self, Unreadable> {
        let about = line.about();
        let state = |word: Option<Box<str>>| word.and_then(|word| State::from_word(&word)).ok_or(Unreadable);
        let set = |change, line: Line| {
            let (count, first) = (line.count.unwrap_or(1).max(1), line.id.ok_or(Unreadable)?);
            Ok(Logged::Set { change, count, first, about: about.clone() })
        };
        let problem = line.problem.take().ok_or(Unreadable);
        let kind = match &*line.event {
            "added" => return Ok(Self { at: line.at, what: set(SetChange::Added, line)? }),
            "submitted" => return Ok(Self { at: line.at, what: set(SetChange::Submitted, line)? }),
            "forgotten" => return Ok(Self { at: line.at, what: set(SetChange::Forgotten, line)? }),
            "outage" => {
                let (region, since) = (line.region.unwrap_or_default(), line.since.ok_or(Unreadable)?);
                return Ok(Self { at: line.at, what: Logged::Outage { region, since, problem: problem? } });
            }
            "screen_left" => return Ok(Self::screen_left(line.at)),
            "seen" => EventKind::Seen(state(line.to)?),
            "changed" => EventKind::Changed { from: state(line.from)?, to: state(line.to)? },
            "cancel_sent" => EventKind::CancelSent,
            "cancel_taken" => EventKind::CancelTaken,
            "cancel_unclear" => EventKind::CancelUnclear(problem?),
            "cancel_failed" => EventKind::CancelFailed(problem?),
            "finished_first" => EventKind::FinishedFirst(state(line.to)?),
            "refused" => EventKind::Refused(problem?),
            "returned" => EventKind::Returned,
            "retry_sent" => EventKind::RetrySent,
            "retry_failed" => EventKind::RetryFailed(problem?),
            "retry_unclear" => EventKind::RetryUnclear(problem?),
            "retried" => EventKind::Retried(line.retried_as.ok_or(Unreadable)?),
            _ => return Err(Unreadable),
        };
        Ok(Self { at: line.at, what: Logged::Task { id: line.id.ok_or(Unreadable)?, kind, about } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_path_the_end_is_kept_from_a_slash_on() {
        let long = |text: &str| shortened(text.into(), 10).as_str().to_owned();
        assert_eq!(long("/a/b/c"), "/a/b/c");
        assert_eq!(long("/data/华北平原/x/y.dat"), "…/x/y.dat");
        assert_eq!(long("/a-name-without-an-end"), "…ut-an-end");
    }
}
