//! Commands of the user that are run when something happens: by `sh -c`, one after the other, with what happened in environment
//! variables and never in the command.

use crate::{
    cli::{Exit, HookArgs},
    domain::{Operation, Task, Verdict},
    run::signals::Signals,
    text::{Lang, words},
};
use std::{
    io,
    process::{Command, ExitStatus, Stdio},
};
use tokio::{sync::mpsc, task::JoinHandle};

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
    /// The queue of the task that runs them; made for the first.
    runner: Option<(mpsc::UnboundedSender<Job>, JoinHandle<Vec<Failed>>)>,
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
            ("EFTOP_CODE", text(report.and_then(|report| report.error_code))),
            ("EFTOP_MESSAGE", text(report.and_then(|report| report.error_message))),
            ("EFTOP_OPERATION", text(report.and_then(|report| report.operation).map(Operation::as_str))),
            ("EFTOP_SOURCE", text(report.and_then(|report| report.source()))),
            ("EFTOP_TARGET", text(report.and_then(|report| report.target()))),
        ];
        self.queue(Job { hook: "--hook-on-fail", command, environment });
    }

    /// The whole set has ended.
    pub fn set_ended(&mut self, verdict: Verdict, exit: Exit) {
        let Some(command) = self.args.hook_on_end.clone() else { return };
        let environment =
            vec![("EFTOP_VERDICT", verdict.as_str().to_owned()), ("EFTOP_EXIT_CODE", exit.code().to_string())];
        self.queue(Job { hook: "--hook-on-end", command, environment });
    }

    /// It is over: runs what is to be run then, and waits for all that was begun, unless a signal comes.
    pub async fn ended(mut self, verdict: Verdict, exit: Exit, lang: Lang, signals: &mut Signals) {
        self.set_ended(verdict, exit);
        let Some((queue, runner)) = self.runner else { return };
        drop(queue);
        tokio::select! {
            failed = runner => for (hook, how) in failed.unwrap_or_default() {
                super::warn(&(words(lang).headless.hook_failed)(hook, &how));
            },
            _ = signals.next() => {}
        }
    }

    fn queue(&mut self, job: Job) {
        let is_silent = self.is_silent;
        let (queue, _) = self.runner.get_or_insert_with(|| {
            let (queue, mut jobs) = mpsc::unbounded_channel::<Job>();
            let runner = tokio::task::spawn_blocking(move || {
                let mut failed = Vec::new();
                while let Some(job) = jobs.blocking_recv() {
                    match run(&job, is_silent) {
                        Ok(status) if status.success() => {}
                        Ok(status) => failed.push((job.hook, status.to_string())),
                        Err(error) => failed.push((job.hook, error.to_string())),
                    }
                }
                failed
            });
            (queue, runner)
        });
        // The runner lives as long as the queue; only its panic could end it sooner.
        _ = queue.send(job);
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
