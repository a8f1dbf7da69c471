//! What becomes of a set when two eftops write to it: neither loses an id, and the later news counts.

use super::entry::Entry;
use crate::domain::{Absence, LogEntry, TaskId};
use jiff::Timestamp;
use std::collections::HashSet;

/// What one eftop changed since it last loaded or saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Ids that it watches newly (also after an undo): they are in the set afterwards.
    pub added: Vec<Entry>,
    /// Merge of ids that were in the set: they do not bring back an id that another eftop removed.
    pub updated: Vec<Entry>,
    /// Ids that it no longer watches; one that is `added` as well stays.
    pub removed: Vec<TaskId>,
    /// What is to stand in the log of the set.
    pub log: Vec<LogEntry>,
}

impl Changes {
    /// Whether the set stays as it is, whatever its log says.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.updated.is_empty() && self.removed.is_empty()
    }
}

/// What becomes of the entries of a file, one after the other, with some changes.
#[derive(Debug)]
pub struct Merge<'a> {
    now: Timestamp,
    removed: HashSet<&'a TaskId>,
    /// By id, so that it is found; one that was added, or changed twice, stands there once.
    by_id: Vec<Change<'a>>,
    /// Whether any of it made a difference.
    pub differs: bool,
}

#[derive(Debug)]
struct Change<'a> {
    /// The latest news last.
    news: &'a Entry,
    is_new: bool,
    /// Its place among the changes.
    place: usize,
    is_met: bool,
}

impl<'a> Merge<'a> {
    /// These changes, to be brought into a file at this time.
    pub fn of(changes: &'a Changes, now: Timestamp) -> Self {
        let added = changes.added.iter().map(|news| (news, true));
        let all = added.chain(changes.updated.iter().map(|news| (news, false)));
        let all = all.enumerate().map(|(place, (news, is_new))| Change { news, is_new, place, is_met: false });
        let mut by_id: Vec<_> = all.collect();
        by_id.sort_by(|a, b| a.news.id.cmp(&b.news.id));
        by_id.dedup_by(|later, kept| {
            let is_same = later.news.id == kept.news.id;
            if is_same {
                // What was added and has news since is new, with those news.
                kept.news = later.news;
            }
            is_same
        });
        Self { now, removed: changes.removed.iter().collect(), by_id, differs: false }
    }

    /// Whether an id has no news at all.
    pub fn leaves(&self, id: &TaskId) -> bool {
        !self.removed.contains(id) && self.find(id).is_none()
    }

    fn find(&self, id: &TaskId) -> Option<usize> {
        self.by_id.binary_search_by(|change| change.news.id.cmp(id)).ok()
    }

    /// The entry with its news; `None` when it is no longer there.
    pub fn merge(&mut self, mut entry: Entry) -> Option<Entry> {
        if self.removed.contains(&entry.id) {
            self.differs = true;
            return None;
        }
        let found = self.find(&entry.id);
        if let Some(change) = found.and_then(|found| self.by_id.get_mut(found)) {
            change.is_met = true;
            let before = entry.clone();
            merge(&mut entry, change.news.clone(), self.now);
            self.differs |= entry != before;
        }
        Some(entry)
    }

    /// The new entries that were not met, in the order in which they came.
    pub fn rest(&mut self) -> impl Iterator<Item = &'a Entry> {
        let mut rest: Vec<_> = self.by_id.iter().filter(|change| change.is_new && !change.is_met).collect();
        rest.sort_unstable_by_key(|change| change.place);
        self.differs |= !rest.is_empty();
        rest.into_iter().map(|change| change.news).collect::<Vec<_>>().into_iter()
    }
}

/// Takes `news` of the same id into `entry`. An end outweighs a live state, whatever the times, since no task comes back to life. Else
/// the values seen later count; of values seen at the same time, that the task is gone outweighs, and then the longer absence. What a person
/// or a submission said is not forgotten.
pub fn merge(entry: &mut Entry, news: Entry, now: Timestamp) {
    // Nothing was seen later than now: a clock ran ahead, and what it says of the time is worth nothing. What it saw is still more than
    // nothing seen at all.
    let weight = |entry: &Entry| {
        let seen = entry.last.as_ref().map(|last| if last.seen <= now { last.seen } else { Timestamp::MIN });
        (entry.has_ended(), seen, entry.gone, entry.absence.as_ref().map_or(0, Absence::answers))
    };
    let ended = |entry: &Entry| entry.last.as_ref().and_then(|last| last.ended);
    let first_end = [ended(entry), ended(&news)].into_iter().flatten().min();
    if weight(&news) >= weight(entry) {
        (entry.last, entry.gone, entry.absence) = (news.last, news.gone, news.absence);
    }
    if entry.has_ended()
        && let Some(last) = &mut entry.last
    {
        last.ended = first_end;
    }
    entry.label = news.label.or(entry.label.take());
    entry.origin = news.origin.or(entry.origin.take());
    entry.added = entry.added.min(news.added);
    entry.submitted |= news.submitted;
    if let Some(again) = news.again {
        entry.again.get_or_insert_default().merge(*again);
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::LastSeen;
    use super::*;
    use crate::domain::{Report, Status, Task};
    use rstest::rstest;

    /// The set `current` after `changes`.
    fn apply(current: Vec<Entry>, changes: &Changes, now: Timestamp) -> Vec<Entry> {
        let mut news = Merge::of(changes, now);
        let mut merged: Vec<_> = current.into_iter().filter_map(|entry| news.merge(entry)).collect();
        merged.extend(news.rest().cloned());
        merged
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn id(text: &str) -> TaskId {
        TaskId::new(text).unwrap()
    }

    /// `-` never seen, `g` gone unseen; else a status letter, the second it was seen, and perhaps `g` for gone.
    fn entry(text: &str) -> Entry {
        let gone = text.ends_with('g');
        let (status, second) = text.trim_end_matches('g').split_at(usize::from(text.len() > 1));
        let status = match status {
            "p" => Some(Status::Processing),
            "c" => Some(Status::Complete),
            _ => None,
        };
        let last = status.map(|status| {
            let seen = at(second.parse().unwrap());
            let ended = status.is_end().then_some(seen);
            LastSeen { seen, ended, report: Report::new(status).into() }
        });
        Entry { gone, last, ..Entry::of(&Task::new(id("x1"), at(0))) }
    }

    #[rstest]
    #[case::first_news("-", "p1", "p1")]
    #[case::no_news("p1", "-", "p1")]
    #[case::later("p1", "p2", "p2")]
    #[case::earlier("p2", "p1", "p2")]
    #[case::ended("p2", "c3", "c3")]
    #[case::ended_stays("c3", "p2", "c3")]
    #[case::ended_stays_at_the_same_time("c3", "p3", "c3")]
    #[case::an_end_is_for_good("c3", "p4", "c3")]
    #[case::an_end_of_a_clock_that_is_behind("p4", "c3", "c3")]
    #[case::gone_at_the_same_time("p3", "p3g", "p3g")]
    #[case::gone_stays("p3g", "p3", "p3g")]
    #[case::back_if_seen_later("p3g", "p4", "p4")]
    #[case::gone_unseen("-", "g", "g")]
    #[case::an_end_outweighs_gone("p3g", "c3", "c3")]
    #[case::a_clock_that_ran_ahead("p999", "p99", "p99")]
    #[case::a_clock_that_ran_ahead_and_an_end("p999", "c99", "c99")]
    #[case::no_news_after_a_clock_that_ran_ahead("p999", "-", "p999")]
    #[case::news_of_a_clock_that_was_set_back("p99", "p999", "p99")]
    #[case::an_end_seen_before_the_clock_was_set_back("p99", "c999", "c999")]
    fn the_later_news_count(#[case] current: &str, #[case] news: &str, #[case] expected: &str) {
        let changes = Changes { updated: vec![entry(news)], ..Changes::default() };
        assert_eq!(apply(vec![entry(current)], &changes, at(100)), [entry(expected)]);
    }

    #[test]
    fn the_first_sight_of_an_end_and_names_stay() {
        let mut current = entry("c3");
        current.label = Some("night run".into());
        let changes = Changes { updated: vec![entry("c9")], ..Changes::default() };
        let merged = apply(vec![current], &changes, at(100));
        assert_eq!(merged[0].last.as_ref().map(|last| (last.seen, last.ended)), Some((at(9), Some(at(3)))));
        assert_eq!(merged[0].label.as_deref(), Some("night run"));
    }

    #[rstest]
    #[case::other_ids_stay("a b", "c", "", "", "a b c")]
    #[case::removed("a b", "", "", "a", "b")]
    #[case::removed_by_the_other("b", "", "a b", "", "b")]
    #[case::added_though_removed_by_the_other("b", "a", "", "", "b a")]
    #[case::removed_and_added_again("a b", "a", "", "a", "b a")]
    #[case::removed_and_updated("a b", "", "a", "a", "b")]
    #[case::added_by_both("a b", "b", "", "", "a b")]
    #[case::removed_by_both("b", "", "", "a", "b")]
    fn intents(
        #[case] current: &str,
        #[case] added: &str,
        #[case] updated: &str,
        #[case] removed: &str,
        #[case] expected: &str,
    ) {
        let entries = |text: &str| -> Vec<Entry> {
            text.split_whitespace().map(|word| Entry { id: id(word), ..entry("-") }).collect()
        };
        let removed = removed.split_whitespace().map(id).collect();
        let changes = Changes { added: entries(added), updated: entries(updated), removed, log: Vec::new() };
        assert_eq!(apply(entries(current), &changes, at(100)), entries(expected));
    }
}
