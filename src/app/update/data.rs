//! What comes from outside: answers of the service, the set on disk, time.

use super::{Changes, Effect, Model, NoticeTone, cancel, news};
use crate::{
    domain::{At, Event, EventKind, PollEvent, RegionId, Snapshot, State, Status, Task, TaskId, Trouble},
    text::time,
};
use std::{collections::HashSet, time::Duration};

/// How many events of the set are kept; the oldest go first.
const LOG: usize = 2000;
/// A set up to this size, of a batch or two, is counted and sorted at every batch; a greater one once per cycle or second, since what
/// one batch does to it is counted again with the next.
const AT_ONCE: usize = 200;

/// Of a set greater than this, the rows are put in order less than once a second while a cycle goes on.
const PER_SECOND: usize = 20_000;
/// A cycle that takes less is never said to be long: ids that were just added make a cycle of their own.
const LONG_CYCLE: Duration = Duration::from_secs(1);
/// A set of more tasks than this keeps of each only what its row needs: no raw answer but that of the task that is looked at and
/// those of the failed, and few samples of its rate.
const LARGE: usize = 5000;
/// The samples that are kept of each task of a large set.
const LARGE_HISTORY: usize = 32;

/// A second went by.
pub(super) fn tick(model: &mut Model, to: &mut Vec<Effect>) {
    if model.notice.as_ref().is_some_and(|notice| notice.until <= model.notice_clock()) {
        model.notice = None;
        model.dirty = true;
    }
    // Ages and waiting times are written anew each second.
    model.dirty |= !model.tasks.is_empty();
    // A set of a hundred thousand takes a part of a second to sort: then not every second.
    let every = 1 + model.tasks.len() / PER_SECOND;
    if model.behind && model.now.moment.0.as_secs().is_multiple_of(every as u64) {
        catch_up(model, to);
    }
}

/// What the poll loop of a place says. It changes the feed of that place, and the tasks that live there.
pub(super) fn poll(model: &mut Model, place: RegionId, event: PollEvent, to: &mut Vec<Effect>) {
    // A place that was merged into another one may still have a word under way.
    let Some(state) = model.places.get_mut(place) else { return };
    let feed = &mut state.feed;
    match event {
        PollEvent::Started { at } => {
            feed.asking = true;
            feed.began = Some(at.moment);
            feed.skipped = 0;
            news::asked(model, place);
        }
        PollEvent::Batch(snapshot) => {
            feed.last_answer = Some(snapshot.at);
            feed.skipped = feed.skipped.saturating_add(u64::from(snapshot.skipped));
            batch(model, place, snapshot, to);
        }
        PollEvent::Ended { at, round_trip, trouble, next, .. } => {
            feed.asking = false;
            feed.next = next;
            let follows_at_once = trouble.is_none() && next.is_some_and(|next| next <= at.moment);
            let took = feed.began.map(|began| at.moment.since(began)).filter(|took| *took >= LONG_CYCLE);
            feed.stretched = took.filter(|_| follows_at_once);
            feed.round_trip = round_trip.or(feed.round_trip);
            let before = std::mem::replace(&mut feed.trouble, trouble.clone());
            // The answer is there, or the trouble is: either says more than that it was asked for.
            let polling = model.words().notice.polling;
            model.notice.take_if(|notice| notice.text == polling);
            if model.behind {
                catch_up(model, to);
            }
            match &trouble {
                Some(now) => tell_trouble(model, place, before.as_ref(), now, to),
                None => news::answered(model, place, before.as_ref(), at),
            }
            news::flush(model, to);
        }
        PollEvent::NotNow { next } => {
            feed.next = Some(next);
            let wait = time::spoken(next.since(model.now.moment), model.look.lang);
            model.tell_of(place, NoticeTone::Plain, &(model.words().notice.poll_refused)(&wait));
        }
    }
}

/// Tells the troubles that only the user can end, when they begin.
fn tell_trouble(model: &mut Model, place: RegionId, before: Option<&Trouble>, now: &Trouble, to: &mut Vec<Effect>) {
    let kind = now.problem.kind;
    if before.is_none_or(|before| before.problem.kind != kind) && (kind.is_signed_out() || kind.is_misconfigured()) {
        model.tell_of(place, NoticeTone::Bad, model.words().problems.of(kind).advice);
        news::lost(model, place, before, now, to);
    }
}

fn batch(model: &mut Model, place: RegionId, snapshot: Snapshot, to: &mut Vec<Effect>) {
    let (at, stall) = (snapshot.at, model.stall);
    let is_large = model.tasks.len() > LARGE;
    let opened = model.detail.and(model.view.cursor.clone());
    let mut applied = Applied { place, at, changes: Changes::default(), failed: Vec::new() };
    for (id, mut report) in snapshot.reports {
        let Some(task) = applied.task(model, &id) else { continue };
        if is_large && report.status != Status::Fail && opened.as_ref() != Some(&id) {
            report.drop_raw();
        }
        let before = news::Before::of(task);
        let happened = task.observe(report, at, stall);
        if is_large {
            task.keep_samples(LARGE_HISTORY);
        }
        // Most answers tell of no event: then no id is copied, and no task looked for again.
        if !happened.is_empty() {
            applied.note(model, id, before, happened);
        }
    }
    for id in snapshot.absent {
        applied.change(model, id, |task| task.absent(at, stall));
    }
    for refusal in snapshot.refused {
        applied.change(model, refusal.id, |task| task.refuse(refusal.problem, at, stall));
    }
    let Applied { changes, failed, .. } = applied;
    if !changes.put.is_empty() {
        changes.save(to);
        cancel::mind(model);
    }
    model.behind = true;
    model.view.disordered |= model.moves_without_events();
    if !failed.is_empty() {
        to.push(Effect::Failed(failed));
    }
    if model.tasks.len() <= AT_ONCE {
        catch_up(model, to);
    }
}

/// What an answer of a place comes to, while it is applied task by task.
struct Applied {
    place: RegionId,
    at: At,
    changes: Changes,
    failed: Vec<TaskId>,
}

impl Applied {
    /// The task that is spoken of. An answer may be about one that was forgotten while it was asked for, or that lives elsewhere since then.
    fn task<'a>(&self, model: &'a mut Model, id: &TaskId) -> Option<&'a mut Task> {
        model.tasks.get_mut(id).filter(|task| task.place == self.place)
    }

    /// Changes a task, and notes what happened.
    fn change(&mut self, model: &mut Model, id: TaskId, change: impl FnOnce(&mut Task) -> Vec<EventKind>) {
        let Some(task) = self.task(model, &id) else { return };
        let before = news::Before::of(task);
        let happened = change(task);
        if !happened.is_empty() {
            self.note(model, id, before, happened);
        }
    }

    /// Something happened to a task, which was `before`.
    fn note(&mut self, model: &mut Model, id: TaskId, before: news::Before, happened: Vec<EventKind>) {
        news::note(model, self.place, &id, before);
        model.view.disordered = true;
        if happened.iter().any(has_failed) {
            self.failed.push(id.clone());
        }
        write_down(model, self.at, &id, happened);
        self.changes.put.push((id, false));
    }
}

/// Whether this is the failing of a task, or the first sight of one that has failed.
fn has_failed(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Seen(State::Fail) | EventKind::Changed { to: State::Fail, .. })
}

/// Writes events into the log of the set, and tells the ones that a person waits for.
pub(super) fn write_down(model: &mut Model, at: At, id: &TaskId, happened: Vec<EventKind>) {
    for kind in happened {
        if matches!(kind, EventKind::FinishedFirst(_)) {
            model.tell(NoticeTone::Plain, &(model.words().notice.finished_first)(model.tasks.short(id)));
        }
        if model.log.len() >= LOG {
            model.log.pop_front();
        }
        model.log.push_back(Event { at, id: id.clone(), kind });
    }
}

/// Counts and sorts anew after news of the service, and tells when these say that everything has ended.
pub(super) fn catch_up(model: &mut Model, to: &mut Vec<Effect>) {
    let lived = model.totals.live() > 0;
    model.recount();
    if model.view.disordered {
        model.reorder();
    }
    model.behind = false;
    let totals = &model.totals;
    if lived && totals.live() == 0 {
        let ends = [State::Complete, State::Fail, State::Cancel].map(|state| totals.of(state));
        let gone = totals.of(State::Gone);
        let tone = if ends[1] + gone > 0 { NoticeTone::Bad } else { NoticeTone::Good };
        let words = model.words().notice;
        let mut text = (words.all_ended)(ends[0], ends[1], ends[2]);
        if gone > 0 {
            text.push_str(&(words.and_gone)(gone));
        }
        model.tell(tone, &text);
        model.news.ended = Some(text);
        to.push(Effect::SetEnded);
    }
}

/// The set was written, and read before that: another eftop may have changed it.
pub(super) fn saved(model: &mut Model, appeared: Vec<Task>, vanished: &[TaskId], to: &mut Vec<Effect>) {
    if std::mem::take(&mut model.unsaved) {
        model.tell(NoticeTone::Good, model.words().notice.save_recovered);
    }
    let unbound: HashSet<_> =
        appeared.iter().filter(|task| task.origin.is_none()).map(|task| task.id.clone()).collect();
    let new = model.insert(appeared);
    let is_bound =
        |id: &&TaskId| unbound.contains(*id) && model.tasks.get(id).is_some_and(|task| task.origin.is_some());
    let bound: Vec<_> = new.iter().filter(is_bound).cloned().collect();
    Changes::put(&bound, false).save(to);
    let removed: Vec<_> = model.take_out(vanished).into_iter().map(|task| task.id).collect();
    cancel::mind(model);
    if !new.is_empty() {
        to.push(Effect::Watch(new));
    }
    if !removed.is_empty() {
        to.push(Effect::Forget(removed));
    }
}

/// It is tried again and again; once is enough to tell.
pub(super) fn save_failed(model: &mut Model, why: &str) {
    if !std::mem::replace(&mut model.unsaved, true) {
        model.tell(NoticeTone::Bad, &(model.words().notice.save_failed)(why));
    }
}
