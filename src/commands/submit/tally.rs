//! What became of what was submitted, and how a command ends for that.

use crate::{
    cli::{Exit, exit::Signal},
    domain::{CallErrorKind, TaskId, Verdict},
};

/// What became of the items.
#[derive(Debug, Default)]
pub struct Tally {
    /// Tasks that were made.
    pub ids: Vec<TaskId>,
    /// Items that the service refused.
    pub refused: usize,
    /// Whether something was left open: a lost answer, ids that could not be printed.
    pub open: bool,
    /// Why ids could not be kept. They are printed, so that nothing has to stop for that.
    pub unkept: Option<String>,
    /// Why nothing more could be sent.
    pub stopped: Option<Exit>,
    /// Whether something was not sent at all.
    pub is_cut_short: bool,
    /// The signal that came.
    pub signal: Option<Signal>,
}

impl Tally {
    /// Whether nothing more may be sent.
    pub fn must_stop(&self) -> bool {
        self.open || self.stopped.is_some() || self.signal.is_some()
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        match (self.stopped, self.signal) {
            (Some(exit), _) => exit,
            (None, Some(signal)) => Exit::Signal(signal),
            (None, None) if self.open || self.unkept.is_some() => Exit::Internal,
            (None, None) if self.refused > 0 => Exit::Tasks(Verdict::Failed),
            (None, None) => Exit::Good,
        }
    }
}

/// Whether a problem is one of signing in: the items were not sent, and its code is none of `EFile`'s.
pub fn is_before_sending(kind: CallErrorKind) -> bool {
    matches!(kind, CallErrorKind::SignIn(_))
}

/// How a command ends whose request was refused or could not be sent.
pub fn exit_of(kind: CallErrorKind) -> Exit {
    match kind {
        kind if kind.is_signed_out() => Exit::Unauthenticated,
        kind if kind.is_misconfigured() => Exit::Usage,
        CallErrorKind::Limited
        | CallErrorKind::Unreachable
        | CallErrorKind::Tls(_)
        | CallErrorKind::TimedOut
        | CallErrorKind::Proxy
        | CallErrorKind::Blocked
        | CallErrorKind::SignIn(_) => Exit::Unreachable,
        CallErrorKind::Refused | CallErrorKind::Server => Exit::Tasks(Verdict::Failed),
        CallErrorKind::BadAnswer | CallErrorKind::Unauthenticated | CallErrorKind::Misconfigured => Exit::Internal,
    }
}
