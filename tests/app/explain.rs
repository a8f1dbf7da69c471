//! The card of a task: which task it is about, and its commands.

use super::support::{Screen, at, id, report};
use eftop::internals::{
    domain::{
        StallRule, Task,
        again::{Outcome, Resubmission},
    },
    tui::{Dialog, Effect, TerminalEffect},
};
use rstest::rstest;

#[test]
fn the_explained_task_is_the_one_that_was_asked_about() {
    let mut screen = Screen::with(&["fail", "fail"]);
    screen.keys("je");
    assert!(matches!(screen.model.dialogs.last(), Some(Dialog::Explain { id: of, .. }) if *of == id(2)));
}

/// A path that a shell would take apart, and one that cannot stand in one line.
#[test]
fn the_commands_of_a_card_are_copied_with_what_they_are_about() {
    let path = "/a b/$(id)/it's \"x\" \\ `y`;*";
    for (source, expected) in [(path, vec![path]), ("/a\nb", vec![])] {
        let mut screen = Screen::empty();
        screen.model.adopt(vec![Task::new(id(1), at(0).wall)]);
        screen.model.set_name = Some("it's".into());
        let mut failed = report(1, "fail");
        (failed.source, failed.target) = (Some(source.into()), None);
        let task = screen.model.watch.tasks.get_mut(&id(1)).unwrap();
        task.observe(failed, at(1), StallRule::default());
        screen.keys("e");
        let effects = screen.keys("y");
        if expected.is_empty() {
            assert_eq!((effects, screen.notice()), (vec![], "no command helps here"));
            continue;
        }
        let [Effect::Terminal(TerminalEffect::Copy(text))] = effects.as_slice() else { panic!("{effects:?}") };
        let command = text.strip_prefix("ls -ld ").unwrap_or_else(|| panic!("{text}"));
        let told = std::process::Command::new("sh").args(["-c", &format!("printf '%s' {command}")]).output().unwrap();
        assert_eq!(String::from_utf8(told.stdout).unwrap(), path);
        assert!(screen.notice().starts_with("copied to the clipboard: ls -ld '/a b"), "{}", screen.notice());
    }
}

#[rstest]
#[case("waiting", "eftop wait ID --set night")]
#[case("complete", "ls -l /out")]
#[case("cancel", "ls -ld /data/run1.tar\nls -l /out\neftop retry ID --set night")]
fn the_commands_of_a_state_name_task_and_set(#[case] status: &str, #[case] expected: &str) {
    let mut screen = Screen::with(&[status]);
    screen.model.set_name = Some("night".into());
    screen.keys("e");
    let effects = screen.keys("y");
    let copied = match effects.as_slice() {
        [Effect::Terminal(TerminalEffect::Copy(text))] => text.replace(id(1).as_str(), "ID"),
        _ => String::new(),
    };
    assert_eq!(copied, expected);
}

#[rstest]
#[case(Outcome::Nothing, "ls -ld /data/run1.tar\nls -l /out\neftop retry ID", "now: Its end was first seen")]
#[case(Outcome::Unclear, "ls -ld /data/run1.tar\nls -l /out", "the work may have been submitted already.")]
#[case(Outcome::Task(id(2)), "eftop wait 00000000000000000000000000000002", "does its work now. It is: processing.")]
fn a_task_that_was_submitted_again_is_not_by_the_way(
    #[case] outcome: Outcome,
    #[case] expected: &str,
    #[case] now: &str,
) {
    let mut screen = Screen::with(&["cancel", "processing"]);
    screen.keys("G");
    assert_eq!(screen.cursor(), Some(1));
    let task = screen.model.watch.tasks.get_mut(&id(1)).unwrap();
    task.resubmitted(Resubmission { sent: at(2).wall, outcome }, None, at(3));
    let copied = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Terminal(TerminalEffect::Copy(text))] => text.replace(id(1).as_str(), "ID"),
        _ => panic!("{effects:?}"),
    };
    screen.keys("e");
    assert_eq!(copied(screen.keys("y")), expected);
    screen.keys("e");
    let report = copied(screen.keys("Y"));
    assert!(report.contains(now), "{report}");
}
