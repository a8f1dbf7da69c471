//! Reads a recording: first where its lines are, then each when its time has come. It comes from a file, so every line may be anything:
//! one that makes no sense is passed over and counted, a cut last one is left out, and nothing grows without bound.

use super::{
    delta,
    line::{Changed, FORMAT, Header, Line},
};
use crate::{
    domain::{At, Moment, PollEvent, Report, TaskId},
    messages::{InLang, Lang, words},
    watch::{Event, Watch},
};
use std::{collections::HashMap, ops::Range, time::Duration};

/// How many tasks, and how many regions, a recording has at most.
const MOST_TASKS: usize = 200_000;
const MOST_REGIONS: usize = 256;
/// The longest time between the first and the last line: a year.
const LONGEST: Duration = Duration::from_hours(24 * 366);

/// Why a file is no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRecording {
    /// Another file.
    NoRecording,
    /// The output of `--jsonl`, which has no answers in it.
    OnlyLines,
    /// Made by a later version.
    Newer(u32),
    /// Made by an earlier version.
    Older,
}

impl InLang for BadRecording {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).replay;
        match self {
            Self::NoRecording => words.no_recording.to_owned(),
            Self::OnlyLines => words.only_lines.to_owned(),
            Self::Newer(format) => (words.newer)(*format),
            Self::Older => words.older.to_owned(),
        }
    }
}

/// A line that holds an event: when, since the beginning, and where in the text.
#[derive(Clone, Debug)]
struct Entry {
    at: Duration,
    line: Range<usize>,
}

/// A recording, and how far it was read.
#[derive(Debug)]
pub struct Player {
    text: Vec<u8>,
    header: Header,
    entries: Vec<Entry>,
    next: usize,
    /// Lines that are none at all, and lines among the entries that made no sense.
    unreadable: usize,
    bad: usize,
    /// The tasks by their places in the set; `None` after new ones have come into it.
    by_order: Option<HashMap<u32, TaskId>>,
}

/// Only when it was.
#[derive(serde::Deserialize)]
struct Glance {
    elapsed_us: Moment,
}

impl Player {
    /// Looks through the text of a recording.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: Vec<u8>) -> Result<Self, BadRecording> {
        let mut entries = Vec::new();
        let mut header: Option<Header> = None;
        // An editor may have put a byte order mark before it.
        let mark = "\u{feff}".as_bytes();
        let mut start = if text.starts_with(mark) { mark.len() } else { 0 };
        let (mut unreadable, mut last) = (0, Duration::ZERO);
        // The first line of 0.1.0 was that of --jsonl.
        if text.split(|byte| *byte == b'\n').nth(1).is_some_and(|line| line.starts_with(br#"{"type":"recording""#)) {
            return Err(BadRecording::Older);
        }
        // Behind the last line end there is nothing, or a line that was cut.
        for (end, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            let line = start..end;
            start = end + 1;
            let bytes = text.get(line.clone()).unwrap_or_default();
            let Some(header) = &header else {
                header = Some(read_header(bytes)?);
                continue;
            };
            let Ok(Glance { elapsed_us }) = serde_json::from_slice(bytes) else {
                unreadable += 1;
                continue;
            };
            // Time does not go back, whatever is written.
            last = last.max(elapsed_us.since(header.elapsed_us).min(LONGEST));
            entries.push(Entry { at: last, line });
        }
        let header = header.ok_or(BadRecording::NoRecording)?;
        Ok(Self { text, header, entries, next: 0, unreadable, bad: 0, by_order: None })
    }

    /// What it says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// From the first line to the last.
    pub fn length(&self) -> Duration {
        self.entries.last().map_or(Duration::ZERO, |entry| entry.at)
    }

    /// Lines that made no sense so far.
    pub fn bad(&self) -> usize {
        self.unreadable + self.bad
    }

    /// The end of the last cycle of answers before `position`, or of the next one behind it.
    pub fn answer(&self, position: Duration, forward: bool) -> Option<Duration> {
        let is_answer = |entry: &&Entry| {
            let line = self.text.get(entry.line.clone()).and_then(|line| str::from_utf8(line).ok());
            // Within a text the quotes would be escaped.
            line.is_some_and(|line| line.contains(r#"{"ended":"#))
        };
        let behind = self.entries.partition_point(|entry| entry.at <= position);
        let before = self.entries.partition_point(|entry| entry.at < position);
        if forward {
            self.entries.get(behind..)?.iter().find(is_answer).map(|entry| entry.at)
        } else {
            self.entries.get(..before)?.iter().rev().find(is_answer).map(|entry| entry.at)
        }
    }

    /// Back to the beginning.
    pub fn rewind(&mut self) {
        (self.next, self.bad, self.by_order) = (0, 0, None);
    }

    /// Both clocks at a position, as far as the one on the wall did not jump.
    pub fn at(&self, position: Duration) -> At {
        self.header.began().plus(position)
    }

    /// The next event and its position, if that is not behind `position`, for the set that all events before it were applied to.
    pub fn step(&mut self, position: Duration, watch: &Watch) -> Option<(Duration, At, Event)> {
        loop {
            let Entry { at, line } = self.entries.get(self.next).filter(|entry| entry.at <= position)?.clone();
            self.next += 1;
            let bytes = self.text.get(line).unwrap_or_default();
            let line = serde_json::from_slice::<Line>(bytes).ok();
            if let Some((now, event)) = line.and_then(|line| self.read(line, at, watch)) {
                return Some((at, now, event));
            }
            self.bad += 1;
        }
    }

    fn read(&mut self, line: Line, at: Duration, watch: &Watch) -> Option<(At, Event)> {
        let Line { at: wall, mut event, changed, same, .. } = line;
        let now = At { wall, ..self.at(at) };
        match &mut event {
            Event::Region(region) if region.id.number() >= MOST_REGIONS => return None,
            Event::Added { tasks, .. } => {
                tasks.truncate(MOST_TASKS.saturating_sub(watch.tasks.len()));
                self.by_order = None;
            }
            Event::Poll(_, event) => {
                if let Some(at) = event.at_mut() {
                    *at = now;
                }
                if let PollEvent::Batch(snapshot) = event {
                    snapshot.reports = self.reports(changed, same, watch);
                }
            }
            _ => {}
        }
        Some((now, event))
    }

    fn reports(&mut self, changed: Vec<Changed>, same: Vec<(u32, u32)>, watch: &Watch) -> Vec<(TaskId, Report)> {
        let known = || watch.tasks.iter().map(|task| (task.order, task.id.clone())).collect();
        let by_order = self.by_order.get_or_insert_with(known);
        let mut reports = Vec::new();
        for (id, changes) in changed {
            if let Some(task) = watch.tasks.get(&id) {
                reports.push((id, delta::apply(task.report(), changes)));
            }
        }
        for (first, last) in same {
            let length = (last.saturating_sub(first) as usize).saturating_add(1);
            // Overlapping ranges would make much of little.
            if reports.len().saturating_add(length) > MOST_TASKS {
                break;
            }
            let tasks = (first..=last).filter_map(|order| watch.tasks.get(by_order.get(&order)?));
            reports.extend(tasks.filter_map(|task| Some((task.id.clone(), task.report()?.clone()))));
        }
        reports
    }
}

fn read_header(line: &[u8]) -> Result<Header, BadRecording> {
    /// What the first line of any eftop says.
    #[derive(serde::Deserialize)]
    struct First {
        r#type: String,
        format: Option<u32>,
    }
    match serde_json::from_slice(line) {
        Ok(First { r#type, format: Some(format) }) if r#type == "recording" => {
            if format > FORMAT {
                return Err(BadRecording::Newer(format));
            }
            serde_json::from_slice(line).map_err(|_| BadRecording::NoRecording)
        }
        Ok(First { r#type, .. }) if r#type == "meta" => Err(BadRecording::OnlyLines),
        _ => Err(BadRecording::NoRecording),
    }
}
