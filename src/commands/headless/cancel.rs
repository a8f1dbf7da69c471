//! `cancel`: looks at the tasks, asks, sends once, and follows until the service has said how each ended.

use super::{
    exit_status::End,
    prepare::{self, CannotBegin, CommandContext, Scope},
    question,
    setup::Setup,
    sink::Sink,
    waiter::Waiter,
    watching,
};
use crate::{
    cli::{CancelArgs, Exit},
    commands::{exit::Result, signals::Signals},
    domain::{Operation, RegionId, Task, TaskId, TaskSet, Verdict},
    messages::{Lang, words},
    output,
    watch::Event,
};
use std::io::IsTerminal;

/// `eftop cancel`. What it aims at is reached when every task was cancelled.
///
/// # Errors
/// When it cannot begin, or an internal one.
pub async fn cancel(args: CancelArgs) -> Result<Exit> {
    let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !args.yes && !can_ask {
        return Err(CannotBegin::NeedsYes.into());
    }
    let mut context = CommandContext::prepare(args.settings.flags)?;
    let picked = prepare::pick(&args.ids)?;
    let pollers = context.pollers()?;
    let mut chosen = prepare::choose(&mut context, &picked.ids, Scope::Named, &pollers)?;
    let (config, plain) = (context.settings.config.clone(), watching::plain(&context));
    let mut signals = Signals::listen()?;

    // First a look: whoever is asked wants to know what the ids are, and what has ended needs no cancel. Nothing is kept before a yes.
    let (store, to_save) = (context.store.take(), std::mem::take(&mut chosen.to_save));
    // What the service says before the cancels go out is no news.
    let look = watching::look(context, pollers, chosen, args.output, args.limits);
    let quiet = look.quiet;
    let mut waiter = Waiter::new(look);
    let end = waiter.run(&mut signals).await?;
    if end != End::Reached {
        return Ok(waiter.finish(end, &mut signals).await.exit);
    }
    let lang = config.lang;
    // What a look has not returned is of its own address: nobody is asked for it.
    let Setup { engine, watch, .. } = waiter.setup();
    let unproven = watch.tasks.iter().filter(|task| !task.has_ended() && watch.is_unproven(task));
    let ids = unproven.map(|task| task.id.clone()).collect();
    engine.apply(watch, Event::Moved { ids, region: RegionId::UNBOUND });
    let mut targets: Vec<TaskId> = Vec::new();
    for id in &picked.ids {
        let Some(task) = waiter.tasks().get(id) else { continue };
        // Those that nobody can be asked for are reported at the end.
        if waiter.watch().can_cancel(task) {
            targets.push(id.clone());
        } else if task.state().is_settled() {
            let state = output::state(task.state(), lang);
            super::warn(&(words(lang).headless.already_ended)(id.as_str(), state));
        }
    }
    if !args.yes && !targets.is_empty() {
        tokio::select! {
            yes = ask(waiter.tasks(), &targets, lang) => if !yes? {
                super::tell(words(lang).headless.not_cancelled);
                return Ok(Exit::Tasks(Verdict::NotEnded));
            },
            signal = signals.next() => return Ok(Exit::Signal(signal)),
        }
    }
    let setup = waiter.setup();
    setup.engine.set_interval(config.interval);
    setup.engine.keep(store, to_save);
    if !args.output.json && !args.output.jsonl && !quiet {
        setup.sink = Sink::Lines(plain);
    }
    watching::record(setup, args.record)?;
    let end = waiter.cancel(targets, &mut signals).await?;
    Ok(waiter.finish(end, &mut signals).await.exit)
}

/// Names the tasks and what a half-done one leaves, and waits for a yes.
async fn ask(tasks: &TaskSet, targets: &[TaskId], lang: Lang) -> Result<bool> {
    let dialog = &words(lang).dialog;
    let named: Vec<&Task> = targets.iter().filter_map(|id| tasks.get(id)).collect();
    let has = |operation: &Operation| {
        named.iter().any(|task| task.report().is_some_and(|report| report.operation.as_ref() == Some(operation)))
    };
    let leaves = [
        (Operation::Copy, dialog.copy_leaves),
        (Operation::Move, dialog.move_leaves),
        (Operation::Delete, dialog.delete_leaves),
    ];
    let notes = leaves.iter().filter(|(operation, _)| has(operation)).map(|(_, text)| (*text).to_owned());
    question::ask(&(dialog.cancel_title)(targets.len()), &named, notes, words(lang).headless.confirm, lang).await
}
