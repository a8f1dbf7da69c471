//! What a waiter says while it waits: changes that are none of state, troubles of regions, where the set stands.

use super::Waiter;
use crate::{
    commands::{
        headless::{
            console::ProgressLine,
            exit_status::{End, Goal},
            sink::Sink,
            tell, warn,
        },
        logging,
    },
    domain::{At, CallError, CallErrorKind, EventKind, Moment, RegionId, TaskId, Trouble},
    messages::{InLang, words},
    output::{
        RegionTrouble, View,
        plain::{heartbeat, progress_line},
    },
    store::StoreNote,
    terminal::Stderr,
    watch::pollers::Locate,
};
use std::{io::Write, time::Duration};

/// The time between two lines that show that we are alive, and between two snapshots of JSON lines.
const BEAT: Duration = Duration::from_secs(30);

impl<S: Locate> Waiter<S> {
    /// Tells on standard error what is no change of state.
    pub(super) fn remark(&mut self, id: &TaskId, kind: &EventKind) {
        let lang = self.setup.config.lang;
        let (notice, headless) = (&words(lang).notice, &words(lang).headless);
        let problem = |problem: &CallError| crate::output::problem(problem, lang);
        match kind {
            EventKind::FinishedFirst(_) => self.tell(&(notice.finished_first)(self.setup.watch.tasks.short(id))),
            EventKind::CancelUnclear(why) => self.tell(&(headless.cancel_unclear)(id.as_str(), &problem(why))),
            EventKind::CancelFailed(why) => self.warn(&(headless.cancel_failed)(id.as_str(), &problem(why))),
            EventKind::Refused(why) => self.warn(&(headless.refused)(id.as_str(), &problem(why))),
            _ => {}
        }
    }

    /// How a cycle of a region ended, where that is news after the trouble `before` it.
    pub(super) fn tell_cycle(&mut self, region: RegionId, at: At, before: Option<&Trouble>, next: Option<Moment>) {
        let name = self.name(region).map(str::to_owned);
        let Self { setup, output, progress, .. } = self;
        let Some(state) = setup.watch.regions.get(region) else { return };
        let trouble = state.feed.trouble.as_ref();
        if let Some(trouble) = trouble {
            let id = state.region.origin.as_ref().and_then(|origin| origin.region.as_deref());
            output.put(|out| setup.sink.trouble(out, at, id, trouble, next));
        }
        // A look does not come again.
        let next = next.filter(|_| setup.goal != Goal::Look || setup.looks_again);
        let line = setup.plain.cycle_end(name.as_deref(), at, before, trouble, next);
        if let Some(line) = line.filter(|_| !setup.quiet) {
            progress.erase();
            _ = Stderr.write_all(line.as_bytes());
            // It keeps asking, but hardly anything changes by itself.
            if let Some(kind @ CallErrorKind::Tls(_)) = trouble.map(|trouble| trouble.problem.kind) {
                warn(words(setup.config.lang).problems.of(kind).advice);
            }
        }
    }

    /// Elements of the cycle's answers could not be read: once is enough to tell.
    pub(super) fn tell_unreadable(&mut self, region: RegionId) {
        let skipped = self.setup.watch.regions.get(region).map_or(0, |state| state.feed.skipped);
        if skipped > 0 && !std::mem::replace(&mut self.told_unreadable, true) {
            self.warn(&(words(self.setup.config.lang).headless.unreadable)(skipped));
        }
    }

    /// What a region is called, where several are asked.
    pub(super) fn name(&self, region: RegionId) -> Option<&str> {
        let several = self.asked().len() > 1;
        self.setup.watch.regions.get(region).filter(|_| several).map(|state| &*state.region.name)
    }

    /// The regions that cannot be asked, of those that are.
    pub(super) fn troubles(&self) -> Vec<RegionTrouble<'_>> {
        let asked = self.asked();
        let asked = self.setup.watch.regions.iter().filter(|state| asked.contains(&state.region.id));
        let troubles = asked.filter_map(|state| Some((state.region.id, state.feed.trouble.as_ref()?)));
        troubles.map(|(region, trouble)| RegionTrouble { region, name: self.name(region), trouble }).collect()
    }

    /// Only the user can help this region, and the others go on.
    pub(super) fn tell_loss(&mut self, region: RegionId) {
        let words = words(self.setup.config.lang);
        let trouble = self.setup.watch.regions.get(region).and_then(|state| state.feed.trouble.as_ref());
        let advice = trouble.map(|trouble| words.problems.of(trouble.problem.kind).advice);
        let text = advice.zip(self.name(region)).map(|(advice, name)| (words.headless.region_lost)(name, advice));
        if let Some(text) = text {
            self.warn(&text);
        }
    }

    /// A second has passed.
    pub(super) fn beat(&mut self) -> Option<End> {
        if let Some(why) = logging::failure() {
            self.warn(&why);
        }
        let now = self.setup.clock.now();
        let lang = self.setup.config.lang;
        if self.output.tells_gap() {
            self.warn(words(lang).headless.output_unread);
        }
        // Who reads again shall know where all stands, after what was left out.
        let is_due = now.moment.since(self.last_beat) >= BEAT || self.output.has_room_again();
        if self.progress.is_shown() && self.setup.goal != Goal::Look {
            let mut progress = std::mem::replace(&mut self.progress, ProgressLine::new(true));
            progress.draw(|width| progress_line(&self.view(now, &self.troubles()), width, lang));
            self.progress = progress;
        } else if is_due && !self.setup.quiet {
            tell(&heartbeat(&self.view(now, &self.troubles()), lang));
        }
        if is_due {
            self.last_beat = now.moment;
            self.standing();
        }
        // A cancel of what is not returned is not waited for any longer.
        if self.setup.goal == Goal::Cancelled { self.end_by_now(None) } else { None }
    }

    fn view<'a>(&'a self, at: At, troubles: &'a [RegionTrouble<'a>]) -> View<'a> {
        View { at, tasks: &self.setup.watch.tasks, troubles }
    }

    pub(super) fn standing(&mut self) {
        let mut output = std::mem::take(&mut self.output);
        let sink = std::mem::replace(&mut self.setup.sink, Sink::Quiet);
        let view_at = self.setup.clock.now();
        let troubles = self.troubles();
        output.put(|out| sink.standing(out, &self.view(view_at, &troubles)));
        drop(troubles);
        (self.output, self.setup.sink) = (output, sink);
    }

    pub(super) fn save_failed(&mut self, why: &str) {
        if !std::mem::replace(&mut self.setup.save_warned, true) {
            let text = (words(self.setup.config.lang).headless.not_kept)(why);
            self.warn(&text);
        }
    }

    /// That the log is not written; the other notes are about what others did to the set meanwhile.
    pub(super) fn note(&mut self, note: &StoreNote) {
        if matches!(note, StoreNote::NoLog { .. }) {
            self.warn(&note.text(self.setup.config.lang));
        }
    }

    pub(super) fn tell(&mut self, text: &str) {
        if !self.setup.quiet {
            self.warn(text);
        }
    }

    pub(super) fn warn(&mut self, text: &str) {
        self.progress.erase();
        warn(text);
    }
}
