//! The fleet over scripted services under paused time: who is asked for what, what comes out, and what one place does to the others.

use super::{
    scripted::{Scripted, Way, found, id, origin, two},
    *,
};
use crate::domain::{Report, StallRule, Status};

async fn next(fleet: &mut Pollers<Scripted>) -> News {
    tokio::time::timeout(Duration::from_hours(1), fleet.next()).await.expect("nothing happens").unwrap()
}

/// The next batch, and the place that it is of.
async fn batch(fleet: &mut Pollers<Scripted>) -> (RegionId, Vec<TaskId>) {
    loop {
        if let News::Poll(place, PollEvent::Batch(snapshot)) = next(fleet).await {
            return (place, snapshot.reports.into_iter().map(|(id, _)| id).collect());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_id_is_sent_to_its_own_place_only() {
    let (mut fleet, other) = two(Way::Answer, Way::Answer);
    let mut tasks = TaskSet::default();
    for (name, place) in [("at-home", RegionId::DEFAULT), ("at-b", other), ("nowhere", RegionId::UNBOUND)] {
        let mut task = Task::new(id(name), jiff::Timestamp::UNIX_EPOCH);
        task.place = place;
        tasks.add(task);
    }
    fleet.watch_all(&tasks, &["at-home", "at-b", "nowhere", "not-in-the-set"].map(id));
    let mut batches = [batch(&mut fleet).await, batch(&mut fleet).await];
    batches.sort();
    assert_eq!(batches, [(RegionId::DEFAULT, vec![id("at-home")]), (other, vec![id("at-b")])]);
    fleet.forget(&[id("at-b")]);
    for _ in 0..3 {
        assert_eq!(batch(&mut fleet).await.0, RegionId::DEFAULT);
    }
    let asked = |place| fleet.service(place).unwrap().asked();
    assert!(asked(RegionId::DEFAULT).iter().all(|one| *one == id("at-home")));
    assert_eq!(asked(other), [id("at-b")], "forgotten wherever it was watched");
    assert!(fleet.service(RegionId::UNBOUND).is_none());
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_not_asked_for_again_by_an_undo() {
    let (mut fleet, _) = two(Way::Answer, Way::Answer);
    let mut tasks = TaskSet::default();
    for (name, status) in [("ended", Status::Complete), ("live", Status::Waiting)] {
        let mut task = Task::new(id(name), jiff::Timestamp::UNIX_EPOCH);
        task.observe(Report::new(status), Clock::start().now(), StallRule::default());
        tasks.add(task);
    }
    fleet.watch_all(&tasks, &["ended", "live"].map(id));
    batch(&mut fleet).await;
    batch(&mut fleet).await;
    assert_eq!(fleet.service(RegionId::DEFAULT).unwrap().asked(), [id("live"), id("live")]);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_was_under_way_when_its_task_was_brought_back_is_not_asked_for_again() {
    let (mut fleet, _) = two(Way::Answer, Way::Answer);
    fleet.watch(RegionId::DEFAULT, vec![id("done"), id("live")]);
    // Answered, and not read yet.
    tokio::time::sleep(Duration::from_millis(100)).await;
    fleet.forget(&[id("done")]);
    fleet.watch(RegionId::DEFAULT, vec![id("done")]);
    assert_eq!(batch(&mut fleet).await.1, [id("done"), id("live")]);
    assert_eq!(batch(&mut fleet).await.1, [id("live")]);
}

#[tokio::test(start_paused = true)]
async fn a_place_that_hangs_holds_up_no_other() {
    let (mut fleet, other) = two(Way::Hang, Way::Answer);
    fleet.watch(RegionId::DEFAULT, vec![id("a")]);
    fleet.watch(other, vec![id("b")]);
    for _ in 0..5 {
        assert_eq!(batch(&mut fleet).await, (other, vec![id("b")]));
    }
    assert_eq!(fleet.service(RegionId::DEFAULT).unwrap().asked(), [id("a")]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_any_poll_task_comes_out() {
    let (mut fleet, other) = two(Way::Answer, Way::Panic);
    fleet.watch(RegionId::DEFAULT, vec![id("a")]);
    fleet.watch(other, vec![id("b")]);
    let failed = loop {
        match tokio::time::timeout(Duration::from_hours(1), fleet.next()).await.expect("nothing happens") {
            Ok(_) => {}
            Err(error) => break error.to_string(),
        }
    };
    assert_eq!(failed, "the poll loop failed");
}

#[tokio::test(start_paused = true)]
async fn a_place_that_turns_out_to_be_home_is_merged_into_it() {
    let (mut fleet, other) = two(Way::Answer, Way::Hang);
    fleet.watch(RegionId::DEFAULT, vec![id("a")]);
    fleet.watch(other, vec![id("b"), id("done-before")]);
    fleet.service(RegionId::DEFAULT).unwrap().located.set(found("b")).unwrap();
    let mut told = Vec::new();
    let (place, _) = loop {
        match next(&mut fleet).await {
            News::Poll(place, PollEvent::Batch(snapshot)) => break (place, snapshot),
            News::Poll(..) => {}
            news => told.push(news),
        }
    };
    let place_news = |id, name: &str, origin| News::Region(Region { id, name: name.into(), origin });
    assert_eq!(
        told,
        [
            place_news(RegionId::DEFAULT, "?", None),
            place_news(other, "?", Some(origin("b"))),
            place_news(RegionId::DEFAULT, "name of b", Some(origin("b"))),
            News::Merged { from: other, into: RegionId::DEFAULT },
        ]
    );
    assert_eq!(place, RegionId::DEFAULT);
    // What was watched there is watched here, under either name, and what an old name says later is not heard.
    assert_eq!(batch(&mut fleet).await, (RegionId::DEFAULT, vec![id("b"), id("done-before")]));
    fleet.watch(other, vec![id("c")]);
    assert_eq!(batch(&mut fleet).await, (RegionId::DEFAULT, vec![id("c")]));
    assert_eq!(fleet.places().len(), 1);
    assert_eq!(fleet.place_of(Some(&origin("b"))), RegionId::DEFAULT);
    let (_, ids) = batch(&mut fleet).await;
    assert!(!ids.contains(&id("done-before")), "{ids:?}");
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_not_asked_for_again_by_a_merge() {
    let (mut fleet, other) = two(Way::Hang, Way::Answer);
    fleet.watch(other, vec![id("done"), id("b")]);
    assert_eq!(batch(&mut fleet).await.0, other);
    fleet.service(RegionId::DEFAULT).unwrap().located.set(found("b")).unwrap();
    fleet.locate();
    while next(&mut fleet).await != (News::Merged { from: other, into: RegionId::DEFAULT }) {}
    let home = fleet.service(RegionId::DEFAULT).unwrap();
    // It hangs, so nothing comes of asking: the time that passes is paused time.
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(home.asked(), [id("b")]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_slows_the_places() {
    let (mut fleet, other) = two(Way::Answer, Way::Answer);
    fleet.watch(RegionId::DEFAULT, vec![id("a")]);
    fleet.watch(other, vec![id("b")]);
    tokio::time::sleep(Duration::from_hours(5)).await;
    let asked = |fleet: &Pollers<Scripted>, place| fleet.service(place).unwrap().asked().len();
    let stuck = asked(&fleet, RegionId::DEFAULT) + asked(&fleet, other);
    assert!(stuck < 2 * INBOX, "{stuck} requests in five hours without a reader");
    for _ in 0..2 * INBOX {
        batch(&mut fleet).await;
    }
    assert!(asked(&fleet, RegionId::DEFAULT) + asked(&fleet, other) > stuck);
}

#[tokio::test(start_paused = true)]
async fn origins_lead_to_places() {
    let (mut fleet, other) = two(Way::Answer, Way::Answer);
    assert_eq!(fleet.place_of(None), RegionId::DEFAULT);
    assert_eq!(fleet.place_of(Some(&origin("b"))), other, "known already");
    let bare = Arc::new(Origin { region: None, ..(*origin("b")).clone() });
    assert_eq!(fleet.place_of(Some(&bare)), other, "the address alone is enough where it is known");
    let contradicting = Arc::new(Origin { region: Some("x".into()), ..(*origin("b")).clone() });
    assert_eq!(fleet.place_of(Some(&contradicting)), RegionId::new(2));
    assert_eq!(fleet.place_of(Some(&origin(""))), RegionId::UNBOUND, "it cannot be bound");
    let places: HashMap<_, _> = (0..2 * MOST).map(|n| (fleet.place_of(Some(&origin(&format!("r{n}")))), n)).collect();
    assert!(fleet.places().len() == MOST && places.contains_key(&RegionId::UNBOUND));
}

#[test]
fn tasks_of_no_place_are_reclaimed_by_the_one_that_is_found() {
    let mut tasks = TaskSet::default();
    for (name, region) in [("ours", "b"), ("theirs", "c")] {
        let mut task = Task::new(id(name), jiff::Timestamp::UNIX_EPOCH).bound_to(origin(region));
        task.place = RegionId::UNBOUND;
        tasks.add(task);
    }
    let home = Region { id: RegionId::DEFAULT, name: "b".into(), origin: Some(origin("b")) };
    assert_eq!(reclaim(&mut tasks, &home), [id("ours")]);
    assert_eq!(tasks.get(&id("theirs")).map(|task| task.place), Some(RegionId::UNBOUND));
}
