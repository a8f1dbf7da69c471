//! What eftop makes of each shape in which a submission may be answered, which no document describes: the real binary against the real
//! embedded server.

use super::{
    hostile_server::HostileServer,
    program::{Bench, Ended},
    screen,
};
use rstest::rstest;
use std::{fs, io::Write as _, os::unix::fs::PermissionsExt as _, path::PathBuf};

const A: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";
const OTHER: &str = "[[task]]\nid = 'other'\noperation = 'delete'\nsource = '/c'\n";

fn bench(fault: &str) -> Bench {
    Bench::new(&format!("{OTHER}[[fault]]\nscope = 'submit'\nlasts = 1000\n{fault}"))
}

/// The ids that were printed.
fn ids(ended: &Ended) -> Vec<String> {
    ended.out.lines().map(str::to_owned).collect()
}

/// The ids that are in the set, by what `list` prints.
fn kept(bench: &Bench) -> Vec<String> {
    let ended = bench.run("list --json");
    let document: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let ids = document["tasks"].as_array().unwrap().iter().map(|task| task["id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// The files of answers that were not understood.
fn answers(bench: &Bench) -> Vec<PathBuf> {
    let folder = bench.home.path().join(".local/state/eftop/answers");
    fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default()
}

#[rstest]
#[case::usual("kind = 'slow'\nseconds = 0.0")]
#[case::ids_alone("kind = 'shape'\nshape = 'ids'")]
#[case::one_text("kind = 'shape'\nshape = 'text'")]
#[case::by_path("kind = 'shape'\nshape = 'map'")]
#[case::deep_among_other_ids("kind = 'shape'\nshape = 'deep'")]
#[case::id_for_task_id("kind = 'shape'\nshape = 'id_key'")]
#[case::wrapped("kind = 'shape'\nshape = 'wrapped'")]
#[case::code_as_a_number("kind = 'shape'\nshape = 'number_code'")]
#[case::message_for_msg("kind = 'shape'\nshape = 'message_key'")]
#[case::nothing_but_ids_and_states("kind = 'shape'\nshape = 'null_fields'")]
#[case::codes_of_success("kind = 'shape'\nshape = 'success_words'")]
#[case::texts_that_are_no_uuids("kind = 'reply'\nbody = '{\"code\":\"0\",\"data\":[\"job-1\",\"job-2\"]}'")]
fn each_id_is_printed_and_kept(#[case] fault: &str) {
    let bench = bench(fault);
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ended.err.as_str(), ids(&ended).len()), (0, "", 2), "{ended:?}");
    let (mut printed, mut kept) = (ids(&ended), kept(&bench));
    printed.sort_unstable();
    kept.sort_unstable();
    assert_eq!(printed, kept);
    assert_eq!(answers(&bench), Vec::<PathBuf>::new());
}

#[test]
fn an_id_is_printed_and_kept_as_the_service_wrote_it() {
    let bench = bench("kind = 'shape'\nshape = 'dashed_ids'");
    let printed = ids(&bench.run("copy /a /dst"));
    let [id] = &*printed else { panic!("{printed:?}") };
    assert!(id.len() == 36 && id.contains('-') && *id == id.to_uppercase(), "{id}");
    assert_eq!(kept(&bench), printed);
}

#[rstest]
#[case::in_the_message("in_message")]
#[case::trace_and_user("trace")]
#[case::no_data("no_data")]
#[case::empty_list("empty_list")]
#[case::empty_object("empty_object")]
#[case::nothing_in_the_list("null_elements")]
fn without_an_id_nothing_is_invented_and_the_answer_is_kept(#[case] shape: &str) {
    let bench = bench(&format!("kind = 'shape'\nshape = '{shape}'"));
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended).len()), (1, 0), "{ended:?}");
    assert!(ended.err.contains("names no task for 2 items"), "{ended:?}");
    let [path] = &*answers(&bench) else { panic!("{ended:?}") };
    assert!(ended.err.contains(path.to_str().unwrap()), "{ended:?}");
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(path).unwrap().starts_with(r#"{"code":"0""#));
    assert_eq!(bench.requests("async-copy").len(), 1, "nothing is sent twice");
}

#[rstest]
#[case::fewer("kind = 'shape'\nshape = 'one'", 1, 1, "names no task for 1 item")]
#[case::a_bare_uuid_with_dashes(
    "kind = 'reply'\nbody = '{\"code\":\"0\",\"data\":\"10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1\"}'",
    1,
    1,
    "names no task for 1 item"
)]
#[case::more("kind = 'shape'\nshape = 'extra'", 0, 3, "names 3 tasks for 2 items")]
fn fewer_or_more_ids_than_items_are_kept_with_the_answer(
    #[case] fault: &str,
    #[case] code: i32,
    #[case] count: usize,
    #[case] told: &str,
) {
    let bench = bench(fault);
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended).len(), kept(&bench).len()), (code, count, count), "{ended:?}");
    assert!(ended.err.contains(told), "{ended:?}");
    assert_eq!(answers(&bench).len(), 1);
}

#[test]
fn ids_that_come_with_a_refusal_are_printed_and_watched() {
    let bench = bench("kind = 'shape'\nshape = 'coded'\ncode = '911030'");
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended).len(), kept(&bench).len()), (3, 2, 2), "{ended:?}");
    assert!(ended.err.contains("911030"), "{ended:?}");
    let waited = bench.run("copy --wait --timeout 1s /a /b /dst");
    assert_eq!((waited.code, ids(&waited).len()), (3, 2), "{waited:?}");
    assert_eq!(bench.requests("list").last(), Some(&ids(&waited)), "they are asked for");
}

#[test]
fn ids_that_come_with_a_refusal_are_watched_on_the_screen() {
    let bench = bench("kind = 'shape'\nshape = 'coded'\ncode = '911030'");
    let mut terminal = screen(&bench, &["copy", "--watch", "/a/first", "/a/second", "/dst"]);
    terminal.until_text("/a/first");
    terminal.until_text("/a/second");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 3);
}

#[test]
fn texts_that_are_no_uuids_are_no_ids_where_there_is_not_one_for_each_item() {
    let bench = bench("kind = 'reply'\nbody = '{\"code\":\"0\",\"data\":[\"job-1\",\"job-2\",\"job-3\"]}'");
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended).len(), answers(&bench).len()), (1, 0, 1), "{ended:?}");
}

#[test]
fn an_item_without_an_id_is_told_the_refusal_of_the_whole() {
    let body = r#"{"code":"911030","msg":"no","data":[{"taskId":"10b10bf643814ebfb1fbf0d7e910e8d1"},null]}"#;
    let bench = bench(&format!("kind = 'reply'\nbody = '{body}'"));
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended)), (3, vec!["10b10bf643814ebfb1fbf0d7e910e8d1".to_owned()]), "{ended:?}");
    assert!(ended.err.contains("refused: /b: 911030"), "{ended:?}");
}

#[test]
fn no_more_than_a_mebibyte_of_an_answer_is_kept() {
    let bench = bench(&format!("kind = 'reply'\nbody = '{{\"code\":\"0\",\"data\":\"{}\"}}'", "x".repeat(2 << 20)));
    let ended = bench.run("copy /a /b /dst");
    let [path] = &*answers(&bench) else { panic!("{ended:?}") };
    let size = fs::metadata(path).unwrap().len();
    assert!((1 << 19..=1 << 20).contains(&size), "{size}");
}

#[test]
fn a_token_in_a_kept_answer_is_not_written() {
    let body = r#"{"code":"0","data":{"token":"eyJhbGciOi.eyJ1c2Vy.c2ln","count":2}}"#;
    let bench = bench(&format!("kind = 'reply'\nbody = '{body}'"));
    let ended = bench.run("copy /a /b /dst");
    let [path] = &*answers(&bench) else { panic!("{ended:?}") };
    let kept = fs::read_to_string(path).unwrap();
    assert!(!kept.contains("eyJ") && !ended.err.contains("eyJ"), "{kept} {ended:?}");
}

#[rstest]
#[case::server_error("kind = 'http_500'")]
#[case::page("kind = 'html_502'")]
#[case::reset("kind = 'reset'")]
#[case::empty("kind = 'reply'\nbody = ''")]
fn a_lost_answer_is_not_known_and_nothing_is_sent_twice(#[case] fault: &str) {
    let bench = bench(&format!("{fault}\ncarried_out = true"));
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended).len()), (1, 0), "{ended:?}");
    assert!(ended.err.contains("not known whether the service took 2 items, /a to /b"), "{ended:?}");
    assert_eq!(bench.requests("async-copy").len(), 1);
}

/// Answers that cannot be trusted, each with an id in it.
#[rstest]
#[case::broken(r#"{"code":"0","data":[{"taskId":"$A"},{"taskId":"254653d8816b44"#, "", 1)]
#[case::behind_its_end(r#"{"code":"0","data":["$A"]} {"#, "", 1)]
#[case::server_error(r#"{"code":"0","data":[{"taskId":"$A"}]}"#, "status = 500", 1)]
#[case::limited(r#"{"code":"0","data":[{"taskId":"$A"}]}"#, "status = 429", 7)]
#[case::no_envelope(r#"[{"taskId":"$A"},null]"#, "", 1)]
#[case::no_envelope_of_ids(r#"{"tasks":[{"id":"$A"}]}"#, "", 1)]
#[case::no_code(r#"{"data":[{"taskId":"$A"}]}"#, "", 1)]
#[case::null_code(r#"{"code":null,"data":[{"taskId":"$A"}]}"#, "", 1)]
#[case::page(r#"<html><b>{"taskId":"$A"}</b></html>"#, "content_type = 'text/html'", 1)]
#[case::escaped_page("<p>{&quot;taskId&quot;:&quot;$A&quot;}", "status = 502", 1)]
fn ids_of_an_answer_that_cannot_be_read_are_kept(#[case] body: &str, #[case] more: &str, #[case] code: i32) {
    let body = body.replace("$A", A);
    let bench = bench(&format!("kind = 'reply'\nbody = '{body}'\n{more}"));
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended)), (code, vec![A.to_owned()]), "{ended:?}");
    assert_eq!(kept(&bench), [A]);
    assert!(ended.err.contains("names no task for 1 item") && !ended.err.contains("refused"), "{ended:?}");
    let [path] = &*answers(&bench) else { panic!("{ended:?}") };
    assert!(ended.err.contains(path.to_str().unwrap()), "{ended:?}");
    assert!(fs::read_to_string(path).unwrap().contains(A));
    assert_eq!(bench.requests("async-copy").len(), 1, "nothing is sent twice");
}

#[rstest]
#[case::server_error("status = 500\nbody = 'Oops'")]
#[case::page_with_an_id_of_something_else("body = '<p id=\"10b10bf643814ebfb1fbf0d7e910e8d1\">Oops'")]
#[case::error_with_a_trace(
    "status = 500\nbody = '{\"error\":\"Oops\",\"traceId\":\"10b10bf643814ebfb1fbf0d7e910e8d1\"}'"
)]
#[case::cut_within_the_id("body = '{\"code\":\"0\",\"data\":\"10b10bf643814ebfb1fbf0d7e910e8d1'")]
fn an_answer_without_an_id_that_cannot_be_read_is_kept(#[case] reply: &str) {
    let bench = bench(&format!("kind = 'reply'\n{reply}"));
    let ended = bench.run("copy /a /b /dst");
    assert_eq!((ended.code, ids(&ended).len()), (1, 0), "{ended:?}");
    assert!(ended.err.contains("not known whether the service took 2 items"), "{ended:?}");
    let [path] = &*answers(&bench) else { panic!("{ended:?}") };
    assert!(ended.err.contains(path.to_str().unwrap()), "{ended:?}");
}

#[test]
fn ids_of_an_answer_that_ends_too_early_are_kept() {
    let bench = bench("kind = 'truncated'\ncarried_out = true");
    let ended = bench.run("copy /a /b /c /d /dst");
    let (mut printed, mut kept) = (ids(&ended), kept(&bench));
    printed.sort_unstable();
    kept.sort_unstable();
    assert!(ended.code == 1 && (1..4).contains(&printed.len()) && printed == kept, "{ended:?}");
    assert_eq!((answers(&bench).len(), bench.requests("async-copy").len()), (1, 1));
}

#[test]
fn ids_that_came_before_the_connection_broke_are_kept() {
    let bench = bench("kind = 'slow'\nseconds = 0.0");
    let server = HostileServer::start(|_, stream| {
        let half = format!(r#"{{"code":"0","data":[{{"taskId":"{A}"}},{{"taskId":"254653d8"#);
        write!(stream, "HTTP/1.1 200 -\r\ncontent-length: 999\r\n\r\n{half}")
    });
    let output = bench.command("copy /a /b /dst").env("SCNET_EFILE_URL", &server.base_url).output().unwrap();
    assert_eq!((output.status.code(), str::from_utf8(&output.stdout).unwrap()), (Some(1), &*format!("{A}\n")));
    assert!(str::from_utf8(&output.stderr).unwrap().contains("broke off"), "{output:?}");
    assert_eq!(answers(&bench).len(), 1);
}
