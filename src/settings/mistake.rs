//! What is wrong with the text of a configuration file, told without repeating what stands there: the TOML reader's own words show
//! the line and the value, and either may be a secret.

use super::value::nearest;
use toml::de::Error;

/// The longest name of an unknown key that is repeated.
const LONGEST: usize = 32;

/// A mistake, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct Mistake {
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    what: String,
}

impl Mistake {
    /// What the reader found in `text`.
    pub(super) fn of(error: &Error, text: &str) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        // A place inside of a character is no boundary; none before it is lost.
        let before = text.get(..at).unwrap_or(text);
        let line = before.split('\n').count().max(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, column, what: plain(error.message()) }
    }
}

/// The reader's message without the value or the key that it repeats. What the grammar of TOML says repeats none.
fn plain(message: &str) -> String {
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        // The value may hold these words, too; serde's own stand last.
        return match message.rsplit_once(", expected ") {
            Some((_, "a map")) => {
                "expected tables such as [profile.NAME]; which of them counts is said by default-profile".to_owned()
            }
            Some((_, expected)) => format!("expected {expected}"),
            None => "a value of another type is expected".to_owned(),
        };
    }
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (key, known) = rest.rsplit_once("`, expected ").unwrap_or(("", ""));
        // `one of` goes before three and more. Keys have no backquotes, and those of a hostile key stand before the last comma.
        let known: Vec<&str> =
            known.trim_start_matches("one of ").split([',', ' ']).map(|key| key.trim_matches('`')).collect();
        let known: Vec<&str> = known.into_iter().filter(|key| !key.is_empty()).collect();
        // What does not look like a key may be a value that lost its key.
        let is_like_a_key = key.len() <= LONGEST && key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'-' | b'_'));
        let named = if is_like_a_key { format!("unknown key `{key}`") } else { "unknown key".to_owned() };
        return match nearest(key, known.iter().copied()) {
            Some(near) => format!("{named}; did you mean `{near}`?"),
            None => format!("{named}; the keys here are {}", known.join(", ")),
        };
    }
    message.to_owned()
}

#[cfg(test)]
mod tests;
