//! What lies over the screen and takes the keys.

mod add;
mod cancel;
mod explain;
mod help;
mod log;
mod regions;
pub mod sort;
mod window;

use super::{chrome::Chrome, scene::Scene};
use crate::tui::Dialog;
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws a dialog over `screen`; says where the text cursor is, where text is typed.
pub fn draw(
    scene: &Scene<'_>,
    chrome: &Chrome,
    buffer: &mut Buffer,
    screen: Rect,
    dialog: &Dialog,
) -> Option<(u16, u16)> {
    match dialog {
        Dialog::Cancel(question) => cancel::draw(scene, buffer, screen, question),
        Dialog::Add { input, pasted } => return Some(add::draw(scene, buffer, screen, input, pasted.as_ref())),
        // The footer has it.
        Dialog::Filter { .. } => {}
        Dialog::Sort { choice } => sort::draw(scene, buffer, screen, *choice),
        Dialog::Help { scroll, .. } => help::draw(scene, chrome, buffer, screen, *scroll),
        Dialog::Explain { id, scroll } => explain::draw(scene, buffer, screen, id, *scroll),
        Dialog::Log { scroll } => log::draw(scene, buffer, screen, *scroll),
        Dialog::Regions { scroll } => regions::draw(scene, buffer, screen, *scroll),
    }
    None
}
