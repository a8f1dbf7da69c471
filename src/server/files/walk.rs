//! A walk through a tree by several threads, in bounded memory.
//!
//! Work that another thread could take lies on one stack: a directory to enter, the rest of a listing, the rest of a batch of
//! entries. The last is taken first, so that the walk goes deep before it goes wide; when the stack is full a thread does its own
//! work at once. So memory and open files grow with the depth of a tree, not with its size.

use super::{cause::Cause, progress::Control, root::kind};
use rustix::{
    fd::{AsFd, BorrowedFd},
    fs::{AtFlags, FileType, RawDir, SeekFrom, seek, statat},
    io::Errno,
};
use std::{
    collections::VecDeque,
    ffi::{CStr, CString},
    mem::MaybeUninit,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The most directories inside each other; each keeps files open while it is worked on.
const DEEPEST: u16 = 1000;
/// The most pieces of work on the stack.
const STACK: usize = 1024;
/// Bytes of a listing that are read at once; about 250 entries.
const LISTING: usize = 8192;
/// Bytes of a thread's stack: a directory at the limit of depth may be worked on within the frames of those above it.
pub(crate) const THREAD_STACK: usize = 32 << 20;

/// What is done on the way.
pub(crate) trait Visitor: Sync + Sized {
    /// What is kept open of a directory until everything below it is done.
    type Dir: Send + Sync;

    /// The directory to list, open for reading.
    fn listing<'a>(&self, dir: &'a Self::Dir) -> BorrowedFd<'a>;
    /// Opens a directory; `None` when there is nothing to do below it.
    fn enter(&self, at: &Node<Self::Dir>, name: &CStr) -> Result<Option<Self::Dir>, Cause>;
    /// Handles an entry that is no directory.
    fn entry(
        &self,
        at: &Node<Self::Dir>,
        name: &CStr,
        kind: FileType,
        worker: &mut Worker<'_, Self>,
    ) -> Result<(), Cause>;
    /// Everything below a directory is done. `true` has it listed again.
    fn leave(&self, node: &Node<Self::Dir>) -> Result<bool, Cause>;
    /// Where errors go, and who may interrupt.
    fn control(&self) -> &Control;
    /// Whether to stop before the end.
    fn is_over(&self) -> bool {
        self.control().is_interrupted()
    }
    /// An error at a path.
    fn failed(&self, path: &[u8], cause: Cause) {
        self.control().failed(path, cause);
    }
}

/// A directory on the way.
#[derive(Debug)]
pub(crate) struct Node<D> {
    pub(crate) dir: D,
    pub(crate) parent: Option<Arc<Node<D>>>,
    /// Its name; of the first one its whole path.
    pub(crate) name: CString,
    depth: u16,
    /// Pieces of work that are not done, the listing among them.
    pending: AtomicUsize,
}

impl<D> Node<D> {
    /// The directory that holds what is walked; it is itself neither listed nor left.
    pub(crate) fn base(dir: D, path: CString) -> Arc<Self> {
        Arc::new(Self { dir, parent: None, name: path, depth: 0, pending: AtomicUsize::new(1) })
    }

    /// Whether this is the directory given to [`walk`].
    pub(crate) fn is_base(&self) -> bool {
        self.parent.is_none()
    }

    /// The path of an entry, as the request began it.
    pub(crate) fn path(&self, name: &CStr) -> Vec<u8> {
        let mut names = vec![name.to_bytes(), self.name.to_bytes()];
        let mut at = &self.parent;
        while let Some(node) = at {
            names.push(node.name.to_bytes());
            at = &node.parent;
        }
        names.reverse();
        names.join(&b'/')
    }
}

type Entry = (FileType, CString);

enum Work<D> {
    Enter(Arc<Node<D>>, CString),
    List(Arc<Node<D>>),
    Batch(Arc<Node<D>>, VecDeque<Entry>),
}

struct Stack<D> {
    works: Vec<Work<D>>,
    idle: usize,
    over: bool,
}

struct Pool<'v, V: Visitor> {
    visitor: &'v V,
    stack: Mutex<Stack<V::Dir>>,
    wake: Condvar,
    threads: usize,
    /// The same as `idle` of the stack, to be looked at between two entries.
    hungry: AtomicUsize,
}

/// One thread of a walk.
pub(crate) struct Worker<'p, V: Visitor> {
    pool: &'p Pool<'p, V>,
    /// For whatever the visitor reads.
    pub(crate) buffer: Vec<u8>,
    at: Option<Arc<Node<V::Dir>>>,
    rest: VecDeque<Entry>,
}

/// Walks an entry of `base`. Returns whether it came to its end.
pub(crate) fn walk<V: Visitor>(
    visitor: &V,
    base: &Arc<Node<V::Dir>>,
    name: &CStr,
    kind: FileType,
    threads: usize,
) -> bool {
    let entries = VecDeque::from([(kind, name.to_owned())]);
    let stack = Stack { works: vec![Work::Batch(base.clone(), entries)], idle: 0, over: false };
    let threads = if kind == FileType::Directory { threads.max(1) } else { 1 };
    let pool = Pool { visitor, stack: Mutex::new(stack), wake: Condvar::new(), threads, hungry: AtomicUsize::new(0) };
    base.pending.store(2, Ordering::Relaxed);
    thread::scope(|scope| {
        for _ in 1..threads {
            let builder = thread::Builder::new().name("files".to_owned()).stack_size(THREAD_STACK);
            if builder.spawn_scoped(scope, || pool.run()).is_err() {
                pool.absent();
            }
        }
        pool.run();
    });
    !visitor.is_over()
}

impl<V: Visitor> Pool<'_, V> {
    fn lock(&self) -> MutexGuard<'_, Stack<V::Dir>> {
        self.stack.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut worker = Worker { pool: self, buffer: Vec::new(), at: None, rest: VecDeque::new() };
        while let Some(work) = self.next() {
            match work {
                Work::Enter(at, name) => worker.enter(&at, &name),
                Work::List(node) => worker.list(&node),
                Work::Batch(at, entries) => {
                    worker.batch(&at, entries);
                    self.finish(at);
                }
            }
        }
    }

    /// The system gave one thread less.
    fn absent(&self) {
        let mut stack = self.lock();
        stack.idle += 1;
        stack.over |= stack.idle == self.threads;
        drop(stack);
        self.wake.notify_all();
    }

    fn next(&self) -> Option<Work<V::Dir>> {
        let mut stack = self.lock();
        loop {
            if self.visitor.is_over() {
                stack.over = true;
            }
            if stack.over {
                self.wake.notify_all();
                return None;
            }
            if let Some(work) = stack.works.pop() {
                return Some(work);
            }
            stack.idle += 1;
            if stack.idle == self.threads {
                stack.over = true;
                continue;
            }
            self.hungry.store(stack.idle, Ordering::Relaxed);
            stack = self.wake.wait(stack).unwrap_or_else(PoisonError::into_inner);
            if !stack.over {
                stack.idle -= 1;
                self.hungry.store(stack.idle, Ordering::Relaxed);
            }
        }
    }

    /// Puts work on the stack, or gives it back when that is full.
    fn offer(&self, work: Work<V::Dir>) -> Result<(), Work<V::Dir>> {
        let mut stack = self.lock();
        if stack.works.len() >= STACK {
            return Err(work);
        }
        stack.works.push(work);
        let wakes = stack.idle > 0;
        drop(stack);
        if wakes {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// A piece of work in a directory is done; when it was the last one, the directory is, and a piece of the one above.
    fn finish(&self, node: Arc<Node<V::Dir>>) {
        let mut node = node;
        while node.pending.fetch_sub(1, Ordering::AcqRel) == 1 && !self.visitor.is_over() {
            match self.visitor.leave(&node) {
                Ok(true) => {
                    node.pending.store(1, Ordering::Relaxed);
                    if seek(self.visitor.listing(&node.dir), SeekFrom::Start(0)).is_ok() {
                        // The stack may hold one more for each thread.
                        self.lock().works.push(Work::List(node));
                        self.wake.notify_one();
                        return;
                    }
                }
                Ok(false) => {}
                Err(cause) => self.failed(&node, cause),
            }
            match &node.parent {
                Some(parent) => node = parent.clone(),
                None => return,
            }
        }
    }

    fn failed(&self, node: &Node<V::Dir>, cause: Cause) {
        if let Some(parent) = &node.parent {
            self.visitor.failed(&parent.path(&node.name), cause);
        }
    }
}

impl<V: Visitor> Worker<'_, V> {
    /// Leaves the rest of the current batch to others: what comes next takes long.
    pub(crate) fn share(&mut self) {
        if let Some(at) = &self.at
            && !self.rest.is_empty()
        {
            at.pending.fetch_add(1, Ordering::Relaxed);
            let rest = std::mem::take(&mut self.rest);
            if let Err(Work::Batch(at, rest)) = self.pool.offer(Work::Batch(at.clone(), rest)) {
                at.pending.fetch_sub(1, Ordering::Relaxed);
                self.rest = rest;
            }
        }
    }

    fn enter(&mut self, at: &Arc<Node<V::Dir>>, name: &CStr) {
        let visitor = self.pool.visitor;
        let entered = if at.depth >= DEEPEST { Err(Cause::Deep) } else { visitor.enter(at, name) };
        match entered {
            Ok(Some(dir)) => {
                let parent = Some(at.clone());
                let node =
                    Node { dir, parent, name: name.to_owned(), depth: at.depth + 1, pending: AtomicUsize::new(1) };
                self.list(&Arc::new(node));
            }
            Ok(None) => self.pool.finish(at.clone()),
            Err(cause) => {
                visitor.failed(&at.path(name), cause);
                self.pool.finish(at.clone());
            }
        }
    }

    /// Lists a directory to its end, or until another thread takes the rest of the listing.
    fn list(&mut self, node: &Arc<Node<V::Dir>>) {
        loop {
            if self.pool.visitor.is_over() {
                return;
            }
            let entries = match read(self.pool.visitor.listing(&node.dir)) {
                Ok(entries) if entries.is_empty() => break,
                Ok(entries) => entries,
                Err(errno) => {
                    self.pool.failed(node, errno.into());
                    break;
                }
            };
            node.pending.fetch_add(1, Ordering::Relaxed);
            let passed_on = self.pool.offer(Work::List(node.clone())).is_ok();
            self.batch(node, entries);
            if passed_on {
                return self.pool.finish(node.clone());
            }
            node.pending.fetch_sub(1, Ordering::Relaxed);
        }
        self.pool.finish(node.clone());
    }

    fn batch(&mut self, at: &Arc<Node<V::Dir>>, entries: VecDeque<Entry>) {
        // A full stack makes directories be entered from within a batch.
        let outer = (self.at.replace(at.clone()), std::mem::replace(&mut self.rest, entries));
        while let Some((kind, name)) = self.rest.pop_front() {
            if self.pool.visitor.is_over() {
                break;
            }
            if self.rest.len() > 1 && self.pool.hungry.load(Ordering::Relaxed) > 0 {
                let half = self.rest.split_off(self.rest.len() / 2);
                let mine = std::mem::replace(&mut self.rest, half);
                self.share();
                let kept = std::mem::replace(&mut self.rest, mine);
                self.rest.extend(kept);
            }
            self.one(at, name, kind);
        }
        (self.at, self.rest) = outer;
    }

    fn one(&mut self, at: &Arc<Node<V::Dir>>, name: CString, listed: FileType) {
        let visitor = self.pool.visitor;
        let kind = match listed {
            FileType::Unknown => match statat(visitor.listing(&at.dir), &name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => kind(&stat),
                Err(errno) => return visitor.failed(&at.path(&name), errno.into()),
            },
            known => known,
        };
        if kind == FileType::Directory {
            at.pending.fetch_add(1, Ordering::Relaxed);
            if let Err(Work::Enter(at, name)) = self.pool.offer(Work::Enter(at.clone(), name)) {
                self.enter(&at, &name);
            }
        } else if let Err(cause) = visitor.entry(at, &name, kind, self) {
            visitor.failed(&at.path(&name), cause);
        }
    }
}

/// The next entries of a directory; none at its end.
pub(crate) fn read(dir: impl AsFd) -> Result<VecDeque<Entry>, Errno> {
    let mut buffer = [MaybeUninit::uninit(); LISTING];
    let mut listing = RawDir::new(dir, &mut buffer);
    let mut entries = VecDeque::new();
    // A buffer of nothing but `.` and `..` is not the end.
    while entries.is_empty() || !listing.is_buffer_empty() {
        let Some(entry) = listing.next() else { break };
        let entry = entry?;
        let name = entry.file_name();
        // No name of a directory has a slash, whatever a file system of somebody's own says.
        if name != c"." && name != c".." && !name.to_bytes().contains(&b'/') {
            entries.push_back((entry.file_type(), name.to_owned()));
        }
    }
    Ok(entries)
}
