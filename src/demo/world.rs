//! The world: which tasks there are, and what the service would say of each at an instant. A pure function of scenario, seed,
//! scenario time (milliseconds since the start) and the actions of clients with their times: it reads no clock.

use super::{
    crowd,
    error::DemoError,
    noise,
    plan::{Plan, View},
    scenario::Scenario,
    spec::{Operation, TaskSpec},
    submit::{self, Job},
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
    /// Submits jobs of one operation.
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
    /// [`DemoError::Tasks`] when a number of tasks is given for a scenario without a crowd, or an impossible one.
    pub fn new(scenario: &Scenario, seed: u64, tasks: Option<usize>) -> Result<Self, DemoError> {
        let mut specs = scenario.tasks.clone();
        let wrong = || DemoError::Tasks { name: scenario.name.clone(), most: crowd::MOST };
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
    pub fn view(&self, id: &str, at: i64) -> Option<View<'_>> {
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
