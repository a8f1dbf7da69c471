//! JSON from outside, read piece by piece: members of objects and items of arrays as raw text, each of which may be wrong
//! without spoiling its neighbours. Nesting of any depth is skipped without recursion, and nothing is kept that nobody asked for.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// Calls `member` with the name and the JSON text of each member of the object `text`; `None` if it is no JSON object.
pub fn each_member<'a>(text: &'a str, member: impl FnMut(&str, &'a str)) -> Option<()> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Members(member).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()
}

/// Calls `item` with the JSON text of each of the first `most` items of the array `text`; tells how many there are beyond.
/// `None` if it is no JSON array.
pub fn each_item<'a>(text: &'a str, most: usize, item: impl FnMut(&'a str)) -> Option<usize> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let beyond = Items { most, item }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(beyond)
}

/// `text` without white space between its parts, at most `most` bytes; one that was cut ends with `…`.
pub fn compact(text: &str, most: usize) -> String {
    let mut compact = String::with_capacity(text.len().min(most + '…'.len_utf8()));
    let (mut quoted, mut escaped) = (false, false);
    for character in text.chars() {
        if !quoted && matches!(character, ' ' | '\t' | '\n' | '\r') {
            continue;
        }
        if compact.len() + character.len_utf8() > most {
            compact.push('…');
            break;
        }
        compact.push(character);
        if escaped {
            escaped = false;
        } else if quoted && character == '\\' {
            escaped = true;
        } else if character == '"' {
            quoted = !quoted;
        }
    }
    compact
}

struct Members<F>(F);

impl<'de, F: FnMut(&str, &'de str)> DeserializeSeed<'de> for Members<F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(&str, &'de str)> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            (self.0)(&name, map.next_value::<&'de RawValue>()?.get());
        }
        Ok(())
    }
}

/// The name of a member, borrowed where nothing in it is escaped.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}

struct Items<F> {
    most: usize,
    item: F,
}

impl<'de, F: FnMut(&'de str)> DeserializeSeed<'de> for Items<F> {
    type Value = usize;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&'de str)> Visitor<'de> for Items<F> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<usize, A::Error> {
        for _ in 0..self.most {
            let Some(item) = seq.next_element::<&'de RawValue>()? else { return Ok(0) };
            (self.item)(item.get());
        }
        let mut beyond = 0_usize;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            beyond = beyond.saturating_add(1);
        }
        Ok(beyond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn members_and_items_come_as_text() {
        let mut found = Vec::new();
        each_member(r#" {"a": [1, 2], "\u0062":null} "#, |name, value| found.push((name.to_owned(), value))).unwrap();
        assert_eq!(found, [("a".to_owned(), "[1, 2]"), ("b".to_owned(), "null")]);
        let mut found = Vec::new();
        assert_eq!(each_item(r#"[1, {"a":2}, null, 4]"#, 2, |item| found.push(item)), Some(2));
        assert_eq!(found, ["1", r#"{"a":2}"#]);
    }

    #[rstest]
    #[case("")]
    #[case("{")]
    #[case("{} x")]
    #[case("[{]")]
    #[case("null")]
    #[case("{\"a\":\u{1}}")]
    fn what_is_neither_is_neither(#[case] text: &str) {
        assert_eq!(each_member(text, |_, _| {}), None);
        assert_eq!(each_item(text, 9, |_| {}), None);
    }

    #[rstest]
    #[case("{ \"a b\" : [ 1 ,\n\t2 ] }", 100, r#"{"a b":[1,2]}"#)]
    #[case(r#"{ "q \" \\" : " x " }"#, 100, r#"{"q \" \\":" x "}"#)]
    #[case("[ 1, 2, 3 ]", 4, "[1,2…")]
    #[case("\"任务\"", 5, "\"任…")]
    #[case("[ ]   ", 2, "[]")]
    fn white_space_goes(#[case] text: &str, #[case] most: usize, #[case] expected: &str) {
        assert_eq!(compact(text, most), expected);
    }
}
