//! The tab *info*: every field of the answer, what we measured, and the answer as it came.

use crate::{
    domain::{Again, CancelStep, Conflict, Eta, Phase, RegionId, Report, State, Status, Task, TaskId, progress},
    messages::{errors, number, time, width::cells},
    tui::draw::{
        context::RenderContext,
        page::Page,
        theme::{Role, state_role},
    },
};

/// Writes the fields that are known.
pub fn write(ctx: &RenderContext<'_>, task: &Task, page: &mut Page) {
    let words = &ctx.words.detail;
    if matches!(task.state(), State::Missing | State::Gone)
        && let Some(card) = errors::of_state(task.state(), ctx.lang())
    {
        page.text(card.meaning, Role::Warn);
        page.blank();
    }
    let mut fields = Fields { page, label_cells: label_cells(ctx) };
    fields.put(words.task_id, task.id.as_str(), Role::Strong);
    if let Some(label) = &task.label {
        fields.put(words.label, label, Role::Text);
    }
    let sign = ctx.palette.state_sign(task.state());
    fields.put(
        words.status,
        &format!("{sign} {}{}", ctx.task_word(task), status_note(ctx, task)),
        state_role(task.state()),
    );
    cancel(ctx, task, &mut fields);
    if let (Some(seen), None) = (task.seen(), task.seen_moment) {
        fields.put(words.last_seen, &(words.earlier_run)(&time::date_time(seen, &ctx.model.zone)), Role::Warn);
    }
    match task.report() {
        Some(report) => {
            if task.region == RegionId::UNBOUND && !task.has_ended() {
                fields.page.text(words.not_reached, Role::Dim);
            }
            report_fields(ctx, task, report, &mut fields);
        }
        None if task.state() == State::Gone => {}
        None => match ctx.trouble(task) {
            _ if task.region == RegionId::UNBOUND => fields.page.text(words.not_reached, Role::Dim),
            Some(trouble) if task.refusal.is_none() => super::error::asking_fails(ctx, trouble, fields.page),
            _ if task.refusal.is_some() => {}
            _ => fields.page.text(words.never_seen, Role::Dim),
        },
    }
    ours(ctx, task, &mut fields);
    if let Some(report) = task.report().filter(|report| !report.raw().is_empty()) {
        page.blank();
        page.text(words.raw, Role::Accent);
        for line in pretty(report.raw()) {
            page.text(&line, Role::Dim);
        }
    }
}

/// Labels in one column, values in the next.
struct Fields<'p> {
    page: &'p mut Page,
    label_cells: usize,
}

impl Fields<'_> {
    fn put(&mut self, label: &str, value: &str, role: Role) {
        self.page.field(label, self.label_cells, value, role);
    }

    fn some(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.put(label, value, Role::Text);
        }
    }
}

fn label_cells(ctx: &RenderContext<'_>) -> usize {
    let words = &ctx.words.detail;
    [words.task_id, words.error_message, words.cluster_user, words.conflict, words.eta, words.synchronous]
        .into_iter()
        .map(cells)
        .max()
        .unwrap_or(0)
}

/// What the service calls it, where that is not our word for it.
fn status_note(ctx: &RenderContext<'_>, task: &Task) -> String {
    let separator = ctx.palette.separator();
    match task.report().map(|report| &report.status) {
        Some(Status::Other(_)) => format!("{separator}{}", ctx.words.detail.unknown_status),
        Some(status) if status.as_str() != ctx.task_word(task) => format!("{separator}{status}"),
        Some(_) | None => String::new(),
    }
}

fn cancel(ctx: &RenderContext<'_>, task: &Task, fields: &mut Fields<'_>) {
    let words = &ctx.words.detail;
    let clock = |at: &crate::domain::At| time::clock_or_date(at.wall, ctx.now.wall, &ctx.model.zone);
    match &task.cancel {
        CancelStep::None => {}
        CancelStep::Sent(at) => fields.put(words.cancel, &(words.cancel_sent)(&clock(at)), Role::Warn),
        CancelStep::Taken(at) => fields.put(words.cancel, &(words.cancel_taken)(&clock(at)), Role::Warn),
        CancelStep::Unclear(unclear) => {
            let text = (words.cancel_unclear)(&clock(&unclear.at), &ctx.problem(&unclear.problem));
            fields.put(words.cancel, &text, Role::Warn);
        }
        CancelStep::Failed(at, problem) => {
            let text = format!("{} {}", clock(at), (words.cancel_failed)(&ctx.problem(problem)));
            fields.put(words.cancel, &text, Role::Bad);
        }
    }
}

fn report_fields(ctx: &RenderContext<'_>, task: &Task, report: &Report, fields: &mut Fields<'_>) {
    let words = &ctx.words.detail;
    fields.some(words.operation, report.operation.as_ref().map(|operation| ctx.operation_word(operation)));
    let phase = task.phase().map(|phase| match phase {
        Phase::Listing => ctx.words.phases.listing,
        Phase::Moving => ctx.words.phases.moving,
        Phase::Finishing => ctx.words.phases.finishing,
    });
    fields.some(words.phase, phase);
    fields.some(words.source, report.source().as_deref());
    fields.some(words.target, report.target().as_deref());
    fields.some(
        words.conflict,
        report.conflict.as_ref().map(|conflict| match conflict {
            Conflict::Cover => words.conflict_cover,
            Conflict::Both => words.conflict_both,
            Conflict::Other(word) => word,
        }),
    );
    if let Some(fraction) = progress::fraction(report) {
        fields.put(words.progress, number::percent(fraction).trim_start(), Role::Text);
    }
    let pair = |done: Option<u64>, total: Option<u64>, pair: fn(u64, u64) -> String, one: fn(u64) -> String| match (
        done, total,
    ) {
        (Some(done), Some(total)) if total > 0 => Some(pair(done, total)),
        (Some(done), _) => Some(one(done)),
        (None, Some(total)) => Some(one(total)),
        (None, None) => None,
    };
    fields.some(words.size, pair(report.done_bytes, report.total_bytes, number::bytes_pair, number::bytes).as_deref());
    let full = |done: u64, total: u64| format!("{}/{}", number::count_full(done), number::count_full(total));
    fields.some(words.files, pair(report.done_files, report.total_files, full, number::count_full).as_deref());
    if matches!(task.state(), State::Processing | State::Stalled | State::Cancelling) {
        let rate = ctx.task_rate(task).map_or(ctx.palette.none().to_owned(), |rate| ctx.rate(rate, task.unit()));
        fields.put(words.rate, &rate, Role::Text);
        let eta = match task.eta() {
            Eta::In { low, high } if ctx.answers(task) => RenderContext::time_left(low, high, ctx.seen_ago(task)),
            Eta::In { .. } => format!("{} {}", ctx.palette.none(), ctx.words.eta.not_asking),
            Eta::Unknown(why) => format!("{} {}", ctx.palette.none(), ctx.why_no_eta(task, why)),
        };
        fields.put(words.eta, &eta, Role::Text);
    }
    fields.some(words.error_code, report.error_code());
    fields.some(words.error_message, report.error_message());
    for (label, at) in
        [(words.submitted, report.submitted()), (words.started, report.started()), (words.updated, report.updated())]
    {
        fields.some(label, at.map(|at| time::date_time(at, &ctx.model.zone)).as_deref());
    }
    fields.some(words.user_name, report.user_name());
    fields.some(words.user_id, report.user_id());
    fields.some(words.cluster_user, report.cluster_user());
    fields.some(words.cluster_name, report.cluster_name());
    fields.some(words.cluster_id, report.cluster_id());
    fields.some(words.synchronous, report.synchronous.map(|yes| if yes { words.yes } else { words.no }));
}

/// What we know ourselves: when it was seen, and where it is asked for.
fn ours(ctx: &RenderContext<'_>, task: &Task, fields: &mut Fields<'_>) {
    let words = &ctx.words.detail;
    fields.put(words.first_seen, &time::date_time(task.added, &ctx.model.zone), Role::Dim);
    if let (Some(seen), Some(_)) = (task.seen(), task.seen_moment) {
        fields.put(words.last_seen, &time::date_time(seen, &ctx.model.zone), Role::Dim);
    }
    if let Some(ended) = task.ended() {
        fields.put(words.ended, &time::date_time(ended, &ctx.model.zone), Role::Dim);
    }
    for (label, id) in [(words.again_of, task.again_of()), (words.again_as, task.again_as())] {
        fields.some(label, id.map(TaskId::as_str));
    }
    if let Some(sent) = task.again().and_then(Again::unclear_since) {
        let sent = time::date_time(sent, &ctx.model.zone);
        fields.put(words.again_as, &(words.again_unclear)(&sent), Role::Warn);
    }
    let region = task.origin.as_ref().and_then(|origin| origin.region.as_deref());
    let place =
        ctx.model.watch.regions.get(task.region).filter(|_| region.is_some() || ctx.model.watch.regions.are_several());
    match (place.map(|state| &*state.region.name).filter(|name| !name.is_empty()), region) {
        (Some(name), Some(region)) if name != region => {
            fields.put(words.region, &format!("{name} ({region})"), Role::Dim);
        }
        (name, region) => {
            if let Some(text) = region.or(name) {
                fields.put(words.region, text, Role::Dim);
            }
        }
    }
    if let Some(origin) = &task.origin {
        fields.put(words.base_url, &origin.base_url, Role::Dim);
    }
}

/// Compact JSON with one field to a line. Texts stay as they are; what is no JSON stays in one line.
fn pretty(raw: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    let open = |lines: &mut Vec<String>, depth: usize| lines.push("  ".repeat(depth.min(8)));
    for character in raw.chars() {
        let before = lines.last().map_or("", |line| line.trim_start()).is_empty();
        match character {
            '{' | '[' if !in_text => {
                push(&mut lines, character);
                depth += 1;
                open(&mut lines, depth);
            }
            '}' | ']' if !in_text => {
                depth = depth.saturating_sub(1);
                if before {
                    lines.pop();
                }
                open(&mut lines, depth);
                push(&mut lines, character);
            }
            ',' if !in_text => {
                push(&mut lines, character);
                open(&mut lines, depth);
            }
            ':' if !in_text => {
                push(&mut lines, character);
                push(&mut lines, ' ');
            }
            ' ' if !in_text => {}
            _ => push(&mut lines, character),
        }
        in_text ^= character == '"' && !escaped;
        escaped = in_text && character == '\\' && !escaped;
    }
    lines
}

fn push(lines: &mut [String], character: char) {
    if let Some(line) = lines.last_mut() {
        line.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_answer_has_one_field_to_a_line() {
        let raw = r#"{"taskId":"a,{b}","n":1,"list":["x\"y"],"none":null}"#;
        let lines = [
            "{",
            r#"  "taskId": "a,{b}","#,
            r#"  "n": 1,"#,
            r#"  "list": ["#,
            r#"    "x\"y""#,
            "  ],",
            r#"  "none": null"#,
            "}",
        ];
        assert_eq!(pretty(raw), lines);
    }

    #[test]
    fn what_is_no_json_does_no_harm() {
        assert_eq!(pretty("]}}\"{"), ["]", "}", "}\"{"]);
        assert_eq!(pretty("plain"), ["plain"]);
    }
}
