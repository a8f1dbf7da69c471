//! Tasks of two regions in one set, by the real binary with keys against two embedded servers: each task is asked for where it lives,
//! and what is wrong with one region is that region's matter.

use crate::support::program;
use eftop::internals::server::{EfileUrl, Options, OtherRegion};
use program::{Bench, Ended, ended};
use rstest::rstest;
use serde_json::{Value, json};
use std::process::Command;

const WORLD: &str = include_str!("data/program-world.toml");
const OTHER_WORLD: &str = "[[task]]\nid = \"other1\"\noperation = \"copy\"\nsource = \"/other\"\ntarget = \"/t\"\n\
    submitted = -60\ntakes = 3600\nsize = \"1 TiB\"\n";
const HOME: &str = "11112";
const OTHER: &str = "22222";

/// Two regions of one account: home, whose server signs in and is the center, and another.
struct Regions {
    home: Bench,
    other: Bench,
}

impl Regions {
    /// The set has `other1`, bound to the other region. What is wrong with that one begins behind this.
    fn new() -> Self {
        let other =
            Bench::with(OTHER_WORLD, |options| Options { token: Some("token-of-the-other".to_owned()), ..options });
        let region = OtherRegion {
            cluster_id: OTHER.to_owned(),
            cluster_name: "华东三区【乌镇】".to_owned(),
            token: Some("token-of-the-other".to_owned()),
            efile_urls: vec![EfileUrl::on(other.running.base_url())],
        };
        let home = Bench::with(WORLD, |mut options| {
            options.regions.push(region);
            options
        });
        let regions = Self { home, other };
        let bound = regions.run(OTHER, "wait other1 --timeout 1s");
        assert_eq!(bound.code, 124, "{bound:?}");
        regions
    }

    fn command(&self, region: &str, args: &str) -> Command {
        let account = self.home.running.account();
        let mut command = self.home.command(args);
        command.env_remove("SCNET_EFILE_URL").env_remove("SCNET_TOKEN").env("SCNET_CLUSTER_ID", region);
        command.env("SCNET_USER", &account.user).env("SCNET_ACCESS_KEY", &account.access_key);
        command.env("SCNET_SECRET_KEY", &account.secret_key).env("SCNET_TOKEN_URL", self.home.running.base_url());
        command
    }

    fn run(&self, region: &str, args: &str) -> Ended {
        ended(&mut self.command(region, args))
    }

    /// The other region does not answer any more.
    fn silence_the_other(&self) {
        self.other.fault(&json!({"kind": "hang", "scope": "list", "at": 0.0, "lasts": 1e6}));
    }
}

fn tasks(ended: &Ended) -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tasks = document["tasks"].as_array().unwrap();
    tasks.iter().map(|task| (text(&task["id"]), text(&task["status"]), task["region"].clone())).collect()
}

#[test]
fn each_task_is_asked_for_in_its_own_region() {
    let regions = Regions::new();
    assert_eq!(regions.run(HOME, "wait done1").code, 0);
    for region in [HOME, OTHER] {
        let listed = regions.run(region, "list --json");
        let expected = [("other1", "processing", OTHER), ("done1", "complete", HOME)];
        let expected = expected.map(|(id, state, region)| (id.to_owned(), state.to_owned(), Value::from(region)));
        assert_eq!((listed.code, tasks(&listed)), (0, expected.to_vec()), "{listed:?}");
    }
    assert!(regions.home.requests("list").iter().flatten().all(|id| id == "done1"));
    assert!(regions.other.requests("list").iter().flatten().all(|id| id == "other1"));
}

#[test]
fn a_set_that_was_bound_before_signing_in_is_still_known() {
    let regions = Regions::new();
    // By URL and token, as it was before there were keys: the region's id is not known then.
    let mut bare = regions.home.command("wait runs1 --timeout 300ms");
    assert_eq!(ended(&mut bare).code, 124);
    let listed = regions.run(HOME, "list --json");
    assert_eq!(listed.code, 0, "{listed:?}");
    let states: Vec<_> = tasks(&listed).into_iter().map(|(id, state, _)| (id, state)).collect();
    assert_eq!(
        states,
        [("other1", "processing"), ("runs1", "processing")].map(|(id, state)| (id.into(), state.into()))
    );
    assert!(listed.err.is_empty(), "{listed:?}");
}

#[test]
fn a_region_that_hangs_keeps_no_other_from_being_followed() {
    let regions = Regions::new();
    regions.silence_the_other();
    assert_eq!(regions.run(HOME, "wait done1 other1 --until any").code, 0);
    let first = regions.run(HOME, "wait failed1 other1 --until first-failure");
    assert_eq!(first.code, 3, "{first:?}");
    let waited = regions.run(HOME, "wait --jsonl --timeout 1500ms short1 other1");
    assert!(waited.code == 124 && waited.out.contains("\"to\":\"complete\""), "{waited:?}");
    assert_eq!(regions.run(HOME, "wait short1 other1 --max-outage 700ms").code, 7);
}

#[test]
fn cancels_go_where_the_tasks_live() {
    let regions = Regions::new();
    let cancelled = regions.run(HOME, "cancel --yes runs1 other1");
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
    assert_eq!(
        (regions.home.requests("cancel"), regions.other.requests("cancel")),
        (vec![vec!["runs1".to_owned()]], vec![vec!["other1".to_owned()]])
    );
}

#[test]
fn what_is_submitted_lives_in_the_region_that_took_it() {
    let regions = Regions::new();
    let copied = regions.run(OTHER, "copy /a /b");
    assert_eq!(copied.code, 0, "{copied:?}");
    let listed = regions.run(HOME, "list --json");
    assert_eq!(
        tasks(&listed).last().map(|(id, _, region)| (id.clone(), region.clone())),
        Some((copied.out.trim().to_owned(), Value::from(OTHER)))
    );
}

#[rstest]
#[case::wrong_secret_key("SCNET_SECRET_KEY", "wrong-secret-key", "wait done1", 4, "SK 不正确")]
#[case::unknown_user("SCNET_USER", "nobody", "wait done1", 4, "AK 非本人")]
#[case::no_such_region("SCNET_CLUSTER_ID", "nowhere", "wait done1", 2, "无此区域")]
#[case::suspended_region("SCNET_CLUSTER_ID", "11113", "wait done1", 4, "账号停用")]
#[case::no_token_service("SCNET_TOKEN_URL", "http://127.0.0.1:1", "wait done1 --max-outage 300ms", 7, "无法")]
#[case::auth("SCNET_SECRET_KEY", "wrong-secret-key", "auth", 4, "SCNET_SECRET_KEY")]
#[case::regions("SCNET_SECRET_KEY", "wrong-secret-key", "regions", 4, "SCNET_SECRET_KEY")]
#[case::submitting("SCNET_SECRET_KEY", "wrong-secret-key", "copy /a /b", 4, "SK 不正确")]
fn what_signing_in_meets_has_its_exit_code_and_its_words(
    #[case] variable: &str,
    #[case] value: &str,
    #[case] args: &str,
    #[case] code: i32,
    #[case] told: &str,
) {
    let regions = Regions::new();
    let ended = ended(regions.command(HOME, &format!("{args} --lang zh --set fresh")).env(variable, value));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.err.contains(told), "{ended:?}");
    assert!(!ended.err.contains("wrong-secret-key"), "{ended:?}");
}

#[test]
fn regions_and_auth_tell_what_the_keys_reach() {
    let regions = Regions::new();
    let listed = regions.run("乌镇", "regions");
    assert_eq!(listed.code, 0, "{listed:?}");
    let chosen: Vec<_> = listed.out.lines().filter(|line| line.starts_with('*')).collect();
    assert!(matches!(chosen[..], [line] if line.contains(OTHER) && line.contains("usable")), "{listed:?}");
    for words in ["account suspended", "platform (not for EFile)"] {
        assert!(listed.out.contains(words), "{listed:?}");
    }
    let auth = regions.run(OTHER, "auth");
    assert_eq!(auth.code, 0, "{auth:?}");
    for words in ["华东三区【乌镇】", "signs in anew with the keys", "environment SCNET_SECRET_KEY"] {
        assert!(auth.out.contains(words), "{words}: {auth:?}");
    }
    let document: Value = serde_json::from_str(&regions.run(HOME, "auth --json").out).unwrap();
    assert_eq!((&document["region"], &document["renewal"]), (&Value::from(HOME), &Value::from("keys")));
    assert!(document["expires"].is_string(), "{document}");
}
