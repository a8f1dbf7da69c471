//! The tab *error*: what the state or the error of a task means, what is behind it, and what to do. The same text is the dialog that
//! explains.

use crate::{
    domain::{CallError, CancelStep, Report, State, Task, Trouble},
    messages::{
        errors::{self, Card},
        time,
    },
    tui::{
        draw::{
            context::RenderContext,
            page::Page,
            theme::{Role, problem_role, state_role},
        },
        explained,
    },
};

/// Writes what else is wrong with a task, its cards, and the service's own words about its error.
pub fn write(ctx: &RenderContext<'_>, task: &Task, page: &mut Page) {
    let words = &ctx.words.detail;
    let start = page.lines.len();
    if let CancelStep::Failed(_, problem) = &task.cancel {
        page.text(words.cancel_failed_meaning, Role::Bad);
        self::problem(ctx, problem, page);
    }
    if let Some(problem) = &task.refusal {
        section(page, start);
        page.text(words.refused_meaning, Role::Bad);
        self::problem(ctx, problem, page);
    }
    if let Some(trouble) = ctx.trouble(task).filter(|_| task.state().is_live()) {
        section(page, start);
        asking_fails(ctx, trouble, page);
    }
    let code = task.report().and_then(Report::error_code);
    if let Some(code) = code.filter(|code| errors::card(code, ctx.lang()).is_none()) {
        section(page, start);
        page.text(&(words.no_card)(code), Role::Warn);
    }
    let wide = label_cells(ctx);
    for (at, card) in explained::cards(ctx.model, task).iter().enumerate() {
        section(page, start);
        match State::from_word(card.code) {
            Some(state) => {
                let heading = format!("{}{}{}", ctx.task_word(task), ctx.palette.separator(), card.short);
                page.text(&heading, state_role(state));
            }
            None => page.text(&format!("{} {}", card.code, card.short), Role::Bad),
        }
        // What is known of this task comes before what is true of all.
        if at == 0 {
            let now = explained::now(ctx.model, task);
            if !now.is_empty() {
                page.coded_field(words.now, wide, &now, Role::Strong);
            }
            let message = task.report().and_then(Report::error_message);
            if let Some(message) = message.or_else(|| code.map(|_| ctx.palette.none())) {
                page.field(words.error_message, wide, message, Role::Strong);
            }
        }
        self::card(ctx, card, page);
    }
    let mut label = words.commands;
    for command in explained::commands(ctx.model, task) {
        page.field(std::mem::take(&mut label), wide, &command, Role::Accent);
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
    let labels = [words.meaning, words.cause, words.next, words.retry, words.now, words.commands, words.error_message];
    labels.into_iter().map(crate::messages::width::cells).max().unwrap_or(0)
}

/// A failed call: what can be done about it, its card, and its own words.
fn problem(ctx: &RenderContext<'_>, problem: &CallError, page: &mut Page) {
    page.blank();
    if let Some(card) = problem.code.as_deref().and_then(|code| errors::card(code, ctx.lang())) {
        page.text(&format!("{} {}", card.code, card.short), Role::Bad);
        self::card(ctx, &card, page);
    } else {
        page.text(&ctx.problem(problem), Role::Strong);
        page.text(ctx.problem_text(problem.kind).advice, Role::Text);
    }
    if !problem.message.is_empty() {
        page.field(ctx.words.detail.own_words, label_cells(ctx), &problem.message, Role::Dim);
    }
}

/// What a code means, and what to do.
pub fn of_code(ctx: &RenderContext<'_>, code: &str, page: &mut Page) {
    match errors::card(code, ctx.lang()) {
        Some(found) => {
            page.text(&format!("{code} {}", found.short), Role::Bad);
            card(ctx, &found, page);
        }
        None => page.text(&(ctx.words.detail.no_card)(code), Role::Warn),
    }
}

/// A card below its heading.
fn card(ctx: &RenderContext<'_>, card: &Card, page: &mut Page) {
    let words = &ctx.words.detail;
    let wide = label_cells(ctx);
    page.coded_field(words.meaning, wide, card.meaning, Role::Text);
    page.coded_field(words.cause, wide, card.cause, Role::Text);
    page.coded_field(words.next, wide, card.next, Role::Strong);
    page.field(words.retry, wide, card.retry.words(ctx.lang()), Role::Text);
}
