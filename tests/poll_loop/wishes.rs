//! What a user wants: a poll now, more ids, fewer, another interval.

use super::support::{Bench, fails, id, ids, live, secs};
use eftop::internals::domain::{CallErrorKind, Moment, PollEvent};
use rstest::rstest;
use std::{collections::HashSet, time::Duration};

#[tokio::test(start_paused = true)]
async fn poll_now_begins_at_once_but_not_more_often_than_the_floor() {
    let mut bench = Bench::new(0, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    bench.cycle().await;
    tokio::time::sleep(secs(1)).await;
    bench.poller.poll_now();
    bench.cycle().await;
    bench.poller.poll_now();
    bench.poller.poll_now();
    bench.cycle().await;
    bench.cycle().await;
    assert_eq!(bench.times(), [0, 1_000, 1_500, 3_500]);
}

#[tokio::test(start_paused = true)]
async fn poll_now_within_a_cycle_is_ignored() {
    let mut bench = Bench::new(500, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    assert!(matches!(bench.event().await, PollEvent::Started { .. }));
    bench.poller.poll_now();
    bench.cycle().await;
    bench.cycle().await;
    assert_eq!(bench.times(), [0, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn within_a_spread_cycle_new_ids_and_a_wish_go_at_once() {
    let mut bench = Bench::new(100, |_, ids| live(ids));
    bench.poller.watch(ids(4_000));
    bench.cycle().await;
    assert!(matches!(bench.event().await, PollEvent::Started { .. }));
    tokio::time::sleep(Duration::from_millis(510)).await;
    bench.poller.watch(vec![id(9_000)]);
    // Until its answer is there.
    while !matches!(bench.event().await, PollEvent::Batch(snapshot) if snapshot.reports[0].0 == id(9_000)) {}
    let asked = bench.calls().iter().position(|asked| *asked == [id(9_000)]).unwrap();
    assert_eq!(bench.times()[asked], 2_510);
    let before = bench.calls().len();
    bench.poller.poll_now();
    let told = bench.cycle().await;
    assert_eq!((told.asked, told.next), (4_001, Some(Duration::from_millis(4_610))));
    let since: HashSet<_> = bench.calls()[before..].concat().into_iter().collect();
    assert!(since.len() == 4_001 && bench.times()[before] < 2_710, "all of them, from the wish on");
    assert!(told.at < secs(5), "three at a time: {:?}", told.at);
}

#[rstest]
#[case::limited(CallErrorKind::Limited, None, false)]
#[case::told_when(CallErrorKind::Server, Some(30), false)]
#[case::unreachable(CallErrorKind::Unreachable, None, true)]
#[tokio::test(start_paused = true)]
async fn poll_now_while_failing(#[case] kind: CallErrorKind, #[case] retry_after: Option<u64>, #[case] allowed: bool) {
    let mut bench = Bench::new(0, move |_, _| fails(kind, None, retry_after));
    bench.poller.watch(ids(1));
    let next = bench.cycle().await.next.unwrap();
    tokio::time::sleep(secs(1)).await;
    bench.poller.poll_now();
    if allowed {
        assert_eq!(bench.cycle().await.at, secs(1));
    } else {
        assert_eq!(bench.event().await, PollEvent::NotNow { next: Moment(next) });
        assert_eq!(bench.cycle().await.at, next);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wish_that_waits_for_the_floor_is_dropped_when_the_service_limits_us_meanwhile() {
    let mut bench =
        Bench::new(0, |number, ids| if number == 1 { fails(CallErrorKind::Limited, None, None) } else { live(ids) });
    bench.poller.watch(ids(1));
    bench.cycle().await;
    bench.poller.poll_now();
    bench.poller.watch(vec![id(5)]);
    let next = bench.cycle().await.next.unwrap();
    assert_eq!(bench.cycle().await.at, next);
    assert_eq!(next, secs(4));
}

#[tokio::test(start_paused = true)]
async fn new_ids_are_asked_for_at_once_without_moving_the_others() {
    let mut bench = Bench::new(0, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    bench.cycle().await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    bench.poller.watch(vec![id(5)]);
    assert_eq!(bench.cycle().await.next, Some(secs(2)));
    bench.cycle().await;
    assert_eq!(bench.times(), [0, 700, 2_000]);
    assert_eq!(bench.calls()[1..], [vec![id(5)], vec![id(0), id(5)]]);
}

#[tokio::test(start_paused = true)]
async fn new_ids_do_not_wait_for_a_request_that_hangs() {
    let latency = |number| if number == 0 { 15_000 } else { 100 };
    let mut bench = Bench::with(64, latency, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    tokio::time::sleep(secs(1)).await;
    bench.poller.watch(vec![id(5)]);
    assert_eq!(bench.cycle().await.reported(), [id(5), id(0)]);
    assert_eq!(bench.times()[..2], [0, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn new_ids_wait_while_asking_fails() {
    let mut bench =
        Bench::new(0, |number, ids| if number == 0 { fails(CallErrorKind::Limited, None, None) } else { live(ids) });
    bench.poller.watch(ids(1));
    bench.cycle().await;
    bench.poller.watch(vec![id(5)]);
    assert_eq!(bench.cycle().await.asked, 2);
    assert_eq!(bench.times(), [0, 4_000]);
}

#[tokio::test(start_paused = true)]
async fn a_command_does_not_restart_the_wait() {
    let mut bench = Bench::new(0, |_, ids| live(ids));
    bench.poller.watch(ids(2));
    bench.cycle().await;
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(600)).await;
        bench.poller.forget(vec![id(1)]);
    }
    bench.cycle().await;
    bench.poller.set_interval(secs(5));
    bench.cycle().await;
    bench.poller.set_interval(Duration::ZERO);
    bench.cycle().await;
    assert_eq!(bench.times(), [0, 2_000, 7_000, 7_500]);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_is_forgotten_within_a_cycle_is_not_asked_for_in_its_turn() {
    let mut bench = Bench::new(100, |_, ids| live(ids));
    bench.poller.watch(ids(400));
    assert!(matches!(bench.event().await, PollEvent::Started { .. }));
    bench.poller.forget(vec![id(350)]);
    assert_eq!(bench.cycle().await.asked, 399);
    assert!(!bench.calls().concat().contains(&id(350)));
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_id_is_not_told_of_even_when_it_was_in_flight() {
    let mut bench = Bench::new(500, |_, ids| live(&ids[..1]));
    bench.poller.watch(ids(4));
    assert!(matches!(bench.event().await, PollEvent::Started { .. }));
    bench.poller.forget(vec![id(0), id(2)]);
    bench.poller.watch(vec![id(7)]);
    let told = bench.cycle().await;
    assert_eq!((told.reported(), told.absent()), (vec![id(7)], vec![id(1), id(3)]));
    bench.cycle().await;
    assert_eq!(bench.calls()[1..], [vec![id(7)], vec![id(1), id(3), id(7)]]);
}
