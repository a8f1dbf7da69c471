//! The real binary in terminals that misbehave: resized without end, without any cells, not reading, gone.

use crate::support::{self, program};
use portable_pty::{PtySize, native_pty_system};
use program::{Bench, until};
use rstest::rstest;
use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/pty-world.toml");

/// The environment of a program with a home of its own, an account and a server.
fn account(bench: &Bench) -> Vec<(String, String)> {
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    all.push(("EFTOP_INTERVAL".into(), "100ms".into()));
    all.push(("EFTOP".into(), env!("CARGO_BIN_EXE_eftop").into()));
    all
}

/// Whether these ids are in the default set on disk.
fn assert_saved(home: &Path, ids: &[String]) {
    let set = fs::read_to_string(home.join(".local/state/eftop/sets/default.json")).unwrap();
    for id in ids {
        assert!(set.contains(id.as_str()), "{id} is not in {set}");
    }
}

fn start(bench: &Bench) -> (Terminal, Vec<String>) {
    let ids = bench.running.task_ids()[..3].to_vec();
    let args: Vec<_> = ids.iter().map(String::as_str).collect();
    let terminal = Terminal::eftop(&args, &account(bench), (120, 30));
    terminal.until_text("alpha.tar");
    terminal.until_text("processing");
    (terminal, ids)
}

/// Stops to read, and lets so much be drawn that the terminal is full.
fn stall(terminal: &mut Terminal, bench: &Bench) {
    terminal.read_on(false);
    for _ in 0..100 {
        terminal.send("\x0c");
        let asked = bench.requests("list").len();
        until("a poll", || bench.requests("list").len() > asked);
    }
}

#[test]
fn after_a_storm_of_resizes_the_screen_is_right() {
    let bench = Bench::new(WORLD);
    let (mut terminal, _) = start(&bench);
    for step in 0..1000_u16 {
        terminal.resize(20 + step * 7 % 181, 2 + step * 3 % 59);
    }
    terminal.resize(100, 20);
    let is_right = |screen: &vt100::Screen| {
        let rows: Vec<_> = screen.rows(0, 100).collect();
        let count = |text: &str| rows.iter().filter(|row| row.contains(text)).count();
        rows[0].contains("eftop") && rows[19].contains("help") && count("…/wang/alpha.tar") == 1 && count("eftop") == 1
    };
    terminal.until("a whole screen", is_right);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());
}

#[test]
fn a_key_that_comes_with_a_resize_is_not_left_lying() {
    let bench = Bench::new(WORLD);
    let (mut terminal, _) = start(&bench);
    // Both at once each time: what waits for edges loses some of them.
    for round in 0..20 {
        terminal.resize(120 + round % 2, 30);
        terminal.send("?");
        terminal.until_text("Help");
        terminal.resize(121 - round % 2, 30);
        terminal.send("?");
        terminal.until_gone("Help");
    }
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[rstest]
#[case(0, 0)]
#[case(1, 1)]
#[case(0, 24)]
#[case(80, 0)]
fn it_starts_without_room_and_uses_the_room_that_comes(#[case] columns: u16, #[case] rows: u16) {
    let bench = Bench::new(WORLD);
    let id = bench.running.task_ids()[0].as_str();
    let mut terminal = Terminal::eftop(&[id], &account(&bench), (columns, rows));
    until("a poll", || !bench.requests("list").is_empty());
    terminal.resize(80, 24);
    terminal.until_text("alpha.tar");
    terminal.resize(columns, rows);
    let asked = bench.requests("list").len();
    until("three polls", || bench.requests("list").len() > asked + 3);
    terminal.resize(80, 24);
    terminal.until_text("alpha.tar");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());
}

#[test]
fn drawing_anew_asks_the_terminal_nothing_and_loses_no_key() {
    let bench = Bench::new(WORLD);
    let (mut terminal, _) = start(&bench);
    // The emulator answers no questions. Each key behind the redraws counts.
    terminal.keys("\x0c\x0c\x0c/beta\r\x0c");
    terminal.until_gone("alpha.tar");
    terminal.until_text("beta");
    assert!(!terminal.bytes().windows(4).any(|bytes| bytes == b"\x1b[6n"), "where the cursor is was asked for");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_connection_that_breaks_saves_and_leaves_no_process() {
    let bench = Bench::new(WORLD);
    let (terminal, ids) = start(&bench);
    let process = format!("/proc/{}", terminal.process_id());
    assert_eq!(terminal.hang_up(), 129);
    assert!(!Path::new(&process).exists());
    assert_saved(bench.home.path(), &ids);
}

/// Nobody sends SIGHUP to a program whose terminal is not its session's: it has to see by itself that it is gone.
#[test]
fn a_terminal_that_goes_without_a_signal_is_noticed() {
    let bench = Bench::new(WORLD);
    let ids = bench.running.task_ids()[..2].to_vec();
    let script = format!("setsid -w sh -c '\"$EFTOP\" {}; echo $? > $HOME/code'", ids.join(" "));
    let terminal = Terminal::start("sh", &["-c", &script], &account(&bench), (120, 30));
    terminal.until_text("alpha.tar");
    terminal.hang_up();
    let code = bench.home.path().join("code");
    until("the end", || fs::read_to_string(&code).is_ok_and(|text| text.ends_with('\n')));
    assert_eq!(fs::read_to_string(&code).unwrap(), "129\n");
    assert_saved(bench.home.path(), &ids);
}

#[test]
fn standard_output_that_goes_while_the_keyboard_stays_ends_it() {
    let bench = Bench::new(WORLD);
    let id = bench.running.task_ids()[0].clone();
    let size = PtySize { rows: 30, cols: 120, pixel_width: 0, pixel_height: 0 };
    let screen = native_pty_system().openpty(size).unwrap();
    let mut environment = account(&bench);
    environment.push(("OUT".into(), screen.master.tty_name().unwrap().to_str().unwrap().into()));
    let script = format!("exec \"$EFTOP\" {id} > $OUT");
    let mut terminal = Terminal::start("sh", &["-c", &script], &environment, (120, 30));
    until("a poll", || bench.requests("list").len() > 2);
    drop(screen);
    assert_eq!(terminal.exit_code(), 129);
    assert_saved(bench.home.path(), &[id]);
}

/// Kilobytes of memory, and ticks of 10 ms of work.
fn cost(process: u32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let times: Vec<u64> =
        stat.rsplit(") ").next().unwrap().split(' ').skip(11).take(2).map(|n| n.parse().unwrap()).collect();
    (memory.trim().trim_end_matches(" kB").parse().unwrap(), times.iter().sum())
}

/// `EFTOP_STALL_SECONDS` makes it longer.
#[test]
fn a_terminal_that_does_not_read_costs_nothing_and_works_afterwards() {
    let seconds = std::env::var("EFTOP_STALL_SECONDS").map_or(3, |text| text.parse::<u64>().unwrap());
    let bench = Bench::new(WORLD);
    let (mut terminal, _) = start(&bench);
    stall(&mut terminal, &bench);
    let (memory, work) = cost(terminal.process_id());
    let (asked, began) = (bench.requests("list").len(), Instant::now());
    until("so much time", || began.elapsed() >= Duration::from_secs(seconds));
    let (memory_then, work_then) = cost(terminal.process_id());
    assert!(bench.requests("list").len() > asked, "it goes on to ask");
    assert!(memory_then < memory + 4096, "{memory} kB became {memory_then} kB");
    // A loop without a pause would have worked all the time, 100 ticks a second.
    assert!(work_then - work < seconds * 50, "{} ticks in {seconds} s", work_then - work);
    println!("{seconds} s: {memory} kB became {memory_then} kB, {} ticks", work_then - work);
    terminal.keys("/beta\r");
    terminal.read_on(true);
    terminal.until_gone("alpha.tar");
    terminal.until_text("beta");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());
}

#[rstest]
#[case("TERM", 143)]
#[case("HUP", 129)]
fn a_signal_ends_it_though_the_terminal_does_not_read(#[case] signal: &str, #[case] code: u32) {
    let bench = Bench::new(WORLD);
    let (mut terminal, ids) = start(&bench);
    stall(&mut terminal, &bench);
    terminal.signal(signal);
    assert_eq!(terminal.exit_code_unread(), code);
    assert_saved(bench.home.path(), &ids);
}

/// What could not be saved is told on the way out, to a terminal that takes no word.
#[test]
fn a_signal_ends_it_though_there_is_bad_news_and_the_terminal_does_not_read() {
    let bench = Bench::new(WORLD);
    let (mut terminal, _) = start(&bench);
    let sets = bench.home.path().join(".local/state/eftop/sets");
    until("a set", || sets.join("default.json").exists());
    fs::remove_dir_all(&sets).unwrap();
    fs::write(&sets, "in the way").unwrap();
    stall(&mut terminal, &bench);
    terminal.signal("TERM");
    assert_eq!(terminal.exit_code_unread(), 1, "it could not be saved");
}

/// A tmux of its own, ended with the test.
struct Tmux(String);

impl Tmux {
    fn run(&self, args: &[&str]) -> String {
        let output = Command::new("tmux").args(["-L", &self.0, "-f", "/dev/null"]).args(args).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn until(&self, what: &str, holds: impl Fn(&str) -> bool) {
        until(what, || holds(&self.run(&["capture-pane", "-p"])));
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

#[test]
fn job_control_works_in_tmux() {
    if Command::new("tmux").arg("-V").output().is_err() {
        println!("there is no tmux here; a shell's job control is tested in screen_pty.rs");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let tmux = Tmux(format!("eftop-test-{}", std::process::id()));
    let shell = format!(
        "env -i TERM=screen LC_ALL=C.UTF-8 PATH=/usr/bin:/bin HOME={} PS1='$ ' bash --norc --noprofile",
        home.path().display()
    );
    tmux.run(&["new-session", "-d", "-x", "100", "-y", "30", &shell]);
    tmux.until("a prompt", |screen| screen.contains('$'));
    tmux.run(&["send-keys", &format!("{} demo", env!("CARGO_BIN_EXE_eftop")), "Enter"]);
    tmux.until("the demo", |screen| screen.contains("processing"));
    for _ in 0..3 {
        tmux.run(&["send-keys", "C-z"]);
        tmux.until("the shell", |screen| screen.contains("Stopped") && !screen.contains("processing"));
        tmux.run(&["send-keys", "clear; fg", "Enter"]);
        tmux.until("the demo again", |screen| screen.contains("processing"));
    }
    tmux.run(&["send-keys", "q"]);
    tmux.until("the shell at last", |screen| !screen.contains("processing"));
    tmux.run(&["send-keys", "echo over", "Enter"]);
    tmux.until("its echo", |screen| screen.lines().any(|line| line == "over"));
}
