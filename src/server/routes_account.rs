//! The account's side: tokens by a signed request, their renewal and state, and the center that names the base URLs of a region.
//! None of these calls has a task in it; who may ask EFile is judged in `shared`.

use super::{
    answer::Answer,
    options::NextShape,
    regions::{self, PLATFORM},
    shared::Shared,
    token::{Standing, same, signature},
};
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::sync::Arc;

/// How far a client's clock may be off, in seconds. The real service has a limit that nobody wrote down.
const SKEW: i64 = 300;
/// "token过期特定时间(24小时)后,不可以再续约", in milliseconds.
const RENEWABLE: i64 = 24 * 3_600_000;

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
}

/// `POST /api/user/v3/tokens`
pub async fn tokens(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let account = &shared.account;
    let field = |name| header(&headers, name);
    let (Some(user), Some(key), Some(signed), Some(timestamp)) =
        (field("user"), field("accessKey"), field("signature"), field("timestamp"))
    else {
        return Answer::code("10003").into_response();
    };
    let Ok(seconds) = timestamp.parse::<i64>() else { return Answer::code("10004").into_response() };
    if seconds.abs_diff(shared.clock.real().as_second()) > SKEW.unsigned_abs() {
        return Answer::said("10004", "timestamp无效").into_response();
    }
    if key != account.access_key {
        return Answer::said("10009", "accessKey不存在").into_response();
    }
    if user != account.user {
        return Answer::said("10009", "accessKey非本人").into_response();
    }
    if !same(signed, &signature(&account.secret_key, key, timestamp, user)) {
        return Answer::said("10009", "校验失败").into_response();
    }
    let mut state = shared.lock();
    state.counters.sign_ins += 1;
    let region = shared.issue(&mut state, &account.cluster_id);
    let platform = shared.issue(&mut state, PLATFORM);
    drop(state);
    Answer::ok(regions::listed(account, &region, &shared.regions, &platform)).into_response()
}

fn standing(shared: &Shared, headers: &HeaderMap) -> Standing {
    let token = header(headers, "token").unwrap_or_default();
    shared.lock().tokens.standing(token, shared.clock.elapsed())
}

/// `POST /ac/openapi/v2/tokens/next`
pub async fn next(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let issued = match standing(&shared, &headers) {
        Standing::Valid(issued) => issued,
        Standing::Expired(issued) if shared.clock.elapsed() - issued.expires < RENEWABLE => issued,
        Standing::Expired(_) | Standing::Unknown => return Answer::code("10008").into_response(),
    };
    let elsewhere = shared.regions.iter().find(|region| region.cluster_id == issued.cluster_id);
    let token = {
        let mut state = shared.lock();
        state.counters.renewals += 1;
        match elsewhere.and_then(|region| region.token.clone()) {
            Some(token) => token,
            None => shared.issue(&mut state, &issued.cluster_id),
        }
    };
    let entry = json!({"clusterId": issued.cluster_id, "token": token});
    let data = match shared.next_shape {
        NextShape::Array => json!([entry]),
        #[cfg(any(test, feature = "internals"))]
        NextShape::Text => serde_json::Value::from(token),
        #[cfg(any(test, feature = "internals"))]
        NextShape::Object => entry,
    };
    Answer::ok(data).into_response()
}

/// `GET /ac/openapi/v2/tokens/state`
pub async fn state(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match standing(&shared, &headers) {
        Standing::Valid(_) => Answer::ok("token is valid").into_response(),
        Standing::Expired(_) | Standing::Unknown => Answer::code("10008").into_response(),
    }
}

/// `GET /ac/openapi/v2/center`: what there is in the region of the token.
pub async fn center(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let Standing::Valid(issued) = standing(&shared, &headers) else { return Answer::code("10008").into_response() };
    let (account, id) = (&shared.account, issued.cluster_id.as_str());
    let other = shared.regions.iter().find(|region| region.cluster_id == id);
    let (name, urls) = match other {
        Some(region) => (&region.cluster_name, &region.efile_urls),
        None if id == account.cluster_id => (&account.cluster_name, &shared.own_urls),
        None => return Answer::code("10008").into_response(),
    };
    Answer::ok(regions::center(account, (id, name), urls, &shared.base_url)).into_response()
}
