//! Which rows are shown in which order, and how cursor and scroll position live through a change of that: by id, never by row.

use super::{Dialog, GroupRow, Model, Row, RowId, Sort, View};
use crate::{
    domain::{Filter, FilterProblem, GroupKey, Task, TaskId},
    messages::words,
    output::columns::{Column, Order},
    watch::Regions,
};
use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

/// Groups, each with its tasks.
type Groups<'a> = Vec<(GroupKey<'a>, Vec<&'a Task>)>;

/// The tasks in order. Total and stable: equal rows stand in the order of adding, whichever way round.
fn sorted<'a>(tasks: impl Iterator<Item = &'a Task>, sort: Sort, places: &'a Regions) -> Vec<&'a Task> {
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
    rows.into_iter().map(|(_, task)| task).collect()
}

/// The rows of groups one below the other.
fn group_rows(groups: Groups<'_>, view: &View) -> (Vec<TaskId>, Vec<GroupRow>) {
    let (mut ids, mut rows) = (Vec::with_capacity(view.ids.len()), Vec::<GroupRow>::with_capacity(groups.len()));
    for (key, tasks) in groups {
        let start = ids.len();
        ids.extend(tasks.iter().map(|task| task.id.clone()));
        let live = tasks.iter().filter(|task| task.state().is_live());
        rows.push(GroupRow {
            row: rows.last().map_or(0, |last| last.row + last.rows()),
            is_folded: !view.unfolded.contains(&key),
            tasks: start..ids.len(),
            live_in: live.map(|task| task.region).collect(),
            totals: tasks.into_iter().collect(),
            key: key.into_owned(),
        });
    }
    (ids, rows)
}

impl Model {
    /// How many rows the table has.
    pub(super) fn rows(&self) -> usize {
        let regions = self.regions();
        regions.map_or(1, |regions| usize::from(regions.rows.height).max(1))
    }

    /// Whether an answer that tells of no event can move a row, let it in or out, or change what a group adds up to: not where rows are
    /// filtered and ordered by what changes with an event only.
    pub(super) fn moves_without_events(&self) -> bool {
        self.view.group_by.is_some()
            || !matches!(self.view.sort.key.row().order, Order::ByEvent(_))
            || !self.view.filter.is_empty()
            || self.view.only.is_some()
    }

    /// Filters and sorts anew. While a cancel is asked for, rows only vanish: what the question was asked about stays in place.
    pub(super) fn reorder(&mut self) {
        let filter = Filter::parse(&self.view.filter);
        self.view.filter_problem = filter.problem().map(|problem| self.problem_text(problem));
        let view = &self.view;
        let (ids, groups) = if self.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Question(_))) {
            let shown = self.shown();
            let left = |ids: &[TaskId]| ids.iter().filter_map(|id| shown.get(id)).collect::<Vec<_>>();
            if view.groups.is_empty() {
                (left(&view.ids).iter().map(|task| task.id.clone()).collect(), Vec::new())
            } else {
                let groups = view.groups.iter().map(|group| (group.key.clone(), left(&view.ids[group.tasks.clone()])));
                group_rows(groups.filter(|(_, tasks)| !tasks.is_empty()).collect(), view)
            }
        } else {
            let only = view.only;
            let places = &self.watch.regions;
            let region =
                |task: &Task| places.get(task.region).map_or([""; 2], |state| [&state.region.name, &state.label]);
            let wanted =
                |task: &&Task| only.is_none_or(|group| group.has(task.state())) && filter.matches(task, region(task));
            let tasks = sorted(self.shown().iter().filter(wanted), view.sort, places);
            match view.group_by {
                Some(by) => group_rows(by.split(tasks), view),
                None => (tasks.into_iter().map(|task| task.id.clone()).collect(), Vec::new()),
            }
        };
        self.view.needs_sort = false;
        let is_narrowed = self.view.only.is_some() || !self.view.filter.trim().is_empty();
        let tasks = ids.iter().filter(|_| is_narrowed).filter_map(|id| self.shown().get(id));
        self.view.shown_bytes = tasks.filter_map(Task::bytes).fold(0, u64::saturating_add);
        self.show(ids, groups);
    }

    fn problem_text(&self, problem: &FilterProblem) -> String {
        let words = words(self.look.lang).notice;
        match problem {
            FilterProblem::State(word) => (words.bad_state)(word),
            FilterProblem::Operation(word) => (words.bad_operation)(word),
            FilterProblem::Size(word) => (words.bad_size)(word),
        }
    }

    /// Takes new rows. The cursor stays on its task or group, at its place on the screen; when that is not shown any more, it goes to
    /// the next task that is.
    fn show(&mut self, ids: Vec<TaskId>, groups: Vec<GroupRow>) {
        let (old_row, old_top) = (self.view.row, self.view.top);
        let is_there = self.view.cursor.as_ref().is_some_and(|cursor| self.view.is_at(old_row, cursor));
        let old_place = if is_there { self.view.places(old_row).start } else { 0 };
        let before = std::mem::replace(&mut self.view.ids, ids);
        self.view.groups = groups;
        // Nobody has chosen the first id that came; what needs a person first is at the top.
        let row = if self.view.is_held { self.row_after(&before, old_place) } else { 0 };
        self.put_cursor(row);
        if old_top > 0 {
            self.view.top = self.view.row.saturating_sub(old_row.saturating_sub(old_top));
        }
        self.keep_visible();
    }

    /// The row of the cursor among new rows. `before` are the ids of the old ones, and `old_place` the cursor's among them.
    fn row_after(&self, before: &[TaskId], old_place: usize) -> usize {
        if self.view.cursor.is_none() {
            return 0;
        }
        if let Some(row) = self.cursor_row() {
            return row;
        }
        let places: HashMap<&TaskId, usize> = self.view.ids.iter().zip(0..).collect();
        let (above, below) = before.split_at(old_place.min(before.len()));
        let next = below.iter().find_map(|id| places.get(id));
        let next = next.or_else(|| above.iter().rev().find_map(|id| places.get(id)));
        next.map_or(0, |place| self.view.row_of_place(*place))
    }

    /// The row at the top of a table of `height` rows, and the cursor's row: as drawn, and as hit by the mouse.
    pub fn table_top(&self, height: usize) -> (usize, Option<usize>) {
        let top = self.view.top.min(self.view.count().saturating_sub(height));
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
        let last = self.view.count().saturating_sub(height);
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
        view.top = view.top.clamp(lowest, view.row.max(lowest)).min(view.count().saturating_sub(rows));
    }

    /// Puts the cursor into a row, or into the last one.
    pub(super) fn go_to_row(&mut self, row: usize) {
        let before = self.view.cursor.clone();
        self.put_cursor(row);
        if before != self.view.cursor
            && let Some(detail) = &mut self.detail
        {
            detail.scroll = 0;
        }
        self.keep_visible();
    }

    fn put_cursor(&mut self, row: usize) {
        self.view.row = row.min(self.view.count().saturating_sub(1));
        self.view.cursor = self.view.row(self.view.row).map(Row::id);
    }

    /// Puts the cursor onto a task, if it is shown; its group is unfolded.
    pub(super) fn go_to(&mut self, id: &TaskId) {
        let Some(place) = self.view.ids.iter().position(|shown| shown == id) else { return };
        let group = self.view.groups.iter().find(|group| group.tasks.contains(&place));
        if let Some(key) = group.filter(|group| group.is_folded).map(|group| group.key.clone()) {
            self.fold(&key, false);
        }
        self.go_to_row(self.view.row_of_place(place));
    }

    /// Folds a group or unfolds it, with the cursor on its row.
    pub(super) fn fold(&mut self, key: &GroupKey<'static>, is_folded: bool) {
        if is_folded {
            self.view.unfolded.remove(key);
        } else {
            self.view.unfolded.insert(key.clone());
        }
        let mut row = 0;
        for group in &mut self.view.groups {
            group.row = row;
            if group.key == *key {
                group.is_folded = is_folded;
            }
            row += group.rows();
        }
        if let Some(row) = self.view.row_of(&RowId::Group(key.clone())) {
            self.go_to_row(row);
        }
    }

    /// Forgets what refers to tasks that are not in the set any more.
    pub(super) fn drop_references(&mut self) {
        let tasks = &self.watch.tasks;
        self.view.marks.retain(|id| tasks.contains(id));
        self.view.range_from =
            self.view.range_from.take().filter(|id| !matches!(id, RowId::Task(id) if !tasks.contains(id)));
        self.dialogs.retain(|dialog| !matches!(dialog, Dialog::Explain { id, .. } if !tasks.contains(id)));
        if self.shown().is_empty() {
            self.detail = None;
        }
    }

    /// What a command is about, in no order: the marked tasks, else those of the row under the cursor: one, or all that
    /// are shown of a group. All that acts on tasks asks here or [`Self::chosen`], which puts these in order.
    pub(super) fn meant(&self) -> impl Iterator<Item = &TaskId> {
        let marks = &self.view.marks;
        let row = self.cursor_row().filter(|_| marks.is_empty());
        let current = row.and_then(|row| self.view.ids.get(self.view.places(row)));
        marks.iter().chain(current.into_iter().flatten())
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
        (visible, hidden.into_iter().map(|task| task.id.clone()).collect())
    }
}
