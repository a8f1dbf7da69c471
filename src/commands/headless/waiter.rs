//! The waiter: one loop over the same engine and the same set as the screen, which tells a [`Sink`](super::sink::Sink) what happens and
//! ends by itself. What was to be followed at the start is followed to the end, whatever another eftop does to the set meanwhile.
//!
//! `outcome` knows when it is over and what is reported then, `progress` what is said meanwhile.

mod outcome;
mod progress;

use super::{
    console::{Output, OutputEnd, ProgressLine},
    exit_status::{End, Goal, over_by_ends},
    setup::{Outcome, Setup},
};
use crate::{
    commands::signals::Signals,
    domain::{CallErrorKind, EventKind, IdMap, Moment, RegionId, State, Task, TaskId, Trouble, verdict::judged_state},
    messages::InLang,
    output::jsonl::Meta,
    watch::{Change, Event, Watch, pollers::Locate},
};
use color_eyre::eyre::Result;
use std::{collections::BTreeSet, time::Duration};
use tokio::time::MissedTickBehavior;

/// The loop runs at least once a second. When it did not for so long, the program was stopped, or the machine slept.
const STOPPED: Duration = Duration::from_secs(5);
/// How long the answers of the last look may take, once the time is up.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// What waits.
pub struct Waiter<S> {
    setup: Setup<S>,
    output: Output,
    progress: ProgressLine,
    /// The base URL of the default region, as far as it is known.
    base_url: Option<Box<str>>,
    /// When the time is up.
    deadline: Option<Moment>,
    /// Why cancels did not get through.
    cancel_failures: Vec<CallErrorKind>,
    /// Since when tasks whose cancel is waited for are not returned.
    absent: IdMap<TaskId, Moment>,
    /// Regions of which it was told that only the user can help.
    told_lost: BTreeSet<RegionId>,
    /// Whether it was told that elements of an answer could not be read.
    told_unreadable: bool,
    /// Once the time is up: the regions that have not answered the last look yet.
    last_look: Option<Vec<RegionId>>,
    last_beat: Moment,
    /// When the loop last ran.
    awake: Moment,
    /// Whether something could not be written.
    lost_output: bool,
}

/// Waits until the end, and writes what is to be written then.
///
/// # Errors
/// When the poll loop fails.
pub async fn wait<S: Locate>(setup: Setup<S>, signals: &mut Signals) -> Result<Outcome> {
    let mut waiter = Waiter::new(setup);
    let end = waiter.run(signals).await?;
    Ok(waiter.finish(end, signals).await)
}

impl<S: Locate> Waiter<S> {
    /// A waiter that has not begun.
    pub fn new(setup: Setup<S>) -> Self {
        let now = setup.clock.moment();
        Self {
            progress: ProgressLine::new(setup.quiet),
            last_beat: now,
            awake: now,
            base_url: setup.watch.regions.home().region.origin.as_ref().map(|origin| origin.base_url.clone()),
            deadline: setup.timeout.map(|timeout| now.plus(timeout)),
            setup,
            output: Output::default(),
            cancel_failures: Vec::new(),
            absent: IdMap::default(),
            told_lost: BTreeSet::new(),
            told_unreadable: false,
            last_look: None,
            lost_output: false,
        }
    }

    /// The tasks as they are now.
    pub fn tasks(&self) -> &crate::domain::TaskSet {
        &self.setup.watch.tasks
    }

    /// The set as it is now.
    pub fn watch(&self) -> &Watch {
        &self.setup.watch
    }

    /// Begins, and waits for the end.
    ///
    /// # Errors
    /// When the poll loop fails.
    pub async fn run(&mut self, signals: &mut Signals) -> Result<End> {
        self.begin();
        if let Some(end) = self.early_end() {
            return Ok(end);
        }
        self.setup.engine.start(&self.setup.watch, &self.setup.ask);
        self.pump(signals).await
    }

    /// Sends cancels for these, and waits until the service has said how each ended.
    ///
    /// # Errors
    /// When the poll loop fails.
    pub async fn cancel(&mut self, ids: Vec<TaskId>, signals: &mut Signals) -> Result<End> {
        self.setup.goal = Goal::Cancelled;
        if ids.is_empty() {
            return Ok(End::Reached);
        }
        self.setup.ask.clone_from(&ids);
        // A look has no more questions for what it has seen.
        self.setup.engine.start(&self.setup.watch, &ids);
        let changes = self.setup.engine.apply(&mut self.setup.watch, Event::CancelSent(ids));
        if let Some(end) = self.take(changes) {
            return Ok(end);
        }
        self.pump(signals).await
    }

    /// What is waited for, to be changed between two runs.
    pub fn setup(&mut self) -> &mut Setup<S> {
        &mut self.setup
    }

    /// Tells the beginning, and the ends that are known already.
    fn begin(&mut self) {
        let now = self.setup.clock.now();
        let Self { setup, output, base_url, .. } = self;
        let meta = Meta {
            at: now,
            version: env!("CARGO_PKG_VERSION"),
            set: Some(&setup.config.set),
            base_url: base_url.as_deref(),
            interval: setup.config.interval,
        };
        output.put(|out| setup.sink.begin(out, &meta));
        let tasks = &setup.watch.tasks;
        let mut ended: Vec<_> = tasks.iter().filter(|task| task.has_ended()).collect();
        ended.sort_by_key(|task| task.order);
        for task in ended {
            output.put(|out| setup.sink.change(out, now, tasks, task, State::Unknown, judged_state(task)));
        }
    }

    /// The end, if it needs no question to the service.
    fn early_end(&self) -> Option<End> {
        let tasks = &self.setup.watch.tasks;
        let is_over = match self.setup.goal {
            Goal::Until(until) => over_by_ends(tasks, until),
            Goal::Look | Goal::Cancelled => self.asked().is_empty(),
        };
        is_over.then_some(End::Reached)
    }

    /// The regions of the tasks that are asked for.
    fn asked(&self) -> BTreeSet<RegionId> {
        let tasks = self.setup.ask.iter().filter_map(|id| self.setup.watch.tasks.get(id));
        tasks.map(|task| task.region).filter(|region| *region != RegionId::UNBOUND).collect()
    }

    async fn pump(&mut self, signals: &mut Signals) -> Result<End> {
        let clock = self.setup.clock;
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let sleep_until = |due: Option<Moment>| async move {
            match due {
                Some(due) => clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        self.awake = clock.moment();
        loop {
            let outage_due = self.outage_due();
            let end = tokio::select! {
                biased;
                () = sleep_until(outage_due) => if self.was_stopped() { None } else { return Ok(End::Unreachable) },
                signal = signals.next() => return Ok(End::Signal(signal)),
                changes = self.setup.engine.next(&mut self.setup.watch) => self.take(changes?),
                () = sleep_until(self.deadline) => {
                    if self.last_look.is_some() {
                        return Ok(End::TimedOut);
                    }
                    // What was seen last may be as old as the interval.
                    self.last_look = Some(self.open_regions());
                    self.setup.engine.poll_now();
                    self.deadline = Some(clock.moment().plus(LAST_LOOK));
                    None
                }
                _ = tick.tick() => self.beat(),
            };
            if let Some(end) = end {
                return Ok(end);
            }
            self.was_stopped();
            if self.last_look.as_ref().is_some_and(Vec::is_empty) {
                return Ok(End::TimedOut);
            }
            if self.setup.ends_with_output && matches!(self.output.end(), Some(OutputEnd::Closed)) {
                return Ok(End::OutputClosed);
            }
        }
    }

    /// Whether the program was stopped since the loop last ran. That time counts to no outage.
    fn was_stopped(&mut self) -> bool {
        let now = self.setup.clock.moment();
        let away = now.since(std::mem::replace(&mut self.awake, now));
        let stopped = away > STOPPED;
        if stopped {
            self.setup.watch.regions.iter_mut().for_each(|region| region.feed.stopped(away));
        }
        stopped
    }

    /// Tells what changed; the end, if that is one.
    fn take(&mut self, changes: Vec<Change>) -> Option<End> {
        let mut end = None;
        for change in changes {
            let ended = match change {
                Change::Task { id, at, what, .. } => {
                    self.changed(&id, at, &what);
                    None
                }
                Change::CycleEnded { region, at, before, next } => self.cycle_ended(region, at, before.as_ref(), next),
                // Asked too often already: there is no last look here.
                Change::NotNow { region, .. } => {
                    self.looked_last(region);
                    None
                }
                Change::Cancels { failed, .. } => {
                    self.cancel_failures.extend(failed.iter().map(|(_, problem)| problem.kind));
                    self.end_by_now(None)
                }
                Change::Bound(_) => self.end_by_now(None),
                Change::Region(RegionId::DEFAULT) => {
                    let origin = self.setup.watch.regions.home().region.origin.as_ref();
                    self.base_url = origin.map(|origin| origin.base_url.clone());
                    None
                }
                Change::SaveFailed(why) => {
                    self.save_failed(&why.text(self.setup.config.lang));
                    None
                }
                Change::Note(note) => {
                    self.note(&note);
                    None
                }
                Change::RecordingStopped(why) => {
                    self.warn(&why);
                    None
                }
                _ => None,
            };
            end = end.or(ended);
        }
        end
    }

    /// Tells what happened to a task.
    fn changed(&mut self, id: &TaskId, at: crate::domain::At, what: &EventKind) {
        let (from, to) = match what {
            EventKind::Seen(state) => (State::Unknown, *state),
            EventKind::Changed { from, to } => (*from, *to),
            other => return self.remark(id, other),
        };
        self.progress.erase();
        let Self { setup, output, .. } = self;
        let tasks = &setup.watch.tasks;
        let Some(task) = tasks.get(id) else { return };
        output.put(|out| setup.sink.change(out, at, tasks, task, from, to));
        if to == State::Fail {
            setup.hooks.failed(task);
        }
    }

    /// This region has nothing more to say to the last look.
    fn looked_last(&mut self, region: RegionId) {
        self.last_look.iter_mut().for_each(|open| open.retain(|one| *one != region));
    }

    fn cycle_ended(
        &mut self,
        region: RegionId,
        at: crate::domain::At,
        before: Option<&Trouble>,
        next: Option<Moment>,
    ) -> Option<End> {
        self.looked_last(region);
        self.tell_cycle(region, at, before, next);
        self.tell_unreadable(region);
        self.note_absent();
        if let Some(end) = self.end_by_now(Some(region)) {
            return Some(end);
        }
        if self.lost(region).is_none() {
            self.told_lost.remove(&region);
        } else if self.told_lost.insert(region) {
            self.tell_loss(region);
        }
        let feed = self.setup.watch.regions.get(region).map(|state| &state.feed);
        if feed.is_some_and(|feed| feed.polls == 1 && feed.trouble.is_none()) {
            self.standing();
        }
        None
    }

    fn ids(&self, is_meant: impl Fn(&Task) -> bool) -> Vec<TaskId> {
        self.setup.watch.tasks.iter().filter(|task| is_meant(task)).map(|task| task.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
