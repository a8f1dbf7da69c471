//! Ids that are named here although their tasks were submitted to another address: an address that does not return them says nothing of
//! them by that. The real binary against two real embedded servers.

use crate::support::{self, program};
use program::Bench;
use rstest::rstest;
use serde_json::Value;
use support::terminal::{Terminal, environment};

const THERE: &str = "254653d8816b4407ba27a9d004342cbb";
const WAITS: &str = "454653d8816b4407ba27a9d004342cbb";
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

/// A set of three: one that is over in a moment here, and one that runs and one that waits at another address.
fn mixed() -> Bench {
    let there = Bench::new(&format!("{}{}waits = 7200\n", copy(THERE, "first"), copy(WAITS, "third")));
    assert_eq!(there.run(&format!("wait {THERE} {WAITS} --timeout 300ms")).code, 124);
    let mut here = Bench::new(&copy(HERE, "second").replace("takes = 7200", "takes = 3603"));
    here.home = there.home;
    assert_eq!(here.run(&format!("add {HERE}")).code, 0);
    here
}

fn screen(bench: &Bench, args: &[&str]) -> Terminal {
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    Terminal::eftop(&[&["--interval", "50ms"], args].concat(), &all, (160, 30))
}

#[rstest]
#[case::all("wait", 8)]
#[case::first_failure("wait --until first-failure", 8)]
// Whoever waits for any of them does not ask about those that run on.
#[case::any("wait --until any", 0)]
#[case::lines_for_the_screen("--exit-status", 8)]
fn of_a_mixed_set_those_elsewhere_are_named_when_the_others_have_ended(#[case] line: &str, #[case] code: i32) {
    let ended = mixed().run(line);
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.out.contains("-> complete"), "the one here was waited for: {ended:?}");
    let told = ended.err.lines().find(|line| line.contains("2 tasks not asked for")).unwrap_or_default();
    assert!(told.contains(THERE) && told.contains(WAITS) && !told.contains(HERE), "{ended:?}");
}

#[test]
fn a_list_of_a_mixed_set_has_a_row_for_each() {
    let here = mixed();
    assert_eq!(here.run("wait").code, 8);
    let ended = here.run("list --exit-status");
    assert_eq!((ended.code, ended.out.matches("not asked").count()), (8, 2), "{ended:?}");
    for row in ["first.tar", "second.tar", "third.tar", "complete", "processing", "waiting"] {
        assert!(ended.out.contains(row), "{row}: {ended:?}");
    }
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
    let mut terminal = screen(&here, &[THERE]);
    terminal.until_text("not asked");
    terminal.send("c");
    terminal.until_text("another EFile URL");
    assert_eq!(here.requests("cancel"), Vec::<Vec<String>>::new());
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn the_screen_of_a_mixed_set_has_a_row_for_each() {
    let here = mixed();
    let mut terminal = screen(&here, &[]);
    terminal.until_text("1 complete");
    terminal.until_text("second.tar");
    let text = terminal.text();
    assert!(text.contains("1 processing") && text.contains("1 waiting"), "{text}");
    for name in ["first.tar", "third.tar"] {
        let row = text.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}: {text}"));
        assert!(row.contains("not asked"), "{text}");
    }
    assert!(!text.contains("all ended"), "{text}");
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
