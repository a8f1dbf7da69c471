//! Signing in by the real binary: what each thing that goes wrong says, in both languages, with which exit code; renewal over many
//! tasks; and two regions of which one hangs.

use crate::support;
use eftop::internals::{
    domain::{CallErrorKind, SignIn, Tls},
    messages::{Lang, words},
    server::{self, EfileUrl, Options, OtherRegion, Running, Scenario},
};
use rstest::rstest;
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};
use support::terminal::{Terminal, environment};
use tempfile::TempDir;

const WORLD: &str = r#"
[[task]]
id = "run1"
operation = "copy"
source = "/a"
target = "/b"
submitted = -10
takes = 1000
files = 10
size = "1 GiB"
[[task]]
id = "end1"
operation = "copy"
source = "/c"
target = "/b"
waits = 4
takes = 2
files = 10
size = "1 MiB"
"#;

/// The log of a server: path and scenario time in milliseconds.
type Requests = Arc<Mutex<Vec<(String, i64, String)>>>;

struct Bench {
    home: TempDir,
    server: Running,
    requests: Requests,
    _runtime: tokio::runtime::Runtime,
}

struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Bench {
    fn new(change: impl FnOnce(Options) -> Options) -> Self {
        Self::of(WORLD, change)
    }

    fn of(world: &str, change: impl FnOnce(Options) -> Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let requests = Requests::default();
        let into = requests.clone();
        let log = Box::new(move |line: &server::LogLine| {
            into.lock().unwrap().push((line.path.clone(), line.at, line.code.clone()));
        });
        let options = Options { log: Some(log), ..Options::new(Scenario::parse("sign-in", world).unwrap()) };
        let server = runtime.block_on(server::start(change(options))).unwrap();
        Self { home: tempfile::tempdir().unwrap(), server, requests, _runtime: runtime }
    }

    fn environment(&self) -> Vec<(String, String)> {
        let account = self.server.account();
        let mut environment = environment(self.home.path());
        for (key, value) in [
            ("SCNET_USER", account.user.as_str()),
            ("SCNET_ACCESS_KEY", &account.access_key),
            ("SCNET_SECRET_KEY", &account.secret_key),
            ("SCNET_TOKEN_URL", self.server.base_url()),
            ("EFTOP_INTERVAL", "100ms"),
        ] {
            environment.push((key.to_owned(), value.to_owned()));
        }
        environment
    }

    fn run(&self, line: &str, environment: &[(&str, &str)]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
        command.args(line.split(' ')).env_clear().stdin(Stdio::null());
        command.envs(self.environment()).envs(environment.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn count(&self, path: &str) -> usize {
        self.requests.lock().unwrap().iter().filter(|(one, ..)| one.ends_with(path)).count()
    }
}

/// An address of this machine where nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A proxy that lets nobody through.
fn proxy(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

/// The texts of a kind of trouble stand on standard error in both languages: the word, and the advice where only the user can help.
fn assert_told(bench: &Bench, line: &str, environment: &[(&str, &str)], kind: CallErrorKind, code: i32) {
    for (lang, name) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        let mut environment = environment.to_vec();
        environment.push(("EFTOP_LANG", name));
        let Ended { code: found, err, .. } = bench.run(line, &environment);
        let text = words(lang).problems.of(kind);
        assert!(err.contains(text.word), "{name}: {:?} is not in:\n{err}", text.word);
        if kind.is_signed_out() || kind.is_misconfigured() {
            assert!(err.contains(text.advice), "{name}: {:?} is not in:\n{err}", text.advice);
        }
        assert_eq!(found, code, "{err}");
    }
}

#[rstest]
#[case::wrong_secret("SCNET_SECRET_KEY", "not-the-secret-key", SignIn::SecretKey, 4)]
#[case::unknown_key("SCNET_ACCESS_KEY", "ffffffffffffffffffffffffffffffff", SignIn::AccessKey, 4)]
#[case::unknown_user("SCNET_USER", "nobody", SignIn::ForeignKey, 4)]
#[case::suspended("SCNET_CLUSTER_ID", "11113", SignIn::Suspended, 4)]
#[case::no_such_region("SCNET_CLUSTER_ID", "西安", SignIn::NoRegion, 2)]
fn what_is_wrong_is_said_in_both_languages(
    #[case] key: &str,
    #[case] value: &str,
    #[case] step: SignIn,
    #[case] code: i32,
) {
    let bench = Bench::new(|options| options);
    for line in ["list run1", "wait run1", "regions --region 11113", "auth"] {
        // The list of regions needs no region.
        if !(line.starts_with("regions") && key == "SCNET_CLUSTER_ID") {
            assert_told(&bench, line, &[(key, value)], CallErrorKind::SignIn(step), code);
        }
    }
    let zh = bench.run("copy /a /b", &[(key, value), ("EFTOP_LANG", "zh")]);
    assert_eq!(zh.code, code, "{}", zh.err);
    assert!(zh.err.contains(words(Lang::Zh).problems.of(CallErrorKind::SignIn(step)).word), "{}", zh.err);
    assert_eq!(bench.count("async-copy"), 0);
}

#[rstest]
#[case::slow(900)]
#[case::fast(-900)]
fn a_clock_that_is_off_is_said(#[case] clock_off: i64) {
    let bench = Bench::new(|options| Options { clock_off, ..options });
    assert_told(&bench, "list run1", &[], CallErrorKind::SignIn(SignIn::Clock), 4);
}

#[test]
fn a_region_without_an_address_is_said() {
    let bench = Bench::new(|options| Options { own_urls: Some(Vec::new()), ..options });
    assert_told(&bench, "list run1", &[], CallErrorKind::SignIn(SignIn::NoEfile), 2);
    assert_told(&bench, "wait run1", &[], CallErrorKind::SignIn(SignIn::NoEfile), 2);
}

#[test]
fn services_that_are_down_are_said_and_waited_for() {
    let bench = Bench::new(|options| options);
    let down = format!("http://{}", nobody());
    let center = [("SCNET_CENTER_URL", down.as_str())];
    assert_told(&bench, "list run1", &center, CallErrorKind::SignIn(SignIn::Center), 7);
    assert_told(&bench, "wait run1 --max-outage 300ms", &center, CallErrorKind::SignIn(SignIn::Center), 7);
    let tokens = [("SCNET_TOKEN_URL", down.as_str())];
    assert_told(&bench, "list run1", &tokens, CallErrorKind::SignIn(SignIn::TokenService), 7);
}

#[test]
fn a_failed_handshake_is_said() {
    let bench = Bench::new(|options| options);
    let plain = bench.server.base_url().replace("http://", "https://");
    // A machine needs certificates of its own to begin a handshake at all; these are some.
    let ca = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/ca.pem");
    let environment = [("SCNET_TOKEN_URL", plain.as_str()), ("EFTOP_CA_FILE", ca)];
    assert_told(&bench, "list run1", &environment, CallErrorKind::Tls(Tls::Handshake), 7);
}

#[rstest]
#[case::wants_a_password("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")]
#[case::refuses("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")]
#[case::nobody_there("")]
fn a_proxy_that_refuses_is_said(#[case] answer: &'static str) {
    let bench = Bench::new(|options| options);
    let address = if answer.is_empty() { nobody() } else { proxy(answer) };
    let ca = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/ca.pem");
    let proxy = format!("http://user:proxy-password@{address}");
    let environment = [
        ("SCNET_TOKEN_URL", "https://platform.example.cn"),
        ("https_proxy", proxy.as_str()),
        ("EFTOP_CA_FILE", ca),
        ("EFTOP_INTERVAL", "500ms"),
    ];
    assert_told(&bench, "list run1", &environment, CallErrorKind::Proxy, 7);
    assert!(!bench.run("list run1", &environment).err.contains("proxy-password"));
}

#[test]
fn tokens_of_a_short_life_over_many_tasks_cost_one_sign_in_each_and_no_visible_error() {
    let crowd = "[crowd]\ntasks = 1200\n";
    let token_life = Duration::from_secs(1);
    let bench = Bench::of(crowd, |options| Options { token_life: Some(token_life), ..options });
    let ids = bench.home.path().join("ids");
    std::fs::write(&ids, bench.server.task_ids().join("\n")).unwrap();
    let line = format!("wait {} --jsonl --timeout 5s", ids.display());
    let Ended { code, out, err } = bench.run(&line, &[]);
    assert_eq!(code, 124, "{err}");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["type"] != "poll_error"), "{err}");
    let requests = bench.requests.lock().unwrap();
    let signed: Vec<i64> =
        requests.iter().filter(|(path, ..)| path.ends_with("/tokens")).map(|(_, at, _)| *at).collect();
    assert!(signed.len() >= 2, "{signed:?}");
    // Renewed after four fifths of its life, so two are never closer than that, give or take the time of a request.
    assert!(signed.windows(2).all(|pair| pair[1] - pair[0] >= 700), "{signed:?}");
}

/// Two servers, the second of which is another region, and the environment of a user of both.
fn two_regions() -> (Bench, Bench) {
    let second = Bench::of(&WORLD.replace("\"run1\"", "\"their1\"").replace("\"end1\"", "\"other1\""), |options| {
        Options { token: Some("token-of-the-second-region".to_owned()), ..options }
    });
    let other = OtherRegion {
        cluster_id: "11114".to_owned(),
        cluster_name: "华中三区【武汉】".to_owned(),
        token: Some(second.server.token().to_owned()),
        efile_urls: vec![EfileUrl::on(second.server.base_url())],
    };
    let first = Bench::new(|options| Options { regions: vec![other], ..options });
    (first, second)
}

fn hang(server: &Running) {
    let mut stream = std::net::TcpStream::connect(server.base_url().trim_start_matches("http://")).unwrap();
    let body = r#"{"kind": "hang", "lasts": 100000, "scope": "list"}"#;
    let head = format!(
        "POST /__control/faults HTTP/1.1\r\nhost: demo\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\"fault\""), "{answer}");
}

#[test]
fn a_region_that_hangs_does_not_stop_the_other() {
    let (first, second) = two_regions();
    // The set learns where each task lives while all is well.
    for (region, ids) in [("武汉", "their1"), ("11112", "run1 end1")] {
        let bound = first.run(&format!("wait {ids} --timeout 1s"), &[("SCNET_CLUSTER_ID", region)]);
        assert_eq!(bound.code, 124, "{}", bound.err);
    }
    hang(&second.server);
    let region = [("SCNET_CLUSTER_ID", "11112")];
    let waited = first.run("wait --until any --jsonl --timeout 25s", &region);
    assert_eq!(waited.code, 0, "{} {}", waited.err, waited.out);
    assert!(waited.out.contains(r#""to":"complete""#), "{}", waited.out);

    let mut environment = first.environment();
    environment.push(("SCNET_CLUSTER_ID".to_owned(), "11112".to_owned()));
    let mut screen = Terminal::eftop(&[], &environment, (120, 30));
    screen.until_text("/a");
    screen.until_text("complete");
    // The other region has a column and a row of its own in the dialog of regions.
    screen.until_text("武汉");
    screen.send("R");
    screen.until_text("华中三区");
    // Apart: together they would be one key, Alt-q.
    screen.send("\u{1b}");
    screen.until_gone("华中三区");
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_clean());
}
