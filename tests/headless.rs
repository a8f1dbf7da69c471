//! The commands without a screen as a script sees them: what stands on which stream, and what becomes of the set.

use crate::support::program;
use program::{Bench, ended};
use rstest::rstest;
use serde_json::Value;
use std::process::Stdio;

const WORLD: &str = include_str!("data/program-world.toml");

/// A world that knows none of the other's tasks.
const OTHER_WORLD: &str = "[[task]]\nid = \"other1\"\noperation = \"delete\"\nsource = \"/other\"\n";

/// `text` as JSON, which the schema of this name describes.
fn described(text: &str, schema: &str) -> Value {
    let path = format!("{}/assets/schema/{schema}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    if let Err(error) = jsonschema::validator_for(&schema).unwrap().validate(&value) {
        assert!(text.is_empty(), "{error}: {text}");
    }
    value
}

#[test]
fn json_lines_begin_with_meta_tell_each_change_and_end_with_a_summary() {
    let bench = Bench::new(WORLD);
    let ended = bench.run("wait --jsonl short1 done1");
    assert_eq!(ended.code, 0, "{ended:?}");
    let lines: Vec<Value> = ended.out.lines().map(|line| described(line, "eftop.jsonl")).collect();
    assert_eq!(lines.first().unwrap()["type"], "meta");
    assert_eq!(lines.last().unwrap()["type"], "summary");
    let transitions = lines.iter().filter(|line| line["type"] == "transition" && line["id"] == "short1");
    let states: Vec<_> = transitions.map(|line| [line["from"].clone(), line["to"].clone()]).collect();
    assert_eq!(states.last().unwrap()[1], "complete");
    assert!(states.windows(2).all(|pair| pair[0][1] == pair[1][0]), "each begins where the last ended: {states:?}");
}

#[rstest]
#[case::list("list --json runs1", 0)]
#[case::timeout("wait --json runs1 --timeout 300ms", 124)]
#[case::gone("wait --json nosuch1", 6)]
fn one_document_whatever_happens(#[case] args: &str, #[case] code: i32) {
    let bench = Bench::new(WORLD);
    let ended = bench.run(args);
    let document = described(&ended.out, "eftop.json");
    assert_eq!((ended.code, &document["exit_code"]), (code, &Value::from(code)));
    assert_eq!(ended.out.lines().count(), 1);
}

#[rstest]
#[case::cause("cause", &[(Some("911501"), "failed1"), (None, "done1 cancelled1 runs1")])]
#[case::label("label", &[(Some("night"), "done1 failed1"), (None, "cancelled1 runs1")])]
#[case::target("target", &[(Some("/work/full"), "failed1"), (Some("/work/backup"), "done1 cancelled1 runs1")])]
fn a_list_in_groups_has_a_row_and_an_object_for_each(#[case] kind: &str, #[case] expected: &[(Option<&str>, &str)]) {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("add done1 failed1 --label night").code, 0);
    assert_eq!(bench.run("add cancelled1 runs1").code, 0);
    let document = described(&bench.run(&format!("list --json --group {kind}")).out, "eftop.json");
    assert_eq!((&document["group_by"], document["tasks"].as_array().unwrap().len()), (&Value::from(kind), 4));
    let groups = document["groups"].as_array().unwrap();
    let found: Vec<_> = groups.iter().map(|group| (group["group"].clone(), group["ids"].clone())).collect();
    let wanted: Vec<_> = expected.iter().map(|(name, ids)| (Value::from(*name), ids.split(' ').collect())).collect();
    assert_eq!(found, wanted);
    let by_state = |group: &Value, state: &str| group["totals"]["by_state"][state].as_u64().unwrap();
    assert_eq!(groups.iter().map(|group| by_state(group, "fail")).collect::<Vec<_>>(), [1, 0]);
    let table = bench.run(&format!("list --group {kind}")).out;
    let name = expected[0].0.unwrap();
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.lines().nth(1).unwrap().contains(name) && table.contains("1 failed"), "{table}");
    assert_eq!(bench.run("list --jsonl --group cause").code, 2);
}

#[test]
fn without_a_terminal_lines_stand_in_for_the_screen() {
    let bench = Bench::new(WORLD);
    let ended = bench.run("short1 failed1");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.contains("-> complete") && ended.out.contains("911501"), "{ended:?}");
    assert!(!ended.out.contains('\x1b') && !ended.err.contains('\x1b'), "{ended:?}");
    assert_eq!(bench.run("--exit-status").code, 3);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let bench = Bench::new(WORLD);
    for (args, code) in [("list runs1", 0), ("wait done1 --quiet", 0), ("runs1", 0)] {
        let mut child = bench.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(code), String::new()));
    }
}

#[test]
fn what_the_service_forgot_is_answered_from_the_archive() {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("wait done1").code, 0);
    // Another server stands for the same one a day later: it knows nothing.
    let mut later = Bench::new(OTHER_WORLD);
    later.home = bench.home;
    let ended = later.run("list --json --exit-status");
    let task = &described(&ended.out, "eftop.json")["tasks"][0];
    assert_eq!((&task["status"], &task["archived"]), (&Value::from("complete"), &Value::from(true)));
    assert_eq!((ended.code, later.run("wait").code), (0, 0));
    assert!(later.run("list").out.contains("archived"));
}

#[test]
fn ids_are_added_and_forgotten_without_the_network() {
    let bench = Bench::new(WORLD);
    let offline = |args: &str| {
        let mut command = bench.command(args);
        // The interval is for a service on this machine, and there is no word of one.
        ended(command.env_remove("SCNET_EFILE_URL").env_remove("SCNET_TOKEN").env_remove("EFTOP_INTERVAL"))
    };
    let added = offline("add runs1 done1 runs1 --label night");
    assert_eq!((added.code, &*added.out), (0, ""), "{added:?}");
    assert!(bench.requests("list").is_empty());
    let tasks = described(&bench.run("list --json").out, "eftop.json")["tasks"].clone();
    assert_eq!((tasks.as_array().unwrap().len(), &tasks[0]["label"]), (2, &Value::from("night")));
    assert_eq!(bench.run("wait --until any").code, 0);
    assert_eq!(offline("forget --ended").code, 0);
    let tasks = described(&bench.run("list --json").out, "eftop.json")["tasks"].clone();
    assert_eq!((tasks.as_array().unwrap().len(), &tasks[0]["id"]), (1, &Value::from("runs1")));
    let forgotten = offline("forget runs1 nosuch1");
    assert!(forgotten.err.contains("1 id is not in the set"), "{forgotten:?}");
    assert_eq!(bench.run("list").code, 2);
}

#[test]
fn what_cannot_be_written_is_not_acknowledged() {
    let bench = Bench::new(WORLD);
    let mut command = bench.command("add runs1");
    let ended = ended(command.env("XDG_STATE_HOME", "/dev/null"));
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(!ended.err.contains("added"), "{ended:?}");
}

#[test]
fn a_cancel_is_sent_once_and_followed_to_the_end() {
    let bench = Bench::new(WORLD);
    let ended = bench.run("cancel --yes runs1 done1");
    assert_eq!(ended.code, 8, "one of them ended otherwise: {ended:?}");
    assert_eq!(bench.requests("cancel"), [["runs1"]], "what has ended is left alone");
    assert!(ended.out.contains("cancelling -> cancelled") && ended.err.contains("done1 needs no cancel"), "{ended:?}");
}

#[test]
fn hooks_get_what_happened_as_values_only() {
    let bench = Bench::new(WORLD);
    let mut command = bench.command("wait failed1 --hook-on-fail");
    command.arg("printf '%s|%s|%s|%s\\n' \"$EFTOP_ID\" \"$EFTOP_STATE\" \"$EFTOP_CODE\" \"$EFTOP_SOURCE\"");
    command.args(["--hook-on-end", "echo \"over: $EFTOP_VERDICT $EFTOP_EXIT_CODE\""]);
    let ended = ended(command.current_dir(bench.home.path()));
    assert_eq!(ended.code, 3, "{ended:?}");
    let told = "failed1|fail|911501|/public/home/wang/$(touch pwned)\nover: failed 3\n1 failed (911501), 1.1 GiB in 5 s, mean 226 MiB/s\n";
    assert_eq!((&*ended.err, ended.out.contains("over")), (told, false));
}

#[test]
fn hooks_are_run_where_lines_stand_in_for_the_screen_too() {
    let bench = Bench::new(WORLD);
    let mut command = bench.command("failed1 --hook-on-fail");
    command.args(["echo \"hook: $EFTOP_CODE\"", "--hook-on-end", "echo \"hook: $EFTOP_VERDICT\""]);
    let ended = ended(&mut command);
    assert!(ended.err.contains("hook: 911501") && ended.err.contains("hook: failed"), "{ended:?}");
}

#[test]
fn tasks_of_back_ends_that_a_token_does_not_reach_are_told_and_left_alone() {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("wait runs1 --timeout 300ms").code, 124);
    let mut elsewhere = Bench::new(OTHER_WORLD);
    elsewhere.home = bench.home;
    let ended = elsewhere.run("list");
    assert!(ended.code == 0 && ended.err.contains("1 task not asked for"), "{ended:?}");
    assert!(ended.out.contains("runs1") && ended.out.contains("not asked"), "{ended:?}");
    let task = described(&elsewhere.run("list --json").out, "eftop.json")["tasks"][0].clone();
    assert_eq!((&task["asked"], &task["status"]), (&Value::from(false), &Value::from("processing")));
    let waited = elsewhere.run("wait");
    assert!(waited.code == 8 && waited.err.contains("runs1"), "{waited:?}");
    let cancelled = elsewhere.run("cancel --yes runs1 --timeout 2s");
    assert!(cancelled.code == 8 && elsewhere.requests("cancel").is_empty(), "{cancelled:?}");
    // Whoever names it here means it here; who does not know it says nothing of it by that.
    assert_eq!(elsewhere.run("wait runs1 --timeout 20s").code, 8);
    let document = described(&elsewhere.run("list --json").out, "eftop.json");
    assert_eq!(document["tasks"][0]["status"], "processing", "as it was last seen");
}

#[test]
fn lines_of_json_tell_where_each_task_is_asked_for() {
    let bench = Bench::new(WORLD);
    let ended = bench.run("wait --jsonl done1");
    let lines: Vec<Value> = ended.out.lines().map(|line| described(line, "eftop.jsonl")).collect();
    let here = Value::from(format!("{}/efile", bench.running.base_url()));
    assert_eq!(lines[0]["base_url"], here);
    let snapshot = lines.iter().rfind(|line| line["type"] == "snapshot").unwrap();
    assert_eq!(snapshot["tasks"][0]["base_url"], here);
}

#[rstest]
#[case::regions("regions", 0)]
#[case::auth("auth", 0)]
fn what_a_token_reaches_is_told_without_the_token(#[case] args: &str, #[case] code: i32) {
    let bench = Bench::new(WORLD);
    let ended = ended(bench.command(args).env("SCNET_CENTER_URL", bench.running.base_url()));
    assert_eq!(ended.code, code, "{ended:?}");
    let token = bench.running.token();
    for part in [&token[..8], &token[token.len() - 8..]] {
        assert!(!ended.out.contains(part) && !ended.err.contains(part), "{ended:?}");
    }
}

#[rstest]
#[case::one("wait short1", 0)]
#[case::one_of_two("wait short1 runs1", 124)]
#[case::any("wait short1 runs1 --until any", 0)]
#[case::cancelled("cancel --yes runs1", 0)]
fn the_time_is_up_after_one_last_look(#[case] args: &str, #[case] code: i32) {
    let bench = Bench::new(&WORLD.replace("[0.1, 0.1]", "[0.6, 0.6]"));
    let mut command = bench.command(args);
    // By itself it would look once.
    let ended = ended(command.args(["--timeout", "2s", "--interval", "1h"]));
    assert_eq!(ended.code, code, "{ended:?}");
}

#[test]
fn the_log_tells_of_the_calls_and_not_of_their_secrets() {
    let bench = Bench::new(&format!("{WORLD}\n[[fault]]\nkind = 'busy'\nscope = 'list'\ncount = 1\n"));
    let log = bench.home.path().join("log");
    let mut command = bench.command("wait done1 runs1 --until any --log");
    let ended = ended(command.arg(&log).env("EFTOP_LOG", "trace"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let log = std::fs::read_to_string(log).unwrap();
    for told in [r#"request{path="/openapi/v2/file/task/list" count=2}"#, "http=200", "time.idle=", r#"code="911048""#]
    {
        assert!(log.contains(told), "{told} is not in {log}");
    }
    assert!(!log.contains(bench.running.token()) && !log.contains("/public/home"), "{log}");
}
