//! Where a region's EFile is, and what an address makes of being asked.

use super::{
    platform::{CANCEL, CENTER, COPY, Ended, LIST, Platform, TOKENS, center, code, good, task, usual},
    support::terminal::Terminal,
};
use rstest::rstest;
use std::{
    fs,
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

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

/// Two platforms: the region's address is that of the first, and after a run that of the second. There, a cancel takes hold.
fn moving() -> (Platform, Platform) {
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
        _ if *cancelled.lock().unwrap() => task("cancel"),
        _ if asked.before > 3 => task("complete"),
        _ => task("processing"),
    });
    *moved.lock().unwrap() = Some(second.server.base_url.clone());
    (first, second)
}

/// They are asked for, and cancelled, at the new one.
#[rstest]
#[case::cancel("cancel a1 --yes", "cancelled")]
#[case::wait("wait a1", "complete")]
#[case::wait_for_the_set("wait", "complete")]
#[case::list("list", "processing")]
fn tasks_follow_the_address_of_their_region(#[case] line: &str, #[case] word: &str) {
    let (first, second) = moving();
    let asked = first.count(LIST);
    let Ended { code, out, err } = first.run(line);
    assert_eq!((code, second.count(CANCEL)), (0, usize::from(line.starts_with("cancel"))), "{err}");
    assert!(out.contains(word) && !format!("{out}{err}").contains("not asked"), "{out}{err}");
    assert_eq!(first.count(LIST), asked, "nobody is asked at the old address");
}

#[test]
fn tasks_follow_the_address_of_their_region_on_the_screen() {
    let (first, _second) = moving();
    let mut screen = Terminal::eftop(&[], &first.environment(), (160, 30));
    screen.until_text("complete");
    assert!(!screen.text().contains("not asked"), "{}", screen.text());
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
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
    assert_eq!(platform.count(LIST), 3, "tries");
}

/// What an address answers where EFile is not, or no more.
fn not_efile(answer: u16) -> (u16, String) {
    if answer == 404 { (404, "<html>404</html>".to_owned()) } else { code("10009") }
}

/// A platform whose EFile is not there any more once the switch is on.
fn leaving(answer: u16) -> (Platform, Arc<AtomicBool>) {
    let is_gone = Arc::new(AtomicBool::new(false));
    let switch = is_gone.clone();
    let platform = Platform::new(move |asked| match asked.path {
        LIST | CANCEL | COPY if is_gone.load(Ordering::Relaxed) => not_efile(answer),
        LIST => task("processing"),
        _ => usual(asked),
    });
    (platform, switch)
}

#[rstest]
#[case::list("list a1", [7, 7])]
#[case::wait("wait a1 --max-outage 3s", [7, 7])]
#[case::cancel("cancel a1 --yes", [7, 7])]
// A code is the service's word on the items.
#[case::copy("copy /a /b", [1, 3])]
fn an_address_that_was_right_before_is_not_called_wrong(
    #[case] line: &str,
    #[case] exits: [i32; 2],
    #[values(404, 10009)] answer: u16,
) {
    let (platform, switch) = leaving(answer);
    assert_eq!(platform.run("wait a1 --timeout 300ms").code, 124);
    switch.store(true, Ordering::Relaxed);
    let Ended { code, err, .. } = platform.run(line);
    assert_eq!(code, exits[usize::from(answer != 404)], "{err}");
    assert!(!err.contains("base URL (--url"), "{err}");
    assert_eq!(platform.count(COPY), usize::from(line.starts_with("copy")), "what is submitted is sent once");
}

#[rstest]
fn an_address_that_was_right_in_this_run_is_not_called_wrong(#[values(404, 10009)] answer: u16) {
    let platform = Platform::new(move |asked| match asked.path {
        LIST if asked.before == 0 => task("processing"),
        LIST if asked.before < 5 => not_efile(answer),
        _ => usual(asked),
    });
    let Ended { code, err, .. } = platform.run("wait a1");
    assert_eq!((code, platform.count(LIST)), (0, 6), "{err}");
    assert!(!err.contains("base URL (--url") && err.contains("answers again"), "{err}");
}

#[rstest]
fn the_screen_does_not_call_an_address_wrong_that_was_right_before(
    #[values(404, 10009)] answer: u16,
    #[values(false, true)] in_an_earlier_run: bool,
) {
    let (platform, switch) = leaving(answer);
    if in_an_earlier_run {
        assert_eq!(platform.run("wait a1 --timeout 300ms").code, 124);
        switch.store(true, Ordering::Relaxed);
    }
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (160, 30));
    screen.until_text("processing");
    switch.store(true, Ordering::Relaxed);
    screen.until_text(if answer == 404 { "HTTP 404, retry in" } else { "10009, retry in" });
    switch.store(false, Ordering::Relaxed);
    screen.until_gone("retry in");
    assert!(!String::from_utf8_lossy(&screen.bytes()).contains("wrong address"), "{}", screen.text());
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
}

#[rstest]
fn the_screen_names_the_wrong_address(#[values(404, 10009)] answer: u16) {
    let platform = Platform::new(move |asked| match asked.path {
        LIST => not_efile(answer),
        _ => usual(asked),
    });
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (160, 30));
    screen.until_text("wrong address");
    screen.until_text(platform.server.base_url.trim_start_matches("http://"));
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

/// A platform whose region names an address first that takes no connection. Its task is complete after so many looks.
fn swallowed(looks: usize) -> (Platform, TcpListener, Vec<TcpStream>) {
    let (dead, listener, queued) = swallowing();
    let platform = Platform::new(move |asked| match asked.path {
        CENTER => good(&center(&format!(r#"["{dead}","{}"]"#, asked.base_url))),
        LIST if asked.before < looks => task("processing"),
        _ => usual(asked),
    });
    (platform, listener, queued)
}

#[rstest]
#[case::wait("wait a1", LIST)]
#[case::list("list a1", LIST)]
#[case::copy("copy /a /b", COPY)]
fn an_address_that_takes_no_connection_is_tried_rarely(#[case] line: &str, #[case] path: &str) {
    let (platform, _listener, _queued) = swallowed(5);
    let log = platform.home.path().join("log");
    let Ended { code, err, .. } = platform.run(&format!("{line} --log {}", log.display()));
    assert_eq!(code, 0, "{err}");
    assert!(platform.count(path) >= 1);
    let log = fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("no connection within 3 s").count(), 1, "{log}");
}

/// Another address may take a cancel of what it does not have: of that nobody would know.
#[test]
fn a_cancel_goes_to_no_other_address_than_the_one_of_its_task() {
    let (platform, _listener, _queued) = swallowed(usize::MAX);
    let Ended { code, err, .. } = platform.run("cancel a1 --yes --timeout 20s");
    assert_eq!((code, platform.count(CANCEL)), (7, 0), "{err}");
    assert!(err.contains("a1 was not cancelled: timed out: no connection within 3 s"), "{err}");
}

#[test]
fn the_screen_uses_the_address_that_takes_connections() {
    let (platform, _listener, _queued) = swallowed(5);
    let mut screen = Terminal::eftop(&["a1"], &platform.environment(), (160, 30));
    screen.until_text("complete");
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
}
