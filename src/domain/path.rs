//! A path exactly as it was sent, and as it can be shown. A submission sends it again, so nothing of it may be cleaned or cut.

use super::{clean::cleaned, word::Text};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{borrow::Cow, fmt, sync::Arc};

/// The longest path that is shown, in characters.
const MAX_SHOWN: usize = 4096;

/// A path of the service, with whatever characters it has. Cheap to copy, so that tasks with one target share it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SentPath(Arc<str>);

impl SentPath {
    /// The longest path taken, in bytes: four times what Linux takes. A longer one is none, since a part of a path is another path.
    pub const MAX_LEN: usize = 16 << 10;

    /// Takes a path as it was sent; `None` for an empty one and for one that is too long.
    pub fn new(path: &str) -> Option<Self> {
        (!path.trim().is_empty() && path.len() <= Self::MAX_LEN).then(|| Self(path.into()))
    }

    /// The path as it was sent: to be sent again, compared or written to a file, never to be drawn.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path made safe to show.
    pub fn shown(&self) -> Cow<'_, str> {
        cleaned(&self.0, MAX_SHOWN)
    }
}

/// Why a path cannot be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPath {
    /// Nothing, or nothing but white space.
    Empty,
    /// It does not begin with a slash.
    Relative,
    /// NUL, or another control character.
    Control,
    /// No system takes it.
    TooLong,
}

/// The longest path that Linux takes, in bytes.
pub const LONGEST_PATH: usize = 4096;

/// Whether a path can be submitted.
///
/// # Errors
/// What is wrong with it.
pub fn check(path: &str) -> Result<(), BadPath> {
    if path.trim().is_empty() {
        return Err(BadPath::Empty);
    }
    // Before the slash: a line in UTF-16 is full of NULs, and that says more.
    if path.contains(char::is_control) {
        return Err(BadPath::Control);
    }
    if !path.starts_with('/') {
        return Err(BadPath::Relative);
    }
    if path.len() > LONGEST_PATH {
        return Err(BadPath::TooLong);
    }
    Ok(())
}

impl From<&str> for SentPath {
    /// For paths of our own, which are known to be neither empty nor too long.
    fn from(path: &str) -> Self {
        Self(path.into())
    }
}

impl From<String> for SentPath {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl fmt::Debug for SentPath {
    /// As it is shown: what is written for debugging is drawn, too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.shown(), f)
    }
}

impl<'de> Deserialize<'de> for SentPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?.0;
        Self::new(&text).ok_or_else(|| D::Error::custom("a path is empty or too long"))
    }
}
