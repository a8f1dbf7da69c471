//! The detail pane that is there without being opened, its graph, and the line of paths where there is no pane.

use super::{
    drawn::{drawn, rows, text},
    scenes::{rich, scene},
    tasks::{at, id},
};
use eftop::internals::tui::{Detail, Key, KeyName, Model, Msg, Tab, update};
use ratatui::style::Modifier;
use rstest::rstest;

fn on(number: usize) -> Model {
    let mut model = rich();
    model.view.cursor = Some(id(number).into());
    model
}

fn press(model: &mut Model, key: char) {
    update(model, Msg::Key(Key::char(key)), at(33));
}

#[test]
fn a_high_screen_says_all_of_the_task_under_the_cursor_unasked() {
    let mut model = on(0);
    model.size = (120, 40);
    let shown = text(&model, model.size);
    for part in ["rate over progress", "peak", "mean", "done by", "0% ─", "─ 100%"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // The tabs are there to be opened, and none is open.
    let is_open = |model: &Model| {
        let (buffer, _) = drawn(model, (120, 40));
        let tabs = rows(&buffer).iter().position(|row| row.starts_with("─ summary")).unwrap();
        (0..20).any(|x| buffer[(x, u16::try_from(tabs).unwrap())].modifier.contains(Modifier::UNDERLINED))
    };
    assert!(!is_open(&model));
    update(&mut model, Msg::Key(Key::plain(KeyName::Enter)), at(33));
    assert!(is_open(&model) && model.detail == Some(Detail { tab: Tab::Summary, scroll: 0 }));
}

#[test]
fn its_graph_turns_between_progress_and_time() {
    let mut model = Model { size: (120, 40), ..on(0) };
    press(&mut model, 'O');
    assert!(text(&model, model.size).contains("rate over time"));
    press(&mut model, 'O');
    assert!(text(&model, model.size).contains("rate over progress"));
    // Of what has ended, and where no pane is, there is none to turn.
    for mut model in [Model { size: (120, 40), ..on(1) }, Model { size: (80, 24), ..on(0) }] {
        press(&mut model, 'O');
        assert!(model.notice.is_some() && !model.look.over_time);
    }
}

#[test]
fn a_failure_has_its_card_in_it() {
    let shown = text(&on(1), (160, 45));
    assert!(shown.contains("likely cause") && shown.contains("next step"), "{shown}");
}

#[rstest]
#[case((80, 24), true)]
#[case((60, 20), true)]
#[case((60, 19), false)]
#[case((40, 10), false)]
fn where_no_pane_is_a_line_has_the_paths_whole(#[case] size: (u16, u16), #[case] is_there: bool) {
    let (buffer, _) = drawn(&on(1), size);
    let line = rows(&buffer)[usize::from(size.1) - 2].clone();
    assert_eq!(line.contains("二〇二六年三月 → …/") && line.contains("备份"), is_there, "{line}");
}

#[test]
fn of_a_group_the_line_has_its_name_whole() {
    let lines = rows(&drawn(&scene("groups_target"), (80, 20)).0);
    assert_eq!(lines[18].trim(), "/public/home/efile-test/备份/气象");
}
