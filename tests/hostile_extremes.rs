//! Answers at the extremes, to the real binary: memory stays bounded, what is too much is refused in words, and what is only strange is
//! shown with the right width and without a byte that acts on a terminal.

use crate::support::hostile_server;
use eftop::internals::domain::clean::is_unsafe;
use hostile_server::HostileServer;
use rstest::rstest;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};

/// The most memory that an answer may cost, in MiB, of a program without optimisation. One answer may have 16 MiB, and is held once as it
/// came and once more while the token is looked for in it.
const MOST_MEMORY: u64 = 128;

fn eftop(server: &HostileServer, home: &tempfile::TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
    command.args(args).env_clear().stdin(Stdio::null()).stderr(Stdio::piped()).stdout(Stdio::piped());
    command.env("HOME", home.path()).env("LC_ALL", "C.UTF-8").env("EFTOP_INTERVAL", "50ms");
    command.env("SCNET_EFILE_URL", &server.base_url).env("SCNET_TOKEN", "secret-of-the-test");
    command
}

fn run(server: &HostileServer, args: &[&str]) -> Output {
    eftop(server, &tempfile::tempdir().unwrap(), args).output().unwrap()
}

/// The most memory that a running program has held so far, in MiB.
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Watches one task until three lines of this type have come; returns the last of them, and the peak of memory.
fn watch(server: &HostileServer, kind: &str) -> (Value, u64) {
    let home = tempfile::tempdir().unwrap();
    let mut child = eftop(server, &home, &["wait", "--jsonl", "a1"]).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lines = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let told = lines.filter(|line| line["type"] == kind).nth(2).unwrap();
    let peak = peak(&child);
    child.kill().unwrap();
    child.wait().unwrap();
    (told, peak)
}

/// Writes pieces until there are `total` bytes.
fn pieces(stream: &mut TcpStream, piece: &[u8], total: usize) -> std::io::Result<()> {
    (0..total / piece.len()).try_for_each(|_| stream.write_all(piece))
}

#[rstest]
#[case::announced("content-length: 104857600")]
#[case::without_an_end("connection: close")]
fn an_answer_of_100_mb_is_refused_and_not_held(#[case] header: &'static str) {
    const TOTAL: usize = 100 << 20;
    let server = HostileServer::start(move |_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\n{header}\r\n\r\n{{\"code\":\"0\",\"data\":[")?;
        let task = json!({"taskId": "x", "status": "processing", "sourcePath": "/a".repeat(500)}).to_string();
        pieces(stream, format!("{task},").repeat(50).as_bytes(), TOTAL)
    });
    let (told, peak) = watch(&server, "poll_error");
    assert_eq!(told["detail"], "the answer has more than 16777216 bytes", "{told}");
    assert!(peak < MOST_MEMORY, "{peak} MiB");
}

/// The answer to a request for one task, with this beside it in `data` and with these fields of its own.
fn answer_with(neighbours: &str, fields: &str) -> Vec<u8> {
    format!("{{\"code\":\"0\",\"data\":[{neighbours}{{\"taskId\":\"a1\",\"status\":\"complete\"{fields}}}]}}")
        .into_bytes()
}

#[test]
fn ten_thousand_levels_cost_nothing_and_hide_no_neighbour() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let body = answer_with(&format!("{deep},{objects},"), &format!(",\"progress\":{deep},\"sourcePath\":{objects}"));
    let server = HostileServer::saying(move |_| body.clone());
    let output = run(&server, &["list", "--json", "a1"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &document["tasks"][0]["status"]), (Some(0), &json!("complete")), "{document}");
}

/// The largest answer that is taken, all of it elements: the ones that were not asked for are not kept.
#[rstest]
#[case::numbers("1,", "a1", 1_000_000)]
#[case::tasks("{\"taskId\":\"x\",\"sourcePath\":\"/aaaaaaaaaaaaaaaaaaaaaaaaaaa\"},", "a1", 250_000)]
#[case::the_same_task("{\"taskId\":\"a1\",\"status\":\"processing\",\"totalSize\":5},", "a1", 300_000)]
fn a_million_elements_are_not_kept(#[case] element: &str, #[case] id: &str, #[case] count: usize) {
    let body = format!("{{\"code\":\"0\",\"data\":[{}1]}}", element.repeat(count)).into_bytes();
    assert!(body.len() < 16 << 20);
    let server = HostileServer::saying(move |_| body.clone());
    let home = tempfile::tempdir().unwrap();
    let mut child = eftop(&server, &home, &["wait", "--jsonl", id, "--timeout", "60s"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The first answer has been read and judged when the first line behind `meta` is there, whatever it says.
    let told = lines.nth(1).unwrap().unwrap();
    let peak = peak(&child);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(peak < MOST_MEMORY, "{peak} MiB; {told}");
}

#[rstest]
#[case("-1")]
#[case("-9223372036854775809")]
#[case("18446744073709551616")]
#[case("1e999")]
#[case("\"NaN\"")]
#[case("\"Infinity\"")]
#[case("\"-0x10\"")]
#[case("[5]")]
fn a_size_that_is_none_is_missing_and_not_wrong(#[case] number: &str) {
    let names = ["totalSize", "processedSize", "totalNum", "processedNum", "progress"];
    let fields: Vec<_> = names.iter().map(|name| format!(",\"{name}\":{number}")).collect();
    let body = answer_with("", &fields.concat());
    let server = HostileServer::saying(move |_| body.clone());
    let output = run(&server, &["list", "--json", "a1"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let task = &document["tasks"][0];
    assert_eq!((output.status.code(), &task["status"]), (Some(0), &json!("complete")), "{document}");
    for name in ["total_bytes", "done_bytes", "total_files", "done_files"] {
        assert_eq!(task.get(name), Some(&Value::Null), "{name} of {task}");
    }
    assert_eq!(run(&server, &["list", "a1"]).status.code(), Some(0), "the table bears it, too");
}

#[test]
fn an_answer_that_says_nan_is_no_json_and_is_told_so() {
    let body = answer_with("", ",\"totalSize\":NaN");
    let server = HostileServer::saying(move |_| body.clone());
    let (told, _) = watch(&server, "poll_error");
    assert!(told["detail"].as_str().unwrap().starts_with("the answer is broken JSON"), "{told}");
}

#[rstest]
#[case("\"0000-00-00 00:00:00\"", None)]
#[case("\"9999-12-31 23:59:60\"", None)]
#[case("\"2016-12-31 23:59:60\"", Some("2016-12-31T15:59:59Z"))]
#[case("\"2025-02-30 00:00:00\"", None)]
#[case("\"05/08/2025 15:22\"", None)]
#[case("\"2025-W32-2\"", None)]
#[case("\"20250805T152256\"", Some("2025-08-05T07:22:56Z"))]
#[case("\"2025-08-05T15:22:56.123456789+08:00[Asia/Shanghai]\"", Some("2025-08-05T07:22:56.123Z"))]
#[case("\"+275760-09-13T00:00:00Z\"", None)]
#[case("-62135596800", None)]
#[case("253402207200001", None)]
#[case("9223372036854775807", None)]
#[case("\"\\u001b[31m2025\"", None)]
fn a_date_is_read_or_missing(#[case] date: &str, #[case] expected: Option<&str>) {
    let body = answer_with("", &format!(",\"submitTime\":{date},\"startTime\":{date},\"updateTime\":{date}"));
    let server = HostileServer::saying(move |_| body.clone());
    let output = run(&server, &["list", "--json", "a1"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["tasks"][0]["submitted"], json!(expected), "{document}");
}

/// A name of 5,000 cells, and names that are shorter or longer than they look.
#[rstest]
#[case(format!("/a/{}", "长".repeat(2500)))]
#[case(format!("/a/{}", "n".repeat(5000)))]
#[case(format!("/a/{}", "👩\u{200d}🔬".repeat(800)))]
#[case(format!("/a/{}.dat", "e\u{301}".repeat(2000)))]
#[case(format!("/a/{}", "x\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}".repeat(300)))]
#[case("/\u{202e}\u{1b}]0;x\u{7}\u{9b}2J\r\n\u{200b}".repeat(500))]
fn a_name_is_one_line_and_whole_as_far_as_it_is_kept(#[case] name: String) {
    let body = answer_with("", &format!(",\"sourcePath\":{},\"targetPath\":\"/b\"", Value::from(name)));
    let server = HostileServer::saying(move |_| body.clone());
    let output = run(&server, &["list", "a1"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    let line = text.lines().find(|line| line.contains(" -> /b")).expect("a line for the task");
    let (lines, chars) = (text.lines().count(), line.chars().count());
    assert!(lines < 6 && (100..4096 + 100).contains(&chars), "{lines} lines, {chars} characters");
    assert!(!text.contains(|character| character != '\n' && is_unsafe(character)), "{}", text.escape_debug());
}
