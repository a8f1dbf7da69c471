//! One JSON document about the whole set, also when it ended badly or not at all. `assets/schema/eftop.json.schema.json` describes it.

use super::{
    SCHEMA, View,
    groups::{self, GroupRecord, Grouping},
    record::{SummaryRecord, TaskRecord, TotalsRecord, TroubleRecord, time},
};
use crate::domain::Verdict;
use jiff::Timestamp;
use serde::Serialize;
use std::io::{self, Write};

/// What is reported beside the tasks.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    pub view: View<'a>,
    /// The name of the watch set; `None` when none is used.
    pub set: Option<&'a str>,
    /// The EFile base URL that is asked; `None` when none is configured.
    pub base_url: Option<&'a str>,
    /// How the set came out.
    pub verdict: Verdict,
    /// What the tasks are grouped by, if that was asked for.
    pub grouping: Option<Grouping<'a>>,
    /// The exit code of this run; other than the verdict's after a timeout, a signal or an outage.
    pub exit_code: u8,
}

#[derive(Serialize)]
struct Record<'a> {
    schema: u32,
    at: Option<Timestamp>,
    set: Option<&'a str>,
    base_url: Option<&'a str>,
    tasks: Vec<TaskRecord<'a>>,
    group_by: Option<&'static str>,
    groups: Option<Vec<GroupRecord<'a>>>,
    totals: TotalsRecord,
    verdict: &'static str,
    exit_code: u8,
    trouble: Option<TroubleRecord<'a>>,
    summary: Option<SummaryRecord>,
}

/// Writes the document, with a line end behind it, and flushes.
///
/// # Errors
/// When the stream does not take it.
pub fn write(out: &mut dyn Write, document: &Document<'_>) -> io::Result<()> {
    let view = &document.view;
    let record = Record {
        schema: SCHEMA,
        at: time(view.at.wall),
        set: document.set,
        base_url: document.base_url,
        tasks: view.in_order().into_iter().map(|task| TaskRecord::of(task, view)).collect(),
        group_by: document.grouping.map(|grouping| grouping.by.as_str()),
        groups: document.grouping.map(|grouping| groups::records(view, grouping)),
        totals: TotalsRecord::of(view),
        verdict: document.verdict.as_str(),
        exit_code: document.exit_code,
        trouble: view.troubles.first().map(|one| one.trouble.into()),
        summary: SummaryRecord::of(view.tasks),
    };
    write_line(out, &record)
}

/// Writes `record` as one line, in one go, and flushes: whoever reads along never sees half a line for long.
pub(super) fn write_line(out: &mut dyn Write, record: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(record)?;
    line.push(b'\n');
    out.write_all(&line)?;
    out.flush()
}
