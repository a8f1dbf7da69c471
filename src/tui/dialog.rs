//! What can lie over the screen. Each carries what it is about.

use super::{Column, Question};
use crate::domain::{Picked, TaskId};

/// Something over the screen that takes the keys.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// Asks before something is sent. The question carries its targets.
    Question(Question),
    /// A line to type or paste ids into.
    Add {
        /// The text so far.
        input: tui_input::Input,
        /// What was pasted, picked already: 100,000 ids are no text to edit.
        pasted: Option<Picked>,
    },
    /// The filter is being typed, in the footer; `before` comes back on Esc.
    Filter {
        /// The text so far.
        input: tui_input::Input,
        before: String,
    },
    /// The menu of orders.
    Sort {
        /// The key under the cursor.
        choice: Column,
    },
    Help {
        /// Lines scrolled away.
        scroll: u16,
        /// What is searched; blank for all keys.
        search: tui_input::Input,
        /// Whether that is being typed.
        is_searched: bool,
    },
    /// What explains a task.
    Explain {
        /// The task it is about.
        id: TaskId,
        /// Lines scrolled away.
        scroll: u16,
    },
    /// The log of the set.
    Log {
        /// The number of the entry under the cursor; none while it stays at the newest.
        cursor: Option<usize>,
    },
    /// The totals and the troubles of each place.
    Regions {
        /// Lines scrolled away.
        scroll: u16,
    },
}

impl Dialog {
    /// A line with nothing typed yet.
    pub fn add() -> Self {
        Self::Add { input: tui_input::Input::default(), pasted: None }
    }

    /// All keys, from this line on.
    pub fn help(scroll: u16) -> Self {
        Self::Help { scroll, search: tui_input::Input::default(), is_searched: false }
    }
}
