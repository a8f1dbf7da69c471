//! What the real binary writes beside its screen, or without one, where that is not taken: a log on a full device, hooks that have not
//! ended when the screen is left, a pipe that nobody reads.

#![allow(clippy::format_collect, reason = "helpers of tests may panic, too")]

use crate::support::{self, program};
use program::{Bench, PATIENCE, until};
use rstest::rstest;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/program-world.toml");

fn screen(bench: &Bench, args: &[&str]) -> Terminal {
    let mut all = environment(bench.home.path());
    let mut set = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
    set("SCNET_EFILE_URL", bench.running.base_url());
    set("SCNET_TOKEN", bench.running.token());
    set("EFTOP_INTERVAL", "100ms");
    Terminal::eftop(args, &all, (120, 30))
}

fn until_more_polls(bench: &Bench) {
    let asked = bench.requests("list").len();
    until("more polls", || bench.requests("list").len() > asked + 2);
}

#[rstest]
#[case::full("/dev/full", "No space left")]
#[case::the_screen_by_one_name("/dev/stderr", "the screen is on that terminal")]
#[case::the_screen_by_another("/dev/tty", "the screen is on that terminal")]
fn a_log_that_cannot_be_written_is_told_once_and_nothing_of_it_is_painted(#[case] log: &str, #[case] why: &str) {
    let bench = Bench::new(WORLD);
    let mut terminal = screen(&bench, &["runs1", "--log", log]);
    terminal.until_text("runs.tar");
    terminal.until_text(&format!("log {log}: {why}"));
    until_more_polls(&bench);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    for foreign in ["DEBUG", "tracing"] {
        // What is logged before the screen is drawn may go to the terminal that was named.
        let since = bytes.find("\x1b[?1049h").unwrap();
        assert!(!bytes[since..].contains(foreign), "{}", bytes.escape_debug());
    }
}

#[rstest]
#[case("list done1")]
#[case("wait done1")]
#[case("done1")]
#[case("cancel --yes runs1")]
fn a_log_that_cannot_be_written_is_one_warning_without_a_screen(#[case] args: &str) {
    let bench = Bench::new(WORLD);
    let ended = bench.run(&format!("{args} --log /dev/full"));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.err.matches("eftop: log /dev/full: No space left").count(), 1, "{ended:?}");
    assert!(!ended.err.contains("tracing"), "{ended:?}");
}

/// A hook that waits for a file, or for the end of the test.
const HOOK: &str = "touch $HOME/began; while [ -d \"$HOME\" ] && [ ! -e $HOME/go ]; do sleep 0.02; done; \
                    echo over > $HOME/ended; exit 7";

#[test]
fn hooks_end_before_the_screen_does_and_their_failures_are_told() {
    let bench = Bench::new(WORLD);
    let there = |name: &str| bench.home.path().join(name).exists();
    let mut terminal = screen(&bench, &["failed1", "--hook-on-fail", HOOK, "--hook-on-end", "exit 8"]);
    until("the hook", || there("began"));
    terminal.send("q");
    terminal.until_text("waiting for 2 hooks to end");
    fs::write(bench.home.path().join("go"), "").unwrap();
    assert_eq!(terminal.exit_code(), 0);
    assert!(there("ended"));
    let text = terminal.text();
    assert!(
        text.contains("--hook-on-fail: exit status: 7") && text.contains("--hook-on-end: exit status: 8"),
        "{text}"
    );
}

#[test]
fn a_signal_ends_the_waiting_for_hooks_and_that_is_told() {
    let bench = Bench::new(WORLD);
    let mut terminal = screen(&bench, &["failed1", "--hook-on-fail", HOOK]);
    until("the hook", || bench.home.path().join("began").exists());
    terminal.send("q");
    terminal.until_text("waiting for 1 hook to end");
    terminal.signal("INT");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.text().contains("not waited for 1 hook"), "{}", terminal.text());
}

/// A world of so many tasks with long paths, and the file that names them.
fn long_world(tasks: usize) -> (Bench, String) {
    let path = "x".repeat(3500);
    let task = |n: usize| {
        format!("[[task]]\nid = \"long{n:04}\"\noperation = \"delete\"\nsource = \"/{n}/{path}\"\ntakes = 3600\n")
    };
    let bench = Bench::new(&(0..tasks).map(task).collect::<String>());
    let file = bench.home.path().join("ids");
    fs::write(&file, (0..tasks).map(|n| format!("long{n:04}\n")).collect::<String>()).unwrap();
    (bench, file.display().to_string())
}

fn kill(child: &Child, signal: &str) {
    assert!(Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
}

/// The exit code, without a byte of its output being read.
fn code_unread(child: &mut Child) -> Option<i32> {
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            return None;
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.wait().unwrap().code()
}

/// The same command with standard error in the pipe of standard output.
fn in_one_pipe(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$@\" 2>&1", "sh"]).arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::null());
    shell
}

#[rstest]
#[case::json_lines("wait --jsonl", false)]
#[case::lines("wait", false)]
#[case::instead_of_the_screen("", false)]
#[case::cancel("cancel --yes --jsonl", false)]
#[case::with_standard_error("wait --jsonl", true)]
fn a_pipe_that_nobody_reads_stops_neither_polls_nor_signals(#[case] args: &str, #[case] is_one_pipe: bool) {
    let (bench, ids) = long_world(120);
    let mut command = bench.command(args);
    command.arg(&ids);
    let mut command = if is_one_pipe { in_one_pipe(&command) } else { command };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    until("an answer", || bench.requests("list").len() > 2);
    let set = bench.home.path().join(".local/state/eftop/sets/default.json");
    let mut check = || {
        until_more_polls(&bench);
        until("a write of the set", || fs::read_to_string(&set).is_ok_and(|text| text.contains("processing")));
    };
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut check));
    kill(&child, "TERM");
    let code = code_unread(&mut child);
    assert!(result.is_ok(), "it stood still");
    assert_eq!(code, Some(143));
}

#[test]
fn the_time_is_up_though_nobody_reads() {
    let (bench, ids) = long_world(120);
    let mut command = bench.command("wait --jsonl --timeout 1s");
    let mut child = command.arg(&ids).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(code_unread(&mut child), Some(124));
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.contains("the time is up") && told.contains("was not read to its end"), "{told}");
}

#[rstest]
#[case::list("list --json", 143)]
#[case::submission("copy", 143)]
fn a_signal_ends_what_waits_for_its_reader(#[case] args: &str, #[case] code: i32) {
    let (bench, ids) = long_world(120);
    let mut command = bench.command(args);
    let pairs = bench.home.path().join("pairs");
    fs::write(&pairs, (0..3000).map(|n| format!("/a/{n}\t/b/\n")).collect::<String>()).unwrap();
    if args == "copy" {
        command.arg("--from").arg(&pairs)
    } else {
        command.arg(&ids)
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    // From its first word on it listens to signals.
    out.fill_buf().unwrap();
    if args == "copy" {
        // A pipe has 16 pages, a batch takes nearly one, and the first was read.
        until("a full pipe", || bench.requests("async-copy").len() >= 18);
    }
    kill(&child, "TERM");
    assert_eq!(code_unread(&mut child), Some(code));
}

/// The lines of a stream, read by a thread of its own.
fn lines_of(stream: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (into, lines) = mpsc::channel();
    // The test may have ended before the stream does.
    thread::spawn(move || BufReader::new(stream).lines().try_for_each(|line| into.send(line.unwrap())));
    lines
}

#[test]
fn who_reads_again_is_told_where_all_stands_and_that_lines_were_left_out() {
    let (bench, ids) = long_world(1800);
    let mut command = bench.command("wait --jsonl");
    let mut child = command.arg(&ids).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let told = lines_of(child.stderr.take().unwrap());
    let first = told.recv_timeout(PATIENCE).unwrap();
    assert!(first.contains("standard output is not read"), "{first}");
    let lines = lines_of(child.stdout.take().unwrap());
    let kind =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["type"].as_str().unwrap().to_owned();
    let mut transitions = 0;
    let snapshot = loop {
        let line = lines.recv_timeout(PATIENCE).unwrap();
        match kind(&line).as_str() {
            "snapshot" => break line,
            "transition" => transitions += 1,
            _ => {}
        }
    };
    assert!(transitions < 1800, "some were left out");
    assert!((0..1800).all(|n| snapshot.contains(&format!("\"long{n:04}\""))));
    kill(&child, "TERM");
    let last = lines.iter().last().unwrap();
    assert_eq!((child.wait().unwrap().code(), kind(&last).as_str()), (Some(143), "summary"));
    assert!(told.iter().any(|line| line.contains("standard output is not complete: ")));
}

#[test]
fn the_server_of_the_demo_serves_though_nobody_reads_its_log() {
    let bench = Bench::new(WORLD);
    let mut command = bench.command("demo --serve");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let url = lines_of(child.stdout.take().unwrap()).recv_timeout(PATIENCE).unwrap();
    let address = url.rsplit("//").next().unwrap().split('/').next().unwrap().to_owned();
    let answers = (0..3000).all(|n| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET /efile/{n} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
        stream.read_to_end(&mut Vec::new()).is_ok_and(|read| read > 0)
    });
    let mut log = child.stderr.take().unwrap();
    kill(&child, "TERM");
    let code = code_unread(&mut child);
    assert!(answers, "it stood still");
    assert_eq!(code, Some(143));
    let mut bytes = Vec::new();
    log.read_to_end(&mut bytes).unwrap();
    // A pipe holds 16 pages; a line that does not fit into the rest of one begins the next.
    assert!(bytes.len() > 48_000, "the pipe was full: {}", bytes.len());
}
