//! Faults of every kind, one over the other, switched on through the control routes of the server.

use super::{dice::Dice, world};
use reqwest::Client;
use serde_json::{Value, json};

/// Every kind of fault that the server knows.
const KINDS: [&str; 21] = [
    "http_429",
    "busy",
    "http_500",
    "html_502",
    "http_401",
    "redirect",
    "code",
    "expired_token",
    "hang",
    "reset",
    "truncated",
    "cut",
    "slow",
    "huge_body",
    "data_null",
    "missing_ids",
    "duplicates",
    "wrong_types",
    "bad_batch",
    "cancel_refused",
    "cancel_ignored",
];
const SCOPES: [&str; 8] = ["any", "list", "list", "cancel", "cancel", "account", "next", "tokens"];
const CODES: [&str; 8] = ["10001", "10003", "10004", "911020", "10008", "911406", "911048", "99999"];

pub struct Weather {
    client: Client,
    base_url: String,
    dice: Dice,
    /// How many faults were switched on.
    pub made: u64,
}

impl Weather {
    pub fn new(base_url: &str, seed: u64) -> Self {
        let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { client, base_url: base_url.to_owned(), dice: Dice::new(seed, 2), made: 0 }
    }

    /// Switches one more fault on. Returns the milliseconds until the next.
    pub async fn change(&mut self, submitted: usize) -> u64 {
        if self.dice.percent(4) {
            self.post("expire", &json!({})).await;
        }
        let fault = self.fault(submitted);
        self.post("faults", &fault).await;
        self.made += 1;
        self.dice.millis(20, 700)
    }

    /// The end of all faults.
    pub async fn clear(&self) {
        self.post("faults/clear", &json!({})).await;
    }

    async fn post(&self, route: &str, body: &Value) {
        let request = self.client.post(format!("{}/__control/{route}", self.base_url));
        let answer = request.body(body.to_string()).send().await.unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{body}: {status} {}", answer.text().await.unwrap());
    }

    fn fault(&mut self, submitted: usize) -> Value {
        let dice = &mut self.dice;
        let mut kind = dice.pick(&KINDS);
        // After these the program rests for two seconds at least, and nothing happens.
        if matches!(kind, "http_429" | "busy") && dice.percent(70) {
            kind = dice.pick(&KINDS);
        }
        let mut fault = json!({"kind": kind});
        let scope = match kind {
            "cancel_refused" | "cancel_ignored" => "cancel",
            "data_null" | "missing_ids" | "duplicates" | "wrong_types" | "bad_batch" => "list",
            _ => dice.pick(&SCOPES),
        };
        fault["scope"] = scope.into();
        fault["lasts"] = (dice.seconds(0, 2)).into();
        if dice.percent(80) {
            fault["count"] = (1 + dice.below(3)).into();
        }
        match kind {
            "http_429" | "busy" if dice.percent(30) => fault["retry_after"] = 1.into(),
            "code" => fault["code"] = dice.pick(&CODES).into(),
            "slow" => fault["seconds"] = (dice.seconds(0, 3) / 2.0).into(),
            "redirect" => fault["location"] = dice.pick(&["{path}", "http://127.0.0.1:1{path}"]).into(),
            "huge_body" => fault["bytes"] = (dice.pick(&[1_u64, 1, 1, 20]) << 20).into(),
            "bad_batch" => {
                let ids = (0..=dice.below(3)).map(|_| world::id(dice.below(submitted)).to_string());
                fault["ids"] = ids.collect::<Vec<_>>().into();
            }
            _ => {}
        }
        fault
    }
}
