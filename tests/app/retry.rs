//! The work of ended tasks is submitted again: asked for, confirmed by one key, aimed at ids, once.

use super::support::{Screen, answer, at, id, ids};
use eftop::internals::{
    domain::{
        CallError, CallErrorKind, Conflict, Origin, State, Task,
        again::{NoRetry, Outcome},
    },
    tui::{Ask, Dialog, Effect, Key, KeyName, Msg, Question, ServiceEffect},
    watch::{
        Event,
        event::RetryResult,
        submission::{self, Batch},
    },
};
use rstest::rstest;
use std::sync::Arc;

fn question(screen: &Screen) -> &Question {
    match screen.model.dialogs.last() {
        Some(Dialog::Question(question)) => question,
        other => panic!("no question but {other:?}"),
    }
}

/// What effects would submit.
fn batches(effects: &[Effect]) -> Vec<Batch> {
    let of = |effect: &Effect| match effect {
        Effect::Service(ServiceEffect::Retry(batches)) => batches.clone(),
        _ => Vec::new(),
    };
    effects.iter().flat_map(of).collect()
}

/// The numbers of the tasks whose work effects would submit.
fn submitted(effects: &[Effect]) -> Vec<u32> {
    batches(effects).iter().flat_map(Batch::again_of).map(super::support::number).collect()
}

/// Tasks 1 and 2 are said to be submitted again, and this came of it.
fn answered(screen: &mut Screen, result: RetryResult) {
    let (ids, sent) = (ids(&[1, 2]), at(5).wall);
    screen.send(Event::RetrySent { ids: ids.clone(), sent });
    screen.send(Event::RetryAnswered { ids, sent, result });
}

/// A new task that does the work of another again.
fn new_task(number: u32, of: u32) -> Task {
    let origin = Arc::new(Origin { region: None, base_url: "https://efile.example".into() });
    Task::new(id(number), at(6).wall).bound_to(origin).doing_again(Some(id(of)))
}

#[rstest]
#[case(Key::char('y'), 1)]
#[case(Key::char('ｙ'), 1)]
#[case(Key::char('n'), 0)]
#[case(Key::char('Y'), 0)]
#[case(Key::char('S'), 0)]
#[case(Key::plain(KeyName::Enter), 0)]
#[case(Key::plain(KeyName::Esc), 0)]
fn only_y_submits(#[case] key: Key, #[case] requests: usize) {
    let mut screen = Screen::with(&["fail", "processing"]);
    assert_eq!(screen.keys("S"), []);
    assert_eq!(question(&screen).targets, ids(&[1]));
    let batches = batches(&screen.press(key));
    assert_eq!(batches.len(), requests, "{batches:?}");
    assert!(screen.model.dialogs.is_empty());
    if let Some(batch) = batches.first() {
        assert_eq!((&*batch.items[0].source, batch.items[0].target.as_deref()), ("/data/run1.tar", Some("/out")));
        assert_eq!((&batch.items[0].again_of, &batch.conflict), (&Some(id(1)), &None));
    }
}

#[test]
fn a_pasted_yes_submits_nothing_and_text_goes_into_a_path_only() {
    let mut screen = Screen::with(&["fail"]);
    screen.keys("S");
    assert_eq!(screen.send(Msg::Paste("y\n".to_owned())), []);
    assert!(screen.model.dialogs.len() == 1);
    assert_eq!(screen.send(Msg::Burst("yy".to_owned())), []);
    assert!(screen.model.dialogs.is_empty(), "what does not answer the question takes it away");
    screen.keys("S");
    screen.press(Key::plain(KeyName::Tab));
    screen.send(Msg::Paste("y".to_owned()));
    screen.keys("y\n\n");
    assert_eq!(batches(&screen.keys("y"))[0].items[0].source, "/data/run1.taryy");
}

#[test]
fn what_has_not_ended_is_left_out_and_named() {
    let mut screen = Screen::with(&["fail", "processing", "complete", "cancel"]);
    screen.keys("*S");
    let asked = question(&screen);
    let Ask::Retry { left_out, .. } = &asked.ask else { panic!("{asked:?}") };
    assert_eq!((asked.targets.len(), left_out.len()), (2, 2));
    assert!(left_out.contains(&(id(2), NoRetry::Live)) && left_out.contains(&(id(3), NoRetry::Complete)));
    let mut numbers = submitted(&screen.keys("y"));
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 4]);
    assert_eq!(screen.marks(), [2, 3], "what was not submitted stays marked");
}

#[rstest]
#[case("processing", "it has not ended")]
#[case("complete", "it is complete")]
fn what_cannot_be_submitted_is_told(#[case] status: &str, #[case] why: &str) {
    let mut screen = Screen::with(&[status]);
    screen.keys("S");
    assert!(screen.model.dialogs.is_empty());
    assert_eq!(screen.notice(), why);
}

#[test]
fn marks_that_the_filter_hides_are_left_alone_unless_told() {
    for (keys, expected) in [("Sy", vec![1]), ("Shy", vec![1, 2]), ("Shhy", vec![1])] {
        let mut screen = Screen::with(&["fail", "fail", "complete"]);
        screen.keys("*/run1\n");
        assert_eq!(submitted(&screen.keys(keys)), expected, "{keys}");
    }
}

#[test]
fn the_paths_and_the_rule_of_one_task_can_be_changed() {
    let mut screen = Screen::with(&["fail", "fail"]);
    let tab = Key::plain(KeyName::Tab);
    screen.keys("S");
    screen.press(tab);
    screen.keys(".new");
    screen.press(tab);
    screen.keys("put");
    screen.press(tab);
    let [batch] = &*batches(&screen.keys("rry")) else { panic!() };
    assert_eq!(batch.conflict, Some(Conflict::Both));
    let item = &batch.items[0];
    assert_eq!((&*item.source, item.target.as_deref()), ("/data/run1.tar.new", Some("/output")));

    screen.keys("S");
    screen.press(tab);
    screen.keys("x\x1b");
    assert_eq!(batches(&screen.keys("y"))[0].items[0].source, "/data/run1.tar", "Esc takes back what was typed");

    screen.keys("S");
    screen.press(tab);
    screen.press(Key::ctrl('u'));
    screen.keys("relative\n\n");
    assert_eq!(batches(&screen.keys("y")), []);
    assert!(screen.notice().contains("has to begin with /"), "{}", screen.notice());
    screen.keys("\x1b*S");
    screen.press(tab);
    assert!(screen.notice().contains("one task"), "{}", screen.notice());
    assert_eq!(batches(&screen.keys("ry"))[0].conflict, Some(Conflict::Cover), "a rule is for all of them");
}

#[test]
fn what_is_submitted_counts_no_more_and_the_cursor_goes_on_with_it() {
    let mut screen = Screen::with(&["fail", "fail"]);
    screen.keys("jk");
    let refused = vec![(id(2), CallError::of_code("911030", 200, "no"))];
    let new = new_task(9, 1);
    answered(&mut screen, RetryResult::Answered { tasks: vec![new], refused, problem: None });
    assert_eq!((screen.state(1), screen.state(2)), (State::Retried, State::Fail));
    assert_eq!(screen.cursor(), Some(9));
    assert!(screen.notice().contains("1 task not submitted again") && screen.notice().contains("911030"));
    assert_eq!((screen.model.watch.totals.of(State::Retried), screen.model.watch.totals.of(State::Fail)), (1, 1));
    screen.send(answer(9, &[(9, "complete")]));
    screen.keys("gS");
    assert_eq!(question(&screen).targets, ids(&[2]), "what was refused can be submitted again");
}

#[rstest]
#[case::lost(RetryResult::Failed(CallError { may_have_arrived: true, ..CallError::new(CallErrorKind::TimedOut, "late") }), true)]
#[case::unnamed(RetryResult::Answered { tasks: Vec::new(), refused: Vec::new(), problem: None }, true)]
#[case::refused(RetryResult::Failed(CallError::of_code("911048", 200, "busy")), false)]
#[case::unkept(RetryResult::Unkept, false)]
fn of_what_may_have_arrived_nothing_is_submitted_again_by_many(#[case] result: RetryResult, #[case] is_unclear: bool) {
    let mut screen = Screen::with(&["fail", "fail"]);
    answered(&mut screen, result);
    for number in [1, 2] {
        let task = screen.model.watch.tasks.get(&id(number)).unwrap();
        let outcome = task.again().unwrap().by.clone().unwrap().outcome;
        assert_eq!(outcome, if is_unclear { Outcome::Unclear } else { Outcome::Nothing });
    }
    screen.keys("*S");
    assert_eq!(screen.model.dialogs.is_empty(), is_unclear, "{}", screen.notice());
    if is_unclear {
        screen.keys("US");
        assert_eq!(question(&screen).targets.len(), 1, "who means it alone means it");
    }
}

#[test]
fn what_comes_back_by_undo_knows_that_it_was_submitted_again() {
    let mut screen = Screen::with(&["fail"]);
    screen.keys("d");
    screen.send(Event::Added { tasks: vec![new_task(9, 1)], back: false });
    screen.keys("u");
    assert_eq!(screen.state(1), State::Retried);
    let task = screen.model.watch.tasks.get(&id(1)).unwrap();
    assert_eq!(submission::again([task], None)[0].items.len(), 1);
}

#[test]
fn a_question_about_what_another_eftop_has_submitted_is_closed() {
    let mut screen = Screen::with(&["fail"]);
    screen.keys("S");
    screen.send(Event::Added { tasks: vec![new_task(9, 1)], back: false });
    assert!(screen.model.dialogs.is_empty());
    assert_eq!(submitted(&screen.keys("y")), [] as [u32; 0]);
}
