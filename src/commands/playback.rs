//! A recording under way: how far it is, and the screen that it makes. Knows no terminal and no clock, so that it runs without them.

use crate::{
    domain::Moment,
    messages::words,
    recording::Player,
    tui::{self, Control, Effect, Keymap, Look, Model, ModelSetup, Msg, Replay},
};
use std::{sync::Arc, time::Duration};

/// The bounds of the speed.
const SPEEDS: (f64, f64) = (0.125, 4096.0);

/// How a move ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Everything up to the position is on the screen.
    On,
    /// The same, and it was on its way to there.
    Arrived,
    /// There was no time for all of it: it is where it came to, and the rest comes with the next move.
    Interrupted,
}

/// What plays a recording.
#[derive(Debug)]
pub struct Playback {
    /// All that the screen shows.
    pub model: Model,
    player: Player,
    position: Duration,
    /// Where to go as fast as possible.
    target: Option<Duration>,
    speed: f64,
    is_paused: bool,
    told_bad: usize,
}

/// A screen before anything happened on it.
fn blank(player: &Player, look: Look, keymap: Arc<Keymap>, size: (u16, u16)) -> Model {
    let header = player.header();
    Model::new(ModelSetup {
        now: player.at(Duration::ZERO),
        size,
        places: Vec::new(),
        set_name: header.set.clone(),
        look,
        keymap,
        stall: header.stall,
        zone: super::start::zone(),
    })
}

impl Playback {
    /// A recording at its beginning, on its way to `from`.
    pub fn new(
        player: Player,
        (look, keymap): (Look, Arc<Keymap>),
        size: (u16, u16),
        (from, speed): (Duration, f64),
    ) -> Self {
        let model = blank(&player, look, keymap, size);
        let target = Some(from.min(player.length()));
        let mut playback =
            Self { model, player, position: Duration::ZERO, target, speed, is_paused: false, told_bad: 0 };
        playback.model.replay = Some(playback.standing(Moment::default()));
        playback
    }

    /// Where it is.
    #[cfg(any(test, feature = "internals"))]
    pub fn position(&self) -> Duration {
        self.position
    }

    /// Whether nothing of it moves until somebody does something.
    pub fn is_still(&self) -> bool {
        self.standing(Moment::default()).is_still()
    }

    /// Whether it goes to another position, and shall not wait.
    pub fn is_seeking(&self) -> bool {
        self.target.is_some()
    }

    /// Moves on by what `passed` for the one who looks at it (in `real` time by now), and takes the steps up to there, until `is_enough`
    /// says that others wait.
    pub fn move_on(&mut self, passed: Duration, real: Moment, mut is_enough: impl FnMut() -> bool) -> Moved {
        if self.target.is_none() && !self.is_paused {
            let on = Duration::try_from_secs_f64(passed.as_secs_f64() * self.speed).unwrap_or(Duration::MAX);
            self.position = self.position.saturating_add(on).min(self.player.length());
        }
        let until = self.target.unwrap_or(self.position);
        let moved = loop {
            let Some((position, at, event)) = self.player.step(until, &self.model.watch) else {
                self.position = until;
                break if self.target.take().is_some() { Moved::Arrived } else { Moved::On };
            };
            self.position = position;
            tui::apply(&mut self.model, event, at);
            if is_enough() {
                break Moved::Interrupted;
            }
        };
        let bad = self.player.bad();
        if bad > self.told_bad {
            self.told_bad = bad;
            let text = (words(self.model.look.lang).replay.bad_lines)(bad);
            self.update(Msg::Warn(text));
        }
        let standing = self.standing(real);
        match &mut self.model.replay {
            // Where nothing moved there is nothing to draw, but for a notice that has stood for long enough.
            Some(last) if *last == (Replay { real: last.real, ..standing.clone() }) => last.real = real,
            _ => _ = self.update(Msg::Replay(standing)),
        }
        self.update(Msg::Tick);
        moved
    }

    fn standing(&self, real: Moment) -> Replay {
        Replay {
            position: self.position,
            length: self.player.length(),
            wall: self.player.at(self.position).wall,
            speed: self.speed,
            is_paused: self.is_paused,
            is_seeking: self.target.is_some(),
            is_anonymous: self.player.header().anonymous,
            real,
        }
    }

    /// Lets the model change, at the time of the recording.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let at = self.player.at(self.position);
        tui::update(&mut self.model, msg, at)
    }

    /// Does what a person wants of it.
    pub fn control(&mut self, control: Control) {
        let length = self.player.length();
        let here = self.target.unwrap_or(self.position);
        match control {
            // At the end there is only one way on.
            Control::Pause if self.position >= length => {
                self.is_paused = false;
                self.go_to(Duration::ZERO);
            }
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
            let mut model = blank(&self.player, self.model.look, self.model.keymap.clone(), self.model.size);
            std::mem::swap(&mut model.view, &mut self.model.view);
            model.detail = self.model.detail;
            model.replay = self.model.replay.take();
            // The rows come back with the tasks; the cursor waits for its own.
            model.view.ids.clear();
            model.view.groups.clear();
            self.model = model;
            self.position = Duration::ZERO;
        }
        self.target = Some(position);
    }
}
