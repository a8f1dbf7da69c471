//! What can go wrong with the file of a set, and what a user can do about it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why a set could not be read or written. The file is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file says that a newer eftop wrote it.
    #[error("{} has format {format}, newer than this eftop knows ({known}); {remedy}", .path.display(), known = super::format::FORMAT, remedy = Remedy::Upgrade)]
    Newer { path: PathBuf, format: u64 },
    /// The file is larger than any set that eftop writes.
    #[error("{} is larger than {} MiB and cannot be a watch set; {remedy}", .path.display(), super::format::MAX_BYTES >> 20, remedy = Remedy::MoveAway)]
    TooLarge { path: PathBuf },
    /// Something else than a file bears the name: a folder, a pipe.
    #[error("{} is not a regular file; {remedy}", .path.display(), remedy = Remedy::MoveAway)]
    NotAFile {
        /// What bears the name.
        path: PathBuf,
    },
    /// Another program held the lock for longer than we wait.
    #[error("{} is locked by another program; {remedy}", .path.display(), remedy = Remedy::TryAgain)]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {action} {}: {source}; {remedy}", .path.display(), remedy = Remedy::of(source))]
    Io {
        action: Action,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What was tried when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// To make the folder of the sets.
    CreateFolder,
    Read,
    Write,
    Lock,
    /// To put a damaged file aside.
    KeepAside,
}

/// What a user can do about a [`StoreError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    /// Forget some tasks, or spread them over several sets.
    SplitSet,
    /// Use a newer eftop, or another set.
    Upgrade,
    MoveAway,
    TryAgain,
    /// Make room on the disk or within the quota.
    FreeSpace,
    /// Raise the limit for the size of files.
    RaiseLimit,
    /// Make the folder writable, or choose another one.
    MakeWritable,
    /// Look at what stands in the way of the path.
    CheckPath,
}

impl StoreError {
    /// For `map_err`: an error of the system while doing `action` with `path`.
    pub(super) fn io(action: Action, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

impl Remedy {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::FreeSpace,
            // Said by the system, not by us: the file would be larger than this process may write.
            io::ErrorKind::FileTooLarge if error.raw_os_error().is_some() => Self::RaiseLimit,
            io::ErrorKind::FileTooLarge => Self::SplitSet,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::MakeWritable,
            io::ErrorKind::Interrupted | io::ErrorKind::TimedOut | io::ErrorKind::StaleNetworkFileHandle => {
                Self::TryAgain
            }
            _ => Self::CheckPath,
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SplitSet => "forget some tasks or spread them over several sets with --set",
            Self::Upgrade => "use a newer eftop or another --set",
            Self::MoveAway => "move it away or use another --set",
            Self::TryAgain => "try again in a moment",
            Self::FreeSpace => "free some space on this disk or in your quota",
            Self::RaiseLimit => "raise the limit for the size of files (ulimit -f)",
            Self::MakeWritable => "make it writable for you or set XDG_STATE_HOME to another folder",
            Self::CheckPath => "check this path or set XDG_STATE_HOME to another folder",
        })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CreateFolder => "create the folder",
            Self::Read => "read",
            Self::Write => "write",
            Self::Lock => "lock",
            Self::KeepAside => "keep aside the damaged",
        })
    }
}
