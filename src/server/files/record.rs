//! Tasks: what is stored of one, and what is answered about it.

use super::{
    cause::{Cause, Code},
    progress::{Amount, Troubles},
    words,
};
use crate::server::task::{Conflict, Operation, Status, View};
use serde::{Deserialize, Serialize, Serializer, de};
use std::{
    fmt,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The id of a task: 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub(crate) u128);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A text that is no task id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTaskId;

impl fmt::Display for NoTaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not 32 hexadecimal digits")
    }
}

impl std::error::Error for NoTaskId {}

impl FromStr for TaskId {
    type Err = NoTaskId;

    fn from_str(text: &str) -> Result<Self, NoTaskId> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoTaskId);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| NoTaskId)
    }
}

impl Serialize for TaskId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TaskId {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The same words in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// English
    pub english: String,
    /// Chinese
    pub chinese: String,
}

impl Message {
    /// In one of them.
    pub(crate) fn of(self, in_chinese: bool) -> String {
        if in_chinese { self.chinese } else { self.english }
    }
}

/// What the source was when the task began. A task that goes on after a crash knows by it whether its source was already moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) size: i64,
    pub(crate) seconds: i64,
    pub(crate) nanoseconds: i64,
}

/// A task as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: TaskId,
    /// The place in the queue.
    pub(crate) order: u64,
    pub(crate) operation: Operation,
    pub(crate) source: String,
    pub(crate) target: Option<String>,
    pub(crate) conflict: Option<Conflict>,
    pub(crate) status: Status,
    /// Somebody asked for its end.
    pub(crate) cancelling: bool,
    pub(crate) submitted: i64,
    pub(crate) started: Option<i64>,
    pub(crate) updated: i64,
    pub(crate) found: Option<Source>,
    pub(crate) total: Amount,
    pub(crate) done: Amount,
    pub(crate) troubles: Troubles,
}

impl Record {
    /// The task as it is answered, its message in this language. A complete task has a message without a code when something was left
    /// out. Deletions and moves within a file system count entries only.
    pub(crate) fn view(&self, in_chinese: bool) -> View {
        let (total, done) = (self.total, self.done);
        let code = self.troubles.first.as_ref().map(|(_, cause): &(String, Cause)| cause.code());
        let code = code.filter(|_| self.status == Status::Fail).map_or("", Code::as_str);
        let percent = if self.status == Status::Complete { 100 } else { percent(total, done) };
        View {
            id: self.id.to_string(),
            operation: self.operation,
            source: self.source.clone(),
            target: self.target.clone(),
            conflict: self.conflict,
            synchronous: false,
            status: self.status,
            error: words::message(self).map(|message| (code.to_owned(), message.of(in_chinese))),
            total_bytes: total.bytes,
            total_files: total.entries,
            done_bytes: done.bytes,
            done_files: done.entries,
            progress: format!("{percent}%"),
            submitted: self.submitted,
            started: self.started,
            updated: self.updated,
        }
    }
}

/// An entry counts as much as a block of data: of many small files the number matters, of few large ones the size.
fn percent(total: Amount, done: Amount) -> u8 {
    let weight = |amount: Amount| u128::from(amount.bytes) + u128::from(amount.entries) * 4096;
    let share = weight(done) * 100 / weight(total).max(1);
    u8::try_from(share.min(99)).unwrap_or(99)
}
