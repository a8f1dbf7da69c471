//! Recordings by the real binary: what was recorded shows the same tasks again, nobody else can read it, nothing is overwritten, and
//! without names there is no name in it.

use crate::support::{self, program};
use eftop::internals::{
    recording::{BadRecording, Player},
    watch::{Event, Regions, Watch},
};
use program::Bench;
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt, time::Duration};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/program-world.toml");

/// A run that was recorded, and what it printed.
fn recorded(bench: &Bench, args: &str) -> (String, Value) {
    let path = bench.home.path().join("run.jsonl");
    let _ = fs::remove_file(&path);
    let ids = "short1 done1";
    let ended = bench.run(&format!("wait --json --record {} {args} {ids}", path.display()));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    (fs::read_to_string(&path).unwrap(), serde_json::from_str(&ended.out).unwrap())
}

/// The last report of each task that a recording has.
fn last_reports(text: &str) -> Vec<(String, String, Option<u64>)> {
    let mut player = Player::new(text.as_bytes().to_vec()).unwrap();
    let mut last = std::collections::BTreeMap::new();
    let mut watch = Watch::new(Regions::new(Vec::new()), player.header().stall);
    while let Some((_, at, event)) = player.step(Duration::MAX, &watch) {
        watch.apply(event.clone(), at);
        if let Event::Poll(_, eftop::internals::domain::PollEvent::Batch(snapshot)) = event {
            for (id, report) in snapshot.reports {
                last.insert(id.to_string(), (report.status.to_string(), report.done_bytes));
            }
        }
    }
    assert_eq!(player.bad(), 0);
    last.into_iter().map(|(id, (status, done))| (id, status, done)).collect()
}

#[test]
fn a_recording_has_every_answer() {
    let bench = Bench::new(WORLD);
    let (text, document) = recorded(&bench, "");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let schema: Value =
        serde_json::from_str(include_str!("../assets/schema/eftop-recording.jsonl.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in &lines {
        assert!(validator.is_valid(line), "{line}");
    }
    assert_eq!(lines[0]["type"], "recording");
    for (id, status, done) in last_reports(&text) {
        let tasks = document["tasks"].as_array().unwrap();
        let task = tasks.iter().find(|task| task["id"] == id.as_str()).unwrap();
        assert_eq!((task["status"].as_str(), task["done_bytes"].as_u64()), (Some(status.as_str()), done));
    }
    assert!(!text.contains(bench.running.token()), "no secret");
    // A crash cuts the last line: all before it counts.
    let cut = &text[..text.len() - 7];
    assert!(Player::new(cut.as_bytes().to_vec()).is_ok());
    assert_eq!(Player::new(b"{\"type\":\"meat\"}\n".to_vec()).unwrap_err(), BadRecording::NoRecording);
}

#[test]
fn lines_that_are_no_recording_are_told_how_to_make_one() {
    let bench = Bench::new(WORLD);
    let lines = bench.run("wait --jsonl short1 done1");
    let path = bench.home.path().join("lines.jsonl");
    fs::write(&path, lines.out).unwrap();
    let told = bench.run(&format!("replay {}", path.display()));
    assert_eq!((told.code, told.out.as_str()), (2, ""), "{told:?}");
    assert!(told.err.contains("output of --jsonl") && told.err.contains("--record FILE"), "{}", told.err);
}

#[test]
fn nothing_is_overwritten() {
    let bench = Bench::new(WORLD);
    let path = bench.home.path().join("kept.jsonl");
    fs::write(&path, "mine").unwrap();
    let refused = bench.run(&format!("wait --record {} done1", path.display()));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("remove it, or name another"), "{}", refused.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn without_names_there_is_no_name_in_it() {
    let bench = Bench::new(WORLD);
    let (plain, document) = recorded(&bench, "");
    // A set of its own: what has ended is not asked for again.
    let (text, _) = recorded(&Bench::new(WORLD), "--anonymize");
    let mut parts = Vec::new();
    for task in document["tasks"].as_array().unwrap() {
        for path in ["source", "target"].iter().filter_map(|name| task[*name].as_str()) {
            parts.extend(path.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
        }
        parts.push(task["id"].as_str().unwrap().to_owned());
    }
    assert!(parts.len() > 4, "{parts:?}");
    for part in parts {
        assert!(plain.contains(&part), "{part}");
        assert!(!text.contains(&format!("/{part}")) && !text.contains(&format!("\"{part}\"")), "{part} in {text}");
    }
    assert!(!text.contains("127.0.0.1"), "no address");
    assert_eq!(last_reports(&text).len(), last_reports(&plain).len());
}

#[test]
fn a_replay_comes_to_the_same_end_and_acts_on_nothing() {
    let bench = Bench::new(WORLD);
    recorded(&bench, "");
    let path = bench.home.path().join("run.jsonl");
    let args = ["replay", path.to_str().unwrap(), "--speed", "20"];
    let mut terminal = Terminal::eftop(&args, &environment(bench.home.path()), (100, 24));
    terminal.until("the end", |screen| screen.contents().contains("end  20x"));
    let text = terminal.text();
    assert!(text.lines().filter(|line| line.contains("complete")).count() >= 2, "{text}");
    terminal.send("c");
    terminal.until_text("this is a recording");
    terminal.send("(");
    terminal.send("}");
    terminal.until_text("40x");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());
}

/// The rows of the table on a screen: state, gauge, sizes and paths, but not the ages, which go on.
fn rows(text: &str) -> Vec<String> {
    let is_row = |line: &&str| ["complete", "failed", "cancelled", "gone"].iter().any(|word| line.contains(word));
    let table = text.lines().filter(is_row).filter(|line| line.contains('%'));
    table.map(|line| line.rsplit_once("  ").map_or(line, |(row, _)| row).trim_end().to_owned()).collect()
}

#[test]
fn the_last_screen_of_a_replay_is_the_last_one_of_the_run() {
    let bench = Bench::new(WORLD);
    let path = bench.home.path().join("screen.jsonl");
    let path = path.to_str().unwrap();
    let mut variables = environment(bench.home.path());
    variables.push(("SCNET_EFILE_URL".to_owned(), bench.running.base_url().to_string()));
    variables.push(("SCNET_TOKEN".to_owned(), bench.running.token().to_string()));
    let size = (120, 30);
    let mut live = Terminal::eftop(&["--interval", "100ms", "--record", path, "short1", "done1"], &variables, size);
    live.until("both are complete", |screen| rows(&screen.contents()).len() == 2);
    let expected = rows(&live.text());
    live.send("q");
    assert_eq!(live.exit_code(), 0);
    let replay = Terminal::eftop(&["replay", path, "--speed", "20"], &environment(bench.home.path()), size);
    replay.until("the end", |screen| screen.contents().contains("end  20x"));
    assert_eq!(rows(&replay.text()), expected);
}
