//! What a terminal or a multiplexer sends by itself never acts: the real binary in a pseudo-terminal over running tasks of the real
//! embedded server.

use crate::support::{self, program};
use program::Bench;
use rstest::rstest;
use std::{
    thread,
    time::{Duration, Instant},
};
use support::terminal::{Terminal, environment};

/// Two copies that run for an hour, the cursor on the first, and one that has ended, for the keys that clear.
const WORLD: &str = "
[[task]]
operation = 'copy'
source = '/home/wang/alpha.tar'
target = '/work'
submitted = -60
takes = 3600
size = '1 TiB'
[[task]]
operation = 'copy'
source = '/home/wang/beta.tar'
target = '/work'
submitted = -60
takes = 3600
size = '1 TiB'
[[task]]
operation = 'copy'
source = '/home/wang/gamma.tar'
target = '/work'
submitted = -600
takes = 10
size = '1 GiB'
";

/// What `eftop` is told of the server.
fn account(bench: &Bench) -> Vec<(String, String)> {
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), bench.running.base_url().into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    all
}

fn start(bench: &Bench, args: &[&str]) -> Terminal {
    let ids: Vec<_> = bench.running.task_ids().iter().map(String::as_str).collect();
    let terminal = Terminal::eftop(&[args, &ids].concat(), &account(bench), (120, 30));
    terminal.until("all tasks", |screen| {
        ["alpha.tar", "beta.tar", "gamma.tar"].iter().all(|name| screen.contents().contains(name))
    });
    terminal
}

/// Leaves the screen: nothing was cancelled, and nothing dropped from the set.
fn assert_untouched(bench: &Bench, mut terminal: Terminal) {
    terminal.send("\x1b[21~");
    assert_eq!(terminal.exit_code(), 0);
    assert_eq!(bench.requests("cancel"), Vec::<Vec<String>>::new());
    let listed = bench.run("list --jsonl").out;
    for id in bench.running.task_ids() {
        assert!(listed.contains(id.as_str()), "{id} was dropped: {listed}");
    }
}

/// Text that was written to somebody, and not to eftop.
const PAGE: &str = "Dear colleagues, \ndo copy the daily results, yes. Could you\ncancel nothing? \ty Q q dd cy c y\n";

/// Types a text with so much time between its characters, and says the longest time that there really was.
fn type_apart(terminal: &mut Terminal, text: &str, apart: Duration) -> Duration {
    let (mut last, mut longest) = (Instant::now(), Duration::ZERO);
    for character in text.chars() {
        terminal.write(character.encode_utf8(&mut [0; 4]));
        longest = longest.max(last.elapsed());
        last = Instant::now();
        thread::sleep(apart);
    }
    longest
}

/// Tries again when the machine was too busy to type so evenly: what comes too late is another input.
fn in_time(attempt: impl Fn() -> Duration) {
    assert!((0..10).any(|_| attempt() < Duration::from_millis(200)), "this machine cannot type");
}

#[rstest]
#[case::cancel_and_yes("copy", 0)]
#[case::drop_and_more("daily", 0)]
#[case::page(PAGE, 0)]
#[case::keys_that_act("cyc y\rcyddCq", 0)]
#[case::cancel_and_yes_in_pieces("copy", 5)]
#[case::drop_and_more_in_pieces("daily", 5)]
#[case::page_in_pieces(PAGE, 5)]
#[case::cancel_and_yes_as_typed("copy", 100)]
#[case::drop_and_more_as_typed("daily", 100)]
#[case::twice_as_typed("odd dd cy", 100)]
fn a_text_that_was_not_typed_here_acts_on_nothing(#[case] text: &str, #[case] apart: u64) {
    in_time(|| {
        let bench = Bench::new(WORLD);
        let mut terminal = start(&bench, &[]);
        let longest = if apart == 0 {
            terminal.send(text);
            terminal.until_text(&format!("{} characters came at once", text.chars().count()));
            Duration::ZERO
        } else {
            type_apart(&mut terminal, text, Duration::from_millis(apart))
        };
        if longest < Duration::from_millis(200) {
            assert_untouched(&bench, terminal);
        }
        longest
    });
}

#[test]
fn a_large_text_without_paste_marks_acts_on_nothing() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    terminal.send(&PAGE.repeat(200_000 / PAGE.len()));
    terminal.until_text("characters came at once");
    assert_untouched(&bench, terminal);
}

#[rstest]
#[case::at_once(0)]
#[case::in_pieces(5)]
fn an_id_pasted_without_paste_marks_is_offered(#[case] apart: u64) {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    let id = "0dd0c0dec0dec0dec0dec0dec0dec0de";
    type_apart(&mut terminal, &format!("{id}\n"), Duration::from_millis(apart));
    terminal.until_text("holds 1 task id");
    terminal.send("\x1b");
    terminal.until_gone("holds 1 task id");
    assert_untouched(&bench, terminal);
}

#[test]
fn in_a_line_of_text_a_burst_is_inserted_and_accepts_nothing() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    terminal.send("/");
    terminal.send("beta\r");
    terminal.until_gone("alpha.tar");
    // Still the line of text: the key that ends it in the list is a letter here.
    terminal.send("c");
    terminal.until_text("betac");
    assert_untouched(&bench, terminal);
}

#[test]
fn a_movement_key_that_repeats_runs_as_often_as_it_came() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    let is_marked = |name: &'static str| {
        move |screen: &vt100::Screen| screen.contents().lines().any(|line| line.contains(name) && line.contains('●'))
    };
    terminal.send("jjjj");
    terminal.send(" ");
    terminal.until("the last row is marked", is_marked("gamma.tar"));
    terminal.send("\x1b[A\x1b[A\x1b[A");
    terminal.send(" ");
    terminal.until("the first row is marked", is_marked("alpha.tar"));
    assert_untouched(&bench, terminal);
}

#[test]
fn a_question_counts_a_yes_only_when_it_was_read_and_closes_upon_any_other_key() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    terminal.send("c");
    terminal.until_text("on the service?");
    terminal.send("p");
    terminal.until_gone("on the service?");
    // Each key begins the wait anew, so that a paste that comes slowly confirms nothing.
    in_time(|| {
        let longest = type_apart(&mut start(&bench, &[]), "cyyyyyyyy", Duration::from_millis(60));
        assert!(longest >= Duration::from_millis(200) || bench.requests("cancel").is_empty());
        longest
    });
    assert_eq!(bench.requests("cancel"), Vec::<Vec<String>>::new());
    terminal.keys("c");
    terminal.until_text("on the service?");
    terminal.confirm();
    terminal.until("the request", |_| !bench.requests("cancel").is_empty());
    assert_eq!(bench.requests("cancel"), [vec![bench.running.task_ids()[0].clone()]]);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn the_question_prints_the_keys_that_are_bound() {
    let bench = Bench::new(WORLD);
    let config = bench.home.path().join("config.toml");
    std::fs::write(&config, "[keys]\nconfirm = 'n'\nkeep = ['k']\nup = ['K']\nwith-hidden = ['w']\n").unwrap();
    let mut terminal = start(&bench, &["--config", config.to_str().unwrap()]);
    terminal.send("c");
    terminal.until_text(" k keep ");
    assert!(terminal.text().contains("n cancel on the service"), "{}", terminal.text());
    terminal.send("k");
    terminal.until_gone("k keep ");
    assert_untouched(&bench, terminal);
}

#[test]
fn a_paste_that_does_not_end_is_over_after_a_while_and_control_c_always_works() {
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    terminal.send("\x1b[200~hello cy");
    terminal.until_text("no task id");
    terminal.send("?");
    terminal.until_text("Help");
    terminal.send("?");
    terminal.until_gone("Help");
    for never_ends in ["\x1b[200~hello", "\x1b]52;c;hello", "\x1bPhello", "copy"] {
        let mut terminal = start(&bench, &[]);
        terminal.send(never_ends);
        terminal.send("\x03");
        assert_eq!(terminal.exit_code(), 0, "{never_ends:?}");
    }
    assert_untouched(&bench, terminal);
}

#[test]
fn an_answer_that_comes_after_the_last_key_does_not_reach_the_shell() {
    let bench = Bench::new(WORLD);
    let mut environment = account(&bench);
    environment.push(("EFTOP".into(), env!("CARGO_BIN_EXE_eftop").into()));
    environment.push(("ID".into(), bench.running.task_ids()[0].clone()));
    let script = "\"$EFTOP\" \"$ID\"; IFS= read -r line; printf 'got=%q.\\n' \"$line\"";
    let mut terminal = Terminal::start("bash", &["--norc", "-c", script], &environment, (100, 30));
    terminal.until_bytes("the question", |bytes| bytes.windows(6).any(|part| part == b"\x1b]11;?"));
    terminal.send("q");
    thread::sleep(Duration::from_millis(20));
    terminal.write("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\");
    terminal.until("the shell has the terminal", |screen| !screen.alternate_screen());
    terminal.send("\n");
    terminal.until_text("got=''.");
    assert_eq!(terminal.exit_code(), 0);
}

/// The screen without its first line, which tells how old the data is, and its last one, where notices come and go.
fn rows(screen: &vt100::Screen) -> Vec<String> {
    screen.rows(0, 120).map(|row| row.trim_end().to_owned()).skip(1).take(28).collect()
}

#[test]
fn answers_of_terminals_change_nothing_whole_or_cut_anywhere() {
    #[derive(serde::Deserialize)]
    struct Corpus {
        answer: Vec<Answer>,
    }
    #[derive(serde::Deserialize)]
    struct Answer {
        name: String,
        bytes: String,
        never: String,
    }
    let corpus: Corpus = toml::from_str(include_str!("data/terminal-answers.toml")).unwrap();
    let bench = Bench::new(WORLD);
    let mut terminal = start(&bench, &[]);
    // The display stands still, so that whatever changes was changed by an answer.
    terminal.send("Z");
    terminal.until_text("frozen");
    terminal.send("j");
    terminal.until_text("2/3");
    let gap = Duration::from_millis(4);
    for Answer { name, bytes, never } in &corpus.answer {
        let before = terminal.screen(rows);
        for cut in (0..bytes.len()).filter(|cut| bytes.is_char_boundary(*cut)) {
            let (first, rest) = bytes.split_at(cut);
            for part in [first, rest] {
                if !part.is_empty() {
                    terminal.write(part);
                    thread::sleep(gap);
                }
            }
        }
        // Behind all of these a key still is a key, and by the time that it was drawn they would have been, too.
        terminal.send("?");
        terminal.until_text("Help");
        terminal.send("?");
        let unchanged = format!("the same screen as before (upon {name}: {bytes:?} must never {never})");
        terminal.until(&unchanged, |screen| rows(screen) == before);
    }
    assert_untouched(&bench, terminal);
}
