//! What works behind the live screen: the model, the places that are asked, the cancels under way, and the writer of the set. It
//! carries out what the model asks for, all but what only a terminal can do. Knows no terminal, so that it runs without one.
//!
//! Nothing in here waits for the network or the disk: polls, cancels and writes run as tasks of their own and come back as events.

use super::{
    cancels::{CancelDone, Cancels},
    headless,
    pollers::{self, Locate, News, Pollers},
    recording::{self, Recording},
};
use crate::{
    app::{self, Effect, Model, Msg},
    cli::Exit,
    domain::{CallError, TaskId, TaskSet, verdict},
    store::{Entry, Saved, Store, StoreError},
    text::words,
    watch::{Clock, Saver},
};
use color_eyre::eyre::{Context, Result};
use std::fmt;

/// What an engine is made of.
pub struct Parts<S> {
    /// The places to ask.
    pub fleet: Pollers<S>,
    /// The state to begin with; its tasks know their places.
    pub model: Model,
    /// The watch set on disk, if it is kept.
    pub store: Option<Store>,
    /// Tasks of the model that are not in the store yet.
    pub to_save: Vec<(TaskId, bool)>,
    /// The clock of this run.
    pub clock: Clock,
    /// What is seen is recorded there.
    pub recording: Option<Recording>,
}

impl<S> fmt::Debug for Parts<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("fleet", &self.fleet).field("store", &self.store).finish_non_exhaustive()
    }
}

/// Something happened outside of the terminal.
#[derive(Debug)]
pub enum Event {
    /// A place tells something.
    News(News),
    /// A cancel is over.
    Cancelled(CancelDone),
    /// The set was written, or could not be.
    Written(Result<Saved, StoreError>),
    /// Nothing more is recorded: why, in words.
    RecordingStopped(String),
}

/// The engine of a live screen.
pub struct Engine<S> {
    /// All that the screen shows.
    pub model: Model,
    clock: Clock,
    fleet: Pollers<S>,
    cancels: Cancels<S>,
    saver: Option<Saver>,
    recording: Option<Recording>,
}

impl<S> fmt::Debug for Engine<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("fleet", &self.fleet).finish_non_exhaustive()
    }
}

impl<S: Locate> Engine<S> {
    /// An engine that asks nothing yet.
    pub fn new(parts: Parts<S>) -> Self {
        let Parts { fleet, mut model, store, to_save, clock, recording } = parts;
        model.recording = recording.is_some();
        let mut saver = store.map(|store| Saver::new(store).following(clock.moment()));
        if let Some(saver) = &mut saver {
            saver.note(to_save, Vec::new(), clock.moment());
        }
        Self { model, clock, fleet, cancels: Cancels::new(), saver, recording }
    }

    /// Begins to ask for what has not ended.
    pub fn start(&mut self) {
        let mut all: Vec<_> = self.model.tasks.iter().collect();
        all.sort_by_key(|task| task.order);
        let ids: Vec<_> = all.into_iter().map(|task| task.id.clone()).collect();
        self.fleet.watch_all(&self.model.tasks, &ids);
        self.fleet.locate();
    }

    /// What happens next. May be dropped and called again.
    ///
    /// # Errors
    /// When a poll task failed, or a write of the set panicked.
    pub async fn next(&mut self) -> Result<Event> {
        let clock = self.clock;
        loop {
            let save_due = self.saver.as_ref().and_then(Saver::due);
            tokio::select! {
                biased;
                news = self.fleet.next() => return news.map(Event::News),
                why = recording::stopped(&mut self.recording) => return Ok(Event::RecordingStopped(why)),
                done = self.cancels.next() => return Ok(Event::Cancelled(done)),
                written = written(&mut self.saver, clock) => {
                    // A look that found nothing is no event.
                    if let Some(written) = written.context("writing the watch set failed")?.transpose() {
                        return Ok(Event::Written(written));
                    }
                }
                () = async { clock.sleep_until(save_due.unwrap_or_default()).await }, if save_due.is_some() => {
                    if let Some(saver) = &mut self.saver {
                        saver.begin(&self.model.tasks, clock.now());
                    }
                }
            }
        }
    }

    /// What the places have told already.
    pub fn waiting(&mut self) -> Option<Event> {
        self.fleet.waiting().map(Event::News)
    }

    /// Lets the model know of an event, carries out what it asks for, and hands back what only a terminal can do.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::News(news) => self.take_news(news),
            Event::Cancelled(CancelDone { ids, result }) => self.take(Msg::CancelDone { ids, result }),
            Event::RecordingStopped(why) => self.take(Msg::RecordingStopped(why)),
            Event::Written(Err(error)) => self.take(Msg::SaveFailed(error.to_string())),
            Event::Written(Ok(saved)) => {
                if saved.restored {
                    self.save_all();
                }
                let mut appeared: Vec<_> = saved.appeared.into_iter().map(Entry::into_task).collect();
                let mut effects = Vec::new();
                // Tasks that another eftop added have their places before the model hears of them.
                for task in &mut appeared {
                    task.place = self.fleet.place_of(task.origin.as_ref());
                }
                while let Some(event) = self.waiting() {
                    effects.extend(self.handle(event));
                }
                effects.extend(self.take(Msg::Saved { appeared, vanished: saved.vanished }));
                for note in saved.notes {
                    effects.extend(self.take(Msg::Tell(note.to_string())));
                }
                effects
            }
        }
    }

    fn take_news(&mut self, news: News) -> Vec<Effect> {
        match news {
            News::Poll(place, event) => self.take(Msg::Poll(place, event)),
            News::Merged { from, into } => self.take(Msg::PlacesMerged { from, into }),
            News::Region(place) => {
                let reclaimed = pollers::reclaim(&mut self.model.tasks, &place);
                let id = place.id;
                let effects = self.take(Msg::Region(place));
                self.fleet.watch(id, reclaimed);
                effects
            }
        }
    }

    /// Lets the model change, carries out what it asks for, and hands back what only a terminal can do.
    pub fn take(&mut self, msg: Msg) -> Vec<Effect> {
        let now = self.clock.now();
        if let Some(recording) = &mut self.recording {
            match &msg {
                Msg::Poll(place, event) => recording.poll(*place, event, now),
                Msg::Region(place) => recording.place(place, now),
                Msg::PlacesMerged { from, into } => recording.places_merged(*from, *into, now),
                Msg::CancelDone { ids, result } => recording.cancel_done(ids, result, now),
                _ => {}
            }
        }
        let effects = app::update(&mut self.model, msg, now);
        effects.into_iter().filter_map(|effect| self.carry_out(effect)).collect()
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        if let Some(recording) = &mut self.recording {
            let now = self.clock.now();
            match &effect {
                Effect::Watch(ids) => {
                    let tasks: Vec<_> = ids.iter().filter_map(|id| self.model.tasks.get(id)).collect();
                    recording.added(&tasks, now);
                }
                Effect::Forget(ids) => recording.removed(ids, now),
                Effect::Cancel(ids) => recording.cancel_sent(ids, now),
                _ => {}
            }
        }
        match effect {
            Effect::Watch(ids) => self.fleet.watch_all(&self.model.tasks, &ids),
            Effect::Forget(ids) => self.fleet.forget(&ids),
            Effect::PollNow => self.fleet.poll_now(),
            Effect::Cancel(ids) => {
                for (place, ids) in pollers::by_place(&self.model.tasks, &ids) {
                    let out_of_reach = (words(self.model.look.lang).notice.foreign)(ids.len());
                    self.cancels.send(place, self.fleet.service(place), ids, &out_of_reach);
                }
            }
            Effect::Save { put, removed } => {
                if let Some(saver) = &mut self.saver {
                    saver.note(put, removed, self.clock.moment());
                }
            }
            other => return Some(other),
        }
        None
    }

    /// Saves what is known of each task: the file had vanished, and holds little more than ids.
    fn save_all(&mut self) {
        let all = self.model.tasks.iter().map(|task| (task.id.clone(), false)).collect();
        if let Some(saver) = &mut self.saver {
            saver.note(all, Vec::new(), self.clock.moment());
        }
    }

    /// Ends the polls.
    pub fn stop_asking(&self) {
        self.fleet.stop();
    }

    /// Whether a cancel was not answered yet.
    pub fn has_cancels(&self) -> bool {
        !self.cancels.is_empty()
    }

    /// Waits until every cancel was answered, and lets the model know. Tells those that did not get through. May be dropped and called
    /// again.
    pub async fn last_cancels(&mut self, failed: &mut Vec<(TaskId, CallError)>) {
        while !self.cancels.is_empty() {
            let done = self.cancels.next().await;
            match &done.result {
                Ok(refused) => failed.extend(refused.iter().cloned()),
                Err(problem) => failed.extend(done.ids.iter().map(|id| (id.clone(), problem.clone()))),
            }
            // The terminal is gone: there is nothing left that it could do.
            self.handle(Event::Cancelled(done));
        }
    }

    /// The tasks whose cancel was not answered yet: it may have arrived or not.
    pub fn unanswered_cancels(&self) -> Vec<TaskId> {
        self.cancels.unanswered()
    }

    /// Writes what is left to be written, before the program ends. Returns the tasks as they are then, and why they could not be
    /// written, if so.
    pub async fn finish(self) -> (TaskSet, Result<(), StoreError>) {
        let Self { model, clock, saver, recording, .. } = self;
        if let Some(recording) = recording {
            let verdict = verdict::verdict(&model.tasks);
            if let Some(why) = recording.finish(clock.now(), verdict, Exit::from(verdict).code()).await {
                headless::warn(&why);
            }
        }
        let saved = match saver {
            Some(saver) => saver.finish(&model.tasks, clock.now().wall).await,
            None => Ok(()),
        };
        (model.tasks, saved)
    }
}

/// The outcome of the write or the look that goes on; for ever when none does.
async fn written(
    saver: &mut Option<Saver>,
    clock: Clock,
) -> Result<Result<Option<Saved>, StoreError>, tokio::task::JoinError> {
    match saver {
        Some(saver) => saver.written(|| clock.moment()).await,
        None => std::future::pending().await,
    }
}
