//! The detail pane and its tabs.

use crate::messages::words::DetailWords;

/// The detail pane: it shows the task under the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    pub tab: Tab,
    /// How many of its lines are scrolled away.
    pub scroll: u16,
}

/// The tabs of the detail pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// How it goes: paths, numbers, the rate, what happened last.
    #[default]
    Summary,
    /// Every field of the answer, and the raw answer.
    Info,
    /// The error card and the raw message.
    Error,
    /// What was seen, with times.
    Events,
}

impl Tab {
    /// All tabs, from left to right.
    pub const ALL: [Self; 4] = [Self::Summary, Self::Info, Self::Error, Self::Events];

    /// Its name.
    pub fn title(self, words: &DetailWords) -> &'static str {
        match self {
            Self::Summary => words.tab_summary,
            Self::Info => words.tab_info,
            Self::Error => words.tab_error,
            Self::Events => words.tab_events,
        }
    }
}
