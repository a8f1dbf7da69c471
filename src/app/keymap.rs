//! Which keys run which command in which mode, and what is made of that: dispatch, the footer's line, and help.

use super::{Command, Group, Key, KeyName, Mode, Model};
use crate::text::{Lang, words};
use std::{collections::HashMap, sync::OnceLock};

/// Keys that run a command in some modes.
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
use Mode::{Add, Cancel, Explain, Filter, Help, List, Log, Regions, Sort};

const LIST: &[Mode] = &[List];
const MOVING: &[Mode] = &[List, Cancel, Sort, Help, Explain, Log, Regions];
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
    bind(Command::Mark, &[c(' ')], LIST),
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
    bind(Command::Reverse, &[c('I')], &[List, Sort]),
    bind(Command::CopyIds, &[c('y')], LIST),
    bind(Command::CopyReport, &[c('Y')], LIST),
    bind(Command::Explain, &[c('e')], &[List, Explain]),
    bind(Command::Log, &[c('E')], &[List, Log]),
    bind(Command::Regions, &[c('R')], &[List, Regions]),
    bind(Command::PollNow, &[c('r')], &[List, Regions]),
    bind(Command::Redraw, &[ctrl('l')], EVERYWHERE),
    bind(Command::Freeze, &[c('Z')], LIST),
    bind(Command::FullPaths, &[c('p')], LIST),
    bind(Command::Wide, &[c('w')], LIST),
    bind(Command::Theme, &[c('t')], LIST),
    bind(Command::Language, &[c('T')], &[List, Help, Explain, Log, Regions]),
    bind(Command::Mouse, &[c('m')], LIST),
    bind(Command::Help, &[c('?'), k(F(1))], &[List, Help]),
    bind(Command::Help, &[k(F(1))], &[Cancel, Add, Filter, Sort, Explain, Log, Regions]),
    bind(Command::Quit, &[c('q')], LIST),
    bind(Command::Quit, &[k(F(10)), ctrl('c')], EVERYWHERE),
    bind(Command::QuitKeep, &[c('Q')], LIST),
    bind(Command::Suspend, &[ctrl('z')], EVERYWHERE),
    bind(Command::Confirm, &[c('y')], &[Cancel]),
    bind(Command::Keep, &[c('n'), k(Esc), k(Enter), c('q')], &[Cancel]),
    bind(Command::WithHidden, &[c('h')], &[Cancel]),
    bind(Command::Accept, &[k(Enter)], &[Add, Filter, Sort]),
    bind(Command::Close, &[k(Esc)], &[Add, Filter]),
    bind(Command::Close, &[k(Esc), c('q'), c('h'), k(Left)], &[Sort, Help, Explain, Log, Regions]),
];

/// The command that a key runs in a mode. A Chinese input method's full-width forms count as their ASCII twins, but where text
/// is typed, they are text.
pub fn command(mode: Mode, key: Key) -> Option<Command> {
    static TABLE: OnceLock<HashMap<(Mode, Key), Command>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let all = BINDINGS.iter().flat_map(|binding| {
            let modes = binding.modes.iter();
            modes.flat_map(|mode| binding.keys.iter().map(|key| ((*mode, *key), binding.command)))
        });
        all.collect()
    });
    let key = if mode.is_text() { key } else { half_width(key) };
    table.get(&(mode, key)).copied()
}

/// The key with a full-width character replaced by its ASCII twin.
fn half_width(key: Key) -> Key {
    let KeyName::Char(character) = key.name else { return key };
    let character = match character {
        '、' => '/',
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xff01 + u32::from('!')).unwrap_or(character),
        _ => character,
    };
    Key { name: KeyName::Char(character), ..key }
}

/// How a key is written: `c`, `^d`, `Enter`, `F9`.
pub fn key_label(key: Key) -> String {
    let name = match key.name {
        KeyName::Char(' ') => "Space".to_owned(),
        KeyName::Char(character) => character.to_string(),
        KeyName::F(number) => format!("F{number}"),
        KeyName::PageUp => "PgUp".to_owned(),
        KeyName::PageDown => "PgDn".to_owned(),
        KeyName::Delete => "Del".to_owned(),
        KeyName::Insert => "Ins".to_owned(),
        other => format!("{other:?}"),
    };
    let (ctrl, alt) = (if key.ctrl { "^" } else { "" }, if key.alt { "M-" } else { "" });
    format!("{alt}{ctrl}{name}")
}

/// The key that runs a command, the first of its keys, as it is written.
pub fn keys_label(command: Command) -> String {
    let keys = BINDINGS.iter().find(|binding| binding.command == command).map_or(&[][..], |binding| binding.keys);
    keys.first().copied().map_or_else(String::new, key_label)
}

/// All keys of a command in a mode, as they are written, with spaces between.
pub fn all_keys(command: Command, mode: Mode) -> String {
    let bindings = BINDINGS.iter().filter(|binding| binding.command == command && binding.modes.contains(&mode));
    bindings.flat_map(|binding| binding.keys.iter().copied().map(key_label)).collect::<Vec<_>>().join(" ")
}

/// A group of help: its title and, per command, the keys and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpGroup {
    /// Its title.
    pub title: &'static str,
    /// Keys and text.
    pub rows: Vec<(String, &'static str)>,
}

/// What help shows for a mode; for the list also the keys that only dialogs have.
pub fn help_rows(mode: Mode, lang: Lang) -> Vec<HelpGroup> {
    let words = words(lang);
    let keys = |command: Command| match all_keys(command, mode) {
        keys if keys.is_empty() && mode == List && command.group() == Group::Dialog => {
            Mode::ALL.into_iter().map(|mode| all_keys(command, mode)).find(|keys| !keys.is_empty()).unwrap_or_default()
        }
        keys => keys,
    };
    let groups = Group::ALL.into_iter().map(|group| HelpGroup {
        title: group.title(&words.help),
        rows: Command::ALL
            .iter()
            .filter(|command| command.group() == group)
            .map(|command| (keys(*command), command.text(&words.commands).help))
            .filter(|(keys, _)| !keys.is_empty())
            .collect(),
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

/// The commands that the footer offers, the most useful first; as many are drawn as there is room for.
fn offered(model: &Model) -> &'static [Command] {
    use Command as C;
    match model.mode() {
        List if model.tasks.is_empty() => &[C::Add, C::Help, C::Quit, C::Undo, C::Language],
        List if model.view.range_from.is_some() => &[C::Range, C::Back, C::Down, C::Up, C::Last, C::Help],
        List if model.detail.is_some() => {
            &[C::Back, C::NextTab, C::Help, C::Quit, C::Cancel, C::ScrollDown, C::Explain, C::CopyReport]
        }
        List => &[
            C::Cancel,
            C::Open,
            C::Help,
            C::Quit,
            C::Explain,
            C::Filter,
            C::Mark,
            C::SortMenu,
            C::Add,
            C::Forget,
            C::NextFailed,
            C::Undo,
            C::Clear,
        ],
        Cancel => &[C::Keep, C::Confirm, C::WithHidden, C::Down],
        Add | Filter => &[C::Accept, C::Close],
        Sort => &[C::Accept, C::Down, C::Reverse, C::Close],
        Help | Explain | Log => &[C::Close, C::Down, C::PageDown],
        Regions => &[C::Close, C::PollNow, C::Down, C::PageDown],
    }
}

/// The keys that work now and a word or two for each, by priority.
pub fn footer_hints(model: &Model) -> Vec<(String, &'static str)> {
    let (mode, words) = (model.mode(), words(model.look.lang));
    let available = offered(model).iter().filter(|command| command.is_available(model));
    let first_key = |command: Command| all_keys(command, mode).split(' ').next().unwrap_or_default().to_owned();
    available.map(|command| (first_key(*command), command.text(&words.commands).short)).collect()
}

#[cfg(test)]
mod tests;
