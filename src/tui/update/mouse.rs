//! The mouse: the wheel turns what is under it, a click chooses, a second one soon after opens. Where things are follows from
//! `geometry`, as in drawing.

use super::{Dialog, Model, filter, navigation};
use crate::tui::{Detail, Mode, Pointer, PointerKind, Row, columns, geometry};
use ratatui::layout::{Position, Rect};
use std::time::Duration;

/// How many lines a step of the wheel is.
const WHEEL: i16 = 3;
/// Two clicks on a task or group within this time open it.
const DOUBLE_CLICK: Duration = Duration::from_millis(500);

/// Takes what the mouse did; nothing while the mouse is the terminal's: that is a click from before it was given back.
pub(super) fn point(model: &mut Model, pointer: Pointer) {
    if !model.look.mouse {
        return;
    }
    let down = pointer.kind == PointerKind::WheelDown;
    model.view.is_held = true;
    let is_click = pointer.kind == PointerKind::Click;
    // What lies over the screen has the wheel, wherever that turns, as it has the keys. It is answered by keys alone.
    match (is_click, model.mode()) {
        (true, Mode::List | Mode::Replay) => click(model, pointer),
        (true, _) => model.clicked = None,
        (false, Mode::List | Mode::Replay | Mode::Filter) => turn(model, pointer, down),
        (false, _) => turn_dialog(model, down),
    }
}

/// The wheel over the screen itself.
fn turn(model: &mut Model, pointer: Pointer, down: bool) {
    let Some(regions) = model.regions() else { return };
    let at = Position::new(pointer.column, pointer.row);
    let within = |area: Rect| area.contains(at);
    let lines = if down { WHEEL } else { -WHEEL };
    if regions.detail.is_some_and(within) {
        navigation::scroll(model, lines);
    } else if within(regions.rows) || within(regions.titles) {
        model.scroll_table(isize::from(lines));
    }
}

/// The wheel over a dialog: a line of a menu, some of a text.
fn turn_dialog(model: &mut Model, down: bool) {
    let lines = if matches!(model.dialogs.last(), Some(Dialog::Sort { .. })) { 1 } else { WHEEL };
    for _ in 0..lines {
        navigation::step(model, |at, _| if down { at + 1 } else { at.saturating_sub(1) });
    }
}

fn click(model: &mut Model, pointer: Pointer) {
    let before = model.clicked.take();
    let Some(regions) = model.regions() else { return };
    if model.watch.tasks.is_empty() && model.shown().is_empty() {
        return;
    }
    let at = Position::new(pointer.column, pointer.row);
    let within = |area: Rect| area.contains(at);
    if within(regions.titles) {
        let columns = columns::columns(model, regions.rows);
        if let Some(column) = columns::title_at(&columns, pointer.column - regions.titles.x) {
            filter::sort_by(model, column);
        }
    } else if within(regions.rows) {
        let (top, _) = model.table_top(usize::from(regions.rows.height));
        let row = top + usize::from(pointer.row - regions.rows.y);
        let Some(id) = model.view.row(row).map(Row::id) else { return };
        model.go_to_row(row);
        // The task or group counts, not the row: another one may have come to stand there between two clicks.
        let is_second = before.is_some_and(|(clicked, at)| clicked == id && pointer.at.since(at) <= DOUBLE_CLICK);
        if !is_second {
            model.clicked = Some((id, pointer.at));
        } else if model.detail.is_none() || model.current_group().is_some() {
            navigation::open(model);
        }
    } else if let Some(pane) = regions.detail.filter(|pane| within(*pane)) {
        let tabs = geometry::tabs(pane, &model.words().detail);
        let tab = tabs.iter().find(|(_, area)| within(*area)).map(|(tab, _)| *tab);
        if let Some(tab) = tab.filter(|tab| model.detail.is_none_or(|detail| detail.tab != *tab)) {
            model.detail = Some(Detail { tab, scroll: 0 });
        }
    }
}
