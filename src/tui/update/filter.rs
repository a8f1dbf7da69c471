//! What is shown of the set, and in which order.

use super::{Dialog, Model, NoticeTone};
use crate::{
    domain::GroupBy,
    tui::{Column, Sort, StateGroup},
};
use tui_input::Input;

/// Begins to type a filter, at the one that is set.
pub(super) fn open(model: &mut Model) {
    let before = model.view.filter.clone();
    model.view.anchor = model.view.cursor.clone();
    model.dialogs.push(Dialog::Filter { input: Input::new(before.clone()), before });
}

/// Takes over what is typed so far.
pub(super) fn follow(model: &mut Model) {
    let Some(Dialog::Filter { input, .. }) = model.dialogs.last() else { return };
    if input.value() != model.view.filter {
        model.view.filter = input.value().to_owned();
        // A narrower filter moves the cursor off its task; a wider one brings it back there.
        if let Some(anchor) = model.view.anchor.clone() {
            model.view.cursor = Some(anchor);
        }
        model.reorder();
    }
}

/// Keeps the filter as typed.
pub(super) fn keep(model: &mut Model) {
    model.view.anchor = None;
    model.view.filter = model.view.filter.trim().to_owned();
}

/// Goes back to the filter, and to the place, of before.
pub(super) fn restore(model: &mut Model, before: String) {
    model.view.filter = before;
    model.reorder();
    if let Some(row) = model.view.anchor.take().and_then(|anchor| model.view.row_of(&anchor)) {
        model.go_to_row(row);
    }
}

/// Shows everything again.
pub(super) fn clear(model: &mut Model) {
    model.view.filter.clear();
    model.view.only = None;
    model.reorder();
}

/// The state keys; the same key again shows all.
pub(super) fn only(model: &mut Model, group: Option<StateGroup>) {
    let before = std::mem::replace(&mut model.view.only, group);
    if before == group {
        model.view.only = None;
    }
    if before != model.view.only {
        model.reorder();
    }
}

/// Groups the rows by the next thing that tells some of them apart, and after the last one not at all.
pub(super) fn next_group(model: &mut Model) {
    let shown = model.shown();
    let divides = |by: &GroupBy| by.divides(model.view.ids.iter().filter_map(|id| shown.get(id)));
    let (before, words) = (model.view.group_by, &model.words().group);
    let later = GroupBy::ALL.into_iter().skip_while(|by| before.is_some_and(|before| *by != before));
    let next = later.filter(|by| Some(*by) != before).find(divides);
    if next.is_none() && before.is_none() {
        return model.tell(NoticeTone::Plain, words.nothing);
    }
    model.view.group_by = next;
    model.view.unfolded.clear();
    model.reorder();
    let text = next.map_or(words.none.to_owned(), |by| (words.grouped)(words.by(by), model.view.groups.len()));
    model.tell(NoticeTone::Plain, &text);
}

/// Orders by the column that is so many further on, around the end.
pub(super) fn turn_order(model: &mut Model, columns: usize) {
    let keys = model.sort_keys();
    let at = keys.iter().position(|key| *key == model.view.sort.key).unwrap_or(0);
    let key = keys.get((at + columns) % keys.len()).copied().unwrap_or(model.view.sort.key);
    model.view.sort = Sort { key, reversed: false };
    model.reorder();
}

pub(super) fn reverse(model: &mut Model) {
    model.view.sort.reversed ^= true;
    model.reorder();
}

/// The order of a column; that it has already, the other way round.
pub(super) fn sort_by(model: &mut Model, column: Column) {
    let sort = model.view.sort;
    model.view.sort = if column.carries(sort.key) {
        Sort { reversed: !sort.reversed, ..sort }
    } else {
        Sort { key: column.first_order(), reversed: false }
    };
    model.reorder();
}
