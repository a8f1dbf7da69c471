//! `retry`: looks at the tasks, chooses those that can be submitted again, asks, and submits them as `copy` does.

use super::{
    exit_status::End,
    prepare::{self, CommandContext, Scope},
    question,
    waiter::Waiter,
    watching,
};
use crate::{
    cli::{Exit, OutputArgs, args_retry::RetryArgs},
    client::{Account, RegionClient},
    commands::{
        exit::{CausesExit, Result},
        regions,
        signals::Signals,
        submit::{self, sender::Sender, tally::Tally},
    },
    domain::{Conflict, Origin, RegionId, Report, State, Task, TaskId, TaskSet, again::NoRetry},
    messages::{InLang, Lang, retry, words, words::RetryWords},
    watch::submission::{self, Batch, Item},
};
use std::{collections::HashSet, io::IsTerminal, sync::Arc};

/// Why nothing was submitted again.
#[derive(Debug)]
pub enum CannotRetry {
    /// Nothing that was chosen can be submitted again.
    Nothing,
    /// So many tasks, and nobody to ask.
    NeedsYes(usize),
    /// The answer was no.
    Declined,
}

impl InLang for CannotRetry {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).retry;
        match self {
            Self::Nothing => words.nothing.to_owned(),
            Self::NeedsYes(tasks) => (words.needs_yes)(*tasks),
            Self::Declined => words.declined.to_owned(),
        }
    }
}

impl CausesExit for CannotRetry {}

/// `eftop retry`.
///
/// # Errors
/// When it cannot begin, when there is nothing to submit, or when the set cannot be written.
pub async fn retry(args: RetryArgs) -> Result<Exit> {
    submit::check(&args.next)?;
    let mut context = CommandContext::prepare(args.next.settings.flags.clone())?;
    context.need_set()?;
    let named = prepare::pick(&args.ids)?.ids;
    let (account, region) = context.settings.account()?;
    let lang = context.settings.config.lang;
    let pins = regions::pins(&context.loaded);
    let config = context.settings.config.clone();
    let pollers = regions::pollers(&account, region.as_deref(), &config, context.clock, &mut context.loaded);
    let chosen = prepare::choose(&mut context, &named, Scope::Whole, &pollers)?;

    // The set may be old: what the service says now counts. Nothing of this look is kept, so that the set stays whole for the sender.
    let (store, clock) = (context.store.take(), context.clock);
    let mut signals = Signals::listen()?;
    let mut waiter = Waiter::new(watching::look(context, pollers, chosen, OutputArgs::default(), args.next.limits));
    let end = waiter.run(&mut signals).await?;
    if end != End::Reached {
        return Ok(waiter.finish(end, &mut signals).await.exit);
    }

    let selection = Selection { args: &args, named: named.iter().collect(), lang };
    let tasks = selection.tasks(waiter.tasks());
    if tasks.is_empty() {
        return Err(CannotRetry::Nothing.into());
    }
    selection.confirm(&tasks).await?;
    let mut sender = Sender::new(store, None, &config, clock);
    let mut tally = Tally::default();
    for batch in submission::again(tasks, args.on_conflict.map(Conflict::from).as_ref()) {
        if tally.must_stop() {
            tally.is_cut_short = true;
            break;
        }
        let Some(region) = client(&account, &pins, &batch) else {
            for id in batch.again_of() {
                super::warn(&(words(lang).retry.skipped)(id.as_str(), retry::reason(&NoRetry::Elsewhere, lang)));
            }
            continue;
        };
        let request = |items: &[Item]| batch.submission(items);
        sender.submit_all(&region, &batch.items, request, &mut tally, &mut signals).await?;
    }
    sender.report(&tally);
    drop(signals);
    submit::proceed(tally, args.next).await
}

/// Who is asked for a batch.
fn client(account: &Arc<Account>, pins: &[Arc<Origin>], batch: &Batch) -> Option<RegionClient> {
    if batch.region == RegionId::DEFAULT {
        Some(account.home(pins.to_vec()))
    } else {
        account.bound(batch.origin.as_ref()?)
    }
}

/// Which tasks are meant.
struct Selection<'a> {
    args: &'a RetryArgs,
    named: HashSet<&'a TaskId>,
    lang: Lang,
}

impl Selection<'_> {
    /// Those that can be submitted again, in the order of the set. Why others are not is said.
    fn tasks<'t>(&self, tasks: &'t TaskSet) -> Vec<&'t Task> {
        let mut meant: Vec<_> = tasks.iter().filter(|task| self.is_meant(task)).collect();
        meant.sort_by_key(|task| task.order);
        meant.retain(|task| match task.no_retry(self.named.contains(&task.id)) {
            None => true,
            // Whoever asks for the gone ones means them.
            Some(NoRetry::Gone) => task.no_retry(true).is_none(),
            Some(why) => {
                let reason = match &why {
                    NoRetry::Retried(id) => (self.words().is_retried_as)(id.as_str()),
                    NoRetry::Unclear => self.words().is_unclear_so.to_owned(),
                    _ => retry::reason(&why, self.lang).to_owned(),
                };
                super::warn(&(self.words().skipped)(task.id.as_str(), &reason));
                false
            }
        });
        meant
    }

    fn words(&self) -> &'static RetryWords {
        &words(self.lang).retry
    }

    fn is_meant(&self, task: &Task) -> bool {
        let by_state = match task.state() {
            State::Fail => self.args.failed,
            State::Cancel => self.args.cancelled,
            State::Gone => self.args.gone,
            _ => false,
        };
        let code = task.report().and_then(Report::error_code);
        (by_state || self.named.contains(&task.id))
            && self.args.cause.as_deref().is_none_or(|cause| code == Some(cause.trim()))
            && self.args.label.as_deref().is_none_or(|label| task.label.as_deref() == Some(label))
    }

    /// Asks, unless that was answered before.
    async fn confirm(&self, tasks: &[&Task]) -> Result<()> {
        let how = self.args.on_conflict.is_none().then_some("--on-conflict");
        let notes = retry::notes(tasks, how, self.lang);
        if self.args.yes {
            for note in notes {
                super::warn(&note);
            }
            return Ok(());
        }
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Err(CannotRetry::NeedsYes(tasks.len()).into());
        }
        let title = (self.words().title)(tasks.len());
        let is_yes = question::ask(&title, tasks, notes.into_iter(), self.words().confirm, self.lang).await?;
        if is_yes { Ok(()) } else { Err(CannotRetry::Declined.into()) }
    }
}
