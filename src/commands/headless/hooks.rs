//! Commands of the user that are run when something happens: by `sh -c`, one after the other, with what happened in environment
//! variables and never in the command.

use crate::{
    cli::{Exit, HookArgs},
    commands::signals::Signals,
    domain::{Operation, State, Task, Totals, Verdict},
    messages::{Lang, words},
};
use std::{
    io,
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// How long nothing is said about what the end waits for.
pub(in crate::commands) const SILENCE: Duration = Duration::from_millis(300);

/// The command of a hook, with its environment.
#[derive(Debug)]
struct Job {
    hook: &'static str,
    command: String,
    environment: Vec<(&'static str, String)>,
}

/// A hook that did not end well, and how.
type Failed = (&'static str, String);

/// The hooks of a run.
#[derive(Debug, Default)]
pub struct Hooks {
    args: HookArgs,
    /// Whether what the commands print is thrown away: there is a screen that it would destroy.
    is_silent: bool,
    /// Made for the first.
    runner: Option<Runner>,
}

/// The task that runs them.
#[derive(Debug)]
struct Runner {
    queue: mpsc::UnboundedSender<Job>,
    /// How each ended: `None` well.
    ended: mpsc::UnboundedReceiver<Option<Failed>>,
    /// How many are in the queue, or run.
    open: usize,
}

impl Hooks {
    /// The hooks that the flags ask for.
    pub fn new(args: HookArgs) -> Self {
        Self { args, is_silent: false, runner: None }
    }

    /// The same, beside a full screen.
    pub fn beside_a_screen(args: HookArgs) -> Self {
        Self { is_silent: true, ..Self::new(args) }
    }

    /// A task has failed.
    pub fn failed(&mut self, task: &Task) {
        let Some(command) = self.args.hook_on_fail.clone() else { return };
        let report = task.report();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let environment = vec![
            ("EFTOP_ID", task.id.to_string()),
            ("EFTOP_LABEL", text(task.label.as_deref())),
            ("EFTOP_STATE", task.state().as_str().to_owned()),
            ("EFTOP_CODE", text(report.and_then(|report| report.error_code()))),
            ("EFTOP_MESSAGE", text(report.and_then(|report| report.error_message()))),
            ("EFTOP_OPERATION", text(report.and_then(|report| report.operation.as_ref()).map(Operation::as_str))),
            ("EFTOP_SOURCE", text(report.and_then(crate::domain::report::Report::source).as_deref())),
            ("EFTOP_TARGET", text(report.and_then(crate::domain::report::Report::target).as_deref())),
        ];
        self.queue(Job { hook: "--hook-on-fail", command, environment });
    }

    /// The whole set has ended.
    pub fn set_ended(&mut self, totals: &Totals, verdict: Verdict, exit: Exit) {
        let Some(command) = self.args.hook_on_end.clone() else { return };
        let environment = vec![
            ("EFTOP_VERDICT", verdict.as_str().to_owned()),
            ("EFTOP_EXIT_CODE", exit.code().to_string()),
            ("EFTOP_COMPLETE", totals.of(State::Complete).to_string()),
            ("EFTOP_FAILED", totals.of(State::Fail).to_string()),
            ("EFTOP_CANCELLED", totals.of(State::Cancel).to_string()),
            ("EFTOP_GONE", totals.of(State::Gone).to_string()),
            ("EFTOP_LIVE", totals.live().to_string()),
        ];
        self.queue(Job { hook: "--hook-on-end", command, environment });
    }

    /// It is over: waits for those that were begun, for at most `timeout` where there is one and until a signal comes, and tells which
    /// failed. What does not end by then keeps running; what has not begun is not run.
    pub async fn finish(self, timeout: Option<Duration>, lang: Lang, signals: &mut Signals) {
        let Some(Runner { queue, mut ended, mut open }) = self.runner else { return };
        drop(queue);
        let words = &words(lang).headless;
        let began = Instant::now();
        let mut is_silent = timeout.is_some_and(|timeout| timeout > SILENCE);
        while open > 0 {
            let due = if is_silent { Some(SILENCE) } else { timeout };
            tokio::select! {
                biased;
                outcome = ended.recv() => {
                    let Some(outcome) = outcome else { break };
                    open -= 1;
                    if let Some((hook, how)) = outcome {
                        super::warn(&(words.hook_failed)(hook, &how));
                    }
                }
                _ = signals.next() => break,
                () = sleep_until(began + due.unwrap_or_default()), if due.is_some() => {
                    if !std::mem::take(&mut is_silent) {
                        break;
                    }
                    super::tell(&(words.hooks_open)(open));
                }
            }
        }
        if open > 0 {
            super::warn(&(words.hooks_left)(open));
        }
    }

    fn queue(&mut self, job: Job) {
        let is_silent = self.is_silent;
        let runner = self.runner.get_or_insert_with(|| {
            let (queue, mut jobs) = mpsc::unbounded_channel::<Job>();
            let (into, ended) = mpsc::unbounded_channel();
            tokio::task::spawn_blocking(move || {
                while let Some(job) = jobs.blocking_recv() {
                    let how = match run(&job, is_silent) {
                        Ok(status) if status.success() => None,
                        Ok(status) => Some((job.hook, status.to_string())),
                        Err(error) => Some((job.hook, error.to_string())),
                    };
                    // Nobody waits any more: the rest is not begun.
                    if into.send(how).is_err() {
                        return;
                    }
                }
            });
            Runner { queue, ended, open: 0 }
        });
        // The runner lives as long as the queue; only its panic could end it sooner.
        _ = runner.queue.send(job);
        runner.open += 1;
    }
}

/// Runs one command and waits for it. Its output goes to our standard error: standard output carries data only.
fn run(job: &Job, is_silent: bool) -> io::Result<ExitStatus> {
    let output = || if is_silent { Stdio::null() } else { Stdio::from(io::stderr()) };
    Command::new("sh")
        .args(["-c", &job.command])
        .envs(job.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(output())
        .stderr(output())
        .status()
}
