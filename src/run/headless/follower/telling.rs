//! What a follower says while it follows: changes that are none of state, troubles of places, where the set stands.

use super::Follower;
use crate::{
    domain::{At, CallError, CallErrorKind, EventKind, Moment, RegionId, TaskId, Trouble},
    output::{
        RegionTrouble, View,
        plain::{heartbeat, progress_line},
    },
    run::{
        headless::{judge::Goal, tell, warn},
        logging,
        pollers::Locate,
    },
    term::Stderr,
    text::words,
};
use std::time::Duration;

/// The time between two lines that show that we are alive, and between two snapshots of JSON lines.
const BEAT: Duration = Duration::from_secs(30);

impl<S: Locate> Follower<S> {
    /// Tells on standard error what is no change of state.
    pub(super) fn remark(&mut self, id: &TaskId, kind: &EventKind) {
        let lang = self.setup.config.lang;
        let (notice, headless) = (&words(lang).notice, &words(lang).headless);
        let problem = |problem: &CallError| crate::output::problem(problem, lang);
        match kind {
            EventKind::FinishedFirst(_) => self.tell(&(notice.finished_first)(self.setup.tasks.short(id))),
            EventKind::CancelFailed(why) => self.warn(&(headless.cancel_failed)(id.as_str(), &problem(why))),
            EventKind::Refused(why) => self.warn(&(headless.refused)(id.as_str(), &problem(why))),
            _ => {}
        }
    }

    /// How a cycle of a place ended, where that is news after the trouble `before` it.
    pub(super) fn tell_cycle(&mut self, place: RegionId, at: At, before: Option<Trouble>, next: Option<Moment>) {
        let Self { setup, output, progress, feeds, .. } = self;
        let name = feeds.name(place);
        let Some(trouble) = feeds.trouble(place) else {
            if let Some(before) = before.filter(|_| !setup.quiet) {
                progress.erase();
                let outage = at.moment.since(before.since.moment);
                _ = setup.plain.recovered(&mut Stderr, at.wall, name, outage);
            }
            return;
        };
        output.put(|out| setup.sink.trouble(out, at, feeds.region(place), trouble, next));
        let is_new = before.is_none_or(|before| before.problem.kind != trouble.problem.kind);
        if is_new && !setup.quiet {
            progress.erase();
            // A look does not come again.
            let next = next.filter(|_| setup.goal != Goal::Look);
            let problem = trouble.problem.kind;
            let trouble = RegionTrouble { place, name, trouble };
            _ = setup.plain.trouble(&mut Stderr, at, trouble, next);
            // It goes on, but hardly anything changes by itself.
            if let kind @ CallErrorKind::Tls(_) = problem {
                warn(words(setup.config.lang).problems.of(kind).advice);
            }
        }
    }

    /// Only the user can help this place, and the others go on.
    pub(super) fn tell_loss(&mut self, place: RegionId) {
        let words = words(self.setup.config.lang);
        let advice = self.feeds.trouble(place).map(|trouble| words.problems.of(trouble.problem.kind).advice);
        let text = advice.zip(self.feeds.name(place)).map(|(advice, name)| (words.headless.region_lost)(name, advice));
        if let Some(text) = text {
            self.warn(&text);
        }
    }

    /// A second has passed.
    pub(super) fn beat(&mut self) {
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
        let troubles = self.feeds.troubles();
        let view = View { at: now, tasks: &self.setup.tasks, troubles: &troubles };
        if self.progress.is_shown() && self.setup.goal != Goal::Look {
            self.progress.draw(|width| progress_line(&view, width, lang));
        } else if is_due && !self.setup.quiet {
            tell(&heartbeat(&view, lang));
        }
        if is_due {
            self.last_beat = now.moment;
            self.standing();
        }
    }

    pub(super) fn standing(&mut self) {
        let Self { setup, output, feeds, .. } = self;
        let troubles = feeds.troubles();
        let view = View { at: setup.clock.now(), tasks: &setup.tasks, troubles: &troubles };
        output.put(|out| setup.sink.standing(out, &view));
    }

    pub(super) fn save_failed(&mut self, why: Option<String>) {
        if let Some(why) = why.filter(|_| !std::mem::replace(&mut self.setup.save_warned, true)) {
            let text = (words(self.setup.config.lang).headless.not_kept)(&why);
            self.warn(&text);
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
