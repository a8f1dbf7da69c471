//! The follower: one loop over the same polls and the same set as the screen, which tells a [`Sink`](super::sink::Sink) what happens and ends by
//! itself. What was to be followed at the start is followed to the end, whatever another eftop does to the set meanwhile.
//!
//! `feeds` knows how the asking of each place goes, `ending` when it is over, `telling` what is said meanwhile.

mod ending;
mod telling;

use super::{
    console::{Output, OutputEnd, ProgressLine},
    feeds::Feeds,
    judge::{End, Goal, over_by_ends},
    setup::{CancelDone, Outcome, Setup},
};
use crate::recording::Beginning;
use crate::{
    domain::{
        At, CallErrorKind, EventKind, Moment, PollEvent, RegionId, State, Task, TaskId, Trouble, verdict::judged_state,
    },
    output::jsonl::Meta,
    run::{
        pollers::{Locate, News},
        recording::{self, Recording},
        signals::Signals,
    },
    watch::{Clock, Saver},
};
use color_eyre::eyre::{Context, Result};
use std::time::Duration;
use tokio::{sync::mpsc, time::MissedTickBehavior};

/// The loop runs at least once a second. When it did not for so long, the program was stopped, or the machine slept.
const STOPPED: Duration = Duration::from_secs(5);
/// How long the answers of the last look may take, once the time is up.
const LAST_LOOK: Duration = Duration::from_secs(5);

struct Follower<S> {
    setup: Setup<S>,
    saver: Option<Saver>,
    recording: Option<Recording>,
    output: Output,
    progress: ProgressLine,
    feeds: Feeds,
    /// The base URL of home, as far as it is known.
    base_url: Option<Box<str>>,
    /// Why cancels did not get through.
    cancel_failures: Vec<CallErrorKind>,
    /// Once the time is up: the places that have not answered the last look yet.
    last_look: Option<Vec<RegionId>>,
    last_beat: Moment,
    /// When the loop last ran.
    awake: Moment,
    /// Whether something could not be written.
    lost_output: bool,
}

/// Follows until the end, and writes what is to be written then.
///
/// # Errors
/// When the poll loop fails, or signals cannot be listened to.
pub async fn follow<S: Locate>(mut setup: Setup<S>, signals: &mut Signals) -> Result<Outcome<S>> {
    let saver = setup.store.take().map(Saver::new);
    let places = setup.fleet.places();
    let beginning = Beginning {
        at: setup.clock.now(),
        version: env!("CARGO_PKG_VERSION"),
        set: Some(&setup.config.set),
        places: &places,
        tasks: &setup.tasks,
        stall: setup.config.stall,
        interval: setup.config.interval,
    };
    let recording = recording::begin_with(std::mem::take(&mut setup.record), &beginning, setup.config.lang)?;
    let progress = ProgressLine::new(setup.quiet);
    let mut follower = Follower {
        last_beat: setup.clock.moment(),
        awake: setup.clock.moment(),
        base_url: setup.fleet.home().map(|origin| origin.base_url.clone()),
        setup,
        saver,
        recording,
        output: Output::default(),
        progress,
        feeds: Feeds::default(),
        cancel_failures: Vec::new(),
        last_look: None,
        lost_output: false,
    };
    follower.begin();
    let end = match follower.early_end() {
        Some(end) => end,
        None => follower.pump(signals).await?,
    };
    follower.finish(end, signals).await
}

impl<S: Locate> Follower<S> {
    /// Tells the beginning, and the ends that are known already.
    fn begin(&mut self) {
        let now = self.setup.clock.now();
        let to_save = std::mem::take(&mut self.setup.to_save);
        if let Some(saver) = &mut self.saver {
            saver.note(to_save, Vec::new(), now.moment);
        }
        for place in self.setup.fleet.places() {
            if self.setup.ask.iter().filter_map(|id| self.setup.tasks.get(id)).any(|task| task.place == place.id) {
                self.feeds.place(place);
            }
        }
        let Self { setup, output, base_url, .. } = self;
        let meta = Meta {
            at: now,
            version: env!("CARGO_PKG_VERSION"),
            set: Some(&setup.config.set),
            base_url: base_url.as_deref(),
            interval: setup.config.interval,
        };
        output.put(|out| setup.sink.begin(out, &meta));
        let mut ended: Vec<_> = setup.tasks.iter().filter(|task| task.has_ended()).collect();
        ended.sort_by_key(|task| task.order);
        for task in ended {
            output.put(|out| setup.sink.change(out, now, &setup.tasks, task, State::Unknown, judged_state(task)));
        }
    }

    /// The end, if it needs no question to the service.
    fn early_end(&self) -> Option<End> {
        let tasks = &self.setup.tasks;
        let is_over = match self.setup.goal {
            Goal::Until(until) => over_by_ends(tasks, until),
            Goal::Look | Goal::Cancelled => self.setup.ask.is_empty(),
        };
        is_over.then_some(End::Reached)
    }

    async fn pump(&mut self, signals: &mut Signals) -> Result<End> {
        let clock = self.setup.clock;
        let ask = std::mem::take(&mut self.setup.ask);
        self.setup.fleet.watch_all(&self.setup.tasks, &ask);
        let mut deadline = self.setup.timeout.map(|timeout| clock.moment().plus(timeout));
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let sleep_until = |due: Option<Moment>| async move {
            match due {
                Some(due) => clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let mut answers = self.setup.answers.take();
        self.awake = clock.moment();
        loop {
            let save_due = self.saver.as_ref().and_then(Saver::due);
            let outage_due = self.outage_due();
            tokio::select! {
                biased;
                () = sleep_until(outage_due) => if !self.was_stopped() { return Ok(End::Unreachable) },
                signal = signals.next() => return Ok(End::Signal(signal)),
                news = self.setup.fleet.next() => if let Some(end) = self.take(news?) { return Ok(end) },
                Some(done) = next_answer(&mut answers) => if let Some(end) = self.cancel_answered(&done) { return Ok(end) },
                why = recording::stopped(&mut self.recording) => self.warn(&why),
                () = sleep_until(deadline) => {
                    if self.last_look.is_some() {
                        return Ok(End::TimedOut);
                    }
                    // What was seen last may be as old as the interval.
                    self.last_look = Some(self.open_places());
                    self.setup.fleet.poll_now();
                    deadline = Some(clock.moment().plus(LAST_LOOK));
                }
                written = written(&mut self.saver, clock) => {
                    let failed = written.context("writing the watch set failed")?;
                    self.save_failed(failed);
                }
                () = sleep_until(save_due) => if let Some(saver) = &mut self.saver {
                    saver.begin(&self.setup.tasks, clock.now());
                },
                _ = tick.tick() => self.beat(),
            }
            self.was_stopped();
            if self.last_look.as_ref().is_some_and(Vec::is_empty) {
                return Ok(End::TimedOut);
            }
            if self.setup.ends_with_output && matches!(self.output.end(), Some(OutputEnd::Closed)) {
                return Ok(End::OutputClosed);
            }
        }
    }

    /// Whether the program was stopped since the loop last ran. That time counts to no outage.
    fn was_stopped(&mut self) -> bool {
        let now = self.setup.clock.moment();
        let away = now.since(std::mem::replace(&mut self.awake, now));
        let stopped = away > STOPPED;
        if stopped {
            self.feeds.stopped(away);
        }
        stopped
    }

    fn take(&mut self, news: News) -> Option<End> {
        let now = self.setup.clock.now();
        if let Some(recording) = &mut self.recording {
            match &news {
                News::Poll(place, event) => recording.poll(*place, event, now),
                News::Region(place) => recording.place(place, now),
                News::Merged { from, into } => recording.places_merged(*from, *into, now),
            }
        }
        match news {
            News::Poll(place, event) => return self.polled(place, event),
            News::Region(place) => {
                if place.id == RegionId::DEFAULT {
                    self.base_url = place.origin.as_ref().map(|origin| origin.base_url.clone());
                }
                self.bind(&place);
                if self.feeds.contains(place.id) {
                    self.feeds.place(place);
                }
            }
            News::Merged { from, into } => {
                self.last_look.iter_mut().flatten().filter(|place| **place == from).for_each(|place| *place = into);
                for id in self.ids(|task| task.place == from) {
                    if let Some(task) = self.setup.tasks.get_mut(&id) {
                        task.place = into;
                    }
                }
                let was_asked = self.feeds.contains(from);
                self.feeds.remove(from);
                if was_asked && !self.feeds.contains(into) {
                    let place = self.setup.fleet.places().into_iter().find(|place| place.id == into);
                    if let Some(place) = place {
                        self.feeds.place(place);
                    }
                }
            }
        }
        None
    }

    /// Binds the tasks of a place that were bound to none: its address was found.
    fn bind(&mut self, place: &crate::domain::Region) {
        let Some(origin) = &place.origin else { return };
        let ids = self.ids(|task| task.place == place.id && task.origin.is_none());
        for id in &ids {
            if let Some(task) = self.setup.tasks.get_mut(id) {
                task.origin = Some(origin.clone());
            }
        }
        if let Some(saver) = &mut self.saver {
            let put = ids.into_iter().map(|id| (id, false)).collect();
            saver.note(put, Vec::new(), self.setup.clock.moment());
        }
    }

    fn ids(&self, is_meant: impl Fn(&Task) -> bool) -> Vec<TaskId> {
        self.setup.tasks.iter().filter(|task| is_meant(task)).map(|task| task.id.clone()).collect()
    }

    fn polled(&mut self, place: RegionId, event: PollEvent) -> Option<End> {
        match event {
            PollEvent::Started { at } => self.feeds.began(place, at.moment),
            PollEvent::Batch(snapshot) => {
                self.feeds.answered(place);
                let (at, stall) = (snapshot.at, self.setup.config.stall);
                for (id, report) in snapshot.reports {
                    self.change(&id, at, |task| task.observe(report, at, stall));
                }
                for id in snapshot.absent {
                    self.change(&id, at, |task| task.absent(at, stall));
                }
                for refusal in snapshot.refused {
                    self.change(&refusal.id, at, |task| task.refuse(refusal.problem, at, stall));
                }
            }
            PollEvent::Ended { at, trouble, next, .. } => return self.cycle_ended(place, at, trouble, next),
            // Asked too often already: there is no last look here.
            PollEvent::NotNow { .. } => self.looked_last(place),
        }
        None
    }

    /// This place has nothing more to say to the last look.
    fn looked_last(&mut self, place: RegionId) {
        self.last_look.iter_mut().for_each(|open| open.retain(|one| *one != place));
    }

    /// Lets a task change, and tells what happened.
    fn change(&mut self, id: &TaskId, at: At, change: impl FnOnce(&mut Task) -> Vec<EventKind>) {
        let Some(task) = self.setup.tasks.get_mut(id) else { return };
        let happened = change(task);
        if happened.is_empty() {
            return;
        }
        if let Some(saver) = &mut self.saver {
            saver.note(vec![(id.clone(), false)], Vec::new(), at.moment);
        }
        for kind in happened {
            let (from, to) = match kind {
                EventKind::Seen(state) => (State::Unknown, state),
                EventKind::Changed { from, to } => (from, to),
                other => {
                    self.remark(id, &other);
                    continue;
                }
            };
            let Some(task) = self.setup.tasks.get(id) else { continue };
            self.progress.erase();
            let (sink, tasks) = (&mut self.setup.sink, &self.setup.tasks);
            self.output.put(|out| sink.change(out, at, tasks, task, from, to));
            if to == State::Fail {
                self.setup.hooks.failed(task);
            }
        }
    }

    fn cycle_ended(&mut self, place: RegionId, at: At, trouble: Option<Trouble>, next: Option<Moment>) -> Option<End> {
        let is_good = trouble.is_none();
        self.looked_last(place);
        let before = self.feeds.over(place, at.moment, trouble);
        self.tell_cycle(place, at, before, next);
        if let Some(end) = self.end_by_now(place) {
            return Some(end);
        }
        if self.feeds.tells_loss(place) {
            self.tell_loss(place);
        }
        if self.feeds.cycles(place) == 1 && is_good {
            self.standing();
        }
        None
    }

    fn cancel_answered(&mut self, done: &CancelDone) -> Option<End> {
        let at = self.setup.clock.now();
        if let Some(recording) = &mut self.recording {
            recording.cancel_done(&done.ids, &done.result, at);
        }
        for id in &done.ids {
            let refused = match &done.result {
                Ok(refused) => refused.iter().find(|(one, _)| one == id).map(|(_, problem)| problem.clone()),
                Err(problem) => Some(problem.clone()),
            };
            self.change(id, at, |task| match refused {
                Some(problem) => task.cancel_failed(problem, at),
                None => task.cancel_taken(at),
            });
        }
        self.cancel_failures.extend(done.result.as_ref().err().map(|problem| problem.kind));
        self.are_cancels_over().then(|| self.end_of_cancels())
    }
}

/// Why the write that went on failed, if it did; pends while none goes on.
async fn written(saver: &mut Option<Saver>, clock: Clock) -> Result<Option<String>, tokio::task::JoinError> {
    match saver {
        Some(saver) => Ok(saver.written(|| clock.moment()).await?.err().map(|error| error.to_string())),
        None => std::future::pending().await,
    }
}

async fn next_answer(answers: &mut Option<mpsc::Receiver<CancelDone>>) -> Option<CancelDone> {
    match answers {
        Some(answers) => answers.recv().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
