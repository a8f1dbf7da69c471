//! When a token is asked for, renewed and kept.

use super::{
    advance, clear, clock, control, counters, error, expire, fault, home, hostile_server::HostileServer, id, keys,
    nobody, options, pass, region, server,
};
use eftop::internals::{
    client::{AccountOptions, Credentials, RegionClient, Renewal, Service as _},
    domain::{CallErrorKind, SignIn},
    server::{Expired, NextShape, Options},
};
use futures_util::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};
use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{Arc, Mutex},
};

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
