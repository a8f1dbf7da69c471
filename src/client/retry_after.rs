//! `Retry-After` and `Date` of an answer.

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use std::time::Duration;

/// The longest wait that we take an answer's word for.
const LONGEST: Duration = Duration::from_hours(1);

/// How long to wait: `value` is seconds, or a date, which counts from the answer's own `date`, so that a wrong clock here or there
/// does no harm. An answer without one is measured by this machine's clock, `now`.
pub fn retry_after(value: Option<&str>, date: Option<&str>, now: Option<fn() -> Timestamp>) -> Option<Duration> {
    let value = value?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(value.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let then = instant(value)?;
    let now = date.and_then(instant).or_else(|| now.map(|now| now()))?;
    Some(Duration::try_from(then.duration_since(now)).unwrap_or_default().min(LONGEST))
}

/// The instant of an HTTP date.
pub fn instant(date: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(date.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const DATE: Option<&str> = Some("Tue, 05 Aug 2025 07:22:56 GMT");

    #[rstest]
    #[case("7", DATE, Some(7))]
    #[case(" 0 ", None, Some(0))]
    #[case("86400", None, Some(3600))]
    #[case("99999999999999999999999", None, Some(3600))]
    #[case("Tue, 05 Aug 2025 07:23:26 GMT", DATE, Some(30))]
    #[case("Tue, 05 Aug 2025 07:20:00 GMT", DATE, Some(0))]
    #[case("Wed, 06 Aug 2025 07:20:00 GMT", DATE, Some(3600))]
    #[case("Tue, 05 Aug 2025 07:23:26 GMT", None, Some(0))]
    #[case("Sun, 05 Aug 2125 07:23:26 GMT", None, Some(3600))]
    #[case("-1", DATE, None)]
    #[case("soon", DATE, None)]
    #[case("", DATE, None)]
    fn waits(#[case] value: &str, #[case] date: Option<&str>, #[case] seconds: Option<u64>) {
        assert_eq!(
            retry_after(Some(value), date, Some(|| "2026-08-05T07:22:56Z".parse().unwrap())),
            seconds.map(Duration::from_secs)
        );
    }
}
