//! What `eftop wait` and `eftop list` make of the shapes that an answer of `task/list` may have: the real binary against the real embedded
//! server.

use super::{
    copy,
    hostile_server::{HostileServer, whole},
    listed,
    program::{Bench, ended},
};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use serde_json::Value;
use std::{
    io::Write as _,
    sync::{Arc, Mutex},
};

const SHORT: &str = "10b10bf643814ebfb1fbf0d7e910e8aa";
const LONG: &str = "254653d8816b4407ba27a9d004342cbb";

/// A copy that is over after two seconds, one that runs for an hour, and a fault of lists.
fn bench(fault: &str) -> Bench {
    let fault =
        if fault.is_empty() { String::new() } else { format!("[[fault]]\nscope = 'list'\nlasts = 1000\n{fault}\n") };
    Bench::new(&format!("{}{}{fault}", copy(SHORT, -9, 10), copy(LONG, -1800, 3600)))
}

fn shape(name: &str) -> String {
    format!("kind = 'shape'\nshape = '{name}'")
}

#[rstest]
#[case::omitted("kind = 'missing_ids'")]
#[case::null_element(&shape("null_for_absent"))]
#[case::data_null("kind = 'data_null'")]
#[case::no_data(&shape("no_data"))]
#[case::empty_list(&shape("empty_list"))]
#[case::empty_object(&shape("empty_object"))]
#[case::refused_by_itself_invalid("kind = 'code'\ncode = '10004'")]
#[case::refused_by_itself_not_found("kind = 'code'\ncode = '911020'")]
fn an_id_that_no_answer_has_is_gone_after_a_while_and_before_that_not_known(#[case] fault: &str) {
    let bench = bench(fault);
    let first = listed(&bench, "nosuch1");
    assert_eq!(first["status"], "unknown", "{first}");
    let ended = bench.run("wait nosuch1 --timeout 25s");
    assert_eq!(ended.code, 6, "{ended:?}");
}

#[rstest]
#[case::null_elements(&shape("null_for_absent"))]
#[case::data_null("kind = 'data_null'")]
#[case::no_data(&shape("no_data"))]
#[case::empty_list(&shape("empty_list"))]
#[case::empty_object(&shape("empty_object"))]
fn of_several_ids_an_answer_with_none_is_an_answer(#[case] fault: &str) {
    let bench = bench(fault);
    let ended = bench.run("wait nosuch1 nosuch2 --timeout 25s");
    assert_eq!(ended.code, 6, "{ended:?}");
}

#[rstest]
#[case("10003")]
#[case("911009")]
#[case("911030")]
#[case("1001")]
#[case("10001")]
fn an_id_that_is_refused_while_another_is_taken_is_gone(#[case] code: &str) {
    let bench = bench(&format!("kind = 'bad_batch'\nids = ['nosuch1']\ncode = '{code}'"));
    let ended = bench.run(&format!("wait nosuch1 {LONG} --until any --timeout 25s"));
    assert_eq!(ended.code, 6, "{ended:?}");
}

/// Since the first refusal it may be the service's trouble, and nothing was accepted since then.
#[rstest]
#[case::for_ever("", 6)]
#[case::for_as_long_as_was_said(" --max-outage 15s", 7)]
fn that_a_lone_id_is_refused_is_no_end_of_an_outage(#[case] patience: &str, #[case] code: i32) {
    let bench = bench("kind = 'code'\ncode = '911030'");
    let ended = bench.run(&format!("wait nosuch1 --timeout 60s{patience}"));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.err.contains("cannot ask the service") && !ended.err.contains("answers again"), "{ended:?}");
}

#[test]
fn elements_that_cannot_be_read_are_told_of_once() {
    let bench = bench("kind = 'reply'\nbody = '{\"code\":\"0\",\"data\":[[1]]}'");
    for command in ["list", "wait --timeout 500ms"] {
        let ended = bench.run(&format!("{command} {LONG}"));
        assert_eq!(ended.err.matches("1 element of the service's answers could not be read").count(), 1, "{ended:?}");
    }
}

#[rstest]
#[case("list")]
#[case("wait --timeout 500ms")]
fn a_status_word_that_is_not_known_is_shown_as_it_is(#[case] command: &str) {
    let body = format!("{{\"code\":\"0\",\"data\":[{{\"taskId\":\"{LONG}\",\"status\":\"archiving\"}}]}}");
    let ended = bench(&format!("kind = 'reply'\nbody = '{body}'")).run(&format!("{command} {LONG}"));
    assert!(ended.out.contains("archiving"), "{ended:?}");
}

#[test]
fn an_answer_that_holds_less_than_its_total_makes_nothing_absent() {
    let bench = bench(&shape("paged"));
    let ended = bench.run(&format!("wait --jsonl {LONG} {SHORT} --timeout 8s"));
    assert!(!ended.out.contains(r#""to":"gone""#) && !ended.out.contains(r#""to":"missing""#), "{ended:?}");
}

#[rstest]
#[case::id_for_task_id("id_key")]
#[case::uuid_with_dashes("dashed_ids")]
#[case::wrapped("wrapped")]
#[case::older_state_of_it_in_the_same_answer("older_twice")]
#[case::codes_of_success("success_words")]
#[case::nothing_but_ids_and_states("null_fields")]
#[case::code_as_a_number("number_code")]
#[case::message_for_msg("message_key")]
#[case::fraction("fraction")]
#[case::times_of_digits("digit_times")]
#[case::times_of_tomorrow("future_times")]
fn a_task_is_followed_to_its_end_in_each_shape(#[case] name: &str) {
    let bench = bench(&shape(name));
    let ended = bench.run(&format!("wait --jsonl {SHORT} --timeout 60s"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let transitions = ended.out.lines().filter(|line| line.contains(r#""type":"transition""#));
    let back = transitions.filter(|line| line.contains(r#""from":"processing","to":"waiting""#)).count();
    assert_eq!(back, 0, "{ended:?}");
}

#[test]
fn of_the_same_id_twice_the_newer_state_counts() {
    assert_eq!(listed(&bench(&shape("older_twice")), LONG)["status"], "processing");
}

#[rstest]
#[case("fraction")]
#[case("fraction_text")]
fn a_part_of_one_is_read_as_what_lies_nearer_to_the_bytes_done(#[case] name: &str) {
    let task = listed(&bench(&shape(name)), LONG);
    let part = task["done_bytes"].as_f64().unwrap() / task["total_bytes"].as_f64().unwrap();
    let shown = task["fraction"].as_f64().unwrap();
    assert!(part > 0.1 && (shown - part).abs() < 0.05, "{task}");
}

#[test]
fn a_null_does_not_erase_what_is_known() {
    let bench = bench(&format!("{}\nat = 1.5", shape("null_fields")));
    assert_eq!(listed(&bench, LONG)["source"], format!("/a/{LONG}.tar").as_str());
    let ended = bench.run(&format!("wait {LONG} --timeout 3s --json"));
    assert_eq!(ended.code, 124, "{ended:?}");
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let task = &document["tasks"][0];
    assert_eq!((&task["source"], &task["target"]), (&format!("/a/{LONG}.tar").into(), &"/b".into()), "{task}");
    assert!(task["total_bytes"].is_number(), "{task}");
}

#[test]
fn words_of_success_are_no_error() {
    let task = listed(&bench(&shape("success_words")), LONG);
    assert_eq!(task["error"], Value::Null, "{task}");
}

#[test]
fn times_of_14_digits_are_read_and_those_of_tomorrow_are_not() {
    let usual = listed(&bench(""), LONG);
    let digits = listed(&bench(&shape("digit_times")), LONG);
    // The servers began one after the other, and so did their tasks.
    let [first, second] =
        [&usual, &digits].map(|task| task["submitted"].as_str().unwrap().parse::<Timestamp>().unwrap());
    assert!(second.duration_since(first).abs() < SignedDuration::from_mins(10), "{first} {second}");
    assert!(usual["updated"].is_string() && usual["submitted"].is_string(), "{usual}");
    assert_eq!(listed(&bench(&shape("future_times")), LONG)["updated"], Value::Null);
}

#[rstest]
#[case::gbk("kind = 'shape'\nshape = 'gbk'", "权限不足")]
#[case::message_for_msg("kind = 'reply'\nbody = '{\"code\":\"911030\",\"message\":\"so they say\"}'", "so they say")]
fn the_service_s_own_words_are_shown(#[case] fault: &str, #[case] words: &str) {
    let ended = bench(fault).run(&format!("list {LONG}"));
    assert!(ended.out.contains(words) || ended.err.contains(words), "{ended:?}");
}

#[rstest]
#[case::permission(403, "911030", 7)]
#[case::load(401, "911048", 7)]
#[case::token(401, "401", 4)]
fn a_code_of_the_table_outranks_the_http_status(#[case] status: u16, #[case] code: &str, #[case] exit: i32) {
    let bench = bench(&format!("kind = 'reply'\nstatus = {status}\nbody = '{{\"code\":\"{code}\",\"msg\":\"no\"}}'"));
    let ended = bench.run(&format!("wait {LONG} {SHORT} --timeout 20s --max-outage 2s"));
    assert_eq!(ended.code, exit, "{ended:?}");
}

#[test]
fn a_page_with_403_is_something_on_the_way() {
    let bench = bench("kind = 'reply'\nstatus = 403\nbody = '<html>no entry</html>'\ncontent_type = 'text/html'");
    let ended = bench.run(&format!("list {LONG}"));
    assert_eq!(ended.code, 7, "{ended:?}");
    assert!(ended.err.contains("blocked HTTP 403"), "{ended:?}");
}

#[rstest]
#[case("911030")]
#[case("10004")]
#[case("10003")]
#[case("1001")]
#[case("10001")]
fn of_a_batch_refused_for_one_id_the_others_are_read(#[case] code: &str) {
    let bench = bench(&format!("kind = 'bad_batch'\nids = ['bad1']\ncode = '{code}'"));
    let ended = bench.run(&format!("list --json {SHORT} bad1 {LONG}"));
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let states: Vec<_> = document["tasks"].as_array().unwrap().iter().map(|task| task["status"].clone()).collect();
    assert_eq!(states.iter().filter(|state| *state == "unknown").count(), 1, "{states:?}");
}

#[rstest]
#[case::token("kind = 'bad_batch'\ncode = '10008'", 4)]
#[case::token_of_nobody("kind = 'bad_batch'\ncode = '911406'", 4)]
#[case::who_can_sign_in("kind = 'bad_batch'\ncode = '10007'", 7)]
#[case::load("kind = 'bad_batch'\ncode = '911048'", 7)]
#[case::health("kind = 'bad_batch'\ncode = '911404'", 7)]
#[case::server_error("kind = 'http_500'", 7)]
#[case::server_error_with_a_code("kind = 'reply'\nstatus = 500\nbody = '{\"code\":\"911030\"}'", 7)]
fn a_batch_is_not_split_for_what_no_id_can_have_caused(#[case] fault: &str, #[case] code: i32) {
    let bench = bench(&format!("{fault}\nids = ['bad1']"));
    let ended = bench.run(&format!("wait {SHORT} bad1 {LONG} --timeout 60s --max-outage 2s"));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(bench.requests("list").iter().all(|ids| ids.len() == 3), "{:?}", bench.requests("list"));
}

#[test]
fn a_batch_of_which_both_halves_are_refused_alike_is_split_no_further() {
    let bench = bench("kind = 'code'\ncode = '911030'");
    let ended = bench.run(&format!("list {SHORT} {LONG} a1 b1"));
    assert_eq!(ended.code, 7, "{ended:?}");
    let sizes: Vec<_> = bench.requests("list").iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 2, 2]);
}

#[test]
fn a_batch_with_many_refused_ids_costs_no_more_than_16_requests_in_a_cycle() {
    let ids: Vec<_> = (0..64).map(|number| format!("task{number}")).collect();
    let tasks: String = ids.iter().map(|id| copy(id, -9, 3600)).collect();
    // All in one half: of the other one it is known that the service works.
    let bad: Vec<_> = ids[..32].iter().step_by(5).collect();
    let fault = format!("[[fault]]\nscope = 'list'\nlasts = 1000\nkind = 'bad_batch'\ncode = '10004'\nids = {bad:?}\n");
    let bench = Bench::new(&format!("{tasks}{fault}"));
    // The first cycle, and one when the time is up.
    let ended = bench.run(&format!("wait {} --interval 1h --timeout 3s", ids.join(" ")));
    let requests = bench.requests("list").len();
    assert!(ended.code == 124 && (18..=34).contains(&requests), "{requests} {ended:?}");
}

#[rstest]
#[case::seconds(false)]
#[case::a_date_and_no_date_of_the_answer(true)]
fn the_service_is_asked_again_no_sooner_than_it_says(#[case] as_date: bool) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let into = asked.clone();
    let server = HostileServer::start(move |_, stream| {
        let mut asked = into.lock().unwrap();
        let now = Timestamp::now();
        asked.push(now);
        if asked.len() > 1 {
            return whole(stream, br#"{"code":"0","data":[{"taskId":"a1","status":"complete"}]}"#);
        }
        let date = now.checked_add(SignedDuration::from_secs(6)).unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT");
        let wait = if as_date { date.to_string() } else { "6".to_owned() };
        write!(stream, "HTTP/1.1 429 -\r\nretry-after: {wait}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
    });
    let bench = bench("");
    let ended = ended(bench.command("wait a1 --timeout 60s").env("SCNET_EFILE_URL", &server.base_url));
    assert_eq!(ended.code, 0, "{ended:?}");
    let asked = asked.lock().unwrap();
    // The date is of whole seconds.
    assert!(asked[1].duration_since(asked[0]) >= SignedDuration::from_millis(4900), "{asked:?}");
}
