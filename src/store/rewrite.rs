//! The file of a set with changes, written while it is read: no more of it is held than one entry.

use super::{
    Changes, StoreNote,
    atomic::{self, Replacement},
    entry::{Common, Entry},
    error::{Action, StoreError},
    format::{FileKind, MAX_BYTES, Text, Writer},
    merge::{self, Merge},
    read,
};
use crate::domain::{Task, TaskId};
use jiff::Timestamp;
use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// How a file is written anew.
pub(super) struct Rewrite<'a> {
    /// The file of the set.
    pub(super) path: &'a Path,
    /// The ids of the set as last read or written here, in the order of that file.
    pub(super) known: &'a [TaskId],
    /// What stands there; `None` when there is no file, or none that is a set.
    pub(super) file: Option<File>,
    /// Whether that is what was last read or written here.
    pub(super) is_known: bool,
    pub(super) changes: &'a Changes,
    pub(super) now: Timestamp,
    /// Further entries of ids of the file, which are taken into the first ones.
    pub(super) duplicates: HashMap<TaskId, Entry>,
}

/// What came of it.
pub(super) struct Outcome<'a> {
    pub(super) kind: FileKind,
    /// The ids that stand there then, each once, in order.
    pub(super) ids: Vec<TaskId>,
    /// Entries of the file whose ids are not known here.
    pub(super) foreign: Vec<Entry>,
    /// How many entries could not be read, wholly or in part.
    pub(super) bad: usize,
    /// Further entries that were met.
    pub(super) duplicates: HashMap<TaskId, Entry>,
    /// The new file, if there is a difference.
    new: Option<Replacement<'a>>,
}

/// Takes entries on their way from one file to the other.
struct Pass<'a, W: Write> {
    merge: Merge<'a>,
    writer: Option<Writer<W>>,
    ids: Vec<TaskId>,
}

impl<W: Write> Pass<'_, W> {
    /// An entry; `line` is its text, if it may be written again as it is.
    fn put(&mut self, id: TaskId, entry: Entry, line: Option<&str>) -> io::Result<()> {
        match line {
            Some(line) if self.merge.leaves(&id) => return self.put_line(id, line),
            _ => {}
        }
        let Some(entry) = self.merge.merge(entry) else { return Ok(()) };
        self.ids.push(id);
        self.writer.as_mut().map_or(Ok(()), |writer| writer.put(&entry))
    }

    fn put_line(&mut self, id: TaskId, line: &str) -> io::Result<()> {
        self.ids.push(id);
        self.writer.as_mut().map_or(Ok(()), |writer| writer.put_text(line))
    }
}

impl<'a> Rewrite<'a> {
    /// Whether there was a file and is none any more.
    pub(super) fn is_missing(&self) -> bool {
        self.file.is_none() && !self.known.is_empty()
    }

    /// Reads the file, and writes a new one beside it if there may be a difference.
    pub(super) fn run(&self) -> Result<Outcome<'a>, StoreError> {
        let path = self.path;
        let is_needed = self.is_missing() || !self.changes.is_empty();
        let new = is_needed.then(|| Replacement::begin(path)).transpose();
        let new = new.map_err(StoreError::io(Action::Write, path))?;
        let mut outcome = Outcome {
            kind: FileKind::Set,
            ids: Vec::new(),
            foreign: Vec::new(),
            bad: 0,
            duplicates: HashMap::new(),
            new: None,
        };
        let is_other = self.pass(new.as_ref().map(Replacement::file), &mut outcome)?;
        outcome.new = new.filter(|_| is_other);
        Ok(outcome)
    }

    /// Takes all entries to the new file, if there is one. Tells whether it is other than the old one.
    fn pass(&self, to: Option<&File>, outcome: &mut Outcome<'_>) -> Result<bool, StoreError> {
        let failed = |error| StoreError::io(Action::Write, self.path)(error);
        let writer = to.map(|to| Writer::begin(BufWriter::with_capacity(1 << 16, to))).transpose().map_err(failed)?;
        let ids = Vec::with_capacity(self.known.len());
        let mut pass = Pass { merge: Merge::of(self.changes, self.now), writer, ids };
        match &self.file {
            Some(file) => self.take_file(file, &mut pass, outcome)?,
            None => self.take_known(&mut pass).map_err(failed)?,
        }
        for entry in pass.merge.rest() {
            pass.ids.push(entry.id.clone());
            pass.writer.as_mut().map_or(Ok(()), |writer| writer.put(entry)).map_err(failed)?;
        }
        outcome.ids = pass.ids;
        // A set that is missing is written again, unless nothing is left of it.
        let is_other = if self.is_missing() { !outcome.ids.is_empty() } else { pass.merge.differs };
        // A disk that takes nothing is no trouble where nothing is to be kept.
        pass.writer.filter(|_| is_other).map_or(Ok(()), Writer::finish).map_err(failed)?;
        Ok(is_other)
    }

    /// Puts the new file in place, if there is one. Before entries are left out that could not be read, a copy of the old one is kept.
    pub(super) fn commit(&self, outcome: &mut Outcome<'_>, notes: &mut Vec<StoreNote>) -> Result<bool, StoreError> {
        let path = self.path;
        let Some(new) = outcome.new.take() else { return Ok(false) };
        if let Some(file) = self.file.as_ref().filter(|_| outcome.bad > 0) {
            let kept = file.try_clone().and_then(|file| atomic::copy_aside(path, file, self.now));
            notes.push(StoreNote::CopyKept { aside: kept.map_err(StoreError::io(Action::KeepAside, path))? });
        }
        new.commit(MAX_BYTES).map_err(StoreError::io(Action::Write, path))?;
        Ok(true)
    }

    /// The ids that are known here, without what was seen of them.
    fn take_known(&self, pass: &mut Pass<'_, impl Write>) -> io::Result<()> {
        let bare = |id: &TaskId| Entry::of(&Task::new(id.clone(), self.now));
        self.known.iter().try_for_each(|id| pass.put(id.clone(), bare(id), None))
    }

    fn take_file(
        &self,
        file: &File,
        pass: &mut Pass<'_, impl Write>,
        outcome: &mut Outcome<'_>,
    ) -> Result<(), StoreError> {
        let (mut common, mut met, mut failure) = (Common::default(), HashSet::new(), None);
        let known: HashSet<&TaskId> = self.known.iter().filter(|_| !self.is_known).collect();
        let mut order = self.known.iter();
        let mut take = |text: Text<'_>| {
            // Where the file is what was last read or written here, its ids are those that are known, in their order.
            let next = order.next().filter(|_| self.is_known);
            if let (Some(next), Some(id)) = (next, text.id())
                && next.as_str() == id
                && pass.merge.leaves(next)
            {
                return pass.put_line(next.clone(), text.json);
            }
            let (entry, is_whole) = text.read(&mut common);
            outcome.bad += usize::from(!is_whole);
            let Some(mut entry) = entry else { return Ok(()) };
            // One id is one piece of memory, wherever it is read.
            let ours = next.filter(|next| **next == entry.id).or_else(|| known.get(&entry.id).copied());
            let id = ours.unwrap_or(&entry.id).clone();
            if !self.is_known && !met.insert(id.clone()) {
                let first = outcome.duplicates.entry(id).or_insert_with(|| entry.clone());
                merge::merge(first, entry, Timestamp::MAX);
                return Ok(());
            }
            let further = self.duplicates.get(&id);
            if let Some(further) = further {
                merge::merge(&mut entry, further.clone(), Timestamp::MAX);
            }
            if ours.is_none() {
                outcome.foreign.push(entry.clone());
            }
            let is_same = is_whole && further.is_none() && text.is_line;
            pass.put(id, entry, Some(text.json).filter(|_| is_same))
        };
        let kind = read::each(self.path, file, &mut |text| {
            take(text).map_err(|error| {
                failure = Some(error);
                // Which it was is reported below.
                io::ErrorKind::Other.into()
            })
        });
        match failure {
            Some(failure) => Err(StoreError::io(Action::Write, self.path)(failure)),
            None => kind.map(|kind| outcome.kind = kind),
        }
    }
}
