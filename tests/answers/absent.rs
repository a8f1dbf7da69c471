//! What eftop makes of a task that the service does not return, or refuses to speak of: the real binary against the real embedded
//! server.

use super::{
    copy, listed,
    program::{Bench, Ended, ended},
    screen,
};
use eftop::internals::server::{EfileUrl, Options};
use rstest::rstest;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

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

#[rstest]
#[case::not_found("911020", "", 3)]
#[case::parameter_beside_another("10004", " long1", 3)]
#[case::permission_beside_another("911030", " long1", 3)]
// Where it is the only one, this may as well be the service's trouble: it takes three cycles and 10 s to be a word on the id.
#[case::permission("911030", "", 30)]
fn a_task_that_was_alive_and_comes_to_be_refused_is_missing(
    #[case] code: &str,
    #[case] others: &str,
    #[case] lasts: u32,
) {
    let fault = json!({"kind": "bad_batch", "ids": ["short1"], "code": code, "lasts": lasts});
    let bench = bench("");
    assert_eq!(bench.run("wait short1 --timeout 300ms").code, 124, "it was seen");
    bench.fault(&fault);
    let ended = bench.run(&format!("wait --jsonl --until any --timeout 90s short1{others}"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let states: Vec<_> = transitions(&ended, "short1").into_iter().map(|(_, to)| to).collect();
    assert!(states.iter().any(|state| state == "missing"), "{states:?}");
    assert_eq!(states.last().unwrap(), "complete", "{states:?}");
    assert!(ended.err.contains("short1 is refused by the service"), "{ended:?}");
}

#[rstest]
#[case::absent("kind = 'missing_ids'", "not returned by the service")]
#[case::refused("kind = 'bad_batch'\ncode = '10004'", "refused 10004")]
fn the_screen_shows_what_is_missing_with_its_last_values(#[case] fault: &str, #[case] why: &str) {
    let bench = bench(&format!("[[fault]]\n{fault}\nids = ['long1']\nat = 2\nlasts = 8\n"));
    let mut terminal = screen(&bench, &["long1"]);
    terminal.until_text("¿ 1 missing");
    terminal.until_text(why);
    assert!(terminal.text().contains("TiB") && terminal.text().contains("long1.tar"), "{}", terminal.text());
    terminal.until_gone("¿ 1 missing");
    terminal.until_text("processing");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_list_does_not_call_gone_what_was_alive_and_is_refused() {
    let bench = bench("");
    assert_eq!(bench.run("wait long1 --timeout 300ms").code, 124, "it was seen");
    bench.fault(&json!({"kind": "bad_batch", "ids": ["long1"], "code": "911020"}));
    assert_eq!(listed(&bench, "long1")["status"], "missing");
}

/// How long the service was asked in vain, by the set.
fn asked_in_vain(bench: &Bench) -> u64 {
    let set = std::fs::read_to_string(bench.home.path().join(".local/state/eftop/sets/default.json")).unwrap();
    let (_, after) = set.split_once("\"milliseconds\":").unwrap_or_else(|| panic!("nothing is missing: {set}"));
    after.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn while_the_service_cannot_be_asked_an_absence_does_not_grow() {
    let bench = bench(
        "[[fault]]\nkind = 'http_500'\nat = 4\nlasts = 4\n[[fault]]\nkind = 'missing_ids'\nids = ['long1']\nat = 2\nlasts = 1000\n",
    );
    let ended = bench.run("wait --jsonl long1 --timeout 14s");
    assert_eq!(ended.code, 124, "{ended:?}");
    let lines: Vec<Value> = ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let time = |line: &Value| line["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let troubles: Vec<_> = lines.iter().filter(|line| line["type"] == "poll_error").map(time).collect();
    let outage = troubles.last().unwrap().duration_since(troubles[0]);
    let missing = lines.iter().find(|line| line["to"] == "missing").map(time).unwrap();
    let all = time(lines.last().unwrap()).duration_since(missing);
    let grown = i128::from(asked_in_vain(&bench));
    assert!(grown + outage.as_millis() <= all.as_millis(), "{grown} ms without {outage} of {all}");

    // The same over runs that follow each other.
    bench.control("faults/clear", &json!({}));
    bench.fault(&json!({"kind": "http_500"}));
    assert_eq!(bench.run("wait long1 --max-outage 2s").code, 7);
    let before = asked_in_vain(&bench);
    bench.control("faults/clear", &json!({}));
    bench.fault(&json!({"kind": "missing_ids", "ids": ["long1"]}));
    assert_eq!(listed(&bench, "")["status"], "missing");
    assert_eq!(asked_in_vain(&bench), before);
}

#[rstest]
#[case::absent("kind = 'missing_ids'")]
#[case::refused("kind = 'bad_batch'\ncode = '10004'")]
fn a_task_that_stays_away_for_long_enough_is_gone(#[case] fault: &str) {
    let bench = bench(&format!("[[fault]]\n{fault}\nids = ['long1']\nat = 1\nlasts = 1000\n"));
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
    let began = Instant::now();
    let ended = bench.run(args);
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(status == "unknown" || began.elapsed() >= Duration::from_secs(5), "{ended:?}");
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
    let mut terminal = screen(&bench, &["copy", "--watch", "/a/y", "/b"]);
    terminal.until_text("2 missing");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[rstest]
#[case::it_may_be_forgotten(25, 6)]
#[case::it_cannot_be_forgotten(23, 124)]
fn for_24_hours_a_task_that_was_alive_is_not_called_gone(#[case] hours: i64, #[case] code: i32) {
    let bench = bench("");
    assert_eq!(bench.run("wait long1 --timeout 300ms").code, 124, "it was seen");
    let path = bench.home.path().join(".local/state/eftop/sets/default.json");
    let mut set: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let then = jiff::Timestamp::now().checked_sub(jiff::SignedDuration::from_hours(hours)).unwrap().to_string();
    let task = &mut set["tasks"][0];
    (task["added"], task["last"]["seen"]) = (json!(then), json!(then));
    std::fs::write(&path, set.to_string()).unwrap();
    bench.fault(&json!({"kind": "missing_ids", "ids": ["long1"]}));
    let ended = bench.run("wait --jsonl --timeout 20s");
    assert_eq!(ended.code, code, "{ended:?}");
    let last = transitions(&ended, "long1").pop().map(|(_, to)| to);
    assert_eq!(last.as_deref(), Some(if code == 6 { "gone" } else { "missing" }));
}

#[test]
fn before_a_missing_task_is_gone_the_other_addresses_of_its_region_are_asked() {
    let token = "token-of-both-addresses".to_owned();
    let task = copy("moved1", -9, 3600);
    let second = Bench::with(&copy("moved1", -9, 1), |options| Options { token: Some(token.clone()), ..options });
    let urls = vec![EfileUrl::on("{base}"), EfileUrl::on(second.running.base_url())];
    let first = Bench::with(&task, |options| Options { token: Some(token), own_urls: Some(urls), ..options });
    let config = first.home.path().join("config.toml");
    std::fs::write(&config, "gone-after = '2s'\n").unwrap();
    let run = |line: &str| {
        let mut command = first.command(&format!("{line} --config {}", config.display()));
        ended(command.env_remove("SCNET_EFILE_URL").env("SCNET_TOKEN_URL", first.running.base_url()))
    };
    assert_eq!(run("wait moved1 --timeout 300ms").code, 124, "it was seen at the first address");
    first.fault(&json!({"kind": "missing_ids", "ids": ["moved1"]}));
    let ended = run("wait moved1 --timeout 90s");
    assert_eq!(ended.code, 0, "the second one has it: {ended:?}");
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
