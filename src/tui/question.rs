//! The question before a cancel: its targets travel in it, and a yes counts only when it could have been read.

use crate::domain::{Moment, TaskId};
use std::time::Duration;

/// What a cancel would do, fixed when it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The tasks that would be cancelled: they can be, and are shown now.
    pub targets: Vec<TaskId>,
    /// Marked tasks that the filter hides; they are cancelled only when `with_hidden` is set, by a key that the dialog names.
    pub hidden: Vec<TaskId>,
    /// Whether the hidden ones are meant, too.
    pub with_hidden: bool,
    /// Chosen tasks that have ended already: left alone.
    pub ended: usize,
    /// Chosen tasks that no place can be asked for: left alone.
    pub unreached: usize,
    /// Lines scrolled away in the list of tasks.
    pub scroll: u16,
    /// Since when it is on the screen and nothing else was pressed, pasted or clicked; `None` before it was drawn.
    pub quiet_since: Option<Moment>,
}

/// How long a question has to be on the screen without other input before a yes counts: what was on its way already, typed into another
/// window or sent by the terminal itself, confirms nothing.
const QUIET: Duration = Duration::from_millis(300);

impl Question {
    /// When a yes counts; `None` before it was drawn.
    pub fn counts_from(&self) -> Option<Moment> {
        self.quiet_since.map(|since| since.plus(QUIET))
    }

    /// The tasks that a yes would cancel.
    pub fn acts_on(&self) -> impl Iterator<Item = &TaskId> {
        self.targets.iter().chain(self.hidden.iter().filter(|_| self.with_hidden))
    }
}
