//! How often, how many at once, and how much less while asking fails.

use super::support::{Bench, fails, id, ids, live, secs};
use eftop::internals::domain::{CallErrorKind, Moment, PollEvent, Status};
use rstest::rstest;
use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};

#[tokio::test(start_paused = true)]
async fn a_cycle_begins_an_interval_after_the_start_of_the_last() {
    let mut bench = Bench::new(300, |_, ids| live(ids));
    bench.poller.watch(ids(3));
    for _ in 0..3 {
        assert_eq!(bench.cycle().await.reported(), ids(3));
    }
    assert_eq!(bench.times(), [0, 2_000, 4_000]);
}

#[tokio::test(start_paused = true)]
async fn an_overrun_is_followed_at_once_and_missed_turns_are_not_made_up_for() {
    let latency = |number| if number < 2 { 4_500 } else { 100 };
    let mut bench = Bench::with(64, latency, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    for next in [4_500, 9_000, 11_000, 13_000] {
        assert_eq!(bench.cycle().await.next, Some(Duration::from_millis(next)));
    }
    assert_eq!(bench.times(), [0, 4_500, 9_000, 11_000]);
    assert_eq!(bench.service.most.load(Ordering::SeqCst), 1, "never two cycles at a time");
}

/// A program that was stopped finds itself a day later: the turns that it missed are not made up for.
#[tokio::test(start_paused = true)]
async fn after_a_day_without_a_turn_it_asks_once_and_keeps_its_pace() {
    let mut bench = Bench::new(100, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    bench.cycle().await;
    tokio::time::advance(Duration::from_hours(24)).await;
    let told = [bench.cycle().await, bench.cycle().await, bench.cycle().await];
    let began = bench.times()[1];
    assert!(told.iter().all(|told| told.trouble.is_none()), "{told:?}");
    assert_eq!(bench.times(), [0, began, began + 2_000, began + 4_000]);
}

#[tokio::test(start_paused = true)]
async fn many_ids_go_in_batches_of_a_hundred_three_at_a_time() {
    let mut bench = Bench::new(100, |_, ids| live(ids));
    bench.poller.watch(ids(1_050));
    let told = bench.cycle().await;
    assert_eq!((told.batches.len(), told.asked, told.at), (11, 1_050, Duration::from_millis(400)));
    let sizes: Vec<_> = bench.calls().iter().map(Vec::len).collect();
    assert_eq!(sizes, [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 50]);
    assert_eq!(bench.service.most.load(Ordering::SeqCst), 3, "with a cancel there are four");
    assert_eq!(told.reported().into_iter().collect::<HashSet<_>>().len(), 1_050);
}

#[tokio::test(start_paused = true)]
async fn the_requests_of_a_large_set_are_spread_over_the_interval_and_no_more_than_needed() {
    let mut bench = Bench::new(100, |_, ids| live(ids));
    bench.poller.watch(ids(4_000));
    assert_eq!(bench.cycle().await.at, Duration::from_millis(1_400), "the first answers come as fast as they may");
    let told = bench.cycle().await;
    assert_eq!((told.batches.len(), told.asked, told.next), (40, 4_000, Some(secs(4))));
    let spread: Vec<_> = bench.times()[40..].to_vec();
    assert_eq!(spread, (0..40).map(|number| 2_000 + 40 * number).collect::<Vec<_>>());
    bench.poller.poll_now();
    let told = bench.cycle().await;
    assert_eq!(told.at, Duration::from_millis(3_660 + 1_400), "a person does not wait for what is spread");
    assert_eq!(bench.times().len(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_set_that_the_limits_cannot_carry_in_an_interval_takes_as_long_as_it_takes() {
    let mut bench = Bench::new(100, |_, ids| live(ids));
    bench.poller.watch(ids(9_000));
    for end in [30, 60, 90] {
        let told = bench.cycle().await;
        assert_eq!((told.at.as_millis() / 100, told.next), (end, Some(told.at)));
        assert_eq!((told.batches.len(), told.asked), (90, 9_000));
    }
    assert_eq!(bench.service.most.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn ended_tasks_are_not_asked_for_and_with_none_left_the_loop_sleeps_until_one_is_watched() {
    let mut bench = Bench::new(0, |number, ids| {
        let mut answer = live(ids)?;
        answer.reports[0].1.status = if number == 0 { Status::Complete } else { Status::Fail };
        Ok(answer)
    });
    bench.poller.watch(ids(2));
    assert_eq!(bench.cycle().await.next, Some(secs(2)));
    assert_eq!(bench.cycle().await.next, None);
    tokio::time::sleep(secs(3_600)).await;
    assert_eq!(bench.calls(), [vec![id(0), id(1)], vec![id(1)]]);
    bench.poller.watch(vec![id(0)]);
    bench.cycle().await;
    assert_eq!(bench.times(), [0, 2_000, 3_602_000]);
}

#[rstest]
#[case::doubling(CallErrorKind::Server, None, &[0, 4_000, 12_000, 28_000, 60_000, 120_000, 180_000])]
#[case::limited(CallErrorKind::Limited, None, &[0, 4_000, 12_000, 28_000, 60_000, 120_000, 180_000])]
#[case::retry_after(CallErrorKind::Limited, Some(90), &[0, 90_000, 180_000, 270_000])]
#[case::short_retry_after(CallErrorKind::Limited, Some(5), &[0, 5_000, 13_000])]
#[tokio::test(start_paused = true)]
async fn failures_slow_us_down(#[case] kind: CallErrorKind, #[case] retry_after: Option<u64>, #[case] times: &[u128]) {
    let mut bench = Bench::new(0, move |_, _| fails(kind, None, retry_after));
    bench.poller.watch(ids(3));
    for failures in 1..=u32::try_from(times.len()).unwrap() {
        let trouble = bench.cycle().await.trouble.unwrap();
        assert_eq!((trouble.failures, trouble.problem.kind, trouble.since.moment), (failures, kind, Moment::default()));
    }
    assert_eq!(bench.times(), times);
}

#[rstest]
#[case::time_out(CallErrorKind::TimedOut, None)]
#[case::error(CallErrorKind::Server, None)]
#[case::no_id_to_blame(CallErrorKind::Server, Some("10001"))]
#[tokio::test(start_paused = true)]
async fn trouble_is_since_the_failed_request_was_sent(#[case] kind: CallErrorKind, #[case] code: Option<&'static str>) {
    let latency = |number| if number == 0 { 0 } else { 15_000 };
    let mut bench =
        Bench::with(64, latency, move |number, ids| if number == 0 { live(ids) } else { fails(kind, code, None) });
    bench.poller.watch(ids(1));
    assert_eq!(bench.cycle().await.trouble, None);
    for _ in 0..3 {
        let told = bench.cycle().await;
        assert!(told.at >= secs(17));
        assert_eq!(told.trouble.unwrap().since.moment, Moment(secs(2)));
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_one_request_at_a_time_and_after_success_as_before() {
    let mut bench =
        Bench::new(
            100,
            |number, ids| {
                if number < 4 { fails(CallErrorKind::Limited, Some("911048"), None) } else { live(ids) }
            },
        );
    bench.poller.watch(ids(1_000));
    let told = bench.cycle().await;
    assert_eq!((bench.calls().len(), told.asked, told.at), (3, 300, Duration::from_millis(100)));
    assert_eq!(told.next, Some(Duration::from_millis(4_100)));
    let told = bench.cycle().await;
    assert_eq!((bench.calls().len(), told.trouble.unwrap().failures), (4, 2), "one probe, and no more");
    let told = bench.cycle().await;
    assert_eq!((told.asked, told.trouble), (1_000, None));
    assert_eq!(told.at, Duration::from_millis(4_200 + 8_000 + 10 * 100), "ten batches one after another");
    let began = told.next.unwrap();
    assert_eq!(bench.cycle().await.at, began + Duration::from_millis(400), "ten batches, three at a time");
}

#[tokio::test(start_paused = true)]
async fn of_several_failures_the_limit_counts_and_the_request_that_was_sent_first() {
    // The first request is sent at 0 and fails last, the fourth is sent when the third was answered.
    let latency = |number| [5_000, 300, 100, 100].get(number).copied().unwrap_or(0);
    let mut bench = Bench::with(64, latency, |number, ids| match number {
        0 => fails(CallErrorKind::TimedOut, None, None),
        1 => fails(CallErrorKind::Limited, None, None),
        3 => fails(CallErrorKind::Server, None, None),
        _ => live(ids),
    });
    bench.poller.watch(ids(1_000));
    let trouble = bench.cycle().await.trouble.unwrap();
    assert_eq!((trouble.problem.kind, trouble.since.moment), (CallErrorKind::Limited, Moment::default()));
    assert_eq!(bench.times(), [0, 0, 0, 100], "nothing more after a failure");
}

#[tokio::test(start_paused = true)]
async fn answers_of_a_failed_cycle_count_and_the_unasked_come_first_in_the_next() {
    let mut bench =
        Bench::new(0, |number, ids| if number == 1 { fails(CallErrorKind::Server, None, None) } else { live(ids) });
    bench.poller.watch(ids(600));
    let told = bench.cycle().await;
    assert_eq!(told.reported().len(), 300, "the batch sent after the first answer, too");
    assert!(told.trouble.is_some());
    bench.cycle().await;
    assert_eq!(bench.calls()[4][0], id(400));
}

#[tokio::test(start_paused = true)]
async fn the_task_ends_with_its_receiver_on_stop_and_with_its_last_handle() {
    let bench = Bench::new(0, |_, ids| live(ids));
    drop(bench.events);
    bench.task.await.unwrap();
    let bench = Bench::new(60_000, |_, ids| live(ids));
    bench.poller.watch(ids(1));
    bench.poller.stop();
    bench.task.await.unwrap();
    let Bench { poller, task, .. } = Bench::new(0, |_, ids| live(ids));
    drop(poller);
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_slow_receiver_holds_up_requests_but_not_commands() {
    let Bench { service, poller, task, mut events } = Bench::with(1, |_| 0, |_, ids| live(ids));
    poller.watch(ids(5_000));
    tokio::time::sleep(secs(60)).await;
    let sent = service.calls.lock().unwrap().len();
    assert!((10..30).contains(&sent), "{sent} requests without a reader");
    assert!(matches!(events.recv().await, Some((_, PollEvent::Started { .. }))));
    poller.stop();
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_request_shows_at_the_handle_of_the_task() {
    let bench = Bench::new(0, |_, _| panic!("scripted"));
    bench.poller.watch(ids(1));
    assert!(bench.task.await.unwrap_err().is_panic());
}
