//! The keys as help shows them, by groups.

use super::Keymap;
use crate::{
    messages::{Lang, words},
    tui::{
        Command, Group,
        Mode::{self, Cancel, List, Replay, Retry, RetryPath},
    },
};
use std::iter;

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
        let query = query.trim();
        let lower = query.to_lowercase();
        let keys = |command: Command| {
            let is_of_dialog = command.row().group == Group::Dialog && matches!(mode, List | Replay);
            // Nothing is cancelled or submitted in a replay.
            let is_there = |dialog: &Mode| mode != Replay || !matches!(dialog, Cancel | Retry | RetryPath);
            let dialogs = Mode::ALL.into_iter().filter(|dialog| is_of_dialog && is_there(dialog));
            let mut keys = iter::once(mode).chain(dialogs).map(|mode| self.all_keys(command, mode));
            keys.find(|keys| !keys.is_empty())
        };
        let row = |command: &Command| {
            let (keys, text) = (keys(*command)?, command.text(lang).help);
            let is_meant = query.is_empty()
                || keys.split(' ').any(|key| key == query)
                || text.to_lowercase().contains(&lower)
                || command.row().name.contains(&lower);
            is_meant.then_some((keys, text))
        };
        let groups = Group::ALL.into_iter().map(|group| HelpGroup {
            title: group.title(&words(lang).help),
            rows: Command::ALL.iter().filter(|command| command.row().group == group).filter_map(row).collect(),
        });
        groups.filter(|group| !group.rows.is_empty()).collect()
    }
}
