//! The error card of one task, over the screen.

use super::window::{WIDEST, height, inner_width, keys, most_lines, window};
use crate::{
    domain::TaskId,
    tui::{
        Command,
        draw::{detail, page::Page, scene::Scene},
    },
};
use ratatui::{buffer::Buffer, layout::Rect};
pub fn draw(scene: &Scene<'_>, buffer: &mut Buffer, screen: Rect, id: &TaskId, scroll: u16) {
    let words = &scene.words.dialog;
    let width = inner_width(screen, WIDEST);
    let mut page = Page::new(width, scene.palette);
    if let Some(task) = scene.model.shown().get(id) {
        detail::error::write(scene, task, &mut page);
    }
    let lines = height(page.lines.len()).min(most_lines(screen));
    let area = window(
        scene,
        buffer,
        screen,
        (width, lines),
        (&(words.explain_title)(scene.model.shown().short(id)), &keys(scene, &[Command::Close])),
    );
    page.draw(buffer, area, scroll);
}
