//! What a command is: its name, its keys, its texts. `rows` has a row for each; what they do is in `update`.

mod rows;

pub(in crate::tui) use rows::command_rows;

use super::{
    Key,
    KeyName::{self, BackTab, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp, Right, Tab, Up},
    Mode::{self, Add, Cancel, Explain, Filter, Help, HelpSearch, List, Log, Regions, Retry, RetryPath, Sort},
};
use crate::messages::{Lang, words::HelpWords};

/// How carefully a key has to be told from text that a terminal sends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// It moves about; held down, it repeats.
    Moves,
    /// Nothing is lost when it runs by mistake.
    Harmless,
    /// It takes tasks out of the set.
    Drops,
    /// It asks whether something is to be sent, confirms that, or ends the program.
    Acts,
}

impl Care {
    /// Whether it must never run out of a text.
    pub fn acts(self) -> bool {
        matches!(self, Self::Drops | Self::Acts)
    }
}

/// The groups of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Moving about.
    Move,
    /// Choosing rows.
    Mark,
    Service,
    Set,
    /// Filtering and sorting.
    Find,
    /// How things look.
    View,
    /// The time of a recording.
    Replay,
    Program,
    Dialog,
}

impl Group {
    /// All groups, in the order of help.
    pub const ALL: [Self; 9] = [
        Self::Replay,
        Self::Move,
        Self::Mark,
        Self::Service,
        Self::Set,
        Self::Find,
        Self::View,
        Self::Program,
        Self::Dialog,
    ];
    pub fn title(self, words: &HelpWords) -> &'static str {
        match self {
            Self::Move => words.group_move,
            Self::Mark => words.group_mark,
            Self::Service => words.group_service,
            Self::Set => words.group_set,
            Self::Find => words.group_find,
            Self::View => words.group_view,
            Self::Replay => words.group_replay,
            Self::Program => words.group_program,
            Self::Dialog => words.group_dialog,
        }
    }
}

/// A command's texts in one language.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// For the footer: 12 cells at most.
    pub short: &'static str,
    /// For help, one line.
    pub help: &'static str,
}

/// What is known of a command before it runs.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name, for configuration.
    pub name: &'static str,
    pub group: Group,
    pub care: Care,
    /// Its keys, the one for the footer first, and where they work. The first entry is the one that a user can change; the others
    /// stay, so that no change locks anybody in.
    pub keys: &'static [(&'static [Key], &'static [Mode])],
    en: Text,
    zh: Text,
}

const fn text(short: &'static str, help: &'static str) -> Text {
    Text { short, help }
}

pub(super) const fn c(c: char) -> Key {
    Key::char(c)
}

pub(super) const fn k(name: KeyName) -> Key {
    Key::plain(name)
}

pub(super) const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}

const LIST: &[Mode] = &[List, Mode::Replay];
const REPLAY: &[Mode] = &[Mode::Replay];
const MOVING: &[Mode] = &[List, Mode::Replay, Cancel, Retry, Sort, Help, Explain, Log, Regions];
const EVERYWHERE: &[Mode] = &Mode::ALL;

macro_rules! define {
    ($($variant:ident: $row:expr, when $when:expr, run $run:expr;)*) => {
        /// Something that a key does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $($variant,)*
        }

        impl Command {
            /// All commands, in the order of help.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => const { &$row },)*
                }
            }
        }
    };
}

command_rows!(define);

impl Command {
    pub fn text(self, lang: Lang) -> Text {
        match lang {
            Lang::En => self.row().en,
            Lang::Zh => self.row().zh,
        }
    }
}
