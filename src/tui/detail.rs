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
    /// Every field of the answer, and the raw answer.
    #[default]
    Info,
    /// The error card and the raw message.
    Error,
    /// What was seen, with times.
    Events,
    /// The rate over time.
    Graph,
}

impl Tab {
    /// All tabs, from left to right.
    pub const ALL: [Self; 4] = [Self::Info, Self::Error, Self::Events, Self::Graph];

    /// Its name.
    pub fn title(self, words: &DetailWords) -> &'static str {
        match self {
            Self::Info => words.tab_info,
            Self::Error => words.tab_error,
            Self::Events => words.tab_events,
            Self::Graph => words.tab_graph,
        }
    }
}
