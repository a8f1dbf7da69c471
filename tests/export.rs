//! `eftop export` by the real binary: what it serves parses by a foreign parser and agrees with `list --json`, hostile clients do not
//! stop it, and the dashboard and the alert rules ask for nothing that is not served.

#![allow(clippy::float_cmp, reason = "the numbers are whole ones")]

use crate::support::program;
use eftop::internals::output::openmetrics::sample_names;
use program::{Bench, ended};
use rstest::rstest;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Stdio},
    time::Duration,
};

const WORLD: &str = include_str!("data/program-world.toml");

/// An exporter that runs.
struct Exporter {
    child: Child,
    address: String,
    /// What it said before it told its address.
    said: String,
}

impl Exporter {
    fn start(bench: &Bench, args: &str) -> Self {
        let mut child = bench.command(&format!("export {args}")).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {said}")).unwrap();
            said.push_str(&line);
            if let Some((_, url)) = line.split_once("metrics at http://") {
                break url.strip_suffix("/metrics").unwrap().to_owned();
            }
        };
        // The rest is read so that it can be written.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, said }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address.replace("0.0.0.0", "127.0.0.1")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Head and body of what is answered to these bytes; empty where the connection was closed without an answer.
    fn ask(&self, request: &[u8]) -> (String, String) {
        let mut stream = self.connect();
        let mut answer = Vec::new();
        // A client that is closed on sees that when it writes, or when it reads.
        _ = stream.write_all(request);
        _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        (head.to_owned(), body.to_owned())
    }

    fn scrape(&self, accept: &str) -> (String, String) {
        self.ask(format!("GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n").as_bytes())
    }

    /// What is served as soon as that satisfies `holds`.
    fn until(&self, holds: impl Fn(&str) -> bool) -> String {
        for _ in 0..3000 {
            let (_, body) = self.scrape("*/*");
            if holds(&body) {
                return body;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it did not come to that: {}", self.scrape("*/*").1);
    }

    fn signal(mut self, name: &str) -> i32 {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A server whose tasks are in the set.
fn bench() -> Bench {
    let bench = Bench::new(WORLD);
    let ids = bench.running.task_ids().join(" ");
    assert_eq!(bench.run(&format!("add {ids}")).code, 0);
    bench
}

/// The sum of all samples of this name whose labels contain this text.
fn sum(text: &str, name: &str, label: &str) -> f64 {
    let (_, families) = nom_openmetrics::parser::openmetrics(text).unwrap();
    let samples = families.iter().flat_map(|family| &family.samples).filter(|sample| sample.name() == name);
    let of_label = samples.filter(|sample| {
        let labels: Vec<_> = sample.labels().iter().map(|one| format!("{}={}", one.name, one.value)).collect();
        label.is_empty() || labels.iter().any(|one| one == label)
    });
    of_label.map(nom_openmetrics::Sample::number).sum()
}

#[test]
fn what_is_served_agrees_with_the_list() {
    let bench = bench();
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    // Nothing moves once every task was seen and those that run are cancelled.
    let ids = bench.running.task_ids().join(" ");
    bench.run(&format!("cancel --yes {ids}"));
    let listed: Value = serde_json::from_str(&bench.run("list --json").out).unwrap();
    let totals = &listed["totals"];
    let count = |state: &str| totals["by_state"][state].as_f64().unwrap();
    let states: Vec<&str> = totals["by_state"].as_object().unwrap().keys().map(String::as_str).collect();
    let agrees = |text: &str| {
        states
            .iter()
            .all(|state| sum(text, "eftop_tasks", &format!("state={state}")).to_bits() == count(state).to_bits())
    };
    let text = exporter.until(agrees);
    assert!(text.ends_with("# EOF\n"), "{text}");
    for (name, key) in [
        ("eftop_done_bytes", "done_bytes"),
        ("eftop_size_bytes", "total_bytes"),
        ("eftop_done_files", "done_files"),
        ("eftop_size_files", "total_files"),
    ] {
        assert_eq!(Some(sum(&text, name, "set=default")), totals[key].as_f64(), "{name}");
    }
    assert_eq!(sum(&text, "eftop_up", ""), 1.0);
    assert!(sum(&text, "eftop_polls_total", "") >= 1.0);
    assert_eq!(sum(&text, "eftop_poll_failures_total", ""), 0.0);
    let known: BTreeSet<_> = sample_names().into_iter().collect();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        assert!(known.contains(line.split('{').next().unwrap()), "{line}");
    }
    for id in bench.running.task_ids() {
        assert!(!text.contains(id.as_str()), "no number is of a single task");
    }
    assert_eq!(exporter.signal("TERM"), 143);
}

#[test]
fn the_numbers_of_tasks_are_split_by_group_and_those_of_regions_are_not() {
    let bench = Bench::new(WORLD);
    let ids = bench.running.task_ids().join(" ");
    assert_eq!(bench.run(&format!("add {ids}")).code, 0);
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0 --group cause");
    let text = exporter.until(|text| text.contains("group=\"911501\""));
    assert_eq!(sum(&text, "eftop_tasks", "group=911501"), 1.0, "{text}");
    assert_eq!((sum(&text, "eftop_tasks", "group="), sum(&text, "eftop_tasks", "")), (4.0, 5.0), "{text}");
    assert!(text.lines().all(|line| !line.starts_with("eftop_up") || !line.contains("group=")), "{text}");
    drop(exporter);
    // Whoever stores numbers pays for each name: there are not many.
    for number in 0..60 {
        assert_eq!(bench.run(&format!("add more{number:04} --label night{number}")).code, 0);
    }
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0 --group label");
    let text = exporter.until(|text| text.contains("group="));
    let names: BTreeSet<_> = text.lines().filter_map(|line| line.split("group=\"").nth(1)?.split('"').next()).collect();
    assert_eq!(names.len(), 51, "{names:?}");
    assert_eq!(sum(&text, "eftop_tasks", "group=other"), 11.0, "{text}");
    let refused = ended(&mut bench.command("export --group target"));
    assert!(refused.code == 2 && refused.err.contains("label"), "{refused:?}");
}

#[test]
fn each_client_gets_the_format_that_it_takes() {
    let bench = bench();
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0 --set night");
    let (head, text) = exporter.scrape("text/plain");
    assert!(head.contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"), "{head}");
    assert!(text.contains("# TYPE eftop_polls_total counter\n") && !text.contains("# EOF"), "{text}");
    nom_openmetrics::parser::prometheus(&text).unwrap();
    let (head, text) = exporter.scrape("application/openmetrics-text; version=1.0.0");
    assert!(head.contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"), "{head}");
    assert!(text.contains("# TYPE eftop_polls counter\n"), "{text}");
    assert!(head.contains(&format!("Content-Length: {}\r\n", text.len())), "{head}");
    let (head, body) = exporter.ask(b"HEAD /metrics HTTP/1.1\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && body.is_empty(), "{head}");
    // An empty set is no error for who goes on for ever: ids may come.
    assert_eq!(sum(&text, "eftop_tasks", "set=night"), 0.0);
    assert_eq!(exporter.signal("INT"), 130);
}

#[test]
fn ids_that_another_eftop_adds_are_asked_for() {
    let bench = Bench::new(WORLD);
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    let ids = bench.running.task_ids();
    assert_eq!(bench.run(&format!("add {}", ids.join(" "))).code, 0);
    let all = |text: &str| sum(text, "eftop_tasks", "") - sum(text, "eftop_tasks", "state=unknown");
    exporter.until(|text| all(text) > 0.0);
}

#[test]
fn an_outage_is_served_and_not_hidden() {
    let bench = bench();
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    let before = exporter.until(|text| sum(text, "eftop_up", "") > 0.0);
    let mut control =
        TcpStream::connect(bench.running.base_url().trim_start_matches("http://").split('/').next().unwrap()).unwrap();
    let fault = r#"{"kind":"http_500","lasts":600}"#;
    write!(
        control,
        "POST /__control/faults HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{fault}",
        fault.len()
    )
    .unwrap();
    let mut answer = String::new();
    control.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
    let text = exporter.until(|text| sum(text, "eftop_up", "") < 1.0);
    assert!(sum(&text, "eftop_poll_failures_total", "") >= 1.0);
    assert!(!text.contains("\neftop_bytes_per_second{"), "no rate is known: {text}");
    assert_eq!(sum(&text, "eftop_tasks", ""), sum(&before, "eftop_tasks", ""), "the last that is known stays");
}

#[rstest]
#[case::garbage(b"\x16\x03\x01\x02\x00\r\n\r\n", "400")]
#[case::elsewhere(b"GET /../etc/passwd HTTP/1.1\r\n\r\n", "404")]
#[case::method(b"DELETE /metrics HTTP/1.1\r\nContent-Length: 100000\r\n\r\nxxx", "405")]
#[case::scrape(b"GET /metrics HTTP/1.1\r\n\r\n", "200")]
fn a_client_that_ends_its_side_is_still_answered(#[case] request: &[u8], #[case] status: &str) {
    let bench = Bench::new(WORLD);
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    let mut stream = exporter.connect();
    stream.write_all(request).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
}

#[test]
fn hostile_clients_are_bounded_and_do_not_stop_it() {
    let bench = bench();
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    let huge = format!("GET /metrics HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    let (head, _) = exporter.ask(huge.as_bytes());
    assert!(head.starts_with("HTTP/1.1 431 "), "{head}");
    // More connections than there is room for, each of which says a little and then nothing.
    let slow: Vec<TcpStream> = (0..80)
        .map(|_| {
            let mut stream = exporter.connect();
            _ = stream.write_all(b"GET /metrics HT");
            stream
        })
        .collect();
    // They are told to go, and there is room again.
    exporter.until(|text| text.ends_with("# EOF\n"));
    let mut answers = Vec::new();
    for mut stream in slow {
        let mut answer = String::new();
        _ = stream.read_to_string(&mut answer);
        answers.push(answer);
    }
    assert!(answers.iter().all(|answer| answer.is_empty() || answer.starts_with("HTTP/1.1 408 ")), "{answers:?}");
    assert!(answers.iter().any(|answer| !answer.is_empty()), "nobody was told");
    // One that asks and does not read the answer, one that asks byte by byte: as soon as the last of the others has gone.
    let mut deaf = exporter.connect();
    _ = deaf.write_all(b"GET /metrics HTTP/1.1\r\n\r\n");
    let byte_by_byte = || {
        let mut slow = exporter.connect();
        b"GET /metrics HTTP/1.1\r\n\r\n".iter().try_for_each(|byte| slow.write_all(&[*byte])).ok()?;
        let mut answer = String::new();
        slow.read_to_string(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    };
    let answer = (0..1000).find_map(|_| byte_by_byte()).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("# EOF\n"), "{answer}");
}

#[test]
fn clients_that_say_nothing_keep_nobody_from_the_numbers() {
    let bench = bench();
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    let mut idle: Vec<TcpStream> = (0..40).map(|_| exporter.connect()).collect();
    // They come in before those that ask behind them.
    for _ in 0..3 {
        let (head, body) = exporter.scrape("*/*");
        assert!(head.starts_with("HTTP/1.1 200 OK") && body.ends_with("# EOF\n"), "{head:?}");
    }
    // The oldest had to go, the youngest is still served.
    let mut answer = String::new();
    let youngest = idle.last_mut().unwrap();
    youngest.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").unwrap();
    youngest.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(idle[0].read(&mut [0; 1]).unwrap_or(0), 0);
}

#[test]
fn an_address_that_can_or_cannot_be_used_is_told() {
    let bench = Bench::new(WORLD);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let ran = ended(&mut bench.command(&format!("export --listen {address}")));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains(&address.to_string()) && ran.err.contains("--listen"), "{}", ran.err);
    for bad in ["localhost", "127.0.0.1", "127.0.0.1:99999", "1.2.3.4.5:1"] {
        let ran = ended(&mut bench.command(&format!("export --listen {bad}")));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{bad}: {}", ran.err);
    }
    for (host, listens) in [("localhost:0", "127.0.0.1:"), (":0", "127.0.0.1:"), ("[::1]:0", "[::1]:")] {
        let exporter = Exporter::start(&bench, &format!("--listen {host}"));
        assert!(exporter.address.starts_with(listens), "{host}: {}", exporter.said);
        assert!(!exporter.scrape("*/*").0.is_empty(), "{host}");
    }
    let open = Exporter::start(&bench, "--listen 0.0.0.0:0 --lang en");
    assert!(open.said.contains("can be reached from other machines"), "{}", open.said);
}

/// All names that begin with `eftop_` in a text.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("eftop_")).map(str::to_owned).collect()
}

#[test]
fn dashboard_and_alerts_ask_for_what_is_served() {
    let known: BTreeSet<_> = sample_names().into_iter().collect();
    let dashboard = include_str!("../assets/grafana/eftop-dashboard.json");
    let parsed: Value = serde_json::from_str(dashboard).unwrap();
    let panels = parsed["panels"].as_array().unwrap();
    assert!(panels.len() > 5 && parsed["uid"].is_string());
    let alerts = include_str!("../assets/grafana/eftop-alerts.yaml");
    for text in [dashboard, alerts] {
        let names = named(text);
        assert!(names.len() > 5, "{names:?}");
        assert_eq!(names.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
    }
    let shown: BTreeSet<_> = named(dashboard).union(&named(alerts)).cloned().collect();
    assert_eq!(known.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new(), "served, and shown nowhere");
    let help = ended(std::process::Command::new(env!("CARGO_BIN_EXE_eftop")).args(["export", "--help"])).out;
    assert_eq!(known.difference(&named(&help)).collect::<Vec<_>>(), ["eftop_build_info"]);
}

#[test]
fn promtool_takes_the_alerts_and_the_metrics() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/grafana/eftop-alerts.yaml");
    match std::process::Command::new("promtool").args(["check", "rules", path]).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        // A machine without promtool checks the names alone.
        Err(error) => return assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
    }
    let bench = bench();
    let exporter = Exporter::start(&bench, "--listen 127.0.0.1:0");
    let text = exporter.scrape("text/plain").1;
    let mut check =
        std::process::Command::new("promtool").args(["check", "metrics"]).stdin(Stdio::piped()).spawn().unwrap();
    check.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(check.wait().unwrap().success());
}
