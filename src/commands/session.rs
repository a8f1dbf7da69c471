//! The one loop of the live screen: gathers what happened, lets the engine take it, does what only a terminal can do, and draws.

use super::{
    headless::{
        self,
        hooks::{Hooks, SILENCE},
    },
    live::Live,
    logging,
    signals::Signals,
};
use crate::{
    cli::{
        Exit,
        exit::Signal::{self, Hangup},
    },
    domain::{Moment, verdict},
    messages::{Lang, words},
    output,
    settings::Environment,
    terminal::{self, Input, Screen, Surroundings},
    tui::{self, Dialog, Effect, Model, Msg, draw},
    watch::{Clock, Engine, Parts, Watch, failpoints, pollers::Locate},
};
use color_eyre::eyre::{Context, Result};
use std::{io, time::Duration};
use tokio::time::{self, MissedTickBehavior};

/// How long the service has to answer a cancel, and hooks have to end, when the screen is left.
const LAST_WORD: Duration = Duration::from_secs(10);
/// How many tasks are named whose cancel was not answered.
const NAMED: usize = 50;
/// How often progress is shown that has not changed: ghostty takes it away after 15 seconds without news.
const PROGRESS_AGAIN: Duration = Duration::from_secs(8);
/// The shortest time between two frames.
const FRAME: Duration = Duration::from_millis(33);
/// What comes without a key waits this long for more of its kind: the answers of a cycle and the tick are one frame then, and not one
/// each.
const CALM: Duration = Duration::from_millis(60);

/// What a screen is made of.
pub struct Setup<S> {
    /// The state to begin with; its tasks know their regions.
    pub model: Model,
    /// What works behind it.
    pub parts: Parts<S>,
    /// What to tell first.
    pub first: Vec<Msg>,
    /// Whether the exit code tells how the tasks stand.
    pub exit_status: bool,
    /// What to run when something happens.
    pub hooks: Hooks,
    /// What is told outside of the screen.
    pub outside: Outside,
}

/// What is told outside of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// How notifications are made.
    pub means: terminal::Means,
    /// Whether the window's title, and the progress beside it, are ours.
    pub title: bool,
}

/// Runs the screen until it is left.
pub async fn run<S: Locate>(setup: Setup<S>) -> Result<Exit> {
    let mut signals = Signals::listen().context("signals cannot be listened to")?;
    let screen = Screen::open().context("the terminal cannot be used")?;
    let clock = setup.parts.clock;
    let live = Live::new(setup.model, setup.parts);
    let asks_background = live.model.look.theme_is_auto;
    let mut session = Session {
        chrome: chrome(&live.model),
        live,
        screen,
        input: Input::listen(asks_background, move || clock.moment()).context("the terminal cannot be read")?,
        clock,
        drawn: None,
        news: None,
        pressed: false,
        exit_status: setup.exit_status,
        hooks: setup.hooks,
        outside: setup.outside,
        surroundings: surroundings(),
        progress_shown: Moment::default(),
    };
    let end = match session.live(setup.first, &mut signals).await {
        // Only the terminal is read and written in there. Who worked at it has gone, as with a signal that says so.
        Err(error) if error.is::<io::Error>() => {
            tracing::warn!(%error, "the terminal is gone");
            Ok(End::Signal(Hangup))
        }
        end => end,
    };
    session.close(end, &mut signals).await
}

/// How the loop ended.
enum End {
    /// The user left it.
    Quit,
    /// A signal, or the terminal went away.
    Signal(Signal),
}

struct Session<S> {
    live: Live<S>,
    chrome: draw::Chrome,
    screen: Screen,
    input: Input,
    clock: Clock,
    drawn: Option<Moment>,
    /// When the first thing came that is not drawn yet.
    news: Option<Moment>,
    /// Whether a person did something since the last frame, and looks for what it did.
    pressed: bool,
    exit_status: bool,
    hooks: Hooks,
    outside: Outside,
    surroundings: Surroundings,
    progress_shown: Moment,
}

impl<S: Locate> Session<S> {
    /// From the first frame to the last.
    async fn live(&mut self, first: Vec<Msg>, signals: &mut Signals) -> Result<End> {
        self.live.model.size = self.screen.size()?;
        if self.live.model.look.mouse {
            self.screen.set_mouse(true)?;
        }
        while let Some(changes) = self.live.waiting() {
            self.take(Msg::Changes(changes)).await?;
        }
        for msg in first {
            self.take(msg).await?;
        }
        // The first frame comes from what is known, before anything is sent.
        self.draw()?;
        if self.live.model.look.theme_is_auto {
            Screen::send(terminal::background::ASK)?;
        }
        self.live.start();
        self.pump(signals).await
    }

    /// Takes messages until one of them ends the screen.
    async fn pump(&mut self, signals: &mut Signals) -> Result<End> {
        let mut tick = time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let frame_due = self.frame_due();
            let changes_at = self.live.model.changes_at();
            let (keymap, mode) = (self.live.model.keymap.clone(), self.live.model.mode());
            let clock = self.clock;
            let end = tokio::select! {
                biased;
                signal = signals.next() => return Ok(End::Signal(signal)),
                input = self.input.next(|key| keymap.care(mode, key)) => match input {
                    Some(Ok(msg)) => {
                        self.pressed = true;
                        self.take(msg).await?
                    }
                    // The terminal is gone: no more keys, and nobody to draw for.
                    Some(Err(_)) | None => return Ok(End::Signal(Hangup)),
                },
                changes = self.live.next() => {
                    let changes = changes?;
                    self.take(Msg::Changes(changes)).await?
                }
                () = async { clock.sleep_until(frame_due.unwrap_or_default()).await }, if frame_due.is_some() => {
                    self.draw()?;
                    None
                }
                () = async { clock.sleep_until(changes_at.unwrap_or_default()).await }, if changes_at.is_some() => {
                    self.take(Msg::Redraw).await?
                }
                // The terminal has taken the last frame: there may be another.
                ready = Screen::ready(), if !Screen::is_ready() => ready.map(|()| None)?,
                _ = tick.tick() => {
                    let end = self.take(Msg::Tick).await?;
                    if let Some(why) = logging::failure() {
                        self.take(Msg::Tell(why)).await?;
                    }
                    self.headline()?;
                    end
                }
            };
            if let Some(end) = end {
                return Ok(end);
            }
            // All that has come meanwhile goes into the same frame.
            if self.live.model.dirty {
                self.news.get_or_insert(self.clock.moment());
            }
            loop {
                let (keymap, mode) = (self.live.model.keymap.clone(), self.live.model.mode());
                let Some(msg) = self.input.waiting(|key| keymap.care(mode, key)) else { break };
                self.pressed = true;
                if let Some(end) = self.take(msg).await? {
                    return Ok(end);
                }
            }
            while let Some(changes) = self.live.waiting() {
                if let Some(end) = self.take(Msg::Changes(changes)).await? {
                    return Ok(end);
                }
            }
            if self.frame_due().is_some_and(|due| due <= self.clock.moment()) {
                self.draw()?;
            }
        }
    }

    /// Lets the model change, and carries out what it asks for.
    async fn take(&mut self, msg: Msg) -> Result<Option<End>> {
        let effects = self.live.take(msg);
        self.carry_out(effects).await
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) -> Result<Option<End>> {
        for effect in effects {
            if let Some(end) = self.carry_out_one(effect).await? {
                return Ok(Some(end));
            }
        }
        Ok(None)
    }

    /// Does what only a terminal can do.
    async fn carry_out_one(&mut self, effect: Effect) -> Result<Option<End>> {
        match effect {
            Effect::Failed(ids) => {
                for task in ids.iter().filter_map(|id| self.live.model.watch.tasks.get(id)) {
                    self.hooks.failed(task);
                }
            }
            Effect::SetEnded => {
                let verdict = verdict::verdict(&self.live.model.watch.tasks);
                self.hooks.set_ended(verdict, verdict.into());
            }
            Effect::Copy(text) => match terminal::osc52(&text, self.surroundings.multiplexer) {
                Ok(sequence) => Screen::send(&sequence)?,
                Err(error) => {
                    let told = (words(self.live.model.look.lang).notice.too_long_to_copy)(error.length);
                    self.live.take(Msg::Tell(told));
                }
            },
            Effect::Notify(text) => {
                Screen::send(&terminal::notification(&text, self.outside.means, self.surroundings))?;
            }
            Effect::Mouse(on) => self.screen.set_mouse(on)?,
            Effect::Redraw => self.screen.redraw()?,
            Effect::Suspend => {
                let away = async {
                    if let Err(error) = terminal::suspend::suspend().await {
                        tracing::warn!(%error, "cannot suspend");
                    }
                };
                self.screen.step_aside(away).await?;
                let (columns, rows) = self.screen.size()?;
                self.live.take(Msg::Resize(columns, rows));
                self.live.take(Msg::Resumed);
            }
            Effect::Quit => return Ok(Some(End::Quit)),
            // Done by the engine, or nothing here: this is no recording.
            Effect::Replay(_) | Effect::Apply(_) | Effect::PollNow => {}
        }
        Ok(None)
    }

    /// Says outside of the screen how the set stands: once a second at most, and only when it has changed.
    fn headline(&mut self) -> Result<()> {
        let model = &self.live.model;
        if self.outside.title && self.surroundings.has_title() {
            self.screen.set_title(&tui::title(model))?;
        }
        if self.outside.title && self.surroundings.shows_progress() {
            let now = self.clock.moment();
            let again = now.since(self.progress_shown) >= PROGRESS_AGAIN;
            if again {
                self.progress_shown = now;
            }
            self.screen.set_progress(tui::progress(model), again)?;
        }
        Ok(())
    }

    /// When the next frame may be drawn; `None` when nothing has changed, or the terminal has not taken the last one.
    fn frame_due(&self) -> Option<Moment> {
        let calm = self.news.filter(|_| !self.pressed).map(|news| news.plus(CALM));
        (self.live.model.dirty && Screen::is_ready())
            .then(|| self.drawn.map(|drawn| drawn.plus(FRAME)).max(calm).unwrap_or_default())
    }

    fn draw(&mut self) -> Result<()> {
        // A message of a new size has what the terminal says, which may be nothing.
        self.live.model.size = self.screen.size()?;
        self.chrome = chrome(&self.live.model);
        self.screen.draw(|frame| {
            failpoints::panic_if_asked("draw");
            draw::draw(&self.live.model, &self.chrome, frame);
        })?;
        let now = self.clock.moment();
        self.live.model.drawn(now);
        (self.drawn, self.news, self.pressed) = (Some(now), None, false);
        Ok(())
    }

    /// Gives the terminal back, waits for cancels that were not answered, writes what is left to be written, and says how it ended.
    async fn close(mut self, end: Result<End>, signals: &mut Signals) -> Result<Exit> {
        self.live.engine.stop_asking();
        self.input.drain().await;
        drop(self.screen);
        let lang = self.live.model.look.lang;
        answer_cancels(&mut self.live.engine, &mut self.live.model.watch, lang, signals).await;
        if let Some(why) = self.live.engine.end_recording().await {
            headless::warn(&why);
        }
        let tasks = &self.live.model.watch.tasks;
        let saved = self.live.engine.save(tasks).await;
        // Who ends it by a signal does not wait.
        let patience = if matches!(end, Ok(End::Quit)) { LAST_WORD } else { Duration::ZERO };
        self.hooks.finish(Some(patience), lang, signals).await;
        let exit = match end? {
            End::Quit if self.exit_status => verdict::verdict(tasks).into(),
            End::Quit => Exit::Good,
            End::Signal(signal) => Exit::Signal(signal),
        };
        saved?;
        Ok(exit)
    }
}

/// Gives the service time to answer the last cancels, and says which did not get through. A signal ends the waiting.
async fn answer_cancels<S: Locate>(engine: &mut Engine<S>, watch: &mut Watch, lang: Lang, signals: &mut Signals) {
    if !engine.has_cancels() {
        return;
    }
    let words = &words(lang).headless;
    let mut failed = Vec::new();
    if time::timeout(SILENCE, engine.last_cancels(watch, &mut failed)).await.is_err() {
        headless::tell(&(words.cancels_open)(engine.unanswered_cancels().len()));
        tokio::select! {
            biased;
            () = engine.last_cancels(watch, &mut failed) => {}
            _ = signals.next() => {}
            () = time::sleep(LAST_WORD) => {}
        }
    }
    for (id, problem) in failed.iter().take(NAMED) {
        headless::warn(&(words.cancel_failed)(id.as_str(), &output::problem(problem, lang)));
    }
    let open = engine.unanswered_cancels();
    let count = failed.len().saturating_sub(NAMED) + open.len();
    if count > 0 {
        let unnamed = failed.iter().skip(NAMED).map(|(id, _)| id);
        let ids: Vec<_> = unnamed.chain(&open).take(NAMED).map(crate::domain::TaskId::as_str).collect();
        headless::warn(&(words.cancels_unanswered)(count, &ids.join(" ")));
    }
}

/// The terminal, and what is between.
pub fn surroundings() -> Surroundings {
    let environment = Environment::of_process();
    Surroundings::of(|name| environment.text(name))
}

/// The keys that work now and the help, from the command table. The help is made only when it is open.
pub(super) fn chrome(model: &Model) -> draw::Chrome {
    let help = if matches!(model.dialogs.last(), Some(Dialog::Help { .. })) {
        model.help_rows().into_iter().map(|group| (group.title, group.rows)).collect()
    } else {
        Vec::new()
    };
    draw::Chrome { hints: model.keymap.footer_hints(model), help }
}
