//! The mouse: the wheel turns what is under it, a click chooses, two open, titles sort, tabs open.

use super::support::{Screen, answer, at};
use eftop::internals::tui::{
    Column, Detail, Effect, Model, Moment, Msg, Pointer, PointerKind, Row, Span, Tab, TerminalEffect,
    columns::columns,
    draw::draw,
    geometry::{graph, tabs},
};
use ratatui::{Terminal, backend::TestBackend, layout::Position};
use rstest::rstest;
use std::time::Duration;

/// Something that the mouse did at a cell, `millis` after the start.
fn pointer(kind: PointerKind, (column, row): (u16, u16), millis: u64) -> Msg {
    Msg::Pointer(Pointer { kind, column, row, at: Moment(Duration::from_millis(millis)) })
}

fn click(cell: (u16, u16), millis: u64) -> Msg {
    pointer(PointerKind::Click, cell, millis)
}

fn wheel(down: bool, cell: (u16, u16)) -> Msg {
    pointer(if down { PointerKind::WheelDown } else { PointerKind::WheelUp }, cell, 0)
}

/// A cell of the row of this number, counted from the top of the table.
fn row(model: &Model, number: u16) -> (u16, u16) {
    (5, model.regions().unwrap().rows.y + number)
}

/// A cell in the middle of a column's title.
fn title(model: &Model, column: Column) -> (u16, u16) {
    let regions = model.regions().unwrap();
    let title = columns(model, regions.rows).into_iter().find(|title| title.column == column).unwrap();
    (regions.titles.x + title.x + title.width / 2, regions.titles.y)
}

#[test]
fn a_click_selects_and_a_second_one_soon_after_opens() {
    let mut screen = Screen::with(&["processing"; 50]);
    let fourth = row(&screen.model, 3);
    screen.send(click(fourth, 1_000));
    assert_eq!((screen.cursor(), screen.model.detail), (Some(4), None));
    screen.send(click(fourth, 1_501));
    assert_eq!(screen.model.detail, None, "too late for a double click");
    screen.send(click(row(&screen.model, 4), 1_600));
    assert_eq!((screen.cursor(), screen.model.detail), (Some(5), None), "two tasks are no double click");
    screen.send(click(row(&screen.model, 4), 2_100));
    assert_eq!(screen.model.detail, Some(Detail::default()));
}

#[test]
fn a_double_click_is_of_one_task_wherever_rows_move_between() {
    let mut screen = Screen::with(&["processing"; 3]);
    let first = row(&screen.model, 0);
    screen.send(click(first, 0));
    assert_eq!(screen.cursor(), Some(1));
    screen.send(answer(5, &[(3, "fail")]));
    assert_eq!((screen.rows()[0], screen.cursor()), (3, Some(1)));
    screen.send(click(first, 100));
    assert_eq!((screen.cursor(), screen.model.detail), (Some(3), None), "another task stands there now");
}

#[test]
fn the_wheel_turns_the_table_and_the_cursor_stays_in_view() {
    let mut screen = Screen::with(&["processing"; 50]);
    screen.keys("jjjjj");
    let over = row(&screen.model, 2);
    screen.send(wheel(true, over));
    assert_eq!((screen.model.view.top, screen.cursor()), (3, Some(6)), "its task is in view still");
    screen.send(wheel(true, over));
    assert_eq!((screen.model.view.top, screen.cursor()), (6, Some(7)), "at the edge");
    screen.send(click(over, 0));
    assert_eq!(screen.cursor(), Some(9), "what is clicked is what is seen");
    for _ in 0..30 {
        screen.send(wheel(true, over));
    }
    let height = usize::from(screen.model.regions().unwrap().rows.height);
    assert_eq!(screen.model.view.top, 50 - height, "no room below the last row for nothing");
    for _ in 0..30 {
        screen.send(wheel(false, over));
    }
    assert_eq!((screen.model.view.top, screen.cursor()), (0, Some(u32::try_from(height).unwrap())));
    let before = (screen.model.view.top, screen.cursor());
    screen.send(wheel(true, (5, 0)));
    assert_eq!((screen.model.view.top, screen.cursor()), before, "nothing turns under the header");
}

#[rstest]
#[case::below((100, 24))]
#[case::beside((160, 30))]
#[case::alone((60, 12))]
fn the_detail_pane_has_tabs_to_click_and_text_to_turn(#[case] size: (u16, u16)) {
    let mut screen = Screen::with(&["processing"; 50]);
    screen.send(Msg::Resize(size.0, size.1));
    screen.keys("\n");
    let pane = screen.model.regions().unwrap().detail.unwrap();
    screen.send(wheel(true, (pane.x + 5, pane.y + 2)));
    assert_eq!((screen.model.detail.unwrap().scroll, screen.model.view.top), (3, 0));
    let words = &eftop::internals::messages::words(screen.model.look.lang).detail;
    for (tab, place) in tabs(pane, words).into_iter().rev() {
        screen.send(click((place.x + place.width - 1, place.y), 0));
        assert_eq!(screen.model.detail, Some(Detail { tab, scroll: 0 }));
    }
    assert_eq!(screen.model.detail.unwrap().tab, Tab::Summary);
    screen.send(wheel(true, (pane.x + 5, pane.y + 2)));
    screen.send(click((pane.x + 5, pane.y + 2), 0));
    assert_eq!((screen.model.detail.unwrap().scroll, screen.cursor()), (3, Some(1)), "its text is not clicked");
}

#[rstest]
#[case(Column::Progress)]
#[case(Column::Rate)]
#[case(Column::Eta)]
#[case(Column::Path)]
fn a_click_on_a_title_sorts_and_again_the_other_way(#[case] column: Column) {
    let mut screen = Screen::with(&["processing"; 5]);
    let order = |screen: &Screen| (screen.model.view.sort.key, screen.model.view.sort.reversed);
    let cell = title(&screen.model, column);
    screen.send(click(cell, 0));
    assert_eq!(order(&screen), (column, false));
    screen.send(click(cell, 5_000));
    assert_eq!(order(&screen), (column, true));
    let state = title(&screen.model, Column::State);
    screen.send(click(state, 9_000));
    assert_eq!(order(&screen), (Column::Attention, false), "the state's title has the order of the start");
}

#[test]
fn the_rows_follow_the_order_of_a_clicked_title() {
    let mut screen = Screen::with(&["processing"; 3]);
    let path = title(&screen.model, Column::Path);
    screen.send(click(path, 0));
    let rows = screen.rows();
    screen.send(click(path, 100));
    assert_eq!(screen.rows(), rows.into_iter().rev().collect::<Vec<_>>());
    assert_eq!(screen.model.detail, None, "a double click on a title opens nothing");
}

/// Draws the screen; returns the words that close what is on top, and every cell but those.
fn drawn(screen: &mut Screen) -> (String, (u16, u16), Vec<(u16, u16)>) {
    let (width, height) = screen.model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut hint = None;
    let buffer = terminal.draw(|frame| hint = draw(&screen.model, frame)).unwrap().buffer.clone();
    screen.model.drawn(screen.model.now.moment, hint);
    let hint = hint.unwrap();
    let words = hint.positions().map(|position| buffer[position].symbol()).collect();
    let others = buffer.area.positions().filter(|position| !hint.contains(*position));
    (words, (hint.x + hint.width / 2, hint.y), others.map(|Position { x, y }| (x, y)).collect())
}

#[rstest]
#[case("c", " n keep ")]
#[case("a", "Esc close")]
#[case("s", "Esc close")]
#[case("?", "Esc close")]
#[case("e", "Esc close")]
#[case("E", "Esc close")]
#[case("R", "Esc close")]
fn a_click_closes_a_dialog_by_its_words_and_answers_nothing_else(#[case] key: &str, #[case] words: &str) {
    let mut screen = Screen::with(&["processing"; 5]);
    screen.keys(key);
    let (shown, hint, others) = drawn(&mut screen);
    assert_eq!(shown, words);
    for cell in others {
        assert_eq!(screen.send(click(cell, 0)), [], "{cell:?}");
        assert_eq!(screen.model.dialogs.len(), 1, "{cell:?}");
    }
    assert_eq!(screen.send(click(hint, 0)), []);
    assert_eq!((screen.model.dialogs.len(), screen.cursor()), (0, Some(1)));
    assert_eq!(screen.state(1), eftop::internals::domain::State::Processing);
}

#[test]
fn a_click_where_a_dialog_was_closed_before_closes_no_other_one() {
    let mut screen = Screen::with(&["processing"; 5]);
    screen.keys("s");
    let (_, hint, _) = drawn(&mut screen);
    screen.send(click(hint, 0));
    screen.keys("s");
    screen.send(click(hint, 0));
    assert_eq!(screen.model.dialogs.len(), 1, "it was not on the screen yet");
}

#[test]
fn a_click_on_the_graph_turns_its_time() {
    let mut screen = Screen::with(&["processing"; 5]);
    let header = |screen: &Screen| screen.model.regions().unwrap().header;
    assert_eq!(graph(header(&screen)), None);
    screen.send(Msg::Resize(120, 36));
    let area = graph(header(&screen)).unwrap();
    let turned = [(area.x, area.y), (area.right() - 1, area.bottom() - 1)].map(|cell| {
        screen.send(click(cell, 0));
        screen.model.graph_span()
    });
    assert_eq!(turned, [Span::TenMinutes, Span::Hour]);
    for cell in [(area.x - 1, area.y), (area.x, 0)] {
        screen.send(click(cell, 0));
    }
    assert_eq!(screen.model.graph_span(), Span::Hour, "beside it");
}

#[test]
fn a_click_on_the_sign_of_a_group_folds_it() {
    let mut screen = Screen::with(&["fail", "processing", "processing"]);
    screen.keys("b");
    let second = row(&screen.model, 1);
    let sign = (2, second.1);
    screen.send(click((20, second.1), 0));
    assert_eq!(screen.model.view.count(), 2, "elsewhere it is chosen");
    screen.send(click(sign, 0));
    assert_eq!(screen.model.view.count(), 4);
    assert!(matches!(screen.model.view.row(1), Some(Row::Group(group)) if !group.is_folded));
    screen.send(click((2, second.1 + 1), 10));
    assert_eq!((screen.model.view.count(), screen.cursor()), (4, Some(2)), "a task has none");
    screen.send(click(sign, 10_000));
    assert_eq!((screen.model.view.count(), screen.cursor()), (2, None));
}

#[test]
fn dialogs_have_the_wheel_and_no_click_reaches_beneath_or_answers_them() {
    let mut screen = Screen::with(&["processing"; 50]);
    screen.keys("c");
    let cell = row(&screen.model, 5);
    assert_eq!(screen.send(click(cell, 0)), []);
    assert_eq!(screen.send(click(cell, 10)), []);
    assert_eq!((screen.cursor(), screen.model.dialogs.len()), (Some(1), 1));
    screen.keys("\x1bs");
    screen.send(wheel(true, cell));
    screen.keys("\n");
    assert_eq!(screen.model.view.sort.key, Column::State, "one line of the menu");
    screen.keys("?");
    screen.send(wheel(true, cell));
    let Some(eftop::internals::tui::Dialog::Help { scroll: 3, .. }) = screen.model.dialogs.last() else {
        panic!("no help")
    };
    assert_eq!((screen.model.view.top, screen.cursor()), (0, Some(1)));
}

#[test]
fn the_key_gives_the_mouse_back_and_nothing_that_comes_late_counts() {
    let mut screen = Screen::with(&["processing"; 50]);
    assert_eq!(screen.keys("m"), [Effect::Terminal(TerminalEffect::Mouse(false))]);
    assert!(screen.notice().contains("mouse off"));
    screen.send(click(row(&screen.model, 5), 0));
    screen.send(wheel(true, row(&screen.model, 5)));
    assert_eq!((screen.cursor(), screen.model.view.top), (Some(1), 0));
    assert_eq!(screen.keys("m"), [Effect::Terminal(TerminalEffect::Mouse(true))]);
    assert!(screen.notice().contains("mouse on"));
}

#[test]
fn an_empty_screen_and_a_small_one_have_nothing_to_click() {
    for size in [(100, 24), (30, 5)] {
        let mut screen = Screen::empty();
        screen.send(Msg::Resize(size.0, size.1));
        let sort = screen.model.view.sort;
        for row in 0..size.1 {
            assert_eq!(screen.send(click((5, row), at(1).moment.0.as_secs())), []);
        }
        assert_eq!((screen.model.view.sort, screen.model.detail), (sort, None));
    }
}
