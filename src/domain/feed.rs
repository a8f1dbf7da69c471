//! What the poll loop tells the rest: answers, and the troubles of asking. The screen and the headless commands read these alike.

use super::{At, CallError, Moment, Report, TaskId};
use std::time::Duration;

/// Why we cannot ask at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The last failure.
    pub problem: CallError,
    /// How many cycles failed in a row.
    pub failures: u32,
    /// When the first request that failed was sent.
    pub since: At,
}

/// An id that the service refused, found by splitting a batch that it refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub id: TaskId,
    /// What the service said.
    pub problem: CallError,
}

/// What one batch of a poll brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// When the answer was complete.
    pub at: At,
    /// How long the call took.
    pub round_trip: Duration,
    /// The tasks returned, each one that was asked for; order means nothing.
    pub reports: Vec<(TaskId, Report)>,
    /// Ids that were asked for and not returned.
    pub absent: Vec<TaskId>,
    /// Ids that the service refuses.
    pub refused: Vec<Refusal>,
    /// Elements of the answer that could not be read.
    pub skipped: u32,
}

/// One message of the poll loop.
#[derive(Clone, Debug, PartialEq)]
pub enum PollEvent {
    /// A cycle began: requests are in flight.
    Started {
        /// When.
        at: At,
    },
    /// One batch of the cycle was answered.
    Batch(Snapshot),
    /// The cycle is over.
    Ended {
        /// When.
        at: At,
        /// How many ids were asked for.
        asked: usize,
        /// The slowest call of the cycle; `None` when nothing was answered.
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
