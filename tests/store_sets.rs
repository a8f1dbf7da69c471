//! Watch sets on disk: two programs lose nothing, runs that follow each other add up, and what stands in the way of a file is told.

use crate::support::sets;
use eftop::internals::{
    domain::{At, Moment, Report, StallRule, State, Status, Task, TaskId},
    messages::{InLang, Lang},
    store::{Changes, Entry, LastSeen, StoreError, StoreNote},
};
use rstest::rstest;
use sets::{adding, entry, gone, ids, names, now, removing, store};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc, thread, time::Duration};
use tempfile::tempdir;

#[test]
fn a_set_without_a_file_is_empty_and_reading_it_writes_nothing() {
    let folder = tempdir().unwrap();
    let below = folder.path().join("state/sets");
    let mut store = store(&below);
    assert!(store.load(now()).unwrap().tasks.is_empty());
    store.save(&Changes::default(), now()).unwrap();
    assert_eq!(names(&below), ["default.lock"]);
    store.save(&adding(&["job-1"]), now()).unwrap();
    assert_eq!(names(&below), ["default.json", "default.lock"]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(store.path()), mode(&below)), (0o600, 0o700));
}

#[test]
fn tasks_come_back_in_order_with_their_states() {
    let folder = tempdir().unwrap();
    let complete = Entry {
        last: Some(LastSeen { seen: now(), ended: Some(now()), report: Arc::new(Report::new(Status::Complete)) }),
        ..entry("b")
    };
    let changes = Changes { added: vec![entry("z"), complete, Entry::of(&gone("a"))], ..Changes::default() };
    store(folder.path()).save(&changes, now()).unwrap();
    let loaded = store(folder.path()).load(now()).unwrap();
    let seen: Vec<_> = loaded.tasks.iter().map(|task| (task.id.as_str(), task.order, task.state())).collect();
    assert_eq!(seen, [("z", 0, State::Unknown), ("b", 1, State::Complete), ("a", 2, State::Gone)]);
}

#[test]
fn two_programs_take_over_what_the_other_did() {
    let folder = tempdir().unwrap();
    let (mut one, mut two) = (store(folder.path()), store(folder.path()));
    one.save(&adding(&["a", "b"]), now()).unwrap();
    two.load(now()).unwrap();
    assert!(!two.has_changed());
    one.save(&Changes { removed: removing(&["b"]).removed, ..adding(&["c"]) }, now()).unwrap();
    assert!(two.has_changed());
    // `b` is updated here, not added: it stays away.
    let saved = two.save(&Changes { updated: vec![entry("b")], ..adding(&["d"]) }, now()).unwrap();
    assert_eq!(saved.appeared, [entry("c")]);
    assert_eq!(saved.vanished, [TaskId::new("b").unwrap()]);
    assert!(!two.has_changed());
    let saved = one.save(&Changes::default(), now()).unwrap();
    assert_eq!((saved.appeared, saved.vanished), (vec![entry("d")], Vec::new()));
    assert_eq!(ids(&one.load(now()).unwrap()), ["a", "c", "d"]);
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let folder = tempdir().unwrap();
    thread::scope(|scope| {
        for writer in 0..4 {
            let mut store = store(folder.path());
            scope.spawn(move || {
                for number in 0..15 {
                    store.save(&adding(&[&format!("w{writer}-{number}")]), now()).unwrap();
                }
            });
        }
    });
    assert_eq!(store(folder.path()).load(now()).unwrap().tasks.len(), 60);
}

#[rstest]
#[case::removed(None)]
#[case::damaged(Some("oops"))]
fn a_file_lost_while_in_use_is_written_again(#[case] content: Option<&str>) {
    let folder = tempdir().unwrap();
    let mut store = store(folder.path());
    store.save(&adding(&["a", "b"]), now()).unwrap();
    match content {
        Some(content) => fs::write(store.path(), content).unwrap(),
        None => fs::remove_file(store.path()).unwrap(),
    }
    let saved = store.save(&removing(&["a"]), now()).unwrap();
    assert!(saved.vanished.is_empty());
    assert!(saved.notes.contains(&StoreNote::Restored { path: store.path().to_owned() }), "{:?}", saved.notes);
    assert_eq!(ids(&store.load(now()).unwrap()), ["b"]);
}

#[test]
fn a_lost_file_is_whole_again_when_all_was_saved_anew() {
    let folder = tempdir().unwrap();
    let mut complete = Task::new(TaskId::new("a").unwrap(), now());
    complete.label = Some("nightly".into());
    let report = Report { source: Some("/a".into()), ..Report::new(Status::Complete) };
    let all = Entry {
        last: Some(LastSeen { seen: now(), ended: Some(now()), report: report.into() }),
        ..Entry::of(&complete)
    };
    let mut store = store(folder.path());
    store.save(&Changes { added: vec![all.clone()], ..Changes::default() }, now()).unwrap();
    let before = fs::read_to_string(store.path()).unwrap();
    fs::remove_file(store.path()).unwrap();
    let later = now() + Duration::from_mins(1);
    assert!(store.save(&Changes::default(), later).unwrap().restored);
    let saved = store.save(&Changes { updated: vec![all], ..Changes::default() }, later).unwrap();
    assert!(!saved.restored);
    assert_eq!(fs::read_to_string(store.path()).unwrap(), before);
}

/// Runs that begin and end: each asks once, `pause` after the one before, and saves.
fn runs_until_gone(mut task: Task, pause: Duration) -> usize {
    let folder = tempdir().unwrap();
    let added = Changes { added: vec![Entry::of(&task)], ..Changes::default() };
    store(folder.path()).save(&added, now()).unwrap();
    for run in 1..=100 {
        let wall = now() + pause * u32::try_from(run).unwrap();
        let mut store = store(folder.path());
        task = *store.load(wall).unwrap().tasks.remove(0);
        // Two answers 100 ms apart are one look.
        for passed in [50, 150] {
            let moment = Moment(Duration::from_millis(passed));
            task.absent(At { moment, wall: wall + Duration::from_millis(passed) }, StallRule::default());
        }
        let changes = Changes { updated: vec![Entry::of(&task)], ..Changes::default() };
        store.save(&changes, wall).unwrap();
        if task.state() == State::Gone {
            return run;
        }
        let is_remembered = wall.duration_since(now()).as_hours() < 24;
        let is_missing = is_remembered && (task.submitted || task.report().is_some());
        assert_eq!(task.state(), if is_missing { State::Missing } else { State::Unknown });
    }
    panic!("it is never gone");
}

#[test]
fn runs_that_begin_and_end_come_to_the_end_of_an_absence_together() {
    let bare = || Task::new(TaskId::new("a").unwrap(), now());
    let minutes = Duration::from_mins;
    assert_eq!(runs_until_gone(bare(), Duration::from_secs(5)), 3);
    assert_eq!(runs_until_gone(bare(), Duration::from_secs(2)), 4, "not before 5 s");
    let submitted = || {
        let mut task = bare();
        task.submitted = true;
        task
    };
    assert_eq!(runs_until_gone(submitted(), minutes(1)), 11, "10 minutes lie between 11 answers");
    assert_eq!(runs_until_gone(submitted(), minutes(5)), 11, "time in which nobody asked does not count");
    assert_eq!(runs_until_gone(submitted(), Duration::from_secs(30)), 21);
    let seen = Entry {
        last: Some(LastSeen { seen: now(), ended: None, report: Arc::new(Report::new(Status::Processing)) }),
        ..entry("a")
    };
    assert_eq!(runs_until_gone(seen.into_task(), minutes(1)), 11);
    assert_eq!(runs_until_gone(submitted(), minutes(24 * 60)), 3, "the service may have forgotten it by then");
}

#[test]
fn what_is_no_file_or_too_large_is_refused() {
    let folder = tempdir().unwrap();
    let mut store = store(folder.path());
    fs::create_dir(store.path()).unwrap();
    assert!(matches!(store.load(now()), Err(StoreError::NotAFile { .. })));
    fs::remove_dir(store.path()).unwrap();
    fs::File::create(store.path()).unwrap().set_len((64 << 20) + 1).unwrap();
    assert!(matches!(store.load(now()), Err(StoreError::TooLarge { .. })));
}

#[test]
fn a_folder_that_cannot_be_is_an_error_with_its_path() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = store(&file).save(&adding(&["a"]), now()).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error:?}");
    let told = error.text(Lang::En);
    assert!(told.contains(&file.display().to_string()), "{told}");
}

#[test]
fn what_a_crash_left_is_not_read() {
    let folder = tempdir().unwrap();
    let mut first = store(folder.path());
    first.save(&adding(&["a"]), now()).unwrap();
    fs::write(folder.path().join(".eftop-Xy12.tmp"), "{\"format\":1,\"tasks\":[{\"id\":").unwrap();
    let loaded = store(folder.path()).load(now()).unwrap();
    assert_eq!((ids(&loaded), loaded.notes.len()), (vec!["a"], 0));
}
