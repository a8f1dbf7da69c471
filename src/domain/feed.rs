//! What the poll loop tells the rest: answers, and the troubles of asking. The screen and the headless commands read these alike.

use super::{At, CallError, Moment, Report, TaskId, moment::micros};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Why we cannot ask at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The last failure.
    pub problem: CallError,
    /// How many cycles failed in a row.
    pub failures: u32,
    /// When the first request that failed was sent.
    pub since: At,
}

/// An id that the service refused, found by splitting a batch that it refused whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub id: TaskId,
    /// What the service said.
    pub problem: CallError,
}

/// What one batch of a poll brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// When the answer was complete.
    #[serde(skip)]
    pub at: At,
    /// How long the call took.
    #[serde(with = "micros")]
    pub round_trip: Duration,
    /// The tasks returned, each one that was asked for; order means nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<(TaskId, Report)>,
    /// Ids that were asked for and not returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<TaskId>,
    /// Ids that the service refuses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refusal>,
    /// Elements of the answer that could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// One message of the poll loop. Written, it has no time of its own: the line that it stands in has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PollEvent {
    /// A cycle began: requests are in flight.
    Started {
        /// When.
        #[serde(skip)]
        at: At,
    },
    /// One batch of the cycle was answered.
    Batch(Snapshot),
    /// The cycle is over.
    Ended {
        /// When.
        #[serde(skip)]
        at: At,
        /// How many ids were asked for.
        asked: usize,
        /// The slowest call of the cycle; `None` when nothing was answered.
        #[serde(with = "micros::option")]
        round_trip: Option<Duration>,
        /// Set while asking fails, `None` after a cycle in which every batch was answered.
        trouble: Option<Trouble>,
        /// When the next cycle begins; `None` when no task is left to ask for.
        next: Option<Moment>,
    },
    /// A poll that the user asked for was not begun, since the service limits us or tells us to wait.
    NotNow {
        /// When the next cycle begins.
        next: Moment,
    },
}

impl PollEvent {
    /// When it happened, for those that say so.
    pub fn at_mut(&mut self) -> Option<&mut At> {
        match self {
            Self::Started { at } | Self::Batch(Snapshot { at, .. }) | Self::Ended { at, .. } => Some(at),
            Self::NotNow { .. } => None,
        }
    }
}
