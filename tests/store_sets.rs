//! Watch sets on disk: what is written comes back, two programs lose nothing, and no file breaks the store.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

use eftop::{
    domain::{Conflict, Extra, Operation, Origin, Report, SentPath, State, Status, Task, TaskId},
    store::{Changes, Entry, LastSeen, Loaded, Remedy, SetName, Store, StoreError, StoreNote},
};
use jiff::Timestamp;
use proptest::prelude::*;
use rstest::rstest;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};
use tempfile::{TempDir, tempdir};

fn now() -> Timestamp {
    "2026-01-31T10:20:30Z".parse().unwrap()
}

fn store(folder: &Path) -> Store {
    Store::new(folder, &SetName::default())
}

fn entry(id: &str) -> Entry {
    Entry::of(&Task::new(TaskId::new(id).unwrap(), now()))
}

fn adding(ids: &[&str]) -> Changes {
    Changes { added: ids.iter().map(|id| entry(id)).collect(), ..Changes::default() }
}

fn removing(ids: &[&str]) -> Changes {
    Changes { removed: ids.iter().map(|id| TaskId::new(id).unwrap()).collect(), ..Changes::default() }
}

fn ids(loaded: &Loaded) -> Vec<&str> {
    loaded.tasks.iter().map(|task| task.id.as_str()).collect()
}

/// A folder in which the default set has this content.
fn folder_with(content: &str) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("default.json");
    fs::write(&path, content).unwrap();
    (folder, path)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn texts() -> impl Strategy<Value = Option<Box<str>>> {
    prop::option::of("[ -~任务文件]{0,30}".prop_map(Box::from))
}

/// Any time up to now.
fn times() -> impl Strategy<Value = Timestamp> {
    (0..=now().as_nanosecond()).prop_map(|nanosecond| Timestamp::from_nanosecond(nanosecond).unwrap())
}

prop_compose! {
    fn reports()(
        words in ("complete|waiting|processing|fail|cancel|archiving", "copy|move|delete|link", "cover|both|skip"),
        texts in (texts(), texts(), texts(), texts()),
        numbers in (any::<Option<u64>>(), any::<Option<u64>>(), any::<Option<u64>>(), any::<Option<u64>>()),
        percent in prop::option::of((0..=800_u16).prop_map(|eighths| f64::from(eighths) / 8.0)),
        times in (prop::option::of(times()), prop::option::of(times()), prop::option::of(times())),
    ) -> Report {
        Report {
            operation: Some(Operation::parse(&words.1)),
            conflict: Some(Conflict::parse(&words.2)),
            source: texts.0.and_then(|path| SentPath::new(&path)),
            target: texts.1.and_then(|path| SentPath::new(&path)),
            extra: (texts.2.is_some() || texts.3.is_some()).then(|| Box::new(Extra { error_code: texts.2, error_message: texts.3, ..Extra::default() })),
            total_bytes: numbers.0,
            done_bytes: numbers.1,
            total_files: numbers.2,
            done_files: numbers.3,
            percent,
            submitted: times.0.map(Into::into),
            started: times.1.map(Into::into),
            updated: times.2.map(Into::into),
            ..Report::new(Status::parse(&words.0))
        }
    }
}

fn entries() -> impl Strategy<Value = Entry> {
    let id = "[!#-&(-\\[\\]-_a-~]{1,40}".prop_map(|id| TaskId::new(&id).unwrap());
    id.prop_flat_map(|id| {
        let last = (times(), any::<bool>(), reports()).prop_map(|(seen, ended, report)| {
            let ended = (ended && report.status.is_end()).then_some(seen);
            Arc::new(LastSeen { seen, ended, report: report.into() })
        });
        let origin = prop::option::of(
            texts().prop_map(|region| Arc::new(Origin { region, base_url: "https://h.example/efile".into() })),
        );
        (texts(), origin, times(), any::<bool>(), prop::option::of(last)).prop_map(
            move |(label, origin, added, gone, last)| Entry { id: id.clone(), label, origin, added, gone, last },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_comes_back(entries in prop::collection::vec(entries(), 0..8)) {
        let mut entries = entries;
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        entries.dedup_by(|a, b| a.id == b.id);
        let folder = tempdir().unwrap();
        let changes = Changes { added: entries.clone(), ..Changes::default() };
        store(folder.path()).save(&changes, now()).unwrap();
        let loaded = store(folder.path()).load(now()).unwrap();
        prop_assert_eq!(loaded.notes, []);
        prop_assert_eq!(loaded.tasks.iter().map(|task| Entry::of(task)).collect::<Vec<_>>(), entries);
    }

    #[test]
    fn any_file_is_survived(content in prop_oneof![
        any::<String>(),
        "\\{\"format\":[0-9\"]{1,3},\"tasks\":[\\[{\"a-z:,\\]}]{0,30}",
        "\\{\"format\":1,\"tasks\":\\[(\\{\"id\":\"[a-z]\",\"added\":\"2026-01-31T10:20:30Z\",\"last\":[0-9{}\"]{1,4}\\},?){0,3}\\]\\}",
    ]) {
        let (folder, path) = folder_with(&content);
        match store(folder.path()).load(now()) {
            Ok(_) | Err(StoreError::Newer { .. }) => {}
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
        // Whatever it was, its bytes are still there under one name or the other.
        let kept = names(folder.path()).iter().any(|name| fs::read(folder.path().join(name)).unwrap() == content.as_bytes());
        prop_assert!(kept, "{}", path.display());
    }
}

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
fn the_file_is_as_documented() {
    let folder = tempdir().unwrap();
    let mut task = Task::new(TaskId::new("job-1").unwrap(), now());
    task.label = Some("夜间".into());
    task.origin = Some(Arc::new(Origin { region: Some("11".into()), base_url: "https://h.example/efile".into() }));
    let mut store = store(folder.path());
    let changes = Changes { added: vec![Entry::of(&task), Entry::of(&gone("job-2"))], ..Changes::default() };
    store.save(&changes, now()).unwrap();
    insta::assert_snapshot!(fs::read_to_string(store.path()).unwrap(), @r#"{"format":1,"tasks":[{"id":"job-1","label":"夜间","region":"11","base_url":"https://h.example/efile","added":"2026-01-31T10:20:30Z"},{"id":"job-2","added":"2026-01-31T10:20:30Z","gone":true}]}"#);
}

fn gone(id: &str) -> Task {
    Task::new(TaskId::new(id).unwrap(), now()).known_gone()
}

#[test]
fn tasks_come_back_in_order_with_their_states() {
    let folder = tempdir().unwrap();
    let complete = Entry {
        last: Some(Arc::new(LastSeen {
            seen: now(),
            ended: Some(now()),
            report: Report::new(Status::Complete).into(),
        })),
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
#[case::empty("")]
#[case::not_json("{\"format\":1,\"tasks\":[{\"id\":\"a\"")]
#[case::no_object("[1,[]]")]
#[case::no_format("{\"tasks\":[]}")]
#[case::no_tasks("{\"format\":1}")]
#[case::tasks_of_another_type("{\"format\":1,\"tasks\":{}}")]
#[case::format_of_another_type("{\"format\":\"1\",\"tasks\":[]}")]
fn a_damaged_file_is_put_aside(#[case] content: &str) {
    let (folder, path) = folder_with(content);
    let mut store = store(folder.path());
    let aside = folder.path().join("default.json.damaged-20260131T102030");
    let loaded = store.load(now()).unwrap();
    assert!(loaded.tasks.is_empty());
    assert_eq!(loaded.notes, [StoreNote::Damaged { aside: aside.clone() }]);
    assert_eq!(fs::read_to_string(aside).unwrap(), content);
    // A second one in the same second gets a name of its own.
    fs::write(&path, content).unwrap();
    let notes = store.load(now()).unwrap().notes;
    assert_eq!(notes, [StoreNote::Damaged { aside: folder.path().join("default.json.damaged-20260131T102030-2") }]);
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
fn an_entry_without_news_stays_as_it_was_read() {
    let foreign = r#"{"id":"a","later":[1, 2],"added":"2026-01-31T10:20:30Z"}"#;
    let known = r#"{"id":"b","added":"2026-01-31T10:20:30Z"}"#;
    let (folder, path) = folder_with(&format!(r#"{{"format":1,"tasks":[{foreign},{known}]}}"#));
    let mut store = store(folder.path());
    store.load(now()).unwrap();
    store.save(&Changes { removed: removing(&["b"]).removed, ..adding(&["c"]) }, now()).unwrap();
    let expected = format!("{{\"format\":1,\"tasks\":[{foreign},{}]}}\n", known.replace('b', "c"));
    assert_eq!(fs::read_to_string(path).unwrap(), expected);
}

#[test]
fn a_lost_file_is_whole_again_when_all_was_saved_anew() {
    let folder = tempdir().unwrap();
    let mut complete = Task::new(TaskId::new("a").unwrap(), now());
    complete.label = Some("nightly".into());
    let report = Report { source: Some("/a".into()), ..Report::new(Status::Complete) };
    let all = Entry {
        last: Some(Arc::new(LastSeen { seen: now(), ended: Some(now()), report: report.into() })),
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

#[test]
fn an_id_that_stands_twice_is_written_once() {
    let one = r#"{"id":"a","label":"first","added":"2026-01-30T10:20:30Z"}"#;
    let (folder, path) = folder_with(&format!(
        r#"{{"format":1,"tasks":[{one},{{"id":"b","added":"2026-01-30T10:20:30Z"}},{}]}}"#,
        one.replace("first", "last")
    ));
    let mut store = store(folder.path());
    assert_eq!(ids(&store.load(now()).unwrap()), ["a", "b"]);
    let saved = store.save(&adding(&["c"]), now()).unwrap();
    assert_eq!((saved.appeared, saved.vanished, saved.notes), (Vec::new(), Vec::new(), Vec::new()));
    let written = fs::read_to_string(path).unwrap();
    assert_eq!(
        (written.matches("\"a\"").count(), written.contains("last"), written.contains("first")),
        (1, true, false)
    );
    assert_eq!(ids(&store.load(now()).unwrap()), ["a", "b", "c"]);
}

#[test]
fn bad_entries_cost_only_themselves_and_the_file_is_kept() {
    let content = r#"{"format":1,"later":{},"tasks":[
        {"id":"good-1","added":"2026-01-31T10:20:30Z","new_field":[1]},
        {"id":"a b","added":"2026-01-31T10:20:30Z"}, 7, null, ["good-1"], {"id":"good-2"},
        {"id":"half-1","added":"2026-01-31T10:20:30Z","last":{"seen":"yesterday"}},
        {"id":"good-1","added":"2026-01-30T10:20:30Z","label":"\u001b[31mred"},
        {"id":"good-3","added":"2026-01-31T10:20:30Z","base_url":"file:///etc"}]}"#;
    let (folder, path) = folder_with(content);
    let mut store = store(folder.path());
    let loaded = store.load(now()).unwrap();
    assert_eq!(ids(&loaded), ["good-1", "half-1", "good-3"]);
    assert_eq!(loaded.tasks[0].label.as_deref(), Some("\u{fffd}[31mred"));
    assert_eq!(loaded.tasks[2].origin, None);
    assert_eq!(loaded.notes, [StoreNote::BadEntries { count: 6, path: path.clone() }]);
    assert_eq!(names(folder.path()), ["default.json"], "reading copies nothing");
    let aside = folder.path().join("default.json.damaged-20260131T102030");
    let saved = store.save(&adding(&["d"]), now()).unwrap();
    assert_eq!(saved.notes, [StoreNote::CopyKept { aside: aside.clone() }]);
    assert_eq!(fs::read_to_string(aside).unwrap(), content);
    assert_eq!(store.save(&adding(&["e"]), now()).unwrap().notes, []);
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let content = "{\"format\":2,\"sets\":{}}";
    let (folder, path) = folder_with(content);
    let mut store = store(folder.path());
    let errors = [store.load(now()).unwrap_err(), store.save(&adding(&["a"]), now()).unwrap_err()];
    for error in errors {
        assert!(matches!(error, StoreError::Newer { format: 2, .. }), "{error}");
        assert_eq!(error.remedy(), Remedy::Upgrade);
        assert!(error.to_string().contains("default.json"), "{error}");
    }
    assert_eq!(fs::read_to_string(path).unwrap(), content);
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
    assert_eq!(error.remedy(), Remedy::CheckPath);
    assert!(error.to_string().contains(&file.display().to_string()), "{error}");
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

#[test]
fn times_from_the_future_are_not_trusted() {
    let last = r#"{"seen":"2031-01-01T00:00:00Z","ended":"2031-01-01T00:00:00Z","status":"complete"}"#;
    let text = format!(r#"{{"id":"a","added":"2026-01-31T10:00:00Z","last":{last}}}"#);
    let (folder, _) = folder_with(&format!(r#"{{"format":1,"tasks":[{text}]}}"#));
    let loaded = store(folder.path()).load(now()).unwrap();
    let task = &loaded.tasks[0];
    assert_eq!(task.state(), State::Complete, "what was seen is not forgotten");
    assert_eq!((task.seen(), task.ended()), (Some(task.added), Some(task.added)));
    assert!(task.added < now());
}
