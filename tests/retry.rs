//! `eftop retry`: failed and cancelled tasks are submitted again, once, and the old and the new ones know of each other.

mod screen;

use crate::support::{
    program,
    terminal::{Terminal, environment},
};
use program::{Bench, Ended, ended};
use rstest::rstest;
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Write as _, process::Stdio};

/// Copies that have failed, so many for each of three causes; the first of each bears a label.
fn failing(each: usize) -> String {
    let mut scenario = String::new();
    for (code, path) in [("911501", "space"), ("911030", "rights"), ("911020", "lost")] {
        for number in 0..each {
            write!(
                scenario,
                "[[task]]\nid = '{path}{number}'\noperation = 'copy'\nsource = '/in/{path}/{number}'\ntarget = '/out'\nsubmitted = -9\n\
                 takes = 1\nsize = '1 MiB'\nfails = {{ after = 0.1, code = '{code}' }}\n"
            )
            .unwrap();
        }
    }
    scenario
}

/// A bench whose tasks are in the set and known to have failed.
fn bench(each: usize, fault: &str) -> Bench {
    let bench = Bench::new(&format!("{}{fault}", failing(each)));
    let ids: Vec<_> = bench
        .running
        .task_ids()
        .iter()
        .filter(|id| ["space", "rights", "lost"].iter().any(|cause| id.starts_with(cause)))
        .cloned()
        .collect();
    let ids = ids.join(" ");
    assert_eq!(bench.run(&format!("add {ids} --label night")).code, 0);
    assert_eq!(bench.run("wait --timeout 60s").code, 3);
    bench
}

fn tasks(bench: &Bench) -> Vec<Value> {
    let document: Value = serde_json::from_str(&bench.run("list --json").out).unwrap();
    document["tasks"].as_array().unwrap().clone()
}

fn with<'a>(tasks: &'a [Value], key: &str, value: &str) -> Vec<&'a Value> {
    tasks.iter().filter(|task| task[key] == value).collect()
}

/// How many requests submitted something.
fn submitted(bench: &Bench) -> usize {
    bench.requests("async-copy").len()
}

#[test]
fn all_that_failed_is_submitted_once_and_the_latest_counts() {
    let bench = bench(14, "");
    let ended = bench.run("retry --failed --yes");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.out.lines().collect::<BTreeSet<_>>().len(), 42, "{ended:?}");
    assert!(ended.err.contains("911501") && ended.err.contains("x14"), "{ended:?}");
    assert_eq!(submitted(&bench), 1, "one batch");
    bench.control("advance", &serde_json::json!({"seconds": 3600}));
    assert_eq!(bench.run("wait --timeout 60s").code, 0, "the old ones do not count");
    let tasks = tasks(&bench);
    let (old, new) = (with(&tasks, "status", "retried"), with(&tasks, "status", "complete"));
    assert_eq!((old.len(), new.len(), tasks.len()), (42, 42, 84));
    let named = bench.run("wait space0 rights0 --timeout 60s --json");
    assert_eq!(named.code, 0, "of a named one, too: {named:?}");
    for task in &old {
        let [again] = &*with(&tasks, "id", task["retried_as"].as_str().unwrap()) else { panic!("{task}") };
        assert_eq!((&again["retry_of"], &again["source"]), (&task["id"], &task["source"]));
        assert_eq!((&again["target"], &again["label"]), (&task["target"], &task["label"]));
    }
    let again = bench.run("retry --failed --yes");
    assert_eq!(again.code, 2, "{again:?}");
    assert!(again.err.contains("nothing to submit again"), "{again:?}");
}

#[rstest]
#[case::a_cause("--failed --cause 911030", 2)]
#[case::a_label("--failed --label night", 6)]
#[case::another_label("--failed --label day", 0)]
#[case::cancelled("--cancelled", 0)]
#[case::an_id("rights1", 1)]
#[case::an_id_of_another_cause("rights1 --cause 911501", 0)]
fn what_is_meant_is_chosen(#[case] args: &str, #[case] expected: usize) {
    let bench = bench(2, "");
    let ended = bench.run(&format!("retry {args} --yes"));
    assert_eq!((ended.code, ended.out.lines().count()), (if expected == 0 { 2 } else { 0 }, expected), "{ended:?}");
}

#[test]
fn what_cannot_be_submitted_again_is_named_and_the_others_are() {
    let others = "[[task]]\nid = 'runs1'\noperation = 'move'\nsource = '/a'\ntarget = '/b'\nsubmitted = -9\ntakes = 1000\n\
                  [[task]]\nid = 'done1'\noperation = 'delete'\nsource = '/a'\nsubmitted = -9\ntakes = 1\n";
    let bench = bench(1, others);
    let ended = bench.run("retry runs1 done1 space0 nosuch1 --yes");
    assert_eq!((ended.code, ended.out.lines().count()), (0, 1), "{ended:?}");
    for why in ["runs1 is skipped: it has not ended", "done1 is skipped: it is complete", "nosuch1 is skipped"] {
        assert!(ended.err.contains(why), "{ended:?}");
    }
    let twice = bench.run("retry space0 --yes");
    assert!(twice.code == 2 && twice.err.contains(&format!("submitted again as {}", ended.out.trim())), "{twice:?}");
}

/// What a submission without an answer leaves: said, and not sent again by itself.
fn is_in_doubt(bench: &Bench) {
    let again = bench.run("retry --failed --yes");
    assert_eq!(again.code, 2, "{again:?}");
    assert!(again.err.contains("without a known answer"), "{again:?}");
    assert!(submitted(bench) <= 1, "not sent again");
    assert!(tasks(bench).iter().all(|task| task["status"] == "fail" && task["retry_unclear"].is_string()));
}

#[test]
fn a_lost_answer_is_said_and_nothing_is_submitted_twice() {
    let bench = bench(1, "[[fault]]\nscope = 'submit'\nlasts = 1000\nkind = 'cut'\n");
    let ended = bench.run("retry --failed --yes");
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.err.contains("not known whether"), "{ended:?}");
    is_in_doubt(&bench);
    let named = bench.run("retry space0 --yes");
    assert!(named.err.contains("may run already"), "{named:?}");
    assert_eq!((named.code, submitted(&bench)), (1, 2), "who names it means it");
}

#[test]
fn a_program_that_is_killed_before_the_answer_leaves_the_doubt() {
    let bench = bench(1, "[[fault]]\nscope = 'submit'\nlasts = 1000\nkind = 'hang'\n");
    let mut retry = bench.command("retry --failed --yes").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let set = bench.home.path().join(".local/state/eftop/sets/default.json");
    while !std::fs::read_to_string(&set).unwrap().contains("unclear") {
        assert!(retry.try_wait().unwrap().is_none(), "it ended without a word in the set");
        std::thread::yield_now();
    }
    retry.kill().unwrap();
    retry.wait().unwrap();
    is_in_doubt(&bench);
}

#[test]
fn what_the_service_refuses_can_be_submitted_again() {
    let bench = bench(1, "[[fault]]\nscope = 'submit'\nlasts = 1000\ncount = 1\nkind = 'code'\ncode = '911048'\n");
    assert_eq!(bench.run("retry --failed --yes").code, 7);
    assert!(tasks(&bench).iter().all(|task| task["status"] == "fail" && task["retry_unclear"].is_null()));
    assert_eq!(bench.run("retry --failed --yes").code, 0);
}

#[rstest]
#[case::nothing_named("retry --yes", "required")]
#[case::nobody_to_ask("retry --failed", "add --yes")]
#[case::no_waiting("retry --failed --yes --timeout 5s", "add --wait")]
fn what_is_wrong_is_told(#[case] args: &str, #[case] why: &str) {
    let bench = bench(1, "");
    let Ended { code, err, out } = bench.run(args);
    assert!(code == 2 && err.contains(why) && out.is_empty(), "{err}");
    assert_eq!(submitted(&bench), 0);
}

#[test]
fn the_doubt_and_the_question_are_told_in_chinese() {
    let bench = bench(1, "");
    let told = ended(bench.command("retry --failed").env("EFTOP_LANG", "zh"));
    assert!(told.code == 2 && told.err.contains("但没有终端可供确认"), "{told:?}");
}

#[rstest]
#[case::no("n", 2, 0)]
#[case::yes("y", 0, 1)]
fn only_a_yes_submits(#[case] answer: &str, #[case] exit: u32, #[case] requests: usize) {
    let bench = bench(1, "");
    let mut environment = environment(bench.home.path());
    environment.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    environment.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    let mut terminal = Terminal::eftop(&["retry", "--failed"], &environment, (120, 40));
    terminal.until_text("Submit? [y/N]");
    let text = terminal.text();
    for told in ["Submit 3 tasks again?", "911501", "/in/space/0", "-> /out"] {
        assert!(text.contains(told), "{text}");
    }
    terminal.send(&format!("{answer}\n"));
    assert_eq!((terminal.exit_code(), submitted(&bench)), (exit, requests), "{}", terminal.text());
}
