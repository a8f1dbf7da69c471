//! What stands in a cell: one text of one task, for the screen's table and for `list` alike.

use crate::{
    domain::{At, Eta, EtaUnknown, State, Task, Unit, progress},
    messages::{
        Ellipsis, Lang, Words, number, time,
        width::{self, cells},
        words,
    },
    output::say,
};
use jiff::tz::TimeZone;
use std::time::Duration;

/// The cells of a trend.
pub(super) const TREND_CELLS: usize = 8;
/// What each of them is drawn with, from nothing to the greatest rate. A full block would fuse with the row above.
const LEVELS: [[char; 7]; 2] = [['▁', '▂', '▃', '▄', '▅', '▆', '▇'], ['_', '.', '-', '=', '+', '*', '#']];

/// The fewest cells in which it is said since when: a time of day.
pub(super) const SINCE_CELLS: usize = time::AGE_CELLS + 1;
/// The cells more in which the sign of the end and how long it took have room.
pub const SINCE_MORE: u16 = 11;

/// What a cell is written from, beside its task.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub lang: Lang,
    /// What stands for what was cut out.
    pub ellipsis: Ellipsis,
    /// Cells of the column: some texts have a shorter form.
    pub width: usize,
    pub now: At,
    /// Whether the region of the task answers: without that neither its rate nor its time left is known.
    pub answers: bool,
    /// The name of the task's region.
    pub region: &'a str,
    /// Where the times of day are of, those of a far end, too; `None` for programs that read columns: they get a range without blanks.
    pub zone: Option<&'a TimeZone>,
}

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// A value that the task has, but that is not known.
    Unknown,
    /// Nothing to say of this task.
    Empty,
}

impl Cell {
    /// The text, with a sign for a value that is not known.
    pub fn or(self, unknown: &str) -> String {
        match self {
            Self::Text(text) => text,
            Self::Unknown => unknown.to_owned(),
            Self::Empty => String::new(),
        }
    }

    pub(super) fn known(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Text(text.into()))
    }

    pub(super) fn or_empty(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }
}

impl Context<'_> {
    fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// A time that went by, compact, or spelled out where the language has no letters for the units.
    fn age(&self, age: Duration) -> String {
        match self.lang {
            Lang::En => time::age(age),
            Lang::Zh => {
                time::spoken(age, Lang::Zh).split_inclusive(' ').take(2).collect::<String>().trim_end().to_owned()
            }
        }
    }
}

/// Done of total in the task's unit. Files say that they are files where there is room for the word.
pub(super) fn size(task: &Task, context: &Context<'_>) -> Cell {
    let Some(report) = task.report() else { return Cell::Empty };
    let Some((done, total)) = progress::done_of_total(report) else {
        return if task.state().is_live() { Cell::Unknown } else { Cell::Empty };
    };
    Cell::Text(match progress::unit(report) {
        Unit::Bytes => number::bytes_pair(done, total),
        Unit::Files => files_text(number::count_pair(done, total), context),
    })
}

/// Files done of all, with the word where there is room.
pub(super) fn files_text(pair: String, context: &Context<'_>) -> String {
    let with_unit = (context.words().units.files)(&pair);
    if cells(&with_unit) <= context.width { with_unit } else { pair }
}

pub(super) fn rate(task: &Task, context: &Context<'_>) -> Cell {
    if !matches!(task.state(), State::Processing | State::Stalled | State::Cancelling) {
        return Cell::Empty;
    }
    match task.rate().filter(|_| context.answers) {
        Some(rate) => rate_text(rate, task.unit(), context),
        None => Cell::Unknown,
    }
}

/// The rates of its whole life so far, oldest first, each in a cell; a gap is what was not seen.
pub(super) fn trend(task: &Task, context: &Context<'_>) -> Cell {
    let is_running = matches!(task.state(), State::Processing | State::Stalled | State::Cancelling);
    let Some(meter) = task.meter().filter(|_| is_running) else { return Cell::Empty };
    let rates = meter.history().rates(TREND_CELLS, None);
    let Some(greatest) = rates.iter().flatten().copied().reduce(f64::max) else { return Cell::Empty };
    let levels = LEVELS[usize::from(context.ellipsis == Ellipsis::Ascii)];
    // Whatever moved at all is more than nothing.
    let has = |rate: f64, level: u8| rate * 6.0 > greatest * f64::from(level - 1);
    let level = |rate| levels[(1..=6).rev().find(|level| has(rate, *level)).map_or(0, usize::from)];
    Cell::Text(rates.into_iter().map(|rate| rate.map_or(' ', level)).collect())
}

pub(super) fn rate_text(rate: f64, unit: Unit, context: &Context<'_>) -> Cell {
    let text = say::rate(rate, unit, context.lang);
    if cells(&text) <= context.width {
        return Cell::Text(text);
    }
    // Files per second in a narrow column: the number, without the noun.
    let second = context.words().units.second;
    Cell::Text(text.split_once(' ').map_or(text.clone(), |(number, _)| format!("{number}/{second}")))
}

/// An estimate, the word of a phase, or nothing for what is over.
pub(super) fn eta(task: &Task, context: &Context<'_>) -> Cell {
    let phases = &context.words().phases;
    match task.eta() {
        _ if task.state().is_settled() || task.refusal.is_some() => Cell::Empty,
        Eta::Unknown(EtaUnknown::Growing) => Cell::Text(phases.listing.to_owned()),
        Eta::Unknown(EtaUnknown::Finishing) => Cell::Text(phases.finishing.to_owned()),
        Eta::Unknown(EtaUnknown::NoRate)
            if context.zone.is_some() && context.answers && task.state() == State::Stalled =>
        {
            let still = task.still_for(context.now.moment).map(|still| context.age(still));
            Cell::known(still.map(|still| format!("{} {still}", context.words().states.of(State::Stalled))))
        }
        Eta::Unknown(EtaUnknown::NotRunning) if context.zone.is_some() && task.state() == State::Waiting => {
            Cell::Text(context.words().states.of(State::Waiting).to_owned())
        }
        Eta::In { .. } if context.answers => {
            let ago = task.seen_moment.map_or(Duration::ZERO, |seen| context.now.moment.since(seen));
            Cell::known(task.left(context.now.moment).map(|left| time_left(left, (task.eta(), ago), context)))
        }
        Eta::In { .. } | Eta::Unknown(_) => Cell::Unknown,
    }
}

/// The time left of a row, or when it is over; without a clock, the range of an estimate that was made some time ago.
pub(super) fn time_left(left: Duration, (eta, ago): (Eta, Duration), context: &Context<'_>) -> String {
    match (context.zone, eta) {
        (Some(zone), _) => time::left_or_clock(left, context.now.wall, zone, context.lang),
        (None, Eta::In { low, high }) => time::eta_range(low.saturating_sub(ago), high.saturating_sub(ago)),
        (None, Eta::Unknown(_)) => time::eta_range(left, left),
    }
}

pub(super) fn files(task: &Task, _: &Context<'_>) -> Cell {
    let Some(report) = task.report() else { return Cell::Empty };
    match (report.done_files, report.total_files) {
        // Of one file the progress says more, and what is counted in files has them in its size.
        (_, Some(1)) => Cell::Empty,
        _ if progress::unit(report) == Unit::Files => Cell::Empty,
        (done, Some(total)) if total > 0 => Cell::Text(number::count_pair(done.unwrap_or(0).min(total), total)),
        (Some(done), _) if done > 0 => Cell::Text(number::count(done)),
        _ => Cell::Empty,
    }
}

/// `source -> target`.
pub(super) fn path(task: &Task, context: &Context<'_>) -> Cell {
    let paths = task.report().map(|report| (report.source(), report.target()));
    let (source, target) = paths.unwrap_or_default();
    Cell::known(match (source.as_deref(), target.as_deref()) {
        (Some(source), Some(target)) => Some(both_paths((source, target), " -> ", context.width, context.ellipsis)),
        (Some(one), None) | (None, Some(one)) => Some(width::cut_path(one, context.width, context.ellipsis)),
        (None, None) => None,
    })
}

/// Source and target in at most `width` cells. The target gives way to what the source needs, but both names stay whole where they
/// fit side by side.
pub fn both_paths((source, target): (&str, &str), arrow: &str, width: usize, ellipsis: Ellipsis) -> String {
    let room = width.saturating_sub(cells(arrow));
    let (of_source, of_target) = (width::name_cells(source, ellipsis), width::name_cells(target, ellipsis));
    let fair = (room * 2 / 5).max(room.saturating_sub(cells(source)));
    // Room for the names comes first, for as much of the directories as there is after that.
    let for_target = if of_source + of_target <= room { fair.max(of_target).min(room - of_source) } else { fair };
    let target = width::cut_path(target, for_target, ellipsis);
    let source = width::cut_path(source, room.saturating_sub(cells(&target)), ellipsis);
    [&source, arrow, &target].concat()
}

/// Of a live task the time since its submission, as the service tells it; of another one when its end was seen and, where there is
/// room, how long the service took.
pub(super) fn since(task: &Task, context: &Context<'_>) -> Cell {
    let report = task.report();
    if !task.state().is_settled() {
        let submitted = report.and_then(|report| report.submitted().or(report.started()));
        let since = submitted.map(|submitted| context.now.wall.duration_since(submitted));
        return Cell::or_empty(since.map(|since| time::age(Duration::try_from(since).unwrap_or_default())));
    }
    let (Some(ended), Some(zone)) = (task.ended(), context.zone) else { return Cell::Empty };
    let clock = time::clock_or_date(ended, context.now.wall, zone);
    let clock = time::without_seconds(&clock);
    let took = report.and_then(|report| report.updated()?.duration_since(report.started()?).try_into().ok());
    let took = took.map(|took| format!("{clock} ({})", time::duration(took)));
    let sign = say::sign(task.state(), context.ellipsis == Ellipsis::Ascii);
    let forms = [took.map(|took| format!("{sign} {took}")), Some(format!("{sign} {clock}")), Some(clock.to_owned())];
    let fitting = forms.into_iter().flatten().find(|form| cells(form) <= context.width);
    // Of another day the day, of another year the year.
    Cell::or_empty(fitting.or_else(|| clock.get(..if clock.contains(' ') { 5 } else { 4 }).map(str::to_owned)))
}
