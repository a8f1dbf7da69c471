//! How things look, and the paused screen.

use super::{Command, Effect, Model, NoticeTone, TerminalEffect, data};
use crate::{
    tui::{Frozen, Theme},
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
    let at = spans.iter().position(|span| *span == model.graph_span).unwrap_or(0);
    model.graph_span = spans[(at + 1) % spans.len()];
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
