//! When a command can act, and why not: the conditions that the rows name.

use super::{Ask, Mode, Model, Question, Tab, explained, geometry};
use crate::{
    domain::{State, Task, path},
    messages::retry,
};

/// Nothing, or the reason why a command cannot act now, for people.
pub type Can = Result<(), &'static str>;

fn need(is_met: bool, why_not: &'static str) -> Can {
    if is_met { Ok(()) } else { Err(why_not) }
}

/// The tasks that a command is about, in no order.
pub(super) fn chosen(model: &Model) -> impl Iterator<Item = &Task> {
    model.meant().filter_map(|id| model.watch.tasks.get(id))
}

#[expect(clippy::unnecessary_wraps, reason = "one condition of several")]
pub(super) fn always(_: &Model) -> Can {
    Ok(())
}

pub(super) fn is_live(model: &Model) -> Can {
    need(model.replay.is_none(), model.words().replay.only_recorded)
}

pub(super) fn has_log(model: &Model) -> Can {
    need(model.watch.log.entries().next().is_some(), model.words().dialog.log_empty)
}

pub(super) fn has_cursor(model: &Model) -> Can {
    need(model.view.cursor.is_some(), model.words().notice.no_task)
}

pub(super) fn has_chosen(model: &Model) -> Can {
    if model.view.marks.is_empty() { has_cursor(model) } else { Ok(()) }
}

pub(super) fn can_copy(model: &Model) -> Can {
    has_chosen(model).map_err(|_| model.words().notice.nothing_to_copy)
}

pub(super) fn can_open(model: &Model) -> Can {
    has_cursor(model)?;
    need(model.detail.is_none() || model.current_group().is_some(), model.words().notice.is_open)
}

pub(super) fn has_detail(model: &Model) -> Can {
    need(model.detail.is_some(), model.words().notice.open_first)
}

pub(super) fn can_go_back(model: &Model) -> Can {
    let view = &model.view;
    let is_narrowed = !view.filter.is_empty() || view.only.is_some();
    let is_unfolded = model.current_group().is_some_and(|group| !group.is_folded);
    let can =
        is_unfolded || model.detail.is_some() || view.range_from.is_some() || is_narrowed || !view.marks.is_empty();
    need(can, model.words().notice.nothing_to_close)
}

pub(super) fn has_marks(model: &Model) -> Can {
    let can = !model.view.marks.is_empty() || model.view.range_from.is_some();
    need(can, model.words().notice.nothing_marked)
}

pub(super) fn can_cancel(model: &Model) -> Can {
    let words = model.words().notice;
    let is_ended = !chosen(model).any(|task| task.state().can_cancel());
    let why_not = if is_ended { words.nothing_to_cancel } else { words.cannot_reach };
    need(chosen(model).any(|task| model.watch.can_cancel(task)), why_not)
}

pub(super) fn can_retry(model: &Model) -> Can {
    let is_single = chosen(model).nth(1).is_none();
    let mut why = None;
    for task in chosen(model) {
        match model.watch.no_retry(task, is_single) {
            None => return Ok(()),
            Some(no) => _ = why.get_or_insert(no),
        }
    }
    let words = model.words().notice;
    let reason = why.filter(|_| is_single).map(|why| retry::reason(&why, model.look.lang));
    Err(reason.unwrap_or(words.nothing_to_retry))
}

/// Whether the question has something to submit, with paths that can be.
pub(super) fn can_submit(model: &Model) -> Can {
    if let Some(Question { ask: Ask::Retry { paths, .. }, .. }) = model.question()
        && paths.iter().any(|path| path::check(path.value()).is_err())
    {
        return Err(model.words().notice.bad_path);
    }
    can_answer(model, model.words().notice.nothing_to_retry)
}

/// Whether there are names at a target that a rule could be for.
pub(super) fn has_rule(model: &Model) -> Can {
    let targets = model.question().into_iter().flat_map(Question::acts_on);
    let report = |id| model.watch.tasks.get(id).and_then(Task::report);
    let has_target = targets.filter_map(report).any(|report| report.target.is_some());
    need(has_target, model.words().notice.no_rule)
}

pub(super) fn has_paths(model: &Model) -> Can {
    let can = matches!(model.question(), Some(Question { ask: Ask::Retry { paths, .. }, .. }) if !paths.is_empty());
    need(can, model.words().notice.one_only)
}

pub(super) fn can_confirm(model: &Model) -> Can {
    can_answer(model, model.words().notice.nothing_to_cancel)
}

fn can_answer(model: &Model, nothing: &'static str) -> Can {
    let words = model.words().notice;
    let question = model.question().filter(|question| question.acts_on().next().is_some());
    let question = question.ok_or(nothing)?;
    // A question that cannot be seen must not be answered with yes.
    let is_seen = model.regions().is_some();
    let counts = question.counts_from().is_some_and(|from| from <= model.now.moment);
    need(is_seen && counts, words.too_early)
}

pub(super) fn has_hidden(model: &Model) -> Can {
    let can = model.question().is_some_and(|question| !question.hidden.is_empty());
    need(can, model.words().notice.nothing_hidden)
}

pub(super) fn can_clear(model: &Model) -> Can {
    need(model.watch.tasks.len() > model.watch.totals.live(), model.words().notice.nothing_to_clear)
}

pub(super) fn can_undo(model: &Model) -> Can {
    need(!model.undo.is_empty(), model.words().notice.nothing_to_undo)
}

pub(super) fn has_failed(model: &Model) -> Can {
    need(model.shown_totals().of(State::Fail) > 0, model.words().notice.no_failed)
}

pub(super) fn is_narrowed(model: &Model) -> Can {
    need(model.view.only.is_some(), model.words().notice.all_shown)
}

/// Whether there is a task. The key closes an open card, too.
pub(super) fn can_explain(model: &Model) -> Can {
    let words = model.words();
    let why_not = if model.current_group().is_some() { words.group.one_task_only } else { words.notice.no_task };
    need(model.mode() == Mode::Explain || model.example().is_some(), why_not)
}

pub(super) fn has_graph(model: &Model) -> Can {
    need(geometry::has_graph(model.size), model.words().notice.no_graph)
}

/// Whether the rate of a task is drawn now.
pub(super) fn has_task_graph(model: &Model) -> Can {
    let is_drawn = model.regions().is_some_and(|regions| regions.detail.is_some())
        && model.detail.unwrap_or_default().tab == Tab::Summary
        && model.current().is_some_and(Task::has_graph);
    need(is_drawn, model.words().notice.no_task_graph)
}

pub(super) fn has_commands(model: &Model) -> Can {
    let can = model.explained().is_some_and(|task| !explained::commands(model, task).is_empty());
    need(can, model.words().notice.no_commands)
}
