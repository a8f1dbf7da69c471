//! The bytes that the screen writes while the service attacks it with every text, recorded and judged three times: by a strict grammar
//! of our own sequences, by the vt100 emulator, and by tmux. None of them sees anything but ours.

use crate::{
    checks,
    support::{self, hostile_world, own_sequences},
};
use eftop::internals::messages::width::cells;
use hostile_world::{HostileWorld, Mode};
use std::{
    num::NonZero,
    process::Command,
    sync::LazyLock,
    time::{Duration, Instant},
};
use support::terminal::{Terminal, environment};

const SIZE: (u16, u16) = (120, 40);
const IDS: [&str; 6] = ["evil0", "evil1", "evil2", "evil3", "evil4", "evil5"];

/// What was written: until all rows of the table and a detail pane had been drawn, and until the end.
struct Recorded {
    table: Vec<u8>,
    whole: Vec<u8>,
}

/// Presses a key and waits for what it changes.
fn press(terminal: &mut Terminal, key: &str) {
    let before = terminal.text();
    terminal.send(key);
    terminal.until(&format!("something upon {key:?}"), |screen| screen.contents() != before);
}

/// A round through everything that shows a text of the service's: table, each tab of the detail pane, dialogs, messages, errors, copies,
/// and several sizes.
fn record() -> Recorded {
    let (world, home) = (HostileWorld::start(), tempfile::tempdir().unwrap());
    let mut environment = environment(home.path());
    environment.push(("SCNET_EFILE_URL".into(), world.server.base_url.clone()));
    environment.push(("SCNET_TOKEN".into(), "secret-of-the-test".into()));
    let mut terminal = Terminal::eftop(&[&["--interval", "100ms"], &IDS[..]].concat(), &environment, SIZE);
    // One of them is in the pane, too.
    terminal.until("all tasks", |screen| screen.contents().matches("/1000 B").count() == IDS.len() + 1);
    let table = terminal.bytes();
    press(&mut terminal, "\r");
    for key in ["\t", "\t", "\t", "\t", "\x1b", "?", "\x1b", "e", "\x1b", "E", "\x1b", "s", "\x1b", "*", "c"] {
        press(&mut terminal, key);
    }
    terminal.confirm();
    terminal.keys("/evil\r\x1bpwTmyYZZ");
    world.turn(Mode::Gateway);
    terminal.until_text("502");
    world.turn(Mode::Garbage);
    terminal.send("r");
    // By then it speaks Chinese. An emulator's own idea of the width of a glyph may leave pieces of what stood there before.
    terminal.until_text("应答异常");
    world.turn(Mode::Refusal);
    terminal.send("r");
    terminal.until_text("911048");
    for (columns, rows) in [(60, 15), (200, 50), (40, 10), (1, 1), SIZE] {
        terminal.resize(columns, rows);
        terminal.send("\x0c");
    }
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
    Recorded { table, whole: terminal.bytes() }
}

static RECORDED: LazyLock<Recorded> = LazyLock::new(record);

#[test]
fn every_sequence_is_one_of_our_own() {
    let found = own_sequences::foreign(&RECORDED.whole);
    assert!(found.is_empty(), "{} foreign, the first: {:?}", found.len(), &found[..found.len().min(20)]);
    let text = String::from_utf8_lossy(&RECORDED.whole);
    assert!(text.matches("evil").count() > 100 && text.contains('\u{fffd}'), "the attacks were shown, made harmless");
}

/// Fails on everything that an emulator does for others: titles, clipboard, answers, bells, and what it does not know.
#[derive(Default)]
struct Alarms(Vec<String>);

impl vt100::Callbacks for Alarms {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.0.push("bell".to_owned());
    }
    fn visual_bell(&mut self, _: &mut vt100::Screen) {
        self.0.push("flash".to_owned());
    }
    fn resize(&mut self, _: &mut vt100::Screen, size: (u16, u16)) {
        self.0.push(format!("resize {size:?}"));
    }
    fn set_window_icon_name(&mut self, _: &mut vt100::Screen, name: &[u8]) {
        self.0.push(format!("icon {}", name.escape_ascii()));
    }
    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        if own_sequences::is_title(title) {
            return;
        }
        self.0.push(format!("title {}", title.escape_ascii()));
    }
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.0.push(format!("copy {}", data.escape_ascii()));
    }
    fn paste_from_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8]) {
        self.0.push("paste".to_owned());
    }
    fn unhandled_char(&mut self, _: &mut vt100::Screen, character: char) {
        self.0.push(format!("character {character:?}"));
    }
    fn unhandled_control(&mut self, _: &mut vt100::Screen, byte: u8) {
        self.0.push(format!("control {byte:#x}"));
    }
    fn unhandled_escape(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, byte: u8) {
        // It ends a string.
        if byte == b'\\' {
            return;
        }
        self.0.push(format!("escape {byte:#x}"));
    }
    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        // The question for the background.
        if params == [b"11", b"?".as_slice()] {
            return;
        }
        self.0.push(format!("OSC {params:?}"));
    }
}

#[test]
fn the_judges_are_not_blind() {
    let raw = hostile_world::attacks(0);
    let found = own_sequences::foreign(raw.as_bytes());
    for kind in ["OSC", "DCS", "ESC", "CSI", "control", "print"] {
        assert!(found.iter().any(|one| one.starts_with(kind)), "{kind} in {found:?}");
    }
    let mut parser = vt100::Parser::new_with_callbacks(size(SIZE.1), size(SIZE.0), 0, Alarms::default());
    parser.process(raw.as_bytes());
    for kind in ["title", "copy", "bell", "resize"] {
        assert!(parser.callbacks().0.iter().any(|one| one.starts_with(kind)), "{kind} in {:?}", parser.callbacks().0);
    }
}

/// The bytes for an emulator that draws no `U+FFFD` at all, though all terminals give it one cell: with a sign that it knows.
fn with_a_sign(bytes: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(bytes).replace('\u{fffd}', "?").into_bytes()
}

/// A size for the emulator.
fn size(cells: u16) -> NonZero<u16> {
    NonZero::new(cells).unwrap()
}

/// Where each row of a task ends: with its time, the last column, so that any wrong width before it shows.
fn ends<'a>(rows: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let is_clock = |word: &str| word.len() == 5 && word.replace(|c: char| c.is_ascii_digit(), "") == ":";
    let is_of_task = |row: &&str| row.rsplit(' ').next().is_some_and(|word| word == ">1y" || is_clock(word));
    rows.map(str::trim_end).filter(is_of_task).map(cells).collect()
}

#[test]
fn an_emulator_does_nothing_but_draw_and_every_row_has_its_width() {
    let mut parser = vt100::Parser::new_with_callbacks(size(SIZE.1), size(SIZE.0), 0, Alarms::default());
    parser.process(&with_a_sign(&RECORDED.whole));
    let alarms: Vec<_> = parser.callbacks().0.iter().filter(|alarm| !alarm.starts_with("copy ")).collect();
    assert!(alarms.is_empty(), "{:?}", &alarms[..alarms.len().min(20)]);
    let copies = parser.callbacks().0.len();
    assert_eq!(copies, 2, "the two that were asked for by y and Y");
    assert!(!parser.screen().alternate_screen() && !parser.screen().hide_cursor());

    let mut parser = vt100::Parser::new(size(SIZE.1), size(SIZE.0), 0);
    parser.process(&with_a_sign(&RECORDED.table));
    let rows: Vec<String> = parser.screen().rows(0, SIZE.0).collect();
    let columns = ends(rows.iter().map(String::as_str));
    assert!(columns.len() == IDS.len() && columns.iter().all(|column| *column == columns[0]), "{columns:?}\n{rows:#?}");
}

/// tmux with a server of its own, which ends with the test.
struct Tmux {
    home: tempfile::TempDir,
}

impl Tmux {
    fn run(&self, args: &[&str]) -> Option<String> {
        let mut command = Command::new("tmux");
        command.args(["-u", "-f", "/dev/null", "-S"]).arg(self.home.path().join("socket")).args(args);
        command.env_clear().env("PATH", std::env::var_os("PATH")?).env("HOME", self.home.path());
        let output = command.env("LC_ALL", "C.UTF-8").env("TERM", "xterm-256color").output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

#[test]
fn tmux_keeps_its_title_its_name_and_its_clipboard() {
    const MARK: &str = "end-of-the-stream";
    let tmux = Tmux { home: tempfile::tempdir().unwrap() };
    // Titles, names and the clipboard are as open as tmux can have them.
    let (columns, rows) = (SIZE.0.to_string(), SIZE.1.to_string());
    let file = tmux.home.path().join("stream");
    let end = format!("\x1b[{};1H{MARK}", SIZE.1);
    std::fs::write(&file, [&RECORDED.table, end.as_bytes()].concat()).unwrap();
    let show = format!("cat '{}'; exec tail -f /dev/null", file.display());
    let new = ["new-session", "-d", "-x", &columns, "-y", &rows, "-n", "ours", "exec tail -f /dev/null"];
    // A machine without tmux has nothing to look with.
    let Some(_) = tmux.run(&new) else { return };
    for option in
        [["set-clipboard", "on"], ["allow-rename", "on"], ["automatic-rename", "off"], ["remain-on-exit", "on"]]
    {
        tmux.run(&["set-option", "-g", option[0], option[1]])
            .or_else(|| tmux.run(&["set-option", "-gw", option[0], option[1]]));
    }
    tmux.run(&["select-pane", "-T", "our title"]).unwrap();
    tmux.run(&["respawn-pane", "-k", &show]).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let screen = loop {
        let screen = tmux.run(&["capture-pane", "-p"]).unwrap();
        if screen.contains(MARK) {
            break screen;
        }
        assert!(Instant::now() < deadline, "{screen}");
    };
    let names = tmux.run(&["display-message", "-p", "#{window_name}|#{pane_title}|#{alternate_on}"]).unwrap();
    let title = names.trim().strip_prefix("ours|").and_then(|rest| rest.strip_suffix("|1"));
    // Ours, or the old one where the recording ended before the first title.
    assert!(title.is_some_and(|title| title == "our title" || own_sequences::is_title(title.as_bytes())), "{names}");
    assert_eq!(tmux.run(&["list-buffers"]).unwrap_or_default(), "", "nothing was copied");
    assert!(!screen.contains(|character| character != '\n' && checks::acts(character)), "{}", screen.escape_debug());
    let columns = ends(screen.lines());
    assert!(columns.len() == IDS.len() && columns.iter().all(|column| *column == columns[0]), "{columns:?}\n{screen}");
}
