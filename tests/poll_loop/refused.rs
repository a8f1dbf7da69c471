//! Ids that the service refuses, and a service that refuses everything.

use super::support::{Bench, fails, id, ids, live, refuses, secs};
use eftop::internals::domain::{CallError, CallErrorKind, TaskId};
use rstest::rstest;
use std::collections::HashSet;

/// Runs cycles until all of `bad` are refused, and nobody else; the requests of each, and how many failed.
async fn find(bench: &mut Bench, count: usize, bad: &HashSet<TaskId>) -> (usize, usize) {
    let (mut found, mut failed, mut sent) = (HashSet::new(), 0, 0);
    for cycle in 1.. {
        assert!(cycle < 100, "{} of {} found", found.len(), bad.len());
        let told = bench.cycle().await;
        failed += usize::from(told.trouble.is_some());
        found.extend(told.refused());
        let requests = bench.calls().len() - std::mem::replace(&mut sent, bench.calls().len());
        assert!(requests <= count.div_ceil(100) + 16, "{requests} requests in one cycle");
        if found.len() >= bad.len() {
            assert_eq!(found, *bad);
            return (cycle, failed);
        }
    }
    unreachable!()
}

#[rstest]
#[case::one_of_a_hundred(100, &[17], "911009", 1, 0)]
#[case::in_both_halves(100, &[17, 80], "10004", 2, 0)]
#[case::in_both_halves_and_maybe_the_service(100, &[17, 80], "911030", 4, 1)]
#[case::neighbours(100, &[0, 1], "10003", 2, 0)]
#[case::the_last_in_a_batch_of_its_own(101, &[100], "911021", 1, 0)]
#[case::two_batches(200, &[3, 150], "10009", 3, 1)]
#[case::each_batch_has_one(300, &[3, 150, 222], "10003", 5, 1)]
#[case::of_two(2, &[0], "10003", 1, 0)]
#[case::another_code(100, &[17], "911502", 1, 0)]
#[tokio::test(start_paused = true)]
async fn refused_ids_are_found_by_splitting_and_the_others_are_read(
    #[case] count: usize,
    #[case] bad: &'static [usize],
    #[case] code: &'static str,
    #[case] cycles: usize,
    #[case] failures: usize,
) {
    let mut bench = Bench::new(10, refuses(bad, code));
    bench.poller.watch(ids(count));
    let found = find(&mut bench, count, &bad.iter().map(|bad| id(*bad)).collect()).await;
    assert!(found.0 <= cycles && found.1 <= failures, "{found:?} cycles and failures");
    let before = bench.calls().len();
    assert_eq!(bench.cycle().await.reported().len(), count - bad.len());
    let (others, alone) = ((count - bad.len()).div_ceil(100), bad.len());
    assert!(bench.calls().len() - before <= others + alone, "the others are not held up any more");
}

#[rstest]
#[case::every_third(100, "10004", |n| n % 3 == 0)]
#[case::every_third_and_maybe_the_service(100, "911030", |n| n % 3 == 0)]
#[case::all_but_the_last(60, "10004", |n| n < 59)]
#[case::the_first_half_of_many(600, "911020", |n| n < 300)]
#[tokio::test(start_paused = true)]
async fn however_many_are_refused_all_are_found_and_nobody_else(
    #[case] count: usize,
    #[case] code: &'static str,
    #[case] is_bad: fn(usize) -> bool,
) {
    let bad: HashSet<_> = (0..count).filter(|n| is_bad(*n)).map(id).collect();
    let all_bad = bad.clone();
    let mut bench = Bench::new(10, move |_, ids| {
        if ids.iter().any(|id| bad.contains(id)) { fails(CallErrorKind::Refused, Some(code), None) } else { live(ids) }
    });
    bench.poller.watch(ids(count));
    find(&mut bench, count, &all_bad).await;
    assert_eq!(bench.cycle().await.trouble, None);
}

#[tokio::test(start_paused = true)]
async fn a_refused_id_is_asked_alone_and_ever_more_rarely() {
    let mut bench = Bench::new(0, refuses(&[0], "10003"));
    bench.poller.watch(ids(2));
    while bench.cycle().await.at < secs(300) {}
    let calls = bench.service.calls.lock().unwrap();
    let times: Vec<_> =
        calls.iter().filter(|(_, ids)| ids.contains(&id(0))).map(|(at, ids)| (at.as_secs(), ids.len())).collect();
    assert_eq!(times[..4], [(0, 2), (0, 1), (6, 1), (12, 1)]);
    assert!(times.len() < 20 && times[2..].iter().all(|(_, ids)| *ids == 1), "{times:?}");
}

#[rstest]
#[case::by_its_code("10004", 0)]
#[case::by_its_code_as_well("911020", 0)]
#[case::after_a_while("911030", 12)]
#[case::after_a_while_even_of_what_may_be_an_error("10001", 12)]
#[tokio::test(start_paused = true)]
async fn the_only_id_is_refused_when_nothing_shows_that_the_service_works(#[case] code: &'static str, #[case] at: u64) {
    let kind = if code == "10001" { CallErrorKind::Server } else { CallErrorKind::Refused };
    let mut bench = Bench::new(0, move |_, _| fails(kind, Some(code), None));
    bench.poller.watch(ids(1));
    let told = loop {
        let told = bench.cycle().await;
        if !told.refused().is_empty() {
            break told;
        }
        assert!(told.trouble.is_some(), "{code}");
    };
    assert_eq!((told.at, told.trouble), (secs(at), None));
}

#[tokio::test(start_paused = true)]
async fn ids_that_are_all_refused_for_ever_are_refused_in_the_end() {
    let mut bench = Bench::new(0, |_, _| fails(CallErrorKind::Refused, Some("911030"), None));
    bench.poller.watch(ids(2));
    let mut found = HashSet::new();
    while found.len() < 2 {
        let told = bench.cycle().await;
        assert!(told.at < secs(30), "{told:?}");
        found.extend(told.refused());
    }
}

#[rstest]
#[case::one(1)]
#[case::few(3)]
#[case::many(5_000)]
#[tokio::test(start_paused = true)]
async fn a_service_that_refuses_all_is_in_trouble_and_no_id_is_blamed(#[case] count: usize) {
    let good = count.div_ceil(100);
    let mut bench = Bench::new(0, move |number, ids| {
        if (good..good + 99).contains(&number) { fails(CallErrorKind::Server, Some("10001"), None) } else { live(ids) }
    });
    bench.poller.watch(ids(count));
    assert_eq!(bench.cycle().await.trouble, None);
    for failures in 1.. {
        let before = bench.calls().len();
        let told = bench.cycle().await;
        assert_eq!(told.refused(), []);
        let Some(trouble) = told.trouble else { break };
        assert_eq!(trouble.failures, failures);
        assert!(bench.calls().len() - before <= 3, "the batch and its halves, or three batches");
    }
    assert_eq!(bench.cycle().await.trouble, None);
    assert_eq!(bench.cycle().await.reported().len(), count);
}

/// The others may still be accepted: three of the same kind in a row would say that the service is out of order.
#[tokio::test(start_paused = true)]
async fn refusals_with_different_codes_are_no_sign_of_a_service_out_of_order() {
    let mut bench = Bench::new(10, |number, ids| match number {
        0 => fails(CallErrorKind::Refused, Some("911009"), None),
        1 => fails(CallErrorKind::Refused, Some("911030"), None),
        2 => fails(CallErrorKind::Refused, Some("911021"), None),
        _ => live(ids),
    });
    bench.poller.watch(ids(400));
    let told = bench.cycle().await;
    assert_eq!((told.reported().len(), told.trouble), (400, None));
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_not_split_further_in_a_cycle_in_which_both_its_halves_were_refused() {
    let mut bench =
        Bench::new(
            10,
            |_, ids| {
                if ids[0] < id(100) { live(ids) } else { fails(CallErrorKind::Refused, Some("911030"), None) }
            },
        );
    bench.poller.watch(ids(200));
    assert_eq!(bench.cycle().await.trouble, None);
    assert_eq!(bench.calls().iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 50, 50]);
}

#[tokio::test(start_paused = true)]
async fn while_the_service_or_an_id_may_be_to_blame_one_request_is_sent_at_a_time() {
    let latency = |number| if number == 0 { 10 } else { 100 };
    let mut bench = Bench::with(64, latency, |number, ids| {
        if number == 0 { fails(CallErrorKind::Refused, Some("911030"), None) } else { live(ids) }
    });
    bench.poller.watch(ids(400));
    bench.cycle().await;
    assert_eq!(bench.times()[..4], [0, 0, 0, 100], "not at 10");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_breaks_within_a_cycle_blames_no_id() {
    let mut bench =
        Bench::new(
            0,
            |number, ids| {
                if number < 7 { live(ids) } else { fails(CallErrorKind::Server, Some("10001"), None) }
            },
        );
    bench.poller.watch(ids(2_000));
    let told = bench.cycle().await;
    assert_eq!((told.refused(), told.reported().len()), (vec![], 700));
    for _ in 0..5 {
        let told = bench.cycle().await;
        assert_eq!((told.refused(), told.trouble.is_some()), (vec![], true));
    }
}

#[rstest]
#[case::token("10008")]
#[case::no_user_for_the_token("911406")]
#[case::frozen("10007")]
#[case::load("911048")]
#[case::health("911404")]
#[tokio::test(start_paused = true)]
async fn a_batch_is_not_split_for_what_no_id_can_have_caused(#[case] code: &'static str) {
    let mut bench = Bench::new(0, move |_, _| Err(CallError::of_code(code, 200, "scripted")));
    bench.poller.watch(ids(3));
    assert!(bench.cycle().await.trouble.is_some());
    assert_eq!(bench.calls(), [ids(3)]);
}
