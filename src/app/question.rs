//! The question before a cancel: its targets travel in it, and a yes counts only when it could have been read.

use super::{Dialog, Model};
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

impl Model {
    /// The question on top, if one is asked.
    pub fn question(&self) -> Option<&Question> {
        match self.dialogs.last() {
            Some(Dialog::Cancel(question)) => Some(question),
            _ => None,
        }
    }

    /// When the screen looks different because a yes counts from then on.
    pub fn changes_at(&self) -> Option<Moment> {
        self.question().and_then(Question::counts_from).filter(|from| *from > self.now.moment)
    }

    /// What is on top was drawn at `now`.
    pub fn drawn(&mut self, now: Moment) {
        self.dirty = false;
        if let Some(Dialog::Cancel(question)) = self.dialogs.last_mut() {
            question.quiet_since.get_or_insert(now);
        }
    }

    /// Something was pressed, pasted or clicked: a question that is still there waits anew.
    pub(super) fn disturb(&mut self) {
        let now = self.now.moment;
        if let Some(Dialog::Cancel(question)) = self.dialogs.last_mut()
            && let Some(since) = &mut question.quiet_since
        {
            *since = now;
        }
    }
}
