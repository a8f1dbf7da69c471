//! What the screen shows of answers in unusual shapes: the real binary in a terminal against the real embedded server.

use super::{program::Bench, screen, support::terminal::Terminal};
use rstest::rstest;

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
#[case::items_with_code_0("kind = 'shape'\nshape = 'items_refused'\ncode = '0'")]
#[case::items_with_success("kind = 'shape'\nshape = 'items_refused'\ncode = '1'\nmessage = 'success'")]
fn a_cancel_whose_answer_is_lost_or_odd_is_seen_to_be_done(#[case] fault: &str) {
    let carried_out = if fault.contains("shape") { "" } else { "\ncarried_out = true" };
    let bench = bench(&format!("scope = 'cancel'\n{fault}{carried_out}"));
    let mut terminal = screen(&bench, &[LONG]);
    terminal.until_text("processing");
    terminal.send("c");
    terminal.confirm();
    terminal.until_text("1 cancelled");
    assert!(!terminal.text().contains("not cancelled"), "{}", terminal.text());
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

#[test]
fn a_batch_refused_for_one_id_shows_the_others() {
    let bench = bench("scope = 'list'\nkind = 'bad_batch'\nids = ['bad1']\ncode = '911030'");
    let terminal = screen(&bench, &[LONG, "bad1", OTHER]);
    terminal.until_text("first.tar");
    terminal.until_text("second.tar");
    terminal.until_text("911030");
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
