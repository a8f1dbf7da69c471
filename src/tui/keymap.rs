//! Which keys run which command in which mode. Help and the footer are made of it, too.

mod help;
mod hints;
mod own;

pub use help::HelpGroup;
pub use own::BadKeys;

use super::{Care, Command, Key, KeyName, Mode};
use std::collections::BTreeMap;

/// Keys that run a command in some modes.
#[derive(Clone, Debug)]
struct Binding {
    command: Command,
    keys: Vec<Key>,
    modes: &'static [Mode],
}

/// The keys as they count: those of the commands' rows, with a user's own keys in their place.
#[derive(Clone, Debug)]
pub struct Keymap(Vec<Binding>);

impl Default for Keymap {
    fn default() -> Self {
        let of = |command: &Command| {
            let command = *command;
            command.row().keys.iter().map(move |(keys, modes)| Binding { command, keys: keys.to_vec(), modes })
        };
        Self(Command::ALL.iter().flat_map(of).collect())
    }
}

impl Keymap {
    /// The built-in keys with those of `own` in the place of their commands' own.
    ///
    /// # Errors
    /// When a command or a key has no such name, one key would do two things, or a dialog would be left without an answer.
    pub fn new(own: &BTreeMap<String, Vec<String>>) -> Result<Self, BadKeys> {
        let mut keymap = Self::default();
        for (command, keys) in own::read(own)? {
            if let Some(first) = keymap.0.iter_mut().find(|binding| binding.command == command) {
                first.keys = keys;
            }
        }
        for mode in Mode::ALL {
            for (key, second) in keymap.keys_in(mode) {
                if let Some(first) = keymap.command(mode, key).filter(|first| *first != second) {
                    let (first, second) = (first.row().name, second.row().name);
                    return Err(BadKeys::Twice { mode: mode.name(), key: key.label(), first, second });
                }
            }
        }
        Ok(keymap)
    }

    /// The keys that work in a mode. What types or edits is left to the text where text is typed.
    fn keys_in(&self, mode: Mode) -> impl Iterator<Item = (Key, Command)> {
        let bindings = self.0.iter().filter(move |binding| binding.modes.contains(&mode));
        let all = bindings.flat_map(|binding| binding.keys.iter().map(|key| (*key, binding.command)));
        all.filter(move |(key, _)| !(mode.is_text() && key.is_for_text()))
    }

    /// The command that a key runs in a mode. A Chinese input method's full-width forms count as their ASCII twins, but where text
    /// is typed, they are text.
    pub fn command(&self, mode: Mode, key: Key) -> Option<Command> {
        let key = if mode.is_text() { key } else { key.half_width() };
        self.keys_in(mode).find(|(bound, _)| *bound == key).map(|(_, command)| command)
    }

    /// How carefully a key has to be told from text in a mode. Where text is typed, the keys that edit it repeat.
    pub fn care(&self, mode: Mode, key: Key) -> Care {
        match self.command(mode, key) {
            Some(command) => command.row().care,
            None if mode.is_text() && (key.ctrl || key.name == KeyName::Backspace) => Care::Moves,
            None => Care::Harmless,
        }
    }

    /// The key that runs a command, the first of its keys, as it is written; the command's name where it has none.
    pub fn label(&self, command: Command) -> String {
        let mut keys = self.0.iter().filter(|binding| binding.command == command).flat_map(|binding| &binding.keys);
        keys.next().copied().map_or_else(|| command.row().name.to_owned(), Key::label)
    }

    /// The keys of a command in a mode, as they are written.
    fn labels(&self, command: Command, mode: Mode) -> impl Iterator<Item = String> {
        self.keys_in(mode).filter(move |(_, bound)| *bound == command).map(|(key, _)| key.label())
    }

    /// The key that is named where there is room for one: the first of a command in a mode; empty where it has none.
    pub fn first_key(&self, command: Command, mode: Mode) -> String {
        self.labels(command, mode).next().unwrap_or_default()
    }

    /// All keys of a command in a mode, with spaces between.
    pub fn all_keys(&self, command: Command, mode: Mode) -> String {
        self.labels(command, mode).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests;
