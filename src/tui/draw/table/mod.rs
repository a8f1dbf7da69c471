//! The table of tasks: titles and the rows that are in view. What is out of view costs nothing.

pub mod gauge;
mod group;
mod row;

use super::{
    context::RenderContext,
    paint::{Item, bar, columns as columns_of, put},
    theme::Role,
};
use crate::{
    messages::width::{cells, cut_path, fit, fit_right},
    tui::{
        Column, Command, Mode, Row,
        columns::{self, Placed},
        path,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
    widgets::{Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget as _},
};

/// Draws titles and rows.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, titles: Rect, rows: Rect) {
    let model = ctx.model;
    let layout = columns::columns(model, rows);
    let spare = columns::spare(model, rows);
    let (top, cursor_row) = model.table_top(usize::from(rows.height));
    let titles = Rect { width: titles.width.saturating_sub(spare), ..titles };
    if titles.height > 0 {
        // A line between what sums up and what it sums up, without a row of its own. It has the colour of the text: terminals that do
        // not know colours of lines take those for blinking.
        let area = titles.intersection(buffer.area);
        buffer.set_style(area, ctx.style(Role::Faint));
        draw_titles(ctx, buffer, titles, &layout, cursor_row);
        buffer.set_style(area, Style::new().add_modifier(Modifier::UNDERLINED));
    }
    if model.view.ids.is_empty() {
        let line = Rect { height: rows.height.min(1), y: rows.y + rows.height.min(2) / 2, ..rows };
        let key = model.keymap.first_key(Command::Back, Mode::List);
        let text = vec![Item::left(0, format!("  {}", (ctx.words.table.no_match)(&key)), ctx.style(Role::Dim))];
        bar(buffer, line, text, ("", ""), Style::new(), ctx.palette.ellipsis());
        return;
    }
    let common = path::common_directory(model);
    let range = cursor_row.and_then(|row| model.view.open_range(row));
    for (at, y) in (top..).zip(rows.top()..rows.bottom()) {
        let Some(shown) = model.view.row(at) else { break };
        let line = Rect { y, height: 1, ..rows };
        let is_current = Some(at) == cursor_row;
        let is_in_range = range.as_ref().is_some_and(|range| range.contains(&at));
        let has_background = is_current || is_in_range && ctx.palette.cursor_background().is_some();
        let palette = if has_background { ctx.palette.on_cursor() } else { ctx.palette };
        let ctx = &RenderContext { palette, ..*ctx };
        match shown {
            Row::Group(group) => group::draw(ctx, buffer, line, group, &layout, &common),
            Row::Task(id) => {
                if let Some(task) = model.shown().get(id) {
                    row::draw(ctx, buffer, line, task, &layout, &common);
                }
            }
        }
        if let Some(sign) = mark(ctx, at).or(is_in_range.then(|| ctx.palette.sign("┃", "|"))) {
            put(buffer, (line.x + 1, y), 1, sign, ctx.style(Role::Accent));
        }
        if is_current {
            put(buffer, (line.x, y), 1, ctx.palette.sign("▌", ">"), ctx.style(Role::Accent));
        }
        if has_background {
            highlight(ctx, buffer, line);
        }
    }
    draw_scrollbar(ctx, buffer, rows, top);
}

/// What the row under the cursor may have cut: the paths of its task, or the name of its group.
pub fn draw_paths(ctx: &RenderContext<'_>, buffer: &mut Buffer, line: Rect) {
    let (start, ellipsis) = (columns::MARGIN, ctx.palette.ellipsis());
    let width = line.width.saturating_sub(2 * start);
    let of_task = ctx.model.current().map(|task| path::of_task(task, "", usize::from(width), true, ellipsis));
    let of_group = || ctx.model.current_group().map(|group| ctx.group_name(&group.key));
    if let Some(text) = of_task.or_else(of_group) {
        let text = cut_path(&text, usize::from(width), ellipsis);
        put(buffer, (line.x + start, line.y), width, &text, ctx.style(Role::Dim));
    }
}

/// Where the rows in view are among all, at the right edge; nothing where all are in view.
fn draw_scrollbar(ctx: &RenderContext<'_>, buffer: &mut Buffer, rows: Rect, top: usize) {
    let (height, area) = (usize::from(rows.height), rows.intersection(buffer.area));
    let hidden = ctx.model.view.count().saturating_sub(height);
    if hidden == 0 || area.is_empty() {
        return;
    }
    let mut state = ScrollbarState::new(hidden + 1).position(top).viewport_content_length(height);
    Scrollbar::new(ScrollbarOrientation::VerticalRight)
        .begin_symbol(None)
        .end_symbol(None)
        .track_symbol(Some(ctx.palette.sign("│", "|")))
        .thumb_symbol(ctx.palette.sign("┃", "#"))
        .track_style(ctx.style(Role::Track))
        .thumb_style(ctx.style(Role::Dim))
        .render(area, buffer, &mut state);
}

/// The sign of a row that is marked; a group may be so in part.
fn mark(ctx: &RenderContext<'_>, row: usize) -> Option<&'static str> {
    let view = &ctx.model.view;
    if view.marks.is_empty() {
        return None;
    }
    let ids = view.ids.get(view.places(row))?;
    let is_marked = |id| view.marks.contains(id);
    if ids.iter().all(is_marked) {
        return Some(ctx.palette.sign("●", "*"));
    }
    ids.iter().any(is_marked).then(|| ctx.palette.sign("◐", "~"))
}

fn draw_titles(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, layout: &[Placed], cursor_row: Option<usize>) {
    let sort = ctx.model.view.sort;
    let arrow = if sort.reversed { ctx.palette.sign("▲", "^") } else { ctx.palette.sign("▼", "v") };
    // Letters need a space around them.
    let space = ctx.palette.sign("", " ");
    let ellipsis = ctx.palette.ellipsis();
    let (model, mut path_title) = (ctx.model, 0);
    for placed in layout {
        let (column, width) = (placed.column.row(), usize::from(placed.width));
        let sorts = placed.column.carries(sort.key);
        let title = match column.width.narrow.filter(|_| placed.is_narrow) {
            Some((_, title)) => title,
            None => column.title.of(ctx.lang()),
        };
        // The paths have the names of groups among them.
        let by = model.view.group_by.filter(|_| placed.column == Column::Path);
        let title = by.map_or(title, |by| ctx.words.group.by(by));
        // Over a gauge a title begins where the gauge does.
        let at_right = column.is_number && (placed.is_narrow || column.width.narrow.is_none());
        let title = match (sorts, at_right) {
            (true, _) if width == 1 => arrow.to_owned(),
            (true, true) => format!("{arrow}{space}{title}"),
            (true, false) => format!("{title}{space}{arrow}"),
            (false, _) => title.to_owned(),
        };
        if placed.column == Column::Path {
            path_title = cells(&title);
        }
        let text = if at_right { fit_right(&title, width, ellipsis) } else { fit(&title, width, ellipsis) };
        let role = if sorts { Role::Accent } else { Role::Dim };
        put(buffer, (area.x + placed.x, area.y), placed.width, &text, ctx.style(role));
    }
    let [place, unnamed] = position(ctx, cursor_row);
    // It stands over the end of the path's title, left of the age.
    let after_path: u16 =
        layout.iter().rev().take_while(|placed| placed.column != Column::Path).map(|p| p.width + 2).sum();
    let path = layout.iter().find(|placed| placed.column == Column::Path).map_or(0, |placed| placed.width);
    let fits = |place: &&String| cells(place) + path_title + 2 <= usize::from(path);
    if let Some(place) = [&place, &unnamed].into_iter().find(fits) {
        let wide = columns_of(place);
        let x = area.right().saturating_sub(after_path + wide);
        put(buffer, (x, area.y), wide, place, ctx.style(Role::Dim));
    }
}

/// Where the cursor is: at which of how many tasks, or groups where it is on one. Rows in groups are of both kinds, so it is said which of
/// them are counted, and then without that.
fn position(ctx: &RenderContext<'_>, cursor_row: Option<usize>) -> [String; 2] {
    let (view, words) = (&ctx.model.view, &ctx.words.group);
    let Some(row) = cursor_row else { return [(); 2].map(|()| format!(" {}", view.ids.len())) };
    let (word, at, all) = match view.row(row) {
        Some(Row::Group(_)) => {
            (words.group_at, view.groups.partition_point(|group| group.row < row), view.groups.len())
        }
        _ => (words.task_at, view.places(row).start, view.ids.len()),
    };
    let short = format!(" {}/{all}", at + 1);
    [if view.groups.is_empty() { short.clone() } else { format!(" {word}{short}") }, short]
}

/// Makes the cursor's row stand out: by its background, or, where there are few colours or none, reversed and without any.
fn highlight(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect) {
    let row = row.intersection(buffer.area);
    for x in row.left()..row.right() {
        let cell = &mut buffer[(x, row.y)];
        match ctx.palette.cursor_background() {
            Some(color) if cell.bg == Color::Reset => {
                cell.set_bg(color);
            }
            Some(_) => {}
            None => {
                cell.set_style(Style::reset().add_modifier(Modifier::REVERSED));
            }
        }
    }
}
