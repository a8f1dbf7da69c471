//! That the table of keys is what the program promises, and holds together.

use super::*;
use crate::messages::{Lang, width::cells, words};
use rstest::rstest;
use std::collections::HashSet;

#[test]
fn no_key_does_two_things_in_one_mode() {
    let mut seen = HashSet::new();
    for binding in BINDINGS {
        for mode in binding.modes {
            for key in binding.keys {
                assert!(seen.insert((*mode, *key)), "{} is bound twice in {mode:?}", key.label());
            }
        }
    }
}

#[test]
fn every_command_has_a_key_a_name_of_its_own_and_short_help() {
    let (mut names, keymap) = (HashSet::new(), Keymap::default());
    for command in Command::ALL {
        assert!(!keymap.bindings.iter().any(|bound| bound.command == *command && bound.keys.is_empty()), "{command:?}");
        assert!(names.insert(command.name()));
        assert!(command.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        for lang in Lang::ALL {
            let text = command.text(&words(lang).commands);
            assert!((1..=12).contains(&cells(text.short)), "{text:?}");
            assert!((1..=72).contains(&cells(text.help)), "{text:?}");
        }
    }
}

/// The keys of the list, as the product's description names them.
const PROMISED: &[(&str, Command)] = &[
    ("j Down", Command::Down),
    ("k Up", Command::Up),
    ("g Home", Command::First),
    ("G End", Command::Last),
    ("^d PgDn", Command::PageDown),
    ("^u PgUp", Command::PageUp),
    ("Enter l Right", Command::Open),
    ("Esc h Left", Command::Back),
    ("Tab", Command::NextTab),
    ("BackTab", Command::PreviousTab),
    ("]", Command::ScrollDown),
    ("[", Command::ScrollUp),
    ("Space", Command::Mark),
    ("v", Command::Range),
    ("*", Command::MarkAll),
    ("U", Command::Unmark),
    ("c F9", Command::Cancel),
    ("d Del", Command::Forget),
    ("C", Command::Clear),
    ("u", Command::Undo),
    ("a +", Command::Add),
    ("/ F4 \\", Command::Filter),
    ("n", Command::NextFailed),
    ("N", Command::PreviousFailed),
    ("!", Command::OnlyFailed),
    ("1", Command::OnlyRunning),
    ("2", Command::OnlyWaiting),
    ("3", Command::OnlyComplete),
    ("4", Command::OnlyTrouble),
    ("5", Command::OnlyAway),
    ("0", Command::ShowAll),
    ("s F6", Command::SortMenu),
    ("<", Command::SortPrevious),
    (">", Command::SortNext),
    ("I", Command::Reverse),
    ("y", Command::CopyIds),
    ("Y", Command::CopyReport),
    ("e", Command::Explain),
    ("E", Command::Log),
    ("R", Command::Regions),
    ("r", Command::PollNow),
    ("^l", Command::Redraw),
    ("Z", Command::Freeze),
    ("p", Command::FullPaths),
    ("w", Command::Wide),
    ("t", Command::Theme),
    ("T", Command::Language),
    ("m", Command::Mouse),
    ("? F1", Command::Help),
    ("q F10 ^c", Command::Quit),
    ("^z", Command::Suspend),
];

#[test]
fn the_list_has_the_promised_keys_and_no_others() {
    let keymap = Keymap::default();
    let bound: HashSet<_> = BINDINGS
        .iter()
        .filter(|binding| binding.modes.contains(&Mode::List))
        .map(|binding| (keymap.all_keys(binding.command, Mode::List), binding.command))
        .collect();
    let promised: HashSet<_> = PROMISED.iter().map(|(keys, command)| ((*keys).to_owned(), *command)).collect();
    assert_eq!(bound, promised);
    for key in [c('x'), c('X'), c('D'), c('K'), ctrl('k'), k(KeyName::Backspace)] {
        assert_eq!(keymap.command(Mode::List, key), None, "{} is free on purpose", key.label());
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
    let yes = BINDINGS.iter().filter(|binding| binding.command == Command::Confirm);
    assert_eq!(yes.map(|binding| binding.keys).collect::<Vec<_>>(), [&[c('y')]]);
    let keymap = Keymap::default();
    for mode in Mode::ALL {
        assert_eq!(keymap.command(mode, ctrl('c')), Some(Command::Quit));
    }
    for key in [c('n'), k(Esc), k(Enter), c('q')] {
        assert_eq!(keymap.command(Mode::Cancel, key), Some(Command::Keep));
    }
}

#[test]
fn help_has_every_command_once() {
    for lang in Lang::ALL {
        let rows = |mode: Mode| {
            Keymap::default().help_rows(mode, lang, "").into_iter().flat_map(|group| group.rows).collect::<Vec<_>>()
        };
        let of_replay = Command::ALL.iter().filter(|command| command.group() == crate::tui::Group::Replay).count();
        assert_eq!((rows(Mode::List).len(), of_replay), (Command::ALL.len() - of_replay, 7));
        // What cannot be done to a recording is not offered for one; space pauses instead of marking.
        let refused = Command::ALL.iter().filter(|command| command.is_beyond_replay() || **command == Command::Mark);
        assert_eq!(rows(Mode::Replay).len(), Command::ALL.len() - refused.count());
    }
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
    assert_eq!(keymap.command(Mode::List, Key { alt: true, ..k(F(2)) }), Some(Command::Cancel));
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
#[case("cancle", &["x"], "[keys]: there is no command \"cancle\" (did you mean \"cancel\"?); help (?) and the man page name them")]
#[case("down", &["t"], "[keys]: in the mode list, t would run both down and theme; give one of them another key")]
#[case("down", &["Entr"], "[keys] down: \"Entr\" is no key (did you mean \"Enter\"?); a key is one character, ")]
#[case("down", &["F13"], "[keys] down: \"F13\" is no key")]
#[case("down", &[""], "[keys] down: \"\" is no key; ")]
#[case("down", &["^m"], "[keys] down: a terminal cannot tell ^m from Enter; use Enter")]
#[case("confirm", &[], "[keys]: confirm needs a key, or some dialog could not be answered")]
#[case("confirm", &["Enter"], "[keys]: in the mode cancel, Enter would run both")]
fn keys_that_cannot_be_used_are_named(#[case] command: &str, #[case] keys: &[&str], #[case] begin: &str) {
    let told = own(&[(command, keys)]).unwrap_err().to_string();
    assert!(told.starts_with(begin), "{told}");
}

#[test]
fn every_key_reads_as_it_is_written() {
    for binding in BINDINGS {
        for key in binding.keys {
            assert_eq!(own::parse("test", &key.label()), Ok(*key), "{}", key.label());
        }
    }
    assert_eq!(own::parse("test", "ctrl-D"), Ok(ctrl('d')));
    assert_eq!(own::parse("test", "^"), Ok(c('^')));
    assert_eq!(own::parse("test", "ｃ"), Ok(c('c')), "typed with an input method on");
    assert_eq!(own::parse("test", "pagedown"), Ok(k(PageDown)));
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
