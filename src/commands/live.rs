//! The screen's state over its engine: what the model asks of the engine is done here, and what only a terminal can do is handed back.
//! Knows no terminal, so that it runs without one.

use crate::{
    tui::{self, Effect, Model, Msg},
    watch::{Change, Clock, Engine, Parts, pollers::Locate},
};
use color_eyre::eyre::Result;
use std::{collections::VecDeque, fmt};

/// A screen that is not drawn.
pub struct Live<S> {
    /// All that the screen shows.
    pub model: Model,
    /// What works behind it.
    pub engine: Engine<S>,
    clock: Clock,
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
        Self { model, engine: Engine::new(parts), clock }
    }

    /// Begins to ask for what has not ended.
    pub fn start(&mut self) {
        let ids = self.model.watch.ids();
        self.engine.start(&self.model.watch, &ids);
    }

    /// What changes next in the watch set, for [`Live::take`]. Cancel-safe.
    ///
    /// # Errors
    /// When a poll task failed, or a write of the set panicked.
    pub async fn next(&mut self) -> Result<Vec<Change>> {
        self.engine.next(&mut self.model.watch).await
    }

    /// What has changed already.
    pub fn waiting(&mut self) -> Option<Vec<Change>> {
        self.engine.waiting(&mut self.model.watch)
    }

    /// Lets the model change, lets the engine do its part of what the model asks for, and hands back what only a terminal can do.
    pub fn take(&mut self, msg: Msg) -> Vec<Effect> {
        let now = self.clock.now();
        let mut open = VecDeque::from(tui::update(&mut self.model, msg, now));
        let mut left = Vec::new();
        while let Some(effect) = open.pop_front() {
            match effect {
                Effect::Apply(event) => {
                    let changes = self.engine.apply(&mut self.model.watch, event);
                    let more = tui::update(&mut self.model, Msg::Changes(changes), now);
                    more.into_iter().rev().for_each(|effect| open.push_front(effect));
                }
                Effect::PollNow => self.engine.poll_now(),
                other => left.push(other),
            }
        }
        left
    }
}
