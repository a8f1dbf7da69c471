//! `eftop copy`, `move` and `remove`: submits in batches, keeps each id in the watch set before anything else happens, and prints
//! it. What may have reached the service is never sent again.

mod answer_file;
mod input;
mod tally;

use super::{
    exit::Result,
    headless, regions,
    signals::Signals,
    start::{self, OpenSet, Settings},
    watch,
};
use crate::{
    cli::{
        Exit, WatchArgs,
        args_headless::{LimitArgs, OutputArgs},
        args_submit::{RemoveArgs, SubmitArgs, TransferArgs},
        exit::Signal,
        pairs::Pair,
    },
    client::{ItemFailure, RegionClient, SUBMIT_BATCH, Submission, Submitted, Transfer},
    domain::{CallError, CallErrorKind, Conflict, Origin, Task, clean::clean},
    messages::{InLang, Lang, errors, words, words::SubmitWords},
    output,
    settings::Key,
    store::{Changes, Entry, Store},
    terminal::writer::OUT,
    watch::Clock,
};
use futures_util::FutureExt;
use input::Unsubmittable;
use std::{
    io::{ErrorKind, IsTerminal},
    sync::Arc,
};
use tally::{Tally, exit_of, is_before_sending};

/// The longest label, in characters; the set keeps no more.
const LONGEST_LABEL: usize = 256;
/// The longest path in a message, in characters.
const LONGEST_PATH: usize = 200;
/// The longest beginning of an answer in a message, in characters.
const LONGEST_BEGINNING: usize = 500;

/// What came of a request: the tasks, and where they live.
type Answer = Result<(Submitted, Arc<Origin>), CallError>;

/// Submits copies.
pub async fn copy(args: TransferArgs) -> Result<Exit> {
    Box::pin(transfer(args, Submission::Copy)).await
}

/// Submits moves.
pub async fn relocate(args: TransferArgs) -> Result<Exit> {
    Box::pin(transfer(args, Submission::Move)).await
}

async fn transfer(args: TransferArgs, submission: fn(Vec<Transfer>) -> Submission) -> Result<Exit> {
    let pairs = input::pairs(&args.paths, args.from.as_deref(), true)?;
    let context = AccountContext::open(&args.common)?;
    let conflict = args.on_conflict.map(Conflict::from);
    let transfer = |pair: &Pair| Transfer {
        source: pair.source.clone(),
        target: pair.target.clone().unwrap_or_default(),
        conflict: conflict.clone(),
    };
    go_on(context, &pairs, args.common, |batch| submission(batch.iter().map(transfer).collect())).await
}

/// Submits removals, when they are confirmed.
pub async fn remove(args: RemoveArgs) -> Result<Exit> {
    let pairs = input::pairs(&args.paths, args.from.as_deref(), false)?;
    let context = AccountContext::open(&args.common)?;
    if !args.yes {
        input::confirm_removal(&pairs, context.lang)?;
    }
    let submission = |batch: &[Pair]| Submission::Remove(batch.iter().map(|pair| pair.source.clone()).collect());
    go_on(context, &pairs, args.common, submission).await
}

/// Submits everything, and continues to the screen if that is wanted.
async fn go_on(
    context: AccountContext,
    pairs: &[Pair],
    mut common: SubmitArgs,
    submission: impl Fn(&[Pair]) -> Submission,
) -> Result<Exit> {
    let mut tally = context.submit_all(pairs, submission).await?;
    let exit = tally.exit();
    if common.watch && !tally.ids.is_empty() && !matches!(exit, Exit::Signal(_)) {
        // The log continues; it is not begun twice. The set has the ids already.
        common.settings.flags.0.remove(&Key::Log);
        let unkept = if tally.unkept.is_some() { std::mem::take(&mut tally.ids) } else { Vec::new() };
        let ids = unkept.iter().map(|id| id.as_str().to_owned()).collect();
        let screen = watch::run(WatchArgs { ids, settings: common.settings, ..WatchArgs::default() }).await?;
        return Ok(if exit == Exit::Good { screen } else { exit });
    }
    if common.wait && !tally.ids.is_empty() && !matches!(exit, Exit::Signal(_)) {
        let mut limits = common.limits;
        // The ids are the data of this command: where stdout is read by a program, nothing else is said there.
        limits.quiet |= !std::io::stdout().is_terminal();
        common.settings.flags.0.remove(&Key::Log);
        let waited = headless::follow_ids(common.settings.flags, limits, OutputArgs::default(), &tally.ids).await?;
        return Ok(if exit == Exit::Good { waited } else { exit });
    }
    Ok(exit)
}

/// Everything that submitting needs, tried before anything is sent.
struct AccountContext {
    region: RegionClient,
    store: Option<Store>,
    /// Why there is no place for a set, if so.
    unread: Option<String>,
    set: String,
    label: Option<Box<str>>,
    lang: Lang,
    clock: Clock,
}

impl AccountContext {
    fn open(common: &SubmitArgs) -> Result<Self> {
        let LimitArgs { timeout, max_outage, quiet } = common.limits;
        if !common.wait && (timeout.is_some() || max_outage.is_some() || quiet) {
            return Err(Unsubmittable::NotWaiting.into());
        }
        let settings = Settings::read(common.settings.flags.clone())?;
        let (account, _) = settings.account()?;
        if common.watch {
            start::need_screen(&settings.environment)?;
        }
        settings.start_log()?;
        let clock = Clock::start();
        // One that is no set is better met now than with ids in hand. Where none can be kept, the ids are printed all the same.
        let OpenSet { store, tasks, notes, unread } = start::open_set(&settings, clock.now().wall)?;
        for note in notes {
            tell(&note.text(settings.config.lang));
        }
        regions::prove(&account, &tasks);
        let region = account.home(regions::pins(&tasks));
        let label = common.label.as_deref().map(|label| clean(label, LONGEST_LABEL).trim().to_owned());
        let label = label.filter(|label| !label.is_empty()).map(String::into_boxed_str);
        let (set, lang) = (settings.config.set, settings.config.lang);
        let unread = unread.map(|why| why.text(lang));
        Ok(Self { region, store, unread, set, label, lang, clock })
    }

    fn words(&self) -> &'static SubmitWords {
        &words(self.lang).submit
    }

    /// Submits batch after batch, until one leaves something open.
    async fn submit_all(mut self, pairs: &[Pair], submission: impl Fn(&[Pair]) -> Submission) -> Result<Tally> {
        let mut signals = Signals::listen()?;
        let (mut tally, mut rest) = (Tally::default(), pairs);
        while !rest.is_empty() && !tally.must_stop() {
            tally.signal = signals.next().now_or_never();
            if tally.signal.is_some() {
                break;
            }
            let (batch, later) = rest.split_at(rest.len().min(SUBMIT_BATCH));
            let (answer, signal) = self.answer(&submission(batch), &mut signals).await;
            tally.signal = signal;
            match answer {
                Some(Ok((Submitted { ids, refusal: Some(error), whole, .. }, _))) if ids.is_empty() => {
                    self.lose(batch, &error.to_string(), &mut tally);
                    self.keep(whole.as_deref());
                }
                Some(Ok((submitted, origin))) => {
                    self.take(batch, &submitted, &origin, &mut tally);
                    let printed = tokio::select! {
                        biased;
                        printed = OUT.written() => printed,
                        // The set has the ids.
                        signal = signals.next() => {
                            tally.signal.get_or_insert(signal);
                            Ok(())
                        }
                        () = tokio::time::sleep(super::out::LAST_WORDS), if signal.is_some() => Ok(()),
                    };
                    if let Err(error) = printed
                        && error.kind() != ErrorKind::BrokenPipe
                    {
                        tell(&(words(self.lang).headless.output_failed)(&error.to_string()));
                        tally.open = true;
                    }
                }
                Some(Err(error)) if !error.may_have_arrived => {
                    self.refuse(batch.len(), &error, &mut tally);
                    if error.code.is_none() || is_before_sending(error.kind) {
                        // Not a word about the items: they belong to what is left.
                        break;
                    }
                }
                Some(Err(error)) => self.lose(batch, &error.to_string(), &mut tally),
                None => self.lose(batch, self.words().not_waited, &mut tally),
            }
            rest = later;
        }
        if let Some(first) = rest.first() {
            tell(&(self.words().not_sent)(rest.len(), &short(&first.source)));
        }
        if let Some(why) = &tally.unkept {
            tell(&(self.words().not_kept)(why));
        } else if (!tally.ids.is_empty() && std::io::stderr().is_terminal()) || !rest.is_empty() {
            tell(&(self.words().submitted)(tally.ids.len(), &self.set));
        }
        Ok(tally)
    }

    /// The answer to one request, and the signal that came meanwhile. The answer may hold ids, so it is waited for, until a
    /// second signal.
    async fn answer(&self, submission: &Submission, signals: &mut Signals) -> (Option<Answer>, Option<Signal>) {
        let mut request = std::pin::pin!(self.region.submit(submission));
        let mut first = None;
        loop {
            tokio::select! {
                answer = &mut request => return (Some(answer), first),
                signal = signals.next() => {
                    if first.is_some() {
                        return (None, first);
                    }
                    first = Some(signal);
                    tell(self.words().waiting_for_answer);
                }
            }
        }
    }

    /// Keeps and prints the ids of an answer, and tells what it refuses.
    fn take(&mut self, batch: &[Pair], submitted: &Submitted, origin: &Arc<Origin>, tally: &mut Tally) {
        let now = self.clock.now().wall;
        let entry = |id: &crate::domain::TaskId| {
            let mut task = Task::new(id.clone(), now).bound_to(origin.clone());
            task.label.clone_from(&self.label);
            task.submitted = true;
            Entry::of(&task)
        };
        let changes = Changes { added: submitted.ids.iter().map(entry).collect(), ..Changes::default() };
        let kept = match &mut self.store {
            Some(store) => store.save(&changes, now).map_err(|error| error.text(self.lang)),
            None => Err(self.unread.clone().unwrap_or_default()),
        };
        let lines: String = submitted.ids.iter().flat_map(|id| [id.as_str(), "\n"]).collect();
        // Whether it could be written shows when it is waited for.
        _ = OUT.put(lines.as_bytes());
        match kept {
            Ok(saved) => saved.notes.iter().for_each(|note| tell(&note.text(self.lang))),
            Err(why) => _ = tally.unkept.get_or_insert(why),
        }
        tally.ids.extend(submitted.ids.iter().cloned());
        tally.refused += submitted.failures.len();
        for failure in &submitted.failures {
            let source = source(failure, batch);
            tell(&(self.words().item_refused)(&source, &self.why(&failure.problem)));
        }
        if let Some(problem) = &submitted.refusal {
            let is_envelope = problem.code.is_some();
            if !is_envelope {
                tell(&(self.words().salvaged)(submitted.ids.len(), &problem.to_string()));
                tally.open = true;
            } else if submitted.failures.is_empty() {
                tell(&(self.words().failed)(&self.why(problem)));
                tally.refused += 1;
            }
            if is_envelope || problem.kind == CallErrorKind::Limited {
                tally.stopped = Some(exit_of(problem.kind));
            }
        }
        let named = submitted.ids.len() + submitted.failures.len();
        let whole = submitted.whole.as_deref().unwrap_or_default();
        if named < batch.len() {
            tell(&(self.words().unnamed)(batch.len() - named, &beginning(whole)));
            tell(self.words().find_out);
            tally.open = true;
        } else if named > batch.len() {
            tell(&(self.words().surplus)(submitted.ids.len(), batch.len()));
        }
        self.keep(submitted.whole.as_deref());
    }

    /// Keeps an answer in a file, if there is one to keep.
    fn keep(&self, whole: Option<&str>) {
        let Some(whole) = whole.filter(|whole| !whole.is_empty()) else { return };
        tell(&match answer_file::keep(whole, self.clock.now().wall, self.lang) {
            Ok(path) => (self.words().answer_kept)(&path.display().to_string()),
            Err(why) => (self.words().answer_not_kept)(&why),
        });
    }

    /// A request that the service did not take, or that never reached it.
    fn refuse(&self, count: usize, problem: &CallError, tally: &mut Tally) {
        let why = self.why(problem);
        let words = self.words();
        let is_refused = problem.code.is_some() && !is_before_sending(problem.kind);
        tell(&if is_refused { (words.batch_refused)(count, &why) } else { (words.failed)(&why) });
        if problem.kind.is_misconfigured() {
            tell(crate::messages::words(self.lang).problems.of(problem.kind).advice);
        }
        tally.stopped = Some(exit_of(problem.kind));
    }

    /// A request of which it is not known whether the service took it.
    fn lose(&self, batch: &[Pair], why: &str, tally: &mut Tally) {
        if let (Some(first), Some(last)) = (batch.first(), batch.last()) {
            tell(&(self.words().lost)(batch.len(), &short(&first.source), &short(&last.source), why));
            tell(self.words().find_out);
        }
        tally.open = true;
    }

    /// A problem in one line: code, what it means in short, and the words that came with it.
    fn why(&self, problem: &CallError) -> String {
        let code = problem.code.as_deref().filter(|_| !is_before_sending(problem.kind));
        let Some(code) = code else { return output::problem(problem, self.lang) };
        let card = errors::card(code, self.lang).map(|card| card.short);
        let what = [Some(code), card].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let parts = [&*what, &*problem.message].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(words(self.lang).plain.colon)
    }
}

/// The first words of an answer, without white space between its parts.
fn beginning(whole: &str) -> String {
    clean(&whole.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST_BEGINNING)
}

/// The source path of a refused item, as far as it is known.
fn source(failure: &ItemFailure, batch: &[Pair]) -> String {
    let told = failure.source.as_deref();
    let placed = || failure.item.and_then(|place| batch.get(place)).map(|pair| pair.source.as_str());
    told.or_else(placed).map_or_else(|| "?".to_owned(), short)
}

fn short(path: &str) -> String {
    clean(path, LONGEST_PATH)
}

/// A line for the person, or for the log of a job.
fn tell(text: &str) {
    headless::warn(text);
}
