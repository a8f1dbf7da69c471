//! Deletes a tree; and removes the source of a move after it was copied.

use super::{
    cause::Cause,
    path::numbered,
    progress::Control,
    publish::{Entry, There, there},
    root::{identity, kind},
    transfer::{DIRECTORY, Pair, Task},
    walk::{Node, Visitor, Worker},
};
use crate::server::task::Conflict;
use rustix::{
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{AtFlags, FileType, fstat, unlinkat},
    io::Errno,
};
use std::{
    ffi::{CStr, CString},
    sync::atomic::{AtomicU8, Ordering::Relaxed},
};

/// Some file systems leave entries out of a listing while others are removed, and somebody may add entries.
const LISTINGS: u8 = 5;

/// Deletes.
#[derive(Debug)]
pub(crate) struct Delete<'a> {
    pub(crate) task: Task<'a>,
}

/// A directory that is emptied.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) fd: OwnedFd,
    listings: AtomicU8,
}

impl Folder {
    pub(crate) fn new(fd: OwnedFd) -> Self {
        Self { fd, listings: AtomicU8::new(0) }
    }
}

/// What became of an emptied directory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Removal {
    Done,
    /// It is worth listing it again.
    Again,
    /// What is left in it was reported.
    Left,
}

fn remove(parent: BorrowedFd<'_>, name: &CStr, control: &Control, listings: &AtomicU8) -> Result<Removal, Cause> {
    match unlinkat(parent, name, AtFlags::REMOVEDIR) {
        Ok(()) => Ok(Removal::Done),
        Err(Errno::NOTEMPTY | Errno::EXIST) if control.has_failed() => Ok(Removal::Left),
        Err(Errno::NOTEMPTY | Errno::EXIST) if listings.fetch_add(1, Relaxed) < LISTINGS => Ok(Removal::Again),
        Err(Errno::NOTEMPTY | Errno::EXIST) => Err(Cause::System(Errno::NOTEMPTY.raw_os_error())),
        Err(errno) => Err(errno.into()),
    }
}

impl Visitor for Delete<'_> {
    type Dir = Folder;

    fn listing<'a>(&self, dir: &'a Folder) -> BorrowedFd<'a> {
        dir.fd.as_fd()
    }

    fn enter(&self, at: &Node<Folder>, name: &CStr) -> Result<Option<Folder>, Cause> {
        let fd = self.task.root.child(&at.dir.fd, name, DIRECTORY, false)?;
        if self.task.root.is_state(identity(&fstat(&fd)?), true) {
            return Err(Cause::State);
        }
        Ok(Some(Folder::new(fd)))
    }

    fn entry(&self, at: &Node<Folder>, name: &CStr, _: FileType, _: &mut Worker<'_, Self>) -> Result<(), Cause> {
        match unlinkat(&at.dir.fd, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(errno) => return Err(errno.into()),
        }
        self.task.control.entry();
        Ok(())
    }

    fn leave(&self, node: &Node<Folder>) -> Result<bool, Cause> {
        let Some(parent) = &node.parent else { return Ok(false) };
        let removal = remove(parent.dir.fd.as_fd(), &node.name, self.task.control, &node.dir.listings)?;
        if removal == Removal::Done {
            self.task.control.entry();
        }
        Ok(removal == Removal::Again)
    }

    fn control(&self) -> &Control {
        self.task.control
    }
}

/// Removes from the source what is the same at the target, and nothing else. All of it was counted when it was copied.
#[derive(Debug)]
pub(crate) struct RemoveMoved<'a> {
    pub(crate) task: Task<'a>,
}

/// The directory a directory was copied to, which may have got another name.
fn copied_folder(task: &Task<'_>, to: Entry<'_>) -> Result<OwnedFd, Cause> {
    let open = |name: &CStr| task.root.child(to.dir, name, DIRECTORY, false);
    match open(to.name) {
        Err(_) if task.conflict == Some(Conflict::Both) => {}
        other => return other.map_err(|_| Cause::Unequal),
    }
    let names = numbered(to.name, true);
    let found: Option<CString> = names
        .into_iter()
        .find(|name| Entry { dir: to.dir, name }.stat().is_ok_and(|stat| kind(&stat) == FileType::Directory));
    found.ok_or(Cause::Unequal).and_then(|name| open(&name))
}

/// A directory of the source that is emptied, with its copy.
#[derive(Debug)]
pub(crate) struct Emptied {
    pub(crate) pair: Pair,
    listings: AtomicU8,
}

impl Emptied {
    pub(crate) fn new(pair: Pair) -> Self {
        Self { pair, listings: AtomicU8::new(0) }
    }
}

impl Visitor for RemoveMoved<'_> {
    type Dir = Emptied;

    fn listing<'a>(&self, dir: &'a Emptied) -> BorrowedFd<'a> {
        dir.pair.source.as_fd()
    }

    fn enter(&self, at: &Node<Emptied>, name: &CStr) -> Result<Option<Emptied>, Cause> {
        let (from, to) = at.dir.pair.entries(name);
        let source = self.task.root.child(from.dir, name, DIRECTORY, at.is_base())?;
        let target = copied_folder(&self.task, to)?;
        Ok(Some(Emptied::new(Pair { source, target, stat: None, fresh: false, sets_group: false })))
    }

    fn entry(&self, at: &Node<Emptied>, name: &CStr, kind: FileType, _: &mut Worker<'_, Self>) -> Result<(), Cause> {
        let (from, to) = at.dir.pair.entries(name);
        if !matches!(kind, FileType::RegularFile | FileType::Symlink) {
            return Err(Cause::Special);
        }
        match there(from, &from.stat()?, to, self.task.conflict, true) {
            Ok(There::Same(_)) => Ok(unlinkat(from.dir, name, AtFlags::empty())?),
            Ok(There::Nothing) | Err(_) => Err(Cause::Unequal),
        }
    }

    fn leave(&self, node: &Node<Emptied>) -> Result<bool, Cause> {
        let Some(parent) = &node.parent else { return Ok(false) };
        let source = parent.dir.pair.source.as_fd();
        Ok(remove(source, &node.name, self.task.control, &node.dir.listings)? == Removal::Again)
    }

    fn control(&self) -> &Control {
        self.task.control
    }
}
