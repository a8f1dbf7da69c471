//! The tab *events*: what was seen of a task, oldest first, with times. The log of the set says the same of all tasks.

use crate::{
    domain::{Event, EventKind, Task},
    messages::{
        time,
        width::{cells, cut_middle},
    },
    tui::draw::{
        page::Page,
        scene::Scene,
        theme::{Role, state_role},
    },
};
use ratatui::text::Span;

/// Writes the events of one task.
pub fn write_task(scene: &Scene<'_>, task: &Task, page: &mut Page) {
    for event in &task.events {
        write(scene, event, false, page);
    }
    if task.events.is_empty() {
        page.text(scene.words.detail.no_events, Role::Dim);
    }
}

/// Writes one event, with the task's short id or without.
pub fn write(scene: &Scene<'_>, event: &Event, with_id: bool, page: &mut Page) {
    let clock = time::clock_or_date(event.at.wall, scene.now.wall, &scene.model.zone);
    let mut first = vec![Span::styled(format!("{clock}  "), scene.style(Role::Dim))];
    if with_id {
        // What tells ids apart may be their end.
        let id = cut_middle(scene.model.shown().short(&event.id), page.width() / 2, scene.palette.ellipsis());
        first.push(Span::styled(format!("{id}  "), scene.style(Role::Accent)));
    }
    let indent = first.iter().map(|span| cells(&span.content)).sum();
    let (text, role) = words(scene, &event.kind);
    page.labelled(&first, indent, &text, role);
}

fn words(scene: &Scene<'_>, kind: &EventKind) -> (String, Role) {
    let words = &scene.words.detail;
    match kind {
        EventKind::Seen(state) => ((words.event_seen)(scene.state_word(*state)), state_role(*state)),
        EventKind::Changed { from, to } => (
            (words.event_changed)(scene.state_word(*from), scene.palette.sign("→", "->"), scene.state_word(*to)),
            state_role(*to),
        ),
        EventKind::CancelSent => (words.event_cancel_sent.to_owned(), Role::Warn),
        EventKind::CancelTaken => (words.event_cancel_taken.to_owned(), Role::Warn),
        EventKind::CancelUnclear(problem) => ((words.event_cancel_unclear)(&scene.problem(problem)), Role::Warn),
        EventKind::CancelFailed(problem) => ((words.cancel_failed)(&scene.problem(problem)), Role::Bad),
        EventKind::FinishedFirst(state) => ((words.event_finished_first)(scene.state_word(*state)), state_role(*state)),
        EventKind::Refused(problem) => ((words.event_refused)(&scene.problem(problem)), Role::Bad),
        EventKind::Returned => (words.event_returned.to_owned(), Role::Good),
    }
}
