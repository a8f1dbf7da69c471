//! Which ids to ask for next: those that have not ended, in order of turn, and those that rest, since the service refuses them or does not
//! return them.
//! No clock and no requests: the time is handed in.

use crate::domain::{CallError, CallErrorKind, IdMap, Moment, TaskId};
use std::time::Duration;

/// The first rests, and how many there are: somebody may wait for the id, and one that is not returned may only be missing.
const SHORT: (Duration, u32) = (Duration::from_secs(5), 8);
/// The next rests, and how many there are; each later one is twice as long as the one before.
const LONG: (Duration, u32) = (Duration::from_secs(30), 20);
/// The longest rest.
const LONGEST: Duration = Duration::from_mins(10);
/// An id that is not returned rests after so many answers without it, over so long.
const ABSENT: (u32, Duration) = (3, Duration::from_secs(5));
/// An id that is refused alone, while nothing shows that the service works, counts as refused after so many cycles, over so long.
const REFUSED: (u32, Duration) = (3, Duration::from_secs(10));

/// An id that is asked for.
#[derive(Debug)]
struct Entry {
    /// Counts requests, and ids that were watched: the lowest is next, so that a cycle cut short by a failure never keeps the same ids
    /// waiting.
    turn: u64,
    /// It was watched, and not asked for since.
    is_fresh: bool,
    /// The service returned it in this run.
    is_known: bool,
}

/// What keeps an id from being returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Answers do not hold it. It is asked for together with others like it.
    Absent,
    /// The service refuses it, so it is asked for alone.
    Refused,
}

/// An id that is not returned.
#[derive(Debug)]
struct Lack {
    why: Why,
    since: Moment,
    /// Answers without it, or refusals.
    times: u32,
    /// Its rests so far; it is asked for with all others before the first.
    rests: u32,
    /// When it is asked for again.
    until: Moment,
}

impl Lack {
    fn new(why: Why, since: Moment) -> Self {
        Self { why, since, times: 0, rests: 0, until: since }
    }

    /// One more answer; `true` once there were enough of them.
    fn counts(&mut self, now: Moment, (times, time): (u32, Duration)) -> bool {
        self.times = self.times.saturating_add(1);
        self.times >= times && now.since(self.since) >= time
    }

    /// Its next rest begins.
    fn rest(&mut self, now: Moment) {
        let doublings = (self.rests + 1).saturating_sub(SHORT.1 + LONG.1);
        let rest = if self.rests < SHORT.1 { SHORT.0 } else { LONG.0.saturating_mul(2_u32.saturating_pow(doublings)) };
        self.until = now.plus(rest.min(LONGEST));
        self.rests = self.rests.saturating_add(1);
    }
}

/// The ids to be asked for.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: IdMap<TaskId, Entry>,
    lacks: IdMap<TaskId, Lack>,
    fresh: usize,
    turn: u64,
}

impl Agenda {
    /// Puts ids on the agenda and returns those that were not about to be asked for the first time. What was known of them is forgotten.
    pub(super) fn watch(&mut self, mut ids: Vec<TaskId>) -> Vec<TaskId> {
        self.entries.reserve(ids.len());
        ids.retain(|id| {
            self.lacks.remove(id);
            self.turn += 1;
            let entry = Entry { turn: self.turn, is_fresh: true, is_known: false };
            !self.entries.insert(id.clone(), entry).is_some_and(|entry| entry.is_fresh)
        });
        self.fresh += ids.len();
        ids
    }

    /// Takes an id off the agenda.
    pub(super) fn remove(&mut self, id: &TaskId) {
        self.lacks.remove(id);
        self.fresh -= usize::from(self.entries.remove(id).is_some_and(|entry| entry.is_fresh));
    }

    pub(super) fn contains(&self, id: &TaskId) -> bool {
        self.entries.contains_key(id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether an id was watched and not asked for since.
    pub(super) fn has_fresh(&self) -> bool {
        self.fresh > 0
    }

    /// The present turn; see [`Self::is_due`].
    pub(super) fn turn(&self) -> u64 {
        self.turn
    }

    /// Whether `id` is watched and was not asked for after the turn `since`.
    pub(super) fn is_due(&self, id: &TaskId, since: u64) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.is_fresh || entry.turn <= since)
    }

    /// When to ask again, given that the next cycle over all is at `cycle`; `None` when nobody is left to ask for.
    pub(super) fn next_due(&self, cycle: Moment) -> Option<Moment> {
        let resting = || self.lacks.values().filter(|lack| lack.rests > 0);
        if self.entries.len() > resting().count() {
            return Some(cycle);
        }
        resting().map(|lack| lack.until.max(cycle)).min()
    }

    /// The ids that have not been asked for yet, in order of turn.
    pub(super) fn fresh(&self) -> Vec<TaskId> {
        self.in_turn(self.entries.iter().filter(|(_, entry)| entry.is_fresh).map(|(id, _)| id))
    }

    /// All ids but those that rest, in order of turn.
    pub(super) fn active(&self) -> Vec<TaskId> {
        self.in_turn(self.entries.keys().filter(|id| self.lacks.get(*id).is_none_or(|lack| lack.rests == 0)))
    }

    /// At most `most` ids whose rest is over at `now` (`None`: whatever their rest), in order of turn.
    pub(super) fn rested(&self, why: Why, now: Option<Moment>, most: usize) -> Vec<TaskId> {
        let is_over = |lack: &Lack| lack.rests > 0 && lack.why == why && now.is_none_or(|now| lack.until <= now);
        let mut ids = self.in_turn(self.lacks.iter().filter(|(_, lack)| is_over(lack)).map(|(id, _)| id));
        ids.truncate(most);
        ids
    }

    fn in_turn<'a>(&self, ids: impl Iterator<Item = &'a TaskId>) -> Vec<TaskId> {
        let turn = |id| self.entries.get(id).map(|entry| (!entry.is_fresh, entry.turn, id));
        let mut turns: Vec<_> = ids.filter_map(turn).collect();
        turns.sort_unstable();
        turns.into_iter().map(|(.., id)| id.clone()).collect()
    }

    /// `ids` are asked for at `now`. The next rest of those that rest begins, whatever the answer.
    pub(super) fn asked(&mut self, ids: &[TaskId], now: Moment) {
        self.turn += 1;
        for id in ids {
            if let Some(lack) = self.lacks.get_mut(id).filter(|lack| lack.rests > 0) {
                lack.rest(now);
            }
            if let Some(entry) = self.entries.get_mut(id) {
                self.fresh -= usize::from(entry.is_fresh);
                (entry.turn, entry.is_fresh) = (self.turn, false);
            }
        }
    }

    /// The service returned `id`; an id that has `ended` is not asked for any more.
    pub(super) fn returned(&mut self, id: &TaskId, ended: bool) {
        if ended {
            self.remove(id);
        } else if let Some(entry) = self.entries.get_mut(id) {
            entry.is_known = true;
            self.lacks.remove(id);
        }
    }

    /// An answer left `id` out at `now`. When enough of them did, it rests.
    pub(super) fn missed(&mut self, id: &TaskId, now: Moment) {
        let lack = self.lack(id, Why::Absent, now);
        if lack.counts(now, ABSENT) && lack.rests == 0 {
            lack.rest(now);
        }
    }

    /// The service refused `id` by itself at `now`, and accepted nothing in that cycle. `true` when that means `id` all the same: there were
    /// enough of these refusals. A code that may be an error of the service is none where the cycle failed as well (not `is_alone`), or
    /// where the service had returned `id` before.
    pub(super) fn suspect(&mut self, id: &TaskId, error: &CallError, is_alone: bool, now: Moment) -> bool {
        let is_known = self.entries.get(id).is_some_and(|entry| entry.is_known);
        let is_meant = error.kind != CallErrorKind::Server || (is_alone && !is_known);
        is_meant && self.lack(id, Why::Refused, now).counts(now, REFUSED)
    }

    /// The service refuses `id`: from `now` on it is asked for alone.
    pub(super) fn refuse(&mut self, id: &TaskId, now: Moment) {
        let lack = self.lack(id, Why::Refused, now);
        if lack.rests == 0 {
            lack.rest(now);
        }
    }

    fn lack(&mut self, id: &TaskId, why: Why, now: Moment) -> &mut Lack {
        let lack = self.lacks.entry(id.clone()).or_insert_with(|| Lack::new(why, now));
        if lack.why != why {
            // The rests go on.
            *lack = Lack { why, since: now, times: 0, ..*lack };
        }
        lack
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> TaskId {
        TaskId::new(name).unwrap()
    }

    fn agenda(names: &[&str]) -> Agenda {
        let mut agenda = Agenda::default();
        agenda.watch(names.iter().map(|name| id(name)).collect());
        agenda
    }

    fn at(seconds: u64) -> Moment {
        Moment(Duration::from_secs(seconds))
    }

    #[test]
    fn who_was_asked_longest_ago_is_next_and_who_is_fresh_is_before() {
        let mut agenda = agenda(&["c", "a", "b"]);
        assert_eq!(agenda.active(), [id("c"), id("a"), id("b")]);
        agenda.asked(&[id("c")], at(0));
        agenda.asked(&[id("a")], at(0));
        assert_eq!((agenda.active(), agenda.fresh()), (vec![id("b"), id("c"), id("a")], vec![id("b")]));
        agenda.watch(vec![id("a")]);
        assert_eq!(agenda.active(), [id("b"), id("a"), id("c")]);
    }

    #[test]
    fn an_id_that_answers_lack_for_long_enough_rests() {
        let mut agenda = agenda(&["a"]);
        for second in [1, 2, 3, 5] {
            agenda.missed(&id("a"), at(second));
            assert_eq!(agenda.active(), [id("a")], "{second}");
        }
        agenda.returned(&id("a"), false);
        for second in [6, 7, 8] {
            agenda.missed(&id("a"), at(second));
        }
        assert_eq!(agenda.active(), [id("a")], "what was missed before it came back is forgotten");
        agenda.missed(&id("a"), at(11));
        assert!(agenda.active().is_empty());
        agenda.remove(&id("a"));
        assert!(agenda.is_empty() && agenda.next_due(at(12)).is_none());
    }

    #[test]
    fn rests_are_even_and_then_ever_longer_until_the_id_is_returned() {
        let mut agenda = agenda(&["a", "b"]);
        for id in [id("a"), id("b")] {
            agenda.refuse(&id, at(0));
        }
        assert_eq!(agenda.rested(Why::Refused, Some(at(4)), 9), []);
        assert_eq!(agenda.rested(Why::Refused, Some(at(5)), 1), [id("a")]);
        agenda.asked(&[id("a")], at(5));
        assert_eq!(agenda.rested(Why::Refused, None, 1), [id("b")], "who was asked longest ago is next");
        let mut rests = Vec::new();
        for _ in 0..38 {
            agenda.asked(&[id("b"), id("a")], at(100));
            rests.push(agenda.next_due(at(100)).unwrap().0.as_secs() - 100);
        }
        assert_eq!(rests[..8], [5, 5, 5, 5, 5, 5, 5, 30]);
        assert_eq!(rests[25..32], [30, 30, 60, 120, 240, 480, 600]);
        agenda.returned(&id("a"), false);
        assert_eq!((agenda.active(), agenda.rested(Why::Refused, None, 9)), (vec![id("a")], vec![id("b")]));
        agenda.watch(vec![id("b")]);
        assert_eq!(agenda.active(), [id("b"), id("a")], "watching anew ends the rest");
    }

    #[test]
    fn an_id_is_not_refused_by_what_may_be_an_error_of_the_service() {
        let is_refused = |agenda: &mut Agenda, kind, is_alone| {
            let error = CallError::new(kind, "");
            [0, 5, 10].map(|second| agenda.suspect(&id("a"), &error, is_alone, at(second))) == [false, false, true]
        };
        assert!(is_refused(&mut agenda(&["a"]), CallErrorKind::Server, true));
        assert!(!is_refused(&mut agenda(&["a"]), CallErrorKind::Server, false));
        let mut known = agenda(&["a"]);
        known.returned(&id("a"), false);
        assert!(!is_refused(&mut known, CallErrorKind::Server, true));
        assert!(is_refused(&mut known, CallErrorKind::Refused, false));
    }
}
