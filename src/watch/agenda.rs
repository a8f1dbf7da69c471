//! Who is to be asked for next: the ids that have not ended, in order of turn, those missed once, and those that pause, since
//! the service refuses them or does not return them.
//! No clock and no requests; time and request numbers are handed in.

use crate::domain::{IdMap, Moment, TaskId};
use std::time::Duration;

/// The first pauses of an id that the service refuses or does not return: somebody may wait for what becomes of it.
const SHORT_PAUSE: Duration = Duration::from_secs(5);
/// How many pauses are short: a few refusals are the service's word, and what is not returned may only be missing.
const SHORT_PAUSES: (u32, u32) = (2, 8);
/// The next pause; each further try doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// How many of the next pauses of an id that is not returned are no longer than the first.
const STEADY_PAUSES: u32 = 20;
/// An id is asked for with all others until so many answers lacked it, over so long.
const ABSENT: (u32, Duration) = (3, Duration::from_secs(5));
/// The longest pause of such an id.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// How many refused ids are asked for, each alone, in one cycle.
const RETRIED_AT_ONCE: usize = 8;

/// What is known of an id that is asked for.
#[derive(Debug, Default)]
struct Entry {
    /// Order of watching.
    place: u32,
    /// One more than the number of the last request that asked for it, 0 before the first. Who was asked longest ago is next, so that
    /// a cycle cut short by a failure never keeps the same ids waiting.
    tried: u32,
    /// What is held against it: few ids have any, and there may be a hundred thousand.
    marks: Option<Box<Marks>>,
}

impl Entry {
    /// Whether it was watched, and not asked for yet.
    fn is_fresh(&self) -> bool {
        self.tried == 0
    }

    fn doubted(&self) -> Option<u64> {
        self.marks.as_ref().and_then(|marks| marks.doubted)
    }

    fn marks(&mut self) -> &mut Marks {
        self.marks.get_or_insert_default()
    }
}

/// What is held against an id.
#[derive(Debug, Default)]
struct Marks {
    /// Since when the answers leave it out, and how many did.
    missed: Option<(Moment, u32)>,
    /// The service refused a batch with it, and then it alone: how many requests had been sent when that began. Such ids
    /// are asked for after all others, so that a good one, if there is any, is found and shows that the service works.
    doubted: Option<u64>,
}

/// Why an id pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The service refuses it.
    Refused,
    /// The service does not return it. That may be an error of the service, so it is not given up for good.
    Absent,
}

/// The pause of an id.
#[derive(Clone, Copy, Debug)]
struct Pause {
    why: Why,
    until: Moment,
    length: Duration,
    /// How many there were before it.
    before: u32,
}

impl Pause {
    /// The pause from `now` on, after `earlier` ones for the same reason.
    fn after(earlier: Option<&Self>, why: Why, now: Moment) -> Self {
        let same = earlier.filter(|earlier| earlier.why == why);
        let before = same.map_or(0, |earlier| earlier.before.saturating_add(1));
        let (short, steady) = match why {
            Why::Refused => (SHORT_PAUSES.0, 1),
            Why::Absent => (SHORT_PAUSES.1, STEADY_PAUSES),
        };
        let length = match same {
            Some(earlier) if before >= short + steady => earlier.length.saturating_mul(2).min(LONGEST_PAUSE),
            _ if before >= short => FIRST_PAUSE,
            _ => SHORT_PAUSE,
        };
        Self { why, until: now.plus(length), length, before }
    }
}

/// The ids to be asked for.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: IdMap<TaskId, Entry>,
    /// How many of them are fresh.
    fresh: usize,
    pauses: IdMap<TaskId, Pause>,
    places: u32,
}

impl Agenda {
    /// Puts ids on the agenda. What was held against one of them is forgotten.
    pub(super) fn watch(&mut self, ids: Vec<TaskId>) {
        self.entries.reserve(ids.len());
        for id in ids {
            self.pauses.remove(&id);
            self.places = self.places.saturating_add(1);
            let entry = self.entries.entry(id).or_insert(Entry { place: self.places, tried: u32::MAX, marks: None });
            self.fresh += usize::from(!entry.is_fresh());
            *entry = Entry { place: entry.place, ..Entry::default() };
        }
    }

    /// Takes an id off the agenda.
    pub(super) fn remove(&mut self, id: &TaskId) {
        let removed = self.entries.remove(id);
        self.fresh -= usize::from(removed.is_some_and(|entry| entry.is_fresh()));
        self.pauses.remove(id);
    }

    pub(super) fn contains(&self, id: &TaskId) -> bool {
        self.entries.contains_key(id)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether an id was watched and not asked for since.
    pub(super) fn has_fresh(&self) -> bool {
        self.fresh > 0
    }

    /// When somebody is to be asked for, given that the next cycle over all is at `cycle`; `None` when nobody is left.
    pub(super) fn next_due(&self, cycle: Moment) -> Option<Moment> {
        if self.entries.len() > self.pauses.len() {
            return Some(cycle);
        }
        self.pauses.values().map(|pause| pause.until.max(cycle)).min()
    }

    /// The ids that have not been asked for yet, in order of turn.
    pub(super) fn fresh(&self) -> Vec<TaskId> {
        self.in_turn(self.entries.iter().filter(|(_, entry)| entry.is_fresh()).map(|(id, _)| id))
    }

    /// All ids but those that pause, in order of turn.
    pub(super) fn healthy(&self) -> Vec<TaskId> {
        self.in_turn(self.entries.keys().filter(|id| !self.pauses.contains_key(*id)))
    }

    /// The refused ids whose pause is over at `now` (`None`: whatever their pause), a few, longest waiting first.
    pub(super) fn refused(&self, now: Option<Moment>) -> Vec<TaskId> {
        self.rested(Why::Refused, now, RETRIED_AT_ONCE)
    }

    /// The absent ids whose pause is over at `now` (`None`: whatever their pause), at most `most`, longest waiting first.
    pub(super) fn absent(&self, now: Option<Moment>, most: usize) -> Vec<TaskId> {
        self.rested(Why::Absent, now, most)
    }

    fn rested(&self, why: Why, now: Option<Moment>, most: usize) -> Vec<TaskId> {
        let over = |pause: &Pause| pause.why == why && now.is_none_or(|now| pause.until <= now);
        let mut ids = self.in_turn(self.pauses.iter().filter(|(_, pause)| over(pause)).map(|(id, _)| id));
        ids.truncate(most);
        ids
    }

    fn in_turn<'a>(&self, ids: impl Iterator<Item = &'a TaskId>) -> Vec<TaskId> {
        let turn = |id| self.entries.get(id).map(|entry| (entry.doubted().is_some(), entry.tried, entry.place, id));
        let mut turns: Vec<_> = ids.filter_map(turn).collect();
        turns.sort_unstable();
        turns.into_iter().map(|(.., id)| id.clone()).collect()
    }

    /// `ids` are asked for by request `number` at `now`. The next pause of those that are gone begins, whatever the answer.
    pub(super) fn tried(&mut self, ids: &[TaskId], number: u64, now: Moment) {
        for id in ids {
            if let Some(pause) = self.pauses.get_mut(id).filter(|pause| pause.why == Why::Absent) {
                *pause = Pause::after(Some(pause), Why::Absent, now);
            }
            if let Some(entry) = self.entries.get_mut(id) {
                self.fresh -= usize::from(entry.is_fresh());
                entry.tried = u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1);
            }
        }
    }

    /// The service took `id` without complaint and said that it has `ended`, or not.
    pub(super) fn reported(&mut self, id: &TaskId, ended: bool) {
        if ended {
            self.remove(id);
        } else if let Some(entry) = self.entries.get_mut(id) {
            entry.marks = None;
            self.pauses.remove(id);
        }
    }

    /// An answer left `id` out at `now`. When enough of them did, it is asked for more rarely.
    pub(super) fn missed(&mut self, id: &TaskId, now: Moment) {
        let Some(entry) = self.entries.get_mut(id) else { return };
        if self.pauses.get(id).is_some_and(|pause| pause.why == Why::Absent) {
            return;
        }
        self.pauses.remove(id);
        let marks = entry.marks();
        marks.doubted = None;
        let (first, answers) = marks.missed.map_or((now, 1), |(first, answers)| (first, answers.saturating_add(1)));
        marks.missed = Some((first, answers));
        if answers >= ABSENT.0 && now.since(first) >= ABSENT.1 {
            if entry.is_fresh() {
                (self.fresh, entry.tried) = (self.fresh - 1, 1);
            }
            self.pauses.insert(id.clone(), Pause::after(None, Why::Absent, now));
        }
    }

    /// The service refused a batch with `id` when `number` requests had been sent, and then `id` alone.
    pub(super) fn doubt(&mut self, id: &TaskId, number: u64) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.marks().doubted.get_or_insert(number);
        }
    }

    /// Whether the refusals of `id` are due to `id`: request `success`, sent after they began, was answered.
    pub(super) fn is_to_blame(&self, id: &TaskId, success: u64) -> bool {
        self.entries.get(id).and_then(Entry::doubted).is_some_and(|number| success > number)
    }

    /// From `now` on `id` is asked for alone and ever more rarely.
    pub(super) fn refuse(&mut self, id: &TaskId, now: Moment) {
        if !self.contains(id) {
            return;
        }
        let pause = Pause::after(self.pauses.get(id), Why::Refused, now);
        self.pauses.insert(id.clone(), pause);
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
    fn who_was_asked_longest_ago_is_next() {
        let mut agenda = agenda(&["c", "a", "b"]);
        assert_eq!(agenda.healthy(), [id("c"), id("a"), id("b")]);
        agenda.tried(&[id("c")], 1, at(0));
        assert_eq!(agenda.healthy(), [id("a"), id("b"), id("c")]);
        assert_eq!(agenda.fresh(), [id("a"), id("b")]);
    }

    #[test]
    fn an_id_that_answers_lack_for_long_enough_is_asked_for_more_rarely() {
        let mut agenda = agenda(&["a"]);
        for second in [1, 2, 3, 5] {
            agenda.missed(&id("a"), at(second));
            assert_eq!(agenda.healthy(), [id("a")], "{second}");
        }
        agenda.reported(&id("a"), false);
        for second in [6, 7, 8] {
            agenda.missed(&id("a"), at(second));
        }
        assert_eq!(agenda.healthy(), [id("a")], "what was missed before it came back is forgotten");
        agenda.missed(&id("a"), at(11));
        assert!(agenda.healthy().is_empty() && !agenda.has_fresh());
        agenda.remove(&id("a"));
        agenda.missed(&id("a"), at(12));
        assert!(agenda.is_empty());
    }

    #[test]
    fn an_absent_id_pauses_evenly_and_then_ever_longer_until_it_is_returned() {
        let mut agenda = agenda(&["a", "b"]);
        for second in [0, 5, 10] {
            agenda.missed(&id("a"), at(second));
            agenda.missed(&id("b"), at(second));
        }
        assert_eq!(agenda.next_due(at(12)), Some(at(15)));
        assert!(agenda.absent(Some(at(14)), 9).is_empty() && agenda.refused(None).is_empty());
        assert_eq!(agenda.absent(Some(at(15)), 1), [id("a")]);
        agenda.tried(&[id("a")], 1, at(15));
        assert_eq!(agenda.absent(None, 1), [id("b")], "who was asked longest ago is next");
        agenda.tried(&[id("b")], 2, at(16));
        let mut pauses = Vec::new();
        for number in 3..40 {
            agenda.tried(&[id("a"), id("b")], number, at(100));
            pauses.push(agenda.next_due(at(100)).unwrap().0.as_secs() - 100);
        }
        assert_eq!(pauses[..7], [5, 5, 5, 5, 5, 5, 30]);
        assert_eq!(pauses[25..32], [30, 60, 120, 240, 480, 600, 600]);
        agenda.reported(&id("a"), false);
        assert_eq!((agenda.healthy(), agenda.absent(None, 9)), (vec![id("a")], vec![id("b")]));
    }

    #[test]
    fn a_refused_id_pauses_shortly_and_then_ever_longer() {
        let mut agenda = agenda(&["a", "b"]);
        agenda.refuse(&id("a"), at(0));
        assert_eq!(agenda.healthy(), [id("b")]);
        assert_eq!(agenda.next_due(at(2)), Some(at(2)));
        agenda.reported(&id("b"), true);
        assert!(agenda.refused(Some(at(4))).is_empty());
        assert_eq!(agenda.refused(Some(at(5))), [id("a")]);
        for (now, next) in [(5, 10), (10, 40), (40, 100)] {
            agenda.refuse(&id("a"), at(now));
            assert_eq!(agenda.next_due(at(now)), Some(at(next)));
        }
        for _ in 0..9 {
            agenda.refuse(&id("a"), at(90));
        }
        assert_eq!(agenda.next_due(at(92)), Some(at(690)));
        agenda.watch(vec![id("a")]);
        assert_eq!(agenda.next_due(at(92)), Some(at(92)), "watching anew ends the pause");
    }

    #[test]
    fn an_id_is_to_blame_only_when_the_service_answered_since() {
        let mut agenda = agenda(&["a"]);
        agenda.doubt(&id("a"), 5);
        agenda.doubt(&id("a"), 9);
        assert!(!agenda.is_to_blame(&id("a"), 5));
        assert!(agenda.is_to_blame(&id("a"), 6));
        agenda.watch(vec![id("b")]);
        agenda.tried(&[id("b")], 6, at(0));
        assert_eq!(agenda.healthy(), [id("b"), id("a")], "who is doubted comes last");
        agenda.reported(&id("a"), false);
        assert!(!agenda.is_to_blame(&id("a"), 99));
        assert_eq!(agenda.healthy(), [id("a"), id("b")]);
    }
}
