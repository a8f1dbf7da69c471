//! What a person hears who looks elsewhere: one notification per cause, and after an absence how the tasks came out meanwhile.

use super::{Effect, Model, NoticeTone, TerminalEffect};
use crate::{
    domain::{At, LogEntry, Logged, RegionId, Report, State, Task, TaskId, TaskSet, Trouble, clean::clean},
    messages::{time, width::cut},
    tui::notifications::{Absence, Ends},
    watch::event::Before,
};
use jiff::Timestamp;
use std::{collections::BTreeMap, time::Duration};

/// How many failed tasks a notification names.
const NAMED: usize = 2;
/// How wide a name in a notification is at most, in cells.
const NAME_CELLS: usize = 40;
/// How many characters a notification has at most.
const LONGEST: usize = 200;
/// How long it stands what happened while nobody looked: whoever comes back reads the rest first.
const DIGEST_NOTICE: Duration = Duration::from_secs(30);

/// An answer was about this task, which was `before`.
pub(super) fn note(model: &mut Model, id: &TaskId, before: Before) {
    let Some((state, region)) = model.watch.tasks.get(id).map(|task| (task.state(), task.region)) else { return };
    if !state.is_settled() || before.state == state || before.state.is_ended() {
        return;
    }
    let in_trouble = model.watch.regions.get(region).is_some_and(|region| region.feed.trouble.is_some());
    let pending = &mut model.notifications;
    // What had ended before we first looked is on the screen; who starts it looks at it. Not so when it could not be asked then.
    if before.seen || in_trouble {
        pending.moved = true;
        if state == State::Fail && pending.told.insert(id.clone()) {
            pending.failed.push(id.clone());
        }
    }
    if before.known && before.state.is_live() {
        match pending.absence.as_mut().filter(|absence| !absence.answered.contains(&region)) {
            Some(absence) => absence.ends.count(state),
            None if in_trouble => pending.outages.entry(region).or_default().count(state),
            None => {}
        }
    }
}

/// A cycle of a region is over: what it brought is reported in one notification.
pub(super) fn flush(model: &mut Model, to: &mut Vec<Effect>) {
    let failed = std::mem::take(&mut model.notifications.failed);
    let ended = model.notifications.ended.take();
    let text = match ended.filter(|_| std::mem::take(&mut model.notifications.moved)) {
        // It counts the failed ones, too.
        Some(text) => text,
        None if failed.is_empty() => return,
        None => {
            let names: Vec<_> = failed
                .iter()
                .take(NAMED)
                .filter_map(|id| Some(name(&model.watch.tasks, model.watch.tasks.get(id)?)))
                .collect();
            (model.words().notice.tasks_failed)(failed.len(), &names)
        }
    };
    to.push(Effect::Terminal(TerminalEffect::Notify(clean(&text, LONGEST))));
}

/// What people call a task: the last part of its source, with the code of its failure; else its label or id.
fn name(tasks: &TaskSet, task: &Task) -> String {
    let report = task.report();
    let source = report.and_then(Report::source);
    let file = source.as_deref().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
    let file = file.filter(|name| !name.is_empty());
    let name = task.label.as_deref().or(file).unwrap_or(tasks.short(&task.id));
    let name = cut(name, NAME_CELLS, crate::messages::width::Ellipsis::Unicode);
    match report.and_then(|report| report.error_code()) {
        Some(code) => format!("{name} ({code})"),
        None => name,
    }
}

/// Whether only the user can end it.
pub(super) fn needs_user(trouble: &Trouble) -> bool {
    trouble.problem.kind.is_signed_out() || trouble.problem.kind.is_misconfigured()
}

/// A trouble that needs the user: told once, for the first region that this happens to, and never at the very start.
pub(super) fn lost(model: &Model, region: RegionId, before: Option<&Trouble>, now: &Trouble, to: &mut Vec<Effect>) {
    let others = model.watch.regions.iter().filter(|state| state.region.id != region);
    let known =
        others.filter_map(|state| state.feed.trouble.as_ref()).any(needs_user) || before.is_some_and(needs_user);
    let worked =
        model.watch.regions.get(region).is_some_and(|state| state.feed.last_answer.is_some()) || before.is_some();
    if worked && !known {
        let words = model.words();
        let text = (words.notice.cannot_ask)(words.problems.of(now.problem.kind).word);
        to.push(Effect::Terminal(TerminalEffect::Notify(clean(&text, LONGEST))));
    }
}

/// A cycle of a region began.
pub(super) fn asked(model: &mut Model, region: RegionId) {
    if let Some(absence) = &mut model.notifications.absence {
        absence.asked.insert(region);
    }
}

/// A region answered a whole cycle: the end of an outage is reported, and how tasks came out in it, or while nobody looked.
pub(super) fn answered(model: &mut Model, region: RegionId, before: Option<&Trouble>, at: At) {
    let outage = model.notifications.outages.remove(&region);
    let absence = model.notifications.absence.as_mut().filter(|absence| absence.asked.contains(&region));
    let absence = absence.and_then(|absence| absence.answered.insert(region).then_some(absence));
    let (ends, since) = match (absence, before) {
        (Some(absence), _) => (absence.ends, absence.since),
        (None, Some(before)) => (outage.unwrap_or_default(), before.since.wall),
        (None, None) => return,
    };
    let words = model.words().notice;
    let mut parts = Vec::new();
    if let Some(before) = before {
        let outage = time::spoken(at.moment.since(before.since.moment), model.look.lang);
        parts.push((words.recovered)(&outage));
    }
    if !ends.is_empty() {
        parts.push(model.digest(since, ends));
    }
    if parts.is_empty() {
        return;
    }
    parts.extend(model.notifications.ended.clone());
    let tone = if ends.is_bad() { NoticeTone::Bad } else { NoticeTone::Good };
    let stands = if ends.is_empty() { super::notice::NOTICE } else { DIGEST_NOTICE };
    model.tell_of(region, tone, &parts.join(words.then));
    model.stand(stands);
}

pub(super) fn suspend(model: &mut Model, to: &mut Vec<Effect>) {
    model.notifications.left = Some(model.now.wall);
    to.push(Effect::Terminal(TerminalEffect::Suspend));
}

/// The program is back from being suspended.
pub(super) fn back(model: &mut Model) {
    if let Some(since) = model.notifications.left.take() {
        model.notifications.absence = Some(Absence { since, ..Absence::default() });
    }
}

impl Model {
    /// The set comes from an earlier run: what has changed since then is reported when the service has answered, with what commands have
    /// seen since a screen was left. Where nothing more is expected, that is told at once.
    pub fn was_away(&mut self, log: &[LogEntry]) {
        let live: Vec<_> = self.watch.tasks.iter().filter(|task| task.state().is_live()).collect();
        let (is_live, seen) = (!live.is_empty(), live.into_iter().filter_map(Task::seen).max());
        let mut left = None;
        let mut ended = BTreeMap::new();
        for entry in log {
            if entry.what == Logged::ScreenLeft {
                left = Some(entry.at);
                ended.clear();
            } else if let (Some(state), Some(id)) = (entry.came_to(), entry.task())
                && left.is_some()
                && self.watch.tasks.contains(id)
            {
                ended.insert(id, state);
            }
        }
        let mut ends = Ends::default();
        for state in ended.into_values() {
            ends.count(state);
        }
        let Some(since) = left.or(seen) else { return };
        if is_live {
            self.notifications.absence = Some(Absence { since, ends, ..Absence::default() });
        } else if !ends.is_empty() {
            let text = self.digest(since, ends);
            self.tell(if ends.is_bad() { NoticeTone::Bad } else { NoticeTone::Good }, &text);
            self.stand(DIGEST_NOTICE);
        }
    }

    /// How tasks came out since then, in words.
    fn digest(&self, since: Timestamp, ends: Ends) -> String {
        let words = self.words().notice;
        let clock = time::clock_or_date(since, self.now.wall, &self.zone);
        let mut text = (words.since)(time::without_seconds(&clock), ends.complete, ends.failed, ends.cancelled);
        if ends.gone > 0 {
            text.push_str(&(words.and_gone)(ends.gone));
        }
        text
    }

    /// Lets the notice stand so long at least.
    fn stand(&mut self, long: Duration) {
        let until = self.notice_clock().plus(long);
        if let Some(notice) = &mut self.notice {
            notice.until = notice.until.max(until);
        }
    }
}
