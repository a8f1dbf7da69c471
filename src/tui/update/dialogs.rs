//! What lies over the list: opening, closing and accepting it, and the two lines that text is typed into.

use super::{Dialog, Effect, Key, Model, NoticeTone, filter, local, retry};
use crate::{
    domain::{Picked, clean::clean, pick_ids},
    tui::{KeyName, Mode, Sort},
};
use std::collections::HashSet;
use tui_input::{Input, InputRequest};

/// How many characters a line takes.
const LINE: usize = 1000;

/// Opens a dialog; the key of one that is open closes it, that of help also while it is searched.
pub(super) fn open(model: &mut Model, dialog: Dialog) {
    let is_open = |top: &Dialog| std::mem::discriminant(top) == std::mem::discriminant(&dialog);
    if model.dialogs.last().is_some_and(is_open) { close(model) } else { model.dialogs.push(dialog) }
}

pub(super) fn explain(model: &mut Model) {
    match model.example().map(|task| task.id.clone()) {
        _ if model.mode() == Mode::Explain => close(model),
        Some(id) => model.dialogs.push(Dialog::Explain { id, scroll: 0 }),
        None => {}
    }
}

/// Closes the dialog on top, as if it had never been there.
pub(super) fn close(model: &mut Model) {
    match model.dialogs.pop() {
        Some(Dialog::Filter { before, .. }) => filter::restore(model, before),
        Some(Dialog::Question(question)) => match retry::without_edit(model, question) {
            Some(question) => model.dialogs.push(Dialog::Question(question)),
            // The rows stood still for the question.
            None => model.reorder(),
        },
        // First all keys again, then the list.
        Some(Dialog::Help { is_searched: true, .. }) => {
            model.dialogs.push(Dialog::help(0));
        }
        _ => {}
    }
}

/// Takes over what the dialog on top says.
pub(super) fn accept(model: &mut Model, to: &mut Vec<Effect>) {
    match model.dialogs.pop() {
        Some(Dialog::Filter { .. }) => filter::keep(model),
        Some(Dialog::Sort { choice }) => {
            // The same order chosen again stays the way round it is.
            if model.view.sort.key != choice {
                model.view.sort = Sort { key: choice, reversed: false };
            }
            model.reorder();
        }
        Some(Dialog::Add { input, pasted }) => {
            let picked = join(pasted.clone().unwrap_or_default(), pick_ids(input.value()));
            if !picked.ids.is_empty() {
                return local::add(model, picked, to);
            }
            // Nothing at all typed: there is no mistake to correct.
            if !input.value().trim().is_empty() {
                model.tell(NoticeTone::Bad, model.words().notice.no_id_found);
                model.dialogs.push(Dialog::Add { input, pasted });
            }
        }
        Some(Dialog::Question(question)) => {
            model.dialogs.push(Dialog::Question(question));
            retry::next_path(model);
        }
        Some(Dialog::Help { scroll, search, .. }) => {
            model.dialogs.push(Dialog::Help { scroll, search, is_searched: false });
        }
        Some(other) => model.dialogs.push(other),
        None => {}
    }
}

/// Begins to search the keys.
pub(super) fn search_help(model: &mut Model) {
    if let Some(Dialog::Help { is_searched, scroll, .. }) = model.dialogs.last_mut() {
        (*is_searched, *scroll) = (true, 0);
    }
}

/// Pasted text: a line for the filter, and ids to watch everywhere else. It never runs a key, and never answers a question.
pub(super) fn paste(model: &mut Model, text: &str) {
    let picked = || pick_ids(text);
    match model.dialogs.last_mut() {
        Some(Dialog::Filter { input, .. }) => {
            insert(input, text);
            filter::follow(model);
        }
        Some(Dialog::Add { input, pasted }) => match picked() {
            picked if picked.ids.is_empty() => insert(input, text),
            picked => *pasted = Some(join(pasted.take().unwrap_or_default(), picked)),
        },
        Some(Dialog::Help { search, is_searched: true, .. }) => insert(search, text),
        Some(Dialog::Question(question)) => {
            if let Some(path) = question.edited() {
                insert(path, text);
            }
        }
        _ => match picked() {
            picked if picked.ids.is_empty() => model.tell(NoticeTone::Bad, model.words().notice.no_id_found),
            picked => model.dialogs.push(Dialog::Add { input: Input::default(), pasted: Some(picked) }),
        },
    }
}

/// Characters that came too fast to be typed: text where text is typed, ids to watch if there are any in them, and otherwise dropped,
/// which is said.
pub(super) fn burst(model: &mut Model, text: &str) {
    let mode = model.mode();
    if mode.is_text() || (model.replay.is_none() && !mode.is_question() && !pick_ids(text).ids.is_empty()) {
        return paste(model, text);
    }
    if mode.is_question() {
        close(model);
    }
    // Its text is not shown: it may be a password for another window.
    let dropped = (model.words().notice.burst_dropped)(text.chars().count());
    model.tell(NoticeTone::Plain, &dropped);
}

/// Two picks as one. Lines are those of the second text.
fn join(mut first: Picked, second: Picked) -> Picked {
    first.duplicates += second.duplicates;
    first.lines_without = second.lines_without;
    let mut known: HashSet<_> = first.ids.iter().cloned().collect();
    for id in second.ids {
        if known.insert(id.clone()) {
            first.ids.push(id);
        } else {
            first.duplicates += 1;
        }
    }
    first
}

/// Puts text into a line at its cursor, on one line, as much as there is room for.
fn insert(input: &mut Input, text: &str) {
    let room = LINE.saturating_sub(input.value().chars().count());
    // A single space is typed quickly behind a letter.
    let text = if text == " " { text } else { text.trim() };
    for character in clean(text, room).chars() {
        input.handle(InputRequest::InsertChar(character));
    }
}

/// A key in a line that text is typed into.
pub(super) fn edit(model: &mut Model, key: Key) {
    let input = match model.dialogs.last_mut() {
        Some(
            Dialog::Add { input, .. }
            | Dialog::Filter { input, .. }
            | Dialog::Help { search: input, is_searched: true, .. },
        ) => Some(input),
        Some(Dialog::Question(question)) => question.edited(),
        _ => None,
    };
    let Some(input) = input else { return };
    if let Key { name: KeyName::Char(character), ctrl: false, alt: false } = key {
        if input.value().chars().count() < LINE && !crate::domain::clean::is_unsafe(character) {
            input.handle(InputRequest::InsertChar(character));
        }
    } else if let Some(request) = request(key) {
        input.handle(request);
    }
    filter::follow(model);
}

/// What a key that types nothing does in a line, as in a shell.
fn request(key: Key) -> Option<InputRequest> {
    Some(match (key.name, key.ctrl) {
        (KeyName::Backspace, false) | (KeyName::Char('h'), true) => InputRequest::DeletePrevChar,
        (KeyName::Backspace | KeyName::Char('w'), true) => InputRequest::DeletePrevWord,
        (KeyName::Delete, _) | (KeyName::Char('d'), true) => InputRequest::DeleteNextChar,
        (KeyName::Left, false) | (KeyName::Char('b'), true) => InputRequest::GoToPrevChar,
        (KeyName::Right, false) | (KeyName::Char('f'), true) => InputRequest::GoToNextChar,
        (KeyName::Left, true) => InputRequest::GoToPrevWord,
        (KeyName::Right, true) => InputRequest::GoToNextWord,
        (KeyName::Home, _) | (KeyName::Char('a'), true) => InputRequest::GoToStart,
        (KeyName::End, _) | (KeyName::Char('e'), true) => InputRequest::GoToEnd,
        (KeyName::Char('u'), true) => InputRequest::DeleteFromStart,
        (KeyName::Char('k'), true) => InputRequest::DeleteTillEnd,
        _ => return None,
    })
}
