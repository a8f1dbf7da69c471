//! The one function that changes the screen's state. It sends each message to the file of its concern; nothing here knows a
//! clock, a file, the network or the terminal.

mod cancel;
mod data;
mod dialogs;
mod filter;
mod local;
mod look;
mod marks;
mod mouse;
mod navigation;
mod news;
mod notice;
mod share;

use super::{Command, Dialog, Effect, Key, Mode, Model, Msg, NoticeTone, ServiceEffect, TerminalEffect, UndoStep};
use crate::{domain::At, watch::Event};

/// How many local actions can be undone.
const UNDO: usize = 50;
/// Takes a message, which came at `at`, and says what `commands` shall do.
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
            news::back(model);
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
    model.watch.focus = model.detail.and(model.view.cursor.clone());
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
        Some(command) if command.is_available(model) => run(model, command, to),
        Some(command) => say_why_not(model, command),
        None if mode.is_text() => dialogs::edit(model, key),
        // Whoever presses what the question does not offer did not mean the question.
        None if mode == Mode::Cancel => dialogs::close(model),
        None => {}
    }
}

fn run(model: &mut Model, command: Command, to: &mut Vec<Effect>) {
    use Command as C;
    match command {
        C::Down | C::Up | C::First | C::Last | C::PageDown | C::PageUp => navigation::step(model, command),
        C::Open | C::Back | C::NextTab | C::PreviousTab | C::ScrollDown | C::ScrollUp => {
            navigation::detail(model, command);
        }
        C::NextFailed | C::PreviousFailed => navigation::failed(model, command == C::NextFailed),
        C::Mark | C::Range | C::MarkAll | C::Unmark => marks::run(model, command),
        C::Cancel => cancel::ask(model),
        C::Confirm => cancel::confirm(model, to),
        C::WithHidden => cancel::with_hidden(model),
        C::Forget => local::forget_chosen(model, to),
        C::Clear => local::clear(model, to),
        C::Undo => local::undo(model, to),
        C::Add | C::SortMenu | C::Help | C::Explain | C::Log | C::Regions => dialogs::open(model, command),
        C::Keep | C::Close => dialogs::close(model),
        C::SearchHelp => dialogs::search_help(model),
        C::Accept => dialogs::accept(model, to),
        C::Filter => filter::open(model),
        C::OnlyFailed
        | C::OnlyRunning
        | C::OnlyWaiting
        | C::OnlyComplete
        | C::OnlyTrouble
        | C::OnlyAway
        | C::ShowAll => {
            filter::only(model, command);
        }
        C::SortPrevious | C::SortNext | C::Reverse => filter::sort(model, command),
        C::CopyIds | C::CopyReport => share::copy(model, command == C::CopyReport, to),
        C::Redraw if model.replay.is_some() => to.push(Effect::Terminal(TerminalEffect::Redraw)),
        C::PollNow | C::Redraw => {
            model.tell(NoticeTone::Plain, model.words().notice.polling);
            to.push(Effect::Service(ServiceEffect::PollNow));
            if command == C::Redraw {
                to.push(Effect::Terminal(TerminalEffect::Redraw));
            }
        }
        C::Freeze | C::FullPaths | C::Wide | C::Theme | C::Language | C::Mouse => look::run(model, command, to),
        C::ReplayPause
        | C::ReplayStep
        | C::ReplayStepBack
        | C::ReplayForward
        | C::ReplayBack
        | C::ReplayFaster
        | C::ReplaySlower => to.extend(command.control().map(Effect::Replay)),
        C::Suspend => {
            news::leave(model);
            to.push(Effect::Terminal(TerminalEffect::Suspend));
        }
        C::Quit => to.push(Effect::Terminal(TerminalEffect::Quit)),
    }
}

/// Answers the key of a command that can do nothing now.
fn say_why_not(model: &mut Model, command: Command) {
    if model.replay.is_some() && command.is_beyond_replay() {
        return model.only_recorded();
    }
    let words = model.words().notice;
    let why = match command {
        Command::Cancel if model.chosen_are_unreached() => words.cannot_reach,
        Command::Confirm if model.question().is_some_and(|question| question.acts_on().next().is_some()) => {
            words.too_early
        }
        Command::Cancel | Command::Confirm => words.nothing_to_cancel,
        Command::WithHidden => return dialogs::close(model),
        Command::Clear => words.nothing_to_clear,
        Command::Undo => words.nothing_to_undo,
        Command::NextFailed | Command::PreviousFailed => words.no_failed,
        Command::CopyIds | Command::CopyReport => words.nothing_to_copy,
        // Its key closes the card as well as it opens one.
        Command::Explain if matches!(model.dialogs.last(), Some(Dialog::Explain { .. })) => {
            return dialogs::close(model);
        }
        Command::Explain => words.nothing_to_explain,
        _ => return,
    };
    model.tell(NoticeTone::Plain, why);
}

impl Model {
    /// Remembers what can be undone.
    fn can_undo(&mut self, step: UndoStep) {
        if self.undo.len() >= UNDO {
            self.undo.remove(0);
        }
        self.undo.push(step);
    }

    fn undo_key(&self) -> String {
        self.keymap.label(Command::Undo)
    }
}
