//! What is said on a terminal that is too small for the rest.

use super::{page::Page, scene::Scene, theme::Role};
use crate::tui::geometry::SMALLEST;
use ratatui::{buffer::Buffer, layout::Rect};

/// Says it, as far as there is room.
pub fn draw(scene: &Scene<'_>, buffer: &mut Buffer, area: Rect) {
    if area.width < 2 || area.height < 1 {
        return;
    }
    let mut page = Page::new(area.width, scene.palette);
    let text = (scene.words.first_screen.too_small)([area.width, area.height], [SMALLEST.0, SMALLEST.1]);
    page.text(&text, Role::Text);
    page.draw(buffer, area, 0);
}
