//! Asks the terminal what its background is (OSC 11), without waiting for it: the answer comes among the keys.

use std::time::Duration;

/// The question.
pub const ASK: &str = "\x1b]11;?\x1b\\";
/// A terminal that answers at all does so within this time, over a slow line, too.
pub const TIMEOUT: Duration = Duration::from_secs(1);

/// How the answer begins, behind `ESC ]`.
const BEGIN: &str = "11;rgb";

/// Whether a colour such as `11;rgb:ffff/ffff/ffff` is light; `None` where it is no colour. The parts have 1 to 4 digits each.
pub fn is_light(answer: &str) -> Option<bool> {
    let parts = answer.strip_prefix(BEGIN)?.trim_start_matches('a').strip_prefix(':')?;
    let mut parts = parts.split('/').map(|part| {
        let most = f64::from(16_u32.checked_pow(u32::try_from(part.len()).ok()?)? - 1);
        let value = u16::from_str_radix(part, 16).ok()?;
        (1..=4).contains(&part.len()).then(|| f64::from(value) / most)
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // As bright as the eye takes it (ITU-R BT.601).
    Some(0.299 * red + 0.587 * green + 0.114 * blue > 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::white("11;rgb:ffff/ffff/ffff", Some(true))]
    #[case::black("11;rgb:0000/0000/0000", Some(false))]
    #[case::solarized_light("11;rgb:fdf6/e3e3/e3e3", Some(true))]
    #[case::two_digits("11;rgb:1e/1e/2E", Some(false))]
    #[case::with_alpha("11;rgba:ffff/ffff/ffff/8000", Some(true))]
    #[case::foreground("10;rgb:ffff/ffff/ffff", None)]
    #[case::no_colour("11;rgb:ffff/ffff", None)]
    #[case::too_long("11;rgb:fffffff/ffff/ffff", None)]
    fn an_answer_says_whether_it_is_light(#[case] answer: &str, #[case] light: Option<bool>) {
        assert_eq!(is_light(answer), light);
    }
}
