//! A platform that answers what a test wants, and the real binary that signs in there.

use super::{
    hostile_server::{HostileServer, with_status},
    terminal::environment,
};
use std::{
    collections::HashMap,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

pub const TOKENS: &str = "/api/user/v3/tokens";
pub const CENTER: &str = "/ac/openapi/v2/center";
pub const NEXT: &str = "/ac/openapi/v2/tokens/next";
pub const LIST: &str = "/efile/openapi/v2/file/task/list";
pub const CANCEL: &str = "/efile/openapi/v2/file/task/cancel";
pub const COPY: &str = "/efile/openapi/v2/file/async-copy";

/// A request: its path, its token, and how many there were of this path before.
pub struct Asked<'a> {
    pub path: &'a str,
    pub token: &'a str,
    pub before: usize,
    /// Where the platform is.
    pub base_url: String,
}

/// All requests so far: path and token.
pub type Requests = Arc<Mutex<Vec<(String, String)>>>;

pub struct Platform {
    pub server: HostileServer,
    pub requests: Requests,
    pub home: TempDir,
}

pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A success with this `data`.
pub fn good(data: &str) -> (u16, String) {
    (200, format!(r#"{{"code":"0","msg":"success","data":{data}}}"#))
}

pub fn code(code: &str) -> (u16, String) {
    (200, format!(r#"{{"code":"{code}","msg":"said the service","data":null}}"#))
}

/// `data` of task/list: one task, `a1`.
pub fn task(status: &str) -> (u16, String) {
    good(&format!(
        r#"[{{"taskId":"a1","status":"{status}","operationType":"copy","sourcePath":"/a","targetPath":"/b","totalSize":9}}]"#
    ))
}

/// What a platform that works answers.
pub fn usual(asked: &Asked<'_>) -> (u16, String) {
    match asked.path {
        TOKENS => good(&format!(
            r#"[{{"clusterId":"7","clusterName":"east","token":"east-token-{0}"}},{{"clusterId":"0","clusterName":"ac","token":"platform-token-{0}"}}]"#,
            asked.before
        )),
        NEXT => good(&format!(r#"[{{"token":"next-token-{}"}}]"#, asked.before)),
        CENTER => good(&center(&format!(r#"[{{"enable":"true","url":"{}"}}]"#, asked.base_url))),
        _ => task("complete"),
    }
}

pub fn center(urls: &str) -> String {
    format!(r#"{{"id":7,"name":"east","efileUrls":{urls}}}"#)
}

impl Platform {
    pub fn new(answer: impl Fn(&Asked<'_>) -> (u16, String) + Send + Sync + 'static) -> Self {
        let requests = Requests::default();
        let (into, counts) = (requests.clone(), Mutex::new(HashMap::<String, usize>::new()));
        let base_url = Arc::new(Mutex::new(String::new()));
        let known = base_url.clone();
        let server = HostileServer::start(move |request, stream| {
            into.lock().unwrap().push((request.path.clone(), request.token.clone()));
            let before = {
                let mut counts = counts.lock().unwrap();
                let count = counts.entry(request.path.clone()).or_default();
                *count += 1;
                *count - 1
            };
            let base_url = known.lock().unwrap().clone();
            let (http, body) = answer(&Asked { path: &request.path, token: &request.token, before, base_url });
            with_status(stream, http, body.as_bytes())
        });
        base_url.lock().unwrap().clone_from(&server.base_url);
        Self { server, requests, home: tempfile::tempdir().unwrap() }
    }

    pub fn environment(&self) -> Vec<(String, String)> {
        let mut environment = environment(self.home.path());
        for (key, value) in [
            ("SCNET_USER", "zhang"),
            ("SCNET_ACCESS_KEY", "an-access-key"),
            ("SCNET_SECRET_KEY", "a-secret-key"),
            ("SCNET_TOKEN_URL", &self.server.base_url),
            ("EFTOP_INTERVAL", "50ms"),
        ] {
            environment.push((key.to_owned(), value.to_owned()));
        }
        environment
    }

    /// `eftop` with the keys of a user.
    pub fn run(&self, line: &str) -> Ended {
        self.run_with(line, &[])
    }

    pub fn run_with(&self, line: &str, more: &[(&str, &str)]) -> Ended {
        ended(
            Command::new(env!("CARGO_BIN_EXE_eftop")).env_clear().envs(self.environment()).envs(more.iter().copied()),
            line,
        )
    }

    /// `eftop` with a token alone, which the platform renews.
    pub fn run_with_token(&self, line: &str, token: &[(&str, &str)]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
        command.env_clear().envs(environment(self.home.path())).env("EFTOP_INTERVAL", "50ms");
        ended(command.env("SCNET_CENTER_URL", &self.server.base_url).envs(token.iter().copied()), line)
    }

    pub fn count(&self, path: &str) -> usize {
        self.requests.lock().unwrap().iter().filter(|(one, _)| one == path).count()
    }

    /// The tokens of all requests of a path, in their order, each once.
    pub fn tokens(&self, path: &str) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        let mut tokens: Vec<_> =
            requests.iter().filter(|(one, _)| one == path).map(|(_, token)| token.clone()).collect();
        tokens.dedup();
        tokens
    }
}

pub fn ended(command: &mut Command, line: &str) -> Ended {
    let output = command.args(line.split(' ')).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}
