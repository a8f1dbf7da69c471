//! The screen of an empty set: what this is, and how tasks come in.

use super::{context::RenderContext, page::Page, theme::Role};
use crate::messages::width::{cells, fit};
use ratatui::{buffer::Buffer, layout::Rect, text::Span};

/// The widest text that is comfortable to read.
const WIDEST: u16 = 76;

/// Draws it in the middle of `area`.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect) {
    let words = &ctx.words.first_screen;
    let width = area.width.saturating_sub(4).min(WIDEST);
    let mut page = Page::new(width, ctx.palette);
    let roomy = area.height >= 16;
    // On a low screen the way in is worth more than what this is.
    if roomy {
        page.text(words.what, Role::Strong);
        page.blank();
    }
    page.text(words.empty, Role::Dim);
    if roomy {
        page.blank();
        page.text(words.how_to_add, Role::Accent);
    }
    let bullet = Span::styled(format!("{} ", ctx.palette.sign("•", "-")), ctx.style(Role::Accent));
    for way in [words.by_key, words.by_paste] {
        page.labelled(std::slice::from_ref(&bullet), 2, way, Role::Text);
    }
    let label = words.ways.iter().chain([&words.demo]).map(|(typed, _)| cells(typed)).max().unwrap_or(0) + 2;
    let way = |page: &mut Page, (typed, does): (&str, &str)| {
        let typed = Span::styled(fit(typed, label, ctx.palette.ellipsis()), ctx.style(Role::Strong));
        page.labelled(&[bullet.clone(), typed], label + 2, does, Role::Dim);
    };
    for one in words.ways {
        way(&mut page, one);
    }
    if roomy {
        page.blank();
        page.text(words.try_it, Role::Accent);
    }
    way(&mut page, words.demo);
    let height = u16::try_from(page.lines.len()).unwrap_or(u16::MAX).min(area.height);
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 3;
    page.draw(buffer, Rect { x, y, width, height }, 0);
}
