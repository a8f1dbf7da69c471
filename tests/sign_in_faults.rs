//! Tokens, addresses and the center where the platform does not behave: the real binary against a platform that answers what a test
//! wants.

mod addresses;
mod regions;

use crate::support::{self, platform};
use platform::{CANCEL, COPY, Ended, LIST, NEXT, Platform, TOKENS, code, ended, good, task, usual};
use rstest::rstest;
use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};
use support::terminal::{Terminal, environment};

fn token_file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("token");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

#[rstest]
#[case("list a1", LIST, 2)]
#[case("wait a1 --max-outage 300ms", LIST, 2)]
#[case("cancel a1 --yes", LIST, 2)]
#[case("cancel a1 --yes", CANCEL, 2)]
#[case("copy /a /b", COPY, 2)]
fn a_token_refused_after_each_sign_in_is_the_service_s_trouble(
    #[case] line: &str,
    #[case] path: &'static str,
    #[case] least: usize,
) {
    let platform = Platform::new(move |asked| match asked.path {
        asked if asked == path => code("10008"),
        LIST => task("processing"),
        _ => usual(asked),
    });
    let Ended { code, err, .. } = platform.run(line);
    assert_eq!(code, 7, "{err}");
    assert!(err.contains("10008"), "{err}");
    assert!(platform.count(path) >= least);
    assert_eq!(platform.count(TOKENS), 2, "one sign-in more, and no other within a minute");
}

#[test]
fn a_token_that_is_taken_at_last_is_waited_for() {
    let platform = Platform::new(|asked| match asked.path {
        LIST if asked.before < 6 => code("911406"),
        _ => usual(asked),
    });
    let Ended { code, err, .. } = platform.run("wait a1");
    assert_eq!((code, platform.count(TOKENS)), (0, 2), "{err}");
}

#[test]
fn a_token_that_is_refused_is_seen_on_the_screen_and_asked_on() {
    let platform = Platform::new(|asked| match asked.path {
        LIST if asked.before < 4 => code("10008"),
        _ => usual(asked),
    });
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (120, 30));
    screen.until_text("token refused 10008");
    screen.until_text("complete");
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
}

/// A batch that is always refused, for want of a right or for whatever reason, costs no sign-in with each look.
#[test]
fn a_call_that_is_always_refused_does_not_sign_in_each_time() {
    let platform = Platform::new(|asked| match asked.path {
        LIST if asked.before % 3 == 0 => task("processing"),
        LIST => code("10008"),
        _ => usual(asked),
    });
    let Ended { code, err, .. } = platform.run("wait a1 --timeout 3s");
    assert_eq!(code, 124, "{err}");
    assert!(platform.count(LIST) > 3 && platform.count(TOKENS) <= 2, "{} sign-ins", platform.count(TOKENS));
}

const PAGE: &str = "<html><title>403 Forbidden</title>blocked by the firewall</html>";

/// A platform of a running task that answers so on one path.
fn saying(path: &'static str, http: u16, body: impl Into<String>) -> Platform {
    let body = body.into();
    Platform::new(move |asked| match asked.path {
        asked if asked == path => (http, body.clone()),
        LIST => task("processing"),
        _ => usual(asked),
    })
}

#[rstest]
#[case::wait("wait a1 --max-outage 300ms", LIST)]
#[case::cancel("cancel a1 --yes", CANCEL)]
#[case::copy("copy /a /b", COPY)]
fn a_page_with_403_is_not_the_token_s_end(
    #[case] line: &str,
    #[case] path: &'static str,
    #[values(false, true)] alone: bool,
) {
    let platform = saying(path, 403, PAGE);
    let token = [("SCNET_TOKEN", "a-token-alone")];
    let Ended { code, err, .. } = if alone { platform.run_with_token(line, &token) } else { platform.run(line) };
    assert_eq!(code, 7, "{err}");
    assert!(err.contains("blocked by the firewall") && !err.contains("expired"), "{err}");
    assert_eq!(platform.count(TOKENS) + platform.count(NEXT), usize::from(!alone));
}

#[rstest]
#[case::permission("911030", 403, "911030", 1)]
#[case::busy("911048", 401, "911048", 1)]
#[case::token("401", 401, "401", 2)]
fn a_code_of_the_service_outranks_the_http_status(
    #[case] said: &'static str,
    #[case] http: u16,
    #[case] shown: &str,
    #[case] sign_ins: usize,
    #[values("list a1", "cancel a1 --yes", "copy /a /b")] line: &str,
) {
    let path = match line.split(' ').next() {
        Some("list") => LIST,
        Some("cancel") => CANCEL,
        _ => COPY,
    };
    let platform = saying(path, http, code(said).1);
    let Ended { err, .. } = platform.run(line);
    assert!(err.contains(shown), "{err}");
    assert_eq!(platform.count(TOKENS), sign_ins, "{err}");
}

#[rstest]
#[case::page(403, PAGE.to_owned(), "blocked HTTP 403, retry in")]
#[case::permission(403, code("911030").1, "refused 911030, retry in")]
#[case::busy(401, code("911048").1, "limited 911048, retry in")]
#[case::token(401, code("401").1, "token refused 401, retry in")]
fn the_screen_tells_who_refused(#[case] http: u16, #[case] body: String, #[case] shown: &str) {
    let platform = saying(LIST, http, body);
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (120, 30));
    screen.until(shown, |screen| {
        let contents = screen.contents();
        assert!(shown.contains("token") || !contents.contains("token"), "{contents}");
        assert!(!contents.contains("not signed in"), "{contents}");
        contents.contains(shown)
    });
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
}

#[rstest]
#[case::signature("10009", "AK/SK签名校验失败", "wrong secret key")]
#[case::key("10009", "accessKey不存在", "unknown access key")]
fn the_screen_says_that_signing_in_is_refused(#[case] code: &str, #[case] message: &str, #[case] shown: &str) {
    let platform = saying(TOKENS, 200, format!(r#"{{"code":"{code}","msg":"{message}"}}"#));
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (160, 30));
    screen.until_text(shown);
    assert_eq!(platform.count(LIST), 0);
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_page_instead_of_a_sign_in_is_no_refusal() {
    let platform = Platform::new(|asked| match asked.path {
        TOKENS => (403, "<html>blocked by the firewall</html>".to_owned()),
        _ => usual(asked),
    });
    let Ended { code, err, .. } = platform.run("list a1");
    assert_eq!(code, 7, "{err}");
}

#[test]
fn a_token_of_a_platform_of_its_own_is_not_shown_to_scnet() {
    let platform = Platform::new(usual);
    let spy = TcpListener::bind("127.0.0.1:0").unwrap();
    spy.set_nonblocking(true).unwrap();
    let proxy = format!("http://{}", spy.local_addr().unwrap());
    let home = tempfile::tempdir().unwrap();
    for line in ["regions", "regions --json"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
        command.env_clear().envs(environment(home.path())).env("SCNET_TOKEN", "a-token-alone");
        command.env("SCNET_EFILE_URL", &platform.server.base_url).env("https_proxy", &proxy);
        command.env("EFTOP_CA_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/ca.pem"));
        let Ended { code, out, err } = ended(&mut command, line);
        assert_eq!(code, 2, "{err}");
        assert!(format!("{out}{err}").contains("center-url"), "{out}{err}");
        assert!(spy.accept().is_err(), "somebody else was asked: {out}{err}");
    }
}

#[rstest]
#[case::text(r#""next-token""#, "next-token")]
#[case::object(r#"{"token":"next-token"}"#, "next-token")]
#[case::array(r#"[{"token":"next-token"}]"#, "next-token")]
#[case::same(r#""a-token-alone""#, "a-token-alone")]
#[case::regions(
    r#"[{"clusterId":"0","token":"of-the-platform"},{"clusterId":"5","token":"of-another"},{"clusterId":7,"token":"next-token"}]"#,
    "next-token"
)]
fn a_renewed_token_is_read_in_each_shape(#[case] data: &'static str, #[case] next: &str) {
    let platform = Platform::new(move |asked| match asked.path {
        NEXT => good(data),
        LIST if asked.before == 0 => code("10008"),
        _ => usual(asked),
    });
    let Ended { code, err, .. } = platform.run_with_token("wait a1", &[("SCNET_TOKEN", "a-token-alone")]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(platform.tokens(LIST).last().unwrap(), next);
    assert!(!err.contains("token-alone") && !err.contains("of-another"), "{err}");
}

#[rstest]
#[case::it_changed(false)]
#[case::the_old_one_is_refused(true)]
fn a_token_file_is_read_again(#[case] refused: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = token_file(folder.path(), "\u{feff} first-token \r\n");
    let file = path.clone();
    let platform = Platform::new(move |asked| match (asked.path, asked.token) {
        (LIST, "first-token") if asked.before == 2 => {
            fs::write(&file, " \u{feff}second-token\r\n\r\n").unwrap();
            if refused { code("10008") } else { task("processing") }
        }
        (LIST, "second-token") => task("complete"),
        (LIST, _) => task("processing"),
        (NEXT, _) => code("10008"),
        _ => usual(asked),
    });
    let given = [("SCNET_EFILE_URL", platform.server.base_url.as_str())];
    let line = format!("wait a1 --timeout 10s --token-file {}", path.display());
    let Ended { code, err, .. } = platform.run_with_token(&line, &given);
    assert_eq!((code, platform.count(NEXT)), (0, 0), "{err}");
    assert_eq!(platform.tokens(LIST), ["first-token", "second-token"]);
}

#[test]
fn a_token_file_is_read_again_when_a_person_asks() {
    let folder = tempfile::tempdir().unwrap();
    let path = token_file(folder.path(), "first-token");
    let platform = Platform::new(|asked| match (asked.path, asked.token) {
        (LIST, "second-token") => task("complete"),
        _ => code("10008"),
    });
    let mut environment = environment(platform.home.path());
    environment.push(("SCNET_EFILE_URL".to_owned(), platform.server.base_url.clone()));
    environment.push(("EFTOP_INTERVAL".to_owned(), "1h".to_owned()));
    let mut screen = Terminal::eftop(&["a1", "--token-file", path.to_str().unwrap()], &environment, (120, 30));
    screen.until_text("token expired");
    token_file(folder.path(), "second-token\r\n");
    screen.send("r");
    screen.until_text("complete");
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
}
