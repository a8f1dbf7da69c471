//! `copy`, `move` and `remove` by the real binary against the embedded server: what is printed, what is kept, and what is sent.

use crate::support;
use eftop::internals::server::{self, Options, Scenario};
use rstest::rstest;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
};
use support::terminal::Terminal;
use tempfile::TempDir;

const WORLD: &str = "[[task]]\nid = \"other\"\noperation = \"delete\"\nsource = \"/c\"\n";

/// The embedded server, what it logged of submissions, and a home directory.
struct Bench {
    server: server::Running,
    submissions: Arc<Mutex<Vec<String>>>,
    home: TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl Bench {
    /// With faults of a scenario, as TOML.
    fn new(faults: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let submissions = Arc::new(Mutex::new(Vec::new()));
        let into = submissions.clone();
        let log = Box::new(move |line: &server::LogLine| {
            if let Some((_, operation)) = line.path.split_once("/file/async-") {
                into.lock().unwrap().push(format!("{operation} {}", line.count));
            }
        });
        let scenario = Scenario::parse("submit", &format!("{WORLD}{faults}")).unwrap();
        let server = runtime.block_on(server::start(Options { log: Some(log), ..Options::new(scenario) })).unwrap();
        Self { server, submissions, home: tempfile::tempdir().unwrap(), _runtime: runtime }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
        command.args(args).env_clear().env("HOME", self.home.path()).stdin(Stdio::null());
        command.env("SCNET_EFILE_URL", self.server.base_url()).env("SCNET_TOKEN", self.server.token());
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    fn file(&self, text: &str) -> String {
        let path = self.home.path().join("items.txt");
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn sent(&self) -> Vec<String> {
        self.submissions.lock().unwrap().clone()
    }

    /// Ids and labels of a set.
    fn kept(&self, set: &str) -> Vec<(String, Option<String>)> {
        let path = self.home.path().join(format!(".local/state/eftop/sets/{set}.json"));
        let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
        let set: serde_json::Value = serde_json::from_str(&text).unwrap();
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        set["tasks"].as_array().unwrap().iter().map(|task| (text(&task["id"]).unwrap(), text(&task["label"]))).collect()
    }
}

/// So many lines of a file, each with this behind its source.
fn lines(count: usize, behind: &str) -> String {
    (0..count).map(|number| format!("/a/{number}{behind}")).collect::<Vec<_>>().join("\n")
}

/// How a run ended.
struct Ran {
    code: Option<i32>,
    ids: Vec<String>,
    told: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            ids: String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect(),
            told: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[rstest]
#[case(&["copy", "/a", "/b b", "/dst", "--on-conflict", "both", "--label", "night"], "copy 2")]
#[case(&["move", "/a", "/数据/b", "/dst", "--label", "night"], "move 2")]
#[case(&["remove", "/a", "/b", "--yes", "--label", "night"], "remove 2")]
fn ids_are_printed_and_kept_with_their_label(#[case] args: &[&str], #[case] sent: &str) {
    let bench = Bench::new("");
    let ran = bench.run(&[args, &["--set", "nights"]].concat());
    assert_eq!((ran.code, ran.told.as_str(), ran.ids.len()), (Some(0), "", 2));
    assert_eq!(bench.sent(), [sent]);
    let expected: Vec<_> = ran.ids.into_iter().map(|id| (id, Some("night".to_owned()))).collect();
    assert_eq!(bench.kept("nights"), expected);
}

#[test]
fn a_long_file_is_sent_in_batches() {
    let bench = Bench::new("");
    let lines = lines(205, "\t/dst");
    let ran = bench.run(&["copy", "--from", &bench.file(&format!("# all\n{lines}"))]);
    assert_eq!((ran.code, ran.ids.len(), ran.told.as_str()), (Some(0), 205, ""));
    assert_eq!(bench.sent(), ["copy 100", "copy 100", "copy 5"]);
    assert_eq!(bench.kept("default").len(), 205);
}

#[test]
fn the_lines_of_standard_input_are_taken() {
    let bench = Bench::new("");
    let input = bench.file("/a\n/b\n");
    let mut command = bench.command(&["remove", "--from", "-", "-y"]);
    let ran = Ran::of(command.stdin(File::open(input).unwrap()).output().unwrap());
    assert_eq!((ran.code, ran.ids.len()), (Some(0), 2));
}

#[rstest]
#[case("reset")]
#[case("cut")]
#[case("http_500")]
fn a_lost_answer_is_told_and_nothing_is_sent_again(#[case] kind: &str) {
    let bench = Bench::new(&format!("[[fault]]\nkind = \"{kind}\"\nscope = \"submit\"\nat = 0.0\nlasts = 1e6\n"));
    let lines = lines(150, "");
    let ran = bench.run(&["remove", "--yes", "--from", &bench.file(&lines)]);
    assert_eq!((ran.code, ran.ids.len(), bench.kept("default").len()), (Some(1), 0, 0), "{}", ran.told);
    assert_eq!(bench.sent(), ["remove 100"], "one request, and never a second");
    for words in ["/a/0 to /a/99", "web page", "the last 50 items, from /a/100 on", "submitted 0 tasks"] {
        assert!(ran.told.contains(words), "{words}: {}", ran.told);
    }
}

#[test]
fn the_ids_of_a_broken_answer_are_kept_and_nothing_is_sent_again() {
    let bench = Bench::new("[[fault]]\nkind = \"truncated\"\nscope = \"submit\"\nat = 0.0\nlasts = 1e6\n");
    let ran = bench.run(&["remove", "--yes", "--from", &bench.file(&lines(150, ""))]);
    assert!(ran.code == Some(1) && !ran.ids.is_empty() && ran.ids.len() < 100, "{}", ran.told);
    assert_eq!(bench.kept("default").len(), ran.ids.len());
    assert_eq!(bench.sent(), ["remove 100"], "one request, and never a second");
    for words in ["web page", "the last 50 items, from /a/100 on", "the whole answer is in "] {
        assert!(ran.told.contains(words), "{words}: {}", ran.told);
    }
}

#[rstest]
#[case("kind = \"busy\"", 7, "911048 service busy, limited: ")]
#[case("kind = \"expired_token\"", 4, "token expired")]
#[case("kind = \"code\"\ncode = \"911030\"", 3, "911030 permission denied: ")]
fn a_refusal_has_its_exit_code_and_its_explanation(#[case] fault: &str, #[case] exit: i32, #[case] words: &str) {
    let bench = Bench::new(&format!("[[fault]]\n{fault}\nscope = \"submit\"\nat = 0.0\nlasts = 1e6\n"));
    let ran = bench.run(&["copy", "/a", "/dst"]);
    assert_eq!((ran.code, ran.ids.len(), bench.sent().len()), (Some(exit), 0, 1), "{}", ran.told);
    assert!(ran.told.contains(words), "{}", ran.told);
    assert!(!ran.told.contains("not known whether"), "{}", ran.told);
}

#[test]
fn a_service_that_is_not_there_is_told_and_nothing_counts_as_lost() {
    let bench = Bench::new("");
    let mut command = bench.command(&["copy", "/a", "/dst"]);
    // Port 9 of this machine is nobody's.
    let ran = Ran::of(command.env("SCNET_EFILE_URL", "http://127.0.0.1:9").output().unwrap());
    assert_eq!((ran.code, ran.ids.len()), (Some(7), 0), "{}", ran.told);
    assert!(ran.told.contains("not submitted: the last 1 item, from /a on"), "{}", ran.told);
}

#[rstest]
#[case(&["copy", "a", "/b", "dst"], &["\"a\" is not an absolute path", "\"dst\" is not an absolute path"])]
#[case(&["copy", "/a"], &["one path is too few"])]
#[case(&["remove", "", "--yes"], &["an empty source path"])]
#[case(&["copy", "/a\u{1b}[2J", "/b"], &["has a control character"])]
#[case(&["remove", "/a"], &["remove would delete 1 path", "--yes"])]
#[case(&["copy", "/a", "/b", "--watch"], &["needs a terminal"])]
#[case(&["copy", "--from", "/nowhere/at-all"], &["\"/nowhere/at-all\" cannot be read"])]
#[case(&["copy", "--from", "/"], &["\"/\" cannot be read"])]
#[case(&["copy", "/a", "/b", "--set", "../x"], &["set = \"../x\" is not allowed"])]
#[case(&["move", "/a", "/b", "--on-conflict", "ask"], &["cover", "both"])]
fn what_is_wrong_is_told_before_anything_is_sent(#[case] args: &[&str], #[case] words: &[&str]) {
    let bench = Bench::new("");
    let ran = bench.run(args);
    assert_eq!((ran.code, ran.ids.len()), (Some(2), 0), "{}", ran.told);
    for words in words {
        assert!(ran.told.contains(words), "{words}: {}", ran.told);
    }
    assert!(!ran.told.contains('\u{1b}') && bench.sent().is_empty());
}

#[test]
fn every_bad_line_of_a_file_is_named() {
    let bench = Bench::new("");
    let ran = bench.run(&["copy", "--from", &bench.file("/a\t/b\nc\t/d\n/e\n")]);
    assert_eq!((ran.code, ran.ids.len(), bench.sent().len()), (Some(2), 0, 0));
    assert!(ran.told.contains("line 2 ") && ran.told.contains("line 3 ") && !ran.told.contains("line 1 "));
}

#[test]
fn without_a_token_nothing_is_sent_and_the_exit_code_says_so() {
    let bench = Bench::new("");
    let ran = Ran::of(bench.command(&["copy", "/a", "/b"]).env_remove("SCNET_TOKEN").output().unwrap());
    assert_eq!((ran.code, bench.sent().len()), (Some(4), 0), "{}", ran.told);
}

#[test]
fn a_set_that_cannot_be_written_is_met_before_anything_is_sent() {
    let bench = Bench::new("");
    let sets = bench.home.path().join(".local/state/eftop/sets");
    fs::create_dir_all(&sets).unwrap();
    fs::write(sets.join("default.json"), "{\"format\": 999, \"tasks\": []}").unwrap();
    let ran = bench.run(&["copy", "/a", "/b"]);
    assert_eq!((ran.code, bench.sent().len()), (Some(2), 0), "{}", ran.told);
}

#[test]
fn a_reader_that_left_does_not_stop_what_was_asked_for() {
    let bench = Bench::new("");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let lines = lines(120, "");
    let items = bench.file(&lines);
    let output = bench.command(&["remove", "-y", "--from", &items]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), bench.kept("default").len()), (Some(0), 120));
}

#[test]
fn output_that_cannot_be_written_loses_no_id() {
    let bench = Bench::new("");
    if !Path::new("/dev/full").exists() {
        return;
    }
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = bench.command(&["copy", "/a", "/dst"]).stdout(full).output().unwrap();
    assert_eq!((output.status.code(), bench.kept("default").len()), (Some(1), 1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"));
}

/// What the question before a removal shows and does, on a terminal.
#[rstest]
#[case("\r", 2, &[])]
#[case("n\r", 2, &[])]
#[case("y\r", 0, &["remove 12"])]
fn a_removal_is_asked_about_by_name(#[case] answer: &str, #[case] exit: u32, #[case] sent: &[&str]) {
    let bench = Bench::new("");
    let items = bench.file(&lines(12, ""));
    let mut environment = support::terminal::environment(bench.home.path());
    environment.push(("SCNET_EFILE_URL".into(), bench.server.base_url().into()));
    environment.push(("SCNET_TOKEN".into(), bench.server.token().into()));
    let mut terminal = Terminal::eftop(&["remove", "--from", &items], &environment, (120, 30));
    terminal.until_text("[y/N]");
    let shown = terminal.text();
    assert!(shown.contains("/a/9") && !shown.contains("/a/10") && shown.contains("Delete 12 paths"), "{shown}");
    assert!(bench.sent().is_empty());
    terminal.send(answer);
    assert_eq!((terminal.exit_code(), bench.sent()), (exit, sent.iter().map(ToString::to_string).collect()));
}

/// Lets scenario time go on, by a plain HTTP request.
fn advance(base_url: &str, seconds: u32) {
    let address = base_url.trim_start_matches("http://");
    let body = format!("{{\"seconds\": {seconds}}}");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /__control/advance HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[rstest]
#[case::complete("/a/data.tar", 0)]
#[case::failing("/a/missing.tar", 3)]
fn waiting_for_what_was_submitted_ends_with_how_it_ended(#[case] source: &str, #[case] exit: i32) {
    let bench = Bench::new("");
    let mut command = bench.command(&["copy", source, "/dst", "--wait", "--interval", "50ms"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut id = String::new();
    out.read_line(&mut id).unwrap();
    assert_eq!(id.trim().len(), 32, "the id comes before the waiting: {id}");
    advance(bench.server.base_url(), 3600);
    assert_eq!(child.wait().unwrap().code(), Some(exit));
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "the ids are all that a program reads");
    assert_eq!(bench.sent(), ["copy 1"]);
}

#[rstest]
#[case(&["copy", "/a", "/dst", "--timeout", "1h"])]
#[case(&["remove", "/a", "--yes", "-q"])]
fn what_is_about_waiting_is_refused_without_it(#[case] args: &[&str]) {
    let bench = Bench::new("");
    let ran = bench.run(args);
    assert_eq!(ran.code, Some(2), "{}", ran.told);
    assert!(ran.told.contains("--wait") && bench.sent().is_empty(), "{}", ran.told);
}
