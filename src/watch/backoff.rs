//! How long to wait after failures: a pure function, so that each wait can be told beforehand.

use crate::domain::CallErrorKind;
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

/// The shortest base of the waits after the service said that it is busy, however short the interval.
const LIMITED_BASE: Duration = Duration::from_secs(2);
/// The longest Retry-After that is believed.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(1);

/// The wait between the end of a failed cycle and the next try.
///
/// The wait lies between half and the whole of a ceiling, by `jitter` (0 to 1). The ceiling is twice the base after the first
/// failure in a row and doubles up to `max`, so we slow down at once and are never faster than in good times. The base is
/// `interval`, and at least 2 s when the service limits us. `retry_after` is a minimum, also above `max`, up to one hour.
pub fn delay(
    failures: u32,
    kind: CallErrorKind,
    interval: Duration,
    retry_after: Option<Duration>,
    jitter: f64,
    max: Duration,
) -> Duration {
    let base = if kind == CallErrorKind::Limited { interval.max(LIMITED_BASE) } else { interval };
    let ceiling = base.saturating_mul(2_u32.saturating_pow(failures)).min(max);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 1.0 };
    let wait = (ceiling / 2).saturating_add((ceiling / 2).mul_f64(jitter)).max(base);
    wait.max(retry_after.unwrap_or_default().min(MAX_RETRY_AFTER))
}

/// A number within 0 to 1, from the seed that the standard library draws for each hash map: good enough to keep many
/// programs from asking at the same instant.
pub fn random() -> f64 {
    let drawn = RandomState::new().build_hasher().finish() >> 32;
    u32::try_from(drawn).map_or(1.0, f64::from) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const MAX: Duration = Duration::from_mins(1);

    #[rstest]
    #[case(1, CallErrorKind::Server, 2_000, None, 1.0, 4_000)]
    #[case(1, CallErrorKind::Server, 2_000, None, 0.0, 2_000)]
    #[case(2, CallErrorKind::Server, 2_000, None, 0.5, 6_000)]
    #[case(4, CallErrorKind::Server, 2_000, None, 1.0, 32_000)]
    #[case(5, CallErrorKind::Server, 2_000, None, 1.0, 60_000)]
    #[case(u32::MAX, CallErrorKind::Server, 2_000, None, 0.0, 30_000)]
    #[case(1, CallErrorKind::Server, 50, None, 1.0, 100)]
    #[case(1, CallErrorKind::Limited, 50, None, 0.0, 2_000)]
    #[case(1, CallErrorKind::Limited, 2_000, Some(7), 1.0, 7_000)]
    #[case(9, CallErrorKind::Limited, 2_000, Some(7), 1.0, 60_000)]
    #[case(1, CallErrorKind::Server, 2_000, Some(600), 1.0, 600_000)]
    #[case(1, CallErrorKind::Server, 2_000, Some(u64::MAX), 1.0, 3_600_000)]
    #[case(3, CallErrorKind::Server, 120_000, None, 0.0, 120_000)]
    #[case(1, CallErrorKind::Server, 2_000, None, f64::NAN, 4_000)]
    fn waits(
        #[case] failures: u32,
        #[case] kind: CallErrorKind,
        #[case] interval: u64,
        #[case] retry_after: Option<u64>,
        #[case] jitter: f64,
        #[case] wait: u64,
    ) {
        let retry_after = retry_after.map(Duration::from_secs);
        let given = delay(failures, kind, Duration::from_millis(interval), retry_after, jitter, MAX);
        assert_eq!(given, Duration::from_millis(wait));
    }

    proptest! {
        #[test]
        fn a_wait_is_never_shorter_than_the_interval_and_never_falls(
            failures in 0_u32..100, interval in 0_u64..100_000, jitter in -1.0..2.0_f64,
        ) {
            let interval = Duration::from_millis(interval);
            let wait = |failures| delay(failures, CallErrorKind::Unreachable, interval, None, jitter, MAX);
            prop_assert!(wait(failures) >= interval);
            prop_assert!(wait(failures) <= interval.max(MAX));
            prop_assert!(wait(failures + 1) >= wait(failures));
        }
    }

    #[test]
    fn the_random_number_is_within_its_bounds_and_moves() {
        let drawn: Vec<_> = (0..20).map(|_| random()).collect();
        assert!(drawn.iter().all(|number| (0.0..=1.0).contains(number)));
        assert!(drawn.iter().any(|number| number.to_bits() != drawn[0].to_bits()));
    }
}
