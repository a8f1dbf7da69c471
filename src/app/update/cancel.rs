//! Cancelling on the service: a question that carries its targets, a yes, and what the service made of it.

use super::{Changes, Dialog, Effect, Model, NoticeTone, UndoStep, data};
use crate::{
    app::{Command, Question, command::can_cancel, report_text::problem_line},
    domain::{CallError, EventKind, RegionId, Task, TaskId},
};
use std::collections::HashMap;

/// Asks about the marked tasks, else about the one under the cursor.
pub(super) fn ask(model: &mut Model) {
    let (visible, hidden) = model.chosen();
    let asked = visible.len() + hidden.len();
    let can = |id: &TaskId| model.tasks.get(id).is_some_and(can_cancel);
    let unreached = |id: &&TaskId| {
        model.tasks.get(id).is_some_and(|task| task.state().can_cancel() && task.place == RegionId::UNBOUND)
    };
    let unreached = visible.iter().chain(&hidden).filter(unreached).count();
    let (targets, hidden): (Vec<_>, Vec<_>) =
        (visible.into_iter().filter(can).collect(), hidden.into_iter().filter(can).collect());
    let ended = asked - targets.len() - hidden.len() - unreached;
    let question = Question { targets, hidden, with_hidden: false, ended, unreached, scroll: 0, quiet_since: None };
    model.dialogs.push(Dialog::Cancel(question));
}

/// Includes the hidden ones, or leaves them out again.
pub(super) fn with_hidden(model: &mut Model) {
    if let Some(Dialog::Cancel(question)) = model.dialogs.last_mut() {
        question.with_hidden = !question.with_hidden;
    }
}

/// The yes: sends exactly what the question names.
pub(super) fn confirm(model: &mut Model, to: &mut Vec<Effect>) {
    let Some(Dialog::Cancel(question)) = model.dialogs.pop_if(|dialog| matches!(dialog, Dialog::Cancel(_))) else {
        return;
    };
    let ids: Vec<TaskId> = question.acts_on().cloned().collect();
    let at = model.now;
    for id in &ids {
        if let Some(task) = model.tasks.get_mut(id) {
            let happened = task.cancel_sent(at);
            data::write_down(model, at, id, happened);
        }
        model.view.marks.remove(id);
    }
    model.recount();
    model.reorder();
    Changes::put(&ids, false).save(to);
    to.push(Effect::Cancel(ids));
}

/// A cancel was answered. Only the status of a task says how it ends.
pub(super) fn done(
    model: &mut Model,
    ids: &[TaskId],
    result: &Result<Vec<(TaskId, CallError)>, CallError>,
    to: &mut Vec<Effect>,
) {
    let at = model.now;
    let refused: HashMap<&TaskId, &CallError> = match result {
        Ok(refused) => refused.iter().map(|(id, problem)| (id, problem)).collect(),
        Err(problem) => ids.iter().map(|id| (id, problem)).collect(),
    };
    let (mut failed, mut changed, mut taken) = (Vec::new(), Vec::new(), 0);
    for id in ids {
        let answer = |task: &mut Task| match refused.get(id) {
            Some(problem) => task.cancel_failed((*problem).clone(), at),
            None => task.cancel_taken(at),
        };
        let mut has_ended = false;
        if let Some(task) = model.tasks.get_mut(id) {
            let happened = answer(task);
            has_ended = task.has_ended();
            taken += usize::from(happened.contains(&EventKind::CancelTaken));
            if !happened.is_empty() {
                changed.push(id.clone());
                data::write_down(model, at, id, happened);
            }
        } else {
            // Forgotten meanwhile, but it may come back.
            for task in removed(&mut model.undo, id) {
                answer(task);
                has_ended |= task.has_ended();
            }
        }
        // Whoever asked wants to know that it failed, whether the task is still watched or not.
        if refused.contains_key(id) && !has_ended {
            failed.push(id.clone());
        }
    }
    if let Some(problem) = failed.first().and_then(|id| refused.get(id)) {
        let why = problem_line(problem, model.look.lang);
        let text = (model.words().notice.cancel_failed)(failed.len(), &why, &model.keymap.label(Command::Cancel));
        model.tell(NoticeTone::Bad, &text);
        // The key that tries again shall mean these. In a replay nothing is tried, and marks are of the one who looks at it.
        failed.retain(|id| model.tasks.contains(id));
        if model.replay.is_none() && model.view.marks.is_empty() && failed.iter().ne(&model.view.cursor) {
            model.view.marks.extend(failed);
        }
    } else if taken > 0 {
        model.tell(NoticeTone::Good, &(model.words().notice.cancel_sent)(taken));
    }
    Changes::put(&changed, false).save(to);
    model.recount();
    model.reorder();
}

/// The task of this id where undo remembers it.
fn removed<'a>(undo: &'a mut [UndoStep], id: &'a TaskId) -> impl Iterator<Item = &'a mut Task> {
    let steps = undo.iter_mut().filter_map(|step| match step {
        UndoStep::Removed(tasks) => Some(tasks),
        _ => None,
    });
    steps.flatten().filter(move |task| task.id == *id)
}

/// Takes the tasks out of an open question that have ended meanwhile; one that is about nothing any more is closed.
pub(super) fn mind(model: &mut Model) {
    model.mind_question();
    let before = model.dialogs.len();
    let is_void = |dialog: &Dialog| matches!(dialog, Dialog::Cancel(question) if question.targets.is_empty() && question.hidden.is_empty());
    model.dialogs.retain(|dialog| !is_void(dialog));
    if model.dialogs.len() < before {
        model.tell(NoticeTone::Plain, model.words().notice.nothing_to_cancel);
        model.reorder();
    }
}
