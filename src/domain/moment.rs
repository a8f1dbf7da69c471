//! The two clocks, as values: one that never jumps, for rates, deadlines and back-off, and the wall clock, for people.
//! Clocks are read in `commands`, `watch`, `terminal` and `demo` only; everything else is given the time.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{num::NonZeroU32, time::Duration};

/// The latest moment, and the longest time, that is read from a file.
const LATEST: Duration = Duration::from_hours(24 * 366 * 10);

/// A point on the clock that never jumps: the time since the program started. In files it is whole microseconds.
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

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(self.0.as_micros()).unwrap_or(u64::MAX))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Duration::from_micros(u64::deserialize(deserializer)?).min(LATEST)))
    }
}

/// Lengths of time as whole microseconds, for serde's `with`.
pub mod micros {
    use super::Moment;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::time::Duration;

    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        Moment(*time).serialize(serializer)
    }

    /// # Errors
    /// Those of the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        Moment::deserialize(deserializer).map(|time| time.0)
    }

    /// The same where there may be none.
    pub mod option {
        use super::{Deserialize, Deserializer, Duration, Moment, Serialize, Serializer};

        /// # Errors
        /// Those of the serializer.
        #[allow(clippy::ref_option, reason = "as serde calls it")]
        pub fn serialize<S: Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
            time.map(Moment).serialize(serializer)
        }

        /// # Errors
        /// Those of the deserializer.
        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
            Ok(<Option<Moment>>::deserialize(deserializer)?.map(|time| time.0))
        }
    }
}

/// Both clocks, read together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// A time of the wall clock as a task keeps it: in 12 bytes, with none of them where there is none, in place of 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Timestamp", into = "Timestamp")]
pub struct WallTime {
    /// As bytes, which need not stand at a multiple of eight.
    seconds: [u8; 8],
    /// The nanoseconds after them, and one more.
    nanoseconds: NonZeroU32,
}

impl From<Timestamp> for WallTime {
    fn from(time: Timestamp) -> Self {
        // Before 1970 both parts are negative; here the second one never is.
        let below = i64::from(time.subsec_nanosecond() < 0);
        let nanoseconds = i64::from(time.subsec_nanosecond()) + below * 1_000_000_000;
        Self {
            seconds: (time.as_second() - below).to_ne_bytes(),
            nanoseconds: u32::try_from(nanoseconds).map_or(NonZeroU32::MIN, |n| NonZeroU32::MIN.saturating_add(n)),
        }
    }
}

impl From<WallTime> for Timestamp {
    fn from(WallTime { seconds, nanoseconds }: WallTime) -> Self {
        let nanoseconds = i32::try_from(nanoseconds.get() - 1).unwrap_or(0);
        // Made of a time, so it is one.
        Self::new(i64::from_ne_bytes(seconds), nanoseconds).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_time_that_is_kept_comes_back(nanosecond in Timestamp::MIN.as_nanosecond()..=Timestamp::MAX.as_nanosecond()) {
            let time = Timestamp::from_nanosecond(nanosecond).unwrap();
            prop_assert_eq!(Timestamp::from(WallTime::from(time)), time);
        }
    }

    #[test]
    fn the_ends_of_time_come_back() {
        for time in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH, Timestamp::new(-1, -1).unwrap()] {
            assert_eq!(Timestamp::from(WallTime::from(time)), time);
        }
        assert_eq!(size_of::<Option<WallTime>>(), 12);
    }
}
