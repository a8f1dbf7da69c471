//! How the command line is read, by the real binary: options before the command, slips in its name, words that are no UTF-8, and files
//! as other systems write them.

use crate::support::program;
use clap::Parser;
use eftop::internals::{
    cli::Cli,
    messages::{Lang, errors},
};
use program::{Bench, Ended, ended};
use rstest::rstest;
use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, os::unix::fs::PermissionsExt};

const WORLD: &str = include_str!("data/program-world.toml");

#[test]
fn options_before_a_command_work_as_behind_it() {
    let bench = Bench::new(WORLD);
    let ids = bench.running.task_ids().join(" ");
    assert_eq!(bench.run(&format!("--set night add {ids}")).code, 0);
    let Ended { code, out, err } = bench.run("--interval 2s --set=night --json list");
    assert_eq!(code, 0, "{err}");
    let listed: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(listed["tasks"].as_array().unwrap().len(), bench.running.task_ids().len());
    let shown = bench.run("--set night config --lang en show");
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(shown.out.contains("--set") && shown.out.contains("night"), "{}", shown.out);
    let refused = bench.run("--ascii list");
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("'--ascii'") && refused.err.contains("eftop list"), "{}", refused.err);
    // A value that is called like a command is none.
    assert_eq!(bench.run("--set list --exit-status failed1").code, 3);
}

#[rstest]
#[case("lisst", "list")]
#[case("--interval 2s wiat --json", "wait")]
#[case("expalin 911020", "explain")]
fn a_slip_in_a_command_is_answered_before_anything_else(#[case] line: &str, #[case] meant: &str) {
    let bench = Bench::new(WORLD);
    let ran = ended(bench.command(line).env_remove("SCNET_TOKEN"));
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains(&format!("did you mean `eftop {meant}`?")), "{}", ran.err);
}

#[test]
fn what_is_no_utf_8_is_named() {
    let bench = Bench::new(WORLD);
    for (line, bad) in [("", &b"t\xff1"[..]), ("list --set", b"n\xe9"), ("wait --timeout", b"\xff9")] {
        // A path need not be UTF-8, and is not what is wrong.
        let path = OsStr::from_bytes(b"/nowhere/\xfe.log");
        let ran = ended(bench.command(line).arg(OsStr::from_bytes(bad)).arg("--log").arg(path));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(&*String::from_utf8_lossy(bad)) && !ran.err.contains("nowhere"), "{}", ran.err);
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_file() {
    let bench = Bench::new(WORLD);
    let file = |name: &str, text: &str| {
        let path = bench.home.path().join(name);
        fs::write(&path, format!("\u{feff}{text}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.display().to_string()
    };
    let token = file("token", bench.running.token());
    let config = file("config.toml", "lang = \"en\"\n");
    let ids = file("ids", "10b10bf643814ebfb1fbf0d7e910e8d1\n");
    let line = format!("list --json --token-file {token} --config {config} {ids}");
    let ran = ended(bench.command(&line).env_remove("SCNET_TOKEN"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let listed: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(listed["tasks"].as_array().unwrap().len(), 1);
    // A handshake is tried, and fails: the other side speaks none. Certificates that cannot be read are told before it.
    let ca = file("ca.pem", include_str!("fixtures/tls/ca.pem"));
    let url = bench.running.base_url().replace("http://", "https://");
    let ran = bench.run(&format!("list --url {url} --ca-file {ca} {ids}"));
    assert_eq!(ran.code, 7, "{}", ran.err);
    let recording = bench.home.path().join("recording").display().to_string();
    let made = bench.run(&format!("wait --timeout 1s --record {recording} {ids}"));
    assert!(fs::read_to_string(&recording).unwrap().len() > 1000, "{}", made.err);
    file("recording", &fs::read_to_string(&recording).unwrap());
    let ran = bench.run(&format!("replay {recording}"));
    assert!(ran.err.contains("needs a terminal"), "{}", ran.err);
}

#[test]
fn the_commands_of_cards_can_be_given() {
    let value = |name: &str| Some(if name == "set" { " --set night" } else { "a1" }.to_owned());
    let commands = errors::all(Lang::En).flat_map(|card| card.commands(value));
    let own: Vec<_> = commands.filter(|command| command.starts_with("eftop ")).collect();
    assert!(own.len() > 10, "{own:?}");
    for command in own {
        let given = Cli::try_parse_from(command.split(' ')).unwrap_or_else(|error| panic!("{command}: {error}"));
        // A word alone would be taken for an id.
        assert!(given.watch.ids.is_empty(), "{command}");
    }
}
