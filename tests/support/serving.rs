//! The real binary serving a directory, and plain requests to it.

use super::program::{self, post};
use serde_json::{Value, json};
use std::{
    io::{self, BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// A server that has said where it is. Dropping it kills it.
pub struct Serving {
    pub child: Child,
    pub url: String,
    /// As the second export line gives it.
    pub token: String,
}

/// `eftop serve`, which the tests may also run as root.
pub fn command(root: &Path, data: &Path, listen: &str) -> Command {
    let mut command = program::program();
    command.args(["serve", "--listen", listen, "--allow-root", "--root"]).arg(root).arg("--data").arg(data);
    command.env_clear().env("HOME", data).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

impl Serving {
    /// Starts a command of [`command`] and waits for its export lines.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let line = lines.next().and_then(Result::ok).unwrap_or_default();
            line.strip_prefix(&format!("export {name}=")).unwrap_or_else(|| panic!("{line:?}")).to_owned()
        };
        let (url, token) = (value("SCNET_EFILE_URL"), value("SCNET_TOKEN"));
        Self { child, url, token }
    }

    /// The `data` of an answer; an error when there was none.
    pub fn post(&self, call: &str, body: &Value) -> io::Result<Value> {
        let answer = post(&self.url, &format!("/efile/openapi/v2/file/{call}"), &self.token, body)?;
        let json = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let mut answer: Value = serde_json::from_str(json)?;
        if answer["code"] != "0" {
            return Err(io::Error::other(answer.to_string()));
        }
        Ok(answer["data"].take())
    }

    pub fn task(&self, id: &str) -> Value {
        self.post("task/list", &json!({ "taskIds": [id] })).unwrap()[0].take()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
