//! Which keys run which command in which mode. Help and the footer are made of it, too.

mod bound;
mod help;
mod hints;
mod own;

pub use help::HelpGroup;
pub use own::BadKeys;

use super::{Care, Command, Key, KeyName, Mode};
use bound::Bound;
use std::collections::{BTreeMap, HashMap};

/// Keys that run a command in some modes. Of several bindings of one command the first is the one that a user can change; the others
/// stay, so that no change locks anybody in.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What they do.
    pub command: Command,
    /// The keys; the first one is named in the footer.
    pub keys: &'static [Key],
    /// Where.
    pub modes: &'static [Mode],
}

const fn c(c: char) -> Key {
    Key::char(c)
}

const fn k(name: KeyName) -> Key {
    Key::plain(name)
}

const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}

const fn bind(command: Command, keys: &'static [Key], modes: &'static [Mode]) -> Binding {
    Binding { command, keys, modes }
}

use KeyName::{BackTab, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp, Right, Tab, Up};
use Mode::{Add, Cancel, Explain, Filter, Help, HelpSearch, List, Log, Regions, Replay, Sort};

const LIST: &[Mode] = &[List, Replay];
const REPLAY: &[Mode] = &[Replay];
const MOVING: &[Mode] = &[List, Replay, Cancel, Sort, Help, Explain, Log, Regions];
const EVERYWHERE: &[Mode] = &Mode::ALL;

/// The table of keys. Unbound on purpose: `x X D K ^k Backspace`, which mean other things elsewhere.
pub const BINDINGS: &[Binding] = &[
    bind(Command::Down, &[c('j'), k(Down)], MOVING),
    bind(Command::Up, &[c('k'), k(Up)], MOVING),
    bind(Command::First, &[c('g'), k(Home)], MOVING),
    bind(Command::Last, &[c('G'), k(End)], MOVING),
    bind(Command::PageDown, &[ctrl('d'), k(PageDown)], MOVING),
    bind(Command::PageUp, &[ctrl('u'), k(PageUp)], MOVING),
    bind(Command::Open, &[k(Enter), c('l'), k(Right)], LIST),
    bind(Command::Back, &[k(Esc), c('h'), k(Left)], LIST),
    bind(Command::NextTab, &[k(Tab)], LIST),
    bind(Command::PreviousTab, &[k(BackTab)], LIST),
    bind(Command::ScrollDown, &[c(']')], LIST),
    bind(Command::ScrollUp, &[c('[')], LIST),
    bind(Command::Mark, &[c(' ')], &[List]),
    bind(Command::Range, &[c('v')], LIST),
    bind(Command::MarkAll, &[c('*')], LIST),
    bind(Command::Unmark, &[c('U')], LIST),
    bind(Command::Cancel, &[c('c'), k(F(9))], LIST),
    bind(Command::Forget, &[c('d'), k(Delete)], LIST),
    bind(Command::Clear, &[c('C')], LIST),
    bind(Command::Undo, &[c('u')], LIST),
    bind(Command::Add, &[c('a'), c('+')], LIST),
    bind(Command::Filter, &[c('/'), k(F(4)), c('\\')], LIST),
    bind(Command::NextFailed, &[c('n')], LIST),
    bind(Command::PreviousFailed, &[c('N')], LIST),
    bind(Command::OnlyFailed, &[c('!')], LIST),
    bind(Command::OnlyRunning, &[c('1')], LIST),
    bind(Command::OnlyWaiting, &[c('2')], LIST),
    bind(Command::OnlyComplete, &[c('3')], LIST),
    bind(Command::OnlyTrouble, &[c('4')], LIST),
    bind(Command::OnlyAway, &[c('5')], LIST),
    bind(Command::ShowAll, &[c('0')], LIST),
    bind(Command::SortMenu, &[c('s'), k(F(6))], LIST),
    bind(Command::SortPrevious, &[c('<')], LIST),
    bind(Command::SortNext, &[c('>')], LIST),
    bind(Command::Reverse, &[c('I')], &[List, Replay, Sort]),
    bind(Command::CopyIds, &[c('y')], LIST),
    bind(Command::CopyReport, &[c('Y')], LIST),
    bind(Command::Explain, &[c('e')], &[List, Replay, Explain]),
    bind(Command::Log, &[c('E')], &[List, Replay, Log]),
    bind(Command::Regions, &[c('R')], &[List, Replay, Regions]),
    bind(Command::PollNow, &[c('r')], &[List, Replay, Regions]),
    bind(Command::Redraw, &[ctrl('l')], EVERYWHERE),
    bind(Command::Freeze, &[c('Z')], LIST),
    bind(Command::FullPaths, &[c('p')], LIST),
    bind(Command::Wide, &[c('w')], LIST),
    bind(Command::Theme, &[c('t')], LIST),
    bind(Command::Language, &[c('T')], &[List, Replay, Help, Explain, Log, Regions]),
    bind(Command::Mouse, &[c('m')], LIST),
    bind(Command::ReplayPause, &[c(' ')], REPLAY),
    bind(Command::ReplayStep, &[c('.')], REPLAY),
    bind(Command::ReplayStepBack, &[c(',')], REPLAY),
    bind(Command::ReplayForward, &[c(')')], REPLAY),
    bind(Command::ReplayBack, &[c('(')], REPLAY),
    bind(Command::ReplayFaster, &[c('}')], REPLAY),
    bind(Command::ReplaySlower, &[c('{')], REPLAY),
    bind(Command::Help, &[c('?'), k(F(1))], &[List, Replay, Help]),
    bind(Command::Help, &[k(F(1))], &[Cancel, Add, Filter, Sort, Explain, Log, Regions, HelpSearch]),
    bind(Command::SearchHelp, &[c('/')], &[Help]),
    bind(Command::Quit, &[c('q')], LIST),
    bind(Command::Quit, &[k(F(10)), ctrl('c')], EVERYWHERE),
    bind(Command::Suspend, &[ctrl('z')], EVERYWHERE),
    bind(Command::Confirm, &[c('y')], &[Cancel]),
    bind(Command::Keep, &[c('n'), k(Esc), k(Enter), c('q')], &[Cancel]),
    bind(Command::WithHidden, &[c('h')], &[Cancel]),
    bind(Command::Accept, &[k(Enter)], &[Add, Filter, Sort, HelpSearch]),
    bind(Command::Close, &[k(Esc), c('q'), c('h'), k(Left)], &[Sort, Help, Explain, Log, Regions]),
    bind(Command::Close, &[k(Esc)], &[Add, Filter, HelpSearch]),
];

/// The keys as they count: the built-in table with a user's own keys in it.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Bound>,
    table: HashMap<(Mode, Key), Command>,
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = BINDINGS.iter().map(|Binding { command, keys, modes }| Bound {
            command: *command,
            keys: keys.to_vec(),
            modes,
        });
        Self::of(bindings.collect())
    }
}

impl Keymap {
    /// The built-in keys with those of `own` in the place of their commands' own.
    ///
    /// # Errors
    /// When a command or a key has no such name, one key would do two things, or a dialog would be left without an answer.
    pub fn new(own: &BTreeMap<String, Vec<String>>) -> Result<Self, BadKeys> {
        let mut bindings = Self::default().bindings;
        own::put(&mut bindings, own)?;
        Ok(Self::of(bindings))
    }

    fn of(bindings: Vec<Bound>) -> Self {
        let all = bindings.iter().flat_map(|bound| {
            let keys = |mode: &Mode| bound.keys_in(*mode).map(|key| ((*mode, key), bound.command)).collect::<Vec<_>>();
            bound.modes.iter().flat_map(keys)
        });
        let table = all.collect();
        Self { bindings, table }
    }

    /// The command that a key runs in a mode. A Chinese input method's full-width forms count as their ASCII twins, but where text
    /// is typed, they are text.
    pub fn command(&self, mode: Mode, key: Key) -> Option<Command> {
        let key = if mode.is_text() { key } else { key.half_width() };
        self.table.get(&(mode, key)).copied()
    }

    /// How carefully a key has to be told from text in a mode. Where text is typed, the keys that edit it repeat.
    pub fn care(&self, mode: Mode, key: Key) -> Care {
        match self.command(mode, key) {
            Some(command) => command.care(),
            None if mode.is_text() && (key.ctrl || key.name == KeyName::Backspace) => Care::Moves,
            None => Care::Harmless,
        }
    }

    /// The key that runs a command, the first of its keys, as it is written; the command's name where it has none.
    pub fn label(&self, command: Command) -> String {
        let mut keys = self.bindings.iter().filter(|bound| bound.command == command).flat_map(|bound| &bound.keys);
        keys.next().copied().map_or_else(|| command.name().to_owned(), Key::label)
    }

    /// The key that is named where there is room for one: the first of a command in a mode; empty where it has none.
    pub fn first_key(&self, command: Command, mode: Mode) -> String {
        let bindings = self.bindings.iter().filter(|bound| bound.command == command);
        bindings.flat_map(|bound| bound.keys_in(mode)).next().map(Key::label).unwrap_or_default()
    }

    /// All keys of a command in a mode, as they are written, with spaces between.
    pub fn all_keys(&self, command: Command, mode: Mode) -> String {
        let bindings = self.bindings.iter().filter(|bound| bound.command == command);
        bindings.flat_map(|bound| bound.keys_in(mode)).map(Key::label).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests;
