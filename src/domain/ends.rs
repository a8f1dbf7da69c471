//! When something will be done, as people are told it: the end moves only when the estimate has moved enough to mean something.

use super::Moment;
use std::{num::NonZeroU64, time::Duration};

/// The end that is shown, in microseconds: each task has one. A rate wavers with every answer; who reads a time wants to know whether to
/// wait for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends(Option<NonZeroU64>);

impl Ends {
    /// The estimate of `at` is that so much time is left; `None` without ground for one. It replaces the shown end when it differs by
    /// more than 15 % of the time that is left until that.
    pub fn hold(&mut self, at: Moment, left: Option<Duration>) {
        let new = left.map(|left| at.plus(left));
        let stays = self.moment().zip(new).is_some_and(|(shown, new)| {
            let allowed = shown.since(at).saturating_mul(15) / 100;
            shown.0.abs_diff(new.0) <= allowed
        });
        if !stays {
            self.0 = new.map(|new| NonZeroU64::new(micros(new)).unwrap_or(NonZeroU64::MIN));
        }
    }

    fn moment(self) -> Option<Moment> {
        self.0.map(|end| Moment(Duration::from_micros(end.get())))
    }

    /// The time that is left at `now`; `None` without an estimate.
    pub fn left(self, now: Moment) -> Option<Duration> {
        self.moment().map(|end| end.since(now))
    }
}

fn micros(moment: Moment) -> u64 {
    u64::try_from(moment.0.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::a_little_later(1140, 1040)]
    #[case::a_little_sooner(900, 1040)]
    #[case::much_later(1200, 1200)]
    #[case::much_sooner(800, 800)]
    #[case::over(0, 0)]
    fn it_moves_by_more_than_15_percent_only(#[case] estimate: u64, #[case] shown: u64) {
        let seconds = Duration::from_secs;
        let mut ends = Ends::default();
        ends.hold(Moment(seconds(100)), Some(seconds(1000)));
        assert_eq!(ends.left(Moment(seconds(60))), Some(seconds(1040)));
        ends.hold(Moment(seconds(60)), Some(seconds(estimate)));
        assert_eq!(ends.left(Moment(seconds(60))), Some(seconds(shown)));
        ends.hold(Moment(seconds(60)), None);
        assert_eq!(ends.left(Moment(seconds(60))), None);
    }
}
