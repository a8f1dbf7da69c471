//! The look and the keys of the real binary in a pseudo-terminal: what the terminal says of itself, and what is set.

use crate::support::{self, program};
use program::Bench;
use std::{collections::HashSet, fs, path::Path};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/pty-world.toml");
/// The backgrounds of the cursor's row.
const ON_DARK: vt100::Color = vt100::Color::Idx(236);
const ON_LIGHT: vt100::Color = vt100::Color::Idx(254);

fn account(bench: &Bench, home: &Path) -> Vec<(String, String)> {
    let mut environment = environment(home);
    environment.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    environment.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    environment
}

/// Whether some row has this background at its beginning: the cursor's.
fn has_cursor_row(screen: &vt100::Screen, color: vt100::Color) -> bool {
    (0..screen.size().0.get()).any(|row| screen.cell(row, 1).is_some_and(|cell| cell.bgcolor() == color))
}

#[test]
fn the_terminals_background_chooses_the_theme_without_being_waited_for() {
    let (bench, home) = (Bench::new(WORLD), tempfile::tempdir().unwrap());
    let id = bench.running.task_ids()[0].clone();
    let mut terminal = Terminal::eftop(&[&id], &account(&bench, home.path()), (100, 20));
    // The screen is there, and works, before any answer.
    terminal.until("the dark theme", |screen| has_cursor_row(screen, ON_DARK));
    // The answer comes between keys, and none of it is a key.
    terminal.send("?\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    terminal.until_text("Help");
    terminal.send("?");
    terminal.until("the light theme", |screen| has_cursor_row(screen, ON_LIGHT));
    terminal.until_gone("Help");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.bytes().windows(6).any(|bytes| bytes == b"\x1b]11;?"), "it was asked for");
}

#[test]
fn own_keys_and_colours_are_obeyed_and_wrong_ones_are_told_before_the_start() {
    let (bench, home) = (Bench::new(WORLD), tempfile::tempdir().unwrap());
    let id = bench.running.task_ids()[0].clone();
    let environment = account(&bench, home.path());
    let config = home.path().join("config.toml");
    fs::write(&config, "[theme]\ncursor = 17\n[keys]\nquit = 'x'\nhelp = ['H']\n").unwrap();
    let args = ["--config", config.to_str().unwrap(), &id];
    let mut terminal = Terminal::eftop(&args, &environment, (120, 40));
    terminal.until("the cursor's own colour", |screen| has_cursor_row(screen, vt100::Color::Idx(17)));
    terminal.until_text("H help");
    terminal.keys("?H");
    terminal.until_text("Find and sort");
    terminal.send("H");
    terminal.until_gone("Find and sort");
    terminal.keys("qx");
    assert_eq!(terminal.exit_code(), 0);
    fs::write(&config, "[keys]\nfreeze = 'c'\n").unwrap();
    let mut terminal = Terminal::eftop(&args, &environment, (120, 40));
    assert_eq!(terminal.exit_code(), 2);
    assert!(terminal.text().contains("c would run both cancel and freeze"), "{}", terminal.text());
}

/// Words on the screen that begin like this.
fn words_of(screen: &vt100::Screen, begin: &str) -> HashSet<String> {
    let text = screen.contents();
    text.split_whitespace().filter(|word| word.starts_with(begin)).map(str::to_owned).collect()
}

#[test]
fn ids_that_begin_alike_can_be_told_apart() {
    let home = tempfile::tempdir().unwrap();
    for (columns, rows) in [(120, 36), (60, 24)] {
        let mut terminal =
            Terminal::eftop(&["demo", "--scenario", "faults"], &environment(home.path()), (columns, rows));
        terminal.until_text("md-310K");
        terminal.send("c");
        terminal.until("the id of the question", |screen| words_of(screen, "fa01750").iter().all(|id| id.len() > 20));
        terminal.send("n");
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
    }
}

#[test]
fn a_lower_bound_has_one_sign() {
    // One copy that crawls, one that stands still with most of the bytes, and one of which nothing is known yet.
    let copy = "[[task]]\noperation = 'copy'\nsource = '/a'\ntarget = '/b'\nsubmitted = -60\n";
    let slow = "takes = 10000000\nsize = '10 GiB'\n";
    let stuck = "takes = 10000000\nsize = '1 PiB'\nstalls = [{ at = 1, lasts = 1000000 }]\n";
    let world = &[copy, slow, copy, stuck, copy, "waits = 100000\n"].concat();
    let (bench, home) = (Bench::new(world), tempfile::tempdir().unwrap());
    let ids: Vec<_> = bench.running.task_ids().iter().map(String::as_str).collect();
    for (more, sign) in [(&[][..], "≥"), (&["--ascii"], ">=")] {
        let args = [&["--interval", "50ms"], more, &ids].concat();
        let mut terminal = Terminal::eftop(&args, &account(&bench, home.path()), (120, 24));
        // The total is a lower bound, too.
        terminal.until_text(&format!("/{sign}1.00 PiB"));
        terminal.until_text("ETA >1y");
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
    }
}

#[test]
fn the_demo_keeps_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::eftop(&["demo"], &environment(home.path()), (120, 30));
    terminal.until("the dark theme", |screen| has_cursor_row(screen, ON_DARK));
    for _ in 0..3 {
        terminal.send("t");
        terminal.until_text("theme ");
    }
    terminal.until("the light theme", |screen| has_cursor_row(screen, ON_LIGHT));
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "no file was made");
}

#[test]
fn the_demo_takes_no_interval_that_is_not_allowed() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::eftop(&["demo", "--interval", "1ms"], &environment(home.path()), (100, 20));
    assert_eq!(terminal.exit_code(), 2);
    assert!(terminal.text().contains("--interval") && terminal.text().contains("50ms"), "{}", terminal.text());
}

#[test]
fn each_step_to_a_failed_task_says_which_of_them_it_is() {
    let world = r#"
        [[task]]
        operation = "copy"
        source = "/a/alpha"
        target = "/b"
        submitted = -60
        fails = { after = 5, code = "911501" }
        [[task]]
        operation = "copy"
        source = "/a/beta"
        target = "/b"
        submitted = -60
        fails = { after = 5, code = "911501" }
        [[task]]
        operation = "copy"
        source = "/a/gamma"
        target = "/b"
        takes = 100000
        size = "1 TiB"
    "#;
    let (bench, home) = (Bench::new(world), tempfile::tempdir().unwrap());
    let ids: Vec<_> = bench.running.task_ids().iter().map(String::as_str).collect();
    let mut terminal = Terminal::eftop(&ids, &account(&bench, home.path()), (120, 30));
    terminal.until_text("gamma");
    terminal.until("both failures", |screen| screen.contents().matches("no space left").count() >= 2);
    // The cursor stands on the first one, so that the next one is the second.
    for (key, place) in [("n", "2/2"), ("n", "1/2"), ("N", "2/2")] {
        terminal.send(key);
        terminal.until_text(&format!("failed task {place}"));
    }
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}
