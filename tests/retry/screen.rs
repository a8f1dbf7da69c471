//! `S` on the screen: asks, keeps that it is done, submits each once, and continues with the new tasks.

use super::{bench, is_in_doubt, submitted, tasks, with};
use crate::support::{
    program::Bench,
    terminal::{Terminal, environment},
};
use eftop::internals::{
    domain::State,
    recording::Player,
    watch::{Regions, Watch},
};
use rstest::rstest;
use std::{collections::BTreeSet, time::Duration};

/// The screen over the set of a bench.
fn screen(bench: &Bench) -> Terminal {
    screen_with(bench, &[])
}

fn screen_with(bench: &Bench, more: &[&str]) -> Terminal {
    let mut environment = environment(bench.home.path());
    environment.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    environment.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    Terminal::eftop(&[&["--interval", "100ms"], more].concat(), &environment, (120, 40))
}

/// Marks all, asks, and says yes.
fn submit_all(terminal: &mut Terminal, title: &str) {
    terminal.until_text("/in/space/0");
    terminal.keys("*S");
    terminal.until_text(title);
    terminal.confirm();
}

#[test]
fn forty_failed_copies_are_one_batch_each_once_and_run_to_their_end() {
    let bench = bench(14, "");
    let mut terminal = screen(&bench);
    submit_all(&mut terminal, "Submit 42 tasks again?");
    terminal.until_text("42 tasks submitted again");
    assert_eq!(submitted(&bench), 1, "one batch");
    bench.control("advance", &serde_json::json!({"seconds": 3600}));
    terminal.until_text("100");
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(bench.run("wait --timeout 60s").code, 0, "the old ones do not count");
    let tasks = tasks(&bench);
    assert_eq!((with(&tasks, "status", "retried").len(), with(&tasks, "status", "complete").len()), (42, 42));
    let new = with(&tasks, "status", "complete");
    assert!(new.iter().all(|task| task["label"] == "night"));
    assert_eq!(new.iter().map(|task| task["source"].as_str()).collect::<BTreeSet<_>>().len(), 42, "each once");
}

#[test]
fn a_group_of_one_cause_is_marked_and_submitted_by_itself() {
    let bench = bench(14, "");
    let mut terminal = screen(&bench);
    terminal.until_text("/in/space/0");
    terminal.keys("b");
    for cause in ["911020", "911030", "911501"] {
        terminal.until_text(cause);
    }
    terminal.until_text("×14");
    terminal.keys(" S");
    terminal.until_text("Submit 14 tasks again?");
    terminal.confirm();
    terminal.until_text("14 tasks submitted again");
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    let tasks = tasks(&bench);
    let codes: BTreeSet<_> =
        with(&tasks, "status", "retried").iter().map(|task| task["error"]["code"].as_str()).collect();
    assert_eq!((submitted(&bench), codes.len(), with(&tasks, "status", "fail").len()), (1, 1, 28));
}

#[test]
fn a_lost_answer_is_said_and_nothing_is_submitted_twice() {
    let bench = bench(1, "[[fault]]\nscope = 'submit'\nlasts = 1000\nkind = 'cut'\n");
    let mut terminal = screen(&bench);
    submit_all(&mut terminal, "Submit 3 tasks again?");
    terminal.until_text("may have been submitted again");
    terminal.keys("*S");
    terminal.until_text("nothing to submit again");
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    is_in_doubt(&bench);
}

#[test]
fn a_screen_that_is_killed_before_the_answer_leaves_the_doubt() {
    let bench = bench(1, "[[fault]]\nscope = 'submit'\nlasts = 1000\nkind = 'hang'\n");
    let mut terminal = screen(&bench);
    submit_all(&mut terminal, "Submit 3 tasks again?");
    let set = bench.home.path().join(".local/state/eftop/sets/default.json");
    terminal.until("the set says it", |_| std::fs::read_to_string(&set).unwrap().contains("unclear"));
    terminal.signal("KILL");
    terminal.exit_code();
    is_in_doubt(&bench);
    let mut terminal = screen(&bench);
    terminal.until_text("submitted again, no answer");
    terminal.keys("S");
    terminal.until_text("without a known answer");
    terminal.keys("nq");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn leaving_right_after_the_yes_still_keeps_the_new_ids() {
    let bench = bench(1, "[[fault]]\nscope = 'submit'\ncount = 1\nlasts = 1000\nkind = 'slow'\nseconds = 1\n");
    let mut terminal = screen(&bench);
    submit_all(&mut terminal, "Submit 3 tasks again?");
    let set = bench.home.path().join(".local/state/eftop/sets/default.json");
    terminal.until("the set says it", |_| std::fs::read_to_string(&set).unwrap().contains("unclear"));
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!((with(&tasks(&bench), "status", "retried").len(), submitted(&bench)), (3, 1));
}

#[rstest]
#[case::refused("kind = 'code'\ncode = '911048'", "911048")]
#[case::signed_out("kind = 'http_401'", "token")]
fn what_the_service_does_not_take_is_said_and_stays_failed(#[case] fault: &str, #[case] why: &str) {
    let bench = bench(1, &format!("[[fault]]\nscope = 'submit'\nlasts = 1000\n{fault}\n"));
    let mut terminal = screen(&bench);
    submit_all(&mut terminal, "Submit 3 tasks again?");
    terminal.until_text(why);
    terminal.until_text("3 tasks not submitted again");
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(tasks(&bench).iter().all(|task| task["status"] == "fail" && task["retry_unclear"].is_null()));
}

#[test]
fn what_cannot_be_kept_is_not_sent() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = bench(1, "");
    let sets = bench.home.path().join(".local/state/eftop/sets");
    let mut terminal = screen(&bench);
    terminal.until_text("/in/space/0");
    // Even the superuser cannot rename into a folder that is gone.
    let away = sets.with_extension("away");
    std::fs::rename(&sets, &away).unwrap();
    std::fs::write(&sets, "no folder").unwrap();
    std::fs::set_permissions(&sets, std::fs::Permissions::from_mode(0o400)).unwrap();
    submit_all(&mut terminal, "Submit 3 tasks again?");
    terminal.until_text("3 tasks not submitted again: the watch set cannot be written");
    assert_eq!(submitted(&bench), 0);
    std::fs::remove_file(&sets).unwrap();
    std::fs::rename(&away, &sets).unwrap();
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn an_open_screen_follows_what_another_eftop_submits() {
    let bench = bench(1, "");
    let mut terminal = screen(&bench);
    terminal.until_text("3 failed");
    assert_eq!(bench.run("retry --failed --yes").code, 0);
    terminal.until_text("3 retried");
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_recording_shows_it_again_and_without_names_none_of_the_ids() {
    let bench = bench(1, "");
    let path = bench.home.path().join("run.jsonl");
    let mut terminal = screen_with(&bench, &["--anonymize", "--record", path.to_str().unwrap()]);
    submit_all(&mut terminal, "Submit 3 tasks again?");
    terminal.until_text("3 tasks submitted again");
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    let text = std::fs::read_to_string(&path).unwrap();
    let schema = include_str!("../../assets/schema/eftop-recording.jsonl.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for line in text.lines() {
        assert!(validator.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
    for task in tasks(&bench) {
        let id = task["id"].as_str().unwrap();
        assert!(!text.contains(&format!("\"{id}\"")), "{id} in {text}");
    }
    let mut player = Player::new(text.into_bytes()).unwrap();
    let mut watch = Watch::new(Regions::new(Vec::new()), player.header().stall);
    while let Some((_, at, event)) = player.step(Duration::MAX, &watch) {
        watch.apply(event, at);
    }
    assert_eq!((watch.totals.of(State::Retried), watch.tasks.len(), player.bad()), (3, 6, 0));
}
