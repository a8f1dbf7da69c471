//! One watched task over time: what was last said of it, what we asked for, how fast it moves, and what became of it.

use super::{
    Again, At, CallError, CancelStep, Event, EventKind, Moment, Origin, Phase, RateMeter, RegionId, Report, State,
    Status, TaskId, Unit,
    absence::{self, Absence},
    moment::{WallTime, micros},
    progress,
    track::{self, Numbers, ProgressTracker},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

mod again;
mod cancel;
mod size;

/// How many events are kept of one task; the oldest go first.
const EVENTS: usize = 100;
/// When the wall clock moves by so much more than the other one, the computer was asleep.
const SLEEP: Duration = Duration::from_secs(2);

/// When a task that does not move counts as stalled: after this many polls *and* this long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StallRule {
    /// Good polls without a change.
    pub polls: u32,
    /// Time without a change.
    #[serde(with = "micros")]
    pub time: Duration,
    /// How long a task that was alive is absent from every answer before it counts as gone.
    #[serde(with = "micros")]
    pub gone_after: Duration,
}

impl Default for StallRule {
    fn default() -> Self {
        Self { polls: 5, time: Duration::from_mins(3), gone_after: Duration::from_mins(10) }
    }
}

/// One watched task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub id: TaskId,
    /// A name that the user gave.
    pub label: Option<Box<str>>,
    /// Where to ask for it; `None` until it was bound to one.
    pub origin: Option<Arc<Origin>>,
    /// Which region of this run is asked for it.
    pub region: RegionId,
    /// When it came into the set.
    pub added: Timestamp,
    /// Whether it came because we submitted it then.
    pub submitted: bool,
    /// Its place in the set, counted up: the order in which ids were added.
    pub order: u32,
    /// The last values seen; kept when the service forgets the task. Shared with the entry that is saved.
    report: Option<Arc<Report>>,
    /// When those were seen, if it was in this run.
    pub seen_moment: Option<Moment>,
    pub cancel: CancelStep,
    /// Why the service refuses this id, if it does.
    pub refusal: Option<Box<CallError>>,
    /// What was seen of it in this run, oldest first, at most the last 100.
    pub events: Vec<Event>,
    absence: Option<Box<Absence>>,
    again: Option<Box<Again>>,
    seen: Option<WallTime>,
    ended: Option<WallTime>,
    state: State,
    phase: Phase,
    tracker: ProgressTracker,
}

/// What is known of a task from an earlier run.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// The last values seen.
    pub report: Arc<Report>,
    /// When they were seen.
    pub seen: Timestamp,
    /// When the end was first seen.
    pub ended: Option<Timestamp>,
    /// Whether the service had already stopped returning it.
    pub gone: bool,
}

impl Task {
    /// A task that was never asked for.
    pub fn new(id: TaskId, added: Timestamp) -> Self {
        Self {
            id,
            label: None,
            origin: None,
            region: RegionId::DEFAULT,
            added,
            submitted: false,
            order: 0,
            report: None,
            seen: None,
            seen_moment: None,
            ended: None,
            cancel: CancelStep::None,
            refusal: None,
            events: Vec::new(),
            absence: None,
            again: None,
            state: State::Unknown,
            phase: Phase::Moving,
            tracker: ProgressTracker::default(),
        }
    }

    /// The same task, to be asked for there.
    #[must_use]
    pub fn bound_to(mut self, origin: Arc<Origin>) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same task with what an earlier run remembered of it. A stall is not remembered: it has to be seen.
    #[must_use]
    pub fn remember(mut self, memory: Memory) -> Self {
        self.state = if memory.gone { State::Gone } else { State::from(&memory.report.status) };
        self.seen = Some(memory.seen.into());
        self.ended = memory.ended.map(Into::into);
        self.phase = track::phase_of(&memory.report, false);
        self.report = Some(memory.report);
        self
    }

    /// The same task, known to be gone before anything was ever seen of it.
    #[must_use]
    pub fn known_gone(mut self) -> Self {
        self.state = State::Gone;
        self
    }

    /// The last values seen.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_deref()
    }

    /// The last values seen, to be changed: names are replaced in a recording, owners come from elsewhere.
    pub fn report_mut(&mut self) -> Option<&mut Report> {
        self.report.as_mut().map(Arc::make_mut)
    }

    /// The same, to be kept elsewhere without a copy.
    pub fn shared_report(&self) -> Option<Arc<Report>> {
        self.report.clone()
    }

    /// When they were seen.
    pub fn seen(&self) -> Option<Timestamp> {
        self.seen.map(Into::into)
    }

    /// When we first saw that it had ended.
    pub fn ended(&self) -> Option<Timestamp> {
        self.ended.map(Into::into)
    }

    /// What the row shows.
    pub fn state(&self) -> State {
        self.state
    }

    /// What a processing task is doing.
    pub fn phase(&self) -> Option<Phase> {
        matches!(self.state, State::Processing | State::Stalled | State::Cancelling)
            .then_some(self.phase)
            .filter(|_| self.report().is_some_and(|report| report.status == Status::Processing))
    }

    /// Whether the service has said that it ended. An ended task is never asked for again.
    pub fn has_ended(&self) -> bool {
        self.report().is_some_and(|report| report.status.is_end())
    }

    /// How far it is, 0 to 1.
    pub fn fraction(&self) -> Option<f64> {
        self.report().and_then(progress::fraction)
    }

    /// The unit in which it is judged.
    pub fn unit(&self) -> Unit {
        self.report().map_or(Unit::Bytes, progress::unit)
    }

    /// Bytes or files per second, in the task's unit, while it is processing.
    pub fn rate(&self) -> Option<f64> {
        if !self.is_running() {
            return None;
        }
        match self.unit() {
            Unit::Bytes => self.meter()?.bytes_per_second(),
            Unit::Files => self.meter()?.files_per_second(),
        }
    }

    /// The measured rates, for the graph; `None` before it was seen processing in this run.
    pub fn meter(&self) -> Option<&RateMeter> {
        self.tracker.meter.as_deref()
    }

    /// Whether it was measured for so long that its rates are a graph.
    pub fn has_graph(&self) -> bool {
        self.meter().is_some_and(|meter| meter.history().buckets().len() > 1)
    }

    /// Keeps the last `most` of the measured rates.
    pub fn keep_samples(&mut self, most: u16) {
        if let Some(meter) = &mut self.tracker.meter {
            meter.keep(most);
        }
    }

    /// How long neither size nor count moved, at `now`; `None` while it does not run.
    pub fn still_for(&self, now: Moment) -> Option<Duration> {
        self.is_running().then_some(self.tracker.moved).flatten().map(|moved| now.since(moved))
    }

    fn is_running(&self) -> bool {
        matches!(self.state, State::Processing | State::Stalled | State::Cancelling)
    }

    /// Takes an answer of the service and says what happened.
    pub fn observe(&mut self, mut report: Report, at: At, stall: StallRule) -> Vec<EventKind> {
        let first = self.seen_moment.is_none();
        let was_gone = self.state == State::Gone;
        report.drop_future(at.wall);
        let before = self.report().filter(|_| !first).map(Numbers::of);
        let report = match self.report.take() {
            Some(mut known) => {
                Arc::make_mut(&mut known).update(report);
                known
            }
            None => Arc::new(report),
        };
        let status = report.status.clone();
        self.phase = self.tracker.track(before, &report, at.moment, self.slept_until(at));
        self.seen = Some(at.wall.into());
        self.seen_moment = Some(at.moment);
        self.refusal = None;
        self.absence = None;
        self.report = Some(report);
        let mut happened = Vec::new();
        if was_gone {
            happened.push(EventKind::Returned);
        }
        if status.is_end() {
            self.ended.get_or_insert(at.wall.into());
            if self.cancel.is_open() && status != Status::Cancel {
                happened.push(EventKind::FinishedFirst(State::from(&status)));
            }
            self.cancel = CancelStep::None;
        }
        let next = self.judge(&status, at.moment, stall);
        let happened = self.transition(next, first, at, happened);
        let left = self.eta().likely();
        if let Some(meter) = &mut self.tracker.meter {
            meter.ends.hold(at.moment, left);
        }
        happened
    }

    /// The same task, absent from answers in earlier runs.
    #[must_use]
    pub fn absent_before(mut self, absence: Option<Absence>) -> Self {
        if !self.state.is_settled() {
            let last = absence.as_ref().map(Absence::last);
            if self.alive().zip(last).is_some_and(|(alive, last)| absence::is_remembered(alive, last)) {
                self.state = State::Missing;
            }
            self.absence = absence.map(Box::new);
        }
        self
    }

    /// The answers that lacked it lately, while it is not gone.
    pub fn absence(&self) -> Option<&Absence> {
        self.absence.as_deref()
    }

    /// When it was last known to be there: seen by us, or submitted by us.
    fn alive(&self) -> Option<Timestamp> {
        let seen = self.report.as_ref().and_then(|_| self.seen());
        seen.max(self.submitted.then_some(self.added))
    }

    /// Whether the last answers lacked it.
    pub fn is_absent(&self) -> bool {
        self.absence.is_some() || self.state == State::Gone
    }

    /// An answer lacked it. It is *missing* while the service cannot have forgotten it, and gone when it was absent for long enough.
    pub fn absent(&mut self, at: At, rule: StallRule) -> Vec<EventKind> {
        if self.state.is_settled() {
            return Vec::new();
        }
        match &mut self.absence {
            Some(absence) => absence.look(at),
            first => *first = Some(Box::new(Absence::begin(at))),
        }
        let is_remembered = self.alive().is_some_and(|alive| absence::is_remembered(alive, at.wall));
        if self.absence.as_ref().is_some_and(|absence| absence.is_for_good(is_remembered, rule.gone_after)) {
            (self.cancel, self.absence) = (CancelStep::None, None);
            return self.transition(State::Gone, false, at, Vec::new());
        }
        let next = if is_remembered { State::Missing } else { self.state };
        self.transition(next, false, at, Vec::new())
    }

    /// The region of the task cannot be asked since then: that says nothing of a task that is missing.
    pub fn not_asked(&mut self, since: At) {
        if let Some(absence) = &mut self.absence {
            absence.pause(since);
        }
    }

    /// The service refuses to speak of this id.
    pub fn refuse(&mut self, problem: CallError, at: At, rule: StallRule) -> Vec<EventKind> {
        let mut happened = Vec::new();
        if self.refusal.as_deref() != Some(&problem) {
            let problem = Box::new(problem);
            happened.push(EventKind::Refused(problem.clone()));
            self.refusal = Some(problem);
            let state = self.state;
            happened = self.transition(state, false, at, happened);
        }
        // An id that is refused is not returned either.
        happened.extend(self.absent(at, rule));
        happened
    }

    /// Whether the computer slept since the last answer: the clock that never jumps stops then, the task does not. Somebody may
    /// have set the wall clock as well; that costs no more than one sample.
    fn slept_until(&self, at: At) -> bool {
        let (Some(seen), Some(moment)) = (self.seen(), self.seen_moment) else { return false };
        let by_wall = Duration::try_from(at.wall.duration_since(seen)).unwrap_or_default();
        by_wall > at.moment.since(moment).saturating_add(SLEEP)
    }

    fn judge(&self, status: &Status, moment: Moment, stall: StallRule) -> State {
        if self.state == State::Retried {
            return State::Retried;
        }
        let spoken = State::from(status);
        if spoken.is_ended() {
            return spoken;
        }
        if self.cancel.is_open() {
            return State::Cancelling;
        }
        let unmoved = self.tracker.moved.map_or(Duration::ZERO, |moved| moment.since(moved));
        let stalled = spoken == State::Processing
            && self.phase == Phase::Moving
            && self.tracker.still_polls >= stall.polls
            && unmoved >= stall.time;
        if stalled { State::Stalled } else { spoken }
    }

    /// Goes over to `next` and writes down what happened.
    fn transition(&mut self, next: State, first: bool, at: At, mut happened: Vec<EventKind>) -> Vec<EventKind> {
        if first && self.state == State::Unknown {
            happened.push(EventKind::Seen(next));
            self.state = next;
        } else if next != self.state {
            happened.push(EventKind::Changed { from: self.state, to: next });
            self.state = next;
        } else if first {
            happened.push(EventKind::Seen(next));
        }
        let room = EVENTS.saturating_sub(happened.len());
        if self.events.len() > room {
            self.events.drain(..self.events.len() - room);
        }
        // Most tasks have one or two: room for more to come would be the greater part of a large set.
        self.events.reserve_exact(happened.len());
        self.events.extend(happened.iter().map(|kind| Event { at: at.wall, id: self.id.clone(), kind: kind.clone() }));
        happened
    }
}
