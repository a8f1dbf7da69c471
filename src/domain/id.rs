//! The id of a task: a cheap, ordered, cleaned name. Every other part refers to a task by this and never by its row.

use super::word::Text;
use foldhash::fast::RandomState;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    sync::Arc,
};

/// A map by ids, or by their texts, for what is looked up for each element of each answer. Its hash takes a fraction of the standard
/// one's time; it has random keys like that one, so that nobody who makes ids up can know which of them meet.
pub type IdMap<K, V> = HashMap<K, V, RandomState>;

/// A set of ids, or of their texts, with the hash of an [`IdMap`].
pub type IdSet<K> = HashSet<K, RandomState>;

/// The id that the service gave to one asynchronous task.
///
/// The service's examples are 32 lower-case hexadecimal digits, but its document never promises that form, so any run of
/// 1 to [`TaskId::MAX_LEN`] visible ASCII characters is taken.
///
/// Two that are UUIDs are compared without dashes and case; each is printed as it was written.
#[derive(Clone)]
pub struct TaskId(Arc<Spelled>);

/// An id as it was written, with what it is compared by: sets and orders compare each id many times a second.
struct Spelled {
    uuid: Option<Uuid>,
    text: Box<str>,
}

/// The 128 bits of a UUID, most significant first: in halves, since one number would be aligned to 16 bytes.
type Uuid = [u64; 2];

/// Why a text is not a task id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTaskId {
    /// Nothing but white space.
    #[error("a task id cannot be empty")]
    Empty,
    /// More than [`TaskId::MAX_LEN`] characters.
    #[error("a task id has at most {} characters", TaskId::MAX_LEN)]
    TooLong,
    /// White space inside, control characters, quotes or anything outside visible ASCII.
    #[error("a task id is made of visible ASCII characters without spaces or quotes")]
    BadCharacter,
}

impl TaskId {
    /// The longest id taken; four times the length of the ids in the service's examples.
    pub const MAX_LEN: usize = 128;

    /// Takes `text`, trimmed, as an id.
    ///
    /// # Errors
    /// When nothing is left, when it is too long, or when it has a character that no id has.
    pub fn new(text: &str) -> Result<Self, InvalidTaskId> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidTaskId::Empty);
        }
        if text.len() > Self::MAX_LEN {
            return Err(InvalidTaskId::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'`')) {
            return Err(InvalidTaskId::BadCharacter);
        }
        Ok(Self(Arc::new(Spelled { uuid: uuid(text), text: text.into() })))
    }

    /// The id as the service spells it.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// What it is compared by.
    fn key(&self) -> IdKey<'_> {
        self.0.uuid.map_or(IdKey::Text(&self.0.text), IdKey::Uuid)
    }

    /// How long the short form of an id is, unless it takes more to tell it from others: see `TaskSet::short`.
    pub const SHORT: usize = 8;
}

impl PartialEq for TaskId {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for TaskId {}

impl PartialOrd for TaskId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TaskId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for TaskId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// What the spellings of one id have in common.
///
/// Not specified by the API: its example is a UUID without dashes, and nothing says that it is always written so.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum IdKey<'a> {
    /// A UUID, whatever its case, with dashes or without.
    Uuid(Uuid),
    /// Any other id, as it is spelled.
    Text(&'a str),
}

/// 32 hexadecimal digits, all at once or as 8-4-4-4-12.
fn uuid(id: &str) -> Option<Uuid> {
    let bytes = id.as_bytes();
    let is_dashed = bytes.len() == 36;
    if !is_dashed && bytes.len() != 32 {
        return None;
    }
    let [mut high, mut low] = [0; 2];
    for (at, byte) in bytes.iter().enumerate() {
        if is_dashed && matches!(at, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return None;
            }
        } else {
            high = high << 4 | low >> 60;
            low = low << 4 | u64::from(char::from(*byte).to_digit(16)?);
        }
    }
    Some([high, low])
}

impl FromStr for TaskId {
    type Err = InvalidTaskId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl Serialize for TaskId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TaskId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Self::new(&text.0).map_err(D::Error::custom)
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_the_same_however_it_is_spelled() {
        let id = |text| TaskId::new(text).unwrap();
        let one = id("10b10bf643814ebfb1fbf0d7e910e8d1");
        let same = id("10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1");
        assert_eq!((&one, one.cmp(&same)), (&same, Ordering::Equal));
        assert!(IdSet::from_iter([one.clone()]).contains(&same));
        assert_eq!(same.as_str(), "10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1", "printed as it was written");
        for other in [
            "10b10bf643814ebfb1fbf0d7e910e8d2",
            "10b10bf6438-14ebf-b1fb-f0d7-e910e8d1",
            "10b10bf643814ebfb1fbf0d7e910e8dx",
        ] {
            assert_ne!(id(other), one, "{other}");
        }
        assert_ne!(id("A"), id("a"), "other ids are what they are");
    }

    #[test]
    fn an_id_is_trimmed_and_checked() {
        assert_eq!(
            TaskId::new(" 10b10bf643814ebfb1fbf0d7e910e8d1\n").unwrap().as_str(),
            "10b10bf643814ebfb1fbf0d7e910e8d1"
        );
        assert_eq!(TaskId::new("  "), Err(InvalidTaskId::Empty));
        assert_eq!(TaskId::new("a b"), Err(InvalidTaskId::BadCharacter));
        assert_eq!(TaskId::new("a\u{1b}[31m"), Err(InvalidTaskId::BadCharacter));
        assert_eq!(TaskId::new("任务"), Err(InvalidTaskId::BadCharacter));
        assert_eq!(TaskId::new(&"a".repeat(129)), Err(InvalidTaskId::TooLong));
    }
}
