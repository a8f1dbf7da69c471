//! The real binary in a pseudo-terminal against the real embedded server: what a person would do, and every way to end.

use crate::support;
use eftop::internals::server::{self, Options, Scenario};
use rstest::rstest;
use std::{
    path::Path,
    sync::{Arc, Mutex},
};
use support::terminal::{Terminal, environment};

/// Three long tasks, one of them a copy of many files, and one that has failed.
const WORLD: &str = include_str!("data/pty-world.toml");

/// The embedded server and what it logged of cancels.
struct Server {
    running: server::Running,
    cancels: Arc<Mutex<Vec<Vec<String>>>>,
    _runtime: tokio::runtime::Runtime,
}

fn serve() -> Server {
    serve_world(WORLD)
}

fn serve_world(world: &str) -> Server {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let cancels = Arc::new(Mutex::new(Vec::new()));
    let into = cancels.clone();
    let log = Box::new(move |line: &server::LogLine| {
        if line.path.ends_with("/task/cancel") {
            into.lock().unwrap().push(line.ids.clone());
        }
    });
    let options = Options { log: Some(log), ..Options::new(Scenario::parse("pty", world).unwrap()) };
    let running = runtime.block_on(server::start(options)).unwrap();
    Server { running, cancels, _runtime: runtime }
}

impl Server {
    fn environment(&self, home: &Path) -> Vec<(String, String)> {
        let mut all = environment(home);
        all.push(("SCNET_EFILE_URL".into(), self.running.base_url().into()));
        all.push(("SCNET_TOKEN".into(), self.running.token().into()));
        all
    }

    fn ids(&self) -> Vec<&str> {
        self.running.task_ids().iter().map(String::as_str).collect()
    }
}

#[test]
fn a_persons_round_watch_mark_cancel_forget_undo_add_filter_and_come_back() {
    let home = tempfile::tempdir().unwrap();
    let server = serve();
    let ids = server.ids();
    let environment = server.environment(home.path());
    let mut terminal = Terminal::eftop(&["--interval", "100ms", ids[0], ids[1], ids[2]], &environment, (120, 30));
    terminal.until_text("alpha.tar");
    terminal.until_text("processing");

    // Filter to one task, cancel it, and see the whole life of the cancel.
    terminal.keys("/beta\r");
    terminal.until_gone("alpha.tar");
    terminal.send("c");
    terminal.until("the question names the task", |screen| screen.contents().contains(&ids[1][..8]));
    terminal.keys("\rc");
    terminal.confirm();
    terminal.until_text("cancelling");
    terminal.until("the service's own word", |screen| screen.contents().contains("cancelled"));
    assert_eq!(*server.cancels.lock().unwrap(), [vec![ids[1].to_owned()]], "one request with just this id");

    // Stop watching it, bring it back, clear the filter.
    terminal.send("d");
    terminal.until_gone("cancelled");
    terminal.send("u");
    terminal.until_text("beta");
    terminal.send("\x1b");
    terminal.until_text("alpha.tar");

    // A paste adds the failed one; keys in the paste do nothing.
    terminal.paste(&format!("q d c y {{\"taskId\": \"{}\"}} q", ids[3]));
    terminal.until("the paste is offered", |screen| screen.contents().contains('1'));
    terminal.send("\r");
    terminal.until_text("no space left");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());

    // The set is remembered, the removed and returned task with it.
    let mut again = Terminal::eftop(&["--interval", "100ms"], &environment, (120, 30));
    again.until_text("alpha.tar");
    again.until_text("beta");
    again.until_text("no space left");
    again.send("q");
    assert_eq!(again.exit_code(), 0);
}

/// Cancels the first task and quits before the cancel is answered.
fn quit_right_after_yes(fault: &str) -> (Server, Terminal, tempfile::TempDir) {
    let home = tempfile::tempdir().unwrap();
    let server = serve_world(&format!("{WORLD}\n[[fault]]\nscope = 'cancel'\ncount = 9\n{fault}\n"));
    let id = server.ids()[0].to_owned();
    let mut terminal = Terminal::eftop(&["--interval", "100ms", &id], &server.environment(home.path()), (120, 30));
    terminal.until_text("alpha.tar");
    terminal.send("c");
    terminal.until("the question names the task", |screen| screen.contents().contains(&id[..8]));
    terminal.confirm();
    terminal.keys("q");
    (server, terminal, home)
}

#[test]
fn a_cancel_is_sent_even_when_the_screen_is_left_right_after_the_yes() {
    let (server, mut terminal, _home) = quit_right_after_yes("kind = 'slow'\nseconds = 1");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(*server.cancels.lock().unwrap(), [vec![server.ids()[0].to_owned()]]);
    assert!(!terminal.text().contains("eftop:"), "{}", terminal.text());
    assert!(terminal.is_clean());
}

#[test]
fn leaving_says_which_cancel_failed() {
    let late = "kind = 'slow'\nseconds = 1\n[[fault]]\nscope = 'cancel'\ncount = 9\nkind = 'busy'";
    let (server, mut terminal, _home) = quit_right_after_yes(late);
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.text().contains(&format!("{} was not cancelled", server.ids()[0])), "{}", terminal.text());
}

#[test]
fn leaving_says_which_cancel_was_never_answered() {
    let (server, mut terminal, _home) = quit_right_after_yes("kind = 'hang'");
    terminal.until_text("waiting for the service to answer the cancel of 1 task");
    terminal.signal("INT");
    assert_eq!(terminal.exit_code(), 0);
    let told = format!("eftop cancel {}", server.ids()[0]);
    assert!(terminal.text().contains(&told), "{}", terminal.text());
}

#[test]
fn a_cancel_without_a_screen_asks_by_name_and_only_yes_sends_it() {
    let home = tempfile::tempdir().unwrap();
    let server = serve();
    let (id, environment) = (server.ids()[0].to_owned(), server.environment(home.path()));
    let mut terminal = Terminal::eftop(&["cancel", &id, "--interval", "100ms"], &environment, (120, 30));
    terminal.until_text(&id[..8]);
    terminal.send("n\n");
    assert_eq!(terminal.exit_code(), 8, "it goes on: {}", terminal.text());
    assert!(server.cancels.lock().unwrap().is_empty());
    let mut terminal = Terminal::eftop(&["cancel", &id, "--interval", "100ms"], &environment, (120, 30));
    terminal.until_text(&id[..8]);
    terminal.send("y\n");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
    assert_eq!(*server.cancels.lock().unwrap(), [vec![id]]);
}

#[test]
fn waiting_on_a_terminal_has_a_progress_line_that_is_erased() {
    let home = tempfile::tempdir().unwrap();
    let server = serve();
    let (id, environment) = (server.ids()[0].to_owned(), server.environment(home.path()));
    let mut terminal = Terminal::eftop(&["wait", &id, "--interval", "100ms"], &environment, (120, 30));
    terminal.until_text("TiB");
    terminal.until_text("live");
    terminal.signal("TERM");
    assert_eq!(terminal.exit_code(), 143);
    assert!(!terminal.text().contains("live:"), "{}", terminal.text());
    assert!(terminal.is_clean());
}

#[rstest]
#[case::quit(Some("q"), None, "", 0)]
#[case::control_c(Some("\x03"), None, "", 0)]
#[case::terminate(None, Some("TERM"), "", 143)]
#[case::hangup(None, Some("HUP"), "", 129)]
#[case::interrupt(None, Some("INT"), "", 130)]
#[case::panic_in_the_poller(None, None, "poll", 1)]
#[case::panic_while_drawing(None, None, "draw", 1)]
fn the_terminal_comes_back_clean(
    #[case] keys: Option<&str>,
    #[case] signal: Option<&str>,
    #[case] panic: &str,
    #[case] code: u32,
) {
    let home = tempfile::tempdir().unwrap();
    let mut environment = environment(home.path());
    if !panic.is_empty() {
        environment.push(("EFTOP_PANIC".into(), panic.into()));
    }
    let mut terminal = Terminal::eftop(&["demo"], &environment, (100, 30));
    if panic.is_empty() {
        terminal.until_text("processing");
        assert!(!terminal.is_clean(), "the full screen is on");
        terminal.send("m");
        terminal.until_text("mouse on");
    }
    if let Some(keys) = keys {
        terminal.send(keys);
    }
    if let Some(signal) = signal {
        terminal.signal(signal);
    }
    assert_eq!(terminal.exit_code(), code);
    assert!(terminal.is_clean());
    if !panic.is_empty() {
        assert!(terminal.text().contains("asked to panic"), "{}", terminal.text());
    }
}

#[test]
fn the_settings_of_the_terminal_are_the_same_before_and_after() {
    let home = tempfile::tempdir().unwrap();
    let mut environment = environment(home.path());
    environment.push(("EFTOP".into(), env!("CARGO_BIN_EXE_eftop").into()));
    let script = "stty -a > $HOME/before; EFTOP_PANIC=poll \"$EFTOP\" demo; stty -a > $HOME/middle; \"$EFTOP\" demo; stty -a > $HOME/after; echo over";
    let mut terminal = Terminal::start("sh", &["-c", script], &environment, (100, 30));
    terminal.until_text("processing");
    terminal.send("q");
    terminal.until_text("over");
    assert_eq!(terminal.exit_code(), 0);
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    assert!(read("before").contains("echo"));
    assert_eq!(read("before"), read("middle"), "after a panic");
    assert_eq!(read("before"), read("after"), "after quitting");
}

#[test]
fn it_stops_and_goes_on_with_the_job_control_of_a_shell() {
    let home = tempfile::tempdir().unwrap();
    let mut environment = environment(home.path());
    environment.push(("EFTOP".into(), env!("CARGO_BIN_EXE_eftop").into()));
    let script = "set -m; \"$EFTOP\" demo; echo stopped; fg; echo over";
    let mut terminal = Terminal::start("bash", &["--norc", "-c", script], &environment, (100, 30));
    terminal.until("the demo runs", |screen| screen.alternate_screen() && screen.contents().contains("processing"));
    terminal.send("\x1a");
    terminal.until("it is on the screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("processing")
    });
    terminal.send("q");
    terminal.until_text("over");
    assert!(terminal.text().contains("stopped"));
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());
}

/// How often a sequence was written.
fn count(bytes: &[u8], sequence: &str) -> usize {
    bytes.windows(sequence.len()).filter(|part| *part == sequence.as_bytes()).count()
}

#[test]
fn stopping_gives_back_the_title_and_going_on_takes_it_again() {
    let home = tempfile::tempdir().unwrap();
    let mut environment = environment(home.path());
    environment.push(("EFTOP".into(), env!("CARGO_BIN_EXE_eftop").into()));
    let script = "set -m; \"$EFTOP\" demo; echo stopped; read -r; fg; echo over";
    let mut terminal = Terminal::start("bash", &["--norc", "-c", script], &environment, (100, 30));
    let (kept, given_back) = ("\x1b[22;2t", "\x1b]2;\x07\x1b[23;2t");
    terminal.until("the demo runs", |screen| screen.alternate_screen() && screen.contents().contains("processing"));
    terminal.until_bytes("the title is kept before ours", |bytes| count(bytes, kept) == 1);
    terminal.send("m");
    terminal.until_text("mouse on");
    terminal.send("\x1a");
    terminal.until("the shell has the terminal", |screen| {
        !screen.alternate_screen() && screen.contents().contains("stopped")
    });
    assert_eq!(count(&terminal.bytes(), given_back), 1);
    assert!(terminal.is_clean(), "the mouse is the shell's, too");
    terminal.send("\n");
    terminal.until_bytes("the title is ours again", |bytes| count(bytes, kept) == 2);
    terminal.until("the mouse, too", |screen| screen.mouse_protocol_mode() == vt100::MouseProtocolMode::PressRelease);
    terminal.send("q");
    terminal.until_text("over");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(count(&terminal.bytes(), given_back), 2);
    assert!(terminal.is_clean());
}

/// Where a text stands on the screen, as a terminal counts: column and row from 1.
fn place_of(terminal: &Terminal, text: &str) -> (usize, usize) {
    let screen = terminal.text();
    let found = screen
        .lines()
        .enumerate()
        .find_map(|(row, line)| line.find(text).map(|at| (line[..at].chars().count() + 1, row + 1)));
    found.unwrap_or_else(|| panic!("no {text} in:\n{screen}"))
}

#[test]
fn the_mouse_is_taken_by_its_key_alone_sorts_selects_opens_turns_and_is_given_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::eftop(&["demo", "--tasks", "60"], &environment(home.path()), (120, 30));
    terminal.until_text("processing");
    terminal.until_text(" 1/60");
    assert_eq!(count(&terminal.bytes(), "\x1b[?1000h"), 0, "text can be selected");
    terminal.send("m");
    terminal.until("clicks are told", |screen| {
        screen.mouse_protocol_mode() == vt100::MouseProtocolMode::PressRelease
            && screen.mouse_protocol_encoding() == vt100::MouseProtocolEncoding::Sgr
    });
    let click = |(column, row)| format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m");

    // A title sorts, and again the other way.
    let title = place_of(&terminal, "path");
    terminal.send(&click(title));
    terminal.until_text("path▼");
    terminal.send(&click(title));
    terminal.until_text("path▲");

    // The wheel turns the rows, and the cursor goes with them when it would be lost.
    terminal.send("g");
    terminal.until_text(" 1/60");
    terminal.send(&format!("\x1b[<65;5;{}M", title.1 + 3));
    terminal.until_text(" 4/60");

    // A click selects the row, a double click opens it, a click on a tab turns to that.
    let row = click((30, title.1 + 3));
    terminal.send(&row);
    terminal.until_text(" 6/60");
    terminal.send(&format!("{row}{row}"));
    terminal.until_text("events");
    let tab = place_of(&terminal, "events");
    terminal.until("another tab is open", |screen| !is_underlined(screen, tab));
    terminal.send(&click(tab));
    terminal.until("the tab is open", |screen| is_underlined(screen, tab));

    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.is_clean());
    let bytes = terminal.bytes();
    let last = |sequence: &str| bytes.windows(sequence.len()).rposition(|part| part == sequence.as_bytes());
    for mode in ["1000", "1006"] {
        let (on, off) = (last(&format!("\x1b[?{mode}h")), last(&format!("\x1b[?{mode}l")));
        assert!(on.is_some() && on < off, "{mode}: {on:?} {off:?}");
    }
    assert_eq!(count(&bytes, "\x1b[?1003h"), 0, "of mere motion nothing is asked");
}

/// Whether the text at a place, counted from 1, is underlined and accented as an open tab is.
fn is_underlined(screen: &vt100::Screen, (column, row): (usize, usize)) -> bool {
    let (row, column) = (u16::try_from(row - 1).unwrap(), u16::try_from(column - 1).unwrap());
    screen.cell(row, column).is_some_and(vt100::Cell::underline)
}

#[test]
fn it_survives_any_size() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::eftop(&["demo"], &environment(home.path()), (80, 24));
    terminal.until_text("processing");
    for (columns, rows) in [(1, 1), (40, 10), (39, 10), (200, 60), (2, 50), (80, 24)] {
        terminal.resize(columns, rows);
    }
    terminal.until_text("processing");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[rstest]
#[case(&["no-such-id"], 2, "neither a task id nor a file")]
#[case(&["--interval", "banana"], 2, "interval")]
#[case(&["--url", "http://example.com/efile", "a1"], 2, "http")]
#[case(&["--frobnicate"], 2, "frobnicate")]
fn a_wrong_call_is_told_in_words(#[case] args: &[&str], #[case] code: u32, #[case] words: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut environment = environment(home.path());
    environment.push(("SCNET_EFILE_URL".into(), "http://127.0.0.1:9".into()));
    environment.push(("SCNET_TOKEN".into(), "a-token-of-some-length".into()));
    let mut terminal = Terminal::eftop(args, &environment, (120, 30));
    assert_eq!(terminal.exit_code(), code);
    assert!(terminal.text().contains(words), "{}", terminal.text());
    assert!(!terminal.bytes().windows(8).any(|bytes| bytes == b"a-token-"));
}

#[test]
fn without_credentials_it_says_what_to_set_and_how_to_see_the_demo() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::eftop(&[], &environment(home.path()), (120, 30));
    assert_eq!(terminal.exit_code(), 4);
    assert!(
        terminal.text().contains("SCNET_ACCESS_KEY") && terminal.text().contains("eftop demo"),
        "{}",
        terminal.text()
    );
    let mut with_url = environment(home.path());
    with_url.push(("SCNET_EFILE_URL".into(), "http://127.0.0.1:9".into()));
    let mut terminal = Terminal::eftop(&[], &with_url, (120, 30));
    assert_eq!(terminal.exit_code(), 4);
    assert!(terminal.text().contains("SCNET_TOKEN"), "{}", terminal.text());
}
