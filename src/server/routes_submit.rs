//! `async-copy`, `async-move` and `async-remove`, written from the document.

use super::{
    answer::Answer,
    shared::Shared,
    task::{Conflict, Job, Operation, Refused},
    wire::TaskInfo,
};
use axum::{
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::sync::Arc;

/// The document recommends 100 and names no limit; the limit of the other calls stands in.
const MOST_ITEMS: usize = 500;

/// A path of an item, or the code of the document that says what is wrong with it.
fn path(item: &Value, name: &str) -> Result<String, &'static str> {
    match item.get(name) {
        None | Some(Value::Null) => Err("10003"),
        Some(Value::String(path)) if path.is_empty() => Err("10003"),
        Some(Value::String(path)) if path.contains(char::is_control) => Err("911029"),
        Some(Value::String(path)) if path.starts_with('/') && path.len() <= 4096 => Ok(path.clone()),
        Some(_) => Err("10004"),
    }
}

fn job(operation: Operation, item: &Value) -> Result<Job, &'static str> {
    if !item.is_object() {
        return Err("10004");
    }
    let source = path(item, "sourcePath")?;
    if operation == Operation::Delete {
        return Ok(Job { source, target: None, conflict: None });
    }
    let target = Some(path(item, "targetPath")?);
    let conflict = match item.get("duplicateHandleType") {
        None | Some(Value::Null) => None,
        Some(Value::String(word)) => match word.as_str() {
            "" => None,
            "cover" => Some(Conflict::Cover),
            "both" => Some(Conflict::Both),
            _ => return Err("10004"),
        },
        Some(_) => return Err("10004"),
    };
    Ok(Job { source, target, conflict })
}

/// The items of a submission's body, or the code of the document that refuses it.
pub fn jobs(operation: Operation, body: &[u8]) -> Result<Vec<Job>, &'static str> {
    let value: Value = serde_json::from_slice(body).map_err(|_| "10004")?;
    // The body is a bare array, unlike that of the other calls.
    let items = value.as_array().ok_or("10004")?;
    match items.len() {
        0 => Err("10003"),
        1..=MOST_ITEMS => items.iter().map(|item| job(operation, item)).collect(),
        _ => Err("10004"),
    }
}

/// The document says only that the answer has a `taskId`; here `data` has one element of the form of `task/list` for each item, in
/// the order of the items. Work that was not taken on has no id there, but an error; where none was, that is the error of the answer.
async fn submit(shared: Arc<Shared>, operation: Operation, headers: HeaderMap, body: Bytes) -> Response {
    let jobs = match shared.admit(&headers).and_then(|()| jobs(operation, &body).map_err(Answer::code)) {
        Ok(jobs) => jobs,
        Err(answer) => return answer.into_response(),
    };
    let of_refused = |refused: &Refused| Answer::said(&refused.code, &refused.message).into_response();
    let asked = jobs.clone();
    let made = match shared.ask(move |engine| engine.submit(operation, jobs)).await {
        Ok(made) => made,
        Err(refused) => return of_refused(&refused),
    };
    let ids: Vec<String> = made.iter().flatten().cloned().collect();
    if let (true, Some(Err(refused))) = (ids.is_empty(), made.first()) {
        return of_refused(refused);
    }
    shared.lock().counters.submitted += ids.len() as u64;
    let mut taken = shared.ask(move |engine| engine.list(&ids)).await.into_iter();
    let element = |(job, made): (Job, Result<String, Refused>)| match made {
        Ok(_) => taken.next(),
        Err(refused) => Some(TaskInfo::refused(job, operation, refused, &shared.account)),
    };
    Answer::ok(asked.into_iter().zip(made).filter_map(element).collect::<Vec<_>>()).into_response()
}

/// `POST /efile/openapi/v2/file/async-copy`
pub async fn copy(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    submit(shared, Operation::Copy, headers, body).await
}

/// `POST /efile/openapi/v2/file/async-move`
pub async fn relocate(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    submit(shared, Operation::Move, headers, body).await
}

/// `POST /efile/openapi/v2/file/async-remove`
pub async fn remove(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    submit(shared, Operation::Delete, headers, body).await
}
