//! Whether a task that the service does not return is only missing, or gone. The service forgets a task 24 hours after its end; what it
//! answers for one that it never knew is not documented.

use super::Moment;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// For how long the service cannot have forgotten a task that was alive then: it keeps an ended one for so long.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// Answers without a task that follow each other faster are one look.
const ONE_LOOK: Duration = Duration::from_secs(1);
/// The longest time between two answers that counts to an absence: while nobody was asked, or the machine slept, nothing is known.
const LONGEST_LOOK: Duration = Duration::from_mins(1);
/// A task that was never seen is gone when so many answers lacked it, over so long.
const UNSEEN: (u32, Duration) = (3, Duration::from_secs(5));
/// One that was alive is not gone before so many answers lacked it.
const ALIVE_ANSWERS: u32 = 10;

/// A row of answers that lacked a task.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Absence {
    answers: u32,
    /// When the last of them came.
    last: Moment,
    /// How long the service was asked in vain.
    lasted: Duration,
}

impl Absence {
    /// One more answer lacked it at `now`; `false` when that tells nothing new.
    pub(super) fn look(&mut self, now: Moment) -> bool {
        let passed = if self.answers == 0 { Duration::ZERO } else { now.since(self.last) };
        if self.answers > 0 && passed < ONE_LOOK {
            return false;
        }
        self.answers = self.answers.saturating_add(1);
        self.lasted = self.lasted.saturating_add(passed.min(LONGEST_LOOK));
        self.last = now;
        true
    }

    /// Whether it is gone: a task that the service still has to remember only after `gone_after`.
    pub(super) fn is_for_good(&self, is_remembered: bool, gone_after: Duration) -> bool {
        let (answers, time) = if is_remembered { (ALIVE_ANSWERS, gone_after) } else { UNSEEN };
        self.answers >= answers && self.lasted >= time
    }
}

/// Whether the service still has to remember at `now` a task that it returned alive at `alive`.
pub(super) fn is_remembered(alive: Timestamp, now: Timestamp) -> bool {
    now.duration_since(alive) < REMEMBERED
}
