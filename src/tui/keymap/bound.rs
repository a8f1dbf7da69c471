//! A command's keys, and where they work.

use crate::tui::{Command, Key, Mode};

/// One binding as it counts.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) command: Command,
    pub(super) keys: Vec<Key>,
    pub(super) modes: &'static [Mode],
}

impl Bound {
    /// The keys that work in a mode. What types or edits is left to the text where text is typed.
    pub(super) fn keys_in(&self, mode: Mode) -> impl Iterator<Item = Key> {
        let is_bound = self.modes.contains(&mode);
        self.keys.iter().copied().filter(move |key| is_bound && !(mode.is_text() && key.is_for_text()))
    }
}
