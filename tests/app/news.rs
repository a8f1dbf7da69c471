//! What a person is told who looks elsewhere: once per cause, together what comes together, and how it went while nobody looked.

use super::support::{Screen, answer, appeared, at, ended, id, ids, report, task, trouble};
use eftop::internals::{
    domain::{CallErrorKind, EventKind, LogEntry, Memory, PollEvent, RegionId, Snapshot, State, Task},
    messages::Lang,
    tui::{Effect, Key, Msg, Progress, TerminalEffect, progress, title},
    watch::Event,
};
use std::time::Duration;

fn started(seconds: u64) -> Event {
    Event::Poll(RegionId::DEFAULT, PollEvent::Started { at: at(seconds) })
}

/// The notifications among these effects.
fn told(effects: Vec<Effect>) -> Vec<String> {
    let text = |effect| if let Effect::Terminal(TerminalEffect::Notify(text)) = effect { Some(text) } else { None };
    effects.into_iter().filter_map(text).collect()
}

/// A cycle with this answer; what it notifies of.
fn cycle(screen: &mut Screen, seconds: u64, tasks: &[(u32, &str)]) -> Vec<String> {
    screen.send(started(seconds));
    let mut effects = screen.send(answer(seconds, tasks));
    effects.extend(screen.send(ended(seconds, None)));
    told(effects)
}

/// A screen with tasks of an earlier run that were processing then.
fn remembered(count: u32) -> Screen {
    let mut screen = Screen::empty();
    let task = |number| {
        let memory = Memory { report: report(number, "processing").into(), seen: at(0).wall, ended: None, gone: false };
        Task::new(id(number), at(0).wall).remember(memory)
    };
    screen.model.adopt((1..=count).map(task).collect());
    let log: Vec<_> = screen.model.watch.log.entries().cloned().collect();
    screen.model.was_away(&log);
    screen
}

#[test]
fn failures_of_one_cycle_are_one_notification_and_never_come_twice() {
    let mut screen = Screen::with(&["processing"; 12]);
    let failing: Vec<_> = (1..=10).map(|number| (number, "fail")).collect();
    screen.send(started(3));
    let mut effects = screen.send(answer(3, &failing[..5]));
    effects.extend(screen.send(answer(3, &failing[5..])));
    assert_eq!(told(effects), [""; 0], "the cycle goes on");
    let text = told(screen.send(ended(3, None)));
    assert_eq!(text, ["10 tasks failed: run1.tar (911020), run2.tar (911020) and 8 more"]);
    assert_eq!(cycle(&mut screen, 5, &failing), [""; 0]);
    // One that comes back from nowhere, or that the service takes back, is the same cause.
    assert_eq!(cycle(&mut screen, 7, &[(1, "processing")]), [""; 0]);
    assert_eq!(cycle(&mut screen, 9, &[(1, "fail")]), [""; 0]);
    assert_eq!(cycle(&mut screen, 11, &[(11, "fail")]), ["1 task failed: run11.tar (911020)"]);
}

#[test]
fn the_end_of_the_set_is_told_with_the_failures_that_came_with_it() {
    let mut screen = Screen::with(&["processing", "processing"]);
    assert_eq!(
        cycle(&mut screen, 3, &[(1, "complete"), (2, "fail")]),
        ["all ended: 1 done, 1 failed (911020), 1.0 GiB"]
    );
    assert_eq!(cycle(&mut screen, 5, &[(1, "complete"), (2, "fail")]), [""; 0]);
    screen.model.look.lang = Lang::Zh;
    screen.send(appeared(&[3]));
    cycle(&mut screen, 7, &[(3, "processing")]);
    assert_eq!(cycle(&mut screen, 9, &[(3, "complete")]), ["全部结束：完成 2，失败 1（911020），共 4.0 GiB"]);
}

#[test]
fn what_had_ended_before_we_looked_is_not_notified_of() {
    let mut screen = Screen::empty();
    screen.model.adopt(ids(&[1, 2]).into_iter().map(|id| Task::new(id, at(0).wall)).collect());
    assert_eq!(cycle(&mut screen, 1, &[(1, "fail"), (2, "complete")]), [""; 0]);
    let mut screen = remembered(2);
    assert_eq!(cycle(&mut screen, 1, &[(1, "fail"), (2, "processing")]), [""; 0]);
    // But whoever waited through an outage for the first answer is not looking any more.
    let mut screen = remembered(1);
    screen.send(ended(1, trouble(CallErrorKind::Unreachable, 1)));
    assert_eq!(cycle(&mut screen, 900, &[(1, "fail")]), ["all ended: 1 failed (911020), 5 B"]);
}

#[test]
fn a_lost_sign_in_is_notified_of_once_until_it_was_good_again() {
    let mut screen = Screen::with(&["processing"]);
    let lost = || trouble(CallErrorKind::Unauthenticated, 3);
    let text = told(screen.send(ended(3, lost())));
    assert_eq!(text.len(), 1);
    assert!(text[0].starts_with("the tasks cannot be followed any more: "), "{text:?}");
    assert_eq!(told(screen.send(ended(5, lost()))), [""; 0]);
    assert_eq!(cycle(&mut screen, 7, &[(1, "processing")]), [""; 0]);
    assert_eq!(told(screen.send(ended(9, lost()))).len(), 1);
    // Not at the very start: the screen says so to whoever has just opened it.
    let mut screen = Screen::empty();
    assert_eq!(told(screen.send(ended(1, lost()))), [""; 0]);
}

#[test]
fn names_from_the_service_are_bounded_and_hold_no_control_characters() {
    let mut screen = Screen::with(&["processing", "processing"]);
    let mut hostile = report(1, "fail");
    hostile.source = Some(format!("/a/\x1b]0;x\x07{}", "长".repeat(500)).into());
    let snapshot = Snapshot {
        at: at(3),
        round_trip: Duration::ZERO,
        reports: vec![(id(1), hostile)],
        absent: Vec::new(),
        refused: Vec::new(),
        skipped: 0,
    };
    screen.send(Event::Poll(RegionId::DEFAULT, PollEvent::Batch(snapshot)));
    let text = told(screen.send(ended(3, None))).concat();
    assert!(text.chars().count() <= 201 && !text.contains(char::is_control), "{text:?}");
}

#[test]
fn on_start_it_is_told_what_changed_since_the_set_was_last_seen() {
    let mut screen = remembered(4);
    screen.send(started(60));
    screen.send(answer(60, &[(1, "complete"), (2, "complete"), (3, "fail"), (4, "processing")]));
    screen.send(ended(60, None));
    assert_eq!(screen.notice(), "since 16:53: 2 done, 1 failed");
    let stands = screen.model.notice.as_ref().unwrap().until.since(screen.model.now.moment);
    assert!(stands >= Duration::from_secs(20), "long enough to be read: {stands:?}");
    screen.model.notice = None;
    cycle(&mut screen, 62, &[(4, "processing")]);
    assert_eq!(screen.notice(), "");
}

#[test]
fn on_start_nothing_is_told_where_nothing_changed_or_nothing_was_known() {
    let mut screen = remembered(1);
    cycle(&mut screen, 60, &[(1, "processing")]);
    assert_eq!(screen.notice(), "");
    let mut screen = Screen::empty();
    screen.model.adopt(vec![Task::new(id(1), at(0).wall), Task::new(id(2), at(0).wall)]);
    let log: Vec<_> = screen.model.watch.log.entries().cloned().collect();
    screen.model.was_away(&log);
    cycle(&mut screen, 60, &[(1, "fail"), (2, "processing")]);
    assert_eq!(screen.notice(), "");
}

#[test]
fn after_an_outage_it_is_told_how_the_tasks_came_out_in_it() {
    let mut screen = Screen::with(&["processing"; 3]);
    screen.send(ended(10, trouble(CallErrorKind::Unreachable, 10)));
    assert_eq!(cycle(&mut screen, 75, &[(1, "complete"), (2, "fail"), (3, "processing")]).len(), 1);
    assert_eq!(screen.notice(), "the service answers again after 1 min 5 s; since 16:53: 1 done, 1 failed");
}

#[test]
fn after_a_suspension_it_is_told_what_the_first_whole_poll_brought() {
    let mut screen = Screen::with(&["processing"; 2]);
    assert_eq!(screen.press(Key::ctrl('z')), [Effect::Terminal(TerminalEffect::Suspend)]);
    screen.send(Msg::Resumed);
    // The answer to a question of before is no news of the time since.
    screen.send(ended(20, None));
    assert_eq!(screen.notice(), "");
    screen.send(started(21));
    screen.send(answer(21, &[(1, "complete"), (2, "cancel")]));
    screen.send(ended(21, None));
    assert_eq!(screen.notice(), "since 16:53: 1 done, 1 cancelled; all ended: 1 done, 1 cancelled, 1.0 GiB");
}

#[test]
fn title_and_progress_say_how_the_set_stands() {
    let mut screen = Screen::with(&["processing", "waiting", "complete"]);
    assert_eq!(
        (title(&screen.model).as_str(), progress(&screen.model)),
        ("eftop: 50%, 2 live, 1 complete", Progress::Good(50))
    );
    screen.send(answer(3, &[(2, "fail")]));
    assert_eq!(title(&screen.model), "eftop: 75%, 1 failed, 1 live, 1 complete");
    assert!(matches!(progress(&screen.model), Progress::Bad(_)));
    screen.send(ended(5, trouble(CallErrorKind::Unreachable, 5)));
    assert_eq!(title(&screen.model), "eftop: unreachable, 1 failed, 1 live, 1 complete");
    screen.send(ended(6, None));
    screen.model.look.lang = Lang::Zh;
    screen.send(answer(7, &[(1, "complete")]));
    assert_eq!((title(&screen.model).as_str(), progress(&screen.model)), ("eftop: 失败 1，完成 2", Progress::None));
}

#[test]
fn what_commands_saw_since_the_screen_was_left_is_told_with_what_the_first_answers_bring() {
    let night = |screen: &mut Screen, ends: &[(u32, State)]| {
        let seen = |(number, to): &(u32, State)| {
            let task = task(*number, RegionId::DEFAULT);
            LogEntry::of_task(at(0).wall, &task, EventKind::Changed { from: State::Processing, to: *to })
        };
        let before = seen(&(1, State::Fail));
        let log = [before, LogEntry::screen_left(at(0).wall)].into_iter().chain(ends.iter().map(seen));
        screen.model.watch.log.recall(log.collect::<Vec<_>>().into_iter());
        let log: Vec<_> = screen.model.watch.log.entries().cloned().collect();
        screen.model.was_away(&log);
    };
    let mut screen = remembered(4);
    // Of a task that was taken out nobody asks.
    night(&mut screen, &[(2, State::Stalled), (2, State::Complete), (3, State::Fail), (9, State::Fail)]);
    assert_eq!(screen.notice(), "");
    cycle(&mut screen, 60, &[(1, "complete"), (4, "processing")]);
    assert_eq!(screen.notice(), "since 16:53: 2 done, 1 failed");
    // Where nothing is asked any more, it is told at once.
    let mut screen = Screen::with(&["complete", "complete"]);
    night(&mut screen, &[(1, State::Complete), (2, State::Complete)]);
    assert_eq!(screen.notice(), "since 16:53: 2 done");
}

#[test]
fn from_a_line_of_the_log_one_goes_to_its_task() {
    let mut screen = Screen::with(&["processing", "processing", "waiting", "waiting", "waiting"]);
    screen.send(answer(3, &[(2, "fail")]));
    screen.send(answer(4, &[(1, "complete")]));
    screen.send(Event::Removed(vec![id(5)]));
    screen.keys("E\n");
    assert_eq!((screen.model.dialogs.len(), screen.notice()), (1, "this task is not in the set any more"));
    // The cursor stays at its line, whatever comes.
    screen.keys("k");
    screen.send(answer(5, &[(3, "processing")]));
    screen.keys("\n");
    assert_eq!((screen.model.dialogs.len(), screen.cursor()), (0, Some(1)));
    screen.keys("E\n");
    assert_eq!(screen.cursor(), Some(3), "the newest");
    screen.keys("!Ekkk\n");
    assert_eq!((screen.model.dialogs.len(), screen.cursor()), (0, Some(2)));
    screen.keys("Ekk\n");
    assert_eq!((screen.model.dialogs.len(), screen.notice()), (1, "the filter hides this task"));
}
