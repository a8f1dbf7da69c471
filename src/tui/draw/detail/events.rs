//! The tab *events*: what was seen of a task, oldest first, with times.

use crate::{
    domain::{Event, EventKind, Task},
    messages::{time, width::cells},
    tui::draw::{
        context::RenderContext,
        page::Page,
        theme::{Role, state_role},
    },
};
use ratatui::text::Span;

/// Writes the last events of one task, at most so many.
pub fn write_task(ctx: &RenderContext<'_>, task: &Task, page: &mut Page, most: usize) {
    for event in &task.events[task.events.len().saturating_sub(most)..] {
        write(ctx, event, page);
    }
    if task.events.is_empty() {
        page.text(ctx.words.detail.no_events, Role::Dim);
    }
}

fn write(ctx: &RenderContext<'_>, event: &Event, page: &mut Page) {
    let clock = time::clock_or_date(event.at, ctx.now.wall, &ctx.model.zone);
    let first = [Span::styled(format!("{clock}  "), ctx.style(Role::Dim))];
    let indent = first.iter().map(|span| cells(&span.content)).sum();
    let (text, role) = words(ctx, &event.kind);
    page.labelled(&first, indent, &text, role);
}

fn words(ctx: &RenderContext<'_>, kind: &EventKind) -> (String, Role) {
    let words = &ctx.words.detail;
    match kind {
        EventKind::Seen(state) => ((words.event_seen)(ctx.state_word(*state)), state_role(*state)),
        EventKind::Changed { from, to } => (
            (words.event_changed)(ctx.state_word(*from), ctx.palette.sign("→", "->"), ctx.state_word(*to)),
            state_role(*to),
        ),
        EventKind::CancelSent => (words.event_cancel_sent.to_owned(), Role::Warn),
        EventKind::CancelTaken => (words.event_cancel_taken.to_owned(), Role::Warn),
        EventKind::CancelUnclear(problem) => ((words.event_cancel_unclear)(&ctx.problem(problem)), Role::Warn),
        EventKind::CancelFailed(problem) => ((words.cancel_failed)(&ctx.problem(problem)), Role::Bad),
        EventKind::FinishedFirst(state) => ((words.event_finished_first)(ctx.state_word(*state)), state_role(*state)),
        EventKind::Refused(problem) => ((words.event_refused)(&ctx.problem(problem)), Role::Bad),
        EventKind::Returned => (words.event_returned.to_owned(), Role::Good),
        EventKind::RetrySent => (words.event_retry_sent.to_owned(), Role::Text),
        EventKind::RetryFailed(problem) => ((words.event_retry_failed)(&ctx.problem(problem)), Role::Bad),
        EventKind::RetryUnclear(problem) => ((words.event_retry_unclear)(&ctx.problem(problem)), Role::Warn),
        EventKind::Retried(task) => ((words.event_retried)(ctx.model.shown().short(task)), Role::Dim),
    }
}
