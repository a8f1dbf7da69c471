//! Submitting the work of ended tasks again: a question that carries its targets and what a person changes of them, a yes, and what came
//! of it.

use super::{Dialog, Effect, Model, NoticeTone, ServiceEffect, cancel};
use crate::{
    domain::{CallError, Conflict, Report, Task, TaskId},
    tui::{Ask, Question, question::RetryTally, report_text::problem_line},
    watch::submission,
};
use tui_input::Input;

/// Asks about the marked tasks, else about the one under the cursor.
pub(super) fn ask(model: &mut Model) {
    let (visible, hidden) = model.chosen();
    let is_single = visible.len() + hidden.len() == 1;
    let mut left_out = Vec::new();
    let mut can = |id: &TaskId| {
        let Some(task) = model.watch.tasks.get(id) else { return false };
        match model.watch.no_retry(task, is_single) {
            None => true,
            Some(why) => {
                left_out.push((id.clone(), why));
                false
            }
        }
    };
    let mut targets: Vec<_> = visible.into_iter().filter(&mut can).collect();
    let hidden: Vec<_> = hidden.into_iter().filter(&mut can).collect();
    let report = |id: &TaskId| model.watch.tasks.get(id).and_then(Task::report);
    // Those of one cause stand together.
    targets.sort_by_cached_key(|id| report(id).and_then(Report::error_code).map(str::to_owned));
    let paths = match &targets[..] {
        [one] if hidden.is_empty() => {
            let paths = report(one).map(|report| [report.source.clone(), report.target.clone()]);
            paths.into_iter().flatten().flatten().map(|path| Input::new(path.as_str().to_owned())).collect()
        }
        _ => Vec::new(),
    };
    let ask = Ask::Retry { left_out, rule: None, paths, edited: None };
    model.dialogs.push(Dialog::Question(Question::new(ask, targets, hidden)));
}

/// Begins to edit the next path, or ends that behind the last one.
pub(super) fn next_path(model: &mut Model) {
    if let Some(Dialog::Question(Question { ask: Ask::Retry { paths, edited, .. }, .. })) = model.dialogs.last_mut() {
        *edited = Some(edited.map_or(0, |at| at + 1)).filter(|at| *at < paths.len());
    }
}

/// The question as it was before the path was edited that is being edited; `None` where none is.
pub(super) fn without_edit(model: &Model, mut question: Question) -> Option<Question> {
    let Ask::Retry { edited, paths, .. } = &mut question.ask else { return None };
    let at = edited.take()?;
    let report = question.targets.first().and_then(|id| model.watch.tasks.get(id)?.report())?;
    let before = [&report.source, &report.target].into_iter().flatten().nth(at);
    if let (Some(path), Some(before)) = (paths.get_mut(at), before) {
        *path = Input::new(before.as_str().to_owned());
    }
    Some(question)
}

/// The next rule for names that exist.
pub(super) fn next_rule(model: &mut Model) {
    if let Some(Dialog::Question(Question { ask: Ask::Retry { rule, .. }, .. })) = model.dialogs.last_mut() {
        *rule = match rule {
            None => Some(Conflict::Cover),
            Some(Conflict::Cover) => Some(Conflict::Both),
            Some(_) => None,
        };
    }
}

/// The yes: submits exactly what the question names, as it says.
pub(super) fn confirm(model: &mut Model, to: &mut Vec<Effect>) {
    let Some((Ask::Retry { rule, paths, .. }, ids)) = cancel::answered_yes(model) else { return };
    let tasks = ids.iter().filter_map(|id| model.watch.tasks.get(id));
    let mut batches = submission::again(tasks, rule.as_ref());
    if let ([batch], [_]) = (&mut batches[..], &ids[..])
        && let Some(item) = batch.items.first_mut()
    {
        let mut paths = paths.iter().map(|path| path.value().to_owned());
        item.source = paths.next().unwrap_or_else(|| item.source.clone());
        item.target = paths.next().or(item.target.take());
    }
    model.retries = RetryTally::default();
    let text = (model.words().notice.retry_sent)(ids.len());
    model.tell(NoticeTone::Plain, &text);
    to.push(Effect::Service(ServiceEffect::Retry(batches)));
}

/// A request was answered: tells what has come of all so far.
pub(super) fn answered(
    model: &mut Model,
    new: &[TaskId],
    failed: Vec<(TaskId, Option<CallError>)>,
    unclear: &[TaskId],
) {
    let tally = &mut model.retries;
    tally.new += new.len();
    tally.unclear += unclear.len();
    tally.failed += failed.len();
    if let Some((_, why)) = failed.into_iter().next() {
        tally.why = tally.why.take().or(why);
    }
    let (words, tally) = (model.words().notice, &model.retries);
    let (text, tone) = if tally.failed > 0 {
        let why = match &tally.why {
            Some(why) => problem_line(why, model.look.lang),
            None => words.retry_unkept.to_owned(),
        };
        ((words.retry_failed)(tally.failed, &why), NoticeTone::Bad)
    } else if tally.unclear > 0 {
        ((words.retry_unclear)(tally.unclear), NoticeTone::Bad)
    } else {
        ((words.retried)(tally.new), NoticeTone::Good)
    };
    model.tell(tone, &text);
    // Where one was submitted again, the cursor follows its work.
    if let [one] = new
        && model.retries.new == 1
        && model.watch.tasks.get(one).and_then(Task::again_of) == model.current().map(|task| &task.id)
    {
        model.go_to(one);
    }
}
