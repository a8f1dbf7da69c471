//! Whether a task that the service does not return is only missing, or gone. The service forgets a task 24 hours after its end; what it
//! answers for one that it never knew is not documented.

use super::{At, Moment};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
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

/// A row of answers that lacked a task. It is kept in the set, so that runs that begin and end come to a conclusion together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Absence {
    /// When the first of them came.
    since: Timestamp,
    /// When the last of them came, or since when nobody could be asked.
    last: Timestamp,
    /// The same, if it came in this run: the wall clock may jump.
    #[serde(skip)]
    last_moment: Option<Moment>,
    answers: u32,
    /// How long the service was asked in vain.
    milliseconds: u64,
    /// It could not be asked since `last`: until the next answer that lacks the task, nothing is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_paused: bool,
}

impl Absence {
    /// The first answer that lacked it.
    pub(super) fn begin(at: At) -> Self {
        Self {
            since: at.wall,
            last: at.wall,
            last_moment: Some(at.moment),
            answers: 1,
            milliseconds: 0,
            is_paused: false,
        }
    }

    /// One more answer lacked it; one that follows too soon tells nothing new.
    pub(super) fn look(&mut self, at: At) {
        if self.passed(at) >= ONE_LOOK {
            self.answers = self.answers.saturating_add(1);
            self.count(at);
            self.is_paused = false;
        }
    }

    /// The service cannot be asked since then.
    pub(super) fn pause(&mut self, since: At) {
        // The first call that failed may have been sent before the last answer came.
        if !self.passed(since).is_zero() {
            self.count(since);
        }
        self.is_paused = true;
    }

    fn passed(&self, at: At) -> Duration {
        let by_wall = || Duration::try_from(at.wall.duration_since(self.last)).unwrap_or_default();
        self.last_moment.map_or_else(by_wall, |last| at.moment.since(last))
    }

    /// Counts the time since the last answer, unless nobody could be asked in it.
    fn count(&mut self, at: At) {
        let passed = if self.is_paused { Duration::ZERO } else { self.passed(at).min(LONGEST_LOOK) };
        let passed = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX);
        self.milliseconds = self.milliseconds.saturating_add(passed);
        (self.last, self.last_moment) = (at.wall, Some(at.moment));
    }

    /// What of it is kept for the next run.
    #[must_use]
    pub fn kept(&self) -> Self {
        Self { last_moment: None, ..self.clone() }
    }

    /// When the last of the answers came that count.
    pub(super) fn last(&self) -> Timestamp {
        self.last
    }

    /// How many answers lacked it.
    pub fn answers(&self) -> u32 {
        self.answers
    }

    /// The same without times from the future, which a clock left there that was set back since.
    #[must_use]
    pub fn known_by(self, now: Timestamp) -> Self {
        Self { since: self.since.min(now), last: self.last.min(now), ..self }
    }

    /// Whether it is gone: a task that the service still has to remember only after `gone_after`.
    pub(super) fn is_for_good(&self, is_remembered: bool, gone_after: Duration) -> bool {
        let (answers, time) = if is_remembered { (ALIVE_ANSWERS, gone_after) } else { UNSEEN };
        self.answers >= answers && Duration::from_millis(self.milliseconds) >= time
    }
}

/// Whether the service still has to remember at `now` a task that it returned alive at `alive`.
pub(super) fn is_remembered(alive: Timestamp, now: Timestamp) -> bool {
    now.duration_since(alive) < REMEMBERED
}
