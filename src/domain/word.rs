//! Values that are one word in files: an enum with `parse` and `as_str`, and the texts beside them.

use super::clean::clean;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// A text of a file, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// Serializes a type as its word, and reads any word by its `parse`.
macro_rules! as_word {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::parse(&$crate::domain::word::Text::deserialize(deserializer)?.0))
            }
        }
    };
}
pub(super) use as_word;

/// The longest names and addresses, in characters.
const MAX_NAME: usize = 256;
const MAX_ADDRESS: usize = 2048;

/// Reads a short text of a file: a code, a name.
pub fn short<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<str>>, D::Error> {
    cleaned(deserializer, MAX_NAME)
}

/// Reads a longer text of a file: a message.
pub(super) fn long<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<str>>, D::Error> {
    cleaned(deserializer, 4096)
}

/// Reads a name.
pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<str>, D::Error> {
    Ok(clean(&Text::deserialize(deserializer)?.0, MAX_NAME).into())
}

/// Reads an address.
pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<str>, D::Error> {
    Ok(clean(&Text::deserialize(deserializer)?.0, MAX_ADDRESS).into())
}

/// A file can be anybody's: its texts are as hostile as those of the service.
fn cleaned<'de, D: Deserializer<'de>>(deserializer: D, most: usize) -> Result<Option<Box<str>>, D::Error> {
    let text = <Option<Text<'de>>>::deserialize(deserializer)?;
    Ok(text.map(|text| clean(&text.0, most).into()))
}
