//! The watch set on disk: written atomically, under a lock, merged with what another eftop wrote meanwhile. Knows nothing
//! of the network or the screen.
//!
//! ```text
//! FOLDER/NAME.json                           the set (format.rs)
//! FOLDER/NAME.lock                           its lock (lock.rs)
//! FOLDER/NAME.json.damaged-YYYYMMDDTHHMMSS   what could not be read, kept (UTC)
//! FOLDER/.eftop-*.tmp                        left by a crash while writing; never read
//! ```
//!
//! Everything here blocks: it is called on a thread that may. Reads no clock and no environment.

mod atomic;
mod entry;
mod error;
pub mod format;
mod lock;
mod merge;
mod note;
mod set_name;

pub use entry::{Entry, LastSeen};
pub use error::{Action, Remedy, StoreError};
pub use lock::Patience;
pub use merge::Changes;
pub use note::StoreNote;
pub use set_name::{InvalidSetName, SetName};

use crate::domain::{Task, TaskId};
use format::Content;
use jiff::Timestamp;
use lock::Lock;
use std::{
    collections::HashSet,
    fs::{self, DirBuilder, File, Metadata},
    io::{BufReader, ErrorKind, Read},
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};

/// One watch set on disk, and what this program last knew of it.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    path: PathBuf,
    lock: PathBuf,
    patience: Patience,
    /// The set as last read or written here: tells what others changed, and restores a file that vanished.
    known: Vec<Entry>,
    /// The file that this was.
    version: Option<Version>,
    /// Whether all of that file could be read.
    whole: bool,
    /// It was told that there are no locks: once is enough.
    told_no_locks: bool,
}

/// What tells one version of the file from another: each write puts a new file in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    inode: u64,
    bytes: u64,
    seconds: i64,
    nanoseconds: i64,
}

/// A set that was read.
#[derive(Debug)]
pub struct Loaded {
    /// The tasks with what is remembered of them, in the order in which they were added, `order` counted up from 0.
    pub tasks: Vec<Task>,
    /// What a user should be told.
    pub notes: Vec<StoreNote>,
}

/// A set that was written.
#[derive(Debug, Default)]
pub struct Saved {
    /// Entries that another program added since the last load or save here.
    pub appeared: Vec<Entry>,
    /// Ids that another program removed since then.
    pub vanished: Vec<TaskId>,
    /// What a user should be told.
    pub notes: Vec<StoreNote>,
}

/// A file as it was found.
#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    bad: usize,
    /// The file, still open: what another program puts in its place meanwhile is another one.
    file: Option<File>,
    /// `None` when there is no file, or none that is a set.
    version: Option<Version>,
    damaged: bool,
}

impl Store {
    /// The set `name` in `folder`, which need not exist. Touches nothing yet.
    pub fn new(folder: impl Into<PathBuf>, name: &SetName) -> Self {
        let folder = folder.into();
        let file = |ending: &str| folder.join(format!("{name}.{ending}"));
        let (path, lock) = (file("json"), file("lock"));
        Self {
            folder,
            path,
            lock,
            patience: Patience::default(),
            known: Vec::new(),
            version: None,
            whole: false,
            told_no_locks: false,
        }
    }

    /// The same store, which waits differently for another program's lock.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The file of the set.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the set; one without a file is empty. Writes nothing, but renames a damaged file to a name with `now` in it.
    ///
    /// # Errors
    /// When the file cannot be read, is of a newer format, or is damaged and cannot be renamed.
    pub fn load(&mut self, now: Timestamp) -> Result<Loaded, StoreError> {
        let mut notes = Vec::new();
        let mut found = self.read()?;
        if found.damaged {
            // Another eftop may be putting it aside or replacing it: look again when nobody else does.
            let _lock = self.take_lock(&mut notes)?;
            found = self.read()?;
            self.put_aside(&found, now, &mut notes)?;
        }
        if found.bad > 0 {
            notes.push(StoreNote::BadEntries { count: found.bad, path: self.path.clone() });
        }
        (self.version, self.whole) = (found.version, found.bad == 0);
        self.known.clone_from(&found.entries);
        let tasks = found.entries.into_iter().zip(0..).map(|(entry, order)| {
            let mut task = entry.known_by(now).into_task();
            task.order = order;
            task
        });
        Ok(Loaded { tasks: tasks.collect(), notes })
    }

    /// Applies `changes` to what is in the file now, and writes it if that makes a difference. `now` is the time on the wall.
    ///
    /// # Errors
    /// When the file cannot be read or written, is of a newer format, or stays locked. The file is then as it was, and the
    /// same changes can be saved later.
    pub fn save(&mut self, changes: &Changes, now: Timestamp) -> Result<Saved, StoreError> {
        let mut saved = Saved::default();
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .map_err(StoreError::io(Action::CreateFolder, &self.folder))?;
        let _lock = self.take_lock(&mut saved.notes)?;
        // Nobody else has written, so what is known need not be read again: of a large set that is most of a write.
        let alone = self.whole && self.version.is_some() && !self.has_changed();
        let mut found = if alone { Found { version: self.version, ..Found::default() } } else { self.read()? };
        self.put_aside(&found, now, &mut saved.notes)?;
        let lost = found.version.is_none() && !self.known.is_empty();
        let current = if alone || lost { self.known.clone() } else { std::mem::take(&mut found.entries) };
        let (merged, differs) = merge::apply(current, changes, now);
        // A set that was lost is written again, unless nothing is left of it.
        let is_news = if lost { !merged.is_empty() } else { differs };
        if is_news {
            if let Some(file) = found.file.filter(|_| found.bad > 0) {
                let aside =
                    atomic::copy_aside(&self.path, file, now).map_err(StoreError::io(Action::KeepAside, &self.path))?;
                saved.notes.push(StoreNote::CopyKept { aside });
            }
            atomic::replace(&self.path, format::MAX_BYTES, |writer| format::encode(&merged, writer))
                .map_err(StoreError::io(Action::Write, &self.path))?;
            found.version = fs::metadata(&self.path).ok().map(|metadata| Version::of(&metadata));
            if lost {
                saved.notes.push(StoreNote::Restored { path: self.path.clone() });
            }
        }
        (self.version, self.whole) = (found.version, found.bad == 0);
        if !alone {
            self.tell_others(&merged, changes, now, &mut saved);
        }
        self.known = merged;
        Ok(saved)
    }

    /// Whether another program has written the set since it was last loaded or saved here: a cheap look, for the question
    /// whether an empty [`Store::save`] would bring news.
    pub fn has_changed(&self) -> bool {
        fs::metadata(&self.path).ok().map(|metadata| Version::of(&metadata)) != self.version
    }

    fn take_lock(&mut self, notes: &mut Vec<StoreNote>) -> Result<Lock, StoreError> {
        let lock = Lock::take(&self.lock, self.patience)?;
        if !lock.is_held() && !std::mem::replace(&mut self.told_no_locks, true) {
            notes.push(StoreNote::NoLocks { path: self.path.clone() });
        }
        Ok(lock)
    }

    fn read(&self) -> Result<Found, StoreError> {
        let failed = || StoreError::io(Action::Read, &self.path);
        // Asked before it is opened: opening a pipe would wait for its writer.
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::default()),
            Err(error) => return Err(failed()(error)),
            Ok(metadata) if !metadata.is_file() => return Err(StoreError::NotAFile { path: self.path.clone() }),
            Ok(_) => {}
        }
        let file = File::open(&self.path).map_err(failed())?;
        let version = Version::of(&file.metadata().map_err(failed())?);
        if version.bytes > format::MAX_BYTES {
            return Err(StoreError::TooLarge { path: self.path.clone() });
        }
        // It may grow meanwhile. One byte more than there may be tells that there are too many.
        let mut bounded = (&file).take(format::MAX_BYTES + 1);
        let content = format::read(BufReader::with_capacity(1 << 16, &mut bounded));
        if bounded.limit() == 0 {
            return Err(StoreError::TooLarge { path: self.path.clone() });
        }
        match content.map_err(failed())? {
            Content::Set { entries, bad } => {
                Ok(Found { entries, bad, file: Some(file), version: Some(version), damaged: false })
            }
            Content::Newer(format) => Err(StoreError::Newer { path: self.path.clone(), format }),
            Content::Damaged => Ok(Found { damaged: true, ..Found::default() }),
        }
    }

    /// Renames the file if it was found damaged.
    fn put_aside(&self, found: &Found, now: Timestamp, notes: &mut Vec<StoreNote>) -> Result<(), StoreError> {
        if found.damaged {
            let aside = atomic::move_aside(&self.path, now).map_err(StoreError::io(Action::KeepAside, &self.path))?;
            notes.push(StoreNote::Damaged { aside });
        }
        Ok(())
    }

    /// Compares the set that came out with the one that we would have written alone.
    fn tell_others(&self, merged: &[Entry], changes: &Changes, now: Timestamp, saved: &mut Saved) {
        let removed: HashSet<&TaskId> = changes.removed.iter().collect();
        let kept = self.known.iter().map(|entry| &entry.id).filter(|id| !removed.contains(id));
        let ours: HashSet<&TaskId> = kept.chain(changes.added.iter().map(|entry| &entry.id)).collect();
        let there: HashSet<&TaskId> = merged.iter().map(|entry| &entry.id).collect();
        let appeared = merged.iter().filter(|entry| !ours.contains(&entry.id));
        saved.appeared = appeared.map(|entry| entry.clone().known_by(now)).collect();
        let vanished = self.known.iter().map(|entry| &entry.id);
        saved.vanished = vanished.filter(|id| ours.contains(id) && !there.contains(id)).cloned().collect();
    }
}

impl Version {
    fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            bytes: metadata.size(),
            seconds: metadata.mtime(),
            nanoseconds: metadata.mtime_nsec(),
        }
    }
}
