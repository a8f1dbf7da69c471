//! Signing in, regions and renewal over real HTTP: accounts against embedded servers that play what the platform can do to them.

#![cfg(feature = "demo")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

#[path = "support/hostile_server.rs"]
mod hostile_server;

use eftop::internals::{
    client::{
        Account, AccountOptions, Credentials, RegionClient, RegionStanding, Renewal, Service as _, Submission, Transfer,
    },
    demo::{self, EfileUrl, Enable, Expired, NextShape, Options, OtherRegion, Running, Scenario, clock::Pace},
    domain::{CallError, CallErrorKind, Origin, SignIn, TaskId},
};
use futures_util::future::join_all;
use hostile_server::HostileServer;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::{
    cell::Cell,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const WORLD: &str = r#"
token_life = 100
[[task]]
id = "runs"
operation = "copy"
source = "/a"
target = "/b"
submitted = -10
takes = 1000
files = 10
size = "1 GiB"
[[task]]
id = "waits"
operation = "move"
source = "/c"
target = "/b"
waits = 1000
takes = 50
"#;

thread_local! {
    /// What time it is for the account under test: only the test moves it, so that no second of a slow machine counts. Tests run on
    /// one thread each.
    static NOW: Cell<Timestamp> = Cell::new(Timestamp::from_second(Timestamp::now().as_second()).unwrap());
}

fn clock() -> Timestamp {
    NOW.get()
}

/// Moves the clock of the account, and not the server's.
fn pass(seconds: i64) {
    NOW.set(NOW.get() + SignedDuration::from_secs(seconds));
}

fn id(text: &str) -> TaskId {
    TaskId::new(text).unwrap()
}

async fn server(change: impl FnOnce(Options) -> Options) -> Running {
    let options = Options { pace: Pace::ByHand, ..Options::new(Scenario::parse("small", WORLD).unwrap()) };
    demo::start(change(options)).await.unwrap()
}

fn keys(server: &Running) -> Credentials {
    let account = server.account();
    Credentials::Keys {
        user: account.user.clone(),
        access_key: account.access_key.clone().into(),
        secret_key: account.secret_key.clone().into(),
    }
}

fn options(server: &Running, credentials: Credentials) -> AccountOptions {
    AccountOptions {
        token_url: Some(server.base_url().to_owned()),
        timeout: Duration::from_mins(1),
        ..AccountOptions::new(credentials, clock)
    }
}

fn home(options: AccountOptions) -> RegionClient {
    Account::new(options).unwrap().home(Vec::new())
}

/// The home of the keys of a server.
fn region(server: &Running) -> RegionClient {
    home(options(server, keys(server)))
}

async fn error(region: &RegionClient) -> CallError {
    let error = region.list(&[id("runs")]).await.unwrap_err();
    let shown = format!("{error} {error:?} {region:?}");
    assert!(!shown.contains("eyJ") && !shown.contains("only-for") && !shown.contains("0d3f6c2a"), "{shown}");
    error
}

async fn control(server: &Running, line: &str, body: &str) -> Value {
    let mut stream = TcpStream::connect(server.base_url().trim_start_matches("http://")).await.unwrap();
    let head = format!("{line} HTTP/1.1\r\nhost: demo\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

async fn counters(server: &Running) -> Value {
    control(server, "GET /__control/counters", "").await["counters"].clone()
}

async fn fault(server: &Running, fault: Value) {
    let answer = control(server, "POST /__control/faults", &fault.to_string()).await;
    assert!(answer["fault"].is_number(), "{answer}");
}

async fn clear(server: &Running) {
    control(server, "POST /__control/faults/clear", "{}").await;
}

async fn advance(server: &Running, seconds: i64) {
    pass(seconds);
    control(server, "POST /__control/advance", &json!({"seconds": seconds}).to_string()).await;
}

async fn expire(server: &Running) {
    control(server, "POST /__control/expire", "").await;
}

/// An address of this machine where nobody listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn one_sign_in_and_one_question_to_the_center_however_many_ask_at_once() {
    let server = server(|options| options).await;
    let region = region(&server);
    assert_eq!(counters(&server).await["requests"], 0, "nothing is sent before somebody asks");
    let ids = [id("runs"), id("waits")];
    for answer in join_all((0..8).map(|_| region.list(&ids))).await {
        assert_eq!(answer.unwrap().reports.len(), 2);
    }
    let counters = counters(&server).await;
    assert_eq!((&counters["sign_ins"], &counters["center_calls"]), (&json!(1), &json!(1)));
    let located = region.located().unwrap();
    assert_eq!(located.origin.region.as_deref(), Some("11112"));
    assert_eq!(&*located.origin.base_url, format!("{}/efile", server.base_url()));
    assert_eq!(&*located.name, "演示中心【一区】");
}

#[rstest]
#[case(Expired::Code10008)]
#[case(Expired::Code911406)]
#[case(Expired::Http401)]
#[tokio::test]
async fn an_expired_token_is_renewed_once_and_each_request_sent_again(#[case] expired: Expired) {
    let server = server(|options| Options { expired, ..options }).await;
    let region = region(&server);
    region.list(&[id("runs")]).await.unwrap();
    expire(&server).await;
    let ids = [id("runs"), id("waits")];
    for answer in join_all((0..6).map(|_| region.list(&ids))).await {
        assert_eq!(answer.unwrap().reports.len(), 2);
    }
    assert_eq!(counters(&server).await["sign_ins"], 2);
}

#[tokio::test]
async fn a_refusal_that_comes_late_finds_the_token_renewed_already() {
    let server = server(|options| options).await;
    let region = region(&server);
    region.list(&[id("runs")]).await.unwrap();
    expire(&server).await;
    fault(&server, json!({"kind": "slow", "seconds": 0.3, "ids": ["waits"], "count": 1, "scope": "list"})).await;
    let late = [id("waits")];
    let mut late = Box::pin(region.list(&late));
    // Sent, and not answered yet, while the other one is refused, renews and is answered.
    let early = [id("runs")];
    let early = tokio::select! {
        biased;
        _ = &mut late => panic!("it is slow"),
        early = async {
            region.list(&early).await
        } => early,
    };
    assert_eq!(early.unwrap().reports.len(), 1);
    assert_eq!(late.await.unwrap().reports.len(), 1);
    assert_eq!(counters(&server).await["sign_ins"], 2);
}

#[tokio::test]
async fn a_second_refusal_is_an_error_and_no_third_request() {
    let server = server(|options| options).await;
    let region = region(&server);
    region.list(&[id("runs")]).await.unwrap();
    fault(&server, json!({"kind": "code", "code": "10008", "lasts": 1000, "scope": "list"})).await;
    assert_eq!(error(&region).await.kind, CallErrorKind::SignIn(SignIn::TokenRefused));
    let counters = counters(&server).await;
    assert_eq!((&counters["list_requests"], &counters["sign_ins"]), (&json!(3), &json!(2)));
    clear(&server).await;
    region.list(&[id("runs")]).await.unwrap();
}

/// What a platform shall answer, and what it was asked.
#[derive(Default)]
struct Play {
    /// The one address that the center names.
    address: String,
    refuses_tokens: bool,
    sign_ins: usize,
    questions_to_center: usize,
}

/// A platform that plays along, with an EFile of one task.
fn platform(play: &Arc<Mutex<Play>>) -> (HostileServer, RegionClient) {
    let play = play.clone();
    let server = HostileServer::saying(move |request| {
        let mut play = play.lock().unwrap();
        let data = match &*request.path {
            "/api/user/v3/tokens" => {
                play.sign_ins += 1;
                json!([{"clusterId": "7", "clusterName": "east", "token": format!("a-token-{}", play.sign_ins)}])
            }
            "/ac/openapi/v2/center" => {
                play.questions_to_center += 1;
                json!({"id": 7, "name": "east", "efileUrls": [play.address]})
            }
            _ if play.refuses_tokens => return br#"{"code":"10008"}"#.to_vec(),
            path if path.ends_with("/cancel") => Value::Null,
            _ => json!([{"taskId": "run1", "status": "processing"}]),
        };
        json!({"code": "0", "data": data}).to_string().into_bytes()
    });
    let credentials =
        Credentials::Keys { user: "u".into(), access_key: "access-key".into(), secret_key: "secret-key".into() };
    let options =
        AccountOptions { token_url: Some(server.base_url.clone()), ..AccountOptions::new(credentials, clock) };
    (server, home(options))
}

#[tokio::test]
async fn tokens_that_are_refused_one_after_the_other_are_asked_for_less_and_less_often() {
    let play = Arc::new(Mutex::new(Play { refuses_tokens: true, ..Play::default() }));
    let (server, region) = platform(&play);
    play.lock().unwrap().address.clone_from(&server.base_url);
    for (sign_ins, minutes) in (2..).zip([1, 2, 4, 8, 15, 15]) {
        for seconds in [0, minutes * 60 - 1] {
            pass(seconds);
            let error = region.list(&[id("run1")]).await.unwrap_err();
            assert_eq!((error.kind, error.is_passing()), (CallErrorKind::SignIn(SignIn::TokenRefused), true));
            assert_eq!(play.lock().unwrap().sign_ins, sign_ins, "{minutes} min");
        }
        pass(1);
    }
    // Once a token was taken, the next refusal is the first one of another row.
    play.lock().unwrap().refuses_tokens = false;
    region.list(&[id("run1")]).await.unwrap();
    pass(15 * 60);
    region.list(&[id("run1")]).await.unwrap();
    play.lock().unwrap().refuses_tokens = true;
    for sign_ins in [8, 9] {
        region.list(&[id("run1")]).await.unwrap_err();
        assert_eq!(play.lock().unwrap().sign_ins, sign_ins);
        pass(60);
    }
}

#[tokio::test]
async fn the_center_is_asked_again_when_its_address_is_silent_and_every_six_hours() {
    let play = Arc::new(Mutex::new(Play { address: nobody().await, ..Play::default() }));
    let (server, region) = platform(&play);
    let ids = [id("run1")];
    for seconds in [0, 59] {
        pass(seconds);
        assert_eq!(region.list(&ids).await.unwrap_err().kind, CallErrorKind::Unreachable);
    }
    play.lock().unwrap().address.clone_from(&server.base_url);
    assert_eq!(play.lock().unwrap().questions_to_center, 1);
    pass(1);
    assert!(region.list(&ids).await.is_err(), "a minute of this is enough");
    assert!(region.list(&ids).await.unwrap().partial, "what is missing there may be missing there only");
    assert!(!region.list(&ids).await.unwrap().partial, "it knows the tasks");
    region.cancel(&ids).await.unwrap();
    assert_eq!(&*region.located().unwrap().origin.base_url, format!("{}/efile", server.base_url));
    for (hours, asked) in [(5, 2), (1, 3), (5, 3), (1, 4)] {
        pass(hours * 3600);
        region.list(&ids).await.unwrap();
        assert_eq!(play.lock().unwrap().questions_to_center, asked, "{hours} h");
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end_and_never_refused() {
    let server = server(|options| options).await;
    let region = region(&server);
    for _ in 0..28 {
        region.list(&[id("runs")]).await.unwrap();
        advance(&server, 10).await;
    }
    let log = control(&server, "GET /__control/log?after=0", "").await;
    let codes: Vec<_> = log.as_array().unwrap().iter().map(|line| line["code"].as_str().unwrap()).collect();
    assert!(codes.iter().all(|code| *code == "0"), "{codes:?}");
    // A life of 100 s, renewed at 80: at 0, 80, 160 and 240.
    assert_eq!(counters(&server).await["sign_ins"], 4);
}

#[tokio::test]
async fn while_signing_in_fails_the_old_token_is_good_as_long_as_it_lives() {
    let server = server(|options| options).await;
    let region = region(&server);
    region.list(&[id("runs")]).await.unwrap();
    fault(&server, json!({"kind": "http_500", "lasts": 100_000, "scope": "tokens"})).await;
    advance(&server, 85).await;
    region.list(&[id("runs")]).await.unwrap();
    region.list(&[id("runs")]).await.unwrap();
    let log = control(&server, "GET /__control/log?after=0", "").await;
    let failed = log.as_array().unwrap().iter().filter(|line| line["http"] == 500).count();
    assert_eq!(failed, 1, "a renewal that failed is not tried with every request");
    advance(&server, 20).await;
    assert_eq!(error(&region).await.kind, CallErrorKind::SignIn(SignIn::TokenService));
    clear(&server).await;
    region.list(&[id("runs")]).await.unwrap();
}

/// A gateway's page with code "0" and nothing in it (`huge_body`) is half an answer: the region is not lost by it.
#[tokio::test]
async fn a_list_without_the_region_that_is_used_is_no_end_of_it() {
    let server = server(|options| options).await;
    let region = region(&server);
    region.list(&[id("runs")]).await.unwrap();
    fault(&server, json!({"kind": "huge_body", "bytes": 1000, "lasts": 100_000, "scope": "tokens"})).await;
    advance(&server, 105).await;
    for _ in 0..3 {
        let error = error(&region).await;
        assert!(error.is_passing(), "{error}");
        advance(&server, 1).await;
    }
    clear(&server).await;
    region.list(&[id("runs")]).await.unwrap();
}

/// Somebody may lift the suspension while a watch goes on.
#[tokio::test]
async fn a_region_that_cannot_be_used_is_asked_for_again_before_long_and_not_with_every_request() {
    let server = server(|options| options).await;
    let region = home(AccountOptions { region: Some("11113".to_owned()), ..options(&server, keys(&server)) });
    for sign_ins in 1..=3 {
        for _ in 0..3 {
            assert_eq!(error(&region).await.kind, CallErrorKind::SignIn(SignIn::Suspended));
        }
        assert_eq!(counters(&server).await["sign_ins"], sign_ins);
        advance(&server, 5).await;
    }
}

#[rstest]
#[case(NextShape::Array)]
#[case(NextShape::Text)]
#[case(NextShape::Object)]
#[tokio::test]
async fn a_token_alone_renews_itself_within_its_window(#[case] next_shape: NextShape) {
    let server = server(|options| Options { next_shape, ..options }).await;
    let token = Credentials::Token(server.token().to_owned().into());
    let region = home(options(&server, token));
    assert_eq!(region.list(&[id("runs")]).await.unwrap().reports.len(), 1);
    assert_eq!(region.located().unwrap().origin.region.as_deref(), Some("11112"), "the center tells");
    advance(&server, 85).await;
    region.list(&[id("runs")]).await.unwrap();
    assert_eq!(counters(&server).await["renewals"], 1, "before its end");
    expire(&server).await;
    region.list(&[id("runs")]).await.unwrap();
    assert_eq!(counters(&server).await["renewals"], 2, "and after a refusal");
    advance(&server, 25 * 3600).await;
    assert_eq!(error(&region).await.kind, CallErrorKind::SignIn(SignIn::NotRenewable));
    assert_eq!(counters(&server).await["sign_ins"], 0);
}

#[tokio::test]
async fn a_token_for_a_platform_of_its_own_is_sent_to_no_other() {
    let server = server(|options| options).await;
    let token = Credentials::Token(server.token().to_owned().into());
    let options =
        AccountOptions { token_url: None, url: Some(server.base_url().to_owned()), ..options(&server, token) };
    let region = home(options);
    region.list(&[id("runs")]).await.unwrap();
    assert_eq!(region.signed_in().await.unwrap().renewal, Renewal::None);
    expire(&server).await;
    let error = error(&region).await;
    assert_eq!(error.kind, CallErrorKind::SignIn(SignIn::NotRenewable));
    assert!(error.to_string().contains("center-url"), "{error}");
}

#[rstest]
#[case::wrong_secret("zhangwei", None, Some("wrong-secret-key"), 0, SignIn::SecretKey)]
#[case::unknown_key("zhangwei", Some("ffffffffffffffffffffffffffffffff"), None, 0, SignIn::AccessKey)]
#[case::other_user("lisi", None, None, 0, SignIn::ForeignKey)]
#[case::slow_clock("zhangwei", None, None, 500, SignIn::Clock)]
#[case::fast_clock("zhangwei", None, None, -500, SignIn::Clock)]
#[tokio::test]
async fn a_refused_sign_in_says_why(
    #[case] user: &str,
    #[case] access_key: Option<&str>,
    #[case] secret_key: Option<&str>,
    #[case] clock_off: i64,
    #[case] step: SignIn,
) {
    let server = server(|options| Options { clock_off, ..options }).await;
    let account = server.account();
    let credentials = Credentials::Keys {
        user: user.to_owned(),
        access_key: access_key.unwrap_or(&account.access_key).to_owned().into(),
        secret_key: secret_key.unwrap_or(&account.secret_key).to_owned().into(),
    };
    let region = home(options(&server, credentials));
    let error = error(&region).await;
    assert_eq!(error.kind, CallErrorKind::SignIn(step), "{error}");
    if step == SignIn::Clock {
        assert!(error.to_string().contains(if clock_off > 0 { "behind" } else { "ahead" }), "{error}");
    }
    assert!(error.kind.is_signed_out() && !error.is_passing());
}

#[rstest]
#[case::suspended(Some("11113"), None, SignIn::Suspended)]
#[case::none_of_that_name(Some("西安"), None, SignIn::NoRegion)]
#[case::no_address(None, Some(vec![]), SignIn::NoEfile)]
#[case::all_switched_off(None, Some(vec![EfileUrl { url: "{base}".to_owned(), enable: Enable::Bool(false) }]), SignIn::NoEfile)]
#[case::not_https(None, Some(vec![EfileUrl::on("http://efile.example.cn")]), SignIn::NoEfile)]
#[tokio::test]
async fn a_region_that_cannot_be_used_says_why(
    #[case] wanted: Option<&str>,
    #[case] own_urls: Option<Vec<EfileUrl>>,
    #[case] step: SignIn,
) {
    let server = server(|options| Options { own_urls, ..options }).await;
    let region = home(AccountOptions { region: wanted.map(str::to_owned), ..options(&server, keys(&server)) });
    assert_eq!(error(&region).await.kind, CallErrorKind::SignIn(step));
}

#[rstest]
#[case(EfileUrl::on("{base}"))]
#[case(EfileUrl::on("{base}/efile/"))]
#[case(EfileUrl { url: "{base}/efile".to_owned(), enable: Enable::Bool(true) })]
#[case(EfileUrl { url: "{base}".to_owned(), enable: Enable::Missing })]
#[tokio::test]
async fn an_address_in_any_of_its_forms(#[case] url: EfileUrl) {
    let server =
        server(|options| Options { own_urls: Some(vec![EfileUrl::off("http://127.0.0.1:1"), url]), ..options }).await;
    assert_eq!(region(&server).list(&[id("runs")]).await.unwrap().reports.len(), 1);
}

#[tokio::test]
async fn services_beside_efile_that_are_down_are_named() {
    let server = server(|options| options).await;
    let down = nobody().await;
    let region = home(AccountOptions { token_url: Some(down.clone()), ..options(&server, keys(&server)) });
    let error_of_tokens = error(&region).await;
    assert_eq!(error_of_tokens.kind, CallErrorKind::SignIn(SignIn::TokenService));
    assert!(error_of_tokens.to_string().starts_with(down.trim_start_matches("http://")), "{error_of_tokens}");

    let region = home(AccountOptions { center_url: Some(down), ..options(&server, keys(&server)) });
    let error_of_center = error(&region).await;
    assert_eq!(error_of_center.kind, CallErrorKind::SignIn(SignIn::Center));
    assert!(error_of_center.is_passing() && !error_of_center.kind.is_signed_out());

    fault(&server, json!({"kind": "busy", "lasts": 1000, "scope": "tokens", "retry_after": 7})).await;
    let region = self::region(&server);
    let limited = error(&region).await;
    assert_eq!((limited.kind, limited.retry_after), (CallErrorKind::Limited, Some(Duration::from_secs(7))));
}

#[tokio::test]
async fn a_center_that_was_down_is_asked_again_and_the_token_kept() {
    let server = server(|options| options).await;
    let region = region(&server);
    fault(&server, json!({"kind": "http_500", "lasts": 1000, "scope": "center"})).await;
    let (one, two) = tokio::join!(error(&region), error(&region));
    assert_eq!((one.kind, two.kind), (CallErrorKind::SignIn(SignIn::Center), CallErrorKind::SignIn(SignIn::Center)));
    clear(&server).await;
    region.list(&[id("runs")]).await.unwrap();
    let counters = counters(&server).await;
    assert_eq!((&counters["sign_ins"], &counters["center_calls"]), (&json!(1), &json!(2)));
}

#[tokio::test]
async fn another_back_end_is_asked_only_when_the_pinned_one_cannot_be_connected_and_proves_nothing() {
    let dead = nobody().await;
    let urls = vec![EfileUrl::on(dead.clone()), EfileUrl::on("{base}")];
    let server = server(|options| Options { own_urls: Some(urls), ..options }).await;
    let account = Account::new(options(&server, keys(&server))).unwrap();
    let region = account.home(Vec::new());
    let answer = region.list(&[id("runs"), id("nobody-knows")]).await.unwrap();
    assert_eq!((answer.reports.len(), answer.partial), (1, true), "an id that is missing there may be known elsewhere");
    assert_eq!(region.list(&[id("nobody-knows")]).await.unwrap_err().kind, CallErrorKind::Unreachable);
    assert_eq!(
        region.cancel(&[id("runs")]).await.unwrap_err().kind,
        CallErrorKind::Unreachable,
        "only where it is known"
    );
    let submission = Submission::Copy(vec![Transfer { source: "/a".into(), target: "/b".into(), conflict: None }]);
    let (submitted, origin) = region.submit(&submission).await.unwrap();
    assert_eq!((submitted.ids.len(), &*origin.base_url), (1, format!("{}/efile", server.base_url()).as_str()));

    // Tasks that live at the second address keep it: it is pinned, and its silence about an id counts.
    let pin =
        Arc::new(Origin { region: Some("11112".into()), base_url: format!("{}/efile", server.base_url()).into() });
    let pinned = account.home(vec![pin.clone()]);
    let answer = pinned.list(&[id("runs"), id("nobody-knows")]).await.unwrap();
    assert_eq!((answer.reports.len(), answer.partial), (1, false));
    assert_eq!(account.bound(&pin).unwrap().locate().await.unwrap().origin, pin);
}

#[tokio::test]
async fn a_set_file_cannot_lead_a_token_astray() {
    let server = server(|options| options).await;
    let spy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let account = Account::new(options(&server, keys(&server))).unwrap();
    let elsewhere = format!("http://{}/efile", spy.local_addr().unwrap());
    let origin = Arc::new(Origin { region: Some("11112".into()), base_url: elsewhere.into() });
    let region = account.bound(&origin).unwrap();
    assert!(region.list(&[id("runs")]).await.unwrap().partial, "asked where the center says, and nowhere else");
    assert!(region.cancel(&[id("runs")]).await.is_ok(), "its tasks are known there");
    assert_nobody_came(spy);
    assert!(account.bound(&Arc::new(Origin { region: None, base_url: "http://127.0.0.1:1".into() })).is_none());
    let token = Credentials::Token(server.token().to_owned().into());
    assert!(Account::new(options(&server, token)).unwrap().bound(&origin).is_none());
}

/// That no connection waits to be taken: all that would have made one is over.
fn assert_nobody_came(listener: TcpListener) {
    let listener = listener.into_std().unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[rstest]
#[case("tokens")]
#[case("center")]
#[case("list")]
#[case("next")]
#[tokio::test]
async fn a_redirect_to_another_port_is_not_followed(#[case] scope: &str) {
    let server = server(|options| options).await;
    let spy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let location = format!("http://{}{{path}}", spy.local_addr().unwrap());
    let token = Credentials::Token(server.token().to_owned().into());
    let region = home(options(&server, if scope == "next" { token } else { keys(&server) }));
    if scope == "next" {
        region.list(&[id("runs")]).await.unwrap();
        expire(&server).await;
    }
    fault(&server, json!({"kind": "redirect", "location": location, "lasts": 1000, "scope": scope})).await;
    let error = error(&region).await;
    assert!(error.to_string().contains("redirect"), "{error}");
    let submission = Submission::Copy(vec![Transfer { source: "/a".into(), target: "/b".into(), conflict: None }]);
    let _either_way = region.submit(&submission).await;
    assert_nobody_came(spy);
}

#[tokio::test]
async fn two_regions_have_two_tokens_and_two_addresses() {
    let second = server(|options| Options { token: Some("token-of-the-second-region".to_owned()), ..options }).await;
    let other = OtherRegion {
        cluster_id: "11114".to_owned(),
        cluster_name: "演示中心【三区】".to_owned(),
        token: Some(second.token().to_owned()),
        efile_urls: vec![EfileUrl::on(second.base_url())],
    };
    let suspended = OtherRegion::suspended("11113", "演示中心【二区】");
    let first = server(|options| Options { regions: vec![other, suspended], ..options }).await;
    let undecided = home(options(&first, keys(&first)));
    let error = error(&undecided).await;
    assert_eq!(error.kind, CallErrorKind::SignIn(SignIn::ManyRegions));
    assert!(error.to_string().contains("三区") && error.kind.is_misconfigured(), "{error}");

    let options = AccountOptions { region: Some("一区".to_owned()), ..options(&first, keys(&first)) };
    let account = Account::new(options).unwrap();
    let origin =
        Arc::new(Origin { region: Some("11114".into()), base_url: format!("{}/efile", second.base_url()).into() });
    let (home, bound) = (account.home(Vec::new()), account.bound(&origin).unwrap());
    let ids = [id("runs")];
    let (ours, theirs) = tokio::join!(home.list(&ids), bound.list(&ids));
    assert!(!ours.unwrap().partial && !theirs.unwrap().partial);
    assert_eq!(&*bound.located().unwrap().name, "演示中心【三区】");
    assert_eq!(counters(&first).await["sign_ins"], 2, "the undecided one's, and one for all regions");
    assert_eq!(
        (counters(&first).await["list_requests"].clone(), counters(&second).await["list_requests"].clone()),
        (json!(1), json!(1))
    );

    let regions = account.regions().await.unwrap();
    let shown: Vec<_> = regions.iter().map(|region| (&*region.id, region.standing.clone())).collect();
    let url = |server: &Running| RegionStanding::Usable(Ok(vec![format!("{}/efile", server.base_url()).into()]));
    assert_eq!(
        shown,
        [
            ("11112", url(&first)),
            ("11114", url(&second)),
            ("11113", RegionStanding::Suspended),
            ("0", RegionStanding::Platform)
        ]
    );
}

#[tokio::test]
async fn tokens_are_kept_between_runs_only_if_asked_for_and_for_their_owner_alone() {
    let server = server(|options| options).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("eftop/tokens.json");
    let run = |cache: Option<&Path>| {
        home(AccountOptions { token_cache: cache.map(Path::to_owned), ..options(&server, keys(&server)) })
    };
    run(None).list(&[id("runs")]).await.unwrap();
    assert!(!path.exists());
    run(Some(&path)).list(&[id("runs")]).await.unwrap();
    run(Some(&path)).list(&[id("runs")]).await.unwrap();
    assert_eq!(counters(&server).await["sign_ins"], 2, "the third run found the token of the second");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(&server.account().secret_key) && !text.contains(&server.account().access_key));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    expire(&server).await;
    run(Some(&path)).list(&[id("runs")]).await.unwrap();
    assert_eq!(counters(&server).await["sign_ins"], 3, "one that is not taken any more is renewed");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = error(&run(Some(&path))).await;
    assert!(error.kind.is_misconfigured() && error.to_string().contains("chmod 600"), "{error}");
}

#[tokio::test]
async fn who_is_signed_in_is_told_without_a_secret() {
    let server = server(|options| options).await;
    let signed_in = region(&server).signed_in().await.unwrap();
    assert_eq!(signed_in.user.as_deref(), Some("zhangwei"));
    assert_eq!((signed_in.region.as_deref(), signed_in.renewal), (Some("11112"), Renewal::Keys));
    let left = signed_in.expires.unwrap().as_second() - clock().as_second();
    assert!((50..=101).contains(&left), "{left}");
    assert!(!format!("{signed_in:?}").contains("eyJ"));
}

/// A server of TLS with the certificate of the fixtures, which answers every request with `{}`.
async fn tls_server() -> String {
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{
            ServerConfig,
            crypto::ring,
            pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
        },
    };
    let file = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name);
    let certificate = CertificateDer::from_pem_file(file("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
            let _ = stream.shutdown().await;
        }
    });
    url
}

#[tokio::test]
async fn certificates_are_checked_and_a_file_may_bring_more_of_them() {
    let server = server(|options| options).await;
    let url = tls_server().await;
    let ca = |file: Option<&Path>| {
        home(AccountOptions {
            token_url: Some(url.clone()),
            ca_file: file.map(Path::to_owned),
            ..options(&server, keys(&server))
        })
    };
    let refused = error(&ca(None)).await;
    // A machine without any certificate of its own cannot check one: the same to the user, but for the words.
    assert!(matches!(refused.kind, CallErrorKind::Tls(_) | CallErrorKind::Misconfigured), "{refused}");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
    let taken = error(&ca(Some(&fixtures.join("ca.pem")))).await;
    assert_eq!(taken.kind, CallErrorKind::SignIn(SignIn::TokenService), "{taken}");
    assert!(taken.to_string().contains("no code"), "the answer was read: {taken}");
    // Each client of a run needs them: they are loaded once, and a file may be one that can be read only once.
    let folder = tempfile::tempdir().unwrap();
    let once = folder.path().join("ca.pem");
    std::fs::copy(fixtures.join("ca.pem"), &once).unwrap();
    for _ in 0..2 {
        assert_eq!(error(&ca(Some(&once))).await.kind, CallErrorKind::SignIn(SignIn::TokenService));
        std::fs::write(&once, "").unwrap();
    }
    for wrong in ["README.md", "not-there.pem"] {
        let unusable = error(&ca(Some(&fixtures.join(wrong)))).await;
        assert!(unusable.kind.is_misconfigured() && unusable.to_string().contains(wrong), "{unusable}");
    }
}

#[test]
fn credentials_are_not_formatted() {
    let credentials =
        Credentials::Keys { user: "bob".into(), access_key: "secret-ak".into(), secret_key: "secret-sk".into() };
    let options = AccountOptions::new(credentials.clone(), clock);
    let shown = format!("{credentials:?} {options:?} {:?}", Account::new(options.clone()).unwrap());
    assert!(!shown.contains("secret-"), "{shown}");
    if let Credentials::Keys { secret_key, .. } = &credentials {
        assert_eq!(secret_key.expose_secret(), "secret-sk");
    }
}
