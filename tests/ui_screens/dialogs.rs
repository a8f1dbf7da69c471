//! Where dialogs stand, and what they name.

use super::{
    drawn::{drawn, rows, text},
    scenes::{rich, scene},
    tasks::at,
};
use eftop::internals::tui::{Key, Model, Msg, update};
use rstest::rstest;

/// The rich scene on a screen of this size with the cursor in this row, after these keys.
fn asked(size: (u16, u16), row: usize, keys: &str) -> Model {
    let mut model = Model { size, ..rich() };
    model.view.marks.clear();
    let down = std::iter::repeat_n('j', row);
    for key in std::iter::once('g').chain(down).chain(keys.chars()) {
        update(&mut model, Msg::Key(Key::char(key)), at(33));
    }
    model
}

#[rstest]
#[case((80, 24), 'c')]
#[case((60, 20), 'c')]
#[case((120, 36), 'c')]
#[case((160, 45), 'c')]
#[case((100, 30), 'S')]
fn a_question_never_covers_the_row_that_it_was_asked_in(#[case] size: (u16, u16), #[case] key: char) {
    let mut questions = 0;
    for row in 0..14 {
        let before = asked(size, row, "");
        let after = asked(size, row, &key.to_string());
        if after.question().is_none() {
            continue;
        }
        questions += 1;
        let (before, after) = (rows(&drawn(&before, size).0), rows(&drawn(&after, size).0));
        let cursor = before.iter().position(|row| row.starts_with('▌')).unwrap();
        assert_eq!(before[cursor], after[cursor], "row {row}: {after:#?}");
        let foot = after.iter().find(|row| row.contains(" n ")).unwrap_or_else(|| panic!("no answers: {after:#?}"));
        assert!(foot.contains(" y "), "{foot}");
    }
    assert!(questions >= 2, "{questions}");
}

#[test]
fn a_question_on_the_smallest_screen_has_its_answers_and_what_it_is_about() {
    for row in 0..14 {
        let model = asked((40, 10), row, "c");
        let shown = text(&model, (40, 10));
        let Some(question) = model.question() else { continue };
        let id = model.shown().short(&question.targets[0]).to_owned();
        assert!([id.as_str(), " n keep ", " y cancel "].iter().all(|part| shown.contains(part)), "{row}: {shown}");
    }
}

#[test]
fn the_question_of_a_cancel_names_what_is_done_where_and_how_far_it_is() {
    let one = text(&scene("cancel_one"), (80, 24));
    let lines = [
        "▸ 10b10bf6  copy     64%  51.9/80.0 GiB ",
        "source  /public/home/efile-test/data/2026/simulation/run-042 ",
        "target  /public/home/efile-test/archive ",
    ];
    assert!(lines.iter().all(|line| one.contains(line)), "{one}");
    let some = text(&scene("cancel"), (80, 24));
    assert!(some.contains("▸ 10b10bf6  copy     64%  …/data/2026/simulation/run-042 → …/archive "), "{some}");
    assert!(some.contains("▸ 141adc2b  delete   40%  /public/home/efile-test/tmp/scratch "), "{some}");
}

#[rstest]
#[case((120, 36))]
#[case((80, 24))]
#[case((40, 10))]
fn a_paste_dialog_lists_what_it_found_and_says_what_held_no_id(#[case] size: (u16, u16)) {
    let shown = text(&scene("add_pasted"), size);
    let listed = shown.matches("10b10bf643814ebfb1fbf0d7e910e8").count();
    assert!(listed >= 1 && shown.contains(&format!("and {} more", 40 - listed)), "{listed}: {shown}");
    assert!(shown.contains("No task id in 2 lines: 1, 43") && shown.contains("› "), "{shown}");
    assert!(!shown.contains("done.tar.gz"), "it may be a secret: {shown}");
}
