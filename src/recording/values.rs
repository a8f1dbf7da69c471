//! What a recording says of a task's report: only what changed, by name; a value that is not known any more is `null`.

use crate::domain::{Conflict, Operation, Status, TaskId, TaskReport, clean::clean};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest words and the longest texts, in characters.
const MAX_WORD: usize = 256;
const MAX_TEXT: usize = 4096;

/// All values of a report, but the raw element, which would be most of a recording.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Values {
    status: String,
    operation: Option<String>,
    source: Option<String>,
    target: Option<String>,
    conflict: Option<String>,
    error_code: Option<String>,
    error_message: Option<String>,
    total_bytes: Option<u64>,
    done_bytes: Option<u64>,
    total_files: Option<u64>,
    done_files: Option<u64>,
    percent: Option<f64>,
    synchronous: Option<bool>,
    user_id: Option<String>,
    user_name: Option<String>,
    cluster_user: Option<String>,
    cluster_id: Option<String>,
    cluster_name: Option<String>,
    submitted: Option<Timestamp>,
    started: Option<Timestamp>,
    updated: Option<Timestamp>,
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn word(text: Option<String>) -> Option<Box<str>> {
    text.map(|text| clean(&text, MAX_WORD).into())
}

fn long(text: Option<String>) -> Option<Box<str>> {
    text.map(|text| clean(&text, MAX_TEXT).into())
}

/// A report as names and values.
fn values(report: &TaskReport) -> Map<String, Value> {
    let values = Values {
        status: report.status.as_str().to_owned(),
        operation: report.operation.as_ref().map(|operation| operation.as_str().to_owned()),
        source: owned(report.source.as_deref()),
        target: owned(report.target.as_deref()),
        conflict: report.conflict.as_ref().map(|conflict| conflict.as_str().to_owned()),
        error_code: owned(report.error_code.as_deref()),
        error_message: owned(report.error_message.as_deref()),
        total_bytes: report.total_bytes,
        done_bytes: report.done_bytes,
        total_files: report.total_files,
        done_files: report.done_files,
        percent: report.percent,
        synchronous: report.synchronous,
        user_id: owned(report.user_id.as_deref()),
        user_name: owned(report.user_name.as_deref()),
        cluster_user: owned(report.cluster_user.as_deref()),
        cluster_id: owned(report.cluster_id.as_deref()),
        cluster_name: owned(report.cluster_name.as_deref()),
        submitted: report.submitted,
        started: report.started,
        updated: report.updated,
    };
    match serde_json::to_value(values) {
        Ok(Value::Object(map)) => map,
        // A time of before year 0 has no RFC 3339.
        _ => values_without_times(report),
    }
}

fn values_without_times(report: &TaskReport) -> Map<String, Value> {
    let bare = TaskReport { submitted: None, started: None, updated: None, ..report.clone() };
    let has_times = report.submitted.is_some() || report.started.is_some() || report.updated.is_some();
    if has_times { values(&bare) } else { Map::new() }
}

/// What of `report` is other than in `before`; all that is known when there was nothing before.
pub(super) fn changes(before: Option<&TaskReport>, report: &TaskReport) -> Map<String, Value> {
    let before = before.map(values).unwrap_or_default();
    let null = Value::Null;
    let mut changed = values(report);
    changed.retain(|name, value| before.get(name).unwrap_or(&null) != value);
    changed
}

/// The report that these changes make of the one before. Everything is cleaned and bounded; what makes no sense is left as it was.
pub(super) fn apply(id: TaskId, before: Option<&TaskReport>, changes: Map<String, Value>) -> TaskReport {
    let old = before.map(values).unwrap_or_default();
    let mut new = old.clone();
    new.extend(changes.into_iter().filter(|(name, _)| KNOWN.contains(&name.as_str())));
    let values: Values = serde_json::from_value(Value::Object(new))
        .or_else(|_| serde_json::from_value(Value::Object(old)))
        .unwrap_or_default();
    let word_of = |text: &str| clean(text, MAX_WORD);
    TaskReport {
        operation: values.operation.map(|text| Operation::parse(&word_of(&text))),
        source: long(values.source),
        target: long(values.target).map(Into::into),
        conflict: values.conflict.map(|text| Conflict::parse(&word_of(&text))),
        error_code: word(values.error_code),
        error_message: long(values.error_message),
        total_bytes: values.total_bytes,
        done_bytes: values.done_bytes,
        total_files: values.total_files,
        done_files: values.done_files,
        percent: values.percent.filter(|percent| percent.is_finite()).map(|percent| percent.clamp(0.0, 100.0)),
        synchronous: values.synchronous,
        user_id: word(values.user_id).map(Into::into),
        user_name: word(values.user_name).map(Into::into),
        cluster_user: word(values.cluster_user).map(Into::into),
        cluster_id: word(values.cluster_id).map(Into::into),
        cluster_name: word(values.cluster_name).map(Into::into),
        submitted: values.submitted,
        started: values.started,
        updated: values.updated,
        ..TaskReport::new(id, Status::parse(&word_of(&values.status)))
    }
}

/// The names that are read; anything else may come from a later eftop.
const KNOWN: [&str; 21] = [
    "status",
    "operation",
    "source",
    "target",
    "conflict",
    "error_code",
    "error_message",
    "total_bytes",
    "done_bytes",
    "total_files",
    "done_files",
    "percent",
    "synchronous",
    "user_id",
    "user_name",
    "cluster_user",
    "cluster_id",
    "cluster_name",
    "submitted",
    "started",
    "updated",
];
