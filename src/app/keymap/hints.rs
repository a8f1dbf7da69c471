//! What is said of the keys: help, by groups, and the footer's line.

use super::Keymap;
use crate::{
    app::{
        Command, Group, Model,
        command::Mode::{self, Add, Cancel, Explain, Filter, Help, HelpSearch, List, Log, Regions, Replay, Sort},
    },
    text::{Lang, words},
};

/// A group of help: its title and, per command, the keys and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpGroup {
    pub title: &'static str,
    /// Keys and text.
    pub rows: Vec<(String, &'static str)>,
}

impl Keymap {
    /// What help shows of the keys of a mode; for the list also the keys that only dialogs have. Only rows that hold `query` in
    /// their keys, their text or the command's name, where it is not blank.
    pub fn help_rows(&self, mode: Mode, lang: Lang, query: &str) -> Vec<HelpGroup> {
        let words = words(lang);
        let query = query.trim();
        let lower = query.to_lowercase();
        let keys = |command: Command| match self.all_keys(command, mode) {
            _ if mode == Replay && command.is_beyond_replay() => String::new(),
            keys if keys.is_empty() && matches!(mode, List | Replay) && command.group() == Group::Dialog => {
                let keys = Mode::ALL.into_iter().map(|mode| self.all_keys(command, mode));
                keys.into_iter().find(|keys| !keys.is_empty()).unwrap_or_default()
            }
            keys => keys,
        };
        let row = |command: &Command| {
            let (keys, text) = (keys(*command), command.text(&words.commands).help);
            let is_meant = query.is_empty()
                || keys.split(' ').any(|key| key == query)
                || text.to_lowercase().contains(&lower)
                || command.name().contains(&lower);
            (is_meant && !keys.is_empty()).then_some((keys, text))
        };
        let groups = Group::ALL.into_iter().map(|group| HelpGroup {
            title: group.title(&words.help),
            rows: Command::ALL.iter().filter(|command| command.group() == group).filter_map(row).collect(),
        });
        groups.filter(|group| !group.rows.is_empty()).collect()
    }

    /// The keys that work now and a word or two for each, by priority.
    pub fn footer_hints(&self, model: &Model) -> Vec<(String, &'static str)> {
        let (mode, words) = (model.mode(), words(model.look.lang));
        let available = offered(model).iter().filter(|command| command.is_available(model));
        let hint = |command: &Command| {
            let first = self.first_key(*command, mode);
            (!first.is_empty()).then(|| (first, command.text(&words.commands).short))
        };
        available.filter_map(hint).collect()
    }
}

/// The commands that the footer offers, the most useful first; as many are drawn as there is room for.
fn offered(model: &Model) -> &'static [Command] {
    use Command as C;
    match model.mode() {
        Replay if model.view.range_from.is_none() => &[
            C::ReplayPause,
            C::Quit,
            C::Help,
            C::ReplayForward,
            C::ReplayBack,
            C::ReplayFaster,
            C::ReplaySlower,
            C::ReplayStep,
            C::ReplayStepBack,
            C::Open,
            C::Back,
            C::NextTab,
            C::Explain,
            C::Filter,
        ],
        List if model.watch.tasks.is_empty() => &[C::Add, C::Help, C::Quit, C::Undo, C::Language],
        List | Replay if model.view.range_from.is_some() => &[C::Range, C::Back, C::Down, C::Up, C::Last, C::Help],
        List if model.detail.is_some() => {
            &[C::Back, C::NextTab, C::Help, C::Quit, C::Cancel, C::ScrollDown, C::Explain, C::CopyReport]
        }
        List | Replay => &[
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
        Add | Filter | HelpSearch => &[C::Accept, C::Close],
        Sort => &[C::Accept, C::Down, C::Reverse, C::Close],
        Help => &[C::Close, C::SearchHelp, C::Down, C::PageDown],
        Explain | Log => &[C::Close, C::Down, C::PageDown],
        Regions => &[C::Close, C::PollNow, C::Down, C::PageDown],
    }
}
