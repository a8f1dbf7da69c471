//! A small world on an embedded server, and a client that speaks plain HTTP to it.

use eftop::internals::server::{self, Options, Running, Scenario, clock::Pace, token};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

/// Three tasks: one that runs for 100 s, one that waits, one that is done.
pub const SMALL: &str = r#"
speed_up = 1440
cancel_delay = [2, 2]
token_life = 1000

[[task]]
id = "runs"
operation = "copy"
source = "/public/home/zhangwei/a"
target = "/work/b"
conflict = "cover"
submitted = -10
takes = 110
files = 1000
size = "1 GiB"

[[task]]
id = "waits"
operation = "move"
source = "/public/home/zhangwei/数据"
target = "/work/b"
waits = 50
takes = 50

[[task]]
id = "done"
operation = "delete"
source = "/public/home/zhangwei/c"
submitted = -30
takes = 20
files = 7
size = 700
"#;

pub const LIST: &str = "/efile/openapi/v2/file/task/list";
pub const CANCEL: &str = "/efile/openapi/v2/file/task/cancel";
pub const TOKENS: &str = "/api/user/v3/tokens";
pub const NEXT: &str = "/ac/openapi/v2/tokens/next";
pub const CENTER: &str = "/ac/openapi/v2/center";

/// A server and a client of it.
pub struct Bench {
    pub server: Running,
    pub client: Client,
}

impl Bench {
    pub async fn new(scenario: &str) -> Self {
        Self::with(|options| options, scenario).await
    }

    pub async fn with(change: impl FnOnce(Options) -> Options, scenario: &str) -> Self {
        // The client's builder wants a TLS provider although loopback needs none; a second installation is refused, and that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = Options { pace: Pace::ByHand, ..Options::new(Scenario::parse("small", scenario).unwrap()) };
        let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { server: server::start(change(options)).await.unwrap(), client }
    }

    pub async fn send(&self, method: Method, path: &str, token: &str, body: &Value) -> reqwest::Result<Response> {
        let request = self.client.request(method, format!("{}{path}", self.server.base_url())).header("token", token);
        request.header("content-type", "application/json").body(body.to_string()).send().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let response = self.send(Method::POST, path, self.server.token(), &body).await.unwrap();
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.send(Method::GET, path, self.server.token(), &Value::Null).await.unwrap();
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    pub async fn list(&self, ids: &[&str]) -> Value {
        self.post(LIST, json!({"taskIds": ids})).await
    }

    /// One task of a `task/list` answer, null if it is not there.
    pub async fn task(&self, id: &str) -> Value {
        let answer = self.list(&[id]).await;
        assert_eq!(answer["code"], "0");
        answer["data"].as_array().unwrap().first().cloned().unwrap_or(Value::Null)
    }

    pub async fn advance(&self, seconds: f64) {
        assert!(self.post("/__control/advance", json!({"seconds": seconds})).await["elapsed"].is_number());
    }

    /// An answer to a request with this token; the body suits all routes that want one.
    pub async fn with_token(&self, method: Method, path: &str, token: &str) -> Value {
        let response = self.send(method, path, token, &json!({"taskIds": ["runs"]})).await.unwrap();
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    /// The token call as this user with these keys signs it at this second since 1970.
    pub async fn sign_in_as(&self, user: &str, key: &str, secret: &str, timestamp: i64) -> reqwest::Result<Response> {
        let signed = token::signature(secret, key, &timestamp.to_string(), user);
        let request = self.client.post(self.server.token_url()).header("user", user).header("accessKey", key);
        request.header("signature", signed).header("timestamp", timestamp.to_string()).send().await
    }

    /// The token call with the right keys.
    pub async fn sign_in(&self, timestamp: i64) -> Response {
        let account = self.server.account();
        self.sign_in_as(&account.user, &account.access_key, &account.secret_key, timestamp).await.unwrap()
    }

    /// What a sign-in lists.
    pub async fn regions(&self) -> Vec<Value> {
        let text = self.sign_in(jiff::Timestamp::now().as_second()).await.text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["data"].as_array().unwrap().clone()
    }

    /// Some of the counters.
    pub async fn counters<const N: usize>(&self, names: [&str; N]) -> [u64; N] {
        let answer = self.get("/__control/counters").await;
        names.map(|name| answer["counters"][name].as_u64().unwrap())
    }

    pub async fn fault(&self, fault: Value) {
        let answer = self.post("/__control/faults", fault).await;
        assert!(answer["fault"].is_number(), "{answer}");
    }
}
