//! How things look, and the screen that stands still.

use super::{Command, Effect, Model, NoticeTone};
use crate::app::{Frozen, Theme, keys_label};

pub(super) fn run(model: &mut Model, command: Command, to: &mut Vec<Effect>) {
    let look = &mut model.look;
    match command {
        Command::FullPaths => look.full_paths = !look.full_paths,
        Command::Wide => look.wide = !look.wide,
        Command::Theme => look.theme = if look.theme == Theme::Dark { Theme::Light } else { Theme::Dark },
        Command::Mouse => {
            look.mouse = !look.mouse;
            to.push(Effect::Mouse(look.mouse));
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

/// Lets the screen stand still, or follow the data again. Polling goes on beneath.
fn freeze(model: &mut Model) {
    let words = model.words().notice;
    if model.frozen.take().is_some() {
        model.reorder();
        model.tell(NoticeTone::Plain, words.thawed);
    } else {
        let (tasks, totals, by_place) = (model.tasks.clone(), model.totals.clone(), model.by_place.clone());
        model.frozen = Some(Box::new(Frozen { at: model.now, tasks, totals, by_place }));
        model.reorder();
        model.tell(NoticeTone::Plain, &(words.frozen)(&keys_label(Command::Freeze)));
    }
}
