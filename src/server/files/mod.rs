//! File work over a real directory: tasks that copy, move and delete, kept in a durable table.
//!
//! [`Files`] is the engine. `runner` takes tasks from its queue, `work` does one, by walks (`walk`) that copy (`transfer`), delete
//! (`remove`) or count (`census`). Everything is opened below one directory (`root`). `journal` is the table.

mod attributes;
mod cause;
mod census;
mod check;
mod content;
mod journal;
mod options;
mod path;
mod progress;
mod publish;
mod record;
mod remove;
mod root;
mod runner;
mod secrets;
mod transfer;
mod view;
mod walk;
mod words;
mod work;

pub use self::{
    check::check,
    journal::OpenError,
    options::Options,
    secrets::{Secrets, write_private},
};

use self::{
    cause::Cause,
    journal::Journal,
    path::Place,
    record::{Record, TaskId},
    root::Root,
    runner::{Live, Shared, State},
};
use crate::server::{
    clock::now,
    engine::Engine,
    task::{Job, Operation, Refused, Status},
    wire::TaskInfo,
};
use rustix::{
    process::{Resource, getrlimit, setrlimit},
    rand::{GetRandomFlags, getrandom},
};
use std::{
    io,
    sync::{Arc, Condvar, Mutex, PoisonError, atomic::AtomicI64},
    thread::JoinHandle,
    time::Duration,
};

/// The most tasks that have not ended.
const MOST_TASKS: usize = 100_000;

/// The engine. Its calls block for as long as the disk takes to write a record. Dropping it stops it.
#[derive(Debug)]
pub struct Files {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Files {
    /// Opens root and table, and continues the tasks that have not ended.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        // A folder that is the root would be its own forbidden place.
        if let (Ok(root), Ok(data)) = (options.root.canonicalize(), options.data.canonicalize())
            && root == data
        {
            return Err(OpenError::Same(data));
        }
        let remember = i64::try_from(options.remember.as_millis()).unwrap_or(i64::MAX);
        let (journal, records) = Journal::open(&options.data, remember)?;
        let root = Root::open(&options.root, &options.data, options.cross_mounts, options.openat2)
            .map_err(|errno| OpenError::Root(options.root.clone(), errno.into()))?;
        raise_file_limit();
        let mut state = State { next: records.last().map_or(0, |record| record.order + 1), ..State::default() };
        for record in records {
            state.queue.push_back(record.id);
            state.live.insert(record.id, Arc::new(Live::new(record)));
        }
        let shared = Arc::new(Shared {
            options,
            root,
            journal,
            state: Mutex::new(state),
            wake: Condvar::new(),
            swept: AtomicI64::new(now()),
            remember,
        });
        let threads = runner::start(&shared).map_err(|error| OpenError::Data(shared.options.data.clone(), error))?;
        Ok(Self { shared, threads: Mutex::new(threads) })
    }

    /// Stores tasks, one for each job and in that order.
    fn store(&self, operation: Operation, jobs: Vec<Job>) -> Result<Vec<Result<TaskId, Cause>>, Cause> {
        let shared = &self.shared;
        let first = {
            let mut state = shared.lock();
            if state.live.len() + jobs.len() > MOST_TASKS {
                return Err(Cause::Full);
            }
            let first = state.next;
            state.next += jobs.len() as u64;
            first
        };
        let made = jobs.into_iter().zip(first..).map(|(job, order)| self.record(operation, job, order));
        let made: Vec<Result<Record, Cause>> = made.collect();
        let records: Vec<Record> = made.iter().flatten().cloned().collect();
        if !records.is_empty() {
            shared.journal.append(&records).map_err(|error| of_disk(&error))?;
        }
        let mut state = shared.lock();
        for record in records {
            state.queue.push_back(record.id);
            state.live.insert(record.id, Arc::new(Live::new(record)));
        }
        drop(state);
        shared.wake.notify_all();
        Ok(made.into_iter().map(|made| made.map(|record| record.id)).collect())
    }

    fn refused(&self, cause: Cause) -> Refused {
        let message = words::cause(cause).of(self.shared.options.in_chinese);
        Refused { code: cause.code().as_str().to_owned(), message }
    }

    fn record(&self, operation: Operation, job: Job, order: u64) -> Result<Record, Cause> {
        if self.shared.options.read_only {
            return Err(Cause::ReadOnly);
        }
        let source = Place::parse(&job.source)?;
        if source.name.is_none() {
            return Err(if operation == Operation::Copy { Cause::Itself } else { Cause::Root });
        }
        let target = match (operation, job.target) {
            (Operation::Delete, _) => None,
            (_, target) => Some(target.ok_or(Cause::Path)?),
        };
        target.as_deref().map(Place::parse).transpose()?;
        let now = now();
        Ok(Record {
            id: TaskId(random()?),
            order,
            operation,
            source: job.source,
            target,
            conflict: job.conflict,
            status: Status::Waiting,
            cancelling: false,
            submitted: now,
            started: None,
            updated: now,
            found: None,
            total: progress::Amount::default(),
            done: progress::Amount::default(),
            troubles: progress::Troubles::default(),
        })
    }

    /// Whether symbolic links in the paths of requests are followed.
    pub fn follows_links(&self) -> bool {
        self.shared.root.openat2()
    }

    /// Stops: running tasks finish the piece they are at, and go on when the engine is opened again. Returns whether all of them
    /// did so within 5 seconds.
    pub fn stop(&self) -> bool {
        let in_time = self.shared.stop(Duration::from_secs(5));
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // Only then is the table closed, and may another server open it.
        for thread in threads.into_iter().filter(|_| in_time) {
            let _ = thread.join();
        }
        in_time
    }
}

impl Engine for Files {
    fn submit(&self, operation: Operation, jobs: Vec<Job>) -> Result<Vec<Result<String, Refused>>, Refused> {
        let made = self.store(operation, jobs).map_err(|cause| self.refused(cause))?;
        let said = |made: Result<TaskId, Cause>| made.map(|id| id.to_string()).map_err(|cause| self.refused(cause));
        Ok(made.into_iter().map(said).collect())
    }

    fn list(&self, ids: &[String]) -> Vec<TaskInfo> {
        let (shared, forgotten) = (&self.shared, now().saturating_sub(self.shared.remember));
        let is_known = |record: &Record| !record.status.is_end() || record.updated >= forgotten;
        let records = ids.iter().filter_map(|id| shared.record(id.parse().ok()?)).filter(is_known);
        let info =
            |record: Record| TaskInfo::new(view::view(&record, shared.options.in_chinese), &shared.options.account);
        records.map(info).collect()
    }

    /// A running task ends within a second, and its state says so.
    fn cancel(&self, ids: Vec<String>) -> Result<(), Refused> {
        let ids: Vec<TaskId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        self.shared.cancel(&ids).map_err(|error| self.refused(of_disk(&error)))
    }
}

/// An error of the disk that the table is on.
fn of_disk(error: &io::Error) -> Cause {
    Cause::System(error.raw_os_error().unwrap_or(rustix::io::Errno::IO.raw_os_error()))
}

impl Drop for Files {
    fn drop(&mut self) {
        self.stop();
    }
}

fn random() -> Result<u128, rustix::io::Errno> {
    let mut bytes = [0; 16];
    // The kernel gives 16 bytes at once or none.
    getrandom(&mut bytes, GetRandomFlags::empty())?;
    Ok(u128::from_ne_bytes(bytes))
}

/// A deep tree keeps a file open for each level; most systems allow more than they give at first.
fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}
