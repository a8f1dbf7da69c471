//! Sends items in batches, keeps each id in the watch set before anything else happens, and prints it. What may have reached the service
//! is never sent again.

use super::{
    answer_file,
    tally::{Tally, exit_of, is_before_sending},
};
use crate::{
    cli::exit::Signal,
    client::{ItemFailure, RegionClient, SUBMIT_BATCH, Submission, Submitted},
    commands::{exit::Result, headless::warn as tell, out, signals::Signals},
    domain::{
        About, Again, CallError, CallErrorKind, LogEntry, Operation, Origin, SentPath, SetChange, Task,
        again::{Outcome, Resubmission},
        clean::clean,
    },
    messages::{InLang, Lang, errors, words, words::SubmitWords},
    output,
    settings::Config,
    store::{Changes, Entry, Store, StoreError},
    terminal::writer::OUT,
    watch::{
        Clock,
        submission::{self, Item},
    },
};
use futures_util::FutureExt;
use jiff::Timestamp;
use std::{
    io::{ErrorKind, IsTerminal},
    sync::Arc,
};

/// The longest path in a message, in characters.
const LONGEST_PATH: usize = 200;
/// The longest beginning of an answer in a message, in characters.
const LONGEST_BEGINNING: usize = 500;

/// What came of a request: the tasks, and where they live.
type Answer = Result<(Submitted, Arc<Origin>), CallError>;

/// Submits to one region after the other, and keeps what comes of it in the set.
pub struct Sender {
    store: Option<Store>,
    /// Why there is no place for a set, if so.
    unread: Option<String>,
    set: String,
    lang: Lang,
    clock: Clock,
}

impl Sender {
    /// Into the set that was read, or that could not be.
    pub fn new(store: Option<Store>, unread: Option<StoreError>, config: &Config, clock: Clock) -> Self {
        let (set, lang) = (config.set.clone(), config.lang);
        Self { store, unread: unread.map(|why| why.text(lang)), set, lang, clock }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    fn words(&self) -> &'static SubmitWords {
        &words(self.lang).submit
    }

    /// Submits batch after batch to a region, until one leaves something open.
    ///
    /// # Errors
    /// When it cannot be kept that items are submitted again: those are not sent then.
    pub async fn submit_all(
        &mut self,
        region: &RegionClient,
        items: &[Item],
        submission: impl Fn(&[Item]) -> Submission,
        tally: &mut Tally,
        signals: &mut Signals,
    ) -> Result<()> {
        let mut rest = items;
        while !rest.is_empty() && !tally.must_stop() {
            tally.signal = signals.next().now_or_never();
            if tally.signal.is_some() {
                break;
            }
            let (batch, later) = rest.split_at(rest.len().min(SUBMIT_BATCH));
            let (sent, request) = (self.clock.now().wall, submission(batch));
            self.mark(batch, sent, |_| Some(Outcome::Unclear))?;
            let (answer, signal) = self.answer(region, &request, signals).await;
            tally.signal = signal;
            match answer {
                Some(Ok((Submitted { ids, refusal: Some(error), whole, .. }, _))) if ids.is_empty() => {
                    self.lose(batch, &error.to_string(), tally);
                    self.keep(whole.as_deref());
                }
                Some(Ok((submitted, origin))) => {
                    self.take(batch, &submitted, &origin, sent, tally, request.operation());
                    let printed = tokio::select! {
                        biased;
                        printed = OUT.written() => printed,
                        // The set has the ids.
                        signal = signals.next() => {
                            tally.signal.get_or_insert(signal);
                            Ok(())
                        }
                        () = tokio::time::sleep(out::LAST_WORDS), if signal.is_some() => Ok(()),
                    };
                    if let Err(error) = printed
                        && error.kind() != ErrorKind::BrokenPipe
                    {
                        tell(&(words(self.lang).headless.output_failed)(&error.to_string()));
                        tally.open = true;
                    }
                }
                Some(Err(error)) if !error.may_have_arrived => {
                    self.refuse(batch.len(), &error, tally);
                    self.mark(batch, sent, |_| Some(Outcome::Nothing))?;
                    if error.code.is_none() || is_before_sending(error.kind) {
                        // Not a word about the items: they belong to what is left.
                        break;
                    }
                }
                Some(Err(error)) => self.lose(batch, &error.to_string(), tally),
                None => self.lose(batch, self.words().not_waited, tally),
            }
            rest = later;
        }
        if let Some(first) = rest.first() {
            tally.is_cut_short = true;
            tell(&(self.words().not_sent)(rest.len(), &short(&first.source)));
        }
        Ok(())
    }

    /// Reports where the ids are.
    pub fn report(&self, tally: &Tally) {
        if let Some(why) = &tally.unkept {
            tell(&(self.words().not_kept)(why));
        } else if (!tally.ids.is_empty() && std::io::stderr().is_terminal()) || tally.is_cut_short {
            tell(&(self.words().submitted)(tally.ids.len(), &self.set));
        }
    }

    /// The answer to one request, and the signal that came meanwhile. The answer may hold ids, so it is waited for, until a
    /// second signal.
    async fn answer(
        &self,
        region: &RegionClient,
        submission: &Submission,
        signals: &mut Signals,
    ) -> (Option<Answer>, Option<Signal>) {
        let mut request = std::pin::pin!(region.submit(submission));
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

    /// Keeps what became of items that are submitted again, as far as that is known.
    fn mark(&mut self, batch: &[Item], sent: Timestamp, outcome: impl Fn(usize) -> Option<Outcome>) -> Result<()> {
        let entry = |(place, item): (usize, &Item)| {
            let by = Resubmission { sent, outcome: outcome(place)? };
            let again = Again { of: None, by: Some(by) };
            let task = Task::new(item.again_of.clone()?, sent);
            Some(Entry { again: Some(Box::new(again)), ..Entry::of(&task) })
        };
        let updated: Vec<_> = batch.iter().enumerate().filter_map(entry).collect();
        if !updated.is_empty()
            && let Some(store) = &mut self.store
        {
            store.save(&Changes { updated, ..Changes::default() }, sent)?;
        }
        Ok(())
    }

    /// Keeps and prints the ids of an answer, and tells what it refuses.
    fn take(
        &mut self,
        batch: &[Item],
        submitted: &Submitted,
        origin: &Arc<Origin>,
        sent: Timestamp,
        tally: &mut Tally,
        operation: Operation,
    ) {
        let now = self.clock.now().wall;
        let about = batch.first().map(|item| About {
            label: item.label.clone(),
            operation: Some(operation),
            source: SentPath::new(&item.source),
            target: item.target.as_deref().and_then(SentPath::new),
            ..About::default()
        });
        let log = LogEntry::of_set(now, SetChange::Submitted, submitted.ids.iter(), about.unwrap_or_default());
        let added = submission::tasks(batch, submitted, origin, now).iter().map(Entry::of).collect();
        let changes = Changes { added, log: log.into_iter().collect(), ..Changes::default() };
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
        if let Err(error) = self.mark(batch, sent, |place| submission::outcome(submitted, place)) {
            tally.unkept.get_or_insert(error.text(self.lang));
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
    fn lose(&self, batch: &[Item], why: &str, tally: &mut Tally) {
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
fn source(failure: &ItemFailure, batch: &[Item]) -> String {
    let told = failure.source.as_deref();
    let placed = || failure.item.and_then(|place| batch.get(place)).map(|pair| pair.source.as_str());
    told.or_else(placed).map_or_else(|| "?".to_owned(), short)
}

fn short(path: &str) -> String {
    clean(path, LONGEST_PATH)
}
