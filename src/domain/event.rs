//! What happened to a task while we watched: the material of the events tab and of the log of the set.

use super::{At, Problem, State, TaskId};

/// One thing that was seen, with its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When we saw it, not when it happened: the service does not tell.
    pub at: At,
    /// The task.
    pub id: TaskId,
    /// What was seen.
    pub kind: EventKind,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// The service answered for the first time in this run.
    Seen(State),
    /// The state changed.
    Changed {
        /// The state before.
        from: State,
        /// The state now.
        to: State,
    },
    /// A cancel was sent.
    CancelSent,
    /// The service took the cancel; how the task ends is still open.
    CancelTaken,
    /// The cancel did not get through.
    CancelFailed(Box<Problem>),
    /// The task ended otherwise before the cancel arrived.
    FinishedFirst(State),
    /// The service refuses this id.
    Refused(Box<Problem>),
    /// The service returns it again.
    Returned,
}
