//! Where things stand in the rows of the table.

use super::{
    drawn::{drawn, rows, text},
    scenes::{rich, scene},
    tasks::{at, id},
};
use eftop::internals::{
    domain::StallRule,
    messages::{Lang, width::cells},
    tui::{Key, KeyName, Model, Msg, update},
};
use ratatui::style::Color;
use rstest::rstest;

/// The first cell of this text in the row that has both.
fn column(rows: &[String], row: &str, part: &str) -> Option<usize> {
    let row = rows.iter().find(|one| one.contains(row) && one.contains(part))?;
    row.find(part).map(|at| cells(&row[..at]))
}

#[rstest]
#[case(80)]
#[case(100)]
#[case(120)]
#[case(200)]
fn a_cause_stands_in_the_cells_of_the_rate_and_moves_no_path(#[case] width: u16) {
    let rows = rows(&drawn(&rich(), (width, 36)).0);
    let causes = ["911501 no space", "cancel failed", "refused 10003"].map(|cause| column(&rows, cause, cause));
    assert!(causes.iter().all(|column| column.is_some() && *column == causes[0]), "{causes:?} {rows:#?}");
    let paths = ["/big/huge.h5", "/scratch", "/logs"].map(|path| column(&rows, path, "…/"));
    assert!(paths.iter().all(|column| column.is_some() && *column == paths[0]), "{paths:?} {rows:#?}");
}

#[rstest]
#[case(80, false)]
#[case(100, true)]
#[case(160, true)]
fn the_target_is_shown_where_there_is_room_and_no_name_is_cut(#[case] width: u16, #[case] has_target: bool) {
    let shown = text(&rich(), (width, 36));
    assert_eq!(shown.contains("/run-042 → …/archive "), has_target, "{shown}");
    assert!(shown.contains("/run-042"), "{shown}");
}

#[rstest]
#[case("▁▂▃▄▅▆▇", false)]
#[case("_.-=+*#", true)]
fn a_trend_has_gaps_where_nothing_was_seen(#[case] levels: &str, #[case] ascii: bool) {
    let mut model = rich();
    model.look.ascii = ascii;
    let task = model.watch.tasks.get_mut(&id(0)).unwrap();
    for second in (200..=232).step_by(2) {
        let mut report = task.report().unwrap().clone();
        report.done_bytes = report.done_bytes.map(|done| done + (100 << 20));
        task.observe(report, at(second), StallRule::default());
    }
    let rows = rows(&drawn(&model, (120, 36)).0);
    let from = column(&rows, "trend", "trend").unwrap();
    let row = rows.iter().find(|row| row.contains("run-042")).unwrap();
    let trend: String = row.chars().skip(from).take(8).collect();
    let inner = trend.trim();
    assert!(inner.contains("   ") && inner.chars().all(|c| c == ' ' || levels.contains(c)), "{trend:?} {row}");
    assert!(inner.contains(levels.chars().last().unwrap()), "{trend:?}");
}

/// What stands in the last cells of the rows.
fn edge(model: &Model, size: (u16, u16)) -> String {
    let (buffer, _) = drawn(model, size);
    // Below two lines of the header, or three, and the titles.
    let first = if size.1 >= 18 { 4 } else { 3 };
    (first..size.1 - 1).map(|y| buffer[(size.0 - 1, y)].symbol().to_owned()).collect()
}

#[test]
fn a_scrollbar_says_where_the_rows_in_view_are() {
    let mut model = rich();
    assert_eq!(edge(&model, (80, 14)), "┃┃┃┃┃┃┃│││");
    model.look.ascii = true;
    assert_eq!(edge(&model, (50, 14)), "#######|||");
    model.view.cursor = Some(id(9).into());
    model.view.row = 13;
    assert_eq!(edge(&model, (50, 14)), "|||#######");
    assert!(!edge(&model, (80, 36)).contains(['|', '#']));
}

/// The position in the titles after these keys, behind the title of the path.
fn position(model: &mut Model, size: (u16, u16), keys: &str) -> String {
    model.size = size;
    for key in keys.chars() {
        let key = if key == '\n' { Key::plain(KeyName::Enter) } else { Key::char(key) };
        update(model, Msg::Key(key), at(33));
    }
    let rows = rows(&drawn(model, size).0);
    let titles = rows[usize::from(model.regions().unwrap().titles.y)].trim_end();
    titles.trim_end_matches("since").trim_end().rsplit_once("  ").unwrap().1.trim().to_owned()
}

#[test]
fn the_position_counts_tasks_and_groups_apart_and_says_which() {
    let mut model = rich();
    let wide = (120, 36);
    assert_eq!(["", "j", "G"].map(|keys| position(&mut model, wide, keys)), ["1/14", "2/14", "14/14"]);
    // By cause: a failure, and thirteen that have not failed; folded, then both unfolded.
    assert_eq!(["gb", "j"].map(|keys| position(&mut model, wide, keys)), ["group 1/2", "group 2/2"]);
    assert_eq!(["\n", "j", "j"].map(|keys| position(&mut model, wide, keys)), ["group 2/2", "task 2/14", "task 3/14"]);
    assert_eq!(
        ["G", "g\n", "j", "j"].map(|keys| position(&mut model, wide, keys)),
        ["task 14/14", "group 1/2", "task 1/14", "group 2/2"]
    );
    assert_eq!(position(&mut model, (60, 20), ""), "group 2/2");
    assert_eq!(position(&mut model, (40, 10), ""), "group 2/2");
    model.look.lang = Lang::Zh;
    assert!(text(&model, wide).contains("组 2/2"), "{}", text(&model, wide));
}

#[test]
fn the_scrollbar_is_of_all_rows_of_unfolded_groups() {
    let mut model = rich();
    position(&mut model, (80, 14), "b");
    assert_eq!(edge(&model, (80, 14)).trim(), "", "two groups");
    position(&mut model, (80, 14), "G\n");
    assert_eq!(edge(&model, (80, 14)), "┃┃┃┃┃┃┃│││", "two groups, and the tasks of one");
    position(&mut model, (80, 14), "G");
    assert_eq!(edge(&model, (80, 14)), "│││┃┃┃┃┃┃┃");
}

#[test]
fn a_range_is_painted_while_it_is_open() {
    let mut model = scene("table");
    let painted = |model: &Model| {
        let (buffer, _) = drawn(model, (80, 24));
        (4..18).filter(|y| buffer[(40, *y)].bg != Color::Reset).collect::<Vec<_>>()
    };
    assert_eq!(painted(&model), [4]);
    for key in ["v", "j", "j"] {
        update(&mut model, Msg::Key(Key::char(key.chars().next().unwrap())), at(33));
    }
    assert_eq!(painted(&model), [4, 5, 6]);
    model.look.colors = eftop::internals::tui::ColorDepth::None;
    let signs: Vec<_> = rows(&drawn(&model, (80, 24)).0)[4..8].iter().map(|row| row.chars().nth(1)).collect();
    assert_eq!(signs, [Some('┃'), Some('┃'), Some('┃'), Some(' ')]);
    update(&mut model, Msg::Key(Key::char('v')), at(33));
    assert_eq!(painted(&model).len(), 0, "no colour is left");
}
