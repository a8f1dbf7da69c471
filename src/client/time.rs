//! The times of an answer, in whatever form they came.

use super::field::Scalar;
use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// Numbers from here on are milliseconds: as seconds they would be in the year 5138, and as milliseconds this is in 1973.
const FIRST_MILLISECOND: i64 = 100_000_000_000;

/// The longest text that can be a time.
const LONGEST: usize = 64;

/// A time: `2025-08-05 15:22:56` as in the document's example, the same with `T` or with a fraction, or as 14 digits, RFC 3339 with a
/// zone, or seconds or milliseconds since 1970. `None` for what is none of these, and for zero, which stands for "not yet".
///
/// Not specified by the API: in which zone its times are; `offset` is used for those that name none.
pub fn time(value: &Scalar<'_>, offset: Offset) -> Option<Timestamp> {
    let text = value.text()?;
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let found = if let Some(time) = usual(text) {
        offset.to_timestamp(time).ok()
    } else if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        offset.to_timestamp(digits(text)?).ok()
    } else if let Some(number) = value.number() {
        since_1970(i64::try_from(number).ok()?)
    } else {
        text.parse().ok().or_else(|| offset.to_timestamp(text.parse::<DateTime>().ok()?).ok())
    };
    found.filter(|time| *time != Timestamp::UNIX_EPOCH)
}

/// `20250805152256`. As milliseconds since 1970 such a number would lie after the year 2286.
fn digits(text: &str) -> Option<DateTime> {
    let pair = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    let year = text.get(..4)?.parse().ok()?;
    DateTime::new(year, pair(4)?, pair(6)?, pair(8)?, pair(10)?, pair(12)?, 0).ok()
}

/// The form of the document's example, which nearly all times have: read digit by digit, since the reader of all forms takes ten
/// times as long, and a poll has three times per task.
fn usual(text: &str) -> Option<DateTime> {
    let bytes: &[u8; 19] = text.as_bytes().try_into().ok()?;
    if (bytes[4], bytes[7], bytes[10], bytes[13], bytes[16]) != (b'-', b'-', b' ', b':', b':') {
        return None;
    }
    let pair = |at: usize| {
        let (tens, ones) = (bytes[at].wrapping_sub(b'0'), bytes[at + 1].wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| (tens * 10 + ones).cast_signed())
    };
    let year = i16::from(pair(0)?) * 100 + i16::from(pair(2)?);
    DateTime::new(year, pair(5)?, pair(8)?, pair(11)?, pair(14)?, pair(17)?, 0).ok()
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
    #[case("20250805152256")]
    #[case("\"20250805152256\"")]
    fn forms_of_one_time(#[case] json: &str) {
        assert_eq!(time(&Scalar::of(json), jiff::tz::offset(8)), Some("2025-08-05T07:22:56Z".parse().unwrap()));
    }

    #[rstest]
    #[case("null")]
    #[case("0")]
    #[case("-5")]
    #[case("\"\"")]
    #[case("\"0000-00-00 00:00:00\"")]
    #[case("\"2025-13-05 15:22:56\"")]
    #[case("20251305152256")]
    #[case("\"yesterday\"")]
    #[case("18446744073709551615")]
    #[case("true")]
    #[case("[2025,8,5,15,22,56]")]
    fn no_times(#[case] json: &str) {
        assert_eq!(time(&Scalar::of(json), jiff::tz::offset(8)), None);
    }

    #[rstest]
    #[case("2025-08-05 15:22:56")]
    #[case("2024-02-29 00:00:00")]
    #[case("2025-02-29 00:00:00")]
    #[case("2025-08-05 24:00:00")]
    #[case("2025-08-05 15:22:60")]
    #[case("0000-00-00 00:00:00")]
    #[case("0001-01-01 00:00:00")]
    #[case("2025-08-05 15:22:-6")]
    #[case("2025-08-05 15-22-56")]
    fn the_short_way_leads_where_the_long_one_does(#[case] text: &str) {
        if let Some(time) = usual(text) {
            assert_eq!(Ok(time), text.parse::<DateTime>().map_err(|error| error.to_string()));
        }
        assert_eq!(usual(text).is_some(), text.parse::<DateTime>().is_ok() && !text.ends_with("60"));
    }

    #[test]
    fn the_zone_is_a_setting() {
        assert_eq!(
            time(&Scalar::of("\"2025-08-05 15:22:56\""), Offset::UTC),
            Some("2025-08-05T15:22:56Z".parse().unwrap())
        );
    }
}
