//! The one loop of the screen, over a [`Source`]: gathers what happened, does what only a terminal can do, and draws.

use super::{exit::Result, logging, signals::Signals};
use crate::{
    cli::{
        Exit,
        exit::Signal::{self, Hangup},
    },
    domain::Moment,
    messages::words,
    settings::Environment,
    terminal::{self, Input, Screen, Surroundings},
    tui::{self, Model, Msg, TerminalEffect, draw},
    watch::{Clock, failpoints},
};
use color_eyre::eyre::{self, Context};
use std::{io, time::Duration};
use tokio::time::{self, MissedTickBehavior};

/// How often progress is shown that has not changed: ghostty takes it away after 15 seconds without news.
const PROGRESS_AGAIN: Duration = Duration::from_secs(8);
/// The shortest time between two frames.
const FRAME: Duration = Duration::from_millis(33);

/// Where what the screen shows comes from: the service, or a recording.
pub trait Source {
    /// How long what comes from it waits for more of its kind, to be in one frame.
    const CALM: Duration;

    fn model(&self) -> &Model;

    fn model_mut(&mut self) -> &mut Model;

    /// Begins, once the first frame is drawn.
    fn start(&mut self);

    /// Lets the model change, does what it asks of the source, and hands back what only a terminal can do.
    fn take(&mut self, msg: Msg) -> Vec<TerminalEffect>;

    /// Takes what comes next from the source itself. Cancel-safe.
    ///
    /// # Errors
    /// When what works in it has failed.
    fn take_next(&mut self) -> impl Future<Output = eyre::Result<Vec<TerminalEffect>>>;

    /// Takes what has come already.
    fn take_waiting(&mut self) -> Option<Vec<TerminalEffect>>;

    /// Ends it, once the terminal is given back. `quit` is whether a person left the screen. Returns the exit code for that.
    ///
    /// # Errors
    /// When something cannot be kept.
    fn close(self, quit: bool, signals: &mut Signals) -> impl Future<Output = Result<Exit>>;
}

/// What is reported outside of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// How notifications are made.
    pub means: terminal::Means,
    /// Whether the window's title, and the progress beside it, are ours.
    pub title: bool,
}

/// Runs the screen until it is left; `first` is what to tell first.
pub async fn run<S: Source>(source: S, clock: Clock, first: Vec<Msg>, outside: Outside) -> Result<Exit> {
    let mut signals = Signals::listen()?;
    let screen = Screen::open().context("the terminal cannot be used")?;
    let asks_background = source.model().look.theme_is_auto;
    let mut session = Session {
        source,
        screen,
        input: Input::listen(asks_background, move || clock.moment()).context("the terminal cannot be read")?,
        clock,
        drawn: None,
        news: None,
        pressed: false,
        outside,
        surroundings: surroundings(),
        progress_shown: Moment::default(),
    };
    let end = match session.play(first, &mut signals).await {
        // Only the terminal is read and written in there. Who worked at it has gone, as with a signal that says so.
        Err(error) if error.is::<io::Error>() => {
            tracing::warn!(%error, "the terminal is gone");
            Ok(End::Signal(Hangup))
        }
        end => end,
    };
    let Session { source, screen, mut input, .. } = session;
    input.drain().await;
    drop(screen);
    let exit = source.close(matches!(end, Ok(End::Quit)), &mut signals).await;
    match end? {
        End::Quit => exit,
        End::Signal(signal) => exit.map(|_| Exit::Signal(signal)),
    }
}

/// How the loop ended.
enum End {
    /// The user left it.
    Quit,
    /// A signal, or the terminal went away.
    Signal(Signal),
}

struct Session<S> {
    source: S,
    screen: Screen,
    input: Input,
    clock: Clock,
    drawn: Option<Moment>,
    /// When the first thing came that is not drawn yet.
    news: Option<Moment>,
    /// Whether a person did something since the last frame, and looks for what it did.
    pressed: bool,
    outside: Outside,
    surroundings: Surroundings,
    progress_shown: Moment,
}

impl<S: Source> Session<S> {
    /// From the first frame to the last.
    async fn play(&mut self, first: Vec<Msg>, signals: &mut Signals) -> eyre::Result<End> {
        self.source.model_mut().size = self.screen.size()?;
        if self.source.model().look.mouse {
            self.screen.set_mouse(true)?;
        }
        while let Some(effects) = self.source.take_waiting() {
            self.carry_out(effects).await?;
        }
        for msg in first {
            self.take(msg).await?;
        }
        // The first frame comes from what is known, before anything is sent.
        self.draw()?;
        if self.source.model().look.theme_is_auto {
            Screen::send(terminal::background::ASK)?;
        }
        self.source.start();
        self.pump(signals).await
    }

    /// Takes messages until one of them ends the screen.
    async fn pump(&mut self, signals: &mut Signals) -> eyre::Result<End> {
        let mut tick = time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let frame_due = self.frame_due();
            let changes_at = self.source.model().changes_at();
            let (keymap, mode) = (self.source.model().keymap.clone(), self.source.model().mode());
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
                effects = self.source.take_next() => {
                    let effects = effects?;
                    self.carry_out(effects).await?
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
            if self.source.model().dirty {
                self.news.get_or_insert(self.clock.moment());
            }
            loop {
                let (keymap, mode) = (self.source.model().keymap.clone(), self.source.model().mode());
                let Some(msg) = self.input.waiting(|key| keymap.care(mode, key)) else { break };
                self.pressed = true;
                if let Some(end) = self.take(msg).await? {
                    return Ok(end);
                }
            }
            while let Some(effects) = self.source.take_waiting() {
                if let Some(end) = self.carry_out(effects).await? {
                    return Ok(end);
                }
            }
            if self.frame_due().is_some_and(|due| due <= self.clock.moment()) {
                self.draw()?;
            }
        }
    }

    /// Lets the model change, and carries out what it asks for.
    async fn take(&mut self, msg: Msg) -> eyre::Result<Option<End>> {
        let effects = self.source.take(msg);
        self.carry_out(effects).await
    }

    /// Does what only a terminal can do.
    async fn carry_out(&mut self, effects: Vec<TerminalEffect>) -> eyre::Result<Option<End>> {
        for effect in effects {
            match effect {
                TerminalEffect::Copy(text) => match terminal::osc52(&text, self.surroundings.multiplexer) {
                    Ok(sequence) => Screen::send(&sequence)?,
                    Err(error) => {
                        let told = (words(self.source.model().look.lang).notice.too_long_to_copy)(error.length);
                        self.source.take(Msg::Tell(told));
                    }
                },
                TerminalEffect::Notify(text) => {
                    Screen::send(&terminal::notification(&text, self.outside.means, self.surroundings))?;
                }
                TerminalEffect::Mouse(on) => self.screen.set_mouse(on)?,
                TerminalEffect::Redraw => self.screen.redraw()?,
                TerminalEffect::Suspend => {
                    let away = async {
                        if let Err(error) = terminal::suspend::suspend().await {
                            tracing::warn!(%error, "cannot suspend");
                        }
                    };
                    self.screen.step_aside(away).await?;
                    let (columns, rows) = self.screen.size()?;
                    self.source.take(Msg::Resumed);
                    self.source.take(Msg::Resize(columns, rows));
                }
                TerminalEffect::Quit => return Ok(Some(End::Quit)),
            }
        }
        Ok(None)
    }

    /// Says outside of the screen how the set stands: once a second at most, and only when it has changed.
    fn headline(&mut self) -> eyre::Result<()> {
        let model = self.source.model();
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
        let calm = self.news.filter(|_| !self.pressed).map(|news| news.plus(S::CALM));
        (self.source.model().dirty && Screen::is_ready())
            .then(|| self.drawn.map(|drawn| drawn.plus(FRAME)).max(calm).unwrap_or_default())
    }

    fn draw(&mut self) -> eyre::Result<()> {
        // A message of a new size has what the terminal says, which may be nothing.
        let model = self.source.model_mut();
        model.size = self.screen.size()?;
        let mut close_hint = None;
        self.screen.draw(|frame| {
            failpoints::panic_if_asked("draw");
            close_hint = draw::draw(model, frame);
        })?;
        let now = self.clock.moment();
        model.drawn(now, close_hint);
        (self.drawn, self.news, self.pressed) = (Some(now), None, false);
        Ok(())
    }
}

/// The terminal, and what is between.
pub fn surroundings() -> Surroundings {
    let environment = Environment::of_process();
    Surroundings::of(|name| environment.text(name))
}
