//! The times of an answer, in whatever form they came.

use super::field;
use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// Numbers from here on are milliseconds: as seconds they would be in the year 5138, and as milliseconds this is in 1973.
const FIRST_MILLISECOND: i64 = 100_000_000_000;

/// The longest text that can be a time.
const LONGEST: usize = 64;

/// A time: `2025-08-05 15:22:56` as in the document's example, the same with `T` or with a fraction, RFC 3339 with a zone, or
/// seconds or milliseconds since 1970. `None` for what is none of these, and for zero, which stands for "not yet".
///
/// Doubt: the document does not say in which zone its times are; `offset` is used for those that name none.
pub fn time(json: &str, offset: Offset) -> Option<Timestamp> {
    let text = field::text(json)?;
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let found = match field::number(json) {
        Some(number) => since_1970(i64::try_from(number).ok()?),
        None => text.parse().ok().or_else(|| offset.to_timestamp(text.parse::<DateTime>().ok()?).ok()),
    };
    found.filter(|time| *time != Timestamp::UNIX_EPOCH)
}

fn since_1970(number: i64) -> Option<Timestamp> {
    if number < FIRST_MILLISECOND { Timestamp::from_second(number) } else { Timestamp::from_millisecond(number) }.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("\"2025-08-05 15:22:56\"")]
    #[case("\" 2025-08-05T15:22:56 \"")]
    #[case("\"2025-08-05 15:22:56.000\"")]
    #[case("\"2025-08-05T07:22:56Z\"")]
    #[case("\"2025-08-05T07:22:56.000+00:00\"")]
    #[case("\"2025-08-05T07:22:56.000+0000\"")]
    #[case("\"2025-08-05 16:22:56+09:00\"")]
    #[case("1754378576")]
    #[case("\"1754378576\"")]
    #[case("1754378576000")]
    #[case("\"1754378576000\"")]
    #[case("1.754378576E12")]
    fn forms_of_one_time(#[case] json: &str) {
        assert_eq!(time(json, jiff::tz::offset(8)), Some("2025-08-05T07:22:56Z".parse().unwrap()));
    }

    #[rstest]
    #[case("null")]
    #[case("0")]
    #[case("-5")]
    #[case("\"\"")]
    #[case("\"0000-00-00 00:00:00\"")]
    #[case("\"2025-13-05 15:22:56\"")]
    #[case("\"yesterday\"")]
    #[case("18446744073709551615")]
    #[case("true")]
    #[case("[2025,8,5,15,22,56]")]
    fn no_times(#[case] json: &str) {
        assert_eq!(time(json, jiff::tz::offset(8)), None);
    }

    #[test]
    fn the_zone_is_a_setting() {
        assert_eq!(time("\"2025-08-05 15:22:56\"", Offset::UTC), Some("2025-08-05T15:22:56Z".parse().unwrap()));
    }
}
