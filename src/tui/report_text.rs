//! The full report of a task as plain text: what a person pastes into a ticket.

use super::{Model, explained};
use crate::{
    domain::{Again, CallError, EventKind, Report, State, Task, TaskId},
    messages::{
        Lang, Words,
        errors::{Card, card},
        number, time, words,
    },
};
use jiff::Timestamp;

/// Everything that is known of a task.
pub(super) fn report(model: &Model, task: &Task) -> String {
    let (lang, words) = (model.look.lang, model.words());
    let detail = words.detail;
    let time = |at| time::date_time(at, &model.zone);
    let mut lines = Lines { text: String::new() };
    lines.add(detail.task_id, Some(task.id.as_str()));
    lines.add(detail.label, task.label.as_deref());
    lines.add(detail.status, Some(words.states.of(task.state())));
    lines.add(detail.base_url, task.origin.as_ref().map(|origin| &*origin.base_url));
    lines.add(detail.region, task.origin.as_ref().and_then(|origin| origin.region.as_deref()));
    if let Some(report) = task.report() {
        fields(&mut lines, task, report, words, &time);
    }
    lines.add(detail.first_seen, Some(&time(task.added)));
    lines.add(detail.last_seen, task.seen().map(time).as_deref());
    for (label, id) in [(detail.again_of, task.again_of()), (detail.again_as, task.again_as())] {
        lines.add(label, id.map(TaskId::as_str));
    }
    let unclear = task.again().and_then(Again::unclear_since);
    lines.add(detail.again_as, unclear.map(|sent| (detail.again_unclear)(&time(sent))).as_deref());
    let refusal = task.refusal.as_deref();
    lines.add(words.problems.refused.word, refusal.map(|problem| problem_line(problem, lang)).as_deref());
    let refused = refusal.and_then(|problem| card(problem.code.as_deref()?, lang));
    for Card { meaning, cause, next, retry, .. } in explained::cards(model, task).into_iter().chain(refused) {
        lines.add(detail.meaning, Some(meaning));
        lines.add(detail.cause, Some(cause));
        lines.add(detail.next, Some(next));
        lines.add(detail.retry, Some(retry.words(lang)));
    }
    lines.add(detail.now, Some(&explained::now(model, task)));
    for command in explained::commands(model, task) {
        lines.add(detail.commands, Some(&command));
    }
    if !task.events.is_empty() {
        lines.heading(words.report.events);
        for event in &task.events {
            lines.item(&time(event.at), &event_line(&event.kind, lang));
        }
    }
    if let Some(report) = task.report() {
        lines.add(detail.raw, Some(report.raw()));
    }
    lines.text
}

/// The fields of the service's answer.
fn fields(lines: &mut Lines, task: &Task, report: &Report, words: &Words, time: &impl Fn(Timestamp) -> String) {
    let detail = words.detail;
    let yes_no = |yes: bool| if yes { detail.yes } else { detail.no };
    let pair = |done: Option<u64>, total: Option<u64>, write: fn(u64) -> String| {
        let written = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), write);
        (done.is_some() || total.is_some()).then(|| format!("{} / {}", written(done), written(total)))
    };
    lines.add(detail.operation, report.operation.as_ref().map(|operation| words.operations.of(operation)));
    lines.add(detail.source, report.source().as_deref());
    lines.add(detail.target, report.target().as_deref());
    lines.add(detail.conflict, report.conflict.as_ref().map(crate::domain::Conflict::as_str));
    lines.add(detail.progress, task.fraction().map(number::percent).as_deref().map(str::trim));
    lines.add(detail.size, pair(report.done_bytes, report.total_bytes, number::bytes).as_deref());
    lines.add(detail.files, pair(report.done_files, report.total_files, number::count_full).as_deref());
    lines.add(detail.error_code, report.error_code());
    lines.add(detail.error_message, report.error_message());
    lines.add(detail.synchronous, report.synchronous.map(yes_no));
    lines.add(detail.user_name, report.user_name());
    lines.add(detail.user_id, report.user_id());
    lines.add(detail.cluster_user, report.cluster_user());
    lines.add(detail.cluster_name, report.cluster_name());
    lines.add(detail.cluster_id, report.cluster_id());
    lines.add(detail.submitted, report.submitted().map(time).as_deref());
    lines.add(detail.started, report.started().map(time).as_deref());
    lines.add(detail.updated, report.updated().map(time).as_deref());
}

struct Lines {
    text: String,
}

impl Lines {
    /// A line `name: value`, if there is a value.
    fn add(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.item(&format!("{name}:"), value);
        }
    }

    fn item(&mut self, before: &str, after: &str) {
        self.text.extend([before, " ", after, "\n"]);
    }

    fn heading(&mut self, name: &str) {
        self.text.extend([name, ":\n"]);
    }
}

/// What went wrong with a call, short: the word for its kind, the code, the service's own words.
pub(super) fn problem_line(problem: &CallError, lang: Lang) -> String {
    let kind = words(lang).problems.of(problem.kind);
    let http = problem.http_status.map(|http| format!("HTTP {http}"));
    let explained = problem.code.as_deref().and_then(|code| card(code, lang)).map(|card| card.short);
    let detail = explained.unwrap_or(&problem.message);
    let parts = [Some(kind.word), problem.code.as_deref(), http.as_deref(), Some(detail)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn event_line(kind: &EventKind, lang: Lang) -> String {
    let all = words(lang);
    let (words, state) = (all.report, |state: &State| all.states.of(*state));
    match kind {
        EventKind::Seen(seen) => (words.seen)(state(seen)),
        EventKind::Changed { from, to } => (words.changed)(state(from), state(to)),
        EventKind::CancelSent => words.cancel_sent.to_owned(),
        EventKind::CancelTaken => words.cancel_taken.to_owned(),
        EventKind::CancelUnclear(problem) => (words.cancel_unclear)(&problem_line(problem, lang)),
        EventKind::CancelFailed(problem) => (words.cancel_failed)(&problem_line(problem, lang)),
        EventKind::FinishedFirst(end) => (words.finished_first)(state(end)),
        EventKind::Refused(problem) => (words.refused)(&problem_line(problem, lang)),
        EventKind::Returned => words.returned.to_owned(),
        EventKind::RetrySent => all.detail.event_retry_sent.to_owned(),
        EventKind::RetryFailed(problem) => (all.detail.event_retry_failed)(&problem_line(problem, lang)),
        EventKind::RetryUnclear(problem) => (all.detail.event_retry_unclear)(&problem_line(problem, lang)),
        EventKind::Retried(task) => (all.detail.event_retried)(task.as_str()),
    }
}
