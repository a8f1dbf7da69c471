//! The account's side: signing in, renewing, regions and their URLs, and what can go wrong there.

use super::support::{Bench, CANCEL, CENTER, LIST, NEXT, SMALL, TOKENS};
use eftop::internals::server::{self, EfileUrl, Enable, Expired, NextShape, Options, OtherRegion};
use reqwest::{Client, Method};
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn signing_in_renewing_and_the_center() {
    let bench = Bench::new(SMALL).await;
    let account = bench.server.account().clone();
    let now = jiff::Timestamp::now().as_second();
    let sign_in = async |user: &str, key: &str, secret: &str, timestamp: i64| {
        let response = bench.sign_in_as(user, key, secret, timestamp).await.unwrap();
        serde_json::from_str::<Value>(&response.text().await.unwrap()).unwrap()
    };
    let answer = sign_in(&account.user, &account.access_key, &account.secret_key, now).await;
    let regions = answer["data"].as_array().unwrap();
    assert_eq!(
        (&answer["code"], &regions[0]["clusterId"], &regions[1]["token"]),
        (&json!("0"), &json!("11112"), &Value::Null)
    );
    let (region, platform) = (regions[0]["token"].as_str().unwrap(), regions[2]["token"].as_str().unwrap());
    for (answer, code, message) in [
        (sign_in(&account.user, &account.access_key, "wrong", now).await, "10009", "校验失败"),
        (sign_in(&account.user, "wrong", &account.secret_key, now).await, "10009", "accessKey不存在"),
        (sign_in("wrong", &account.access_key, &account.secret_key, now).await, "10009", "accessKey非本人"),
        (sign_in(&account.user, &account.access_key, &account.secret_key, now - 4000).await, "10004", "timestamp无效"),
        (bench.post(TOKENS, Value::Null).await, "10003", "参数不全"),
    ] {
        assert_eq!((&answer["code"], &answer["msg"], &answer["data"]), (&json!(code), &json!(message), &Value::Null));
    }
    let code = async |method, path: &str, token: &str| bench.with_token(method, path, token).await;
    assert_eq!(code(Method::POST, LIST, region).await["code"], "0");
    assert_eq!(code(Method::POST, LIST, platform).await["code"], "911406", "EFile does not take the platform's token");
    assert_eq!(code(Method::GET, "/ac/openapi/v2/tokens/state", region).await["data"], "token is valid");
    let center = code(Method::GET, CENTER, region).await;
    let urls = center["data"]["efileUrls"].as_array().unwrap();
    let enabled: Vec<_> = urls.iter().filter(|url| url["enable"] == "true").collect();
    assert_eq!(enabled.len(), 1);
    assert_eq!(enabled[0]["url"], format!("{}/efile", bench.server.base_url()));

    assert_eq!(bench.post("/__control/expire", json!({})).await["expired"], 3);
    assert_eq!(code(Method::POST, LIST, region).await["code"], "10008");
    assert_eq!(code(Method::GET, "/ac/openapi/v2/tokens/state", region).await["code"], "10008");
    let next = code(Method::POST, NEXT, region).await;
    assert_eq!(code(Method::POST, LIST, next["data"][0]["token"].as_str().unwrap()).await["code"], "0");
    bench.advance(24.0 * 3600.0).await;
    assert_eq!(code(Method::POST, NEXT, region).await["code"], "10008", "a day later it is too late");
    let counted = bench.counters(["tokens_issued", "sign_ins", "renewals", "center_calls"]).await;
    assert_eq!(counted, [3, 1, 1, 1], "only what was granted is a sign-in or a renewal");
    let log = bench.get("/__control/log").await.to_string();
    for secret in [region, platform, bench.server.token(), &account.access_key, &account.secret_key] {
        assert!(!log.contains(secret));
    }
}

#[tokio::test]
async fn tokens_live_as_long_as_the_caller_says() {
    let life = Some(Duration::from_millis(1500));
    let bench = Bench::with(|options| Options { token_life: life, ..options }, SMALL).await;
    let first = bench.server.token().to_owned();
    bench.advance(1.0).await;
    let second = bench.regions().await[0]["token"].as_str().unwrap().to_owned();
    for (seconds, of_first, of_second) in [(0.4, "0", "0"), (0.1, "10008", "0"), (1.0, "10008", "10008")] {
        bench.advance(seconds).await;
        assert_eq!(bench.with_token(Method::POST, LIST, &first).await["code"], of_first);
        assert_eq!(bench.with_token(Method::POST, LIST, &second).await["code"], of_second);
    }
}

#[rstest]
#[case(Expired::Code10008, 200, "10008")]
#[case(Expired::Code911406, 200, "911406")]
#[case(Expired::Http401, 401, "401")]
#[tokio::test]
async fn efile_refuses_an_expired_token_as_the_caller_says(
    #[case] expired: Expired,
    #[case] status: u16,
    #[case] code: &str,
) {
    let bench = Bench::with(|options| Options { expired, ..options }, SMALL).await;
    bench.post("/__control/expire", json!({})).await;
    for path in [LIST, CANCEL, "/efile/openapi/v2/file/async-copy"] {
        let response =
            bench.send(Method::POST, path, bench.server.token(), &json!({"taskIds": ["runs"]})).await.unwrap();
        assert_eq!(response.status(), status);
        let answer: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!((&answer["code"], &answer["data"]), (&json!(code), &Value::Null), "{path}");
    }
    assert_eq!(bench.with_token(Method::POST, LIST, "never-seen").await["code"], "911406");
    assert_eq!(bench.with_token(Method::GET, CENTER, bench.server.token()).await["code"], "10008", "no part of EFile");
    let log = bench.get("/__control/log").await;
    assert_eq!((&log[0]["code"], &log[3]["code"]), (&json!(code), &json!("911406")));
}

#[rstest]
#[case(NextShape::Array, "/0/token")]
#[case(NextShape::Text, "")]
#[case(NextShape::Object, "/token")]
#[tokio::test]
async fn a_renewal_has_the_shape_that_the_caller_says(#[case] next_shape: NextShape, #[case] token: &str) {
    let bench = Bench::with(|options| Options { next_shape, ..options }, SMALL).await;
    let old = bench.server.token();
    let answer = bench.with_token(Method::POST, NEXT, old).await;
    let new = answer["data"].pointer(token).unwrap().as_str().unwrap();
    assert_ne!(new, old);
    assert_eq!(bench.with_token(Method::POST, LIST, new).await["code"], "0");
}

#[rstest]
#[case(7200)]
#[case(-7200)]
#[tokio::test]
async fn a_clock_that_is_off_refuses_and_says_by_how_much(#[case] off: i64) {
    let bench = Bench::with(|options| Options { clock_off: off, ..options }, SMALL).await;
    let now = jiff::Timestamp::now().as_second();
    let response = bench.sign_in(now).await;
    let date = response.headers().get("date").unwrap().to_str().unwrap().to_owned();
    assert!(response.text().await.unwrap().contains(r#""code":"10004""#));
    let servers = jiff::fmt::rfc2822::parse(&date).unwrap().timestamp().as_second();
    assert!((servers - now - off).abs() < 60, "{date}");
    let answer = bench.sign_in(servers).await.text().await.unwrap();
    assert!(answer.contains(r#""code":"0""#), "whoever goes by that clock is let in: {answer}");
}

#[tokio::test]
async fn a_second_server_is_a_second_region() {
    let of_b = Bench::with(|options| Options { token: Some("token-of-b".to_owned()), ..options }, SMALL).await;
    let region = OtherRegion {
        cluster_id: "11250".to_owned(),
        cluster_name: "华东一区【昆山】".to_owned(),
        token: Some("token-of-b".to_owned()),
        efile_urls: vec![EfileUrl::on(of_b.server.base_url())],
    };
    let of_a = Bench::with(|options| Options { regions: vec![region], ..options }, SMALL).await;
    let listed = of_a.regions().await;
    let ids: Vec<_> = listed.iter().map(|region| region["clusterId"].as_str().unwrap()).collect();
    assert_eq!((ids, &listed[1]["token"]), (vec!["11112", "11250", "0"], &json!("token-of-b")));
    let own = listed[0]["token"].as_str().unwrap();
    // Longer than any token lives: that of the other region does as long as the server.
    of_a.advance(1e6).await;
    of_a.post("/__control/expire", json!({})).await;
    let center = of_a.with_token(Method::GET, CENTER, "token-of-b").await;
    assert_eq!((&center["data"]["id"], &center["data"]["name"]), (&json!(11250), &json!("华东一区【昆山】")));
    let url = center["data"]["efileUrls"][0]["url"].as_str().unwrap();
    assert_eq!(url, of_b.server.base_url(), "as it was given");
    assert_eq!(of_b.with_token(Method::POST, LIST, "token-of-b").await["code"], "0");
    assert_eq!(of_a.with_token(Method::POST, LIST, "token-of-b").await["code"], "911406", "another region's");
    assert_eq!(of_b.with_token(Method::POST, LIST, own).await["code"], "911406", "another region's");
    assert_eq!(of_a.with_token(Method::POST, NEXT, "token-of-b").await["data"][0]["token"], "token-of-b");
}

#[tokio::test]
async fn the_center_names_what_the_caller_says() {
    let urls = vec![
        EfileUrl { url: "http://127.0.0.1:1".to_owned(), enable: Enable::Bool(true) },
        EfileUrl { url: server::BASE.to_owned(), enable: Enable::Missing },
        EfileUrl::off("http://127.0.0.1:2/efile"),
    ];
    let named = async |own_urls: Vec<EfileUrl>| {
        let bench = Bench::with(|options| Options { own_urls: Some(own_urls), ..options }, SMALL).await;
        let center = bench.with_token(Method::GET, CENTER, bench.server.token()).await;
        let urls = center["data"]["efileUrls"].as_array().unwrap().clone();
        let pairs: Vec<_> = urls.iter().map(|url| (url["url"].clone(), url.get("enable").cloned())).collect();
        (bench.server.base_url().to_owned(), pairs)
    };
    let (base, found) = named(urls).await;
    let expected = [
        (json!("http://127.0.0.1:1"), Some(json!(true))),
        (json!(base), None),
        (json!("http://127.0.0.1:2/efile"), Some(json!("false"))),
    ];
    assert_eq!(found, expected);
    assert_eq!(named(Vec::new()).await.1, []);
}

/// Each part of the account's side can be in trouble alone.
#[rstest]
#[case("tokens", [429, 200, 200, 200])]
#[case("next", [200, 429, 200, 200])]
#[case("center", [200, 200, 429, 200])]
#[case("account", [429, 429, 429, 200])]
#[tokio::test]
async fn faults_aim_at_one_route_of_the_account(#[case] scope: &str, #[case] statuses: [u16; 4]) {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": "http_429", "scope": scope})).await;
    let token = bench.server.token();
    let status = async |method, path: &str| {
        let body = json!({"taskIds": ["runs"]});
        bench.send(method, path, token, &body).await.unwrap().status().as_u16()
    };
    let found = [
        bench.sign_in(jiff::Timestamp::now().as_second()).await.status().as_u16(),
        status(Method::POST, NEXT).await,
        status(Method::GET, CENTER).await,
        status(Method::POST, LIST).await,
    ];
    assert_eq!(found, statuses);
    let granted = |at: usize| u64::from(statuses[at] == 200);
    assert_eq!(bench.counters(["sign_ins", "renewals", "center_calls"]).await, [granted(0), granted(1), 1]);
}

#[rstest]
#[case("http://127.0.0.1:4{path}", "http://127.0.0.1:4/efile/openapi/v2/file/task/list")]
#[case("http://127.0.0.1:4/login", "http://127.0.0.1:4/login")]
#[tokio::test]
async fn a_redirect_names_where_to(#[case] location: &str, #[case] expected: &str) {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": "redirect", "location": location, "scope": "list"})).await;
    let client = Client::builder().no_proxy().tls_certs_only([]).redirect(reqwest::redirect::Policy::none());
    let request = client.build().unwrap().post(format!("{}{LIST}", bench.server.base_url())).body("{}");
    let response = request.send().await.unwrap();
    let found = response.headers().get("location").unwrap().to_str().unwrap();
    assert_eq!((response.status().as_u16(), found), (302, expected));
}
