//! What eftop makes of a task that the service does not return, or refuses to speak of: the real binary against the real embedded
//! server.

use super::{
    copy, listed,
    program::{Bench, Ended, ended},
    screen,
};
use eftop::internals::demo::{EfileUrl, Options};
use rstest::rstest;
use serde_json::Value;

/// One copy that takes a while, and one that runs for an hour.
fn bench(fault: &str) -> Bench {
    Bench::new(&format!("{}{}{fault}", copy("short1", -9, 16), copy("long1", -9, 3600)))
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
    let mut terminal = screen(&bench, &["long1"]);
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

#[test]
fn runs_that_begin_and_end_find_out_together_that_a_task_is_gone() {
    let bench = bench("[[fault]]\nkind = 'missing_ids'\nids = ['long1']\nat = 1\nlasts = 1000\n");
    let config = bench.home.path().join("config.toml");
    std::fs::write(&config, "gone-after = '8s'\n").unwrap();
    let mut states = Vec::new();
    assert_eq!(bench.run("wait long1 --timeout 500ms").code, 124, "it was seen");
    for _ in 0..10 {
        let ended = bench.run(&format!("wait --jsonl --timeout 1200ms --config {}", config.display()));
        states.extend(transitions(&ended, "long1").into_iter().map(|(_, to)| to));
        if ended.code != 124 {
            assert_eq!(ended.code, 6, "{ended:?}");
            break;
        }
    }
    states.dedup();
    assert_eq!(states.last().map(String::as_str), Some("gone"), "{states:?}");
    assert_eq!(listed(&bench, "")["status"], "gone");
}

#[test]
fn lists_that_follow_each_other_find_out_together_that_there_is_no_such_task() {
    let bench = bench("");
    assert_eq!(bench.run("add nosuch1").code, 0);
    let status = || listed(&bench, "")["status"].clone();
    assert_eq!(status(), "unknown", "one run is not enough");
    let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while status() != "gone" {
        assert!(std::time::Instant::now() < until, "it is never gone");
    }
    let set = std::fs::read_to_string(bench.home.path().join(".local/state/eftop/sets/default.json")).unwrap();
    assert!(set.contains("\"gone\":true"), "{set}");
}

#[test]
fn what_was_submitted_is_missing_and_not_gone() {
    let bench = bench("[[fault]]\nkind = 'data_null'\nat = 0\nlasts = 1000\n");
    let copied = bench.run("copy /a/x /b");
    assert_eq!(copied.code, 0, "{copied:?}");
    let id = copied.out.trim();
    let ended = bench.run(&format!("wait --jsonl {id} --timeout 7s"));
    assert_eq!(ended.code, 124, "{ended:?}");
    let states: Vec<_> = transitions(&ended, id).into_iter().map(|(_, to)| to).collect();
    assert_eq!(states, ["missing"]);
}

#[test]
fn before_a_task_is_gone_the_other_addresses_of_its_region_are_asked() {
    let token = "token-of-both-addresses".to_owned();
    let there = "[[task]]\nid = 'there1'\noperation = 'copy'\nsource = '/there'\ntarget = '/b'\ntakes = 3\n";
    let second = Bench::with(there, |options| Options { token: Some(token.clone()), ..options });
    let urls = vec![EfileUrl::on("{base}"), EfileUrl::on(second.running.base_url())];
    let first = Bench::with("", |options| Options { token: Some(token), own_urls: Some(urls), ..options });
    let mut command = first.command("wait --jsonl there1 nosuch1 --timeout 60s");
    command.env_remove("SCNET_EFILE_URL").env("SCNET_TOKEN_URL", first.running.base_url());
    let ended = ended(&mut command);
    assert_eq!(ended.code, 6, "{ended:?}");
    let last = |id: &str| transitions(&ended, id).pop().map(|(_, to)| to);
    assert_eq!((last("there1").as_deref(), last("nosuch1").as_deref()), (Some("complete"), Some("gone")));
    for server in [&first, &second] {
        assert!(server.requests("list").iter().flatten().any(|id| id == "nosuch1"), "each address is asked");
    }
}
