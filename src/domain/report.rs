//! What the service said of one task in one answer, decoded: everything but the id may be missing.

use super::{Status, TaskId, clean};
use jiff::Timestamp;
use std::sync::Arc;

/// `operationType` of a task.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `copy`
    Copy,
    /// `move`
    Move,
    /// `delete`
    Delete,
    /// A word that the document does not have, as it came (cleaned and bounded).
    Other(Box<str>),
}

impl Operation {
    /// Reads the word of the service, whatever its case.
    pub fn parse(word: &str) -> Self {
        let word = word.trim();
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        match () {
            () if is("copy") => Self::Copy,
            () if is("move") => Self::Move,
            () if is("delete") || is("remove") => Self::Delete,
            () => Self::Other(clean::word(word)),
        }
    }

    /// The word of the document, or the unknown word as it came.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Copy => "copy",
            Self::Move => "move",
            Self::Delete => "delete",
            Self::Other(word) => word,
        }
    }
}

/// `duplicateHandleType`: what to do with a name that exists at the target.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// `cover`: overwrite.
    Cover,
    /// `both`: keep both.
    Both,
    /// Another word, as it came.
    Other(Box<str>),
}

impl Conflict {
    /// Reads the word of the service, whatever its case.
    pub fn parse(word: &str) -> Self {
        let word = word.trim();
        if word.eq_ignore_ascii_case("cover") {
            Self::Cover
        } else if word.eq_ignore_ascii_case("both") {
            Self::Both
        } else {
            Self::Other(clean::word(word))
        }
    }

    /// The word of the document, or the unknown word as it came.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Cover => "cover",
            Self::Both => "both",
            Self::Other(word) => word,
        }
    }
}

/// One element of `data` of a `task/list` answer. Texts are cleaned of control characters and bounded where it is decoded. Those
/// that many tasks have in common are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskReport {
    /// `taskId`
    pub id: TaskId,
    /// `status`; [`Status::Other`] with an empty word when the field was missing.
    pub status: Status,
    /// `operationType`
    pub operation: Option<Operation>,
    /// `sourcePath`
    pub source: Option<Box<str>>,
    /// `targetPath`: the target directory.
    pub target: Option<Arc<str>>,
    /// `duplicateHandleType`
    pub conflict: Option<Conflict>,
    /// `errorCode`; never `"0"` and never empty.
    pub error_code: Option<Box<str>>,
    /// `errorMsg`
    pub error_message: Option<Box<str>>,
    /// `totalSize`, bytes
    pub total_bytes: Option<u64>,
    /// `processedSize`, bytes
    pub done_bytes: Option<u64>,
    /// `totalNum`, files
    pub total_files: Option<u64>,
    /// `processedNum`, files
    pub done_files: Option<u64>,
    /// `progress`, percent, within 0 to 100
    pub percent: Option<f64>,
    /// `synchronousExecution`
    pub synchronous: Option<bool>,
    /// `userId`
    pub user_id: Option<Arc<str>>,
    /// `userName`
    pub user_name: Option<Arc<str>>,
    /// `clusterUserName`
    pub cluster_user: Option<Arc<str>>,
    /// `clusterId`
    pub cluster_id: Option<Arc<str>>,
    /// `clusterName`
    pub cluster_name: Option<Arc<str>>,
    /// `submitTime`
    pub submitted: Option<Timestamp>,
    /// `startTime`
    pub started: Option<Timestamp>,
    /// `updateTime`
    pub updated: Option<Timestamp>,
    /// The element as it came, compact JSON text, bounded; for the detail pane.
    pub raw: Arc<str>,
}

impl TaskReport {
    /// A report that says nothing but an id and a status.
    pub fn new(id: TaskId, status: Status) -> Self {
        Self {
            id,
            status,
            operation: None,
            source: None,
            target: None,
            conflict: None,
            error_code: None,
            error_message: None,
            total_bytes: None,
            done_bytes: None,
            total_files: None,
            done_files: None,
            percent: None,
            synchronous: None,
            user_id: None,
            user_name: None,
            cluster_user: None,
            cluster_id: None,
            cluster_name: None,
            submitted: None,
            started: None,
            updated: None,
            raw: Arc::default(),
        }
    }
}
