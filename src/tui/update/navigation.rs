//! Moving about: the cursor, the detail pane, what is scrolled away.

use super::{Dialog, Model, NoticeTone, filter, log, marks};
use crate::{
    domain::State,
    tui::{Detail, Question, Tab},
};

/// No text of a pane is longer; drawing stops at the last line anyway.
const LONGEST_TEXT: u16 = 500;

/// Moves in the list or in the dialog on top, from a row or line to another one. `target` takes that and the rows of half a page.
pub(super) fn step(model: &mut Model, target: impl Fn(usize, usize) -> usize) {
    let (page, keys) = ((model.rows() / 2).max(1), model.sort_keys());
    let count = match model.dialogs.last() {
        None => model.view.count(),
        Some(Dialog::Sort { .. }) => keys.len(),
        Some(Dialog::Help { .. }) => model.help_rows().iter().map(|group| group.rows.len() + 2).sum(),
        Some(Dialog::Log { .. }) => return log::step(model, target),
        Some(Dialog::Question(question)) => question.targets.len() + question.hidden.len(),
        Some(Dialog::Explain { .. } | Dialog::Regions { .. }) => usize::from(LONGEST_TEXT),
        Some(Dialog::Add { .. } | Dialog::Filter { .. }) => return,
    };
    let target = |at: usize| target(at, page).min(count.saturating_sub(1));
    match model.dialogs.last_mut() {
        None => model.go_to_row(target(model.cursor_row().unwrap_or(0))),
        Some(Dialog::Sort { choice }) => {
            let at = keys.iter().position(|key| key == choice).unwrap_or(0);
            *choice = keys.get(target(at)).copied().unwrap_or(*choice);
        }
        Some(
            Dialog::Question(Question { scroll, .. })
            | Dialog::Help { scroll, .. }
            | Dialog::Explain { scroll, .. }
            | Dialog::Regions { scroll },
        ) => *scroll = u16::try_from(target(usize::from(*scroll))).unwrap_or(u16::MAX),
        Some(Dialog::Add { .. } | Dialog::Filter { .. } | Dialog::Log { .. }) => {}
    }
}

/// Scrolls the details by these lines.
pub(super) fn scroll(model: &mut Model, lines: i16) {
    if let Some(detail) = &mut model.detail {
        detail.scroll = detail.scroll.saturating_add_signed(lines).min(LONGEST_TEXT);
    }
}

/// Goes to the tab that is so many to the right, around the end.
pub(super) fn turn(model: &mut Model, tabs: usize) {
    if let Some(detail) = &mut model.detail {
        let at = Tab::ALL.iter().position(|tab| *tab == detail.tab).unwrap_or(0);
        let tab = Tab::ALL.get((at + tabs) % Tab::ALL.len()).copied().unwrap_or_default();
        *detail = Detail { tab, scroll: 0 };
    }
}

/// Unfolds a group or folds it; of a task, opens the detail pane, at the error of one that failed.
pub(super) fn open(model: &mut Model) {
    if let Some(group) = model.current_group() {
        let (key, is_folded) = (group.key.clone(), !group.is_folded);
        return model.fold(&key, is_folded);
    }
    let failed = model.current().is_some_and(|task| task.state() == State::Fail);
    model.detail = Some(Detail { tab: if failed { Tab::Error } else { Tab::default() }, scroll: 0 });
    model.keep_visible();
}

/// One step back: what is open, then what hides rows, then what is marked.
pub(super) fn back(model: &mut Model) {
    let unfolded = model.current_group().filter(|group| !group.is_folded).map(|group| group.key.clone());
    if model.detail.take().is_some() {
        model.keep_visible();
    } else if let Some(key) = unfolded {
        model.fold(&key, true);
    } else if model.view.range_from.take().is_none() {
        if !model.view.filter.is_empty() || model.view.only.is_some() {
            filter::clear(model);
        } else {
            marks::clear(model);
        }
    }
}

/// The next or previous failed task of those shown, around the ends; one in a folded group is unfolded. Says which of them it is: so it
/// can be seen that none was left out.
pub(super) fn failed(model: &mut Model, forward: bool) {
    let from = model.cursor_row().map_or(0..0, |row| model.view.places(row));
    let on_group = model.current_group().is_some();
    let shown = model.shown();
    let is_failed = |id| shown.get(id).is_some_and(|task| task.state() == State::Fail);
    let failed: Vec<_> = (0..).zip(&model.view.ids).filter(|(_, id)| is_failed(id)).collect();
    let Some(last) = failed.len().checked_sub(1) else {
        return model.tell(NoticeTone::Plain, model.words().notice.no_failed);
    };
    let at = if forward {
        // From a group's row its own tasks are next.
        failed.iter().position(|(place, _)| *place > from.start || (on_group && *place == from.start)).unwrap_or(0)
    } else {
        failed.iter().rposition(|(place, _)| *place < from.start).unwrap_or(last)
    };
    let (id, of) = (failed.get(at).map(|(_, id)| (*id).clone()), failed.len());
    if let Some(id) = id {
        model.go_to(&id);
    }
    model.tell(NoticeTone::Plain, &(model.words().notice.failed_at)(at + 1, of));
}
