//! One field of an answer, of whatever type it came: a value if it can be one, and nothing otherwise.
//!
//! Not specified by the API: the document gives a type for each field, but live answers of the platform have had numbers as texts, texts
//! as numbers, and null for what is not known.

use crate::domain::clean::cleaned;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, fmt};

/// A value of any JSON type. Lists and objects are read over and are nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scalar<'a> {
    /// Null, missing, a list or an object.
    #[default]
    Nothing,
    /// A text, borrowed where nothing in it is escaped.
    Text(Cow<'a, str>),
    /// A whole number that is not negative.
    Whole(u64),
    /// Any other number.
    Number(f64),
    /// A truth value.
    Truth(bool),
}

impl<'a> Scalar<'a> {
    /// The value of a JSON text; nothing if it is none.
    pub fn of(json: &'a str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// As text; `None` for nothing.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Whole(number) => Some(number.to_string().into()),
            Self::Number(number) => Some(number.to_string().into()),
            Self::Truth(truth) => Some(truth.to_string().into()),
        }
    }

    /// As text made safe to show, of at most `most` characters; `None` when there is nothing to see.
    pub fn clean_text(&self, most: usize) -> Option<Box<str>> {
        self.text().filter(|text| !text.trim().is_empty()).map(|text| cleaned(&text, most).into())
    }

    /// As a single word: a code, a status.
    pub fn word(&self, most: usize) -> Option<Box<str>> {
        let text = self.text()?;
        let word = text.trim();
        (!word.is_empty()).then(|| cleaned(word, most).into())
    }

    /// As a code that says that something went wrong.
    ///
    /// Not specified by the API: what `errorCode` is while all is well. The document's example has null, other answers of the platform
    /// `"0"`, `""` or the HTTP status 200.
    pub fn error_code(&self) -> Option<Box<str>> {
        self.word(32).filter(|code| !matches!(&**code, "0" | "200" | "null"))
    }

    /// As a message that says what went wrong.
    ///
    /// Not specified by the API: what `errorMsg` is while all is well. Envelopes of the platform say `success` then.
    pub fn error_message(&self, most: usize) -> Option<Box<str>> {
        self.clean_text(most).filter(|message| !message.trim().eq_ignore_ascii_case("success"))
    }

    /// As a count or a size. Whole numbers up to 2^64-1 are kept exactly; of a fraction the whole part is taken. Negative ones, and
    /// those beyond 2^64-1, say nothing.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Number(number) => whole(*number),
            Self::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| whole(text.parse().ok()?))
            }
            Self::Truth(_) | Self::Nothing => None,
        }
    }

    /// As a percentage within 0 to 100, and whether a percent sign says that it is one. More than 100 is 100; less than 0 is what systems
    /// write for "not known".
    pub fn percent(&self) -> Option<(f64, bool)> {
        let text = self.text()?;
        let text = text.trim();
        let bare = text.trim_end_matches(['%', '\u{ff05}']);
        let number: f64 = bare.trim_end().parse().ok()?;
        // Adding zero makes a plain zero of a negative one.
        (number.is_finite() && number >= 0.0).then(|| (number.min(100.0) + 0.0, bare != text))
    }

    /// As a truth value.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            value => match &*value.text()?.trim().to_ascii_lowercase() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
        }
    }
}

/// The whole part of a number, through text and not by a cast: a cast would turn what is out of range into a number that looks right.
fn whole(number: f64) -> Option<u64> {
    format!("{:.0}", number.trunc()).parse().ok()
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar<'de>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "a negative number says nothing, however exact")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(u64::try_from(number).map_or(Scalar::Number(number as f64), Scalar::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Truth(truth))
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }
}

/// [`Scalar::clean_text`] of a JSON text.
pub fn clean_text(json: &str, most: usize) -> Option<Box<str>> {
    Scalar::of(json).clean_text(most)
}

/// [`Scalar::word`] of a JSON text.
pub fn word(json: &str, most: usize) -> Option<Box<str>> {
    Scalar::of(json).word(most)
}

/// [`Scalar::number`] of a JSON text.
pub fn number(json: &str) -> Option<u64> {
    Scalar::of(json).number()
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
    #[case("\"100%\"", Some((100.0, true)))]
    #[case("\"62.5%\"", Some((62.5, true)))]
    #[case("\"62.5 %\"", Some((62.5, true)))]
    #[case("\"62.5\u{ff05}\"", Some((62.5, true)))]
    #[case("62.5", Some((62.5, false)))]
    #[case("\"62.5\"", Some((62.5, false)))]
    #[case("\".62\"", Some((0.62, false)))]
    #[case("\"250%\"", Some((100.0, true)))]
    #[case("-0.0", Some((0.0, false)))]
    #[case("-1", None)]
    #[case("\"\"", None)]
    #[case("\"%\"", None)]
    #[case("\"NaN%\"", None)]
    #[case("\"inf\"", None)]
    #[case("null", None)]
    #[case("true", None)]
    fn percentages(#[case] json: &str, #[case] expected: Option<(f64, bool)>) {
        let percent = Scalar::of(json).percent();
        assert_eq!(percent, expected);
        assert!(percent.is_none_or(|(percent, _)| percent.is_sign_positive()));
    }

    #[rstest]
    #[case("true", Some(true))]
    #[case("\"True\"", Some(true))]
    #[case("0", Some(false))]
    #[case("\"false\"", Some(false))]
    #[case("\"\"", None)]
    #[case("null", None)]
    fn truths(#[case] json: &str, #[case] expected: Option<bool>) {
        assert_eq!(Scalar::of(json).truth(), expected);
    }

    #[rstest]
    #[case("\"911501\"", Some("911501"))]
    #[case("911501", Some("911501"))]
    #[case("\" 0 \"", None)]
    #[case("0", None)]
    #[case("\"200\"", None)]
    #[case("200", None)]
    #[case("\"\"", None)]
    #[case("\"null\"", None)]
    #[case("null", None)]
    fn error_codes(#[case] json: &str, #[case] expected: Option<&str>) {
        assert_eq!(Scalar::of(json).error_code().as_deref(), expected);
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
