//! Several regions on one screen: whose news is whose, what is bound to where, and what cannot be reached.

use super::support::{Screen, answer, answer_of, appeared, at, ended, ended_of, id, ids, place, task, trouble};
use eftop::internals::{
    domain::{CallErrorKind, Moment, PollEvent, RegionId, SignIn, Snapshot, State, Task},
    tui::{Ask, Column, Dialog, Effect, Mode, Msg, ServiceEffect},
    watch::Event,
};
use std::time::Duration;

const FAR: usize = 1;

fn far() -> RegionId {
    RegionId::new(FAR)
}

/// Tasks 1 and 2 at home, 3 and 4 far away, 5 nowhere; all of them run, and the first four were answered once.
fn two_regions() -> Screen {
    let mut screen = Screen::empty();
    screen.send(Event::Region(place(0, "华东一区【昆山】")));
    screen.send(Event::Region(place(FAR, "西南一区")));
    let tasks = [(1, RegionId::DEFAULT), (2, RegionId::DEFAULT), (3, far()), (4, far()), (5, RegionId::UNBOUND)];
    screen.model.adopt(tasks.iter().map(|(n, place)| task(*n, *place)).collect());
    screen.send(answer(1, &[(1, "processing"), (2, "processing")]));
    screen.send(answer_of(far(), 1, &[(3, "processing"), (4, "processing")]));
    screen
}

#[test]
fn news_is_for_the_tasks_of_its_own_region() {
    let mut screen = two_regions();
    screen.send(answer_of(far(), 9, &[(1, "fail"), (3, "complete"), (5, "fail")]));
    assert_eq!([1, 3, 5].map(|n| screen.state(n)), [State::Processing, State::Complete, State::Unknown]);
    let gone = Snapshot {
        at: at(10),
        round_trip: Duration::ZERO,
        reports: Vec::new(),
        absent: ids(&[2, 4]),
        refused: Vec::new(),
        skipped: 0,
    };
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Batch(gone)));
    assert_eq!([2, 4].map(|n| screen.state(n)), [State::Missing, State::Processing]);
}

#[test]
fn a_region_in_trouble_leaves_the_others_alone_and_is_named() {
    let mut screen = two_regions();
    screen.send(ended_of(far(), 10, trouble(CallErrorKind::SignIn(SignIn::Suspended), 10)));
    assert!(screen.notice().starts_with("西南一区: The account is suspended"), "{}", screen.notice());
    assert!(
        screen.model.watch.regions.home().feed.answers()
            && !screen.model.watch.regions.get(far()).unwrap().feed.answers()
    );
    screen.send(ended(12, None));
    assert!(screen.notice().starts_with("西南一区: "), "home never failed: {}", screen.notice());
    screen.send(ended_of(far(), 70, None));
    assert_eq!(screen.notice(), "西南一区: the service answers again after 1 min");
    let next = Moment(Duration::from_secs(screen.seconds + 1 + 12));
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::NotNow { next }));
    assert_eq!(screen.notice(), "昆山: the service is limiting requests; next poll in 12 s");
    assert_eq!(screen.model.watch.regions.get(far()).unwrap().feed.next, None);
}

#[test]
fn tasks_are_bound_and_saved_when_their_region_is_found() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("Z");
    screen.send(Event::Region(place(0, "昆山")));
    let base_url = |task: Option<&Task>| task.unwrap().origin.as_ref().map(|origin| origin.base_url.to_string());
    let bound = Some("https://efile0.example/efile".to_owned());
    assert_eq!(base_url(screen.model.watch.tasks.get(&id(1))), bound);
    assert_eq!(base_url(screen.model.shown().get(&id(2))), bound, "the standing screen, too");
    screen.send(Event::Region(place(0, "华东一区【昆山】")));
    assert_eq!(&*screen.model.watch.regions.home().label, "昆山");
    screen.send(Msg::Paste(id(9).to_string()));
    screen.keys("\n");
    assert_eq!(base_url(screen.model.watch.tasks.get(&id(9))), bound, "a new id belongs to home");
    screen.send(appeared(&[10]));
    assert_eq!(base_url(screen.model.watch.tasks.get(&id(10))), bound, "and one that another eftop added");
}

#[test]
fn what_was_removed_before_its_region_was_found_comes_back_bound() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("d");
    screen.send(Event::Region(place(0, "昆山")));
    screen.keys("u");
    assert!(screen.model.watch.tasks.get(&id(1)).unwrap().origin.is_some());
}

#[test]
fn what_nobody_can_reach_is_not_cancelled() {
    let mut screen = two_regions();
    screen.send(answer_of(far(), 5, &[(4, "complete")]));
    screen.keys("*c");
    let Some(Dialog::Question(question)) = screen.model.dialogs.last() else { panic!("no question") };
    assert_eq!(question.targets.len(), 3);
    assert!(matches!(question.ask, Ask::Cancel { ended: 1, unreached: 1 }), "{question:?}");
    let effects = screen.keys("y");
    assert!(
        matches!(effects.last(), Some(Effect::Service(ServiceEffect::Apply(Event::CancelSent(sent)))) if !sent.contains(&id(5)) && sent.len() == 3)
    );
    let mut screen = two_regions();
    screen.keys("/id:00000005\nc");
    assert!(screen.model.dialogs.is_empty());
    assert_eq!(screen.notice(), "cannot be cancelled from here: of another EFile URL");
}

#[test]
fn rows_are_ordered_and_filtered_by_region() {
    let mut screen = two_regions();
    screen.keys("/r:昆山\n");
    assert_eq!(screen.rows(), [1, 2]);
    screen.keys("/\x1b");
    screen.keys("\x1b");
    while screen.model.view.sort.key != Column::Region {
        screen.keys("<");
    }
    assert_eq!(screen.rows(), [1, 2, 3, 4, 5]);
    screen.keys("I");
    assert_eq!(screen.rows(), [3, 4, 1, 2, 5], "what has no region stays last");
}

#[test]
fn one_region_is_nothing_to_order_by() {
    let mut screen = Screen::with(&["processing"]);
    for _ in 0..12 {
        screen.keys(">");
        assert_ne!(screen.model.view.sort.key, Column::Region);
    }
    screen.keys("s");
    for _ in 0..12 {
        screen.keys("j");
        assert!(!matches!(screen.model.dialogs.last(), Some(Dialog::Sort { choice: Column::Region })));
    }
}

#[test]
fn the_regions_open_and_close_with_their_key_and_can_be_asked_from_there() {
    let mut screen = two_regions();
    screen.keys("R");
    assert_eq!(screen.model.mode(), Mode::Regions);
    screen.keys("jj");
    assert!(matches!(screen.model.dialogs.last(), Some(Dialog::Regions { scroll: 2 })));
    assert_eq!(screen.keys("r"), [Effect::Service(ServiceEffect::PollNow)]);
    screen.keys("R");
    assert_eq!(screen.model.mode(), Mode::List);
}
