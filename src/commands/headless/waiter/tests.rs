//! A waiter over two scripted regions under paused time: what one of them can do to the end of the other, and to the exit code.

use super::*;
use crate::{
    commands::headless::{hooks::Hooks, sink::Sink},
    domain::{TaskSet, Until},
    messages::{Lang, time},
    output::plain::Plain,
    settings::{self, Environment, FileConfig, Flags},
    watch::{
        Clock, Engine, Parts, Regions, Watch,
        pollers::scripted::{Scripted, Way, id, two},
    },
};
use rstest::rstest;

/// A waiter for one task at home and one elsewhere.
fn setup(goal: Goal, home: (Way, &str), other: (Way, &str)) -> Setup<Scripted> {
    let (pollers, region) = two(home.0, other.0);
    let mut tasks = TaskSet::default();
    for (name, region) in [(home.1, RegionId::DEFAULT), (other.1, region)] {
        let mut task = Task::new(id(name), jiff::Timestamp::UNIX_EPOCH);
        task.region = region;
        tasks.add(task);
    }
    let clock = Clock::start();
    let mut watch = Watch::new(Regions::new(pollers.regions()), crate::domain::StallRule::default());
    watch.start(tasks);
    let parts = Parts { pollers, store: None, follows_set: false, to_save: Vec::new(), clock, recording: None };
    Setup {
        engine: Engine::new(parts),
        watch,
        config: settings::resolve(&Flags::default(), &Environment::of(&[]), &FileConfig::default()).unwrap(),
        ask: vec![id(home.1), id(other.1)],
        save_warned: false,
        clock,
        goal,
        looks_again: false,
        timeout: Some(Duration::from_hours(1)),
        max_outage: None,
        quiet: true,
        ends_with_output: false,
        judges_tasks: true,
        group_by: None,
        plain: Plain { lang: Lang::En, zone: jiff::tz::TimeZone::fixed(time::CHINA) },
        sink: Sink::Quiet,
        hooks: Hooks::default(),
        notify: None,
    }
}

async fn wait_to_the_end(setup: Setup<Scripted>) -> Outcome {
    wait(setup, &mut Signals::listen().unwrap()).await.unwrap()
}

const ALL: Goal = Goal::Until(Until::All);
const ANY: Goal = Goal::Until(Until::Any);
const FIRST_FAILURE: Goal = Goal::Until(Until::FirstFailure);

#[rstest]
#[case::both_end(ALL, (Way::Answer, "done1"), (Way::Answer, "done2"), End::Reached, 0)]
#[case::any_of_the_one_that_answers(ANY, (Way::Hang, "x"), (Way::Answer, "done"), End::Reached, 0)]
#[case::first_failure_of_the_one_that_answers(FIRST_FAILURE, (Way::Down, "x"), (Way::Answer, "fail"), End::Reached, 3)]
#[case::time_is_up_while_one_hangs(ALL, (Way::Hang, "x"), (Way::Answer, "done"), End::TimedOut, 124)]
#[case::signed_out_when_the_other_is_over(ALL, (Way::SignedOut, "x"), (Way::Answer, "done"), End::SignedOut, 4)]
#[case::signed_out_elsewhere(ALL, (Way::Answer, "fail"), (Way::SignedOut, "x"), End::SignedOut, 4)]
#[case::misconfigured_when_the_other_is_over(ALL, (Way::Answer, "done"), (Way::Misconfigured, "x"), End::Misconfigured, 2)]
#[case::both_lost(ALL, (Way::SignedOut, "x"), (Way::Misconfigured, "y"), End::Misconfigured, 2)]
#[case::the_others_go_on_and_the_loss_is_told(ALL, (Way::SignedOut, "x"), (Way::Answer, "y"), End::TimedOut, 4)]
#[case::settings_before_time(ALL, (Way::Answer, "y"), (Way::Misconfigured, "x"), End::TimedOut, 2)]
#[case::an_outage_is_no_end(ALL, (Way::Down, "x"), (Way::Answer, "done"), End::TimedOut, 124)]
#[case::looked_at_both(Goal::Look, (Way::Answer, "done1"), (Way::Answer, "done2"), End::Reached, 0)]
#[case::looked_at_one(Goal::Look, (Way::Down, "x"), (Way::Answer, "done"), End::Unreachable, 7)]
#[case::a_look_with_settings_for_one(Goal::Look, (Way::Misconfigured, "x"), (Way::Answer, "done"), End::Unreachable, 7)]
#[case::a_look_without_a_token(Goal::Look, (Way::Down, "x"), (Way::SignedOut, "y"), End::SignedOut, 4)]
#[tokio::test(start_paused = true)]
async fn each_region_has_its_own_troubles(
    #[case] goal: Goal,
    #[case] home: (Way, &str),
    #[case] other: (Way, &str),
    #[case] end: End,
    #[case] code: u8,
) {
    let outcome = wait_to_the_end(setup(goal, home, other)).await;
    assert_eq!((outcome.end, outcome.exit.code()), (end, code));
    for (way, name) in [home, other] {
        let seen = outcome.tasks.get(&id(name)).unwrap().seen_moment.is_some();
        assert_eq!(seen, way == Way::Answer, "{name}: who answers is followed, whatever the other does");
    }
}

#[rstest]
#[case::down((Way::Down, "x"), (Way::Answer, "y"), End::Unreachable)]
#[case::hanging((Way::Answer, "y"), (Way::Hang, "x"), End::Unreachable)]
#[case::the_one_in_trouble_is_over((Way::Answer, "done"), (Way::Answer, "y"), End::TimedOut)]
#[case::a_lost_one_is_not_counted((Way::SignedOut, "x"), (Way::Answer, "y"), End::TimedOut)]
#[tokio::test(start_paused = true)]
async fn an_outage_of_any_place_can_be_too_long(
    #[case] home: (Way, &str),
    #[case] other: (Way, &str),
    #[case] end: End,
) {
    let setup = Setup { max_outage: Some(Duration::from_mins(10)), ..setup(ALL, home, other) };
    let clock = setup.clock;
    let outcome = wait_to_the_end(setup).await;
    assert_eq!(outcome.end, end);
    let minutes = if end == End::Unreachable { 10 } else { 60 };
    assert_eq!(clock.moment().0.as_secs() / 60, minutes);
}

#[rstest]
#[case::down(Way::Down)]
#[case::hanging(Way::Hang)]
#[tokio::test(start_paused = true)]
async fn time_in_which_the_program_was_stopped_is_no_outage(#[case] way: Way) {
    let minutes = Duration::from_mins;
    let setup = Setup { max_outage: Some(minutes(10)), timeout: None, ..setup(ALL, (way, "x"), (Way::Answer, "y")) };
    let clock = setup.clock;
    let stopped = async {
        tokio::time::sleep(minutes(4)).await;
        // Time passes, and nothing runs.
        tokio::time::advance(minutes(60)).await;
    };
    let (outcome, ()) = tokio::join!(wait_to_the_end(setup), stopped);
    assert_eq!(outcome.end, End::Unreachable);
    assert_eq!(clock.moment().0.as_secs() / 60, 70);
}
