//! The control routes, `/__control/...`: no part of the service; they let a test or a curious user make weather.
//!
//! | route | does |
//! |---|---|
//! | `POST /__control/faults` | switches a fault on: a JSON object as `[[fault]]` of a scenario; answers `{"fault": number}` |
//! | `GET /__control/faults` | the faults that are on |
//! | `POST /__control/faults/clear` | switches off `{"fault": number}`, or all with `{}` |
//! | `POST /__control/advance` | moves scenario time on by `{"seconds": s}` |
//! | `POST /__control/tasks` | adds a task: a `[[task]]` of a scenario as JSON, or as TOML with that content type |
//! | `POST /__control/expire` | lets all tokens expire, except those of other regions |
//! | `GET /__control/log?after=number` | the last requests |
//! | `GET /__control/counters` | totals |

use super::{
    fault::FaultSpec,
    scripted::{Scripted, spec::TaskSpec},
    shared::Shared,
};
use axum::{
    Extension, Json, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// The control routes of a made-up world.
pub fn routes(world: Arc<Scripted>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/__control/faults", get(list_faults).post(add_fault))
        .route("/__control/faults/clear", post(clear_faults))
        .route("/__control/advance", post(advance))
        .route("/__control/tasks", post(add_task))
        .route("/__control/expire", post(expire))
        .route("/__control/log", get(log))
        .route("/__control/counters", get(counters))
        .layer(Extension(world))
}

fn wrong(reason: impl std::fmt::Display) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": reason.to_string()}))).into_response()
}

async fn add_fault(State(shared): State<Arc<Shared>>, body: String) -> Response {
    let spec: FaultSpec = match serde_json::from_str(&body) {
        Ok(spec) => spec,
        Err(error) => return wrong(error),
    };
    match spec.check() {
        Ok(()) => Json(json!({"fault": shared.lock().faults.add(spec, shared.clock.elapsed())})).into_response(),
        Err(reason) => wrong(reason),
    }
}

async fn list_faults(State(shared): State<Arc<Shared>>) -> Response {
    let state = shared.lock();
    let faults: Vec<_> = state
        .faults
        .active(shared.clock.elapsed())
        .map(|(number, spec)| json!({"fault": number, "kind": spec.kind, "scope": spec.scope}))
        .collect();
    Json(json!({"faults": faults})).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clear {
    #[serde(default)]
    fault: Option<u64>,
}

async fn clear_faults(State(shared): State<Arc<Shared>>, body: String) -> Response {
    match serde_json::from_str::<Clear>(if body.is_empty() { "{}" } else { &body }) {
        Ok(clear) => Json(json!({"cleared": shared.lock().faults.clear(clear.fault)})).into_response(),
        Err(error) => wrong(error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

async fn advance(State(shared): State<Arc<Shared>>, body: String) -> Response {
    match serde_json::from_str::<Advance>(&body) {
        Ok(Advance { seconds }) if (0.0..=1e9).contains(&seconds) => {
            Json(json!({"elapsed": shared.clock.advance(super::noise::millis(seconds))})).into_response()
        }
        Ok(_) => wrong("seconds must be 0 to 1e9"),
        Err(error) => wrong(error),
    }
}

async fn add_task(Extension(world): Extension<Arc<Scripted>>, headers: HeaderMap, body: String) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let spec: Result<TaskSpec, String> = if kind.starts_with("application/toml") {
        toml::from_str(&body).map_err(|error| error.to_string())
    } else {
        serde_json::from_str(&body).map_err(|error| error.to_string())
    };
    let spec = match spec.and_then(|spec: TaskSpec| spec.check().map(|()| spec)) {
        Ok(spec) => spec,
        Err(reason) => return wrong(reason),
    };
    match world.add(spec) {
        Ok(id) => Json(json!({"taskId": id})).into_response(),
        Err(refused) => wrong(refused.message),
    }
}

async fn expire(State(shared): State<Arc<Shared>>) -> Response {
    Json(json!({"expired": shared.lock().tokens.expire(shared.clock.elapsed())})).into_response()
}

async fn log(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let after = match query.strip_prefix("after=").map(str::parse) {
        Some(Ok(number)) => number,
        None if query.is_empty() => 0,
        _ => return wrong("the query is after=number"),
    };
    Json(shared.lock().log.after(after)).into_response()
}

async fn counters(State(shared): State<Arc<Shared>>) -> Response {
    let counters = shared.lock().counters.clone();
    Json(json!({"elapsed": shared.clock.elapsed(), "counters": counters})).into_response()
}
