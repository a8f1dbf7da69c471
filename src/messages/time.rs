//! Durations, ages and points in time in few cells. Tables use the same compact units in both languages; sentences spell them out.

use super::{Lang, width::cells};
#[cfg(any(test, feature = "internals"))]
use jiff::tz::Offset;
use jiff::{Timestamp, tz::TimeZone};
use std::time::Duration;

/// The greatest width of [`age`], in cells.
pub const AGE_CELLS: usize = 4;
/// The greatest width of [`eta_range`] and [`left_or_clock`], and of the words in their place, in cells.
pub const ETA_CELLS: usize = 11;

/// China's time, which the service's times are in, as far as is known; it has no summer time.
#[cfg(any(test, feature = "internals"))]
pub const CHINA: Offset = jiff::tz::offset(8);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

/// A time on a stopwatch: `03:12`, `1:03:12`.
pub fn stopwatch(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// A duration in two units and 6 cells at most, rounded down: `45s`, `12m03s`, `3h12m`, `2d04h`, `120d`, `>1y`.
pub fn duration(duration: Duration) -> String {
    match duration.as_secs() {
        s @ ..MINUTE => format!("{s}s"),
        s @ MINUTE..HOUR => format!("{}m{:02}s", s / MINUTE, s % MINUTE),
        s @ HOUR..DAY => format!("{}h{:02}m", s / HOUR, s % HOUR / MINUTE),
        s if s < 100 * DAY => format!("{}d{:02}h", s / DAY, s % DAY / HOUR),
        s if s < YEAR => format!("{}d", s / DAY),
        _ => ">1y".to_owned(),
    }
}

/// How old something is, in one unit, rounded down: `3s`, `12m`, `5h`, `40d`, `>1y`.
pub fn age(age: Duration) -> String {
    match age.as_secs() {
        s @ ..MINUTE => format!("{s}s"),
        s @ MINUTE..HOUR => format!("{}m", s / MINUTE),
        s @ HOUR..DAY => format!("{}h", s / HOUR),
        s if s < YEAR => format!("{}d", s / DAY),
        _ => ">1y".to_owned(),
    }
}

/// The time that is left, as a range in whole units (`8-14m`, `45s-3m`). It collapses to one value when both ends show the same
/// (`8m`), and to [`duration`] when they are the same.
pub fn eta_range(low: Duration, high: Duration) -> String {
    let (low, high) = (low.min(high), low.max(high));
    if low.as_secs() == high.as_secs() {
        return duration(high);
    }
    match (low.as_secs(), high.as_secs()) {
        (YEAR.., _) => ">1y".to_owned(),
        (low, YEAR..) => {
            let (low, unit) = coarse(low, eta_unit(low));
            format!("{low}{unit}+")
        }
        (low, high) => {
            let unit = eta_unit(high);
            let (low_value, low_unit) = coarse(low, if low < unit { eta_unit(low) } else { unit });
            let (high_value, high_unit) = coarse(high, unit);
            if low_unit != high_unit {
                format!("{low_value}{low_unit}-{high_value}{high_unit}")
            } else if low_value != high_value {
                format!("{low_value}-{high_value}{high_unit}")
            } else {
                format!("{high_value}{high_unit}")
            }
        }
    }
}

/// The time that is left, in one form for each size: `~40 s`, `~6 min`, `~2 h 10`, `~3 d 4 h`; `约 40 秒`, `约 6 分钟`, `约 2 小时 10 分`.
pub fn left(left: Duration, lang: Lang) -> String {
    match rounded(left, lang) {
        Ok(text) if lang == Lang::Zh => format!("约 {text}"),
        Ok(text) => format!("~{text}"),
        Err(text) => text,
    }
}

/// The same of a time that is a lower bound, behind its sign: `≥ 26 min`.
pub fn at_least(sign: &str, left: Duration, lang: Lang) -> String {
    rounded(left, lang).map_or_else(|text| text, |text| format!("{sign} {text}"))
}

/// The number and the units of [`left`]; an error of what is beyond all of them.
fn rounded(left: Duration, lang: Lang) -> Result<String, String> {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let minutes = seconds.saturating_add(30) / MINUTE;
    let is_zh = lang == Lang::Zh;
    Ok(match seconds.next_multiple_of(5).max(5) {
        s @ ..MINUTE if is_zh => format!("{s} 秒"),
        s @ ..MINUTE => format!("{s} s"),
        _ if minutes < 60 && is_zh => format!("{} 分钟", minutes.max(1)),
        _ if minutes < 60 => format!("{} min", minutes.max(1)),
        _ if seconds < DAY => {
            let minutes = (minutes + 2) / 5 * 5;
            match (minutes / 60, minutes % 60) {
                (hours, 0) if is_zh => format!("{hours} 小时"),
                (hours, 0) => format!("{hours} h"),
                (hours, minutes) if is_zh => format!("{hours} 小时 {minutes} 分"),
                (hours, minutes) => format!("{hours} h {minutes:02}"),
            }
        }
        _ if seconds < YEAR => {
            let hours = seconds / HOUR;
            match (hours / 24, hours % 24) {
                (days, hours) if days >= 10 || hours == 0 => format!("{days} {}", if is_zh { "天" } else { "d" }),
                (days, hours) if is_zh => format!("{days} 天 {hours} 小时"),
                (days, hours) => format!("{days} d {hours} h"),
            }
        }
        _ if is_zh => return Err("1 年以上".to_owned()),
        _ => return Err(">1 y".to_owned()),
    })
}

/// [`left`] in a row: from one hour on it says when, on the clock: `~02:40`, `Sun 14:00`, `12-05`.
pub fn left_or_clock(time_left: Duration, now: Timestamp, zone: &TimeZone, lang: Lang) -> String {
    if time_left.as_secs() + 30 < HOUR {
        return left(time_left, lang);
    }
    match (coming(time_left, now, zone, lang), lang) {
        (None, _) => left(time_left, lang),
        (Some(clock), _) if time_left.as_secs() >= DAY => clock,
        (Some(clock), Lang::En) => format!("~{clock}"),
        (Some(clock), Lang::Zh) => format!("约 {clock}"),
    }
}

/// The same of a time that is a lower bound, behind its sign: `≥ 26 min`, `≥ 14:00`.
pub fn at_least_or_clock(sign: &str, time_left: Duration, now: Timestamp, zone: &TimeZone, lang: Lang) -> String {
    let clock = coming(time_left, now, zone, lang).filter(|_| time_left.as_secs() + 30 >= HOUR);
    let Some(clock) = clock else { return at_least(sign, time_left, lang) };
    let spaced = format!("{sign} {clock}");
    if cells(&spaced) <= ETA_CELLS { spaced } else { format!("{sign}{clock}") }
}

/// A time to come, `left` from now: `00:31` within a day, `Sun 14:00` within a week, then the date; `None` from a year on, which is as far
/// as estimates go.
pub fn coming(left: Duration, now: Timestamp, zone: &TimeZone, lang: Lang) -> Option<String> {
    let then = zone.to_datetime(now.checked_add(left).ok()?);
    Some(match left.as_secs() {
        ..DAY => then.strftime("%H:%M").to_string(),
        s if s < 7 * DAY && lang == Lang::En => then.strftime("%a %H:%M").to_string(),
        s if s < 7 * DAY => {
            let days = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
            let day = usize::try_from(then.weekday().to_monday_zero_offset()).ok().and_then(|day| days.get(day));
            format!("{} {}", day.copied().unwrap_or_default(), then.strftime("%H:%M"))
        }
        s if s < 300 * DAY => then.strftime("%m-%d").to_string(),
        s if s < YEAR => then.date().to_string(),
        _ => return None,
    })
}

/// The unit for the greater end of a range: the greatest of which it holds two, three where a step would lose much.
fn eta_unit(seconds: u64) -> u64 {
    match seconds {
        s if s < 2 * MINUTE => 1,
        s if s < 3 * HOUR => MINUTE,
        s if s < 3 * DAY => HOUR,
        _ => DAY,
    }
}

/// `seconds` in whole `unit`s, and its letter.
fn coarse(seconds: u64, unit: u64) -> (u64, char) {
    let letter = match unit {
        1 => 's',
        MINUTE => 'm',
        HOUR => 'h',
        _ => 'd',
    };
    (seconds / unit, letter)
}

/// A duration for a sentence, two units at most, rounded down: `12 s`, `3 min 20 s`, `2 h 5 min`; `12 秒`, `3 分 20 秒`, `2 小时 5 分`.
pub fn spoken(duration: Duration, lang: Lang) -> String {
    let [day, hour, minute, second] = match lang {
        Lang::En => ["d", "h", "min", "s"],
        Lang::Zh => ["天", "小时", "分", "秒"],
    };
    let seconds = duration.as_secs();
    let (first, second) = match seconds {
        ..MINUTE => ((seconds, second), (0, second)),
        MINUTE..HOUR => ((seconds / MINUTE, minute), (seconds % MINUTE, second)),
        HOUR..DAY => ((seconds / HOUR, hour), (seconds % HOUR / MINUTE, minute)),
        _ => ((seconds / DAY, day), (seconds % DAY / HOUR, hour)),
    };
    match (first, second) {
        ((value, unit), (0, _)) => format!("{value} {unit}"),
        ((value, unit), (rest, lesser)) => format!("{value} {unit} {rest} {lesser}"),
    }
}

/// The time of day in `zone`: `14:02:07`.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%H:%M:%S").to_string()
}

/// Date and time of day in `zone`, with its offset, so that it can be told to others: `2025-08-05 15:22:56 +08:00`.
pub fn date_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// The offset of `zone` from UTC at that time: `+08:00`.
pub fn offset(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%:z").to_string()
}

/// [`clock`] on the day of `now`, else month and day before hour and minute (`08-05 15:22`), else, in another year, the date.
pub fn clock_or_date(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (then, today) = (zone.to_datetime(at), zone.to_datetime(now));
    if then.date() == today.date() {
        clock(at, zone)
    } else if then.year() == today.year() {
        then.strftime("%m-%d %H:%M").to_string()
    } else {
        then.date().to_string()
    }
}

/// A time of day without its seconds; a date as it is.
pub fn without_seconds(clock: &str) -> &str {
    clock.rsplit_once(':').filter(|(minutes, _)| minutes.contains(':')).map_or(clock, |(minutes, _)| minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::width::cells;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "0s", "0s")]
    #[case(59, "59s", "59s")]
    #[case(60, "1m00s", "1m")]
    #[case(723, "12m03s", "12m")]
    #[case(3599, "59m59s", "59m")]
    #[case(3600, "1h00m", "1h")]
    #[case(3 * HOUR + 12 * MINUTE + 59, "3h12m", "3h")]
    #[case(2 * DAY + 4 * HOUR, "2d04h", "2d")]
    #[case(99 * DAY + 23 * HOUR, "99d23h", "99d")]
    #[case(100 * DAY, "100d", "100d")]
    #[case(YEAR, ">1y", ">1y")]
    #[case(u64::MAX, ">1y", ">1y")]
    fn durations_and_ages(#[case] seconds: u64, #[case] two_units: &str, #[case] one_unit: &str) {
        assert_eq!(duration(Duration::from_secs(seconds)), two_units);
        assert_eq!(age(Duration::from_secs(seconds)), one_unit);
    }

    #[rstest]
    #[case(8 * MINUTE, 14 * MINUTE + 59, "8-14m")]
    #[case(14 * MINUTE, 8 * MINUTE, "8-14m")]
    #[case(45, 110, "45-110s")]
    #[case(45, 3 * MINUTE, "45s-3m")]
    #[case(65 * MINUTE, 115 * MINUTE, "65-115m")]
    #[case(59 * MINUTE, 30 * HOUR, "59m-30h")]
    #[case(8 * MINUTE + 1, 8 * MINUTE + 50, "8m")]
    #[case(8 * MINUTE + 1, 8 * MINUTE + 1, "8m01s")]
    #[case(0, 0, "0s")]
    #[case(300 * DAY, 2 * YEAR, "300d+")]
    #[case(2 * YEAR, 3 * YEAR, ">1y")]
    #[case(YEAR, u64::MAX, ">1y")]
    fn ranges(#[case] low: u64, #[case] high: u64, #[case] expected: &str) {
        assert_eq!(eta_range(Duration::from_secs(low), Duration::from_secs(high)), expected);
    }

    #[rstest]
    #[case(0, "~5 s", "约 5 秒", "~5 s")]
    #[case(38, "~40 s", "约 40 秒", "~40 s")]
    #[case(57, "~1 min", "约 1 分钟", "~1 min")]
    #[case(6 * MINUTE + 20, "~6 min", "约 6 分钟", "~6 min")]
    #[case(HOUR - 20, "~1 h", "约 1 小时", "~23:59")]
    #[case(2 * HOUR + 11 * MINUTE, "~2 h 10", "约 2 小时 10 分", "~01:11")]
    #[case(DAY - 1, "~24 h", "约 24 小时", "~22:59")]
    #[case(3 * DAY + 4 * HOUR, "~3 d 4 h", "约 3 天 4 小时", "Sat 03:00")]
    #[case(20 * DAY, "~20 d", "约 20 天", "08-25")]
    #[case(350 * DAY, "~350 d", "约 350 天", "2026-07-21")]
    #[case(400 * DAY, ">1 y", "1 年以上", ">1 y")]
    fn time_left_has_one_form_for_each_size(
        #[case] seconds: u64,
        #[case] en: &str,
        #[case] zh: &str,
        #[case] row: &str,
    ) {
        let time_left = Duration::from_secs(seconds);
        assert_eq!((left(time_left, Lang::En).as_str(), left(time_left, Lang::Zh).as_str()), (en, zh));
        let now: Timestamp = "2025-08-05T15:00:00Z".parse().unwrap();
        assert_eq!(left_or_clock(time_left, now, &TimeZone::fixed(CHINA), Lang::En), row);
    }

    #[rstest]
    #[case(12, "12 s", "12 秒")]
    #[case(200, "3 min 20 s", "3 分 20 秒")]
    #[case(2 * HOUR + 5 * MINUTE, "2 h 5 min", "2 小时 5 分")]
    #[case(DAY, "1 d", "1 天")]
    fn sentences(#[case] seconds: u64, #[case] en: &str, #[case] zh: &str) {
        assert_eq!(spoken(Duration::from_secs(seconds), Lang::En), en);
        assert_eq!(spoken(Duration::from_secs(seconds), Lang::Zh), zh);
    }

    #[test]
    fn points_in_time() {
        let at: Timestamp = "2025-08-05T07:22:56.9Z".parse().unwrap();
        let later: Timestamp = "2025-08-05T15:59:59Z".parse().unwrap();
        let tomorrow: Timestamp = "2025-08-05T16:00:00Z".parse().unwrap();
        let china = TimeZone::fixed(CHINA);
        assert_eq!(date_time(at, &china), "2025-08-05 15:22:56 +08:00");
        assert_eq!(
            date_time(at, &TimeZone::fixed(Offset::from_seconds(-12_600).unwrap())),
            "2025-08-05 03:52:56 -03:30"
        );
        assert_eq!(date_time(at, &TimeZone::UTC), "2025-08-05 07:22:56 +00:00");
        assert_eq!(clock_or_date(at, later, &china), "15:22:56");
        assert_eq!(clock_or_date(at, tomorrow, &china), "08-05 15:22");
        assert_eq!(clock_or_date(at, Timestamp::UNIX_EPOCH, &china), "2025-08-05");
    }

    #[test]
    fn the_ends_of_time_are_no_trouble() {
        for at in [Timestamp::MIN, Timestamp::MAX] {
            for zone in [Offset::MIN, CHINA, Offset::MAX].map(TimeZone::fixed) {
                assert_eq!(cells(&clock(at, &zone)), 8);
                assert!(date_time(at, &zone).len() >= 26);
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_it_says(low: u64, high: u64, low_shift in 0..64_u32, high_shift in 0..64_u32) {
            let (low, high) = (Duration::from_secs(low >> low_shift), Duration::from_secs(high >> high_shift));
            prop_assert!(cells(&duration(low)) <= 6);
            prop_assert!(cells(&age(low)) <= AGE_CELLS);
            prop_assert!(cells(&eta_range(low, high)) <= ETA_CELLS, "{}", eta_range(low, high));
            for lang in [Lang::En, Lang::Zh] {
                let row = left_or_clock(low, Timestamp::UNIX_EPOCH, &TimeZone::fixed(CHINA), lang);
                prop_assert!(cells(&row) <= ETA_CELLS, "{row}");
                prop_assert!(!left(high, lang).is_empty());
            }
        }
    }
}
