//! What comes from outside: changes of the watch set, and time.

use super::{Effect, Model, NoticeTone, ServiceEffect, cancel, notifications, retry};
use crate::{
    domain::{EventKind, RegionId, State, Summary, TaskId, Trouble},
    messages::{InLang, number, time},
    output,
    tui::{Replay, UndoStep},
    watch::Change,
};

/// Of a set greater than this, the rows are put in order less than once a second while a cycle runs.
const PER_SECOND: usize = 20_000;

/// A second went by.
pub(super) fn tick(model: &mut Model, to: &mut Vec<Effect>) {
    if model.notice.as_ref().is_some_and(|notice| notice.until <= model.notice_clock()) {
        model.notice = None;
        model.dirty = true;
    }
    // Ages and waiting times are written anew each second.
    let is_still = model.replay.as_ref().is_some_and(Replay::is_still);
    model.dirty |= !model.watch.tasks.is_empty() && !is_still;
    // A set of a hundred thousand takes a part of a second to sort: then not every second.
    let every = 1 + model.watch.tasks.len() / PER_SECOND;
    if model.watch.is_behind && model.now.moment.0.as_secs().is_multiple_of(every as u64) {
        let mut changes = Vec::new();
        model.watch.catch_up(&mut changes);
        changed(model, changes, to);
        model.dirty = true;
    }
}

pub(super) fn poll_now(model: &mut Model, to: &mut Vec<Effect>) {
    model.tell(NoticeTone::Plain, model.words().notice.polling);
    to.push(Effect::Service(ServiceEffect::PollNow));
}

/// The watch set or its regions have changed.
pub(super) fn changed(model: &mut Model, changes: Vec<Change>, to: &mut Vec<Effect>) {
    let (mut failed, mut failed_cancels) = (Vec::new(), Vec::new());
    let (mut retries, mut lost) = (None, Vec::new());
    let mut is_other_set = false;
    for change in changes {
        match change {
            Change::Task { id, before, what, .. } => {
                model.view.needs_sort = true;
                match what {
                    EventKind::Seen(state) | EventKind::Changed { to: state, .. } => {
                        if matches!(what, EventKind::Changed { from, .. } if from.is_live()) {
                            lost.push((id.clone(), state));
                        }
                        notifications::note(model, &id, before);
                        if state == State::Fail {
                            failed.push(id);
                        }
                    }
                    EventKind::FinishedFirst(_) => {
                        let short = model.watch.tasks.short(&id).to_owned();
                        model.tell(NoticeTone::Plain, &(model.words().notice.finished_first)(&short));
                    }
                    EventKind::CancelFailed(problem) => failed_cancels.push((id, *problem)),
                    _ => {}
                }
            }
            Change::Answered(_) => model.view.needs_sort |= model.moves_without_events(),
            Change::Added(ids) => {
                is_other_set = true;
                added(model, &ids);
            }
            Change::Removed(ids) => {
                is_other_set = true;
                if let Some(frozen) = &mut model.frozen {
                    for id in &ids {
                        frozen.tasks.remove(id);
                    }
                }
            }
            Change::Bound(ids) => {
                is_other_set = true;
                bound(model, &ids);
            }
            // Rows may be filtered and ordered by its name.
            Change::Region(_) => model.view.needs_sort = true,
            Change::CycleBegan(region) => notifications::asked(model, region),
            Change::CycleEnded { region, at, before, .. } => {
                // The answer is there, or the trouble is: either says more than that it was asked for.
                let polling = model.words().notice.polling;
                model.notice.take_if(|notice| notice.text == polling);
                let now = model.watch.regions.get(region).and_then(|state| state.feed.trouble.clone());
                match now {
                    Some(now) => tell_trouble(model, region, before.as_ref(), &now, to),
                    // Whoever refuses single ids and accepts none does not answer yet.
                    None if model.watch.regions.get(region).is_some_and(|state| state.feed.outage.is_some()) => {}
                    None => notifications::answered(model, region, before.as_ref(), at),
                }
                notifications::flush(model, to);
            }
            Change::NotNow { region, next } => {
                let wait = time::spoken(next.since(model.now.moment), model.look.lang);
                model.tell_of(region, NoticeTone::Plain, &(model.words().notice.poll_refused)(&wait));
            }
            Change::Cancels { taken, failed, unclear, .. } => {
                // Of tasks in the set their own change tells.
                let is_news = |id: &TaskId| !model.watch.tasks.contains(id) && !has_ended_before_removal(model, id);
                failed_cancels.extend(failed.into_iter().filter(|(id, _)| is_news(id)));
                cancel::answered(model, taken.len(), &unclear);
            }
            Change::Retries { new, failed, unclear } => {
                // The rows are there first, so that the cursor can go to them.
                retries = Some((new, failed, unclear));
            }
            Change::AllEnded => {
                tell_failed(&mut failed, to);
                all_ended(model, to);
            }
            Change::Saved => {
                if std::mem::take(&mut model.unsaved) {
                    model.tell(NoticeTone::Good, model.words().notice.save_recovered);
                }
            }
            Change::SaveFailed(why) => save_failed(model, &why.text(model.look.lang)),
            Change::Logged(_) => {}
            Change::Note(note) => model.tell(NoticeTone::Plain, &note.text(model.look.lang)),
            Change::RecordingStopped(why) => {
                model.recording = false;
                model.tell(NoticeTone::Bad, &why);
            }
        }
    }
    tell_failed(&mut failed, to);
    cancel::failed(model, failed_cancels);
    cancel::settle_notice(model);
    tell_lost(model, &lost);
    settle(model, is_other_set);
    if let Some((new, failed, unclear)) = retries {
        retry::answered(model, &new, failed, &unclear);
    }
}

/// Brings rows and references in step with the tasks, unless a large set is still being answered about.
fn settle(model: &mut Model, is_other_set: bool) {
    if is_other_set {
        if let Some(frozen) = &mut model.frozen {
            let ends = frozen.totals.ends;
            (frozen.totals, frozen.by_region) = frozen.tasks.all_totals();
            frozen.totals.ends = ends;
        }
        model.drop_references();
    }
    if is_other_set || model.view.needs_sort {
        cancel::refresh_dialog(model);
    }
    if is_other_set || (model.view.needs_sort && !model.watch.is_behind) {
        model.reorder();
    }
    if let Some(id) = model.awaited.take_if(|id| model.watch.tasks.contains(id)) {
        model.go_to(&id);
    }
}

/// Whether undo remembers a task of this id that has ended.
fn has_ended_before_removal(model: &Model, id: &TaskId) -> bool {
    let removed = model.undo.iter().filter_map(|step| match step {
        UndoStep::Removed(tasks) => Some(tasks),
        UndoStep::Added(_) => None,
    });
    removed.flatten().any(|task| task.id == *id && task.has_ended())
}

/// New tasks stand on a frozen screen, too.
fn added(model: &mut Model, ids: &[TaskId]) {
    let Some(frozen) = &mut model.frozen else { return };
    for task in ids.iter().filter_map(|id| model.watch.tasks.get(id)) {
        frozen.tasks.put_back(task.clone());
    }
}

/// Tasks that nobody is asked for are reported; and a frozen screen has the same tasks once more.
fn bound(model: &mut Model, ids: &[TaskId]) {
    let tasks = ids.iter().filter_map(|id| model.watch.tasks.get(id));
    let foreign = tasks.filter(|task| task.region == RegionId::UNBOUND && !task.has_ended()).count();
    if foreign > 0 {
        model.tell(NoticeTone::Plain, &(model.words().notice.foreign)(foreign));
    }
    let Some(frozen) = &mut model.frozen else { return };
    for task in ids.iter().filter_map(|id| model.watch.tasks.get(id)) {
        if let Some(shown) = frozen.tasks.get_mut(&task.id) {
            (shown.region, shown.origin) = (task.region, task.origin.clone());
        }
    }
}

/// Tells that the total of the set has shrunk, where that can be seen: a hundredth of it at least.
fn tell_lost(model: &mut Model, lost: &[(TaskId, State)]) {
    let is_lost = |state: State| state.is_settled() && !matches!(state, State::Complete | State::Retried);
    let tasks: Vec<_> = lost
        .iter()
        .filter(|(_, state)| is_lost(*state))
        .filter_map(|(id, state)| Some((model.watch.tasks.get(id)?.bytes()?, *state)))
        .collect();
    let bytes = tasks.iter().fold(0_u64, |sum, (bytes, _)| sum.saturating_add(*bytes));
    let totals = &model.watch.totals;
    let is_seen = totals.live() > 0 && bytes > totals.total_bytes / 100;
    let (Some((_, state)), true, None) = (tasks.first(), is_seen, &model.notice) else { return };
    let (size, words) = (number::bytes(bytes), model.words());
    let text = match tasks.len() {
        1 => (words.notice.minus)(&size, words.states.of(*state)),
        many => (words.notice.minus_many)(&size, many),
    };
    model.tell(NoticeTone::Plain, &text);
}

fn tell_failed(failed: &mut Vec<TaskId>, to: &mut Vec<Effect>) {
    if !failed.is_empty() {
        to.push(Effect::Service(ServiceEffect::Failed(std::mem::take(failed))));
    }
}

/// Tells the troubles that only the user can end, when they begin.
fn tell_trouble(model: &mut Model, region: RegionId, before: Option<&Trouble>, now: &Trouble, to: &mut Vec<Effect>) {
    let kind = now.problem.kind;
    if before.is_none_or(|before| before.problem.kind != kind) && notifications::needs_user(now) {
        model.tell_of(region, NoticeTone::Bad, model.words().problems.of(kind).advice);
        notifications::lost(model, region, before, now, to);
    }
}

fn all_ended(model: &mut Model, to: &mut Vec<Effect>) {
    let totals = &model.watch.totals;
    let is_bad = totals.of(State::Fail) + totals.of(State::Gone) > 0;
    let tone = if is_bad { NoticeTone::Bad } else { NoticeTone::Good };
    let summary = Summary::of(&model.watch.tasks).unwrap_or_default();
    let text = output::log::summary(&summary, model.look.lang, model.look.ascii);
    let text = (model.words().notice.all_ended)(&text);
    model.tell(tone, &text);
    model.notifications.ended = Some(text);
    to.push(Effect::Service(ServiceEffect::SetEnded));
}

/// It is tried again and again; once is enough to tell.
fn save_failed(model: &mut Model, why: &str) {
    if !std::mem::replace(&mut model.unsaved, true) {
        model.tell(NoticeTone::Bad, &(model.words().notice.save_failed)(why));
    }
}

impl Model {
    /// Shows a notice about a region, by its name where there are several.
    pub(super) fn tell_of(&mut self, region: RegionId, tone: NoticeTone, text: &str) {
        let regions = &self.watch.regions;
        let name = regions.get(region).map(|state| &state.label).filter(|_| regions.are_several());
        match name {
            Some(name) => self.tell(tone, &(self.words().notice.of_region)(name, text)),
            None => self.tell(tone, text),
        }
    }
}
