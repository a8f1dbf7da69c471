//! The tab *summary*: how a task goes, at a glance: where to, how far, until when, how steadily, what is wrong, what happened last.

use super::{error, events, graph};
use crate::{
    domain::{Eta, State, Task},
    messages::{
        time,
        width::{cells, cut_path},
    },
    output::columns::{Cell, Column, Context},
    tui::{
        draw::{
            context::RenderContext,
            page::Page,
            theme::{Role, state_role},
        },
        explained,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

/// From this width on the graph stands beside the texts.
const TWO_COLUMNS: u16 = 96;
/// A path has no more lines: the tab of all fields has the rest.
const PATH_LINES: usize = 3;
/// The graph has no fewer rows.
const LEAST_ROWS: u16 = 2;
/// From this height on there is room for empty lines, and to say all of a failure, not only what to do.
const ROOMY: u16 = 16;
/// So many events are worth more than a higher graph.
const EVENTS: u16 = 4;

/// Draws it, `scroll` lines further down.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, task: &Task, scroll: u16) {
    let has_graph = task.has_graph();
    let is_wide = area.width >= TWO_COLUMNS && has_graph;
    let left = Rect { width: if is_wide { area.width / 2 - 2 } else { area.width }, ..area };
    let gap = |page: &mut Page| {
        if area.height >= ROOMY {
            page.blank();
        }
    };
    let mut page = Page::new(left.width, ctx.palette);
    write(ctx, task, &mut page, area.height);
    if is_wide {
        let mut right = Page::new(area.width - left.width - 3, ctx.palette);
        graph::write(ctx, task, &mut right, area.height);
        right.draw(buffer, Rect { x: left.right() + 3, width: area.width - left.width - 3, ..area }, 0);
    } else if has_graph {
        let events = u16::try_from(task.events.len()).unwrap_or(u16::MAX).min(EVENTS);
        gap(&mut page);
        let room = area.height.saturating_sub(used(&page) + events + 1);
        graph::write(ctx, task, &mut page, room.max(LEAST_ROWS + graph::OTHER_LINES));
    }
    gap(&mut page);
    let room = usize::from(area.height.saturating_sub(used(&page)));
    events::write_task(ctx, task, &mut page, room.max(usize::from(EVENTS)));
    page.draw(buffer, left, scroll);
}

fn used(page: &Page) -> u16 {
    u16::try_from(page.lines.len()).unwrap_or(u16::MAX)
}

/// All but graph and events.
fn write(ctx: &RenderContext<'_>, task: &Task, page: &mut Page, height: u16) {
    let separator = ctx.palette.separator();
    let operation = task.report().and_then(|report| report.operation.as_ref()).map(|it| ctx.operation_word(it));
    let words = [operation, Some(ctx.task_word(task)), task.label.as_deref()];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(separator);
    let sign = ctx.palette.state_sign(task.state());
    page.text(&format!("{sign} {words}"), state_role(task.state()));
    paths(ctx, task, page);
    numbers(ctx, task, page);
    if let Some(until) = until(ctx, task) {
        page.text(&until, Role::Text);
    }
    if task.state() == State::Fail && height >= ROOMY {
        page.blank();
        error::write(ctx, task, page);
    } else {
        what_now(ctx, task, page);
    }
}

fn paths(ctx: &RenderContext<'_>, task: &Task, page: &mut Page) {
    let arrow = ctx.palette.sign("→ ", "> ");
    let report = task.report();
    let paths = report.map(|report| (report.source(), report.target())).unwrap_or_default();
    let [source, target] = [paths.0, paths.1].map(|path| path.filter(|path| !path.is_empty()));
    if let (Some(source), Some(target)) = (&source, &target) {
        let both = format!("{source} {arrow}{target}");
        if cells(&both) <= page.width() {
            return page.text(&both, Role::Strong);
        }
    }
    let room = page.width().saturating_sub(4) * PATH_LINES;
    for (first, path) in [("", source), (arrow, target)] {
        if let Some(path) = path {
            let path = cut_path(&path, room, ctx.palette.ellipsis());
            page.labelled(&[Span::styled(first, ctx.style(Role::Dim))], 2, &path, Role::Strong);
        }
    }
}

/// How far, how much, how many, how fast; only what is known.
fn numbers(ctx: &RenderContext<'_>, task: &Task, page: &mut Page) {
    let context = Context { width: page.width(), ..ctx.cell_context(task) };
    let columns = [Column::Progress, Column::Size, Column::Files, Column::Rate];
    let known = columns.into_iter().filter_map(|column| match (column.row().cell)(task, &context) {
        Cell::Text(text) if column == Column::Files => Some((ctx.words.units.files)(text.trim())),
        Cell::Text(text) => Some(text.trim().to_owned()),
        Cell::Unknown | Cell::Empty => None,
    });
    let text = known.collect::<Vec<_>>().join(ctx.palette.separator());
    if !text.is_empty() {
        page.text(&text, Role::Text);
    }
}

/// When it is done, or was, on the clock.
fn until(ctx: &RenderContext<'_>, task: &Task) -> Option<String> {
    let words = &ctx.words.header;
    let left = task.left(ctx.now.moment).filter(|_| ctx.answers(task));
    if let (Some(left), Eta::In { .. }) = (left, task.eta()) {
        let clock = time::coming(left, ctx.now.wall, &ctx.model.zone, ctx.lang())?;
        return Some([(words.done_by)(&clock), time::left(left, ctx.lang())].join(ctx.palette.separator()));
    }
    let why = match task.eta() {
        Eta::Unknown(why) if matches!(task.state(), State::Processing | State::Cancelling) => ctx.why_no_eta(task, why),
        _ => return None,
    };
    Some(format!("{} {}{}{why}", words.eta, ctx.palette.none(), ctx.palette.separator()))
}

/// What is wrong or strange, and what to do about it.
fn what_now(ctx: &RenderContext<'_>, task: &Task, page: &mut Page) {
    let card = explained::cards(ctx.model, task).into_iter().next();
    match (task.state(), card) {
        (State::Fail, card) => {
            let code = task.report().and_then(|report| report.error_code()).unwrap_or(ctx.words.group.no_code);
            let short = card.map(|card| card.short).or(task.report().and_then(|report| report.error_message()));
            page.text(format!("{code} {}", short.unwrap_or_default()).trim_end(), Role::Bad);
            if let Some(card) = card {
                page.coded_field(ctx.words.detail.next, 0, card.next, Role::Strong);
            }
        }
        (State::Processing | State::Waiting | State::Complete | State::Cancel, _) => {}
        (_, card) => {
            let now = explained::now(ctx.model, task);
            let text = if now.is_empty() { card.map(|card| card.meaning.to_owned()).unwrap_or_default() } else { now };
            page.text(&text, Role::Warn);
        }
    }
    if task.report().is_none() && task.refusal.is_none() {
        page.lines.push(Line::styled(task.id.as_str().to_owned(), ctx.style(Role::Dim)));
    }
}
