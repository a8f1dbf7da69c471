//! `eftop replay`: the screen over a recording. Its clock is that of the recording, driven by the one of this run.

use super::{
    logging,
    session::{self, chrome},
    signals::Signals,
    start,
};
use crate::{
    app::{self, Control, Effect, Keymap, Model, ModelSetup, Msg, Recorded, Replay},
    cli::{
        Exit,
        args_replay::{From, ReplayArgs},
        exit::Signal,
    },
    config::{self, Environment},
    domain::Moment,
    poll::Clock,
    tape::{BadTape, MAX_BYTES, Player, Step},
    term::{self, Input, Screen, Surroundings},
    text::{time as times, words},
    ui,
};
use color_eyre::eyre::{Context, Result};
use jiff::civil;
use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tokio::time::{self, MissedTickBehavior};

/// The time between two frames while it runs.
const FRAME: Duration = Duration::from_millis(50);
/// How long steps are taken at a time, before keys are looked at again.
const SLICE: Duration = Duration::from_millis(20);
/// The bounds of the speed.
const SPEEDS: (f64, f64) = (0.125, 4096.0);

/// A file that cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum CannotReplay {
    /// It cannot be read.
    #[error("cannot read {path:?}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is larger than any recording.
    #[error("{0:?} is larger than any recording")]
    TooLarge(PathBuf),
    /// It is none.
    #[error("{path:?}: {source}")]
    Bad {
        /// The file.
        path: PathBuf,
        /// Why.
        source: BadTape,
    },
}

/// Shows it until it is left.
///
/// # Errors
/// When it cannot be read, or there is no terminal.
pub async fn run(args: ReplayArgs) -> Result<Exit> {
    let player = read(&args.file)?;
    start::need_terminal()?;
    let environment = Environment::of_process();
    let file = start::read_file(args.screen.config.as_deref(), &environment)?;
    let config = config::resolve(&args.screen.flags(), &environment, &file)?;
    if let Some(path) = &args.screen.log {
        logging::start(path)?;
    }
    let clock = Clock::start();
    let from = args.from.map_or(Duration::ZERO, |from| position_of(from, &player));
    let mut signals = Signals::listen().context("signals cannot be listened to")?;
    let screen = Screen::open().context("the terminal cannot be used")?;
    let model = blank(&player, (start::look(&config, &environment), start::keymap(&config)?), screen.size()?);
    let asks_background = model.look.theme_is_auto;
    let mut deck = Deck {
        chrome: chrome(&model),
        model,
        player,
        screen,
        input: Input::listen(asks_background),
        clock,
        position: Duration::ZERO,
        target: Some(from),
        speed: args.speed,
        is_paused: false,
        seen: clock.moment(),
        drawn: Moment::default(),
        told_bad: 0,
        surroundings: session::surroundings(),
    };
    let end = match deck.play(&mut signals).await {
        Err(error) if error.is::<io::Error>() => Ok(End::Signal(Signal::Hangup)),
        end => end,
    };
    match end? {
        End::Quit { keep_screen: true } => {
            let Deck { screen, model, chrome, .. } = deck;
            _ = screen.leave_behind(|frame| ui::draw(&model, &chrome, frame));
            Ok(Exit::Good)
        }
        End::Quit { keep_screen: false } => Ok(Exit::Good),
        End::Signal(signal) => Ok(Exit::Signal(signal)),
    }
}

fn read(path: &PathBuf) -> Result<Player, CannotReplay> {
    let failed = |source| CannotReplay::Io { path: path.clone(), source };
    let mut text = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut text)).map_err(failed)?;
    if text.len() > MAX_BYTES {
        return Err(CannotReplay::TooLarge(path.clone()));
    }
    Player::new(text).map_err(|source| CannotReplay::Bad { path: path.clone(), source })
}

/// A screen before anything happened on it.
fn blank(player: &Player, (look, keymap): (app::Look, Arc<Keymap>), size: (u16, u16)) -> Model {
    let header = player.header();
    Model::new(ModelSetup {
        now: player.at(Duration::ZERO),
        size,
        places: Vec::new(),
        set_name: header.set.clone(),
        look,
        keymap,
        stall: header.stall,
    })
}

/// The position that is meant: within the recording, whatever was asked for.
fn position_of(from: From, player: &Player) -> Duration {
    let began = player.header().began;
    let since = |wall: jiff::Timestamp| Duration::try_from(wall.duration_since(began)).unwrap_or_default();
    let position = match from {
        From::Position(position) => position,
        From::Wall(wall) => since(wall),
        // The first time that the clock showed this, in the time that the screen shows.
        From::Clock(clock) => {
            let first = times::CHINA.to_datetime(began);
            let day = if clock < first.time() { first.date().tomorrow().unwrap_or(first.date()) } else { first.date() };
            let meant = times::CHINA.to_timestamp(civil::DateTime::from_parts(day, clock));
            meant.map(since).unwrap_or_default()
        }
    };
    position.min(player.length())
}

enum End {
    Quit { keep_screen: bool },
    Signal(Signal),
}

/// What plays a recording.
struct Deck {
    model: Model,
    chrome: ui::Chrome,
    player: Player,
    screen: Screen,
    input: Input,
    clock: Clock,
    position: Duration,
    /// Where to go as fast as possible.
    target: Option<Duration>,
    speed: f64,
    is_paused: bool,
    /// When the position was last moved on.
    seen: Moment,
    drawn: Moment,
    told_bad: usize,
    surroundings: Surroundings,
}

impl Deck {
    async fn play(&mut self, signals: &mut Signals) -> Result<End> {
        if self.model.look.mouse {
            self.screen.set_mouse(true)?;
        }
        if self.model.look.theme_is_auto {
            self.screen.send(term::background::ASK)?;
        }
        let mut frames = time::interval(FRAME);
        frames.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let end = tokio::select! {
                biased;
                signal = signals.next() => return Ok(End::Signal(signal)),
                input = self.input.next() => match input {
                    Some(Ok(msg)) => self.take(msg).await?,
                    Some(Err(_)) | None => return Ok(End::Signal(Signal::Hangup)),
                },
                // On the way to another position there is no waiting.
                () = std::future::ready(()), if self.target.is_some() => None,
                _ = frames.tick() => {
                    if term::presence::is_gone() {
                        return Ok(End::Signal(Signal::Hangup));
                    }
                    None
                }
            };
            if let Some(end) = end {
                return Ok(end);
            }
            self.move_on();
            self.draw()?;
            tokio::task::yield_now().await;
        }
    }

    /// Moves the position on, and takes the steps up to it, for a while.
    fn move_on(&mut self) {
        let now = self.clock.moment();
        let passed = now.since(self.seen);
        self.seen = now;
        let running = self.target.is_none() && !self.is_paused;
        if running {
            let on = Duration::try_from_secs_f64(passed.as_secs_f64() * self.speed).unwrap_or(Duration::MAX);
            self.position = self.position.saturating_add(on).min(self.player.length());
        }
        let until = self.target.unwrap_or(self.position);
        loop {
            let Some((at, step)) = self.player.step(until) else {
                self.position = until;
                if self.target.take().is_some() {
                    self.seen = self.clock.moment();
                }
                break;
            };
            self.position = at.moment.0;
            app::update(&mut self.model, message(step), at);
            if self.clock.moment().since(now) >= SLICE {
                // The rest comes with the next frame; time does not run away meanwhile.
                self.seen = self.clock.moment();
                break;
            }
        }
        let bad = self.player.bad();
        if bad > self.told_bad {
            self.told_bad = bad;
            let text = (words(self.model.look.lang).replay.bad_lines)(bad);
            self.update(Msg::Warn(text));
        }
        self.update(Msg::Replay(self.standing()));
        self.update(Msg::Tick);
    }

    fn standing(&self) -> Replay {
        Replay {
            position: self.position,
            length: self.player.length(),
            wall: self.player.at(self.position).wall,
            speed: self.speed,
            is_paused: self.is_paused,
            is_seeking: self.target.is_some(),
            is_anonymous: self.player.header().anonymous,
            real: self.clock.moment(),
        }
    }

    fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let at = self.player.at(self.position);
        app::update(&mut self.model, msg, at)
    }

    fn draw(&mut self) -> Result<()> {
        if !self.screen.is_ready() || self.clock.moment().since(self.drawn) < FRAME / 2 {
            return Ok(());
        }
        self.chrome = chrome(&self.model);
        self.screen.draw(|frame| ui::draw(&self.model, &self.chrome, frame))?;
        self.model.dirty = false;
        self.drawn = self.clock.moment();
        Ok(())
    }

    async fn take(&mut self, msg: Msg) -> Result<Option<End>> {
        for effect in self.update(msg) {
            match effect {
                Effect::Replay(control) => self.control(control),
                Effect::Copy(text) => match term::osc52(&text, self.surroundings.multiplexer) {
                    Ok(sequence) => self.screen.send(&sequence)?,
                    Err(error) => {
                        let told = (words(self.model.look.lang).notice.too_long_to_copy)(error.length);
                        self.update(Msg::Tell(told));
                    }
                },
                Effect::Mouse(on) => self.screen.set_mouse(on)?,
                Effect::Redraw => self.screen.redraw()?,
                Effect::Suspend => {
                    let away = async {
                        if let Err(error) = term::suspend::suspend().await {
                            tracing::warn!(%error, "cannot suspend");
                        }
                    };
                    self.screen.step_aside(away).await?;
                    let (columns, rows) = self.screen.size()?;
                    self.update(Msg::Resize(columns, rows));
                    self.update(Msg::Resumed);
                    self.seen = self.clock.moment();
                }
                Effect::Quit { keep_screen } => return Ok(Some(End::Quit { keep_screen })),
                // There is no service, no set and nobody to call here.
                Effect::Watch(_)
                | Effect::Forget(_)
                | Effect::PollNow
                | Effect::Cancel(_)
                | Effect::Save { .. }
                | Effect::Remember(_)
                | Effect::Notify(_)
                | Effect::Failed(_)
                | Effect::SetEnded => {}
            }
        }
        Ok(None)
    }

    fn control(&mut self, control: Control) {
        let length = self.player.length();
        let here = self.target.unwrap_or(self.position);
        match control {
            // At the end there is only one way on.
            Control::Pause if self.position >= length && !self.is_paused => self.go_to(Duration::ZERO),
            Control::Pause => self.is_paused = !self.is_paused,
            Control::Step { forward } => {
                self.is_paused = true;
                let end = if forward { length } else { Duration::ZERO };
                self.go_to(self.player.answer(here, forward).unwrap_or(end));
            }
            Control::Seek { forward: true } => self.go_to(here.saturating_add(length / 20).min(length)),
            Control::Seek { forward: false } => self.go_to(here.saturating_sub(length / 20)),
            Control::Speed { faster } => {
                let speed = if faster { self.speed * 2.0 } else { self.speed / 2.0 };
                self.speed = speed.clamp(SPEEDS.0, SPEEDS.1);
            }
        }
    }

    /// Goes to a position; back means from the beginning, with the same view on it.
    fn go_to(&mut self, position: Duration) {
        if position < self.position {
            self.player.rewind();
            let mut model = blank(&self.player, (self.model.look, self.model.keymap.clone()), self.model.size);
            std::mem::swap(&mut model.view, &mut self.model.view);
            model.detail = self.model.detail;
            model.replay = self.model.replay.take();
            // The rows come back with the tasks; the cursor waits for its own.
            model.view.ids.clear();
            self.model = model;
            self.position = Duration::ZERO;
        }
        self.target = Some(position);
    }
}

fn message(step: Step) -> Msg {
    match step {
        Step::Poll(place, event) => Msg::Poll(place, event),
        Step::Place(place) => Msg::Place(place),
        Step::PlacesMerged { from, into } => Msg::PlacesMerged { from, into },
        Step::Added(tasks) => Msg::Recorded(Recorded::Added(tasks)),
        Step::Moved(ids, place) => Msg::Recorded(Recorded::Moved(ids, place)),
        Step::Removed(ids) => Msg::Recorded(Recorded::Removed(ids)),
        Step::CancelSent(ids) => Msg::Recorded(Recorded::CancelSent(ids)),
        Step::CancelDone(ids, result) => Msg::CancelDone { ids, result },
    }
}
