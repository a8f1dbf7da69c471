//! A set in groups: one row or object for each, with its tasks added up as the columns of tasks and the totals of a set are.

use super::{
    View,
    columns::{Cell, Column, Context},
    record::TotalsRecord,
    say,
    table::{GAP, Layout, NOTHING, paint, push_line},
};
use crate::{
    domain::{GroupBy, GroupKey, State, Task, Totals, clean::clean, verdict::judged_state},
    messages::{
        Ellipsis, Lang, errors, number,
        width::{self, cells},
        words,
    },
    watch::Regions,
};
use serde::Serialize;
use std::{
    io::{self, Write},
    time::Duration,
};

/// The columns of numbers, from left to right.
const NUMBERS: [Column; 4] = [Column::Progress, Column::Size, Column::Rate, Column::Eta];
/// The cells that names keep on a narrow terminal.
const LEAST_NAME: usize = 16;

/// What a set is grouped by, and where the names of regions are.
#[derive(Clone, Copy, Debug)]
pub struct Grouping<'a> {
    pub by: GroupBy,
    pub regions: &'a Regions,
}

/// A group, and its tasks in the order in which they came into the set.
struct Group<'a> {
    key: GroupKey<'a>,
    tasks: Vec<&'a Task>,
}

/// A group as it is in JSON.
#[derive(Debug, Serialize)]
pub(super) struct GroupRecord<'a> {
    group: Option<String>,
    name: Option<&'a str>,
    ids: Vec<&'a str>,
    totals: TotalsRecord,
}

/// The groups: those with what needs attention first, as the rows of a table of tasks are.
fn groups<'a>(view: &View<'a>, grouping: Grouping<'_>) -> Vec<Group<'a>> {
    let mut tasks = view.in_order();
    tasks.sort_by_key(|task| judged_state(task).attention());
    let groups = grouping.by.split(tasks).into_iter();
    groups.map(|(key, tasks)| Group { key, tasks }).collect()
}

/// What people call the region of a group of one.
fn region<'a>(key: &GroupKey<'_>, regions: &'a Regions) -> Option<&'a str> {
    match key {
        GroupKey::Region(region) => regions.get(*region).map(|state| &*state.label),
        _ => None,
    }
}

pub(super) fn records<'a>(view: &View<'a>, grouping: Grouping<'a>) -> Vec<GroupRecord<'a>> {
    let record = |Group { key, mut tasks }: Group<'a>| {
        tasks.sort_by_key(|task| task.order);
        let origin = tasks.first().and_then(|task| task.origin.as_deref());
        GroupRecord {
            name: match &key {
                GroupKey::Cause(Some(code)) => errors::card(code, Lang::En).map(|card| card.short),
                key => region(key, grouping.regions),
            },
            group: match key {
                GroupKey::Label(text) | GroupKey::Cause(text) => text.map(Into::into),
                GroupKey::Target(text) => text.map(|path| clean(&path, say::SHOWN_PATH)),
                GroupKey::Region(_) => {
                    origin.map(|origin| origin.region.as_deref().unwrap_or(&origin.base_url).to_owned())
                }
            },
            ids: tasks.iter().map(|task| task.id.as_str()).collect(),
            totals: TotalsRecord::of_tasks(&tasks, view),
        }
    };
    groups(view, grouping).into_iter().map(record).collect()
}

/// Writes a line of titles and a line for each group.
///
/// # Errors
/// When the stream does not take it.
pub fn write(out: &mut dyn Write, view: &View<'_>, grouping: Grouping<'_>, layout: &Layout) -> io::Result<()> {
    let words = words(layout.lang);
    let titles = [words.regions.tasks.to_owned()].into_iter();
    let titles = titles.chain(NUMBERS.iter().map(|column| column.title(layout.lang).to_owned()));
    let titles = titles.chain([words.group.name, Column::State.title(layout.lang)].map(str::to_owned));
    let mut rows = vec![titles.collect::<Vec<_>>()];
    rows.extend(groups(view, grouping).iter().map(|group| row(view, grouping, group, layout)));
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|text| cells(text)).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..NUMBERS.len() + 3).map(widest).collect();
    let (name, all) = (NUMBERS.len() + 1, widths.iter().map(|width| width + GAP.len()).sum::<usize>() - GAP.len());
    if let (Some(limit), Some(width)) = (layout.width, widths.get_mut(name)) {
        *width = width.saturating_sub(all.saturating_sub(limit)).max(LEAST_NAME.min(*width));
    }
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (text, width))| {
            let fit = if column < name { width::fit_right } else { width::fit };
            paint(&fit(text.trim(), *width, layout.ellipsis), (at == 0).then_some("1"), layout.style)
        });
        push_line(&mut text, cells);
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn row(view: &View<'_>, grouping: Grouping<'_>, group: &Group<'_>, layout: &Layout) -> Vec<String> {
    let (tasks, words) = (&group.tasks, words(layout.lang));
    let totals: Totals = tasks.iter().copied().collect();
    let context = Context {
        lang: layout.lang,
        ellipsis: Ellipsis::Unicode,
        width: width::MAX_WIDTH,
        now: view.at,
        answers: tasks.iter().all(|task| task.state().is_settled() || view.can_ask_for(task)),
        region: "",
        zone: None,
    };
    let number = |column: &Column| match column.cell_of_totals(&totals, Duration::ZERO, &context) {
        // Columns stay apart for programs that split at spaces.
        Cell::Empty => NOTHING.to_owned(),
        cell => cell.or(NOTHING),
    };
    let counts = super::by_state(tasks.iter().copied());
    let states = State::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    let states: Vec<_> =
        states.map(|(state, count)| (words.plain.in_state)(count, say::state(state, layout.lang))).collect();
    let mut row = vec![number::count_full(tasks.len() as u64)];
    row.extend(NUMBERS.iter().map(number));
    let region = region(&group.key, grouping.regions).unwrap_or(words.regions.nowhere);
    row.extend([say::group(&group.key, region, layout.lang), states.join(words.plain.comma)]);
    row
}
