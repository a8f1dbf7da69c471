//! The completion scripts in the shells that they are for: what is offered is what the command takes, and nothing else.

use crate::support;
use rstest::rstest;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};
use support::terminal::{Terminal, environment};
use tempfile::TempDir;

const EFTOP: &str = env!("CARGO_BIN_EXE_eftop");

/// A home with two sets, a file that is none of them, and the script of a shell.
fn home(shell: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let sets = home.path().join(".local/state/eftop/sets");
    fs::create_dir_all(&sets).unwrap();
    for name in ["night.json", "default.json", "nightly.json.damaged-1", "$(touch nowhere).json"] {
        fs::write(sets.join(name), "").unwrap();
    }
    fs::write(home.path().join("ids-of-today.txt"), "").unwrap();
    let script =
        Command::new(EFTOP).args(["completions", shell]).env_clear().env("HOME", home.path()).output().unwrap();
    assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    // The name under which zsh looks for it; bash and fish are told.
    fs::write(home.path().join("_eftop"), script.stdout).unwrap();
    home
}

/// Whether a shell is missing where that is no failure: whoever tries the program has the shells of their own, the gate has all.
fn is_missing(shell: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| folder.join(shell).exists());
    !is_there && std::env::var_os("CI").is_none()
}

/// What a shell prints for a script of its own; a shell that is not there is no success.
fn printed(shell: &str, args: &[&str], home: &Path) -> Vec<String> {
    let mut command = Command::new(shell);
    command.args(args).current_dir(home).env_clear().envs(environment(home)).stdin(Stdio::null());
    let output = command.output().unwrap_or_else(|error| panic!("{shell} is needed for this test: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// What bash offers behind these words, the last of them begun.
fn bash(words: &str, home: &Path) -> Vec<String> {
    let script = format!(
        r#"source ./_eftop; compopt() {{ :; }}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _eftop eftop "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"; printf '%s\n' "${{COMPREPLY[@]}}""#
    );
    printed("bash", &["--norc", "-c", &script], home)
}

/// What fish offers behind this line.
fn fish(line: &str, home: &Path) -> Vec<String> {
    let script = format!("source ./_eftop; complete -C '{line}'");
    let offered = printed("fish", &["--no-config", "-c", &script], home);
    offered.into_iter().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[rstest]
#[case("eftop wait --unti", &["--until"])]
#[case("eftop wait --until ''", &["all", "any", "first-failure"])]
#[case("eftop wait --until = f", &["first-failure"])]
#[case("eftop wait --until =", &["all", "any", "first-failure"])]
#[case("eftop --lang ''", &["auto", "en", "zh"])]
#[case("eftop demo --theme colorblind-l", &["colorblind-light"])]
#[case("eftop demo --scenario f", &["first-look", "faults"])]
#[case("eftop list --set ''", &["default", "night"])]
#[case("eftop list --anon", &[""])]
#[case("eftop list --region ids", &["ids"])]
#[case("eftop list --ca-file ids", &["ids-of-today.txt"])]
#[case("eftop --interval 2s list --js", &["--json", "--jsonl"])]
fn bash_offers_what_the_command_takes(#[case] words: &str, #[case] offered: &[&str]) {
    let home = home("bash");
    assert_eq!(bash(words, home.path()), offered);
    assert!(!home.path().join("nowhere").exists());
}

#[rstest]
#[case("eftop wait --unti", &["--until"])]
#[case("eftop wait --until ", &["all", "any", "first-failure"])]
#[case("eftop --lang ", &["auto", "en", "zh"])]
#[case("eftop config ", &["help", "init", "path", "show"])]
#[case("eftop list --set ", &["default", "night"])]
#[case("eftop --set n", &["night"])]
#[case("eftop list --anon", &[])]
#[case("eftop list --region ", &[])]
#[case("eftop --interval 2s lis", &["list"])]
#[case("eftop --interval 2s list --jsonl", &["--jsonl"])]
fn fish_offers_what_the_command_takes(#[case] line: &str, #[case] offered: &[&str]) {
    if is_missing("fish") {
        return;
    }
    let home = home("fish");
    assert_eq!(fish(line, home.path()), offered);
}

#[rstest]
#[case("eftop wait --unti\t", &["--until="], &[])]
#[case("eftop wait --until \t", &["all", "any", "first-failure"], &["ids-of"])]
#[case("eftop --lang \t", &["auto", "en", "zh"], &["ids-of"])]
#[case("eftop config \t", &["init", "path", "show"], &["regions"])]
#[case("eftop list --set \t", &["default", "night"], &["nowhere", "damaged", "ids-of"])]
#[case("eftop --set ni\t", &["--set night"], &[])]
#[case("eftop list --region \t", &[], &["ids-of"])]
#[case("eftop list --anon\t", &[], &["anonymize"])]
#[case("eftop --interval 2s list --jsonl\t", &["--jsonl "], &[])]
#[case("eftop explai\t", &["eftop explain "], &[])]
#[case("eftop ids-\t", &["ids-of-today.txt"], &[])]
#[case("eftop 10b10bf643814ebf --exit-st\t", &["--exit-status"], &[])]
fn zsh_offers_what_the_command_takes(#[case] typed: &str, #[case] offered: &[&str], #[case] not: &[&str]) {
    if is_missing("zsh") {
        return;
    }
    let home = home("zsh");
    let begin = "PS1='> '; zstyle ':completion:*' menu no; fpath=($HOME $fpath); autoload -Uz compinit; compinit -u -D; cd; echo rea''dy\n";
    let mut terminal = Terminal::start("zsh", &["-f", "-i"], &environment(home.path()), (100, 40));
    terminal.send(begin);
    terminal.until_text("ready");
    terminal.send(typed);
    for text in offered {
        terminal.until_text(text);
    }
    // What comes after that was offered before it.
    terminal.send("\x15echo th''ere\n");
    terminal.until_text("there");
    for text in not {
        assert!(!terminal.text().contains(text), "{text}:\n{}", terminal.text());
    }
}
