//! The engine of the demo: a world that is a pure function of scenario, seed, time and what clients did.
//!
//! ```text
//! scenario (TOML) --> world: plans, one per task --view(time)--> the routes
//!                       ^-- actions: cancel, submit, add --------/
//! ```

mod crowd;
mod plan;
pub mod scenario;
pub mod spec;
mod submit;
pub mod world;

use super::{
    account::Account,
    clock::Clock,
    engine::Engine,
    error::ServerError,
    task::{Job, Operation, Refused, View},
    wire::{EXAMPLE_ID, TaskInfo},
};
use scenario::Scenario;
use spec::TaskSpec;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::{Action, World};

/// A world and its time.
pub struct Scripted {
    world: Mutex<World>,
    clock: Arc<Clock>,
    account: Account,
}

impl Scripted {
    /// The world of a scenario; `tasks` sets the size of a crowd.
    ///
    /// # Errors
    /// [`ServerError::Tasks`] when a number of tasks is given for a scenario without a crowd, or an impossible one.
    pub fn new(scenario: &Scenario, seed: u64, tasks: Option<usize>, clock: Arc<Clock>) -> Result<Self, ServerError> {
        let world = Mutex::new(World::new(scenario, seed, tasks)?);
        Ok(Self { world, clock, account: scenario.account.clone() })
    }

    /// A handler that panicked leaves it usable: each change is made whole.
    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ids that a client knows at the start, in the order of the scenario.
    pub fn first_ids(&self) -> Vec<String> {
        self.lock().first_ids().to_vec()
    }

    /// Adds a task as a scenario would describe it, its times counted from now.
    ///
    /// # Errors
    /// When the world is full, or has a task of this id already.
    pub fn add(&self, spec: TaskSpec) -> Result<Option<String>, Refused> {
        self.act(Action::Add(Box::new(spec))).map(|ids| ids.into_iter().next())
    }

    fn act(&self, action: Action) -> Result<Vec<String>, Refused> {
        let refused = |error: world::Refused| Refused { code: "911048".to_owned(), message: error.to_string() };
        self.lock().act(self.clock.elapsed(), action).map_err(refused)
    }
}

impl Engine for Scripted {
    fn submit(&self, operation: Operation, jobs: Vec<Job>) -> Result<Vec<Result<String, Refused>>, Refused> {
        Ok(self.act(Action::Submit(operation, jobs))?.into_iter().map(Ok).collect())
    }

    fn list(&self, ids: &[String]) -> Vec<TaskInfo> {
        let (now, world) = (self.clock.elapsed(), self.lock());
        let unix = |at| self.clock.wall(at).as_millisecond();
        let info = |id: &String| {
            if id == EXAMPLE_ID {
                return Some(TaskInfo::example());
            }
            let view = world.view(id, now)?;
            let (submitted, started, updated) = (unix(view.submitted), view.started.map(unix), unix(view.updated));
            Some(TaskInfo::new(View { submitted, started, updated, ..view }, &self.account))
        };
        ids.iter().filter_map(info).collect()
    }

    fn cancel(&self, ids: Vec<String>) -> Result<(), Refused> {
        self.act(Action::Cancel(ids)).map(drop)
    }
}
