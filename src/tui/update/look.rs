//! How things look, and the screen that stands still.

use super::{Command, Effect, Model, NoticeTone, TerminalEffect};
use crate::messages::words;
use crate::tui::{Frozen, Theme};

pub(super) fn run(model: &mut Model, command: Command, to: &mut Vec<Effect>) {
    let look = &mut model.look;
    match command {
        Command::FullPaths => look.full_paths = !look.full_paths,
        Command::Wide => look.wide = !look.wide,
        Command::Theme => {
            look.theme = look.theme.next();
            look.theme_is_auto = false;
            let name = look.theme.name;
            model.tell(NoticeTone::Plain, &(model.words().notice.theme)(name));
        }
        Command::Mouse => {
            look.mouse = !look.mouse;
            let (on, words) = (look.mouse, words(look.lang).notice);
            to.push(Effect::Terminal(TerminalEffect::Mouse(on)));
            model.tell(NoticeTone::Plain, if on { words.mouse_on } else { words.mouse_off });
        }
        Command::Language => {
            look.lang = look.lang.other();
            // It may stand in the other language; what a filter's problem says is made anew.
            model.notice = None;
            model.reorder();
        }
        _ => freeze(model),
    }
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

/// Lets the screen stand still, or follow the data again. Polling goes on beneath.
fn freeze(model: &mut Model) {
    let words = model.words().notice;
    if model.frozen.take().is_some() {
        model.reorder();
        model.tell(NoticeTone::Plain, words.thawed);
    } else {
        let (tasks, totals, by_region) =
            (model.watch.tasks.clone(), model.watch.totals.clone(), model.watch.by_region.clone());
        model.frozen = Some(Box::new(Frozen { at: model.now, tasks, totals, by_region }));
        model.reorder();
        model.tell(NoticeTone::Plain, &(words.frozen)(&model.keymap.label(Command::Freeze)));
    }
}
