//! What eftop makes of a task that the service does not return, or refuses to speak of: the real binary against the real embedded
//! server.

#![cfg(all(feature = "demo", feature = "ring"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

mod support;

#[path = "support/program.rs"]
mod program;

use program::{Bench, Ended};
use rstest::rstest;
use serde_json::Value;
use support::terminal::{Terminal, environment};

/// One copy that takes a while, and one that runs for an hour.
fn bench(fault: &str) -> Bench {
    let copy = |id: &str, takes: u32| {
        format!(
            "[[task]]\nid = '{id}'\noperation = 'copy'\nsource = '/a/{id}.tar'\ntarget = '/b'\nsubmitted = -9\ntakes = {takes}\nsize = '1 TiB'\n"
        )
    };
    Bench::new(&format!("{}{}{fault}", copy("short1", 16), copy("long1", 3600)))
}

/// From and to which state a task went, by the JSON lines.
fn transitions(ended: &Ended, id: &str) -> Vec<(String, String)> {
    let lines = ended.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = lines.filter(|line| line["type"] == "transition" && line["id"] == id);
    of.map(|line| (text(&line["from"]), text(&line["to"]))).collect()
}

#[test]
fn a_task_that_was_alive_is_missing_and_waited_for_until_it_returns() {
    let bench = bench("[[fault]]\nkind = 'missing_ids'\nids = ['short1']\nat = 1\nlasts = 4\n");
    let ended = bench.run("wait --jsonl short1 --timeout 60s");
    assert_eq!(ended.code, 0, "{ended:?}");
    let states: Vec<_> = transitions(&ended, "short1").into_iter().map(|(_, to)| to).collect();
    assert_eq!(states, ["processing", "missing", "processing", "complete"]);
}

#[test]
fn the_screen_shows_what_is_missing_with_its_last_values() {
    let bench = bench("[[fault]]\nkind = 'missing_ids'\nids = ['long1']\nat = 2\nlasts = 8\n");
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    let mut terminal = Terminal::eftop(&["--interval", "50ms", "long1"], &all, (160, 30));
    terminal.until_text("¿ 1 missing");
    terminal.until_text("not returned by the service");
    assert!(terminal.text().contains("TiB") && terminal.text().contains("long1.tar"), "{}", terminal.text());
    terminal.until_gone("missing");
    terminal.until_text("processing");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_task_that_stays_away_for_long_enough_is_gone() {
    let bench = bench("[[fault]]\nkind = 'missing_ids'\nids = ['long1']\nat = 1\nlasts = 1000\n");
    let config = bench.home.path().join("config.toml");
    std::fs::write(&config, "gone-after = '2s'\n").unwrap();
    let ended = bench.run(&format!("wait --jsonl long1 --timeout 90s --config {}", config.display()));
    assert_eq!(ended.code, 6, "{ended:?}");
    let states: Vec<_> = transitions(&ended, "long1").into_iter().map(|(_, to)| to).collect();
    assert_eq!(states, ["processing", "missing", "gone"]);
}

#[rstest]
#[case::list("list --json nosuch1", 0, "unknown")]
#[case::list_and_judge("list --json --exit-status nosuch1", 8, "unknown")]
#[case::wait("wait --json nosuch1", 6, "gone")]
#[case::wait_beside_another("wait --json --until any nosuch1 long1", 6, "gone")]
fn an_id_that_was_never_seen_is_not_known_before_it_was_looked_for_long_enough(
    #[case] args: &str,
    #[case] code: i32,
    #[case] status: &str,
) {
    let bench = bench("");
    let ended = bench.run(args);
    assert_eq!(ended.code, code, "{ended:?}");
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let task = document["tasks"].as_array().unwrap().iter().find(|task| task["id"] == "nosuch1").unwrap();
    assert_eq!(task["status"], status);
}

#[test]
fn a_list_says_in_words_that_an_id_was_not_returned() {
    let ended = bench("").run("list nosuch1");
    assert!(ended.out.contains("unknown") && ended.out.contains("not returned by the service"), "{ended:?}");
}

#[rstest]
#[case::parameter("10004")]
#[case::not_found("911020")]
#[case::permission("911030")]
// Where it is the only id there is, this may as well be the service's trouble: it takes three cycles and 10 s.
#[case::undocumented("1001")]
fn an_id_that_is_refused_for_ever_is_not_waited_for(#[case] code: &str) {
    let bench = bench(&format!("[[fault]]\nkind = 'bad_batch'\nids = ['refused1']\ncode = '{code}'\nlasts = 1000\n"));
    for ids in ["refused1 long1 --until any", "refused1"] {
        let ended = bench.run(&format!("wait {ids} --timeout 90s"));
        assert_eq!(ended.code, 6, "{ids}: {ended:?}");
    }
}
