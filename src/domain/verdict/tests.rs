//! Every state alone, every pair of outcomes, and the memory of ends that the service forgot.

use super::*;
use crate::domain::{At, CancelStep, Memory, Moment, Report, StallRule, Status, TaskId};
use jiff::Timestamp;
use rstest::rstest;
use std::time::Duration;

fn at(seconds: u64) -> At {
    At { moment: Moment(Duration::from_secs(seconds)), wall: Timestamp::UNIX_EPOCH }
}

fn report(status: &str) -> Report {
    Report::new(Status::parse(status))
}

/// A task as `word` names it; `gone:WORD` is one that was last seen with that status before the service forgot it.
fn task(id: usize, word: &str) -> Task {
    let id = TaskId::new(&format!("task-{id}")).unwrap();
    let mut task = Task::new(id.clone(), Timestamp::UNIX_EPOCH);
    match word.split_once(':') {
        Some((_, status)) => {
            let ended = Status::parse(status).is_end().then_some(Timestamp::UNIX_EPOCH);
            let memory = Memory { report: report(status).into(), seen: Timestamp::UNIX_EPOCH, ended, gone: true };
            return task.remember(memory);
        }
        None if word == "gone" => task = task.known_gone(),
        None if word == "unknown" => {}
        None if word == "cancelling" => {
            task.observe(report("processing"), at(0), StallRule::default());
            task.cancel_sent(at(1));
            assert!(matches!(task.cancel, CancelStep::Sent(_)));
        }
        None if word == "stalled" => {
            let rule = StallRule { polls: 1, time: Duration::from_secs(1), ..StallRule::default() };
            for second in 0..3 {
                let mut report = report("processing");
                (report.total_bytes, report.done_bytes) = (Some(10), Some(5));
                task.observe(report, at(second), rule);
            }
            assert_eq!(task.state(), State::Stalled);
        }
        None => drop(task.observe(report(word), at(0), StallRule::default())),
    }
    task
}

fn set(words: &[&str]) -> TaskSet {
    let mut set = TaskSet::default();
    for (id, word) in words.iter().enumerate() {
        assert!(set.add(task(id, word)));
    }
    set
}

/// Words, and what each alone means.
const OUTCOMES: [(&str, Verdict); 13] = [
    ("fail", Verdict::Failed),
    ("gone:fail", Verdict::Failed),
    ("gone", Verdict::Gone),
    ("gone:processing", Verdict::Gone),
    ("cancel", Verdict::Cancelled),
    ("gone:cancel", Verdict::Cancelled),
    ("unknown", Verdict::NotEnded),
    ("waiting", Verdict::NotEnded),
    ("processing", Verdict::NotEnded),
    ("stalled", Verdict::NotEnded),
    ("cancelling", Verdict::NotEnded),
    ("complete", Verdict::Complete),
    ("gone:complete", Verdict::Complete),
];

#[test]
fn of_every_pair_the_graver_one_counts() {
    // The outcomes stand in the order of the contract: 3, 6, 5, 8, 0.
    for (graver, (word, expected)) in OUTCOMES.iter().enumerate() {
        assert_eq!(verdict(&set(&[word])), *expected, "{word} alone");
        for (other, _) in &OUTCOMES[graver..] {
            assert_eq!(verdict(&set(&[word, other])), *expected, "{word} and {other}");
            assert_eq!(verdict(&set(&[other, word])), *expected, "{other} and {word}");
        }
    }
}

#[test]
fn an_unknown_status_word_is_no_end() {
    assert_eq!(verdict(&set(&["archiving"])), Verdict::NotEnded);
    assert_eq!(verdict(&set(&["gone:archiving"])), Verdict::Gone);
}

#[rstest]
#[case(&["processing", "complete"], [Verdict::NotEnded, Verdict::Complete, Verdict::NotEnded])]
#[case(&["processing", "cancel"], [Verdict::Cancelled, Verdict::Cancelled, Verdict::Cancelled])]
#[case(&["processing", "waiting"], [Verdict::NotEnded, Verdict::NotEnded, Verdict::NotEnded])]
fn who_waits_for_any_does_not_ask_about_the_others(#[case] words: &[&str], #[case] expected: [Verdict; 3]) {
    assert_eq!(Until::ALL.map(|until| verdict_until(&set(words), until)), expected);
}

#[test]
fn an_archived_end_is_marked() {
    for (word, archived) in
        [("gone:complete", true), ("gone", false), ("gone:processing", false), ("complete", false), ("unknown", false)]
    {
        assert_eq!(is_archived(&task(0, word)), archived, "{word}");
    }
    let id = TaskId::new("a").unwrap();
    let memory = Memory { report: report("fail").into(), seen: Timestamp::UNIX_EPOCH, ended: None, gone: false };
    let remembered = Task::new(id, Timestamp::UNIX_EPOCH).remember(memory);
    assert!(is_archived(&remembered), "ended in an earlier run, and not asked for in this one");
}

#[test]
fn words_are_read_back() {
    for until in Until::ALL {
        assert_eq!(until.to_string().parse(), Ok(until));
    }
    assert_eq!("some".parse::<Until>(), Err(UnknownUntil));
}
