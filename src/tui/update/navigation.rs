//! Moving about: the cursor, the detail pane, what is scrolled away.

use super::{Dialog, Model, filter, marks};
use crate::{
    domain::State,
    tui::{Command, Detail, Tab},
};

/// No text of a pane is longer; drawing stops at the last line anyway.
const LONGEST_TEXT: usize = 500;

/// One of the six moves, in the list or in the dialog on top.
pub(super) fn step(model: &mut Model, command: Command) {
    let page = (model.rows() / 2).max(1);
    let target = |at: usize, last: usize| {
        let to = match command {
            Command::Down => at.saturating_add(1),
            Command::Up => at.saturating_sub(1),
            Command::PageDown => at.saturating_add(page),
            Command::PageUp => at.saturating_sub(page),
            Command::First => 0,
            _ => last,
        };
        to.min(last)
    };
    let longest = match model.dialogs.last() {
        Some(Dialog::Help { .. }) => model.help_rows().iter().map(|group| group.rows.len() + 2).sum(),
        Some(Dialog::Log { .. }) => model.watch.log.len(),
        Some(Dialog::Cancel(question)) => question.targets.len() + question.hidden.len(),
        Some(Dialog::Explain { .. } | Dialog::Regions { .. }) => LONGEST_TEXT,
        _ => 0,
    };
    let scrolled = |scroll: &mut u16| {
        *scroll = u16::try_from(target(usize::from(*scroll), longest.saturating_sub(1))).unwrap_or(u16::MAX);
    };
    let keys = model.sort_keys();
    match model.dialogs.last_mut() {
        None => {
            let row = target(model.cursor_row().unwrap_or(0), model.view.ids.len().saturating_sub(1));
            model.go_to_row(row);
        }
        Some(Dialog::Sort { choice }) => {
            let at = keys.iter().position(|key| key == choice).unwrap_or(0);
            *choice = keys.get(target(at, keys.len() - 1)).copied().unwrap_or(*choice);
        }
        Some(
            Dialog::Help { scroll, .. }
            | Dialog::Explain { scroll, .. }
            | Dialog::Log { scroll }
            | Dialog::Regions { scroll },
        ) => scrolled(scroll),
        Some(Dialog::Cancel(question)) => scrolled(&mut question.scroll),
        Some(Dialog::Add { .. } | Dialog::Filter { .. }) => {}
    }
}

/// The detail pane: open, close, turn its pages, scroll it.
pub(super) fn detail(model: &mut Model, command: Command) {
    match (command, &mut model.detail) {
        (Command::Open, _) => open(model),
        (Command::Back, _) => back(model),
        (Command::NextTab, Some(detail)) => *detail = Detail { tab: turned(detail.tab, 1), scroll: 0 },
        (Command::PreviousTab, Some(detail)) => {
            *detail = Detail { tab: turned(detail.tab, Tab::ALL.len() - 1), scroll: 0 };
        }
        (Command::ScrollDown, Some(detail)) => scroll(detail, 1, true),
        (Command::ScrollUp, Some(detail)) => scroll(detail, 1, false),
        _ => {}
    }
}

pub(super) fn scroll(detail: &mut Detail, lines: u16, down: bool) {
    let longest = u16::try_from(LONGEST_TEXT).unwrap_or(u16::MAX);
    detail.scroll =
        if down { detail.scroll.saturating_add(lines).min(longest) } else { detail.scroll.saturating_sub(lines) };
}

fn turned(tab: Tab, by: usize) -> Tab {
    let at = Tab::ALL.iter().position(|one| *one == tab).unwrap_or(0);
    Tab::ALL.get((at + by) % Tab::ALL.len()).copied().unwrap_or_default()
}

/// Opens the detail pane, at the error of a task that failed.
pub(super) fn open(model: &mut Model) {
    let failed = model.current().is_some_and(|task| task.state() == State::Fail);
    model.detail = Some(Detail { tab: if failed { Tab::Error } else { Tab::Info }, scroll: 0 });
    model.keep_visible();
}

/// One step back: what is open, then what hides rows, then what is marked.
fn back(model: &mut Model) {
    if model.detail.take().is_some() {
        model.keep_visible();
    } else if model.view.range_from.take().is_none() {
        if !model.view.filter.is_empty() || model.view.only.is_some() {
            filter::clear(model);
        } else {
            marks::clear(model);
        }
    }
}

/// The next or previous failed task of those shown, around the ends. Says which of them it is: so it can be seen that none was left
/// out.
pub(super) fn failed(model: &mut Model, forward: bool) {
    let from = model.cursor_row().unwrap_or(0);
    let shown = model.shown();
    let is_failed = |id| shown.get(id).is_some_and(|task| task.state() == State::Fail);
    let rows: Vec<usize> = (0..).zip(&model.view.ids).filter(|(_, id)| is_failed(id)).map(|(row, _)| row).collect();
    let Some(last) = rows.len().checked_sub(1) else {
        return model.tell(super::NoticeTone::Plain, model.words().notice.no_failed);
    };
    let at = if forward {
        rows.iter().position(|row| *row > from).unwrap_or(0)
    } else {
        rows.iter().rposition(|row| *row < from).unwrap_or(last)
    };
    model.go_to_row(rows.get(at).copied().unwrap_or(from));
    model.tell(super::NoticeTone::Plain, &(model.words().notice.failed_at)(at + 1, rows.len()));
}
