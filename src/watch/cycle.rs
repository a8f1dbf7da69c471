//! One cycle: which requests are still to be sent, how a refused batch is split, and when to stop.
//! No clock and no requests.
//!
//! A batch that the service refuses with a code that one id may have caused is split in halves, down to single ids. The code may also
//! be the service's trouble, so splitting waits until another request was accepted, or nothing else is left to ask. When both halves
//! are refused with the same code, splitting stops; when nothing was accepted in the cycle, so does the cycle, and no id is to blame.
//! Several bad ids are found all the same: the next cycle splits what this one left, or begins with smaller batches.

use super::agenda::Agenda;
use crate::domain::{At, CallError, CallErrorKind, Moment, TaskId};
use std::{collections::VecDeque, mem, time::Duration};

/// Requests that splitting, smaller batches and asking for refused ids alone may add to a cycle: finds one bad id of a hundred. The
/// rest is for the next cycle.
pub(super) const EXTRA: usize = 16;
/// So many refusals with the same code, and nothing accepted in between, may be the service's trouble: a batch and both of its halves, or
/// three batches.
const REFUSALS: u32 = 3;

/// The ids of one request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) ids: Vec<TaskId>,
    pub(super) part: Part,
}

/// Where a batch comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The ids in their turn.
    Whole,
    /// A batch that was refused.
    Half,
    /// Ids that rest: what the service says of them says nothing about the others.
    Resting,
}

/// A failed request.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) problem: CallError,
    /// When the request was sent: since then the service is not known to work.
    pub(super) sent: At,
}

/// An id that was refused when it was asked for alone.
#[derive(Debug)]
pub(super) struct Suspect {
    pub(super) id: TaskId,
    pub(super) failure: Failure,
    /// That can only be due to the id.
    pub(super) is_certain: bool,
}

/// What to ask for in a cycle.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Ids in order of turn.
    pub(super) ids: Vec<TaskId>,
    /// Halves that were refused in the last cycle.
    pub(super) refused: Vec<Vec<TaskId>>,
    /// Ids that are absent, for a request of their own, and ids that are refused, for a request each.
    pub(super) absent: Vec<TaskId>,
    pub(super) alone: Vec<TaskId>,
    /// The time between the requests for `ids`, from `open` on.
    pub(super) gap: Duration,
    pub(super) open: Moment,
    /// Ids of one request until one is accepted, and then.
    pub(super) first_size: usize,
    pub(super) size: usize,
    /// Requests at a time.
    pub(super) at_once: usize,
    /// The last turn before the cycle: nobody of `ids` is asked for again who was asked for after it.
    pub(super) since: u64,
}

/// The state of one cycle.
#[derive(Debug)]
pub(super) struct Cycle {
    /// Distinct ids asked for.
    pub(super) asked: usize,
    pub(super) slowest: Option<Duration>,
    pub(super) suspects: Vec<Suspect>,
    pub(super) failure: Option<Failure>,
    /// Watched since the cycle began.
    fresh: VecDeque<TaskId>,
    ids: VecDeque<TaskId>,
    halves: Vec<Batch>,
    refused: Vec<Batch>,
    resting: VecDeque<Batch>,
    gap: Duration,
    open: Moment,
    size: usize,
    full_size: usize,
    at_once: usize,
    since: u64,
    in_flight: usize,
    extra: usize,
    /// Something was accepted in this cycle.
    is_accepted: bool,
    /// The code of the last refusals in a row, and their number.
    refusals: (Option<Box<str>>, u32),
    splits: bool,
}

impl Cycle {
    pub(super) fn new(plan: Plan) -> Self {
        let mut cycle = Self {
            asked: 0,
            slowest: None,
            suspects: Vec::new(),
            failure: None,
            fresh: VecDeque::new(),
            ids: VecDeque::new(),
            halves: Vec::new(),
            refused: Vec::new(),
            resting: VecDeque::new(),
            gap: Duration::ZERO,
            open: Moment::default(),
            size: 1,
            full_size: 1,
            at_once: 1,
            since: 0,
            in_flight: 0,
            extra: 0,
            is_accepted: false,
            refusals: (None, 0),
            splits: true,
        };
        cycle.restart(plan);
        cycle
    }

    /// Asks for what is in `plan` instead of what was left. What is in flight still counts.
    pub(super) fn restart(&mut self, plan: Plan) {
        let Plan { ids, refused, absent, alone, gap, open, first_size, size, at_once, since } = plan;
        let alone = alone.into_iter().map(|id| Batch { ids: vec![id], part: Part::Resting });
        let absent = (!absent.is_empty()).then_some(Batch { ids: absent, part: Part::Resting });
        self.refused.extend(refused.into_iter().map(|ids| Batch { ids, part: Part::Half }));
        (self.ids, self.resting) = (ids.into(), absent.into_iter().chain(alone).collect());
        (self.gap, self.open, self.since, self.asked) = (gap, open, since, 0);
        (self.size, self.full_size, self.at_once) = (first_size.max(1), size, at_once);
    }

    /// These are watched since the cycle began: they are asked for before all others.
    pub(super) fn watch(&mut self, ids: Vec<TaskId>) {
        self.fresh.extend(ids);
    }

    /// Whether its requests are spread over the interval.
    pub(super) fn is_spread(&self) -> bool {
        !self.gap.is_zero()
    }

    /// When the next of the requests that are spread is sent, if one may be sent then.
    pub(super) fn opens(&self) -> Option<Moment> {
        (self.may_send() && !self.ids.is_empty()).then_some(self.open)
    }

    /// The next batch to send at `now`: ids that are still on the agenda, each at most once but for splitting.
    pub(super) fn next(&mut self, agenda: &Agenda, now: Moment) -> Option<Batch> {
        while self.may_send() {
            let batch = self.take(agenda, now)?;
            if !batch.ids.is_empty() {
                self.in_flight += 1;
                self.asked += batch.ids.iter().filter(|id| agenda.is_due(id, self.since)).count();
                return Some(batch);
            }
        }
        None
    }

    /// One at a time while it is open whether the service or an id is to blame; none after a failure.
    fn may_send(&self) -> bool {
        let at_once = if self.refusals.1 > 0 && !self.is_accepted { 1 } else { self.at_once };
        self.failure.is_none() && self.in_flight < at_once
    }

    /// The next batch, without those who are not wanted any more, so that it may be empty.
    fn take(&mut self, agenda: &Agenda, now: Moment) -> Option<Batch> {
        if !self.fresh.is_empty() {
            return Some(cut(&mut self.fresh, self.size, agenda, self.since));
        }
        if self.can_split() && (self.is_accepted || self.ids.is_empty()) {
            if self.in_flight > 0 {
                return None;
            }
            self.split(agenda);
        }
        if let Some(batch) = self.halves.pop() {
            return Some(batch);
        }
        if !self.ids.is_empty() {
            if now < self.open {
                return None;
            }
            let batch = cut(&mut self.ids, self.size, agenda, self.since);
            if !batch.ids.is_empty() {
                self.open = self.open.plus(self.gap);
                self.extra += usize::from(self.size < self.full_size);
            }
            return Some(batch);
        }
        let mut batch = self.resting.pop_front().filter(|_| self.extra < EXTRA)?;
        self.extra += 1;
        batch.ids.retain(|id| agenda.contains(id));
        Some(batch)
    }

    /// Cuts the last refused batch in halves, so that one is split after the other.
    fn split(&mut self, agenda: &Agenda) {
        while self.can_split()
            && let Some(Batch { mut ids, part }) = self.refused.pop()
        {
            ids.retain(|id| agenda.contains(id));
            let right = ids.split_off(ids.len() / 2);
            let halves = [right, ids].into_iter().filter(|ids| !ids.is_empty());
            let part = if part == Part::Resting { part } else { Part::Half };
            self.halves.extend(halves.map(|ids| Batch { ids, part }));
            self.extra += self.halves.len();
            self.refusals = (None, 1);
        }
    }

    fn can_split(&self) -> bool {
        self.splits && self.halves.is_empty() && !self.refused.is_empty() && self.extra + 2 <= EXTRA
    }

    /// Whether nothing is in flight and nothing is to be sent.
    pub(super) fn is_over(&self) -> bool {
        let is_done = self.fresh.is_empty() && self.ids.is_empty() && self.halves.is_empty() && !self.can_split();
        let is_rested = self.resting.is_empty() || self.extra >= EXTRA;
        self.in_flight == 0 && (self.failure.is_some() || (is_done && is_rested))
    }

    /// A request was answered after `round_trip`.
    pub(super) fn answered(&mut self, round_trip: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.slowest = self.slowest.max(Some(round_trip));
        self.refusals = (None, 0);
        (self.is_accepted, self.size) = (true, self.full_size);
    }

    /// The request for `batch` failed.
    pub(super) fn failed(&mut self, mut batch: Batch, failure: Failure) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !failure.problem.blames_batch() {
            return self.fail(failure);
        }
        let code = failure.problem.code.as_deref();
        // All other codes also answer calls that nothing is wrong with.
        let is_certain = batch.part == Part::Resting || failure.problem.blames_id();
        if !is_certain && (batch.part == Part::Half || !self.is_accepted) {
            let (last, times) = &self.refusals;
            let times = if last.is_none() || last.as_deref() == code { times + 1 } else { 1 };
            self.refusals = (code.map(Into::into), times);
            if times >= REFUSALS && self.is_accepted {
                self.splits = false;
            } else if times >= REFUSALS {
                self.fail(failure.clone());
            }
        }
        match (batch.ids.pop(), batch.ids.is_empty()) {
            (Some(id), true) => self.suspects.push(Suspect { id, failure, is_certain }),
            (last, _) => {
                batch.ids.extend(last);
                self.refused.push(batch);
            }
        }
    }

    /// The cycle failed. Of several failures the one that limits us counts, else the first; the longest Retry-After and the
    /// earliest request always.
    pub(super) fn fail(&mut self, failure: Failure) {
        let Some(first) = self.failure.take() else {
            self.failure = Some(failure);
            return;
        };
        let retry_after = first.problem.retry_after.max(failure.problem.retry_after);
        let sent = if first.sent.moment <= failure.sent.moment { first.sent } else { failure.sent };
        let problem = if failure.problem.kind == CallErrorKind::Limited { failure.problem } else { first.problem };
        self.failure = Some(Failure { problem: CallError { retry_after, ..problem }, sent });
    }

    /// Whether the refusals of single ids are due to them: the service accepted others.
    pub(super) fn is_accepted(&self) -> bool {
        self.is_accepted
    }

    /// The halves that were refused and are still to be split, if the service is known to work.
    pub(super) fn unsplit(&mut self) -> Vec<Vec<TaskId>> {
        let refused = mem::take(&mut self.refused).into_iter().filter(|_| self.is_accepted);
        refused.filter(|batch| batch.part == Part::Half).map(|batch| batch.ids).collect()
    }
}

/// The first `size` of a queue who are due since this turn.
fn cut(queue: &mut VecDeque<TaskId>, size: usize, agenda: &Agenda, since: u64) -> Batch {
    let mut ids = Vec::new();
    while ids.len() < size
        && let Some(id) = queue.pop_front()
    {
        if agenda.is_due(&id, since) {
            ids.push(id);
        }
    }
    Batch { ids, part: Part::Whole }
}
