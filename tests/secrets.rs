//! No secret ever leaves the program but in the headers that carry it: everything that runs of the real binary write anywhere is
//! searched for parts of the access key, the secret key, the signatures and the tokens. The service repeats in its answers what it
//! was sent, as a careless one might.

use crate::support;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Uri},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rstest::rstest;
use serde_json::json;
use std::{
    collections::{BTreeSet, HashSet},
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};
use support::terminal::{Terminal, environment};

const ACCESS_KEY: &str = "f3a91c57d2e84b06a7c5e19038d2746b";
const SECRET_KEY: &str = "Zk81-qLw_73vYtRb0eXcUa94mNhGdPsJ";
/// Parts of this length count as a leak.
const PART: usize = 8;

/// What was sent as a secret, and in its answers repeated.
#[derive(Clone, Default)]
struct Echo {
    secrets: Arc<Mutex<BTreeSet<String>>>,
    base_url: String,
    /// Whether sign-ins are refused.
    refuses: bool,
    /// Whether signs are escaped in the answers, as careful writers of JSON do it.
    escapes: bool,
}

impl Echo {
    /// Starts the server on a thread of its own.
    fn start(refuses: bool, escapes: bool) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let echo = Self { base_url, refuses, escapes, ..Self::default() };
        let state = echo.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, Router::new().fallback(answer).with_state(state)).await.unwrap();
            });
        });
        echo
    }

    /// A token of the platform's form that nothing else looks like.
    fn token(&self, number: usize) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!(
            "{}.{}.{}",
            part(r#"{"typ":"JWT","alg":"HS256"}"#),
            part(&format!(r#"{{"userId":"77120435{number}","computeUser":"alice"}}"#)),
            part(&format!("signature-of-token-{number}-0123456789"))
        );
        self.secrets.lock().unwrap().insert(token.clone());
        token
    }
}

async fn answer(State(echo): State<Echo>, uri: Uri, headers: HeaderMap, body: String) -> String {
    let sent: Vec<String> =
        headers.values().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    for name in ["signature", "accesskey", "token"] {
        if let Some(value) = headers.get(name) {
            echo.secrets.lock().unwrap().insert(value.to_str().unwrap().to_owned());
        }
    }
    let heard = format!("you sent {}", sent.join(" and "));
    let issued = echo.secrets.lock().unwrap().len();
    let answer = match uri.path() {
        "/api/user/v3/tokens" if echo.refuses => json!({"code": "10009", "msg": heard, "data": heard}),
        "/api/user/v3/tokens" => json!({"code": "0", "msg": heard, "data": [
            {"clusterId": "11112", "clusterName": "演示", "token": echo.token(issued)},
            {"clusterId": "0", "clusterName": "ac", "token": echo.token(issued + 1)},
        ]}),
        "/ac/openapi/v2/tokens/next" => json!({"code": "0", "msg": heard, "data": [{"token": echo.token(issued)}]}),
        "/ac/openapi/v2/center" => json!({"code": "0", "msg": heard, "data": {
            "id": 11112, "name": "演示", "efileUrls": [{"enable": "true", "url": format!("{}/efile", echo.base_url)}],
        }}),
        // One task fails with all that was sent in its message; another call is refused with it. Its user is not that of the tokens: a
        // report is copied in base64, where the same words may look like a part of one.
        path if path.ends_with("/task/list") && body.contains("\"fail1\"") => {
            json!({"code": "0", "msg": heard, "data": [{
                "taskId": "fail1", "status": "fail", "operationType": "copy", "errorCode": "911030", "errorMsg": heard,
                "sourcePath": format!("/a/{heard}"), "targetPath": "/b", "userName": "wang",
            }]})
        }
        _ => json!({"code": "10008", "msg": heard, "data": heard}),
    };
    let text = answer.to_string();
    if !echo.escapes {
        return text;
    }
    text.replace('.', r"\u002E")
        .replace('-', r"\u002d")
        .replace('_', r"\u005F")
        .replace('/', r"\/")
        .replace('J', r"\u004a")
}

/// All that is below a folder, text or not.
fn contents(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            contents(&path, into);
        } else {
            into.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

/// Everything that was written, searched.
struct Evidence {
    written: Vec<(String, Vec<u8>)>,
}

impl Evidence {
    fn assert_clean(&self, secrets: &BTreeSet<String>) {
        assert!(secrets.len() >= 3, "the program signed in with nothing: {}", secrets.len());
        let parts: HashSet<&[u8]> = secrets.iter().flat_map(|secret| secret.as_bytes().windows(PART)).collect();
        for (place, bytes) in &self.written {
            let found = bytes.windows(PART).find(|window| parts.contains(window));
            assert!(found.is_none(), "{place} holds {:?}", found.map(String::from_utf8_lossy));
        }
    }
}

/// The environment of a run with all credentials that there are.
fn credentials(home: &Path, echo: &Echo) -> Vec<(String, String)> {
    let mut environment = environment(home);
    let mut set = |key: &str, value: &str| environment.push((key.to_owned(), value.to_owned()));
    set("SCNET_USER", "alice");
    set("SCNET_ACCESS_KEY", ACCESS_KEY);
    set("SCNET_SECRET_KEY", SECRET_KEY);
    set("SCNET_TOKEN", &echo.token(999));
    set("SCNET_TOKEN_URL", &echo.base_url);
    set("EFTOP_INTERVAL", "50ms");
    set("EFTOP_LOG", "trace");
    set("RUST_BACKTRACE", "full");
    environment
}

/// A configuration with the same secrets, of another kind of place.
fn write_config(home: &Path) {
    let folder = home.join(".config/eftop");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("config.toml");
    let text =
        format!("[profile.other]\nuser = \"alice\"\naccess-key = \"{ACCESS_KEY}\"\nsecret-key = \"{SECRET_KEY}\"\n");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn searched(home: &Path, mut written: Vec<(String, Vec<u8>)>) -> Evidence {
    contents(home, &mut written);
    // The configuration is where the user put the secrets.
    written.retain(|(place, _)| !place.ends_with("config.toml"));
    Evidence { written }
}

fn secrets_of(echo: &Echo) -> BTreeSet<String> {
    let mut secrets = echo.secrets.lock().unwrap().clone();
    secrets.extend([ACCESS_KEY.to_owned(), SECRET_KEY.to_owned()]);
    // The first part of every token says only what kind of token it is.
    secrets.into_iter().map(|secret| secret.strip_prefix("eyJ").map_or(secret.clone(), |_| tail(&secret))).collect()
}

fn tail(token: &str) -> String {
    token.split_once('.').map_or(token, |(_, tail)| tail).to_owned()
}

#[rstest]
fn no_command_writes_a_part_of_a_secret_anywhere(
    #[values(false, true)] refuses: bool,
    #[values(false, true)] escapes: bool,
) {
    let (home, echo) = (tempfile::tempdir().unwrap(), Echo::start(refuses, escapes));
    write_config(home.path());
    let mut written = Vec::new();
    let commands = [
        "list fail1 odd1 --log log",
        "list --json --log log",
        "wait --jsonl --until any --max-outage 1s --timeout 5s --log log",
        "cancel fail1 odd1 --yes --timeout 5s --log log",
        "copy /a /b --log log",
        "regions --log log",
        "regions --json --log log",
        "auth --log log",
        "auth --json --profile other --log log",
        "config show --profile other",
        "config show",
        "list odd1 --region nowhere --log log",
        "list odd1 --interval nonsense",
    ];
    for panics in ["", "poll"] {
        for line in commands {
            let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
            command.args(line.split(' ')).env_clear().stdin(Stdio::null()).current_dir(home.path());
            command.envs(credentials(home.path(), &echo)).env("EFTOP_PANIC", panics);
            let output = command.output().unwrap();
            written.push((format!("stdout of {line}"), output.stdout));
            written.push((format!("stderr of {line}"), output.stderr));
        }
    }
    searched(home.path(), written).assert_clean(&secrets_of(&echo));
}

#[test]
fn the_screen_shows_no_part_of_a_secret() {
    let (home, echo) = (tempfile::tempdir().unwrap(), Echo::start(false, false));
    let log = home.path().join("log");
    let mut screen =
        Terminal::eftop(&["fail1", "--log", log.to_str().unwrap()], &credentials(home.path(), &echo), (120, 36));
    screen.until_text("911030");
    // A call that is refused with all that was sent, then the tabs of the detail pane, a report for the clipboard, the error card.
    screen.keys("a0dd10dd10dd10dd10dd10dd10dd10dd1\r");
    screen.until_text("10008");
    screen.keys("g\r\t\t\tYyR");
    screen.until_text("token refused");
    screen.signal("TERM");
    assert_eq!(screen.exit_code(), 143);
    searched(home.path(), vec![("the screen".to_owned(), screen.bytes())]).assert_clean(&secrets_of(&echo));
}
