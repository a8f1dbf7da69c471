//! The state of a watched task: the service's words, and ours for what the service does not say.

use super::Status;

/// What a row shows. One of these holds for a watched task at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Not asked yet, or a status word that we do not know, or an id that the service refuses.
    Unknown,
    /// Queued.
    Waiting,
    /// Being worked on.
    Processing,
    /// Processing, but neither size nor count moved for long enough while we could ask.
    Stalled,
    /// We asked for a cancel, and the service has not said how it ended.
    Cancelling,
    /// Ended well.
    Complete,
    /// Ended with an error.
    Fail,
    Cancel,
    /// The service does not return it, though it cannot have been forgotten yet: it was alive less than 24 h ago.
    Missing,
    /// The service does not return it any more (it forgets 24 h after the end), or never knew it.
    Gone,
    /// Its work was submitted again: another task counts in its place.
    Retried,
}

impl State {
    /// All states, in the order in which the header counts them.
    pub const ALL: [Self; 11] = [
        Self::Fail,
        Self::Stalled,
        Self::Processing,
        Self::Cancelling,
        Self::Waiting,
        Self::Missing,
        Self::Unknown,
        Self::Gone,
        Self::Cancel,
        Self::Retried,
        Self::Complete,
    ];

    /// Whether the service says that the task has ended.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Complete | Self::Fail | Self::Cancel)
    }

    /// Whether nothing more is expected: ended, gone, or submitted again.
    pub fn is_settled(self) -> bool {
        self.is_ended() || matches!(self, Self::Gone | Self::Retried)
    }

    /// Whether the service works on it or will.
    pub fn is_live(self) -> bool {
        !self.is_settled()
    }

    /// Whether a cancel makes sense now. `Cancelling` is one of them: a cancel may be repeated.
    pub fn can_cancel(self) -> bool {
        self.is_live()
    }

    /// The word for it in files and in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
            Self::Processing => "processing",
            Self::Stalled => "stalled",
            Self::Cancelling => "cancelling",
            Self::Complete => "complete",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
            Self::Missing => "missing",
            Self::Gone => "gone",
            Self::Retried => "retried",
        }
    }

    /// Reads the word of [`State::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// How much a person should look at it; smaller comes first in the default order.
    pub fn attention(self) -> u8 {
        match self {
            Self::Fail => 0,
            Self::Stalled => 1,
            Self::Missing => 2,
            Self::Cancelling => 3,
            Self::Processing => 4,
            Self::Waiting => 5,
            Self::Unknown => 6,
            Self::Gone => 7,
            Self::Cancel => 8,
            Self::Retried => 9,
            Self::Complete => 10,
        }
    }
}

/// The state that a status word alone stands for.
impl From<&Status> for State {
    fn from(status: &Status) -> Self {
        match status {
            Status::Waiting => Self::Waiting,
            Status::Processing => Self::Processing,
            Status::Complete => Self::Complete,
            Status::Fail => Self::Fail,
            Status::Cancel => Self::Cancel,
            Status::Other(_) => Self::Unknown,
        }
    }
}
