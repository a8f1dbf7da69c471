//! How often and how much the poll loop asks.

use super::backoff;
use crate::client::{BATCH, MAX_BATCH};
pub use crate::domain::region::floor;
use std::time::Duration;

/// The pace of the poll loop.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// From the start of a cycle to the start of the next; raised to `floor`.
    pub interval: Duration,
    /// The shortest time between the starts of two cycles over all ids, also of those that a user asks for; see [`floor()`].
    pub floor: Duration,
    /// Ids of one request, 1 to [`MAX_BATCH`].
    pub batch: usize,
    /// Requests at the same time, at least 1.
    pub in_flight: usize,
    /// The longest wait after failures, unless the service asks for more.
    pub max_backoff: Duration,
    /// Draws a number within 0 to 1 for each wait after a failure.
    pub jitter: fn() -> f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(2),
            floor: floor(false),
            batch: BATCH,
            // With a cancel beside them no region has more than four at once.
            in_flight: 3,
            max_backoff: Duration::from_mins(1),
            jitter: backoff::random,
        }
    }
}

impl Settings {
    /// The same, with each value within its bounds.
    pub(super) fn bounded(self) -> Self {
        Self {
            interval: self.interval.max(self.floor),
            batch: self.batch.clamp(1, MAX_BATCH),
            in_flight: self.in_flight.max(1),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_bounds_are_brought_in() {
        let settings =
            Settings { interval: Duration::ZERO, batch: 9_999, in_flight: 0, ..Settings::default() }.bounded();
        assert_eq!(settings.interval, Duration::from_millis(500));
        assert_eq!((settings.batch, settings.in_flight), (MAX_BATCH, 1));
        assert_eq!(floor(true), Duration::from_millis(50));
    }
}
