//! The log of a watch set as it is held in memory: what an earlier run has left, and what happens in this one.

use super::{Change, Regions, event::Before};
use crate::domain::{
    About, At, EventKind, LogEntry, Logged, RegionId, SetChange, State, Task, TaskId, TaskSet, Trouble,
};
use std::{collections::VecDeque, time::Duration};

/// How many entries are held; the oldest go first.
const LOG: usize = 1000;
/// An outage that was shorter is no entry.
const OUTAGE: Duration = Duration::from_mins(1);

/// The last entries, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    entries: VecDeque<LogEntry>,
    /// How many there were before the first of these: so an entry has one number as long as it is held.
    dropped: usize,
}

impl Log {
    /// The entries, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &LogEntry> {
        self.entries.iter()
    }

    /// The number of the first entry.
    pub fn first(&self) -> usize {
        self.dropped
    }

    /// Puts what was kept before this run in front.
    pub fn recall(&mut self, kept: impl DoubleEndedIterator<Item = LogEntry>) {
        let room = LOG.saturating_sub(self.entries.len());
        kept.rev().take(room).for_each(|entry| self.entries.push_front(entry));
    }

    /// Writes an entry down, and among the changes where a file is to have it.
    pub(super) fn push(&mut self, entry: LogEntry, changes: &mut Vec<Change>) {
        if self.entries.len() >= LOG {
            self.entries.pop_front();
            self.dropped += 1;
        }
        if !entry.is_mere_sight() {
            changes.push(Change::Logged(Box::new(entry.clone())));
        }
        self.entries.push_back(entry);
    }

    /// Writes down what happened to a task, and reports it.
    pub(super) fn note(
        &mut self,
        task: &Task,
        at: At,
        before: Before,
        happened: Vec<EventKind>,
        changes: &mut Vec<Change>,
    ) {
        for what in happened {
            // That a task is as an earlier run has left it is no event of the set, and that a cancel was sent is one already.
            let is_said = match &what {
                EventKind::Seen(_) => before.state != State::Unknown,
                EventKind::Changed { to, .. } => *to == State::Cancelling,
                _ => false,
            };
            if !is_said {
                self.push(LogEntry::of_task(at.wall, task, what.clone()), changes);
            }
            changes.push(Change::Task { id: task.id.clone(), at, before, what });
        }
    }

    /// Writes down that these tasks came into the set.
    pub(super) fn added(&mut self, tasks: &TaskSet, ids: &[TaskId], now: At, changes: &mut Vec<Change>) {
        let first = ids.first().and_then(|id| tasks.get(id));
        let is_submitted = first.is_some_and(|task| task.submitted);
        let change = if is_submitted { SetChange::Submitted } else { SetChange::Added };
        let about = first.map(About::of).unwrap_or_default();
        let entry = LogEntry::of_set(now.wall, change, ids.iter(), about);
        if let Some(entry) = entry {
            self.push(entry, changes);
        }
    }

    /// Writes down that these tasks were taken out of the set.
    pub(super) fn forgotten(&mut self, tasks: &[Task], now: At, changes: &mut Vec<Change>) {
        let about = tasks.first().map(About::of).unwrap_or_default();
        let entry = LogEntry::of_set(now.wall, SetChange::Forgotten, tasks.iter().map(|task| &task.id), about);
        if let Some(entry) = entry {
            self.push(entry, changes);
        }
    }

    /// Writes down that a region answers again, where that was long in coming.
    pub(super) fn outage(
        &mut self,
        regions: &Regions,
        region: RegionId,
        trouble: &Trouble,
        now: At,
        changes: &mut Vec<Change>,
    ) {
        if now.moment.since(trouble.since.moment) < OUTAGE {
            return;
        }
        let label = regions.get(region).filter(|_| regions.are_several()).map(|state| state.label.clone());
        let (region, problem) = (label.unwrap_or_default(), Box::new(trouble.problem.clone()));
        let what = Logged::Outage { region, since: trouble.since.wall, problem };
        self.push(LogEntry { at: now.wall, what }, changes);
    }
}
