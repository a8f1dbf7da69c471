//! The commands that need no service, by the real binary: explanations, the configuration, completions, the manual page; and what is wrong
//! before a service is asked, in Chinese.

use clap::{Command, CommandFactory};
use eftop::internals::{
    cli::Cli,
    messages::{Lang, errors},
};
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
#[case(&["explain", "停滞"], &[], "stalled  no progress")]
#[case(&["explain", "stalled", "--lang", "zh"], &[], "停滞  没有进展")]
#[case(&["explain", "stalled"], &[], "eftop cancel ID")]
fn a_code_or_a_state_is_explained_in_the_language_of_the_user(
    #[case] args: &[&str],
    #[case] variables: &[(&str, &str)],
    #[case] expected: &str,
) {
    let home = tempfile::tempdir().unwrap();
    let card = stdout(&eftop(home.path(), args, variables));
    assert!(card.contains(expected), "{card}");
    assert_eq!(card.lines().count(), 7, "{card}");
}

#[test]
fn explanations_are_machine_readable() {
    let home = tempfile::tempdir().unwrap();
    let one: serde_json::Value =
        serde_json::from_str(&stdout(&eftop(home.path(), &["explain", "911048", "--json"], &[]))).unwrap();
    assert_eq!((&one["code"], &one["lang"], &one["retry"]), (&"911048".into(), &"en".into(), &"later".into()));
    let all: serde_json::Value =
        serde_json::from_str(&stdout(&eftop(home.path(), &["explain", "--json"], &[]))).unwrap();
    assert_eq!(all.as_array().unwrap().len(), errors::all(Lang::En).count());
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../assets/schema/eftop-explain.json.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for document in [&one, &all] {
        assert!(validator.is_valid(document), "{document}");
    }
    assert!(!validator.is_valid(&serde_json::json!({"code": 911_048})));
}

#[test]
fn without_a_word_all_are_listed_and_an_unknown_one_is_told() {
    let home = tempfile::tempdir().unwrap();
    let all = stdout(&eftop(home.path(), &["explain"], &[]));
    for card in errors::all(Lang::En) {
        let name = card.name(Lang::En);
        assert!(all.lines().any(|line| line.starts_with(&format!("{name} "))), "{name}");
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

/// A token, and a service that nobody asks.
const ACCOUNT: &str = "SCNET_TOKEN=eyJ.x SCNET_EFILE_URL=http://127.0.0.1:9";
/// The file of the watch set.
const SET: &str = ".local/state/eftop/sets/default.json";

/// What is typed (`~/` is the home), a file in the home (a folder where its name ends with a slash), and what is told: what is wrong, where,
/// and what to do.
#[rstest]
#[case::relative("copy a /b", "", b"", &["\"a\" 不是绝对路径", "须以 / 开头"])]
#[case::control("copy /\u{7} /b", "", b"", &["\"/\\u{7}\" 中有控制字符，请删去"])]
#[case::no_target("copy /a", "", b"", &["只给一个路径不够", "最后写目标目录"])]
#[case::not_waiting("copy /a /b --quiet", "", b"", &["--timeout、--max-outage 和 --quiet", "请加上 --wait"])]
#[case::nobody_to_ask("ACCOUNT remove /a", "", b"", &["删除 1 个路径", "加上 --yes"])]
#[case::no_terminal("ACCOUNT copy /a /b --watch", "", b"", &["标准输出须是终端"])]
#[case::lines("copy --from ~/list", "list", b"/a\nb\t/c\n/d\t\n/e\t/f\t/g\n/\xff\t/h\n/i\x01\t/j\n", &[
    "/list\" 第 1 行：缺少目标目录：源路径与目标目录之间须有一个制表符",
    "第 2 行：源路径不是绝对路径：须以 / 开头",
    "第 3 行：目标目录为空",
    "第 4 行：由制表符分成了 3 列，应为 2 列",
    "第 5 行：从第 2 字节起不是 UTF-8，请转为 UTF-8",
    "第 6 行：源路径中有控制字符，请删去",
])]
#[case::many_lines("remove --from ~/list", "list", b"a\na\na\na\na\na\na\na\na\na\na\na\n", &["第 10 行", "另有 2 行有误"])]
#[case::no_lines("copy --from -", "", b"", &["\"标准输入\" 中没有路径", "每行一项"])]
#[case::no_list("copy --from ~/none", "", b"", &["无法读取", "/none\"", "请检查路径和权限"])]
#[case::no_id("wait ~/a*", "", b"", &["/a*\" 既不是任务 ID（由字母、数字", "也不是文件"])]
#[case::no_ids("ACCOUNT wait -", "", b"", &["\"标准输入\" 中没有任务 ID", "独占一行"])]
#[case::bad_span("EFTOP_INTERVAL=banana config show", "", b"", &["EFTOP_INTERVAL：不能是 interval = \"banana\"", "应为", "500ms"])]
#[case::bad_offset("list --service-offset 8", "", b"", &["--service-offset：", "\"8\"", "如 +08:00"])]
#[case::bad_word("EFTOP_NOTIFY=loud config show", "", b"", &["notify = \"loud\"", "应为 auto、bell、osc、off 之一"])]
#[case::bad_set("list --set ../x", "", b"", &["set = \"../x\"", "1 到 64 个字母"])]
#[case::profile("config show --profile kunshn --config ~/c", "c", b"[profile.kunshan]", &[
    "--profile：config.toml 中没有 profile \"kunshn\"", "您是不是想用 \"kunshan\"？",
])]
#[case::no_account("list", "", b"", &["没有登录所需的密钥或 token", "SCNET_ACCESS_KEY", "生成它：eftop config init"])]
#[case::half_an_account("SCNET_USER=u SCNET_ACCESS_KEY=k list", "", b"", &["缺少：SK（除 SCNET_ACCESS_KEY 外还须设置 SCNET_SECRET_KEY）"])]
#[case::bad_token("SCNET_TOKEN=密 list", "", b"", &["SCNET_TOKEN：token 无法发送", "只能是不含空格的可见 ASCII 字符"])]
#[case::open_token("list --token-file ~/t", "t", b"x", &["/t：其中有密钥，他人却可读", "chmod 600 "])]
#[case::no_token_file("list --token-file ~/t", "", b"", &["/t：无法读取：", "请检查路径和权限"])]
#[case::no_home("HOME= config path", "", b"", &["HOME 和 XDG_CONFIG_HOME 都未设置", "请设置其中之一"])]
#[case::no_https("SCNET_TOKEN=x list --url ftp://x", "", b"", &["地址须以 https:// 开头，不能是 ftp://"])]
#[case::plain_http("SCNET_TOKEN=x list --url http://x", "", b"", &["用明文 http 访问 x 会", "请用 https，或用 --insecure-http 允许"])]
#[case::no_url("SCNET_TOKEN=x SCNET_TOKEN_URL=x list", "", b"", &["token-url：地址的形式应为 https://HOST"])]
#[case::no_toml("config show --config ~/c", "c", b"\ninterval = 2s", &["/c：第 2 行第 ", "不符合 TOML 的写法，请改正此处（"])]
#[case::no_switch("config show --config ~/c", "c", b"token-cache = 'x'", &["/c：第 1 行第 15 列：应为 true 或 false\n"])]
#[case::no_text("config show --config ~/c", "c", b"interval = 3", &["应为带引号的文本\n"])]
#[case::no_secret("config show --config ~/c", "c", b"secret-key = 3", &["应为带引号的文本\n"])]
#[case::no_path("config show --config ~/c", "c", b"ca-file = 3", &["应为带引号的路径\n"])]
#[case::no_profiles("config show --config ~/c", "c", b"profile = 'x'", &["应为 [profile.NAME] 这样的表；"])]
#[case::no_table("config show --config ~/c", "c", b"[profile]\nuser = 'x'", &["第 2 行第 8 列：应为由设置项组成的表\n"])]
#[case::no_colour("config show --config ~/c", "c", b"[theme]\nbad = 'rde'", &["应为颜色：\"#rrggbb\"、0 到 255 的数"])]
#[case::no_theme("config show --config ~/c", "c", b"theme = 7", &["应为带引号的主题名，或角色与颜色的表\n"])]
#[case::no_keys("config show --config ~/c", "c", b"keys = 'x'", &["应为命令与按键的表\n"])]
#[case::no_key("config show --config ~/c", "c", b"[keys]\ncancel = 7", &["应为带引号的按键，或这样的按键的列表\n"])]
#[case::a_slip("config show --config ~/c", "c", b"intervall = '2s'", &["没有设置项 `intervall`；您是不是想用 `interval`？\n"])]
#[case::unknown("config show --config ~/c", "c", b"[theme]\nzzz = 1", &["没有设置项 `zzz`；此处可以有 text、strong、"])]
#[case::newer_set("add a1", SET, br#"{"format":999,"tasks":[]}"#, &["/default.json 的格式是 999", "请升级 eftop"])]
#[case::no_set("add a1", ".local/state/eftop/sets/default.json/", b"", &["/default.json 不是普通文件", "请移走它"])]
#[case::unreadable_set("forget a1", ".local/state/eftop/sets", b"", &["无法读取 ", "/sets/", "或把 XDG_STATE_HOME 设为别的目录"])]
#[case::unwritable_set("add a1", ".local/state/eftop/sets", b"", &["无法创建目录 ", "/sets：", "请检查此路径"])]
#[case::damaged_set("forget a1", SET, b"x", &["监视列表已损坏，原文件另存为 ", "/default.json.damaged-"])]
#[case::bad_entries("forget a1", SET, br#"{"format":2,"tasks":[{"id":1}]}"#, &["/default.json 中有 1 条记录无法读取"])]
#[case::an_empty_set("ACCOUNT wait", "", b"", &["监视列表 \"default\" 是空的", "eftop add ID"])]
#[case::no_place("HOME= add a1", "", b"", &["HOME 和 XDG_STATE_HOME 都未设置", "请设置其中之一"])]
#[case::no_yes("cancel a1", "", b"", &["没有终端可供确认", "加上 --yes"])]
#[case::no_address("ACCOUNT export --listen 192.0.2.1:9464", "", b"", &["无法监听 192.0.2.1:9464：", "请用 --listen 换一个地址"])]
#[case::no_recording("replay ~/r", "r", b"x\n", &["/r\"：不是录制文件", "--record FILE"])]
#[case::only_lines("replay ~/r", "r", b"{\"type\":\"meta\"}\n", &["/r\"：是 --jsonl 的输出", "--record FILE"])]
#[case::newer("replay ~/r", "r", b"{\"type\":\"recording\",\"format\":99}\n", &["格式 99", "请升级 eftop"])]
#[case::older("replay ~/r", "r", b"{}\n{\"type\":\"recording\"}\n", &["由较旧的 eftop 录制", "请用那个版本回放"])]
#[case::no_file("replay ~/r", "", b"", &["无法读取", "/r\"", "请检查路径和权限"])]
#[case::there_already("ACCOUNT wait a1 --record ~/r", "r", b"", &["/r\" 已存在", "请删除它，或录制到别的文件"])]
#[case::no_place_for_it("ACCOUNT wait a1 --record ~/no/r", "", b"", &["无法录制到", "/no/r\"", "请检查路径和权限"])]
fn what_is_wrong_is_told_in_the_language_of_the_user(
    #[case] typed: &str,
    #[case] file: &str,
    #[case] content: &[u8],
    #[case] expected: &[&str],
) {
    let told = |lang: &str| {
        let home = tempfile::tempdir().unwrap();
        if !file.is_empty() {
            let path = home.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if file.ends_with('/') { fs::create_dir(&path) } else { fs::write(&path, content) }.unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let typed = typed.replace("~/", &format!("{}/", home.path().display())).replace("ACCOUNT", ACCOUNT);
        let words: Vec<_> = typed.split(' ').collect();
        let variables = words.iter().map_while(|word| word.split_once('='));
        let variables: Vec<_> = variables.chain([("EFTOP_LANG", lang)]).collect();
        let ran = eftop(home.path(), &words[variables.len() - 1..], &variables);
        String::from_utf8(ran.stderr).unwrap()
    };
    let chinese = told("zh");
    for expected in expected {
        assert!(chinese.contains(expected), "{expected}: {chinese}");
    }
    let english = told("en");
    assert!(!english.is_empty() && !english.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{english}");
}
