//! A user's own keys: reads how they are written, and refuses what would do two things or lock somebody in.

use crate::{
    messages::{InLang, Lang, words},
    settings::value::nearest,
    tui::{Command, Key, KeyName, input::NAMED},
};
use std::collections::BTreeMap;

/// Keys that cannot be used as they are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadKeys {
    /// There is no command of this name.
    NoCommand {
        name: String,
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// There is no key of this name.
    NoKey {
        command: &'static str,
        /// What was written.
        key: String,
        /// The name that was probably meant.
        near: Option<&'static str>,
    },
    /// A terminal sends the same for this key as for another one.
    SameAs {
        command: &'static str,
        /// What was written.
        key: String,
        /// The other key.
        twin: &'static str,
    },
    /// One key would do two things in one mode.
    Twice {
        mode: &'static str,
        key: String,
        /// One command.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A command that a dialog cannot do without has no key.
    Needed(&'static str),
}

impl InLang for BadKeys {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).config;
        let meant = |near: Option<&str>| near.map(words.meant).unwrap_or_default();
        match self {
            Self::NoCommand { name, near } => (words.no_command)(name, &meant(*near)),
            Self::NoKey { command, key, near } => (words.no_key)(command, key, &meant(*near), &names()),
            Self::SameAs { command, key, twin } => (words.same_key)(command, key, twin),
            Self::Twice { mode, key, first, second } => (words.key_twice)(mode, key, first, second),
            Self::Needed(command) => (words.needed_key)(command),
        }
    }
}

/// The names of keys, as errors list them.
fn names() -> String {
    NAMED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Names that are read, too, though no key is written so.
const ALSO: [(&str, KeyName); 4] = [
    ("PageUp", KeyName::PageUp),
    ("PageDown", KeyName::PageDown),
    ("Delete", KeyName::Delete),
    ("Insert", KeyName::Insert),
];

/// What a terminal sends for these with Control is another key.
const TWINS: [(char, &str); 3] = [('m', "Enter"), ('i', "Tab"), ('[', "Esc")];

/// Commands that dialogs cannot do without.
const NEEDED: [Command; 4] = [Command::Confirm, Command::Keep, Command::Accept, Command::Close];

/// The commands that a user gives keys to, and the keys.
pub(super) fn read(own: &BTreeMap<String, Vec<String>>) -> Result<Vec<(Command, Vec<Key>)>, BadKeys> {
    let one = |(name, written): (&String, &Vec<String>)| {
        let Some(command) = Command::ALL.iter().copied().find(|command| command.row().name == name) else {
            let near = nearest(name, Command::ALL.iter().map(|command| command.row().name));
            return Err(BadKeys::NoCommand { name: name.chars().take(40).collect(), near });
        };
        let name = command.row().name;
        if written.is_empty() && NEEDED.contains(&command) {
            return Err(BadKeys::Needed(name));
        }
        Ok((command, written.iter().map(|text| parse(name, text)).collect::<Result<_, _>>()?))
    };
    own.iter().map(one).collect()
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
    let all = NAMED.iter().chain(&ALSO);
    let mut characters = rest.chars();
    let name = match (characters.next(), characters.next()) {
        (Some(character), None) if !character.is_control() => {
            KeyName::Char(if ctrl { character.to_ascii_lowercase() } else { character })
        }
        _ => match all.clone().find(|(name, _)| name.eq_ignore_ascii_case(rest)) {
            Some((_, name)) => *name,
            None => function(rest).ok_or_else(|| no_key(nearest(rest, all.map(|(name, _)| *name))))?,
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
