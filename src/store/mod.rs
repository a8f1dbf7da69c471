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
//! Where `NAME.json` is a symbolic link it stays one, and all the others stand beside what it leads to.
//!
//! Everything here blocks: it is called on a thread that may. Reads no clock and no environment.

mod atomic;
mod entry;
mod error;
pub mod format;
mod lock;
mod merge;
mod note;
mod rewrite;
mod set_name;
mod stream;
mod window;

pub use atomic::behind_links;
pub use entry::{Entry, LastSeen};
pub use error::{Action, Remedy, StoreError};
pub use lock::Patience;
pub use merge::Changes;
pub use note::StoreNote;
pub use set_name::{InvalidSetName, SetName};

use crate::domain::{Task, TaskId};
use jiff::Timestamp;
use lock::Lock;
use std::{
    collections::{HashMap, HashSet},
    fs::{self, DirBuilder, File, Metadata},
    io::{ErrorKind, Read},
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};
use stream::Outline;

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
    patience: Patience,
    /// The ids of the set as last read or written here, in the order of the file: they tell what others changed, and restore a file
    /// that vanished. What was seen of them stands in the file, and with whoever saves: of a large set a third copy would be as much
    /// again as the tasks.
    known: Vec<TaskId>,
    /// The file that this was.
    version: Option<Version>,
    /// Whether the set was read at all.
    is_read: bool,
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
    /// The tasks with what is remembered of them, in the order in which they were added, `order` counted up from 0. Each is made in
    /// the place where it stays.
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

/// A file as it was found.
#[derive(Debug, Default)]
struct Found {
    /// The file, still open: what another program puts in its place meanwhile is another one. `None` when there is no file, or none that
    /// is a set.
    file: Option<(File, Version)>,
    /// How many entries could not be read, wholly or in part.
    bad: usize,
    damaged: bool,
    /// Its ids, each once, in order.
    ids: Vec<TaskId>,
    /// Further entries of ids that stand there already.
    again: Vec<Entry>,
    /// Entries whose ids are not known here.
    strange: Vec<Entry>,
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
            name,
            patience: Patience::default(),
            known: Vec::new(),
            version: None,
            is_read: false,
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
        self.follow_links()?;
        let (mut found, mut tasks) = self.read_tasks(now)?;
        if found.damaged {
            // Another eftop may be putting it aside or replacing it: look again when nobody else does.
            let _lock = self.take_lock(&mut notes)?;
            (found, tasks) = self.read_tasks(now)?;
            self.put_aside(&found, now, &mut notes)?;
        }
        if found.bad > 0 {
            notes.push(StoreNote::BadEntries { count: found.bad, path: self.path.clone() });
        }
        (self.version, self.whole, self.is_read) = (found.version(), found.is_whole(), true);
        self.known = tasks.iter().map(|task| task.id.clone()).collect();
        Ok(Loaded { tasks, notes })
    }

    #[expect(
        clippy::vec_box,
        reason = "each is made where it stays: moving a hundred thousand takes room for them twice"
    )]
    fn read_tasks(&self, now: Timestamp) -> Result<(Found, Vec<Box<Task>>), StoreError> {
        let (mut tasks, mut places) = (Vec::<Box<Task>>::new(), HashMap::<TaskId, usize>::new());
        let found = self.read(|entry, found| {
            let known = places.get(&entry.id).copied();
            let mut entry = entry;
            if let Some(first) = known.and_then(|place| tasks.get(place)) {
                let news = std::mem::replace(&mut entry, Entry::of(first));
                merge::unite(&mut entry, news, Timestamp::MAX);
                found.again.push(entry.clone());
            }
            let order = known.unwrap_or(tasks.len());
            let mut task = Box::new(entry.known_by(now).into_task());
            task.order = order as u64;
            if let Some(place) = tasks.get_mut(order) {
                *place = task;
            } else {
                places.insert(task.id.clone(), order);
                tasks.push(task);
            }
        })?;
        if found.damaged {
            tasks.clear();
        }
        Ok((found, tasks))
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
        let alone = self.whole && self.version.is_some() && !self.has_changed();
        if alone && changes.is_empty() {
            return Ok(saved);
        }
        // Where there are no locks, another one may have put its file in place since that look.
        let opened = if alone { self.open()? } else { None };
        let alone = opened.as_ref().is_some_and(|(_, version)| Some(*version) == self.version);
        let found =
            if alone { Found { file: opened, ids: self.known.clone(), ..Found::default() } } else { self.find()? };
        self.put_aside(&found, now, &mut saved.notes)?;
        let lost = found.file.is_none() && !self.known.is_empty();
        let written = if lost || !changes.is_empty() {
            rewrite::Rewrite { store: self, found: &found, lost, now }.run(changes, &mut saved.notes)?
        } else {
            None
        };
        (self.version, self.whole, self.is_read) = (found.version(), found.is_whole(), true);
        if written.is_some() {
            // What stands there now is all ours.
            self.version = fs::metadata(&self.path).ok().map(|metadata| Version::of(&metadata));
            self.whole = true;
            if lost {
                saved.restored = true;
                saved.notes.push(StoreNote::Restored { path: self.path.clone() });
            }
        }
        let Found { ids, strange, .. } = found;
        let there = written.unwrap_or(if lost { Vec::new() } else { ids });
        if !alone {
            self.tell_others(&there, strange, changes, now, &mut saved);
        }
        self.known = there;
        Ok(saved)
    }

    /// Reads what stands in the file, as far as it has to be known before it is written anew.
    fn find(&self) -> Result<Found, StoreError> {
        let known: HashMap<&str, &TaskId> = self.known.iter().map(|id| (id.as_str(), id)).collect();
        let mut there = HashSet::new();
        self.read(|entry, found| {
            if there.contains(&entry.id) {
                found.again.push(entry);
                return;
            }
            // One id is one piece of memory, wherever it is read.
            let id = known.get(entry.id.as_str()).map_or(&entry.id, |known| *known).clone();
            there.insert(id.clone());
            found.ids.push(id);
            if !known.contains_key(entry.id.as_str()) {
                found.strange.push(entry);
            }
        })
    }

    /// Whether another program has written the set since it was last loaded or saved here: a cheap look, for the question
    /// whether an empty [`Store::save`] would bring news. One that could never be read may bring some.
    pub fn has_changed(&self) -> bool {
        !self.is_read || fs::metadata(&self.name).ok().map(|metadata| Version::of(&metadata)) != self.version
    }

    /// Finds the file of the set, which is not always where its name stands, and with it the lock.
    fn follow_links(&mut self) -> Result<(), StoreError> {
        self.path = atomic::behind_links(&self.name).map_err(StoreError::io(Action::Read, &self.name))?;
        self.lock = if self.path.extension().is_some_and(|ending| ending == "json") {
            self.path.with_extension("lock")
        } else {
            // Another name that ends so could be that of the set itself.
            let mut lock = self.path.clone().into_os_string();
            lock.push(".lock");
            lock.into()
        };
        Ok(())
    }

    fn take_lock(&mut self, notes: &mut Vec<StoreNote>) -> Result<Lock, StoreError> {
        let lock = Lock::take(&self.lock, self.patience)?;
        if !lock.is_held() && !std::mem::replace(&mut self.told_no_locks, true) {
            notes.push(StoreNote::NoLocks { path: self.path.clone() });
        }
        Ok(lock)
    }

    /// Opens the file, if there is one.
    fn open(&self) -> Result<Option<(File, Version)>, StoreError> {
        let failed = || StoreError::io(Action::Read, &self.path);
        // Asked before it is opened: opening a pipe would wait for its writer.
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed()(error)),
            Ok(metadata) if !metadata.is_file() => return Err(StoreError::NotAFile { path: self.path.clone() }),
            Ok(_) => {}
        }
        let file = File::open(&self.path).map_err(failed())?;
        let version = Version::of(&file.metadata().map_err(failed())?);
        if version.bytes > format::MAX_BYTES {
            return Err(StoreError::TooLarge { path: self.path.clone() });
        }
        Ok(Some((file, version)))
    }

    /// Reads the file entry by entry, and says what it is.
    fn read(&self, mut take: impl FnMut(Entry, &mut Found)) -> Result<Found, StoreError> {
        let Some((file, version)) = self.open()? else { return Ok(Found::default()) };
        let (mut found, mut common) = (Found::default(), format::Common::default());
        let is_set = self.each(&file, &mut |json| {
            let (entry, whole) = format::read_entry(json, &mut common);
            found.bad += usize::from(!whole);
            if let Some(entry) = entry {
                take(entry, &mut found);
            }
        })?;
        if is_set {
            Ok(Found { file: Some((file, version)), ..found })
        } else {
            Ok(Found { damaged: true, ..Found::default() })
        }
    }

    /// Takes the text of each entry; tells whether the file is a set.
    fn each(&self, file: &File, take: &mut dyn FnMut(&str)) -> Result<bool, StoreError> {
        // It may grow meanwhile. One byte more than there may be tells that there are too many.
        let mut bounded = file.take(format::MAX_BYTES + 1);
        let outline = window::each(&mut bounded, take);
        if bounded.limit() == 0 {
            return Err(StoreError::TooLarge { path: self.path.clone() });
        }
        match outline.map_err(StoreError::io(Action::Read, &self.path))? {
            Outline::Newer(format) => Err(StoreError::Newer { path: self.path.clone(), format }),
            outline => Ok(outline == Outline::Set),
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

    /// Compares the ids that came out with those that we would have written alone.
    fn tell_others(&self, there: &[TaskId], strange: Vec<Entry>, changes: &Changes, now: Timestamp, saved: &mut Saved) {
        let removed: HashSet<&TaskId> = changes.removed.iter().collect();
        let added: HashSet<&TaskId> = changes.added.iter().map(|entry| &entry.id).collect();
        let there: HashSet<&TaskId> = there.iter().collect();
        let is_theirs = |entry: &Entry| there.contains(&entry.id) && !added.contains(&entry.id);
        saved.appeared = strange.into_iter().filter(is_theirs).map(|entry| entry.known_by(now)).collect();
        let ours = self.known.iter().filter(|id| !removed.contains(id) || added.contains(id));
        saved.vanished = ours.filter(|id| !there.contains(id)).cloned().collect();
    }
}

impl Found {
    fn version(&self) -> Option<Version> {
        self.file.as_ref().map(|(_, version)| *version)
    }

    /// Whether the file is as if it had been written here: each id once, and all of it good.
    fn is_whole(&self) -> bool {
        self.bad == 0 && self.again.is_empty()
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
