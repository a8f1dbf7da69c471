//! The exit codes: what a script is told.

use crate::domain::Verdict;
use std::process::ExitCode;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well: every task is complete, or what was asked for is done.
    Good,
    /// An internal error, or output could not be written, or the watch set by a command that is about it.
    Internal,
    /// Usage or configuration.
    Usage,
    /// How the tasks came out, where that is not [`Verdict::Complete`].
    Tasks(Verdict),
    /// Not authenticated.
    Unauthenticated,
    /// The service could not be asked for too long.
    Unreachable,
    /// The time that was given has passed; the tasks go on.
    TimedOut,
    /// A signal ended it; the tasks go on.
    Signal(Signal),
}

/// A signal that ends the program in good order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The terminal went away.
    Hangup,
    /// `^c` from outside of the screen.
    Interrupt,
    /// Asked to end.
    Terminate,
}

impl Exit {
    /// The number that the shell sees; 128 and the signal's number for a signal.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Tasks(verdict) => verdict.exit_code(),
            Self::Unauthenticated => 4,
            Self::Unreachable => 7,
            Self::TimedOut => 124,
            Self::Signal(Signal::Hangup) => 129,
            Self::Signal(Signal::Interrupt) => 130,
            Self::Signal(Signal::Terminate) => 143,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        if verdict == Verdict::Complete { Self::Good } else { Self::Tasks(verdict) }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
