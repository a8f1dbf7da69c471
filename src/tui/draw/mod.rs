//! Drawing: a pure function of the model. Changes nothing, and is the only part besides `terminal` that
//! knows the terminal library. The cost of a frame depends on what is in view, not on how many tasks are watched.

mod context;
mod detail;
mod dialog;
mod first_screen;
mod footer;
mod header;
mod page;
mod paint;
mod table;
mod theme;
mod time_bar;
mod too_small;

use crate::tui::{Model, geometry};
use context::RenderContext;
use ratatui::{Frame, layout::Rect};

/// Draws the whole screen, whatever its size. Says where the words are that close the dialog on top, for [`Model::drawn`].
pub fn draw(model: &Model, frame: &mut Frame<'_>) -> Option<Rect> {
    let area = frame.area();
    let ctx = RenderContext::new(model);
    let Some(regions) = model.regions_in((area.width, area.height)) else {
        too_small::draw(&ctx, frame.buffer_mut(), area);
        return None;
    };
    let buffer = frame.buffer_mut();
    header::draw(&ctx, buffer, regions.header, regions.bar.is_some());
    if model.watch.tasks.is_empty() && model.shown().is_empty() {
        first_screen::draw(&ctx, buffer, body(&regions));
    } else {
        table::draw(&ctx, buffer, regions.titles, regions.rows);
        if let Some(area) = regions.detail {
            detail::draw(&ctx, buffer, area, model.detail);
        }
        if let Some(line) = regions.paths {
            table::draw_paths(&ctx, buffer, line);
        }
    }
    if let (Some(replay), Some(bar)) = (&model.replay, regions.bar) {
        time_bar::draw(&ctx, buffer, bar, replay);
    }
    let mut cursor = footer::draw(&ctx, buffer, regions.footer);
    let mut close = None;
    for dialog in &model.dialogs {
        let drawn = dialog::draw(&ctx, buffer, (area, regions.rows), dialog);
        (cursor, close) = (drawn.cursor.or(cursor), drawn.close);
    }
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
    close
}

/// All between header and footer.
fn body(regions: &geometry::Regions) -> Rect {
    let top = regions.header.y + regions.header.height;
    let bottom = regions.bar.unwrap_or(regions.footer).y;
    Rect { x: 0, y: top, width: regions.header.width, height: bottom.saturating_sub(top) }
}
