//! What lies over the screen and takes the keys.

mod add;
mod explain;
mod help;
mod log;
mod question;
mod regions;
pub mod sort;
mod window;

use super::context::RenderContext;
use crate::tui::Dialog;
use ratatui::{buffer::Buffer, layout::Rect};
use window::Drawn;

/// Draws a dialog over `screen`, of which `rows` are the table's.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, (screen, rows): (Rect, Rect), dialog: &Dialog) -> Drawn {
    let mut cursor = None;
    let inside = match dialog {
        Dialog::Question(question) => return question::draw(ctx, buffer, (screen, rows), question),
        // The footer has it.
        Dialog::Filter { .. } => return Drawn::default(),
        Dialog::Add { input, pasted } => {
            let (inside, at) = add::draw(ctx, buffer, screen, input, pasted.as_ref());
            cursor = Some(at);
            inside
        }
        Dialog::Sort { choice } => sort::draw(ctx, buffer, screen, *choice),
        Dialog::Help { scroll, .. } => help::draw(ctx, buffer, screen, *scroll),
        Dialog::Explain { id, scroll } => explain::draw(ctx, buffer, screen, id, *scroll),
        Dialog::Log { cursor } => log::draw(ctx, buffer, screen, *cursor),
        Dialog::Regions { scroll } => regions::draw(ctx, buffer, screen, *scroll),
    };
    Drawn { cursor, close: Some(window::close_hint(ctx, inside)) }
}
