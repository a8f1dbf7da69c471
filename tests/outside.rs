//! What the real binary says outside of its screen, by the recorded bytes: notifications, the window's title, progress, the
//! clipboard; all of it taken back on every way out, and none of it where there is no terminal.

use crate::support::{self, program};
use program::Bench;
use rstest::rstest;
use std::time::{Duration, Instant};
use support::terminal::{Terminal, environment};

/// Three copies that fail at once, one that goes on until it is cancelled, and one that has failed before.
const WORLD: &str = include_str!("data/outside-world.toml");
const KEEP: &str = "\x1b[22;2t";
const GIVE_BACK: &str = "\x1b]2;\x07\x1b[23;2t";

fn start(bench: &Bench, args: &[&str], more: &[(&str, &str)]) -> Terminal {
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    all.extend(more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let ids: Vec<_> = bench.running.task_ids().iter().map(String::as_str).collect();
    Terminal::eftop(&[&["--interval", "50ms"], args, &ids].concat(), &all, (120, 30))
}

/// How often `part` is in the bytes so far.
fn count(terminal: &Terminal, part: &str) -> usize {
    String::from_utf8_lossy(&terminal.bytes()).matches(part).count()
}

/// Waits until `part` was written.
fn until_written(terminal: &Terminal, part: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while count(terminal, part) == 0 {
        assert!(Instant::now() < deadline, "{part:?} was not written; the screen:\n{}", terminal.text());
        std::thread::yield_now();
    }
}

#[test]
fn a_failure_is_notified_of_once_in_the_way_of_the_terminal() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[], &[("TERM_PROGRAM", "iTerm.app"), ("TERM_PROGRAM_VERSION", "3.6.6")]);
    until_written(&terminal, "\x1b]9;eftop: 3 tasks failed: ");
    terminal.until_text("4 failed");
    // Progress is told once a second, and in the state of an error only while a task is live: before the last one is cancelled.
    until_written(&terminal, "\x1b]9;4;2;");
    // The end of the set is the next cause.
    terminal.keys("*c");
    terminal.confirm();
    until_written(&terminal, "\x1b]9;eftop: all ended: ");
    // Progress ended with the last live task.
    until_written(&terminal, "\x1b]9;4;0;");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(count(&terminal, "\x1b]9;eftop: "), 2);
}

#[rstest]
#[case::plain(&[], "\x07", false)]
#[case::tmux(&[("TMUX", "/tmp/x,1,0"), ("KITTY_WINDOW_ID", "1")], "\x1bPtmux;\x1b\x1b]9;eftop: 3 tasks failed: ", true)]
fn a_notification_is_the_bell_or_passes_through_tmux(
    #[case] variables: &[(&str, &str)],
    #[case] written: &str,
    #[case] wrapped: bool,
) {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &["--config", "tests/data/no-title.toml"], variables);
    until_written(&terminal, written);
    terminal.until_text("4 failed");
    terminal.send("y");
    until_written(&terminal, "\x1b]52;c;");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(count(&terminal, "\x1bPtmux;\x1b\x1b]52;c;") > 0, wrapped);
    assert_eq!(count(&terminal, "\x1b]2;") + count(&terminal, KEEP), 0, "the title is not ours");
}

#[test]
fn who_wants_no_notification_gets_none() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &["--config", "tests/data/no-title.toml", "--notify", "off"], &[]);
    terminal.until_text("4 failed");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(count(&terminal, "\x07"), 0);
}

#[rstest]
#[case::quit("q", None, None)]
#[case::signal("", Some("TERM"), None)]
#[case::hangup("", Some("HUP"), None)]
#[case::panic("", None, Some("poll"))]
fn the_title_has_the_totals_and_is_given_back_on_every_way_out(
    #[case] keys: &str,
    #[case] signal: Option<&str>,
    #[case] panic: Option<&str>,
) {
    let bench = Bench::new(WORLD);
    let variables: Vec<_> =
        [("WT_SESSION", "1")].into_iter().chain(panic.map(|place| ("EFTOP_PANIC", place))).collect();
    let mut terminal = start(&bench, &[], &variables);
    if panic.is_none() {
        until_written(&terminal, "\x1b]2;eftop: ");
        until_written(&terminal, "\x1b]9;4;");
        if !keys.is_empty() {
            terminal.send(keys);
        }
        if let Some(name) = signal {
            terminal.signal(name);
        }
        terminal.exit_code();
        assert_eq!((count(&terminal, KEEP), count(&terminal, GIVE_BACK)), (1, 1));
        let written = String::from_utf8_lossy(&terminal.bytes()).into_owned();
        let last = written.rfind("\x1b]2;eftop: ").unwrap();
        assert!(written[last..].contains(GIVE_BACK), "it is given back after the last one");
        let shown = written.rfind("\x1b]9;4;").unwrap();
        assert!(written[shown..].starts_with("\x1b]9;4;0;"), "progress is taken back");
    } else {
        assert_eq!(terminal.exit_code(), 1);
        assert_eq!(count(&terminal, KEEP), count(&terminal, GIVE_BACK));
    }
    assert!(terminal.is_clean());
}

#[rstest]
#[case("list")]
#[case("wait --timeout 1s --notify osc")]
#[case("wait --timeout 1s --notify bell")]
#[case("--exit-status --notify auto")]
fn without_a_terminal_nothing_of_this_is_written(#[case] args: &str) {
    let bench = Bench::new(&WORLD.replace("takes = 3600", "takes = 1"));
    let ids = bench.running.task_ids().join(" ");
    let ended = bench.run(&format!("{args} {ids}"));
    assert!([0, 3, 124].contains(&ended.code), "{ended:?}");
    assert!(!(ended.out + &ended.err).contains(['\x07', '\x1b']));
}

#[test]
fn waiting_calls_at_its_end_if_that_was_asked_for() {
    let bench = Bench::new(&WORLD.replace("takes = 3600", "takes = 1"));
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    let ids: Vec<_> = bench.running.task_ids().iter().map(String::as_str).collect();
    for (args, calls) in [(&["wait", "--notify", "bell"][..], 1), (&["wait"], 0)] {
        let mut terminal = Terminal::eftop(&[args, &["--interval", "50ms"], &ids].concat(), &all, (120, 30));
        assert_eq!(terminal.exit_code(), 3);
        assert_eq!(count(&terminal, "\x07"), calls);
    }
}
