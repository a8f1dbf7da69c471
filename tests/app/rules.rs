//! What the watch set decides for the screen and the commands alike.

use super::support::{Screen, answer, at, ended, id, place, problem, report, reported, trouble};
use eftop::internals::{
    client::{ItemFailure, Submission, Submitted, Transfer},
    domain::{CallErrorKind, Conflict, Memory, Operation, Origin, RegionId, Task, Unit, again::Outcome},
    watch::{Event, Span, submission},
};
use rstest::rstest;
use std::sync::Arc;

fn is_settled(screen: &Screen, number: u32) -> bool {
    screen.model.watch.is_settled(screen.model.watch.tasks.get(&id(number)).unwrap())
}

#[test]
fn that_a_task_is_gone_counts_once_its_region_says_so_in_this_run() {
    let mut screen = Screen::empty();
    let memory = Memory { report: report(1, "processing").into(), seen: at(0).wall, ended: None, gone: true };
    screen.model.adopt(vec![Task::new(id(1), at(0).wall).remember(memory)]);
    assert!(!is_settled(&screen, 1), "nobody was asked yet");
    screen.send(ended(2, trouble(CallErrorKind::Unreachable, 2)));
    assert!(!is_settled(&screen, 1), "nobody has answered yet");
    screen.send(ended(4, None));
    assert!(is_settled(&screen, 1));
}

#[test]
fn an_end_stays_an_end_while_the_service_is_away() {
    let mut screen = Screen::with(&["processing", "complete"]);
    screen.send(answer(2, &[(1, "processing"), (2, "complete")]));
    screen.send(ended(3, None));
    assert_eq!([1, 2].map(|number| is_settled(&screen, number)), [false, true]);
    screen.send(ended(5, trouble(CallErrorKind::Unreachable, 5)));
    assert_eq!([1, 2].map(|number| is_settled(&screen, number)), [false, true]);
}

/// The region that is asked has the id 0 and the address of place 0.
#[rstest]
#[case::of_no_known_address(None, true)]
#[case::of_this_address(Some(("0", 0)), true)]
#[case::of_an_older_address_of_the_region(Some(("0", 7)), true)]
#[case::of_another_region(Some(("7", 7)), false)]
#[case::of_another_address_alone(Some(("", 7)), false)]
fn a_task_that_may_be_of_another_region_is_not_cancelled(#[case] origin: Option<(&str, usize)>, #[case] can: bool) {
    let mut screen = Screen::empty();
    let mut task = Task::new(id(1), at(0).wall);
    if let Some((region, address)) = origin {
        let base_url = place(address, "").origin.unwrap().base_url.clone();
        let region = Some(region).filter(|region| !region.is_empty()).map(Into::into);
        task = task.bound_to(Arc::new(Origin { region, base_url }));
    }
    screen.model.adopt(vec![task]);
    let can_cancel = |screen: &Screen| screen.model.watch.can_cancel(screen.model.watch.tasks.get(&id(1)).unwrap());
    assert_eq!(can_cancel(&screen), origin.is_none(), "before it is known where the region is");
    screen.send(Event::Region(place(0, "")));
    assert_eq!(can_cancel(&screen), can);
}

#[test]
fn the_same_work_is_submitted_again_by_the_same_call() {
    let failed = |number, operation: &Operation| {
        let mut report = report(number, "fail");
        report.operation = Some(operation.clone());
        report.conflict = Some(if number == 1 { Conflict::Both } else { Conflict::Other("ask".into()) });
        let memory = Memory { report: report.into(), seen: at(0).wall, ended: None, gone: false };
        Task::new(id(number), at(0).wall).remember(memory)
    };
    let again = |number, operation| {
        let batches = submission::again([&failed(number, &operation)], None);
        batches[0].submission(&batches[0].items)
    };
    let transfer = |number: u32, conflict| {
        vec![Transfer { source: format!("/data/run{number}.tar"), target: "/out".to_owned(), conflict }]
    };
    assert_eq!(again(1, Operation::Copy), Submission::Copy(transfer(1, Some(Conflict::Both))));
    assert_eq!(
        again(2, Operation::Move),
        Submission::Move(transfer(2, None)),
        "a rule that cannot be sent is left out"
    );
    assert_eq!(again(3, Operation::Delete), Submission::Remove(vec!["/data/run3.tar".to_owned()]));
}

/// Where one item was refused, the others may still have been taken: submitting them again might do the work twice.
#[test]
fn only_what_the_answer_names_as_refused_is_known_to_be_nothing() {
    let refused = ItemFailure { item: Some(1), source: None, problem: problem(CallErrorKind::Refused) };
    let somewhere = ItemFailure { item: None, ..refused.clone() };
    let tasks = vec![Some(id(5)), None, None];
    let submitted = Submitted { ids: vec![id(5)], tasks, failures: vec![refused, somewhere], ..Submitted::default() };
    let outcomes: Vec<_> = (0..4).map(|item| submission::outcome(&submitted, item)).collect();
    assert_eq!(outcomes, [Some(Outcome::Task(id(5))), Some(Outcome::Nothing), None, None]);
}

#[test]
fn what_tasks_did_between_two_answers_is_the_rate_of_the_set() {
    let mut screen = Screen::with(&["processing"]);
    for (seconds, done) in [(10, 1_000), (20, 6_000), (30, 6_000)] {
        let mut report = report(1, "processing");
        (report.done_bytes, report.done_files) = (Some(done * 1_000), Some(done));
        screen.send(reported(RegionId::DEFAULT, seconds, vec![(id(1), report)]));
        screen.send(ended(seconds, None));
    }
    for (unit, amount) in [(Unit::Bytes, 5_000_000.0), (Unit::Files, 5_000.0)] {
        let rates = screen.model.watch.rates.of(unit, Span::Minute, 60);
        let fastest = rates.iter().flatten().copied().fold(0.0, f64::max);
        assert!((fastest - amount / 10.0).abs() < amount / 50.0, "{unit:?}: {rates:?}");
    }
}
