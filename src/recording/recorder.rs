//! What happens to a watch set, as lines: the events, and of a report only what is other than in the one before it.

use super::{
    line::{Added, Changed, Kind, Line, Refused, TAPE, Trouble as TroubleLine},
    mask::Mask,
    values,
};
use crate::{
    domain::{At, CallError, Moment, PollEvent, Region, RegionId, Report, Snapshot, State, Task, TaskId, Trouble},
    output::jsonl::{self, Meta},
    watch::{Event, Watch},
};
use std::{borrow::Cow, time::Duration};

/// How a recording begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// Now.
    pub at: At,
    /// The version of the program.
    pub version: &'a str,
    /// The name of the watch set; `None` where none is used.
    pub set: Option<&'a str>,
    /// The tasks and regions that there are.
    pub watch: &'a Watch,
    /// The time between polls while all is well.
    pub interval: Duration,
}

/// Writes lines to memory; [`Recorder::take`] hands them out.
#[derive(Debug)]
pub struct Recorder {
    out: Vec<u8>,
    began: Moment,
    mask: Option<Mask>,
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn region_number(region: RegionId) -> u16 {
    u16::try_from(region.number()).unwrap_or(u16::MAX)
}

/// The number of a task in `same`: its place in the set.
fn number_of(task: &Task) -> u32 {
    u32::try_from(task.order).unwrap_or(u32::MAX)
}

impl Recorder {
    /// A recording that begins now; with `anonymous`, names are replaced.
    pub fn new(beginning: &Beginning<'_>, anonymous: bool) -> Self {
        let Beginning { at, version, set, watch, interval } = *beginning;
        let mut recorder = Self { out: Vec::new(), began: at.moment, mask: anonymous.then(Mask::default) };
        let set: Option<Box<str>> = set.map(|set| match &mut recorder.mask {
            Some(mask) => mask.set(set),
            None => set.into(),
        });
        let home = recorder.masked_region(&watch.regions.home().region);
        let base_url = home.origin.as_ref().map(|origin| &*origin.base_url);
        // Writing to memory does not fail, here and below.
        _ = jsonl::meta(&mut recorder.out, &Meta { at, version, set: set.as_deref(), base_url, interval });
        let stall = watch.stall;
        recorder.put(
            at,
            Kind::Recording {
                tape: TAPE,
                set: set.map(Into::into),
                anonymous,
                stall_polls: stall.polls,
                stall_us: micros(stall.time),
                gone_us: micros(stall.gone_after),
            },
        );
        for state in watch.regions.iter() {
            recorder.region(&state.region, at);
        }
        let mut all: Vec<_> = watch.tasks.iter().collect();
        all.sort_by_key(|task| task.order);
        recorder.added(&all, at);
        let cancels: Vec<_> = all.iter().filter(|task| task.cancel.is_open()).map(|task| task.id.clone()).collect();
        if !cancels.is_empty() {
            let ids = recorder.texts(&cancels);
            recorder.put(at, Kind::CancelSent { ids });
        }
        recorder
    }

    /// The lines since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    fn put(&mut self, at: At, kind: Kind) {
        let line = Line { kind, elapsed_us: micros(at.moment.since(self.began)), at: at.wall };
        let before = self.out.len();
        if serde_json::to_writer(&mut self.out, &line).is_ok() {
            self.out.push(b'\n');
        } else {
            self.out.truncate(before);
        }
    }

    fn masked_region(&mut self, region: &Region) -> Region {
        self.mask.as_mut().map_or_else(|| region.clone(), |mask| mask.place(region))
    }

    fn masked_problem(&self, problem: &CallError) -> CallError {
        if self.mask.is_some() { Mask::problem(problem) } else { problem.clone() }
    }

    fn text(&mut self, id: &TaskId) -> String {
        self.mask.as_mut().map_or_else(|| id.to_string(), |mask| mask.id(id).to_string())
    }

    fn texts<'a>(&mut self, ids: impl IntoIterator<Item = &'a TaskId>) -> Vec<String> {
        ids.into_iter().map(|id| self.text(id)).collect()
    }

    fn refused(&mut self, id: &TaskId, problem: &CallError) -> Refused {
        Refused { id: self.text(id), problem: self.masked_problem(problem) }
    }

    /// An event, before it is applied to this set. What is added is recorded by [`Recorder::added`], once it has its place.
    pub fn event(&mut self, watch: &Watch, event: &Event, now: At) {
        match event {
            Event::Region(region) => self.region(region, now),
            Event::Added { .. } => {}
            Event::Removed(ids) => {
                let ids = self.texts(ids);
                self.put(now, Kind::Removed { ids });
            }
            Event::Moved { ids, region } => {
                let ids = self.texts(ids);
                self.put(now, Kind::Moved { ids, place: region_number(*region) });
            }
            Event::Poll(region, event) => self.poll(watch, *region, event, now),
            Event::CancelSent(ids) => {
                let ids = self.texts(ids);
                self.put(now, Kind::CancelSent { ids });
            }
            Event::CancelAnswered { ids, result } => {
                let ids = self.texts(ids);
                let refused = result.iter().flatten().map(|(id, problem)| self.refused(id, problem)).collect();
                let problem = result.as_ref().err().map(|problem| self.masked_problem(problem));
                self.put(now, Kind::CancelDone { ids, refused, problem });
            }
        }
    }

    fn region(&mut self, region: &Region, at: At) {
        let region = self.masked_region(region);
        let origin = region.origin.as_deref();
        let kind = Kind::Region {
            place: region_number(region.id),
            name: region.name.to_string(),
            region: origin.and_then(|origin| origin.region.as_deref()).map(str::to_owned),
            base_url: origin.map(|origin| origin.base_url.to_string()),
        };
        self.put(at, kind);
    }

    /// Tasks came into the set, and have their places in it.
    pub fn added(&mut self, tasks: &[&Task], at: At) {
        let mut lines = Vec::new();
        for task in tasks {
            let origin = task.origin.as_deref().map(|origin| match &mut self.mask {
                Some(mask) => (*mask.origin(origin)).clone(),
                None => origin.clone(),
            });
            let label = task.label.as_deref().map(|label| match &mut self.mask {
                Some(mask) => mask.label(label).into(),
                None => label.to_owned(),
            });
            lines.push(Added {
                id: self.text(&task.id),
                order: number_of(task),
                place: region_number(task.region),
                label,
                region: origin.as_ref().and_then(|origin| origin.region.as_deref()).map(str::to_owned),
                base_url: origin.as_ref().map(|origin| origin.base_url.to_string()),
                since: jsonl::told(task.added),
                gone: task.state() == State::Gone,
                seen: task.seen().and_then(jsonl::told),
                ended: task.ended().and_then(jsonl::told),
                report: self.last_report(task).map(|report| values::changes(None, &report)),
            });
        }
        if !lines.is_empty() {
            self.put(at, Kind::Added { tasks: lines });
        }
    }

    /// What was last said of a task, as it is recorded.
    fn last_report<'a>(&mut self, task: &'a Task) -> Option<Cow<'a, Report>> {
        task.report().map(|report| self.masked_report(report))
    }

    fn masked_report<'a>(&mut self, report: &'a Report) -> Cow<'a, Report> {
        match &mut self.mask {
            Some(mask) => Cow::Owned(mask.report(report)),
            None => Cow::Borrowed(report),
        }
    }

    fn poll(&mut self, watch: &Watch, region: RegionId, event: &PollEvent, now: At) {
        let place = region_number(region);
        match event {
            PollEvent::Started { at } => self.put(*at, Kind::PollBegan { place }),
            PollEvent::Batch(snapshot) => self.batch(watch, place, snapshot),
            PollEvent::Ended { at, asked, round_trip, trouble, next } => {
                let trouble = trouble.as_ref().map(|Trouble { problem, failures, since }| TroubleLine {
                    problem: self.masked_problem(problem),
                    failures: *failures,
                    lasts_us: micros(at.moment.since(since.moment)),
                });
                let kind = Kind::PollEnded {
                    place,
                    asked: *asked,
                    round_trip_us: round_trip.map(micros),
                    trouble,
                    next_us: next.map(|next| micros(next.since(at.moment))),
                };
                self.put(*at, kind);
            }
            PollEvent::NotNow { next } => {
                self.put(now, Kind::PollRefused { place, next_us: micros(next.since(now.moment)) });
            }
        }
    }

    fn batch(&mut self, watch: &Watch, place: u16, snapshot: &Snapshot) {
        let (mut changed, mut same) = (Vec::new(), Vec::new());
        for (id, report) in &snapshot.reports {
            // Answers about tasks that are not in the set change nothing.
            let Some(task) = watch.tasks.get(id) else { continue };
            let before = self.last_report(task);
            let report = self.masked_report(report);
            let values = values::changes(before.as_deref(), &report);
            if values.is_empty() && before.is_some() {
                same.push(number_of(task));
            } else {
                changed.push(Changed { id: self.text(id), values });
            }
        }
        let absent = self.texts(&snapshot.absent);
        let refused = snapshot.refused.iter().map(|one| self.refused(&one.id, &one.problem)).collect();
        let kind = Kind::Batch {
            place,
            round_trip_us: micros(snapshot.round_trip),
            tasks: changed,
            same: ranges(same),
            absent,
            refused,
            skipped: snapshot.skipped,
        };
        self.put(snapshot.at, kind);
    }
}

/// Numbers as ranges, both ends included.
fn ranges(mut numbers: Vec<u32>) -> Vec<(u32, u32)> {
    numbers.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if number <= last.saturating_add(1) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    ranges
}
