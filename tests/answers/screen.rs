//! What the screen shows of answers in unusual shapes: the real binary in a terminal against the real embedded server.

use super::{cancel::ending_meanwhile, program::Bench, screen, screen_at, support::terminal::Terminal};
use rstest::rstest;
use serde_json::json;
use std::time::{Duration, Instant};

const LONG: &str = "254653d8816b4407ba27a9d004342cbb";
const OTHER: &str = "354653d8816b4407ba27a9d004342cbb";

/// Two copies that run for two hours, the half of it done, and a fault.
fn bench(fault: &str) -> Bench {
    let copy = |id: &str, name: &str| {
        format!(
            "[[task]]\nid = '{id}'\noperation = 'copy'\nsource = '/a/{name}.tar'\ntarget = '/b'\nsubmitted = -3600\ntakes = 7200\nsize = '1 TiB'\n"
        )
    };
    Bench::new(&format!("{}{}[[fault]]\nlasts = 1000\n{fault}\n", copy(LONG, "first"), copy(OTHER, "second")))
}

fn quit(mut terminal: Terminal) {
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

/// Waits for a text, and sees to it that the screen does not say meanwhile that a cancel failed.
fn until_without_failure(terminal: &Terminal, text: &str) {
    terminal.until(text, |screen| {
        let contents = screen.contents();
        assert!(!contents.contains("cancel of 1 task failed"), "{contents}");
        contents.contains(text)
    });
}

#[rstest]
#[case::id_for_task_id("id_key")]
#[case::uuid_with_dashes("dashed_ids")]
#[case::wrapped("wrapped")]
#[case::older_state_in_the_same_answer("older_twice")]
#[case::codes_of_success("success_words")]
#[case::times_of_digits("digit_times")]
#[case::times_of_tomorrow("future_times")]
#[case::code_as_a_number("number_code")]
fn a_running_task_is_seen_running_in_each_shape(#[case] shape: &str) {
    let bench = bench(&format!("scope = 'list'\nkind = 'shape'\nshape = '{shape}'"));
    let terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    terminal.until_text("first.tar");
    assert!(!terminal.text().contains("missing") && !terminal.text().contains("waiting  "), "{}", terminal.text());
    quit(terminal);
}

#[rstest]
#[case("fraction")]
#[case("fraction_text")]
fn a_part_of_one_is_half_of_the_bar_and_not_half_a_percent(#[case] shape: &str) {
    let bench = bench(&format!("scope = 'list'\nkind = 'shape'\nshape = '{shape}'"));
    let terminal = screen(&bench, &[LONG]);
    terminal.until("about half is done", |screen| {
        let text = screen.contents();
        ["48%", "49%", "50%", "51%", "49.", "50."].iter().any(|percent| text.contains(percent))
    });
    quit(terminal);
}

#[test]
fn a_null_does_not_erase_a_path() {
    let bench = bench("scope = 'list'\nkind = 'shape'\nshape = 'null_fields'\nat = 2");
    let terminal = screen(&bench, &[LONG]);
    terminal.until_text("first.tar");
    let before = bench.requests("list").len();
    terminal.until("ten answers more", |_| bench.requests("list").len() > before + 60);
    assert!(terminal.text().contains("first.tar") && terminal.text().contains("TiB"), "{}", terminal.text());
    quit(terminal);
}

#[rstest]
#[case::server_error("kind = 'http_500'")]
#[case::page("kind = 'html_502'")]
#[case::reset("kind = 'reset'")]
#[case::broken("kind = 'truncated'")]
#[case::empty("kind = 'reply'\nbody = ''")]
#[case::a_page_that_is_no_answer("kind = 'reply'\nbody = '<html>hello</html>'\ncontent_type = 'text/html'")]
#[case::silence("kind = 'hang'")]
#[case::items_with_code_0("kind = 'shape'\nshape = 'items_refused'\ncode = '0'")]
#[case::items_with_http_ok("kind = 'shape'\nshape = 'items_refused'\ncode = '200'")]
#[case::items_with_success("kind = 'shape'\nshape = 'items_refused'\ncode = '1'\nmessage = 'success'")]
fn a_cancel_whose_answer_is_lost_or_odd_is_seen_to_be_done(#[case] fault: &str) {
    let carried_out = if fault.contains("shape") { "" } else { "\ncarried_out = true" };
    let bench = bench(&format!("scope = 'cancel'\n{fault}{carried_out}"));
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    terminal.send("c");
    terminal.confirm();
    until_without_failure(&terminal, "1 cancelled");
    quit(terminal);
}

#[rstest]
#[case::server_error("kind = 'http_500'")]
#[case::reset("kind = 'reset'")]
fn a_cancel_that_was_lost_is_open_until_the_task_is_seen_running_on(#[case] fault: &str) {
    let bench = bench(&format!("scope = 'cancel'\n{fault}"));
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    terminal.send("c");
    terminal.confirm();
    terminal.until_text("no clear answer to the cancel of 1 task; asking how they stand");
    assert!(
        terminal.text().contains("1 cancelling") && !terminal.text().contains("task failed"),
        "{}",
        terminal.text()
    );
    terminal.until_text("cancel of 1 task failed");
    terminal.until_text("1 processing");
    quit(terminal);
}

#[rstest]
#[case("complete")]
#[case("fail")]
fn a_refused_cancel_of_a_task_that_ended_tells_how_it_ended(#[case] how: &'static str) {
    let (bench, server) = (bench("kind = 'busy'"), ending_meanwhile(how));
    let mut terminal = screen_at(&bench, &server.base_url, &["long1", "long2"]);
    terminal.until_text("2 processing");
    terminal.send("c");
    terminal.confirm();
    until_without_failure(&terminal, "finished before it could be cancelled");
    until_without_failure(&terminal, if how == "fail" { "1 failed" } else { "1 complete" });
    quit(terminal);
}

#[test]
fn a_refused_cancel_can_be_sent_again() {
    let bench = bench("kind = 'cancel_refused'\ncount = 1");
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    terminal.send("c");
    terminal.confirm();
    terminal.until_text("cancel of 1 task failed");
    terminal.until_text("1 processing");
    terminal.send("c");
    terminal.confirm();
    terminal.until_text("1 cancelled");
    terminal.until_gone("cancel of 1 task failed");
    quit(terminal);
}

#[test]
fn a_cancel_of_a_missing_task_is_open_until_the_task_returns() {
    let bench = bench("scope = 'list'\nkind = 'slow'\nseconds = 0.0");
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    bench.fault(&json!({"kind": "missing_ids", "ids": [LONG], "lasts": 8}));
    terminal.until_text("1 missing");
    terminal.send("c");
    terminal.confirm();
    terminal.until("the cancel is sent", |_| !bench.requests("cancel").is_empty());
    until_without_failure(&terminal, "1 missing");
    until_without_failure(&terminal, "not returned by the service");
    until_without_failure(&terminal, "1 cancelled");
    quit(terminal);
}

#[test]
fn of_cancels_refused_for_one_the_other_is_cancelled() {
    let bench = bench(&format!("scope = 'cancel'\nkind = 'bad_batch'\nids = ['{OTHER}']\ncode = '911030'"));
    let mut terminal = screen(&bench, &[LONG, OTHER]);
    terminal.until_text("second.tar");
    terminal.keys("*");
    terminal.send("c");
    terminal.confirm();
    terminal.until_text("1 cancelled");
    terminal.until_text("911030");
    quit(terminal);
}

#[rstest]
#[case::mistyped("kind = 'missing_ids'\nids = ['x']")]
#[case::null_elements("kind = 'shape'\nshape = 'null_for_absent'")]
#[case::refused("kind = 'bad_batch'\nids = ['nosuch1']\ncode = '911030'")]
fn an_id_that_was_never_seen_is_unknown_at_first_and_gone_in_the_end(#[case] fault: &str) {
    let bench = bench(&format!("scope = 'list'\n{fault}"));
    let terminal = screen(&bench, &[LONG, "nosuch1", OTHER]);
    terminal.until_text("first.tar");
    terminal.until_text("second.tar");
    terminal.until_text("1 unknown");
    terminal.until("it is gone, and was never missing", |screen| {
        let contents = screen.contents();
        assert!(!contents.contains("missing"), "{contents}");
        contents.contains("1 gone") && contents.contains("2 processing")
    });
    quit(terminal);
}

#[rstest]
#[case::null("kind = 'data_null'")]
#[case::missing("kind = 'shape'\nshape = 'no_data'")]
#[case::empty_list("kind = 'shape'\nshape = 'empty_list'")]
#[case::empty_object("kind = 'shape'\nshape = 'empty_object'")]
fn without_data_all_are_missing_and_come_back(#[case] fault: &str) {
    let bench = bench(&format!("scope = 'list'\n{fault}\nat = 2\ncount = 40"));
    let terminal = screen(&bench, &[LONG, OTHER]);
    terminal.until_text("2 missing");
    terminal.until_text("2 processing");
    quit(terminal);
}

#[test]
fn what_is_refused_as_the_only_one_is_an_outage_at_first() {
    let bench = bench("scope = 'list'\nkind = 'code'\ncode = '911030'");
    let terminal = screen(&bench, &["nosuch1"]);
    terminal.until_text("refused 911030, retry in");
    terminal.until_text("1 unknown");
    terminal.until("the refusal is a word on the id", |screen| {
        let contents = screen.contents();
        assert!(!contents.contains("answers again"), "nothing was accepted: {contents}");
        contents.contains("1 gone") || !contents.contains("retry in")
    });
    until_without_failure(&terminal, "1 gone");
    quit(terminal);
}

#[test]
fn from_a_part_of_an_answer_nobody_is_gone() {
    let bench = bench("scope = 'list'\nkind = 'shape'\nshape = 'paged'");
    let terminal = screen(&bench, &[LONG, OTHER]);
    terminal.until_text("1 processing");
    // No two requests come within the interval of 50 ms.
    terminal.until("asked for 8 s", |screen| {
        let contents = screen.contents();
        assert!(!contents.contains("gone") && !contents.contains("missing"), "{contents}");
        bench.requests("list").len() > 160
    });
    terminal.until_text("1 unknown");
    quit(terminal);
}

#[test]
fn what_stays_away_for_long_enough_is_gone() {
    let bench = bench(&format!("scope = 'list'\nkind = 'missing_ids'\nids = ['{LONG}']\nat = 2"));
    let folder = bench.home.path().join(".config/eftop");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "gone-after = '2s'\n").unwrap();
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("1 missing");
    let until = Instant::now() + Duration::from_mins(1);
    while !terminal.text().contains("1 gone") {
        assert!(Instant::now() < until, "{}", terminal.text());
        // By itself it asks for what is missing every 5 s only.
        let before = bench.requests("list").len();
        terminal.send("r");
        terminal.until("it is asked or gone", |screen| {
            bench.requests("list").len() > before || screen.contents().contains("1 gone")
        });
    }
    assert!(terminal.text().contains("first.tar"), "{}", terminal.text());
    quit(terminal);
}

#[test]
fn a_batch_of_which_both_halves_are_refused_alike_is_the_service_s_trouble() {
    let bench = bench("scope = 'list'\nkind = 'code'\ncode = '911030'");
    let terminal = screen(&bench, &[LONG, OTHER, "a1", "b1"]);
    terminal.until_text("refused 911030, retry in");
    let sizes: Vec<_> = bench.requests("list").iter().map(Vec::len).collect();
    assert_eq!(sizes[..3], [4, 2, 2]);
    assert!(sizes.get(3).is_none_or(|size| *size == 4), "the next cycle begins anew: {sizes:?}");
    assert!(terminal.text().contains("4 unknown"), "{}", terminal.text());
    quit(terminal);
}

#[test]
fn words_of_success_are_no_error() {
    let bench = bench("scope = 'list'\nkind = 'shape'\nshape = 'success_words'");
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    terminal.keys("\r\t\t");
    terminal.until_text("the service works on it");
    let text = terminal.text();
    assert!(!text.contains("error message") && !text.contains("No card"), "{text}");
    quit(terminal);
}

#[rstest]
#[case::gbk("kind = 'shape'\nshape = 'gbk'\ncode = '500'", "权限不足")]
#[case::message_for_msg("kind = 'reply'\nbody = '{\"code\":\"500\",\"message\":\"so they say\"}'", "so they say")]
fn the_service_s_own_words_are_shown(#[case] fault: &str, #[case] words: &str) {
    let bench = bench(&format!("scope = 'list'\n{fault}"));
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("500");
    terminal.keys("\r\t");
    terminal.until_text(words);
    quit(terminal);
}
