//! Moving about, filters, orders, dialogs, the mouse.

use super::support::{Screen, answer, id};
use eftop::internals::tui::{Column, Effect, Key, KeyName, Mode, Msg, Replay, StateGroup, Tab, TerminalEffect, Theme};
use eftop::internals::{
    domain::{Filter, State, Task},
    messages::{Lang, words},
};
use rstest::rstest;
use std::time::Duration;

#[rstest]
#[case("j", 2)]
#[case("jjjjjjjj", 5)]
#[case("G", 5)]
#[case("Gk", 4)]
#[case("Gg", 1)]
#[case("k", 1)]
fn keys_move(#[case] keys: &str, #[case] expected: u32) {
    let mut screen = Screen::with(&["processing"; 5]);
    screen.keys(keys);
    assert_eq!(screen.cursor(), Some(expected));
}

#[test]
fn each_state_is_behind_a_number() {
    use StateGroup::{Away, Complete, Running, Trouble, Waiting};
    for state in State::ALL {
        assert!([Running, Waiting, Complete, Trouble, Away].iter().any(|group| group.has(state)), "{state:?}");
    }
}

#[test]
fn the_screen_follows_the_cursor_and_a_smaller_window() {
    let mut screen = Screen::with(&["processing"; 100]);
    screen.press(Key::ctrl('d'));
    assert_eq!((screen.cursor(), screen.model.view.top), (Some(10), 0));
    screen.keys("G");
    assert_eq!(screen.model.view.top, 82);
    screen.keys("\n");
    assert!(screen.model.view.top > 82, "the detail pane takes rows");
    screen.send(Msg::Resize(0, 0));
    assert_eq!(screen.model.view.top, 99);
    screen.send(Msg::Resize(100, 24));
    screen.keys("\x1b");
    assert_eq!(screen.model.view.top, 82);
}

#[test]
fn a_filter_works_while_typing_and_esc_brings_everything_back() {
    let mut screen = Screen::with(&["processing"; 12]);
    screen.keys("jjj/run1");
    assert_eq!((screen.rows(), screen.cursor()), (vec![1, 10, 11, 12], Some(10)));
    screen.press(Key::plain(KeyName::Backspace));
    assert_eq!(screen.cursor(), Some(4), "back on its task");
    screen.keys("nothing");
    assert_eq!((screen.rows(), screen.cursor()), (vec![], None));
    screen.keys("\x1b");
    assert_eq!((screen.rows().len(), screen.cursor(), screen.model.mode()), (12, Some(4), Mode::List));
}

#[test]
fn a_kept_filter_is_cleared_by_esc() {
    let mut screen = Screen::with(&["processing", "fail"]);
    screen.keys("/s:fail\n");
    assert_eq!(screen.rows(), [2]);
    screen.keys("\x1b");
    assert_eq!((screen.rows(), screen.model.view.filter.as_str()), (vec![2, 1], ""));
}

#[test]
fn a_filter_that_cannot_be_read_is_told_in_the_language_of_the_screen() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("/s:xyz\n");
    assert_eq!(screen.model.view.filter_problem.as_deref(), Some("no state begins with `xyz`"));
    assert_eq!(screen.rows(), [1]);
    screen.keys("T");
    assert_eq!(screen.model.view.filter_problem.as_deref(), Some("没有以“xyz”开头的状态"));
}

#[test]
fn a_paste_into_the_filter_is_one_clean_line() {
    let mut screen = Screen::with(&["processing"; 3]);
    screen.keys("/");
    assert_eq!(screen.send(Msg::Paste("run2\r\n".to_owned())), []);
    assert_eq!((screen.rows(), screen.model.mode()), (vec![2], Mode::Filter));
}

#[rstest]
#[case("!", &[2])]
#[case("1", &[1])]
#[case("2", &[3])]
#[case("3", &[4])]
#[case("4", &[2])]
#[case("5", &[5])]
#[case("!0", &[2, 1, 3, 5, 4])]
#[case("!!", &[2, 1, 3, 5, 4])]
fn state_keys_narrow_the_list(#[case] keys: &str, #[case] expected: &[u32]) {
    let mut screen = Screen::with(&["processing", "fail", "waiting", "complete", "cancel"]);
    screen.keys(keys);
    assert_eq!(screen.rows(), expected);
}

#[test]
fn failed_tasks_are_found_around_the_ends() {
    let mut screen = Screen::with(&["fail", "processing", "fail", "processing"]);
    screen.keys("<");
    assert_eq!((screen.model.view.sort.key, screen.rows()), (Column::Added, vec![1, 2, 3, 4]));
    screen.keys("n");
    assert_eq!(screen.cursor(), Some(3));
    screen.keys("n");
    assert_eq!(screen.cursor(), Some(1));
    screen.keys("N");
    assert_eq!(screen.cursor(), Some(3));
    let mut fine = Screen::with(&["processing"]);
    fine.keys("n");
    assert_eq!(fine.notice(), "no failed task");
}

#[test]
fn the_order_is_chosen_by_menu_or_turned_around() {
    let mut screen = Screen::with(&["processing", "processing", "processing"]);
    screen.keys("sjjjj\n");
    assert_eq!((screen.model.view.sort.key, screen.rows()), (Column::Size, vec![3, 2, 1]));
    screen.keys("I");
    assert_eq!(screen.rows(), [1, 2, 3]);
    screen.keys("sG\x1b");
    assert_eq!(screen.model.view.sort.key, Column::Size, "Esc keeps the order");
}

#[test]
fn escape_goes_back_step_by_step_and_never_quits() {
    let mut screen = Screen::with(&["processing", "processing"]);
    screen.keys("*/run\n\n");
    assert!(screen.model.detail.is_some());
    screen.keys("\x1b");
    assert!(screen.model.detail.is_none() && !screen.model.view.filter.is_empty());
    screen.keys("\x1b");
    assert!(screen.model.view.filter.is_empty() && !screen.marks().is_empty());
    screen.keys("\x1b");
    assert!(screen.marks().is_empty());
    assert_eq!(screen.keys("\x1b\x1b"), []);
}

#[test]
fn the_detail_opens_at_the_error_of_what_failed_and_its_tabs_turn() {
    let mut screen = Screen::with(&["fail"]);
    screen.keys("\n");
    assert_eq!(screen.model.detail.unwrap().tab, Tab::Error);
    screen.press(Key::plain(KeyName::Tab));
    screen.press(Key::plain(KeyName::Tab));
    screen.press(Key::plain(KeyName::Tab));
    assert_eq!(screen.model.detail.unwrap().tab, Tab::Info);
    screen.press(Key::plain(KeyName::BackTab));
    screen.keys("]]");
    assert_eq!((screen.model.detail.unwrap().tab, screen.model.detail.unwrap().scroll), (Tab::Summary, 2));
}

#[test]
fn dialogs_open_and_close_by_their_keys() {
    let mut screen = Screen::with(&["fail", "processing"]);
    for (keys, mode) in [("e", Mode::Explain), ("E", Mode::Log), ("?", Mode::Help)] {
        screen.keys(keys);
        assert_eq!(screen.model.mode(), mode);
        screen.keys(keys);
        assert_eq!(screen.model.mode(), Mode::List, "{keys} closes what it opened");
        screen.keys(keys);
        screen.keys("q");
        assert_eq!(screen.model.mode(), Mode::List);
    }
    screen.keys("je");
    assert_eq!(screen.model.mode(), Mode::Explain, "each state can be explained");
    let mut empty = Screen::empty();
    empty.keys("e");
    assert_eq!((empty.notice(), empty.model.mode()), ("no task here", Mode::List));
}

#[rstest]
#[case(Key::char('q'))]
#[case(Key::plain(KeyName::F(10)))]
fn leaving(#[case] key: Key) {
    assert_eq!(Screen::with(&["processing"]).press(key), [Effect::Terminal(TerminalEffect::Quit)]);
}

#[test]
fn control_c_leaves_from_everywhere() {
    for keys in ["c", "a", "/", "s", "?", "E"] {
        let mut screen = Screen::with(&["processing"]);
        screen.keys(keys);
        assert_eq!(screen.press(Key::ctrl('c')), [Effect::Terminal(TerminalEffect::Quit)], "{keys}");
    }
}

#[test]
fn marks_step_range_all_none() {
    let mut screen = Screen::with(&["processing"; 5]);
    screen.keys("  ");
    assert_eq!((screen.marks(), screen.cursor()), (vec![1, 2], Some(3)));
    screen.keys("vGv");
    assert_eq!(screen.marks(), [1, 2, 3, 4, 5]);
    screen.keys("U");
    assert_eq!(screen.marks(), [] as [u32; 0]);
    screen.keys("*");
    assert_eq!(screen.marks(), [1, 2, 3, 4, 5]);
}

#[test]
fn the_newest_failure_is_first_and_what_is_live_keeps_its_place() {
    let mut screen = Screen::with(&["processing"; 4]);
    screen.send(answer(3, &[(2, "fail")]));
    screen.send(answer(5, &[(3, "fail"), (1, "processing")]));
    assert_eq!(screen.rows(), [3, 2, 1, 4]);
}

#[test]
fn looks_change_and_the_mouse_is_given_back() {
    let mut screen = Screen::with(&["processing"]);
    let before = screen.model.look;
    assert_eq!(screen.keys("p"), []);
    assert_eq!(screen.notice(), "full paths: nothing changes for the rows in view");
    screen.model.notice = None;
    assert_eq!(screen.keys("w"), []);
    assert_eq!(screen.notice(), "", "a column more");
    screen.send(Msg::Resize(240, 24));
    assert_eq!(screen.keys("ww"), []);
    assert_eq!(screen.notice(), "all columns: nothing changes at this width");
    assert_eq!(screen.keys("tT"), []);
    assert!(screen.model.look.full_paths && screen.model.look.wide);
    assert!(screen.model.look.theme != before.theme && screen.model.look.lang != before.lang);
    assert_eq!(screen.keys("m"), [Effect::Terminal(TerminalEffect::Mouse(false))]);
    assert_eq!(screen.press(Key::ctrl('z')), [Effect::Terminal(TerminalEffect::Suspend)]);
    assert_eq!(screen.send(Msg::Resumed), [Effect::Terminal(TerminalEffect::Redraw)]);
}

#[test]
fn the_background_chooses_the_theme_unless_somebody_did() {
    let light = Msg::Background { is_light: true };
    let mut screen = Screen::with(&["processing"]);
    screen.send(light.clone());
    assert_eq!(screen.model.look.theme, &Theme::DARK, "nobody asked for it");
    screen.model.look.theme_is_auto = true;
    screen.send(light.clone());
    assert_eq!(screen.model.look.theme, &Theme::LIGHT);
    screen.model.look.theme_is_auto = true;
    screen.keys("t");
    screen.send(light);
    assert_eq!(screen.model.look.theme, &Theme::CONTRAST_LIGHT, "a late answer does not undo a key");
}

#[test]
fn own_keys_are_what_the_screen_obeys_and_says() {
    let mut screen = Screen::with(&["processing", "fail"]);
    let own = [("freeze".to_owned(), vec!["x".to_owned()])].into();
    screen.model.keymap = std::sync::Arc::new(eftop::internals::tui::Keymap::new(&own).unwrap());
    screen.keys("Z");
    assert!(screen.model.frozen.is_none());
    screen.keys("x");
    assert!(screen.model.frozen.is_some());
    assert!(screen.model.notice.as_ref().unwrap().text.contains("x thaws"));
}

#[test]
fn help_is_searched_while_typing_and_a_paste_goes_there_too() {
    let mut screen = Screen::with(&["processing"]);
    let rows = |screen: &Screen| screen.model.help_rows().iter().map(|group| group.rows.len()).sum::<usize>();
    screen.keys("?");
    let all = rows(&screen);
    screen.keys("/q");
    assert_eq!(screen.model.mode(), Mode::HelpSearch, "q is text here");
    screen.send(Msg::Paste("uit".into()));
    assert!((1..5).contains(&rows(&screen)), "{}", rows(&screen));
    screen.keys("\n");
    assert_eq!(screen.model.mode(), Mode::Help);
    assert!(rows(&screen) < 5, "Enter keeps what was found");
    screen.keys("/\x1b");
    assert_eq!((screen.model.mode(), rows(&screen)), (Mode::Help, all), "Esc shows all keys again");
    screen.keys("\x1b");
    assert_eq!(screen.model.mode(), Mode::List);
}

#[test]
fn copies_are_ids_or_a_report() {
    let mut screen = Screen::with(&["fail", "processing"]);
    screen.keys("*");
    assert_eq!(screen.keys("y"), [Effect::Terminal(TerminalEffect::Copy(format!("{}\n{}", id(1), id(2))))]);
    screen.keys("U");
    screen.send(answer(9, &[(1, "fail")]));
    let effects = screen.keys("Y");
    let [Effect::Terminal(TerminalEffect::Copy(text))] = effects.as_slice() else { panic!("{effects:?}") };
    for part in [id(1).as_str(), "/data/run1.tar", "911020", "likely cause:", "seen: failed"] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn every_word_that_a_row_shows_for_a_state_can_be_filtered_by() {
    for lang in Lang::ALL {
        for word in State::ALL.map(|state| words(lang).states.of(state)) {
            let filter = Filter::parse(&format!("s:{word}"));
            assert!(filter.problem().is_none() && !filter.is_empty(), "s:{word}");
        }
    }
}

/// Tasks 1 to 3 with values, task 4 never answered.
#[rstest]
#[case(Column::Attention, &[3, 2, 4, 1], &[1, 4, 2, 3])]
#[case(Column::Operation, &[1, 2, 3, 4], &[1, 2, 3, 4])]
#[case(Column::Size, &[3, 2, 1, 4], &[1, 2, 3, 4])]
#[case(Column::Path, &[1, 2, 3, 4], &[3, 2, 1, 4])]
#[case(Column::Rate, &[1, 2, 3, 4], &[1, 2, 3, 4])]
#[case(Column::Added, &[1, 2, 3, 4], &[4, 3, 2, 1])]
fn orders(#[case] key: Column, #[case] expected: &[u32], #[case] reversed: &[u32]) {
    let mut screen = Screen::with(&["complete", "processing", "fail"]);
    screen.model.adopt(vec![Task::new(id(4), screen.model.now.wall)]);
    while screen.model.view.sort.key != key {
        screen.keys(">");
    }
    screen.send(answer(9, &[]));
    assert_eq!(screen.rows(), expected);
    screen.keys("I");
    assert_eq!(screen.rows(), reversed, "without a value always last, equal ones in the order of adding");
}

#[rstest]
#[case(&[], "\n", "no task here")]
#[case(&[], " ", "no task here")]
#[case(&[], "d", "no task here")]
#[case(&[], "y", "nothing to copy")]
#[case(&["processing"], "\n\n", "the details are open already")]
#[case(&["processing"], "]", "open the details first")]
#[case(&["processing"], "\x1b", "nothing to close or clear")]
#[case(&["processing"], "U", "nothing is marked")]
#[case(&["processing"], "0", "all states are shown already")]
#[case(&["processing"], "T]", "请先打开详情")]
fn a_key_that_can_do_nothing_says_why(#[case] statuses: &[&str], #[case] keys: &str, #[case] why: &str) {
    let mut screen = Screen::with(statuses);
    assert_eq!(screen.keys(keys), []);
    assert_eq!(screen.notice(), why);
}

#[test]
fn a_key_that_the_question_does_not_offer_closes_it() {
    for key in ["x", "h"] {
        let mut screen = Screen::with(&["processing"]);
        screen.keys("c");
        screen.keys(key);
        assert_eq!((screen.model.mode(), screen.notice()), (Mode::List, ""), "{key}");
    }
}

#[rstest]
#[case("c")]
#[case("d")]
#[case("C")]
#[case("u")]
#[case("a")]
#[case("r")]
#[case("Rr")]
fn what_would_act_on_the_service_or_the_set_is_refused_in_a_replay(#[case] keys: &str) {
    let mut screen = Screen::with(&["processing", "complete"]);
    screen.model.replay = Some(Replay {
        position: Duration::ZERO,
        length: Duration::from_mins(1),
        wall: screen.model.now.wall,
        speed: 1.0,
        is_paused: true,
        is_seeking: false,
        is_anonymous: false,
        real: screen.model.now.moment,
    });
    assert_eq!(screen.keys(keys), []);
    assert_eq!(screen.notice(), words(Lang::En).replay.only_recorded);
}
