//! How a finished copy, or a moved entry, gets its final name, and what becomes of a name that is taken.

use super::{
    cause::{Cause, naming},
    path::numbered,
    root::{identity, kind},
};
use crate::server::task::Conflict;
use rustix::{
    fd::BorrowedFd,
    fs::{AtFlags, FileType, RenameFlags, Stat, linkat, readlinkat, renameat, renameat_with, statat, unlinkat},
    io::Errno,
};
use std::ffi::{CStr, CString};

/// A directory and a name in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) dir: BorrowedFd<'a>,
    pub(crate) name: &'a CStr,
}

impl Entry<'_> {
    pub(crate) fn stat(self) -> Result<Stat, Errno> {
        statat(self.dir, self.name, AtFlags::SYMLINK_NOFOLLOW)
    }
}

/// Renames an entry to its final name, or to the one it gets instead. Returns [`Cause::Exists`] when it may have none.
pub(crate) fn publish(from: Entry<'_>, to: Entry<'_>, conflict: Option<Conflict>, folder: bool) -> Result<(), Errno> {
    match rename_new(from, to) {
        Err(Errno::EXIST) => {}
        other => return other,
    }
    match conflict {
        None => Err(Errno::EXIST),
        Some(Conflict::Cover) => replace(from, to),
        Some(Conflict::Both) => {
            for name in numbered(to.name, folder) {
                match rename_new(from, Entry { dir: to.dir, name: &name }) {
                    Err(Errno::EXIST) => {}
                    other => return other,
                }
            }
            Err(Errno::EXIST)
        }
    }
}

/// Renames onto an entry. Two names of the same file, which a rename leaves both in place, become one.
fn replace(from: Entry<'_>, to: Entry<'_>) -> Result<(), Errno> {
    let (old, new) = (to.stat()?, from.stat()?);
    if kind(&old) == FileType::Directory || kind(&new) == FileType::Directory {
        return Err(Errno::EXIST);
    }
    if identity(&old) == identity(&new) {
        return unlinkat(from.dir, from.name, AtFlags::empty());
    }
    renameat(from.dir, from.name, to.dir, to.name)
}

/// Renames to a name that must be free.
fn rename_new(from: Entry<'_>, to: Entry<'_>) -> Result<(), Errno> {
    match renameat_with(from.dir, from.name, to.dir, to.name, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
        other => return other,
    }
    // This file system has no such flag; a link fails as well when the name is taken.
    if to.stat().is_ok() {
        return Err(Errno::EXIST);
    }
    if from.stat().is_ok_and(|stat| kind(&stat) == FileType::RegularFile)
        && linkat(from.dir, from.name, to.dir, to.name, AtFlags::empty()).is_ok()
    {
        return unlinkat(from.dir, from.name, AtFlags::empty());
    }
    renameat(from.dir, from.name, to.dir, to.name)
}

/// What is at the target before an entry is copied there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum There {
    /// Nothing that stands in the way.
    Nothing,
    /// The same entry, from before an interruption, under this name.
    Same(CString),
}

/// Looks for what an earlier run of the task left, or for what makes copying useless.
pub(crate) fn there(
    from: Entry<'_>,
    stat: &Stat,
    to: Entry<'_>,
    conflict: Option<Conflict>,
    resumed: bool,
) -> Result<There, Cause> {
    let old = match to.stat() {
        Ok(old) => old,
        Err(Errno::NOENT) => return Ok(There::Nothing),
        Err(errno) => return Err(naming(errno)),
    };
    if resumed && is_same(from, stat, to, &old) {
        return Ok(There::Same(to.name.to_owned()));
    }
    match conflict {
        None => Err(Cause::Exists),
        Some(Conflict::Cover) if kind(&old) == FileType::Directory => Err(Cause::Exists),
        Some(Conflict::Cover) => Ok(There::Nothing),
        Some(Conflict::Both) if !resumed => Ok(There::Nothing),
        Some(Conflict::Both) => {
            for name in numbered(to.name, false) {
                let candidate = Entry { dir: to.dir, name: &name };
                match candidate.stat() {
                    Ok(old) if is_same(from, stat, candidate, &old) => return Ok(There::Same(name)),
                    Ok(_) => {}
                    Err(_) => break,
                }
            }
            Ok(There::Nothing)
        }
    }
}

/// Whether a file has the size and time of the other, or a link its text. Some file systems keep whole seconds only.
fn is_same(from: Entry<'_>, stat: &Stat, to: Entry<'_>, old: &Stat) -> bool {
    if kind(stat) != kind(old) {
        return false;
    }
    match kind(stat) {
        FileType::RegularFile => {
            let same_time = old.st_mtime_nsec == stat.st_mtime_nsec || old.st_mtime_nsec == 0;
            old.st_size == stat.st_size && old.st_mtime == stat.st_mtime && same_time
        }
        FileType::Symlink => {
            let text = |entry: Entry<'_>| readlinkat(entry.dir, entry.name, Vec::new());
            matches!((text(from), text(to)), (Ok(one), Ok(other)) if one == other)
        }
        _ => false,
    }
}
