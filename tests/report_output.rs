//! What is written for scripts, logs and people without a screen: JSON against its schemas, tables and lines as they look.

mod tasks;

use eftop::internals::{
    domain::{RegionId, StallRule, State, Task, TaskId, TaskSet, Trouble, Verdict, clean::clean, verdict::verdict},
    messages::{Ellipsis, Lang, time::CHINA, width::cells},
    output::{
        RegionTrouble, View, json, jsonl,
        plain::{Plain, heartbeat, progress_line},
        table::{self, Layout, Style},
    },
};
use jiff::tz::TimeZone;
use jsonschema::Validator;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::Value;
use std::{io, sync::Arc, time::Duration};
use tasks::{GIB, at, at_home, every_state, id, report, running, seen, trouble};

fn written(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn schema(name: &str) -> (Value, Validator) {
    let path = format!("{}/assets/schema/{name}", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    (schema, validator)
}

/// The one line of `text`, read and valid.
fn valid(validator: &Validator, text: &str) -> Value {
    assert!(text.ends_with('\n') && text.trim_end().lines().count() == 1, "not one line: {text:?}");
    let value = serde_json::from_str(text).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    value
}

fn document<'a>(view: View<'a>, set: Option<&'a str>, exit_code: u8) -> json::Document<'a> {
    let base_url = set.map(|_| "https://efile.example/efile");
    json::Document { view, set, base_url, verdict: verdict(view.tasks), grouping: None, exit_code }
}

#[test]
fn the_document_is_as_its_schema_says() {
    let (_, validator) = schema("eftop.json.schema.json");
    let (tasks, trouble) = (every_state(), trouble());
    let view = View { at: at(300), tasks: &tasks, troubles: &[] };
    let value = valid(&validator, &written(|out| json::write(out, &document(view, Some("default"), 3))));
    assert_eq!(value["verdict"], "failed");
    assert_eq!(value["at"], "2025-08-05T06:05:00.123Z");
    assert_eq!(value["totals"]["by_state"]["fail"], 2);
    let copy = &value["tasks"][0];
    assert_eq!((&copy["status"], &copy["raw_status"]), (&"processing".into(), &"processing".into()));
    assert_eq!((&copy["done_bytes"], &copy["label"]), (&(11 * GIB).into(), &"nightly".into()));
    assert_eq!(copy["bytes_per_second"].as_f64(), Some(107_374_182.4));
    assert!(copy["eta_seconds"]["low"].is_u64() && copy["error"].is_null());
    let of =
        |number: u32| value["tasks"].as_array().unwrap().iter().find(|task| task["id"] == id(number).as_str()).unwrap();
    assert_eq!(of(3)["stalled_seconds"], 300);
    assert_eq!(of(4)["cancel"]["step"], "taken");
    assert_eq!(of(5)["cancel"]["problem"]["code"], "911501");
    assert_eq!((&of(7)["status"], &of(7)["raw_status"]), (&"unknown".into(), &"archiving".into()));
    assert_eq!(of(8)["refusal"]["code"], "10003");
    assert_eq!(of(10)["error"]["code"], "911020");
    assert!(of(10)["error"]["short"].is_string() && of(11)["error"]["short"].is_null());
    assert_eq!((&of(14)["status"], &of(14)["archived"]), (&"complete".into(), &true.into()));
    assert_eq!((&of(13)["status"], &of(13)["archived"]), (&"gone".into(), &false.into()));

    let troubles = [at_home(&trouble)];
    let view = View { troubles: &troubles, ..view };
    let value = valid(&validator, &written(|out| json::write(out, &document(view, None, 7))));
    assert_eq!((&value["trouble"]["kind"], &value["trouble"]["http"]), (&"limited".into(), &429.into()));
    assert_eq!(value["exit_code"], 7);
    assert!(value["tasks"][0]["bytes_per_second"].is_null(), "a rate that cannot be measured now");
    assert!(value["totals"]["eta_seconds"].is_null());

    let empty = TaskSet::default();
    let view = View { at: at(0), tasks: &empty, troubles: &[] };
    valid(&validator, &written(|out| json::write(out, &document(view, None, 2))));
}

#[test]
fn every_line_is_as_its_schema_says() {
    let (_, validator) = schema("eftop.jsonl.schema.json");
    let (tasks, trouble) = (every_state(), trouble());
    let meta = jsonl::Meta {
        at: at(0),
        version: "0.1.0",
        set: Some("default"),
        base_url: None,
        interval: Duration::from_millis(2500),
    };
    let line = valid(&validator, &written(|out| jsonl::meta(out, &meta)));
    assert_eq!((&line["type"], &line["interval_seconds"]), (&"meta".into(), &2.5.into()));
    for troubles in [&[][..], &[at_home(&trouble)]] {
        let view = View { at: at(300), tasks: &tasks, troubles };
        let line = valid(&validator, &written(|out| jsonl::snapshot(out, &view)));
        assert_eq!((&line["type"], line["tasks"].as_array().unwrap().len()), (&"snapshot".into(), tasks.len()));
        let line = valid(&validator, &written(|out| jsonl::summary(out, &view, Verdict::Failed, 124)));
        assert_eq!((&line["verdict"], &line["exit_code"]), (&"failed".into(), &124.into()));
    }
    for task in tasks.iter() {
        for from in State::ALL {
            let line = valid(&validator, &written(|out| jsonl::transition(out, at(9), task, from, task.state())));
            assert_eq!((&line["type"], &line["to"]), (&"transition".into(), &task.state().as_str().into()));
        }
    }
    let next = Some(at(312).moment);
    let line = valid(&validator, &written(|out| jsonl::poll_error(out, at(300), Some("11250"), &trouble, next)));
    assert_eq!((&line["code"], &line["failures"]), (&"911048".into(), &3.into()));
    assert_eq!(line["region"], "11250");
    assert_eq!(line["retry_at"], "2025-08-05T06:05:12.123Z");
    let line = valid(&validator, &written(|out| jsonl::poll_error(out, at(300), None, &trouble, None)));
    assert!(line["retry_at"].is_null() && line["region"].is_null());
}

#[test]
fn both_schemas_define_the_same_things_alike() {
    let [one, lines] = ["eftop.json.schema.json", "eftop.jsonl.schema.json"].map(|name| schema(name).0);
    let lines = lines["$defs"].as_object().unwrap();
    let shared: Vec<_> =
        one["$defs"].as_object().unwrap().iter().filter(|(name, _)| lines.contains_key(*name)).collect();
    assert!(shared.len() >= 7, "{}", shared.len());
    for (name, definition) in shared {
        assert_eq!(definition, &lines[name], "{name}");
    }
}

#[test]
fn a_schema_refuses_what_is_not_in_it() {
    let (_, validator) = schema("eftop.json.schema.json");
    let tasks = every_state();
    let view = View { at: at(300), tasks: &tasks, troubles: &[] };
    let good = valid(&validator, &written(|out| json::write(out, &document(view, None, 3))));
    for (pointer, wrong) in [("/tasks/0/status", "moving"), ("/at", "yesterday"), ("/tasks/0/done_bytes", "1")] {
        let mut value = good.clone();
        *value.pointer_mut(pointer).unwrap() = wrong.into();
        assert!(!validator.is_valid(&value), "{pointer}");
    }
    let mut value = good.clone();
    value["tasks"][0].as_object_mut().unwrap().remove("label").unwrap();
    assert!(!validator.is_valid(&value), "a key that is left out");
}

fn layout(lang: Lang, width: Option<usize>, style: Style) -> Layout {
    Layout { lang, width, style, ellipsis: Ellipsis::Unicode }
}

fn table_of(tasks: &TaskSet, trouble: Option<&Trouble>, layout: Layout) -> String {
    let troubles: Vec<_> = trouble.map(at_home).into_iter().collect();
    written(|out| table::write(out, &View { at: at(300), tasks, troubles: &troubles }, &layout))
}

#[rstest]
#[case("en_whole", Lang::En, None)]
#[case("zh_whole", Lang::Zh, None)]
#[case("en_160", Lang::En, Some(160))]
#[case("zh_120", Lang::Zh, Some(120))]
#[case("en_80", Lang::En, Some(80))]
#[case("en_40", Lang::En, Some(40))]
fn the_table_looks(#[case] name: &str, #[case] lang: Lang, #[case] width: Option<usize>) {
    insta::assert_snapshot!(name, table_of(&every_state(), None, layout(lang, width, Style::Plain)));
}

#[test]
fn a_table_in_trouble_tells_no_rate() {
    let text = table_of(&every_state(), Some(&trouble()), layout(Lang::En, None, Style::Plain));
    assert!(!text.contains("/s"), "{text}");
}

#[test]
fn colours_come_only_when_asked_for_and_change_no_cell() {
    for lang in Lang::ALL {
        let plain = table_of(&every_state(), None, layout(lang, Some(120), Style::Plain));
        let ansi = table_of(&every_state(), None, layout(lang, Some(120), Style::Ansi));
        assert!(!plain.contains('\u{1b}'));
        assert!(ansi.contains("\u{1b}[31m") && ansi.contains("\u{1b}[32m"));
        let mut bare = ansi;
        for code in ["0", "1", "2", "31", "32", "33", "35", "36"] {
            bare = bare.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(bare, plain);
    }
}

fn plain_lines(lang: Lang) -> String {
    let plain = Plain { lang, zone: TimeZone::fixed(CHINA) };
    let (tasks, trouble) = (every_state(), trouble());
    let mut in_order: Vec<_> = tasks.iter().collect();
    in_order.sort_by_key(|task| task.order);
    let first = Trouble { failures: 1, ..trouble.clone() };
    let changes =
        in_order.into_iter().map(|task| plain.change(at(127).wall, &tasks, task, State::Processing, task.state()));
    let cycles = [
        plain.cycle_end(None, at(190), None, Some(&trouble), Some(at(202).moment)),
        plain.cycle_end(None, at(190), None, Some(&first), None),
        plain.cycle_end(None, at(202), Some(&trouble), None, None),
        plain.cycle_end(None, at(202), Some(&first), Some(&trouble), None),
        plain.cycle_end(None, at(202), None, None, None),
    ];
    changes.chain(cycles.into_iter().flatten()).collect()
}

#[test]
fn plain_lines_look() {
    insta::assert_snapshot!("plain_en", plain_lines(Lang::En));
    insta::assert_snapshot!("plain_zh", plain_lines(Lang::Zh));
    assert!(!(plain_lines(Lang::En) + &plain_lines(Lang::Zh)).contains('\u{1b}'));
}

/// One copy under way and one complete.
fn two() -> TaskSet {
    let mut set = TaskSet::default();
    set.add(running(1, "copy", [10 * GIB, 11 * GIB, 40 * GIB], [1, 2, 2]));
    set.add(seen(2, "complete", "copy", (4 * GIB, 4 * GIB), (7, 7)));
    set
}

#[test]
fn one_of_several_places_in_trouble_is_named_and_takes_nothing_from_the_others() {
    let (mut tasks, trouble) = (two(), trouble());
    let mut elsewhere = running(3, "copy", [0, GIB, 2 * GIB], [0, 1, 2]);
    elsewhere.region = RegionId::new(1);
    tasks.add(elsewhere);
    let troubles = [RegionTrouble { region: RegionId::new(1), name: Some("Wuzhen"), trouble: &trouble }];
    let view = View { at: at(20), tasks: &tasks, troubles: &troubles };
    let line: Value = serde_json::from_str(&written(|out| jsonl::snapshot(out, &view))).unwrap();
    let rates: Vec<_> =
        line["tasks"].as_array().unwrap().iter().map(|task| task["bytes_per_second"].is_f64()).collect();
    assert_eq!(rates, [true, false, false], "running at home, complete, running in trouble");
    assert!(heartbeat(&view, Lang::En).contains("Wuzhen: cannot ask the service"), "{}", heartbeat(&view, Lang::En));
    let plain = Plain { lang: Lang::En, zone: TimeZone::fixed(CHINA) };
    let told = plain.cycle_end(troubles[0].name, at(20), None, Some(&trouble), None).unwrap();
    assert!(told.contains(" Wuzhen: cannot ask"), "{told}");
}

#[test]
fn where_a_set_stands_is_one_line() {
    let (two, all, none, trouble) = (two(), every_state(), TaskSet::default(), trouble());
    let view = View { at: at(20), tasks: &two, troubles: &[] };
    let at_home = [at_home(&trouble)];
    let troubled = View { troubles: &at_home, ..view };
    let lines = [
        heartbeat(&view, Lang::En),
        heartbeat(&view, Lang::Zh),
        heartbeat(&troubled, Lang::En),
        heartbeat(&View { tasks: &all, ..view }, Lang::En),
        heartbeat(&View { tasks: &none, ..view }, Lang::En),
        progress_line(&view, 120, Lang::En),
        progress_line(&view, 60, Lang::En),
        progress_line(&view, 10, Lang::En),
        progress_line(&troubled, 120, Lang::Zh),
    ];
    insta::assert_snapshot!("standing", lines.join("\n"));
}

proptest! {
    #[test]
    fn whatever_the_texts_hold_the_output_is_sound(
        texts in proptest::array::uniform5(any::<String>()),
        width in 0..200_usize,
        numbers in proptest::array::uniform4(any::<u64>()),
    ) {
        let text = |at: usize| -> Box<str> { clean(&texts[at], 4096).into() };
        let mut hostile = report(1, &text(0), &text(1), (numbers[0], numbers[1]), (numbers[2], numbers[3]));
        (hostile.source, hostile.target) = (Some(texts[2].clone().into()), Some(texts[3].clone().into()));
        (hostile.extra_mut().error_code, hostile.extra_mut().error_message) = (Some(text(4)), Some(text(0)));
        hostile.started = Some(jiff::Timestamp::MIN.into());
        hostile.updated = Some(jiff::Timestamp::MAX.into());
        let mut set = every_state();
        let mut task = Task::new(TaskId::new("hostile").unwrap(), at(0).wall);
        task.label = Some(text(1));
        task.observe(hostile, at(10), StallRule::default());
        set.add(task);
        let view = View { at: at(300), tasks: &set, troubles: &[] };
        let (one, lines) = VALIDATORS.with(Clone::clone);
        valid(&one, &written(|out| json::write(out, &document(view, None, 8))));
        valid(&lines, &written(|out| jsonl::snapshot(out, &view)));
        for lang in Lang::ALL {
            let table = table_of(&set, None, layout(lang, Some(width), Style::Plain));
            prop_assert_eq!(table.lines().count(), set.len() + 1);
            for line in table.lines() {
                prop_assert!(cells(line) <= width, "{line:?} is wider than {width}");
            }
            prop_assert!(cells(&progress_line(&view, width, lang)) <= width);
        }
    }
}

thread_local! {
    static VALIDATORS: (Arc<Validator>, Arc<Validator>) =
        (Arc::new(schema("eftop.json.schema.json").1), Arc::new(schema("eftop.jsonl.schema.json").1));
}
