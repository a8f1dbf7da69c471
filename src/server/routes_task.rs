//! `task/list` and `task/cancel`, written from the document.

use super::{
    answer::Answer,
    distort,
    fault::Kind,
    gate::Injected,
    reshape,
    shared::{Shared, message_of},
};
use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::sync::Arc;

/// "最多不超过500"
const MOST_IDS: usize = 500;

/// The ids of a body, or the code of the document that refuses it.
pub fn ids(body: &[u8]) -> Result<Vec<String>, &'static str> {
    let value: Value = serde_json::from_slice(body).map_err(|_| "10004")?;
    let list = match value.get("taskIds") {
        None | Some(Value::Null) => return Err("10003"),
        Some(list) => list.as_array().ok_or("10004")?,
    };
    if list.is_empty() {
        return Err("10003");
    }
    if list.len() > MOST_IDS {
        return Err("10004");
    }
    list.iter().map(|id| id.as_str().filter(|id| !id.trim().is_empty()).map(str::to_owned).ok_or("10004")).collect()
}

/// `POST /efile/openapi/v2/file/task/list`
pub async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(Injected(fault)): Extension<Injected>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let ids = match shared.admit(&headers).and_then(|()| ids(&body).map_err(Answer::code)) {
        Ok(ids) => ids,
        Err(answer) => return answer.into_response(),
    };
    let tasks = shared.tasks(&ids).await;
    let Some(fault) = fault else { return Answer::ok(tasks).into_response() };
    let values = tasks.iter().filter_map(|task| serde_json::to_value(task).ok()).collect();
    Answer::ok(distort::distort(&fault, shared.seed, values)).into_response()
}

/// `POST /efile/openapi/v2/file/task/cancel`. What `data` holds is not written down; it is null here, so that no client relies
/// on it. Ended and unknown tasks do not make the request fail.
pub async fn cancel(
    State(shared): State<Arc<Shared>>,
    Extension(Injected(fault)): Extension<Injected>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let ids = match shared.admit(&headers).and_then(|()| ids(&body).map_err(Answer::code)) {
        Ok(ids) => ids,
        Err(answer) => return answer.into_response(),
    };
    match fault.as_deref() {
        Some(fault) if fault.kind == Kind::CancelRefused => {
            let code = fault.code.as_deref().unwrap_or("911030");
            return Answer::said(code, &message_of(code, fault.message.as_deref())).into_response();
        }
        Some(fault) if fault.kind == Kind::CancelIgnored => return Answer::done().into_response(),
        _ => {}
    }
    let is_refused = |id: &String| fault.as_deref().is_some_and(|fault| reshape::is_refused(fault, id));
    let ids: Vec<String> = ids.into_iter().filter(|id| !is_refused(id)).collect();
    match shared.ask(move |engine| engine.cancel(ids)).await {
        Ok(()) => Answer::done().into_response(),
        Err(refused) => Answer::said(&refused.code, &refused.message).into_response(),
    }
}
