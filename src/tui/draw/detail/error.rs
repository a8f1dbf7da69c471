//! The tab *error*: what went wrong, what is behind it, and what to do. The same text is the dialog that explains.

use crate::{
    domain::{CallError, CancelStep, RegionId, Task, Trouble},
    messages::{errors, time},
    tui::draw::{
        context::RenderContext,
        page::Page,
        theme::{Role, problem_role},
    },
};

/// Writes the card of a task's error, or what else is wrong with it.
pub fn write(ctx: &RenderContext<'_>, task: &Task, page: &mut Page) {
    let words = &ctx.words.detail;
    let start = page.lines.len();
    if let CancelStep::Failed(_, problem) = &task.cancel {
        section(page, start);
        page.text(words.cancel_failed_meaning, Role::Bad);
        self::problem(ctx, problem, page);
    }
    if let Some(problem) = &task.refusal {
        section(page, start);
        page.text(words.refused_meaning, Role::Bad);
        self::problem(ctx, problem, page);
    }
    if let Some(text) = words.of_absence(task.state()) {
        section(page, start);
        page.text(text, Role::Warn);
    }
    let report = task.report();
    if let Some(code) = report.and_then(|report| report.error_code()) {
        section(page, start);
        card(ctx, code, page);
        page.blank();
        let message = report.and_then(|report| report.error_message()).unwrap_or(ctx.palette.none());
        page.field(words.error_code, label_cells(ctx), code, Role::Text);
        page.field(words.error_message, label_cells(ctx), message, Role::Text);
    } else if let Some(message) = report.and_then(|report| report.error_message()) {
        section(page, start);
        page.field(words.error_message, label_cells(ctx), message, Role::Text);
    }
    if let Some(trouble) = ctx.trouble(task) {
        section(page, start);
        asking_fails(ctx, trouble, page);
    }
    if page.lines.len() == start {
        let text = match report {
            _ if task.region == RegionId::UNBOUND && task.state().is_live() => words.not_reached,
            None => words.never_seen,
            Some(_) => words.no_error,
        };
        page.text(text, Role::Dim);
    }
}

/// Why nothing newer is known of any task, since when, and what can be done.
pub fn asking_fails(ctx: &RenderContext<'_>, trouble: &Trouble, page: &mut Page) {
    let since = time::clock_or_date(trouble.since.wall, ctx.now.wall, &ctx.model.zone);
    page.text(&(ctx.words.detail.asking_fails)(&since), problem_role(trouble.problem.kind));
    problem(ctx, &trouble.problem, page);
}

/// An empty line before all but the first section.
fn section(page: &mut Page, start: usize) {
    if page.lines.len() > start {
        page.blank();
    }
}

fn label_cells(ctx: &RenderContext<'_>) -> usize {
    let words = &ctx.words.detail;
    let labels = [words.meaning, words.cause, words.next, words.retry, words.error_code, words.error_message];
    labels.into_iter().map(crate::messages::width::cells).max().unwrap_or(0)
}

/// A failed call: what can be done about it, its card, and its own words.
fn problem(ctx: &RenderContext<'_>, problem: &CallError, page: &mut Page) {
    page.blank();
    if let Some(code) = problem.code.as_deref().filter(|code| errors::card(code, ctx.lang()).is_some()) {
        card(ctx, code, page);
    } else {
        page.text(&ctx.problem(problem), Role::Strong);
        page.text(ctx.problem_text(problem.kind).advice, Role::Text);
    }
    if !problem.message.is_empty() {
        page.field(ctx.words.detail.own_words, label_cells(ctx), &problem.message, Role::Dim);
    }
}

/// What a code means, and what to do.
pub fn card(ctx: &RenderContext<'_>, code: &str, page: &mut Page) {
    let words = &ctx.words.detail;
    let Some(card) = errors::card(code, ctx.lang()) else {
        page.text(&(words.no_card)(code), Role::Warn);
        return;
    };
    page.text(&format!("{code} {}", card.short), Role::Bad);
    let wide = label_cells(ctx);
    page.coded_field(words.meaning, wide, card.meaning, Role::Text);
    page.coded_field(words.cause, wide, card.cause, Role::Text);
    page.coded_field(words.next, wide, card.next, Role::Strong);
    page.field(words.retry, wide, card.retry.words(ctx.lang()), Role::Text);
}
