//! Writes what changed in the watch set: in the background, one write at a time, several changes in one write, and again when a
//! write failed. Between writes it looks for what others changed, if that is wanted.

use crate::{
    domain::{At, LogEntry, Moment, TaskId, TaskSet},
    store::{Changes, Entry, Saved, Store, StoreError, StoreNote},
};
use jiff::Timestamp;
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};
use tokio::task::{JoinError, JoinHandle};

/// How long changes are gathered before they are written, at least.
const GATHER: Duration = Duration::from_millis(500);
/// How long what was merely seen of tasks is gathered. To write it each second would be a fifth of what watching costs, and after a
/// kill the service only has to say it once more.
const GATHER_SEEN: Duration = Duration::from_secs(5);
/// A set that takes long to write is written more rarely, so that writing takes no more than one part in this of the time.
const SHARE: u32 = 20;
/// But what was seen waits no longer than this.
const LONGEST_GATHER: Duration = Duration::from_secs(30);
/// And what a person added or removed no longer than this: others wait for it.
const LONGEST_CHANGE: Duration = Duration::from_secs(3);
/// How often to look whether others changed the set: one question to the filesystem, as long as they did not.
const LOOK: Duration = Duration::from_secs(2);
/// How many entries of the log wait to be written: more than the log holds in its file.
const MOST_LOGGED: usize = 10_000;
/// How long to wait after a write that failed.
const AGAIN: Duration = Duration::from_secs(10);

/// What is still to be written, by id: the values are taken when it is.
#[derive(Debug, Default)]
struct Pending {
    added: HashSet<TaskId>,
    updated: HashSet<TaskId>,
    removed: HashSet<TaskId>,
    log: Vec<LogEntry>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.updated.is_empty() && self.removed.is_empty() && self.log.is_empty()
    }

    fn put(&mut self, id: TaskId, is_new: bool) {
        self.removed.remove(&id);
        if is_new {
            self.added.insert(id)
        } else {
            self.updated.insert(id)
        };
    }

    fn remove(&mut self, id: TaskId) {
        self.added.remove(&id);
        self.updated.remove(&id);
        self.removed.insert(id);
    }

    fn changes(&self, tasks: &TaskSet) -> Changes {
        let entries = |ids: &mut dyn Iterator<Item = &TaskId>| {
            let mut tasks: Vec<_> = ids.filter_map(|id| tasks.get(id)).collect();
            tasks.sort_by_key(|task| task.order);
            tasks.into_iter().map(Entry::of).collect()
        };
        Changes {
            added: entries(&mut self.added.iter()),
            updated: entries(&mut self.updated.iter().filter(|id| !self.added.contains(*id))),
            removed: self.removed.iter().cloned().collect(),
            log: self.log.clone(),
        }
    }
}

/// What became of a write; `None` of a look that found nothing new.
type Outcome = Result<Option<Saved>, StoreError>;

/// The store comes back with what became of the write and how long that took.
type Written = (Store, Outcome, Duration);

#[derive(Debug)]
enum State {
    Idle(Store),
    Writing(JoinHandle<Written>, Pending),
    /// The write panicked and took the store with it.
    Lost,
}

/// The writer of one watch set.
#[derive(Debug)]
pub struct Saver {
    state: State,
    pending: Pending,
    due: Option<Moment>,
    /// When to look for what others changed, if that is wanted.
    look: Option<Moment>,
    gather: Duration,
    /// How many writes began, and the last one of them that was done.
    begun: u64,
    kept: u64,
    /// The last write failed: the next one is tried when it is due, whatever comes in meanwhile.
    has_failed: bool,
}

impl Saver {
    /// A writer with nothing to write.
    pub fn new(store: Store) -> Self {
        let (state, pending) = (State::Idle(store), Pending::default());
        Self { state, pending, due: None, look: None, gather: GATHER, begun: 0, kept: 0, has_failed: false }
    }

    /// The same, which also looks for what others change in the set.
    #[must_use]
    pub fn following(mut self, now: Moment) -> Self {
        self.look = Some(now.plus(LOOK));
        self
    }

    /// Notes changes, to be written soon.
    pub fn note(&mut self, put: Vec<(TaskId, bool)>, removed: Vec<TaskId>, now: Moment) {
        let is_mere_sight = removed.is_empty() && !put.iter().any(|(_, is_new)| *is_new);
        for (id, is_new) in put {
            self.pending.put(id, is_new);
        }
        for id in removed {
            self.pending.remove(id);
        }
        if !self.pending.is_empty() {
            let gather = if is_mere_sight { self.gather.max(GATHER_SEEN) } else { self.gather.min(LONGEST_CHANGE) };
            let then = now.plus(gather);
            match &mut self.due {
                Some(_) if self.has_failed => {}
                Some(due) => *due = then.min(*due),
                due @ None => *due = Some(then),
            }
        }
    }

    /// Writes what was noted as soon as it can be. Returns the number of that write.
    pub fn hurry(&mut self, now: Moment) -> u64 {
        self.due = Some(now);
        self.begun + 1
    }

    /// The number of the last write that was done.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Notes entries of the log, to be written with what they are about, or as late as what was merely seen.
    pub fn log(&mut self, entries: impl IntoIterator<Item = LogEntry>, now: Moment) {
        self.pending.log.extend(entries);
        // Where the set cannot be written for long, the oldest go.
        let over = self.pending.log.len().saturating_sub(MOST_LOGGED);
        self.pending.log.drain(..over);
        if !self.pending.log.is_empty() {
            self.due.get_or_insert_with(|| now.plus(self.gather.max(GATHER_SEEN)));
        }
    }

    /// When [`Saver::begin`] should be called; `None` while a write goes on or nothing is to be done.
    pub fn due(&self) -> Option<Moment> {
        self.due.into_iter().chain(self.look).min().filter(|_| matches!(self.state, State::Idle(_)))
    }

    /// Begins to write in the background what is due, or to look for what others changed.
    pub fn begin(&mut self, tasks: &TaskSet, now: At) {
        let State::Idle(mut store) = std::mem::replace(&mut self.state, State::Lost) else { return };
        let is_due = self.due.take_if(|due| *due <= now.moment).is_some();
        let pending = if is_due { std::mem::take(&mut self.pending) } else { Pending::default() };
        self.begun += u64::from(is_due);
        let changes = pending.changes(tasks);
        let write = tokio::task::spawn_blocking(move || {
            let began = Instant::now();
            let is_news = is_due || store.has_changed();
            let result = is_news.then(|| store.save(&changes, now.wall)).transpose();
            (store, result, began.elapsed())
        });
        self.state = State::Writing(write, pending);
    }

    /// Waits for the write or the look under way; never resolves when none does. Cancel-safe.
    ///
    /// # Errors
    /// Outer: the write panicked. Inner: the set could not be written or read; it will be tried again.
    pub async fn written(&mut self, now: impl Fn() -> Moment) -> Result<Outcome, JoinError> {
        let State::Writing(write, _) = &mut self.state else { return std::future::pending().await };
        let (store, result, took) = write.await?;
        let State::Writing(_, written) = std::mem::replace(&mut self.state, State::Idle(store)) else {
            return Ok(result);
        };
        let written_nothing = written.is_empty();
        if !written_nothing {
            self.gather = (took * SHARE).clamp(GATHER, LONGEST_GATHER);
        }
        self.has_failed = result.is_err();
        // A mere look writes nothing.
        if !self.has_failed && !written_nothing {
            self.kept = self.begun;
        }
        self.look = self.look.map(|_| now().plus(if self.has_failed { AGAIN } else { LOOK }));
        if self.has_failed {
            // What came in meanwhile is newer than what could not be written.
            let newer = std::mem::replace(&mut self.pending, written);
            newer.added.into_iter().for_each(|id| self.pending.put(id, true));
            newer.updated.into_iter().for_each(|id| self.pending.put(id, false));
            newer.removed.into_iter().for_each(|id| self.pending.remove(id));
            self.pending.log.extend(newer.log);
            self.due = Some(now().plus(AGAIN));
        }
        Ok(result)
    }

    /// Writes everything that is left, and what this run last knew of all tasks that it asked for, before the program ends. Returns what a
    /// user should be told.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn finish(mut self, tasks: &TaskSet, wall: Timestamp) -> Result<Vec<StoreNote>, StoreError> {
        let mut notes = Vec::new();
        if let State::Writing(..) = self.state {
            // A failure leaves its changes pending; they are part of the write below.
            if let Ok(Ok(Some(saved))) = self.written(Moment::default).await {
                notes = saved.notes;
            }
        }
        let State::Idle(store) = self.state else { return Ok(notes) };
        for task in tasks.iter().filter(|task| task.seen_moment.is_some() || task.absence().is_some()) {
            if !self.pending.added.contains(&task.id) {
                self.pending.updated.insert(task.id.clone());
            }
        }
        if self.pending.is_empty() {
            return Ok(notes);
        }
        let changes = self.pending.changes(tasks);
        let (saved, store) = save(store, changes, wall).await;
        let saved = saved?;
        if saved.restored {
            let updated = tasks.iter().map(Entry::of).collect();
            save(store, Changes { updated, ..Changes::default() }, wall).await.0?;
        }
        notes.extend(saved.notes);
        Ok(notes)
    }
}

/// Saves on a thread that may wait for the disk.
async fn save(mut store: Store, changes: Changes, wall: Timestamp) -> (Result<Saved, StoreError>, Store) {
    tokio::task::spawn_blocking(move || (store.save(&changes, wall), store))
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Task, store::SetName, watch::Clock};

    fn saver() -> Saver {
        Saver::new(Store::new(std::path::Path::new("nowhere"), &SetName::new("x").unwrap()))
    }

    fn id(number: u32) -> TaskId {
        TaskId::new(&number.to_string()).unwrap()
    }

    fn at(millis: u64) -> Moment {
        Moment(Duration::from_millis(millis))
    }

    #[test]
    fn what_was_seen_waits_and_what_was_added_or_removed_does_not() {
        let mut saver = saver();
        saver.note(vec![(id(1), false)], Vec::new(), at(0));
        assert_eq!(saver.due(), Some(at(5000)));
        saver.note(vec![(id(1), false)], Vec::new(), at(3000));
        assert_eq!(saver.due(), Some(at(5000)), "and not for ever");
        saver.note(vec![(id(2), true)], Vec::new(), at(4000));
        assert_eq!(saver.due(), Some(at(4500)));
        saver.note(Vec::new(), vec![id(2)], at(4300));
        assert_eq!(saver.due(), Some(at(4500)));
    }

    #[test]
    fn what_a_person_changes_waits_for_no_slow_disk() {
        let mut saver = saver();
        saver.gather = LONGEST_GATHER;
        saver.note(vec![(id(1), false)], Vec::new(), at(0));
        assert_eq!(saver.due(), Some(at(30_000)));
        saver.note(Vec::new(), vec![id(1)], at(1000));
        assert_eq!(saver.due(), Some(at(4000)));
    }

    #[test]
    fn a_look_writes_nothing_before_its_time() {
        let mut saver = saver().following(at(0));
        saver.note(vec![(id(1), false)], Vec::new(), at(0));
        assert_eq!((saver.due(), saver.due), (Some(at(2000)), Some(at(5000))));
    }

    #[test]
    fn after_a_failure_nothing_brings_the_next_try_forward() {
        let mut saver = saver();
        (saver.has_failed, saver.due) = (true, Some(at(10_000)));
        saver.note(vec![(id(2), true)], Vec::new(), at(100));
        assert_eq!(saver.due(), Some(at(10_000)));
    }

    fn two_writes(folder: &std::path::Path) -> (Saver, TaskSet) {
        let mut tasks = TaskSet::default();
        tasks.add(Task::new(id(1), Timestamp::UNIX_EPOCH));
        tasks.add(Task::new(id(2), Timestamp::UNIX_EPOCH));
        (Saver::new(Store::new(folder, &SetName::new("x").unwrap())), tasks)
    }

    async fn write(saver: &mut Saver, tasks: &TaskSet) -> bool {
        saver.begin(tasks, Clock::start().now());
        saver.written(Moment::default).await.unwrap().is_ok()
    }

    #[tokio::test]
    async fn a_write_is_kept_when_it_was_done_and_not_when_the_one_before_was() {
        let folder = tempfile::tempdir().unwrap();
        let (mut saver, tasks) = two_writes(folder.path());
        saver.note(vec![(id(1), true)], Vec::new(), at(0));
        let first = saver.hurry(at(0));
        assert!(saver.kept() < first);
        saver.begin(&tasks, Clock::start().now());
        saver.note(vec![(id(2), true)], Vec::new(), at(0));
        let second = saver.hurry(at(0));
        saver.written(Moment::default).await.unwrap().unwrap();
        assert!(first <= saver.kept() && saver.kept() < second);
        assert!(write(&mut saver, &tasks).await && second <= saver.kept());
    }

    #[tokio::test]
    async fn a_write_that_failed_is_not_kept_and_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("file");
        std::fs::write(&in_the_way, "").unwrap();
        let (mut saver, tasks) = two_writes(&in_the_way);
        saver.note(vec![(id(1), true)], Vec::new(), at(0));
        let number = saver.hurry(at(0));
        assert!(!write(&mut saver, &tasks).await && saver.kept() < number);
        assert_eq!(saver.due(), Some(Moment(AGAIN)));
        std::fs::remove_file(&in_the_way).unwrap();
        saver.due = Some(at(0));
        assert!(write(&mut saver, &tasks).await && number <= saver.kept());
    }
}
