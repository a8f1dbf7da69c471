//! The file of a set with changes, written while it is read: no more of it is held than one entry.

use super::{
    Changes, Found, Store, StoreNote, atomic,
    entry::Entry,
    error::{Action, StoreError},
    format,
    merge::{self, News},
    stream::Writer,
};
use crate::domain::{Task, TaskId};
use jiff::Timestamp;
use std::{
    collections::{HashMap, HashSet},
    io,
};

/// How a file is written anew.
pub(super) struct Rewrite<'a> {
    pub(super) store: &'a Store,
    pub(super) found: &'a Found,
    /// There is no file any more, and there was one.
    pub(super) lost: bool,
    pub(super) now: Timestamp,
}

impl Rewrite<'_> {
    /// Writes the file with these changes, if they make a difference. Tells the ids that stand there then; `None` when nothing was
    /// written.
    pub(super) fn run(&self, changes: &Changes, notes: &mut Vec<StoreNote>) -> Result<Option<Vec<TaskId>>, StoreError> {
        let mut news = News::of(changes, self.now);
        let (mut written, mut failure) = (None, None);
        let path = &self.store.path;
        let replaced = atomic::replace(path, format::MAX_BYTES, |writer| {
            match self.all(Writer::begin(writer)?, &mut news) {
                Ok(ids) => {
                    // A set that was lost is written again, unless nothing is left of it.
                    let is_news = if self.lost { !ids.is_empty() } else { news.differs };
                    written = is_news.then_some(ids);
                }
                Err(error) => failure = Some(error),
            }
            if written.is_some() && failure.is_none() {
                failure = self.keep_bad(notes).err();
            }
            Ok(written.is_some() && failure.is_none())
        });
        match failure {
            Some(failure) => Err(failure),
            None => replaced.map(|()| written).map_err(StoreError::io(Action::Write, path)),
        }
    }

    /// Before entries are left out that could not be read, a copy of the file is kept.
    fn keep_bad(&self, notes: &mut Vec<StoreNote>) -> Result<(), StoreError> {
        let path = &self.store.path;
        if let Some((file, _)) = self.found.file.as_ref().filter(|_| self.found.bad > 0) {
            let kept = file.try_clone().and_then(|file| atomic::copy_aside(path, file, self.now));
            let aside = kept.map_err(StoreError::io(Action::KeepAside, path))?;
            notes.push(StoreNote::CopyKept { aside });
        }
        Ok(())
    }

    fn all(&self, mut writer: Writer<impl io::Write>, news: &mut News<'_>) -> Result<Vec<TaskId>, StoreError> {
        let mut ids = Vec::with_capacity(self.found.ids.len());
        let failed = |error| StoreError::io(Action::Write, &self.store.path)(error);
        if self.lost {
            for id in &self.store.known {
                if let Some(entry) = news.unite(Entry::of(&Task::new(id.clone(), self.now))) {
                    writer.put(&entry).map_err(failed)?;
                    ids.push(id.clone());
                }
            }
        } else {
            self.old(&mut writer, news, &mut ids)?;
        }
        for entry in news.rest() {
            writer.put(entry).map_err(failed)?;
            ids.push(entry.id.clone());
        }
        writer.finish().map_err(failed)?;
        Ok(ids)
    }

    /// Writes the entries of the file, those without news as they were read.
    fn old(
        &self,
        writer: &mut Writer<impl io::Write>,
        news: &mut News<'_>,
        ids: &mut Vec<TaskId>,
    ) -> Result<(), StoreError> {
        let Some((file, _)) = &self.found.file else { return Ok(()) };
        let rewind = |mut file: &std::fs::File| io::Seek::rewind(&mut file);
        rewind(file).map_err(StoreError::io(Action::Read, &self.store.path))?;
        let (mut common, mut met, mut failure) = (format::Common::default(), HashSet::new(), Ok(()));
        let (is_whole, mut order) = (self.found.is_whole(), self.found.ids.iter());
        let mut again: HashMap<&TaskId, Vec<&Entry>> = HashMap::new();
        for entry in &self.found.again {
            again.entry(&entry.id).or_default().push(entry);
        }
        let mut put = |json: &str| -> io::Result<()> {
            if is_whole && format::id_of(json).is_some_and(|id| news.leaves(id.trim())) {
                ids.extend(order.next().cloned());
                return writer.put_text(json);
            }
            let (Some(mut entry), _) = format::read_entry(json, &mut common) else { return Ok(()) };
            if !is_whole {
                if !met.insert(entry.id.clone()) {
                    return Ok(());
                }
                for again in again.get(&entry.id).into_iter().flatten() {
                    merge::unite(&mut entry, (*again).clone(), Timestamp::MAX);
                }
            }
            let id = order.next().cloned();
            if let Some(entry) = news.unite(entry) {
                ids.extend(id);
                writer.put(&entry)?;
            }
            Ok(())
        };
        let is_set = self.store.each(file, &mut |json| {
            if failure.is_ok() {
                failure = put(json);
            }
        })?;
        failure.map_err(StoreError::io(Action::Write, &self.store.path))?;
        // It was one when it was looked at; whoever writes into the file itself is no eftop.
        let torn = || io::Error::from(io::ErrorKind::InvalidData);
        if is_set { Ok(()) } else { Err(StoreError::io(Action::Read, &self.store.path)(torn())) }
    }
}
