//! Every row of the table of exit codes, and which of two goes first, told by the real binary against the real embedded server.

use crate::support::program;
use program::{Bench, ended};
use rstest::rstest;
use std::{
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

const WORLD: &str = include_str!("data/program-world.toml");

#[rstest]
#[case::all_complete("wait done1", 0)]
#[case::printed("list runs1 failed1", 0)]
#[case::an_empty_set("wait", 2)]
#[case::no_id("wait no/such/file", 2)]
#[case::a_directory("list /", 2)]
#[case::no_span("wait done1 --timeout banana", 2)]
#[case::no_time("wait done1 --timeout 0", 2)]
#[case::nobody_to_ask("cancel runs1", 2)]
#[case::failed("wait done1 failed1", 3)]
#[case::cancelled("wait done1 cancelled1", 5)]
#[case::unknown("wait done1 nosuch1", 6)]
#[case::not_ended("list --exit-status done1 runs1", 8)]
#[case::time_is_up("wait runs1 --timeout 300ms", 124)]
#[case::the_first_failure("wait runs1 failed1 --until first-failure", 3)]
#[case::any_end("wait runs1 done1 --until any", 0)]
#[case::time_before_failed("wait failed1 runs1 --timeout 300ms", 124)]
#[case::failed_before_unknown("wait failed1 nosuch1", 3)]
#[case::failed_before_cancelled("wait failed1 cancelled1", 3)]
#[case::failed_before_not_ended("list --exit-status failed1 runs1", 3)]
#[case::unknown_before_cancelled("wait nosuch1 cancelled1", 6)]
#[case::unknown_before_not_ended("wait nosuch1 runs1 --until any", 6)]
#[case::cancelled_before_not_ended("list --exit-status cancelled1 runs1", 5)]
fn the_code_tells_how_it_ended(#[case] args: &str, #[case] code: i32) {
    let bench = Bench::new(WORLD);
    let ended = bench.run(args);
    assert_eq!(ended.code, code, "{ended:?}");
    assert_eq!(ended.code == 2, ended.out.is_empty(), "{ended:?}");
}

#[rstest]
#[case::waiting("wait runs1", 4)]
#[case::listing("list runs1", 4)]
#[case::usage_first("wait", 2)]
#[case::signing_in_before_outage("wait runs1 --max-outage 5s", 4)]
#[case::signing_in_before_failed("list --exit-status failed1", 4)]
fn a_token_that_is_not_taken(#[case] args: &str, #[case] code: i32) {
    let bench = Bench::new(WORLD);
    let ended = ended(bench.command(args).env("SCNET_TOKEN", "wrong"));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(!ended.err.contains("wrong"), "a token is never told: {ended:?}");
}

#[test]
fn no_token_at_all() {
    let bench = Bench::new(WORLD);
    let ended = ended(bench.command("wait runs1").env_remove("SCNET_TOKEN"));
    assert_eq!(ended.code, 4, "{ended:?}");
}

#[rstest]
#[case::waiting("wait runs1 --max-outage 200ms", 7)]
#[case::listing("list runs1", 7)]
#[case::outage_before_failed("wait failed1 runs1 --max-outage 200ms", 7)]
#[case::outage_before_time("wait runs1 --max-outage 200ms --timeout 1h", 7)]
#[case::time_before_a_longer_outage("wait failed1 runs1 --max-outage 1h --timeout 300ms", 124)]
#[case::time_without_a_limit_of_outages("wait runs1 --timeout 300ms", 124)]
fn a_service_that_cannot_be_reached(#[case] args: &str, #[case] code: i32) {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("wait failed1").code, 3, "its end is in the archive from now on");
    // A port that was free a moment ago: nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ended = ended(bench.command(args).env("SCNET_EFILE_URL", format!("http://127.0.0.1:{port}")));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.err.contains("unreachable"), "{ended:?}");
}

#[rstest]
#[case::terminate("TERM", 143)]
#[case::interrupt("INT", 130)]
fn a_signal_is_told_before_a_failure_and_the_tasks_go_on(#[case] signal: &str, #[case] code: i32) {
    let bench = Bench::new(WORLD);
    let mut child = bench.command("wait failed1 runs1 --jsonl").stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("snapshot") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended by itself");
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(code));
    let summary = rest.lines().last().unwrap();
    assert!(summary.contains("\"summary\"") && summary.contains(&format!("\"exit_code\":{code}")), "{summary}");
    assert!(bench.requests("cancel").is_empty());
}

#[test]
fn an_ended_set_is_judged_at_the_first_poll_and_then_never_asked_for() {
    let bench = Bench::new(WORLD);
    assert_eq!(bench.run("wait done1 failed1").code, 3);
    assert_eq!(bench.requests("list").len(), 1);
    assert_eq!(bench.run("wait").code, 3);
    assert_eq!(bench.requests("list").len(), 1, "the archive knows");
}
