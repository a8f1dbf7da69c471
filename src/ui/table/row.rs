//! One row of the table.

use super::{gauge, path};
use crate::{
    app::columns::{Column, Placed},
    domain::{CancelStep, State, Task, Unit, progress},
    text::{
        errors, number, time,
        width::{cells, cut, cut_middle, fit, fit_right},
    },
    ui::{
        paint::put,
        scene::Scene,
        theme::{Role, state_role},
    },
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::time::Duration;

/// Draws `task` into the cells of `row`, column by column; the cursor and the mark are the table's matter.
pub fn draw(scene: &Scene<'_>, buffer: &mut Buffer, row: Rect, task: &Task, layout: &[Placed], common: &str) {
    let palette = scene.palette;
    // Values of an earlier run, or of before the trouble, are shown, but not as if they were news.
    let old = task.state().is_live() && (scene.is_stale(task) || task.seen_moment.is_none());
    let quiet = old || matches!(task.state(), State::Complete | State::Cancel | State::Gone | State::Waiting);
    let number = if quiet { Role::Dim } else { Role::Text };
    let cause_room = cause_room(scene, task, layout);
    for placed in layout {
        let at = (row.x + placed.x, row.y);
        let width = usize::from(placed.width);
        let (text, role) = match placed.column {
            Column::State => {
                let sign = palette.state_sign(task.state());
                let word = if width > 1 { format!("{sign} {}", scene.task_word(task)) } else { sign.to_owned() };
                let role = if old && task.state() == State::Processing { Role::Dim } else { state_role(task.state()) };
                (word, role)
            }
            Column::Operation => {
                let operation = task.report().and_then(|report| report.operation.as_ref());
                (operation.map_or("", |operation| scene.operation_word(operation)).to_owned(), number)
            }
            Column::Gauge => {
                if has_gauge(task) {
                    gauge::draw(buffer, at, placed.width, task.fraction(), (palette, gauge_role(task.state(), old)));
                }
                continue;
            }
            Column::Percent => (task.fraction().map_or(palette.none().to_owned(), number::percent), number),
            Column::Done => (done(scene, task, width), number),
            Column::Rate => (rate(scene, task, width), number),
            Column::Eta => (scene.eta_cell(task), number),
            Column::Files => (files(task), number),
            Column::Region => (cut_middle(scene.region(task), width, palette.ellipsis()), Role::Dim),
            Column::Age => (age(scene, task), Role::Dim),
            Column::Path => {
                draw_path(scene, buffer, (at, width), cause_room, task, common, quiet);
                continue;
            }
        };
        let ellipsis = palette.ellipsis();
        let text =
            if placed.column.is_number() { fit_right(&text, width, ellipsis) } else { fit(&text, width, ellipsis) };
        put(buffer, at, placed.width, &text, scene.style(role));
    }
}

/// An empty gauge says that something is about to fill it: what waits, and what ended before it began, has none.
fn has_gauge(task: &Task) -> bool {
    match task.state() {
        State::Waiting => false,
        State::Processing | State::Stalled | State::Cancelling => true,
        _ => task.fraction().is_some_and(|fraction| fraction > 0.0),
    }
}

/// The cells left of the path that this row leaves empty, with the gaps between them; a cause may begin there.
fn cause_room(scene: &Scene<'_>, task: &Task, layout: &[Placed]) -> u16 {
    let Some(path) = layout.iter().position(|placed| placed.column == Column::Path) else { return 0 };
    let empty = |placed: &&Placed| match placed.column {
        Column::Rate => rate(scene, task, usize::from(placed.width)).is_empty(),
        Column::Eta => scene.eta_cell(task).is_empty(),
        Column::Files => files(task).is_empty(),
        _ => false,
    };
    let first = layout[..path].iter().rev().take_while(empty).last();
    first.map_or(0, |first| layout[path].x.saturating_sub(first.x))
}

fn gauge_role(state: State, old: bool) -> Role {
    match state {
        State::Fail => Role::Bad,
        // What is settled has said its part: it must not outshine what moves.
        State::Complete | State::Cancel | State::Gone => Role::Faint,
        State::Waiting | State::Unknown => Role::Dim,
        _ if old => Role::Dim,
        State::Stalled | State::Cancelling | State::Missing => Role::Warn,
        State::Processing => Role::Moving,
    }
}

/// The cause of a failure, or what became of a cancel, in front of the path; in a narrow column without the code.
fn cause(scene: &Scene<'_>, task: &Task, with_code: bool) -> Option<(String, Role)> {
    if let CancelStep::Failed(_, problem) = &task.cancel {
        return Some(((scene.words.detail.cancel_failed)(&scene.problem(problem)), Role::Bad));
    }
    if let Some(problem) = &task.refusal {
        return Some((scene.problem(problem), Role::Bad));
    }
    if task.is_absent() && task.state() != State::Gone {
        return Some((scene.words.plain.not_returned.to_owned(), Role::Warn));
    }
    let report = task.report()?;
    let code = report.error_code().filter(|_| task.state() != State::Complete)?;
    let role = if task.state() == State::Fail { Role::Bad } else { Role::Warn };
    let short = errors::card(code, scene.lang()).map(|card| card.short).or(report.error_message());
    let text = match short {
        Some(short) if with_code => format!("{code} {short}"),
        Some(short) => short.to_owned(),
        None => code.to_owned(),
    };
    Some((text, role))
}

fn draw_path(
    scene: &Scene<'_>,
    buffer: &mut Buffer,
    ((mut x, y), mut width): ((u16, u16), usize),
    cause_room: u16,
    task: &Task,
    common: &str,
    quiet: bool,
) {
    let before = usize::from(cause_room);
    if let Some((cause, role)) = cause(scene, task, before + width >= 40) {
        let all = before + width;
        let most = if all < 48 { all * 3 / 5 } else { (all / 2).max(32) };
        let cause = cut(&cause, most, scene.palette.ellipsis());
        let start = x.saturating_sub(cause_room);
        let end = put(buffer, (start, y), u16::try_from(most).unwrap_or(u16::MAX), &cause, scene.style(role)) + 2;
        // The path keeps its column where the cause ends before it.
        width = width.saturating_sub(usize::from(end.saturating_sub(x)));
        x = end.max(x);
    }
    let text = path::of_task(task, common, width, scene.palette);
    let role = if quiet { Role::Dim } else { Role::Text };
    put(buffer, (x, y), u16::try_from(width).unwrap_or(u16::MAX), &text, scene.style(role));
}

/// Done of total in the task's unit. Files say that they are files where there is room for the word.
fn done(scene: &Scene<'_>, task: &Task, width: usize) -> String {
    let Some(report) = task.report() else { return String::new() };
    let Some((done, total)) = progress::done_of_total(&report) else {
        return if task.state().is_live() { scene.palette.none().to_owned() } else { String::new() };
    };
    match progress::unit(&report) {
        Unit::Bytes => number::bytes_pair(done, total),
        Unit::Files => {
            let pair = number::count_pair(done, total);
            let with_unit = (scene.words.units.files)(&pair);
            if cells(&with_unit) <= width { with_unit } else { pair }
        }
    }
}

fn rate(scene: &Scene<'_>, task: &Task, width: usize) -> String {
    if !matches!(task.state(), State::Processing | State::Stalled | State::Cancelling) {
        return String::new();
    }
    let Some(rate) = scene.task_rate(task) else { return scene.palette.none().to_owned() };
    let text = scene.rate(rate, task.unit());
    if cells(&text) <= width {
        return text;
    }
    // Files per second in a narrow column: the number, without the noun.
    let second = scene.words.units.second;
    text.split_once(' ').map_or(text.clone(), |(number, _)| format!("{number}/{second}"))
}

fn files(task: &Task) -> String {
    let Some(report) = task.report() else { return String::new() };
    match (report.done_files, report.total_files) {
        (done, Some(total)) if total > 0 => number::count_pair(done.unwrap_or(0).min(total), total),
        (Some(done), _) if done > 0 => number::count(done),
        _ => String::new(),
    }
}

/// The time since the submission, as the service tells it.
fn age(scene: &Scene<'_>, task: &Task) -> String {
    let submitted = task.report().and_then(|report| report.submitted().or(report.started()));
    submitted.map_or(String::new(), |submitted| {
        let since = scene.now.wall.duration_since(submitted);
        time::age(Duration::try_from(since).unwrap_or_default())
    })
}
