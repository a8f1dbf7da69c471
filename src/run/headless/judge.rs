//! When a follower ends, why it did, and what the shell is told then. Pure.

use crate::{
    cli::{Exit, exit::Signal},
    domain::{ProblemKind, State, Task, TaskSet, Trouble, Until, verdict::judged_state},
};

/// When a follower ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// After one cycle of polling, and a second one for ids that the first did not bring.
    Look,
    /// When the waiting is over.
    Until(Until),
    /// When the service has said how each task ended, or that it does not cancel it.
    Cancelled,
}

/// Why it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The goal is reached.
    Reached,
    /// The token is not taken.
    SignedOut,
    /// Nothing can be sent with these settings.
    Misconfigured,
    /// The service could not be asked.
    Unreachable,
    /// A signal came.
    Signal(Signal),
    /// The time is up.
    TimedOut,
    /// Nobody reads standard output any more.
    OutputClosed,
}

/// Whether waiting is over by ends alone, which stay true whatever the service says.
pub fn over_by_ends(tasks: &TaskSet, until: Until) -> bool {
    let all = || tasks.iter().all(Task::has_ended);
    match until {
        Until::All => all(),
        Until::Any => tasks.iter().any(Task::has_ended),
        Until::FirstFailure => all() || tasks.iter().any(|task| judged_state(task) == State::Fail),
    }
}

/// The exit code of the first that fits: not signed in, no service, a signal, no time, how the tasks came out.
pub fn judge(end: End, trouble: Option<&Trouble>, tasks: Exit) -> Exit {
    let is_signed_out = trouble.is_some_and(|trouble| trouble.problem.kind == ProblemKind::Unauthenticated);
    match end {
        End::Misconfigured => Exit::Usage,
        End::Reached | End::OutputClosed => tasks,
        End::SignedOut => Exit::Unauthenticated,
        _ if is_signed_out => Exit::Unauthenticated,
        End::Unreachable => Exit::Unreachable,
        End::Signal(signal) => Exit::Signal(signal),
        End::TimedOut => Exit::TimedOut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{At, Moment, Problem, Verdict};
    use rstest::rstest;

    fn trouble(kind: ProblemKind) -> Trouble {
        let problem = Problem { kind, code: None, http: None, detail: "".into() };
        let since = At { moment: Moment::default(), wall: jiff::Timestamp::UNIX_EPOCH };
        Trouble { problem, failures: 1, since }
    }

    #[rstest]
    #[case::nothing_can_be_sent(End::Misconfigured, true, 2)]
    #[case::signed_out(End::SignedOut, true, 4)]
    #[case::signing_in_before_outage(End::Unreachable, true, 4)]
    #[case::signing_in_before_signal(End::Signal(Signal::Terminate), true, 4)]
    #[case::signing_in_before_time(End::TimedOut, true, 4)]
    #[case::outage_before_failed(End::Unreachable, false, 7)]
    #[case::signal_before_failed(End::Signal(Signal::Interrupt), false, 130)]
    #[case::time_before_failed(End::TimedOut, false, 124)]
    #[case::ends_stay_true(End::Reached, true, 3)]
    fn the_first_that_fits(#[case] end: End, #[case] signed_out: bool, #[case] code: u8) {
        let kind = if signed_out { ProblemKind::Unauthenticated } else { ProblemKind::Unreachable };
        assert_eq!(judge(end, Some(&trouble(kind)), Verdict::Failed.into()).code(), code);
    }
}
