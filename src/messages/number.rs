//! Bytes, counts, rates and percentages in few cells. Each function has a greatest width, so that columns can rely on it.

use super::Lang;

/// The greatest width of [`bytes_rate`], in cells.
pub const BYTES_RATE_CELLS: usize = 10;
/// The width of [`percent`], in cells.
pub const PERCENT_CELLS: usize = 4;
/// The greatest width of [`bytes_pair`], in cells.
pub const BYTES_PAIR_CELLS: usize = 17;
/// The greatest width of [`count_pair`], in cells.
pub const COUNT_PAIR_CELLS: usize = 13;

const BYTE_UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
/// The first of [`BYTE_UNITS`] whose small values have two decimals: a tenth of a TiB takes minutes.
const FINE: usize = 4;
const COUNT_UNITS: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];

/// Bytes in binary units, 8 cells at most: one decimal below 100, none from there on (`999 B`, `1.5 KiB`, `123 GiB`); from TiB
/// on, where a tenth is much, two below 10 (`1.36 TiB`).
pub fn bytes(n: u64) -> String {
    let (value, unit) = scaled_bytes(n);
    format!("{value} {unit}")
}

/// Bytes per second (`12.3 MiB/s`); what is no number or below zero counts as 0.
pub fn bytes_rate(per_second: f64) -> String {
    match whole(per_second) {
        0 if per_second > 0.0 => "<1 B/s".to_owned(),
        n => format!("{}/s", bytes(n)),
    }
}

/// A count in at most 6 cells: exact below 100,000, then three digits and a letter (`123k`, `1.23M`), rounded down, so that a
/// round number is not shown before it is reached.
pub fn count(n: u64) -> String {
    if n < 100_000 {
        return n.to_string();
    }
    let mut step = 0;
    let mut unit = 1_u64;
    while n / unit >= 1000 {
        unit *= 1000;
        step += 1;
    }
    let letter = COUNT_UNITS.get(step).copied().unwrap_or_default();
    let (whole, thousandths) = (n / unit, n % unit / (unit / 1000));
    match whole {
        0..10 => format!("{whole}.{:02}{letter}", thousandths / 10),
        10..100 => format!("{whole}.{}{letter}", thousandths / 100),
        _ => format!("{whole}{letter}"),
    }
}

/// A count with all its digits, grouped by threes (`1,234,567`), as both languages write it.
pub fn count_full(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Files per second (`35 files/s`, `35 个/秒`), one decimal below 10; what is no number or below zero counts as 0.
pub fn files_rate(per_second: f64, lang: Lang) -> String {
    let number = match whole(per_second * 10.0) {
        0 if per_second > 0.0 => "<0.1".to_owned(),
        0 => "0".to_owned(),
        tenths @ 1..100 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => count(whole(per_second)),
    };
    match lang {
        Lang::En => format!("{number} files/s"),
        Lang::Zh => format!("{number} 个/秒"),
    }
}

/// A part of 1 as a percentage in exactly 4 cells, rounded down: `100%` is shown for 1 and nothing less.
pub fn percent(ratio: f64) -> String {
    let percent = if ratio >= 1.0 {
        100
    } else {
        // 0.29 times 100 is a hair below 29.
        floor(ratio * 100.0 + 1e-9).min(99)
    };
    format!("{percent:>3}%")
}

/// How many of how many bytes (`1.2/40.0 GiB`): one unit for both where that leaves the first readable, else each its own
/// (`5.0 MiB/40.0 GiB`). The first is rounded down, so that it does not reach the second early.
pub fn bytes_pair(done: u64, total: u64) -> String {
    if done == total {
        let (value, unit) = scaled_bytes(total);
        return format!("{value}/{value} {unit}");
    }
    let step = byte_step(total);
    let unit = 1_u128 << (10 * step);
    let shares_unit = done < total && (done == 0 || u128::from(done) * 10 >= unit);
    if !shares_unit {
        return format!("{}/{}", bytes(done), bytes(total));
    }
    let hundredths = u128::from(done) * 100 / unit;
    let done = match (step, hundredths) {
        (0, _) | (_, 0..10 | 10_000..) => (hundredths / 100).to_string(),
        (FINE.., ..1000) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        _ => format!("{}.{}", hundredths / 100, hundredths % 100 / 10),
    };
    format!("{done}/{}", bytes(total))
}

/// How many of how many (`35/1200`, `1.23M/4.50M`).
pub fn count_pair(done: u64, total: u64) -> String {
    format!("{}/{}", count(done), count(total))
}

/// Value and unit of a number of bytes.
fn scaled_bytes(n: u64) -> (String, &'static str) {
    let step = byte_step(n);
    let unit = 1_u128 << (10 * step);
    let name = BYTE_UNITS.get(step).copied().unwrap_or_default();
    let tenths = (u128::from(n) * 10 + unit / 2) / unit;
    let hundredths = (u128::from(n) * 100 + unit / 2) / unit;
    let value = match (step, tenths) {
        (0, _) => n.to_string(),
        (FINE.., _) if hundredths < 1000 => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        (_, 0..1000) => format!("{}.{}", tenths / 10, tenths % 10),
        _ => ((u128::from(n) + unit / 2) / unit).to_string(),
    };
    (value, name)
}

/// Which of [`BYTE_UNITS`] a number of bytes is shown in: the first in which it rounds to less than 1024.
fn byte_step(n: u64) -> usize {
    (0..BYTE_UNITS.len() - 1)
        .find(|step| {
            let unit = 1_u128 << (10 * step);
            (u128::from(n) + unit / 2) / unit < 1024
        })
        .unwrap_or(BYTE_UNITS.len() - 1)
}

/// The nearest whole number, 0 for what is no number or below zero.
fn whole(value: f64) -> u64 {
    floor(value.round())
}

/// The whole part, 0 for what is no number or below zero.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and makes 0 of what is no number: both are wanted here"
)]
fn floor(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::width::cells;
    use proptest::prelude::*;
    use rstest::rstest;

    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;
    const TIB: u64 = 1 << 40;

    #[rstest]
    #[case(0, "0 B")]
    #[case(999, "999 B")]
    #[case(1023, "1023 B")]
    #[case(1024, "1.0 KiB")]
    #[case(1536, "1.5 KiB")]
    #[case(99 * KIB + 1023, "100 KiB")]
    #[case(1023 * KIB, "1023 KiB")]
    #[case(MIB - 1, "1.0 MiB")] // never 1024 KiB
    #[case(12 * GIB + GIB / 3, "12.3 GiB")]
    #[case(TIB + 3 * TIB / 8, "1.38 TiB")]
    #[case(12 * TIB, "12.0 TiB")]
    #[case(u64::MAX, "16.0 EiB")]
    fn bytes_are_short(#[case] n: u64, #[case] expected: &str) {
        assert_eq!(bytes(n), expected);
    }

    #[rstest]
    #[case(0.0, "0 B/s")]
    #[case(0.2, "<1 B/s")]
    #[case(12.3 * 1_048_576.0, "12.3 MiB/s")]
    #[case(-5.0, "0 B/s")]
    #[case(f64::NAN, "0 B/s")]
    #[case(f64::INFINITY, "16.0 EiB/s")]
    fn byte_rates(#[case] rate: f64, #[case] expected: &str) {
        assert_eq!(bytes_rate(rate), expected);
    }

    #[rstest]
    #[case(0, "0", "0")]
    #[case(999, "999", "999")]
    #[case(99_999, "99999", "99,999")]
    #[case(100_000, "100k", "100,000")]
    #[case(999_999, "999k", "999,999")]
    #[case(1_239_999, "1.23M", "1,239,999")]
    #[case(12_345_678, "12.3M", "12,345,678")]
    #[case(u64::MAX, "18.4E", "18,446,744,073,709,551,615")]
    fn counts(#[case] n: u64, #[case] short: &str, #[case] full: &str) {
        assert_eq!(count(n), short);
        assert_eq!(count_full(n), full);
    }

    #[rstest]
    #[case(0.0, "0 files/s", "0 个/秒")]
    #[case(0.01, "<0.1 files/s", "<0.1 个/秒")]
    #[case(3.54, "3.5 files/s", "3.5 个/秒")]
    #[case(9.96, "10 files/s", "10 个/秒")]
    #[case(35.2, "35 files/s", "35 个/秒")]
    #[case(f64::NAN, "0 files/s", "0 个/秒")]
    fn file_rates(#[case] rate: f64, #[case] en: &str, #[case] zh: &str) {
        assert_eq!(files_rate(rate, Lang::En), en);
        assert_eq!(files_rate(rate, Lang::Zh), zh);
    }

    #[rstest]
    #[case(0.0, "  0%")]
    #[case(0.009, "  0%")]
    #[case(0.29, " 29%")]
    #[case(0.625, " 62%")]
    #[case(0.999, " 99%")]
    #[case(1.0 - f64::EPSILON, " 99%")]
    #[case(1.0, "100%")]
    #[case(7.0, "100%")]
    #[case(-1.0, "  0%")]
    #[case(f64::NAN, "  0%")]
    fn percentages(#[case] ratio: f64, #[case] expected: &str) {
        assert_eq!(percent(ratio), expected);
    }

    #[rstest]
    #[case(GIB + GIB / 4, 40 * GIB, "1.2/40.0 GiB")]
    #[case(0, 40 * GIB, "0/40.0 GiB")]
    #[case(5 * MIB, 40 * GIB, "5.0 MiB/40.0 GiB")]
    #[case(40 * GIB - 1, 40 * GIB, "39.9/40.0 GiB")]
    #[case(40 * GIB, 40 * GIB, "40.0/40.0 GiB")]
    #[case(150 * GIB, 300 * GIB, "150/300 GiB")]
    #[case(5, 1023, "5/1023 B")]
    #[case(0, 0, "0/0 B")]
    #[case(950 * GIB, TIB + 3 * TIB / 8, "0.92/1.38 TiB")]
    #[case(3 * TIB + GIB * 512, 40 * TIB, "3.50/40.0 TiB")]
    #[case(2 * GIB, 5, "2.0 GiB/5 B")]
    fn pairs_of_bytes(#[case] done: u64, #[case] total: u64, #[case] expected: &str) {
        assert_eq!(bytes_pair(done, total), expected);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_it_says(shift in 0..64_u32, n: u64, m: u64, rate: f64) {
            let (n, m) = (n >> shift, m >> (shift / 2));
            prop_assert!(cells(&bytes(n)) <= 8);
            prop_assert!(cells(&count(n)) <= 6);
            prop_assert!(cells(&bytes_rate(rate)) <= BYTES_RATE_CELLS);
            prop_assert!(cells(&bytes_pair(n, m)) <= BYTES_PAIR_CELLS, "{}", bytes_pair(n, m));
            prop_assert!(cells(&count_pair(n, m)) <= COUNT_PAIR_CELLS);
            prop_assert_eq!(cells(&percent(rate)), PERCENT_CELLS);
            prop_assert_eq!(count_full(n).replace(',', ""), n.to_string());
        }
    }
}
