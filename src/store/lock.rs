//! The lock of a set: one file beside it that is never removed and never read, locked while the set is read and replaced.
//! The set itself cannot be locked, since each write puts another file in its place.

use super::error::{Action, StoreError};
use rustix::io::Errno;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    thread,
    time::Duration,
};

/// How long to wait for another program: so many tries, with this pause between two.
#[derive(Clone, Copy, Debug)]
pub struct LockRetry {
    /// Tries, at least one is made.
    pub tries: u32,
    /// The pause between two.
    pub pause: Duration,
}

impl Default for LockRetry {
    /// Five seconds; a write takes a fraction of one.
    fn default() -> Self {
        Self { tries: 500, pause: Duration::from_millis(10) }
    }
}

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub struct Lock {
    /// Kept open: closing it gives the lock back.
    file: Option<File>,
}

impl Lock {
    /// Takes the lock; blocks the thread while another program holds it. Where the filesystem has no locks, what is returned
    /// holds none.
    ///
    /// # Errors
    /// When another program keeps it for longer than `retry`, or the lock file cannot be opened.
    pub fn take(path: &Path, retry: LockRetry) -> Result<Self, StoreError> {
        // Neither truncated nor removed: whoever waits for it has the same file open.
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path)
            .map_err(StoreError::io(Action::Lock, path))?;
        let mut tries = 1;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { file: Some(file) }),
                Err(TryLockError::WouldBlock) if tries >= retry.tries => {
                    return Err(StoreError::Locked { path: path.to_owned() });
                }
                Err(TryLockError::WouldBlock) => {
                    tries += 1;
                    thread::sleep(retry.pause);
                }
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(TryLockError::Error(error)) if has_no_locks(&error) => return Ok(Self { file: None }),
                Err(TryLockError::Error(source)) => return Err(StoreError::io(Action::Lock, path)(source)),
            }
        }
    }

    /// Whether there is a lock; `false` where the filesystem has none.
    pub fn is_held(&self) -> bool {
        self.file.is_some()
    }
}

/// NFS without its lock service says `ENOLCK`, other filesystems that they do not support it.
fn has_no_locks(error: &io::Error) -> bool {
    let codes = [Errno::NOLCK, Errno::NOSYS, Errno::OPNOTSUPP].map(Errno::raw_os_error);
    error.kind() == io::ErrorKind::Unsupported || error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const ONCE: LockRetry = LockRetry { tries: 1, pause: Duration::ZERO };

    #[test]
    fn one_at_a_time_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let first = Lock::take(&path, ONCE).unwrap();
        assert!(first.is_held());
        let refused = Lock::take(&path, LockRetry { tries: 3, pause: Duration::ZERO }).unwrap_err();
        assert!(matches!(refused, StoreError::Locked { .. }), "{refused:?}");
        drop(first);
        assert!(Lock::take(&path, ONCE).unwrap().is_held());
    }

    #[rstest]
    #[case(Errno::NOLCK, true)]
    #[case(Errno::OPNOTSUPP, true)]
    #[case(Errno::NOSYS, true)]
    #[case(Errno::IO, false)]
    #[case(Errno::BADF, false)]
    fn a_filesystem_without_locks(#[case] code: Errno, #[case] expected: bool) {
        assert_eq!(has_no_locks(&io::Error::from(code)), expected);
    }
}
