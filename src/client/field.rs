//! One field of an answer, of whatever type it came: a value if it can be one, and nothing otherwise.
//!
//! The doubt behind all of these: the document gives a type for each field, but the platform's live answers have been seen with
//! numbers as texts and texts as numbers, and with null for what is not known.

use crate::domain::clean::cleaned;
use std::borrow::Cow;

/// A JSON value, with what whoever found it knows of it already.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// What stands between the quotes of a text without escapes, or a number, or a truth value.
    Plain {
        /// It.
        text: &'a str,
        /// Whether all of it is ASCII that can be shown; `false` says nothing.
        is_ascii: bool,
    },
    /// The JSON text of any value.
    Json(&'a str),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(json: &'a str) -> Self {
        Self::Json(json)
    }
}

/// The plain text of a text, a number or a truth value, borrowed where nothing is escaped; `None` for null, lists and objects.
pub fn text<'a>(value: impl Into<Value<'a>>) -> Option<Cow<'a, str>> {
    match value.into() {
        Value::Plain { text, .. } => Some(Cow::Borrowed(text)),
        Value::Json(json) => text_of(json),
    }
}

fn text_of(json: &str) -> Option<Cow<'_, str>> {
    match json.as_bytes().first()? {
        b'"' => match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(plain) if plain.bytes().all(|byte| byte >= b' ' && byte != b'\\' && byte != b'"') => {
                Some(Cow::Borrowed(plain))
            }
            _ => serde_json::from_str(json).ok().map(Cow::Owned),
        },
        b't' | b'f' | b'-' | b'0'..=b'9' => Some(Cow::Borrowed(json)),
        _ => None,
    }
}

/// A text made safe to show, of at most `most` characters; `None` when there is nothing to see.
pub fn seen<'a>(value: impl Into<Value<'a>>, most: usize) -> Option<Cow<'a, str>> {
    match value.into() {
        Value::Plain { text, is_ascii: true } if text.len() <= most => shown(text),
        value => cleaned_or_none(text(value)?, most),
    }
}

/// [`seen`], to be kept.
pub fn clean_text<'a>(value: impl Into<Value<'a>>, most: usize) -> Option<Box<str>> {
    seen(value, most).map(Box::from)
}

/// A single word: a code, a status.
pub fn word<'a>(value: impl Into<Value<'a>>, most: usize) -> Option<Cow<'a, str>> {
    match value.into() {
        Value::Plain { text, is_ascii: true } if text.len() <= most => shown(trimmed(text)),
        value => {
            let word = match text(value)? {
                Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            };
            cleaned_or_none(word, most)
        }
    }
}

/// A text that needs no cleaning.
fn shown(text: &str) -> Option<Cow<'_, str>> {
    (!is_blank(text)).then_some(Cow::Borrowed(text))
}

/// Whether there is nothing to see in a text.
pub fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
}

/// [`str::trim`], which looks for the white space of all scripts. Most texts begin and end with what is plainly none.
pub fn trimmed(text: &str) -> &str {
    let ends = text.as_bytes().first().zip(text.as_bytes().last());
    if ends.is_some_and(|(first, last)| first.is_ascii_graphic() && last.is_ascii_graphic()) {
        text
    } else {
        text.trim()
    }
}

fn cleaned_or_none(text: Cow<'_, str>, most: usize) -> Option<Cow<'_, str>> {
    if is_blank(&text) {
        return None;
    }
    Some(match text {
        Cow::Borrowed(text) => cleaned(text, most),
        Cow::Owned(text) => Cow::Owned(cleaned(&text, most).into_owned()),
    })
}

/// A code that says that something went wrong.
///
/// Doubt: what `errorCode` is while all is well; the document's example has null, others of the platform's answers `"0"` or `""`.
pub fn error_code<'a>(value: impl Into<Value<'a>>) -> Option<Box<str>> {
    word(value, 32).filter(|code| !matches!(&**code, "0" | "null")).map(Box::from)
}

/// A count or a size. Whole numbers up to 2^64-1 are kept exactly; of a fraction the whole part is taken. Negative ones, and those
/// beyond 2^64-1, say nothing.
pub fn number<'a>(value: impl Into<Value<'a>>) -> Option<u64> {
    let text = text(value)?;
    let text = trimmed(&text);
    // Through text and not by a cast: a cast would turn what is out of range into a number that looks right.
    digits(text)
        .or_else(|| text.parse().ok())
        .or_else(|| format!("{:.0}", text.parse::<f64>().ok()?.trunc()).parse().ok())
}

/// What most numbers are: digits, so few of them that they cannot be too many.
fn digits(text: &str) -> Option<u64> {
    if !(1..=19).contains(&text.len()) {
        return None;
    }
    text.bytes().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0')))
}

/// A percentage within 0 to 100.
///
/// Doubt: the document's only example is `"100%"`. A bare number is taken as percent, so that 0.5 is half a percent and not half
/// of the work. More than 100 is 100; less than 0 is what systems write for "not known".
pub fn percent<'a>(value: impl Into<Value<'a>>) -> Option<f64> {
    let text = text(value)?;
    if let Some(whole) = text.strip_suffix('%').and_then(digits).and_then(|whole| u32::try_from(whole).ok()) {
        return Some(f64::from(whole.min(100)));
    }
    let number: f64 = text.trim().trim_end_matches(['%', '\u{ff05}']).trim_end().parse().ok()?;
    // Adding zero makes a plain zero of a negative one.
    (number.is_finite() && number >= 0.0).then(|| number.min(100.0) + 0.0)
}

/// A truth value.
pub fn truth<'a>(value: impl Into<Value<'a>>) -> Option<bool> {
    let text = text(value)?;
    let text = trimmed(&text);
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("1") { Some(true) } else { (is("false") || is("0")).then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("5", Some(5))]
    #[case("\" 123 \"", Some(123))]
    #[case("1.0", Some(1))]
    #[case("1.9", Some(1))]
    #[case("\"1e3\"", Some(1000))]
    #[case("9007199254740993", Some(9_007_199_254_740_993))]
    #[case("18446744073709551615", Some(u64::MAX))]
    #[case("\"18446744073709551615\"", Some(u64::MAX))]
    #[case("18446744073709551616", None)]
    #[case("1e30", None)]
    #[case("1e999", None)]
    #[case("-1", None)]
    #[case("\"NaN\"", None)]
    #[case("\"inf\"", None)]
    #[case("\"\"", None)]
    #[case("null", None)]
    #[case("true", None)]
    #[case("[1]", None)]
    #[case("{}", None)]
    fn numbers(#[case] json: &str, #[case] expected: Option<u64>) {
        assert_eq!(number(json), expected);
    }

    #[rstest]
    #[case("\"100%\"", Some(100.0))]
    #[case("\"62.5%\"", Some(62.5))]
    #[case("\"62.5 %\"", Some(62.5))]
    #[case("\"62.5%\"", Some(62.5))]
    #[case("62.5", Some(62.5))]
    #[case("\"62.5\"", Some(62.5))]
    #[case("0.5", Some(0.5))]
    #[case("\"250%\"", Some(100.0))]
    #[case("-0.0", Some(0.0))]
    #[case("-1", None)]
    #[case("\"\"", None)]
    #[case("\"%\"", None)]
    #[case("\"NaN%\"", None)]
    #[case("\"inf\"", None)]
    #[case("null", None)]
    #[case("true", None)]
    fn percentages(#[case] json: &str, #[case] expected: Option<f64>) {
        assert_eq!(percent(json), expected);
        assert!(percent(json).is_none_or(f64::is_sign_positive));
    }

    #[rstest]
    #[case("true", Some(true))]
    #[case("\"True\"", Some(true))]
    #[case("0", Some(false))]
    #[case("\"false\"", Some(false))]
    #[case("\"\"", None)]
    #[case("null", None)]
    fn truths(#[case] json: &str, #[case] expected: Option<bool>) {
        assert_eq!(truth(json), expected);
    }

    #[rstest]
    #[case("\"911501\"", Some("911501"))]
    #[case("911501", Some("911501"))]
    #[case("\" 0 \"", None)]
    #[case("0", None)]
    #[case("\"\"", None)]
    #[case("\"null\"", None)]
    #[case("null", None)]
    fn error_codes(#[case] json: &str, #[case] expected: Option<&str>) {
        assert_eq!(error_code(json).as_deref(), expected);
    }

    #[rstest]
    #[case(r#""/a b /c""#, Some("/a b /c"))]
    #[case(r#"" \t""#, None)]
    #[case("11949818712", Some("11949818712"))]
    #[case(r#""a\u001b[31m""#, Some("a\u{fffd}[31m"))]
    #[case(r#""\ud800""#, None)]
    #[case(r#"["/a"]"#, None)]
    fn texts(#[case] json: &str, #[case] expected: Option<&str>) {
        assert_eq!(clean_text(json, 100).as_deref(), expected);
    }
}
