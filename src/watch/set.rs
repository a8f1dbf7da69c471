//! The watch set and all that is known of its regions. [`Watch::apply`] is the only code that changes a task set: it decides what an
//! answer means, for the screen, the commands, the metrics and replay alike. Pure: no clock, no I/O.

use super::{Change, Event, Rates, Regions, event::Before, log::Log, missed::Missed};
use crate::domain::{
    At, CancelStep, EventKind, Moment, Origin, PollEvent, RegionId, Snapshot, StallRule, Status, Task, TaskId, TaskSet,
    Totals, Trouble,
    again::{NoRetry, Outcome, Resubmission},
};
use std::collections::BTreeMap;

/// A set up to this size, of a batch or two, is counted at every batch; a greater one once per cycle, since what one batch does to it
/// is counted again with the next.
const AT_ONCE: usize = 200;
/// A set of more tasks than this keeps of each only what its row needs: no raw answer but that of the task that is looked at and
/// those of the failed, and few samples of its rate.
const LARGE: usize = 5000;
/// How many buckets the history of each task of a large set has.
const LARGE_HISTORY: u16 = 16;

/// A watch set.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// The watched tasks.
    pub tasks: TaskSet,
    /// What they are together, as of the last count.
    pub totals: Totals,
    /// The same for each region that has tasks, unbound ones, too.
    pub by_region: BTreeMap<RegionId, Totals>,
    /// Where the tasks live, and how asking there goes.
    pub regions: Regions,
    /// What happened to the set, bounded.
    pub log: Log,
    /// How fast all of them went.
    pub rates: Box<Rates>,
    /// When a task counts as stalled.
    pub stall: StallRule,
    /// The task that is looked at: its raw answer is kept, however large the set is.
    pub focus: Option<TaskId>,
    /// The totals lag behind the tasks.
    pub is_behind: bool,
    /// Cancels of tasks that were taken out meanwhile.
    pub(super) missed: Missed,
}

impl Watch {
    /// An empty set.
    pub fn new(regions: Regions, stall: StallRule) -> Self {
        Self {
            tasks: TaskSet::default(),
            totals: Totals::default(),
            by_region: BTreeMap::new(),
            regions,
            log: Log::default(),
            rates: Box::default(),
            stall,
            focus: None,
            is_behind: false,
            missed: Missed::default(),
        }
    }

    /// Puts tasks into the set before anything is recorded or drawn; those that are in it already stay as they are.
    pub fn load<T: Into<Box<Task>>>(&mut self, tasks: Vec<T>) {
        self.tasks.reserve(tasks.len());
        for task in tasks {
            self.tasks.add(task);
        }
        self.recount();
    }

    /// The same with a whole set.
    pub fn start(&mut self, tasks: TaskSet) {
        self.tasks = tasks;
        self.recount();
    }

    /// The ids of the set, in the order in which they were added.
    pub fn ids(&self) -> Vec<TaskId> {
        let mut all: Vec<_> = self.tasks.iter().collect();
        all.sort_by_key(|task| task.order);
        all.into_iter().map(|task| task.id.clone()).collect()
    }

    /// Takes an event over and says what changed. `now` is the time of events that bring none of their own.
    pub fn apply(&mut self, event: Event, now: At) -> Vec<Change> {
        let mut changes = Vec::new();
        match event {
            Event::Region(region) => {
                let id = region.id;
                self.regions.put(region);
                let regions = &self.regions;
                let mut bound: Vec<_> = self
                    .tasks
                    .iter_mut()
                    .filter_map(|task| regions.bind(task).then(|| (task.order, task.id.clone())))
                    .collect();
                bound.sort_unstable();
                changes.push(Change::Region(id));
                if !bound.is_empty() {
                    changes.push(Change::Bound(bound.into_iter().map(|(_, id)| id).collect()));
                }
            }
            Event::Added { tasks, back } => self.add(tasks, back, now, &mut changes),
            Event::Removed(ids) => {
                let mut removed = Vec::new();
                for id in ids {
                    let Some(task) = self.tasks.remove(&id) else { continue };
                    if waits_for_answer(&task) {
                        self.missed.left(id.clone());
                    }
                    removed.push(task);
                }
                if !removed.is_empty() {
                    self.recount();
                    self.log.forgotten(&removed, now, &mut changes);
                    changes.push(Change::Removed(removed.into_iter().map(|task| task.id).collect()));
                }
            }
            Event::Moved { ids, region } => {
                for id in &ids {
                    if let Some(task) = self.tasks.get_mut(id) {
                        task.region = region;
                        self.regions.bind(task);
                    }
                }
                self.recount();
                changes.push(Change::Bound(ids));
            }
            Event::Poll(region, event) => self.polled(region, event, &mut changes),
            Event::CancelSent(ids) => {
                for id in &ids {
                    self.change(id, now, &mut changes, |task| task.cancel_sent(now));
                }
                self.recount();
            }
            Event::CancelAnswered { ids, result } => self.cancel_answered(&ids, &result, now, &mut changes),
            Event::RetrySent { ids, sent } => {
                let by = Resubmission { sent, outcome: Outcome::Unclear };
                for id in &ids {
                    self.change(id, now, &mut changes, |task| {
                        task.resubmitted(by.clone(), Some(EventKind::RetrySent), now)
                    });
                }
            }
            Event::RetryAnswered { ids, sent, result } => self.retry_answered(ids, sent, result, now, &mut changes),
        }
        changes
    }

    pub(super) fn add(&mut self, tasks: Vec<Task>, back: bool, now: At, changes: &mut Vec<Change>) {
        let mut added = Vec::new();
        let mut late = Vec::new();
        for mut task in tasks {
            if self.tasks.contains(&task.id) {
                continue;
            }
            let id = task.id.clone();
            self.regions.bind(&mut task);
            if let Some(answer) = self.missed.back(&id, waits_for_answer(&task)) {
                late.push((id.clone(), answer));
            }
            if back {
                self.tasks.put_back(task);
            } else {
                self.tasks.add(task);
            }
            added.push(id);
        }
        if added.is_empty() {
            return;
        }
        let again = |task: &Task| task.resubmission();
        let mut known: Vec<_> = added.iter().filter_map(|id| self.tasks.get(id).and_then(again)).collect();
        if back {
            // What comes back may have been submitted again while it was away.
            known.extend(self.tasks.iter().filter_map(again).filter(|(old, _)| added.contains(old)));
        }
        self.log.added(&self.tasks, &added, now, changes);
        changes.push(Change::Added(added));
        for (old, by) in known {
            self.change(&old, now, changes, |task| task.resubmitted(by, None, now));
        }
        for (id, answer) in late {
            let result = answer.map(|()| Vec::new());
            self.cancel_answered(&[id], &result, now, changes);
        }
        self.recount();
    }

    fn polled(&mut self, region: RegionId, event: PollEvent, changes: &mut Vec<Change>) {
        // A region that is not known is asked for nothing.
        let Some(state) = self.regions.get_mut(region) else { return };
        let before = state.feed.note(&event);
        match event {
            PollEvent::Started { .. } => changes.push(Change::CycleBegan(region)),
            PollEvent::Batch(snapshot) => {
                self.batch(region, snapshot, changes);
                self.is_behind = true;
                if self.tasks.len() <= AT_ONCE {
                    self.catch_up(changes);
                }
                changes.push(Change::Answered(region));
            }
            PollEvent::Ended { at, next, trouble, .. } => {
                let is_good = trouble.is_none();
                if let Some(Trouble { since, .. }) = trouble {
                    let here = self.tasks.iter_mut().filter(|task| task.region == region);
                    here.for_each(|task| task.not_asked(since));
                } else if let Some(before) = &before {
                    self.log.outage(&self.regions, region, before, at, changes);
                }
                self.rates.cycle_ended(region, at.moment, is_good);
                self.catch_up(changes);
                changes.push(Change::CycleEnded { region, at, before, next });
            }
            PollEvent::NotNow { next } => changes.push(Change::NotNow { region, next }),
        }
    }

    fn batch(&mut self, region: RegionId, snapshot: Snapshot, changes: &mut Vec<Change>) {
        let Snapshot { at, round_trip, reports, absent, refused, .. } = snapshot;
        let stall = self.stall;
        let asked = Moment(at.moment.0.saturating_sub(round_trip));
        let is_large = self.tasks.len() > LARGE;
        let here = self.regions.get(region).and_then(|state| state.region.origin.clone());
        let mut bound = Vec::new();
        for (id, mut report) in reports {
            let Some(task) = of_region(&mut self.tasks, region, &id) else { continue };
            if is_large && report.status != Status::Fail && self.focus.as_ref() != Some(&id) {
                report.drop_raw();
            }
            if let Some(here) = here.as_ref().filter(|here| has_moved(task, here)) {
                task.origin = Some(here.clone());
                bound.push(id.clone());
            }
            let before = Before::of(task);
            let done = |task: &Task| task.report().map(|report| (report.done_bytes, report.done_files));
            let done_before = done(task).filter(|_| before.seen);
            let mut happened = task.observe(report, at, stall);
            if let (Some(before), Some(now)) = (done_before, done(task)) {
                let more = |before: Option<u64>, now: Option<u64>| now?.checked_sub(before?);
                let (bytes, files) = (more(before.0, now.0), more(before.1, now.1));
                self.rates.done(region, bytes.unwrap_or(0), files.unwrap_or(0));
            }
            happened.extend(task.settle_cancel(asked, at));
            if is_large {
                task.keep_samples(LARGE_HISTORY);
            }
            // Most answers tell of no event: then no id is copied.
            if !happened.is_empty() {
                self.log.note(task, at, before, happened, changes);
            }
        }
        for id in absent {
            if self.is_known(region, &id, here.as_deref(), &mut bound) {
                self.change(&id, at, changes, |task| {
                    let mut happened = task.absent(at, stall);
                    happened.extend(task.settle_cancel(asked, at));
                    happened
                });
            }
        }
        for refusal in refused {
            if self.is_known(region, &refusal.id, here.as_deref(), &mut bound) {
                self.change(&refusal.id, at, changes, |task| {
                    let mut happened = task.refuse(refusal.problem, at, stall);
                    happened.extend(task.settle_cancel(asked, at));
                    happened
                });
            }
        }
        if !bound.is_empty() {
            changes.push(Change::Bound(bound));
        }
    }

    /// Whether a region that does not return a task says something of it by that. Of one of another address it does not: nobody is asked
    /// for that task any more.
    fn is_known(&mut self, region: RegionId, id: &TaskId, here: Option<&Origin>, unbound: &mut Vec<TaskId>) -> bool {
        let Some(task) = of_region(&mut self.tasks, region, id) else { return false };
        let is_foreign = here.is_some_and(|here| is_foreign(task, here));
        if is_foreign {
            task.region = RegionId::UNBOUND;
            unbound.push(id.clone());
        }
        !is_foreign
    }

    /// Lets a task change, and writes down what happened.
    pub(super) fn change(
        &mut self,
        id: &TaskId,
        at: At,
        changes: &mut Vec<Change>,
        change: impl FnOnce(&mut Task) -> Vec<EventKind>,
    ) {
        let Some(task) = self.tasks.get_mut(id) else { return };
        let before = Before::of(task);
        let happened = change(task);
        self.log.note(task, at, before, happened, changes);
    }

    /// Counts anew after answers of the service, where that was put off, and tells when these say that everything has ended.
    pub fn catch_up(&mut self, changes: &mut Vec<Change>) {
        if !self.is_behind {
            return;
        }
        let lived = self.totals.live() > 0;
        self.recount();
        if lived && self.totals.live() == 0 {
            changes.push(Change::AllEnded);
        }
    }

    pub(super) fn recount(&mut self) {
        let ends = self.totals.ends;
        (self.totals, self.by_region) = self.tasks.all_totals();
        self.totals.ends = ends;
        self.hold_end();
        self.is_behind = false;
    }

    /// Brings the end that is shown in step with the estimate, which is as old as the oldest answer it was made from.
    fn hold_end(&mut self) {
        let awaited = self
            .regions
            .iter()
            .filter(|state| self.by_region.get(&state.region.id).is_some_and(|totals| totals.live() > 0));
        if let Some(oldest) = awaited.filter_map(|state| state.feed.last_answer).map(|at| at.moment).min() {
            self.totals.ends.hold(oldest, self.totals.likely());
        }
    }

    /// Whether a cancel of a task can be sent: it has not ended, some region is asked for it, and that one knows it. A region that
    /// has not returned a task of another address may know another task by that id, or none.
    pub fn can_cancel(&self, task: &Task) -> bool {
        task.state().can_cancel() && task.region != RegionId::UNBOUND && !self.is_unproven(task)
    }

    /// Whether a task has an address, and the region that is asked for it has neither this one nor returned it.
    pub fn is_unproven(&self, task: &Task) -> bool {
        match self.regions.get(task.region).and_then(|state| state.region.origin.as_deref()) {
            Some(here) => is_foreign(task, here),
            None => task.origin.is_some() && task.seen_moment.is_none(),
        }
    }

    /// Why the work of a task cannot be submitted again, as [`Task::no_retry`] says; and nobody submits it where the region that would
    /// take it may be another than its own.
    pub fn no_retry(&self, task: &Task, is_named: bool) -> Option<NoRetry> {
        task.no_retry(is_named).or_else(|| self.is_unproven(task).then_some(NoRetry::Elsewhere))
    }

    /// Whether nothing more is expected of a task. An end stays an end; that a task is gone has to be the present word of its region.
    pub fn is_settled(&self, task: &Task) -> bool {
        let answers = || self.regions.get(task.region).is_some_and(|region| region.feed.is_present());
        task.has_ended() || (task.state().is_settled() && answers())
    }
}

/// The task that an answer of a region is about: it may have been forgotten while it was asked for, or live elsewhere since then.
fn of_region<'a>(tasks: &'a mut TaskSet, region: RegionId, id: &TaskId) -> Option<&'a mut Task> {
    tasks.get_mut(id).filter(|task| task.region == region)
}

/// Whether a task was submitted to another address than the one here.
fn has_moved(task: &Task, here: &Origin) -> bool {
    task.origin.as_deref().is_some_and(|origin| origin.base_url != here.base_url)
}

/// Whether the cancel of a task was sent, or is about to be, and was not answered.
pub(super) fn waits_for_answer(task: &Task) -> bool {
    matches!(task.cancel, CancelStep::Sent(_))
}

/// Whether it belongs to another region, too: the address of a region may change.
fn is_foreign(task: &Task, here: &Origin) -> bool {
    let region = task.origin.as_deref().and_then(|origin| origin.region.as_ref());
    has_moved(task, here) && (region.is_none() || region != here.region.as_ref())
}
