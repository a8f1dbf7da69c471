//! What the surroundings say, and what the real binary makes of it: charset, kind and size of the terminal, its 16 colours, proxies,
//! the time zone.

use crate::support::{self, program};
use eftop::internals::{
    domain::{CallErrorKind, Tls},
    messages::{Lang, words},
};
use jiff::{Timestamp, tz};
use program::{Bench, Ended, ended};
use rstest::rstest;
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, mpsc},
};
use support::terminal::{Terminal, environment};

const WORLD: &str = include_str!("data/pty-world.toml");
const DONE: &str = r#"
[[task]]
id = "done1"
operation = "copy"
source = "/a"
target = "/b"
submitted = -60
takes = 5
size = "1 MiB"
"#;

/// The environment of a terminal, with these changes; an empty value takes a variable away.
fn account(bench: &Bench, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut environment = environment(bench.home.path());
    let own = [("SCNET_EFILE_URL", bench.running.base_url()), ("SCNET_TOKEN", bench.running.token())];
    for (key, value) in own.iter().chain(changes) {
        environment.retain(|(name, _)| name != key);
        environment.push(((*key).to_owned(), (*value).to_owned()));
    }
    environment.retain(|(_, value)| !value.is_empty());
    environment
}

fn first_id(bench: &Bench) -> &str {
    bench.running.task_ids()[0].as_str()
}

#[rstest]
#[case::gbk(&[("LC_ALL", "zh_CN.GBK")], false)]
#[case::gb18030(&[("LC_ALL", "zh_CN.GB18030"), ("LANG", "zh_CN.UTF-8")], false)]
#[case::none_named(&[("LANG", "zh_CN")], false)]
#[case::latin(&[("LC_ALL", "en_US.ISO-8859-1")], false)]
#[case::the_charset_is_another_category(&[("LANG", "zh_CN.UTF-8"), ("LC_CTYPE", "zh_CN.GBK")], false)]
#[case::all_before_the_category(&[("LC_ALL", "zh_CN.UTF-8"), ("LC_CTYPE", "zh_CN.GBK")], true)]
#[case::the_category_before_lang(&[("LANG", "zh_CN.GBK"), ("LC_CTYPE", "zh_CN.utf8@pinyin")], true)]
#[case::none_at_all(&[], false)]
fn a_charset_that_is_not_utf_8_gets_english_in_ascii(#[case] locale: &[(&str, &str)], #[case] is_chinese: bool) {
    let bench = Bench::new(WORLD);
    let all = bench.running.task_ids().join(" ");
    for line in ["explain 911020", "config show", "config init", "list nothing", &format!("list {all}"), "cancel x"] {
        let Ended { out, err, .. } = ended(bench.command(line).envs(locale.iter().copied()));
        let text = out + &err;
        assert!(is_chinese || text.is_ascii(), "{line} in {locale:?}: {text}");
    }
    let Ended { out, .. } = ended(bench.command("explain 911020").envs(locale.iter().copied()));
    assert_eq!(out.contains("文件不存在"), is_chinese, "{out}");
    let Ended { out, .. } = ended(bench.command("explain 911020 --lang zh").envs(locale.iter().copied()));
    assert!(out.contains("文件不存在"), "who asks for Chinese gets it: {out}");
}

#[test]
fn a_charset_that_is_not_utf_8_gets_a_screen_in_ascii() {
    let bench = Bench::new(WORLD);
    let mut terminal = Terminal::eftop(&[first_id(&bench)], &account(&bench, &[("LC_ALL", "zh_CN.GBK")]), (100, 24));
    terminal.until_text("alpha.tar");
    terminal.send("?");
    terminal.until_text("Help");
    terminal.send("?");
    terminal.until_gone("Help");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.bytes().is_ascii(), "{}", terminal.text());
}

#[rstest]
#[case("dumb", "TERM=dumb")]
#[case("", "TERM is not set")]
fn a_terminal_that_cannot_draw_gets_plain_lines(#[case] term: &str, #[case] why: &str) {
    let bench = Bench::new(DONE);
    let environment = account(&bench, &[("TERM", term)]);
    for args in [&["done1", "--lang", "en"][..], &["wait", "done1"]] {
        let mut terminal = Terminal::eftop(args, &environment, (100, 24));
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
        let text = terminal.text();
        assert_eq!(text.matches(why).count(), usize::from(args[0] != "wait"), "{text}");
        assert!(!terminal.bytes().contains(&0x1b), "{text}");
    }
    let mut demo = Terminal::eftop(&["demo"], &environment, (100, 24));
    assert_eq!(demo.exit_code(), 2);
    assert!(demo.text().contains(why), "{}", demo.text());
    assert!(!demo.bytes().contains(&0x1b));
}

#[rstest]
#[case::nothing_known((0, 0), &[], (24, 80))]
#[case::variables((0, 0), &[("LINES", "30"), ("COLUMNS", "100")], (30, 100))]
#[case::rows_alone((100, 0), &[("COLUMNS", "60")], (24, 100))]
#[case::columns_alone((0, 30), &[("LINES", "60")], (30, 80))]
#[case::no_numbers((0, 0), &[("LINES", "many"), ("COLUMNS", "0")], (24, 80))]
fn a_terminal_that_does_not_say_its_size_is_drawn_on(
    #[case] told: (u16, u16),
    #[case] variables: &[(&str, &str)],
    #[case] (rows, columns): (u16, u16),
) {
    let bench = Bench::new(WORLD);
    let mut terminal = Terminal::eftop(&[first_id(&bench)], &account(&bench, variables), told);
    // What is drawn counts, whatever the emulator keeps of it: the footer stands in the last row.
    let drawn = |bytes: &[u8]| {
        let mut screen = vt100::Parser::new(100.try_into().unwrap(), 200.try_into().unwrap(), 0);
        screen.process(bytes);
        let lines: Vec<String> = screen.screen().rows(0, 200).collect();
        let lowest = lines.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(0);
        let widest = lines.iter().map(|line| line.trim_end().chars().count()).max().unwrap_or(0);
        let is_footer = lines[lowest].contains("help");
        (is_footer && widest <= usize::from(columns) && widest + 20 > usize::from(columns)).then_some(lowest + 1)
    };
    terminal.until_bytes("a screen of that size", |bytes| drawn(bytes) == Some(usize::from(rows)));
    terminal.resize(120, 40);
    terminal
        .until("the footer of 40 rows", |screen| screen.rows(0, 120).last().is_some_and(|line| line.contains("help")));
    terminal.resize(told.0, told.1);
    let before = terminal.bytes().len();
    terminal.send("?");
    let last = format!("\x1b[{rows};");
    terminal
        .until_bytes("a frame of the first size", |bytes| String::from_utf8_lossy(&bytes[before..]).contains(&last));
    terminal.send("q");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[rstest]
#[case("dark")]
#[case("light")]
#[case("contrast-dark")]
#[case("contrast-light")]
#[case("colorblind-dark")]
#[case("colorblind-light")]
fn sixteen_colours_leave_out_those_that_are_greys_to_some(#[case] theme: &str) {
    let bench = Bench::new(WORLD);
    let environment = account(&bench, &[("TERM", "xterm"), ("COLORTERM", ""), ("EFTOP_THEME", theme)]);
    let ids = bench.running.task_ids();
    let args: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut terminal = Terminal::eftop(&args, &environment, (120, 30));
    terminal.until_text("alpha.tar");
    terminal.send("?");
    terminal.until_text("Help");
    terminal.send("?");
    terminal.until_gone("Help");
    terminal.send("\r");
    terminal.until_text("meaning");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let text = String::from_utf8(terminal.bytes()).unwrap();
    assert!(text.contains("\x1b[38;5;"), "it has colours");
    for bright in [8, 10, 11, 12, 14] {
        for sequence in [format!("8;5;{bright}m"), format!("8;5;{bright};"), format!("[{}m", 90 + bright - 8)] {
            assert!(!text.contains(&sequence), "{sequence}");
        }
    }
    assert!(!text.contains("\x1b[100m"));
}

/// A proxy that lets nobody through, and what is first said to it.
fn proxy() -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (into, said) = mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut first = vec![0; 4096];
            let length = stream.read(&mut first).unwrap_or(0);
            first.truncate(length);
            if into.send(first).is_err() {
                break;
            }
        }
    });
    (address, said)
}

/// `list` of a service on this machine, by an address that is not loopback's: the service is reached without a proxy, too.
fn list(bench: &Bench, variables: &[(&str, String)]) -> Ended {
    let url = bench.running.base_url().replace("127.0.0.1", "0.0.0.0");
    let mut command = bench.command("list done1 --insecure-http --lang en");
    // Only loopback may be asked more often.
    command.env_remove("EFTOP_INTERVAL");
    ended(command.env("SCNET_EFILE_URL", url).envs(variables.iter().map(|(key, value)| (key, value))))
}

#[rstest]
#[case::star(&[("http_proxy", "http://P"), ("NO_PROXY", "*")], None)]
#[case::spaces(&[("http_proxy", "http://P"), ("NO_PROXY", "localhost 0.0.0.0")], None)]
#[case::lower_case_first(&[("http_proxy", "http://P"), ("no_proxy", ".example.org,0.0.0.0/8"), ("NO_PROXY", "x")], None)]
#[case::another_host(&[("http_proxy", "P"), ("NO_PROXY", "localhost, 10.0.0.0/8")], Some("POST http://0.0.0.0"))]
#[case::upper_case(&[("HTTP_PROXY", "http://P")], Some("POST http://0.0.0.0"))]
#[case::of_the_other_scheme(&[("https_proxy", "http://P")], None)]
#[case::socks(&[("all_proxy", "socks://P")], Some("\x04\x01"))]
#[case::socks_4a(&[("ALL_PROXY", "socks4a://P")], Some("\x04\x01"))]
#[case::socks_5(&[("http_proxy", ""), ("ALL_PROXY", "socks5h://me:it@P")], Some("\x05"))]
fn proxies_are_read_as_curl_reads_them(#[case] variables: &[(&str, &str)], #[case] said: Option<&str>) {
    let bench = Bench::new(DONE);
    let (address, heard) = proxy();
    let variables: Vec<_> = variables.iter().map(|(key, value)| (*key, value.replace('P', &address))).collect();
    let Ended { code, err, .. } = list(&bench, &variables);
    assert_eq!(bench.requests("list").is_empty(), said.is_some(), "{err}");
    assert_eq!(code == 0, said.is_none(), "{err}");
    let first = heard.try_recv().ok();
    let is_meant = |first: &Vec<u8>| first.starts_with(said.unwrap_or("nothing").as_bytes());
    assert_eq!(first.is_some(), said.is_some(), "{first:?}");
    assert!(first.as_ref().is_none_or(is_meant), "{first:?}");
}

#[rstest]
#[case("http_proxy", "ftp://P")]
#[case("http_proxy", "http://me:sesame@pro xy:1")]
#[case("HTTP_PROXY", "http://me:sesame@:8080")]
#[case("all_proxy", "socks6://me:sesame@P")]
#[case("ALL_PROXY", "socks5://me:sesame@ho%20st:1")]
fn a_proxy_that_cannot_be_read_is_an_error_and_nothing_is_sent(#[case] variable: &str, #[case] value: &str) {
    let bench = Bench::new(DONE);
    let Ended { code, err, .. } = list(&bench, &[(variable, value.to_owned())]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains(&format!("{variable}: not the address of a proxy")), "{err}");
    assert!(!err.contains("sesame") && bench.requests("list").is_empty(), "{err}");
}

/// Where a file of the fixtures is.
fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A server of TLS with this certificate, which refuses each request with words of its own.
fn tls_server(certificate: &str) -> String {
    use tokio_rustls::rustls::{
        ServerConfig, ServerConnection, Stream,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    };
    let key = if certificate == "server.pem" { "server.key" } else { "own.key" };
    let key = PrivateKeyDer::from_pem_file(fixture(key)).unwrap();
    let certificate = CertificateDer::from_pem_file(fixture(certificate)).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut request = [0; 4096];
            let body = r#"{"code":"10003","msg":"their words","data":null}"#;
            let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            if stream.read(&mut request).is_ok() {
                _ = stream.write_all((head + body).as_bytes());
            }
        }
    });
    url
}

const TRUSTED: Option<CallErrorKind> = None;

#[rstest]
#[case::own("own.pem", "own.pem", TRUSTED, "their words")]
#[case::signed("server.pem", "ca.pem", TRUSTED, "their words")]
#[case::itself_though_signed("server.pem", "server.pem", TRUSTED, "their words")]
#[case::own_of_another(
    "own.pem",
    "ca.pem",
    Some(CallErrorKind::Tls(Tls::Untrusted)),
    "an authority's own, and not in the --ca-file"
)]
#[case::signed_by_another(
    "server.pem",
    "own.pem",
    Some(CallErrorKind::Tls(Tls::Untrusted)),
    "signed by nobody who is trusted here"
)]
#[case::same_key("own-elsewhere.pem", "own.pem", Some(CallErrorKind::Tls(Tls::Untrusted)), "an authority's own")]
#[case::other_name(
    "own-elsewhere.pem",
    "own-elsewhere.pem",
    Some(CallErrorKind::Tls(Tls::Name)),
    "is for efile.example.cn, not for 127.0.0.1"
)]
#[case::old(
    "own-expired.pem",
    "own-expired.pem",
    Some(CallErrorKind::Tls(Tls::Dates)),
    "ended at 2021-01-01T00:00:00Z"
)]
#[case::no_tls("", "ca.pem", Some(CallErrorKind::Tls(Tls::Handshake)), "does not speak TLS")]
fn certificates_are_taken_as_curl_takes_them_or_refused_in_words(
    #[case] certificate: &str,
    #[case] trusted: &str,
    #[case] refused: Option<CallErrorKind>,
    #[case] detail: &str,
) {
    let bench = Bench::new(DONE);
    let url = if certificate.is_empty() {
        bench.running.base_url().replace("http://", "https://")
    } else {
        tls_server(certificate)
    };
    for lang in Lang::ALL {
        let mut command = bench.command(&format!("list done1 --lang {lang}"));
        let Ended { err, .. } = ended(command.env("SCNET_EFILE_URL", &url).env("EFTOP_CA_FILE", fixture(trusted)));
        assert!(err.contains(detail), "{err}");
        if let Some(kind) = refused {
            let text = words(lang).problems.of(kind);
            assert!(err.contains(text.word) && err.contains(text.advice), "{err}");
        }
        let is_a_type =
            |word: &str| word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        assert!(!err.split_whitespace().any(is_a_type), "{err}");
    }
}

/// Whether a time of day lies between two points in time, in a zone of five and a half hours.
fn is_between(clock: &str, from: Timestamp, to: Timestamp) -> bool {
    let zone = tz::Offset::from_seconds(19_800).unwrap();
    let (from, to) = (zone.to_datetime(from), zone.to_datetime(to));
    let at = |day: jiff::civil::Date| day.at(0, 0, 0, 0).date().to_datetime(clock.parse().unwrap());
    let least = from.date().to_datetime(jiff::civil::time(from.hour(), from.minute(), from.second(), 0));
    [from.date(), to.date()].into_iter().any(|day| (least..=to).contains(&at(day)))
}

#[test]
fn all_times_for_people_are_in_one_zone_that_is_said() {
    let bench = Bench::new(&format!("{DONE}{}", DONE.replace("done1", "run1").replace("takes = 5", "takes = 5000")));
    let zone = [("TZ", "IST-5:30")];
    let before = Timestamp::now();
    let waited = ended(bench.command("wait done1 --lang en").envs(zone));
    assert_eq!(waited.code, 0, "{}", waited.err);
    assert!(is_between(&waited.out[..8], before, Timestamp::now()), "{}", waited.out);

    let mut terminal = Terminal::eftop(&["done1"], &account(&bench, &zone), (120, 40));
    terminal.until_text("complete");
    terminal.keys("\r\t");
    let said = |text: &str, name: &str| text.lines().any(|line| line.contains(name) && line.contains(" +05:30"));
    terminal.until("times with their offset", |screen| {
        let text = screen.contents();
        ["submitted", "first seen", "end seen"].into_iter().all(|name| said(&text, name)) && !text.contains("+08:00")
    });
    terminal.send("?");
    terminal.until_text("+05:30");
    terminal.until_text("Help");
    terminal.send("?");
    terminal.until_gone("Help");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);

    // Why it is printed all the same, with the time that was seen last.
    let seen = ended(bench.command("wait run1 --timeout 300ms").envs(zone));
    assert_eq!(seen.code, 124, "{}", seen.err);
    let stale = ended(bench.command("list run1 --lang en").envs(zone).env("SCNET_TOKEN", "wrong"));
    assert!(stale.err.contains(" +05:30"), "{}", stale.err);
    let lines = ended(bench.command("wait done1 --jsonl").envs(zone));
    assert!(!lines.out.contains("+05:30") && lines.out.contains("Z\""), "{}", lines.out);
}
