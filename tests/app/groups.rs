//! Rows in groups: what they are grouped by, folding, where the cursor is, and what commands act on.

use super::support::{Screen, answer, id, ids, removed};
use eftop::internals::{
    domain::{PollEvent, Report, Task},
    tui::{Dialog, GroupRow, Key, KeyName, Msg, Pointer, PointerKind, Row},
    watch::Event,
};
use rstest::rstest;

/// An answer about tasks with these error codes, numbered from 1; those without one are processing.
fn coded(seconds: u64, codes: &[&str]) -> Event {
    let status = |code: &&str| if code.is_empty() { "processing" } else { "fail" };
    let tasks: Vec<_> = (1..).zip(codes.iter().map(status)).collect();
    changed(answer(seconds, &tasks), |number, report| {
        if let Some(code) = codes.get(number - 1).filter(|code| !code.is_empty()) {
            report.extra_mut().error_code = Some((*code).into());
        }
    })
}

/// The same answer, its reports changed.
fn changed(mut answer: Event, change: impl Fn(usize, &mut Report)) -> Event {
    if let Event::Poll(_, PollEvent::Batch(snapshot)) = &mut answer {
        (1..).zip(&mut snapshot.reports).for_each(|(number, (_, report))| change(number, report));
    }
    answer
}

fn screen(codes: &[&str]) -> Screen {
    let mut screen = Screen::empty();
    screen.model.adopt((1..).zip(codes).map(|(number, _)| Task::new(id(number), super::support::at(0).wall)).collect());
    screen.send(coded(1, codes));
    screen.model.notice = None;
    screen
}

/// The causes that follow one another in a set of 40 failures.
fn forty() -> Vec<&'static str> {
    (0..40).map(|number| ["911501", "911020", "911021"][number % 3]).collect()
}

/// The rows as text: the name and size of a group, the number of a task; the cursor's behind `>`.
fn rows(screen: &Screen) -> Vec<String> {
    let view = &screen.model.view;
    let text = |row: usize| {
        let text = match view.row(row).unwrap() {
            Row::Group(GroupRow { key, tasks, .. }) => {
                let name = eftop::internals::output::group(key, "", screen.model.look.lang);
                format!("{} x{}", name.split_once(' ').map_or(&*name, |(code, _)| code), tasks.len())
            }
            Row::Task(id) => super::support::number(id).to_string(),
        };
        if screen.model.cursor_row() == Some(row) { format!(">{text}") } else { text }
    };
    (0..view.count()).map(text).collect()
}

#[test]
fn failures_are_grouped_by_cause_and_space_marks_all_of_a_group() {
    let mut screen = screen(&forty());
    screen.keys("b");
    assert_eq!(rows(&screen), [">911501 x14", "911020 x13", "911021 x13"]);
    assert_eq!(screen.notice(), "grouped by cause: 3 groups");
    screen.keys(" ");
    assert_eq!(screen.marks(), (1..=40).step_by(3).collect::<Vec<_>>());
    assert_eq!(rows(&screen)[1], ">911020 x13", "it steps on");
    screen.keys("k ");
    assert_eq!(screen.marks(), [0; 0]);
    screen.keys("b");
    assert_eq!((screen.rows().len(), screen.model.view.count(), screen.notice()), (40, 40, "not grouped any more"));
}

#[test]
fn only_what_tells_rows_apart_groups_them() {
    let mut screen = screen(&["", ""]);
    screen.keys("b");
    assert_eq!(rows(&screen), [">1", "2"]);
    assert!(screen.notice().starts_with("nothing to group by"), "{}", screen.notice());
    let with_targets = |number: usize, report: &mut Report| {
        report.target = Some(["/a/", "/a", "/b"][number % 3].into());
    };
    let mut screen = Screen::with(&["processing"; 4]);
    screen.send(changed(
        answer(2, &[(1, "processing"), (2, "processing"), (3, "processing"), (4, "fail")]),
        with_targets,
    ));
    screen.keys("b");
    assert_eq!(rows(&screen), [">911020 x1", "not x3"]);
    screen.keys("b");
    assert_eq!(rows(&screen), [">/a x3", "/b x1"], "the cursor stays with its task");
    screen.keys("bb");
    assert_eq!(rows(&screen), [">911020 x1", "not x3"], "and round again");
}

#[test]
fn a_group_unfolds_and_folds_and_enter_on_a_task_opens_it() {
    let mut screen = screen(&["911501", "", "911501", ""]);
    screen.keys("bj\n");
    assert_eq!(rows(&screen), ["911501 x2", ">not x2", "2", "4"]);
    assert!(screen.model.detail.is_none());
    screen.keys("j\n");
    assert!(screen.model.detail.is_some(), "{:?}", rows(&screen));
    screen.keys("\x1bk");
    screen.press(Key::plain(KeyName::Left));
    assert_eq!(rows(&screen), ["911501 x2", ">not x2"]);
    screen.keys("\n\n");
    assert_eq!(rows(&screen), ["911501 x2", ">not x2"], "enter folds, too");
}

#[test]
fn the_cursor_stays_on_its_group_and_with_its_task() {
    let mut screen = screen(&["", "911501", "", ""]);
    screen.keys("bj");
    assert_eq!(rows(&screen), ["911501 x1", ">not x3"]);
    screen.send(coded(9, &["", "911501", "", "911020"]));
    assert_eq!(rows(&screen), ["911020 x1", "911501 x1", ">not x2"], "the newest failure is first");
    screen.keys("\nj");
    assert_eq!(rows(&screen)[2..], ["not x2", ">1", "3"]);
    screen.send(coded(12, &["911020", "911501", "", "911020"]));
    assert_eq!(rows(&screen), [">911020 x2", "911501 x1", "not x1", "3"], "it failed");
    screen.keys("Gd");
    assert_eq!(rows(&screen), ["911020 x2", ">911501 x1"], "the last of its group is gone");
}

#[test]
fn commands_act_on_all_of_a_group_after_their_question() {
    let mut screen = screen(&["", "911501", "", "911501"]);
    screen.keys("bjc");
    let Some(Dialog::Question(question)) = screen.model.dialogs.last() else { panic!("no question") };
    assert_eq!(question.targets, ids(&[1, 3]));
    screen.keys("nkS");
    let Some(Dialog::Question(question)) = screen.model.dialogs.last() else { panic!("no question") };
    assert_eq!(question.targets, ids(&[2, 4]));
    screen.keys("n");
    let effects = screen.keys("d");
    assert!(effects.contains(&removed(&[2, 4])), "{effects:?}");
    assert_eq!(rows(&screen), [">not x2"]);
    screen.keys("u");
    assert_eq!(screen.model.watch.tasks.len(), 4);
    // A mark counts more than the group under the cursor.
    screen.keys("gj gd");
    assert_eq!(screen.model.watch.tasks.len(), 3, "{:?}", rows(&screen));
}

#[test]
fn a_group_without_a_card_says_so() {
    let mut screen = screen(&["", "911501", ""]);
    screen.keys("bje");
    assert_eq!(screen.notice(), "This belongs to one task: choose one of the group.");
    screen.keys("ke");
    assert_eq!(screen.model.dialogs.len(), 1, "a cause has one");
}

#[test]
fn what_is_filtered_out_is_in_no_group() {
    let mut screen = screen(&["911501", "911501", "911020", ""]);
    screen.keys("b/run1\n");
    assert_eq!(rows(&screen), [">911501 x1"]);
    screen.keys("*");
    assert_eq!(screen.marks(), [1]);
    screen.keys("\x1b");
    assert_eq!(rows(&screen), [">911501 x2", "911020 x1", "not x1"]);
}

#[rstest]
#[case("bvjv", &[1, 2, 3])]
#[case("bjvkv", &[1, 2, 3])]
#[case("bjvv", &[3])]
#[case("b\njvjjv", &[1, 2, 3])]
fn a_range_takes_groups_as_a_whole(#[case] keys: &str, #[case] expected: &[u32]) {
    let mut screen = screen(&["911501", "911501", "911020", ""]);
    screen.keys(keys);
    assert_eq!(screen.marks(), expected, "{:?}", rows(&screen));
}

#[test]
fn the_next_failed_task_is_found_in_a_folded_group() {
    let mut screen = screen(&["", "911501", "911020"]);
    screen.keys("bGn");
    assert_eq!(rows(&screen), ["911501 x1", ">2", "911020 x1", "not x1"]);
    screen.keys("n");
    assert_eq!((screen.cursor(), screen.notice()), (Some(3), "failed task 2/2"));
    screen.keys("N");
    assert_eq!(screen.cursor(), Some(2));
}

#[test]
fn a_click_chooses_a_group_and_a_second_one_unfolds_it() {
    let mut screen = screen(&["911501", "", "911501"]);
    screen.keys("b");
    let rows_at = screen.model.regions().unwrap().rows;
    let at = screen.model.now.moment;
    let click = || Msg::Pointer(Pointer { kind: PointerKind::Click, column: 9, row: rows_at.y + 1, at });
    screen.send(click());
    assert_eq!(rows(&screen), ["911501 x2", ">not x1"]);
    screen.send(click());
    assert_eq!(rows(&screen), ["911501 x2", ">not x1", "2"]);
}
