//! Which keys, pastes and answers the bytes of a terminal are.

use eftop::internals::{
    terminal::tokens::{Token, Tokenizer},
    tui::PointerKind,
};
use rstest::rstest;
use std::time::Duration;

/// Tokens in words: a key as it is labelled, in brackets where it came as a control sequence.
fn words(tokens: &[Token]) -> String {
    let word = |token: &Token| match token {
        Token::Key { key, encoded: true } => format!("[{}]", key.label()),
        Token::Key { key, encoded: false } => key.label(),
        Token::Paste(text) => format!("paste({text})"),
        Token::Pointer(PointerKind::Click, column, row) => format!("click({column},{row})"),
        Token::Pointer(kind, ..) => format!("{kind:?}"),
        Token::Background { is_light: true } => "light".to_owned(),
        Token::Background { is_light: false } => "dark".to_owned(),
    };
    tokens.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn read(bytes: impl AsRef<[u8]>) -> String {
    words(&Tokenizer::default().read(bytes.as_ref()))
}

#[rstest]
#[case::letters("aZ 9~", "a Z Space 9 ~")]
#[case::characters_of_two_three_and_four_bytes("é停😀", "é 停 😀")]
#[case::control("\r\t\x7f\0\x01\n\x1a\x1c\x1f", "Enter Tab Backspace ^Space ^a ^j ^z ^4 ^7")]
#[case::alt("\x1bx\x1b\r\x1b\x7f\x1b\x01", "[M-x] [M-Enter] [M-Backspace] [M-^a]")]
#[case::alt_as_a_second_escape("\x1b\x1b[A\x1b\x1bOBb", "[M-Up] [M-Down] b")]
#[case::arrows("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F\x1b[Z", "[Up] [Down] [Right] [Left] [Home] [End] [BackTab]")]
#[case::arrows_of_applications("\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF", "[Up] [Down] [Right] [Left] [Home] [End]")]
#[case::numbers("\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~", "[Home] [Ins] [Del] [End] [PgUp] [PgDn]")]
#[case::numbers_of_rxvt("\x1b[7~\x1b[8~", "[Home] [End]")]
#[case::enter_of_the_number_pad("\x1bOM", "[Enter]")]
#[case::f1_to_f4("\x1bOP\x1bOS\x1b[P\x1b[Q\x1b[S", "[F1] [F4] [F1] [F2] [F4]")]
#[case::f1_to_f5_by_number("\x1b[11~\x1b[15~", "[F1] [F5]")]
#[case::f6_to_f12("\x1b[17~\x1b[21~\x1b[23~\x1b[24~", "[F6] [F10] [F11] [F12]")]
#[case::f1_to_f5_of_the_linux_console("\x1b[[A\x1b[[E\x1b[[Fx", "[F1] [F5] x")]
#[case::modifiers("\x1b[1;3A\x1b[1;5C\x1b[1;7D\x1b[1;2P\x1b[3;5~", "[M-Up] [^Right] [M-^Left] [F1] [^Del]")]
#[case::xterm_writes_every_key("\x1b[27;5;97~\x1b[27;3;13~", "[^a] [M-Enter]")]
#[case::kitty_writes_every_key("\x1b[97;5u\x1b[13u\x1b[9u\x1b[27u\x1b[127u", "[^a] [Enter] [Tab] [Esc] [Backspace]")]
#[case::kitty_with_details("\x1b[97:65;2:1u", "[a]")]
#[case::kitty_release_and_its_own_keys("\x1b[97;1:3u\x1b[57399u\x1b[7ux", "x")]
#[case::mouse("\x1b[<0;3;5M\x1b[<0;3;5m\x1b[<64;1;1M\x1b[<65;1;1M", "click(2,4) WheelUp WheelDown")]
#[case::mouse_that_cannot_be("\x1b[<0;0;5M\x1b[<0;3;99999M\x1b[<2;3;5Mx", "x")]
#[case::old_mouse("\x1b[M !!x", "x")]
#[case::paste("\x1b[200~cy\r\x1b[A\x1b[201~x", "paste(cy\r\u{1b}[A) x")]
#[case::background("\x1b]11;rgb:ffff/ffff/ffff\x07\x1b]11;rgb:0000/0000/0000\x1b\\", "light dark")]
#[case::background_as_another_string("\x1bP11;rgb:ffff/ffff/ffff\x1b\\x", "x")]
fn what_a_terminal_sends_is(#[case] bytes: &str, #[case] expected: &str) {
    assert_eq!(read(bytes), expected);
    let mut tokenizer = Tokenizer::default();
    let pieces: Vec<_> = bytes.bytes().flat_map(|byte| tokenizer.read(&[byte])).collect();
    // Each byte by itself is the same, but for `^C`, which is in none of them.
    assert_eq!(words(&pieces), expected, "in pieces");
}

#[rstest]
#[case::answers("\x1b[?62;c\x1b[1;2R\x1b[?1u\x1b[8;24;80t\x1b[I\x1b[O\x1b[0n")]
#[case::strings("\x1bPcy\x1b\\\x1b_cy\x1b\\\x1b^cy\x1b\\\x1bXcy\x1b\\\x1b]0;cy\x07")]
#[case::bell_ends_only_osc("\x1bPc\x07y\x1b\\")]
#[case::character_sets("\x1b(B\x1b%G\x1b#8\x1b$(C")]
#[case::the_end_of_a_string_alone("\x1b\\")]
#[case::keys_that_are_none("\x1bOx\x1b[99~\x1b[9;5A")]
#[case::a_control_character_within("\x1b[\x0799~")]
fn nothing_comes_of(#[case] bytes: &str) {
    assert_eq!(read(format!("{bytes}x")), "x");
}

#[rstest]
#[case::by_can("\x1b[1\x18x", "x")]
#[case::by_sub("\x1b]0;c\x1ax", "x")]
#[case::by_another_sequence("\x1b[1\x1b[B", "[Down]")]
#[case::a_string_by_a_sequence("\x1b]0;c\x1b[B", "[Down]")]
fn a_sequence_is_cut_off(#[case] bytes: &str, #[case] expected: &str) {
    assert_eq!(read(bytes), expected);
}

#[rstest]
#[case::stray(b"\x80\xff\xc0x", "x")]
#[case::cut_off(b"\xe5\x81x", "x")]
#[case::overlong(b"\xe0\x80\x80x", "x")]
#[case::behind_escape(b"\x1b\xc3\xa9x", "\u{e9} x")]
#[case::within_a_paste(b"\x1b[200~a\xffb\x1b[201~x", "paste(a\u{fffd}b) x")]
fn bytes_that_are_no_characters_are_no_keys(#[case] bytes: &[u8], #[case] expected: &str) {
    assert_eq!(read(bytes), expected);
}

#[test]
fn a_long_sequence_is_swallowed_whole_and_an_endless_one_given_up() {
    assert_eq!(read(format!("\x1b[{}A\x1b]{}\x07x", "1".repeat(200), "c".repeat(60_000))), "x");
    assert_eq!(read(format!("\x1b]{}", "c".repeat(64 * 1024))).len(), 1, "text again behind 64 KiB");
}

#[test]
fn a_paste_is_bounded_and_its_end_is_still_seen() {
    const MOST: usize = 8 << 20;
    let tokens = Tokenizer::default().read(format!("\x1b[200~{}\x1b[201~x", "a".repeat(MOST + 9)).as_bytes());
    let [Token::Paste(text), Token::Key { .. }] = &tokens[..] else { panic!("{} tokens", tokens.len()) };
    assert!(text.len() <= MOST && text.bytes().all(|byte| byte == b'a'), "{}", text.len());
}

/// How long the rest is waited for, and what becomes of it then.
#[rstest]
#[case::nothing("x", None, "x", "")]
#[case::escape("\x1b", Some(50), "", "[Esc]")]
#[case::a_sequence("\x1b[1", Some(1_000), "", "")]
#[case::a_string("\x1b]0;cy", Some(1_000), "", "")]
#[case::a_paste("\x1b[200~cy", Some(1_000), "", "paste(cy)")]
fn what_does_not_end_is_given_up(
    #[case] bytes: &str,
    #[case] wait: Option<u64>,
    #[case] at_once: &str,
    #[case] then: &str,
) {
    let mut tokenizer = Tokenizer::default();
    assert_eq!(words(&tokenizer.read(bytes.as_bytes())), at_once);
    assert_eq!(tokenizer.timeout(), wait.map(Duration::from_millis));
    assert_eq!(words(&tokenizer.give_up()), then);
    assert_eq!((tokenizer.timeout(), words(&tokenizer.read(b"x"))), (None, "x".to_owned()));
}

#[test]
fn an_interrupt_alone_ends_what_does_not_end() {
    let mut tokenizer = Tokenizer::default();
    for (begin, ended) in [("\x1b]0;cy", "^c"), ("\x1b[200~cy", "paste(cy) ^c"), ("\x1b", "[Esc] ^c")] {
        tokenizer.read(begin.as_bytes());
        assert_eq!(words(&tokenizer.read(b"\x03")), ended);
    }
}
