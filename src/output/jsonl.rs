//! JSON lines: one object for each thing that happens, flushed as it happens. The first is `meta`, the last is `summary`;
//! `assets/schema/eftop.jsonl.schema.json` describes each line.

use super::{
    SCHEMA, View,
    json::write_line,
    record::{ErrorRecord, ProgressRecord, SummaryRecord, TotalsRecord, TroubleRecord, time},
};
use crate::domain::{At, Moment, Operation, Report, State, Task, Trouble, Verdict, verdict::is_archived};
use jiff::Timestamp;
use serde::Serialize;
use std::{
    borrow::Cow,
    io::{self, Write},
    time::Duration,
};

/// What the first line tells.
#[derive(Clone, Copy, Debug)]
pub struct Meta<'a> {
    pub at: At,
    pub version: &'a str,
    /// The name of the watch set; `None` when none is used.
    pub set: Option<&'a str>,
    /// The EFile base URL of home; `None` when it is not known before signing in.
    pub base_url: Option<&'a str>,
    /// The time between polls while all is well.
    pub interval: Duration,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Meta {
        schema: u32,
        at: Option<Timestamp>,
        version: &'a str,
        set: Option<&'a str>,
        base_url: Option<&'a str>,
        interval_seconds: f64,
    },
    Snapshot {
        at: Option<Timestamp>,
        tasks: Vec<ProgressRecord<'a>>,
        totals: TotalsRecord,
    },
    Transition {
        at: Option<Timestamp>,
        id: &'a str,
        label: Option<&'a str>,
        from: &'static str,
        to: &'static str,
        archived: bool,
        operation: Option<&'a str>,
        source: Option<Cow<'a, str>>,
        target: Option<Cow<'a, str>>,
        error: Option<ErrorRecord<'a>>,
    },
    PollError {
        at: Option<Timestamp>,
        #[serde(flatten)]
        trouble: TroubleRecord<'a>,
        region: Option<&'a str>,
        retry_at: Option<Timestamp>,
    },
    Summary {
        at: Option<Timestamp>,
        verdict: &'static str,
        exit_code: u8,
        totals: TotalsRecord,
        summary: Option<SummaryRecord>,
    },
}

/// Writes the first line.
///
/// # Errors
/// When the stream does not take it.
pub fn meta(out: &mut dyn Write, meta: &Meta<'_>) -> io::Result<()> {
    let line = Line::Meta {
        schema: SCHEMA,
        at: time(meta.at.wall),
        version: meta.version,
        set: meta.set,
        base_url: meta.base_url,
        interval_seconds: meta.interval.as_secs_f64(),
    };
    write_line(out, &line)
}

/// Writes where every task stands.
///
/// # Errors
/// When the stream does not take it.
pub fn snapshot(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let tasks = view.in_order().into_iter().map(|task| ProgressRecord::of(task, view)).collect();
    write_line(out, &Line::Snapshot { at: time(view.at.wall), tasks, totals: TotalsRecord::of(view) })
}

/// Writes that `task` went over to another state.
///
/// # Errors
/// When the stream does not take it.
pub fn transition(out: &mut dyn Write, at: At, task: &Task, from: State, to: State) -> io::Result<()> {
    let report = task.report();
    let line = Line::Transition {
        at: time(at.wall),
        id: task.id.as_str(),
        label: task.label.as_deref(),
        from: from.as_str(),
        to: to.as_str(),
        archived: is_archived(task),
        operation: report.and_then(|report| report.operation.as_ref()).map(Operation::as_str),
        source: report.and_then(Report::source),
        target: report.and_then(Report::target),
        error: ErrorRecord::of(task),
    };
    write_line(out, &line)
}

/// Writes that a cycle of polling failed, in the region of this id if that is known, and when the `next` one begins.
///
/// # Errors
/// When the stream does not take it.
pub fn poll_error(
    out: &mut dyn Write,
    at: At,
    region: Option<&str>,
    trouble: &Trouble,
    next: Option<Moment>,
) -> io::Result<()> {
    let retry_at = next.and_then(|next| time(at.plus(next.since(at.moment)).wall));
    write_line(out, &Line::PollError { at: time(at.wall), trouble: trouble.into(), region, retry_at })
}

/// Writes the last line. `exit_code` is other than the verdict's after a timeout, a signal or an outage.
///
/// # Errors
/// When the stream does not take it.
pub fn summary(out: &mut dyn Write, view: &View<'_>, verdict: Verdict, exit_code: u8) -> io::Result<()> {
    let line = Line::Summary {
        at: time(view.at.wall),
        verdict: verdict.as_str(),
        exit_code,
        totals: TotalsRecord::of(view),
        summary: SummaryRecord::of(view.tasks),
    };
    write_line(out, &line)
}
