//! Reads single values as people write them: spans of time, offsets from UTC, and names with a slip in them.

use jiff::{SignedDuration, tz::Offset};
use std::time::Duration;

/// Reads `500ms`, `90s`, `1h30m` or `12h`; a number alone is seconds.
pub fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = if text.ends_with(|last: char| last.is_ascii_digit()) { "s" } else { "" };
    Duration::try_from(format!("{text}{unit}").parse::<SignedDuration>().ok()?).ok()
}

/// Reads `+08:00`, `-03:30`, `+8` or `Z`.
pub fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// The host of an address in lower case, as far as it can be seen without taking the address.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).trim();
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    let end = rest.rfind(':').filter(|colon| !rest.get(*colon..).is_some_and(|port| port.contains(']')));
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().to_ascii_lowercase()
}

/// How alike two words must be for one to be taken for a slip of the fingers, 0 to 1.
const ALIKE: f64 = 0.8;

/// The name that was probably meant by `word`.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::jaro_winkler(name, word), name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(alike, _)| *alike >= ALIKE)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2", Some(2000))]
    #[case("2s", Some(2000))]
    #[case("1.5s", Some(1500))]
    #[case("500ms", Some(500))]
    #[case(" 3 m ", Some(180_000))]
    #[case("1h", Some(3_600_000))]
    #[case("1h30m", Some(5_400_000))]
    #[case("banana", None)]
    #[case("-2s", None)]
    #[case("2 weeks", None)]
    #[case("1e99s", None)]
    #[case("", None)]
    fn spans(#[case] text: &str, #[case] millis: Option<u64>) {
        assert_eq!(duration(text), millis.map(Duration::from_millis));
    }

    #[rstest]
    #[case("http://127.0.0.1:9464/efile", "127.0.0.1")]
    #[case(" https://LocalHost/", "localhost")]
    #[case("http://[::1]:80", "[::1]")]
    #[case("http://[::1]", "[::1]")]
    #[case("http://localhost@efile.example/", "efile.example")]
    #[case("http://efile.example?a=@localhost", "efile.example")]
    #[case("", "")]
    fn hosts(#[case] url: &str, #[case] expected: &str) {
        assert_eq!(host(url), expected);
    }

    #[rstest]
    #[case("+08:00", Some(28_800))]
    #[case("+8", Some(28_800))]
    #[case("-03:30", Some(-12_600))]
    #[case("Z", Some(0))]
    #[case("08:00", None)]
    #[case("+99:00", None)]
    #[case("+-8", None)]
    #[case("", None)]
    fn offsets(#[case] text: &str, #[case] seconds: Option<i32>) {
        assert_eq!(offset(text).map(Offset::seconds), seconds);
    }
}
