//! `async-copy`, `async-move` and `async-remove`, written from the document.

use super::{
    answer::Answer,
    routes_task::json_body,
    shared::Shared,
    task::{Conflict, Job, Operation},
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

fn path(item: &Value, name: &str) -> Result<String, Answer<()>> {
    match item.get(name) {
        None | Some(Value::Null) => Err(Answer::code("10003")),
        Some(Value::String(path)) if path.is_empty() => Err(Answer::code("10003")),
        Some(Value::String(path)) if path.contains(char::is_control) => Err(Answer::code("911029")),
        Some(Value::String(path)) if path.starts_with('/') && path.len() <= 4096 => Ok(path.clone()),
        Some(_) => Err(Answer::code("10004")),
    }
}

fn job(operation: Operation, item: &Value) -> Result<Job, Answer<()>> {
    if !item.is_object() {
        return Err(Answer::code("10004"));
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
            _ => return Err(Answer::code("10004")),
        },
        Some(_) => return Err(Answer::code("10004")),
    };
    Ok(Job { source, target, conflict })
}

fn jobs(shared: &Shared, operation: Operation, headers: &HeaderMap, body: &[u8]) -> Result<Vec<Job>, Answer<()>> {
    shared.admit(headers)?;
    json_body(headers)?;
    let value: Value = serde_json::from_slice(body).map_err(|_| Answer::code("10004"))?;
    // The body is a bare array, unlike that of the other calls.
    let items = value.as_array().ok_or_else(|| Answer::code("10004"))?;
    match items.len() {
        0 => Err(Answer::code("10003")),
        1..=MOST_ITEMS => items.iter().map(|item| job(operation, item)).collect(),
        _ => Err(Answer::code("10004")),
    }
}

/// The document says only that the answer has a `taskId`; here `data` has one element of the form of `task/list` for each item, in
/// the order of the items.
fn submit(shared: &Shared, operation: Operation, headers: &HeaderMap, body: &[u8]) -> Response {
    let jobs = match jobs(shared, operation, headers, body) {
        Ok(jobs) => jobs,
        Err(answer) => return answer.into_response(),
    };
    match shared.engine.submit(operation, jobs) {
        Ok(made) => {
            let ids: Vec<String> = made.into_iter().filter_map(Result::ok).collect();
            shared.lock().counters.submitted += ids.len() as u64;
            Answer::ok(shared.engine.list(&ids)).into_response()
        }
        Err(refused) => Answer::said(&refused.code, &refused.message).into_response(),
    }
}

/// `POST /efile/openapi/v2/file/async-copy`
pub async fn copy(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    submit(&shared, Operation::Copy, &headers, &body)
}

/// `POST /efile/openapi/v2/file/async-move`
pub async fn relocate(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    submit(&shared, Operation::Move, &headers, &body)
}

/// `POST /efile/openapi/v2/file/async-remove`
pub async fn remove(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    submit(&shared, Operation::Delete, &headers, &body)
}
