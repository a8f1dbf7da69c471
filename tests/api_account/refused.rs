//! Why signing in fails, and what is told of it.

use super::{advance, clear, clock, counters, error, fault, home, id, keys, nobody, options, region, server};
use eftop::internals::{
    client::{Account, AccountOptions, Credentials, Renewal, Service as _},
    domain::{CallErrorKind, SignIn},
    server::{EfileUrl, Enable, Options},
};
use rstest::rstest;
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;

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
async fn who_is_signed_in_is_told_without_a_secret() {
    let server = server(|options| options).await;
    let signed_in = region(&server).signed_in().await.unwrap();
    assert_eq!(signed_in.user.as_deref(), Some("zhangwei"));
    assert_eq!((signed_in.region.as_deref(), signed_in.renewal), (Some("11112"), Renewal::Keys));
    let left = signed_in.expires.unwrap().as_second() - clock().as_second();
    assert!((50..=101).contains(&left), "{left}");
    assert!(!format!("{signed_in:?}").contains("eyJ"));
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
