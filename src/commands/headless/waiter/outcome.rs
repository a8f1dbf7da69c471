//! When a waiter is over, region by region, and what is reported and written then.

use super::Waiter;
use crate::{
    cli::Exit,
    commands::{
        headless::{
            console::{self, Finished, OutputEnd},
            exit_status::{End, Goal, end_of, first_of, judge},
            setup::Outcome,
            sink::{Ending, Sink},
            tell, warn,
        },
        session,
        signals::Signals,
    },
    domain::{
        CancelStep, Moment, RegionId, State, Summary, Task, TaskId, Until, Verdict,
        verdict::{self, judged_state},
    },
    messages::{InLang, time, words},
    output::{self, View, groups::Grouping},
    terminal,
    watch::pollers::Locate,
};
use std::time::Duration;

/// How long nothing may be taken of the last that is written: of waiting, where whoever reads may have stopped for good.
const UNREAD: Duration = Duration::from_secs(10);
/// How long a task whose cancel is waited for may be absent from every answer.
const ABSENT: Duration = Duration::from_secs(30);
/// How many tasks are named that nobody can be asked for.
const NAMED: usize = 50;
/// The same after a signal.
const LAST_WORDS: Duration = Duration::from_secs(1);

impl<S: Locate> Waiter<S> {
    /// When some region could not be asked for long enough to give up. One that is lost is not counted.
    pub(super) fn outage_due(&self) -> Option<Moment> {
        Some(self.silent_since()?.plus(self.setup.max_outage?))
    }

    fn silent_since(&self) -> Option<Moment> {
        let open = self.open_regions();
        let open = open.iter().filter(|region| self.lost(**region).is_none());
        open.filter_map(|region| self.setup.watch.regions.get(*region)?.feed.silent_since()).min()
    }

    /// The regions of tasks from which something is still expected.
    pub(super) fn open_regions(&self) -> Vec<RegionId> {
        let is_open = |task: &&Task| match self.setup.goal {
            Goal::Cancelled => self.setup.ask.contains(&task.id) && !self.is_cancel_over(task),
            Goal::Look | Goal::Until(_) => !self.is_over_for(task),
        };
        let mut regions: Vec<_> = self.setup.watch.tasks.iter().filter(is_open).map(|task| task.region).collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The end, now that something was said that may be one: a cycle of this region is over, for example.
    pub(super) fn end_by_now(&mut self, region: Option<RegionId>) -> Option<End> {
        match self.setup.goal {
            Goal::Look => self.end_of_looks(region),
            Goal::Until(until) if self.is_over(until) => Some(End::Reached),
            Goal::Cancelled if self.are_cancels_over() => Some(self.end_of_cancels()),
            Goal::Until(_) | Goal::Cancelled => {
                // While one region can be asked, the others are waited for.
                region?;
                let lost: Option<Vec<_>> = self.open_regions().iter().map(|region| self.lost(*region)).collect();
                lost?.into_iter().reduce(first_of)
            }
        }
    }

    /// Whether nothing more is expected of a task: it is settled, or nobody can be asked for it.
    fn is_over_for(&self, task: &Task) -> bool {
        task.region == RegionId::UNBOUND || self.setup.watch.is_settled(task)
    }

    /// Whether waiting is over. Each task is judged by what its own region says.
    fn is_over(&self, until: Until) -> bool {
        let watch = &self.setup.watch;
        let all = || watch.tasks.iter().all(|task| self.is_over_for(task));
        match until {
            Until::All => all(),
            Until::Any => watch.tasks.iter().any(|task| watch.is_settled(task)) || all(),
            Until::FirstFailure => watch.tasks.iter().any(|task| judged_state(task) == State::Fail) || all(),
        }
    }

    /// Every region is looked at once, and a second time for ids that were missing. Where there is time for it, one in trouble is
    /// looked at until it can be asked.
    fn end_of_looks(&mut self, region: Option<RegionId>) -> Option<End> {
        let feed = |region: RegionId| self.setup.watch.regions.get(region).map(|state| &state.feed);
        if let Some(region) = region {
            let asks_again = feed(region).is_some_and(|feed| feed.trouble.is_none() && feed.polls - feed.failures < 2);
            let clear = self.ids(|task| task.region == region && !(asks_again && is_unclear(task)));
            if feed(region).is_none_or(|feed| feed.trouble.is_none()) || !self.setup.looks_again {
                self.setup.engine.forget(&clear);
            }
        }
        let feed = |region: RegionId| self.setup.watch.regions.get(region).map(|state| &state.feed);
        let is_looked = |region: &RegionId| {
            let Some(feed) = feed(*region) else { return false };
            let unclear = || self.setup.watch.tasks.iter().any(|task| task.region == *region && is_unclear(task));
            match &feed.trouble {
                Some(trouble) => !(self.setup.looks_again && trouble.problem.kind.is_passing()),
                None => feed.polls - feed.failures >= 2 || (feed.polls > feed.failures && !unclear()),
            }
        };
        if !self.asked().iter().all(is_looked) {
            return None;
        }
        let kinds = self.troubles().into_iter().map(|one| one.trouble.problem.kind);
        let end = |kind| match end_of(kind) {
            // The settings are good for the others.
            Some(End::Misconfigured) if self.is_any_answered() => End::Unreachable,
            end => end.unwrap_or(End::Unreachable),
        };
        let ends: Vec<_> = kinds.map(end).collect();
        Some(ends.into_iter().reduce(first_of).unwrap_or(End::Reached))
    }

    /// Whether some region that is asked answers.
    fn is_any_answered(&self) -> bool {
        let answers =
            |region: &RegionId| self.setup.watch.regions.get(*region).is_some_and(|state| state.feed.is_present());
        self.asked().iter().any(answers)
    }

    /// Notes since when tasks whose cancel is waited for are not returned, and tells it once.
    pub(super) fn note_absent(&mut self) {
        if self.setup.goal != Goal::Cancelled {
            return;
        }
        let now = self.setup.clock.moment();
        let absent = self.ids(|task| task.is_absent() && !task.has_ended());
        self.absent.retain(|id, _| absent.contains(id));
        for id in absent {
            if !self.absent.contains_key(&id) {
                self.warn(&(words(self.setup.config.lang).headless.not_returned)(id.as_str()));
                self.absent.insert(id, now);
            }
        }
    }

    fn is_cancel_over(&self, task: &Task) -> bool {
        let now = self.setup.clock.moment();
        let is_given_up = || self.absent.get(&task.id).is_some_and(|since| now.since(*since) >= ABSENT);
        matches!(task.cancel, CancelStep::Failed(..)) || task.has_ended() || is_given_up()
    }

    fn are_cancels_over(&self) -> bool {
        let tasks = self.setup.ask.iter().filter_map(|id| self.setup.watch.tasks.get(id));
        !self.setup.engine.has_calls() && tasks.into_iter().all(|task| self.is_cancel_over(task))
    }

    /// How cancelling ended: cancels that did not get through are reported.
    fn end_of_cancels(&self) -> End {
        let passing = |kind: crate::domain::CallErrorKind| kind.is_passing().then_some(End::Unreachable);
        let ends = self.cancel_failures.iter().filter_map(|kind| end_of(*kind).or_else(|| passing(*kind)));
        ends.reduce(first_of).unwrap_or(End::Reached)
    }

    /// Why a region is lost, if only the user can help. What could be renewed was; one refusal may be the gateway's hiccup, two are
    /// its word.
    pub(super) fn lost(&self, region: RegionId) -> Option<End> {
        let trouble = self.setup.watch.regions.get(region)?.feed.trouble.as_ref()?;
        end_of(trouble.problem.kind).filter(|end| *end == End::Misconfigured || trouble.failures >= 2)
    }

    /// Why some region cannot be asked from which something is still expected, if only the user can end that.
    fn lost_open(&self) -> Option<End> {
        let trouble = |region: &RegionId| self.setup.watch.regions.get(*region)?.feed.trouble.as_ref();
        self.open_regions().iter().filter_map(|region| end_of(trouble(region)?.problem.kind)).reduce(first_of)
    }

    /// How the tasks came out, as an exit code.
    fn tasks_exit(&self, verdict: Verdict) -> Exit {
        match self.setup.goal {
            Goal::Cancelled => {
                let states: Vec<_> = self.setup.watch.tasks.iter().map(judged_state).collect();
                if states.contains(&State::Fail) {
                    Verdict::Failed.into()
                } else if states.into_iter().all(|state| state == State::Cancel) {
                    Exit::Good
                } else {
                    Verdict::NotEnded.into()
                }
            }
            _ if !self.setup.judges_tasks => Exit::Good,
            _ => verdict.into(),
        }
    }

    /// Names the tasks that have not ended and that nobody can be asked for.
    fn tell_unreached(&mut self) {
        let unreached = self.ids(|task| task.region == RegionId::UNBOUND && !task.has_ended());
        if !unreached.is_empty() {
            let ids: Vec<_> = unreached.iter().take(NAMED).map(TaskId::as_str).collect();
            self.warn(&(words(self.setup.config.lang).headless.unreached)(unreached.len(), &ids.join(" ")));
        }
    }

    /// Says how it ended, to everyone who wants to know.
    pub async fn finish(mut self, end: End, signals: &mut Signals) -> Outcome {
        self.progress.erase();
        self.explain(end);
        self.tell_unreached();
        let saved = self.setup.engine.save(&self.setup.watch.tasks).await;
        match saved {
            Ok(notes) => notes.into_iter().for_each(|note| self.note(&note)),
            Err(error) => {
                self.save_failed(&error.text(self.setup.config.lang));
                // The answer is the data of a command. Of what stands in for the screen the set is a part, as of the screen.
                self.lost_output |= self.setup.ends_with_output;
            }
        }
        let verdict = match self.setup.goal {
            Goal::Until(until) => verdict::verdict_until(&self.setup.watch.tasks, until),
            Goal::Look | Goal::Cancelled => verdict::verdict(&self.setup.watch.tasks),
        };
        let is_good_look = self.setup.goal == Goal::Look && self.is_any_answered();
        let lost = self.lost_open().filter(|lost| *lost != End::Misconfigured || !is_good_look);
        let mut exit = judge(end, lost, self.tasks_exit(verdict));
        if let Some(why) = self.setup.engine.end_recording().await {
            self.warn(&why);
        }
        let mut output = std::mem::take(&mut self.output);
        let sink = std::mem::replace(&mut self.setup.sink, Sink::Quiet);
        let troubles = self.troubles();
        let view = View { at: self.setup.clock.now(), tasks: &self.setup.watch.tasks, troubles: &troubles };
        let (set, base_url, exit_code) = (&*self.setup.config.set, self.base_url.as_deref(), exit.code());
        let regions = &self.setup.watch.regions;
        let grouping = self.setup.group_by.map(|by| Grouping { by, regions });
        output.put_last(|out| sink.end(out, &Ending { view, set, base_url, verdict, grouping, exit_code }));
        drop(troubles);
        let Self { setup, lost_output, .. } = &mut self;
        let timeout = match (setup.goal, end) {
            // What is printed once may wait for a pager.
            (Goal::Look, _) => None,
            (_, End::Signal(_)) => Some(LAST_WORDS),
            _ => Some(UNREAD),
        };
        let headless = &words(setup.config.lang).headless;
        let finished = output.finish(timeout, signals).await;
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
            hooks.set_ended(&self.setup.watch.tasks.totals(), verdict, exit);
        }
        hooks.finish(is_signal.then_some(Duration::ZERO), self.setup.config.lang, signals).await;
        let summary = self.summary().filter(|_| matches!((self.setup.goal, end), (Goal::Until(_), End::Reached)));
        if let Some(summary) = summary.filter(|_| !self.setup.quiet) {
            tell(&summary);
        }
        Outcome { end, exit, tasks: self.setup.watch.tasks }
    }

    /// What came of the set, in one line; `None` until it has ended.
    fn summary(&self) -> Option<String> {
        let summary = Summary::of(&self.setup.watch.tasks)?;
        Some(output::log::summary(&summary, self.setup.config.lang, self.setup.config.ascii))
    }

    /// Calls a person who looks elsewhere, if that was asked for.
    fn notify(&self, end: End) {
        let Some(means) = self.setup.notify.filter(|_| !matches!(end, End::Signal(_))) else { return };
        let words = words(self.setup.config.lang);
        let totals = self.setup.watch.tasks.totals();
        let text = match (self.summary(), totals.live()) {
            (Some(summary), 0) => (words.notice.all_ended)(&summary),
            (_, live) => (words.header.window_title)(totals.of(State::Fail), live, totals.of(State::Complete)),
        };
        console::call(&terminal::notification(&text, means, session::surroundings()));
    }

    fn explain(&mut self, end: End) {
        let lang = self.setup.config.lang;
        let words = &words(lang).headless;
        let live = self.setup.watch.tasks.totals().live();
        let text = match end {
            End::TimedOut => (words.timed_out)(live),
            End::Signal(_) => (words.interrupted)(live),
            End::Unreachable if self.setup.goal != Goal::Look => {
                let since = self.silent_since().unwrap_or_default();
                (words.gave_up)(&time::spoken(self.setup.clock.moment().since(since), lang))
            }
            // What only a user can help.
            End::SignedOut | End::Misconfigured => {
                let troubles = self.troubles();
                let kinds = troubles.iter().map(|region| region.trouble.problem.kind);
                let mut advice: Vec<&str> = kinds
                    .filter(|kind| end_of(*kind).is_some())
                    .map(|kind| crate::messages::words(lang).problems.of(kind).advice)
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
