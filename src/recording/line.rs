//! The lines of a recording. `assets/schema/eftop-recording.jsonl.schema.json` describes them.

use crate::{
    domain::{At, Moment, StallRule, TaskId, word},
    watch::Event,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The format of these lines; it grows when one changes its meaning.
pub(super) const FORMAT: u32 = 3;

/// The first line: what a recording says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "recording")]
pub struct Header {
    /// The format of the lines.
    pub format: u32,
    /// The version of the program that made it.
    #[serde(default, deserialize_with = "word::short")]
    pub version: Option<Box<str>>,
    /// When it began, by the clock that never jumps: that of the program, as in all lines.
    pub elapsed_us: Moment,
    /// The same by the wall clock.
    pub at: Timestamp,
    /// The name of the set.
    #[serde(default, deserialize_with = "word::short")]
    pub set: Option<Box<str>>,
    /// Whether names were replaced.
    pub anonymous: bool,
    /// When a task counted as stalled.
    pub stall: StallRule,
}

impl Header {
    /// When it began.
    pub fn began(&self) -> At {
        At { moment: self.elapsed_us, wall: self.at }
    }
}

/// Any other line: an event with its time. The reports of a batch stand beside it, as differences to the last ones.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) elapsed_us: Moment,
    pub(super) at: Timestamp,
    pub(super) event: Event,
    /// Reports, as far as they are other than the last ones of their tasks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) changed: Vec<Changed>,
    /// The tasks whose report is the last one again, as ranges of their places in the set, both ends included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) same: Vec<(u32, u32)>,
}

/// A task, and the members of its report that are other than before.
pub(super) type Changed = (TaskId, Map<String, Value>);
