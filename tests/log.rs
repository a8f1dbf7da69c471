//! The log of a set, through the real binary: what every command writes, what `eftop log` prints, and what stands in its way.

use crate::support::program;
use program::{Bench, Ended, ended};
use rstest::rstest;
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, process::Stdio};

const WORLD: &str = include_str!("data/program-world.toml");
/// The largest log, bytes.
const MOST: u64 = 1 << 20;

/// The file of the log of the default set.
fn file(bench: &Bench) -> PathBuf {
    bench.home.path().join(".local/state/eftop/sets/default.log.jsonl")
}

/// A home in which the log has this content.
fn with_log(content: &[u8]) -> Bench {
    let bench = Bench::new(WORLD);
    fs::create_dir_all(file(&bench).parent().unwrap()).unwrap();
    fs::write(file(&bench), content).unwrap();
    bench
}

/// `eftop log` with these options, where there is neither an account nor a service, in this language.
fn log_in(bench: &Bench, options: &str, lang: &str) -> Ended {
    let mut command = bench.command(&format!("log --lang {lang} {options}"));
    command.env_remove("SCNET_TOKEN").env_remove("SCNET_EFILE_URL").env_remove("EFTOP_INTERVAL").env("TZ", "UTC");
    command.env("LC_ALL", "C.UTF-8").env("TERM", "xterm");
    let ended = ended(&mut command);
    assert_eq!(ended.code, 0, "{ended:?}");
    ended
}

/// The lines of `eftop log`, without their times.
fn told(bench: &Bench, options: &str) -> Vec<String> {
    let ended = log_in(bench, options, "en");
    ended.out.lines().map(|line| line.split_once("  ").unwrap().1.trim_start().to_owned()).collect()
}

/// The entries of `eftop log --jsonl`, which a schema describes.
fn entries(bench: &Bench) -> Vec<Value> {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema/eftop-log.jsonl.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let lines = log_in(bench, "--jsonl", "en").out;
    let read = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        schema.validate(&value).unwrap_or_else(|error| panic!("{error}: {line}"));
        value
    };
    lines.lines().map(read).collect()
}

/// A line of a log: at this time a task of this number was complete.
fn line(at: &str, number: usize) -> String {
    format!(
        r#"{{"at":"{at}","event":"changed","id":"task{number}","from":"processing","to":"complete","operation":"copy","source":"/data/{number}"}}"#
    ) + "\n"
}

#[test]
fn the_morning_after_says_what_happened_in_the_night() {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("wait done1 failed1 short1").code, 3);
    let mut told = told(&bench, "--since 1h");
    // Which of them was answered first is not said here.
    told[1..].sort();
    assert_eq!(
        told,
        [
            "+ 3 tasks added to the set, the first: done1",
            "✓ copy /public/home/wang/done.tar: complete",
            "✓ delete /public/home/wang/scratch: complete",
            "✗ copy /public/home/wang/$(touch pwned): no space left",
        ]
    );
    let chinese = log_in(&bench, "", "zh").out;
    assert!(chinese.contains("✗ 复制 /public/home/wang/$(touch pwned)：存储空间不足"), "{chinese}");
    let failed = entries(&bench).into_iter().find(|entry| entry["to"] == "fail").unwrap();
    assert_eq!((&failed["id"], &failed["code"]), (&"failed1".into(), &"911501".into()));
    assert_eq!(fs::metadata(file(&bench)).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_run_that_is_killed_has_written_what_it_saw() {
    let bench = Bench::new(WORLD);
    let mut child = bench.command("wait --jsonl short1 runs1").stdout(Stdio::piped()).spawn().unwrap();
    let until = |seen: &dyn Fn() -> bool| {
        while !seen() {
            std::thread::yield_now();
        }
    };
    until(&|| fs::read_to_string(file(&bench)).is_ok_and(|log| log.contains("\"to\":\"complete\"")));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(told(&bench, "").last().unwrap(), "✓ delete /public/home/wang/scratch: complete");
}

#[test]
fn what_two_see_is_written_once() {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("add short1").code, 0);
    let runs: Vec<_> = (0..3).map(|_| bench.command("wait --quiet").spawn().unwrap()).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    assert_eq!(told(&bench, ""), ["+ short1: added to the set", "✓ delete /public/home/wang/scratch: complete"]);
}

#[test]
fn each_command_writes_what_it_does_and_a_forgotten_task_can_still_be_read() {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("copy /a/one /a/two /backup").code, 0);
    assert_eq!(bench.run("cancel --yes runs1").code, 0);
    assert_eq!(bench.run("list runs1").code, 0);
    assert_eq!(bench.run("forget runs1").code, 0);
    assert_eq!(
        told(&bench, ""),
        [
            "+ 2 tasks submitted, the first: copy /a/one",
            "+ runs1: added to the set",
            "⊖ copy /public/home/wang/runs.tar: cancel sent",
            "⊖ copy /public/home/wang/runs.tar: cancel taken by the service",
            "⊘ copy /public/home/wang/runs.tar: cancelled",
            "− copy /public/home/wang/runs.tar: taken out of the set",
        ]
    );
}

#[test]
fn it_is_bounded_and_keeps_the_newer_half() {
    let old: String = (0..9000).map(|number| line("2026-11-28T20:00:00Z", number)).collect();
    let bench = with_log(old.get(..usize::try_from(MOST).unwrap() - 10).unwrap().as_bytes());
    assert_eq!(bench.run("add runs1").code, 0);
    let log = fs::read_to_string(file(&bench)).unwrap();
    assert!(log.len() as u64 <= MOST / 2 && log.len() as u64 > MOST / 2 - 1000, "{}", log.len());
    assert!(!log.contains("\"task0\"") && log.lines().last().unwrap().contains("runs1"));
    // The line that was cut off is the only one that cannot be read.
    let ended = log_in(&bench, "", "en");
    assert_eq!(ended.err, "eftop: 1 line of the log could not be read: damaged, or of a newer eftop\n");
}

#[test]
fn a_log_larger_than_any_is_read_at_its_end() {
    let bench = with_log(b"");
    fs::File::options().write(true).open(file(&bench)).unwrap().set_len(5 << 30).unwrap();
    assert_eq!(bench.run("add runs1").code, 0);
    assert_eq!(told(&bench, ""), ["+ runs1: added to the set"]);
    assert!(fs::metadata(file(&bench)).unwrap().len() < MOST);
}

#[rstest]
#[case::half_a_line(r#"{"at":"2026-11-28T20:00:00Z","event":"chan"#)]
#[case::newer(r#"{"at":"2026-11-28T20:00:00Z","event":"dreamt","id":"task1"}"#)]
#[case::no_task(r#"{"at":"2026-11-28T20:00:00Z","event":"returned"}"#)]
#[case::no_json("\u{1b}[2J\0")]
fn a_line_that_cannot_be_read_costs_only_itself(#[case] bad: &str) {
    let bench = with_log([&line("2026-11-28T19:00:00Z", 1), bad].concat().as_bytes());
    assert_eq!(bench.run("add runs1").code, 0);
    assert_eq!(told(&bench, ""), ["✓ copy /data/1: complete", "+ runs1: added to the set"]);
    assert!(log_in(&bench, "", "en").err.starts_with("eftop: 1 line of the log could not be read"));
}

#[rstest]
#[case("", 3)]
#[case("--since 2026-11-28T20:30", 2)]
#[case("--since 2026-11-28T20:00:00Z", 3)]
#[case("--since 2026-11-29T00:00+02:00", 1)]
fn since_chooses(#[case] since: &str, #[case] count: usize) {
    let times = ["2026-11-28T20:00:00Z", "2026-11-28T21:00:00Z", "2026-11-28T22:00:00Z"];
    let bench = with_log((0..).zip(times).map(|(number, at)| line(at, number)).collect::<String>().as_bytes());
    assert_eq!(told(&bench, since).len(), count);
    let none = log_in(&bench, "--since 1s", "en");
    let said = "the log of the set \"default\" has nothing of that time\n";
    assert_eq!((&*none.out, &*none.err), ("", said));
    let other = log_in(&bench, "--set other", "zh");
    assert_eq!((&*other.out, &*other.err), ("", "监视列表 \"other\" 没有日志记录\n"));
}

#[test]
fn what_a_file_says_cannot_act_on_the_terminal() {
    let evil = r#"{"at":"2026-11-28T20:00:00Z","event":"changed","id":"task1","from":"processing","to":"fail","label":"a\u001b[2J","source":"/x\u001b]0;evil\u0007/y","code":"9\u001b[1m","message":"m\u009b2J"}"#;
    let bench = with_log(evil.as_bytes());
    let out = log_in(&bench, "", "en").out;
    assert!(out.ends_with('\n') && !out.trim_end().contains(|character: char| character.is_control()), "{out:?}");
    assert!(out.contains("/y") && out.contains("evil"), "{out:?}");
}

#[test]
fn a_log_that_cannot_be_written_stops_nothing_and_is_told_once() {
    let bench = Bench::new(WORLD);
    fs::create_dir_all(file(&bench)).unwrap();
    let ended = bench.run("wait done1");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.err.matches("the log of the set is not written").count(), 1, "{ended:?}");
    assert!(bench.run("list").out.contains("done.tar"));
}

#[rstest]
#[case::done("wait done1 short1", "2 done, 1.0 GiB in ")]
#[case::failed("wait done1 failed1 cancelled1", "1 done, 1 failed (911501), 1 cancelled")]
#[case::chinese("wait --lang zh done1 failed1", "完成 1，失败 1（911501）")]
fn the_end_of_waiting_is_said_in_one_line(#[case] args: &str, #[case] expected: &str) {
    let bench = Bench::new(WORLD);
    let ended = bench.run(args);
    assert!(ended.err.lines().last().unwrap().starts_with(expected), "{ended:?}");
    assert_eq!(bench.run(&args.replace("wait", "wait --quiet")).err, "");
    let document: Value = serde_json::from_str(&bench.run(&args.replace("wait", "wait --json")).out).unwrap();
    let summary = &document["summary"];
    assert_eq!(summary["complete"], if args.contains("short1") { 2 } else { 1 });
    if args.contains("failed1") {
        assert_eq!((&summary["failed"], &summary["codes"]["911501"]), (&1.into(), &1.into()));
    }
    let unended = bench.run("wait runs1 --timeout 100ms --json");
    let unended: Value = serde_json::from_str(&unended.out).unwrap();
    assert_eq!(unended["summary"], Value::Null);
}
