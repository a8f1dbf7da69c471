//! The table of tasks: titles and the rows that are in view. What is out of view costs nothing.

mod columns;
pub mod gauge;
mod path;
mod row;

use super::{
    paint::{Item, bar, put},
    scene::Scene,
    theme::Role,
};
use crate::{
    app::geometry::Area,
    domain::PlaceId,
    text::{
        number::PERCENT_CELLS,
        width::{cells, fit, fit_right},
    },
};
use columns::{Column, Placed, narrow};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};

/// The widest column of regions; longer names are cut.
const WIDEST_REGION: usize = 12;

/// From this width on there is a cell to spare at the right.
const WITH_MARGIN: u16 = 60;

/// Draws titles and rows.
pub fn draw(scene: &Scene<'_>, buffer: &mut Buffer, titles: Area, rows: Area) {
    let (titles, rows) = (super::rect(titles), super::rect(rows));
    let model = scene.model;
    // One cell between the last column and the border of a pane that stands beside, and under the header's own margin.
    let beside = u16::from(rows.right() < buffer.area.right() || rows.width >= WITH_MARGIN);
    let titles = Rect { width: titles.width.saturating_sub(beside), ..titles };
    let region = region_cells(scene);
    let layout = columns::layout(rows.width.saturating_sub(beside), scene.lang(), model.look.wide, region);
    let height = usize::from(rows.height);
    let ids = &model.view.ids;
    let mut top = model.view.top.min(ids.len().saturating_sub(height));
    let cursor = model.view.cursor.as_ref();
    let in_view = |top: usize| ids.iter().skip(top).take(height).position(|id| Some(id) == cursor).map(|at| top + at);
    let mut cursor_row = in_view(top);
    if cursor_row.is_none() && height > 0 {
        cursor_row = model.cursor_row();
        top = cursor_row.map_or(top, |row| if row < top { row } else { row + 1 - height.min(row + 1) });
    }
    if titles.height > 0 {
        // A line between what sums up and what it sums up, without a row of its own. It has the colour of the text: terminals that do
        // not know colours of lines take those for blinking.
        let area = titles.intersection(buffer.area);
        buffer.set_style(area, scene.style(Role::Faint));
        draw_titles(scene, buffer, titles, &layout, cursor_row);
        buffer.set_style(area, Style::new().add_modifier(Modifier::UNDERLINED));
    }
    if ids.is_empty() {
        let line = Rect { height: rows.height.min(1), y: rows.y + rows.height.min(2) / 2, ..rows };
        let text = vec![Item::left(0, format!("  {}", scene.words.table.no_match), scene.style(Role::Dim))];
        bar(buffer, line, text, ("", ""), Style::new(), scene.palette.ellipsis());
        return;
    }
    let common = path::common_directory(model);
    let shown = ids.iter().enumerate().skip(top).zip(rows.top()..rows.bottom());
    for ((at, id), y) in shown {
        let line = Rect { y, height: 1, ..rows };
        let is_current = Some(at) == cursor_row;
        let palette = if is_current { scene.palette.on_cursor() } else { scene.palette };
        let scene = &Scene { palette, ..*scene };
        if let Some(task) = model.shown().get(id) {
            row::draw(scene, buffer, line, task, &layout, &common);
        }
        if model.view.marks.contains(id) {
            let sign = scene.palette.sign("●", "*");
            put(buffer, (line.x + 1, y), 1, sign, scene.style(Role::Accent));
        }
        if is_current {
            put(buffer, (line.x, y), 1, scene.palette.sign("▌", ">"), scene.style(Role::Accent));
            highlight(scene, buffer, line);
        }
    }
}

/// The cells of the region's column: as wide as the longest name, within limits; none where there is one region.
fn region_cells(scene: &Scene<'_>) -> Option<u16> {
    let places = &scene.model.places;
    let title = cells(scene.words.table.region) + cells(scene.palette.sign("▼", " v"));
    let nowhere = scene.totals_of(PlaceId::NOWHERE).map(|_| scene.words.regions.nowhere);
    let names = places.iter().map(|state| &*state.label).chain(nowhere);
    let longest = names.map(cells).max().unwrap_or(0);
    places.are_several().then(|| narrow(longest.min(WIDEST_REGION).max(title)))
}

fn draw_titles(scene: &Scene<'_>, buffer: &mut Buffer, area: Rect, layout: &[Placed], cursor_row: Option<usize>) {
    let sort = scene.model.view.sort;
    let arrow = if sort.reversed { scene.palette.sign("▲", "^") } else { scene.palette.sign("▼", "v") };
    // Letters need a space around them.
    let space = scene.palette.sign("", " ");
    let ellipsis = scene.palette.ellipsis();
    let gauge = layout.iter().any(|placed| placed.column == Column::Gauge);
    for placed in layout {
        // The gauge carries the title of its percentage, too.
        let over = if placed.column == Column::Gauge { narrow(PERCENT_CELLS) + 1 } else { 0 };
        let placed = Placed { width: placed.width + over, ..*placed };
        let width = usize::from(placed.width);
        let sorts =
            placed.column.sorts_by(sort.key) || (placed.column == Column::Gauge && Column::Percent.sorts_by(sort.key));
        let title = match placed.column {
            Column::Percent if gauge => continue,
            Column::State if width == 1 && sorts => arrow.to_owned(),
            Column::State if width == 1 => String::new(),
            column => column.title(scene.words).to_owned(),
        };
        let title = match (sorts && width > 1, placed.column.is_number()) {
            (true, true) => format!("{arrow}{space}{title}"),
            (true, false) => format!("{title}{space}{arrow}"),
            (false, _) => title,
        };
        let text =
            if placed.column.is_number() { fit_right(&title, width, ellipsis) } else { fit(&title, width, ellipsis) };
        let role = if sorts { Role::Accent } else { Role::Dim };
        put(buffer, (area.x + placed.x, area.y), placed.width, &text, scene.style(role));
    }
    let all = scene.model.view.ids.len();
    let place = match cursor_row {
        Some(row) => format!(" {}/{all}", row + 1),
        None => format!(" {all}"),
    };
    // It stands over the end of the path's title, left of the age.
    let after_path: u16 =
        layout.iter().rev().take_while(|placed| placed.column != Column::Path).map(|p| p.width + 2).sum();
    let path = layout.iter().find(|placed| placed.column == Column::Path).map_or(0, |placed| placed.width);
    let wide = u16::try_from(cells(&place)).unwrap_or(u16::MAX);
    if wide + 6 <= path {
        let x = area.right().saturating_sub(after_path + wide);
        put(buffer, (x, area.y), wide, &place, scene.style(Role::Dim));
    }
}

/// Makes the cursor's row stand out: by its background, or, where there are few colours or none, reversed and without any.
fn highlight(scene: &Scene<'_>, buffer: &mut Buffer, row: Rect) {
    let row = row.intersection(buffer.area);
    for x in row.left()..row.right() {
        let cell = &mut buffer[(x, row.y)];
        match scene.palette.cursor_background() {
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
