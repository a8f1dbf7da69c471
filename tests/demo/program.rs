//! `eftop demo --serve`, the program itself: what it prints is enough to reach it, in either way.

use super::support::{Bench, SMALL};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eftop::internals::server::token;
use serde_json::Value;
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

/// Ends the program with the test, however that goes.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn lines(stream: impl Read, count: usize) -> Vec<String> {
    BufReader::new(stream).lines().take(count).map(Result::unwrap).collect()
}

/// The `NAME=value` words of a line.
fn variables(line: &str) -> HashMap<&str, &str> {
    line.split(' ').filter_map(|word| word.split_once('=')).collect()
}

#[test]
fn it_listens_where_it_is_told_to() {
    for host in ["localhost:0", ":0"] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_eftop"));
        program.args(["demo", "--serve", "--listen", host]).stdin(Stdio::null()).stderr(Stdio::null());
        let mut serving = Serving(program.stdout(Stdio::piped()).spawn().unwrap());
        let exports = lines(serving.0.stdout.take().unwrap(), 1);
        assert!(exports[0].starts_with("export SCNET_EFILE_URL=http://127.0.0.1:"), "{host}: {exports:?}");
    }
}

#[tokio::test]
async fn what_it_prints_signs_in() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_eftop"));
    program.args(["demo", "--serve", "--token-life", "3s"]).stdin(Stdio::null());
    let mut serving = Serving(program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let exports = lines(serving.0.stdout.take().unwrap(), 2);
    let comments = lines(serving.0.stderr.take().unwrap(), 2);
    let base_url = exports[0].strip_prefix("export SCNET_EFILE_URL=").unwrap();
    assert!(exports[1].starts_with("export SCNET_TOKEN=ey"));
    assert!(comments[0].starts_with("# or with keys: export SCNET_USER="));
    assert!(comments[1].starts_with("# task ids to watch: "));

    let found = variables(&comments[0]);
    assert_eq!(found["SCNET_TOKEN_URL"], format!("{base_url}/api/user/v3/tokens"));
    let (user, key) = (found["SCNET_USER"], found["SCNET_ACCESS_KEY"]);
    let timestamp = jiff::Timestamp::now().as_second().to_string();
    let signed = token::signature(found["SCNET_SECRET_KEY"], key, &timestamp, user);
    let client = Bench::new(SMALL).await.client;
    let request = client.post(found["SCNET_TOKEN_URL"]).header("user", user).header("accessKey", key);
    let response = request.header("signature", signed).header("timestamp", timestamp).send().await.unwrap();
    let answer: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let payload = answer["data"][0]["token"].as_str().unwrap().split('.').nth(1).unwrap();
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let expires: i64 = payload["expireTime"].as_str().unwrap().parse().unwrap();
    assert!(expires <= jiff::Timestamp::now().as_millisecond() + 3000, "it lives for 3 s from before now");
}
