//! The time of a running world: the only file of the server that reads clocks.

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimePrinter, tz};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Instant,
};

/// How scenario time goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// With real time, and further by the control route `advance`.
    #[default]
    Real,
    /// By the control route `advance` only: what a test needs.
    #[cfg(any(test, feature = "internals"))]
    ByHand,
}

/// Scenario time, and the wall time that belongs to it.
#[derive(Debug)]
pub struct Clock {
    pace: Pace,
    started: Instant,
    epoch: Timestamp,
    off: SignedDuration,
    shift: AtomicI64,
}

/// The furthest that scenario time can be: a hundred years, in milliseconds.
const FURTHEST: i64 = 100 * 366 * 86_400_000;

/// The real wall time and this much more.
fn wrong_by(off: SignedDuration) -> Timestamp {
    let now = Timestamp::now();
    now.checked_add(off).unwrap_or(now)
}

impl Clock {
    /// A clock that stands at 0 now; `epoch` is the wall time of that instant. If none is given it is the real one, and these
    /// seconds more.
    pub fn new(pace: Pace, epoch: Option<Timestamp>, off: i64) -> Self {
        let off = SignedDuration::from_secs(off.clamp(-FURTHEST / 1000, FURTHEST / 1000));
        let epoch = epoch.unwrap_or_else(|| wrong_by(off));
        Self { pace, started: Instant::now(), epoch, off, shift: AtomicI64::new(0) }
    }

    /// Scenario time in milliseconds.
    pub fn elapsed(&self) -> i64 {
        let real = match self.pace {
            Pace::Real => i64::try_from(self.started.elapsed().as_millis()).unwrap_or(FURTHEST),
            #[cfg(any(test, feature = "internals"))]
            Pace::ByHand => 0,
        };
        real.saturating_add(self.shift.load(Ordering::SeqCst)).min(FURTHEST)
    }

    /// Moves scenario time on by this many milliseconds (never back), and tells where it is then.
    pub fn advance(&self, millis: i64) -> i64 {
        let step = millis.clamp(0, FURTHEST);
        // The sum of two numbers below FURTHEST fits, so the update below always succeeds.
        let _ = self.shift.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |at| Some((at + step).min(FURTHEST)));
        self.elapsed()
    }

    /// The wall time that belongs to an instant of scenario time.
    pub fn wall(&self, at: i64) -> Timestamp {
        let span = SignedDuration::from_millis(at.clamp(-FURTHEST, FURTHEST));
        self.epoch.checked_add(span).unwrap_or(self.epoch)
    }

    /// The wall time now, whatever the scenario's is: for what a client signs with its own clock. It is off if it was made so.
    pub fn real(&self) -> Timestamp {
        wrong_by(self.off)
    }

    /// The same for a `Date` header, if it is not what any server would say.
    pub fn date(&self) -> Option<String> {
        let off = !self.off.is_zero();
        off.then(|| DateTimePrinter::new().timestamp_to_rfc9110_string(&self.real()).ok()).flatten()
    }

    /// An instant of scenario time as the service writes it.
    pub fn text(&self, at: i64) -> String {
        text(self.wall(at).as_millisecond())
    }
}

/// Milliseconds since 1970.
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A time in milliseconds since 1970 as the service writes it: `yyyy-MM-dd HH:mm:ss`, without a zone, in China's time.
pub fn text(unix: i64) -> String {
    let time = Timestamp::from_millisecond(unix).unwrap_or_default();
    tz::offset(8).to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_time_stands_still_and_is_written_in_chinas_zone() {
        let clock = Clock::new(Pace::ByHand, Some("2025-08-05T07:22:56Z".parse().unwrap()), 0);
        assert_eq!((clock.elapsed(), clock.text(0)), (0, "2025-08-05 15:22:56".to_owned()));
        assert_eq!(clock.advance(90_500), 90_500);
        assert_eq!(clock.text(clock.elapsed()), "2025-08-05 15:24:26");
        assert_eq!(clock.advance(-5), 90_500);
        assert_eq!(clock.advance(i64::MAX), FURTHEST);
        assert_eq!(clock.advance(i64::MAX), FURTHEST);
        assert_eq!(clock.date(), None);
    }

    #[test]
    fn a_clock_that_is_off_is_so_everywhere() {
        let clock = Clock::new(Pace::ByHand, None, 7200);
        let ahead = Timestamp::now() + SignedDuration::from_mins(119);
        assert!(clock.wall(0) > ahead && clock.real() > ahead);
        let date = clock.date().unwrap();
        let told = jiff::fmt::rfc2822::parse(&date).unwrap().timestamp();
        assert!(told > ahead && date.ends_with(" GMT"), "{date}");
        assert!(Clock::new(Pace::ByHand, None, i64::MIN).real() < Timestamp::now());
    }
}
