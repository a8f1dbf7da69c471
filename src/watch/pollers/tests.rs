//! Pollers over scripted services under paused time: who is asked for what, what comes out, and what one region does to the others.

use super::{
    scripted::{Scripted, Way, found, id, origin, two},
    *,
};
use crate::domain::{Report, StallRule, Status, Task};

async fn next(pollers: &mut Pollers<Scripted>) -> Event {
    tokio::time::timeout(Duration::from_hours(1), pollers.next()).await.expect("nothing happens").unwrap()
}

/// The next batch, and the region that it is of.
async fn batch(pollers: &mut Pollers<Scripted>) -> (RegionId, Vec<TaskId>) {
    loop {
        if let Event::Poll(region, PollEvent::Batch(snapshot)) = next(pollers).await {
            return (region, snapshot.reports.into_iter().map(|(id, _)| id).collect());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_id_is_sent_to_its_own_place_only() {
    let (mut pollers, other) = two(Way::Answer, Way::Answer);
    let mut tasks = TaskSet::default();
    for (name, region) in [("at-home", RegionId::DEFAULT), ("at-b", other), ("nowhere", RegionId::UNBOUND)] {
        let mut task = Task::new(id(name), jiff::Timestamp::UNIX_EPOCH);
        task.region = region;
        tasks.add(task);
    }
    pollers.watch_all(&tasks, &["at-home", "at-b", "nowhere", "not-in-the-set"].map(id));
    let mut batches = [batch(&mut pollers).await, batch(&mut pollers).await];
    batches.sort();
    assert_eq!(batches, [(RegionId::DEFAULT, vec![id("at-home")]), (other, vec![id("at-b")])]);
    pollers.forget(&[id("at-b")]);
    for _ in 0..3 {
        assert_eq!(batch(&mut pollers).await.0, RegionId::DEFAULT);
    }
    let asked = |region| pollers.service(region).unwrap().asked();
    assert!(asked(RegionId::DEFAULT).iter().all(|one| *one == id("at-home")));
    assert_eq!(asked(other), [id("at-b")], "forgotten wherever it was watched");
    assert!(pollers.service(RegionId::UNBOUND).is_none());
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_not_asked_for_again_by_an_undo() {
    let (mut pollers, _) = two(Way::Answer, Way::Answer);
    let mut tasks = TaskSet::default();
    for (name, status) in [("ended", Status::Complete), ("live", Status::Waiting)] {
        let mut task = Task::new(id(name), jiff::Timestamp::UNIX_EPOCH);
        task.observe(Report::new(status), Clock::start().now(), StallRule::default());
        tasks.add(task);
    }
    pollers.watch_all(&tasks, &["ended", "live"].map(id));
    batch(&mut pollers).await;
    batch(&mut pollers).await;
    assert_eq!(pollers.service(RegionId::DEFAULT).unwrap().asked(), [id("live"), id("live")]);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_was_under_way_when_its_task_was_brought_back_is_not_asked_for_again() {
    let (mut pollers, _) = two(Way::Answer, Way::Answer);
    pollers.watch(RegionId::DEFAULT, vec![id("done"), id("live")]);
    // Answered, and not read yet.
    tokio::time::sleep(Duration::from_millis(100)).await;
    pollers.forget(&[id("done")]);
    pollers.watch(RegionId::DEFAULT, vec![id("done")]);
    assert_eq!(batch(&mut pollers).await.1, [id("done"), id("live")]);
    assert_eq!(batch(&mut pollers).await.1, [id("live")]);
}

#[tokio::test(start_paused = true)]
async fn the_interval_is_that_of_every_region() {
    let (mut pollers, other) = two(Way::Answer, Way::Answer);
    pollers.watch(RegionId::DEFAULT, vec![id("a")]);
    pollers.watch(other, vec![id("b")]);
    batch(&mut pollers).await;
    batch(&mut pollers).await;
    pollers.set_interval(Duration::from_hours(1));
    tokio::time::sleep(Duration::from_mins(30)).await;
    for region in [RegionId::DEFAULT, other] {
        assert_eq!(pollers.service(region).unwrap().asked().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_that_hangs_holds_up_no_other() {
    let (mut pollers, other) = two(Way::Hang, Way::Answer);
    pollers.watch(RegionId::DEFAULT, vec![id("a")]);
    pollers.watch(other, vec![id("b")]);
    for _ in 0..5 {
        assert_eq!(batch(&mut pollers).await, (other, vec![id("b")]));
    }
    assert_eq!(pollers.service(RegionId::DEFAULT).unwrap().asked(), [id("a")]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_any_poll_task_comes_out() {
    let (mut pollers, other) = two(Way::Answer, Way::Panic);
    pollers.watch(RegionId::DEFAULT, vec![id("a")]);
    pollers.watch(other, vec![id("b")]);
    let failed = loop {
        match tokio::time::timeout(Duration::from_hours(1), pollers.next()).await.expect("nothing happens") {
            Ok(_) => {}
            Err(error) => break error.to_string(),
        }
    };
    assert_eq!(failed, "the poll loop failed");
}

/// Pollers whose default region is not known yet, and a set with a task of its own, one of `b`, and one of an address out of reach.
fn undecided(home: Way) -> (Pollers<Scripted>, TaskSet) {
    let bind = |origin: &Arc<Origin>| {
        (origin.region.as_deref() != Some("far")).then(|| Scripted::setup(Way::Answer, Some(origin.clone())))
    };
    let pollers = Pollers::new(Scripted::setup(home, None), Box::new(bind), Clock::start());
    let mut tasks = TaskSet::default();
    for (name, region) in [("ours", "home"), ("theirs", "b"), ("lost", "far")] {
        tasks.add(Task::new(id(name), jiff::Timestamp::UNIX_EPOCH).bound_to(origin(region)));
    }
    (pollers, tasks)
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_before_it_is_known_where_the_default_region_is() {
    let (mut pollers, mut tasks) = undecided(Way::Answer);
    assert_eq!(pollers.region_of(Some(&origin("b"))), RegionId::DEFAULT, "until it is known");
    pollers.service(RegionId::DEFAULT).unwrap().located.set(found("home")).unwrap();
    tasks.add(Task::new(id("forgotten"), jiff::Timestamp::UNIX_EPOCH).bound_to(origin("home")));
    pollers.watch_all(&tasks, &["ours", "theirs", "lost", "forgotten"].map(id));
    pollers.forget(&[id("forgotten")]);
    assert!(pollers.decide(&tasks).is_empty());
    loop {
        if let Event::Region(Region { origin: Some(_), .. }) = next(&mut pollers).await {
            break;
        }
    }
    let decided = pollers.decide(&tasks);
    let other = RegionId::new(1);
    let expected =
        [(RegionId::DEFAULT, vec![id("ours")]), (other, vec![id("theirs")]), (RegionId::UNBOUND, vec![id("lost")])];
    assert_eq!(decided, expected);
    assert!(pollers.service(RegionId::DEFAULT).unwrap().asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_default_region_that_is_not_found_is_told_like_a_failed_poll_and_tried_again() {
    let (mut pollers, tasks) = undecided(Way::Down);
    pollers.watch_all(&tasks, &["ours", "theirs"].map(id));
    for failures in 1..4 {
        let trouble = loop {
            if let Event::Poll(RegionId::DEFAULT, PollEvent::Ended { trouble, next, .. }) = next(&mut pollers).await {
                break trouble.filter(|_| next.is_some());
            }
        };
        assert_eq!(trouble.unwrap().failures, failures);
        assert!(pollers.decide(&tasks).is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn where_trying_again_is_of_no_use_the_other_regions_go_on() {
    let (mut pollers, tasks) = undecided(Way::Misconfigured);
    pollers.watch_all(&tasks, &["theirs"].map(id));
    loop {
        if let Event::Poll(RegionId::DEFAULT, PollEvent::Ended { next: None, .. }) = next(&mut pollers).await {
            break;
        }
    }
    assert_eq!(pollers.decide(&tasks), [(RegionId::new(1), vec![id("theirs")])]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_slows_the_places() {
    let (mut pollers, other) = two(Way::Answer, Way::Answer);
    pollers.watch(RegionId::DEFAULT, vec![id("a")]);
    pollers.watch(other, vec![id("b")]);
    tokio::time::sleep(Duration::from_hours(5)).await;
    let asked = |pollers: &Pollers<Scripted>, region| pollers.service(region).unwrap().asked().len();
    let stuck = asked(&pollers, RegionId::DEFAULT) + asked(&pollers, other);
    assert!(stuck < 2 * INBOX, "{stuck} requests in five hours without a reader");
    for _ in 0..2 * INBOX {
        batch(&mut pollers).await;
    }
    assert!(asked(&pollers, RegionId::DEFAULT) + asked(&pollers, other) > stuck);
}

#[tokio::test(start_paused = true)]
async fn origins_lead_to_places() {
    let (mut pollers, other) = two(Way::Answer, Way::Answer);
    assert_eq!(pollers.region_of(None), RegionId::DEFAULT);
    assert_eq!(pollers.region_of(Some(&origin("b"))), other, "known already");
    let bare = Arc::new(Origin { region: None, ..(*origin("b")).clone() });
    assert_eq!(pollers.region_of(Some(&bare)), other, "the address alone is enough where it is known");
    let contradicting = Arc::new(Origin { region: Some("x".into()), ..(*origin("b")).clone() });
    assert_eq!(pollers.region_of(Some(&contradicting)), RegionId::new(2));
    assert_eq!(pollers.region_of(Some(&origin(""))), RegionId::UNBOUND, "it cannot be bound");
    let regions: std::collections::HashMap<_, _> =
        (0..2 * MOST).map(|n| (pollers.region_of(Some(&origin(&format!("r{n}")))), n)).collect();
    assert!(pollers.regions().len() == MOST && regions.contains_key(&RegionId::UNBOUND));
}
