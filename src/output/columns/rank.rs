//! What the rows of a table are ordered by.

use crate::{
    domain::{State, Task},
    watch::Regions,
};

/// The place of a task in an order; small comes first. Rows without one come last, whichever way round.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank<'a> {
    number: u64,
    text: &'a str,
}

/// What a task is ordered by.
pub type By = for<'a> fn(&'a Task, &'a Regions) -> Option<Rank<'a>>;

impl<'a> Rank<'a> {
    pub(super) fn number(number: u64) -> Self {
        Self { number, text: "" }
    }

    /// By state, failures by when they were seen: the newest first. Milliseconds have room in 48 bits.
    pub(super) fn attention(task: &Task) -> Self {
        const ALL: u64 = (1 << 48) - 1;
        let failed = task.ended().filter(|_| task.state() == State::Fail);
        let millisecond = failed.and_then(|at| u64::try_from(at.as_millisecond()).ok()).unwrap_or(0).min(ALL);
        Self::number(u64::from(task.state().attention()) << 48 | (ALL - millisecond))
    }

    /// Of numbers the greatest comes first.
    pub(super) fn greatest(number: u64) -> Self {
        Self::number(u64::MAX - number)
    }

    /// The bits of floats that are not negative are ordered as the floats are.
    pub(super) fn greatest_float(number: f64) -> Self {
        Self::greatest(number.max(0.0).to_bits())
    }

    /// The latest comes first. Flipping the sign bit keeps the order of signed numbers.
    pub(super) fn latest(millisecond: i64) -> Self {
        Self::greatest(millisecond.cast_unsigned() ^ (1 << 63))
    }

    pub(super) fn text(text: &'a str) -> Self {
        Self { number: 0, text }
    }
}
