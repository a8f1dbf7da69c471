//! What of the set is shown, in which order, and where in it the user is: all by id, never by row.

use crate::{
    domain::{State, TaskId},
    output::columns::Column,
};
use std::collections::HashSet;

/// What of the set is shown, and where in it the user is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The filter as it was typed; empty for none.
    pub filter: String,
    /// The filter of the state keys (`!`, `1` to `5`); `None` for all.
    pub only: Option<StateGroup>,
    /// What is wrong with the filter as typed, for the footer; the good terms count all the same.
    pub filter_problem: Option<String>,
    /// The order.
    pub sort: Sort,
    /// The ids shown, in order.
    pub ids: Vec<TaskId>,
    /// Set when rows may have to move: an answer without events moves none in the default order.
    pub needs_sort: bool,
    /// The task the cursor is on; it is in `ids` unless that is empty.
    pub cursor: Option<TaskId>,
    /// Whether the user has moved or acted: until then the cursor stays on the first row, whatever comes to stand there.
    pub is_held: bool,
    /// The row of `ids` that the cursor is in; a shortcut that is checked before it is used.
    pub row: usize,
    /// The row of `ids` at the top of the table.
    pub top: usize,
    /// Marked tasks; some may be hidden by the filter.
    pub marks: HashSet<TaskId>,
    /// Where a range of marks began.
    pub range_from: Option<TaskId>,
    /// Where the cursor was when a filter began to be typed: it comes back there on Esc.
    pub anchor: Option<TaskId>,
}

/// The groups of states behind the number keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateGroup {
    /// `!`: failed.
    Failed,
    /// `1`: running: processing, cancelling, stalled.
    Running,
    /// `2`: waiting, or not known yet.
    Waiting,
    /// `3`: complete.
    Complete,
    /// `4`: failed or stalled.
    Trouble,
    /// `5`: cancelled, gone or submitted again.
    Away,
}

/// The order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// What by.
    pub key: Column,
    /// Whether the other way round.
    pub reversed: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: Column::Attention, reversed: false }
    }
}

impl StateGroup {
    /// Whether a state is one of the group.
    pub fn has(self, state: State) -> bool {
        use State::{Cancel, Cancelling, Complete, Fail, Gone, Processing, Retried, Stalled, Unknown, Waiting};
        match self {
            Self::Failed => state == Fail,
            Self::Running => matches!(state, Processing | Cancelling | Stalled),
            Self::Waiting => matches!(state, Waiting | Unknown),
            Self::Complete => state == Complete,
            Self::Trouble => matches!(state, Fail | Stalled),
            Self::Away => matches!(state, Cancel | Gone | Retried),
        }
    }
}
