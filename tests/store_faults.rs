//! The real binary with a disk that fails: the screen goes on, says that it cannot save, and saves when it can.
//!
//! Permissions refuse nothing to root, as which tests may run: so a file stands where the folder should be, the size of files is
//! limited, and single calls are made to fail by a library that is put before the system's (`tests/data/faults.c`).

#![cfg(all(target_os = "linux", target_env = "gnu"))]

use crate::support::{self, program};
use program::Bench;
use rstest::rstest;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::{fs, path::PathBuf, process::Command};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/pty-world.toml");

/// A program whose disk can fail.
struct Trial {
    bench: Bench,
    environment: Vec<(String, String)>,
    ids: Vec<String>,
}

impl Trial {
    fn new() -> Self {
        let bench = Bench::new(WORLD);
        let home = bench.home.path();
        let library = home.join("faults.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/faults.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]).status();
        assert!(built.unwrap().success(), "the C compiler that linked this test builds the library");
        let mut environment = environment(home);
        for (key, value) in [
            ("SCNET_EFILE_URL", bench.running.base_url()),
            ("SCNET_TOKEN", bench.running.token()),
            ("EFTOP_INTERVAL", "100ms"),
            ("LD_PRELOAD", library.to_str().unwrap()),
            ("FAULT", home.join("fault").to_str().unwrap()),
        ] {
            environment.push((key.into(), value.into()));
        }
        let ids = bench.running.task_ids()[..3].to_vec();
        Self { bench, environment, ids }
    }

    /// Lets calls fail from now on, or no longer.
    fn fault(&self, letter: &str) {
        fs::write(self.bench.home.path().join("fault"), letter).unwrap();
    }

    fn start(&self) -> Terminal {
        let args: Vec<_> = self.ids.iter().map(String::as_str).collect();
        let terminal = Terminal::eftop(&args, &self.environment, (240, 30));
        terminal.until_text("alpha.tar");
        terminal
    }

    fn sets(&self) -> PathBuf {
        self.bench.home.path().join(".local/state/eftop/sets")
    }

    fn set(&self) -> String {
        fs::read_to_string(self.sets().join("default.json")).unwrap_or_default()
    }

    fn assert_saved(&self) {
        let set = self.set();
        assert!(self.ids.iter().all(|id| set.contains(id.as_str())), "{set}");
    }

    /// Waits until the first save is done; nothing on the screen says so.
    fn until_saved(&self, terminal: &Terminal) {
        terminal.until("the first save", |_| self.ids.iter().all(|id| self.set().contains(id.as_str())));
    }

    /// A change that is to be saved: the first task goes and comes back.
    fn change(terminal: &mut Terminal) {
        terminal.send("d");
        terminal.until_gone("alpha.tar");
        terminal.send("u");
        terminal.until_text("alpha.tar");
    }
}

#[rstest]
#[case::full_disk("s", "free some space")]
#[case::read_only("r", "make it writable")]
fn what_cannot_be_written_is_told_and_written_later(#[case] fault: &str, #[case] remedy: &str) {
    let failpoints = Trial::new();
    failpoints.fault(fault);
    let mut terminal = failpoints.start();
    terminal.until_text("cannot be saved");
    terminal.until_text("not saved");
    assert_eq!(failpoints.set(), "");
    terminal.keys("/beta\r");
    terminal.until_gone("alpha.tar");
    failpoints.fault("");
    terminal.until_text("saved again");
    terminal.until_gone("not saved");
    failpoints.assert_saved();
    // Leaving while it fails says why, and what can be done.
    failpoints.fault(fault);
    terminal.send("d");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 1);
    assert!(terminal.text().contains(remedy), "{}", terminal.text());
    failpoints.assert_saved();
}

#[test]
fn a_limit_for_the_size_of_files_does_not_kill() {
    let failpoints = Trial::new();
    let mut terminal = failpoints.start();
    failpoints.until_saved(&terminal);
    let process = Pid::from_raw(terminal.process_id().try_into().unwrap());
    let limit = |current| prlimit(process, Resource::Fsize, Rlimit { current, maximum: None }).unwrap();
    limit(Some(16));
    Trial::change(&mut terminal);
    terminal.until_text("cannot be saved");
    terminal.until_text("ulimit -f");
    limit(None);
    terminal.until_text("saved again");
    failpoints.assert_saved();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_folder_that_vanishes_comes_back_with_all_ids() {
    let failpoints = Trial::new();
    let mut terminal = failpoints.start();
    failpoints.until_saved(&terminal);
    fs::remove_dir_all(failpoints.bench.home.path().join(".local")).unwrap();
    Trial::change(&mut terminal);
    terminal.until_text("was missing and was written again");
    failpoints.assert_saved();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_folder_that_is_no_folder_any_more_is_told_and_mended() {
    let failpoints = Trial::new();
    let mut terminal = failpoints.start();
    failpoints.until_saved(&terminal);
    fs::remove_dir_all(failpoints.sets()).unwrap();
    fs::write(failpoints.sets(), "in the way").unwrap();
    Trial::change(&mut terminal);
    terminal.until_text("cannot be saved");
    fs::remove_file(failpoints.sets()).unwrap();
    terminal.until_text("was missing and was written again");
    terminal.until_gone("not saved");
    failpoints.assert_saved();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn without_locks_it_saves_and_says_so_once() {
    let failpoints = Trial::new();
    failpoints.fault("l");
    let mut terminal = failpoints.start();
    terminal.until_text("no file locks");
    failpoints.assert_saved();
    Trial::change(&mut terminal);
    terminal.until_gone("no file locks");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    failpoints.assert_saved();
}
