//! What works around a [`Watch`]: pollers, cancels and submissions under way, the writer of the set, and the recorder. It applies what they bring and
//! does what belongs to a change. Knows no terminal.
//!
//! Nothing in here waits for the network or the disk: polls, calls and writes run as tasks of their own and come back as events.

use super::{
    Change, Clock, Event, Watch,
    calls::Calls,
    event::RetryResult,
    pollers::{self, Locate, Pollers},
    saver::Saver,
    submission::Batch,
};
use crate::{
    domain::{About, CallError, CancelStep, LogEntry, Logged, RegionId, SetChange, Task, TaskId, TaskSet},
    recording::writer::{self, Recording},
    store::{Entry, Saved, Store, StoreError, StoreNote},
};
use color_eyre::eyre::{Context, Result};
use jiff::Timestamp;
use std::{fmt, time::Duration};

/// What an engine is made of.
pub struct Parts<S> {
    /// The regions to ask.
    pub pollers: Pollers<S>,
    /// The watch set on disk, if it is kept.
    pub store: Option<Store>,
    /// Whether what others change in it is taken over.
    pub follows_set: bool,
    /// Tasks that are not in the store yet, or are to be written anew, and whether they are new.
    pub to_save: Vec<(TaskId, bool)>,
    /// The clock of this run.
    pub clock: Clock,
    /// What is seen is recorded there.
    pub recording: Option<Recording>,
}

impl<S> fmt::Debug for Parts<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("pollers", &self.pollers).field("store", &self.store).finish_non_exhaustive()
    }
}

/// The engine of a run.
pub struct Engine<S> {
    clock: Clock,
    pollers: Pollers<S>,
    calls: Calls<S>,
    /// Work to be submitted again once it is kept that it is, since when, and which write keeps it.
    held: Vec<(u64, Batch, Timestamp)>,
    saver: Option<Saver>,
    follows_set: bool,
    recording: Option<Recording>,
}

impl<S> fmt::Debug for Engine<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("pollers", &self.pollers).finish_non_exhaustive()
    }
}

/// What comes out of one of the parts.
enum Output {
    Event(Event),
    Written(Result<Saved, StoreError>),
    RecordingStopped(String),
}

impl<S: Locate> Engine<S> {
    /// An engine that asks nothing yet.
    pub fn new(parts: Parts<S>) -> Self {
        let Parts { pollers, store, follows_set, to_save, clock, recording } = parts;
        let calls = Calls::new(clock);
        let mut engine = Self { clock, pollers, calls, held: Vec::new(), saver: None, follows_set, recording };
        engine.keep(store, to_save);
        engine
    }

    /// Keeps the set there from now on, with these tasks, and whether they are new.
    pub fn keep(&mut self, store: Option<Store>, to_save: Vec<(TaskId, bool)>) {
        let now = self.clock.moment();
        self.saver = store.map(|store| {
            let saver = Saver::new(store);
            if self.follows_set { saver.following(now) } else { saver }
        });
        let new = to_save.iter().filter(|(_, is_new)| *is_new).map(|(id, _)| id);
        let added = LogEntry::of_set(self.clock.now().wall, SetChange::Added, new, About::default());
        if let Some(saver) = &mut self.saver {
            saver.note(to_save, Vec::new(), now);
            saver.log(added, now);
        }
    }

    /// Writes an entry into the log of the set.
    pub fn log(&mut self, entry: LogEntry) {
        if let Some(saver) = &mut self.saver {
            saver.log([entry], self.clock.moment());
        }
    }

    /// Records from now on.
    pub fn record(&mut self, recording: Option<Recording>) {
        self.recording = recording;
    }

    /// Begins to ask for these tasks of the set, but those that have ended, and to look where the regions are.
    pub fn start(&mut self, watch: &Watch, ids: &[TaskId]) {
        self.pollers.watch_all(&watch.tasks, ids);
        self.pollers.locate();
    }

    /// Waits for what happens next and applies it. Cancel-safe.
    ///
    /// # Errors
    /// When a poll task failed, or a write of the set panicked.
    pub async fn next(&mut self, watch: &mut Watch) -> Result<Vec<Change>> {
        let output = self.output(&watch.tasks).await?;
        Ok(match output {
            Output::Event(event) => self.apply(watch, event),
            Output::Written(written) => self.written(watch, written),
            Output::RecordingStopped(why) => vec![Change::RecordingStopped(why)],
        })
    }

    async fn output(&mut self, tasks: &TaskSet) -> Result<Output> {
        let clock = self.clock;
        loop {
            let save_due = self.saver.as_ref().and_then(Saver::due);
            tokio::select! {
                biased;
                event = self.pollers.next() => return event.map(Output::Event),
                why = writer::stopped(&mut self.recording) => return Ok(Output::RecordingStopped(why)),
                event = self.calls.next() => return Ok(Output::Event(event)),
                written = written(&mut self.saver, clock) => {
                    // A look that found nothing is no event.
                    if let Some(written) = written.context("writing the watch set failed")?.transpose() {
                        return Ok(Output::Written(written));
                    }
                }
                () = async { clock.sleep_until(save_due.unwrap_or_default()).await }, if save_due.is_some() => {
                    if let Some(saver) = &mut self.saver {
                        saver.begin(tasks, clock.now());
                    }
                }
            }
        }
    }

    /// Applies what the pollers have told already.
    pub fn waiting(&mut self, watch: &mut Watch) -> Option<Vec<Change>> {
        let event = self.pollers.waiting()?;
        Some(self.apply(watch, event))
    }

    /// Applies an event, and does what belongs to it: what was added is asked for, a cancel is sent, all is recorded and kept.
    pub fn apply(&mut self, watch: &mut Watch, event: Event) -> Vec<Change> {
        self.apply_as(watch, event, true)
    }

    fn apply_as(&mut self, watch: &mut Watch, mut event: Event, is_ours: bool) -> Vec<Change> {
        let now = self.clock.now();
        if let Event::CancelSent(ids) = &mut event {
            ids.retain(|id| watch.tasks.get(id).is_none_or(|task| !watch.is_unproven(task)));
        }
        if let Some(recording) = &mut self.recording {
            recording.event(watch, &event, now);
        }
        let cancels = if let Event::CancelSent(ids) = &event { ids.clone() } else { Vec::new() };
        let is_region = matches!(event, Event::Region(_));
        let mut changes = watch.apply(event, now);
        self.follow_up(watch, &changes, is_ours);
        for (region, ids) in pollers::by_region(&watch.tasks, &cancels) {
            self.calls.cancel(region, self.pollers.service(region), &ids);
        }
        if is_region {
            for (region, ids) in self.pollers.decide(&watch.tasks) {
                if region != RegionId::DEFAULT || ids.iter().any(|id| is_unbound(&watch.tasks, id)) {
                    changes.extend(self.apply_as(watch, Event::Moved { ids: ids.clone(), region }, is_ours));
                }
                self.pollers.watch_all(&watch.tasks, &ids);
            }
        }
        changes
    }

    /// Submits the work of ended tasks again, once it is kept that this is done: after a kill nobody must believe that it was not.
    pub fn retry(&mut self, watch: &mut Watch, batches: Vec<Batch>) -> Vec<Change> {
        let sent = self.clock.now().wall;
        let ids = batches.iter().flat_map(Batch::again_of).cloned().collect();
        let changes = self.apply(watch, Event::RetrySent { ids, sent });
        match &mut self.saver {
            Some(saver) => {
                let write = saver.hurry(self.clock.moment());
                self.held.extend(batches.into_iter().map(|batch| (write, batch, sent)));
            }
            None => batches.iter().for_each(|batch| self.send_again(batch, sent)),
        }
        changes
    }

    fn send_again(&mut self, batch: &Batch, sent: Timestamp) {
        self.calls.retry(self.pollers.service(batch.region), batch, sent);
    }

    /// What is held is not sent.
    fn drop_held(&mut self, watch: &mut Watch) -> Vec<Change> {
        let held = std::mem::take(&mut self.held);
        let dropped = held.into_iter().map(|(_, batch, sent)| Event::RetryAnswered {
            ids: batch.again_of().cloned().collect(),
            sent,
            result: RetryResult::Unkept,
        });
        dropped.flat_map(|event| self.apply(watch, event)).collect()
    }

    /// Does what belongs to changes: asks and saves.
    fn follow_up(&mut self, watch: &Watch, changes: &[Change], is_ours: bool) {
        let (mut put, mut removed, mut log) = (Vec::new(), Vec::new(), Vec::new());
        for change in changes {
            match change {
                // One answer may bring several changes of one task.
                Change::Task { id, .. } if put.last().is_none_or(|(last, _)| last != id) => {
                    put.push((id.clone(), false));
                }
                Change::Bound(ids) => {
                    let unbound: Vec<_> = ids.iter().filter(|id| is_unbound(&watch.tasks, id)).cloned().collect();
                    self.pollers.forget(&unbound);
                    put.extend(ids.iter().map(|id| (id.clone(), false)));
                }
                Change::Added(ids) => {
                    if is_ours {
                        put.extend(ids.iter().map(|id| (id.clone(), true)));
                    }
                    self.pollers.watch_all(&watch.tasks, ids);
                }
                Change::Removed(ids) => {
                    self.pollers.forget(ids);
                    // What another eftop removed is not on disk any more.
                    if is_ours {
                        removed.extend(ids.iter().cloned());
                    }
                }
                // What only the task list can tell is asked for at once.
                Change::Cancels { unclear, .. } => self.pollers.watch_all(&watch.tasks, unclear),
                // Whoever changed the set has written that down.
                Change::Logged(entry) if is_ours || !matches!(entry.what, Logged::Set { .. }) => {
                    log.push((**entry).clone());
                }
                _ => {}
            }
        }
        let now = self.clock.moment();
        let is_any = !put.is_empty() || !removed.is_empty() || !log.is_empty();
        if let Some(saver) = self.saver.as_mut().filter(|_| is_any) {
            saver.note(put, removed, now);
            saver.log(log, now);
        }
    }

    /// The set was written, and read before that: another eftop may have changed it.
    fn written(&mut self, watch: &mut Watch, written: Result<Saved, StoreError>) -> Vec<Change> {
        let saved = match written {
            Ok(saved) => saved,
            Err(error) => {
                let mut changes = vec![Change::SaveFailed(error)];
                changes.extend(self.drop_held(watch));
                return changes;
            }
        };
        let kept = self.saver.as_ref().map_or(0, Saver::kept);
        for (_, batch, sent) in self.held.extract_if(.., |(write, ..)| *write <= kept).collect::<Vec<_>>() {
            self.send_again(&batch, sent);
        }
        let mut changes = vec![Change::Saved];
        if saved.restored {
            // The file had vanished, and holds little more than ids.
            let all = watch.tasks.iter().map(|task| (task.id.clone(), false)).collect();
            if let Some(saver) = &mut self.saver {
                saver.note(all, Vec::new(), self.clock.moment());
            }
        }
        if self.follows_set {
            let mut appeared: Vec<Task> = saved.appeared.into_iter().map(Entry::into_task).collect();
            // Tasks that another eftop added have their regions before the set hears of them.
            for task in &mut appeared {
                task.region = self.pollers.region_of(task.origin.as_ref());
            }
            while let Some(more) = self.waiting(watch) {
                changes.extend(more);
            }
            if !appeared.is_empty() {
                changes.extend(self.apply_as(watch, Event::Added { tasks: appeared, back: false }, false));
            }
            if !saved.vanished.is_empty() {
                changes.extend(self.apply_as(watch, Event::Removed(saved.vanished), false));
            }
        }
        changes.extend(saved.notes.into_iter().map(Change::Note));
        changes
    }

    /// Begins a poll of every region now.
    pub fn poll_now(&self) {
        self.pollers.poll_now();
    }

    /// Sets the time between polls of every region; raised to the floor of each.
    pub fn set_interval(&self, interval: Duration) {
        self.pollers.set_interval(interval);
    }

    /// Does not ask for these any more; they stay in the set.
    pub fn forget(&mut self, ids: &[TaskId]) {
        self.pollers.forget(ids);
    }

    /// Ends the polls.
    pub fn stop_asking(&mut self) {
        self.pollers.stop();
    }

    /// Whether a cancel or a submission was not answered yet.
    pub fn has_calls(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Takes back the submissions that were not sent yet. Returns the number of tasks of which only an answer can tell.
    pub fn stop_retries(&mut self, watch: &mut Watch) -> usize {
        self.drop_held(watch);
        self.calls.stop_retries(&CallError::unusable("it was not sent any more"))
    }

    /// Waits until every call was answered, and applies that. Tells the cancels that did not get through. Cancel-safe.
    pub async fn last_calls(&mut self, watch: &mut Watch, failed: &mut Vec<(TaskId, CallError)>) {
        while !self.calls.is_empty() {
            let event = self.calls.next().await;
            if let Event::CancelAnswered { ids, result } = &event {
                match result {
                    Ok(refused) => failed.extend(refused.iter().cloned()),
                    Err(problem) => failed.extend(ids.iter().map(|id| (id.clone(), problem.clone()))),
                }
                // A task that has ended meanwhile needs no cancel.
                let is_sent = |task: &Task| matches!(task.cancel, CancelStep::Sent(_));
                failed.retain(|(id, _)| watch.tasks.get(id).is_none_or(is_sent));
            }
            self.apply(watch, event);
        }
    }

    /// The tasks whose cancel was not answered yet: it may have arrived or not.
    pub fn unanswered_cancels(&self) -> Vec<TaskId> {
        self.calls.unanswered_cancels()
    }

    /// Writes the set for the last time, before the program ends. Returns what a user should be told.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn save(&mut self, tasks: &TaskSet) -> Result<Vec<StoreNote>, StoreError> {
        match self.saver.take() {
            Some(saver) => saver.finish(tasks, self.clock.now().wall).await,
            None => Ok(Vec::new()),
        }
    }

    /// Ends the recording. Returns why it is not whole, if that was not told before.
    pub async fn end_recording(&mut self) -> Option<String> {
        self.recording.take()?.finish().await
    }
}

fn is_unbound(tasks: &TaskSet, id: &TaskId) -> bool {
    tasks.get(id).is_some_and(|task| task.region == RegionId::UNBOUND)
}

/// The outcome of the write or the look under way; never resolves when none does.
async fn written(
    saver: &mut Option<Saver>,
    clock: Clock,
) -> Result<Result<Option<Saved>, StoreError>, tokio::task::JoinError> {
    match saver {
        Some(saver) => saver.written(|| clock.moment()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
