//! When a waiter ends, why it did, and what the shell gets then. Pure.

use crate::{
    cli::{Exit, exit::Signal},
    domain::{CallErrorKind, RegionId, State, Task, TaskSet, Until, verdict::judged_state},
};

/// When a waiter ends by itself.
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
    // Of what nobody can be asked for, nothing more is expected.
    let all = || tasks.iter().all(|task| task.has_ended() || task.region == RegionId::UNBOUND);
    match until {
        Until::All => all(),
        Until::Any => tasks.iter().any(Task::has_ended),
        Until::FirstFailure => all() || tasks.iter().any(|task| judged_state(task) == State::Fail),
    }
}

/// The exit code of the first that fits: other settings, not signed in, no service, a signal, no time, how the tasks came out. `lost`
/// is why a region cannot be asked that has tasks from which something is still expected, if only the user can end that.
pub fn judge(end: End, lost: Option<End>, tasks: Exit) -> Exit {
    match (end, lost) {
        (End::Reached | End::OutputClosed, _) => tasks,
        (End::Misconfigured, _) | (_, Some(End::Misconfigured)) => Exit::Usage,
        (End::SignedOut, _) | (_, Some(_)) => Exit::Unauthenticated,
        (End::Unreachable, None) => Exit::Unreachable,
        (End::Signal(signal), None) => Exit::Signal(signal),
        (End::TimedOut, None) => Exit::TimedOut,
    }
}

/// What such a trouble comes to when nothing else can be waited for.
pub fn end_of(kind: CallErrorKind) -> Option<End> {
    if kind.is_misconfigured() { Some(End::Misconfigured) } else { kind.is_signed_out().then_some(End::SignedOut) }
}

/// The one of two reasons to give up that goes first.
pub fn first_of(one: End, other: End) -> End {
    let order = |end: &End| match end {
        End::Misconfigured => 0,
        End::SignedOut => 1,
        End::Unreachable => 2,
        _ => 3,
    };
    std::cmp::min_by_key(one, other, order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{SignIn, Verdict};
    use rstest::rstest;

    #[rstest]
    #[case::nothing_can_be_sent(End::Misconfigured, Some(End::SignedOut), 2)]
    #[case::settings_before_signing_in(End::SignedOut, Some(End::Misconfigured), 2)]
    #[case::signed_out(End::SignedOut, None, 4)]
    #[case::signing_in_before_outage(End::Unreachable, Some(End::SignedOut), 4)]
    #[case::signing_in_before_signal(End::Signal(Signal::Terminate), Some(End::SignedOut), 4)]
    #[case::signing_in_before_time(End::TimedOut, Some(End::SignedOut), 4)]
    #[case::outage_before_failed(End::Unreachable, None, 7)]
    #[case::signal_before_failed(End::Signal(Signal::Interrupt), None, 130)]
    #[case::time_before_failed(End::TimedOut, None, 124)]
    #[case::ends_stay_true(End::Reached, Some(End::SignedOut), 3)]
    fn the_first_that_fits(#[case] end: End, #[case] lost: Option<End>, #[case] code: u8) {
        assert_eq!(judge(end, lost, Verdict::Failed.into()).code(), code);
    }

    #[rstest]
    #[case::token(CallErrorKind::Unauthenticated, Some(End::SignedOut))]
    #[case::keys(CallErrorKind::SignIn(SignIn::SecretKey), Some(End::SignedOut))]
    #[case::region(CallErrorKind::SignIn(SignIn::NoRegion), Some(End::Misconfigured))]
    #[case::passing(CallErrorKind::SignIn(SignIn::Center), None)]
    #[case::outage(CallErrorKind::Unreachable, None)]
    fn what_only_the_user_can_end(#[case] kind: CallErrorKind, #[case] end: Option<End>) {
        assert_eq!(end_of(kind), end);
    }

    #[test]
    fn the_reasons_have_an_order() {
        for pair in [End::Misconfigured, End::SignedOut, End::Unreachable, End::Reached].windows(2) {
            assert_eq!((first_of(pair[0], pair[1]), first_of(pair[1], pair[0])), (pair[0], pair[0]));
        }
    }
}
