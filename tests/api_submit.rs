//! Submitting over real HTTP: against the embedded server and its faults, and against small servers with the shapes of answers
//! that the document leaves open. The question behind most of it: is anything ever sent twice?

mod shapes;

use crate::support::program::control;
use axum::{Router, extract::ConnectInfo, http::StatusCode, routing::post};
use eftop::internals::{
    client::{Client, ClientOptions, SUBMIT_BATCH, Service as _, Submission, Submitted, Transfer},
    domain::{CallError, CallErrorKind, Conflict, Operation},
    server::{self, Options, Running, Scenario, clock::Pace},
};
use rstest::rstest;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;

const TOKEN: &str = "open-sesame-0123456789";
const ID: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";

const EMPTY: &str = r#"
[[task]]
id = "other"
operation = "delete"
source = "/c"
"#;

fn client(base_url: &str, submit_timeout: Duration) -> Client {
    let options = ClientOptions::new(base_url, SecretString::from(TOKEN));
    Client::new(ClientOptions { timeout: Duration::from_mins(1), submit_timeout, ..options }).unwrap()
}

fn transfers(sources: &[&str]) -> Vec<Transfer> {
    let transfer = |source: &&str| Transfer {
        source: (*source).to_owned(),
        target: "/work/b".to_owned(),
        conflict: Some(Conflict::Both),
    };
    sources.iter().map(transfer).collect()
}

fn removal(count: usize) -> Submission {
    Submission::Remove((0..count).map(|number| format!("/a/{number}")).collect())
}

struct Bench {
    server: Running,
    client: Client,
}

impl Bench {
    async fn new() -> Self {
        Self::with_timeout(Duration::from_mins(1)).await
    }

    async fn with_timeout(submit_timeout: Duration) -> Self {
        let scenario = Scenario::parse("empty", EMPTY).unwrap();
        let options = Options { pace: Pace::ByHand, token: Some(TOKEN.to_owned()), ..Options::new(scenario) };
        let server = server::start(options).await.unwrap();
        let client = client(server.base_url(), submit_timeout);
        Self { server, client }
    }

    async fn faulty(mut fault: Value, submit_timeout: Duration) -> Self {
        let bench = Self::with_timeout(submit_timeout).await;
        fault["scope"] = json!("submit");
        let answer = control(&bench.server, "POST /__control/faults", &fault.to_string()).await;
        assert!(answer["fault"].is_number(), "{answer}");
        bench
    }

    /// How many requests the server has seen.
    async fn requests(&self) -> Value {
        control(&self.server, "GET /__control/counters", "").await["counters"]["requests"].clone()
    }
}

/// A server that gives every submission the same answer; hands back its base URL and the requests.
async fn canned(http: u16, answer: String) -> (String, Arc<Mutex<Vec<Value>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    let answering = move |body: String| {
        seen.lock().unwrap().push(serde_json::from_str(&body).unwrap());
        std::future::ready((StatusCode::from_u16(http).unwrap(), answer.clone()))
    };
    let router = Router::new().route("/efile/openapi/v2/file/async-copy", post(answering));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base_url, requests)
}

async fn copy(base_url: &str, sources: &[&str]) -> Result<Submitted, CallError> {
    client(base_url, Duration::from_mins(1)).submit(&Submission::Copy(transfers(sources))).await
}

#[rstest]
#[case(Submission::Copy(transfers(&["/数据/a", "/b b", "/a/missing"])))]
#[case(Submission::Move(transfers(&["/数据/a", "/b b", "/a/missing"])))]
#[case(Submission::Remove(vec!["/数据/a".into(), "/b b".into(), "/a/missing".into()]))]
#[tokio::test]
async fn what_is_submitted_is_known_to_list(#[case] submission: Submission) {
    let bench = Bench::new().await;
    let submitted = bench.client.submit(&submission).await.unwrap();
    assert_eq!((submitted.ids.len(), submitted.failures.len(), &submitted.whole), (3, 0, &None));
    let answer = bench.client.list(&submitted.ids).await.unwrap();
    assert_eq!(answer.reports.len(), 3);
    for (task, source) in submitted.tasks.iter().zip(submission.sources()) {
        let (_, report) = answer.reports.iter().find(|(id, _)| Some(id) == task.as_ref()).unwrap();
        assert_eq!(report.source().as_deref(), Some(source));
        let operation = match submission {
            Submission::Copy(_) => Operation::Copy,
            Submission::Move(_) => Operation::Move,
            Submission::Remove(_) => Operation::Delete,
        };
        let moves = operation != Operation::Delete;
        assert_eq!(report.operation, Some(operation));
        assert_eq!(report.target().as_deref(), moves.then_some("/work/b"));
        assert_eq!(report.conflict, moves.then_some(Conflict::Both));
    }
}

#[tokio::test]
async fn a_full_batch_is_one_request_and_more_is_none() {
    let bench = Bench::new().await;
    let submitted = bench.client.submit(&removal(SUBMIT_BATCH)).await.unwrap();
    assert_eq!((submitted.ids.len(), bench.requests().await), (SUBMIT_BATCH, json!(1)));
    let error = bench.client.submit(&removal(SUBMIT_BATCH + 1)).await.unwrap_err();
    assert_eq!((error.kind, error.may_have_arrived), (CallErrorKind::Misconfigured, false));
    assert_eq!(error.to_string(), "101 items in one call, at most 100 are sent");
    assert_eq!(bench.client.submit(&removal(0)).await, Ok(Submitted::default()));
    let mut odd = transfers(&["/a"]);
    odd[0].conflict = Some(Conflict::parse("rename"));
    assert!(!bench.client.submit(&Submission::Move(odd)).await.unwrap_err().may_have_arrived);
    assert_eq!(bench.requests().await, json!(1), "nothing but the first was sent");
}

#[rstest]
#[case(json!({"kind": "reset"}), &[CallErrorKind::Unreachable])]
#[case(json!({"kind": "truncated"}), &[CallErrorKind::BadAnswer])]
// The reset at its end may overtake its beginning.
#[case(json!({"kind": "cut"}), &[CallErrorKind::BadAnswer, CallErrorKind::Unreachable])]
#[case(json!({"kind": "http_500"}), &[CallErrorKind::Server])]
#[case(json!({"kind": "html_502"}), &[CallErrorKind::Server])]
#[tokio::test]
async fn a_lost_answer_is_told_and_nothing_is_sent_twice(#[case] fault: Value, #[case] kinds: &[CallErrorKind]) {
    let bench = Bench::faulty(fault, Duration::from_mins(1)).await;
    lost(&bench, kinds).await;
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_lost() {
    let bench = Bench::faulty(json!({"kind": "hang"}), Duration::from_millis(500)).await;
    lost(&bench, &[CallErrorKind::TimedOut]).await;
}

/// Why an answer is no success; ids may have been found in it.
fn refusal(answer: Result<Submitted, CallError>) -> CallError {
    answer.map_or_else(|error| error, |submitted| submitted.refusal.unwrap())
}

/// Submits once, and looks for what is known of it afterwards.
async fn lost(bench: &Bench, kinds: &[CallErrorKind]) {
    let error = refusal(bench.client.submit(&removal(2)).await);
    assert!(kinds.contains(&error.kind) && error.may_have_arrived, "{error}");
    assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
    assert_eq!(bench.requests().await, json!(1));
    let log = control(&bench.server, "GET /__control/log", "").await;
    assert_eq!(log.to_string().matches("async-remove").count(), 1, "{log}");
}

#[tokio::test]
async fn each_submission_has_a_new_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()), Duration::from_mins(1));
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move {
        json!({"code": "0", "data": {"taskIds": [peer.port()]}}).to_string()
    };
    let service = Router::new()
        .route("/efile/openapi/v2/file/async-remove", post(peer))
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let first = client.submit(&removal(1)).await.unwrap();
    let second = client.submit(&removal(1)).await.unwrap();
    assert_eq!((first.ids.len(), second.ids.len()), (1, 1));
    assert_ne!(first.ids, second.ids, "one that was kept may be dead");
}

#[rstest]
#[case(json!({"kind": "busy"}), CallErrorKind::Limited)]
#[case(json!({"kind": "http_429"}), CallErrorKind::Limited)]
#[case(json!({"kind": "expired_token"}), CallErrorKind::Unauthenticated)]
#[case(json!({"kind": "http_401"}), CallErrorKind::Unauthenticated)]
#[case(json!({"kind": "code", "code": "911030"}), CallErrorKind::Refused)]
#[tokio::test]
async fn a_refusal_leaves_nothing_open(#[case] fault: Value, #[case] kind: CallErrorKind) {
    let bench = Bench::faulty(fault, Duration::from_mins(1)).await;
    let error = bench.client.submit(&removal(2)).await.unwrap_err();
    assert_eq!((error.kind, error.may_have_arrived), (kind, false), "{error}");
    assert_eq!(bench.requests().await, json!(1));
}

#[tokio::test]
async fn without_a_connection_nothing_arrived() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = copy(&format!("http://{free}"), &["/a"]).await.unwrap_err();
    assert_eq!((error.kind, error.may_have_arrived), (CallErrorKind::Unreachable, false), "{error}");
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_not_sent() {
    let bench = Bench::new().await;
    let options = ClientOptions::new(bench.server.base_url(), SecretString::from("open\nsesame"));
    let error = Client::new(options).unwrap().submit(&removal(1)).await.unwrap_err();
    assert_eq!((error.kind, error.may_have_arrived), (CallErrorKind::Misconfigured, false));
    assert_eq!(bench.requests().await, json!(0));
}

#[rstest]
#[case(json!([ID, null]), 1, &[])]
#[case(json!({"taskIds": [ID]}), 1, &[])]
#[case(json!({"taskId": ID}), 1, &[])]
#[case(json!([{"taskId": ID, "sourcePath": "/a"}, {"sourcePath": "/b", "errorCode": "911020"}]), 1, &["/b 911020"])]
#[case(json!([{"errorCode": 911_021, "errorMsg": "File already exists"}, {"taskId": ID}]), 1, &["/a 911021"])]
#[case(json!(null), 0, &[])]
#[tokio::test]
async fn shapes_that_the_document_leaves_open(#[case] data: Value, #[case] ids: usize, #[case] failures: &[&str]) {
    let (base_url, requests) = canned(200, json!({"code": "0", "msg": "success", "data": data}).to_string()).await;
    let submitted = copy(&base_url, &["/a", "/b"]).await.unwrap();
    assert_eq!((submitted.ids.len(), submitted.whole.is_some()), (ids, ids + failures.len() != 2), "{submitted:?}");
    let told = submitted
        .failures
        .iter()
        .map(|failure| format!("{} {}", failure.source.as_deref().unwrap(), failure.problem.code.as_deref().unwrap()));
    assert_eq!(told.collect::<Vec<_>>(), failures);
    let sent = json!([
        {"sourcePath": "/a", "targetPath": "/work/b", "duplicateHandleType": "both"},
        {"sourcePath": "/b", "targetPath": "/work/b", "duplicateHandleType": "both"},
    ]);
    assert_eq!(*requests.lock().unwrap(), [sent]);
}

#[rstest]
#[case(200, "<html>Please sign in</html>", true)]
#[case(200, "", true)]
#[case(302, "", true)]
#[case(504, r#"{"code":"504","msg":"Gateway Timeout"}"#, true)]
#[case(400, r#"{"code":"10004","msg":"param_invalid"}"#, false)]
#[case(413, "<html>Request Entity Too Large</html>", false)]
#[tokio::test]
async fn other_answers_than_the_api_s(#[case] http: u16, #[case] answer: &str, #[case] open: bool) {
    let (base_url, requests) = canned(http, answer.to_owned()).await;
    let error = refusal(copy(&base_url, &["/a"]).await);
    assert_eq!(error.may_have_arrived, open, "{error}");
    assert_eq!(requests.lock().unwrap().len(), 1);
}
