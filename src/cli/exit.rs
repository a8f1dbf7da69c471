//! The exit codes: what a script is told.

use std::process::ExitCode;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well; of the screen: it was left.
    Good,
    /// An internal error, or output or the watch set could not be written.
    Internal,
    /// Usage or configuration.
    Usage,
    /// Not authenticated.
    Unauthenticated,
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
            Self::Unauthenticated => 4,
            Self::Signal(Signal::Hangup) => 129,
            Self::Signal(Signal::Interrupt) => 130,
            Self::Signal(Signal::Terminate) => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
