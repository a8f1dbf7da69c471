//! What of the set is shown, in which order, and where in it the user is: all by id, never by row.

use crate::{
    domain::{GroupBy, GroupKey, RegionId, State, TaskId, Totals},
    output::columns::Column,
};
use std::{
    collections::{BTreeSet, HashSet},
    ops::{Range, RangeInclusive},
};

/// What of the set is shown, and where in it the user is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The filter as it was typed; empty for none.
    pub filter: String,
    /// The filter of the state keys (`!`, `1` to `5`); `None` for all.
    pub only: Option<StateGroup>,
    /// The size of all that is shown, while something is hidden: whatever became of it.
    pub shown_bytes: u64,
    /// What is wrong with the filter as typed, for the footer; the good terms count all the same.
    pub filter_problem: Option<String>,
    /// The order.
    pub sort: Sort,
    /// What the rows are grouped by; `None` for one row per task.
    pub group_by: Option<GroupBy>,
    /// The ids of the tasks that are shown or in a folded group that is, in order.
    pub ids: Vec<TaskId>,
    /// The groups, in order; none while the rows are not grouped.
    pub groups: Vec<GroupRow>,
    /// The groups that are unfolded, whether or not they have a task now.
    pub unfolded: HashSet<GroupKey<'static>>,
    /// Set when rows may have to move: an answer without events moves none in the default order.
    pub needs_sort: bool,
    /// What the cursor is on; it has a row unless there is none.
    pub cursor: Option<RowId>,
    /// Whether the user has moved or acted: until then the cursor stays on the first row, whatever comes to stand there.
    pub is_held: bool,
    /// The row that the cursor is in; a shortcut that is checked before it is used.
    pub row: usize,
    /// The row at the top of the table.
    pub top: usize,
    /// Marked tasks; some may be hidden by the filter.
    pub marks: HashSet<TaskId>,
    /// Where a range of marks began.
    pub range_from: Option<RowId>,
    /// Where the cursor was when a filter began to be typed: it comes back there on Esc.
    pub anchor: Option<RowId>,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowId {
    Task(TaskId),
    Group(GroupKey<'static>),
}

/// A group of tasks: a row for all of it, and below it the rows of its tasks while it is unfolded.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRow {
    pub key: GroupKey<'static>,
    /// Where its tasks are among the ids.
    pub tasks: Range<usize>,
    /// Its row.
    pub row: usize,
    pub is_folded: bool,
    /// What its tasks are together.
    pub totals: Totals,
    /// The regions of those of its tasks that are live.
    pub live_in: BTreeSet<RegionId>,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'a> {
    Task(&'a TaskId),
    Group(&'a GroupRow),
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
    /// `4`: failed, stalled or missing.
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

impl From<TaskId> for RowId {
    fn from(id: TaskId) -> Self {
        Self::Task(id)
    }
}

impl Row<'_> {
    pub fn id(self) -> RowId {
        match self {
            Self::Task(id) => RowId::Task(id.clone()),
            Self::Group(group) => RowId::Group(group.key.clone()),
        }
    }

    fn is(self, id: &RowId) -> bool {
        match (self, id) {
            (Self::Task(task), RowId::Task(id)) => task == id,
            (Self::Group(group), RowId::Group(key)) => group.key == *key,
            _ => false,
        }
    }
}

impl GroupRow {
    /// The rows that it has: its own, and those of its tasks.
    pub fn rows(&self) -> usize {
        1 + if self.is_folded { 0 } else { self.tasks.len() }
    }
}

impl View {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.groups.last().map_or(self.ids.len(), |last| last.row + last.rows())
    }

    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        let Some(group) = self.group_at(|group| group.row <= row) else { return self.ids.get(row).map(Row::Task) };
        match row - group.row {
            0 => Some(Row::Group(group)),
            below if below < group.rows() => self.ids.get(group.tasks.start + below - 1).map(Row::Task),
            _ => None,
        }
    }

    /// The row of the id that is in this place among the ids: that of its group, where that is folded.
    pub fn row_of_place(&self, place: usize) -> usize {
        match self.group_at(|group| group.tasks.start <= place) {
            Some(group) if group.is_folded => group.row,
            Some(group) => group.row + 1 + place - group.tasks.start,
            None => place,
        }
    }

    /// The row of a task or of its folded group, or of a group; `None` for what is not shown.
    pub fn row_of(&self, id: &RowId) -> Option<usize> {
        match id {
            RowId::Task(id) => self.ids.iter().position(|shown| shown == id).map(|place| self.row_of_place(place)),
            RowId::Group(key) => self.groups.iter().find(|group| group.key == *key).map(|group| group.row),
        }
    }

    /// The rows of the range that is open, up to the one with the cursor.
    pub fn open_range(&self, cursor_row: usize) -> Option<RangeInclusive<usize>> {
        let from = self.row_of(self.range_from.as_ref()?)?;
        Some(from.min(cursor_row)..=from.max(cursor_row))
    }

    /// Whether this row is about that.
    pub fn is_at(&self, row: usize, id: &RowId) -> bool {
        self.row(row).is_some_and(|row| row.is(id))
    }

    /// Where the tasks of a row are among the ids: one, or all of a group.
    pub fn places(&self, row: usize) -> Range<usize> {
        match self.group_at(|group| group.row <= row) {
            Some(group) if row == group.row => group.tasks.clone(),
            Some(group) => group.tasks.start + row - group.row - 1..group.tasks.start + row - group.row,
            None => row..row + 1,
        }
    }

    /// The last group that is so, of groups of which only first ones are.
    fn group_at(&self, is_so: impl Fn(&GroupRow) -> bool) -> Option<&GroupRow> {
        self.groups.get(self.groups.partition_point(is_so).checked_sub(1)?)
    }
}

impl StateGroup {
    /// Whether a state is one of the group.
    pub fn has(self, state: State) -> bool {
        use State::{
            Cancel, Cancelling, Complete, Fail, Gone, Missing, Processing, Retried, Stalled, Unknown, Waiting,
        };
        match self {
            Self::Failed => state == Fail,
            Self::Running => matches!(state, Processing | Cancelling | Stalled),
            Self::Waiting => matches!(state, Waiting | Unknown),
            Self::Complete => state == Complete,
            Self::Trouble => matches!(state, Fail | Stalled | Missing),
            Self::Away => matches!(state, Cancel | Gone | Retried),
        }
    }
}
