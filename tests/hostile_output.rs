//! The commands without a screen under a service that attacks with every text: what they print, to a pipe and to a terminal, has no
//! escape sequence and no control of theirs.

use crate::{
    checks,
    support::{self, hostile_world, own_sequences},
};
use hostile_world::{HostileWorld, Mode, attacks};
use rstest::rstest;
use std::process::{Command, Stdio};
use support::terminal::{Terminal, environment};

fn variables(world: &HostileWorld, home: &tempfile::TempDir, keys: bool) -> Vec<(String, String)> {
    let mut all = environment(home.path());
    let mut set = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
    set("EFTOP_INTERVAL", "50ms");
    if keys {
        set("SCNET_USER", "someone");
        set("SCNET_ACCESS_KEY", "0123456789abcdef");
        set("SCNET_SECRET_KEY", "0123456789abcdef");
        set("SCNET_TOKEN_URL", &world.server.base_url);
        set("SCNET_CENTER_URL", &world.server.base_url);
    } else {
        set("SCNET_EFILE_URL", &world.server.base_url);
        set("SCNET_TOKEN", "secret-of-the-test");
    }
    all
}

/// Every command that prints something of the service's.
#[rstest]
#[case::list("list evil0 evil1 evil3 evil5", Mode::Tasks, false)]
#[case::list_json("list --json evil0 evil1 evil3 evil5", Mode::Tasks, false)]
#[case::list_jsonl("list --jsonl evil0 evil1 evil3 evil5", Mode::Tasks, false)]
#[case::wait("wait evil0 evil1 evil2 evil4 --timeout 300ms", Mode::Tasks, false)]
#[case::wait_json("wait --json evil0 evil1 evil5 --timeout 300ms", Mode::Tasks, false)]
#[case::wait_jsonl("wait --jsonl evil0 evil1 evil5 --timeout 300ms", Mode::Tasks, false)]
#[case::no_screen("evil1 evil2 evil4", Mode::Tasks, false)]
#[case::cancel("cancel --yes evil0 evil3 --timeout 300ms", Mode::Tasks, false)]
#[case::copy("copy /a /b /c", Mode::Tasks, false)]
#[case::remove("remove --yes /a /b", Mode::Tasks, false)]
#[case::regions("regions", Mode::Tasks, true)]
#[case::regions_json("regions --json", Mode::Tasks, true)]
#[case::auth("auth", Mode::Tasks, true)]
#[case::sign_in("list evil0", Mode::Tasks, true)]
#[case::sign_in_refused("list evil0", Mode::Refusal, true)]
#[case::refused("list evil0", Mode::Refusal, false)]
#[case::gateway("wait evil0 --max-outage 300ms", Mode::Gateway, false)]
#[case::gateway_jsonl("wait --jsonl evil0 --max-outage 300ms", Mode::Gateway, false)]
#[case::garbage("list --json evil0", Mode::Garbage, false)]
#[case::submission_refused("copy /a /b", Mode::Gateway, false)]
fn nothing_that_is_printed_acts(#[case] args: &str, #[case] mode: Mode, #[case] keys: bool) {
    let (world, home) = (HostileWorld::start(), tempfile::tempdir().unwrap());
    world.turn(mode);
    let variables = variables(&world, &home, keys);
    let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
    command.args(args.split_whitespace()).env_clear().envs(variables.clone()).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.code().is_some_and(|code| code != 101), "no panic");
    let mut shown = 0;
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        let text = str::from_utf8(bytes).unwrap();
        shown += text.matches("evil").count();
        let acting = text.chars().find(|character| *character != '\n' && checks::acts(*character));
        assert_eq!(acting, None, "{name}: {}", text.escape_debug());
    }
    assert!(shown > 0, "something of theirs was shown: {output:?}");

    let args: Vec<_> = args.split_whitespace().collect();
    let mut terminal = Terminal::eftop(&args, &variables, (100, 30));
    if !args.iter().any(|arg| arg.starts_with("evil")) || args[0] != "evil1" {
        terminal.exit_code();
    } else {
        terminal.until_text("evil");
        terminal.send("q");
        terminal.exit_code();
    }
    let found = own_sequences::foreign(&terminal.bytes());
    assert!(found.is_empty(), "{:?}", &found[..found.len().min(10)]);
}

/// What is wrong with arguments, file names and files is told in words that repeat them harmlessly.
#[rstest]
#[case(&["list", "--set"])]
#[case(&["list", "--interval"])]
#[case(&["list", "--config"])]
#[case(&["list", "--token-file"])]
#[case(&["list", "--lang"])]
#[case(&["list", "--url"])]
#[case(&["list", "--profile"])]
#[case(&["wait", "--timeout"])]
#[case(&["wait", "--until"])]
#[case(&["list", "--log"])]
#[case(&["list", "--ca-file"])]
#[case(&["add"])]
#[case(&["explain"])]
#[case(&["copy", "/a"])]
#[case(&["copy", "--from"])]
fn what_a_script_passes_on_does_not_act_either(#[case] args: &[&str]) {
    let (world, home) = (HostileWorld::start(), tempfile::tempdir().unwrap());
    // No argument can hold a NUL.
    let hostile = attacks(0).replace('\0', "");
    let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
    command.args(args).arg(&hostile).env_clear().envs(variables(&world, &home, false)).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(output.status.code().is_some_and(|code| code != 0 && code != 101), "{}", text.escape_debug());
    let acting = text.chars().find(|character| *character != '\n' && checks::acts(*character));
    assert_eq!(acting, None, "{}", text.escape_debug());
}
