//! Cancelling on the service: a question that carries its targets, a yes, and what the service made of it.

use super::{Dialog, Effect, Model, NoticeTone, ServiceEffect};
use crate::{
    domain::{CallError, State, TaskId},
    tui::{Ask, Command, Question, report_text::problem_line},
    watch::Event,
};

/// Asks about the marked tasks, else about the one under the cursor.
pub(super) fn ask(model: &mut Model) {
    let (visible, hidden) = model.chosen();
    let asked = visible.len() + hidden.len();
    let watch = &model.watch;
    let can = |id: &TaskId| watch.tasks.get(id).is_some_and(|task| watch.can_cancel(task));
    let unreached =
        |id: &&TaskId| watch.tasks.get(id).is_some_and(|task| task.state().can_cancel() && !watch.can_cancel(task));
    let unreached = visible.iter().chain(&hidden).filter(unreached).count();
    let (targets, hidden): (Vec<_>, Vec<_>) =
        (visible.into_iter().filter(can).collect(), hidden.into_iter().filter(can).collect());
    let ended = asked - targets.len() - hidden.len() - unreached;
    model.dialogs.push(Dialog::Question(Question::new(Ask::Cancel { ended, unreached }, targets, hidden)));
}

/// Includes the hidden ones, or leaves them out again.
pub(super) fn with_hidden(model: &mut Model) {
    if let Some(Dialog::Question(question)) = model.dialogs.last_mut() {
        question.with_hidden = !question.with_hidden;
    }
}

/// Takes the question that was answered with yes, and the tasks that it names; they are not marked any more.
pub(super) fn answered_yes(model: &mut Model) -> Option<(Ask, Vec<TaskId>)> {
    let Some(Dialog::Question(question)) = model.dialogs.pop_if(|dialog| matches!(dialog, Dialog::Question(_))) else {
        return None;
    };
    let ids: Vec<TaskId> = question.acts_on().cloned().collect();
    for id in &ids {
        model.view.marks.remove(id);
    }
    // Rows stood still for the question.
    model.view.needs_sort = true;
    Some((question.ask, ids))
}

/// The yes: sends exactly what the question names.
pub(super) fn confirm(model: &mut Model, to: &mut Vec<Effect>) {
    let Some((_, ids)) = answered_yes(model) else { return };
    to.push(Effect::Service(ServiceEffect::Apply(Event::CancelSent(ids))));
}

/// Cancels were answered: tells how many were taken, or of how many only the task list can tell.
pub(super) fn answered(model: &mut Model, taken: usize, unclear: &[TaskId]) {
    let words = model.words().notice;
    if !unclear.is_empty() {
        model.tell(NoticeTone::Plain, &(words.cancel_unclear)(unclear.len()));
    } else if taken > 0 {
        model.tell(NoticeTone::Good, &(words.cancel_sent)(taken));
    }
}

/// Cancels did not get through. Whoever asked wants to know that, whether the task is still watched or not.
pub(super) fn failed(model: &mut Model, failed: Vec<(TaskId, CallError)>) {
    let Some((_, problem)) = failed.first() else { return };
    let why = problem_line(problem, model.look.lang);
    let text = (model.words().notice.cancel_failed)(failed.len(), &why, &model.keymap.label(Command::Cancel));
    model.tell(NoticeTone::Bad, &text);
    if let Some(notice) = &mut model.notice {
        notice.uncancelled = failed.iter().map(|(id, _)| id.clone()).collect();
    }
    // The key that tries again is to mean these. In a replay nothing is tried, and marks are the viewer's.
    let failed: Vec<_> = failed.into_iter().map(|(id, _)| id).filter(|id| model.watch.tasks.contains(id)).collect();
    if model.replay.is_none() && model.view.marks.is_empty() && !failed.iter().eq(model.meant()) {
        model.view.marks.extend(failed);
    }
}

/// Takes away what was told of failed cancels once the service says that all of these tasks were cancelled.
pub(super) fn settle_notice(model: &mut Model) {
    let is_cancelled = |id: &TaskId| model.watch.tasks.get(id).is_some_and(|task| task.state() == State::Cancel);
    let is_over = |ids: &[TaskId]| !ids.is_empty() && ids.iter().all(is_cancelled);
    if model.notice.as_ref().is_some_and(|notice| is_over(&notice.uncancelled)) {
        model.notice = None;
        model.dirty = true;
    }
}

/// Takes the tasks out of an open question that it cannot be done to any more: a yes must never reach them. A question that is about
/// nothing any more is closed.
pub(super) fn refresh_dialog(model: &mut Model) {
    let (watch, mut why) = (&model.watch, None);
    let words = model.words().notice;
    model.dialogs.retain_mut(|dialog| {
        let Dialog::Question(Question { ask, targets, hidden, .. }) = dialog else { return true };
        let is_single = targets.len() + hidden.len() == 1;
        let mut stays = |id: &TaskId| {
            let task = watch.tasks.get(id);
            match ask {
                Ask::Cancel { ended, .. } => {
                    let can = task.is_some_and(|task| watch.can_cancel(task));
                    *ended += usize::from(!can);
                    can
                }
                Ask::Retry { left_out, .. } => match task.map(|task| watch.no_retry(task, is_single)) {
                    Some(None) => true,
                    Some(Some(why)) => {
                        left_out.push((id.clone(), why));
                        false
                    }
                    None => false,
                },
            }
        };
        targets.retain(&mut stays);
        hidden.retain(&mut stays);
        let is_left = !targets.is_empty() || !hidden.is_empty();
        if !is_left {
            let is_cancel = matches!(ask, Ask::Cancel { .. });
            why = Some(if is_cancel { words.nothing_to_cancel } else { words.nothing_to_retry });
        }
        is_left
    });
    if let Some(why) = why {
        model.tell(NoticeTone::Plain, why);
        model.reorder();
    }
}
