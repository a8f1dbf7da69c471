//! The keys as help shows them, by groups.

use super::Keymap;
use crate::{
    messages::{Lang, words},
    tui::{
        Command, Group,
        Mode::{self, List, Replay},
    },
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
}
