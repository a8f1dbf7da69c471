//! What a terminal sends, in our own words, so that neither the keymap nor the model knows a terminal library.

use crate::domain::Moment;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyName {
    /// A key that types a character; upper case stands for itself.
    Char(char),
    /// A function key.
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// How keys are written that are no letters and no function keys.
pub(super) const NAMED: [(&str, KeyName); 16] = [
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
];

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub name: KeyName,
    /// Whether Control was held.
    pub ctrl: bool,
    pub alt: bool,
}

impl Key {
    /// The key alone.
    pub const fn plain(name: KeyName) -> Self {
        Self { name, ctrl: false, alt: false }
    }

    /// A character alone.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyName::Char(c))
    }

    /// Whether it types or edits where text is typed.
    pub fn is_for_text(self) -> bool {
        use KeyName::{Backspace, Char, Delete, End, Home, Left, Right};
        matches!(self.name, Char(_) | Backspace | Delete | End | Home | Left | Right) && !self.ctrl && !self.alt
    }

    /// A character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self { name: KeyName::Char(c), ctrl: true, alt: false }
    }

    /// The key with a full-width character replaced by its ASCII twin.
    #[must_use]
    pub fn half_width(self) -> Self {
        let KeyName::Char(character) = self.name else { return self };
        let character = match character {
            '、' => '/',
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xff01 + u32::from('!')).unwrap_or(character)
            }
            _ => character,
        };
        Self { name: KeyName::Char(character), ..self }
    }

    /// How it is written: `c`, `^d`, `Enter`, `F9`.
    pub fn label(self) -> String {
        let name = match self.name {
            KeyName::Char(character) if character != ' ' => character.to_string(),
            KeyName::F(number) => format!("F{number}"),
            key => NAMED.iter().find(|(_, named)| *named == key).map_or("", |(name, _)| *name).to_owned(),
        };
        let (ctrl, alt) = (if self.ctrl { "^" } else { "" }, if self.alt { "M-" } else { "" });
        format!("{alt}{ctrl}{name}")
    }
}

/// What a mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerKind {
    /// The left button went down.
    Click,
    WheelUp,
    WheelDown,
}

/// A mouse event at a cell, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    pub kind: PointerKind,
    /// Column of the cell.
    pub column: u16,
    /// Row of the cell.
    pub row: u16,
    /// When the terminal told it: two clicks are a double click by the time between these, however late they are taken.
    pub at: Moment,
}
