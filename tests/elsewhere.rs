//! Ids that are named here although their tasks were submitted to another address: an address that does not return them says nothing of
//! them by that. The real binary against two real embedded servers.

use crate::support::{self, program};
use program::Bench;
use rstest::rstest;
use serde_json::Value;
use support::terminal::{Terminal, environment};

const THERE: &str = "254653d8816b4407ba27a9d004342cbb";
const HERE: &str = "354653d8816b4407ba27a9d004342cbb";

fn copy(id: &str, name: &str) -> String {
    format!(
        "[[task]]\nid = '{id}'\noperation = 'copy'\nsource = '/a/{name}.tar'\ntarget = '/b'\nsubmitted = -3600\ntakes = 7200\nsize = '1 TiB'\n"
    )
}

/// An address that has one task of its own, with a set that knows [`THERE`] from another address.
fn elsewhere(fault: &str) -> Bench {
    let there = Bench::new(&copy(THERE, "first"));
    assert_eq!(there.run(&format!("wait {THERE} --timeout 300ms")).code, 124);
    let fault =
        if fault.is_empty() { String::new() } else { format!("[[fault]]\nscope = 'list'\nlasts = 1000\n{fault}\n") };
    let mut here = Bench::new(&format!("{}{fault}", copy(HERE, "second")));
    here.home = there.home;
    here
}

const REFUSED: &str = "kind = 'code'\ncode = '10004'";

#[rstest]
#[case::absent("")]
#[case::refused(REFUSED)]
#[case::refused_as_the_service_refuses_all("kind = 'code'\ncode = '911030'")]
fn who_waits_for_it_is_told_that_nobody_was_asked(#[case] fault: &str) {
    let here = elsewhere(fault);
    let ended = here.run(&format!("wait {THERE} --timeout 60s"));
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("1 task not asked for") && ended.err.contains(THERE), "{ended:?}");
    assert!(!ended.out.contains("gone") && !ended.out.contains("missing"), "{ended:?}");
}

#[rstest]
#[case::absent("")]
#[case::refused(REFUSED)]
fn a_list_shows_what_was_last_known_of_it(#[case] fault: &str) {
    let here = elsewhere(fault);
    let ended = here.run(&format!("list {THERE}"));
    assert!(ended.out.contains("first.tar") && ended.out.contains("not asked"), "{ended:?}");
    let document: Value = serde_json::from_str(&here.run(&format!("list --json {THERE}")).out).unwrap();
    let task = &document["tasks"][0];
    assert_eq!((&task["asked"], &task["status"]), (&Value::from(false), &Value::from("processing")), "{task}");
}

#[rstest]
#[case::absent("")]
#[case::refused(REFUSED)]
#[case::part_of_an_answer("kind = 'shape'\nshape = 'paged'")]
fn no_cancel_goes_out_for_it(#[case] fault: &str) {
    let here = elsewhere(fault);
    let ended = here.run(&format!("cancel --yes {THERE} --timeout 20s"));
    assert_eq!(here.requests("cancel"), Vec::<Vec<String>>::new(), "{ended:?}");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("not asked for") && ended.err.contains(THERE), "{ended:?}");
}

#[test]
fn of_two_the_one_that_is_here_is_cancelled() {
    let here = elsewhere("");
    let ended = here.run(&format!("cancel --yes {THERE} {HERE} --timeout 20s"));
    assert_eq!(here.requests("cancel"), [[HERE]], "{ended:?}");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("not asked for") && ended.err.contains(THERE), "{ended:?}");
}

#[rstest]
#[case::absent("")]
#[case::refused(REFUSED)]
fn the_screen_says_that_it_is_not_asked_for_and_offers_no_cancel(#[case] fault: &str) {
    let here = elsewhere(fault);
    let mut all = environment(here.home.path());
    all.push(("SCNET_EFILE_URL".into(), here.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), here.running.token().into()));
    let mut terminal = Terminal::eftop(&["--interval", "50ms", THERE], &all, (160, 30));
    terminal.until_text("not asked");
    terminal.send("c");
    terminal.until_text("another EFile URL");
    assert_eq!(here.requests("cancel"), Vec::<Vec<String>>::new());
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn metrics_count_it_as_what_it_was_last_known() {
    use std::{
        io::{BufRead, BufReader, Read, Write},
        process::Stdio,
    };
    let here = elsewhere("");
    let mut export = here.command("export --listen 127.0.0.1:0").stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(export.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    export.kill().unwrap();
    export.wait().unwrap();
    let counted = text
        .lines()
        .any(|line| line.starts_with("eftop_tasks{") && line.contains("state=\"processing\"") && line.ends_with(" 1"));
    assert!(counted, "{text}");
}
