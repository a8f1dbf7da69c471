//! What can go wrong with the file of a set, and what a user can do about it. The words are for whoever prints them.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a set could not be read or written. The file is as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// There is no place for sets.
    NoPlace,
    /// The file says that a newer eftop wrote it.
    Newer { path: PathBuf, format: u64 },
    /// The file is larger than any set that eftop writes.
    TooLarge { path: PathBuf },
    /// Something else than a file bears the name: a folder, a pipe.
    NotAFile {
        /// What bears the name.
        path: PathBuf,
    },
    /// Another program held the lock for longer than we wait.
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        action: Action,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        why: String,
        remedy: Remedy,
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

/// What a user can do when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Forget some tasks, or spread them over several sets.
    SplitSet,
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
        move |error| Self::Io { action, path: path.to_owned(), why: error.to_string(), remedy: Remedy::of(&error) }
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
