//! Signing in, regions and renewal over real HTTP: accounts against embedded servers that play what the platform can do to them.

use crate::support::{hostile_server, program::control};
mod addresses;
mod refused;
mod renewal;

use eftop::internals::{
    client::{Account, AccountOptions, Credentials, RegionClient, Service as _},
    domain::{CallError, TaskId},
    server::{self, Options, Running, Scenario, clock::Pace},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::{cell::Cell, time::Duration};
use tokio::net::TcpListener;

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
    server::start(change(options)).await.unwrap()
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
