//! What is wrong with the text of a configuration file, told without repeating what stands there: the TOML reader's own words show
//! the line and the value, and either may be a secret.

use super::value::nearest;
use crate::messages::{InLang, Lang, words};
use toml::de::Error;

/// The longest name of an unknown key that is repeated.
const LONGEST: usize = 32;

/// A mistake, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text(Lang::En))]
pub struct Mistake {
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    what: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    /// A value of another type, or one that its type does not take: what is expected, as far as that was said.
    Value(Option<String>),
    /// A key that does not exist.
    Key {
        /// `None` for what does not look like a key: it may be a value that lost its key.
        key: Option<String>,
        near: Option<String>,
        known: Vec<String>,
    },
    /// What the grammar of TOML says; it repeats nothing.
    Toml(String),
}

impl Mistake {
    /// What the reader found in `text`.
    pub(super) fn of(error: &Error, text: &str) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        // A place inside of a character is no boundary; none before it is lost.
        let before = text.get(..at).unwrap_or(text);
        let line = before.split('\n').count().max(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column, what: Wrong::of(error.message()) }
    }
}

impl Wrong {
    /// The reader's message without the value or the key that it repeats.
    fn of(message: &str) -> Self {
        if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
            // The value may hold these words, too; serde's own stand last.
            return Self::Value(message.rsplit_once(", expected ").map(|(_, expected)| expected.to_owned()));
        }
        let Some(rest) = message.strip_prefix("unknown field `") else { return Self::Toml(message.to_owned()) };
        let (key, known) = rest.rsplit_once("`, expected ").unwrap_or(("", ""));
        // `one of` goes before three and more. Keys have no backquotes, and those of a hostile key stand before the last comma.
        let known = known.trim_start_matches("one of ").split([',', ' ']).map(|key| key.trim_matches('`'));
        let known: Vec<String> = known.filter(|key| !key.is_empty()).map(str::to_owned).collect();
        let is_like_a_key = key.len() <= LONGEST && key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'-' | b'_'));
        Self::Key {
            key: is_like_a_key.then(|| key.to_owned()),
            near: nearest(key, known.iter().map(String::as_str)).map(str::to_owned),
            known,
        }
    }
}

impl InLang for Mistake {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).config;
        let wrong = match &self.what {
            Wrong::Value(None) => words.other_type.to_owned(),
            Wrong::Value(Some(kind)) => {
                let known = words.kinds.iter().find(|(said, _)| said == kind);
                (words.expected)(known.map_or(kind, |(_, told)| told))
            }
            Wrong::Key { key, near, known } => {
                let unknown = key.as_deref().map_or_else(|| words.unnamed_key.to_owned(), words.unknown_key);
                match near {
                    Some(near) => (words.near_key)(&unknown, near),
                    None => (words.known_keys)(&unknown, known),
                }
            }
            Wrong::Toml(said) => (words.no_toml)(said),
        };
        (words.mistake)(self.line, self.column, &wrong)
    }
}

#[cfg(test)]
mod tests;
