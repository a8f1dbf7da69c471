//! What all regions draw from: the model, the words and the styles, and what follows from how the polling goes.

use super::theme::{Palette, Role};
use crate::{
    domain::{
        At, CallError, CallErrorKind, EtaUnknown, GroupKey, Operation, RegionId, SignIn, State, Status, Task, Totals,
        Trouble, Unit,
    },
    messages::{Lang, Words, number, time, words},
    output::{self, columns::Context},
    tui::{GroupRow, Model, RegionState},
};
use ratatui::style::Style;
use std::time::Duration;

/// What all regions draw from.
#[derive(Clone, Copy, Debug)]
pub struct RenderContext<'a> {
    /// The state of the screen.
    pub model: &'a Model,
    pub words: &'static Words,
    pub palette: Palette,
    /// The time that the tasks are shown at: now, or when the screen was frozen.
    pub now: At,
}

impl<'a> RenderContext<'a> {
    /// What follows from `model`.
    pub fn new(model: &'a Model) -> Self {
        Self { model, words: words(model.look.lang), palette: Palette::new(model.look), now: model.shown_at() }
    }

    /// What the tasks of a region are together, as they are shown; `None` where it has none.
    pub fn totals_of(&self, place: RegionId) -> Option<&'a Totals> {
        self.model.shown_by_region().get(&place)
    }

    /// Whether anything is still to come from a region. It counts as it is now, whatever a standing screen shows.
    pub fn is_awaited(&self, place: &RegionState) -> bool {
        self.model.watch.by_region.get(&place.region.id).is_some_and(|totals| totals.live() > 0)
    }

    /// Whether the values of a region are old.
    pub fn is_old(&self, place: &RegionState) -> bool {
        place.feed.trouble.is_some() || (self.is_awaited(place) && place.feed.is_old(self.model.now.moment))
    }

    /// Whether the values of a task are old, since its region cannot be asked. What nobody asks for cannot be late.
    pub fn is_stale(&self, task: &Task) -> bool {
        self.model.watch.regions.get(task.region).is_some_and(|place| self.is_old(place))
    }

    /// Whether the region of a task answers, so that rate and time left are worth showing.
    pub fn answers(&self, task: &Task) -> bool {
        self.model.watch.regions.get(task.region).is_some_and(|place| place.feed.answers())
    }

    /// Why the region of a task cannot be asked.
    pub fn trouble(&self, task: &Task) -> Option<&'a Trouble> {
        self.model.watch.regions.get(task.region)?.feed.trouble.as_ref()
    }

    /// What people call the region of a task; of one that no region is asked for, that it is so.
    pub fn region(&self, task: &Task) -> &'a str {
        self.model.watch.regions.get(task.region).map_or(self.words.regions.nowhere, |state| &state.label)
    }
    pub fn style(&self, role: Role) -> Style {
        self.palette.style(role)
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.model.look.lang
    }
    pub fn state_word(&self, state: State) -> &'static str {
        self.words.states.of(state)
    }

    /// The word for the state of a task: the service's own, where we do not know it.
    pub fn task_word<'t>(&self, task: &'t Task) -> &'t str {
        match (task.state(), task.report().map(|report| &report.status)) {
            (State::Unknown, Some(Status::Other(word))) if !word.is_empty() => word,
            (state, _) => self.state_word(state),
        }
    }
    pub fn operation_word<'t>(&self, operation: &'t Operation) -> &'t str {
        self.words.operations.of(operation)
    }

    /// The word for a problem, with its code: `limited 911048`, `service failed HTTP 502`.
    pub fn problem(&self, problem: &CallError) -> String {
        let word = self.problem_text(problem.kind).word;
        if problem.kind == CallErrorKind::SignIn(SignIn::WrongAddress) {
            // The detail begins with the address.
            return format!("{word} {}", problem.message.split(": ").next().unwrap_or_default());
        }
        match (&problem.code, problem.http_status) {
            (Some(code), _) => format!("{word} {code}"),
            (None, Some(status)) => format!("{word} HTTP {status}"),
            (None, None) => word.to_owned(),
        }
    }
    pub fn problem_text(&self, kind: CallErrorKind) -> crate::messages::words::ProblemText {
        self.words.problems.of(kind)
    }

    /// Bytes or files per second.
    pub fn rate(&self, per_second: f64, unit: Unit) -> String {
        match unit {
            Unit::Bytes => number::bytes_rate(per_second),
            Unit::Files => number::files_rate(per_second, self.lang()),
        }
    }

    /// The rate of a task, where it is worth showing.
    pub fn task_rate(&self, task: &Task) -> Option<f64> {
        task.rate().filter(|_| self.answers(task))
    }

    /// A span of time: compact, or spelled out where the language has no letters for the units.
    pub fn span(&self, span: Duration) -> String {
        match self.lang() {
            Lang::En => time::duration(span),
            Lang::Zh => time::spoken(span, Lang::Zh),
        }
    }

    /// How old something is, written as [`Self::span`] is.
    pub fn age(&self, age: Duration) -> String {
        match self.lang() {
            Lang::En => time::age(age),
            Lang::Zh => time::spoken(age, Lang::Zh),
        }
    }

    /// The time left of an estimate made `since` ago.
    pub fn time_left(low: Duration, high: Duration, since: Duration) -> String {
        time::eta_range(low.saturating_sub(since), high.saturating_sub(since))
    }

    /// How long ago the values of a task were seen in this run.
    pub fn seen_ago(&self, task: &Task) -> Duration {
        task.seen_moment.map_or(Duration::ZERO, |seen| self.now.moment.since(seen))
    }

    /// Why there is no time left to show.
    pub fn why_no_eta(&self, task: &Task, why: EtaUnknown) -> &'static str {
        let words = &self.words.eta;
        match why {
            _ if !self.answers(task) => words.not_asking,
            EtaUnknown::Growing => words.total_grows,
            EtaUnknown::Finishing => words.finishing,
            EtaUnknown::NoRate if task.state() == State::Stalled => words.stalled,
            EtaUnknown::NoRate => words.no_rate,
            EtaUnknown::NotRunning => words.waiting,
        }
    }

    /// What the cells of a task are written from; each column adds its width.
    pub fn cell_context(&self, task: &Task) -> Context<'a> {
        let (lang, ellipsis) = (self.lang(), self.palette.ellipsis());
        Context {
            lang,
            ellipsis,
            width: 0,
            now: self.now,
            answers: self.answers(task),
            region: self.region(task),
            zone: Some(&self.model.zone),
        }
    }

    /// The name of a group.
    pub fn group_name(&self, key: &GroupKey<'_>) -> String {
        let region = match key {
            GroupKey::Region(region) => self.model.watch.regions.get(*region).map(|state| &*state.label),
            _ => None,
        };
        output::group(key, region.unwrap_or(self.words.regions.nowhere), self.lang())
    }

    /// Whether the values of some live task of a group are old.
    pub fn is_group_old(&self, group: &GroupRow) -> bool {
        let mut regions = group.live_in.iter().filter_map(|region| self.model.watch.regions.get(*region));
        regions.any(|region| self.is_old(region))
    }

    /// What the cells of a group are written from, and how long ago its tasks were asked for.
    pub fn group_context(&self, group: &GroupRow) -> (Context<'a>, Duration) {
        let (lang, ellipsis) = (self.lang(), self.palette.ellipsis());
        let regions = || group.live_in.iter().filter_map(|region| self.model.watch.regions.get(*region));
        let answers = regions().all(|region| region.feed.answers());
        let oldest = regions().filter_map(|region| region.feed.last_answer).map(|at| at.moment).min();
        let ago = oldest.map_or(Duration::ZERO, |oldest| self.now.moment.since(oldest));
        (Context { lang, ellipsis, width: 0, now: self.now, answers, region: "", zone: Some(&self.model.zone) }, ago)
    }
}
