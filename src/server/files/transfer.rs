//! Copies a tree, or moves it.
//!
//! A move renames what it can. What lies on another file system is copied first, and removed when everything has been copied and
//! written to the disk ([`super::remove`]), so that a move that fails or is cancelled has not lost anything at the source.

use super::{
    attributes::Creator,
    cause::{Cause, naming},
    content::Means,
    path::numbered,
    progress::Control,
    publish::{Entry, There, publish, there},
    root::{Identity, Root, identity, kind},
    walk::{Node, Visitor, Worker},
};
use crate::server::task::Conflict;
use rustix::{
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{AtFlags, FileType, Mode, OFlags, Stat, fstat, linkat, mkdirat, openat, readlinkat, symlinkat, unlinkat},
    io::Errno,
};
use std::{
    collections::HashMap,
    ffi::{CStr, CString},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};

/// Files of at least this many bytes are worth another thread for what comes after them.
const LARGE: i64 = 1 << 20;
/// The most files whose other names are remembered; those beyond become separate files.
const MOST_LINKS: usize = 100_000;
pub(crate) const DIRECTORY: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY);
/// A FIFO that took the place of a file must not block its reader.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// What all visitors of a task know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task<'a> {
    pub(crate) root: &'a Root,
    pub(crate) control: &'a Control,
    pub(crate) conflict: Option<Conflict>,
    /// The task was interrupted by the end of the service before; what is at the target may be its own.
    pub(crate) resumed: bool,
    /// How the names of its unfinished files begin.
    pub(crate) prefix: &'a str,
}

/// A directory of the source, and the one at the target.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) source: OwnedFd,
    pub(crate) target: OwnedFd,
    /// What the target is given when everything in it is done; nothing for the directories that hold what is copied.
    pub(crate) stat: Option<Stat>,
    /// Made just now: no name in it can be taken, but by somebody who does so on purpose.
    pub(crate) fresh: bool,
    /// New entries get the group of the directory.
    pub(crate) sets_group: bool,
}

/// A file with several names: where its first copy is.
#[derive(Debug)]
struct FirstCopy {
    /// Relative to the root.
    folder: CString,
    name: CString,
    identity: Identity,
}

/// Copies, or moves by renaming and copies the rest.
#[derive(Debug)]
pub(crate) struct Transfer<'a> {
    task: Task<'a>,
    moves: bool,
    /// Whether entries are renamed; not any more once another file system was met.
    renames: AtomicBool,
    /// The target directory of the request, relative to the root.
    target: &'a CStr,
    /// The path of the source's folder as errors name it.
    prefix_length: usize,
    creator: Creator,
    means: Means,
    links: Mutex<HashMap<Identity, FirstCopy>>,
    /// The directory made first: met within the source, it was moved there meanwhile.
    made: Mutex<Option<Identity>>,
    serial: AtomicU64,
}

impl<'a> Transfer<'a> {
    /// `source_folder` is the path that errors begin with.
    pub(crate) fn new(task: Task<'a>, moves: bool, target: &'a CStr, source_folder: &CStr) -> Self {
        Self {
            task,
            moves,
            renames: AtomicBool::new(moves),
            target,
            prefix_length: source_folder.to_bytes().len(),
            creator: Creator::of_process(),
            means: Means::default(),
            links: Mutex::default(),
            made: Mutex::default(),
            serial: AtomicU64::new(0),
        }
    }

    fn temporary(&self) -> Result<CString, Cause> {
        let number = self.serial.fetch_add(1, Relaxed);
        CString::new(format!("{}{number:x}", self.task.prefix)).map_err(|_| Cause::Path)
    }

    /// Whether everything that was moved was moved by renaming.
    pub(crate) fn renamed_all(&self) -> bool {
        self.renames.load(Relaxed)
    }

    /// Moves an entry by renaming it. `false` when it has to be copied, or merged.
    pub(crate) fn rename(&self, from: Entry<'_>, to: Entry<'_>, folder: bool) -> Result<bool, Cause> {
        if !self.renames.load(Relaxed) {
            return Ok(false);
        }
        let merges = || folder && to.stat().is_ok_and(|stat| kind(&stat) == FileType::Directory);
        let conflict = if merges() { None } else { self.task.conflict };
        match publish(from, to, conflict, folder) {
            Ok(()) => {
                self.task.control.entry();
                Ok(true)
            }
            Err(Errno::XDEV) => {
                self.renames.store(false, Relaxed);
                Ok(false)
            }
            Err(Errno::EXIST) if merges() && (self.task.conflict.is_some() || self.task.resumed) => Ok(false),
            Err(Errno::INVAL) if folder => Err(Cause::Itself),
            Err(errno) => Err(naming(errno)),
        }
    }

    /// Makes the directory at the target, or opens the one that is there.
    fn folder(&self, to: Entry<'_>) -> Result<(OwnedFd, bool), Cause> {
        let root = self.task.root;
        match mkdirat(to.dir, to.name, Mode::RWXU) {
            Ok(()) => return Ok((root.child(to.dir, to.name, DIRECTORY, false)?, true)),
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(naming(errno)),
        }
        if self.task.conflict.is_none() && !self.task.resumed {
            return Err(Cause::Exists);
        }
        if kind(&to.stat()?) == FileType::Directory {
            return Ok((root.child(to.dir, to.name, DIRECTORY, false)?, false));
        }
        if self.task.conflict != Some(Conflict::Both) {
            return Err(Cause::Exists);
        }
        for name in numbered(to.name, true) {
            match mkdirat(to.dir, &name, Mode::RWXU) {
                Ok(()) => return Ok((root.child(to.dir, &name, DIRECTORY, false)?, true)),
                Err(Errno::EXIST) if self.task.resumed => {
                    if let Ok(folder) = root.child(to.dir, &name, DIRECTORY, false) {
                        return Ok((folder, false));
                    }
                }
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(naming(errno)),
            }
        }
        Err(Cause::Exists)
    }

    fn file(&self, at: &Node<Pair>, name: &CStr, worker: &mut Worker<'_, Self>) -> Result<(), Cause> {
        let Task { root, control, conflict, resumed, .. } = self.task;
        let source = root.child(&at.dir.source, name, FILE, at.is_base())?;
        let stat = fstat(&source)?;
        if kind(&stat) != FileType::RegularFile {
            return Err(Cause::Changed);
        }
        let (from, to) = at.dir.entries(name);
        let mut links = (stat.st_nlink > 1).then(|| self.links.lock().unwrap_or_else(PoisonError::into_inner));
        if !at.dir.fresh
            && let There::Same(name) = there(from, &stat, to, conflict, resumed)?
        {
            control.bytes(u64::try_from(stat.st_size).unwrap_or(0));
            if let Some(links) = &mut links {
                self.keep_link(links, &stat, at, &name)?;
            }
            return Ok(());
        }
        let temporary = self.temporary()?;
        let unfinished = Entry { dir: to.dir, name: &temporary };
        if let Some(links) = &links
            && let Some(first) = links.get(&identity(&stat))
            && self.link(first, unfinished)
        {
            control.bytes(u64::try_from(stat.st_size).unwrap_or(0));
            return self.finish(unfinished, to, Ok(()));
        }
        if stat.st_size >= LARGE {
            worker.share();
        }
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let target = openat(to.dir, &temporary, flags, Mode::RUSR | Mode::WUSR)?;
        let copied = self.means.copy(&source, &stat, &target, control, &mut worker.buffer);
        if copied.is_ok() && !self.creator.give(source.as_fd(), &stat, target.as_fd(), at.dir.sets_group) {
            control.attributes_lost();
        }
        if let Some(links) = &mut links {
            self.remember(links, &stat, at, name, fstat(&target).ok().as_ref());
        }
        let is_equal = self.finish(unfinished, to, copied)?;
        if is_equal { Ok(()) } else { Err(Cause::Changed) }
    }

    /// Gives an unfinished entry its final name, or removes it.
    fn finish<T>(&self, unfinished: Entry<'_>, to: Entry<'_>, made: Result<T, Cause>) -> Result<T, Cause> {
        let publish = |made| publish(unfinished, to, self.task.conflict, false).map(|()| made).map_err(naming);
        let published = made.and_then(publish);
        if published.is_err() {
            let _ = unlinkat(unfinished.dir, unfinished.name, AtFlags::empty());
        }
        published
    }

    /// Makes another name of a file that was copied before.
    fn link(&self, first: &FirstCopy, unfinished: Entry<'_>) -> bool {
        let Ok(folder) = self.task.root.folder(&first.folder) else { return false };
        if linkat(folder, &first.name, unfinished.dir, unfinished.name, AtFlags::empty()).is_err() {
            return false;
        }
        let is_it = unfinished.stat().is_ok_and(|stat| identity(&stat) == first.identity);
        if !is_it {
            let _ = unlinkat(unfinished.dir, unfinished.name, AtFlags::empty());
        }
        is_it
    }

    /// A file with several names is at the target from before an interruption. The next run may have met another of its names
    /// first, and copied it; then this name becomes one of that copy.
    fn keep_link(
        &self,
        links: &mut HashMap<Identity, FirstCopy>,
        stat: &Stat,
        at: &Node<Pair>,
        name: &CStr,
    ) -> Result<(), Cause> {
        let there = Entry { dir: at.dir.target.as_fd(), name };
        let found = there.stat()?;
        let Some(first) = links.get(&identity(stat)).filter(|first| first.identity != identity(&found)) else {
            self.remember(links, stat, at, name, Some(&found));
            return Ok(());
        };
        let temporary = self.temporary()?;
        let unfinished = Entry { dir: there.dir, name: &temporary };
        if self.link(first, unfinished) && publish(unfinished, there, Some(Conflict::Cover), false).is_err() {
            let _ = unlinkat(unfinished.dir, unfinished.name, AtFlags::empty());
        }
        Ok(())
    }

    /// Remembers the first copy of a file with several names. When it does not get the expected name or place, its identity will
    /// not match later, and the next name becomes a file of its own.
    fn remember(
        &self,
        links: &mut HashMap<Identity, FirstCopy>,
        stat: &Stat,
        at: &Node<Pair>,
        name: &CStr,
        copy: Option<&Stat>,
    ) {
        let path = at.path(c"");
        let below = path.get(self.prefix_length..).unwrap_or_default();
        let folder = CString::new([self.target.to_bytes(), below].concat());
        if links.len() < MOST_LINKS
            && let (Ok(folder), Some(copy)) = (folder, copy)
        {
            let first = FirstCopy { folder, name: name.to_owned(), identity: identity(copy) };
            links.entry(identity(stat)).or_insert(first);
        }
    }

    fn symlink(&self, at: &Node<Pair>, name: &CStr) -> Result<(), Cause> {
        let (from, to) = at.dir.entries(name);
        let stat = from.stat()?;
        if !at.dir.fresh && there(from, &stat, to, self.task.conflict, self.task.resumed)? != There::Nothing {
            return Ok(());
        }
        let text = readlinkat(from.dir, name, Vec::new())?;
        let temporary = self.temporary()?;
        let unfinished = Entry { dir: to.dir, name: &temporary };
        symlinkat(&text, to.dir, &temporary)?;
        if !self.creator.give_link(&stat, to.dir, &temporary) {
            self.task.control.attributes_lost();
        }
        self.finish(unfinished, to, Ok(()))
    }
}

fn time(stat: &Stat) -> (i64, u64) {
    (stat.st_mtime, stat.st_mtime_nsec)
}

impl Pair {
    /// An entry here and at the target.
    pub(crate) fn entries<'e>(&'e self, name: &'e CStr) -> (Entry<'e>, Entry<'e>) {
        (Entry { dir: self.source.as_fd(), name }, Entry { dir: self.target.as_fd(), name })
    }
}

impl Visitor for Transfer<'_> {
    type Dir = Pair;

    fn listing<'a>(&self, dir: &'a Pair) -> BorrowedFd<'a> {
        dir.source.as_fd()
    }

    fn enter(&self, at: &Node<Pair>, name: &CStr) -> Result<Option<Pair>, Cause> {
        let (from, to) = at.dir.entries(name);
        if self.rename(from, to, true)? {
            return Ok(None);
        }
        let source = self.task.root.child(&at.dir.source, name, DIRECTORY, at.is_base())?;
        let stat = fstat(&source)?;
        if self.task.root.is_state(identity(&stat), false) {
            return Err(Cause::State);
        }
        if *self.made.lock().unwrap_or_else(PoisonError::into_inner) == Some(identity(&stat)) {
            return Err(Cause::Itself);
        }
        let (target, fresh) = self.folder(to)?;
        let made = fstat(&target)?;
        if at.is_base() {
            *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(identity(&made));
        }
        let sets_group = made.st_mode & Mode::SGID.as_raw_mode() != 0;
        // A move that was interrupted while it removed the source has changed the time there, after it was given to the target.
        let has_been_given = self.moves && self.task.resumed && !fresh && time(&made) < time(&stat);
        Ok(Some(Pair { source, target, stat: (!has_been_given).then_some(stat), fresh, sets_group }))
    }

    fn entry(&self, at: &Node<Pair>, name: &CStr, kind: FileType, worker: &mut Worker<'_, Self>) -> Result<(), Cause> {
        let (from, to) = at.dir.entries(name);
        if self.rename(from, to, false)? {
            return Ok(());
        }
        match kind {
            FileType::RegularFile => self.file(at, name, worker)?,
            FileType::Symlink => self.symlink(at, name)?,
            _ => self.task.control.special(&at.path(name)),
        }
        self.task.control.entry();
        Ok(())
    }

    fn leave(&self, node: &Node<Pair>) -> Result<bool, Cause> {
        let dir = &node.dir;
        if let Some(stat) = &dir.stat
            && !self.creator.give(dir.source.as_fd(), stat, dir.target.as_fd(), dir.sets_group)
        {
            self.task.control.attributes_lost();
        }
        self.task.control.entry();
        Ok(false)
    }

    fn control(&self) -> &Control {
        self.task.control
    }
}
