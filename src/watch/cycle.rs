//! One cycle: which requests are still to be sent, how many at once, when a refused batch is split, and when to stop.
//! No clock and no requests.
//!
//! A batch that the service refuses with a code that may be due to one id (10001, 10003, 10004) is split in halves, down to
//! single ids. Those codes may also mean that the service itself is broken, so a single id is only *suspected*: it is refused
//! when a request sent after the trouble with it began was answered (see `agenda`). When too many such failures come in a
//! row, or nothing was answered since, it is the service's trouble and no id is blamed.

use crate::domain::{At, CallError, CallErrorKind, Refusal, TaskId};
use std::{collections::VecDeque, time::Duration};

/// So many blaming failures in a row are the service's trouble. Finding one bad id of 500 takes at most ten in a row,
/// from 500 down to 1; the rest is for neighbours that are bad, too, and for requests that were in flight already.
const ROW: usize = 16;
/// Requests that splitting may add to one cycle: finds four bad ids of a hundred. The rest is for the next cycle.
const SPLITS: usize = 64;

/// The ids of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) ids: Vec<TaskId>,
    pub(super) part: Part,
}

/// Where a batch comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Cut from the agenda.
    Whole,
    /// Cut from a batch that was refused when so many requests had been sent.
    Half(u64),
    /// An id in quarantine, alone.
    Quarantined,
    /// Ids that are gone, in a request of their own.
    Gone,
    /// Asked again, to see whether the service works.
    Control,
}

impl Part {
    /// Whether its ids are asked for the first time in this cycle.
    fn is_first(self) -> bool {
        matches!(self, Self::Whole | Self::Quarantined | Self::Gone)
    }
}

/// A failed request.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) problem: CallError,
    pub(super) retry_after: Option<Duration>,
    /// When the request was sent: since then the service is not known to work.
    pub(super) sent: At,
}

/// An id that may be to blame for the failure of the request that was sent for it alone.
#[derive(Debug)]
pub(super) struct Suspect {
    pub(super) refusal: Refusal,
    pub(super) sent: At,
}

/// What a failed request means for a single id.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing, or nothing yet.
    None,
    /// The id is suspected since so many requests had been sent.
    Suspected(u64),
    /// The id in quarantine is still refused.
    StillRefused,
}

/// The state of one cycle.
#[derive(Debug)]
pub(super) struct Cycle {
    /// Distinct ids asked for.
    pub(super) asked: usize,
    pub(super) slowest: Option<Duration>,
    pub(super) suspects: Vec<Suspect>,
    pub(super) failure: Option<Failure>,
    queue: VecDeque<Batch>,
    at_once: usize,
    in_flight: usize,
    row: usize,
    splits: usize,
    controlled: bool,
}

impl Cycle {
    /// A cycle over `ids` in batches of `size`, then over `quarantined` one by one, `at_once` requests at a time.
    pub(super) fn new(ids: &[TaskId], quarantined: Vec<TaskId>, size: usize, at_once: usize) -> Self {
        let whole = ids.chunks(size.max(1)).map(|ids| Batch { ids: ids.to_vec(), part: Part::Whole });
        let alone = quarantined.into_iter().map(|id| Batch { ids: vec![id], part: Part::Quarantined });
        Self {
            asked: 0,
            slowest: None,
            suspects: Vec::new(),
            failure: None,
            queue: whole.chain(alone).collect(),
            at_once,
            in_flight: 0,
            row: 0,
            splits: 0,
            controlled: false,
        }
    }

    /// Asks for `ids`, which are gone, in one request after all others: nobody else depends on what becomes of it.
    pub(super) fn then_gone(mut self, ids: Vec<TaskId>) -> Self {
        if !ids.is_empty() {
            self.queue.push_back(Batch { ids, part: Part::Gone });
        }
        self
    }

    /// The next batch to send now. One at a time while it is open whether the service or an id is to blame; none after
    /// a failure.
    pub(super) fn next(&mut self) -> Option<Batch> {
        if !self.can_send() {
            return None;
        }
        let batch = self.queue.pop_front()?;
        self.in_flight += 1;
        if batch.part.is_first() {
            self.asked += batch.ids.len();
        }
        Some(batch)
    }

    /// Whether [`Cycle::next`] has a batch.
    pub(super) fn can_send(&self) -> bool {
        let at_once = if self.row > 0 { 1 } else { self.at_once };
        self.failure.is_none() && self.in_flight < at_once && !self.queue.is_empty()
    }

    /// A batch taken from [`Cycle::next`] is not sent, since nobody wants it any more.
    pub(super) fn dropped(&mut self, batch: &Batch) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if batch.part.is_first() {
            self.asked = self.asked.saturating_sub(batch.ids.len());
        }
    }

    /// Whether nothing is in flight and nothing is to be sent.
    pub(super) fn is_over(&self) -> bool {
        self.in_flight == 0 && (self.queue.is_empty() || self.failure.is_some())
    }

    /// A request was answered after `round_trip`.
    pub(super) fn answered(&mut self, round_trip: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.row = 0;
        self.slowest = self.slowest.max(Some(round_trip));
    }

    /// The request for `batch` failed when `sent` requests had been sent; `blames` tells whether one id may be the cause.
    pub(super) fn failed(&mut self, batch: &Batch, failure: Failure, blames: bool, sent: u64) -> Verdict {
        self.in_flight = self.in_flight.saturating_sub(1);
        if !blames {
            self.fail(failure);
            return Verdict::None;
        }
        let since = match batch.part {
            Part::Quarantined => return Verdict::StillRefused,
            Part::Gone => return Verdict::None,
            Part::Half(since) => since,
            Part::Whole | Part::Control => sent,
        };
        self.row += 1;
        let mut verdict = Verdict::None;
        if let [id] = batch.ids.as_slice() {
            let refusal = Refusal { id: id.clone(), problem: failure.problem.clone() };
            self.suspects.push(Suspect { refusal, sent: failure.sent });
            verdict = Verdict::Suspected(since);
        } else if self.splits + 2 <= SPLITS {
            self.splits += 2;
            let (left, right) = batch.ids.split_at(batch.ids.len() / 2);
            for half in [right, left] {
                self.queue.push_front(Batch { ids: half.to_vec(), part: Part::Half(since) });
            }
        }
        if self.row >= ROW {
            self.fail(failure);
        }
        verdict
    }

    /// The cycle failed. Of several failures the one that limits us counts, else the first; the longest Retry-After and the
    /// earliest request always.
    pub(super) fn fail(&mut self, failure: Failure) {
        let retry_after = self.failure.as_ref().and_then(|first| first.retry_after).max(failure.retry_after);
        let limited = failure.problem.kind == CallErrorKind::Limited;
        let sent = match &self.failure {
            Some(first) if first.sent.moment <= failure.sent.moment => first.sent,
            _ => failure.sent,
        };
        let problem = match self.failure.take() {
            Some(first) if !limited => first.problem,
            _ => failure.problem,
        };
        self.failure = Some(Failure { problem, retry_after, sent });
    }

    /// Asks for `ids` once more, to see whether the service works. Only once a cycle; `false` when it was done before.
    pub(super) fn control(&mut self, ids: Vec<TaskId>) -> bool {
        if self.controlled || ids.is_empty() || self.failure.is_some() {
            return false;
        }
        self.controlled = true;
        self.queue.push_back(Batch { ids, part: Part::Control });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Moment;
    use rstest::rstest;

    fn ids(count: usize) -> Vec<TaskId> {
        (0..count).map(|n| TaskId::new(&format!("t{n}")).unwrap()).collect()
    }

    fn sent(seconds: u64) -> At {
        At { moment: Moment(Duration::from_secs(seconds)), wall: jiff::Timestamp::UNIX_EPOCH }
    }

    fn failure(kind: CallErrorKind, seconds: Option<u64>) -> Failure {
        let problem = CallError::new(kind, "");
        Failure { problem, retry_after: seconds.map(Duration::from_secs), sent: sent(7) }
    }

    #[rstest]
    #[case(CallErrorKind::Server, Some(9), CallErrorKind::TimedOut, None, CallErrorKind::Server, Some(9))]
    #[case(CallErrorKind::Server, Some(3), CallErrorKind::Limited, Some(5), CallErrorKind::Limited, Some(5))]
    #[case(CallErrorKind::Limited, None, CallErrorKind::Server, Some(5), CallErrorKind::Limited, Some(5))]
    fn of_two_failures_the_limit_counts(
        #[case] first: CallErrorKind,
        #[case] first_wait: Option<u64>,
        #[case] second: CallErrorKind,
        #[case] second_wait: Option<u64>,
        #[case] kind: CallErrorKind,
        #[case] wait: Option<u64>,
    ) {
        let mut cycle = Cycle::new(&ids(1), Vec::new(), 100, 4);
        cycle.fail(failure(first, first_wait));
        cycle.fail(failure(second, second_wait));
        let Failure { problem, retry_after, .. } = cycle.failure.unwrap();
        assert_eq!((problem.kind, retry_after), (kind, wait.map(Duration::from_secs)));
    }

    #[rstest]
    #[case(3, 9)]
    #[case(9, 3)]
    fn of_two_failures_the_earlier_request_counts(#[case] first: u64, #[case] second: u64) {
        let mut cycle = Cycle::new(&ids(1), Vec::new(), 100, 4);
        for seconds in [first, second] {
            cycle.fail(Failure { sent: sent(seconds), ..failure(CallErrorKind::Server, None) });
        }
        assert_eq!(cycle.failure.unwrap().sent, sent(3));
    }

    #[test]
    fn splitting_is_bounded_however_many_ids_are_bad() {
        let (mut cycle, mut requests) = (Cycle::new(&ids(1_000), Vec::new(), 100, 4), 0);
        while let Some(batch) = cycle.next() {
            requests += 1;
            // Every second id is bad, so that every batch of two or more is refused and the row is broken again and again.
            let even = |id: &TaskId| id.as_str().ends_with(['0', '2', '4', '6', '8']);
            if batch.ids.iter().any(even) {
                cycle.failed(&batch, failure(CallErrorKind::Refused, None), true, requests);
            } else {
                cycle.answered(Duration::ZERO);
            }
        }
        assert!(cycle.is_over());
        assert!(requests <= 10 + u64::try_from(SPLITS).unwrap(), "{requests} requests");
        assert!(cycle.suspects.len() >= 10, "{} found", cycle.suspects.len());
    }

    #[test]
    fn while_it_is_open_who_is_to_blame_one_request_at_a_time() {
        let mut cycle = Cycle::new(&ids(1_000), Vec::new(), 100, 4);
        let batches: Vec<_> = std::iter::from_fn(|| cycle.next()).collect();
        assert_eq!(batches.len(), 4);
        cycle.failed(&batches[0], failure(CallErrorKind::Refused, None), true, 4);
        assert_eq!(cycle.next(), None);
        cycle.failed(&batches[1], failure(CallErrorKind::Refused, None), true, 4);
        cycle.failed(&batches[2], failure(CallErrorKind::Refused, None), true, 4);
        cycle.failed(&batches[3], failure(CallErrorKind::Refused, None), true, 4);
        assert_eq!(cycle.next().unwrap().ids, batches[3].ids[..50]);
        assert_eq!(cycle.next(), None);
        cycle.answered(Duration::ZERO);
        assert_eq!(std::iter::from_fn(|| cycle.next()).count(), 4);
    }

    #[test]
    fn an_id_in_quarantine_is_asked_alone_and_neither_split_nor_suspected() {
        let mut cycle = Cycle::new(&[], ids(2), 100, 4);
        let batch = cycle.next().unwrap();
        assert_eq!(batch.ids, ids(1));
        let verdict = cycle.failed(&batch, failure(CallErrorKind::Refused, None), true, 1);
        assert_eq!(verdict, Verdict::StillRefused);
        assert!(cycle.suspects.is_empty() && cycle.failure.is_none());
        assert_eq!(cycle.next().unwrap().ids.len(), 1);
    }

    #[test]
    fn a_control_is_asked_once_and_not_after_a_failure() {
        let mut cycle = Cycle::new(&[], Vec::new(), 100, 4);
        assert!(!cycle.control(Vec::new()));
        assert!(cycle.control(ids(3)));
        assert!(!cycle.control(ids(3)));
        assert_eq!(cycle.next().unwrap().part, Part::Control);
        assert_eq!(cycle.asked, 0);
    }
}
