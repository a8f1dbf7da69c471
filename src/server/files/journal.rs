//! The durable table of tasks: one append-only file of lines.
//!
//! Not redb: the table is read by id only and written a few records at a time, which takes one write and one sync here, keeps no
//! page cache, can be read by a person, and names a damaged line; a B-tree gives nothing that is used.
//!
//! The first line names the format and its version. Each other line is a check sum and a JSON array of records, written at once;
//! the last record of an id counts. A crash can leave only the last line incomplete, and nobody was told of that one.

use super::record::{Record, TaskId};
use crate::server::clock::now;
use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};
use std::{
    collections::{HashMap, VecDeque},
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Write},
    os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    thread,
    time::Duration,
};

const FORMAT: &str = "eftop-tasks ";
const VERSION: u32 = 1;
const NAME: &str = "tasks.journal";
/// The file is written anew when it has doubled and grown by this many bytes.
const GROWTH: u64 = 4 << 20;

/// Why the service cannot begin its work.
#[derive(Debug)]
pub enum OpenError {
    /// The root is no directory, or not readable.
    Root(PathBuf, io::Error),
    /// The data folder, or a file in it, cannot be used.
    Data(PathBuf, io::Error),
    /// The data folder is the root itself.
    Same(PathBuf),
    /// Another server uses the data folder.
    Locked(PathBuf),
    /// The table of tasks is damaged at this line; it was left as it is.
    Damaged(PathBuf, usize),
    /// The table was written by a newer version, named here; it was left as it is.
    Newer(PathBuf, u32),
}

/// Locks the folder. One that is just being given back is waited for: by a server that ends, or by a child process of whoever had it
/// that has not begun its own program yet.
fn take(lock: &File) -> Result<(), Errno> {
    const TRIES: u32 = 20;
    for _ in 0..TRIES {
        match flock(lock, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => thread::sleep(Duration::from_millis(50)),
            other => return other,
        }
    }
    Err(Errno::WOULDBLOCK)
}

/// Where the line with a record lies.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    length: u32,
}

#[derive(Debug)]
struct Writer {
    file: Arc<File>,
    end: u64,
    /// The size when it was last written anew.
    compacted: u64,
    /// A sync failed: what the disk holds is not known, so nothing more may be promised.
    broken: bool,
}

#[derive(Debug)]
struct Index {
    file: Arc<File>,
    places: HashMap<TaskId, Place>,
    /// Tasks that ended, with the time, oldest first.
    ended: VecDeque<(i64, TaskId)>,
}

/// The table, open.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
    /// Locked as long as this exists.
    _lock: File,
    writer: Mutex<Writer>,
    index: RwLock<Index>,
}

impl Journal {
    /// Opens or makes the table. Returns the tasks that have not ended too, in the order of the queue.
    ///
    /// `remember` is the time in milliseconds after which an ended task is forgotten.
    pub(crate) fn open(folder: &Path, remember: i64) -> Result<(Self, Vec<Record>), OpenError> {
        let data = |error| OpenError::Data(folder.to_owned(), error);
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(data)?;
        let lock = private().create(true).truncate(false).open(folder.join("lock")).map_err(data)?;
        take(&lock).map_err(|errno| match errno {
            Errno::WOULDBLOCK => OpenError::Locked(folder.to_owned()),
            other => data(other.into()),
        })?;
        let path = folder.join(NAME);
        let file = private().create(true).truncate(false).open(&path).map_err(data)?;
        let loaded = load(&path, &file)?;
        if loaded.end != file.metadata().map_err(data)?.len() {
            file.set_len(loaded.end).map_err(data)?;
        }
        let file = Arc::new(file);
        let forgotten = now() - remember;
        let (mut places, mut ended, mut live) = (loaded.places, Vec::new(), Vec::new());
        for (id, end) in loaded.last {
            match end {
                Some(at) if at < forgotten => drop(places.remove(&id)),
                Some(at) => ended.push((at, id)),
                None => live.push(id),
            }
        }
        ended.sort_unstable();
        // As if written anew: a table that grows over many short runs has to be written anew, too.
        let compacted = loaded.end / loaded.records.max(1) * places.len() as u64;
        let index = Index { file: file.clone(), places, ended: ended.into() };
        let writer = Mutex::new(Writer { file, end: loaded.end, compacted, broken: false });
        let journal = Self { folder: folder.to_owned(), _lock: lock, writer, index: RwLock::new(index) };
        if loaded.end == 0 {
            journal.compact(&mut journal.lock()).map_err(data)?;
        }
        let read = |id| journal.read(id).ok_or_else(|| data(io::Error::other("a record cannot be read again")));
        let mut live: Vec<Record> = live.into_iter().map(read).collect::<Result<_, _>>()?;
        live.sort_by_key(|record| record.order);
        Ok((journal, live))
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes records so that they outlive a crash. Returns any error of the disk; then none of them is stored.
    pub(crate) fn append(&self, records: &[Record]) -> io::Result<()> {
        let line = line(records)?;
        let mut writer = self.lock();
        if writer.broken {
            return Err(io::Error::other("an earlier write of the task table failed"));
        }
        let offset = writer.end;
        if let Err(error) = writer.file.write_all_at(&line, offset).and_then(|()| writer.file.sync_data()) {
            writer.broken = writer.file.set_len(offset).and_then(|()| writer.file.sync_data()).is_err();
            return Err(error);
        }
        writer.end += line.len() as u64;
        let place = Place { offset, length: u32::try_from(line.len()).map_err(io::Error::other)? };
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            index.places.insert(record.id, place);
            if record.status.is_end() {
                index.ended.push_back((record.updated, record.id));
            }
        }
        drop(index);
        if writer.end > writer.compacted.saturating_mul(2).saturating_add(GROWTH) {
            // The table is whole without it; when it fails, it is tried again at twice the size.
            writer.compacted = writer.end;
            let _ = self.compact(&mut writer);
        }
        Ok(())
    }

    /// The record of a task, if it is known.
    pub(crate) fn read(&self, id: TaskId) -> Option<Record> {
        let (file, place) = {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            (index.file.clone(), *index.places.get(&id)?)
        };
        let mut line = vec![0; usize::try_from(place.length).ok()?];
        file.read_exact_at(&mut line, place.offset).ok()?;
        records(&line)?.into_iter().rev().find(|record| record.id == id)
    }

    /// Forgets tasks that ended before a time in milliseconds since 1970. Returns how many.
    pub(crate) fn forget(&self, before: i64) -> usize {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let mut forgotten = 0;
        while let Some((_, id)) = index.ended.pop_front_if(|(at, _)| *at < before) {
            index.places.remove(&id);
            forgotten += 1;
        }
        forgotten
    }

    /// Writes the table anew with the records that count.
    fn compact(&self, writer: &mut Writer) -> io::Result<()> {
        let path = self.folder.join("tasks.journal.new");
        let file = private().create(true).truncate(true).open(&path)?;
        let mut out = BufWriter::new(&file);
        let head = format!("{FORMAT}{VERSION}\n");
        out.write_all(head.as_bytes())?;
        let mut end = head.len() as u64;
        let ids: Vec<TaskId> = {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            index.places.keys().copied().collect()
        };
        let mut places = HashMap::with_capacity(ids.len());
        for id in ids {
            let Some(record) = self.read(id) else { return Err(io::Error::other("a record cannot be read")) };
            let line = line(&[record])?;
            out.write_all(&line)?;
            places.insert(id, Place { offset: end, length: u32::try_from(line.len()).map_err(io::Error::other)? });
            end += line.len() as u64;
        }
        out.flush()?;
        drop(out);
        file.sync_all()?;
        fs::rename(&path, self.folder.join(NAME))?;
        File::open(&self.folder)?.sync_all()?;
        let file = Arc::new(file);
        (writer.file, writer.end, writer.compacted) = (file.clone(), end, end);
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        // What was forgotten meanwhile stays forgotten.
        places.retain(|id, _| index.places.contains_key(id));
        (index.file, index.places) = (file, places);
        Ok(())
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

/// FNV-1a, enough to see that a disk gave back something else than was written.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

fn line(records: &[Record]) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(records)?;
    let mut line = format!("{:016x} ", checksum(&json)).into_bytes();
    line.extend(json);
    line.push(b'\n');
    Ok(line)
}

/// The records of a line; `None` when it is not as it was written.
fn records(line: &[u8]) -> Option<Vec<Record>> {
    let (sum, json) = line.strip_suffix(b"\n")?.split_at_checked(17)?;
    let sum = u64::from_str_radix(str::from_utf8(sum).ok()?.strip_suffix(' ')?, 16).ok()?;
    if sum == checksum(json) { serde_json::from_slice(json).ok() } else { None }
}

struct Loaded {
    places: HashMap<TaskId, Place>,
    /// When each task ended, if it did.
    last: HashMap<TaskId, Option<i64>>,
    /// How many records were read, of these tasks and of those that are forgotten.
    records: u64,
    end: u64,
}

fn load(path: &Path, file: &File) -> Result<Loaded, OpenError> {
    let data = |error| OpenError::Data(path.to_owned(), error);
    let damaged = |number| OpenError::Damaged(path.to_owned(), number);
    let mut input = BufReader::new(file);
    let mut loaded = Loaded { places: HashMap::new(), last: HashMap::new(), records: 0, end: 0 };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let length = input.read_until(b'\n', &mut line).map_err(data)?;
        if length == 0 {
            break;
        }
        if number == 1 {
            let text = str::from_utf8(&line).ok().and_then(|text| text.strip_suffix('\n'));
            match text.and_then(|text| text.strip_prefix(FORMAT)?.parse().ok()) {
                Some(VERSION) => {}
                Some(version) if version > VERSION => return Err(OpenError::Newer(path.to_owned(), version)),
                _ => return Err(damaged(number)),
            }
        } else if let Some(records) = records(&line) {
            let place = Place { offset: loaded.end, length: u32::try_from(length).map_err(|_| damaged(number))? };
            loaded.records += records.len() as u64;
            for record in records {
                loaded.places.insert(record.id, place);
                loaded.last.insert(record.id, record.status.is_end().then_some(record.updated));
            }
        } else if input.fill_buf().map_err(data)?.is_empty() && (!line.ends_with(b"\n") || line.contains(&0)) {
            // Cut off by a crash, or blocks of it never reached the disk.
            break;
        } else {
            return Err(damaged(number));
        }
        loaded.end += length as u64;
    }
    Ok(loaded)
}
