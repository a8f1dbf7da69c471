//! What a user should be told though nothing failed.

use super::StoreError;
use std::path::PathBuf;

/// Something that was met and repaired while a set was read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreNote {
    /// The file could not be read as a set; it was renamed, and the set continues without it.
    Damaged {
        /// Its name now.
        aside: PathBuf,
    },
    /// Some entries could not be read, wholly or in part. The file is as it was; before it is written again, a copy of it is
    /// put aside.
    BadEntries {
        /// How many.
        count: usize,
        path: PathBuf,
    },
    /// The file with the bad entries was copied before it was written again.
    CopyKept { aside: PathBuf },
    /// The file had vanished or was damaged while the set was in use; what was known of it was written again.
    Restored { path: PathBuf },
    /// The filesystem has no locks: two eftops that write at the same time may lose each other's changes.
    NoLocks { path: PathBuf },
    /// The log of the set cannot be written; the set itself can.
    NoLog { why: StoreError },
}
