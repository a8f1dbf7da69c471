//! The dialog that takes ids.

use super::window::{WIDEST, height, inner_width, keys, window};
use crate::domain::pick::Picked;
use crate::tui::Command;
use crate::tui::draw::{footer::draw_input, page::Page, paint::put, scene::Scene, theme::Role};
use ratatui::{buffer::Buffer, layout::Rect};
use tui_input::Input;

/// Draws it; says where the text cursor is.
pub fn draw(
    scene: &Scene<'_>,
    buffer: &mut Buffer,
    screen: Rect,
    input: &Input,
    pasted: Option<&Picked>,
) -> (u16, u16) {
    let words = &scene.words.dialog;
    let width = inner_width(screen, WIDEST);
    let mut page = Page::new(width, scene.palette);
    page.text(words.add_hint, Role::Dim);
    if let Some(pasted) = pasted {
        let role = if pasted.ids.is_empty() { Role::Bad } else { Role::Accent };
        page.text(&(words.pasted)(pasted.ids.len(), pasted.duplicates), role);
    }
    page.blank();
    let hint = height(page.lines.len());
    let area = window(
        scene,
        buffer,
        screen,
        (width, hint + 1),
        (words.add_title, &keys(scene, &[Command::Accept, Command::Close])),
    );
    page.draw(buffer, Rect { height: area.height.min(hint), ..area }, 0);
    let y = area.bottom().saturating_sub(1);
    let x = put(buffer, (area.x, y), area.width, scene.palette.sign("› ", "> "), scene.style(Role::Accent));
    draw_input(scene, buffer, Rect { x, y, width: area.right().saturating_sub(x), height: 1 }, input)
}
