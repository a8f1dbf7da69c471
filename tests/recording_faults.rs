//! Recordings by the real binary when something is wrong: a disk that is full, a file that is hostile, cut or no recording; and the keys
//! that move in one.

#![cfg(target_os = "linux")]

use crate::support::{self, own_sequences, program};
use eftop::internals::{
    recording::Player,
    watch::{Event, Regions, Watch},
};
use program::Bench;
use rstest::rstest;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::{collections::BTreeSet, fmt::Write, fs, path::PathBuf, time::Duration};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/pty-world.toml");

/// A screen that records.
fn recording(bench: &Bench) -> (Terminal, PathBuf) {
    let path = bench.home.path().join("run.jsonl");
    let mut variables = environment(bench.home.path());
    for (name, value) in [
        ("SCNET_EFILE_URL", bench.running.base_url()),
        ("SCNET_TOKEN", bench.running.token()),
        ("EFTOP_INTERVAL", "100ms"),
    ] {
        variables.push((name.into(), value.into()));
    }
    let ids = bench.running.task_ids();
    let mut args = vec!["--record", path.to_str().unwrap()];
    args.extend(ids.iter().map(String::as_str));
    let terminal = Terminal::eftop(&args, &variables, (120, 30));
    terminal.until_text("alpha.tar");
    (terminal, path)
}

#[test]
fn a_full_disk_ends_the_recording_and_nothing_else() {
    let bench = Bench::new(WORLD);
    let (mut terminal, path) = recording(&bench);
    terminal.until_text("● recording");
    let process = Pid::from_raw(terminal.process_id().try_into().unwrap());
    terminal.until("some answers are recorded", |_| fs::metadata(&path).unwrap().len() > 4000);
    let most = fs::metadata(&path).unwrap().len() + 700;
    prlimit(process, Resource::Fsize, Rlimit { current: Some(most), maximum: None }).unwrap();
    terminal.until_text("recording has stopped");
    terminal.until_gone("● recording");
    let asked = bench.requests("list").len();
    terminal.until("the service is asked on", |_| bench.requests("list").len() > asked + 3);
    terminal.send("j");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let text = fs::read(&path).unwrap();
    assert_eq!(text.last(), Some(&b'\n'), "no line is cut");
    let mut player = Player::new(text).unwrap();
    let steps = events(&mut player).len();
    assert!(steps > 4 && player.bad() == 0, "{steps} {}", player.bad());
}

#[test]
fn a_command_without_a_screen_goes_on_when_the_disk_is_full() {
    let bench = Bench::new(include_str!("data/program-world.toml"));
    let path = bench.home.path().join("run.jsonl");
    // The shell sets the limit, in blocks; the recording is the only file that grows beyond it.
    let line =
        format!("ulimit -f 4; exec {} wait --record {} short1 done1", env!("CARGO_BIN_EXE_eftop"), path.display());
    let mut command = bench.command("");
    let envs: Vec<_> = command.get_envs().map(|(name, value)| (name.to_owned(), value.unwrap().to_owned())).collect();
    command = std::process::Command::new("/bin/sh");
    command.args(["-c", &line]).env_clear().envs(envs).stdin(std::process::Stdio::null());
    let ended = program::ended(&mut command);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.err.contains("recording has stopped"), "{}", ended.err);
    assert_eq!(fs::read(&path).unwrap().last(), Some(&b'\n'));
}

/// A recording that counts up: an answer a second, with `done` bytes of one task; `detail` stands in every text.
fn counting(seconds: u64, text: &str) -> String {
    let began: jiff::Timestamp = "2026-03-02T06:00:00Z".parse().unwrap();
    let text = serde_json::to_string(text).unwrap();
    let text = &text[1..text.len() - 1];
    let mut lines = String::new();
    let mut put = |micros: u64, line: &str| {
        let at = began + Duration::from_micros(micros);
        // The clock of the program began three seconds before the recording.
        writeln!(lines, "{{{line},\"elapsed_us\":{},\"at\":\"{at}\"}}", micros + 3_000_000).unwrap();
    };
    let stall = r#"{"polls":9,"time":900000000,"gone_after":600000000}"#;
    put(0, &format!(r#""type":"recording","format":3,"anonymous":false,"stall":{stall},"set":"set{text}""#));
    let origin = format!(r#"{{"region":"region{text}","base_url":"http://x/{text}"}}"#);
    put(0, &format!(r#""event":{{"region":{{"id":0,"name":"region{text}","origin":{origin}}}}}"#));
    let report = format!(
        r#"{{"status":"processing","operation":"copy","source":"/a/{text}","target":"/b","total_files":1000}}"#
    );
    let last = format!(r#"{{"seen":"{began}","report":{report}}}"#);
    let entry =
        format!(r#"{{"id":"0123abcd","label":"label{text}","origin":{origin},"added":"{began}","last":{last}}}"#);
    put(0, &format!(r#""event":{{"added":{{"tasks":[{{"order":0,"region":0,"entry":{entry}}}],"back":true}}}}"#));
    for second in 1..=seconds {
        let micros = second * 1_000_000;
        put(micros - 2000, r#""event":{"poll":[0,{"started":{}}]}"#);
        let changed = format!(r#"[["0123abcd",{{"done_files":{second},"owner":{{"user_name":"user{text}"}}}}]]"#);
        put(micros - 1000, &format!(r#""event":{{"poll":[0,{{"batch":{{"round_trip":900}}}}]}},"changed":{changed}"#));
        let ended = format!(r#"{{"asked":1,"round_trip":900,"trouble":null,"next":{}}}"#, micros + 3_997_000);
        put(micros, &format!(r#""event":{{"poll":[0,{{"ended":{ended}}}]}}"#));
    }
    lines
}

fn replay(home: &tempfile::TempDir, text: &[u8], args: &[&str]) -> Terminal {
    let path = home.path().join("recording.jsonl");
    fs::write(&path, text).unwrap();
    let args: Vec<_> = ["replay", path.to_str().unwrap()].into_iter().chain(args.iter().copied()).collect();
    Terminal::eftop(&args, &environment(home.path()), (120, 24))
}

#[rstest]
#[case::position("40s", "00:40", "40/1000")]
#[case::clock("14:01:10", "01:10", "70/1000")]
#[case::time("2026-03-02T14:01:30+08:00", "01:30", "90/1000")]
#[case::beyond_the_end("3h", "01:40", "100/1000")]
#[case::before_the_beginning("2020-01-01T00:00:00Z", "00:00", "0/1000")]
fn it_begins_where_it_is_told(#[case] from: &str, #[case] clock: &str, #[case] files: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = replay(&home, counting(100, "").as_bytes(), &["--from", from, "--speed", "0.125"]);
    terminal.until_text(&format!("{clock} / 01:40"));
    terminal.until_text(&format!(" {files} files"));
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn keys_step_pause_and_seek() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = replay(&home, counting(100, "").as_bytes(), &["--from", "40s", "--speed", "0.125"]);
    let mut steps = |keys: &str, state: &str, clock: &str, files: &str| {
        terminal.send(keys);
        terminal.until(&format!("{keys:?}: {state} {clock} {files}"), |screen| {
            let text = screen.contents();
            text.contains(state)
                && text.contains(&format!("{clock} / 01:40"))
                && text.contains(&format!(" {files}/1000"))
        });
    };
    steps("", "▶ replay", "00:40", "40");
    // At an eighth of the speed, a step is there long before the recording would be.
    steps(".", "‖ paused", "00:41", "41");
    steps("..", "‖ paused", "00:43", "43");
    steps(",", "‖ paused", "00:42", "42");
    steps(")", "‖ paused", "00:47", "47");
    steps("((", "‖ paused", "00:37", "37");
    steps(" ", "▶ replay", "00:37", "37");
    steps(" ", "‖ paused", "00:37", "37");
    steps("))))))))))))))", "■ end", "01:40", "100");
    steps(" ", "▶ replay", "00:00", "0");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_cut_line_is_left_out_and_what_makes_no_sense_is_counted() {
    let home = tempfile::tempdir().unwrap();
    let text = counting(30, "");
    let cut = text[..text.len() - 20].replace(
        "{\"event\":{\"poll\":[0,{\"started\":{}}]},\"elapsed_us\":7998000",
        "garbage\n{\"event\":7,\"elapsed_us\":7998000",
    );
    let mut terminal = replay(&home, cut.as_bytes(), &["--from", "1h"]);
    terminal.until_text(" 30/1000");
    terminal.until_text("2 lines of the recording made no sense and were left out");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn no_text_of_a_recording_reaches_the_terminal_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let evil = "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{0}\r\n$(id)";
    let text = counting(20, evil);
    let mut player = Player::new(text.clone().into_bytes()).unwrap();
    let header = format!("{:?}", player.header());
    // Paths are kept as they were sent, and cleaned where they are drawn.
    let shown = |report: &eftop::internals::domain::Report| {
        [report.source(), report.target()].map(|path| path.unwrap_or_default().into_owned()).concat()
    };
    let steps = events(&mut player).into_iter().map(|step| match step {
        Event::Added { tasks, .. } => {
            let reports = tasks.iter().filter_map(eftop::internals::domain::Task::report).map(shown);
            format!("{:?} {:?}", reports.collect::<Vec<_>>(), tasks.iter().map(|task| &task.label).collect::<Vec<_>>())
        }
        Event::Poll(_, eftop::internals::domain::PollEvent::Batch(snapshot)) => {
            let reports = snapshot.reports.iter().map(|(_, report)| (shown(report), &report.owner));
            format!("{:?}", reports.collect::<Vec<_>>())
        }
        step => format!("{step:?}"),
    });
    for step in steps.chain([header]) {
        // In this form controls are escaped.
        assert!(!step.contains("\\u{") && !step.contains("\\r") && !step.contains("\\0"), "{step}");
    }
    let mut terminal = replay(&home, text.as_bytes(), &["--from", "10s"]);
    terminal.until_text("10/1000");
    terminal.send("\r");
    terminal.until_text("label");
    terminal.keys("\u{1b}?qq");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(own_sequences::foreign(&terminal.bytes()), Vec::<String>::new());
}

#[rstest]
#[case::empty(b"".to_vec(), "no recording")]
#[case::bytes((0..=255).cycle().take(100_000).collect(), "no recording")]
#[case::another_json(b"{}\n[]\n\"x\"\n".to_vec(), "no recording")]
#[case::one_long_line(vec![b'['; 1 << 20], "no recording")]
#[case::newer(counting(1, "").replace("\"format\":3", "\"format\":4").into_bytes(), "newer eftop (format 4)")]
#[case::of_0_1_0(b"{\"type\":\"meta\"}\n{\"type\":\"recording\",\"tape\":2}\n".to_vec(), "older eftop")]
fn what_is_no_recording_is_refused_in_words(#[case] text: Vec<u8>, #[case] why: &str) {
    let bench = Bench::new(WORLD);
    let path = bench.home.path().join("no.jsonl");
    fs::write(&path, text).unwrap();
    let told = bench.run(&format!("replay {}", path.display()));
    assert_eq!((told.code, told.out.as_str()), (2, ""), "{told:?}");
    assert!(told.err.contains(why) && told.err.lines().count() == 1, "{}", told.err);
}

#[test]
fn a_file_beyond_the_largest_recording_is_not_read() {
    let bench = Bench::new(WORLD);
    let path = bench.home.path().join("huge.jsonl");
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let told = bench.run(&format!("replay {}", path.display()));
    assert_eq!(told.code, 2, "{told:?}");
    assert!(told.err.contains("larger than any recording"), "{}", told.err);
}

/// All events of a recording.
fn events(player: &mut Player) -> Vec<Event> {
    let mut watch = Watch::new(Regions::new(Vec::new()), player.header().stall);
    let mut events = Vec::new();
    while let Some((_, at, event)) = player.step(Duration::MAX, &watch) {
        watch.apply(event.clone(), at);
        events.push(event);
    }
    events
}

/// All names that the answers of a recording hold.
fn names(text: &str) -> BTreeSet<String> {
    let mut player = Player::new(text.as_bytes().to_vec()).unwrap();
    let mut names = BTreeSet::new();
    let mut put = |text: Option<&str>| names.extend(text.filter(|text| !text.is_empty()).map(str::to_owned));
    for step in events(&mut player) {
        let reports = match step {
            Event::Poll(_, eftop::internals::domain::PollEvent::Batch(snapshot)) => snapshot.reports,
            Event::Added { tasks, .. } => {
                for task in &tasks {
                    put(task.label.as_deref());
                }
                tasks.into_iter().filter_map(|task| Some((task.id.clone(), task.report()?.clone()))).collect()
            }
            _ => Vec::new(),
        };
        for (id, report) in reports {
            put(Some(id.as_str()));
            for path in [report.source(), report.target()].into_iter().flatten() {
                for part in path.split('/') {
                    put(Some(part));
                }
            }
            let users = [
                report.user_id(),
                report.user_name(),
                report.cluster_user(),
                report.cluster_id(),
                report.cluster_name(),
            ];
            for name in users {
                put(name);
            }
            put(report.error_message());
        }
    }
    names
}

/// A run over the whole world of the demo, recorded; the ids are those of its tasks.
fn recorded_demo(args: &str) -> (String, Vec<String>) {
    let bench = Bench::new(include_str!("../assets/demo/first-look.toml"));
    let path = bench.home.path().join("run.jsonl");
    let ids = bench.running.task_ids().join(" ");
    let added = bench.run(&format!("add --label my-own-label {ids}"));
    assert_eq!(added.code, 0, "{added:?}");
    let ended = bench.run(&format!("wait --timeout 1s --record {} {args} {ids}", path.display()));
    assert!(path.exists(), "{ended:?}");
    (fs::read_to_string(&path).unwrap(), bench.running.task_ids().to_vec())
}

/// Every text in a JSON value, whole and by the parts of its path.
fn texts(value: &serde_json::Value, into: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => {
            into.insert(text.clone());
            into.extend(text.split('/').map(str::to_owned));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
        serde_json::Value::Object(all) => all.values().for_each(|one| texts(one, into)),
        _ => {}
    }
}

#[test]
fn the_demo_without_names_has_none_of_them_and_what_was_equal_stays_equal() {
    let (plain, ids) = recorded_demo("");
    let (masked, _) = recorded_demo("--anonymize");
    let mut real = names(&plain);
    real.extend(ids);
    assert!(real.len() > 80 && real.contains("my-own-label") && real.contains("zhangwei"), "{real:?}");
    let mut left = BTreeSet::new();
    for line in masked.lines() {
        texts(&serde_json::from_str(line).unwrap(), &mut left);
    }
    assert_eq!(real.intersection(&left).collect::<Vec<_>>(), Vec::<&String>::new());
    // Of names that are no numbers and no words of the lines themselves not even a piece is left.
    for name in real.iter().filter(|name| !name.bytes().all(|byte| byte.is_ascii_digit()) && *name != "archive") {
        assert!(!masked.contains(name.as_str()), "{name}");
    }
    let paths = |text: &str| {
        let mut player = Player::new(text.as_bytes().to_vec()).unwrap();
        let (mut order, mut paths) = (std::collections::HashMap::new(), std::collections::BTreeMap::new());
        for step in events(&mut player) {
            match step {
                Event::Added { tasks, .. } => {
                    order.extend(tasks.into_iter().map(|task| (task.id.clone(), task.order)));
                }
                Event::Poll(_, eftop::internals::domain::PollEvent::Batch(snapshot)) => {
                    for (id, report) in snapshot.reports {
                        let parts =
                            |path: Option<&str>| path.unwrap_or_default().split('/').map(str::to_owned).collect();
                        let parts: [Vec<_>; 2] = [parts(report.source().as_deref()), parts(report.target().as_deref())];
                        paths.insert(order[&id], parts);
                    }
                }
                _ => {}
            }
        }
        paths
    };
    let (real, masked) = (paths(&plain), paths(&masked));
    assert!(real.len() > 10 && real.len() == masked.len());
    let (mut there, mut back) = (std::collections::HashMap::new(), std::collections::HashMap::new());
    for (order, parts) in &real {
        for (part, other) in parts.iter().zip(&masked[order]) {
            assert_eq!(part.len(), other.len(), "as many parts");
            for (part, other) in part.iter().zip(other) {
                assert_eq!(
                    there.entry(part.clone()).or_insert(other.clone()),
                    other,
                    "the same name, the same stand-in"
                );
                assert_eq!(back.entry(other.clone()).or_insert(part.clone()), part, "another name, another stand-in");
            }
        }
    }
}
