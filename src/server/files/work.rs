//! What a task does, from its paths to its end.

use super::{
    cause::Cause,
    census::{Census, Sweep},
    path::{Place, numbered},
    progress::Control,
    publish::Entry,
    record::{Record, Source},
    remove::{Delete, Emptied, Folder, RemoveMoved},
    root::{Root, identity, kind},
    transfer::{DIRECTORY, Pair, Task, Transfer},
    walk::{Node, THREAD_STACK, Visitor, walk},
};
use crate::server::task::{Conflict, Operation};
use rustix::{
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{FileType, Mode, OFlags, Stat, fstat, openat, sync, syncfs},
    io::Errno,
};
use std::{
    ffi::{CStr, CString},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
};

/// A task at work.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    pub(crate) root: &'a Root,
    pub(crate) record: &'a Record,
    pub(crate) control: &'a Control,
    /// The task began in an earlier run of the service.
    pub(crate) resumed: bool,
    pub(crate) threads: usize,
}

/// The source of a task, found.
struct Found {
    folder: OwnedFd,
    name: CString,
    stat: Stat,
}

impl Found {
    fn entry(&self) -> Entry<'_> {
        Entry { dir: self.folder.as_fd(), name: &self.name }
    }
}

/// What the source of a task is, for [`Record::found`].
pub(crate) fn source(root: &Root, path: &str) -> Option<Source> {
    let place = Place::parse(path).ok()?;
    let folder = root.folder(&place.folder).ok()?;
    let stat = Entry { dir: folder.as_fd(), name: &place.name? }.stat().ok()?;
    Some(Source {
        device: stat.st_dev,
        inode: stat.st_ino,
        size: stat.st_size,
        seconds: stat.st_mtime,
        nanoseconds: i64::try_from(stat.st_mtime_nsec).unwrap_or(0),
    })
}

impl Run<'_> {
    /// Does the work. Returns whether it came to its end; errors are in the control.
    pub(crate) fn run(&self) -> bool {
        let (record, control) = (self.record, self.control);
        let result = match (&record.operation, &record.target) {
            (Operation::Delete, _) => self.delete(),
            (operation, Some(target)) => self.transfer(*operation == Operation::Move, target),
            (_, None) => Err((record.source.as_bytes().to_vec(), Cause::Path)),
        };
        result.unwrap_or_else(|(path, cause)| {
            control.failed(&path, cause);
            cause != Cause::Interrupted
        })
    }

    fn at_source<T>(&self, result: Result<T, Cause>) -> Result<T, (Vec<u8>, Cause)> {
        result.map_err(|cause| (self.record.source.as_bytes().to_vec(), cause))
    }

    /// Finds the source. `None` when it is not there.
    fn find(&self, place: &Place, at_root: Cause) -> Result<Option<Found>, Cause> {
        let Some(name) = place.name.clone() else { return Err(at_root) };
        let folder = match self.root.folder(&place.folder) {
            Ok(folder) => folder,
            Err(Cause::System(number)) if number == Errno::NOENT.raw_os_error() => return Ok(None),
            Err(cause) => return Err(cause),
        };
        if self.is_state(folder.as_fd())? {
            return Err(Cause::State);
        }
        match (Entry { dir: folder.as_fd(), name: &name }.stat()) {
            Ok(stat) => Ok(Some(Found { folder, name, stat })),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Whether a directory is the service's own, or inside it.
    fn is_state(&self, dir: BorrowedFd<'_>) -> Result<bool, Cause> {
        Ok(self.root.ancestors(dir)?.iter().any(|id| self.root.is_state(*id, false)))
    }

    fn task<'t>(&'t self, prefix: &'t str) -> Task<'t> {
        Task { root: self.root, control: self.control, conflict: self.record.conflict, resumed: self.resumed, prefix }
    }

    /// Walks while another thread counts.
    fn walk<V: Visitor>(&self, visitor: &V, base: &Arc<Node<V::Dir>>, found: &Found, sizes: bool) -> bool {
        let kind = kind(&found.stat);
        let over = AtomicBool::new(false);
        let census = Census { root: self.root, control: self.control, sizes, over: &over };
        thread::scope(|scope| {
            if let Ok(fd) = found.folder.try_clone() {
                let count = || walk(&census, &Node::base(fd, CString::default()), &found.name, kind, 1);
                // Without a thread for it the totals are what is done so far.
                let _ = thread::Builder::new().stack_size(THREAD_STACK).spawn_scoped(scope, count);
            }
            let ended = walk(visitor, base, &found.name, kind, self.threads);
            over.store(true, Relaxed);
            ended
        })
    }

    fn delete(&self) -> Result<bool, (Vec<u8>, Cause)> {
        let place = self.at_source(Place::parse(&self.record.source))?;
        let Some(found) = self.at_source(self.find(&place, Cause::Root))? else {
            return if self.resumed { Ok(true) } else { self.at_source(Err(missing())) };
        };
        if self.root.is_state(identity(&found.stat), true) {
            return self.at_source(Err(Cause::State));
        }
        let fd = self.at_source(found.folder.try_clone().map_err(|_| Cause::from(Errno::MFILE)))?;
        let base = Node::base(Folder::new(fd), shown(&place.folder));
        Ok(self.walk(&Delete { task: self.task("") }, &base, &found, false))
    }

    fn transfer(&self, moves: bool, target_path: &str) -> Result<bool, (Vec<u8>, Cause)> {
        let at_target = |cause| (target_path.as_bytes().to_vec(), cause);
        let place = self.at_source(Place::parse(&self.record.source))?;
        let whole = Place::parse(target_path).and_then(|place| place.whole()).map_err(at_target)?;
        let target = self.root.folder(&whole).map_err(|cause| match cause {
            Cause::System(number) if number == Errno::NOTDIR.raw_os_error() => at_target(Cause::TargetNotFolder),
            other => at_target(other),
        })?;
        let inside = self.root.ancestors(target.as_fd()).map_err(|errno| at_target(errno.into()))?;
        if inside.iter().any(|id| self.root.is_state(*id, false)) {
            return Err(at_target(Cause::State));
        }
        let prefix = format!(".eftop-{}-", self.record.id);
        let task = self.task(&prefix);
        if self.resumed
            && let Some(name) = &place.name
        {
            Sweep::run(task, target.as_fd(), name, self.threads);
        }
        if self.control.is_interrupted() {
            return Ok(false);
        }
        let at_root = if moves { Cause::Root } else { Cause::Itself };
        let Some(found) = self.at_source(self.find(&place, at_root))? else {
            let name = place.name.as_deref().unwrap_or(c".");
            let was_moved = self.resumed && moves && self.was_moved(target.as_fd(), name);
            return if was_moved { Ok(true) } else { self.at_source(Err(missing())) };
        };
        let is_folder = kind(&found.stat) == FileType::Directory;
        let id = identity(&found.stat);
        if self.root.is_state(id, moves) {
            return self.at_source(Err(Cause::State));
        }
        let same_folder = self.at_source(fstat(&found.folder).map_err(Cause::from))?;
        if inside.first() == Some(&identity(&same_folder)) || is_folder && inside.contains(&id) {
            return self.at_source(Err(Cause::Itself));
        }
        let transfer = Transfer::new(task, moves, &whole, &shown(&place.folder));
        let to = Entry { dir: target.as_fd(), name: &found.name };
        if moves && self.at_source(transfer.rename(found.entry(), to, is_folder))? {
            return Ok(true);
        }
        let base = Node::base(self.at_source(pair(&found, &target))?, shown(&place.folder));
        let renames = transfer.renamed_all();
        if !self.walk(&transfer, &base, &found, !(moves && renames)) {
            return Ok(false);
        }
        if !moves || self.control.has_failed() {
            return Ok(true);
        }
        if !transfer.renamed_all() {
            self.write_back(target.as_fd()).map_err(|errno| at_target(errno.into()))?;
        }
        // What was renamed is not there any more.
        if found.entry().stat().is_err() {
            return Ok(true);
        }
        let base = Node::base(Emptied::new(self.at_source(pair(&found, &target))?), shown(&place.folder));
        Ok(walk(&RemoveMoved { task }, &base, &found.name, kind(&found.stat), self.threads))
    }

    /// Waits until the copies are on the disk: only then may their sources go.
    fn write_back(&self, target: BorrowedFd<'_>) -> Result<(), Errno> {
        if self.root.crosses_mounts() {
            sync();
            return Ok(());
        }
        syncfs(openat(target, c".", DIRECTORY | OFlags::CLOEXEC, Mode::empty())?)
    }

    /// Whether the source is at the target already: a run of the service ended after the move and before it could note it.
    fn was_moved(&self, target: BorrowedFd<'_>, name: &CStr) -> bool {
        let Some(source) = self.record.found else { return false };
        let is_it = |name: &CStr| {
            Entry { dir: target, name }.stat().is_ok_and(|stat| {
                let same_time = stat.st_mtime == source.seconds
                    && i64::try_from(stat.st_mtime_nsec).is_ok_and(|part| part == source.nanoseconds || part == 0);
                identity(&stat) == (source.device, source.inode)
                    || same_time && (stat.st_size == source.size || kind(&stat) == FileType::Directory)
            })
        };
        let others = || numbered(name, false).chain(numbered(name, true));
        is_it(name) || self.record.conflict == Some(Conflict::Both) && others().any(|name| is_it(&name))
    }
}

fn missing() -> Cause {
    Errno::NOENT.into()
}

/// The folder of a source as errors begin with it: nothing for the root.
fn shown(folder: &CStr) -> CString {
    if folder == c"." {
        CString::default()
    } else {
        CString::new([b"/", folder.to_bytes()].concat()).unwrap_or_default()
    }
}

fn pair(found: &Found, target: &OwnedFd) -> Result<Pair, Cause> {
    let again = |fd: &OwnedFd| fd.try_clone().map_err(|_| Cause::from(Errno::MFILE));
    let (source, target) = (again(&found.folder)?, again(target)?);
    let sets_group = fstat(&target)?.st_mode & Mode::SGID.as_raw_mode() != 0;
    Ok(Pair { source, target, stat: None, fresh: false, sets_group })
}
