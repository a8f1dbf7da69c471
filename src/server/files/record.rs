//! Tasks: what is stored of one, and what is answered about it.

use super::progress::{Amount, Troubles};
use crate::server::task::{Conflict, Operation, Status};
use serde::{Deserialize, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

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

/// What the source was when the task began. A task that continues after a crash knows by it whether its source was already moved.
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
