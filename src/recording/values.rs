//! What a recording says of a task's report: only what changed, by name; a value that is not known any more is `null`.

use crate::domain::Report;
use serde_json::{Map, Value};

/// The members of a report that are objects, and those of theirs: a line of a recording has all of them side by side.
const NESTED: [(&str, &[&str]); 2] = [
    ("owner", &["user_id", "user_name", "cluster_user", "cluster_id", "cluster_name"]),
    ("extra", &["error_code", "error_message"]),
];

/// A report as names and values, without the raw element, which would be most of a recording.
fn values(report: &Report) -> Map<String, Value> {
    // A time of before year 0 has no RFC 3339.
    let Ok(Value::Object(mut values)) = serde_json::to_value(report) else { return Map::new() };
    for (name, _) in NESTED {
        if let Some(Value::Object(inner)) = values.remove(name) {
            values.extend(inner);
        }
    }
    values
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
    for (name, members) in NESTED {
        let inner: Map<_, _> = members.iter().filter_map(|member| new.remove_entry(*member)).collect();
        if !inner.is_empty() {
            new.insert(name.to_owned(), Value::Object(inner));
        }
    }
    serde_json::from_value(Value::Object(new)).ok().or_else(|| before.cloned()).unwrap_or_default()
}
