//! The server of `/metrics`: hyper speaks HTTP, and what is here limits how many connections there are at once and how long each may
//! take. What it is asked for goes to whoever has the numbers.

use crate::output::openmetrics::Format;
use hyper::{
    Method, Request, Response, StatusCode,
    body::Incoming,
    header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue},
    http,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{collections::VecDeque, time::Duration};
use tokio::{
    io::AsyncWriteExt,
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::AbortHandle,
    time::timeout,
};

/// The longest head of a request, bytes.
const LONGEST_HEAD: usize = 8 * 1024;
/// How many connections there are at once; for one more the oldest is closed: a scrape takes milliseconds, so that one waits.
const MOST_CONNECTIONS: usize = 32;
/// How long a request may take to come.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a connection may last: the client may not read its answer.
const WHOLE_TIME: Duration = Duration::from_secs(15);
/// How long to wait after a connection could not be accepted: the process has no file descriptors left, for example.
const PAUSE: Duration = Duration::from_millis(100);
/// Hyper closes the connection of a client that is too slow and sends no answer.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Somebody wants the numbers.
#[derive(Debug)]
pub struct Scrape {
    /// How they are to be written.
    pub format: Format,
    /// Where the text goes.
    pub reply: oneshot::Sender<String>,
}

/// Serves until it is dropped.
pub async fn serve(listener: TcpListener, scrapes: mpsc::Sender<Scrape>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LONGEST_HEAD);
    // A client may end its side as soon as it has asked.
    http.keep_alive(false).half_close(true).title_case_headers(true);
    let mut open = VecDeque::<AbortHandle>::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        open.retain(|connection| !connection.is_finished());
        if open.len() >= MOST_CONNECTIONS
            && let Some(oldest) = open.pop_front()
        {
            tracing::debug!("too many connections: the oldest was closed");
            oldest.abort();
        }
        let scrapes = scrapes.clone();
        let service = service_fn(move |request| answer(request, scrapes.clone()));
        let mut connection = http.serve_connection(TokioIo::new(stream), service);
        let served = tokio::spawn(async move {
            if let Ok(Err(error)) = timeout(WHOLE_TIME, &mut connection).await {
                tracing::debug!(%error, "a client was not served");
                if error.is_timeout() {
                    _ = connection.into_parts().io.into_inner().write_all(TOO_SLOW).await;
                }
            }
        });
        open.push_back(served.abort_handle());
    }
}

async fn answer(request: Request<Incoming>, scrapes: mpsc::Sender<Scrape>) -> http::Result<Response<String>> {
    let answer = Response::builder().header(CACHE_CONTROL, "no-store");
    if request.uri().path() != "/metrics" {
        return answer.status(StatusCode::NOT_FOUND).body(String::new());
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return answer.status(StatusCode::METHOD_NOT_ALLOWED).header(ALLOW, "GET, HEAD").body(String::new());
    }
    let accept: Vec<_> = request.headers().get_all(ACCEPT).iter().flat_map(HeaderValue::to_str).collect();
    let format = format(&accept.join(","));
    let (reply, text) = oneshot::channel();
    // Fails only when the program is about to end, and then there is no text either.
    _ = scrapes.send(Scrape { format, reply }).await;
    match text.await {
        Ok(text) => answer.header(CONTENT_TYPE, format.content_type()).body(text),
        Err(_) => answer.status(StatusCode::SERVICE_UNAVAILABLE).body(String::new()),
    }
}

/// The format that a client wants: `OpenMetrics`, unless it prefers the older one by name.
fn format(accept: &str) -> Format {
    let quality = |name: &str| {
        let of_name = accept.split(',').filter_map(|one| {
            let mut parts = one.split(';').map(str::trim);
            parts.next().filter(|media| media.eq_ignore_ascii_case(name))?;
            let quality = parts.find_map(|part| part.strip_prefix("q=").and_then(|value| value.parse::<f64>().ok()));
            Some(quality.unwrap_or(1.0))
        });
        of_name.fold(None, |best: Option<f64>, one| Some(best.map_or(one, |best| best.max(one))))
    };
    let any = quality("*/*").unwrap_or(0.0);
    let open = quality("application/openmetrics-text").unwrap_or(any);
    let text = quality("text/plain").unwrap_or(0.0);
    if text > open { Format::Text } else { Format::OpenMetrics }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::curl("*/*", Format::OpenMetrics)]
    #[case::nothing("", Format::OpenMetrics)]
    #[case::prometheus(
        "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        Format::OpenMetrics
    )]
    #[case::older("text/plain;version=0.0.4;q=1,*/*;q=0.1", Format::Text)]
    #[case::browser("text/html, Text/Plain ;q=0.9", Format::Text)]
    #[case::refused("application/openmetrics-text;q=0, text/plain", Format::Text)]
    #[case::nonsense("text/plain;q=x;;, ,application/openmetrics-text;q=2", Format::OpenMetrics)]
    fn the_format_that_is_wanted(#[case] accept: &str, #[case] expected: Format) {
        assert_eq!(format(accept), expected);
    }
}
