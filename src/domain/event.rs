//! What happened to a task while we watched: the material of the events tab and of the log of the set; and how far a cancel is.

use super::{At, CallError, State, TaskId};
use jiff::Timestamp;

/// One thing that was seen, with its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When we saw it, not when it happened: the service does not tell.
    pub at: Timestamp,
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
        from: State,
        to: State,
    },
    CancelSent,
    /// The service took the cancel; how the task ends is still open.
    CancelTaken,
    /// The cancel got no answer: whether it arrived shows in what the service says of the task.
    CancelUnclear(Box<CallError>),
    /// The cancel did not get through, or the service says that the task still runs.
    CancelFailed(Box<CallError>),
    /// The task ended otherwise before the cancel arrived.
    FinishedFirst(State),
    /// The service refuses this id.
    Refused(Box<CallError>),
    /// The service returns it again.
    Returned,
    /// Its work is about to be submitted again.
    RetrySent,
    /// Its work was not submitted again.
    RetryFailed(Box<CallError>),
    /// Whether its work was submitted again is not known.
    RetryUnclear(Box<CallError>),
    /// Its work was submitted again as this task.
    Retried(TaskId),
}

/// How far a cancel is that we asked for. Few tasks have one, and each has room for it: so what it holds stands elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CancelStep {
    /// None was asked for, or it is over.
    #[default]
    None,
    /// Sent, or about to be: no answer yet.
    Sent(Box<At>),
    /// The service answered that it took it. That is not the end: only the task's status is.
    Taken(Box<At>),
    /// It may have arrived, or the service refuses it, or the task ended before it: what the service says of the task next tells.
    Unclear(Box<Unclear>),
    /// It did not get through; the task still runs, and the cancel can be repeated.
    Failed(Box<At>, Box<CallError>),
}

impl CancelStep {
    /// Whether a cancel is under way, or it is not known what became of it.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Sent(_) | Self::Taken(_) | Self::Unclear(_))
    }
}

/// A cancel whose outcome is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Unclear {
    /// When the call failed or was refused.
    pub at: At,
    pub problem: CallError,
    /// How many answers that were asked for since then did not show an end.
    pub answers: u32,
}
