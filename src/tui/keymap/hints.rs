//! The keys that the footer names.

use super::Keymap;
use crate::tui::{
    Command,
    Mode::{Add, Cancel, Explain, Filter, Help, HelpSearch, List, Log, Regions, Replay, Retry, RetryPath, Sort},
    Model,
};

impl Keymap {
    /// The keys that work now and a word or two for each, by priority.
    pub fn footer_hints(&self, model: &Model) -> Vec<(String, &'static str)> {
        let available = offered(model).iter().filter(|command| command.can_run(model).is_ok());
        let hint = |command: &Command| (self.first_key(*command, model.mode()), command.text(model.look.lang).short);
        available.map(hint).filter(|(key, _)| !key.is_empty()).collect()
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
            &[C::Back, C::NextTab, C::Help, C::Quit, C::Cancel, C::Retry, C::ScrollDown, C::Explain, C::CopyReport]
        }
        List | Replay => &[
            C::Open,
            C::Help,
            C::Quit,
            C::Cancel,
            C::Retry,
            C::Explain,
            C::Filter,
            C::Mark,
            C::SortMenu,
            C::GroupRows,
            C::Add,
            C::Forget,
            C::NextFailed,
            C::Undo,
            C::Clear,
        ],
        Cancel => &[C::Keep, C::Confirm, C::WithHidden, C::Down],
        Retry => &[C::Keep, C::Submit, C::NextPath, C::NextRule, C::WithHidden, C::Down],
        RetryPath => &[C::NextPath, C::Close],
        Add | Filter | HelpSearch => &[C::Accept, C::Close],
        Sort => &[C::Accept, C::Down, C::Reverse, C::Close],
        Help => &[C::Close, C::SearchHelp, C::Down, C::PageDown],
        Explain => &[C::Close, C::CopyCommands, C::Down, C::PageDown],
        Log => &[C::GoToTask, C::Close, C::Down, C::PageDown],
        Regions => &[C::Close, C::PollNow, C::Down, C::PageDown],
    }
}
