//! How things look, and the paused screen.

use super::{Command, Effect, Model, NoticeTone, TerminalEffect, data};
use crate::{
    messages::Ellipsis,
    output::columns::Column,
    tui::{Frozen, Row, Theme, columns, path},
    watch::{Span, Watch},
};

pub(super) fn next_theme(model: &mut Model) {
    let look = &mut model.look;
    look.theme = look.theme.next();
    look.theme_is_auto = false;
    model.tell(NoticeTone::Plain, &(model.words().notice.theme)(model.look.theme.name));
}

/// Shows the next longer time in the graph; after the longest, the shortest.
pub(super) fn next_span(model: &mut Model) {
    let spans = Span::ALL;
    let at = spans.iter().position(|span| *span == model.graph_span()).unwrap_or(0);
    model.graph_span = Some(spans[(at + 1) % spans.len()]);
}

pub(super) fn mouse(model: &mut Model, to: &mut Vec<Effect>) {
    model.look.mouse ^= true;
    to.push(Effect::Terminal(TerminalEffect::Mouse(model.look.mouse)));
    let words = model.words().notice;
    model.tell(NoticeTone::Plain, if model.look.mouse { words.mouse_on } else { words.mouse_off });
}

pub(super) fn other_language(model: &mut Model) {
    model.look.lang = model.look.lang.other();
    // It may stand in the other language; what a filter's problem says is made anew.
    model.notice = None;
    model.reorder();
}

/// Shows whole paths, or folds what they share; says so where that makes no difference.
pub(super) fn full_paths(model: &mut Model) {
    let before = paths(model);
    model.look.full_paths ^= true;
    if before == paths(model) {
        model.tell(NoticeTone::Plain, model.words().notice.same_paths);
    }
}

/// The paths in view, as they are drawn.
fn paths(model: &Model) -> Vec<String> {
    let rows = model.regions().map(|regions| regions.rows).unwrap_or_default();
    let layout = columns::columns(model, rows);
    let width =
        layout.iter().find(|placed| placed.column == Column::Path).map_or(0, |placed| usize::from(placed.width));
    let (common, height) = (path::common_directory(model), usize::from(rows.height));
    let ellipsis = if model.look.ascii { Ellipsis::Ascii } else { Ellipsis::Unicode };
    let (top, _) = model.table_top(height);
    let path = |row| match model.view.row(row)? {
        Row::Task(id) => Some(path::of_task(model.shown().get(id)?, &common, width, false, ellipsis)),
        Row::Group(_) => None,
    };
    (top..top + height).filter_map(path).collect()
}

/// Shows all columns, or leaves the path its room; says so where that makes no difference.
pub(super) fn wide(model: &mut Model) {
    let layout = |model: &Model| model.regions().map(|regions| columns::columns(model, regions.rows));
    let before = layout(model);
    model.look.wide ^= true;
    if before == layout(model) {
        model.tell(NoticeTone::Plain, model.words().notice.same_columns);
    }
}

/// Draws everything anew, of fresh data where there is a service.
pub(super) fn redraw(model: &mut Model, to: &mut Vec<Effect>) {
    if model.replay.is_none() {
        data::poll_now(model, to);
    }
    to.push(Effect::Terminal(TerminalEffect::Redraw));
}

/// Takes the palette that fits the terminal's background, unless somebody has chosen one.
pub(super) fn background(model: &mut Model, is_light: bool) {
    let look = &mut model.look;
    if std::mem::take(&mut look.theme_is_auto) {
        look.theme = if is_light { &Theme::LIGHT } else { &Theme::DARK };
        if let Some((theme, _)) = &mut look.own_colors {
            *theme = look.theme;
        }
    }
}

/// Pauses the display, or lets it follow the data again. polling continues.
pub(super) fn freeze(model: &mut Model) {
    let words = model.words().notice;
    if model.frozen.take().is_some() {
        model.reorder();
        model.tell(NoticeTone::Plain, words.thawed);
    } else {
        let Watch { tasks, totals, by_region, rates, .. } = &model.watch;
        let (tasks, totals) = (tasks.clone(), totals.clone());
        let (by_region, rates) = (by_region.clone(), rates.clone());
        model.frozen = Some(Box::new(Frozen { at: model.now, tasks, totals, by_region, rates }));
        model.reorder();
        model.tell(NoticeTone::Plain, &(words.frozen)(&model.keymap.label(Command::Freeze)));
    }
}
