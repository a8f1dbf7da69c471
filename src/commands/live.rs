//! The screen's state over its engine. Knows no terminal, so that it runs without one.

use super::{
    exit::Result,
    headless::{
        self,
        hooks::{Hooks, SILENCE},
    },
    session::Source,
    signals::Signals,
};
use crate::{
    cli::Exit,
    domain::{LogEntry, TaskId, verdict},
    messages::{InLang, Lang, words},
    output,
    tui::{self, Effect, Model, Msg, ServiceEffect, TerminalEffect},
    watch::{Change, Clock, Engine, Parts, Watch, pollers::Locate},
};
use color_eyre::eyre;
use std::{collections::VecDeque, fmt, time::Duration};
use tokio::time;

/// How long the service has to answer a cancel, and hooks have to end, when the screen is left.
const LAST_WORD: Duration = Duration::from_secs(10);
/// How many tasks are named whose cancel was not answered.
const NAMED: usize = 50;

/// A screen that is not drawn.
pub struct Live<S> {
    /// All that the screen shows.
    pub model: Model,
    /// What works behind it.
    pub engine: Engine<S>,
    pub clock: Clock,
    /// What to run when something happens.
    pub hooks: Hooks,
    /// Whether the exit code tells how the tasks stand.
    pub exit_status: bool,
}

impl<S> fmt::Debug for Live<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl<S: Locate> Live<S> {
    /// A screen over an engine that asks nothing yet.
    pub fn new(mut model: Model, parts: Parts<S>) -> Self {
        model.recording = parts.recording.is_some();
        let clock = parts.clock;
        Self { model, engine: Engine::new(parts), clock, hooks: Hooks::default(), exit_status: false }
    }

    /// What changes next in the watch set, for [`Source::take`]. Cancel-safe.
    ///
    /// # Errors
    /// When a poll task failed, or a write of the set panicked.
    pub async fn next(&mut self) -> eyre::Result<Vec<Change>> {
        self.engine.next(&mut self.model.watch).await
    }

    /// What has changed already.
    pub fn waiting(&mut self) -> Option<Vec<Change>> {
        self.engine.waiting(&mut self.model.watch)
    }

    /// Runs the hooks of these tasks.
    fn failed(&mut self, ids: &[TaskId]) {
        ids.iter().filter_map(|id| self.model.watch.tasks.get(id)).for_each(|task| self.hooks.failed(task));
    }
}

impl<S: Locate> Source for Live<S> {
    /// The answers of a cycle and the tick are one frame then, and not one each.
    const CALM: Duration = Duration::from_millis(60);

    fn model(&self) -> &Model {
        &self.model
    }

    fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// Begins to ask for what has not ended.
    fn start(&mut self) {
        let ids = self.model.watch.ids();
        self.engine.start(&self.model.watch, &ids);
    }

    fn take(&mut self, msg: Msg) -> Vec<TerminalEffect> {
        let now = self.clock.now();
        let mut open = VecDeque::from(tui::update(&mut self.model, msg, now));
        let mut left = Vec::new();
        while let Some(effect) = open.pop_front() {
            match effect {
                Effect::Service(ServiceEffect::Apply(event)) => {
                    let changes = self.engine.apply(&mut self.model.watch, event);
                    let more = tui::update(&mut self.model, Msg::Changes(changes), now);
                    more.into_iter().rev().for_each(|effect| open.push_front(effect));
                }
                Effect::Service(ServiceEffect::Retry(batches)) => {
                    let changes = self.engine.retry(&mut self.model.watch, batches);
                    let more = tui::update(&mut self.model, Msg::Changes(changes), now);
                    more.into_iter().rev().for_each(|effect| open.push_front(effect));
                }
                Effect::Service(ServiceEffect::PollNow) => self.engine.poll_now(),
                Effect::Service(ServiceEffect::Failed(ids)) => self.failed(&ids),
                Effect::Service(ServiceEffect::SetEnded) => {
                    let verdict = verdict::verdict(&self.model.watch.tasks);
                    self.hooks.set_ended(&self.model.watch.totals, verdict, verdict.into());
                }
                Effect::Terminal(effect) => left.push(effect),
                Effect::Replay(_) => {}
            }
        }
        left
    }

    async fn take_next(&mut self) -> eyre::Result<Vec<TerminalEffect>> {
        let changes = self.next().await?;
        Ok(self.take(Msg::Changes(changes)))
    }

    fn take_waiting(&mut self) -> Option<Vec<TerminalEffect>> {
        let changes = self.waiting()?;
        Some(self.take(Msg::Changes(changes)))
    }

    /// Waits for cancels that were not answered, and writes what is left to be written.
    async fn close(mut self, quit: bool, signals: &mut Signals) -> Result<Exit> {
        self.engine.stop_asking();
        let lang = self.model.look.lang;
        answer_calls(&mut self.engine, &mut self.model.watch, lang, signals).await;
        if let Some(why) = self.engine.end_recording().await {
            headless::warn(&why);
        }
        self.engine.log(LogEntry::screen_left(self.clock.now().wall));
        let tasks = &self.model.watch.tasks;
        let saved = self.engine.save(tasks).await;
        // Who ends it by a signal does not wait.
        let timeout = if quit { LAST_WORD } else { Duration::ZERO };
        self.hooks.finish(Some(timeout), lang, signals).await;
        saved?.iter().for_each(|note| headless::warn(&note.text(lang)));
        Ok(if self.exit_status { verdict::verdict(tasks).into() } else { Exit::Good })
    }
}

/// Gives the service time to answer the last cancels, and says which did not get through. A signal ends the waiting.
async fn answer_calls<S: Locate>(engine: &mut Engine<S>, watch: &mut Watch, lang: Lang, signals: &mut Signals) {
    let open_retries = engine.stop_retries(watch);
    if !engine.has_calls() {
        return;
    }
    let words = &words(lang).headless;
    let mut failed = Vec::new();
    if time::timeout(SILENCE, engine.last_calls(watch, &mut failed)).await.is_err() {
        let cancels = engine.unanswered_cancels().len();
        if cancels > 0 {
            headless::tell(&(words.cancels_open)(cancels));
        }
        if open_retries > 0 {
            headless::tell(&(words.retries_open)(open_retries));
        }
        tokio::select! {
            biased;
            () = engine.last_calls(watch, &mut failed) => {}
            _ = signals.next() => {}
            () = time::sleep(LAST_WORD) => {}
        }
    }
    let open_retries = engine.stop_retries(watch);
    if open_retries > 0 {
        headless::warn(&(words.retries_unanswered)(open_retries));
    }
    for (id, problem) in failed.iter().take(NAMED) {
        headless::warn(&(words.cancel_failed)(id.as_str(), &output::problem(problem, lang)));
    }
    let open = engine.unanswered_cancels();
    let count = failed.len().saturating_sub(NAMED) + open.len();
    if count > 0 {
        let unnamed = failed.iter().skip(NAMED).map(|(id, _)| id);
        let ids: Vec<_> = unnamed.chain(&open).take(NAMED).map(TaskId::as_str).collect();
        headless::warn(&(words.cancels_unanswered)(count, &ids.join(" ")));
    }
}
