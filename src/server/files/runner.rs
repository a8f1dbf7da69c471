//! The queue, and the threads that take tasks from it.

use super::{
    cause::Cause,
    journal::Journal,
    options::Options,
    progress::Control,
    record::{Record, TaskId},
    root::Root,
    walk::THREAD_STACK,
    work::{self, Run},
};
use crate::server::{clock::now, task::Status};
use rustix::process::nice;
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    io,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// How many threads work at one tree, and no more than this at all that run at once: a network file system answers each of them late, but
/// with many more than there are cores it is the requests that are.
const THREADS: (usize, usize) = (4, 16);
/// How far tasks stand back behind requests, and behind what else the machine does.
const NICE: i32 = 10;
/// Milliseconds between two looks for tasks to forget.
const SWEEP: i64 = 60_000;

/// A task that has not ended.
#[derive(Debug)]
pub(crate) struct Live {
    record: Mutex<Record>,
    /// Held from the change of a record until it is stored, so that the last one stored is the last one.
    storing: Mutex<()>,
    control: Control,
}

impl Live {
    pub(crate) fn new(record: Record) -> Self {
        let control = Control::default();
        if record.cancelling {
            control.cancel();
        }
        Self { record: Mutex::new(record), storing: Mutex::default(), control }
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn storing(&self) -> MutexGuard<'_, ()> {
        self.storing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The record with what is done by now. Counts of an earlier run are kept until they are passed.
    fn current(&self) -> Record {
        let mut record = self.lock().clone();
        let (total, done) = self.control.amounts();
        record.done.bytes = record.done.bytes.max(done.bytes);
        record.done.entries = record.done.entries.max(done.entries);
        record.total.bytes = record.total.bytes.max(total.bytes).max(record.done.bytes);
        record.total.entries = record.total.entries.max(total.entries).max(record.done.entries);
        record.updated = record.updated.max(self.control.updated());
        record
    }
}

/// The queue and the tasks that have not ended.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) live: HashMap<TaskId, Arc<Live>>,
    pub(crate) queue: VecDeque<TaskId>,
    /// The place in the queue of the next task.
    pub(crate) next: u64,
    pub(crate) running: usize,
    pub(crate) stopping: bool,
}

/// What all threads of the engine know.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) root: Root,
    pub(crate) journal: Journal,
    pub(crate) state: Mutex<State>,
    pub(crate) wake: Condvar,
    /// When tasks were last forgotten.
    pub(crate) swept: AtomicI64,
    /// In milliseconds.
    pub(crate) remember: i64,
}

/// Starts the threads that run tasks.
pub(crate) fn start(shared: &Arc<Shared>) -> io::Result<Vec<JoinHandle<()>>> {
    let mut threads = Vec::new();
    if shared.options.read_only {
        return Ok(threads);
    }
    for _ in 0..shared.options.jobs.max(1) {
        let own = shared.clone();
        let builder = thread::Builder::new().name("task".to_owned()).stack_size(THREAD_STACK);
        shared.lock().running += 1;
        match builder.spawn(move || own.run()) {
            Ok(thread) => threads.push(thread),
            Err(error) => {
                shared.lock().running -= 1;
                shared.stop(Duration::ZERO);
                return Err(error);
            }
        }
    }
    Ok(threads)
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A task as it stands.
    pub(crate) fn record(&self, id: TaskId) -> Option<Record> {
        let live = self.lock().live.get(&id).cloned();
        // It ends in the table before it leaves the tasks that live.
        live.map(|live| live.current()).or_else(|| self.journal.read(id))
    }

    pub(crate) fn cancel(&self, ids: &[TaskId]) -> io::Result<()> {
        // In one order, so that two of these calls do not wait for each other.
        let ids: BTreeSet<TaskId> = ids.iter().copied().collect();
        let tasks: Vec<Arc<Live>> = {
            let state = self.lock();
            ids.iter().filter_map(|id| state.live.get(id).cloned()).collect()
        };
        // At once, though a slow disk keeps the answer waiting.
        for live in &tasks {
            live.control.cancel();
        }
        let _storing: Vec<MutexGuard<'_, ()>> = tasks.iter().map(|live| live.storing()).collect();
        let mut changed = Vec::new();
        for live in &tasks {
            let mut record = live.lock();
            if record.status.is_end() {
                continue;
            }
            record.cancelling = true;
            // One that has begun has to be cleaned up after.
            if record.status == Status::Waiting {
                (record.status, record.updated) = (Status::Cancel, now());
            }
            changed.push(record.clone());
        }
        if changed.is_empty() {
            return Ok(());
        }
        self.journal.append(&changed)?;
        let mut state = self.lock();
        for record in changed.iter().filter(|record| record.status.is_end()) {
            state.live.remove(&record.id);
        }
        Ok(())
    }

    /// Runs tasks until the engine stops.
    fn run(&self) {
        // Many threads of many tasks keep nobody waiting who asks for them. It counts for this thread, and for those that it starts.
        let _ = nice(NICE);
        while let Some((id, live)) = self.next() {
            self.work(&live);
            if live.lock().status.is_end() {
                self.lock().live.remove(&id);
            }
            if now() - self.swept.load(Relaxed) > SWEEP {
                self.swept.store(now(), Relaxed);
                self.journal.forget(now().saturating_sub(self.remember));
            }
        }
        self.lock().running -= 1;
        self.wake.notify_all();
    }

    fn next(&self) -> Option<(TaskId, Arc<Live>)> {
        let mut state = self.lock();
        loop {
            if state.stopping {
                return None;
            }
            while let Some(id) = state.queue.pop_front() {
                let Some(live) = state.live.get(&id).cloned() else { continue };
                let mut record = live.lock();
                if record.status.is_end() {
                    continue;
                }
                // From here a cancel leaves the end to the runner.
                record.status = Status::Processing;
                drop(record);
                return Some((id, live));
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Runs one task to its end, or until the engine stops.
    fn work(&self, live: &Live) {
        let resumed = live.lock().started.is_some();
        // Stored before anything is done at the target: what is found there later may be the task's own.
        let (record, stored) = {
            let _storing = live.storing();
            let mut record = live.lock().clone();
            if !resumed {
                record.started = Some(now());
                record.found = work::source(&self.root, &record.source);
            }
            record.updated = record.updated.max(now());
            let stored = if resumed { Ok(()) } else { self.journal.append(std::slice::from_ref(&record)) };
            *live.lock() = record.clone();
            (record, stored)
        };
        let ended = match stored {
            Ok(()) => {
                let cores = thread::available_parallelism().map_or(1, usize::from);
                let share = THREADS.1 / self.options.jobs.clamp(1, THREADS.1);
                let threads = (cores * 2).clamp(THREADS.0, THREADS.1).min(share);
                Run { root: &self.root, record: &record, control: &live.control, resumed, threads }.run()
            }
            Err(error) => {
                let number = error.raw_os_error().unwrap_or(rustix::io::Errno::IO.raw_os_error());
                live.control.failed(record.source.as_bytes(), Cause::System(number));
                true
            }
        };
        let _storing = live.storing();
        let mut record = live.current();
        record.troubles = live.control.troubles();
        record.status = match () {
            () if !ended && live.control.is_cancelled() => Status::Cancel,
            () if !ended => Status::Processing,
            () if live.control.has_failed() => Status::Fail,
            () => Status::Complete,
        };
        if record.status == Status::Complete {
            // Found and gone before it was worked on, or counted while it grew.
            record.total = record.done;
        }
        record.updated = record.updated.max(now());
        if record.status == Status::Cancel && record.cancelling {
            // That it was to end is stored already.
            *live.lock() = record.clone();
        }
        // When the disk refuses it, the task is done again after a restart, which finds everything done.
        let _ = self.journal.append(std::slice::from_ref(&record));
        *live.lock() = record;
    }

    /// Lets running tasks finish their piece. Returns whether they did in time.
    pub(crate) fn stop(&self, limit: Duration) -> bool {
        let mut state = self.lock();
        state.stopping = true;
        for live in state.live.values() {
            live.control.stop();
        }
        self.wake.notify_all();
        let deadline = Instant::now() + limit;
        while state.running > 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = self.wake.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}
