//! One element of a `task/list` answer: the names of its fields, and the report that they make.

use super::{field::Scalar, json, time::time};
use crate::domain::{Conflict, Extra, Operation, Owner, Report, SentPath, Status, progress};
use jiff::tz::Offset;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{borrow::Cow, sync::Arc};

/// The longest message, in characters.
const MAX_MESSAGE: usize = 1000;
/// The longest name of a user or a cluster, in characters.
const MAX_NAME: usize = 200;
/// The longest status or operation word, in characters.
const MAX_WORD: usize = 32;

/// The fields of an element (document of `task/list`, response table). None of them has to be there, and none has a type.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct Element<'a> {
    task_id: Scalar<'a>,
    /// Not specified by the API: what other services of the platform call it.
    id: Scalar<'a>,
    status: Scalar<'a>,
    operation_type: Scalar<'a>,
    source_path: Scalar<'a>,
    target_path: Scalar<'a>,
    duplicate_handle_type: Scalar<'a>,
    error_code: Scalar<'a>,
    error_msg: Scalar<'a>,
    total_size: Scalar<'a>,
    processed_size: Scalar<'a>,
    total_num: Scalar<'a>,
    processed_num: Scalar<'a>,
    progress: Scalar<'a>,
    synchronous_execution: Scalar<'a>,
    user_id: Scalar<'a>,
    user_name: Scalar<'a>,
    cluster_user_name: Scalar<'a>,
    cluster_id: Scalar<'a>,
    cluster_name: Scalar<'a>,
    submit_time: Scalar<'a>,
    start_time: Scalar<'a>,
    update_time: Scalar<'a>,
}

/// What the tasks of an answer have in common, as it was met last: a user's tasks have one owner and few target folders.
#[derive(Debug, Default)]
pub struct Common {
    target: Option<SentPath>,
    owner: Option<Arc<Owner>>,
}

impl<'a> Element<'a> {
    /// Reads the JSON text of an element; `None` if it is no object.
    pub fn of(json: &'a str) -> Option<Self> {
        if !json.starts_with('{') {
            return None;
        }
        serde_json::from_str(json).ok().or_else(|| Self::by_members(json))
    }

    /// Reads each member for itself, so that one that is unreadable (half a surrogate pair, a number beyond all bounds) or there twice
    /// does not cost the others.
    fn by_members(json: &str) -> Option<Self> {
        let mut members = Map::new();
        json::each_member(json, |name, value| {
            if !value.starts_with(['{', '['])
                && let Ok(value) = serde_json::from_str::<Value>(value)
            {
                members.insert(name.to_owned(), value);
            }
        })?;
        Element::deserialize(Value::Object(members)).ok()
    }

    /// The text of its id.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        let id = |value: &'_ Scalar<'_>| value.text().is_some_and(|text| !text.trim().is_empty());
        if id(&self.task_id) { self.task_id.text() } else { self.id.text() }
    }

    /// What it says of its task. Times that name no zone are in `offset`.
    pub fn report(&self, common: &mut Common, offset: Offset) -> Report {
        let word = |value: &Scalar<'_>| value.word(MAX_WORD);
        let at = |value: &Scalar<'_>| time(value, offset).map(Into::into);
        let mut report = Report {
            operation: word(&self.operation_type).map(|word| Operation::parse(&word)),
            source: self.source_path.text().and_then(|path| SentPath::new(&path)),
            target: common.target(&self.target_path),
            conflict: word(&self.duplicate_handle_type).map(|word| Conflict::parse(&word)),
            total_bytes: self.total_size.number(),
            done_bytes: self.processed_size.number(),
            total_files: self.total_num.number(),
            done_files: self.processed_num.number(),
            synchronous: self.synchronous_execution.truth(),
            submitted: at(&self.submit_time),
            started: at(&self.start_time),
            updated: at(&self.update_time),
            owner: common.owner(self),
            ..Report::new(word(&self.status).map_or_else(Status::default, |word| Status::parse(&word)))
        };
        report.percent = self.percent(&report);
        let (error_code, error_message) = (self.error_code.error_code(), self.error_msg.error_message(MAX_MESSAGE));
        if error_code.is_some() || error_message.is_some() {
            report.extra = Some(Box::new(Extra { error_code, error_message, ..Extra::default() }));
        }
        report
    }

    /// `progress`. The document's only example is `"100%"`.
    ///
    /// Not specified by the API: whether a number without a sign is a percentage or a share. One of at most 1 is read as whichever of the
    /// two lies nearer to the bytes or files done; where these are not known, as a percentage.
    fn percent(&self, report: &Report) -> Option<f64> {
        let (number, is_signed) = self.progress.percent()?;
        if is_signed || number > 1.0 {
            return Some(number);
        }
        let share = number * 100.0;
        let done = progress::done_of_total(report).map(|(done, total)| progress::ratio(done, total) * 100.0);
        Some(if done.is_some_and(|done| (done - share).abs() < (done - number).abs()) { share } else { number })
    }
}

impl Common {
    fn target(&mut self, value: &Scalar<'_>) -> Option<SentPath> {
        let path = value.text()?;
        if self.target.as_ref().is_none_or(|last| last.as_str() != path) {
            self.target = SentPath::new(&path);
        }
        self.target.clone()
    }

    fn owner(&mut self, element: &Element<'_>) -> Option<Arc<Owner>> {
        let names = [
            &element.user_id,
            &element.user_name,
            &element.cluster_user_name,
            &element.cluster_id,
            &element.cluster_name,
        ];
        if let Some(last) = &self.owner {
            let known = [&last.user_id, &last.user_name, &last.cluster_user, &last.cluster_id, &last.cluster_name];
            // A name that was cleaned stays the same when it is cleaned again.
            if names.iter().zip(known).all(|(name, known)| name.text().as_deref() == known.as_deref()) {
                return self.owner.clone();
            }
        }
        let [user_id, user_name, cluster_user, cluster_id, cluster_name] = names.map(|name| name.clean_text(MAX_NAME));
        let owner = Owner { user_id, user_name, cluster_user, cluster_id, cluster_name };
        if owner == Owner::default() {
            return None;
        }
        if self.owner.as_deref() != Some(&owner) {
            self.owner = Some(Arc::new(owner));
        }
        self.owner.clone()
    }
}
