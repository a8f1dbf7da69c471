//! What the service's answers, the file of the set and time do.

use super::support::{Screen, answer, appeared, at, ended, id, ids, problem, trouble};
use eftop::internals::{
    domain::{CallError, CallErrorKind, Moment, PollEvent, Refusal, RegionId, Snapshot, State, Task, Trouble},
    store::StoreError,
    tui::{Detail, Effect, Key, Msg, ServiceEffect, TerminalEffect},
    watch::{Change, Event},
};
use std::time::Duration;

#[test]
fn an_answer_is_counted() {
    let mut screen = Screen::with(&["processing", "waiting"]);
    assert_eq!(screen.send(answer(3, &[(1, "processing"), (2, "waiting")])), []);
    screen.send(answer(5, &[(1, "complete"), (2, "waiting")]));
    assert_eq!(screen.model.watch.totals.of(State::Complete), 1);
    assert_eq!(screen.model.watch.regions.home().feed.last_answer, Some(at(5)));
}

/// A cycle of a lone id that ended so.
fn cycle_of_refusals(screen: &mut Screen, seconds: u64, refused: Vec<Refusal>, trouble: Option<Trouble>) {
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Started { at: at(seconds) }));
    if !refused.is_empty() {
        let (round_trip, reports, absent) = (Duration::ZERO, Vec::new(), Vec::new());
        let batch = Snapshot { at: at(seconds), round_trip, reports, absent, refused, skipped: 0 };
        screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Batch(batch)));
    }
    screen.send(ended(seconds, trouble));
}

#[test]
fn an_outage_ends_with_an_answer_and_not_because_an_id_counts_as_refused() {
    let mut screen = Screen::with(&["processing"]);
    let refused = || CallError { code: Some("911030".into()), ..problem(CallErrorKind::Refused) };
    let trouble = Trouble { problem: refused(), failures: 1, since: at(10) };
    cycle_of_refusals(&mut screen, 10, Vec::new(), Some(trouble));
    let since = screen.model.watch.regions.home().feed.silent_since();
    for seconds in [20, 25] {
        cycle_of_refusals(&mut screen, seconds, vec![Refusal { id: id(1), problem: refused() }], None);
        let feed = &screen.model.watch.regions.home().feed;
        assert!(!screen.notice().contains("answers again"), "{}", screen.notice());
        assert!(since.is_some() && feed.silent_since() == since && feed.is_present());
    }
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Started { at: at(70) }));
    screen.send(answer(70, &[(1, "processing")]));
    screen.send(ended(70, None));
    assert_eq!(screen.notice(), "the service answers again after 1 min");
    assert_eq!(screen.model.watch.regions.home().feed.silent_since(), None);
}

#[test]
fn answers_about_forgotten_tasks_change_nothing() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("d");
    assert_eq!(screen.send(answer(3, &[(1, "fail"), (77, "fail")])), []);
    assert_eq!(screen.rows(), [2]);
}

#[test]
fn what_is_not_returned_or_refused_is_missing_while_it_cannot_have_been_forgotten() {
    let mut screen = Screen::with(&["processing", "waiting"]);
    let refused = vec![Refusal { id: id(2), problem: problem(CallErrorKind::Refused) }];
    let snapshot =
        Snapshot { at: at(9), round_trip: Duration::ZERO, reports: Vec::new(), absent: ids(&[1]), refused, skipped: 3 };
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Batch(snapshot)));
    assert_eq!([1, 2].map(|n| screen.state(n)), [State::Missing; 2]);
    assert!(screen.model.watch.tasks.get(&id(2)).unwrap().refusal.is_some());
    assert_eq!(screen.model.watch.regions.home().feed.skipped, 3);
}

#[test]
fn the_cursor_follows_its_task_through_a_new_order() {
    let mut screen = Screen::with(&["processing", "processing", "processing"]);
    screen.keys("j");
    assert_eq!(screen.cursor(), Some(2));
    screen.send(answer(4, &[(3, "fail"), (1, "complete")]));
    assert_eq!((screen.rows(), screen.cursor()), (vec![3, 2, 1], Some(2)));
}

#[test]
fn until_the_user_acts_the_cursor_is_on_what_needs_a_person_first() {
    let mut screen = Screen::with(&["processing"; 50]);
    screen.send(answer(4, &[(40, "fail")]));
    assert_eq!((screen.cursor(), screen.model.view.top), (Some(40), 0));
    screen.keys("j");
    let chosen = screen.cursor();
    screen.send(answer(6, &[(45, "fail")]));
    assert_eq!(screen.cursor(), chosen, "from then on it follows its task");
}

#[test]
fn a_token_that_is_refused_is_told_with_what_to_do() {
    let mut screen = Screen::with(&["processing"]);
    screen.send(ended(10, trouble(CallErrorKind::Unauthenticated, 10)));
    assert!(screen.notice().contains("Get a new one"), "{}", screen.notice());
}

#[test]
fn failures_and_the_end_of_the_set_are_passed_on_once() {
    let mut screen = Screen::with(&["processing", "processing"]);
    let effects = screen.send(answer(5, &[(1, "fail"), (2, "processing")]));
    assert!(effects.contains(&Effect::Service(ServiceEffect::Failed(ids(&[1])))), "{effects:?}");
    let effects = screen.send(answer(7, &[(2, "complete")]));
    assert!(
        effects.contains(&Effect::Service(ServiceEffect::SetEnded))
            && !effects.iter().any(|one| matches!(one, Effect::Service(ServiceEffect::Failed(_))))
    );
    assert!(!screen.send(answer(9, &[(2, "complete")])).contains(&Effect::Service(ServiceEffect::SetEnded)));
}

#[test]
fn a_set_that_is_lost_is_not_told_as_a_success() {
    let mut screen = Screen::with(&["processing", "processing"]);
    let mut absent = |minute: u64| {
        screen.send(Event::Poll(
            RegionId::DEFAULT,
            PollEvent::Batch(Snapshot {
                at: at(9 + minute * 60),
                round_trip: Duration::from_millis(1),
                reports: Vec::new(),
                absent: vec![id(1), id(2)],
                refused: Vec::new(),
                skipped: 0,
            }),
        ));
        [screen.state(1), screen.state(2)]
    };
    // They were alive a moment ago: the service cannot have forgotten them yet.
    assert!((0..10).all(|minute| absent(minute) == [State::Missing; 2]));
    assert_eq!(absent(10), [State::Gone; 2]);
    assert!(screen.notice().contains("2 gone"), "{}", screen.notice());
    assert_eq!(screen.model.watch.totals.fraction(), None);
}

#[test]
fn a_long_list_keeps_the_cursors_place_on_the_screen() {
    let mut screen = Screen::with(&["processing"; 100]);
    screen.keys("G");
    for _ in 0..30 {
        screen.keys("k");
    }
    let place = screen.model.cursor_row().unwrap() - screen.model.view.top;
    screen.send(answer(4, &[(99, "fail"), (100, "fail")]));
    assert_eq!(screen.model.cursor_row().unwrap() - screen.model.view.top, place);
}

#[test]
fn an_outage_keeps_the_data_and_its_end_is_told() {
    let mut screen = Screen::with(&["processing"]);
    screen.send(ended(10, trouble(CallErrorKind::Unreachable, 10)));
    assert_eq!(screen.rows(), [1]);
    screen.send(ended(75, None));
    assert_eq!(screen.notice(), "the service answers again after 1 min 5 s");
    screen.model.notice = None;
    screen.send(ended(80, None));
    assert_eq!(screen.notice(), "");
}

#[test]
fn the_end_of_everything_is_told_once() {
    let mut screen = Screen::with(&["processing", "fail"]);
    screen.send(answer(4, &[(1, "complete")]));
    assert_eq!(screen.notice(), "all ended: 1 done, 1 failed (911020), 1.0 GiB");
    screen.model.notice = None;
    screen.send(answer(6, &[(1, "complete")]));
    assert_eq!(screen.notice(), "");
}

#[test]
fn forgetting_the_last_live_task_is_no_end() {
    let mut screen = Screen::with(&["processing", "complete"]);
    screen.keys("d");
    screen.send(answer(4, &[(2, "complete")]));
    assert!(screen.notice().starts_with("stopped watching"));
}

#[test]
fn a_total_that_shrinks_is_told_once() {
    let mut screen = Screen::with(&["processing", "processing", "processing"]);
    screen.send(answer(4, &[(3, "fail")]));
    assert_eq!(screen.notice(), "minus 3.0 GiB of a failed task");
    screen.model.notice = None;
    screen.send(answer(6, &[(3, "fail"), (1, "complete")]));
    assert_eq!(screen.notice(), "", "neither again nor of what is done");
}

#[test]
fn a_large_set_is_sorted_once_per_cycle() {
    let mut screen = Screen::with(&vec!["processing"; 3000]);
    screen.send(ended(2, None));
    let before = screen.rows();
    screen.send(answer(4, &[(3000, "fail")]));
    assert_eq!(screen.rows(), before);
    screen.send(ended(5, None));
    assert_eq!(screen.rows()[0], 3000);
    screen.send(answer(6, &[(2999, "fail")]));
    screen.send(Msg::Tick);
    assert_eq!(screen.rows()[..2], [2999, 3000]);
}

#[test]
fn polling_now_asks_and_a_refusal_says_how_long() {
    let mut screen = Screen::with(&["processing"]);
    assert_eq!(screen.keys("r"), [Effect::Service(ServiceEffect::PollNow)]);
    assert_eq!(
        screen.press(Key::ctrl('l')),
        [Effect::Service(ServiceEffect::PollNow), Effect::Terminal(TerminalEffect::Redraw)]
    );
    let next = Moment(Duration::from_secs(screen.seconds + 1 + 12));
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::NotNow { next }));
    assert_eq!(screen.notice(), "the service is limiting requests; next poll in 12 s");
}

#[test]
fn another_eftop_adds_and_removes() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.send(appeared(&[9, 2]));
    screen.send(Event::Removed(ids(&[1, 50])));
    assert_eq!(screen.rows(), [2, 9]);
}

#[test]
fn trouble_with_the_file_is_told_once_and_its_end_too() {
    let mut screen = Screen::empty();
    let failed = Change::SaveFailed(StoreError::Locked { path: "set\u{1b}[31m.lock".into() });
    screen.send(failed.clone());
    assert!(screen.notice().starts_with("the watch set cannot be saved: set"));
    assert!(!screen.notice().contains('\u{1b}'));
    screen.model.notice = None;
    screen.send(failed);
    assert_eq!(screen.notice(), "");
    screen.send(Change::Saved);
    assert_eq!(screen.notice(), "the watch set is saved again");
}

#[test]
fn ticks_draw_only_what_ages() {
    let mut screen = Screen::empty();
    screen.send(Msg::Tell("hello".to_owned()));
    screen.model.dirty = false;
    screen.send(Msg::Tick);
    assert!(!screen.model.dirty, "an empty screen stands still");
    for _ in 0..5 {
        screen.send(Msg::Tick);
    }
    assert!(screen.model.dirty && screen.model.notice.is_none(), "the notice went");
    let mut busy = Screen::with(&["processing"]);
    busy.model.dirty = false;
    busy.send(Msg::Tick);
    assert!(busy.model.dirty);
}

#[test]
fn a_standing_screen_keeps_its_rows_and_acts_on_the_tasks_of_now() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("Z");
    screen.send(answer(5, &[(2, "fail"), (1, "complete")]));
    assert_eq!(screen.rows(), [1, 2]);
    assert_eq!(screen.model.shown_totals().of(State::Processing), 2);
    screen.keys("c");
    assert!(screen.model.dialogs.is_empty(), "it has ended, although the screen shows it running");
    screen.keys("d");
    assert_eq!(screen.rows(), [2]);
    screen.keys("uZ");
    assert_eq!(screen.rows(), [2, 1]);
}

#[test]
fn a_cycle_that_is_followed_at_once_is_said_to_be_at_the_limits() {
    let mut screen = Screen::with(&["processing"]);
    let cycle = |screen: &mut Screen, began: u64, over: u64, next: u64| {
        screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Started { at: at(began) }));
        let (round_trip, next) = (Some(Duration::from_millis(80)), Some(at(next).moment));
        let end = PollEvent::Ended { at: at(over), asked: 1, round_trip, trouble: None, next };
        screen.send(Event::Poll(RegionId::DEFAULT, end));
        screen.model.watch.regions.home().feed.stretched
    };
    assert_eq!(cycle(&mut screen, 10, 11, 12), None);
    assert_eq!(cycle(&mut screen, 12, 33, 33), Some(Duration::from_secs(21)));
    assert_eq!(cycle(&mut screen, 33, 34, 35), None);
}

#[test]
fn a_large_set_keeps_the_raw_answers_of_the_failed_and_of_the_opened_task_only() {
    let raw = |screen: &Screen, number: u32| {
        screen.model.watch.tasks.get(&id(number)).unwrap().report().unwrap().raw().to_owned()
    };
    for (tasks, kept) in [(3, "{}"), (6_000, "")] {
        let mut screen = Screen::empty();
        screen.model.adopt((1..=tasks).map(|number| Task::new(id(number), at(0).wall)).collect());
        screen.model.view.cursor = Some(id(3).into());
        screen.model.detail = Some(Detail::default());
        screen.send(Msg::Redraw);
        let mut told = answer(5, &[(1, "processing"), (2, "fail"), (3, "processing")]);
        let Event::Poll(_, PollEvent::Batch(snapshot)) = &mut told else { unreachable!() };
        snapshot.reports.iter_mut().for_each(|(_, report)| report.extra_mut().raw = "{}".into());
        screen.send(told);
        assert_eq!([1, 2, 3].map(|number| raw(&screen, number)), [kept, "{}", "{}"]);
    }
}
