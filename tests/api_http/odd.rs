//! Answers that are no whole answer: broken off, too long, compressed by name only, redirected.

use super::{Bench, answer, canned, ids, options, request, said};
use eftop::internals::{
    client::{Client, ClientOptions, Service as _},
    domain::CallErrorKind,
};
use rstest::rstest;
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"code\"").await.unwrap();
        // Until the client hangs up.
        stream.read(&mut [0]).await
    });
    let client = Client::new(ClientOptions { timeout: Duration::from_millis(300), ..options(&base_url) }).unwrap();
    assert_eq!(client.list(&ids(&["a"])).await.unwrap_err().kind, CallErrorKind::TimedOut);
    let _ = server.await.unwrap();
}

#[tokio::test]
async fn an_answer_whose_connection_ends_too_soon() {
    let whole = answer("200 OK", br#"{"code":"0","data":[]}"#);
    let (base_url, _) = canned(whole[..whole.len() - 5].to_vec(), 1).await;
    let error = Client::new(options(&base_url)).unwrap().list(&ids(&["a"])).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::BadAnswer);
    assert!(error.to_string().starts_with("the answer broke off after "), "{error}");
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let bench = Bench::with(|options| ClientOptions { max_body: 1 << 20, ..options }).await;
    bench.fault(&json!({"kind": "huge_body"})).await;
    let error = bench.error().await;
    assert_eq!((error.kind, &*error.to_string()), (CallErrorKind::BadAnswer, "the answer has more than 1048576 bytes"));
}

/// `gzip` of 10 MB of zeros is about 10 KB: the limit is on what comes out.
#[tokio::test]
async fn a_body_has_a_limit_after_decompression() {
    let change = |options| ClientOptions { max_body: 1 << 20, ..options };
    let (error, _) = said("200 OK\r\ncontent-encoding: gzip", include_bytes!("../data/zeros.gz"), change).await;
    assert_eq!(error.to_string(), "the answer has more than 1048576 bytes");
}

#[tokio::test]
async fn a_compressed_answer_that_is_none() {
    let (error, _) = said("200 OK\r\ncontent-encoding: gzip", b"not compressed at all", |options| options).await;
    assert_eq!(error.kind, CallErrorKind::BadAnswer);
}

#[rstest]
#[case("301 Moved Permanently")]
#[case("302 Found")]
#[case("307 Temporary Redirect")]
#[case("308 Permanent Redirect")]
#[tokio::test]
async fn redirects_are_never_followed(#[case] status: &str) {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let location = format!("http://{}/login?secret=1", elsewhere.local_addr().unwrap());
    let (error, _) = said(&format!("{status}\r\nlocation: {location}"), b"", |options| options).await;
    assert_eq!(error.kind, CallErrorKind::BadAnswer);
    let expected = format!("HTTP {}: redirected to 127.0.0.1, not followed", &status[..3]);
    assert_eq!(error.to_string(), expected);
    // The call is over; a connection that it had made would be waiting here.
    let next = std::future::poll_fn(|context| std::task::Poll::Ready(elsewhere.poll_accept(context).is_ready())).await;
    assert!(!next, "the redirect was followed");
}
