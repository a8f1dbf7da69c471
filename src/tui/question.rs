//! The question before a cancel, or before work is submitted again: its targets travel in it, and a yes counts only when it could have
//! been read.

use crate::domain::{CallError, Conflict, Moment, TaskId, again::NoRetry};
use std::time::Duration;
use tui_input::Input;

/// What a yes would do, fixed when it is asked.
#[derive(Clone, Debug)]
pub struct Question {
    pub ask: Ask,
    /// The tasks that it is about: it can be done to them, and they are shown now.
    pub targets: Vec<TaskId>,
    /// Marked tasks that the filter hides; they are meant only when `with_hidden` is set, by a key that the dialog names.
    pub hidden: Vec<TaskId>,
    /// Whether the hidden ones are meant, too.
    pub with_hidden: bool,
    /// Lines scrolled away in the list of tasks.
    pub scroll: u16,
    /// Since when it is on the screen and nothing else was pressed, pasted or clicked; `None` before it was drawn.
    pub quiet_since: Option<Moment>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Ask {
    Cancel {
        /// Chosen tasks that have ended already: left alone.
        ended: usize,
        /// Chosen tasks that no place can be asked for: left alone.
        unreached: usize,
    },
    Retry {
        /// Chosen tasks that cannot be submitted again, and why.
        left_out: Vec<(TaskId, NoRetry)>,
        /// What to do with names that exist; `None` for what the task was submitted with.
        rule: Option<Conflict>,
        /// The paths of the one task: the source, and the target if there is one.
        paths: Vec<Input>,
        /// Which of them is being edited.
        edited: Option<usize>,
    },
}

/// What has come so far of what was submitted again last.
#[derive(Clone, Debug, Default)]
pub struct RetryTally {
    /// New tasks.
    pub new: usize,
    /// Tasks that were not submitted again, and those of which it is not known.
    pub failed: usize,
    pub unclear: usize,
    /// Why the first one failed; `None` where the set could not be written.
    pub why: Option<CallError>,
}

/// How long a question has to be on the screen without other input before a yes counts: what was on its way already, typed into another
/// window or sent by the terminal itself, confirms nothing.
const QUIET: Duration = Duration::from_millis(300);

impl Question {
    /// When a yes counts; `None` before it was drawn.
    pub fn counts_from(&self) -> Option<Moment> {
        self.quiet_since.map(|since| since.plus(QUIET))
    }

    /// A question about these tasks, not drawn yet.
    pub fn new(ask: Ask, targets: Vec<TaskId>, hidden: Vec<TaskId>) -> Self {
        Self { ask, targets, hidden, with_hidden: false, scroll: 0, quiet_since: None }
    }

    /// The path that is being edited.
    pub fn edited(&mut self) -> Option<&mut Input> {
        match &mut self.ask {
            Ask::Retry { paths, edited, .. } => paths.get_mut((*edited)?),
            Ask::Cancel { .. } => None,
        }
    }

    /// The tasks that a yes is about.
    pub fn acts_on(&self) -> impl Iterator<Item = &TaskId> {
        self.targets.iter().chain(self.hidden.iter().filter(|_| self.with_hidden))
    }
}
