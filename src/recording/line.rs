//! The lines of a recording. `assets/schema/eftop.jsonl.schema.json` describes them.

use crate::domain::{CallError, TaskId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of these lines; it grows when one changes its meaning.
pub(super) const TAPE: u32 = 2;

/// A line with its time: microseconds since the recording began, and the wall clock.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    #[serde(flatten)]
    pub(super) kind: Kind,
    pub(super) elapsed_us: u64,
    pub(super) at: Timestamp,
}

/// What a line tells.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Kind {
    /// The second line, behind `meta`.
    Recording {
        tape: u32,
        set: Option<String>,
        anonymous: bool,
        stall_polls: u32,
        stall_us: u64,
        #[serde(default)]
        gone_us: u64,
    },
    /// A place is asked, or its name or address was found.
    Region { place: u16, name: String, region: Option<String>, base_url: Option<String> },
    /// Tasks came into the set.
    Added { tasks: Vec<Added> },
    /// Tasks were found to belong to another place.
    Moved { ids: Vec<String>, place: u16 },
    /// Tasks were taken out of the set.
    Removed { ids: Vec<String> },
    /// A cycle of polling began.
    PollBegan { place: u16 },
    /// One of its batches was answered. `same` are ranges of the numbers of tasks whose report is the last one again.
    Batch {
        place: u16,
        round_trip_us: u64,
        tasks: Vec<Changed>,
        same: Vec<(u32, u32)>,
        #[serde(default)]
        absent: Vec<String>,
        refused: Vec<Refused>,
        skipped: u32,
    },
    /// The cycle is over.
    PollEnded { place: u16, asked: usize, round_trip_us: Option<u64>, trouble: Option<Trouble>, next_us: Option<u64> },
    /// A poll that was asked for was not begun.
    PollRefused { place: u16, next_us: u64 },
    /// Cancels went out.
    CancelSent { ids: Vec<String> },
    /// Cancels were answered: what was refused, or why none got through.
    CancelDone { ids: Vec<String>, refused: Vec<Refused>, problem: Option<CallError> },
}

/// A task that came into the set.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Added {
    pub(super) id: String,
    /// Its place in the set, and its number in `same`.
    pub(super) order: u32,
    pub(super) place: u16,
    pub(super) label: Option<String>,
    pub(super) region: Option<String>,
    pub(super) base_url: Option<String>,
    #[serde(rename = "added")]
    pub(super) since: Option<Timestamp>,
    pub(super) gone: bool,
    pub(super) seen: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    pub(super) report: Option<Map<String, Value>>,
}

/// A report, as far as it is other than the last one of this task.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Changed {
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) values: Map<String, Value>,
}

/// An id, and why it is refused.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Refused {
    pub(super) id: String,
    pub(super) problem: CallError,
}

/// Why a place cannot be asked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Trouble {
    pub(super) problem: CallError,
    pub(super) failures: u32,
    /// How long before this line it began.
    pub(super) lasts_us: u64,
}

/// The ids among these texts.
pub(super) fn ids(texts: &[String]) -> Vec<TaskId> {
    texts.iter().filter_map(|text| TaskId::new(text).ok()).collect()
}
