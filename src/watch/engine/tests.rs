//! The engine over scripted regions under paused time: whom it asks after a change.

use super::*;
use crate::{
    domain::StallRule,
    watch::{
        Regions,
        pollers::scripted::{Scripted, Way, id, origin, two},
    },
};

/// An engine that has begun to ask the default region, which goes this way, for these tasks.
fn engine(way: Way, tasks: Vec<Task>) -> (Engine<Scripted>, Watch) {
    let (pollers, _) = two(way, Way::Answer);
    let ids: Vec<_> = tasks.iter().map(|task| task.id.clone()).collect();
    let mut watch = Watch::new(Regions::new(pollers.regions()), StallRule::default());
    watch.load(tasks);
    let clock = Clock::start();
    let parts = Parts { pollers, store: None, follows_set: false, to_save: Vec::new(), clock, recording: None };
    let mut engine = Engine::new(parts);
    engine.start(&watch, &ids);
    (engine, watch)
}

/// Waits for an answer of the default region.
async fn answer(engine: &mut Engine<Scripted>, watch: &mut Watch) {
    while !engine.next(watch).await.unwrap().contains(&Change::Answered(RegionId::DEFAULT)) {}
}

#[tokio::test(start_paused = true)]
async fn who_turns_out_to_be_of_another_region_is_not_asked_for_any_more() {
    let ours = Task::new(id("ours"), Timestamp::UNIX_EPOCH);
    let theirs = Task::new(id("absent"), Timestamp::UNIX_EPOCH).bound_to(origin("elsewhere"));
    let (mut engine, mut watch) = engine(Way::Answer, vec![ours, theirs]);
    for _ in 0..4 {
        answer(&mut engine, &mut watch).await;
    }
    let asked = engine.pollers.service(RegionId::DEFAULT).unwrap().asked();
    assert_eq!(asked.iter().filter(|asked| **asked == id("absent")).count(), 1, "{asked:?}");
    assert_eq!(watch.tasks.get(&id("absent")).unwrap().region, RegionId::UNBOUND);
}

#[tokio::test(start_paused = true)]
async fn what_only_the_list_can_tell_of_a_cancel_is_asked_for_at_once() {
    let (mut engine, mut watch) = engine(Way::LosesCancels, vec![Task::new(id("a"), Timestamp::UNIX_EPOCH)]);
    answer(&mut engine, &mut watch).await;
    let before = engine.clock.moment();
    engine.apply(&mut watch, Event::CancelSent(vec![id("a")]));
    answer(&mut engine, &mut watch).await;
    assert!(engine.clock.moment().since(before) < Duration::from_millis(100), "not at the next turn");
}
