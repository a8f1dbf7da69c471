//! How fast a task moves and when it will be done: exponentially weighted over the real times of the samples.

use super::{Ends, History, Moment, Unit};
use std::time::Duration;

/// The memory of the averages: a sample this old weighs 1/e of a new one.
const MEMORY: Duration = Duration::from_secs(15);
/// How many rates are kept for the graph of one task.
const HISTORY: u16 = 80;
/// How wide a bucket of the history is at first, in milliseconds: the shortest time between polls.
const BUCKET: u32 = 1000;
/// A longer time between two answers, in seconds, may be an outage.
const GAP: f32 = 30.0;
/// An estimate is shown as a range when the rate's spread is more than this share of it.
const STEADY: f64 = 0.15;
/// No estimate is longer than this; beyond, a rate says nothing.
const LONGEST: Duration = Duration::from_hours(366 * 24);

/// When something will be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eta {
    /// Between these two, from the time of the last sample on; equal when the rate is steady.
    In {
        /// The earlier end.
        low: Duration,
        /// The later end.
        high: Duration,
    },
    /// Not to be said.
    Unknown(EtaUnknown),
}

impl Eta {
    /// One time for the whole range.
    pub fn likely(self) -> Option<Duration> {
        match self {
            Self::In { low, high } => Some(low.saturating_add(high) / 2),
            Self::Unknown(_) => None,
        }
    }
}

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EtaUnknown {
    /// The total is unknown or still grows.
    Growing,
    /// Not enough samples, or nothing moves.
    NoRate,
    /// All is done by the numbers; what remains cannot be measured.
    Finishing,
    /// The task does not run: waiting, ended or gone.
    NotRunning,
}

/// An exponentially weighted mean and spread of samples taken at uneven times, without the bias of a start at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Average {
    sum: f64,
    weight: f64,
    spread: f64,
}

impl Average {
    fn take(&mut self, sample: f64, over: Duration) {
        let share = -libm::expm1(-over.as_secs_f64() / MEMORY.as_secs_f64());
        let before = self.mean();
        self.sum += share * (sample - self.sum);
        self.weight += share * (1.0 - self.weight);
        let distance = before.map_or(0.0, |mean| sample - mean);
        self.spread += share * (distance * distance - self.spread);
    }

    fn mean(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }

    fn deviation(&self) -> f64 {
        if self.weight > 0.0 { (self.spread / self.weight).max(0.0).sqrt() } else { 0.0 }
    }

    /// The time that `left` takes at this rate.
    #[expect(clippy::cast_precision_loss, reason = "an estimate needs no more than 52 bits")]
    fn estimate(&self, left: u64) -> Option<(Duration, Duration)> {
        if left == 0 {
            return Some((Duration::ZERO, Duration::ZERO));
        }
        let mean = self.mean().filter(|mean| *mean > 0.0)?;
        let seconds =
            |rate: f64| Duration::try_from_secs_f64(left as f64 / rate).map_or(LONGEST, |time| time.min(LONGEST));
        let deviation = self.deviation();
        if deviation <= STEADY * mean {
            return Some((seconds(mean), seconds(mean)));
        }
        // Never slower than a quarter of the mean: a single empty sample must not turn minutes into years.
        Some((seconds(mean + deviation), seconds((mean - deviation).max(mean / 4.0))))
    }
}

/// How fast one count grows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counter {
    last: Option<(Moment, u64)>,
    average: Average,
}

impl Counter {
    /// Takes the count at `moment` and returns since when how much was done. A missing count is passed over: as a 0 it would turn
    /// the next one into a leap. A count that went back starts the measure anew.
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
    fn take(&mut self, moment: Moment, count: Option<u64>) -> Option<(Moment, f64)> {
        let count = count?;
        let Some((then, before)) = self.last else {
            self.last = Some((moment, count));
            return None;
        };
        let over = moment.since(then);
        if over.is_zero() {
            return None;
        }
        self.last = Some((moment, count));
        let Some(more) = count.checked_sub(before) else {
            self.average = Average::default();
            return None;
        };
        self.average.take(more as f64 / over.as_secs_f64(), over);
        Some((then, more as f64))
    }
}

/// Bytes and files per second of one task, and how its rate was, in its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct RateMeter {
    bytes: Counter,
    files: Counter,
    unit: Unit,
    /// How long it took from the last sample but one to the last, in seconds.
    interval: f32,
    history: History,
    /// When the task ends, as it is shown.
    pub(super) ends: Ends,
}

impl Default for RateMeter {
    fn default() -> Self {
        let history = History::whole(BUCKET, HISTORY);
        let (bytes, files) = (Counter::default(), Counter::default());
        Self { bytes, files, unit: Unit::Bytes, interval: f32::MAX, history, ends: Ends::default() }
    }
}

impl RateMeter {
    /// Takes what was done up to `moment`, as far as it is known.
    pub fn sample(&mut self, moment: Moment, bytes: Option<u64>, files: Option<u64>, unit: Unit) {
        let (bytes, files) = (self.bytes.take(moment, bytes), self.files.take(moment, files));
        if unit != self.unit {
            // What was counted in files before its size was known is no rate in bytes.
            (self.unit, self.history) = (unit, History::whole(BUCKET, HISTORY));
        }
        let Some((since, amount)) = (if unit == Unit::Bytes { bytes } else { files }) else { return };
        let interval = moment.since(since).as_secs_f32();
        // After an outage only the mean of all of it is known: that is no history.
        let is_gap = interval > GAP && interval > self.interval * 3.0;
        if !is_gap {
            self.history.add(since, moment, amount);
            self.interval = interval;
        }
    }

    /// Forgets details of the history: it has at most `most` buckets from now on.
    pub fn keep(&mut self, most: u16) {
        self.history.keep(most);
    }

    /// Takes what was done up to `moment` without a rate: nobody knows how long it took.
    pub fn skip(&mut self, moment: Moment, bytes: Option<u64>, files: Option<u64>) {
        for (counter, count) in [(&mut self.bytes, bytes), (&mut self.files, files)] {
            counter.last = count.map(|count| (moment, count));
        }
    }

    /// Bytes per second; `None` before two samples.
    pub fn bytes_per_second(&self) -> Option<f64> {
        self.bytes.average.mean()
    }

    /// Files per second; `None` before two samples.
    pub fn files_per_second(&self) -> Option<f64> {
        self.files.average.mean()
    }

    /// How its rate was, in the task's unit.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// When both what is left in bytes and what is left in files will be done: many small files finish late. `None` stands for
    /// a unit that says nothing about this task.
    pub fn eta(&self, bytes_left: Option<u64>, files_left: Option<u64>) -> Eta {
        let estimates = [
            bytes_left.map(|left| self.bytes.average.estimate(left)),
            files_left.map(|left| self.files.average.estimate(left)),
        ];
        let mut later = None;
        for estimate in estimates.into_iter().flatten() {
            let Some((low, high)) = estimate else { return Eta::Unknown(EtaUnknown::NoRate) };
            let (low_before, high_before) = later.unwrap_or((Duration::ZERO, Duration::ZERO));
            later = Some((low.max(low_before), high.max(high_before)));
        }
        match later {
            None => Eta::Unknown(EtaUnknown::Growing),
            Some((_, high)) if high.is_zero() => Eta::Unknown(EtaUnknown::Finishing),
            Some((low, high)) => Eta::In { low, high },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment(Duration::from_secs(seconds))
    }

    #[test]
    fn a_steady_rate_is_found_from_the_second_sample_on() {
        let mut meter = RateMeter::default();
        meter.sample(at(10), Some(1000), Some(1), Unit::Bytes);
        assert_eq!(meter.bytes_per_second(), None);
        for (seconds, bytes) in [(12, 3000), (13, 4000), (20, 11_000)] {
            meter.sample(at(seconds), Some(bytes), Some(1), Unit::Bytes);
            assert!((meter.bytes_per_second().unwrap() - 1000.0).abs() < 1e-6);
        }
        let eta = meter.eta(Some(60_000), None);
        assert_eq!(eta, Eta::In { low: Duration::from_mins(1), high: Duration::from_mins(1) });
        assert_eq!(meter.history().rates(2, None), [Some(1000.0), Some(1000.0)]);
    }

    #[test]
    fn an_uneven_rate_gives_a_range_around_the_mean() {
        let mut meter = RateMeter::default();
        let mut bytes = 0;
        for second in 0..60 {
            bytes += if second % 2 == 0 { 500 } else { 1500 };
            meter.sample(at(second), Some(bytes), Some(0), Unit::Bytes);
        }
        let Eta::In { low, high } = meter.eta(Some(100_000), None) else { panic!("no estimate") };
        assert!(low < Duration::from_secs(100) && high > Duration::from_secs(100), "{low:?} to {high:?}");
    }

    #[test]
    fn the_later_of_bytes_and_files_counts() {
        let mut meter = RateMeter::default();
        meter.sample(at(0), Some(0), Some(0), Unit::Bytes);
        meter.sample(at(10), Some(1_000_000), Some(10), Unit::Bytes);
        let eta = meter.eta(Some(1_000_000), Some(1000));
        assert_eq!(eta, Eta::In { low: Duration::from_secs(1000), high: Duration::from_secs(1000) });
    }

    #[test]
    fn no_estimate_is_better_than_a_wrong_one() {
        let mut meter = RateMeter::default();
        assert_eq!(meter.eta(Some(5), None), Eta::Unknown(EtaUnknown::NoRate));
        assert_eq!(meter.eta(None, None), Eta::Unknown(EtaUnknown::Growing));
        assert_eq!(meter.eta(Some(0), Some(0)), Eta::Unknown(EtaUnknown::Finishing));
        meter.sample(at(0), Some(10), Some(0), Unit::Bytes);
        meter.sample(at(5), Some(10), Some(0), Unit::Bytes);
        assert_eq!(meter.eta(Some(5), None), Eta::Unknown(EtaUnknown::NoRate));
    }

    #[test]
    fn a_count_that_goes_back_starts_anew_and_a_clock_that_stands_is_ignored() {
        let mut meter = RateMeter::default();
        meter.sample(at(0), Some(1000), Some(0), Unit::Bytes);
        meter.sample(at(1), Some(2000), Some(0), Unit::Bytes);
        meter.sample(at(2), Some(500), Some(0), Unit::Bytes);
        assert_eq!(meter.bytes_per_second(), None);
        meter.sample(at(2), Some(900), Some(0), Unit::Bytes);
        meter.sample(at(4), Some(1500), Some(0), Unit::Bytes);
        assert_eq!(meter.bytes_per_second(), Some(500.0));
    }

    #[test]
    fn a_missing_count_is_no_zero() {
        let mut meter = RateMeter::default();
        meter.sample(at(0), None, None, Unit::Bytes);
        meter.sample(at(1), Some(5000), None, Unit::Bytes);
        meter.sample(at(2), None, Some(1), Unit::Bytes);
        meter.sample(at(3), Some(5200), Some(2), Unit::Bytes);
        assert_eq!(meter.bytes_per_second(), Some(100.0));
        assert_eq!(meter.files_per_second(), Some(1.0));
    }

    proptest::proptest! {
        #[test]
        fn rates_and_estimates_are_never_negative_or_broken(
            samples in proptest::collection::vec((0u64..u64::MAX, 0u64..u64::MAX, 0u64..u64::MAX), 0..20),
            left in proptest::option::of(0u64..u64::MAX),
        ) {
            let mut meter = RateMeter::default();
            for (nanos, bytes, files) in samples {
                meter.sample(Moment(Duration::from_nanos(nanos)), Some(bytes), Some(files), Unit::Bytes);
                for rate in [meter.bytes_per_second(), meter.files_per_second()].into_iter().flatten() {
                    proptest::prop_assert!(rate >= 0.0 && rate.is_finite());
                }
                if let Eta::In { low, high } = meter.eta(left, left) {
                    proptest::prop_assert!(low <= high && high <= LONGEST);
                }
            }
        }
    }
}
