//! The log of the set, as a screen holds it.

use super::support::{Screen, appeared, at, ended, id, ids, trouble};
use eftop::internals::{
    domain::{CallErrorKind, Logged, SetChange},
    watch::Event,
};
use rstest::rstest;

fn entries(screen: &Screen) -> Vec<Logged> {
    screen.model.watch.log.entries().map(|entry| entry.what.clone()).collect()
}

#[test]
fn what_comes_and_goes_is_an_entry() {
    let mut screen = Screen::empty();
    screen.send(appeared(&[1, 2]));
    screen.send(Event::Removed(ids(&[2])));
    let [Logged::Set { change: SetChange::Added, count: 2, first: added, .. }, gone] = &entries(&screen)[..] else {
        panic!("{:?}", entries(&screen))
    };
    assert!(matches!(gone, Logged::Set { change: SetChange::Forgotten, count: 1, first, .. } if *first == id(2)));
    assert_eq!(*added, id(1));
}

#[rstest]
#[case::of_a_minute(70, 1)]
#[case::of_less(69, 0)]
fn an_outage_is_an_entry_once_it_is_over(#[case] end: u64, #[case] count: usize) {
    let mut screen = Screen::with(&["processing"]);
    let before = entries(&screen).len();
    screen.send(ended(12, trouble(CallErrorKind::Unreachable, 10)));
    assert_eq!(entries(&screen).len(), before);
    screen.send(ended(end, None));
    let new = entries(&screen).split_off(before);
    assert_eq!(new.len(), count, "{new:?}");
    assert!(new.iter().all(|entry| matches!(entry, Logged::Outage { since, .. } if *since == at(10).wall)));
}

#[test]
fn an_entry_keeps_its_number_when_older_ones_go() {
    let mut screen = Screen::empty();
    for number in 1..=1003 {
        screen.send(appeared(&[number]));
        screen.send(Event::Removed(ids(&[number])));
    }
    let log = &screen.model.watch.log;
    assert_eq!((log.first(), log.entries().count()), (1006, 1000));
}
