//! The account's side: tokens by a signed request, their renewal and state, and the center that names the base URLs of a region.

use super::{
    answer::Answer,
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
/// `clusterId` of the platform's own token, which EFile does not take.
const PLATFORM: &str = "0";

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
    let region = shared.issue(&mut state, &account.cluster_id);
    let platform = shared.issue(&mut state, PLATFORM);
    Answer::ok(json!([
        {"clusterName": account.cluster_name, "clusterId": account.cluster_id, "token": region},
        // A region whose account is suspended comes with a null token.
        {"clusterName": "演示中心【二区】", "clusterId": "11113", "token": null},
        {"clusterName": "ac", "clusterId": PLATFORM, "token": platform},
    ]))
    .into_response()
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
    let token = shared.issue(&mut shared.lock(), &issued.cluster_id);
    Answer::ok(json!([{"clusterId": issued.cluster_id, "token": token}])).into_response()
}

/// `GET /ac/openapi/v2/tokens/state`
pub async fn state(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match standing(&shared, &headers) {
        Standing::Valid(_) => Answer::ok("token is valid").into_response(),
        Standing::Expired(_) | Standing::Unknown => Answer::code("10008").into_response(),
    }
}

/// `GET /ac/openapi/v2/center`. The first EFile URL is switched off: a client must look at `enable`, which is a text.
pub async fn center(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match standing(&shared, &headers) {
        Standing::Valid(issued) if issued.cluster_id == shared.account.cluster_id => {}
        _ => return Answer::code("10008").into_response(),
    }
    let (account, base) = (&shared.account, &shared.base_url);
    Answer::ok(json!({
        "id": account.cluster_id.parse::<u64>().unwrap_or(0),
        "name": account.cluster_name,
        "description": "eftop demo",
        "clusterUserInfo": {"userName": account.user, "homePath": format!("/public/home/{}", account.user)},
        "ingressUrls": [{"enable": "true", "isManagerNode": "true", "version": "5.2.2", "url": base}],
        "efileUrls": [
            {"nodeName": "demo02", "enable": "false", "fastTransEnable": "true", "udpPort": "65104", "version": "2.6.1",
             "url": "http://127.0.0.1:1/efile"},
            {"nodeName": "demo01", "enable": "true", "fastTransEnable": "true", "udpPort": "65104", "version": "2.6.1",
             "url": format!("{base}/efile")},
        ],
        "eshellUrls": [{"enable": "true", "version": "2.4.3", "url": format!("{base}/eshell")}],
        "hpcUrls": [{"enable": "true", "isManagerNode": "true", "version": "5.2.2", "url": format!("{base}/hpc")}],
        "aiUrls": [{"enable": "true", "version": "2.4.3", "url": format!("{base}/ai")}],
    }))
    .into_response()
}
