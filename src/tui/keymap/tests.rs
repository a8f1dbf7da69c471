//! That the table of keys is what the program promises, and holds together.

use super::*;
use crate::{
    messages::{InLang, Lang, width::cells},
    tui::{
        Group,
        command::{c, ctrl, k},
    },
};
use rstest::rstest;
use std::collections::HashSet;

#[test]
fn no_key_does_two_things_in_one_mode() {
    let mut seen = HashSet::new();
    for (keys, modes) in Command::ALL.iter().flat_map(|command| command.row().keys) {
        for (key, mode) in keys.iter().flat_map(|key| modes.iter().map(move |mode| (*key, *mode))) {
            assert!(seen.insert((mode, key)), "{} is bound twice in {mode:?}", key.label());
        }
    }
}

#[test]
fn every_command_has_a_key_a_name_of_its_own_and_short_help() {
    let mut names = HashSet::new();
    for command in Command::ALL {
        let row = command.row();
        assert!(!row.keys.is_empty() && row.keys.iter().all(|(keys, _)| !keys.is_empty()), "{command:?}");
        assert!(names.insert(row.name));
        assert!(row.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        for lang in Lang::ALL {
            let text = command.text(lang);
            assert!((1..=12).contains(&cells(text.short)), "{text:?}");
            assert!((1..=72).contains(&cells(text.help)), "{text:?}");
        }
    }
}

#[test]
fn keys_that_mean_other_things_elsewhere_are_free_on_purpose() {
    for key in [c('x'), c('X'), c('D'), c('K'), ctrl('k'), k(KeyName::Backspace)] {
        assert_eq!(Keymap::default().command(Mode::List, key), None, "{}", key.label());
    }
}

#[rstest]
#[case('ｃ', Command::Cancel)]
#[case('！', Command::OnlyFailed)]
#[case('、', Command::Filter)]
#[case('／', Command::Filter)]
#[case('？', Command::Help)]
#[case('\u{3000}', Command::Mark)]
fn full_width_keys_count_as_their_twins(#[case] character: char, #[case] expected: Command) {
    let keymap = Keymap::default();
    assert_eq!(keymap.command(Mode::List, c(character)), Some(expected));
    assert_eq!(keymap.command(Mode::Filter, c(character)), None, "where text is typed it is text");
}

#[test]
fn only_one_key_says_yes_and_leaving_is_possible_everywhere() {
    assert_eq!(Command::Confirm.row().keys, [(&[c('y')][..], &[Mode::Cancel][..])]);
    let keymap = Keymap::default();
    for mode in Mode::ALL {
        assert_eq!(keymap.command(mode, ctrl('c')), Some(Command::Quit));
    }
    for key in [c('n'), k(KeyName::Esc), k(KeyName::Enter), c('q')] {
        assert_eq!(keymap.command(Mode::Cancel, key), Some(Command::Keep));
    }
}

#[test]
fn help_has_every_command_that_can_run() {
    use Command::{
        Add, Cancel, Clear, Confirm, Forget, Keep, Mark, NextPath, NextRule, PollNow, Retry, Submit, Undo, WithHidden,
    };
    let helped = |mode| {
        let help = Keymap::default().help_rows(mode, Lang::En, "").into_iter().flat_map(|group| group.rows);
        help.map(|(_, text)| text).collect::<Vec<_>>()
    };
    let of = |is_meant: fn(&Command) -> bool| {
        let commands = Command::ALL.iter().filter(|command| is_meant(command));
        commands.map(|command| command.text(Lang::En).help).collect::<HashSet<_>>()
    };
    let of_replay = of(|command| command.row().group == Group::Replay);
    let (live, replay) = (helped(Mode::List), helped(Mode::Replay));
    assert_eq!(live.len(), Command::ALL.len() - of_replay.len(), "each once");
    assert!(live.iter().all(|text| !of_replay.contains(text)));
    // Nothing can be cancelled, submitted, forgotten or marked by space in a replay, so it is not offered.
    let refused =
        [Add, Cancel, Clear, Confirm, Forget, Keep, Mark, NextPath, NextRule, PollNow, Retry, Submit, Undo, WithHidden];
    assert_eq!(replay.len(), Command::ALL.len() - refused.len());
    assert!(refused.iter().all(|command| !replay.contains(&command.text(Lang::En).help)));
    let dialog = Keymap::default().help_rows(Mode::Cancel, Lang::En, "");
    assert!(dialog.iter().flat_map(|group| &group.rows).any(|(keys, _)| keys == "n Esc Enter q"));
}

fn own(pairs: &[(&str, &[&str])]) -> Result<Keymap, BadKeys> {
    let own =
        pairs.iter().map(|(command, keys)| ((*command).to_owned(), keys.iter().map(|key| (*key).to_owned()).collect()));
    Keymap::new(&own.collect())
}

#[test]
fn own_keys_take_the_place_of_the_built_in_ones() {
    let keymap =
        own(&[("cancel", &["x", "M-F2"]), ("theme", &[]), ("quit", &["^q"]), ("accept", &["Enter", "o"])]).unwrap();
    assert_eq!(keymap.command(Mode::List, c('x')), Some(Command::Cancel));
    assert_eq!(keymap.command(Mode::List, Key { alt: true, ..k(KeyName::F(2)) }), Some(Command::Cancel));
    assert_eq!(keymap.command(Mode::List, c('c')), None);
    assert_eq!(keymap.command(Mode::List, c('t')), None);
    assert_eq!(
        (keymap.command(Mode::List, c('q')), keymap.command(Mode::List, ctrl('q'))),
        (None, Some(Command::Quit))
    );
    // What locks nobody in stays.
    assert_eq!(keymap.command(Mode::Cancel, ctrl('c')), Some(Command::Quit));
    // A key that types is a key only where nothing is typed.
    assert_eq!((keymap.command(Mode::Sort, c('o')), keymap.command(Mode::Add, c('o'))), (Some(Command::Accept), None));
    assert_eq!((keymap.label(Command::Cancel), keymap.label(Command::Theme)), ("x".to_owned(), "theme".to_owned()));
    let help = keymap.help_rows(Mode::List, Lang::En, "");
    assert!(help.iter().flat_map(|group| &group.rows).any(|(keys, text)| keys == "x M-F2" && text.contains("cancel")));
    assert!(
        !help.iter().flat_map(|group| &group.rows).any(|(_, text)| text.contains("the next theme")),
        "it has no key"
    );
}

#[rstest]
#[case(
    "cancle", &["x"],
    "[keys]: there is no command \"cancle\" (did you mean \"cancel\"?); help (?) and the man page name them",
    "[keys]：没有命令 \"cancle\"（您是不是想用 \"cancel\"？）；命令见帮助（?）和手册页"
)]
#[case(
    "down", &["t"],
    "[keys]: in the mode list, t would run both down and theme; give one of them another key",
    "[keys]：在 list 模式中，t 会同时执行 down 和 theme；请给其中之一换一个键"
)]
#[case(
    "down", &["Entr"],
    "[keys] down: \"Entr\" is not a valid key (did you mean \"Enter\"?); a key is one character, ",
    "[keys] down：\"Entr\" 不是按键（您是不是想用 \"Enter\"？）；按键可以是一个字符、"
)]
#[case("down", &["F13"], "[keys] down: \"F13\" is not a valid key", "[keys] down：\"F13\" 不是按键")]
#[case("down", &[""], "[keys] down: \"\" is not a valid key; ", "[keys] down：\"\" 不是按键；")]
#[case(
    "down", &["^m"],
    "[keys] down: a terminal cannot tell ^m from Enter; use Enter",
    "[keys] down：终端无法区分 ^m 和 Enter；请用 Enter"
)]
#[case(
    "confirm", &[],
    "[keys]: confirm needs a key, or some dialog could not be answered",
    "[keys]：confirm 必须有按键，否则有的对话框无法回答"
)]
#[case(
    "confirm", &["Enter"],
    "[keys]: in the mode cancel, Enter would run both",
    "[keys]：在 cancel 模式中，Enter 会同时执行"
)]
fn keys_that_cannot_be_used_are_named(
    #[case] command: &str,
    #[case] keys: &[&str],
    #[case] en: &str,
    #[case] zh: &str,
) {
    let error = own(&[(command, keys)]).unwrap_err();
    for (lang, begin) in [(Lang::En, en), (Lang::Zh, zh)] {
        let told = error.text(lang);
        assert!(told.starts_with(begin), "{told}");
    }
}

#[test]
fn every_key_reads_as_it_is_written() {
    for key in Command::ALL.iter().flat_map(|command| command.row().keys).flat_map(|(keys, _)| *keys) {
        assert_eq!(own::parse("test", &key.label()), Ok(*key), "{}", key.label());
    }
    assert_eq!(own::parse("test", "ctrl-D"), Ok(ctrl('d')));
    assert_eq!(own::parse("test", "^"), Ok(c('^')));
    assert_eq!(own::parse("test", "ｃ"), Ok(c('c')), "typed with an input method on");
    assert_eq!(own::parse("test", "pagedown"), Ok(k(KeyName::PageDown)));
}

#[test]
fn help_can_be_searched_by_text_key_and_name() {
    let rows = |lang, query: &str| {
        let groups = Keymap::default().help_rows(Mode::List, lang, query);
        groups.into_iter().flat_map(|group| group.rows).map(|(keys, _)| keys).collect::<Vec<_>>()
    };
    assert_eq!(rows(Lang::En, "undoABLE"), Vec::<String>::new());
    assert_eq!(rows(Lang::En, "UNDO"), ["u"]);
    assert_eq!(rows(Lang::Zh, "撤销"), ["u"]);
    assert!(rows(Lang::Zh, "^d").contains(&"^d PgDn".to_owned()));
    assert_eq!(rows(Lang::En, "poll-now"), ["r"]);
}
