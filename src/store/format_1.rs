//! An entry of format 1, which eftop 0.1.0 wrote: it is read once, and written again in the present format.

use super::entry::{self, LastSeen};
use crate::domain::{Origin, Report, TaskId, word};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// One entry.
#[derive(Debug, Deserialize)]
pub struct Entry {
    id: TaskId,
    #[serde(default, deserialize_with = "word::short")]
    label: Option<Box<str>>,
    #[serde(default, deserialize_with = "word::short")]
    region: Option<Box<str>>,
    base_url: Option<Box<str>>,
    added: Timestamp,
    #[serde(default)]
    gone: bool,
    last: Option<Last>,
}

/// The last values seen: those of a report, beside when they were seen, and errors that stand elsewhere in a report.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
struct Last(LastSeen);

/// What is no part of a report.
#[derive(Deserialize)]
struct Beside {
    seen: Timestamp,
    ended: Option<Timestamp>,
    error_code: Option<Value>,
    error_message: Option<Value>,
}

impl TryFrom<Value> for Last {
    type Error = serde_json::Error;
    fn try_from(mut last: Value) -> Result<Self, Self::Error> {
        let Beside { seen, ended, error_code, error_message } = Beside::deserialize(&last)?;
        if let Some(fields) = last.as_object_mut() {
            fields.retain(|_, value| value != "");
            let errors = [("error_code", error_code), ("error_message", error_message)];
            let errors = errors.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
            fields.extend(
                std::iter::once(("extra".to_owned(), errors.collect())).filter(|(_, errors)| *errors != json!({})),
            );
        }
        let report = Report::deserialize(last)?;
        Ok(Self(LastSeen { seen, ended, report: Arc::new(report) }))
    }
}

impl From<Entry> for entry::Entry {
    fn from(Entry { id, label, region, base_url, added, gone, last }: Entry) -> Self {
        let origin = base_url.map(|base_url| Arc::new(Origin { region, base_url }));
        let last = last.map(|Last(last)| last);
        Self { id, label, origin, added, submitted: false, gone, absence: None, again: None, last }
    }
}
