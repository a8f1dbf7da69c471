//! The real binary without a terminal, against the real embedded server, with a home of its own.

use eftop::internals::server::{self, Options, Scenario};
use std::{
    io::{self, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The last part of a request's path, and its ids.
type Request = (String, Vec<String>);

/// The embedded server, a home for the program, and what the server was asked.
pub struct Bench {
    pub home: TempDir,
    pub running: server::Running,
    requests: Arc<Mutex<Vec<Request>>>,
    _runtime: tokio::runtime::Runtime,
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Bench {
    pub fn new(scenario: &str) -> Self {
        Self::with(scenario, |options| options)
    }

    /// With a server that is otherwise than usual.
    pub fn with(scenario: &str, change: impl FnOnce(Options) -> Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let into = requests.clone();
        let log = Box::new(move |line: &server::LogLine| {
            into.lock().unwrap().push((line.path.rsplit('/').next().unwrap().to_owned(), line.ids.clone()));
        });
        let options = change(Options::new(Scenario::parse("program", scenario).unwrap()));
        let options = Options { log: Some(log), ..options };
        let running = runtime.block_on(server::start(options)).unwrap();
        Self { home: tempfile::tempdir().unwrap(), running, requests, _runtime: runtime }
    }

    /// The ids of all requests of this name, `list` or `cancel`.
    pub fn requests(&self, name: &str) -> Vec<Vec<String>> {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|(one, _)| one == name).map(|(_, ids)| ids.clone()).collect()
    }

    /// `eftop` with these arguments, separated by spaces, and nothing of the user's own environment.
    pub fn command(&self, args: &str) -> Command {
        let mut command = program();
        command.args(args.split_whitespace()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.home.path()).env("PATH", std::env::var_os("PATH").unwrap());
        command.env("SCNET_EFILE_URL", self.running.base_url()).env("SCNET_TOKEN", self.running.token());
        command.env("EFTOP_INTERVAL", "50ms");
        command
    }

    /// Switches a fault on from now on.
    pub fn fault(&self, fault: &serde_json::Value) {
        self.control("faults", fault);
    }

    /// Has the server do something, by its control route of this name.
    pub fn control(&self, name: &str, body: &serde_json::Value) {
        let answer = post(self.running.base_url(), &format!("/__control/{name}"), "", body).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Runs it to its end.
    pub fn run(&self, args: &str) -> Ended {
        ended(&mut self.command(args))
    }
}

/// Looks again and again until it holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not happen");
        thread::sleep(Duration::from_millis(20));
    }
}

/// One request to the server's control routes, by hand: the client under test is not its own instrument.
pub async fn control(server: &server::Running, line: &str, body: &str) -> serde_json::Value {
    let mut stream = tokio::net::TcpStream::connect(server.base_url().trim_start_matches("http://")).await.unwrap();
    let head = format!("{line} HTTP/1.1\r\nhost: demo\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// An answer as it came, to a request with this token.
pub fn post(base_url: &str, path: &str, token: &str, body: &serde_json::Value) -> io::Result<String> {
    let mut stream = TcpStream::connect(base_url.trim_start_matches("http://"))?;
    let (body, head) =
        (body.to_string(), "HTTP/1.1\r\nhost: demo\r\nconnection: close\r\ncontent-type: application/json");
    write!(stream, "POST {path} {head}\r\ntoken: {token}\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// `eftop`, which listens to signals even where whoever runs the tests has them ignored (`nohup`, `&` in a script).
pub fn program() -> Command {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    // SIGHUP, SIGINT and SIGTERM: the lowest bit is signal 1.
    if ignored.unwrap_or_default() & 0x4003 == 0 {
        return Command::new(env!("CARGO_BIN_EXE_eftop"));
    }
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP,INT,TERM", env!("CARGO_BIN_EXE_eftop")]);
    command
}

/// Runs a command to its end.
pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}
