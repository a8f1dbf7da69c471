//! Ids that an answer does not hold, and elements that nobody asked for.

use super::support::{Bench, fails, id, ids, live, secs};
use eftop::internals::{client::ListAnswer, domain::CallErrorKind};
use std::collections::HashSet;

#[tokio::test(start_paused = true)]
async fn an_absent_id_is_told_with_each_answer_and_asked_for_rarely_after_a_while() {
    let mut bench =
        Bench::new(0, |_, ids| live(&ids.iter().filter(|asked| **asked != id(1)).cloned().collect::<Vec<_>>()));
    bench.poller.watch(ids(3));
    for _ in 0..4 {
        assert_eq!(bench.cycle().await.absent(), [id(1)]);
    }
    assert_eq!(bench.cycle().await.absent(), []);
    assert_eq!(bench.calls()[3..], [vec![id(0), id(1), id(2)], vec![id(0), id(2)]]);
}

#[tokio::test(start_paused = true)]
async fn absent_ids_are_asked_for_apart_from_the_others_and_ever_more_rarely() {
    let mut bench =
        Bench::new(0, |_, ids| live(&ids.iter().filter(|asked| **asked < id(100)).cloned().collect::<Vec<_>>()));
    bench.poller.watch(ids(200));
    while bench.cycle().await.at < secs(300) {}
    let calls = bench.calls();
    let (live, absent): (Vec<_>, Vec<_>) = calls[8..].iter().partition(|asked| asked[0] < id(100));
    assert!(live.iter().all(|asked| **asked == ids(100)) && absent.iter().all(|asked| **asked == ids(200)[100..]));
    assert_eq!(absent.len(), 8 + 8, "every 6 s, and every 30 s after a while");
}

#[tokio::test(start_paused = true)]
async fn all_ids_that_vanish_at_once_are_asked_for_rarely_and_live_again_when_they_are_returned() {
    let mut bench = Bench::new(0, |number, ids| if (1..6).contains(&number) { live(&[]) } else { live(ids) });
    bench.poller.watch(ids(3));
    bench.cycle().await;
    for _ in 0..3 {
        assert_eq!(bench.cycle().await.absent(), ids(3));
    }
    let told = bench.cycle().await;
    assert_eq!((told.absent(), told.next), (ids(3), Some(secs(13))));
    let told = bench.cycle().await;
    assert_eq!((told.absent(), told.next), (ids(3), Some(secs(18))));
    let told = bench.cycle().await;
    assert_eq!((told.reported(), told.asked, told.next), (ids(3), 3, Some(secs(20))));
    assert_eq!(bench.cycle().await.at, secs(20));
}

#[tokio::test(start_paused = true)]
async fn poll_now_asks_for_absent_ids_a_batch_at_a_time() {
    let mut bench = Bench::new(0, |_, _| live(&[]));
    bench.poller.watch(ids(150));
    for _ in 0..4 {
        assert_eq!(bench.cycle().await.absent().len(), 150);
    }
    for (at, asked) in [(7, 0..100), (8, 100..150)] {
        tokio::time::sleep(secs(1)).await;
        bench.poller.poll_now();
        let told = bench.cycle().await;
        assert_eq!((told.at, told.asked), (secs(at), 100));
        assert_eq!(bench.calls().last().unwrap()[..asked.len()], ids(150)[asked]);
    }
    bench.poller.forget(ids(150));
    bench.poller.watch(ids(1));
    assert_eq!(bench.cycle().await.next, Some(secs(10)), "watched anew, it is judged anew");
}

#[tokio::test(start_paused = true)]
async fn absent_ids_that_the_service_refuses_are_no_trouble() {
    let mut bench = Bench::new(0, |_, ids| {
        if ids.contains(&id(0)) { live(&[id(0)]) } else { fails(CallErrorKind::Refused, Some("10003"), None) }
    });
    bench.poller.watch(ids(3));
    let mut refused = HashSet::new();
    while refused.len() < 2 {
        let told = bench.cycle().await;
        assert!(told.trouble.is_none() && told.at < secs(20), "{told:?}");
        refused.extend(told.refused());
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_gone_by_an_answer_that_could_not_be_read_wholly() {
    let mut bench = Bench::new(0, |_, _| Ok(ListAnswer { skipped: 1, ..ListAnswer::default() }));
    bench.poller.watch(ids(1));
    for _ in 0..5 {
        assert_eq!(bench.cycle().await.absent(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn reports_that_were_not_asked_for_or_come_twice_are_dropped_and_hide_nobody() {
    let mut bench = Bench::new(0, |_, _| live(&[id(0), id(9), id(0)]));
    bench.poller.watch(ids(2));
    let told = bench.cycle().await;
    assert_eq!((told.reported(), told.batches[0].skipped), (vec![id(0)], 0));
    assert_eq!(bench.cycle().await.absent(), [id(1)]);
}
