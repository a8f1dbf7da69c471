//! A task of the service, and the work that is submitted, as values.

use serde::{Deserialize, Serialize};

/// What a task does to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    Copy,
    Move,
    Delete,
}

/// What to do with a name that exists at the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conflict {
    /// Overwrite.
    Cover,
    /// Keep both.
    Both,
}

/// One item of a submission, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// `sourcePath`
    pub source: String,
    /// `targetPath`
    pub target: Option<String>,
    /// `duplicateHandleType`; nothing for `""`
    pub conflict: Option<Conflict>,
}

/// Why work is not taken on: a code of the document, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: String,
    pub message: String,
}

/// `status` as the document words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In the queue.
    Waiting,
    /// At work.
    Processing,
    /// Ended: cancelled.
    Cancel,
    /// Ended: done.
    Complete,
    /// Ended: failed.
    Fail,
}

impl Status {
    /// Whether nothing changes any more.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Cancel | Self::Complete | Self::Fail)
    }
}

/// A task at one instant. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// `taskId`
    pub id: String,
    /// `operationType`
    pub operation: Operation,
    /// `sourcePath`
    pub source: String,
    /// `targetPath`
    pub target: Option<String>,
    /// `duplicateHandleType`
    pub conflict: Option<Conflict>,
    /// `synchronousExecution`
    pub synchronous: bool,
    pub status: Status,
    /// `errorCode` and `errorMsg`; the code is empty where only a message is due
    pub error: Option<(String, String)>,
    /// `totalSize`, bytes
    pub total_bytes: u64,
    /// `totalNum`, files
    pub total_files: u64,
    /// `processedSize`, bytes; stays 0 for a delete, as in the document's example
    pub done_bytes: u64,
    /// `processedNum`, files
    pub done_files: u64,
    /// `progress`, such as `62%` or `62.5%`
    pub progress: String,
    /// `submitTime`
    pub submitted: i64,
    /// `startTime`; nothing while it waits
    pub started: Option<i64>,
    /// `updateTime`
    pub updated: i64,
}
