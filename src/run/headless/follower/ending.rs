//! When a follower is over, place by place, and what is told and written then.

use super::Follower;
use crate::{
    cli::Exit,
    domain::{
        CancelStep, Moment, RegionId, State, Task, Until,
        verdict::{self, judged_state},
    },
    output::View,
    run::{
        headless::{
            console::{self, Finished, OutputEnd},
            feeds::open_places,
            judge::{End, Goal, end_of, first_of, judge},
            setup::Outcome,
            sink::Ending,
            warn,
        },
        pollers::Locate,
        session,
        signals::Signals,
    },
    term,
    text::{time, words},
};
use color_eyre::eyre::Result;
use std::time::Duration;

/// How long nothing may be taken of the last that is written: of waiting, where whoever reads may have stopped for good.
const UNREAD: Duration = Duration::from_secs(10);
/// The same after a signal.
const LAST_WORDS: Duration = Duration::from_secs(1);

impl<S: Locate> Follower<S> {
    /// When some place could not be asked for long enough to give up.
    pub(super) fn outage_due(&self) -> Option<Moment> {
        self.feeds.outage_due(&self.open_places(), self.setup.max_outage?)
    }

    /// The places of tasks from which something is still expected.
    pub(super) fn open_places(&self) -> Vec<RegionId> {
        open_places(&self.setup.tasks, |task| match self.setup.goal {
            Goal::Cancelled => !self.is_cancel_over(task),
            Goal::Look | Goal::Until(_) => !self.feeds.is_settled(task),
        })
    }

    /// The end, now that a cycle of `place` is over.
    pub(super) fn end_by_now(&mut self, place: RegionId) -> Option<End> {
        match self.setup.goal {
            Goal::Look => self.end_of_looks(place),
            Goal::Until(until) if self.is_over(until) => Some(End::Reached),
            Goal::Cancelled if self.are_cancels_over() => Some(self.end_of_cancels()),
            Goal::Until(_) | Goal::Cancelled => {
                // While one place can be asked, the others are waited for.
                let open = self.open_places();
                let lost: Option<Vec<_>> = open.iter().map(|place| self.feeds.lost(*place)).collect();
                lost?.into_iter().reduce(first_of)
            }
        }
    }

    /// Whether waiting is over. Each task is judged by what its own place says.
    fn is_over(&self, until: Until) -> bool {
        let mut tasks = self.setup.tasks.iter();
        let all = || self.setup.tasks.iter().all(|task| self.feeds.is_settled(task));
        match until {
            Until::All => all(),
            Until::Any => tasks.any(|task| self.feeds.is_settled(task)),
            Until::FirstFailure => tasks.any(|task| judged_state(task) == State::Fail) || all(),
        }
    }

    /// Every place is looked at once, and a second time for ids that were missing.
    fn end_of_looks(&mut self, place: RegionId) -> Option<End> {
        let asks_again = self.feeds.trouble(place).is_none() && self.feeds.cycles(place) < 2;
        let clear = self.ids(|task| task.place == place && !(asks_again && is_unclear(task)));
        self.setup.fleet.forget(&clear);
        let is_looked = |place: &RegionId| {
            let cycles = self.feeds.cycles(*place);
            let unclear = || self.setup.tasks.iter().any(|task| task.place == *place && is_unclear(task));
            cycles >= 2 || (cycles == 1 && (self.feeds.trouble(*place).is_some() || !unclear()))
        };
        if !self.feeds.places().all(|place| is_looked(&place)) {
            return None;
        }
        let kinds = self.feeds.troubles().into_iter().map(|one| one.trouble.problem.kind);
        Some(kinds.map(|kind| end_of(kind).unwrap_or(End::Unreachable)).reduce(first_of).unwrap_or(End::Reached))
    }

    fn is_cancel_over(&self, task: &Task) -> bool {
        matches!(task.cancel, CancelStep::Failed(..)) || self.feeds.is_settled(task)
    }

    pub(super) fn are_cancels_over(&self) -> bool {
        self.setup.tasks.iter().all(|task| self.is_cancel_over(task))
    }

    /// How cancelling ended: cancels that did not get through are told.
    pub(super) fn end_of_cancels(&self) -> End {
        let passing = |kind: crate::domain::CallErrorKind| kind.is_passing().then_some(End::Unreachable);
        let ends = self.cancel_failures.iter().filter_map(|kind| end_of(*kind).or_else(|| passing(*kind)));
        ends.reduce(first_of).unwrap_or(End::Reached)
    }

    /// Why some place cannot be asked from which something is still expected, if only the user can end that.
    fn lost(&self) -> Option<End> {
        let kind = |place: &RegionId| end_of(self.feeds.trouble(*place)?.problem.kind);
        self.open_places().iter().filter_map(kind).reduce(first_of)
    }

    /// Says how it ended, to everyone who wants to know.
    pub(super) async fn finish(mut self, end: End, signals: &mut Signals) -> Result<Outcome<S>> {
        self.progress.erase();
        self.explain(end);
        let saved = match self.saver.take() {
            Some(saver) => saver.finish(&self.setup.tasks, self.setup.clock.now().wall).await,
            None => Ok(()),
        };
        if let Err(error) = saved {
            self.save_failed(Some(error.to_string()));
            // The answer is the data of a command. Of what stands in for the screen the set is a part, as of the screen.
            self.lost_output |= self.setup.ends_with_output;
        }
        let verdict = match self.setup.goal {
            Goal::Until(until) => verdict::verdict_until(&self.setup.tasks, until),
            Goal::Look | Goal::Cancelled => verdict::verdict(&self.setup.tasks),
        };
        let tasks = if self.setup.judges_tasks { verdict.into() } else { Exit::Good };
        let mut exit = judge(end, self.lost(), tasks);
        if let Some(recording) = self.recording.take()
            && let Some(why) = recording.finish(self.setup.clock.now(), verdict, exit.code()).await
        {
            self.warn(&why);
        }
        let Self { setup, output, feeds, base_url, lost_output, .. } = &mut self;
        let troubles = feeds.troubles();
        let view = View { at: setup.clock.now(), tasks: &setup.tasks, troubles: &troubles };
        let (set, base_url, exit_code) = (&*setup.config.set, base_url.as_deref(), exit.code());
        output.put_last(|out| setup.sink.end(out, &Ending { view, set, base_url, verdict, exit_code }));
        let patience = match (setup.goal, end) {
            // What is printed once may wait for a pager.
            (Goal::Look, _) => None,
            (_, End::Signal(_)) => Some(LAST_WORDS),
            _ => Some(UNREAD),
        };
        let headless = &words(setup.config.lang).headless;
        let finished = output.finish(patience, signals).await;
        if matches!(finished, Finished::Unread) || output.left_out() > 0 {
            warn(&(headless.output_left_out)(output.left_out()));
            *lost_output = true;
        }
        if let Some(OutputEnd::Failed(error)) = output.end() {
            warn(&(headless.output_failed)(&error.to_string()));
            *lost_output = true;
        }
        if exit == Exit::Good {
            exit = match finished {
                Finished::Signal(signal) => Exit::Signal(signal),
                _ if self.lost_output => Exit::Internal,
                _ => exit,
            };
        }
        self.notify(end);
        let mut hooks = std::mem::take(&mut self.setup.hooks);
        let is_signal = matches!(end, End::Signal(_));
        if !is_signal {
            hooks.set_ended(verdict, exit);
        }
        hooks.finish(is_signal.then_some(Duration::ZERO), self.setup.config.lang, signals).await;
        Ok(Outcome { end, exit, tasks: self.setup.tasks, fleet: self.setup.fleet })
    }

    /// Calls a person who looks elsewhere, if that was asked for.
    fn notify(&self, end: End) {
        let Some(means) = self.setup.notify.filter(|_| !matches!(end, End::Signal(_))) else { return };
        let words = words(self.setup.config.lang);
        let totals = self.setup.tasks.totals();
        let [complete, failed, cancelled] = [State::Complete, State::Fail, State::Cancel].map(|state| totals.of(state));
        let text = match totals.live() {
            0 => (words.notice.all_ended)(complete, failed, cancelled),
            live => (words.header.window_title)(failed, live, complete),
        };
        console::call(&term::notification(&text, means, session::surroundings()));
    }

    fn explain(&mut self, end: End) {
        let lang = self.setup.config.lang;
        let words = &words(lang).headless;
        let live = self.setup.tasks.totals().live();
        let text = match end {
            End::TimedOut => (words.timed_out)(live),
            End::Signal(_) => (words.interrupted)(live),
            End::Unreachable if self.setup.goal != Goal::Look => {
                let since = self.feeds.outage_due(&self.open_places(), Duration::ZERO).unwrap_or_default();
                (words.gave_up)(&time::spoken(self.setup.clock.moment().since(since), lang))
            }
            // What only a user can help.
            End::SignedOut | End::Misconfigured => {
                let kinds = self.feeds.troubles().into_iter().map(|place| place.trouble.problem.kind);
                let mut advice: Vec<&str> = kinds
                    .filter(|kind| end_of(*kind).is_some())
                    .map(|kind| crate::text::words(lang).problems.of(kind).advice)
                    .collect();
                advice.dedup();
                advice.join("\n")
            }
            _ => return,
        };
        if !text.is_empty() {
            self.warn(&text);
        }
    }
}

/// Whether a look has not told of this task yet.
fn is_unclear(task: &Task) -> bool {
    task.state().is_live() && task.seen_moment.is_none() && task.refusal.is_none()
}
