//! What came of a set that has ended: how its tasks ended, how much they moved, and how long that took by the clock of the service. What
//! is not known of all tasks is left out.

use super::{Operation, Report, State, Task, TaskSet, verdict};
use jiff::Timestamp;
use std::{collections::BTreeMap, time::Duration};

/// What came of a set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    pub complete: usize,
    pub failed: usize,
    pub cancelled: usize,
    /// Not known to the service any more, and not seen to end before.
    pub gone: usize,
    /// The codes of the failures, and how many have each: the most frequent first.
    pub codes: Vec<(Box<str>, usize)>,
    /// The bytes that copies and moves have done; `None` where that is not known of one of them, and of a set without any.
    pub bytes: Option<u64>,
    /// When the first task began; `None` where no task is known to have begun.
    pub began: Option<Timestamp>,
    /// When the last one ended; `None` where that is not known of one that has begun.
    pub ended: Option<Timestamp>,
}

impl Summary {
    /// Of this set; `None` until it has ended, and of an empty one. Of work that was submitted again the last task counts.
    pub fn of(tasks: &TaskSet) -> Option<Self> {
        let (mut summary, mut codes) = (Self::default(), BTreeMap::<&str, usize>::new());
        let (mut bytes, mut moves, mut is_end_known) = (Some(0), 0, true);
        for task in tasks.iter().filter(|task| verdict::counts(tasks, task)) {
            match verdict::own_state(task) {
                State::Complete => summary.complete += 1,
                State::Fail => summary.failed += 1,
                State::Cancel => summary.cancelled += 1,
                State::Gone => summary.gone += 1,
                _ => return None,
            }
            let report = task.report();
            if let Some(code) = report.and_then(Report::error_code).filter(|_| is(task, State::Fail)) {
                *codes.entry(code).or_default() += 1;
            }
            if report.is_none_or(|report| report.operation != Some(Operation::Delete)) {
                moves += 1;
                bytes = bytes.zip(moved(task)).map(|(all, more)| u64::saturating_add(all, more));
            }
            let began = report.and_then(Report::started);
            summary.began = summary.began.into_iter().chain(began).min();
            // One that never began takes no part in it.
            if began.is_some() || is(task, State::Complete) || report.is_none() {
                let end = report.and_then(Report::updated).filter(|_| !is(task, State::Gone));
                is_end_known &= end.is_some();
                summary.ended = summary.ended.max(end);
            }
        }
        summary.codes = codes.into_iter().map(|(code, count)| (code.into(), count)).collect();
        summary.codes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        summary.bytes = bytes.filter(|_| moves > 0);
        summary.ended = summary.ended.filter(|_| is_end_known);
        (summary.count() > 0).then_some(summary)
    }

    /// How many tasks count.
    pub fn count(&self) -> usize {
        self.complete + self.failed + self.cancelled + self.gone
    }

    /// How long it took; `None` where that is not known, and where the times of the service make no sense.
    pub fn took(&self) -> Option<Duration> {
        let took = self.ended?.duration_since(self.began?);
        Duration::try_from(took).ok().filter(|took| !took.is_zero())
    }

    /// The mean rate of the whole, bytes per second.
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
    pub fn mean(&self) -> Option<f64> {
        Some(self.bytes? as f64 / self.took()?.as_secs_f64())
    }
}

fn is(task: &Task, state: State) -> bool {
    verdict::own_state(task) == state
}

/// The bytes that a task has moved, as far as that is known.
fn moved(task: &Task) -> Option<u64> {
    let report = task.report()?;
    if is(task, State::Complete) { report.total_bytes.or(report.done_bytes) } else { report.done_bytes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{At, Extra, Moment, StallRule, Status, TaskId};
    use rstest::rstest;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// `STATUS CODE BYTES START END`, a `-` where something is not known.
    fn set(tasks: &[&str]) -> TaskSet {
        let mut set = TaskSet::default();
        for (number, text) in tasks.iter().enumerate() {
            let mut words = text.split(' ');
            let (status, code) = (words.next().unwrap(), words.next().unwrap());
            let mut numbers = words.map(|word| word.parse::<u32>().ok());
            let mut number_of = || numbers.next().unwrap();
            let mut task = Task::new(TaskId::new(&format!("t{number}")).unwrap(), at(0));
            if status == "gone" {
                set.add(task.known_gone());
                continue;
            }
            let mut report = Report::new(Status::parse(status));
            report.operation = Some(if code == "rm" { Operation::Delete } else { Operation::Copy });
            report.done_bytes = number_of().map(u64::from);
            report.started = number_of().map(|second| at(second.into()).into());
            report.updated = number_of().map(|second| at(second.into()).into());
            if code.starts_with('9') {
                report.extra = Some(Box::new(Extra { error_code: Some(code.into()), ..Extra::default() }));
            }
            task.observe(report, At { moment: Moment::default(), wall: at(1000) }, StallRule::default());
            set.add(task);
        }
        set
    }

    #[rstest]
    #[case::all(&["complete - 600 10 20", "complete - 400 15 110", "fail 911501 0 16 17"], Some(1000), Some(100))]
    #[case::of_a_failure_that_never_began(&["complete - 600 10 20", "fail 911020 0 - -"], Some(600), Some(10))]
    #[case::unknown_bytes(&["complete - - 10 20", "complete - 400 15 110"], None, Some(100))]
    #[case::unknown_end(&["complete - 600 10 -", "complete - 400 15 110"], Some(1000), None)]
    #[case::gone(&["complete - 600 10 20", "gone -"], None, None)]
    #[case::no_bytes_of_deletes(&["complete rm 600 10 20"], None, Some(10))]
    #[case::a_clock_that_was_set(&["complete - 600 20 10"], Some(600), None)]
    fn what_is_not_known_is_left_out(#[case] tasks: &[&str], #[case] bytes: Option<u64>, #[case] seconds: Option<u64>) {
        let summary = Summary::of(&set(tasks)).unwrap();
        assert_eq!((summary.bytes, summary.took().map(|took| took.as_secs())), (bytes, seconds));
        assert_eq!(summary.count(), tasks.len());
        assert_eq!(summary.mean().is_some(), bytes.is_some() && seconds.is_some());
    }

    #[test]
    fn the_most_frequent_code_comes_first_and_a_set_that_goes_on_has_none() {
        let summary = Summary::of(&set(&["fail 911020 0 1 2", "fail 911501 0 1 2", "fail 911501 0 1 2"])).unwrap();
        assert_eq!(summary.codes, [("911501".into(), 2), ("911020".into(), 1)]);
        assert_eq!(Summary::of(&set(&["complete - 1 1 2", "waiting - 0 - -"])), None);
        assert_eq!(Summary::of(&TaskSet::default()), None);
    }
}
