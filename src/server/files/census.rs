//! Two walks that change nothing of the user's: the count of a tree that runs ahead of the work, and the search for unfinished files.

use super::{
    cause::Cause,
    progress::Control,
    root::{Root, kind},
    transfer::{DIRECTORY, Task},
    walk::{Node, Visitor, Worker, read, walk},
};
use rustix::{
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{AtFlags, FileType, Mode, OFlags, openat, statat, unlinkat},
};
use std::{
    ffi::CStr,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

/// Counts entries and, if asked for, bytes.
#[derive(Debug)]
pub(crate) struct Census<'a> {
    pub(crate) root: &'a Root,
    pub(crate) control: &'a Control,
    pub(crate) sizes: bool,
    /// The work is done before the count.
    pub(crate) over: &'a AtomicBool,
}

impl Visitor for Census<'_> {
    type Dir = OwnedFd;

    fn listing<'a>(&self, dir: &'a OwnedFd) -> BorrowedFd<'a> {
        dir.as_fd()
    }

    fn enter(&self, at: &Node<OwnedFd>, name: &CStr) -> Result<Option<OwnedFd>, Cause> {
        self.control.found(0);
        self.root.child(&at.dir, name, DIRECTORY, at.is_base()).map(Some)
    }

    fn entry(&self, at: &Node<OwnedFd>, name: &CStr, listed: FileType, _: &mut Worker<'_, Self>) -> Result<(), Cause> {
        let mut size = 0;
        if self.sizes && listed == FileType::RegularFile {
            let stat = statat(&at.dir, name, AtFlags::SYMLINK_NOFOLLOW)?;
            if kind(&stat) == FileType::RegularFile {
                size = u64::try_from(stat.st_size).unwrap_or(0);
            }
        }
        self.control.found(size);
        Ok(())
    }

    fn leave(&self, _: &Node<OwnedFd>) -> Result<bool, Cause> {
        Ok(false)
    }

    fn control(&self) -> &Control {
        self.control
    }

    fn is_over(&self) -> bool {
        self.over.load(Relaxed) || self.control.is_interrupted()
    }

    /// The work meets the same error.
    fn failed(&self, _: &[u8], _: Cause) {}
}

/// Removes the unfinished files of a task that an end of the service without notice left at the target.
#[derive(Debug)]
pub(crate) struct Sweep<'a> {
    task: Task<'a>,
}

impl Sweep<'_> {
    /// Searches the target directory, and those in it that the task may have filled.
    pub(crate) fn run(task: Task<'_>, target: BorrowedFd<'_>, name: &CStr, threads: usize) {
        let flags = DIRECTORY | OFlags::CLOEXEC;
        let Ok(listing) = openat(target, c".", flags, Mode::empty()) else { return };
        let Ok(fd) = openat(target, c".", flags, Mode::empty()) else { return };
        let (sweep, base) = (Sweep { task }, Node::base(fd, c"".to_owned()));
        let numbered = [name.to_bytes(), b" ("].concat();
        while let Ok(entries) = read(&listing) {
            if entries.is_empty() {
                break;
            }
            for (kind, entry) in entries {
                let bytes = entry.to_bytes();
                let folder = matches!(kind, FileType::Directory | FileType::Unknown);
                let filled = folder && (*entry == *name || bytes.starts_with(&numbered));
                if filled || bytes.starts_with(task.prefix.as_bytes()) {
                    walk(&sweep, &base, &entry, kind, threads);
                }
            }
        }
    }
}

impl Visitor for Sweep<'_> {
    type Dir = OwnedFd;

    fn listing<'a>(&self, dir: &'a OwnedFd) -> BorrowedFd<'a> {
        dir.as_fd()
    }

    fn enter(&self, at: &Node<OwnedFd>, name: &CStr) -> Result<Option<OwnedFd>, Cause> {
        self.task.root.child(&at.dir, name, DIRECTORY, false).map(Some)
    }

    fn entry(&self, at: &Node<OwnedFd>, name: &CStr, _: FileType, _: &mut Worker<'_, Self>) -> Result<(), Cause> {
        if name.to_bytes().starts_with(self.task.prefix.as_bytes()) {
            unlinkat(&at.dir, name, AtFlags::empty())?;
        }
        Ok(())
    }

    fn leave(&self, _: &Node<OwnedFd>) -> Result<bool, Cause> {
        Ok(false)
    }

    fn control(&self) -> &Control {
        self.task.control
    }

    /// A cancelled task is cleaned up too.
    fn is_over(&self) -> bool {
        self.task.control.is_stopping()
    }

    /// What cannot be searched cannot have been written to.
    fn failed(&self, _: &[u8], _: Cause) {}
}
