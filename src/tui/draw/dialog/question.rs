//! The question before a cancel, or before work is submitted again: which tasks, what half-done ones leave behind, and a safe answer that
//! looks like the default.

use super::window::{WIDEST, height, inner_width, keys, mark_more, most_lines, row, window};
use crate::{
    domain::{Conflict, Operation, Report, Task, TaskId, again::NoRetry, path},
    messages::{
        retry,
        width::{cells, cut, cut_middle, cut_path, fit},
    },
    tui::{
        Ask, Command, Mode, Question,
        draw::{
            context::RenderContext,
            footer::draw_input,
            page::Page,
            paint::{Item, put, put_line},
            theme::{Role, state_role},
        },
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Modifier,
    text::{Line, Span},
};
use std::collections::BTreeMap;
use tui_input::Input;

/// Draws it; says where the text cursor is, while a path is being edited.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, question: &Question) -> Option<(u16, u16)> {
    let width = inner_width(screen, WIDEST);
    let hidden: &[TaskId] = if question.with_hidden { &question.hidden } else { &[] };
    let count = question.targets.len() + hidden.len();
    let (paths, edited): (&[Input], _) = match &question.ask {
        Ask::Retry { paths, edited, .. } => (paths, *edited),
        Ask::Cancel { .. } => (&[], None),
    };
    // The paths of the one task are under its name.
    let all = count + paths.len();
    let most = usize::from(most_lines(screen));
    // A low screen has no line to spare for air.
    let air = usize::from(most >= 12);
    let mut notes = Page::new(width, ctx.palette);
    if air > 0 {
        notes.blank();
    }
    write_notes(ctx, question, hidden, &mut notes);
    // The keys are never given up. The names come first: what is explained beside them has the other half at most.
    let room = most.saturating_sub(1 + air);
    let list = all.min(room.saturating_sub(notes.lines.len() + 1).max(room.div_ceil(2))).min(room);
    let shown_notes = notes.lines.len().min(room.saturating_sub(list));
    let lines = list + shown_notes + 1 + air;
    let title = match question.ask {
        Ask::Cancel { .. } => (ctx.words.dialog.cancel_title)(count),
        Ask::Retry { .. } => (ctx.words.retry.title)(count),
    };
    let area = window(ctx, buffer, screen, (width, height(lines)), (&title, ""));
    let scroll = usize::from(question.scroll).min(all.saturating_sub(list));
    let left_over = all - list;
    let mut cursor = None;
    for (at, y) in (0..list).zip(area.top()..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        if at + 1 == list && scroll < left_over {
            let more = (ctx.words.dialog.more)(left_over - scroll + 1);
            put_line(buffer, line, &Line::from(Span::styled(more, ctx.style(Role::Dim))));
        } else if let Some(id) = question.targets.iter().chain(hidden).nth(scroll + at) {
            put_line(buffer, line, &task_line(ctx, id, usize::from(area.width), paths.is_empty()));
        } else if let Some((place, path)) = paths.iter().enumerate().nth(scroll + at - count) {
            let end = draw_path(ctx, buffer, line, (place, path));
            cursor = cursor.or(Some(end).filter(|_| edited == Some(place)));
        }
    }
    mark_more(ctx, buffer, Rect { height: height(list).min(area.height), ..area }, (scroll > 0, scroll < left_over));
    let below = area.y + height(list);
    let notes_area = Rect { y: below, height: height(shown_notes).min(area.bottom().saturating_sub(below)), ..area };
    // Behind the end of the list, scrolling continues in the notes.
    let beyond = usize::from(question.scroll).saturating_sub(left_over);
    notes.draw(buffer, notes_area, height(beyond));
    draw_keys(ctx, buffer, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, &question.ask);
    cursor
}

/// A path that can be edited, behind its name; says where the text cursor would be.
fn draw_path(ctx: &RenderContext<'_>, buffer: &mut Buffer, line: Rect, (place, path): (usize, &Input)) -> (u16, u16) {
    let words = &ctx.words.detail;
    let width = cells(words.source).max(cells(words.target)) + 2;
    let label = if place == 0 { words.source } else { words.target };
    let role = if path::check(path.value()).is_ok() { Role::Dim } else { Role::Bad };
    let label = format!("  {}", fit(label, width, ctx.palette.ellipsis()));
    let x = put(buffer, (line.x, line.y), line.width, &label, ctx.style(role));
    let room = Rect { x, width: line.right().saturating_sub(x), ..line };
    draw_input(ctx, buffer, room, path)
}

/// Short id, operation and, `with_path`, path of a task.
fn task_line(ctx: &RenderContext<'_>, id: &TaskId, width: usize, with_path: bool) -> Line<'static> {
    let ellipsis = ctx.palette.ellipsis();
    let task = ctx.model.shown().get(id);
    let report = task.and_then(Task::report);
    let operation = report.and_then(|report| report.operation.as_ref());
    let operation = fit(operation.map_or("", |operation| ctx.operation_word(operation)), 6, ellipsis);
    let sign = task.map_or(" ", |task| ctx.palette.state_sign(task.state()));
    let role = task.map_or(Role::Dim, |task| state_role(task.state()));
    let short = cut_middle(ctx.model.shown().short(id), width / 2, ellipsis);
    let head = [format!("{sign} "), format!("{short:8}  "), format!("{operation}  ")];
    let used: usize = head.iter().map(|part| cells(part)).sum();
    if report.is_none() {
        let text = cut(ctx.words.dialog.not_known, width.saturating_sub(cells(&head[0]) + cells(&head[1])), ellipsis);
        let [sign, short, _] = head;
        return Line::from(vec![
            Span::styled(sign, ctx.style(role)),
            Span::styled(short, ctx.style(Role::Strong)),
            Span::styled(text, ctx.style(Role::Dim)),
        ]);
    }
    let path = report.filter(|_| with_path).and_then(Report::source).unwrap_or_default();
    let [sign, short, operation] = head;
    Line::from(vec![
        Span::styled(sign, ctx.style(role)),
        Span::styled(short, ctx.style(Role::Strong)),
        Span::styled(operation, ctx.style(Role::Dim)),
        Span::styled(cut_path(&path, width.saturating_sub(used), ellipsis), ctx.style(Role::Text)),
    ])
}

/// What half-done tasks leave behind, and what is left out of the question.
fn write_notes(ctx: &RenderContext<'_>, question: &Question, hidden: &[TaskId], page: &mut Page) {
    let is_retry = matches!(question.ask, Ask::Retry { .. });
    if !question.hidden.is_empty() {
        let (dialog, retry) = (&ctx.words.dialog, &ctx.words.retry);
        let text = match (is_retry, question.with_hidden) {
            (false, true) => dialog.hidden_included,
            (false, false) => dialog.hidden_left_out,
            (true, true) => retry.hidden_included,
            (true, false) => retry.hidden_left_out,
        };
        page.text(&text(question.hidden.len()), Role::Warn);
        let does = if question.with_hidden {
            dialog.without_hidden.to_owned()
        } else {
            (dialog.with_hidden)(question.hidden.len())
        };
        key_line(ctx, page, Command::WithHidden, &does);
    }
    match &question.ask {
        Ask::Cancel { ended, unreached } => write_cancel_notes(ctx, question, hidden, (*ended, *unreached), page),
        Ask::Retry { left_out, rule, .. } => {
            write_retry_notes(ctx, question.targets.iter().chain(hidden), left_out, rule.as_ref(), page);
        }
    }
}

/// What a key of the dialog does.
fn key_line(ctx: &RenderContext<'_>, page: &mut Page, command: Command, does: &str) {
    let key = ctx.model.keymap.first_key(command, ctx.model.mode());
    // While a path is being edited, keys are text.
    if key.is_empty() {
        return page.text(does, Role::Dim);
    }
    let indent = cells(&key) + 1;
    page.labelled(&[Span::styled(format!("{key} "), ctx.style(Role::Accent))], indent, does, Role::Text);
}

/// What is known of the causes, and what half-done work may have left.
fn write_retry_notes<'a>(
    ctx: &RenderContext<'_>,
    ids: impl Iterator<Item = &'a TaskId>,
    left_out: &[(TaskId, NoRetry)],
    rule: Option<&Conflict>,
    page: &mut Page,
) {
    let (words, detail) = (&ctx.words.retry, &ctx.words.detail);
    let tasks: Vec<_> = ids.filter_map(|id| ctx.model.watch.tasks.get(id)).collect();
    if ctx.model.mode() == Mode::Retry && Command::NextPath.can_run(ctx.model).is_ok() {
        key_line(ctx, page, Command::NextPath, Command::NextPath.text(ctx.lang()).short);
    }
    if Command::NextRule.can_run(ctx.model).is_ok() {
        let own = match &tasks[..] {
            [one] => one.report().and_then(|report| report.conflict.as_ref()),
            _ => None,
        };
        let word = |rule: Option<&Conflict>| match rule {
            Some(Conflict::Cover) => Some(detail.conflict_cover),
            Some(Conflict::Both) => Some(detail.conflict_both),
            Some(Conflict::Other(_)) | None => None,
        };
        let before = if tasks.len() > 1 { words.each_as_before } else { words.as_before };
        let text = match (word(rule), word(own)) {
            (Some(rule), _) => rule.to_owned(),
            (None, Some(own)) => format!("{before} ({own})"),
            (None, None) => before.to_owned(),
        };
        key_line(ctx, page, Command::NextRule, &format!("{}{}{text}", detail.conflict, ctx.words.plain.colon));
    }
    let key = ctx.model.keymap.first_key(Command::NextRule, Mode::Retry);
    for note in retry::notes(&tasks, rule.is_none().then_some(&*key), ctx.lang()) {
        page.text(&note, Role::Text);
    }
    let mut reasons = BTreeMap::<&str, usize>::new();
    for (_, why) in left_out {
        *reasons.entry(retry::reason(why, ctx.lang())).or_default() += 1;
    }
    for (why, count) in reasons {
        page.text(&(words.left_out)(count, why), Role::Dim);
    }
}

/// What half-done tasks leave behind, and what is left out of the question.
fn write_cancel_notes(
    ctx: &RenderContext<'_>,
    question: &Question,
    hidden: &[TaskId],
    (ended, unreached): (usize, usize),
    page: &mut Page,
) {
    let words = &ctx.words.dialog;
    let mut some = [false; 3];
    for id in question.targets.iter().chain(hidden) {
        let report = ctx.model.shown().get(id).and_then(Task::report);
        match report.and_then(|report| report.operation.as_ref()) {
            Some(Operation::Copy) => some[0] = true,
            Some(Operation::Move) => some[1] = true,
            Some(Operation::Delete) => some[2] = true,
            Some(Operation::Other(_)) | None => {}
        }
        if some == [true; 3] {
            break;
        }
    }
    // The gravest first.
    for (_, text) in [(some[2], words.delete_leaves), (some[1], words.move_leaves), (some[0], words.copy_leaves)]
        .iter()
        .filter(|(some, _)| *some)
    {
        page.text(text, Role::Text);
    }
    if unreached > 0 {
        page.text(&(words.unreached_left_out)(unreached), Role::Dim);
    }
    if ended > 0 {
        page.text(&(words.ended_left_out)(ended), Role::Dim);
    }
}

/// The answers, with the keys that are bound: the safe one looks chosen, the other one stands out when it counts.
fn draw_keys(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, ask: &Ask) {
    let model = ctx.model;
    let key = |command| model.keymap.first_key(command, model.mode());
    let (command, no, yes) = match ask {
        Ask::Cancel { .. } => (Command::Confirm, ctx.words.dialog.cancel_no, ctx.words.dialog.cancel_yes),
        Ask::Retry { edited: None, .. } => (Command::Submit, ctx.words.retry.no, ctx.words.retry.yes),
        // The keys are text now, but for these.
        Ask::Retry { edited: Some(_), .. } => {
            let text = keys(ctx, &[Command::NextPath, Command::Close]);
            put(buffer, (area.x, area.y), area.width, &text, ctx.style(Role::Dim));
            return;
        }
    };
    let keep = ctx.style(Role::Strong).add_modifier(Modifier::REVERSED);
    let (yes_key, text) = if command.can_run(model).is_ok() {
        (ctx.style(Role::Bad).add_modifier(Modifier::BOLD), ctx.style(Role::Text))
    } else {
        (ctx.style(Role::Dim), ctx.style(Role::Dim))
    };
    let items = vec![
        Item::left(0, format!(" {} {no} ", key(Command::Keep)), keep),
        Item::left(1, format!("{} ", key(command)), yes_key).and(cut(yes, 30, ctx.palette.ellipsis()), text),
    ];
    row(ctx, buffer, area, items);
}
