//! The checked name of a watch set: it becomes part of a file name.

use std::{fmt, str::FromStr};

/// The name of a watch set: 1 to 64 of letters, digits, `.`, `_` and `-`, not starting with a dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SetName(Box<str>);

/// Why a text is no name of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSetName;

impl SetName {
    /// The longest name; leaves room for the endings of the files in a file name of 255 bytes.
    pub const MAX_LEN: usize = 64;

    /// Takes `name` as it is.
    ///
    /// # Errors
    /// When it is empty, too long, starts with a dot or has another character.
    pub fn new(name: &str) -> Result<Self, InvalidSetName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if (1..=Self::MAX_LEN).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(allowed) {
            Ok(Self(name.into()))
        } else {
            Err(InvalidSetName)
        }
    }
}

impl Default for SetName {
    fn default() -> Self {
        Self("default".into())
    }
}

impl FromStr for SetName {
    type Err = InvalidSetName;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::new(name)
    }
}

impl fmt::Display for SetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("default", true)]
    #[case("run-2026.01_a", true)]
    #[case(&"a".repeat(64), true)]
    #[case(&"a".repeat(65), false)]
    #[case("", false)]
    #[case(".hidden", false)]
    #[case("..", false)]
    #[case("a/b", false)]
    #[case("a b", false)]
    #[case("名", false)]
    #[case("a\0", false)]
    fn names(#[case] name: &str, #[case] valid: bool) {
        assert_eq!(SetName::new(name).is_ok(), valid);
    }
}
