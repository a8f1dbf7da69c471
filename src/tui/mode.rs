//! What the keys act on.

use super::{Dialog, question::Ask};

/// What the keys act on: the list, or the dialog on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The table, with or without the detail pane.
    List,
    /// The table of a recording, with or without the detail pane.
    Replay,
    /// The question before a cancel.
    Cancel,
    /// The question before work is submitted again.
    Retry,
    /// A path of that being edited.
    RetryPath,
    /// The line for ids.
    Add,
    /// The filter being typed.
    Filter,
    /// The menu of orders.
    Sort,
    Help,
    /// What explains a task.
    Explain,
    Log,
    /// The totals of each place.
    Regions,
    HelpSearch,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 13] = [
        Self::List,
        Self::Replay,
        Self::Cancel,
        Self::Retry,
        Self::RetryPath,
        Self::Add,
        Self::Filter,
        Self::Sort,
        Self::Help,
        Self::Explain,
        Self::Log,
        Self::Regions,
        Self::HelpSearch,
    ];

    /// The mode of a dialog.
    pub fn of(dialog: &Dialog) -> Self {
        match dialog {
            Dialog::Question(question) => match question.ask {
                Ask::Cancel { .. } => Self::Cancel,
                Ask::Retry { edited: None, .. } => Self::Retry,
                Ask::Retry { edited: Some(_), .. } => Self::RetryPath,
            },
            Dialog::Add { .. } => Self::Add,
            Dialog::Filter { .. } => Self::Filter,
            Dialog::Sort { .. } => Self::Sort,
            Dialog::Help { is_searched: true, .. } => Self::HelpSearch,
            Dialog::Help { .. } => Self::Help,
            Dialog::Explain { .. } => Self::Explain,
            Dialog::Log { .. } => Self::Log,
            Dialog::Regions { .. } => Self::Regions,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Replay => "replay",
            Self::Cancel => "cancel",
            Self::Retry => "retry",
            Self::RetryPath => "retry-path",
            Self::Add => "add",
            Self::Filter => "filter",
            Self::Sort => "sort",
            Self::Help => "help",
            Self::Explain => "explain",
            Self::Log => "log",
            Self::Regions => "regions",
            Self::HelpSearch => "help-search",
        }
    }

    /// Whether a question is asked: what does not answer it takes it away.
    pub fn is_question(self) -> bool {
        matches!(self, Self::Cancel | Self::Retry)
    }

    /// Whether characters are typed here instead of running commands.
    pub fn is_text(self) -> bool {
        matches!(self, Self::RetryPath | Self::Add | Self::Filter | Self::HelpSearch)
    }
}
