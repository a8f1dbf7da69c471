//! A server for one page, `/metrics`, and nothing else: one request per connection, with bounds on its size, on its time and on how
//! many there are at once. What it is asked for goes to whoever has the numbers.
//!
//! By hand, since a scrape needs no more than a request line and one header, and a whole HTTP server would be a fifth of the program.

use crate::output::openmetrics::Format;
use std::{collections::VecDeque, io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot},
    task::AbortHandle,
    time::timeout,
};

/// The longest head of a request, bytes.
pub const LONGEST_HEAD: usize = 8 * 1024;
/// How many connections there are at once; for one more the oldest is closed: a scrape takes milliseconds, so that one waits.
pub const MOST_CONNECTIONS: usize = 32;
/// How long a request may take to come.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long an answer may take to be taken.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// How long, and how much, is still read of a request that was refused, so that the refusal arrives.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 64 * 1024);
/// How long to wait after a connection could not be accepted: the process has no file descriptors left, for example.
const PAUSE: Duration = Duration::from_millis(100);

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
        let connection = tokio::spawn(async move {
            if let Err(error) = answer(stream, &scrapes).await {
                tracing::debug!(%error, "a client went away");
            }
        });
        open.push_back(connection.abort_handle());
    }
}

/// An answer without the numbers.
struct Refusal(&'static str, &'static str);

const BAD: Refusal = Refusal("400 Bad Request", "this is no HTTP request\n");
const NOT_FOUND: Refusal = Refusal("404 Not Found", "the metrics are at /metrics\n");
const NOT_ALLOWED: Refusal = Refusal("405 Method Not Allowed", "only GET and HEAD\n");
const TOO_SLOW: Refusal = Refusal("408 Request Timeout", "the request took too long\n");
const TOO_LARGE: Refusal = Refusal("431 Request Header Fields Too Large", "the head of the request is too large\n");
const ENDING: Refusal = Refusal("503 Service Unavailable", "eftop is ending\n");

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    format: Format,
    is_head: bool,
}

async fn answer(mut stream: TcpStream, scrapes: &mpsc::Sender<Scrape>) -> io::Result<()> {
    let head = match timeout(HEAD_TIME, read_head(&mut stream)).await {
        Ok(head) => head?,
        Err(_) => Err(TOO_SLOW),
    };
    match head.and_then(|head| parse(&head)) {
        Ok(Request { format, is_head }) => {
            let (reply, text) = oneshot::channel();
            // Both fail only when the program is about to end.
            let asked = scrapes.send(Scrape { format, reply }).await.is_ok();
            let Some(text) = (if asked { text.await.ok() } else { None }) else {
                return refuse(&mut stream, ENDING).await;
            };
            let head = head_of("200 OK", format.content_type(), text.len());
            send(&mut stream, &[&head, if is_head { "" } else { &text }]).await
        }
        Err(refusal) => refuse(&mut stream, refusal).await,
    }
}

async fn refuse(stream: &mut TcpStream, Refusal(status, text): Refusal) -> io::Result<()> {
    let head = head_of(status, "text/plain; charset=utf-8", text.len());
    send(stream, &[&head, text]).await?;
    // Closing with something unread would reset the connection, and the client would never see why.
    let (time, most) = LINGER;
    let mut rest = stream.take(most as u64);
    let mut chunk = [0; 1024];
    _ = timeout(time, async { while rest.read(&mut chunk).await.is_ok_and(|read| read > 0) {} }).await;
    Ok(())
}

fn head_of(status: &str, content_type: &str, length: usize) -> String {
    let allow = if status.starts_with("405") { "Allow: GET, HEAD\r\n" } else { "" };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{allow}Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
}

async fn send(stream: &mut TcpStream, parts: &[&str]) -> io::Result<()> {
    let write = async {
        for part in parts {
            stream.write_all(part.as_bytes()).await?;
        }
        stream.shutdown().await
    };
    timeout(ANSWER_TIME, write).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Reads up to the empty line.
async fn read_head(stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, Refusal>> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    loop {
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Ok(Err(BAD));
        }
        // The empty line may have begun in the chunk before.
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(chunk.get(..read).unwrap_or_default());
        let fresh = head.get(from..).unwrap_or_default();
        if let Some(end) = fresh.windows(4).position(|four| four == b"\r\n\r\n") {
            head.truncate(from + end);
            return Ok(Ok(head));
        }
        if head.len() > LONGEST_HEAD {
            return Ok(Err(TOO_LARGE));
        }
    }
}

/// What the head of a request asks for.
fn parse(head: &[u8]) -> Result<Request, Refusal> {
    let text = std::str::from_utf8(head).map_err(|_| BAD)?;
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(BAD);
    };
    if !version.starts_with("HTTP/1.") {
        return Err(BAD);
    }
    let path = target.split('?').next().unwrap_or_default();
    let is_head = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(NOT_ALLOWED),
    };
    if path != "/metrics" {
        return Err(NOT_FOUND);
    }
    let accept = lines.filter_map(|line| line.split_once(':')).filter(|(name, _)| name.eq_ignore_ascii_case("accept"));
    let accept: Vec<_> = accept.map(|(_, value)| value).collect();
    Ok(Request { format: format(&accept.join(",")), is_head })
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

    #[rstest]
    #[case::get(b"GET /metrics HTTP/1.1\r\nHost: x\r\nACCEPT: text/plain", Ok((Format::Text, false)))]
    #[case::head_with_query(b"HEAD /metrics?x=1 HTTP/1.0", Ok((Format::OpenMetrics, true)))]
    #[case::elsewhere(b"GET / HTTP/1.1", Err("404"))]
    #[case::method(b"POST /metrics HTTP/1.1", Err("405"))]
    #[case::no_version(b"GET /metrics", Err("400"))]
    #[case::too_many_words(b"GET /metrics HTTP/1.1 x", Err("400"))]
    #[case::http2(b"PRI * HTTP/2.0", Err("400"))]
    #[case::no_utf8(b"GET /\xff HTTP/1.1", Err("400"))]
    #[case::tls(b"\x16\x03\x01\x02\x00\x01", Err("400"))]
    #[case::empty(b"", Err("400"))]
    fn what_is_asked_for(#[case] head: &[u8], #[case] expected: Result<(Format, bool), &str>) {
        let asked = parse(head).map(|request| (request.format, request.is_head));
        assert_eq!(asked.map_err(|Refusal(status, _)| &status[..3]), expected);
    }
}
