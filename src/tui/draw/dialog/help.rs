//! All keys by group, in two columns where there is room.

use super::window::{WIDEST, height, inner_width, keys, most_lines, window};
use crate::{
    messages::{
        time,
        width::{cells, fit},
    },
    tui::{
        Command, HelpGroup,
        draw::{context::RenderContext, page::Page, theme::Role},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, text::Span};

/// The widest help screen.
const WIDEST_HELP: u16 = 116;
/// From this width inside on there are two columns.
const TWO: u16 = 90;
/// Between the two columns.
const BETWEEN: u16 = 4;
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, scroll: u16) -> Rect {
    let words = &ctx.words.help;
    let wide = inner_width(screen, WIDEST_HELP);
    let two = wide >= TWO;
    let width = if two { wide } else { inner_width(screen, WIDEST) };
    let column = if two { (width - BETWEEN) / 2 } else { width };
    let groups = ctx.model.help_rows();
    let all: usize = groups.iter().map(|group| group.rows.len() + 2).sum();
    let mut pages = vec![Page::new(column, ctx.palette)];
    for HelpGroup { title, rows } in &groups {
        let filled = pages.last().map_or(0, |page| page.lines.len());
        // A group goes to the second column as soon as the first one has its half.
        if two && pages.len() == 1 && filled > 0 && (filled + rows.len() / 2 + 1) * 2 > all {
            pages.push(Page::new(column, ctx.palette));
        }
        if let Some(page) = pages.last_mut() {
            group(ctx, title, rows, page);
        }
    }
    if let Some(page) = pages.last_mut() {
        if groups.is_empty() {
            page.text(words.nothing_found, Role::Warn);
            page.blank();
        }
        page.text(words.tasks_go_on, Role::Good);
        let offset = time::offset(ctx.now.wall, &ctx.model.zone);
        page.text(&(words.zone)(&offset), Role::Dim);
    }
    let lines = height(pages.iter().map(|page| page.lines.len()).max().unwrap_or(0)).min(most_lines(screen));
    let area =
        window(ctx, buffer, screen, (width, lines), (words.title, &keys(ctx, &[Command::SearchHelp, Command::Close])));
    for (at, page) in (0u16..).zip(&pages) {
        let x = (area.x + at * (column + BETWEEN)).min(area.right());
        page.draw(buffer, Rect { x, width: column.min(area.right() - x), ..area }, scroll);
    }
    area
}

fn group(ctx: &RenderContext<'_>, title: &str, rows: &[(String, &'static str)], page: &mut Page) {
    page.text(title, Role::Accent);
    let keys = rows.iter().map(|(keys, _)| cells(keys)).max().unwrap_or(0).clamp(6, 18);
    for (name, does) in rows {
        let name = Span::styled(fit(name, keys, ctx.palette.ellipsis()), ctx.style(Role::Strong));
        page.labelled(&[Span::raw("  "), name, Span::raw("  ")], keys + 4, does, Role::Text);
    }
    page.blank();
}
