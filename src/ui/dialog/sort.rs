//! The menu of orders.

use super::{height, inner_width, keys, mark_more, most_lines, window};
use crate::{
    app::{Command, SortKey},
    text::width::cells,
    ui::{paint::put, scene::Scene, theme::Role},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};

/// The name of an order.
pub fn name(scene: &Scene<'_>, key: SortKey) -> &'static str {
    let (table, dialog) = (&scene.words.table, &scene.words.dialog);
    match key {
        SortKey::Attention => dialog.sort_attention,
        SortKey::State => table.state,
        SortKey::Operation => scene.words.detail.operation,
        SortKey::Progress => table.progress,
        SortKey::Size => dialog.sort_size,
        SortKey::Rate => table.rate,
        SortKey::Eta => table.eta,
        SortKey::Files => table.files,
        SortKey::Path => table.path,
        SortKey::Region => table.region,
        SortKey::Age => table.age,
        SortKey::Added => dialog.sort_added,
    }
}

/// Draws the menu; the order in force has its arrow.
pub fn draw(scene: &Scene<'_>, buffer: &mut Buffer, screen: Rect, choice: SortKey) {
    let words = &scene.words.dialog;
    let hint = keys(scene, &[Command::Accept, Command::Close]);
    let orders = scene.model.sort_keys();
    let widest = orders.iter().map(|key| cells(name(scene, *key))).max().unwrap_or(0) + 6;
    let width = height(widest.max(cells(&hint) + 2)).min(inner_width(screen, 76));
    let lines = height(orders.len()).min(most_lines(screen));
    let area = window(scene, buffer, screen, (width, lines), (words.sort_title, &hint));
    let at = orders.iter().position(|key| *key == choice).unwrap_or(0);
    let top = (at + 1).saturating_sub(usize::from(area.height));
    for (key, y) in orders.iter().skip(top).zip(area.top()..area.bottom()) {
        let sort = scene.model.view.sort;
        let arrow = match (*key == sort.key, sort.reversed) {
            (false, _) => " ",
            (true, false) => scene.palette.sign("▼", "v"),
            (true, true) => scene.palette.sign("▲", "^"),
        };
        let chosen = *key == choice;
        let style =
            if chosen { scene.style(Role::Strong).add_modifier(Modifier::REVERSED) } else { scene.style(Role::Text) };
        let sign = if chosen { scene.palette.sign("›", ">") } else { " " };
        let text = crate::text::width::fit(
            &format!("{sign} {arrow} {}", name(scene, *key)),
            usize::from(area.width),
            scene.palette.ellipsis(),
        );
        put(buffer, (area.x, y), area.width, &text, style);
    }
    mark_more(scene, buffer, area, (top > 0, top + usize::from(area.height) < orders.len()));
}
