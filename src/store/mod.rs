//! The watch set on disk: written atomically, under a lock, merged with what another eftop wrote meanwhile. Knows nothing
//! of the network or the screen.
//!
//! ```text
//! FOLDER/NAME.json                           the set (format.rs)
//! FOLDER/NAME.lock                           its lock (lock.rs)
//! FOLDER/NAME.log.jsonl                      its log (log.rs)
//! FOLDER/NAME.json.damaged-YYYYMMDDTHHMMSS   what could not be read, kept (UTC)
//! FOLDER/.eftop-*.tmp                        left by a crash while writing; never read
//! ```
//!
//! Where `NAME.json` is a symbolic link it stays one, and all the others stand beside what it leads to.
//!
//! Everything here blocks: it is called on a thread that may. Reads no clock and no environment.

mod atomic;
mod entry;
mod error;
pub mod format;
mod format_1;
mod lock;
mod log;
mod merge;
mod note;
mod read;
mod rewrite;
mod set_name;

pub use entry::Entry;
#[cfg(feature = "internals")]
pub use entry::LastSeen;
pub use error::{Action, Remedy, StoreError};
pub use log::ReadLog;
pub use merge::Changes;
pub use note::StoreNote;
pub use set_name::{InvalidSetName, SetName};

use crate::domain::{Task, TaskId};
use entry::Common;
use format::FileKind;
use jiff::Timestamp;
use lock::{Lock, LockRetry};
use log::LogFile;
use read::Version;
use rewrite::Rewrite;
use std::{
    collections::{HashMap, HashSet},
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
};

/// One watch set on disk, and what this program last knew of it.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// The file by its name in the folder.
    name: PathBuf,
    /// The file that this leads to, over symbolic links.
    path: PathBuf,
    /// Beside that file, so that it is the same by whatever name.
    lock: PathBuf,
    log: LogFile,
    /// The ids of the set as last read or written here, in the order of the file: they tell what others changed, and restore a file
    /// that vanished. What was seen of them stands in the file, and with whoever saves: of a large set a third copy would be as much
    /// again as the tasks.
    known: Vec<TaskId>,
    /// The version of the file that this was.
    version: Option<Version>,
    /// Whether the set was read at all.
    is_read: bool,
    /// Whether all of that file could be read, each id once.
    whole: bool,
    /// It was told that there are no locks: once is enough.
    told_no_locks: bool,
}

/// A set that was read.
#[derive(Debug)]
pub struct Loaded {
    /// The tasks with what is remembered of them, in the order in which they were added, `order` counted up from 0. Each is made in
    /// the place where it stays.
    #[allow(clippy::vec_box, reason = "the set keeps them where they are")]
    pub tasks: Vec<Box<Task>>,
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
    /// The file had vanished, and holds again the ids that were known here, but of what was seen only what was saved just now.
    pub restored: bool,
    /// What a user should be told.
    pub notes: Vec<StoreNote>,
}

impl Store {
    /// The set `name` in `folder`, which need not exist. Touches nothing yet.
    pub fn new(folder: impl Into<PathBuf>, name: &SetName) -> Self {
        let folder = folder.into();
        let name = folder.join(format!("{name}.json"));
        Self {
            folder,
            path: name.clone(),
            lock: PathBuf::new(),
            log: LogFile::default(),
            name,
            known: Vec::new(),
            version: None,
            is_read: false,
            whole: false,
            told_no_locks: false,
        }
    }

    /// The file of the set.
    #[cfg(any(test, feature = "internals"))]
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Reads the set; one without a file is empty. Writes nothing, but renames a damaged file to a name with `now` in it.
    ///
    /// # Errors
    /// When the file cannot be read, is of a newer format, or is damaged and cannot be renamed.
    pub fn load(&mut self, now: Timestamp) -> Result<Loaded, StoreError> {
        let mut notes = Vec::new();
        self.follow_links()?;
        let mut read = self.read_tasks(now)?;
        if read.is_none() {
            // Another eftop may be putting it aside or replacing it: look again when nobody else does.
            let _lock = self.take_lock(&mut notes)?;
            read = self.read_tasks(now)?;
            if read.is_none() {
                notes.push(self.put_aside(now)?);
            }
        }
        let Content { tasks, bad, duplicates, version } = read.unwrap_or_default();
        if bad > 0 {
            notes.push(StoreNote::BadEntries { count: bad, path: self.path.clone() });
        }
        (self.version, self.whole, self.is_read) = (version, bad == 0 && duplicates == 0, true);
        self.known = tasks.iter().map(|task| task.id.clone()).collect();
        Ok(Loaded { tasks, notes })
    }

    /// The tasks of the file; `None` when it is damaged.
    fn read_tasks(&self, now: Timestamp) -> Result<Option<Content>, StoreError> {
        let mut read = Content::default();
        let Some((file, version)) = read::open(&self.path)? else { return Ok(Some(read)) };
        let (mut places, mut common) = (HashMap::<TaskId, usize>::new(), Common::default());
        let kind = read::each(&self.path, &file, &mut |text| {
            let (entry, is_whole) = text.read(&mut common);
            read.bad += usize::from(!is_whole);
            let Some(mut entry) = entry else { return Ok(()) };
            let known = places.get(&entry.id).copied();
            if let Some(first) = known.and_then(|place| read.tasks.get(place)) {
                let later = std::mem::replace(&mut entry, Entry::of(first));
                merge::merge(&mut entry, later, Timestamp::MAX);
                read.duplicates += 1;
            }
            let order = known.unwrap_or(read.tasks.len());
            let mut task = Box::new(entry.known_by(now).into_task());
            task.order = u32::try_from(order).unwrap_or(u32::MAX);
            if let Some(place) = read.tasks.get_mut(order) {
                *place = task;
            } else {
                places.insert(task.id.clone(), order);
                read.tasks.push(task);
            }
            Ok(())
        })?;
        read.version = Some(version);
        Ok((kind == FileKind::Set).then_some(read))
    }

    /// Applies `changes` to what is in the file now, and writes it if that makes a difference. `now` is the time on the wall.
    ///
    /// A file that vanished is written again with all ids that are known here, and with what the changes say of them; what else was
    /// seen of them is for the caller to save when [`Saved::restored`] says so.
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
        self.follow_links()?;
        let _lock = self.take_lock(&mut saved.notes)?;
        // Nobody else has written, so it is known what stands there.
        let is_known = self.whole && self.version.is_some() && !self.has_changed();
        if is_known && changes.is_empty() {
            self.log.write(&changes.log, &mut saved.notes);
            return Ok(saved);
        }
        let opened = read::open(&self.path)?;
        let mut version = opened.as_ref().map(|(_, version)| *version);
        // Where there are no locks, another one may have put its file in place since that look.
        let is_known = is_known && version == self.version;
        let file = opened.map(|(file, _)| file);
        let mut rewrite =
            Rewrite { path: &self.path, known: &self.known, file, is_known, changes, now, duplicates: HashMap::new() };
        let mut outcome = rewrite.run()?;
        if outcome.kind == FileKind::Damaged {
            saved.notes.push(self.put_aside(now)?);
            (rewrite.file, version) = (None, None);
            outcome = rewrite.run()?;
        } else if !outcome.duplicates.is_empty() {
            rewrite.duplicates = std::mem::take(&mut outcome.duplicates);
            outcome = rewrite.run()?;
        }
        let whole = outcome.bad == 0 && rewrite.duplicates.is_empty();
        let is_restored = rewrite.is_missing();
        let is_written = rewrite.commit(&mut outcome, &mut saved.notes)?;
        if !is_known {
            self.note_others(&mut outcome, changes, now, &mut saved);
        }
        let ids = std::mem::take(&mut outcome.ids);
        (self.version, self.whole, self.is_read) = (version, whole, true);
        if is_written {
            // What stands there now is all ours.
            self.version = fs::metadata(&self.path).ok().map(|metadata| Version::of(&metadata));
            self.whole = true;
            if is_restored {
                saved.restored = true;
                saved.notes.push(StoreNote::Restored { path: self.path.clone() });
            }
        }
        self.known = ids;
        self.log.write(&changes.log, &mut saved.notes);
        Ok(saved)
    }

    /// Reads the log of the set.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read_log(&mut self) -> Result<ReadLog, StoreError> {
        self.follow_links()?;
        self.log.read()
    }

    /// Whether another program has written the set since it was last loaded or saved here: a cheap look, for the question
    /// whether an empty [`Store::save`] would bring news. One that could never be read may bring some.
    pub fn has_changed(&self) -> bool {
        !self.is_read || fs::metadata(&self.name).ok().map(|metadata| Version::of(&metadata)) != self.version
    }

    /// Finds the file of the set, which is not always where its name stands, and with it the lock.
    fn follow_links(&mut self) -> Result<(), StoreError> {
        self.path = atomic::behind_links(&self.name).map_err(StoreError::io(Action::Read, &self.name))?;
        // Where the ending is another one, a name that ends otherwise could be that of the set itself.
        let is_json = self.path.extension().is_some_and(|ending| ending == "json");
        let beside = |ending: &str| {
            if is_json {
                return self.path.with_extension(ending);
            }
            let mut name = self.path.clone().into_os_string();
            name.push(".");
            name.push(ending);
            name.into()
        };
        (self.lock, self.log.path) = (beside("lock"), beside("log.jsonl"));
        Ok(())
    }

    fn take_lock(&mut self, notes: &mut Vec<StoreNote>) -> Result<Lock, StoreError> {
        let lock = Lock::take(&self.lock, LockRetry::default())?;
        if !lock.is_held() && !std::mem::replace(&mut self.told_no_locks, true) {
            notes.push(StoreNote::NoLocks { path: self.path.clone() });
        }
        Ok(lock)
    }

    /// Renames a damaged file.
    fn put_aside(&self, now: Timestamp) -> Result<StoreNote, StoreError> {
        let aside = atomic::move_aside(&self.path, now).map_err(StoreError::io(Action::KeepAside, &self.path))?;
        Ok(StoreNote::Damaged { aside })
    }

    /// Compares the ids that came out with those that we would have written alone.
    fn note_others(&self, outcome: &mut rewrite::Outcome<'_>, changes: &Changes, now: Timestamp, saved: &mut Saved) {
        let removed: HashSet<&TaskId> = changes.removed.iter().collect();
        let added: HashSet<&TaskId> = changes.added.iter().map(|entry| &entry.id).collect();
        let there: HashSet<&TaskId> = outcome.ids.iter().collect();
        let is_theirs = |entry: &Entry| there.contains(&entry.id) && !added.contains(&entry.id);
        let foreign = std::mem::take(&mut outcome.foreign).into_iter();
        saved.appeared = foreign.filter(is_theirs).map(|entry| entry.known_by(now)).collect();
        let ours = self.known.iter().filter(|id| !removed.contains(id) || added.contains(id));
        saved.vanished = ours.filter(|id| !there.contains(id)).cloned().collect();
    }
}

/// What was read of a file.
#[derive(Default)]
struct Content {
    #[expect(
        clippy::vec_box,
        reason = "each is made where it stays: moving a hundred thousand takes room for them twice"
    )]
    tasks: Vec<Box<Task>>,
    /// How many entries could not be read, wholly or in part.
    bad: usize,
    /// How many were further entries of an id.
    duplicates: usize,
    version: Option<Version>,
}
