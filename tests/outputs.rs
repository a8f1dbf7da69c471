//! What the real binary writes beside its screen, or without one, where that is not taken: a log on a full device, hooks that have not
//! ended when the screen is left, a pipe that nobody reads.

#![cfg(all(feature = "demo", feature = "ring"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

mod support;

#[path = "support/program.rs"]
mod program;

use program::Bench;
use rstest::rstest;
use std::{
    fs, thread,
    time::{Duration, Instant},
};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/program-world.toml");

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until it holds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not happen");
        thread::sleep(Duration::from_millis(20));
    }
}

fn screen(bench: &Bench, args: &[&str]) -> Terminal {
    let mut all = environment(bench.home.path());
    let mut set = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
    set("SCNET_EFILE_URL", bench.running.base_url());
    set("SCNET_TOKEN", bench.running.token());
    set("EFTOP_INTERVAL", "100ms");
    Terminal::eftop(args, &all, (120, 30))
}

fn until_more_polls(bench: &Bench) {
    let asked = bench.requests("list").len();
    until("more polls", || bench.requests("list").len() > asked + 2);
}

#[rstest]
#[case::full("/dev/full", "No space left")]
#[case::the_screen_by_one_name("/dev/stderr", "the screen is on that terminal")]
#[case::the_screen_by_another("/dev/tty", "the screen is on that terminal")]
fn a_log_that_cannot_be_written_is_told_once_and_nothing_of_it_is_painted(#[case] log: &str, #[case] why: &str) {
    let bench = Bench::new(WORLD);
    let mut terminal = screen(&bench, &["runs1", "--log", log]);
    terminal.until_text("runs.tar");
    terminal.until_text(&format!("log {log}: {why}"));
    until_more_polls(&bench);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    for foreign in ["DEBUG", "tracing"] {
        // What is logged before the screen is drawn may go to the terminal that was named.
        let since = bytes.find("\x1b[?1049h").unwrap();
        assert!(!bytes[since..].contains(foreign), "{}", bytes.escape_debug());
    }
}

#[rstest]
#[case("list done1")]
#[case("wait done1")]
#[case("done1")]
#[case("cancel --yes runs1")]
fn a_log_that_cannot_be_written_is_one_warning_without_a_screen(#[case] args: &str) {
    let bench = Bench::new(WORLD);
    let ended = bench.run(&format!("{args} --log /dev/full"));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.err.matches("eftop: log /dev/full: No space left").count(), 1, "{ended:?}");
    assert!(!ended.err.contains("tracing"), "{ended:?}");
}

/// A hook that waits for a file, or for the end of the test.
const HOOK: &str = "touch $HOME/began; while [ -d \"$HOME\" ] && [ ! -e $HOME/go ]; do sleep 0.02; done; \
                    echo over > $HOME/ended; exit 7";

#[test]
fn hooks_end_before_the_screen_does_and_their_failures_are_told() {
    let bench = Bench::new(WORLD);
    let there = |name: &str| bench.home.path().join(name).exists();
    let mut terminal = screen(&bench, &["failed1", "--hook-on-fail", HOOK, "--hook-on-end", "exit 8"]);
    until("the hook", || there("began"));
    terminal.send("q");
    terminal.until_text("waiting for 2 hooks to end");
    fs::write(bench.home.path().join("go"), "").unwrap();
    assert_eq!(terminal.exit_code(), 0);
    assert!(there("ended"));
    let text = terminal.text();
    assert!(
        text.contains("--hook-on-fail: exit status: 7") && text.contains("--hook-on-end: exit status: 8"),
        "{text}"
    );
}

#[test]
fn a_signal_ends_the_waiting_for_hooks_and_that_is_told() {
    let bench = Bench::new(WORLD);
    let mut terminal = screen(&bench, &["failed1", "--hook-on-fail", HOOK]);
    until("the hook", || bench.home.path().join("began").exists());
    terminal.send("q");
    terminal.until_text("waiting for 1 hook to end");
    terminal.signal("INT");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.text().contains("not waited for 1 hook"), "{}", terminal.text());
}
