//! The follower: one loop over the same polls and the same set as the screen, which tells a [`Sink`](super::sink::Sink) what happens and ends by
//! itself. What was to be followed at the start is followed to the end, whatever another eftop does to the set meanwhile.

use super::{
    console::{Output, OutputEnd, ProgressLine},
    judge::{End, Goal, judge, over_by_ends},
    setup::{CancelDone, Outcome, Setup},
    sink::Ending,
};
use crate::{
    api::Service,
    cli::Exit,
    domain::{
        At, CancelStep, EventKind, Moment, PollEvent, Problem, ProblemKind, State, Task, TaskId, Trouble,
        verdict::{self, judged_state},
    },
    poll::{self, Clock, Poller},
    report::{
        View,
        jsonl::Meta,
        plain::{heartbeat, progress_line},
    },
    run::{saver::Saver, signals::Signals, trial::Fragile},
    text::{time, words},
};
use color_eyre::eyre::{Context, Result, eyre};
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::MissedTickBehavior};

/// Messages that may wait for the follower.
const INBOX: usize = 64;
/// The time between two lines that show that we are alive, and between two snapshots of JSON lines.
const BEAT: Duration = Duration::from_secs(30);

struct Follower<S> {
    setup: Setup<S>,
    saver: Option<Saver>,
    output: Output,
    progress: ProgressLine,
    trouble: Option<Trouble>,
    /// When the first request of the outage was begun.
    outage: Option<Moment>,
    /// When the cycle began that has brought nothing yet.
    asking: Option<Moment>,
    cycles: u32,
    last_beat: Moment,
    save_warned: bool,
    /// Whether something could not be written.
    lost_output: bool,
}

/// Follows until the end, and writes what is to be written then.
///
/// # Errors
/// When the poll loop fails, or signals cannot be listened to.
pub async fn follow<S: Service>(mut setup: Setup<S>, signals: &mut Signals) -> Result<Outcome> {
    let saver = setup.store.take().map(Saver::new);
    let progress = ProgressLine::new(setup.quiet);
    let mut follower = Follower {
        last_beat: setup.clock.moment(),
        setup,
        saver,
        output: Output::new(),
        progress,
        trouble: None,
        outage: None,
        asking: None,
        cycles: 0,
        save_warned: false,
        lost_output: false,
    };
    follower.begin();
    let end = match follower.early_end() {
        Some(end) => end,
        None => follower.pump(signals).await?,
    };
    follower.finish(end, signals).await
}

impl<S: Service> Follower<S> {
    /// Tells the beginning, and the ends that are known already.
    fn begin(&mut self) {
        let now = self.setup.clock.now();
        let to_save = std::mem::take(&mut self.setup.to_save);
        if let Some(saver) = &mut self.saver {
            saver.note(to_save, Vec::new(), now.moment);
        }
        let Self { setup, output, .. } = self;
        let meta = Meta {
            at: now,
            version: env!("CARGO_PKG_VERSION"),
            set: Some(&setup.config.set),
            base_url: Some(&setup.base_url),
            interval: setup.settings.interval,
        };
        output.put(|out| setup.sink.begin(out, &meta));
        let mut ended: Vec<_> = setup.tasks.iter().filter(|task| task.has_ended()).collect();
        ended.sort_by_key(|task| task.order);
        for task in ended {
            output.put(|out| setup.sink.change(out, now, task, State::Unknown, judged_state(task)));
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
        let (polls_out, mut polls) = mpsc::channel(INBOX);
        let clock = self.setup.clock;
        let service = Arc::new(Fragile(self.setup.service.clone()));
        let (poller, mut polling) = poll::start(service, self.setup.settings, clock, polls_out);
        poller.watch(std::mem::take(&mut self.setup.ask));
        let deadline = self.setup.timeout.map(|timeout| clock.moment().plus(timeout));
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let sleep_until = |due: Option<Moment>| async move {
            match due {
                Some(due) => clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let mut answers = self.setup.answers.take();
        let end = loop {
            let save_due = self.saver.as_ref().and_then(Saver::due);
            let outage_due = self.outage_due();
            tokio::select! {
                biased;
                () = sleep_until(outage_due) => break End::Unreachable,
                signal = signals.next() => break End::Signal(signal),
                ended = &mut polling => {
                    ended.context("the poll loop failed")?;
                    return Err(eyre!("the poll loop ended by itself"));
                }
                Some(event) = polls.recv() => if let Some(end) = self.take(event, &poller) { break end },
                Some(done) = next_answer(&mut answers) => if let Some(end) = self.cancel_answered(&done) { break end },
                () = sleep_until(deadline) => break End::TimedOut,
                written = written(&mut self.saver, clock) => {
                    let failed = written.context("writing the watch set failed")?;
                    self.save_failed(failed);
                }
                () = sleep_until(save_due) => if let Some(saver) = &mut self.saver {
                    saver.begin(&self.setup.tasks, clock.now().wall);
                },
                _ = tick.tick() => self.beat(),
            }
            if self.setup.ends_with_output && matches!(self.output.end(), Some(OutputEnd::Closed)) {
                break End::OutputClosed;
            }
        };
        poller.stop();
        Ok(end)
    }

    /// When the service could not be asked for long enough to give up.
    fn outage_due(&self) -> Option<Moment> {
        Some(self.outage.or(self.asking)?.plus(self.setup.max_outage?))
    }

    fn take(&mut self, event: PollEvent, poller: &Poller) -> Option<End> {
        match event {
            PollEvent::Started { at } => self.asking = Some(at.moment),
            PollEvent::Batch(snapshot) => {
                self.asking = None;
                let (at, stall) = (snapshot.at, self.setup.config.stall);
                for report in snapshot.reports {
                    let id = report.id.clone();
                    self.change(&id, at, |task| task.observe(report, at, stall));
                }
                for id in snapshot.gone {
                    self.change(&id, at, |task| task.lose(at));
                }
                for refusal in snapshot.refused {
                    self.change(&refusal.id, at, |task| task.refuse(refusal.problem, at));
                }
            }
            PollEvent::Ended { at, trouble, next, .. } => return self.cycle_ended(at, trouble, next, poller),
            // Nobody asks for a poll here.
            PollEvent::NotNow { .. } => {}
        }
        None
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
            let sink = &mut self.setup.sink;
            self.output.put(|out| sink.change(out, at, task, from, to));
            if to == State::Fail {
                self.setup.hooks.failed(task);
            }
        }
    }

    /// Tells on standard error what is no change of state.
    fn remark(&mut self, id: &TaskId, kind: &EventKind) {
        let lang = self.setup.config.lang;
        let (notice, headless) = (&words(lang).notice, &words(lang).headless);
        let problem = |problem: &Problem| crate::report::problem(problem, lang);
        match kind {
            EventKind::FinishedFirst(_) => self.tell(&(notice.finished_first)(id.short())),
            EventKind::CancelFailed(why) => self.warn(&(headless.cancel_failed)(id.as_str(), &problem(why))),
            EventKind::Refused(why) => self.warn(&(headless.refused)(id.as_str(), &problem(why))),
            _ => {}
        }
    }

    fn cycle_ended(&mut self, at: At, trouble: Option<Trouble>, next: Option<Moment>, poller: &Poller) -> Option<End> {
        self.cycles = self.cycles.saturating_add(1);
        let began = self.asking.take().unwrap_or(at.moment);
        let before = std::mem::replace(&mut self.trouble, trouble);
        if let Some(trouble) = self.trouble.clone() {
            self.outage.get_or_insert(began);
            let is_new = before.is_none_or(|before| before.problem.kind != trouble.problem.kind);
            self.tell_trouble(at, &trouble, next, is_new);
        } else {
            self.outage = None;
            if let Some(before) = before.filter(|_| !self.setup.quiet) {
                self.progress.erase();
                let outage = at.moment.since(before.since.moment);
                _ = self.setup.plain.recovered(&mut std::io::stderr(), at.wall, outage);
            }
        }
        if let Some(end) = self.fatal_trouble() {
            return Some(end);
        }
        if self.is_reached(poller) {
            return Some(End::Reached);
        }
        if self.cycles == 1 && self.trouble.is_none() {
            self.standing();
        }
        None
    }

    fn tell_trouble(&mut self, at: At, trouble: &Trouble, next: Option<Moment>, is_new: bool) {
        let sink = &mut self.setup.sink;
        self.output.put(|out| sink.trouble(out, at, trouble, next));
        if is_new && !self.setup.quiet {
            self.progress.erase();
            // A look does not come again.
            let next = next.filter(|_| self.setup.goal != Goal::Look);
            _ = self.setup.plain.trouble(&mut std::io::stderr(), at, trouble, next);
        }
    }

    /// The end, if trouble is why.
    fn fatal_trouble(&self) -> Option<End> {
        let trouble = self.trouble.as_ref()?;
        match trouble.problem.kind {
            // A token alone cannot be renewed; one refusal may be the gateway's hiccup, two are its word.
            ProblemKind::Unauthenticated if trouble.failures >= 2 || self.setup.goal == Goal::Look => {
                Some(End::SignedOut)
            }
            ProblemKind::Misconfigured => Some(End::Misconfigured),
            _ if self.setup.goal == Goal::Look => Some(End::Unreachable),
            _ => None,
        }
    }

    fn is_reached(&self, poller: &Poller) -> bool {
        let tasks = &self.setup.tasks;
        match self.setup.goal {
            Goal::Look => {
                let unclear =
                    |task: &&Task| task.state().is_live() && task.seen_moment.is_none() && task.refusal.is_none();
                let (open, clear): (Vec<_>, Vec<_>) = tasks.iter().partition(unclear);
                // Only those that were missing are asked for again before they count as gone.
                poller.forget(clear.iter().map(|task| task.id.clone()).collect());
                open.is_empty() || self.cycles >= 2
            }
            // What was known to be gone is asked for once more, and that must have been answered.
            Goal::Until(until) if self.trouble.is_none() => verdict::is_over(tasks, until),
            Goal::Until(until) => over_by_ends(tasks, until),
            Goal::Cancelled => self.are_cancels_over(),
        }
    }

    fn are_cancels_over(&self) -> bool {
        let is_over = |task: &Task| {
            task.has_ended()
                || matches!(task.cancel, CancelStep::Failed(..))
                || (task.state() == State::Gone && self.trouble.is_none())
        };
        self.setup.tasks.iter().all(is_over)
    }

    fn cancel_answered(&mut self, done: &CancelDone) -> Option<End> {
        let at = self.setup.clock.now();
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
        if !self.are_cancels_over() {
            return None;
        }
        Some(match done.result.as_ref().err().map(|problem| problem.kind) {
            Some(ProblemKind::Unauthenticated) => End::SignedOut,
            Some(kind) if kind.is_passing() => End::Unreachable,
            _ => End::Reached,
        })
    }

    /// A second has passed.
    fn beat(&mut self) {
        let now = self.setup.clock.now();
        let lang = self.setup.config.lang;
        let is_due = now.moment.since(self.last_beat) >= BEAT;
        let view = View { at: now, tasks: &self.setup.tasks, trouble: self.trouble.as_ref() };
        if self.progress.is_shown() && self.setup.goal != Goal::Look {
            self.progress.draw(|width| progress_line(&view, width, lang));
        } else if is_due && !self.setup.quiet {
            super::tell(&heartbeat(&view, lang));
        }
        if is_due {
            self.last_beat = now.moment;
            self.standing();
        }
    }

    fn standing(&mut self) {
        let Self { setup, output, trouble, .. } = self;
        let view = View { at: setup.clock.now(), tasks: &setup.tasks, trouble: trouble.as_ref() };
        output.put(|out| setup.sink.standing(out, &view));
    }

    fn save_failed(&mut self, why: Option<String>) {
        if let Some(why) = why.filter(|_| !std::mem::replace(&mut self.save_warned, true)) {
            let text = (words(self.setup.config.lang).notice.save_failed)(&why);
            self.warn(&text);
        }
    }

    fn tell(&mut self, text: &str) {
        if !self.setup.quiet {
            self.warn(text);
        }
    }

    fn warn(&mut self, text: &str) {
        self.progress.erase();
        super::warn(text);
    }

    /// Says how it ended, to everyone who wants to know.
    async fn finish(mut self, end: End, signals: &mut Signals) -> Result<Outcome> {
        self.progress.erase();
        self.explain(end);
        let saved = match self.saver.take() {
            Some(saver) => saver.finish(&self.setup.tasks, self.setup.clock.now().wall).await,
            None => Ok(()),
        };
        if let Err(error) = saved {
            self.save_warned = false;
            self.save_failed(Some(error.to_string()));
            self.lost_output = true;
        }
        let verdict = match self.setup.goal {
            Goal::Until(until) => verdict::verdict_until(&self.setup.tasks, until),
            Goal::Look | Goal::Cancelled => verdict::verdict(&self.setup.tasks),
        };
        let tasks = if self.setup.judges_tasks { verdict.into() } else { Exit::Good };
        let mut exit = judge(end, self.trouble.as_ref(), tasks);
        let Self { setup, output, trouble, .. } = &mut self;
        let view = View { at: setup.clock.now(), tasks: &setup.tasks, trouble: trouble.as_ref() };
        let (set, base_url, exit_code) = (&*setup.config.set, &*setup.base_url, exit.code());
        output.put(|out| setup.sink.end(out, &Ending { view, set, base_url, verdict, exit_code }));
        if let Some(OutputEnd::Failed(error)) = output.end() {
            super::warn(&(words(setup.config.lang).headless.output_failed)(&error.to_string()));
            self.lost_output = true;
        }
        if self.lost_output && exit == Exit::Good {
            exit = Exit::Internal;
        }
        let hooks = std::mem::take(&mut self.setup.hooks);
        if !matches!(end, End::Signal(_)) {
            hooks.ended(verdict, exit, self.setup.config.lang, signals).await;
        }
        Ok(Outcome { end, exit, tasks: self.setup.tasks })
    }

    fn explain(&mut self, end: End) {
        let lang = self.setup.config.lang;
        let words = &words(lang).headless;
        let live = self.setup.tasks.totals().live();
        let text = match end {
            End::TimedOut => (words.timed_out)(live),
            End::Signal(_) => (words.interrupted)(live),
            End::Unreachable if self.setup.goal != Goal::Look => {
                let since = self.outage.or(self.asking).unwrap_or_default();
                (words.gave_up)(&time::spoken(self.setup.clock.moment().since(since), lang))
            }
            _ => return,
        };
        self.warn(&text);
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
