//! Adding, removing, clearing, and taking that back.

use super::support::{Screen, added, id, ids, removed};
use eftop::internals::{
    domain::TaskId,
    tui::{Dialog, Effect, Mode, Msg},
};

/// The ids that these effects add.
fn put(effects: &[Effect]) -> Vec<TaskId> {
    effects.iter().filter_map(added).flatten().collect()
}

#[test]
fn a_paste_anywhere_is_offered_for_adding() {
    let mut screen = Screen::empty();
    let text = format!("qd y {} and {} and {}", id(1), id(2), id(1));
    assert_eq!(screen.send(Msg::Paste(text)), [], "a paste runs no keys");
    let Some(Dialog::Add { pasted: Some(picked), .. }) = screen.model.dialogs.last() else { panic!("no dialog") };
    assert_eq!((picked.ids.clone(), picked.duplicates), (ids(&[1, 2]), 1));
    assert_eq!(put(&screen.keys("\n")), ids(&[1, 2]));
    assert_eq!(screen.notice(), "added 2 tasks (1 duplicate)");
    assert_eq!((screen.rows(), screen.cursor()), (vec![1, 2], Some(1)));
}

#[test]
fn typed_and_pasted_ids_are_added_together() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("a");
    screen.send(Msg::Paste(format!("[\"{}\", \"{}\"]", id(1), id(2))));
    screen.keys(id(3).as_str());
    assert_eq!(put(&screen.keys("\n")), ids(&[2, 3]));
    assert_eq!(screen.notice(), "added 2 tasks (1 already watched)");
    assert_eq!(screen.cursor(), Some(1), "the cursor stays");
    assert_eq!(screen.keys("u"), [removed(&[2, 3])]);
    assert_eq!(screen.rows(), [1]);
}

#[test]
fn text_without_an_id_is_told_and_can_be_corrected() {
    let mut screen = Screen::empty();
    screen.send(Msg::Paste("hello".to_owned()));
    assert_eq!((screen.notice(), screen.model.mode()), ("no task id found in the text", Mode::List));
    screen.keys("ahello\n");
    assert_eq!(screen.model.mode(), Mode::Add);
    screen.keys("\x1b");
    assert_eq!(screen.model.mode(), Mode::List);
}

#[test]
fn a_hundred_thousand_ids_are_added() {
    let mut screen = Screen::empty();
    let lines: Vec<_> = (1..=100_000).map(|number| id(number).to_string()).collect();
    screen.send(Msg::Paste(lines.join("\n")));
    screen.keys("\n");
    assert_eq!(screen.model.watch.tasks.len(), 100_000);
    screen.keys("G");
    assert_eq!(screen.cursor(), Some(100_000));
}

#[test]
fn the_cursor_goes_on_to_the_next_row() {
    let mut screen = Screen::with(&["processing"; 5]);
    screen.keys("jj");
    assert_eq!(screen.keys("d"), [removed(&[3])]);
    assert_eq!(screen.cursor(), Some(4));
    screen.keys("Gd");
    assert_eq!(screen.cursor(), Some(4));
    screen.keys("gd");
    assert_eq!((screen.rows(), screen.cursor()), (vec![2, 4], Some(2)));
    screen.keys("u");
    assert_eq!((screen.rows(), screen.cursor()), (vec![1, 2, 4], Some(1)));
    assert_eq!(put(&screen.keys("u")), ids(&[5]));
    screen.keys("u");
    assert_eq!(screen.rows(), [1, 2, 3, 4, 5], "at their old places");
    screen.keys("u");
    assert_eq!(screen.notice(), "nothing to undo");
}

#[test]
fn hidden_marks_are_not_removed() {
    let mut screen = Screen::with(&["processing"; 3]);
    screen.keys("*/run2\nd");
    assert_eq!(screen.notice(), "stopped watching 1 task; u undoes it; 2 marked but hidden by the filter kept");
    screen.keys("\x1b");
    assert_eq!((screen.rows(), screen.marks()), (vec![1, 3], vec![1, 3]));
}

#[test]
fn clearing_keeps_the_failed_until_they_are_all_that_is_left() {
    let mut screen = Screen::with(&["complete", "fail", "cancel", "processing"]);
    screen.keys("C");
    assert_eq!((screen.rows(), screen.notice()), (vec![2, 4], "cleared 2 ended tasks; u undoes it"));
    screen.keys("C");
    assert_eq!(screen.rows(), [4]);
    screen.keys("C");
    assert_eq!(screen.notice(), "no ended task to clear");
    screen.keys("uu");
    assert_eq!(screen.rows(), [2, 4, 3, 1]);
}

#[test]
fn an_empty_set_answers_every_key() {
    let mut screen = Screen::with(&["processing"]);
    screen.keys("\nd");
    assert!(screen.model.detail.is_none() && screen.model.view.cursor.is_none());
    screen.keys("jkgG v*UcCdnN!12345<>IyYezpw]h");
    assert_eq!(screen.model.view.cursor, None);
}
