//! Tokens, addresses and the center where the platform does not behave: the real binary against a platform that answers what a test
//! wants.

use crate::support::{self, platform};
use platform::{CANCEL, CENTER, COPY, Ended, LIST, NEXT, Platform, TOKENS, center, code, ended, good, task, usual};
use rstest::rstest;
use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
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
#[case("copy /a /b", COPY, 2)]
fn a_token_refused_after_each_sign_in_is_the_service_s_trouble(
    #[case] line: &str,
    #[case] path: &str,
    #[case] least: usize,
) {
    let platform = Platform::new(|asked| match asked.path {
        LIST | COPY | CANCEL => code("10008"),
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

#[rstest]
#[case::keys(false)]
#[case::token(true)]
fn a_page_with_403_is_not_the_token_s_end(#[case] alone: bool) {
    let platform = Platform::new(|asked| match asked.path {
        LIST => (403, "<html><title>403 Forbidden</title>blocked by the firewall</html>".to_owned()),
        _ => usual(asked),
    });
    let line = "wait a1 --max-outage 300ms";
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
) {
    let platform = Platform::new(move |asked| match asked.path {
        LIST => (http, code(said).1),
        _ => usual(asked),
    });
    let Ended { err, .. } = platform.run("list a1");
    assert!(err.contains(shown), "{err}");
    assert_eq!(platform.count(TOKENS), sign_ins, "{err}");
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

/// A region that came to the account later: the list of an earlier run is no proof that there is none.
#[test]
fn a_region_that_the_token_cache_lacks_is_asked_for() {
    let platform = Platform::new(|asked| match asked.path {
        TOKENS => {
            let region = |id: u8| {
                format!(
                    r#"{{"clusterId":"{id}","clusterName":"r{id}","token":"e30.eyJleHBpcmVUaW1lIjoiMjUyNDYwODAwMDAwMCJ9.{id}"}}"#
                )
            };
            let regions = if asked.before == 0 { region(7) } else { format!("{},{}", region(7), region(8)) };
            good(&format!("[{regions}]"))
        }
        _ => usual(asked),
    });
    for (region, sign_ins) in [(7, 1), (7, 1), (8, 2)] {
        let Ended { code, err, .. } = platform.run(&format!("list a1 --token-cache --region {region}"));
        assert_eq!((code, platform.count(TOKENS)), (0, sign_ins), "{err}");
    }
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

#[rstest]
#[case::object(r#"{"url":"BASE","enable":"true"}"#)]
#[case::objects_by_name(r#"{"node1":{"url":"BASE"}}"#)]
#[case::text(r#""BASE/efile""#)]
#[case::json_in_a_text(r#""[{\"url\":\"BASE\",\"enable\":\"true\"}]""#)]
fn addresses_are_read_in_each_shape(#[case] urls: &'static str) {
    let platform = Platform::new(move |asked| match asked.path {
        CENTER => good(&center(&urls.replace("BASE", &asked.base_url))),
        _ => usual(asked),
    });
    let Ended { code, out, err } = platform.run("list a1");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("complete"), "{out}");
}

#[test]
fn of_a_list_of_regions_the_center_s_own_counts() {
    let platform = Platform::new(|asked| match asked.path {
        CENTER => {
            let own = center(&format!(r#"["{}"]"#, asked.base_url));
            good(&format!(r#"[{{"id":5,"name":"west","efileUrls":["http://127.0.0.1:1"]}},{own}]"#))
        }
        _ => usual(asked),
    });
    let Ended { code, out, err } = platform.run("list a1");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("complete"), "{out}");
}

/// The region's address is another from one run to the next: its tasks are asked for, and cancelled, at the new one.
#[test]
fn tasks_follow_the_address_of_their_region() {
    let moved = Arc::new(Mutex::new(None::<String>));
    let to = moved.clone();
    let first = Platform::new(move |asked| match asked.path {
        CENTER => {
            let moved = to.lock().unwrap().clone();
            good(&center(&format!(r#"["{}"]"#, moved.as_deref().unwrap_or(&asked.base_url))))
        }
        LIST => task("processing"),
        _ => usual(asked),
    });
    assert_eq!(first.run("wait a1 --timeout 300ms").code, 124);
    let cancelled = Mutex::new(false);
    let second = Platform::new(move |asked| match asked.path {
        CANCEL => {
            *cancelled.lock().unwrap() = true;
            good("null")
        }
        _ => task(if *cancelled.lock().unwrap() { "cancel" } else { "processing" }),
    });
    *moved.lock().unwrap() = Some(second.server.base_url.clone());
    let Ended { code, err, .. } = first.run("cancel a1 --yes");
    assert_eq!((code, second.count(CANCEL)), (0, 1), "{err}");
}

#[rstest]
#[case::list("list a1")]
#[case::wait("wait a1")]
#[case::cancel("cancel a1 --yes")]
#[case::copy("copy /a /b")]
fn a_wrong_address_is_a_mistake_of_the_settings(#[case] line: &str, #[values(404, 10009)] answer: u16) {
    let platform = Platform::new(move |asked| match (asked.path, answer) {
        (TOKENS | CENTER, _) => usual(asked),
        (_, 404) => (404, r#"{"code":"404","data":null,"msg":"Not Found"}"#.to_owned()),
        _ => code("10009"),
    });
    let Ended { code, err, .. } = platform.run(line);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains(&format!("{}/efile", platform.server.base_url)), "{err}");
    assert!(err.contains("base URL"), "{err}");
    assert_eq!(platform.count(COPY), usize::from(line.starts_with("copy")), "what is submitted is sent once");
}

#[test]
fn an_address_that_was_right_before_is_not_called_wrong() {
    let gone = Arc::new(Mutex::new(false));
    let is_gone = gone.clone();
    let platform = Platform::new(move |asked| match asked.path {
        LIST if *is_gone.lock().unwrap() => (404, "<html>404</html>".to_owned()),
        LIST => task("processing"),
        _ => usual(asked),
    });
    assert_eq!(platform.run("wait a1 --timeout 300ms").code, 124);
    *gone.lock().unwrap() = true;
    let Ended { code, err, .. } = platform.run("wait a1 --max-outage 300ms");
    assert_eq!(code, 7, "{err}");
}

#[test]
fn the_screen_names_the_wrong_address() {
    let platform = Platform::new(|asked| match asked.path {
        LIST => (404, "no such path".to_owned()),
        _ => usual(asked),
    });
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (160, 30));
    screen.until_text("wrong address");
    screen.until_text(platform.server.base_url.trim_start_matches("http://"));
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
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

/// A listener whose queue is full: it takes no connection and refuses none.
fn swallowing() -> (String, TcpListener, Vec<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let queued = std::iter::from_fn(|| TcpStream::connect_timeout(&address, Duration::from_millis(300)).ok()).collect();
    (format!("http://{address}"), listener, queued)
}

#[test]
fn an_address_that_takes_no_connection_is_tried_rarely() {
    let (dead, _listener, _queued) = swallowing();
    let platform = Platform::new(move |asked| match asked.path {
        CENTER => good(&center(&format!(r#"["{dead}","{}"]"#, asked.base_url))),
        LIST if asked.before < 5 => task("processing"),
        _ => usual(asked),
    });
    let log = platform.home.path().join("log");
    let Ended { code, err, .. } = platform.run(&format!("wait a1 --log {}", log.display()));
    assert_eq!(code, 0, "{err}");
    let log = fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("no connection within 3 s").count(), 1, "{log}");
}
