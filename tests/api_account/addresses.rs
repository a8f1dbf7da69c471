//! Where regions are found, what is never followed, and whose certificates are trusted.

use super::{counters, error, expire, fault, home, id, keys, nobody, options, region, server};
use eftop::internals::{
    client::{Account, AccountOptions, Credentials, RegionStanding, Service as _, Submission, Transfer},
    domain::{CallErrorKind, Origin, SignIn},
    server::{EfileUrl, Enable, Options, OtherRegion, Running},
};
use rstest::rstest;
use serde_json::json;
use std::{path::Path, sync::Arc};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

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
