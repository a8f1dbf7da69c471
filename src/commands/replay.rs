//! `eftop replay`: the screen over a recording. Its clock is that of the recording, driven by the one of this run.

use super::{
    exit::{CausesExit, Result},
    playback::{Moved, Playback},
    session::{self, Outside, Source},
    signals::Signals,
    start::{self, Settings},
};
use crate::{
    cli::{
        Exit,
        args_replay::{From, ReplayArgs},
    },
    domain::Moment,
    messages::{InLang, Lang, words},
    recording::{BadRecording, MAX_BYTES, Player},
    settings::Environment,
    terminal::Means,
    tui::{Effect, Model, Msg, TerminalEffect},
    watch::Clock,
};
use jiff::{civil, tz::TimeZone};
use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    time::Duration,
};
use tokio::time::{self, Interval, MissedTickBehavior};

/// The time between two moves while it runs, and so between two frames.
const FRAME: Duration = Duration::from_millis(50);
/// How long steps are taken at a time, before keys are looked at again.
const SLICE: Duration = Duration::from_millis(20);

/// A file that cannot be replayed.
#[derive(Debug)]
pub enum CannotReplay {
    /// It cannot be read.
    Io { path: PathBuf, source: io::Error },
    /// It is larger than any recording.
    TooLarge(PathBuf),
    /// It is none.
    Bad { path: PathBuf, why: BadRecording },
}

impl InLang for CannotReplay {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).replay;
        match self {
            Self::Io { path, source } => (words.unreadable)(path, source),
            Self::TooLarge(path) => (words.too_large)(path),
            Self::Bad { path, why } => (words.bad)(path, &why.text(lang)),
        }
    }
}

impl CausesExit for CannotReplay {}

/// Shows it until it is left.
///
/// # Errors
/// When it cannot be read, or there is no terminal.
pub async fn run(args: ReplayArgs) -> Result<Exit> {
    let player = read(&args.file)?;
    start::need_screen(&Environment::of_process())?;
    let settings = Settings::read(args.settings.flags)?;
    settings.start_log()?;
    let clock = Clock::start();
    let from = args.from.map_or(Duration::ZERO, |from| position_of(from, &player, &start::zone()));
    let appearance = (start::look(&settings.config, &settings.environment), start::keymap(&settings.config)?);
    let mut frames = time::interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let replay = Replay {
        playback: Playback::new(player, appearance, (0, 0), (from, args.speed)),
        clock,
        seen: clock.moment(),
        frames,
    };
    // Who looks at what was has nobody to call.
    let outside = Outside { means: Means::Off, title: false };
    // The first step is taken before the first frame.
    Box::pin(session::run(replay, clock, vec![Msg::Tick], outside)).await
}

fn read(path: &PathBuf) -> Result<Player, CannotReplay> {
    let failed = |source| CannotReplay::Io { path: path.clone(), source };
    let mut text = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut text)).map_err(failed)?;
    if text.len() > MAX_BYTES {
        return Err(CannotReplay::TooLarge(path.clone()));
    }
    Player::new(text).map_err(|why| CannotReplay::Bad { path: path.clone(), why })
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

/// A recording and the time of the one who looks at it.
struct Replay {
    playback: Playback,
    clock: Clock,
    /// When the position was last moved on.
    seen: Moment,
    /// When it moves on while it runs.
    frames: Interval,
}

impl Replay {
    /// Moves the position on, and takes the steps up to it, for a while.
    fn move_on(&mut self) {
        let (clock, now) = (self.clock, self.clock.moment());
        let passed = now.since(self.seen);
        let is_enough = || clock.moment().since(now) >= SLICE;
        let moved = self.playback.move_on(passed, now, is_enough);
        // Time does not run away while it is under way to somewhere, or behind.
        self.seen = if moved == Moved::On { now } else { clock.moment() };
    }
}

impl Source for Replay {
    const CALM: Duration = Duration::ZERO;

    fn model(&self) -> &Model {
        &self.playback.model
    }

    fn model_mut(&mut self) -> &mut Model {
        &mut self.playback.model
    }

    fn start(&mut self) {}

    fn take(&mut self, msg: Msg) -> Vec<TerminalEffect> {
        // Time does not catch up on a pause.
        if self.playback.is_still() || matches!(msg, Msg::Resumed) {
            self.seen = self.clock.moment();
        }
        let mut left = Vec::new();
        for effect in self.playback.update(msg) {
            match effect {
                Effect::Replay(control) => self.playback.control(control),
                Effect::Terminal(effect) => left.push(effect),
                Effect::Service(_) => {}
            }
        }
        self.move_on();
        left
    }

    async fn take_next(&mut self) -> color_eyre::Result<Vec<TerminalEffect>> {
        if self.playback.is_seeking() {
            // There is no waiting on the way to another position, except for keys.
            tokio::task::yield_now().await;
        } else if self.playback.is_still() {
            std::future::pending::<()>().await;
        } else {
            self.frames.tick().await;
        }
        self.move_on();
        Ok(Vec::new())
    }

    fn take_waiting(&mut self) -> Option<Vec<TerminalEffect>> {
        None
    }

    async fn close(self, _: bool, _: &mut Signals) -> Result<Exit> {
        Ok(Exit::Good)
    }
}
