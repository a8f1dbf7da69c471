//! Reports as differences: what of one is other than in the one before. Members that are equal are left out, and one that is gone is
//! `null`.

use crate::domain::Report;
use serde_json::{Map, Value};

/// The members of a report.
fn members(report: Option<&Report>) -> Map<String, Value> {
    match report.map(serde_json::to_value) {
        Some(Ok(Value::Object(members))) => members,
        _ => Map::new(),
    }
}

/// What of `report` is other than in `before`; all that is known when there was nothing before.
pub(super) fn between(before: Option<&Report>, report: &Report) -> Map<String, Value> {
    let (before, mut changed) = (members(before), members(Some(report)));
    let gone: Vec<_> = before.keys().filter(|name| !changed.contains_key(*name)).cloned().collect();
    changed.retain(|name, value| before.get(name) != Some(value));
    changed.extend(gone.into_iter().map(|name| (name, Value::Null)));
    changed
}

/// The report that these changes make of the one before. What makes no sense is left as it was.
pub(super) fn apply(before: Option<&Report>, changes: Map<String, Value>) -> Report {
    let mut members = members(before);
    members.extend(changes);
    members.retain(|_, value| !value.is_null());
    serde_json::from_value(Value::Object(members)).ok().or_else(|| before.cloned()).unwrap_or_default()
}
