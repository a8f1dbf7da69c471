//! The question before a cancel: which tasks, what half-done ones leave behind, and a safe answer that looks like the default.

use super::window::{WIDEST, height, inner_width, mark_more, most_lines, row, window};
use crate::{
    domain::{Operation, Task, TaskId},
    messages::width::{cells, cut, cut_middle, cut_path, fit},
    tui::{
        Command, Mode, Question,
        draw::{
            context::RenderContext,
            page::Page,
            paint::{Item, put_line},
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
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, question: &Question) {
    let words = &ctx.words.dialog;
    let width = inner_width(screen, WIDEST);
    let hidden: &[TaskId] = if question.with_hidden { &question.hidden } else { &[] };
    let all = question.targets.len() + hidden.len();
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
    let area = window(ctx, buffer, screen, (width, height(lines)), (&(words.cancel_title)(all), ""));
    let scroll = usize::from(question.scroll).min(all.saturating_sub(list));
    let left_over = all - list;
    for (at, y) in (0..list).zip(area.top()..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        if at + 1 == list && scroll < left_over {
            let more = (words.more)(left_over - scroll + 1);
            put_line(buffer, line, &Line::from(Span::styled(more, ctx.style(Role::Dim))));
        } else if let Some(id) = question.targets.iter().chain(hidden).nth(scroll + at) {
            put_line(buffer, line, &task_line(ctx, id, usize::from(area.width)));
        }
    }
    mark_more(ctx, buffer, Rect { height: height(list).min(area.height), ..area }, (scroll > 0, scroll < left_over));
    let below = area.y + height(list);
    let notes_area = Rect { y: below, height: height(shown_notes).min(area.bottom().saturating_sub(below)), ..area };
    // Behind the end of the list, scrolling continues in the notes.
    let beyond = usize::from(question.scroll).saturating_sub(left_over);
    notes.draw(buffer, notes_area, height(beyond));
    draw_keys(ctx, buffer, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area });
}

/// Short id, operation and path of a task.
fn task_line(ctx: &RenderContext<'_>, id: &TaskId, width: usize) -> Line<'static> {
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
    let path = report.and_then(crate::domain::report::Report::source).unwrap_or_default();
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
    if !question.hidden.is_empty() {
        let text = if question.with_hidden { words.hidden_included } else { words.hidden_left_out };
        page.text(&text(question.hidden.len()), Role::Warn);
        let key = ctx.model.keymap.first_key(Command::WithHidden, Mode::Cancel);
        let indent = cells(&key) + 1;
        let key = Span::styled(format!("{key} "), ctx.style(Role::Accent));
        let does = if question.with_hidden {
            words.without_hidden.to_owned()
        } else {
            (words.with_hidden)(question.hidden.len())
        };
        page.labelled(&[key], indent, &does, Role::Text);
    }
    // The gravest first.
    for (_, text) in [(some[2], words.delete_leaves), (some[1], words.move_leaves), (some[0], words.copy_leaves)]
        .iter()
        .filter(|(some, _)| *some)
    {
        page.text(text, Role::Text);
    }
    if question.unreached > 0 {
        page.text(&(words.unreached_left_out)(question.unreached), Role::Dim);
    }
    if question.ended > 0 {
        page.text(&(words.ended_left_out)(question.ended), Role::Dim);
    }
}

/// The answers, with the keys that are bound: the safe one looks chosen, the other one stands out when it counts.
fn draw_keys(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect) {
    let (words, model) = (&ctx.words.dialog, ctx.model);
    let key = |command| model.keymap.first_key(command, Mode::Cancel);
    let keep = ctx.style(Role::Strong).add_modifier(Modifier::REVERSED);
    let ellipsis = ctx.palette.ellipsis();
    let (yes, text) = if Command::Confirm.can_run(model).is_ok() {
        (ctx.style(Role::Bad).add_modifier(Modifier::BOLD), ctx.style(Role::Text))
    } else {
        (ctx.style(Role::Dim), ctx.style(Role::Dim))
    };
    let items = vec![
        Item::left(0, format!(" {} {} ", key(Command::Keep), words.cancel_no), keep),
        Item::left(1, format!("{} ", key(Command::Confirm)), yes).and(cut(words.cancel_yes, 30, ellipsis), text),
    ];
    row(ctx, buffer, area, items);
}
