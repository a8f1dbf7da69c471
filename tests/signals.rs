//! Signals that were ignored when the real binary was started stay ignored, for every command that listens to signals.

use crate::support::{self, program};
use program::{Bench, until};
use rstest::rstest;
use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpStream,
    os::unix::process::ExitStatusExt,
    process::{Child, Command, Stdio},
};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/program-world.toml");

/// A command of the bench under a shell that ignores `trapped`, which gives way to it.
fn under(trapped: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' {trapped}; exec \"$@\""), "sh"]).arg(command.get_program());
    shell.args(command.get_args()).env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

fn kill(child: &Child, signal: &str) {
    assert!(Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
}

/// Each ignored signal is sent once the command is at work; the one that is not ignored then ends it with its own code.
#[rstest]
#[case::wait("wait runs1", "HUP INT", ("TERM", 143))]
#[case::wait_for_json_lines("wait --jsonl runs1", "HUP TERM", ("INT", 130))]
#[case::lines("runs1", "INT TERM", ("HUP", 129))]
#[case::export("export --listen 127.0.0.1:0", "HUP INT", ("TERM", 143))]
#[case::cancel("cancel --yes runs1", "HUP INT", ("TERM", 143))]
#[case::submit("copy --wait /a /b/", "HUP INT", ("TERM", 143))]
fn an_ignored_signal_stays_ignored(#[case] args: &str, #[case] trapped: &str, #[case] last: (&str, i32)) {
    // A cancel takes for ever.
    let world = WORLD.replace("[0.1, 0.1]", "[3600, 3600]");
    let bench = Bench::new(&world);
    if args.starts_with("export") {
        assert_eq!(bench.run("add runs1").code, 0);
    }
    let mut child = under(trapped, &bench.command(args)).spawn().unwrap();
    let polls = || bench.requests("list").len();
    until("polls", || polls() > 2);
    for signal in trapped.split(' ') {
        kill(&child, signal);
        let asked = polls();
        until("more polls", || polls() > asked + 2 || child.try_wait().unwrap().is_some());
        assert_eq!(child.try_wait().unwrap(), None, "it went on after {signal}");
    }
    kill(&child, last.0);
    let status = child.wait().unwrap();
    assert_eq!((status.code(), status.signal()), (Some(last.1), None));
}

#[test]
fn the_server_of_the_demo_goes_on_serving() {
    let bench = Bench::new(WORLD);
    let mut command = under("HUP INT", &bench.command("demo --serve"));
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = out.next().unwrap().unwrap();
    let address = url.rsplit("//").next().unwrap().split('/').next().unwrap().to_owned();
    kill(&child, "HUP");
    kill(&child, "INT");
    // Signals are delivered before the program does anything else.
    TcpStream::connect(&address).unwrap();
    assert_eq!(child.try_wait().unwrap(), None);
    kill(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

/// The environment of a screen of these tests.
fn account(bench: &Bench) -> Vec<(String, String)> {
    let mut all = environment(bench.home.path());
    let mut set = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
    set("SCNET_EFILE_URL", bench.running.base_url());
    set("SCNET_TOKEN", bench.running.token());
    set("EFTOP_INTERVAL", "100ms");
    set("EFTOP", env!("CARGO_BIN_EXE_eftop"));
    all
}

fn screen(bench: &Bench, args: &str) -> Terminal {
    let script = format!("trap '' HUP INT TERM; exec \"$EFTOP\" {args}");
    let terminal = Terminal::start("sh", &["-c", &script], &account(bench), (120, 30));
    terminal.until_text("runs.tar");
    terminal
}

#[test]
fn a_screen_goes_on_and_its_keys_count() {
    let bench = Bench::new(WORLD);
    let recording = bench.home.path().join("recording.jsonl").display().to_string();
    assert_eq!(bench.run(&format!("wait runs1 --timeout 300ms --record {recording}")).code, 124);
    for args in ["runs1".to_owned(), format!("replay {recording}")] {
        let mut terminal = screen(&bench, &args);
        for signal in ["HUP", "INT", "TERM"] {
            terminal.signal(signal);
            terminal.send("?");
            terminal.until_text("Help");
            terminal.send("?");
            terminal.until_gone("Help");
        }
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
    }
}

#[test]
fn a_terminal_that_is_gone_ends_a_screen_that_ignores_the_signal_of_it() {
    let bench = Bench::new(WORLD);
    assert_eq!(screen(&bench, "runs1").hang_up(), 129);
    let set = fs::read_to_string(bench.home.path().join(".local/state/eftop/sets/default.json")).unwrap();
    assert!(set.contains("runs1"), "{set}");
}
