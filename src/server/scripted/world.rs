//! The world: which tasks there are, and what the service would say of each at an instant. A pure function of scenario, seed,
//! scenario time (milliseconds since the start) and the actions of clients with their times: it reads no clock.

use super::{crowd, plan::Plan, scenario::Scenario, spec::TaskSpec, submit};
use crate::server::{
    error::ServerError,
    noise,
    task::{Job, Operation, View},
};
use std::collections::HashMap;

/// The most tasks that a world holds; more cannot be submitted.
pub const MOST_TASKS: usize = 200_000;

/// How long the real service remembers an ended task, in seconds.
const MEMORY: f64 = 24.0 * 3600.0;

/// What a client does to the world.
#[derive(Clone, Debug)]
pub enum Action {
    /// Asks for the cancelling of these tasks; unknown and ended ones are passed over.
    Cancel(Vec<String>),
    Submit(Operation, Vec<Job>),
    /// Adds a task as a scenario would describe it, its times counted from now.
    Add(Box<TaskSpec>),
}

/// The world is full, or has a task of this id already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the world is full, or has a task of this id")]
pub struct Refused;

/// All tasks, by id.
#[derive(Clone, Debug)]
pub struct World {
    name: String,
    seed: u64,
    memory: i64,
    cancel_delay: (f64, f64),
    plans: HashMap<String, Plan>,
    first: Vec<String>,
    submissions: u64,
}

impl World {
    /// The world of a scenario; `tasks` sets the size of a crowd.
    ///
    /// # Errors
    /// [`ServerError::Tasks`] when a number of tasks is given for a scenario without a crowd, or an impossible one.
    pub fn new(scenario: &Scenario, seed: u64, tasks: Option<usize>) -> Result<Self, ServerError> {
        let mut specs = scenario.tasks.clone();
        let wrong = || ServerError::Tasks { name: scenario.name.clone(), most: crowd::MOST };
        match (&scenario.crowd, tasks) {
            (Some(_), Some(count)) if count == 0 || count > crowd::MOST => return Err(wrong()),
            (Some(crowd), count) => specs.extend(crowd.tasks(seed, count)),
            (None, Some(_)) => return Err(wrong()),
            (None, None) => {}
        }
        let mut world = Self {
            name: scenario.name.clone(),
            seed,
            memory: noise::millis(MEMORY / scenario.speed_up),
            cancel_delay: scenario.cancel_delay,
            plans: HashMap::with_capacity(specs.len()),
            first: Vec::with_capacity(specs.len()),
            submissions: 0,
        };
        for (at, spec) in specs.into_iter().enumerate() {
            let id = spec.id.clone().unwrap_or_else(|| noise::task_id(seed, &format!("{} {at}", world.name)));
            let plan = Plan::new(id.clone(), spec, 0, seed, world.cancel_delay);
            if plan.submitted() <= 0 {
                world.first.push(id.clone());
            }
            world.plans.insert(id, plan);
        }
        Ok(world)
    }

    /// Ids that a client knows at the start, in the order of the scenario; also such as are forgotten already.
    pub fn first_ids(&self) -> &[String] {
        &self.first
    }

    /// What the service says of a task at an instant; nothing for one that it does not know, not yet or no more.
    pub fn view(&self, id: &str, at: i64) -> Option<View> {
        self.plans.get(id)?.view(at, self.memory)
    }

    /// Lets an action happen at an instant, and tells the ids of the tasks that it made, in order.
    ///
    /// # Errors
    /// [`Refused`] when a task cannot be added; then nothing has changed.
    pub fn act(&mut self, at: i64, action: Action) -> Result<Vec<String>, Refused> {
        match action {
            Action::Cancel(ids) => {
                for id in ids {
                    if let Some(plan) = self.plans.get_mut(&id) {
                        plan.cancel(at);
                    }
                }
                Ok(Vec::new())
            }
            Action::Submit(operation, jobs) => {
                if self.plans.len() + jobs.len() > MOST_TASKS {
                    return Err(Refused);
                }
                Ok(jobs.into_iter().map(|job| self.add(at, submit::task(self.seed, operation, job))).collect())
            }
            Action::Add(spec) => {
                let taken = spec.id.as_ref().is_some_and(|id| self.plans.contains_key(id));
                if taken || self.plans.len() >= MOST_TASKS {
                    return Err(Refused);
                }
                Ok(vec![self.add(at, *spec)])
            }
        }
    }

    fn add(&mut self, at: i64, spec: TaskSpec) -> String {
        self.submissions += 1;
        let id = spec
            .id
            .clone()
            .unwrap_or_else(|| noise::task_id(self.seed, &format!("{} submitted {}", self.name, self.submissions)));
        self.plans.insert(id.clone(), Plan::new(id.clone(), spec, at, self.seed, self.cancel_delay));
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::task::Status;
    use proptest::prelude::*;

    fn world(name: &str, seed: u64, tasks: Option<usize>) -> World {
        World::new(&Scenario::named(name).unwrap(), seed, tasks).unwrap()
    }

    /// All views at an instant, in the order of the scenario.
    fn views(world: &World, at: i64) -> Vec<View> {
        world.first_ids().iter().filter_map(|id| world.view(id, at)).collect()
    }

    /// A task of any kind, near the start.
    fn any_task() -> impl Strategy<Value = TaskSpec> {
        let sizes = (1_u64..2_000_000, 0_u64..1 << 45);
        let times = (-100.0..50.0_f64, 0.0..60.0_f64, 0.0..40.0_f64, 0.0..200.0_f64, 0.0..20.0_f64);
        let events = (
            proptest::option::of(0.0..10.0_f64),
            proptest::collection::vec((0.0..100.0_f64, 0.0..90.0_f64), 0..4),
            proptest::option::of(0.0..150.0_f64),
            proptest::option::of(0.0..150.0_f64),
        );
        (0..3_u8, sizes, times, events).prop_map(|(kind, (files, size), times, events)| {
            let operation = [Operation::Copy, Operation::Move, Operation::Delete][usize::from(kind)];
            let mut spec = TaskSpec::new(operation, "/a");
            spec.target = (operation != Operation::Delete).then(|| "/b".to_owned());
            (spec.files, spec.size) = (files, size);
            (spec.submitted, spec.waits, spec.listing, spec.takes, spec.finishing) = times;
            let (moving_after, mut stalls, fails, cancelled) = events;
            stalls.sort_by(|a, b| a.0.total_cmp(&b.0));
            spec.stalls =
                stalls.into_iter().map(|(at, lasts)| crate::server::scripted::spec::StallSpec { at, lasts }).collect();
            spec.fails = fails.map(|after| crate::server::scripted::spec::FailSpec {
                after,
                code: "911501".into(),
                message: None,
            });
            (spec.moving_after, spec.cancelled) = (moving_after, cancelled);
            spec
        })
    }

    proptest! {
        #[test]
        fn any_task_keeps_the_rules(
            spec in any_task(),
            seed: u64,
            asked in proptest::option::of(-50_000_i64..300_000),
            mut instants in proptest::collection::vec(-120_000_i64..700_000, 2..60),
        ) {
            prop_assert_eq!(spec.check(), Ok(()));
            let somebody = spec.cancelled.is_some();
            let scenario = Scenario { tasks: vec![spec], ..Scenario::parse("any", "speed_up = 300").unwrap() };
            let mut world = World::new(&scenario, seed, None).unwrap();
            let id = noise::task_id(seed, "any 0");
            if let Some(at) = asked {
                world.act(at, Action::Cancel(vec![id.clone()])).unwrap();
            }
            instants.sort_unstable();
            let mut before: Option<View> = None;
            let mut forgotten = false;
            for at in instants {
                let Some(view) = world.view(&id, at) else {
                    // 24 h, 300 times faster.
                    let long_ago = world.view(&id, at - 288_000);
                    prop_assert!(before.is_none() || long_ago.is_none_or(|view| view.status.is_end()), "forgotten too early");
                    forgotten = before.is_some();
                    continue;
                };
                prop_assert!(!forgotten, "a forgotten task comes back");
                prop_assert!(view.done_bytes <= view.total_bytes && view.done_files <= view.total_files);
                prop_assert!(view.submitted <= view.updated && view.updated <= at);
                prop_assert!(view.started.is_none_or(|started| view.submitted <= started && started <= view.updated));
                prop_assert!(view.started.is_some() || matches!(view.status, Status::Waiting | Status::Cancel));
                prop_assert_eq!(view.error.is_some(), view.status == Status::Fail);
                prop_assert!(view.progress.ends_with('%'));
                if view.status == Status::Cancel {
                    prop_assert!(somebody || asked.is_some_and(|asked| asked + 1000 <= at));
                }
                if view.status == Status::Complete {
                    prop_assert_eq!((&*view.progress, view.done_files), ("100%", view.total_files));
                }
                if let Some(before) = &before {
                    prop_assert!(before.total_bytes <= view.total_bytes && before.total_files <= view.total_files);
                    prop_assert!(before.done_bytes <= view.done_bytes && before.done_files <= view.done_files);
                    prop_assert!(before.updated <= view.updated);
                    prop_assert!(!before.status.is_end() || *before == view, "an ended task changes");
                    prop_assert!(before.status != Status::Processing || view.status != Status::Waiting);
                }
                before = Some(view);
            }
        }

        #[test]
        fn the_same_inputs_give_the_same_world(seed: u64, at in 0_i64..400_000, asked in 0_i64..400_000) {
            let (mut one, mut other) = (world("first-look", seed, None), world("first-look", seed, None));
            let job = Job { source: "/a/b".to_owned(), target: Some("/c".to_owned()), conflict: None };
            for world in [&mut one, &mut other] {
                let ids = world.first_ids()[..3].to_vec();
                world.act(asked, Action::Cancel(ids)).unwrap();
                world.act(asked, Action::Submit(Operation::Copy, vec![job.clone()])).unwrap();
            }
            // Looking at another instant in between changes nothing.
            let _ = views(&one, at / 2);
            prop_assert_eq!(views(&one, at), views(&other, at));
        }
    }

    #[test]
    fn the_first_look_shows_everything_at_once() {
        let world = world("first-look", 7, None);
        let views = views(&world, 1000);
        assert_eq!(views.len(), 16);
        let has = |what: &str, test: &dyn Fn(&View) -> bool| assert!(views.iter().any(test), "no task is {what}");
        let running = |view: &View| view.status == Status::Processing;
        for status in [Status::Waiting, Status::Processing, Status::Complete, Status::Fail, Status::Cancel] {
            has(&format!("{status:?}"), &|view| view.status == status);
        }
        for operation in [Operation::Copy, Operation::Move, Operation::Delete] {
            has(&format!("a running {operation:?}"), &|view| running(view) && view.operation == operation);
        }
        let later = self::views(&world, 4000);
        let grows = |view: &View| later.iter().any(|other| other.id == view.id && other.total_files > view.total_files);
        has("listing", &|view| running(view) && grows(view));
        has("finishing", &|view| running(view) && view.progress == "100%");
        has("stalled", &|view| running(view) && view.updated < -100_000);
        has("synchronous", &|view| view.synchronous);
        has("huge", &|view| running(view) && view.total_files == 1 && view.total_bytes > 1 << 40);
        has("of many files", &|view| running(view) && view.total_files > 1_000_000);
        has("of a Chinese path", &|view| view.source.contains("数据集"));
        has("of a very long path", &|view| view.source.len() > 200);
    }

    #[test]
    fn the_first_look_has_news_again_and_again() {
        let world = world("first-look", 7, None);
        let states = |second: i64| -> Vec<_> {
            world.first_ids().iter().map(|id| world.view(id, second * 1000).map(|view| view.status)).collect()
        };
        let news: Vec<i64> = (1..400).filter(|second| states(*second) != states(second - 1)).collect();
        assert!(news.len() >= 12, "{news:?}");
        assert!(news[0] <= 10 && news.iter().filter(|second| **second <= 60).count() >= 6, "{news:?}");
        let mut codes: Vec<_> =
            views(&world, 60_000).into_iter().filter_map(|view| view.error).map(|(code, _)| code).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["911020", "911021", "911030", "911501", "911507"]);
    }

    #[test]
    fn a_crowd_changes_all_the_time() {
        let world = world("crowd", 7, None);
        assert_eq!(world.first_ids().len(), 5000);
        let count = |at: i64, status: Status| views(&world, at).iter().filter(|view| view.status == status).count();
        for status in [Status::Waiting, Status::Processing, Status::Complete, Status::Fail, Status::Cancel] {
            assert!(count(0, status) > 20, "{status:?}: {}", count(0, status));
        }
        for minute in 1..10 {
            let (now, then) = (views(&world, minute * 60_000), views(&world, (minute - 1) * 60_000));
            let changed = now.iter().zip(&then).filter(|(now, then)| now.status != then.status).count();
            assert!(changed > 50, "minute {minute}: {changed}");
        }
    }

    #[test]
    fn nothing_is_done_before_it_is_listed() {
        let text = "[[task]]\noperation = 'delete'\nsource = '/a'\nfiles = 100000\nsize = '1 GB'\nlisting = 60\nmoving_after = 1\ntakes = 5";
        for text in [text.to_owned(), text.replace("'delete'", "'copy'\ntarget = '/b'")] {
            let world = World::new(&Scenario::parse("fast", &text).unwrap(), 7, None).unwrap();
            for at in (0..60_000).step_by(500) {
                let view = views(&world, at).remove(0);
                assert!(view.done_bytes <= view.total_bytes && view.done_files <= view.total_files, "{view:?}");
                assert_eq!(view.status, Status::Processing);
            }
            assert_eq!(views(&world, 60_000)[0].status, Status::Complete);
        }
    }

    #[test]
    fn a_task_is_not_added_twice() {
        let mut world = world("first-look", 7, None);
        let spec = TaskSpec { id: Some("x".to_owned()), ..TaskSpec::new(Operation::Delete, "/a") };
        let add = |world: &mut World| world.act(5000, Action::Add(Box::new(spec.clone())));
        assert_eq!((add(&mut world), add(&mut world)), (Ok(vec!["x".to_owned()]), Err(Refused)));
        assert_eq!(world.view("x", 4999), None);
        assert_eq!(world.view("x", 5000).map(|view| view.submitted), Some(5000));
        let job = Job { source: "/a".to_owned(), target: None, conflict: None };
        assert_eq!(world.act(0, Action::Submit(Operation::Delete, vec![job; MOST_TASKS])), Err(Refused));
    }
}
