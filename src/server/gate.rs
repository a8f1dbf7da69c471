//! What every request but those of the control routes passes through: counting, faults, log.

use super::{
    answer::{Answer, Code},
    connection::Connection,
    fault::{FaultSpec, Kind, PATH},
    log::LogLine,
    reshape::reshape,
    scope::Scope,
    shared::{Shared, message_of},
};
use axum::{
    Extension,
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use std::{error::Error, io, iter, sync::Arc, time::Duration};

/// The largest request body; 500 ids are about 20 KB.
const MOST_BYTES: usize = 1 << 20;

/// How long the body of a request may take to come.
const BODY_TIME: Duration = Duration::from_secs(30);

/// The fault that a handler is to show itself, because it is about the data.
#[derive(Clone, Debug, Default)]
pub struct Injected(pub Option<Arc<FaultSpec>>);

/// A request at work; the count goes down when it is dropped, also when the client has hung up.
struct AtWork<'a>(&'a Shared);

impl<'a> AtWork<'a> {
    fn new(shared: &'a Shared, scope: Scope) -> Self {
        let mut state = shared.lock();
        let counters = &mut state.counters;
        counters.requests += 1;
        counters.list_requests += u64::from(scope == Scope::List);
        counters.cancel_requests += u64::from(scope == Scope::Cancel);
        counters.center_calls += u64::from(scope == Scope::Center);
        counters.in_flight += 1;
        counters.in_flight_max = counters.in_flight_max.max(counters.in_flight);
        drop(state);
        Self(shared)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.lock().counters.in_flight -= 1;
    }
}

/// How many things a body is about, and the task ids among them.
pub fn asked(body: &[u8]) -> (usize, Vec<String>) {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else { return (0, Vec::new()) };
    let ids = value.get("taskIds").and_then(|ids| ids.as_array());
    let texts = ids.into_iter().flatten().filter_map(|id| id.as_str()).map(|id| id.chars().take(64).collect());
    (ids.or(value.as_array()).map_or(0, Vec::len), texts.take(500).collect())
}

/// The body of a request, or the HTTP status that ends one that is too large, too slow or broken off.
async fn whole(body: Body) -> Result<Bytes, StatusCode> {
    // Nobody waits for what is announced as too large.
    if body.size_hint().lower() > MOST_BYTES as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let read = tokio::time::timeout(BODY_TIME, to_bytes(body, MOST_BYTES)).await;
    read.map_err(|_| StatusCode::REQUEST_TIMEOUT)?.map_err(|error| {
        let mut causes = iter::successors(Some(&error as &dyn Error), |&error| error.source());
        let is_broken = causes.any(<dyn Error>::is::<hyper::Error>);
        if is_broken { StatusCode::BAD_REQUEST } else { StatusCode::PAYLOAD_TOO_LARGE }
    })
}

/// The layer around all routes.
pub async fn gate(
    State(shared): State<Arc<Shared>>,
    Extension(connection): Extension<Connection>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with("/__control/") {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let (method, path) = (parts.method.to_string(), parts.uri.path().chars().take(200).collect::<String>());
    let scope = Scope::of(&path);
    let _at_work = AtWork::new(&shared, scope);
    let body = match whole(body).await {
        Ok(body) => body,
        Err(http) => {
            let words = http.canonical_reason().unwrap_or_default();
            return Answer::said(http.as_str(), words).http(http).into_response();
        }
    };
    let (count, ids) = asked(&body);
    let fate = {
        let mut state = shared.lock();
        state.counters.largest_batch = state.counters.largest_batch.max(count);
        let fate = state.faults.strike(shared.clock.elapsed(), scope, &ids);
        state.counters.faults += u64::from(fate.fault.is_some() || !fate.delay.is_zero());
        fate
    };
    let asked_ids = ids.clone();
    let name = fate.fault.as_ref().map(|fault| fault.kind.name());
    let line = |http: u16, code: String| {
        let at = shared.clock.elapsed();
        let fault = name.or((!fate.delay.is_zero()).then_some("slow"));
        LogLine { number: 0, time: shared.clock.text(at), at, method, path, count, ids, http, code, fault }
    };
    rest(&shared, fate.delay).await;
    let is_lost = fate.fault.as_ref().is_some_and(|fault| fault.carried_out);
    let carried_out = is_lost.then(|| Request::from_parts(parts.clone(), Body::from(body.clone())));
    if let Some(mut request) = carried_out {
        request.extensions_mut().insert(Injected(None));
        drop(next.clone().run(request).await);
    }
    match fate.fault.as_ref().map(|fault| fault.kind) {
        Some(Kind::Hang) => {
            shared.log(line(0, String::new()));
            stopped(&shared).await;
            connection.reset();
            return Response::default();
        }
        Some(Kind::Reset) => {
            shared.log(line(0, String::new()));
            connection.reset();
            return Response::default();
        }
        _ => {}
    }
    let response = if let Some(response) = fate.fault.as_deref().and_then(|fault| instead(fault, &parts.uri)) {
        response
    } else {
        parts.extensions.insert(Injected(fate.fault.clone()));
        maim(next.run(Request::from_parts(parts, Body::from(body))).await, fate.fault.as_deref(), &asked_ids).await
    };
    let code = response.extensions().get::<Code>().map(|code| code.0.clone()).unwrap_or_default();
    shared.log(line(response.status().as_u16(), code));
    response
}

/// Waits, or until the server ends.
async fn rest(shared: &Shared, delay: Duration) {
    if !delay.is_zero() {
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = stopped(shared) => {}
        }
    }
}

/// Waits until the server ends.
async fn stopped(shared: &Shared) {
    let mut stop = shared.stop.clone();
    // An error means that the sender is gone, and the server with it.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Lets the `Date` of each answer be that of a clock that is off.
pub async fn dated(State(shared): State<Arc<Shared>>, mut response: Response) -> Response {
    if let Some(date) = shared.clock.date().and_then(|date| HeaderValue::try_from(date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// The answer that a fault puts in the place of the right one.
fn instead(fault: &FaultSpec, uri: &Uri) -> Option<Response> {
    let coded = |default: &str| {
        let code = fault.code.as_deref().unwrap_or(default);
        Answer::said(code, &message_of(code, fault.message.as_deref())).into_response()
    };
    let text = |http: StatusCode, kind: &'static str, body: &'static str| {
        (http, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body).into_response()
    };
    let mut response = match fault.kind {
        Kind::Http429 => text(StatusCode::TOO_MANY_REQUESTS, "text/plain", "Too Many Requests"),
        Kind::Busy => coded("911048"),
        Kind::Http500 => text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "application/json",
            r#"{"timestamp":"2025-08-05T07:22:56.000+00:00","status":500,"error":"Internal Server Error"}"#,
        ),
        Kind::Html502 => text(
            StatusCode::BAD_GATEWAY,
            "text/html",
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n\
             <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
        ),
        Kind::Http401 => Answer::said("401", "Unauthorized").http(StatusCode::UNAUTHORIZED).into_response(),
        Kind::Code | Kind::BadBatch => coded("10001"),
        Kind::ExpiredToken => coded("10008"),
        Kind::Redirect => {
            let location = fault.location.as_deref().unwrap_or(PATH).replace(PATH, uri.path());
            (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
        }
        Kind::Reply => {
            let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or_default();
            let kind = fault.content_type.as_deref().unwrap_or("application/json;charset=UTF-8");
            (status, [(header::CONTENT_TYPE, kind.to_owned())], fault.body.clone().unwrap_or_default()).into_response()
        }
        Kind::HugeBody => huge(fault.bytes.unwrap_or(64 << 20)),
        _ => return None,
    };
    if let Some(seconds) = fault.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Some(response)
}

/// A body of about so many bytes, made while it is read.
fn huge(bytes: u64) -> Response {
    const ELEMENT: &str = r#"{"taskId":"00000000000000000000000000000000","status":"processing"},"#;
    let chunk = Bytes::from(ELEMENT.repeat(256));
    let chunks = usize::try_from(bytes / chunk.len().max(1) as u64).unwrap_or(usize::MAX);
    let start = Bytes::from_static(br#"{"code":"0","msg":"success","data":["#);
    let parts = std::iter::once(start)
        .chain(std::iter::repeat_n(chunk, chunks))
        .chain(std::iter::once(Bytes::from_static(b"null]}")));
    let mut response = Response::new(Body::from_stream(stream::iter(parts.map(Ok::<_, io::Error>))));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json;charset=UTF-8"));
    response
}

/// The right answer, broken off in the middle if the fault says so.
async fn maim(response: Response, fault: Option<&FaultSpec>, asked: &[String]) -> Response {
    let kind = fault.map(|fault| fault.kind);
    if let Some((fault, shape)) = fault.and_then(|fault| Some((fault, fault.shape?))) {
        let (mut parts, body) = response.into_parts();
        let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let (body, charset) = reshape(shape, fault, asked, &whole);
        parts.headers.remove(header::CONTENT_LENGTH);
        let kind = if charset == "GBK" { "application/json;charset=GBK" } else { "application/json;charset=UTF-8" };
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        return Response::from_parts(parts, Body::from(body));
    }
    if !matches!(kind, Some(Kind::Truncated | Kind::Cut)) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    if kind == Some(Kind::Truncated) {
        return Response::from_parts(parts, Body::from(half));
    }
    // The length promises more than comes: the reader sees the connection end before the body does.
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let pieces = [Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionAborted))];
    Response::from_parts(parts, Body::from_stream(stream::iter(pieces)))
}
