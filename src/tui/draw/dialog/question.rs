//! The question before a cancel, or before work is submitted again: which tasks and how far they are, what half-done ones leave behind, and a
//! safe answer that looks like the default. It never covers the row that it was asked in.

use super::window::{Drawn, WIDEST, height, inner_width, keys, mark_more, most_lines_beside, row, window_beside};
use crate::{
    domain::{Conflict, Operation, Task, TaskId, again::NoRetry, path},
    messages::{
        number, retry,
        width::{cells, cut, cut_middle, cut_path, fit, fit_right},
    },
    output::columns::{Cell, Column, Context},
    tui::{
        self, Ask, Command, Mode, Question,
        draw::{
            context::RenderContext,
            footer::draw_input,
            page::Page,
            paint::{Item, columns, put, put_line},
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
use std::{borrow::Cow, collections::BTreeMap};
use tui_input::Input;

/// In fewer cells the source alone says more than two short paths.
const WITH_TARGET: usize = 30;

/// Draws it. There is a text cursor while a path is being edited.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, (screen, rows): (Rect, Rect), question: &Question) -> Drawn {
    let width = inner_width(screen, WIDEST);
    let hidden: &[TaskId] = if question.with_hidden { &question.hidden } else { &[] };
    let count = question.targets.len() + hidden.len();
    let (paths, edited): (&[Input], _) = match &question.ask {
        Ask::Retry { paths, edited, .. } => (paths, *edited),
        Ask::Cancel { .. } => (&[], None),
    };
    // The paths of the one task are under its name.
    let of_one = match question.ask {
        Ask::Cancel { .. } if count == 1 => question.acts_on().next().map(|id| path_lines(ctx, id, usize::from(width))),
        _ => None,
    };
    let of_one = of_one.unwrap_or_default();
    let all = count + paths.len() + of_one.len();
    let asked_in = row_of_cursor(ctx, rows);
    let most = usize::from(most_lines_beside(screen, asked_in));
    let mut notes = Page::new(width, ctx.palette);
    write_notes(ctx, question, hidden, &mut notes);
    // No line of the notes is given up for air.
    let air = usize::from(all.min(most / 2) + notes.lines.len() + 3 <= most);
    if air > 0 {
        notes.lines.insert(0, Line::default());
    }
    // The keys are never given up. The names come first: what is explained beside them has the other half at most.
    let room = most.saturating_sub(1 + air);
    let list = all.min(room.saturating_sub(notes.lines.len() + 1).max(room.div_ceil(2))).min(room);
    let shown_notes = notes.lines.len().min(room.saturating_sub(list));
    let lines = list + shown_notes + 1 + air;
    let title = match question.ask {
        Ask::Cancel { .. } => (ctx.words.dialog.cancel_title)(count),
        Ask::Retry { .. } => (ctx.words.retry.title)(count),
    };
    let area = window_beside(ctx, buffer, screen, asked_in, (width, height(lines)), (&title, ""));
    let scroll = usize::from(question.scroll).min(all.saturating_sub(list));
    let left_over = all - list;
    let mut cursor = None;
    for (at, y) in (0..list).zip(area.top()..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        if at + 1 == list && scroll < left_over {
            let more = (ctx.words.dialog.more)(left_over - scroll + 1);
            put_line(buffer, line, &Line::from(Span::styled(more, ctx.style(Role::Dim))));
        } else if let Some(id) = question.targets.iter().chain(hidden).nth(scroll + at) {
            put_line(buffer, line, &task_line(ctx, id, usize::from(area.width), all == count));
        } else if let Some(path) = of_one.get(scroll + at - count) {
            put_line(buffer, line, path);
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
    let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
    Drawn { cursor, close: Some(draw_keys(ctx, buffer, foot, &question.ask)) }
}

/// The row of the screen that the cursor is in, where the table has it in view.
fn row_of_cursor(ctx: &RenderContext<'_>, rows: Rect) -> Option<u16> {
    let (top, row) = ctx.model.table_top(usize::from(rows.height));
    let below_top = u16::try_from(row?.checked_sub(top)?).ok()?;
    (below_top < rows.height).then_some(rows.y + below_top)
}

/// The name of a path, the source first.
fn path_label(ctx: &RenderContext<'_>, place: usize) -> String {
    let words = &ctx.words.detail;
    let width = cells(words.source).max(cells(words.target)) + 2;
    format!("  {}", fit(if place == 0 { words.source } else { words.target }, width, ctx.palette.ellipsis()))
}

/// A path that can be edited, behind its name; says where the text cursor would be.
fn draw_path(ctx: &RenderContext<'_>, buffer: &mut Buffer, line: Rect, (place, path): (usize, &Input)) -> (u16, u16) {
    let role = if path::check(path.value()).is_ok() { Role::Dim } else { Role::Bad };
    let x = put(buffer, (line.x, line.y), line.width, &path_label(ctx, place), ctx.style(role));
    let room = Rect { x, width: line.right().saturating_sub(x), ..line };
    draw_input(ctx, buffer, room, path)
}

/// The source and the target of a task, each behind its name.
fn path_lines(ctx: &RenderContext<'_>, id: &TaskId, width: usize) -> Vec<Line<'static>> {
    let Some(report) = ctx.model.shown().get(id).and_then(Task::report) else { return Vec::new() };
    let paths = [report.source(), report.target().filter(|target| !target.is_empty())];
    let line = |(place, path): (usize, Option<Cow<'_, str>>)| {
        let label = path_label(ctx, place);
        let path = cut_path(&path?, width.saturating_sub(cells(&label)), ctx.palette.ellipsis());
        Some(Line::from(vec![Span::styled(label, ctx.style(Role::Dim)), Span::styled(path, ctx.style(Role::Text))]))
    };
    paths.into_iter().enumerate().filter_map(line).collect()
}

/// Short id, operation and progress of a task, and its paths; without these, how much is done of how much.
fn task_line(ctx: &RenderContext<'_>, id: &TaskId, width: usize, with_path: bool) -> Line<'static> {
    let ellipsis = ctx.palette.ellipsis();
    let task = ctx.model.shown().get(id);
    let sign = task.map_or(" ", |task| ctx.palette.state_sign(task.state()));
    let short = cut_middle(ctx.model.shown().short(id), width / 2, ellipsis);
    let name = vec![
        Span::styled(format!("{sign} "), ctx.style(task.map_or(Role::Dim, |task| state_role(task.state())))),
        Span::styled(format!("{short:8}  "), ctx.style(Role::Strong)),
    ];
    let used = |spans: &[Span<'_>]| spans.iter().map(|span| cells(&span.content)).sum::<usize>();
    let Some((task, report)) = task.and_then(|task| Some((task, task.report()?))) else {
        let text = cut(ctx.words.dialog.not_known, width.saturating_sub(used(&name)), ellipsis);
        return Line::from([name, vec![Span::styled(text, ctx.style(Role::Dim))]].concat());
    };
    let operation = fit(report.operation.as_ref().map_or("", |operation| ctx.operation_word(operation)), 6, ellipsis);
    let percent = task.fraction().map_or(ctx.palette.none().to_owned(), number::percent);
    let percent = fit_right(&percent, number::PERCENT_CELLS, ellipsis);
    let known = [
        Span::styled(format!("{operation}  "), ctx.style(Role::Dim)),
        Span::styled(format!("{percent}  "), ctx.style(Role::Text)),
    ];
    let head = [name, known.into()].concat();
    let room = width.saturating_sub(used(&head));
    let rest = if with_path {
        tui::path::of_task(task, "", room, room >= WITH_TARGET, ellipsis)
    } else {
        match (Column::Size.row().cell)(task, &Context { width: room, ..ctx.cell_context(task) }) {
            Cell::Text(size) if cells(&size) <= room => size,
            _ => String::new(),
        }
    };
    Line::from([head, vec![Span::styled(rest, ctx.style(Role::Text))]].concat())
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

/// The answers, with the keys that are bound: the safe one looks chosen, the other one stands out when it counts. Says where the safe one is.
fn draw_keys(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, ask: &Ask) -> Rect {
    let model = ctx.model;
    let key = |command| model.keymap.first_key(command, model.mode());
    let (command, no, yes) = match ask {
        Ask::Cancel { .. } => (Command::Confirm, ctx.words.dialog.cancel_no, ctx.words.dialog.cancel_yes),
        Ask::Retry { edited: None, .. } => (Command::Submit, ctx.words.retry.no, ctx.words.retry.yes),
        // The keys are text now, but for these.
        Ask::Retry { edited: Some(_), .. } => {
            let text = keys(ctx, &[Command::NextPath, Command::Close]);
            let end = put(buffer, (area.x, area.y), area.width, &text, ctx.style(Role::Dim));
            let close = columns(&keys(ctx, &[Command::Close])).min(end - area.x);
            return Rect { x: end - close, width: close, ..area };
        }
    };
    let keep = ctx.style(Role::Strong).add_modifier(Modifier::REVERSED);
    let (yes_key, text) = if command.can_run(model).is_ok() {
        (ctx.style(Role::Bad).add_modifier(Modifier::BOLD), ctx.style(Role::Text))
    } else {
        (ctx.style(Role::Dim), ctx.style(Role::Dim))
    };
    let safe = format!(" {} {no} ", key(Command::Keep));
    let width = columns(&safe).min(area.width);
    let items = vec![
        Item::left(0, safe, keep),
        Item::left(1, format!("{} ", key(command)), yes_key).and(cut(yes, 30, ctx.palette.ellipsis()), text),
    ];
    row(ctx, buffer, area, items);
    Rect { width, ..area }
}
