//! `eftop replay`: the screen over a recording. Its clock is that of the recording, driven by the one of this run.

use super::{
    logging,
    playback::{Moved, Playback},
    session::{self, chrome},
    signals::Signals,
    start,
};
use crate::{
    cli::{
        Exit,
        args_replay::{From, ReplayArgs},
        exit::Signal,
    },
    domain::Moment,
    messages::words,
    recording::{BadRecording, MAX_BYTES, Player},
    settings::{self, Environment, Key},
    terminal::{self, Input, Screen, Surroundings},
    tui::{Effect, Msg, draw},
    watch::Clock,
};
use color_eyre::eyre::{Context, Result};
use jiff::{civil, tz::TimeZone};
use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    time::Duration,
};
use tokio::time::{self, MissedTickBehavior};

/// The time between two frames while it runs.
const FRAME: Duration = Duration::from_millis(50);
/// How long steps are taken at a time, before keys are looked at again.
const SLICE: Duration = Duration::from_millis(20);

/// A file that cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum CannotReplay {
    /// It cannot be read.
    #[error("cannot read {path:?}: {source}")]
    Io { path: PathBuf, source: io::Error },
    /// It is larger than any recording.
    #[error("{0:?} is larger than any recording")]
    TooLarge(PathBuf),
    /// It is none.
    #[error("{path:?}: {source}")]
    Bad { path: PathBuf, source: BadRecording },
}

/// Shows it until it is left.
///
/// # Errors
/// When it cannot be read, or there is no terminal.
pub async fn run(args: ReplayArgs) -> Result<Exit> {
    let player = read(&args.file)?;
    let environment = Environment::of_process();
    start::need_screen(&environment)?;
    let flags = &args.settings.flags;
    let file = start::read_file(flags, &environment)?;
    let config = settings::resolve(flags, &environment, &file)?;
    if let Some(path) = flags.path(Key::Log) {
        logging::start(path, config.lang)?;
    }
    let clock = Clock::start();
    let from = args.from.map_or(Duration::ZERO, |from| position_of(from, &player, &start::zone()));
    let mut signals = Signals::listen().context("signals cannot be listened to")?;
    let screen = Screen::open().context("the terminal cannot be used")?;
    let appearance = (start::look(&config, &environment), start::keymap(&config)?);
    let playback = Playback::new(player, appearance, screen.size()?, (from, args.speed));
    let asks_background = playback.model.look.theme_is_auto;
    let mut replay = ReplaySession {
        chrome: chrome(&playback.model),
        playback,
        screen,
        input: Input::listen(asks_background, move || clock.moment()).context("the terminal cannot be read")?,
        clock,
        seen: clock.moment(),
        drawn: Moment::default(),
        surroundings: session::surroundings(),
    };
    let end = match replay.play(&mut signals).await {
        Err(error) if error.is::<io::Error>() => Ok(End::Signal(Signal::Hangup)),
        end => end,
    };
    replay.input.drain().await;
    match end? {
        End::Quit => Ok(Exit::Good),
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

/// The position that is meant: within the recording, whatever was asked for.
fn position_of(from: From, player: &Player, zone: &TimeZone) -> Duration {
    let began = player.header().at;
    let since = |wall: jiff::Timestamp| Duration::try_from(wall.duration_since(began)).unwrap_or_default();
    let position = match from {
        From::Position(position) => position,
        From::Wall(wall) => since(wall),
        // The first time that the clock showed this, in the time that the screen shows.
        From::Clock(clock) => {
            let first = zone.to_datetime(began);
            let day = if clock < first.time() { first.date().tomorrow().unwrap_or(first.date()) } else { first.date() };
            let meant = zone.to_timestamp(civil::DateTime::from_parts(day, clock));
            meant.map(since).unwrap_or_default()
        }
    };
    position.min(player.length())
}

enum End {
    Quit,
    Signal(Signal),
}

/// What plays a recording.
struct ReplaySession {
    playback: Playback,
    chrome: draw::Chrome,
    screen: Screen,
    input: Input,
    clock: Clock,
    /// When the position was last moved on.
    seen: Moment,
    drawn: Moment,
    surroundings: Surroundings,
}

impl ReplaySession {
    async fn play(&mut self, signals: &mut Signals) -> Result<End> {
        if self.playback.model.look.mouse {
            self.screen.set_mouse(true)?;
        }
        if self.playback.model.look.theme_is_auto {
            Screen::send(terminal::background::ASK)?;
        }
        let mut frames = time::interval(FRAME);
        let mut seconds = time::interval(Duration::from_secs(1));
        for ticks in [&mut frames, &mut seconds] {
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        }
        loop {
            let (keymap, mode) = (self.playback.model.keymap.clone(), self.playback.model.mode());
            let is_moving = !self.playback.is_still() || self.playback.model.dirty;
            let end = tokio::select! {
                biased;
                signal = signals.next() => return Ok(End::Signal(signal)),
                input = self.input.next(|key| keymap.care(mode, key)) => match input {
                    Some(Ok(msg)) => self.take(msg).await?,
                    Some(Err(_)) | None => return Ok(End::Signal(Signal::Hangup)),
                },
                // On the way to another position there is no waiting.
                () = std::future::ready(()), if self.playback.is_seeking() => None,
                _ = frames.tick(), if is_moving => None,
                // A notice of a recording that stands still goes, too.
                _ = seconds.tick() => {
                    if let Some(why) = logging::failure() {
                        self.playback.update(Msg::Tell(why));
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
        let (clock, now) = (self.clock, self.clock.moment());
        let passed = now.since(self.seen);
        let is_enough = || clock.moment().since(now) >= SLICE;
        let moved = self.playback.move_on(passed, now, is_enough);
        // Time does not run away while it is under way to somewhere, or behind.
        self.seen = if moved == Moved::On { now } else { clock.moment() };
    }

    fn draw(&mut self) -> Result<()> {
        let is_due = self.playback.model.dirty && Screen::is_ready();
        if !is_due || self.clock.moment().since(self.drawn) < FRAME / 2 {
            return Ok(());
        }
        self.playback.model.size = self.screen.size()?;
        self.chrome = chrome(&self.playback.model);
        self.screen.draw(|frame| draw::draw(&self.playback.model, &self.chrome, frame))?;
        self.playback.model.drawn(self.clock.moment());
        self.drawn = self.clock.moment();
        Ok(())
    }

    async fn take(&mut self, msg: Msg) -> Result<Option<End>> {
        // Time does not catch up on a pause.
        if self.playback.is_still() {
            self.seen = self.clock.moment();
        }
        for effect in self.playback.update(msg) {
            match effect {
                Effect::Replay(control) => self.playback.control(control),
                Effect::Copy(text) => match terminal::osc52(&text, self.surroundings.multiplexer) {
                    Ok(sequence) => Screen::send(&sequence)?,
                    Err(error) => {
                        let told = (words(self.playback.model.look.lang).notice.too_long_to_copy)(error.length);
                        self.playback.update(Msg::Tell(told));
                    }
                },
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
                    self.playback.update(Msg::Resize(columns, rows));
                    self.playback.update(Msg::Resumed);
                    self.seen = self.clock.moment();
                }
                Effect::Quit => return Ok(Some(End::Quit)),
                // There is no service, no set and nobody to call here.
                Effect::Apply(_) | Effect::PollNow | Effect::Notify(_) | Effect::Failed(_) | Effect::SetEnded => {}
            }
        }
        Ok(None)
    }
}
