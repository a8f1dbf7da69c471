//! A recording on the screen: where it stands, and what a person can do with its time. The tasks of a replay are nobody's any more:
//! whatever would act on the service, or on a set, is refused.

use crate::domain::Moment;
use jiff::Timestamp;
use std::time::Duration;

/// Where a recording stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// The time since its beginning.
    pub position: Duration,
    /// The time from its beginning to its end.
    pub length: Duration,
    /// What the clock on the wall showed.
    pub wall: Timestamp,
    /// How many times as fast as it was.
    pub speed: f64,
    /// Whether it is paused.
    pub is_paused: bool,
    /// Whether it is on its way to another position.
    pub is_seeking: bool,
    /// Whether names were replaced in it.
    pub is_anonymous: bool,
    /// The time of the one who looks at it, for what is shown to them.
    pub real: Moment,
}

impl Replay {
    /// Whether its end is reached.
    pub fn is_over(&self) -> bool {
        self.position >= self.length
    }

    /// Whether nothing of it moves until somebody does something.
    pub fn is_still(&self) -> bool {
        (self.is_paused || self.is_over()) && !self.is_seeking
    }
}

/// What a person wants of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Stand still, or go on.
    Pause,
    /// To the next answer, or to the one before.
    Step {
        /// Which.
        forward: bool,
    },
    /// A twentieth of it on, or back.
    Seek {
        /// Which.
        forward: bool,
    },
    /// Twice as fast, or half.
    Speed {
        /// Which.
        faster: bool,
    },
}
