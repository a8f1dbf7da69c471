//! Reads a recording: first where its lines are, then each when its time has come. It comes from a file, so every line may be anything:
//! one that makes no sense is passed over and counted, a cut last one is left out, and nothing grows without bound.

use super::{
    line::{self, Added, Changed, Kind, Line, TAPE},
    values,
};
use crate::{
    domain::{
        At, Memory, Moment, Origin, PollEvent, Refusal, Region, RegionId, Snapshot, StallRule, Task, TaskId, Trouble,
        clean::clean,
    },
    watch::{Event, Watch},
};
use jiff::Timestamp;
use std::{collections::HashMap, ops::Range, sync::Arc, time::Duration};

/// How many tasks a recording has at most.
const MOST_TASKS: usize = 200_000;
/// The longest time between the first and the last line: a year.
const LONGEST: Duration = Duration::from_hours(24 * 366);
/// The longest names and addresses, in characters.
const MAX_NAME: usize = 256;
const MAX_ADDRESS: usize = 2048;

/// Why a file is no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTape {
    /// Another file.
    #[error("it is no recording: one is made with --record")]
    NoTape,
    /// The output of `--jsonl`, which has no answers in it.
    #[error("it is the output of --jsonl, which does not hold every answer: a recording is made with --record FILE")]
    OnlyLines,
    /// Made by a later version.
    #[error("it was recorded by a newer eftop (format {0})")]
    Newer(u32),
}

/// What a recording says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name of the set.
    pub set: Option<Box<str>>,
    /// Whether names were replaced.
    pub anonymous: bool,
    /// When a task counted as stalled.
    pub stall: StallRule,
    /// When it began.
    pub began: Timestamp,
}

/// A line that holds a step: when, and where in the text.
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
    /// The ids of the numbers in `same`.
    ids: HashMap<u32, TaskId>,
}

/// Only when it was, and whether there is a step in it.
#[derive(serde::Deserialize)]
struct Glance {
    elapsed_us: Option<u64>,
}

impl Player {
    /// Looks through the text of a recording.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: Vec<u8>) -> Result<Self, BadTape> {
        let mut entries = Vec::new();
        let mut header = None;
        // An editor may have put a byte order mark before it.
        let mark = "\u{feff}".as_bytes();
        let mut start = if text.starts_with(mark) { mark.len() } else { 0 };
        let (mut unreadable, mut last) = (0, Duration::ZERO);
        // Behind the last line end there is nothing, or a line that was cut.
        for (end, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            let line = start..end;
            start = end + 1;
            let bytes = text.get(line.clone()).unwrap_or_default();
            let Ok(Glance { elapsed_us }) = serde_json::from_slice(bytes) else {
                unreadable += 1;
                continue;
            };
            let Some(elapsed) = elapsed_us else { continue };
            if header.is_none() {
                header = Some(read_header(bytes)?);
                continue;
            }
            // Time does not go back, whatever is written.
            last = last.max(Duration::from_micros(elapsed).min(LONGEST));
            entries.push(Entry { at: last, line });
        }
        let of_eftop = text.starts_with(br#"{"type":"meta""#);
        let header = header.ok_or(if of_eftop { BadTape::OnlyLines } else { BadTape::NoTape })?;
        Ok(Self { text, header, entries, next: 0, unreadable, bad: 0, ids: HashMap::new() })
    }

    /// What it says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// From the first line to the last.
    pub fn length(&self) -> Duration {
        self.entries.last().map_or(Duration::ZERO, |entry| entry.at)
    }

    /// When the next step is; `None` at the end.
    pub fn due(&self) -> Option<Duration> {
        self.entries.get(self.next).map(|entry| entry.at)
    }

    /// Lines that made no sense so far.
    pub fn bad(&self) -> usize {
        self.unreadable + self.bad
    }

    /// The time of the last batch of answers before `position`, or of the next one behind it.
    pub fn answer(&self, position: Duration, forward: bool) -> Option<Duration> {
        let is_answer = |entry: &&Entry| {
            let line = self.text.get(entry.line.clone()).unwrap_or_default();
            line.starts_with(br#"{"type":"poll_ended""#)
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
        self.next = 0;
        self.bad = 0;
        self.ids.clear();
    }

    /// The wall clock of a position, as far as it did not jump.
    pub fn at(&self, position: Duration) -> At {
        At { moment: Moment(Duration::ZERO), wall: self.header.began }.plus(position)
    }

    /// The next event, if it is not behind `position`, for the set that all events before it were applied to.
    pub fn step(&mut self, position: Duration, watch: &Watch) -> Option<(At, Event)> {
        loop {
            let Entry { at, line } = self.entries.get(self.next).filter(|entry| entry.at <= position)?.clone();
            self.next += 1;
            let bytes = self.text.get(line).unwrap_or_default();
            let Ok(Line { kind, at: wall, .. }) = serde_json::from_slice::<Line>(bytes) else {
                self.bad += 1;
                continue;
            };
            let now = At { moment: Moment(at), wall };
            if let Some(event) = self.read(kind, now, watch) {
                return Some((now, event));
            }
        }
    }

    fn read(&mut self, kind: Kind, now: At, watch: &Watch) -> Option<Event> {
        let place = |number: u16| RegionId::new(usize::from(number));
        let time = Duration::from_micros;
        Some(match kind {
            Kind::Recording { .. } => return None,
            Kind::Region { place: number, name, region, base_url } => {
                Event::Region(Region { id: place(number), name: name_of(&name), origin: origin(region, base_url) })
            }
            Kind::Added { tasks } => {
                let tasks = tasks.into_iter().filter_map(|task| self.added(task, now)).collect();
                Event::Added { tasks, back: true }
            }
            Kind::Moved { ids, place: number } => Event::Moved { ids: line::ids(&ids), region: place(number) },
            Kind::Removed { ids } => Event::Removed(line::ids(&ids)),
            Kind::PollBegan { place: number } => Event::Poll(place(number), PollEvent::Started { at: now }),
            Kind::Batch { place: number, round_trip_us, tasks, same, absent, refused, skipped } => {
                let mut reports = Vec::new();
                for Changed { id, values } in tasks {
                    let Some(task) = TaskId::new(&id).ok().and_then(|id| watch.tasks.get(&id)) else { continue };
                    reports.push((task.id.clone(), values::apply(task.report(), values)));
                }
                for (first, last) in same {
                    let length = (last.saturating_sub(first) as usize).saturating_add(1);
                    // Overlapping ranges would make much of little.
                    if reports.len().saturating_add(length) > MOST_TASKS {
                        break;
                    }
                    let tasks = (first..=last).filter_map(|number| watch.tasks.get(self.ids.get(&number)?));
                    reports.extend(tasks.filter_map(|task| Some((task.id.clone(), task.report()?.clone()))));
                }
                let snapshot = Snapshot {
                    at: now,
                    round_trip: time(round_trip_us),
                    reports,
                    absent: line::ids(&absent),
                    refused: refused.into_iter().filter_map(refusal).collect(),
                    skipped,
                };
                Event::Poll(place(number), PollEvent::Batch(snapshot))
            }
            Kind::PollEnded { place: number, asked, round_trip_us, trouble, next_us } => {
                let trouble = trouble.map(|trouble| {
                    let lasts = time(trouble.lasts_us).min(LONGEST);
                    let since = At {
                        moment: Moment(now.moment.0.saturating_sub(lasts)),
                        wall: now.wall.saturating_sub(lasts).unwrap_or(now.wall),
                    };
                    Trouble { problem: trouble.problem, failures: trouble.failures, since }
                });
                let next = next_us.map(|wait| now.moment.plus(time(wait).min(LONGEST)));
                let round_trip = round_trip_us.map(time);
                Event::Poll(place(number), PollEvent::Ended { at: now, asked, round_trip, trouble, next })
            }
            Kind::PollRefused { place: number, next_us } => {
                let next = now.moment.plus(time(next_us).min(LONGEST));
                Event::Poll(place(number), PollEvent::NotNow { next })
            }
            Kind::CancelSent { ids } => Event::CancelSent(line::ids(&ids)),
            Kind::CancelDone { ids, refused, problem } => {
                let refused = refused.into_iter().filter_map(refusal).map(|refusal| (refusal.id, refusal.problem));
                let result = problem.map_or_else(|| Ok(refused.collect()), Err);
                Event::CancelAnswered { ids: line::ids(&ids), result }
            }
        })
    }

    fn added(&mut self, added: Added, now: At) -> Option<Task> {
        let id = TaskId::new(&added.id).ok()?;
        if self.ids.len() >= MOST_TASKS && !self.ids.contains_key(&added.order) {
            return None;
        }
        self.ids.insert(added.order, id.clone());
        let mut task = Task::new(id.clone(), added.since.unwrap_or(now.wall));
        task.label = added.label.map(|label| name_of(&label));
        task.region = RegionId::new(usize::from(added.place));
        task.origin = origin(added.region, added.base_url);
        task.order = u64::from(added.order);
        if let Some(values) = added.report {
            let report = values::apply(None, values);
            let seen = added.seen.unwrap_or(now.wall);
            task = task.remember(Memory { report: report.into(), seen, ended: added.ended, gone: added.gone });
        } else if added.gone {
            task = task.known_gone();
        }
        Some(task)
    }
}

fn read_header(bytes: &[u8]) -> Result<Header, BadTape> {
    let line: Line = serde_json::from_slice(bytes).map_err(|_| BadTape::NoTape)?;
    let Kind::Recording { tape, set, anonymous, stall_polls, stall_us, gone_us } = line.kind else {
        return Err(BadTape::NoTape);
    };
    if tape > TAPE {
        return Err(BadTape::Newer(tape));
    }
    let gone_after = if gone_us == 0 { StallRule::default().gone_after } else { Duration::from_micros(gone_us) };
    let stall = StallRule { polls: stall_polls, time: Duration::from_micros(stall_us), gone_after };
    Ok(Header { set: set.map(|set| name_of(&set)), anonymous, stall, began: line.at })
}

fn name_of(text: &str) -> Box<str> {
    clean(text, MAX_NAME).into()
}

fn origin(region: Option<String>, base_url: Option<String>) -> Option<Arc<Origin>> {
    let base_url = clean(&base_url?, MAX_ADDRESS).into();
    Some(Arc::new(Origin { region: region.map(|region| name_of(&region)), base_url }))
}

fn refusal(refused: line::Refused) -> Option<Refusal> {
    Some(Refusal { id: TaskId::new(&refused.id).ok()?, problem: refused.problem })
}
