//! The one function that changes the screen's state. It sends each message to the file of its concern; nothing here knows a
//! clock, a file, the network or the terminal.

mod cancel;
mod data;
mod dialogs;
mod filter;
mod local;
mod log;
mod look;
mod marks;
mod mouse;
mod navigation;
mod notice;
mod notifications;
mod retry;
mod run;
mod share;

use super::{Command, Dialog, Effect, Key, Mode, Model, Msg, NoticeTone, ServiceEffect, TerminalEffect};
use crate::{domain::At, watch::Event};

/// Takes a message, which came at `at`, and returns what `commands` has to do.
pub fn update(model: &mut Model, msg: Msg, at: At) -> Vec<Effect> {
    model.now = at;
    let is_input = matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Burst(_) | Msg::Pointer(_) | Msg::Resize(..));
    let mut effects = Vec::new();
    let to = &mut effects;
    if !matches!(msg, Msg::Tick) {
        model.dirty = true;
    }
    match msg {
        Msg::Tick => data::tick(model, to),
        Msg::Key(key) => press(model, key, to),
        Msg::Burst(text) => dialogs::burst(model, &text),
        Msg::Paste(_) if model.replay.is_some() && !model.mode().is_text() => model.only_recorded(),
        Msg::Paste(text) => dialogs::paste(model, &text),
        Msg::Pointer(pointer) => mouse::point(model, pointer),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            model.keep_visible();
            // Even where it is the one from before: the terminal may have had another one in between.
            to.push(Effect::Terminal(TerminalEffect::Redraw));
        }
        Msg::Resumed => {
            notifications::back(model);
            to.push(Effect::Terminal(TerminalEffect::Redraw));
        }
        Msg::Background { is_light } => look::background(model, is_light),
        Msg::Changes(changes) => data::changed(model, changes, to),
        Msg::Warn(text) => model.tell(NoticeTone::Bad, &text),
        Msg::Replay(replay) => model.replay = Some(replay),
        Msg::Tell(text) => model.tell(NoticeTone::Plain, &text),
        Msg::Redraw => {}
    }
    if is_input {
        model.disturb();
    }
    model.watch.focus = model.detail.and(model.current()).map(|task| task.id.clone());
    effects
}

/// Applies an event to the watch set, where nothing but the screen is behind it, and lets the screen take what changed.
pub fn apply(model: &mut Model, event: Event, at: At) -> Vec<Effect> {
    let changes = model.watch.apply(event, at);
    update(model, Msg::Changes(changes), at)
}

/// A key: a command of the mode, or text where text is typed.
fn press(model: &mut Model, key: Key, to: &mut Vec<Effect>) {
    let mode = model.mode();
    model.view.is_held = true;
    match model.keymap.command(mode, key) {
        Some(command) => match command.can_run(model) {
            Ok(()) => command.run(model, to),
            // Whoever presses what the question does not offer did not mean the question.
            Err(_) if command == Command::WithHidden => dialogs::close(model),
            Err(why) => model.tell(NoticeTone::Plain, why),
        },
        None if mode.is_text() => dialogs::edit(model, key),
        None if mode.is_question() => dialogs::close(model),
        None if mode == Mode::Replay && model.keymap.command(Mode::List, key).is_some() => model.only_recorded(),
        None => {}
    }
}
