//! A user's own keys: reads how they are written, and refuses what would do two things or lock somebody in.

use super::bound::Bound;
use crate::tui::{Command, Key, KeyName};
use std::collections::{BTreeMap, HashMap};

/// Keys that cannot be used as they are set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// There is no command of this name.
    #[error("[keys]: there is no command {name:?}{}; help (?) and the man page name them", meant(*near))]
    NoCommand {
        name: String,
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// There is no key of this name.
    #[error(
        "[keys] {command}: {key:?} is no key{}; a key is one character, ^x with Control, M-x with Alt, F1 to F12, or a name: {NAMES}",
        meant(*near)
    )]
    NoKey {
        command: &'static str,
        /// What was written.
        key: String,
        /// The name that was probably meant.
        near: Option<&'static str>,
    },
    /// A terminal sends the same for this key as for another one.
    #[error("[keys] {command}: a terminal cannot tell {key} from {twin}; use {twin}")]
    SameAs {
        command: &'static str,
        /// What was written.
        key: String,
        /// The other key.
        twin: &'static str,
    },
    /// One key would do two things in one mode.
    #[error("[keys]: in the mode {mode}, {key} would run both {first} and {second}; give one of them another key")]
    Twice {
        mode: &'static str,
        key: String,
        /// One command.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A command that a dialog cannot do without has no key.
    #[error("[keys]: {0} needs a key, or some dialog could not be answered")]
    Needed(&'static str),
}

fn meant(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean {near:?}?)"))
}

/// The names of keys, as errors list them.
const NAMES: &str =
    "Space, Enter, Esc, Tab, BackTab, Up, Down, Left, Right, Home, End, PgUp, PgDn, Del, Ins, Backspace";

/// The names of keys; of several for one key the first is its label.
const NAMED: [(&str, KeyName); 20] = [
    ("Space", KeyName::Char(' ')),
    ("Enter", KeyName::Enter),
    ("Esc", KeyName::Esc),
    ("Tab", KeyName::Tab),
    ("BackTab", KeyName::BackTab),
    ("Up", KeyName::Up),
    ("Down", KeyName::Down),
    ("Left", KeyName::Left),
    ("Right", KeyName::Right),
    ("Home", KeyName::Home),
    ("End", KeyName::End),
    ("PgUp", KeyName::PageUp),
    ("PgDn", KeyName::PageDown),
    ("Del", KeyName::Delete),
    ("Ins", KeyName::Insert),
    ("Backspace", KeyName::Backspace),
    ("PageUp", KeyName::PageUp),
    ("PageDown", KeyName::PageDown),
    ("Delete", KeyName::Delete),
    ("Insert", KeyName::Insert),
];

/// What a terminal sends for these with Control is another key.
const TWINS: [(char, &str); 3] = [('m', "Enter"), ('i', "Tab"), ('[', "Esc")];

/// Commands that dialogs cannot do without.
const NEEDED: [Command; 4] = [Command::Confirm, Command::Keep, Command::Accept, Command::Close];

/// Puts a user's keys into the first binding of each command.
pub(super) fn put(bindings: &mut [Bound], own: &BTreeMap<String, Vec<String>>) -> Result<(), BadKeys> {
    for (name, written) in own {
        let command = Command::ALL.iter().copied().find(|command| command.name() == name.as_str());
        let Some(command) = command else {
            let near = nearest(name, Command::ALL.iter().map(|command| command.name()));
            return Err(BadKeys::NoCommand { name: name.chars().take(40).collect(), near });
        };
        let mut keys = Vec::new();
        for text in written {
            let key = parse(command.name(), text)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if keys.is_empty() && NEEDED.contains(&command) {
            return Err(BadKeys::Needed(command.name()));
        }
        if let Some(bound) = bindings.iter_mut().find(|bound| bound.command == command) {
            bound.keys = keys;
        }
    }
    check(bindings)
}

/// No key does two things in one mode.
fn check(bindings: &[Bound]) -> Result<(), BadKeys> {
    let mut seen = HashMap::new();
    for bound in bindings {
        for (mode, key) in bound.modes.iter().flat_map(|mode| bound.keys_in(*mode).map(|key| (*mode, key))) {
            let before = seen.insert((mode, key), bound.command);
            if let Some(first) = before.filter(|first| *first != bound.command) {
                let (first, second) = (first.name(), bound.command.name());
                return Err(BadKeys::Twice { mode: mode.name(), key: key.label(), first, second });
            }
        }
    }
    Ok(())
}

/// Reads a key: `c`, `^d`, `M-x`, `F9`, `Enter`; `Ctrl-d` and `Alt-x`, too.
pub(super) fn parse(command: &'static str, text: &str) -> Result<Key, BadKeys> {
    let no_key = |near| BadKeys::NoKey { command, key: text.chars().take(40).collect(), near };
    let (mut ctrl, mut alt, mut rest) = (false, false, text);
    loop {
        // A lone `^` is the character.
        if let Some(behind) = prefix(rest, &["^", "C-", "Ctrl-", "Ctrl+"]).filter(|behind| !behind.is_empty()) {
            (ctrl, rest) = (true, behind);
        } else if let Some(behind) = prefix(rest, &["M-", "Alt-", "Alt+"]).filter(|behind| !behind.is_empty()) {
            (alt, rest) = (true, behind);
        } else {
            break;
        }
    }
    let mut characters = rest.chars();
    let name = match (characters.next(), characters.next()) {
        (Some(character), None) if !character.is_control() => {
            KeyName::Char(if ctrl { character.to_ascii_lowercase() } else { character })
        }
        _ => match NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(rest)) {
            Some((_, name)) => *name,
            None => function(rest).ok_or_else(|| no_key(nearest(rest, NAMED.iter().map(|(name, _)| *name))))?,
        },
    };
    let twin = TWINS.iter().find(|(character, _)| ctrl && name == KeyName::Char(*character));
    if let Some((_, twin)) = twin {
        return Err(BadKeys::SameAs { command, key: text.to_owned(), twin });
    }
    Ok(Key { name, ctrl, alt }.half_width())
}

fn function(text: &str) -> Option<KeyName> {
    let number = text.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyName::F(number))
}

fn prefix<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    let of = |prefix: &&str| {
        let (head, rest) = text.split_at_checked(prefix.len())?;
        head.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    prefixes.iter().find_map(of)
}

fn nearest(word: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    crate::settings::value::nearest(word, names)
}
