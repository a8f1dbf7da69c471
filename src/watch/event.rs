//! What can happen to a watch set, and what came of it. Pollers, cancels, the saver and a person send [`Event`]s; a recording is the
//! stream of them. [`Change`]s are what `Watch::apply` reports: screen, commands, metrics, hooks and the saver read these and keep no
//! task set of their own.

use super::seed;
use crate::{
    domain::{At, CallError, EventKind, LogEntry, Moment, PollEvent, Region, RegionId, State, Task, TaskId, Trouble},
    store::{StoreError, StoreNote},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How cancels were answered: those that were refused one by one, or why the whole call failed.
pub type CancelResult = Result<Vec<(TaskId, CallError)>, CallError>;

/// What came of a request that submits the work of tasks again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryResult {
    /// The service answered.
    Answered {
        /// The new tasks; each says whose work it does again, as far as the answer tells.
        #[serde(with = "seed")]
        tasks: Vec<Task>,
        /// The old tasks whose work was refused.
        refused: Vec<(TaskId, CallError)>,
        /// What else the answer says. Of tasks that it does not name it is not known whether they were submitted.
        problem: Option<CallError>,
    },
    /// There was no answer, or it refused all.
    Failed(CallError),
    /// It could not be kept that they are submitted again, so nothing was sent.
    Unkept,
}

impl RetryResult {
    /// What is in the way of the next request, too.
    pub fn stops(&self) -> Option<&CallError> {
        match self {
            Self::Answered { problem, .. } => problem.as_ref(),
            Self::Failed(problem) => Some(problem),
            Self::Unkept => None,
        }
    }
}

/// Something that changes a watch set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A region is asked from now on, or its name or address was found.
    Region(Region),
    /// Tasks came into the set.
    Added {
        /// The tasks; those that are in the set already stay as they are.
        #[serde(with = "seed")]
        tasks: Vec<Task>,
        /// Whether they come back to the place in the set that they had.
        back: bool,
    },
    /// Tasks were taken out of the set.
    Removed(Vec<TaskId>),
    /// Tasks are asked for in another region from now on.
    Moved {
        /// The tasks.
        ids: Vec<TaskId>,
        /// The region.
        region: RegionId,
    },
    /// The poll loop of a region tells something.
    Poll(RegionId, PollEvent),
    /// Cancels go out.
    CancelSent(Vec<TaskId>),
    /// Cancels were answered, or not.
    CancelAnswered {
        /// The tasks that the call was about.
        ids: Vec<TaskId>,
        /// What came of it.
        result: CancelResult,
    },
    /// The work of tasks is about to be submitted again.
    RetrySent {
        /// The tasks that ended.
        ids: Vec<TaskId>,
        /// Since when that is known.
        sent: Timestamp,
    },
    /// A submission was answered, or not.
    RetryAnswered {
        /// The tasks whose work it was to do again.
        ids: Vec<TaskId>,
        /// When they were about to be sent.
        sent: Timestamp,
        /// What came of it.
        result: RetryResult,
    },
}

/// What is remembered of a task from before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its state.
    pub state: State,
    /// Whether it was seen in this run.
    pub seen: bool,
    /// Whether anything was known of it, from an earlier run or from this one.
    pub known: bool,
}

impl Before {
    /// Of this task, now.
    pub fn of(task: &Task) -> Self {
        Self { state: task.state(), seen: task.seen_moment.is_some(), known: task.report().is_some() }
    }
}

/// What came of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Something happened to a task.
    Task {
        /// The task.
        id: TaskId,
        /// When it was seen.
        at: At,
        /// What it was before.
        before: Before,
        /// What happened.
        what: EventKind,
    },
    /// Values of a region's tasks were taken over: each row may look different, whether something happened or not.
    Answered(RegionId),
    /// Tasks came into the set.
    Added(Vec<TaskId>),
    /// Tasks were taken out of the set.
    Removed(Vec<TaskId>),
    /// Tasks learned where they belong, or that no region is asked for them any more.
    Bound(Vec<TaskId>),
    /// A region is asked, or more is known of it.
    Region(RegionId),
    /// A cycle of a region began.
    CycleBegan(RegionId),
    /// A cycle of a region is over.
    CycleEnded {
        /// The region.
        region: RegionId,
        /// When.
        at: At,
        /// The trouble before it; the one now is in the region.
        before: Option<Trouble>,
        /// When the next one begins.
        next: Option<Moment>,
    },
    /// A poll that was asked for was not begun.
    NotNow {
        /// The region.
        region: RegionId,
        /// When the next one begins.
        next: Moment,
    },
    /// Cancels were answered.
    Cancels {
        /// Those that the service took.
        taken: Vec<TaskId>,
        /// Those that it did not take, or that never reached it, and why.
        failed: Vec<(TaskId, CallError)>,
        /// Those of which only the task list can tell what became; they are to be asked for at once.
        unclear: Vec<TaskId>,
        /// Those of tasks that have ended meanwhile, or are not in the set: there is nothing to tell.
        over: Vec<TaskId>,
    },
    /// A submission of work of ended tasks was answered, or not.
    Retries {
        /// The new tasks.
        new: Vec<TaskId>,
        /// The old tasks whose work was not submitted, and why, where that is not [`Change::SaveFailed`].
        failed: Vec<(TaskId, Option<CallError>)>,
        /// The old tasks of which it is not known.
        unclear: Vec<TaskId>,
    },
    /// Nothing more is expected of the set: every task has ended or is gone.
    AllEnded,
    /// The set was written after it could not be.
    Saved,
    /// The set could not be written: why. It is tried again.
    SaveFailed(StoreError),
    /// An entry of the log that is kept with the set.
    Logged(Box<LogEntry>),
    /// Something to tell of the set on disk.
    Note(StoreNote),
    /// Nothing more is recorded: why.
    RecordingStopped(String),
}
