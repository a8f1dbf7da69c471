//! The two clocks, as values: one that never jumps, for rates, deadlines and back-off, and the wall clock, for people.
//! Clocks are read in `run`, `poll`, `term` and `demo` only; everything else is told the time.

use jiff::Timestamp;
use std::time::Duration;

/// A point on the clock that never jumps: the time since the program started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub Duration);

impl Moment {
    /// The time from `earlier` to here; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment `wait` after this one.
    #[must_use]
    pub fn plus(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}

/// Both clocks, read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The clock that never jumps.
    pub moment: Moment,
    /// The wall clock, which may jump.
    pub wall: Timestamp,
}

impl At {
    /// Both clocks moved on by `wait`.
    #[must_use]
    pub fn plus(self, wait: Duration) -> Self {
        Self { moment: self.moment.plus(wait), wall: self.wall.saturating_add(wait).unwrap_or(self.wall) }
    }
}
