//! The status word of the service, and the one decision about words we do not know: they are shown as they are and are never
//! taken for an end.

use super::{clean, word::as_word};
use std::fmt;

/// `status` of a task as the service words it (document of `task/list`, response table).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// `waiting`: queued.
    Waiting,
    Processing,
    Complete,
    Fail,
    /// `cancel`: cancelled.
    Cancel,
    /// Any other word, as it came (cleaned and bounded).
    Other(Box<str>),
}

/// The words that are known, those of the document first.
const WORDS: [(&str, Status); 10] = [
    ("processing", Status::Processing),
    ("waiting", Status::Waiting),
    ("complete", Status::Complete),
    ("fail", Status::Fail),
    ("cancel", Status::Cancel),
    ("completed", Status::Complete),
    ("success", Status::Complete),
    ("failed", Status::Fail),
    ("canceled", Status::Cancel),
    ("cancelled", Status::Cancel),
];

as_word!(Status);

impl Default for Status {
    /// None was named.
    fn default() -> Self {
        Self::Other(Box::default())
    }
}

impl Status {
    /// Reads a status word, whatever its case.
    ///
    /// `success`, `failed`, `canceled` and `cancelled` are aliases: the document does not have them, but its platform's other
    /// services use them, and no other meaning is possible. Doubtful and harmless.
    pub fn parse(word: &str) -> Self {
        let word = word.trim();
        let known = WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
        known.map_or_else(|| Self::Other(clean::word(word)), |(_, status)| status.clone())
    }

    /// Whether the service will not change this task any more.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Complete | Self::Fail | Self::Cancel)
    }

    /// The word of the document, or the unknown word as it came.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Waiting => "waiting",
            Self::Processing => "processing",
            Self::Complete => "complete",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("waiting", Status::Waiting, false)]
    #[case(" Complete ", Status::Complete, true)]
    #[case("FAILED", Status::Fail, true)]
    #[case("cancelled", Status::Cancel, true)]
    #[case("archiving", Status::Other("archiving".into()), false)]
    #[case("", Status::Other("".into()), false)]
    #[case("complete                                e", Status::Other("complete                       …".into()), false)]
    fn words(#[case] word: &str, #[case] status: Status, #[case] end: bool) {
        assert_eq!(Status::parse(word), status);
        assert_eq!(status.is_end(), end);
        assert_eq!(Status::parse(status.as_str()), status, "the same when it is read again");
    }
}
