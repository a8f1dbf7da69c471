//! Reading the two clocks together. One [`Clock`] is made at the start and handed to all who may read the time.

use crate::domain::{At, Moment};
use jiff::Timestamp;
use tokio::time::Instant;

/// Both clocks; the one that never jumps counts from the start of the program.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    /// A clock that shows zero now.
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }

    /// Both clocks, read together.
    pub fn now(&self) -> At {
        At { moment: self.moment(), wall: Timestamp::now() }
    }

    /// The clock that never jumps.
    pub fn moment(&self) -> Moment {
        Moment(self.origin.elapsed())
    }

    /// Sleeps until `moment`; not at all when it has passed.
    pub async fn sleep_until(&self, moment: Moment) {
        match self.origin.checked_add(moment.0) {
            Some(instant) => tokio::time::sleep_until(instant).await,
            None => std::future::pending().await,
        }
    }
}
