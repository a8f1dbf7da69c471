//! What of a terminal's bytes a person has typed, by the time between them.

use eftop::internals::{
    domain::Moment,
    terminal::{tokens::Tokenizer, typing::Typing},
    tui::{Care, Key, KeyName, Msg},
};
use rstest::rstest;
use std::time::Duration;

/// `c` and F9 act, `d` and Delete drop tasks, `j` and the arrow move, all others do no harm.
fn care(key: Key) -> Care {
    match key.name {
        KeyName::Char('c') | KeyName::F(9) => Care::Acts,
        KeyName::Char('d') | KeyName::Delete => Care::Drops,
        KeyName::Char('j') | KeyName::Down => Care::Moves,
        _ => Care::Harmless,
    }
}

/// Takes out what is ready, with the time in milliseconds.
fn collect(typing: &mut Typing, at: u64, out: &mut Vec<String>) {
    while let Some(message) = typing.pop() {
        out.push(match message {
            Msg::Key(key) => format!("{}@{at}", key.label()),
            Msg::Burst(text) => format!("text({text})@{at}"),
            Msg::Paste(text) => format!("paste({text})@{at}"),
            other => format!("{other:?}"),
        });
    }
}

/// Feeds reads, each at its time in milliseconds, and lets go at the times that the typing asks for. Returns what came out when.
fn typed(reads: &[(u64, &str)]) -> String {
    let (mut typing, mut tokenizer, mut out) = (Typing::default(), Tokenizer::default(), Vec::new());
    let mut reads = reads.iter().peekable();
    loop {
        let due = typing.due().map(|due| u64::try_from(due.0.as_millis()).unwrap());
        let at = match (reads.peek(), due) {
            (Some((at, bytes)), due) if due.is_none_or(|due| due > *at) => {
                let tokens = tokenizer.read(bytes.as_bytes());
                typing.take(tokens, Moment(Duration::from_millis(*at)), care);
                reads.next().unwrap().0
            }
            (_, Some(due)) => {
                typing.settle(Moment(Duration::from_millis(due)));
                assert!(typing.due().is_none_or(|next| next.0 > Duration::from_millis(due)), "it lets go when it said");
                due
            }
            (_, None) => return out.join(" "),
        };
        collect(&mut typing, at, &mut out);
    }
}

#[rstest]
#[case::a_harmless_key_runs_at_once(&[(0, "x")], "x@0")]
#[case::one_that_acts_waits(&[(0, "c")], "c@30")]
#[case::one_that_drops_waits_longer(&[(0, "d")], "d@250")]
#[case::slow_enough(&[(0, "c"), (30, "y")], "c@30 y@30")]
#[case::too_fast(&[(0, "c"), (29, "y")], "text(cy)@59")]
#[case::in_one_read(&[(0, "cy")], "text(cy)@30")]
#[case::a_burst_goes_on(&[(0, "cy"), (20, "c"), (45, "y")], "text(cycy)@75")]
#[case::lines(&[(0, "c\ry\nq\x04\tz")], "text(c\ny\nq  z)@30")]
#[case::a_key_held_down_repeats(&[(0, "jjj"), (10, "j")], "j@0 j@0 j@0 j@10")]
#[case::other_keys_do_not(&[(0, "xxx")], "text(xxx)@30")]
#[case::two_moves_that_differ(&[(0, "j"), (10, "k")], "j@0 text(k)@40")]
#[case::a_move_behind_text(&[(0, "xy"), (10, "j")], "text(xyj)@40")]
#[case::a_move_within_text(&[(0, "jxj")], "text(jxj)@30")]
#[case::a_paste(&[(0, "\x1b[200~cy\x1b[201~")], "paste(cy)@0")]
fn what_comes_too_fast_is_text(#[case] reads: &[(u64, &str)], #[case] expected: &str) {
    assert_eq!(typed(reads), expected);
}

#[rstest]
#[case::they_may_be_fast(&[(0, "\x1b[B\x1b[B"), (1, "\x1b[B")], "Down@0 Down@0 Down@1")]
#[case::they_are_no_text(&[(0, "x\x1b[By")], "Down@0 text(xy)@30")]
#[case::they_do_not_act_within_text(&[(0, "xy\x1b[20~\x1b[3~")], "text(xy)@30")]
#[case::alone_they_wait_as_keys_that_act(&[(0, "\x1b[20~"), (100, "\x1b[3~")], "F9@30 Del@130")]
#[case::behind_text_they_still_drop(&[(0, "x"), (100, "\x1b[3~")], "x@0 Del@130")]
fn control_sequences_are_keys(#[case] reads: &[(u64, &str)], #[case] expected: &str) {
    assert_eq!(typed(reads), expected);
}

/// Somebody types words into the wrong window.
#[rstest]
#[case::behind_a_letter(&[(0, "x"), (200, "d")], "x@0 text(d)@200")]
#[case::behind_letters_and_moves(&[(0, "x"), (200, "j"), (400, "d")], "x@0 j@200 text(d)@400")]
#[case::long_behind_a_letter(&[(0, "x"), (250, "d")], "x@0 d@500")]
#[case::moves_end_a_text_after_a_while(&[(0, "x"), (250, "j"), (400, "d")], "x@0 j@250 d@650")]
#[case::behind_a_move(&[(0, "j"), (100, "d")], "j@0 d@350")]
#[case::before_a_letter(&[(0, "d"), (100, "x")], "text(d)@100 x@100")]
#[case::before_a_control_sequence(&[(0, "d"), (100, "\x1b[B")], "d@100 Down@100")]
#[case::twice(&[(0, "d"), (100, "d")], "text(d)@100 text(d)@100")]
#[case::what_only_asks_is_not_held_up(&[(0, "x"), (100, "c")], "x@0 c@130")]
fn a_key_that_drops_tasks_does_not_run_within_a_text(#[case] reads: &[(u64, &str)], #[case] expected: &str) {
    assert_eq!(typed(reads), expected);
}

#[rstest]
#[case::alone(&[(0, "\x03")], "^c@0")]
#[case::behind_text(&[(0, "ab"), (10, "\x03")], "text(ab)@10 ^c@10")]
#[case::behind_a_key_that_waits(&[(0, "c"), (10, "\x03")], "text(c)@10 ^c@10")]
#[case::behind_one_that_was_let_go(&[(0, "c"), (30, "\x03")], "c@30 ^c@30")]
#[case::within_text(&[(0, "ab\x03")], "text(ab )@30")]
fn an_interrupt_works_whatever_came_before(#[case] reads: &[(u64, &str)], #[case] expected: &str) {
    assert_eq!(typed(reads), expected);
}

#[test]
fn a_burst_is_bounded() {
    let out = typed(&[(0, &"a".repeat((1 << 20) + 9))]);
    assert_eq!(out.len(), (1 << 20) + "text()@30".len());
}
