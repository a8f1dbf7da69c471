//! What a recording says of a task's report: only what changed, by name; a value that is not known any more is `null`.

use crate::domain::Report;
use serde_json::{Map, Value};

/// A report as names and values, without the raw element, which would be most of a recording.
fn values(report: &Report) -> Map<String, Value> {
    match serde_json::to_value(report) {
        Ok(Value::Object(values)) => values,
        // A time of before year 0 has no RFC 3339.
        _ => Map::new(),
    }
}

/// What of `report` is other than in `before`; all that is known when there was nothing before.
pub(super) fn changes(before: Option<&Report>, report: &Report) -> Map<String, Value> {
    let before = before.map(values).unwrap_or_default();
    let mut changed = values(report);
    let gone: Vec<_> = before.keys().filter(|name| !changed.contains_key(*name)).cloned().collect();
    changed.retain(|name, value| before.get(name) != Some(value));
    changed.extend(gone.into_iter().map(|name| (name, Value::Null)));
    changed
}

/// The report that these changes make of the one before. What makes no sense is left as it was.
pub(super) fn apply(before: Option<&Report>, changes: Map<String, Value>) -> Report {
    let mut new = before.map(values).unwrap_or_default();
    new.extend(changes);
    new.retain(|_, value| !value.is_null());
    serde_json::from_value(Value::Object(new)).ok().or_else(|| before.cloned()).unwrap_or_default()
}
