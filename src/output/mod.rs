//! Output for pipes, scripts and logs: one JSON document, JSON lines, a table, plain lines. A reader of the same sets and the same
//! troubles as the screen. Reads no clock and knows no terminal: time, width, colour and language are passed in, and everything is
//! written to the stream that is given.

pub mod columns;
pub mod groups;
pub mod json;
pub mod jsonl;
pub mod log;
pub mod openmetrics;
pub mod plain;
pub mod table;

mod record;
mod say;

pub use record::ProblemRecord;
pub use say::{group, problem, sign, state};

use crate::domain::{At, RegionId, State, Task, TaskSet, Trouble, verdict::judged_state};

/// The version of the JSON that is written; it grows when a key changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// What is reported on: a set at one point in time.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub at: At,
    pub tasks: &'a TaskSet,
    /// The regions that cannot be asked at the moment. Rates and remaining times of their tasks, and of the whole set, are then not
    /// told, since they are not known.
    pub troubles: &'a [RegionTrouble<'a>],
}

/// Why a region cannot be asked.
#[derive(Clone, Copy, Debug)]
pub struct RegionTrouble<'a> {
    pub region: RegionId,
    /// What people call it; `None` where there is only one.
    pub name: Option<&'a str>,
    pub trouble: &'a Trouble,
}

impl<'a> View<'a> {
    /// Whether the region of this task can be asked, so that what was measured of it is news.
    fn can_ask_for(&self, task: &Task) -> bool {
        self.troubles.iter().all(|trouble| trouble.region != task.region)
    }

    /// The tasks in the order in which they came into the set.
    fn in_order(&self) -> Vec<&'a Task> {
        let mut tasks: Vec<_> = self.tasks.iter().collect();
        tasks.sort_by_key(|task| task.order);
        tasks
    }

    /// How many tasks are in each of [`State::ALL`].
    fn by_state(&self) -> [usize; State::ALL.len()] {
        by_state(self.tasks.iter())
    }
}

/// How many tasks are in each of [`State::ALL`], as they are judged: so the counts agree with the verdict.
fn by_state<'a>(tasks: impl Iterator<Item = &'a Task>) -> [usize; State::ALL.len()] {
    let states: Vec<_> = tasks.map(judged_state).collect();
    State::ALL.map(|state| states.iter().filter(|one| **one == state).count())
}
