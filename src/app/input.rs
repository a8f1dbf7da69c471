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
