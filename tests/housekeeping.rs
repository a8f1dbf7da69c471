//! The commands that need no service, by the real binary: explanations, the configuration, completions, the manual page.

use clap::{Command, CommandFactory};
use eftop::internals::{cli::Cli, messages::errors};
use rstest::rstest;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
};

fn eftop(home: &Path, args: &[&str], variables: &[(&str, &str)]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_eftop"))
        .args(args)
        .env_clear()
        .env("HOME", home)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[rstest]
#[case(&["explain", "911020"], &[], "file not found")]
#[case(&["explain", "911020"], &[("LC_ALL", "zh_CN.UTF-8")], "文件不存在")]
#[case(&["explain", "911020"], &[("EFTOP_LANG", "zh")], "文件不存在")]
#[case(&["explain", "911020", "--lang", "zh"], &[("LC_ALL", "C")], "文件不存在")]
fn a_code_is_explained_in_the_language_of_the_user(
    #[case] args: &[&str],
    #[case] variables: &[(&str, &str)],
    #[case] expected: &str,
) {
    let home = tempfile::tempdir().unwrap();
    let card = stdout(&eftop(home.path(), args, variables));
    assert!(card.starts_with("911020  ") && card.contains(expected), "{card}");
    assert_eq!(card.lines().count(), 5, "{card}");
}

#[test]
fn explanations_are_machine_readable() {
    let home = tempfile::tempdir().unwrap();
    let one: serde_json::Value =
        serde_json::from_str(&stdout(&eftop(home.path(), &["explain", "911048", "--json"], &[]))).unwrap();
    assert_eq!((&one["code"], &one["lang"], &one["retry"]), (&"911048".into(), &"en".into(), &"later".into()));
    let all: serde_json::Value =
        serde_json::from_str(&stdout(&eftop(home.path(), &["explain", "--json"], &[]))).unwrap();
    assert_eq!(all.as_array().unwrap().len(), errors::codes().count());
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../assets/schema/eftop-explain.json.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for document in [&one, &all] {
        assert!(validator.is_valid(document), "{document}");
    }
    assert!(!validator.is_valid(&serde_json::json!({"code": 911_048})));
}

#[test]
fn without_a_code_all_are_listed_and_an_unknown_one_is_told() {
    let home = tempfile::tempdir().unwrap();
    let all = stdout(&eftop(home.path(), &["explain"], &[]));
    for code in errors::codes() {
        assert!(all.lines().any(|line| line.starts_with(&format!("{code} "))), "{code}");
    }
    let unknown = refused(&eftop(home.path(), &["explain", "4\u{1b}[2J7"], &[]));
    assert!(unknown.contains("eftop explain") && !unknown.contains('\u{1b}'), "{unknown}");
    assert_eq!(unknown.lines().count(), 1);
}

#[test]
fn a_configuration_is_begun_once_and_never_overwritten() {
    let home = tempfile::tempdir().unwrap();
    let path = stdout(&eftop(home.path(), &["config", "path"], &[]));
    let path = Path::new(path.trim_end());
    assert_eq!(path, home.path().join(".config/eftop/config.toml"));
    stdout(&eftop(home.path(), &["config", "init"], &[]));
    assert_eq!(fs::read_to_string(path).unwrap(), include_str!("../assets/config.toml"));
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::write(path, "interval = \"9s\"\n").unwrap();
    let message = refused(&eftop(home.path(), &["config", "init"], &[]));
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    assert_eq!(fs::read_to_string(path).unwrap(), "interval = \"9s\"\n");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn every_setting_is_shown_with_its_source_and_no_secret() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    fs::write(&file, "theme = \"light\"\n").unwrap();
    let args = ["config", "show", "--interval", "5s", "--config", file.to_str().unwrap()];
    let variables = [
        ("SCNET_TOKEN", "eyJ.hidden-token"),
        ("SCNET_EFILE_URL", "https://user:hidden-word@h/efile"),
        ("EFTOP_SET", "night"),
        ("LC_ALL", "zh_CN.UTF-8"),
    ];
    let shown = stdout(&eftop(home.path(), &args, &variables));
    let line = |key: &str| shown.lines().find(|line| line.split_whitespace().next() == Some(key)).unwrap();
    assert!(!shown.contains("hidden"), "{shown}");
    for (key, value, source) in [
        ("token", "已设置", "SCNET_TOKEN"),
        ("url", "不可用", "SCNET_EFILE_URL"),
        ("interval", "5s", "--interval"),
        ("set", "night", "EFTOP_SET"),
        ("theme", "light", file.to_str().unwrap()),
        ("lang", "auto (zh)", "默认值"),
        ("stall-after", "3m", "默认值"),
    ] {
        assert!(line(key).contains(value) && line(key).contains(source), "{}", line(key));
    }
    let bad = eftop(home.path(), &["config", "show"], &[("EFTOP_INTERVAL", "banana")]);
    assert!(refused(&bad).contains("EFTOP_INTERVAL: interval = \"banana\""));
}

#[test]
fn keys_of_a_profile_are_shown_as_set_and_only_from_a_file_of_the_owners() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    let text = "region = 'top'\n[profile.kunshan]\nuser = 'bob'\naccess-key = 'hidden-ak'\nsecret-key = 'hidden-sk'\n";
    fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let args = ["config", "show", "--profile", "kunshan", "--token-cache", "--config", path];
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let open = eftop(home.path(), &args, &[]);
    let told = String::from_utf8(open.stderr).unwrap();
    assert_eq!((open.status.code(), open.stdout), (Some(4), Vec::new()), "{told}");
    assert!(told.contains(&format!("chmod 600 {path}")), "{told}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let variables = [("SCNET_CLUSTER_ID", "11112"), ("SCNET_TOKEN_URL", "https://user:hidden@h/x")];
    let shown = stdout(&eftop(home.path(), &args, &variables));
    assert!(!shown.contains("hidden"), "{shown}");
    let profile = format!("{path} [profile.kunshan]");
    for (key, value, source) in [
        ("default-profile", "kunshan", "--profile"),
        ("user", "bob", profile.as_str()),
        ("access-key", "set", &profile),
        ("secret-key", "set", &profile),
        ("token", "not set", "default"),
        ("region", "11112", "SCNET_CLUSTER_ID"),
        ("token-url", "not usable", "SCNET_TOKEN_URL"),
        ("token-cache", "true", "--token-cache"),
    ] {
        let line = shown.lines().find(|line| line.split_whitespace().next() == Some(key)).unwrap();
        assert!(line.contains(value) && line.contains(source), "{line}");
    }
    let unknown = refused(&eftop(home.path(), &["config", "show", "--profile", "kunshn", "--config", path], &[]));
    assert!(unknown.contains("did you mean \"kunshan\"?"), "{unknown}");
}

#[test]
fn a_mistake_beside_a_secret_shows_none_of_it() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    fs::write(&file, "user = 'bob'\nsecret-key = \"0123456789abcdef\nregion = 'r'\n").unwrap();
    let told = refused(&eftop(home.path(), &["config", "show", "--config", file.to_str().unwrap()], &[]));
    assert!(told.contains("line 2") && !told.contains("01234567") && !told.contains("89abcdef"), "{told}");
}

/// Every command and long option that help shows, as `name` of the command that has it.
fn offered(command: &Command, into: &mut Vec<String>) {
    into.extend(command.get_arguments().filter_map(|arg| Some(format!("--{}", arg.get_long()?))));
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        into.push(command.get_name().to_owned());
        offered(command, into);
    }
}

#[rstest]
#[case(&["completions", "bash"])]
#[case(&["completions", "zsh"])]
#[case(&["completions", "fish"])]
#[case(&["completions", "elvish"])]
#[case(&["completions", "powershell"])]
#[case(&["man"])]
fn every_command_and_option_is_in_completions_and_manual(#[case] args: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    // fish and roff write dashes in their own ways.
    let text = stdout(&eftop(home.path(), args, &[])).replace("\\-", "-").replace(" -l ", " --");
    let mut all = Vec::new();
    let mut command = Cli::command();
    command.build();
    offered(&command, &mut all);
    assert!(all.len() > 40, "{all:?}");
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    for name in all {
        let whole = |(at, _): (usize, &str)| {
            !text[..at].ends_with(|c| word(c) && !name.starts_with('-')) && !text[at + name.len()..].starts_with(word)
        };
        assert!(text.match_indices(&name).any(whole), "{name} is missing");
    }
}

#[test]
fn the_manual_has_its_sections_and_no_line_of_text_that_is_a_request() {
    let home = tempfile::tempdir().unwrap();
    let page = stdout(&eftop(home.path(), &["man"], &[]));
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "\"EXIT STATUS\"", "ENVIRONMENT", "FILES"]
    {
        assert!(page.lines().any(|line| line == format!(".SH {section}")), "{section}");
    }
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "124", "129, 130, 143"] {
        assert!(page.contains(&format!("\\fB{code}\\fR\n")), "{code}");
    }
    let known = [".ie", ".el", ".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".br", ".RS", ".RE", ".IP", ".ds"];
    for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
        assert!(known.iter().any(|request| line.split(' ').next() == Some(request)), "{line}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let home = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_eftop"))
        .arg("man")
        .env_clear()
        .env("HOME", home.path())
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_mistyped_command_is_answered_with_the_one_that_was_meant() {
    let home = tempfile::tempdir().unwrap();
    for (typed, meant) in [("wiat", "wait"), ("lsit", "list"), ("expalin", "explain")] {
        let ran =
            eftop(home.path(), &[typed], &[("SCNET_EFILE_URL", "http://127.0.0.1:9"), ("SCNET_TOKEN", "abcdefgh")]);
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{told}");
        assert!(told.contains(&format!("did you mean `eftop {meant}`?")), "{told}");
    }
}

/// Where an interval is set, to which service, and what is allowed there.
#[rstest]
#[case(&["--interval", "1ms"], &[], "--interval: interval = \"1ms\"", "from 500ms")]
#[case(&["--interval", "499ms"], &[("SCNET_EFILE_URL", "https://efile.example/efile")], "--interval", "from 500ms")]
#[case(&["--interval", "49ms"], &[("SCNET_EFILE_URL", "http://127.0.0.1:9/efile")], "--interval", "from 50ms")]
#[case(&["--interval", "61m"], &[("SCNET_EFILE_URL", "http://[::1]:9/efile")], "--interval", "to 1h")]
#[case(&[], &[("EFTOP_INTERVAL", "1ms")], "EFTOP_INTERVAL: interval = \"1ms\"", "from 500ms")]
#[case(&["--config", "FILE"], &[], "config.toml: interval = \"1ms\"", "from 500ms")]
fn an_interval_that_is_not_allowed_is_refused_by_each_command(
    #[case] options: &[&str],
    #[case] variables: &[(&str, &str)],
    #[case] place: &str,
    #[case] allowed: &str,
) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    fs::write(&file, "interval = \"1ms\"\n").unwrap();
    let options = options.iter().map(|option| if *option == "FILE" { file.to_str().unwrap() } else { option });
    let variables = [variables, &[("SCNET_TOKEN", "eyJ.x")]].concat();
    for command in [&["config", "show"][..], &["list", "a1"], &["wait", "a1"], &["add", "a1"], &["copy", "/a", "/b"]] {
        let args: Vec<_> = command.iter().copied().chain(options.clone()).collect();
        let message = refused(&eftop(home.path(), &args, &variables));
        assert!(message.contains(place) && message.contains(allowed), "{message}");
    }
}

#[rstest]
#[case("50ms", &[("SCNET_EFILE_URL", "http://localhost:9")])]
#[case("50ms", &[("SCNET_TOKEN_URL", "http://127.0.0.2:9")])]
#[case("500ms", &[])]
#[case("1h", &[])]
fn an_interval_that_is_allowed_is_taken(#[case] interval: &str, #[case] variables: &[(&str, &str)]) {
    let home = tempfile::tempdir().unwrap();
    let shown = stdout(&eftop(home.path(), &["config", "show", "--interval", interval], variables));
    assert!(shown.lines().any(|line| line.starts_with("interval") && line.contains(interval)), "{shown}");
}
