//! `retry`: looks at the tasks, chooses those that can be submitted again, asks, and submits them as `copy` does.

use super::{
    exit_status::End,
    prepare::{self, CommandContext, Scope},
    question,
    waiter::Waiter,
    watching,
};
use crate::{
    cli::{Exit, OutputArgs, args_retry::RetryArgs, pairs, pairs::Column},
    client::{Account, RegionClient, Submission},
    commands::{
        exit::{CausesExit, Result},
        regions,
        signals::Signals,
        submit::{
            self,
            sender::{Item, Sender},
            tally::Tally,
        },
    },
    domain::{Conflict, Operation, Origin, RegionId, Report, State, Task, TaskId, TaskSet},
    messages::{InLang, Lang, errors, words, words::RetryWords},
};
use std::{
    collections::{BTreeMap, HashSet},
    io::IsTerminal,
    sync::Arc,
};

/// The codes of failures that come again unless something changed: a name that exists, a target inside of its source.
const COMES_AGAIN: [&str; 2] = ["911021", "911507"];

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
    for batch in batches(&tasks, args.on_conflict.map(Conflict::from).as_ref()) {
        if tally.must_stop() {
            tally.is_cut_short = true;
            break;
        }
        let Some(region) = client(&account, &pins, &batch) else {
            for id in batch.items.iter().filter_map(|item| item.again_of.as_ref()) {
                super::warn(&(words(lang).retry.skipped)(id.as_str(), words(lang).retry.is_elsewhere));
            }
            continue;
        };
        let make = |items: &[Item]| submission(&batch, items);
        sender.submit_all(&region, &batch.items, make, &mut tally, &mut signals).await?;
    }
    sender.report(&tally);
    drop(signals);
    submit::proceed(tally, args.next).await
}

/// What can go into one request.
struct Batch<'a> {
    region: RegionId,
    origin: Option<&'a Arc<Origin>>,
    operation: Operation,
    conflict: Option<Conflict>,
    items: Vec<Item>,
}

/// The tasks by region, operation and rule for names that exist.
fn batches<'a>(tasks: &[&'a Task], rule: Option<&Conflict>) -> Vec<Batch<'a>> {
    let mut batches = BTreeMap::<_, Batch<'a>>::new();
    for task in tasks {
        let Some(report) = task.report() else { continue };
        let (Some(operation), Some(source)) = (&report.operation, &report.source) else { continue };
        let conflict = rule.cloned().or_else(|| report.conflict.clone()).filter(|_| *operation != Operation::Delete);
        let key = (task.region, operation.as_str(), conflict.as_ref().map(|rule| rule.as_str().to_owned()));
        let batch = batches.entry(key).or_insert_with(|| Batch {
            region: task.region,
            origin: task.origin.as_ref(),
            operation: operation.clone(),
            conflict,
            items: Vec::new(),
        });
        batch.items.push(Item {
            source: source.as_str().to_owned(),
            target: report.target.as_ref().map(|target| target.as_str().to_owned()),
            label: task.label.clone(),
            again_of: Some(task.id.clone()),
        });
    }
    batches.into_values().collect()
}

/// Who is asked for a batch.
fn client(account: &Arc<Account>, pins: &[Arc<Origin>], batch: &Batch<'_>) -> Option<RegionClient> {
    if batch.region == RegionId::DEFAULT { Some(account.home(pins.to_vec())) } else { account.bound(batch.origin?) }
}

fn submission(batch: &Batch<'_>, items: &[Item]) -> Submission {
    let transfers = || submit::transfers(items, batch.conflict.as_ref());
    match batch.operation {
        Operation::Move => Submission::Move(transfers()),
        Operation::Delete => Submission::Remove(items.iter().map(|item| item.source.clone()).collect()),
        _ => Submission::Copy(transfers()),
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
        meant.retain(|task| match self.why_not(task) {
            Some(why) => {
                super::warn(&(self.words().skipped)(task.id.as_str(), &why));
                false
            }
            None => true,
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

    /// Why a task cannot be submitted again.
    fn why_not(&self, task: &Task) -> Option<String> {
        let words = self.words();
        let why = match task.state() {
            State::Complete => words.is_complete,
            State::Retried => return task.again_as().map(|id| (words.is_retried)(id.as_str())),
            state if state.is_live() => words.is_live,
            _ if task.region == RegionId::UNBOUND => words.is_elsewhere,
            _ if is_unclear(task) && !self.named.contains(&task.id) => words.is_unclear,
            _ => what_is_missing(task, words)?,
        };
        Some(why.to_owned())
    }

    /// Asks, unless that was answered before.
    async fn confirm(&self, tasks: &[&Task]) -> Result<()> {
        let notes = self.notes(tasks);
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

    /// What there is to know before the answer: the causes with what to do about them, and what half-done work may have left.
    fn notes(&self, tasks: &[&Task]) -> Vec<String> {
        let words = self.words();
        let mut causes = BTreeMap::<&str, usize>::new();
        for code in tasks.iter().filter_map(|task| task.report()?.error_code()) {
            *causes.entry(code).or_default() += 1;
        }
        let cause = |(code, count): (&&str, &usize)| {
            let card = errors::card(code, self.lang)?;
            Some((words.cause)(code, card.short, *count, card.next))
        };
        let mut notes: Vec<_> = causes.iter().filter_map(cause).collect();
        let again = COMES_AGAIN.iter().filter(|code| causes.contains_key(*code) && self.args.on_conflict.is_none());
        notes.extend(again.map(|code| (words.same_rule)(code)));
        let has = |operation: &Operation| {
            tasks.iter().any(|task| task.report().is_some_and(|report| report.operation.as_ref() == Some(operation)))
        };
        let leaves = [
            (has(&Operation::Move), words.move_leaves),
            (has(&Operation::Delete), words.delete_leaves),
            (tasks.iter().any(|task| task.state() == State::Gone), words.gone_leaves),
            (tasks.iter().any(|task| is_unclear(task)), words.unclear_leaves),
        ];
        notes.extend(leaves.iter().filter(|(is_so, _)| *is_so).map(|(_, text)| (*text).to_owned()));
        notes
    }
}

/// Whether it was submitted again before, and nobody knows whether that arrived.
fn is_unclear(task: &Task) -> bool {
    task.again().is_some_and(|again| again.unclear_since().is_some())
}

/// What a submission of this task would need and is not known.
fn what_is_missing(task: &Task, words: &RetryWords) -> Option<&'static str> {
    let Some(report) = task.report() else { return Some(words.is_unknown) };
    if report.synchronous == Some(true) {
        return Some(words.is_synchronous);
    }
    let needs_target = match report.operation {
        Some(Operation::Copy | Operation::Move) => true,
        Some(Operation::Delete) => false,
        Some(Operation::Other(_)) | None => return Some(words.is_unknown),
    };
    let paths = [Some((&report.source, Column::Source)), needs_target.then_some((&report.target, Column::Target))];
    for (path, column) in paths.into_iter().flatten() {
        let Some(path) = path else { return Some(words.is_unknown) };
        if pairs::path(path.as_str(), column).is_err() || path.as_str().contains(char::REPLACEMENT_CHARACTER) {
            return Some(words.is_damaged);
        }
    }
    None
}
