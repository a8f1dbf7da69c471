//! A cancel is asked for, confirmed by one key, aimed at ids, and followed until the service says how it ended.

use super::support::{Screen, answer, at, id, ids, problem};
use eftop::internals::{
    domain::{CallError, CallErrorKind, CancelStep, EventKind, LogEntry, Logged, State},
    tui::{Ask, Dialog, Effect, Key, KeyName, Msg, Question, ServiceEffect},
    watch::Event,
};
use rstest::rstest;

fn question(screen: &Screen) -> &Question {
    match screen.model.dialogs.last() {
        Some(Dialog::Question(question)) => question,
        other => panic!("no question but {other:?}"),
    }
}

/// How many of the chosen tasks have ended already.
fn ended(screen: &Screen) -> usize {
    match question(screen).ask {
        Ask::Cancel { ended, .. } => ended,
        Ask::Retry { .. } => panic!("another question"),
    }
}

/// The ids that effects would cancel.
fn cancelled(effects: &[Effect]) -> Vec<u32> {
    let of = |effect: &Effect| match effect {
        Effect::Service(ServiceEffect::Apply(Event::CancelSent(ids))) => {
            ids.iter().map(super::support::number).collect()
        }
        _ => Vec::new(),
    };
    effects.iter().flat_map(of).collect()
}

#[rstest]
#[case(Key::char('y'))]
#[case(Key::char('ｙ'))]
fn only_y_confirms(#[case] yes: Key) {
    let mut screen = Screen::with(&["processing", "processing"]);
    assert_eq!(screen.keys("jc"), []);
    assert_eq!(question(&screen).targets, ids(&[2]));
    let effects = screen.press(yes);
    assert_eq!(effects, [Effect::Service(ServiceEffect::Apply(Event::CancelSent(ids(&[2]))))]);
    assert_eq!((screen.state(1), screen.state(2)), (State::Processing, State::Cancelling));
}

#[rstest]
#[case(Key::char('n'))]
#[case(Key::char('q'))]
#[case(Key::plain(KeyName::Enter))]
#[case(Key::plain(KeyName::Esc))]
fn everything_else_keeps(#[case] no: Key) {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("c");
    assert_eq!(screen.press(no), []);
    assert!(screen.model.dialogs.is_empty());
    assert_eq!(screen.state(1), State::Processing);
}

#[test]
fn a_pasted_y_is_no_yes() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("c");
    assert_eq!(screen.send(Msg::Paste("y\n".to_owned())), []);
    assert_eq!(question(&screen).targets, ids(&[1]));
}

#[test]
fn the_question_stays_on_its_targets_while_the_rows_change() {
    let mut screen = Screen::with(&["processing", "processing", "processing"]);
    screen.keys("c");
    screen.send(answer(5, &[(3, "fail"), (2, "fail")]));
    assert_eq!(screen.rows(), [1, 2, 3], "rows stand still under a question");
    assert_eq!(cancelled(&screen.keys("y")), [1]);
    assert_eq!(screen.rows(), [2, 3, 1]);
}

#[test]
fn what_ends_under_the_question_is_not_cancelled() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("*c");
    screen.send(answer(5, &[(1, "complete")]));
    assert_eq!((question(&screen).targets.clone(), ended(&screen)), (ids(&[2]), 1));
    screen.send(answer(6, &[(2, "complete")]));
    assert!(screen.model.dialogs.is_empty(), "nothing is left to ask about");
    assert_eq!(cancelled(&screen.keys("y")), [] as [u32; 0]);
}

#[test]
fn marks_that_the_filter_hides_are_left_alone_unless_told() {
    for (keys, expected) in [("cy", vec![1]), ("chy", vec![1, 2]), ("chhy", vec![1])] {
        let mut screen = Screen::with(&["processing", "processing", "complete"]);
        screen.keys("*/run1\n");
        assert_eq!(cancelled(&screen.keys(keys)), expected, "{keys}");
    }
    let mut screen = Screen::with(&["processing", "processing", "complete"]);
    screen.keys("*/run1\nc");
    let asked = question(&screen);
    assert_eq!((&asked.targets, &asked.hidden, ended(&screen)), (&ids(&[1]), &ids(&[2]), 1));
}

#[test]
fn nothing_to_cancel_is_said() {
    let mut screen = Screen::with(&["complete"]);
    screen.keys("c");
    assert!(screen.model.dialogs.is_empty());
    assert_eq!(screen.notice(), "nothing to cancel: already ended");
}

#[test]
fn a_question_that_cannot_be_seen_cannot_be_answered_with_yes() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("c");
    screen.send(Msg::Resize(20, 5));
    assert_eq!(cancelled(&screen.keys("y")), [] as [u32; 0]);
    screen.send(Msg::Resize(80, 24));
    assert_eq!(cancelled(&screen.keys("y")), [1]);
}

#[test]
fn a_question_about_tasks_that_another_eftop_removed_is_closed() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("c");
    screen.send(Event::Removed(ids(&[1])));
    assert!(screen.model.dialogs.is_empty());
}

#[test]
fn a_taken_cancel_is_no_end() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("*cy");
    assert!(screen.marks().is_empty(), "the marks have done their work");
    screen.send(Event::CancelAnswered { ids: ids(&[1, 2]), result: Ok(Vec::new()) });
    assert_eq!(screen.state(1), State::Cancelling);
    assert!(screen.notice().starts_with("cancel sent for 2 tasks"));
    screen.send(answer(9, &[(1, "cancel"), (2, "complete")]));
    assert_eq!((screen.state(1), screen.state(2)), (State::Cancel, State::Complete));
    let said = |entry: &LogEntry| matches!(&entry.what, Logged::Task { id: one, kind: EventKind::FinishedFirst(State::Complete), .. } if *one == id(2));
    assert!(screen.model.watch.log.entries().any(said));
}

#[test]
fn a_failed_cancel_is_told_and_its_key_tries_again() {
    let mut screen = Screen::with(&["processing", "processing", "processing"]);
    screen.keys("*cy");
    let refused = vec![(id(2), problem(CallErrorKind::Limited)), (id(3), problem(CallErrorKind::Limited))];
    screen.send(Event::CancelAnswered { ids: ids(&[1, 2, 3]), result: Ok(refused) });
    assert!(screen.notice().starts_with("cancel of 2 tasks failed: limited 911048"), "{}", screen.notice());
    assert_eq!(screen.state(2), State::Processing);
    assert!(matches!(screen.model.watch.tasks.get(&id(2)).unwrap().cancel, CancelStep::Failed(..)));
    assert_eq!(cancelled(&screen.keys("cy")), [2, 3]);
    screen.send(Event::CancelAnswered { ids: ids(&[2, 3]), result: Err(problem(CallErrorKind::Unreachable)) });
    assert_eq!((screen.state(2), screen.state(3)), (State::Processing, State::Processing));
}

#[test]
fn what_was_told_of_a_failed_cancel_goes_when_the_tasks_are_cancelled_after_all() {
    let mut screen = Screen::with(&["processing", "processing", "processing"]);
    screen.keys("*cy");
    let refused = vec![(id(2), problem(CallErrorKind::Limited)), (id(3), problem(CallErrorKind::Limited))];
    screen.send(Event::CancelAnswered { ids: ids(&[1, 2, 3]), result: Ok(refused) });
    screen.send(answer(3, &[(1, "processing"), (2, "cancel"), (3, "processing")]));
    assert!(screen.notice().starts_with("cancel of 2 tasks failed"), "one of them goes on: {}", screen.notice());
    screen.send(answer(4, &[(1, "processing"), (3, "cancel")]));
    assert_eq!(screen.notice(), "minus 3.0 GiB of a cancelled task");
}

#[test]
fn an_answer_reaches_a_task_that_was_forgotten_and_brought_back_meanwhile() {
    for brought_back_before in [true, false] {
        let mut screen = Screen::with(&["processing", "processing"]);
        screen.keys("cyd");
        assert_eq!(screen.rows(), [2]);
        let done = Event::CancelAnswered { ids: ids(&[1]), result: Err(problem(CallErrorKind::Unreachable)) };
        if brought_back_before {
            screen.keys("u");
            screen.send(done);
        } else {
            screen.send(done);
            assert!(screen.notice().starts_with("cancel of 1 task failed"), "{}", screen.notice());
            screen.keys("u");
        }
        assert_eq!(screen.state(1), State::Processing, "it goes on, and does not claim to be cancelling");
        assert!(matches!(screen.model.watch.tasks.get(&id(1)).unwrap().cancel, CancelStep::Failed(..)));
    }
}

#[test]
fn a_cancel_that_failed_is_told_even_when_nobody_watches_its_task_any_more() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("cy");
    screen.send(Event::Removed(ids(&[1])));
    let effects =
        screen.send(Event::CancelAnswered { ids: ids(&[1]), result: Err(problem(CallErrorKind::Unreachable)) });
    assert_eq!(effects, []);
    assert!(screen.notice().starts_with("cancel of 1 task failed"), "{}", screen.notice());
    assert!(screen.marks().is_empty());
}

#[test]
fn no_task_that_comes_back_waits_for_an_answer_that_came_while_it_was_away() {
    let numbers: Vec<_> = (1..=2100).collect();
    let mut screen = Screen::with(&vec!["processing"; numbers.len()]);
    let watch = &mut screen.model.watch;
    watch.apply(Event::CancelSent(ids(&numbers)), at(1));
    let tasks: Vec<_> = watch.tasks.iter().cloned().collect();
    watch.apply(Event::Removed(ids(&numbers)), at(1));
    watch.apply(Event::CancelAnswered { ids: ids(&numbers), result: Ok(Vec::new()) }, at(2));
    watch.apply(Event::Added { tasks, back: true }, at(3));
    let steps = |of: fn(&CancelStep) -> bool| watch.tasks.iter().filter(|task| of(&task.cancel)).count();
    let taken = steps(|step| matches!(step, CancelStep::Taken(_)));
    // So many answers are kept. Of the others it is not known how they were answered, so the task list is to tell.
    assert_eq!((taken, steps(|step| matches!(step, CancelStep::Unclear(_)))), (2000, 100));
}

#[test]
fn a_failed_cancel_of_what_ended_while_it_was_forgotten_says_nothing() {
    let mut screen = Screen::with(&["processing", "waiting"]);
    screen.keys("cy");
    screen.send(answer(5, &[(1, "complete")]));
    screen.model.notice = None;
    screen.keys("jd");
    assert_eq!(screen.rows(), [2]);
    screen.model.notice = None;
    screen.send(Event::CancelAnswered { ids: ids(&[1]), result: Err(problem(CallErrorKind::Unreachable)) });
    assert_eq!(screen.notice(), "");
}

#[test]
fn an_end_that_was_seen_is_known_even_when_its_task_was_forgotten_and_added_anew() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("cy");
    screen.send(answer(5, &[(1, "complete")]));
    screen.keys("C");
    assert_eq!(screen.rows(), [2]);
    // Added, and taken away by undo before it was asked for; the first forgetting lies below that in undo.
    screen.send(Msg::Paste(id(1).as_str().to_owned()));
    screen.keys("\n");
    assert_eq!(screen.state(1), State::Unknown);
    screen.keys("u");
    assert_eq!(screen.rows(), [2]);
    screen.model.notice = None;
    screen.send(Event::CancelAnswered { ids: ids(&[1]), result: Err(problem(CallErrorKind::Unreachable)) });
    assert_eq!(screen.notice(), "");
}

#[test]
fn what_ended_is_not_put_back_as_it_was_before_its_end() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("d");
    screen.send(Msg::Paste(id(1).as_str().to_owned()));
    screen.keys("\n");
    screen.send(answer(5, &[(1, "complete")]));
    // Takes the adding back, and the forgetting.
    screen.keys("uu");
    assert_eq!(screen.state(1), State::Complete);
}

#[test]
fn a_cancel_without_an_answer_is_open_until_the_service_says_how_the_task_stands() {
    let lost = || Event::CancelAnswered { ids: ids(&[1, 2]), result: Err(CallError::bad_answer(502, "Bad Gateway")) };
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("*cy");
    screen.send(lost());
    assert!(screen.notice().starts_with("no clear answer to the cancel of 2 tasks"), "{}", screen.notice());
    assert_eq!((screen.state(1), screen.state(2)), (State::Cancelling, State::Cancelling));
    let asked = screen.seconds + 1;
    screen.send(answer(asked, &[(1, "cancel"), (2, "processing")]));
    assert_eq!((screen.state(1), screen.state(2)), (State::Cancel, State::Cancelling));
    for seconds in [asked + 4, asked + 8, asked + 12] {
        screen.send(answer(seconds, &[(2, "processing")]));
    }
    assert!(screen.notice().starts_with("cancel of 1 task failed"), "{}", screen.notice());
    assert_eq!(screen.state(2), State::Processing);
}

#[test]
fn a_refused_cancel_of_what_has_ended_tells_how_it_ended() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("*cy");
    let refused = ids(&[1, 2]).into_iter().map(|id| (id, CallError::of_code("10003", 200, "no"))).collect();
    screen.send(Event::CancelAnswered { ids: ids(&[1, 2]), result: Ok(refused) });
    assert_eq!(screen.state(1), State::Cancelling);
    screen.send(answer(screen.seconds + 1, &[(1, "complete"), (2, "processing")]));
    assert_eq!((screen.state(1), screen.state(2)), (State::Complete, State::Processing));
    assert!(screen.notice().starts_with("cancel of 1 task failed"), "{}", screen.notice());
}
