//! What a follower is made of, and what it leaves.

use super::{
    hooks::Hooks,
    judge::{End, Goal},
    sink::Sink,
};
use crate::{
    cli::{Exit, PatienceArgs, args_replay::RecordArgs},
    config::Config,
    domain::{CallError, TaskId, TaskSet},
    output::plain::Plain,
    run::pollers::Pollers,
    store::Store,
    term::Means,
    watch::Clock,
};
use std::time::Duration;
use tokio::sync::mpsc;

/// What a follower is made of.
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Setup<S> {
    /// The places to ask.
    pub fleet: Pollers<S>,
    /// The settings.
    pub config: Config,
    /// The tasks.
    pub tasks: TaskSet,
    /// Those to ask for.
    pub ask: Vec<TaskId>,
    /// The watch set on disk.
    pub store: Option<Store>,
    /// What is to be saved from the start, and whether it is new.
    pub to_save: Vec<(TaskId, bool)>,
    /// Whether it was told that nothing is kept: once is enough.
    pub save_warned: bool,
    /// The clock of this run.
    pub clock: Clock,
    /// When it ends.
    pub goal: Goal,
    /// The longest time that it may take.
    pub timeout: Option<Duration>,
    /// The longest time that the service may not be asked.
    pub max_outage: Option<Duration>,
    /// Whether only errors are told on standard error.
    pub quiet: bool,
    /// Whether it ends when nobody reads standard output any more.
    pub ends_with_output: bool,
    /// Whether the exit code tells how the tasks came out.
    pub judges_tasks: bool,
    /// How changes and troubles are written for people.
    pub plain: Plain,
    /// The reader of what happens.
    pub sink: Box<dyn Sink>,
    /// What is recorded.
    pub record: RecordArgs,
    /// Commands to run.
    pub hooks: Hooks,
    /// How the end is told outside of the lines, where that was asked for and standard error is a terminal.
    pub notify: Option<Means>,
    /// Answers to cancels that were sent.
    pub answers: Option<mpsc::Receiver<CancelDone>>,
}

/// A cancel was answered.
#[derive(Debug)]
pub struct CancelDone {
    /// The tasks that it was about.
    pub ids: Vec<TaskId>,
    /// Those that the service does not cancel, or why nothing came of it at all.
    pub result: Result<Vec<(TaskId, CallError)>, CallError>,
}

/// What a follower leaves.
pub struct Outcome<S> {
    /// Why it ended.
    pub end: End,
    /// What to tell the shell, when the tasks' own outcome counts.
    pub exit: Exit,
    /// The tasks.
    pub tasks: TaskSet,
    /// The places, asked for nothing any more when all went well.
    pub fleet: Pollers<S>,
}

impl<S> Setup<S> {
    /// Takes what was said of how long to go on.
    pub fn take_patience(&mut self, patience: PatienceArgs) {
        let PatienceArgs { timeout, max_outage, quiet } = patience;
        (self.timeout, self.max_outage, self.quiet) = (timeout, max_outage, quiet);
    }
}
