//! What a waiter is made of, and what it leaves.

use super::{
    exit_status::{End, Goal},
    hooks::Hooks,
    sink::Sink,
};
use crate::{
    cli::{Exit, LimitArgs},
    domain::{GroupBy, TaskId, TaskSet},
    output::plain::Plain,
    settings::Config,
    terminal::Means,
    watch::{Clock, Engine, Watch},
};
use std::time::Duration;

/// What a waiter is made of.
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Setup<S> {
    /// What asks, saves and records.
    pub engine: Engine<S>,
    /// The settings.
    pub config: Config,
    /// The tasks, and how asking for them goes.
    pub watch: Watch,
    /// Those to ask for.
    pub ask: Vec<TaskId>,
    /// Whether it was told that nothing is kept: once is enough.
    pub save_warned: bool,
    /// The clock of this run.
    pub clock: Clock,
    /// When it ends.
    pub goal: Goal,
    /// Whether a look at a region that cannot be asked is tried again.
    pub looks_again: bool,
    /// The longest time that it may take.
    pub timeout: Option<Duration>,
    /// The longest time that the service may not be asked.
    pub max_outage: Option<Duration>,
    /// Whether only errors are reported on standard error.
    pub quiet: bool,
    /// Whether it ends when nobody reads standard output any more.
    pub ends_with_output: bool,
    /// Whether the exit code tells how the tasks came out.
    pub judges_tasks: bool,
    /// What the tasks are grouped by where they are written.
    pub group_by: Option<GroupBy>,
    /// How changes and troubles are written for people.
    pub plain: Plain,
    /// What is written of what happens.
    pub sink: Sink,
    /// Commands to run.
    pub hooks: Hooks,
    /// How the end is reported outside of the lines, where that was asked for and standard error is a terminal.
    pub notify: Option<Means>,
}

/// What a waiter leaves.
pub struct Outcome {
    /// Why it ended.
    pub end: End,
    /// What to tell the shell, when the tasks' own outcome counts.
    pub exit: Exit,
    /// The tasks.
    pub tasks: TaskSet,
}

impl<S> Setup<S> {
    /// Takes what was said of how long to go on.
    pub fn take_limits(&mut self, limits: LimitArgs) {
        let LimitArgs { timeout, max_outage, quiet } = limits;
        (self.timeout, self.max_outage, self.quiet) = (timeout, max_outage, quiet);
    }
}
