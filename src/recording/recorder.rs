//! What happens, as lines. It follows the tasks on its own, so that the transitions, the snapshots and the summary of `--jsonl` stand
//! in a recording, too, and so that only what changed is written.

use super::{
    line::{Added, Changed, Kind, Line, Refused, TAPE, Trouble as TroubleLine},
    mask::Mask,
    values,
};
use crate::{
    domain::{
        At, CallError, CancelStep, EventKind, Moment, PollEvent, Region, RegionId, Snapshot, StallRule, State, Task,
        TaskId, TaskSet, Trouble, Verdict,
    },
    output::{
        RegionTrouble, View,
        jsonl::{self, Meta},
    },
};
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

/// How a recording begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// Now.
    pub at: At,
    /// The version of the program.
    pub version: &'a str,
    /// The name of the watch set; `None` where none is used.
    pub set: Option<&'a str>,
    /// The places that there are.
    pub places: &'a [Region],
    /// The tasks that there are.
    pub tasks: &'a TaskSet,
    /// When a task counts as stalled.
    pub stall: StallRule,
    /// The time between polls while all is well.
    pub interval: Duration,
}

/// Writes lines to memory; [`Recorder::take`] hands them out.
#[derive(Debug)]
pub struct Recorder {
    out: Vec<u8>,
    began: Moment,
    stall: StallRule,
    tasks: TaskSet,
    numbers: HashMap<TaskId, u32>,
    places: BTreeMap<RegionId, Region>,
    troubles: BTreeMap<RegionId, Trouble>,
    mask: Option<Mask>,
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn place_number(place: RegionId) -> u16 {
    u16::try_from(place.number()).unwrap_or(u16::MAX)
}

fn texts(ids: &[TaskId]) -> Vec<String> {
    ids.iter().map(TaskId::to_string).collect()
}

impl Recorder {
    /// A recording that begins now; with `anonymous`, names are replaced.
    pub fn new(beginning: &Beginning<'_>, anonymous: bool) -> Self {
        let Beginning { at, version, set, places, tasks, stall, interval } = *beginning;
        let mut recorder = Self {
            out: Vec::new(),
            began: at.moment,
            stall,
            tasks: TaskSet::default(),
            numbers: HashMap::new(),
            places: BTreeMap::new(),
            troubles: BTreeMap::new(),
            mask: anonymous.then(Mask::default),
        };
        let set: Option<Box<str>> = set.map(|set| match &mut recorder.mask {
            Some(mask) => mask.set(set),
            None => set.into(),
        });
        let home = places.first().map(|place| recorder.masked_place(place));
        let base_url = home.as_ref().and_then(|home| home.origin.as_ref()).map(|origin| &*origin.base_url);
        // Writing to memory does not fail, here and below.
        _ = jsonl::meta(&mut recorder.out, &Meta { at, version, set: set.as_deref(), base_url, interval });
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
        for place in places {
            recorder.place(place, at);
        }
        let mut all: Vec<_> = tasks.iter().collect();
        all.sort_by_key(|task| task.order);
        recorder.added(&all, at);
        let is_under_way = |task: &&&Task| matches!(task.cancel, CancelStep::Sent(_) | CancelStep::Taken(_));
        let cancels: Vec<_> = all.iter().filter(is_under_way).map(|task| task.id.clone()).collect();
        if !cancels.is_empty() {
            recorder.cancel_sent(&cancels, at);
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

    fn masked_place(&mut self, place: &Region) -> Region {
        self.mask.as_mut().map_or_else(|| place.clone(), |mask| mask.place(place))
    }

    fn masked_ids(&mut self, ids: &[TaskId]) -> Vec<TaskId> {
        self.mask.as_mut().map_or_else(|| ids.to_vec(), |mask| mask.ids(ids))
    }

    fn masked_problem(&self, problem: &CallError) -> CallError {
        if self.mask.is_some() { Mask::problem(problem) } else { problem.clone() }
    }

    /// A place is asked, or was found.
    pub fn place(&mut self, place: &Region, at: At) {
        let place = self.masked_place(place);
        let origin = place.origin.as_deref();
        let kind = Kind::Region {
            place: place_number(place.id),
            name: place.name.to_string(),
            region: origin.and_then(|origin| origin.region.as_deref()).map(str::to_owned),
            base_url: origin.map(|origin| origin.base_url.to_string()),
        };
        self.put(at, kind);
        self.places.insert(place.id, place);
    }

    /// Two places are the same.
    pub fn places_merged(&mut self, from: RegionId, into: RegionId, at: At) {
        self.places.remove(&from);
        self.troubles.remove(&from);
        for task in self.tasks.iter_mut().filter(|task| task.place == from) {
            task.place = into;
        }
        self.put(at, Kind::PlacesMerged { from: place_number(from), into: place_number(into) });
    }

    /// Tasks came into the set; those that are known already are passed over.
    pub fn added(&mut self, tasks: &[&Task], at: At) {
        let mut lines = Vec::new();
        for task in tasks {
            let task = self.masked_task(task);
            if self.tasks.contains(&task.id) {
                continue;
            }
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(task.id.clone()).or_insert(next);
            let origin = task.origin.as_deref();
            lines.push(Added {
                id: task.id.to_string(),
                number,
                order: u32::try_from(task.order).unwrap_or(u32::MAX),
                place: place_number(task.place),
                label: task.label.as_deref().map(str::to_owned),
                region: origin.and_then(|origin| origin.region.as_deref()).map(str::to_owned),
                base_url: origin.map(|origin| origin.base_url.to_string()),
                since: jsonl::told(task.added),
                gone: task.state() == State::Gone,
                seen: task.seen().and_then(jsonl::told),
                ended: task.ended().and_then(jsonl::told),
                report: task.report().map(|report| values::changes(None, report)),
            });
            self.tasks.put_back(task);
        }
        if !lines.is_empty() {
            self.put(at, Kind::Added { tasks: lines });
        }
    }

    fn masked_task(&mut self, task: &Task) -> Task {
        let mut task = task.clone();
        if let Some(mask) = &mut self.mask {
            if let Some(report) = task.report_mut() {
                *report = mask.report(report);
            }
            task.id = mask.id(&task.id);
            task.label = task.label.as_deref().map(|label| mask.label(label));
            task.origin = task.origin.as_deref().map(|origin| mask.origin(origin));
        }
        task
    }

    /// Tasks were taken out of the set.
    pub fn removed(&mut self, ids: &[TaskId], at: At) {
        let ids = self.masked_ids(ids);
        for id in &ids {
            self.tasks.remove(id);
        }
        self.put(at, Kind::Removed { ids: texts(&ids) });
    }

    /// Cancels went out.
    pub fn cancel_sent(&mut self, ids: &[TaskId], at: At) {
        let ids = self.masked_ids(ids);
        self.put(at, Kind::CancelSent { ids: texts(&ids) });
        for id in &ids {
            self.change(id, at, |task| task.cancel_sent(at));
        }
    }

    /// Cancels were answered.
    pub fn cancel_done(&mut self, ids: &[TaskId], result: &Result<Vec<(TaskId, CallError)>, CallError>, at: At) {
        let ids = self.masked_ids(ids);
        let refused: Vec<(TaskId, CallError)> = match result {
            Ok(refused) => {
                let masked = self.masked_ids(&refused.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>());
                masked.into_iter().zip(refused).map(|(id, (_, problem))| (id, self.masked_problem(problem))).collect()
            }
            Err(_) => Vec::new(),
        };
        let problem = result.as_ref().err().map(|problem| self.masked_problem(problem));
        let kind = Kind::CancelDone {
            ids: texts(&ids),
            refused: refused
                .iter()
                .map(|(id, problem)| Refused { id: id.to_string(), problem: problem.clone() })
                .collect(),
            problem: problem.clone(),
        };
        self.put(at, kind);
        for id in &ids {
            let why =
                problem.as_ref().or_else(|| refused.iter().find(|(one, _)| one == id).map(|(_, problem)| problem));
            self.change(id, at, |task| match why {
                Some(problem) => task.cancel_failed(problem.clone(), at),
                None => task.cancel_taken(at),
            });
        }
    }

    /// The poll loop of a place speaks.
    pub fn poll(&mut self, place: RegionId, event: &PollEvent, now: At) {
        let number = place_number(place);
        match event {
            PollEvent::Started { at } => self.put(*at, Kind::PollBegan { place: number }),
            PollEvent::Batch(snapshot) => self.batch(place, snapshot),
            PollEvent::Ended { at, asked, round_trip, trouble, next } => {
                let trouble = trouble
                    .as_ref()
                    .map(|trouble| Trouble { problem: self.masked_problem(&trouble.problem), ..trouble.clone() });
                let line = trouble.as_ref().map(|trouble| TroubleLine {
                    problem: trouble.problem.clone(),
                    failures: trouble.failures,
                    lasts_us: micros(at.moment.since(trouble.since.moment)),
                });
                let kind = Kind::PollEnded {
                    place: number,
                    asked: *asked,
                    round_trip_us: round_trip.map(micros),
                    trouble: line,
                    next_us: next.map(|next| micros(next.since(at.moment))),
                };
                self.put(*at, kind);
                if let Some(trouble) = &trouble {
                    let region = self.places.get(&place).and_then(|place| place.origin.as_ref()?.region.as_deref());
                    _ = jsonl::poll_error(&mut self.out, *at, region, trouble, *next);
                }
                match trouble {
                    Some(trouble) => self.troubles.insert(place, trouble),
                    None => self.troubles.remove(&place),
                };
            }
            PollEvent::NotNow { next } => {
                self.put(now, Kind::PollRefused { place: number, next_us: micros(next.since(now.moment)) });
            }
        }
    }

    fn batch(&mut self, place: RegionId, snapshot: &Snapshot) {
        let at = snapshot.at;
        let (mut changed, mut same, mut reports) = (Vec::new(), Vec::new(), Vec::new());
        let mut moved = Vec::new();
        for (id, report) in &snapshot.reports {
            let (id, mut report) = match &mut self.mask {
                Some(mask) => (mask.id(id), mask.report(report)),
                None => (id.clone(), report.clone()),
            };
            report.drop_raw();
            let task = self.tasks.get_mut(&id);
            let before = task.as_deref().and_then(Task::report);
            let values = values::changes(before, &report);
            let number = self.numbers.get(&id).filter(|_| values.is_empty() && before.is_some());
            match number {
                Some(number) => same.push(*number),
                None => changed.push(Changed { id: id.to_string(), values }),
            }
            if let Some(task) = task.filter(|task| task.place != place) {
                task.place = place;
                moved.push(id.to_string());
            }
            reports.push((id, report));
        }
        if !moved.is_empty() {
            self.put(at, Kind::Moved { ids: moved, place: place_number(place) });
        }
        let absent = self.masked_ids(&snapshot.absent);
        let refused = self.masked_ids(&snapshot.refused.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
        let refused = refused.into_iter().zip(&snapshot.refused);
        let refused: Vec<_> = refused.map(|(id, refusal)| (id, self.masked_problem(&refusal.problem))).collect();
        let kind = Kind::Batch {
            place: place_number(place),
            round_trip_us: micros(snapshot.round_trip),
            tasks: changed,
            same: ranges(same),
            absent: texts(&absent),
            refused: refused
                .iter()
                .map(|(id, problem)| Refused { id: id.to_string(), problem: problem.clone() })
                .collect(),
            skipped: snapshot.skipped,
        };
        self.put(at, kind);
        let stall = self.stall;
        for (id, report) in reports {
            self.change(&id, at, |task| task.observe(report, at, stall));
        }
        for id in absent {
            self.change(&id, at, |task| task.absent(at, stall));
        }
        for (id, problem) in refused {
            self.change(&id, at, |task| task.refuse(problem, at, stall));
        }
    }

    /// Lets a task change, and writes its transitions.
    fn change(&mut self, id: &TaskId, at: At, change: impl FnOnce(&mut Task) -> Vec<EventKind>) {
        let Some(task) = self.tasks.get_mut(id) else { return };
        let happened = change(task);
        // What is written down elsewhere is not kept here, too.
        task.events.clear();
        for kind in happened {
            let (from, to) = match kind {
                EventKind::Seen(state) => (State::Unknown, state),
                EventKind::Changed { from, to } => (from, to),
                _ => continue,
            };
            _ = jsonl::transition(&mut self.out, at, task, from, to);
        }
    }

    /// The end: where every task stands, and how the set came out.
    pub fn end(&mut self, at: At, verdict: Verdict, exit_code: u8) {
        let troubles = self.troubles.iter();
        let troubles: Vec<_> =
            troubles.map(|(place, trouble)| RegionTrouble { place: *place, name: None, trouble }).collect();
        let view = View { at, tasks: &self.tasks, troubles: &troubles };
        _ = jsonl::snapshot(&mut self.out, &view);
        _ = jsonl::summary(&mut self.out, &view, verdict, exit_code);
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
