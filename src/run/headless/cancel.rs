//! `cancel`: looks at the tasks, asks, sends once, and follows until the service has said how each ended.

use super::{
    console, follower,
    judge::{End, Goal},
    prepare::{self, CannotBegin, Ground, Scope},
    setup::{CancelDone, Outcome, Setup},
    sink::{self, Lines, Quiet},
    watching,
};
use crate::{
    cli::{CancelArgs, Exit},
    client,
    domain::{Operation, Report, Task, TaskId, TaskSet, Verdict},
    output,
    run::{
        pollers::{Locate, Pollers, by_place},
        signals::Signals,
    },
    text::{Lang, words},
    watch::cancel_batch,
};
use color_eyre::eyre::{Context, Result};
use std::{
    io::{IsTerminal, Write},
    time::Duration,
};
use tokio::sync::mpsc;

/// How many tasks the question names.
const NAMED: usize = 20;

/// `eftop cancel`. What it aims at is reached when no task goes on: a task that was cancelled is no bad end here.
///
/// # Errors
/// When it cannot begin, or an internal one.
pub async fn cancel(args: CancelArgs) -> Result<Exit> {
    let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !args.yes && !can_ask {
        return Err(CannotBegin::NeedsYes.into());
    }
    let mut ground = Ground::of(&args.common)?;
    let picked = prepare::pick(&args.ids)?;
    let mut fleet = ground.fleet()?;
    let chosen = prepare::choose(&mut ground, &picked.ids, Scope::Named, &mut fleet).await?;
    let (config, clock, plain) = (ground.config.clone(), ground.clock, watching::plain(&ground));
    let mut signals = Signals::listen().context("signals cannot be listened to")?;

    // First a look: whoever is asked shall know what the ids are, and what has ended needs no cancel.
    let to_save = chosen.to_save.clone();
    let mut look = watching::setup(ground, fleet, chosen, Box::new(Quiet));
    look.goal = Goal::Look;
    look.fleet.set_interval(Duration::ZERO);
    let (store, save_warned) = (look.store.take(), look.save_warned);
    look.to_save.clear();
    let Outcome { end, exit, mut tasks, fleet } = follower::follow(look, &mut signals).await?;
    if end != End::Reached {
        return Ok(exit);
    }
    let lang = config.lang;
    let mut targets: Vec<TaskId> = Vec::new();
    for id in &picked.ids {
        let Some(task) = tasks.get(id) else { continue };
        if task.state().can_cancel() {
            targets.push(id.clone());
        } else {
            let state = output::state(task.state(), lang);
            super::warn(&(words(lang).headless.already_ended)(id.as_str(), state));
        }
    }
    if !args.yes && !targets.is_empty() {
        tokio::select! {
            yes = ask(&tasks, &targets, lang) => if !yes? {
                super::tell(words(lang).headless.not_cancelled);
                return Ok(Exit::Tasks(Verdict::NotEnded));
            },
            signal = signals.next() => return Ok(Exit::Signal(signal)),
        }
    }
    let at = clock.now();
    for id in &targets {
        if let Some(task) = tasks.get_mut(id) {
            task.cancel_sent(at);
        }
    }
    fleet.set_interval(config.interval);
    let setup = Setup {
        answers: Some(send(&fleet, &tasks, &targets)),
        fleet,
        tasks,
        ask: targets,
        store,
        to_save,
        save_warned,
        clock,
        goal: Goal::Cancelled,
        timeout: args.patience.timeout,
        max_outage: args.patience.max_outage,
        quiet: args.patience.quiet,
        ends_with_output: false,
        judges_tasks: true,
        sink: sink::choose(args.output, args.patience.quiet, Box::new(Lines(plain.clone()))),
        plain,
        record: args.record,
        hooks: super::hooks::Hooks::default(),
        notify: None,
        config,
    };
    let outcome = follower::follow(setup, &mut signals).await?;
    Ok(if outcome.exit == Exit::Tasks(Verdict::Cancelled) { Exit::Good } else { outcome.exit })
}

/// Names the tasks and what a half-done one leaves, and waits for a yes.
async fn ask(tasks: &TaskSet, targets: &[TaskId], lang: Lang) -> Result<bool> {
    let dialog = &words(lang).dialog;
    super::tell(&(dialog.cancel_title)(targets.len()));
    let named: Vec<&Task> = targets.iter().filter_map(|id| tasks.get(id)).collect();
    for task in named.iter().take(NAMED) {
        let report = task.report();
        let operation = report.and_then(|report| report.operation.as_ref()).map(Operation::as_str);
        let source = report.and_then(Report::source);
        let target = report.and_then(Report::target);
        let parts = [
            Some(task.id.as_str()),
            task.label.as_deref(),
            Some(output::state(task.state(), lang)),
            operation,
            source.as_deref(),
            target.as_ref().map(|_| "->"),
            target.as_deref(),
        ];
        super::tell(&format!("  {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" ")));
    }
    if named.len() > NAMED {
        super::tell(&format!("  {}", (dialog.more)(named.len() - NAMED)));
    }
    let has = |operation: &Operation| {
        named.iter().any(|task| task.report().is_some_and(|report| report.operation.as_ref() == Some(operation)))
    };
    let leaves = [
        (Operation::Copy, dialog.copy_leaves),
        (Operation::Move, dialog.move_leaves),
        (Operation::Delete, dialog.delete_leaves),
    ];
    leaves.iter().filter(|(operation, _)| has(operation)).for_each(|(_, text)| super::tell(text));
    _ = write!(crate::term::Stderr, "{}", words(lang).headless.confirm);
    let answer = tokio::task::spawn_blocking(console::read_answer).await.context("the answer was not read")??;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}

/// Sends the cancels: to each place its own, one batch after the other. None is repeated: whether to is the user's decision.
fn send<S: Locate>(fleet: &Pollers<S>, tasks: &TaskSet, ids: &[TaskId]) -> mpsc::Receiver<CancelDone> {
    let (out, answers) = mpsc::channel(1);
    for (place, ids) in by_place(tasks, ids) {
        let Some(service) = fleet.service(place) else { continue };
        let out = out.clone();
        tokio::spawn(async move {
            for batch in ids.chunks(client::BATCH) {
                for (ids, result) in cancel_batch(&*service, batch).await {
                    // The follower has ended: what is not sent yet was not wanted by whoever ended it.
                    if out.send(CancelDone { ids, result }).await.is_err() {
                        return;
                    }
                }
            }
        });
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::RegionId,
        run::pollers::scripted::{Way, id, two},
    };

    #[tokio::test(start_paused = true)]
    async fn each_place_gets_its_own_cancels_in_batches_and_a_failure_stays_there() {
        let (fleet, other) = two(Way::Down, Way::Answer);
        let mut tasks = TaskSet::default();
        let mut ids = Vec::new();
        for number in 0..150 {
            for (name, place) in [("h", RegionId::DEFAULT), ("o", other)] {
                let mut task = Task::new(id(&format!("{name}{number}")), jiff::Timestamp::UNIX_EPOCH);
                task.place = place;
                ids.push(task.id.clone());
                tasks.add(task);
            }
        }
        let mut answers = send(&fleet, &tasks, &ids);
        let (mut taken, mut failed) = (0, 0);
        while let Some(done) = answers.recv().await {
            *(if done.result.is_ok() { &mut taken } else { &mut failed }) += done.ids.len();
        }
        assert_eq!((taken, failed), (150, 150));
        for (place, name) in [(RegionId::DEFAULT, 'h'), (other, 'o')] {
            let batches = fleet.service(place).unwrap().cancelled();
            assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [100, 50]);
            assert!(batches.concat().iter().all(|id| id.as_str().starts_with(name)));
        }
    }
}
