//! The log of a set on disk: JSON Lines beside the set, one entry a line, oldest first. It is written under the lock of the set, and what
//! another eftop wrote of the same event is not written twice. When it would be larger than [`MAX_BYTES`], the older half goes.
//!
//! It is there to be read by people, so nothing depends on it: a line that cannot be read is passed over, and a log that cannot be
//! written stops nothing.

use super::{
    StoreNote,
    atomic::Replacement,
    error::{Action, StoreError},
    read::Version,
};
use crate::domain::{LogEntry, TaskId};
use jiff::SignedDuration;
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// The largest log, bytes.
const MAX_BYTES: u64 = 1 << 20;
/// The longest line that is read, bytes: several times the longest entry.
const MAX_LINE: usize = 16 << 10;
/// Two eftops see the same event no further apart than this: the longest interval between polls that people set, and a save.
const APART: SignedDuration = SignedDuration::from_mins(2);

/// What was read of a log.
#[derive(Debug, Default)]
pub struct ReadLog {
    /// Oldest first.
    pub entries: Vec<LogEntry>,
    /// How many lines could not be read: damaged, or of a newer eftop.
    pub bad: usize,
}

/// The file of a log.
#[derive(Debug, Default)]
pub(super) struct LogFile {
    pub(super) path: PathBuf,
    /// The version that was written here last.
    version: Option<Version>,
    /// It was reported that it cannot be written.
    is_reported: bool,
}

impl LogFile {
    /// Reads the log; one that is not there is empty. Of one that is larger than any that eftop writes only the end is read.
    pub(super) fn read(&self) -> Result<ReadLog, StoreError> {
        let mut log = ReadLog::default();
        let Some((bytes, _)) = bytes(&self.path)? else { return Ok(log) };
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
            match entry(line) {
                Some(entry) => log.entries.push(entry),
                None => log.bad += 1,
            }
        }
        Ok(log)
    }

    /// Adds entries; that it cannot be written is reported once.
    pub(super) fn write(&mut self, entries: &[LogEntry], notes: &mut Vec<StoreNote>) {
        if entries.is_empty() {
            return;
        }
        if let Err(why) = self.add(entries)
            && !std::mem::replace(&mut self.is_reported, true)
        {
            notes.push(StoreNote::NoLog { why });
        }
    }

    /// Adds entries, but those that another eftop has written meanwhile.
    fn add(&mut self, entries: &[LogEntry]) -> Result<(), StoreError> {
        let path = &self.path;
        let failed = |error| StoreError::io(Action::Write, path)(error);
        let present = metadata(path)?;
        let others = if present == self.version { Vec::new() } else { self.read()?.entries };
        let told = Told::of(&others);
        let mut new = Vec::new();
        for entry in entries.iter().filter(|entry| !told.has(entry)) {
            serde_json::to_writer(&mut new, entry).map_err(|error| failed(error.into()))?;
            new.push(b'\n');
        }
        if !new.is_empty() {
            let bytes = present.map_or(0, Version::bytes).saturating_add(new.len() as u64);
            if bytes > MAX_BYTES { shorten(path, &new) } else { append(path, &new) }?;
        }
        self.version = metadata(path)?;
        Ok(())
    }
}

fn entry(line: &[u8]) -> Option<LogEntry> {
    Some(line).filter(|line| line.len() <= MAX_LINE).and_then(|line| serde_json::from_slice(line).ok())
}

/// Adds lines to the end. What a crash left of a line stays a line of its own.
fn append(path: &Path, new: &[u8]) -> Result<(), StoreError> {
    let append = || {
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
        let mut last = [b'\n'];
        if file.metadata()?.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let lines = if last == *b"\n" { new.to_vec() } else { [b"\n", new].concat() };
        // In one go: whoever reads meanwhile sees whole lines.
        file.write_all(&lines)
    };
    append().map_err(StoreError::io(Action::Write, path))
}

/// Keeps the newer half of the log with the new lines.
fn shorten(path: &Path, new: &[u8]) -> Result<(), StoreError> {
    let most = usize::try_from(MAX_BYTES / 2).unwrap_or(usize::MAX);
    let old = bytes(path)?.map(|(bytes, _)| bytes).unwrap_or_default();
    let gap: &[u8] = if old.is_empty() || old.ends_with(b"\n") { b"" } else { b"\n" };
    let all = [&old, gap, new].concat();
    let rest = newest(&all, most);
    let replace = || {
        let replacement = Replacement::begin(path)?;
        replacement.file().write_all(rest)?;
        replacement.commit(MAX_BYTES)
    };
    replace().map_err(StoreError::io(Action::Write, path))
}

/// The whole lines among the last `most` bytes.
fn newest(bytes: &[u8], most: usize) -> &[u8] {
    let Some(from) = bytes.len().checked_sub(most).filter(|from| *from > 0) else { return bytes };
    let start = bytes.iter().skip(from - 1).position(|byte| *byte == b'\n').map_or(bytes.len(), |end| from + end);
    bytes.get(start..).unwrap_or_default()
}

fn metadata(path: &Path) -> Result<Option<Version>, StoreError> {
    // Asked before it is opened: opening a pipe would wait for its other end.
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(Action::Read, path)(error)),
        Ok(metadata) if !metadata.is_file() => Err(StoreError::NotAFile { path: path.to_owned() }),
        Ok(metadata) => Ok(Some(Version::of(&metadata))),
    }
}

/// The last bytes of the file from the beginning of a line on, and its version.
fn bytes(path: &Path) -> Result<Option<(Vec<u8>, Version)>, StoreError> {
    let Some(version) = metadata(path)? else { return Ok(None) };
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let over = version.bytes().saturating_sub(MAX_BYTES);
        file.seek(SeekFrom::Start(over))?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES).read_to_end(&mut bytes)?;
        if over > 0 {
            let first = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
            bytes.drain(..first);
        }
        Ok(bytes)
    };
    Ok(Some((read().map_err(StoreError::io(Action::Read, path))?, version)))
}

/// What stands in a log, to be found by task.
#[derive(Default)]
struct Told<'a>(HashMap<Option<&'a TaskId>, Vec<&'a LogEntry>>);

impl<'a> Told<'a> {
    fn of(entries: &'a [LogEntry]) -> Self {
        let mut told = Self::default();
        for entry in entries.iter().filter(|entry| entry.is_of_service()) {
            told.0.entry(entry.task()).or_default().push(entry);
        }
        told
    }

    /// Whether the last line of the task says the same, or one of about the same time.
    fn has(&self, entry: &LogEntry) -> bool {
        let Some(lines) = self.0.get(&entry.task()).filter(|_| entry.is_of_service()) else { return false };
        let is_near = |line: &LogEntry| line.at.duration_since(entry.at).abs() <= APART;
        let is_last =
            |line: &LogEntry| lines.last().is_some_and(|last| std::ptr::eq(*last, line) && line.task().is_some());
        lines.iter().any(|line| line.says_the_same(entry) && (is_near(line) || is_last(line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_kept() {
        for (most, expected) in [(100, "ab\ncd\nef\n"), (6, "cd\nef\n"), (5, "ef\n"), (3, "ef\n"), (2, "")] {
            assert_eq!(newest(b"ab\ncd\nef\n", most), expected.as_bytes(), "{most}");
        }
    }
}
