//! What the service says of a task: the one type for it in decoder, set file, recording and output. Everything may be missing.

use super::{
    SentPath, Status, clean,
    moment::WallTime,
    word::{self, as_word},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use std::{borrow::Cow, sync::Arc};

/// A time of the service that is further ahead of our clock says nothing.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

as_word!(Operation);
as_word!(Conflict);

/// `operationType` of a task.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    Copy,
    Move,
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

/// One element of `data` of a `task/list` answer, or what is known of a task after several. Words and messages are cleaned of control
/// characters and bounded; paths are as they were sent. The id is not in it: whoever holds a report has the task's id already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// `status`; [`Status::Other`] with an empty word when the field was missing.
    pub status: Status,
    /// `operationType`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// `sourcePath`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SentPath>,
    /// `targetPath`: the target directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<SentPath>,
    /// `duplicateHandleType`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// `totalSize`, bytes
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
    /// `processedSize`, bytes
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_bytes: Option<u64>,
    /// `totalNum`, files
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_files: Option<u64>,
    /// `processedNum`, files
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_files: Option<u64>,
    /// `progress`, percent, within 0 to 100
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "percent")]
    pub percent: Option<f64>,
    /// `synchronousExecution`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronous: Option<bool>,
    /// `submitTime`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted: Option<WallTime>,
    /// `startTime`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<WallTime>,
    /// `updateTime`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<WallTime>,
    /// Whose task it is. The tasks of a user share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Arc<Owner>>,
    /// What few reports have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<Box<Extra>>,
}

/// Whose task it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Owner {
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub user_id: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub user_name: Option<Box<str>>,
    /// `clusterUserName`
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub cluster_user: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub cluster_id: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub cluster_name: Option<Box<str>>,
}

/// What few reports have, or only those of tasks that are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extra {
    /// `errorCode`; never `"0"` and never empty.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::short")]
    pub error_code: Option<Box<str>>,
    /// `errorMsg`
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "word::long")]
    pub error_message: Option<Box<str>>,
    /// The element as it came, compact JSON text, bounded; for the detail pane. Never written to a file.
    #[serde(skip)]
    pub raw: Box<str>,
}

impl Default for Report {
    fn default() -> Self {
        Self::new(Status::default())
    }
}

impl Report {
    /// A report that says nothing but a status.
    pub fn new(status: Status) -> Self {
        Self {
            status,
            operation: None,
            source: None,
            target: None,
            conflict: None,
            total_bytes: None,
            done_bytes: None,
            total_files: None,
            done_files: None,
            percent: None,
            synchronous: None,
            submitted: None,
            started: None,
            updated: None,
            owner: None,
            extra: None,
        }
    }

    /// The source, to be shown.
    pub fn source(&self) -> Option<Cow<'_, str>> {
        self.source.as_ref().map(SentPath::shown)
    }

    /// The target directory, to be shown.
    pub fn target(&self) -> Option<Cow<'_, str>> {
        self.target.as_ref().map(SentPath::shown)
    }

    /// `submitTime`
    pub fn submitted(&self) -> Option<Timestamp> {
        self.submitted.map(Into::into)
    }

    /// `startTime`
    pub fn started(&self) -> Option<Timestamp> {
        self.started.map(Into::into)
    }

    /// `updateTime`
    pub fn updated(&self) -> Option<Timestamp> {
        self.updated.map(Into::into)
    }

    /// `userId`
    pub fn user_id(&self) -> Option<&str> {
        self.owner.as_ref()?.user_id.as_deref()
    }

    /// `userName`
    pub fn user_name(&self) -> Option<&str> {
        self.owner.as_ref()?.user_name.as_deref()
    }

    /// `clusterUserName`
    pub fn cluster_user(&self) -> Option<&str> {
        self.owner.as_ref()?.cluster_user.as_deref()
    }

    /// `clusterId`
    pub fn cluster_id(&self) -> Option<&str> {
        self.owner.as_ref()?.cluster_id.as_deref()
    }

    /// `clusterName`
    pub fn cluster_name(&self) -> Option<&str> {
        self.owner.as_ref()?.cluster_name.as_deref()
    }

    /// `errorCode`
    pub fn error_code(&self) -> Option<&str> {
        self.extra.as_ref()?.error_code.as_deref()
    }

    /// `errorMsg`
    pub fn error_message(&self) -> Option<&str> {
        self.extra.as_ref()?.error_message.as_deref()
    }

    /// The element as it came; empty where it was not kept.
    pub fn raw(&self) -> &str {
        self.extra.as_ref().map_or("", |extra| &extra.raw)
    }

    /// What few reports have, made if it was not there.
    pub fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Drops the element as it came.
    pub fn drop_raw(&mut self) {
        if let Some(extra) = &mut self.extra {
            extra.raw = Box::default();
            if **extra == Extra::default() {
                self.extra = None;
            }
        }
    }

    /// Drops times that are more than a day ahead of `now`: the service's clock, or ours, was wrong.
    pub fn drop_future(&mut self, now: Timestamp) {
        for time in [&mut self.submitted, &mut self.started, &mut self.updated] {
            time.take_if(|time| Timestamp::from(*time).duration_since(now) > AHEAD);
        }
    }

    /// Takes over what a later answer says. What is missing there stays as it was known; only errors go with the answer that tells them,
    /// and a percentage goes where later sizes would contradict it.
    pub fn update(&mut self, later: Self) {
        if !later.status.as_str().is_empty() {
            self.status = later.status;
        }
        if later.percent.is_some() || later.done_bytes.is_some() || later.done_files.is_some() {
            self.percent = later.percent;
        }
        take(&mut self.operation, later.operation);
        take_shared(&mut self.source, later.source);
        take_shared(&mut self.target, later.target);
        take(&mut self.conflict, later.conflict);
        take(&mut self.total_bytes, later.total_bytes);
        take(&mut self.done_bytes, later.done_bytes);
        take(&mut self.total_files, later.total_files);
        take(&mut self.done_files, later.done_files);
        take(&mut self.synchronous, later.synchronous);
        take(&mut self.submitted, later.submitted);
        take(&mut self.started, later.started);
        take(&mut self.updated, later.updated);
        self.extra = later.extra;
        match (&mut self.owner, later.owner) {
            (Some(known), Some(later)) if *known != later => {
                let known = Arc::make_mut(known);
                let Owner { user_id, user_name, cluster_user, cluster_id, cluster_name } = (*later).clone();
                take(&mut known.user_id, user_id);
                take(&mut known.user_name, user_name);
                take(&mut known.cluster_user, cluster_user);
                take(&mut known.cluster_id, cluster_id);
                take(&mut known.cluster_name, cluster_name);
            }
            (known @ None, later) => *known = later,
            _ => {}
        }
    }
}

fn take<T>(known: &mut Option<T>, later: Option<T>) {
    if later.is_some() {
        *known = later;
    }
}

/// Keeps the copy that other tasks share where nothing changed.
fn take_shared<T: PartialEq>(known: &mut Option<T>, later: Option<T>) {
    if *known != later {
        take(known, later);
    }
}

/// A percentage of a file.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let percent = <Option<f64>>::deserialize(deserializer)?.filter(|percent| percent.is_finite());
    // Adding zero makes a plain zero of a negative one.
    Ok(percent.map(|percent| percent.clamp(0.0, 100.0) + 0.0))
}

#[cfg(test)]
mod tests;
