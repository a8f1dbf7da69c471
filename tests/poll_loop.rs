//! The poll loop against a scripted service under paused time: when it asks, for whom, how many at once, and what it tells.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "helpers of tests may panic, too")]

use eftop::{
    client::{CancelAnswer, ListAnswer, Service},
    domain::{CallError, CallErrorKind, Moment, PollEvent, RegionId, Report, Snapshot, Status, TaskId, Trouble},
    watch::{self, Clock, Poller, Settings},
};
use rstest::rstest;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::mpsc, task::JoinHandle};

type Answer = Result<ListAnswer, CallError>;
/// Answers request number n (from 0) for these ids.
type Script = dyn Fn(usize, &[TaskId]) -> Answer + Send + Sync;

/// A service that notes what it is asked for and answers by script, request number n after `latency(n)` milliseconds.
struct Scripted {
    clock: Clock,
    latency: Box<dyn Fn(usize) -> u64 + Send + Sync>,
    calls: Mutex<Vec<(Duration, Vec<TaskId>)>>,
    now: AtomicUsize,
    most: AtomicUsize,
    script: Box<Script>,
}

impl Service for Scripted {
    async fn list(&self, ids: &[TaskId]) -> Answer {
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push((self.clock.moment().0, ids.to_vec()));
            calls.len() - 1
        };
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis((self.latency)(number))).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        (self.script)(number, ids)
    }

    async fn cancel(&self, _: &[TaskId]) -> Result<CancelAnswer, CallError> {
        Ok(CancelAnswer { refused: Vec::new() })
    }
}

/// What a test holds.
struct Bench {
    service: Arc<Scripted>,
    poller: Poller,
    task: JoinHandle<()>,
    events: mpsc::Receiver<(RegionId, PollEvent)>,
}

/// One cycle as told.
#[derive(Debug)]
struct Told {
    batches: Vec<Snapshot>,
    at: Duration,
    asked: usize,
    trouble: Option<Trouble>,
    next: Option<Duration>,
}

impl Told {
    fn refused(&self) -> Vec<TaskId> {
        self.batches.iter().flat_map(|batch| &batch.refused).map(|refusal| refusal.id.clone()).collect()
    }

    fn reported(&self) -> Vec<TaskId> {
        self.batches.iter().flat_map(|batch| &batch.reports).map(|(id, _)| id.clone()).collect()
    }

    fn absent(&self) -> Vec<TaskId> {
        self.batches.iter().flat_map(|batch| batch.absent.clone()).collect()
    }
}

impl Bench {
    fn new(latency: u64, script: impl Fn(usize, &[TaskId]) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(64, move |_| latency, script)
    }

    fn with(
        room: usize,
        latency: impl Fn(usize) -> u64 + Send + Sync + 'static,
        script: impl Fn(usize, &[TaskId]) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let settings = Settings { jitter: || 1.0, ..Settings::default() };
        let clock = Clock::start();
        let (calls, now, most) = (Mutex::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let (latency, script) = (Box::new(latency), Box::new(script));
        let service = Arc::new(Scripted { clock, latency, calls, now, most, script });
        let (sender, events) = mpsc::channel(room);
        let (poller, task) = watch::start(Arc::clone(&service), settings, clock, RegionId::DEFAULT, sender);
        Self { service, poller, task, events }
    }

    async fn event(&mut self) -> PollEvent {
        tokio::time::timeout(Duration::from_hours(2), self.events.recv()).await.expect("no event").expect("ended").1
    }

    async fn cycle(&mut self) -> Told {
        let mut batches = Vec::new();
        loop {
            match self.event().await {
                PollEvent::Started { .. } => {}
                PollEvent::Batch(snapshot) => batches.push(snapshot),
                PollEvent::Ended { at, asked, trouble, next, .. } => {
                    return Told { batches, at: at.moment.0, asked, trouble, next: next.map(|next| next.0) };
                }
                PollEvent::NotNow { next } => panic!("not now, but at {next:?}"),
            }
        }
    }

    /// The times of all requests so far, in milliseconds.
    fn times(&self) -> Vec<u128> {
        self.service.calls.lock().unwrap().iter().map(|(at, _)| at.as_millis()).collect()
    }

    fn calls(&self) -> Vec<Vec<TaskId>> {
        self.service.calls.lock().unwrap().iter().map(|(_, ids)| ids.clone()).collect()
    }
}

fn ids(count: usize) -> Vec<TaskId> {
    (0..count).map(|n| TaskId::new(&format!("t{n:04}")).unwrap()).collect()
}

fn id(n: usize) -> TaskId {
    TaskId::new(&format!("t{n:04}")).unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "one of the two answers that a script gives; `fails` is the other")]
fn live(ids: &[TaskId]) -> Answer {
    let reports = ids.iter().map(|id| (id.clone(), Report::new(Status::Processing))).collect();
    Ok(ListAnswer { reports, ..ListAnswer::default() })
}

/// A real error of the kind, as a script names it.
fn fails(kind: CallErrorKind, code: Option<&str>, retry_after: Option<u64>) -> Answer {
    let retry_after = retry_after.map(Duration::from_secs);
    let error = match (kind, code) {
        (_, Some(code)) => CallError::of_code(code, 200, "scripted"),
        (CallErrorKind::Limited, None) => CallError::of_http(429, true, "scripted"),
        (CallErrorKind::Unauthenticated, None) => CallError::of_http(401, true, "scripted"),
        (CallErrorKind::Server, None) => CallError::of_http(500, true, "scripted"),
        (CallErrorKind::Unreachable, None) => CallError::new(CallErrorKind::Unreachable, "scripted"),
        (CallErrorKind::TimedOut, None) => CallError::new(CallErrorKind::TimedOut, "scripted"),
        (kind, None) => panic!("no script for {kind:?}"),
    };
    assert_eq!(error.kind, kind, "the script means what it says");
    Err(CallError { retry_after, ..error })
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

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
async fn absent_ids_are_asked_for_rarely_in_a_request_of_their_own() {
    let mut bench =
        Bench::new(0, |_, ids| live(&ids.iter().filter(|asked| **asked < id(100)).cloned().collect::<Vec<_>>()));
    bench.poller.watch(ids(200));
    loop {
        let (before, told) = (bench.calls().len(), bench.cycle().await);
        assert!(told.reported().iter().all(|reported| *reported < id(100)));
        if told.at >= secs(300) {
            break;
        }
        let again = match told.at.as_secs() {
            at @ 7..=54 => at.is_multiple_of(6),
            at => at > 54 && (at - 54).is_multiple_of(30),
        };
        let sent = if told.at <= secs(6) { 2 } else { 1 + usize::from(again) };
        assert_eq!((bench.calls().len() - before, told.trouble.clone()), (sent, None), "at {:?}", told.at);
        let mut absent = told.absent();
        absent.sort();
        assert_eq!(absent, if sent == 2 { ids(200)[100..].to_vec() } else { Vec::new() }, "at {:?}", told.at);
    }
    let calls = bench.calls();
    assert!(
        calls[8..].iter().all(|ids| ids.iter().all(|asked| (*asked < id(100)) == (ids[0] < id(100)))),
        "never mixed"
    );
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

#[rstest]
#[case::not_a_list(None)]
#[case::refused(Some("10004"))]
#[tokio::test(start_paused = true)]
async fn no_list_for_ids_that_are_absent_is_no_trouble(#[case] code: Option<&'static str>) {
    let mut bench = Bench::new(0, move |_, ids| match code {
        _ if ids.contains(&id(0)) => live(&[id(0)]),
        Some(code) => fails(CallErrorKind::Refused, Some(code), None),
        None => Err(CallError::bad_answer(200, "scripted")),
    });
    bench.poller.watch(ids(3));
    loop {
        let told = bench.cycle().await;
        assert_eq!((told.refused(), told.trouble), (vec![], None));
        if told.at > secs(100) {
            break;
        }
    }
    assert_eq!(bench.calls().iter().filter(|asked| **asked == ids(3)[1..]).count(), 9);
}

#[tokio::test(start_paused = true)]
async fn the_only_id_is_refused_at_once_where_the_code_says_so_and_after_a_while_where_it_may_be_the_service() {
    for (code, expected) in [("10004", secs(0)), ("911020", secs(0)), ("911030", secs(12))] {
        let mut bench = Bench::new(0, move |_, _| fails(CallErrorKind::Refused, Some(code), None));
        bench.poller.watch(ids(1));
        let told = loop {
            let told = bench.cycle().await;
            if !told.refused().is_empty() {
                break told;
            }
            assert!(told.trouble.is_some(), "{code}");
        };
        assert_eq!((told.at, told.trouble), (expected, None), "{code}");
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

#[tokio::test(start_paused = true)]
async fn a_forgotten_id_is_not_told_of_even_when_it_was_in_flight() {
    let mut bench = Bench::new(500, |_, ids| live(&ids[..1]));
    bench.poller.watch(ids(4));
    assert!(matches!(bench.event().await, PollEvent::Started { .. }));
    bench.poller.forget(vec![id(0), id(2)]);
    bench.poller.watch(vec![id(7)]);
    let told = bench.cycle().await;
    assert_eq!((told.reported(), told.absent()), (vec![], vec![id(1), id(3)]));
    assert_eq!(told.next, Some(Duration::from_millis(500)), "the id watched meanwhile is next");
    bench.cycle().await;
    bench.cycle().await;
    assert_eq!(
        bench.calls()[1..],
        [vec![id(7)], vec![id(7), id(1), id(3)]].map(|mut ids| {
            ids.sort();
            ids
        })
    );
}

/// A service that refuses every batch with one of these ids.
fn refuses(bad: &'static [usize], code: &'static str) -> impl Fn(usize, &[TaskId]) -> Answer + Send + Sync + 'static {
    move |_, ids| {
        if bad.iter().any(|bad| ids.contains(&id(*bad))) {
            fails(CallErrorKind::Refused, Some(code), None)
        } else {
            live(ids)
        }
    }
}

#[rstest]
#[case::two_of_a_hundred(100, &[17, 80], 29)]
#[case::neighbours(100, &[0, 1], 17)]
#[case::the_last_in_a_batch_of_its_own(101, &[100], 3)]
#[case::two_batches(200, &[3, 150], 32)]
#[case::of_two(2, &[0], 3)]
#[tokio::test(start_paused = true)]
async fn refused_ids_are_found_by_splitting(#[case] count: usize, #[case] bad: &'static [usize], #[case] most: usize) {
    let mut bench = Bench::new(10, refuses(bad, "10004"));
    bench.poller.watch(ids(count));
    let told = bench.cycle().await;
    let mut refused = told.refused();
    refused.sort();
    assert_eq!(refused, bad.iter().map(|bad| id(*bad)).collect::<Vec<_>>());
    assert_eq!(told.trouble, None);
    assert_eq!(told.asked, count);
    assert_eq!(told.reported().into_iter().collect::<HashSet<_>>().len(), count - bad.len());
    assert!(bench.calls().len() <= most, "{} requests", bench.calls().len());
    let before = bench.calls().len();
    assert_eq!(bench.cycle().await.reported().len(), count - bad.len());
    assert_eq!(bench.calls().len() - before, (count - bad.len()).div_ceil(100), "the others are not held up any more");
}

#[rstest]
#[case::every_third(100, |n| n % 3 == 0)]
#[case::all_but_the_last(60, |n| n < 59)]
#[case::the_first_half_of_many(600, |n| n < 300)]
#[tokio::test(start_paused = true)]
async fn however_many_are_refused_all_are_found_in_time_and_nobody_else(
    #[case] count: usize,
    #[case] is_bad: fn(usize) -> bool,
) {
    let bad: HashSet<_> = (0..count).filter(|n| is_bad(*n)).map(id).collect();
    let all_bad = bad.clone();
    let mut bench = Bench::new(10, move |_, ids| {
        if ids.iter().any(|id| bad.contains(id)) {
            fails(CallErrorKind::Refused, Some("10004"), None)
        } else {
            live(ids)
        }
    });
    bench.poller.watch(ids(count));
    let (mut found, mut cycles, mut sent) = (HashSet::new(), 0, 0);
    while found.len() < all_bad.len() {
        cycles += 1;
        assert!(cycles < 60, "{} of {} found", found.len(), all_bad.len());
        found.extend(bench.cycle().await.refused());
        assert!(bench.calls().len() - sent <= 64 + count.div_ceil(100) + 9, "too many requests in one cycle");
        sent = bench.calls().len();
    }
    assert_eq!(found, all_bad);
    assert_eq!(bench.cycle().await.trouble, None);
}

#[tokio::test(start_paused = true)]
async fn a_refused_id_is_asked_alone_after_ever_longer_pauses() {
    let mut bench = Bench::new(0, refuses(&[0], "10003"));
    bench.poller.watch(ids(2));
    while bench.cycle().await.at < secs(300) {}
    let calls = bench.service.calls.lock().unwrap();
    let times: Vec<_> =
        calls.iter().filter(|(_, ids)| ids.contains(&id(0))).map(|(at, ids)| (at.as_secs(), ids.len())).collect();
    assert_eq!(times, [(0, 2), (0, 1), (6, 1), (12, 1), (42, 1), (102, 1), (222, 1)]);
}

#[rstest]
#[case::one(1, 2)]
#[case::few(3, 5)]
#[case::many(5_000, 19)]
#[tokio::test(start_paused = true)]
async fn a_service_that_refuses_all_is_in_trouble_and_no_id_is_blamed(#[case] count: usize, #[case] most: usize) {
    let mut bench =
        Bench::new(
            0,
            |number, ids| {
                if number < 100 { fails(CallErrorKind::Server, Some("10001"), None) } else { live(ids) }
            },
        );
    bench.poller.watch(ids(count));
    let told = bench.cycle().await;
    assert_eq!((told.refused(), told.trouble.unwrap().failures), (vec![], 1));
    assert!(bench.calls().len() <= most, "{} requests", bench.calls().len());
    loop {
        let told = bench.cycle().await;
        assert_eq!(told.refused(), []);
        if told.trouble.is_none() {
            break;
        }
    }
    assert_eq!(bench.cycle().await.reported().len(), count);
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
    assert!(told.trouble.is_some());
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
