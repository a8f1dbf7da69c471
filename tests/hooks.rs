//! The script that posts what hooks tell, `assets/hooks/notify.sh`: against a listener on this machine, and with the real curl behind one
//! that writes its arguments down.

use crate::support::program::{Bench, Ended, ended};
use rstest::rstest;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    thread::JoinHandle,
};
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/hooks/notify.sh");
const SECRET: &str = "hidden-5f1c";
const TAKEN: &str = r#"{"errcode": 0, "errmsg": "ok", "code": 0}"#;
/// What a service may say, and what of it is posted in one line.
const MESSAGE: [&str; 2] =
    ["\"quota\" \\ $(id) `x` 空间不足\nline\t2 \u{1b}[31m", "\"quota\" \\ $(id) `x` 空间不足 line 2 [31m"];

/// Answers one request; its head and body.
fn listen(status: &'static str, answer: &'static str) -> (u16, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = std::thread::spawn(move || {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        let (mut head, mut line) = (String::new(), String::new());
        while stream.read_line(&mut line).unwrap() > 2 {
            head.push_str(&std::mem::take(&mut line));
        }
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut body).unwrap();
        let head_of_answer =
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", answer.len());
        stream.get_mut().write_all((head_of_answer + answer).as_bytes()).unwrap();
        (head, String::from_utf8(body).unwrap())
    });
    (port, taken)
}

/// A home, and programs of these names that write down what they are given before they do what they are there for.
fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let rest = std::env::var("PATH").unwrap();
    for (name, then) in
        [("curl", format!("PATH='{rest}' exec curl \"$@\"")), ("msmtp", "cat >\"$HOME/mail\"".to_owned())]
    {
        let path = home.path().join(name);
        fs::write(&path, format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$HOME/arguments\"\n{then}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    home
}

/// Before anything of the user's own, the programs of this home.
fn environment(command: &mut Command, home: &Path) {
    command.env("PATH", format!("{}:{}", home.display(), std::env::var("PATH").unwrap())).env("HOME", home);
}

/// Posts a failure.
fn notify(home: &Path, kind: &str, variables: &[(&str, &str)]) -> Ended {
    let mut command = Command::new("sh");
    command.args([SCRIPT, kind]).env_clear().stdin(Stdio::null());
    environment(&mut command, home);
    command.env("EFTOP_ID", "a1").env("EFTOP_CODE", "911501").env("EFTOP_MESSAGE", MESSAGE[0]);
    ended(command.envs(variables.iter().copied()))
}

#[rstest]
#[case("dingtalk", "/msgtype", "/text/content")]
#[case("wecom", "/msgtype", "/text/content")]
#[case("feishu", "/msg_type", "/content/text")]
fn robots_get_json(#[case] kind: &str, #[case] kind_at: &str, #[case] text_at: &str) {
    let (home, (port, taken)) = (home(), listen("200 OK", TAKEN));
    let to = format!("http://127.0.0.1:{port}/robot?access_token={SECRET}");
    let source = format!("/数据/{}", "长".repeat(300));
    let ended = notify(home.path(), kind, &[("EFTOP_NOTIFY_TO", &to), ("EFTOP_SOURCE", &source)]);
    assert_eq!((ended.code, &*ended.out, &*ended.err), (0, "", ""));
    let (head, body) = taken.join().unwrap();
    assert!(head.contains(SECRET) && head.to_lowercase().contains("content-type: application/json"), "{head}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body.pointer(kind_at).unwrap(), "text");
    let text = body.pointer(text_at).unwrap().as_str().unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!((lines[0], lines[1], lines[3]), ("eftop: a task failed: 911501", MESSAGE[1], "a1"), "{text}");
    assert!(lines[2].starts_with("/数据/长长") && lines[2].ends_with("长...") && text.len() < 2048, "{text}");
    let arguments = fs::read_to_string(home.path().join("arguments")).unwrap();
    assert!(arguments.contains("--config") && !arguments.contains(SECRET), "{arguments}");
}

#[test]
fn ntfy_gets_text_and_headers() {
    let (home, (port, taken)) = (home(), listen("200 OK", "{}"));
    let to = format!("http://127.0.0.1:{port}/topic");
    let file = home.path().join(".config/eftop/notify-ntfy");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, format!("{to}\n{SECRET}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let open = notify(home.path(), "ntfy", &[]);
    assert!(open.code == 1 && open.err.contains("chmod 600") && !open.err.contains(SECRET), "{open:?}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let ended = notify(home.path(), "ntfy", &[("LANG", "zh_CN.UTF-8")]);
    assert_eq!((ended.code, &*ended.out, &*ended.err), (0, "", ""));
    let (head, body) = taken.join().unwrap();
    for header in
        ["Title: eftop: 任务失败: 911501", "Priority: high", "Tags: warning", "Authorization: Bearer hidden-5f1c"]
    {
        assert!(head.lines().any(|line| line == header), "{header}: {head}");
    }
    assert_eq!(body.lines().take(2).collect::<Vec<_>>(), [MESSAGE[1], "a1"]);
    assert!(!fs::read_to_string(home.path().join("arguments")).unwrap().contains(SECRET));
}

#[test]
fn mail_is_given_to_the_mailer() {
    let home = home();
    let to = [("EFTOP_NOTIFY_TO", "wang@example.org"), ("EFTOP_LANG", "zh")];
    let ended = notify(home.path(), "mail", &to);
    assert_eq!((ended.code, &*ended.out, &*ended.err), (0, "", ""));
    let mail = fs::read_to_string(home.path().join("mail")).unwrap();
    let (head, body) = mail.split_once("\n\n").unwrap();
    assert!(
        head.starts_with("To: wang@example.org\nSubject: =?UTF-8?B?ZWZ0b3A6IOS7u+WKoeWksei0pTogOTExNTAx?=\n"),
        "{head}"
    );
    assert_eq!(body.lines().take(2).collect::<Vec<_>>(), [MESSAGE[1], "a1"]);
    let forged = notify(home.path(), "mail", &[("EFTOP_NOTIFY_TO", "wang@example.org\nBcc: x@example.org")]);
    assert!(forged.code == 1 && forged.err.contains("one line"), "{forged:?}");
}

#[rstest]
#[case("dingtalk", "200 OK", r#"{"errcode":310000,"errmsg":"keywords not in content"}"#, "keywords not in content")]
#[case("wecom", "200 OK", r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, "invalid webhook url")]
#[case("feishu", "200 OK", r#"{"code":19024,"data":{},"msg":"Key Words Not Found"}"#, "Key Words Not Found")]
#[case("feishu", "200 OK", "<html>", "<html>")]
#[case("wecom", "502 Bad Gateway", "", "502")]
#[case("ntfy", "403 Forbidden", "{}", "403")]
fn what_is_not_taken_is_told(
    #[case] kind: &str,
    #[case] status: &'static str,
    #[case] answer: &'static str,
    #[case] expected: &str,
) {
    let (home, (port, taken)) = (home(), listen(status, answer));
    let to = format!("http://127.0.0.1:{port}/{SECRET}");
    let ended = notify(home.path(), kind, &[("EFTOP_NOTIFY_TO", &to)]);
    taken.join().unwrap();
    assert!(ended.code == 1 && ended.err.contains(expected) && !ended.err.contains(SECRET), "{ended:?}");
}

#[rstest]
#[case("", &[], "dingtalk, wecom, feishu, ntfy or mail")]
#[case("wecom", &[], "set EFTOP_NOTIFY_TO, or write the address into ")]
#[case("wecom", &[("EFTOP_NOTIFY_TO", "http://elsewhere.example/hidden-5f1c")], "must begin with https://")]
fn what_cannot_be_posted_is_told(#[case] kind: &str, #[case] variables: &[(&str, &str)], #[case] expected: &str) {
    let ended = notify(home().path(), kind, variables);
    assert!(ended.code == 1 && ended.err.contains(expected) && !ended.err.contains(SECRET), "{ended:?}");
}

#[test]
fn the_end_of_a_set_is_one_message() {
    let bench = Bench::new(include_str!("data/program-world.toml"));
    let (home, (port, taken)) = (home(), listen("200 OK", TAKEN));
    let mut command = bench.command("wait failed1 done1 cancelled1 --hook-on-end");
    command.arg(format!("sh '{SCRIPT}' dingtalk"));
    environment(&mut command, home.path());
    command.env("EFTOP_NOTIFY_TO", format!("http://127.0.0.1:{port}/"));
    let ended = ended(&mut command);
    assert_eq!((ended.code, ended.err.lines().count()), (3, 1), "nothing but the summary: {ended:?}");
    let body: Value = serde_json::from_str(&taken.join().unwrap().1).unwrap();
    let text = body.pointer("/text/content").unwrap().as_str().unwrap();
    let expected = "eftop: the tasks: failed\n1 complete, 1 failed, 1 cancelled, 0 gone, 0 not ended\n";
    assert!(text.starts_with(expected), "{text}");
}
