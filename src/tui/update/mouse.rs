//! The mouse: the wheel turns what is under it, a click chooses, a second one soon after opens. Where things are follows from
//! `geometry`, as in drawing.
//!
//! A click closes a dialog, or answers no. A yes is a key: a click comes at once, wherever it came from, while a key that acts waits until
//! it is known to stand alone.

use super::{Dialog, Model, dialogs, filter, look, navigation};
use crate::tui::{Column, Detail, Mode, Pointer, PointerKind, Row, columns, geometry};
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
    // What lies over the screen has the wheel, wherever that turns, as it has the keys.
    match (is_click, model.mode()) {
        (true, Mode::List | Mode::Replay) => click(model, pointer),
        (true, _) => click_dialog(model, Position::new(pointer.column, pointer.row)),
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

/// A click on the words that close the dialog on top.
fn click_dialog(model: &mut Model, at: Position) {
    model.clicked = None;
    if model.close_hint.take_if(|hint| hint.contains(at)).is_some() {
        dialogs::close(model);
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
    if geometry::graph(regions.header).is_some_and(within) {
        look::next_span(model);
    } else if within(regions.titles) {
        let columns = columns::columns(model, regions.rows);
        if let Some(column) = columns::title_at(&columns, pointer.column - regions.titles.x) {
            filter::sort_by(model, column);
        }
    } else if within(regions.rows) {
        let (top, _) = model.table_top(usize::from(regions.rows.height));
        let row = top + usize::from(pointer.row - regions.rows.y);
        let Some(id) = model.view.row(row).map(Row::id) else { return };
        model.go_to_row(row);
        if model.current_group().is_some() && is_fold_sign(model, regions.rows, at.x) {
            return navigation::open(model);
        }
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

/// Whether the rows of groups have their sign in this column of the screen, or the blank behind it.
fn is_fold_sign(model: &Model, rows: Rect, x: u16) -> bool {
    let columns = columns::columns(model, rows);
    let state = columns.iter().find(|placed| placed.column == Column::State);
    state.is_some_and(|state| (state.x..state.x + 2).contains(&(x - rows.x)))
}
