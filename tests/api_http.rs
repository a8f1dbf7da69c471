//! The client over real HTTP: against the embedded server and each of its faults, and against small servers that do what no
//! service should.

mod odd;

use crate::support::program::control;
use eftop::internals::{
    client::{BadBaseUrl, CancelAnswer, Client, ClientOptions, ListAnswer, MAX_BATCH, Service as _},
    domain::{CallError, CallErrorKind, Status, TaskId},
    messages::{InLang, Lang},
    server::{self, Options, Running, Scenario, clock::Pace},
};
use rstest::rstest;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

const SMALL: &str = r#"
[[task]]
id = "runs"
operation = "copy"
source = "/public/home/zhangwei/数据"
target = "/work/b"
submitted = -10
takes = 110
files = 1000
size = "1 GiB"

[[task]]
id = "waits"
operation = "move"
source = "/public/home/zhangwei/a"
target = "/work/b"
waits = 50
takes = 50

[[task]]
id = "done"
operation = "delete"
source = "/public/home/zhangwei/c"
submitted = -30
takes = 20
files = 7
size = 700
"#;

const TOKEN: &str = "open-sesame-0123456789";

fn ids(ids: &[&str]) -> Vec<TaskId> {
    ids.iter().map(|id| TaskId::new(id).unwrap()).collect()
}

fn options(base_url: &str) -> ClientOptions {
    // Long enough for a busy machine: only the tests of hanging wait for it, with one of their own.
    ClientOptions { timeout: Duration::from_mins(1), ..ClientOptions::new(base_url, SecretString::from(TOKEN)) }
}

struct Bench {
    server: Running,
    client: Client,
}

impl Bench {
    async fn new() -> Self {
        Self::with(|options| options).await
    }

    async fn with(change: impl FnOnce(ClientOptions) -> ClientOptions) -> Self {
        let options_of_server = Options {
            pace: Pace::ByHand,
            token: Some(TOKEN.to_owned()),
            ..Options::new(Scenario::parse("small", SMALL).unwrap())
        };
        let server = server::start(options_of_server).await.unwrap();
        let client = Client::new(change(options(server.base_url()))).unwrap();
        Self { server, client }
    }

    /// A client whose server shows this fault.
    async fn faulty(fault: Value) -> Self {
        let bench = Self::new().await;
        bench.fault(&fault).await;
        bench
    }

    async fn fault(&self, fault: &Value) {
        let answer = control(&self.server, "POST /__control/faults", &fault.to_string()).await;
        assert!(answer["fault"].is_number(), "{answer}");
    }

    async fn list(&self, asked: &[&str]) -> Result<ListAnswer, CallError> {
        self.client.list(&ids(asked)).await
    }

    async fn status(&self, id: &str) -> Status {
        self.list(&[id]).await.unwrap().reports[0].1.status.clone()
    }

    /// The error of a call, which never holds the token.
    async fn error(&self) -> CallError {
        let error = self.list(&["runs", "waits"]).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", self.client);
        assert!(!shown.contains("sesame"), "{shown}");
        error
    }
}

/// A server that gives one connection after the other the same bytes; hands back the requests.
async fn canned(answer: Vec<u8>, connections: usize) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let requests = tokio::spawn(async move {
        let mut requests = Vec::new();
        for _ in 0..connections {
            let (mut stream, _) = listener.accept().await.unwrap();
            requests.push(request(&mut stream).await);
            // The client may hang up before it has all.
            let _ = stream.write_all(&answer).await;
        }
        requests
    });
    (base_url, requests)
}

/// A whole request with its body.
async fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "half a request: {text}");
    }
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// The error of one list against a server that says this, and the request it got.
async fn said(head: &str, body: &[u8], change: impl FnOnce(ClientOptions) -> ClientOptions) -> (CallError, String) {
    let (base_url, requests) = canned(answer(head, body), 1).await;
    let client = Client::new(change(options(&base_url))).unwrap();
    let error = client.list(&ids(&["a"])).await.unwrap_err();
    (error, requests.await.unwrap().remove(0))
}

#[tokio::test]
async fn list_and_cancel() {
    let bench = Bench::new().await;
    let answer = bench.list(&["waits", "nobody", "runs", "done", "runs"]).await.unwrap();
    assert_eq!((answer.reports.len(), answer.skipped), (3, 0));
    let (_, runs) = answer.reports.iter().find(|(id, _)| id.as_str() == "runs").unwrap();
    assert_eq!((&runs.status, runs.total_files), (&Status::Processing, Some(1000)));
    assert_eq!(runs.source().as_deref(), Some("/public/home/zhangwei/数据"));
    assert_eq!(bench.client.cancel(&ids(&["runs", "waits"])).await, Ok(CancelAnswer::default()));
    control(&bench.server, "POST /__control/advance", r#"{"seconds": 10}"#).await;
    assert_eq!(bench.status("runs").await, Status::Cancel);
    let log = control(&bench.server, "GET /__control/log", "").await.to_string();
    assert_eq!(log.matches("task/cancel").count(), 1, "{log}");
}

#[tokio::test]
async fn a_request_is_what_the_document_asks_for() {
    let body = br#"{"code":"0","data":[{"taskId":"a","status":"waiting"}]}"#;
    let (base_url, requests) = canned(answer("200 OK", body), 2).await;
    let client = Client::new(options(&format!("{base_url}/efile/"))).unwrap();
    assert_eq!(client.list(&ids(&["a", "b"])).await.unwrap().reports.len(), 1);
    client.cancel(&ids(&["a"])).await.unwrap();
    let requests = requests.await.unwrap();
    let (first, second) = (requests[0].to_ascii_lowercase(), requests[1].to_ascii_lowercase());
    assert!(first.starts_with("post /efile/openapi/v2/file/task/list http/1.1\r\n"), "{first}");
    assert!(first.ends_with("\r\n\r\n{\"taskids\":[\"a\",\"b\"]}") && requests[0].contains("taskIds"), "{first}");
    for line in [
        format!("token: {TOKEN}"),
        "content-type: application/json".to_owned(),
        "accept: application/json".to_owned(),
        format!("user-agent: eftop/{}", env!("CARGO_PKG_VERSION")),
        "accept-encoding: gzip".to_owned(),
    ] {
        assert!(first.contains(&format!("\r\n{line}\r\n")), "{line} is not in {first}");
    }
    assert!(second.starts_with("post /efile/openapi/v2/file/task/cancel "), "{second}");
    assert!(second.contains(&format!("\r\ntoken: {TOKEN}\r\n")), "{second}");
}

#[rstest]
#[case(json!({"kind": "http_429", "retry_after": 7}), CallErrorKind::Limited, None, Some(429))]
#[case(json!({"kind": "busy"}), CallErrorKind::Limited, Some("911048"), None)]
#[case(json!({"kind": "http_500"}), CallErrorKind::Server, None, Some(500))]
#[case(json!({"kind": "html_502"}), CallErrorKind::Server, None, Some(502))]
#[case(json!({"kind": "expired_token"}), CallErrorKind::Unauthenticated, Some("10008"), None)]
#[case(json!({"kind": "expired_token", "code": "911406"}), CallErrorKind::Unauthenticated, Some("911406"), None)]
#[case(json!({"kind": "http_401"}), CallErrorKind::Unauthenticated, Some("401"), Some(401))]
#[case(json!({"kind": "code", "code": "911404"}), CallErrorKind::Server, Some("911404"), None)]
#[case(json!({"kind": "code", "code": "911009"}), CallErrorKind::Refused, Some("911009"), None)]
#[case(json!({"kind": "reset"}), CallErrorKind::Unreachable, None, None)]
#[case(json!({"kind": "truncated"}), CallErrorKind::BadAnswer, None, None)]
#[tokio::test]
async fn faults_have_their_kind(
    #[case] fault: Value,
    #[case] kind: CallErrorKind,
    #[case] code: Option<&str>,
    #[case] http: Option<u16>,
) {
    let bench = Bench::faulty(fault.clone()).await;
    let error = bench.error().await;
    assert_eq!((error.kind, error.code.as_deref(), error.http_status), (kind, code, http), "{error:?}");
    assert!(!error.message.is_empty(), "{error:?}");
    assert_eq!(error.retry_after, fault["retry_after"].as_u64().map(Duration::from_secs));
    control(&bench.server, "POST /__control/faults/clear", "").await;
    assert_eq!(bench.status("waits").await, Status::Waiting, "it recovers");
}

#[tokio::test]
async fn a_gateways_page_is_told_in_its_own_words() {
    let error = Bench::faulty(json!({"kind": "html_502"})).await.error().await;
    assert_eq!(error.to_string(), "HTTP 502: 502 Bad Gateway 502 Bad Gateway nginx");
}

#[tokio::test]
async fn a_bad_batch_blames_itself() {
    let bench = Bench::faulty(json!({"kind": "bad_batch", "ids": ["waits"]})).await;
    assert!(bench.error().await.blames_batch());
    assert_eq!(bench.status("runs").await, Status::Processing);
}

#[tokio::test]
async fn no_answer_in_time() {
    let bench = Bench::with(|options| ClientOptions { timeout: Duration::from_millis(300), ..options }).await;
    bench.fault(&json!({"kind": "hang"})).await;
    let error = bench.error().await;
    assert_eq!((error.kind, &*error.to_string()), (CallErrorKind::TimedOut, "no whole answer within 0.3 s"));
}

#[tokio::test]
async fn wrong_matter_in_the_right_form() {
    let bench = Bench::faulty(json!({"kind": "missing_ids", "ids": ["runs"]})).await;
    let answer = bench.list(&["runs", "waits"]).await.unwrap();
    assert_eq!((answer.reports.len(), answer.reports[0].0.as_str()), (1, "waits"));

    let bench = Bench::new().await;
    let right = bench.list(&["runs", "waits", "done"]).await.unwrap().reports;
    bench.fault(&json!({"kind": "wrong_types"})).await;
    let mut wrong = bench.list(&["runs", "waits", "done"]).await.unwrap();
    assert_eq!((wrong.reports.len(), wrong.skipped), (3, 3));
    // The first two come with numbers as texts and as floats, which are the same numbers, the third with none.
    for ((_, right), (_, wrong)) in right.iter().zip(&mut wrong.reports).take(2) {
        assert_ne!(right.raw(), wrong.raw());
        wrong.extra.clone_from(&right.extra);
        assert_eq!(right, wrong);
    }
    let ((right_id, right), (wrong_id, wrong)) = (&right[2], &wrong.reports[2]);
    assert_eq!((wrong_id, wrong.total_files, wrong.percent), (right_id, None, None));
    assert_eq!((&wrong.status, &wrong.source), (&right.status, &right.source));

    let bench = Bench::faulty(json!({"kind": "duplicates"})).await;
    let answer = bench.list(&["runs", "waits"]).await.unwrap();
    assert_eq!((answer.reports.len(), answer.skipped), (2, 0));

    let bench = Bench::faulty(json!({"kind": "data_null"})).await;
    assert_eq!(bench.list(&["runs"]).await, Ok(ListAnswer::default()));
    assert_eq!(bench.list(&["runs", "waits"]).await, Ok(ListAnswer::default()));
}

#[tokio::test]
async fn an_echoed_token_is_not_shown() {
    let echo = format!(r#"{{"code":"10008","msg":"bad token {TOKEN}"}}"#);
    let (error, request) = said("200 OK", echo.as_bytes(), |options| options).await;
    assert!(request.contains(TOKEN));
    assert_eq!(error.to_string(), "code 10008: bad token [token]");
    let (error, _) = said("500 Oops", TOKEN.as_bytes(), |options| options).await;
    assert_eq!(error.to_string(), "HTTP 500: [token]");
}

#[tokio::test]
async fn a_wait_can_be_a_date() {
    let head = "503 Busy\r\ndate: Tue, 05 Aug 2025 07:22:56 GMT\r\nretry-after: Tue, 05 Aug 2025 07:23:26 GMT";
    let (error, _) = said(head, b"", |options| options).await;
    assert_eq!((error.kind, error.retry_after), (CallErrorKind::Limited, Some(Duration::from_secs(30))));
}

#[tokio::test]
async fn nobody_there() {
    // A port that was free a moment ago; nobody listens on it.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = Client::new(options(&format!("http://{address}"))).unwrap();
    let error = client.list(&ids(&["a"])).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::Unreachable);
    assert!(error.to_string().contains("refused"), "{error}");
}

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
#[tokio::test]
async fn https_to_a_server_that_speaks_http() {
    let bench = Bench::new().await;
    let client = Client::new(options(&bench.server.base_url().replace("http://", "https://"))).unwrap();
    let error = client.list(&ids(&["a"])).await.unwrap_err();
    // A machine without certificates cannot even begin: an error and no panic, too.
    assert!(matches!(error.kind, CallErrorKind::Tls(_) | CallErrorKind::Misconfigured), "{error:?}");
}

#[tokio::test]
async fn too_many_or_no_ids_are_not_sent() {
    let bench = Bench::new().await;
    let many: Vec<_> = (0..=MAX_BATCH).map(|number| TaskId::new(&number.to_string()).unwrap()).collect();
    let error = CallError::unusable("501 ids in one request, the service takes at most 500");
    assert_eq!(bench.client.list(&many).await.unwrap_err(), error);
    assert_eq!(bench.client.cancel(&many).await.unwrap_err(), error);
    assert!(!error.is_passing());
    assert_eq!(bench.list(&[]).await, Ok(ListAnswer::default()));
    assert_eq!(bench.client.cancel(&[]).await, Ok(CancelAnswer::default()));
    let counters = control(&bench.server, "GET /__control/counters", "").await;
    assert_eq!(counters["counters"]["requests"], 0);
    assert_eq!(bench.client.list(&many[1..]).await, Ok(ListAnswer::default()));
}

#[tokio::test]
async fn a_token_that_cannot_be_sent() {
    let bench = Bench::with(|options| ClientOptions { token: SecretString::from("open\nsesame"), ..options }).await;
    assert_eq!(bench.error().await.kind, CallErrorKind::Misconfigured);
}

#[test]
fn plain_http_is_for_loopback() {
    let plain = options("http://efile.example.cn");
    assert!(matches!(Client::new(plain.clone()), Err(BadBaseUrl::PlainHttp(_))));
    assert!(Client::new(ClientOptions { insecure_http: true, ..plain }).is_ok());
    assert!(Client::new(options("https://efile.example.cn:65103")).is_ok());
}

#[test]
fn nothing_shows_a_secret() {
    let options = options("https://bob:sesame@efile.example.cn");
    let shown = format!("{options:?}");
    let error = Client::new(options).unwrap_err();
    assert!(!shown.contains("sesame") && !format!("{error:?} {}", error.text(Lang::En)).contains("sesame"), "{shown}");
    let client = Client::new(self::options("https://efile.example.cn")).unwrap();
    assert!(!format!("{client:?}").contains("sesame"), "{client:?}");
}
