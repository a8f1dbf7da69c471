//! The file of a watch set: what is written comes back, format 1 is read, and no file breaks the store.

use crate::support::sets;
use eftop::internals::{
    domain::{Conflict, Operation, Origin, Owner, Report, SentPath, State, Status, Task, TaskId},
    messages::{InLang, Lang},
    store::{Changes, Entry, LastSeen, Loaded, StoreError, StoreNote},
};
use jiff::Timestamp;
use proptest::prelude::*;
use rstest::rstest;
use sets::{adding, entry, folder_with, gone, ids, names, now, removing, store};
use std::{fs, sync::Arc};
use tempfile::tempdir;

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
        paths in (prop::option::of("/\\PC{1,30}"), prop::option::of("/[ -~\u{1b}\n任务]{1,30}")),
        texts in (texts(), texts()),
        numbers in (any::<Option<u64>>(), any::<Option<u64>>(), any::<Option<u64>>(), any::<Option<u64>>()),
        percent in prop::option::of((0..=800_u16).prop_map(|eighths| f64::from(eighths) / 8.0)),
        times in (prop::option::of(times()), prop::option::of(times()), prop::option::of(times())),
    ) -> Report {
        let mut report = Report {
            operation: Some(Operation::parse(&words.1)),
            conflict: Some(Conflict::parse(&words.2)),
            source: paths.0.as_deref().and_then(SentPath::new),
            target: paths.1.as_deref().and_then(SentPath::new),
            total_bytes: numbers.0,
            done_bytes: numbers.1,
            total_files: numbers.2,
            done_files: numbers.3,
            percent,
            submitted: times.0.map(Into::into),
            started: times.1.map(Into::into),
            updated: times.2.map(Into::into),
            ..Report::new(Status::parse(&words.0))
        };
        if texts != (None, None) {
            let extra = report.extra_mut();
            (extra.error_code, extra.error_message) = texts;
        }
        report
    }
}

fn entries() -> impl Strategy<Value = Entry> {
    let id = "[!#-&(-\\[\\]-_a-~]{1,40}".prop_map(|id| TaskId::new(&id).unwrap());
    let last = (times(), any::<bool>(), reports()).prop_map(|(seen, ended, report)| {
        let ended = (ended && report.status.is_end()).then_some(seen);
        LastSeen { seen, ended, report: Arc::new(report) }
    });
    let origin = prop::option::of(
        texts().prop_map(|region| Arc::new(Origin { region, base_url: "https://h.example/efile".into() })),
    );
    (id, texts(), origin, times(), any::<(bool, bool)>(), prop::option::of(last)).prop_map(
        |(id, label, origin, added, (submitted, gone), last)| Entry {
            again: None,
            id,
            label,
            origin,
            added,
            submitted,
            gone,
            absence: None,
            last,
        },
    )
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
        "\\{\"format\":[12],\"tasks\":\\[\n?(\\{\"id\":\"[a-z]\",\"added\":\"2026-01-31T10:20:30Z\",\"last\":[0-9{}\"]{1,4}\\},?\n?){0,3}\\]\\}",
    ]) {
        let (folder, path) = folder_with(&content);
        match store(folder.path()).load(now()) {
            Ok(_) | Err(StoreError::Newer { .. }) => {}
            Err(error) => return Err(TestCaseError::fail(format!("{error:?}"))),
        }
        // Whatever it was, its bytes are still there under one name or the other.
        let kept = names(folder.path()).iter().any(|name| fs::read(folder.path().join(name)).unwrap() == content.as_bytes());
        prop_assert!(kept, "{}", path.display());
    }
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
    insta::assert_snapshot!(fs::read_to_string(store.path()).unwrap(), @r#"
    {"format":2,"tasks":[
    {"id":"job-1","label":"夜间","origin":{"region":"11","base_url":"https://h.example/efile"},"added":"2026-01-31T10:20:30Z"},
    {"id":"job-2","added":"2026-01-31T10:20:30Z","gone":true}
    ]}
    "#);
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

#[test]
fn an_entry_without_news_stays_as_it_was_read() {
    let foreign = r#"{"id":"a","later":[1, 2],"added":"2026-01-31T10:20:30Z"}"#;
    let known = r#"{"id":"b","added":"2026-01-31T10:20:30Z"}"#;
    let (folder, path) = folder_with(&format!("{{\"format\":2,\"tasks\":[\n{foreign},\n{known}\n]}}\n"));
    let mut store = store(folder.path());
    store.load(now()).unwrap();
    store.save(&Changes { removed: removing(&["b"]).removed, ..adding(&["c"]) }, now()).unwrap();
    let expected = format!("{{\"format\":2,\"tasks\":[\n{foreign},\n{}\n]}}\n", known.replace('b', "c"));
    assert_eq!(fs::read_to_string(path).unwrap(), expected);
}

#[rstest]
#[case::format_1("1", "")]
#[case::by_hand("2", " ")]
#[case::lines("2", "\n")]
fn an_id_that_stands_twice_is_written_once(#[case] format: &str, #[case] end: &str) {
    let one = r#"{"id":"a","label":"first","added":"2026-01-30T10:20:30Z"}"#;
    let (folder, path) = folder_with(&format!(
        r#"{{"format":{format},"tasks":[{end}{one},{end}{{"id":"b","added":"2026-01-30T10:20:30Z"}},{end}{}{end}]}}"#,
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
fn a_bad_line_costs_only_itself() {
    let good = |id: &str| format!(r#"{{"id":"{id}","added":"2026-01-31T10:20:30Z"}}"#);
    let half = r#"{"id":"half","added":"2026-01-31T10:20:30Z","absence":7,"last":{"seen":"yesterday"}}"#;
    let long = format!(r#"{{"id":"long","label":"{}"}}"#, "x".repeat(3 << 20));
    let lines = [&*good("a"), "{\"id\":\"b", "\u{fffd}", &long, half, "", &good("c"), "]}", "rubbish"];
    let content = format!("{{\"format\":2,\"tasks\":[\n{}", lines.join(",\n").replace("]},\n", "]}\n"));
    let content: Vec<u8> = content.bytes().map(|byte| if byte == 0xbd { 0xff } else { byte }).collect();
    let (folder, path) = folder_with("");
    fs::write(&path, &content).unwrap();
    let mut store = store(folder.path());
    let loaded = store.load(now()).unwrap();
    assert_eq!(ids(&loaded), ["a", "half", "c"]);
    let StoreNote::BadEntries { count, .. } = loaded.notes[0] else { panic!("{:?}", loaded.notes) };
    assert_eq!(count, 6);
    let saved = store.save(&removing(&["a"]), now()).unwrap();
    let [StoreNote::CopyKept { aside }] = &*saved.notes else { panic!("{:?}", saved.notes) };
    assert_eq!(fs::read(aside).unwrap(), content);
    let loaded = store.load(now()).unwrap();
    assert_eq!((ids(&loaded), loaded.notes.len()), (vec!["half", "c"], 0));
}

#[rstest]
#[case::in_an_entry(r#"{"id":"b","added":"2026"#, 1)]
#[case::behind_an_entry(r#"{"id":"b","added":"2026-01-31T10:20:30Z"},"#, 1)]
fn of_a_file_that_was_cut_off_the_entries_stay(#[case] last: &str, #[case] bad: usize) {
    let (folder, _) = folder_with(&format!(
        "{{\"format\":2,\"tasks\":[\n{{\"id\":\"a\",\"added\":\"2026-01-31T10:20:30Z\"}},\n{last}{}",
        if last.ends_with(',') { "\n" } else { "" }
    ));
    let loaded = store(folder.path()).load(now()).unwrap();
    assert_eq!(ids(&loaded)[0], "a");
    assert!(matches!(loaded.notes[..], [StoreNote::BadEntries { count, .. }] if count == bad), "{:?}", loaded.notes);
}

/// What an entry comes to, in the order and with the names of the fields of format 1.
fn in_format_1(entry: &Entry) -> serde_json::Value {
    let mut value = serde_json::to_value(entry).unwrap();
    let fields = value.as_object_mut().unwrap();
    if let Some(serde_json::Value::Object(origin)) = fields.remove("origin") {
        fields.extend(origin);
    }
    if let Some(last) = fields.get_mut("last").and_then(|last| last.as_object_mut()) {
        let serde_json::Value::Object(mut report) = last.remove("report").unwrap() else { panic!("no report") };
        if let Some(serde_json::Value::Object(extra)) = report.remove("extra") {
            report.extend(extra);
        }
        last.extend(report);
    }
    value
}

#[rstest]
#[case("states")]
#[case("origins")]
#[case("unbound")]
fn a_set_of_0_1_0_is_read_and_written_in_the_present_format(#[case] name: &str) {
    let content = fs::read_to_string(format!("tests/fixtures/sets/format-1-{name}.json")).unwrap();
    let written: serde_json::Value = serde_json::from_str(&content).unwrap();
    let (folder, path) = folder_with(&content);
    let mut store = store(folder.path());
    let later: Timestamp = "2027-01-31T10:20:30Z".parse().unwrap();
    let loaded = store.load(later).unwrap();
    assert_eq!(loaded.notes, []);
    let read = |loaded: &Loaded| -> serde_json::Value {
        loaded.tasks.iter().map(|task| in_format_1(&Entry::of(task))).collect()
    };
    assert_eq!(read(&loaded), written["tasks"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), content, "reading writes nothing");
    let saved = store.save(&adding(&["new"]), later).unwrap();
    assert_eq!((saved.notes, saved.appeared), (Vec::new(), Vec::new()));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().next(), Some(r#"{"format":2,"tasks":["#));
    assert_eq!(text.lines().count(), loaded.tasks.len() + 3);
    store.save(&removing(&["new"]), later).unwrap();
    assert_eq!(read(&store.load(later).unwrap()), written["tasks"]);
}

#[test]
fn a_document_that_was_laid_out_by_hand_is_read() {
    let folder = tempdir().unwrap();
    let mut store = store(folder.path());
    store.save(&adding(&["a", "b"]), now()).unwrap();
    let written: serde_json::Value = serde_json::from_str(&fs::read_to_string(store.path()).unwrap()).unwrap();
    fs::write(store.path(), serde_json::to_string_pretty(&written).unwrap()).unwrap();
    let saved = store.save(&adding(&["c"]), now()).unwrap();
    assert_eq!((saved.notes, saved.vanished), (Vec::new(), Vec::new()));
    assert_eq!(fs::read_to_string(store.path()).unwrap().lines().count(), 5);
    assert_eq!(ids(&store.load(now()).unwrap()), ["a", "b", "c"]);
}

#[test]
fn whose_tasks_they_are_is_not_written() {
    let folder = tempdir().unwrap();
    let owner = Owner { user_name: Some("zhangwei".into()), ..Owner::default() };
    let mut report = Report { owner: Some(Arc::new(owner)), ..Report::new(Status::Waiting) };
    report.extra_mut().raw = "{\"userName\":\"zhangwei\"}".into();
    let last = Some(LastSeen { seen: now(), ended: None, report: Arc::new(report) });
    let mut store = store(folder.path());
    store.save(&Changes { added: vec![Entry { last, ..entry("a") }], ..Changes::default() }, now()).unwrap();
    let text = fs::read_to_string(store.path()).unwrap();
    assert!(text.contains("waiting") && !text.contains("zhangwei"), "{text}");
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let content = "{\"format\":3,\"sets\":{}}";
    let (folder, path) = folder_with(content);
    let mut store = store(folder.path());
    let errors = [store.load(now()).unwrap_err(), store.save(&adding(&["a"]), now()).unwrap_err()];
    for error in errors {
        assert!(matches!(error, StoreError::Newer { format: 3, .. }), "{error:?}");
        let told = error.text(Lang::En);
        assert!(told.contains("default.json") && told.contains("use a newer eftop"), "{told}");
    }
    assert_eq!(fs::read_to_string(path).unwrap(), content);
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
