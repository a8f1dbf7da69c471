//! What a person who looks elsewhere has to be told: gathered while a cycle of polls runs, so that each cause is reported once and
//! what comes together is reported together.

use crate::domain::{RegionId, State, TaskId};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};

/// What is still to be told, and what was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notifications {
    /// Tasks that failed in the running cycle.
    pub(super) failed: Vec<TaskId>,
    /// Tasks whose failing was told: whatever becomes of them, it is not told again.
    pub(super) told: HashSet<TaskId>,
    /// Whether a task was seen to end since the end of the set was told last. Without that the set had ended before we looked.
    pub(super) moved: bool,
    /// That the set has ended in the running cycle, in words.
    pub(super) ended: Option<String>,
    /// A time in which nobody looked, until every region has answered after it.
    pub(super) absence: Option<Absence>,
    /// How tasks came out that were first answered about while their region could not be asked as a whole.
    pub(super) outages: BTreeMap<RegionId, Ends>,
    /// When the program was suspended.
    pub(super) left: Option<Timestamp>,
}

/// A time in which nobody looked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Absence {
    pub since: Timestamp,
    /// Regions that are asked since it is over.
    pub asked: HashSet<RegionId>,
    /// Regions that have answered since then.
    pub answered: HashSet<RegionId>,
    /// How tasks came out meanwhile.
    pub ends: Ends,
}

/// How many tasks came out in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    pub complete: usize,
    pub failed: usize,
    pub cancelled: usize,
    /// Not known to the service any more.
    pub gone: usize,
}

impl Ends {
    /// One more that came to this state; others than the settled ones do not count.
    pub fn count(&mut self, state: State) {
        match state {
            State::Complete => self.complete += 1,
            State::Fail => self.failed += 1,
            State::Cancel => self.cancelled += 1,
            State::Gone => self.gone += 1,
            _ => {}
        }
    }

    /// Whether any came out badly, or nobody knows how.
    pub fn is_bad(self) -> bool {
        self.failed + self.gone > 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}
