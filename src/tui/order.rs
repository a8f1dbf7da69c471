//! Which rows are shown in which order, and how cursor and scroll position live through a change of that: by id, never by row.

use super::{Dialog, Model, Sort};
use crate::{
    domain::{Filter, FilterProblem, Task, TaskId},
    messages::words,
    output::columns::{Column, Order},
    watch::Regions,
};
use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

/// The ids of `tasks` in order. Total and stable: equal rows stand in the order of adding, whichever way round.
fn sorted<'a>(tasks: impl Iterator<Item = &'a Task>, sort: Sort, places: &'a Regions) -> Vec<TaskId> {
    // Room for all that may come: growing step by step would take twice as much for a moment.
    let mut rows = Vec::with_capacity(tasks.size_hint().1.unwrap_or(0));
    rows.extend(tasks.map(|task| (sort.key.rank(task, places), task)));
    rows.sort_unstable_by(|(a_rank, a), (b_rank, b)| {
        let by_rank = match (a_rank, b_rank) {
            (Some(a), Some(b)) if sort.reversed => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_rank.then(a.order.cmp(&b.order)).then_with(|| a.id.cmp(&b.id))
    });
    rows.into_iter().map(|(_, task)| task.id.clone()).collect()
}

impl Model {
    /// How many rows the table has.
    pub(super) fn rows(&self) -> usize {
        let regions = self.regions();
        regions.map_or(1, |regions| usize::from(regions.rows.height).max(1))
    }

    /// Whether an answer that tells of no event can move a row, let it in or out: not where rows are filtered and ordered by what
    /// changes with an event only.
    pub(super) fn moves_without_events(&self) -> bool {
        !matches!(self.view.sort.key.row().order, Order::ByEvent(_)) || !self.view.filter.is_empty()
    }

    /// Filters and sorts anew. While a cancel is asked for, rows only vanish: what the question was asked about stays in place.
    pub(super) fn reorder(&mut self) {
        let filter = Filter::parse(&self.view.filter);
        self.view.filter_problem = filter.problem().map(|problem| self.problem_text(problem));
        let ids = if self.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Cancel(_))) {
            let shown = self.shown();
            self.view.ids.iter().filter(|id| shown.contains(id)).cloned().collect()
        } else {
            let only = self.view.only;
            let places = &self.watch.regions;
            let region =
                |task: &Task| places.get(task.region).map_or([""; 2], |state| [&state.region.name, &state.label]);
            let wanted =
                |task: &&Task| only.is_none_or(|group| group.has(task.state())) && filter.matches(task, region(task));
            sorted(self.shown().iter().filter(wanted), self.view.sort, places)
        };
        self.view.needs_sort = false;
        self.show(ids);
    }

    fn problem_text(&self, problem: &FilterProblem) -> String {
        let words = words(self.look.lang).notice;
        match problem {
            FilterProblem::State(word) => (words.bad_state)(word),
            FilterProblem::Operation(word) => (words.bad_operation)(word),
            FilterProblem::Size(word) => (words.bad_size)(word),
        }
    }

    /// Takes new rows. The cursor stays on its task, at its place on the screen; when its task is not shown any more, it goes to
    /// the next one that is.
    fn show(&mut self, ids: Vec<TaskId>) {
        let before = std::mem::replace(&mut self.view.ids, ids);
        let (old_row, old_top) = (self.view.row, self.view.top);
        // Nobody has chosen the first id that came; what needs a person first is at the top.
        self.view.row = if self.view.is_held { self.row_after(&before, old_row) } else { 0 };
        self.view.cursor = self.view.ids.get(self.view.row).cloned();
        if old_top > 0 {
            self.view.top = self.view.row.saturating_sub(old_row.saturating_sub(old_top));
        }
        self.keep_visible();
    }

    /// The row of the cursor among new rows.
    fn row_after(&self, before: &[TaskId], old_row: usize) -> usize {
        let ids = &self.view.ids;
        let Some(cursor) = &self.view.cursor else { return 0 };
        if let Some(row) = self.cursor_row() {
            return row;
        }
        let rows: HashMap<&TaskId, usize> = ids.iter().enumerate().map(|(row, id)| (id, row)).collect();
        let at = before.get(old_row).filter(|id| *id == cursor).map_or(0, |_| old_row.min(before.len()));
        let (above, below) = before.split_at(at);
        let next = below.iter().find_map(|id| rows.get(id));
        next.or_else(|| above.iter().rev().find_map(|id| rows.get(id))).copied().unwrap_or(0)
    }

    /// The row of the ids at the top of a table of `height` rows, and the cursor's row: as drawn, and as hit by the mouse.
    pub fn table_top(&self, height: usize) -> (usize, Option<usize>) {
        let top = self.view.top.min(self.view.ids.len().saturating_sub(height));
        let row = self.cursor_row();
        let lowest = |row: usize| (row + 1).saturating_sub(height);
        let shown = row.filter(|_| height > 0).map_or(top, |row| top.clamp(lowest(row).min(row), row));
        (shown, row)
    }

    /// Turns the table by these rows, as far as it has more. The cursor stays on its task while that is in view, and at the edge
    /// after that.
    pub(super) fn scroll_table(&mut self, rows: isize) {
        let height = self.rows();
        let (top, row) = self.table_top(height);
        let last = self.view.ids.len().saturating_sub(height);
        self.view.top = top.saturating_add_signed(rows).min(last);
        if let Some(row) = row {
            self.go_to_row(row.clamp(self.view.top, self.view.top + height - 1));
        }
    }

    /// Scrolls as little as needed to have the cursor's row on the screen, and leaves no room below the last row for nothing.
    pub(super) fn keep_visible(&mut self) {
        let rows = self.rows();
        let view = &mut self.view;
        let lowest = view.row.saturating_sub(rows - 1);
        view.top = view.top.clamp(lowest, view.row.max(lowest)).min(view.ids.len().saturating_sub(rows));
    }

    /// Puts the cursor into a row, or into the last one.
    pub(super) fn go_to_row(&mut self, row: usize) {
        self.view.row = row.min(self.view.ids.len().saturating_sub(1));
        let cursor = self.view.ids.get(self.view.row).cloned();
        if cursor != self.view.cursor
            && let Some(detail) = &mut self.detail
        {
            detail.scroll = 0;
        }
        self.view.cursor = cursor;
        self.keep_visible();
    }

    /// Puts the cursor onto a task, if it is shown.
    pub(super) fn go_to(&mut self, id: &TaskId) {
        if let Some(row) = self.view.ids.iter().position(|shown| shown == id) {
            self.go_to_row(row);
        }
    }

    /// Forgets what refers to tasks that are not in the set any more.
    pub(super) fn drop_references(&mut self) {
        let tasks = &self.watch.tasks;
        self.view.marks.retain(|id| tasks.contains(id));
        self.view.range_from = self.view.range_from.take().filter(|id| tasks.contains(id));
        self.dialogs.retain(|dialog| !matches!(dialog, Dialog::Explain { id, .. } if !tasks.contains(id)));
        if self.shown().is_empty() {
            self.detail = None;
        }
    }

    /// What a command is about, in no order: the marked tasks, else the one under the cursor. All that acts on tasks asks here or
    /// [`Self::chosen`], which puts these in order.
    pub(super) fn meant(&self) -> impl Iterator<Item = &TaskId> {
        let marks = &self.view.marks;
        marks.iter().chain(self.view.cursor.iter().filter(|_| marks.is_empty()))
    }

    /// What a command is about: tasks that are shown, in the order of the rows, and marked ones that are not, in the order of adding.
    pub(super) fn chosen(&self) -> (Vec<TaskId>, Vec<TaskId>) {
        let marks = &self.view.marks;
        if marks.is_empty() {
            return (self.meant().cloned().collect(), Vec::new());
        }
        let visible: Vec<_> = self.view.ids.iter().filter(|id| marks.contains(*id)).cloned().collect();
        let seen: HashSet<_> = visible.iter().collect();
        let hidden = marks.iter().filter(|id| !seen.contains(id)).filter_map(|id| self.watch.tasks.get(id));
        let hidden = sorted(hidden, Sort { key: Column::Added, reversed: false }, &self.watch.regions);
        (visible, hidden)
    }
}
