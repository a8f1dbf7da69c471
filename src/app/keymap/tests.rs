//! That the table of keys is what the program promises, and holds together.

use super::*;
use crate::text::width::cells;
use rstest::rstest;
use std::collections::HashSet;

#[test]
fn no_key_does_two_things_in_one_mode() {
    let mut seen = HashSet::new();
    for binding in BINDINGS {
        for mode in binding.modes {
            for key in binding.keys {
                assert!(seen.insert((*mode, *key)), "{} is bound twice in {mode:?}", key_label(*key));
            }
        }
    }
}

#[test]
fn every_command_has_a_key_a_name_of_its_own_and_short_help() {
    let mut names = HashSet::new();
    for command in Command::ALL {
        assert!(!keys_label(*command).is_empty(), "{command:?} has no key");
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
    ("Q", Command::QuitKeep),
    ("^z", Command::Suspend),
];

#[test]
fn the_list_has_the_promised_keys_and_no_others() {
    let bound: HashSet<_> = BINDINGS
        .iter()
        .filter(|binding| binding.modes.contains(&Mode::List))
        .map(|binding| (all_keys(binding.command, Mode::List), binding.command))
        .collect();
    let promised: HashSet<_> = PROMISED.iter().map(|(keys, command)| ((*keys).to_owned(), *command)).collect();
    assert_eq!(bound, promised);
    for key in [c('x'), c('X'), c('D'), c('K'), ctrl('k'), k(KeyName::Backspace)] {
        assert_eq!(command(Mode::List, key), None, "{} is free on purpose", key_label(key));
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
    assert_eq!(command(Mode::List, c(character)), Some(expected));
    assert_eq!(command(Mode::Filter, c(character)), None, "where text is typed it is text");
}

#[test]
fn only_one_key_says_yes_and_leaving_is_possible_everywhere() {
    let yes = BINDINGS.iter().filter(|binding| binding.command == Command::Confirm);
    assert_eq!(yes.map(|binding| binding.keys).collect::<Vec<_>>(), [&[c('y')]]);
    for mode in Mode::ALL {
        assert_eq!(command(mode, ctrl('c')), Some(Command::Quit));
    }
    for key in [c('n'), k(Esc), k(Enter), c('q')] {
        assert_eq!(command(Mode::Cancel, key), Some(Command::Keep));
    }
}

#[test]
fn help_has_every_command_once() {
    for lang in Lang::ALL {
        let rows: Vec<_> = help_rows(Mode::List, lang).into_iter().flat_map(|group| group.rows).collect();
        assert_eq!(rows.len(), Command::ALL.len());
    }
    let dialog = help_rows(Mode::Cancel, Lang::En);
    assert!(dialog.iter().flat_map(|group| &group.rows).any(|(keys, _)| keys == "n Esc Enter q"));
}
