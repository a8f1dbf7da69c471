//! Why something could not be done, and the document's code for it.

use rustix::io::Errno;
use serde::{Deserialize, Serialize};

/// An error code of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// 10001, everything without a code of its own
    Other,
    /// 10004
    Invalid,
    /// 911020
    Missing,
    /// 911021
    Exists,
    /// 911022
    TargetNotFolder,
    /// 911029
    Characters,
    /// 911030
    Denied,
    /// 911048
    Busy,
    /// 911501
    NoSpace,
    /// 911502
    NotEmpty,
    /// 911507
    Itself,
    /// 911700
    Name,
}

impl Code {
    /// The code as the document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Other => "10001",
            Self::Invalid => "10004",
            Self::Missing => "911020",
            Self::Exists => "911021",
            Self::TargetNotFolder => "911022",
            Self::Characters => "911029",
            Self::Denied => "911030",
            Self::Busy => "911048",
            Self::NoSpace => "911501",
            Self::NotEmpty => "911502",
            Self::Itself => "911507",
            Self::Name => "911700",
        }
    }
}

/// Why one entry, or a whole task, failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Cause {
    /// An error number of the system.
    System(i32),
    /// A path that is relative, empty, too long, or has `..` or a zero byte.
    Path,
    /// A path with control characters.
    Characters,
    /// A name that the file system refuses.
    Name,
    /// A link on the way that leads out of the root, or that is not followed.
    Link,
    /// The target is no directory.
    TargetNotFolder,
    /// The name is taken.
    Exists,
    /// Onto or into itself.
    Itself,
    /// The root cannot be moved or deleted.
    Root,
    /// The service's own state.
    State,
    /// Another file system is mounted there.
    Mount,
    /// More directories inside each other than `walk::DEEPEST`.
    Deep,
    /// The source changed while it was read.
    Changed,
    /// A moved entry has no equal at the target, so it was not removed.
    Unequal,
    /// A device, socket or FIFO.
    Special,
    /// The service takes no tasks.
    ReadOnly,
    /// Too many tasks wait.
    Full,
    /// Cancelled or stopping; never reported.
    Interrupted,
}

impl Cause {
    pub(crate) fn code(self) -> Code {
        match self {
            Self::System(number) => match Errno::from_raw_os_error(number) {
                Errno::NOENT | Errno::NOTDIR => Code::Missing,
                Errno::EXIST => Code::Exists,
                Errno::ACCESS | Errno::PERM | Errno::ROFS => Code::Denied,
                Errno::NOSPC | Errno::DQUOT => Code::NoSpace,
                Errno::NOTEMPTY => Code::NotEmpty,
                Errno::NAMETOOLONG => Code::Name,
                _ => Code::Other,
            },
            Self::Path => Code::Invalid,
            Self::Characters => Code::Characters,
            Self::Name => Code::Name,
            Self::TargetNotFolder => Code::TargetNotFolder,
            Self::Exists => Code::Exists,
            Self::Itself => Code::Itself,
            Self::Link | Self::Root | Self::State | Self::Mount | Self::ReadOnly => Code::Denied,
            Self::Full => Code::Busy,
            Self::Deep | Self::Changed | Self::Unequal | Self::Special | Self::Interrupted => Code::Other,
        }
    }
}

impl From<Errno> for Cause {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::EXIST | Errno::ISDIR => Self::Exists,
            other => Self::System(other.raw_os_error()),
        }
    }
}

/// The cause of a failed creation under a name that came from another file system: the target's rules for names may differ.
pub(crate) fn naming(errno: Errno) -> Cause {
    match errno {
        Errno::INVAL | Errno::ILSEQ => Cause::Name,
        other => other.into(),
    }
}
