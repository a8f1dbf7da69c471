//! What others wrote, at its worst: property tests of everything that reads it, with the checks of the fuzz targets (`fuzz/`), every
//! input that ever broke one, and the extremes by the real binary: bounded memory, a clear refusal, and no byte of theirs that acts
//! on a terminal.

use crate::checks;
use eftop::internals::{
    domain::clean::clean,
    messages::width::{Ellipsis, cells, cut, cut_middle, cut_path, fit, fit_right},
};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::Value;

/// Pieces of text that act on terminals, turn the reading direction, hide, join, or are wider or narrower than they look.
const HOSTILE: &[&str] = &[
    "\u{1b}]52;c;aGk=\u{7}",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://h\u{1b}\\",
    "\u{1b}[2J\u{1b}[31m",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}c",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\u{90}q\u{9c}",
    "\0",
    "\u{7}\u{8}\r\n\t\u{b}\u{c}\u{7f}\u{85}",
    "\u{202e}gpj.exe\u{202c}",
    "\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
    "\u{200b}\u{2060}\u{feff}\u{180e}",
    "👩\u{200d}🔬",
    "🇨🇳🇩",
    "e\u{301}\u{301}\u{301}",
    "ガ\u{ff9e}",
    "क्षि",
    "한ᄀ\u{1161}",
    "❤\u{fe0f}1\u{fe0f}\u{20e3}",
    "\u{2028}\u{2029}",
    "\u{e0001}\u{e0041}",
    "\u{fffd}\u{ffff}",
    "文件",
    "a",
    " ",
    "/",
    ".",
    "\"\\",
];

fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => prop::sample::select(HOSTILE).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// JSON for a field, as text: what no JSON library writes is among it.
fn hostile_value() -> impl Strategy<Value = String> {
    let literals = vec![
        "null",
        "true",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "-1",
        "-0.0",
        "0.5",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "1e19",
        "\"1e19\"",
        "\"NaN\"",
        "\"-inf\"",
        "\"100%\"",
        "\"-5%\"",
        "\"1e400%\"",
        "\"62.5\u{ff05}\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0000\\u001b\\u009b\\u202e\"",
        "[]",
        "{}",
        "[[[[1]]]]",
        "{\"a\":{\"a\":null}}",
        "\"2025-08-05 15:22:56\"",
        "\"2025-08-05T07:22:56.999999999999Z\"",
        "\"0000-00-00 00:00:00\"",
        "\"9999-12-31 23:59:60\"",
        "\"-009999-01-01T00:00:00Z\"",
        "\"+275760-09-13T00:00:00Z\"",
        "\"05/08/2025\"",
        "\"2025-W32-2\"",
        "\"20250805152256\"",
        "\"2025-02-30 00:00:00\"",
        "\"2025-08-05 15:22\"",
        "1754378576",
        "1754378576000",
        "253402300799999",
        "-62135596800",
        "9223372036854775807",
    ];
    prop_oneof![
        3 => prop::sample::select(literals).prop_map(str::to_owned),
        2 => hostile_text().prop_map(|text| Value::from(text).to_string()),
        1 => any::<f64>().prop_map(|number| number.to_string()),
    ]
}

/// A task with every field of the document, each with something else in it than was promised.
fn hostile_task() -> impl Strategy<Value = String> {
    let names = [
        "status",
        "operationType",
        "duplicateHandleType",
        "sourcePath",
        "targetPath",
        "errorCode",
        "errorMsg",
        "totalSize",
        "processedSize",
        "totalNum",
        "processedNum",
        "progress",
        "synchronousExecution",
        "userId",
        "userName",
        "clusterUserName",
        "clusterId",
        "clusterName",
        "submitTime",
        "startTime",
        "updateTime",
        "code",
        "msg",
        "taskIds",
    ];
    let id = prop_oneof![4 => prop::sample::select(&checks::ASKED[..]).prop_map(|id| format!("\"{id}\"")), 1 => hostile_value()];
    (id, prop::collection::vec((prop::sample::select(names.to_vec()), hostile_value()), 0..24)).prop_map(
        |(id, fields)| {
            let fields: Vec<_> = fields.iter().map(|(name, value)| format!(",\"{name}\":{value}")).collect();
            format!("{{\"taskId\":{id}{}}}", fields.concat())
        },
    )
}

/// A line of a configuration file.
fn hostile_line() -> impl Strategy<Value = String> {
    let keys = prop::sample::select(vec![
        "interval",
        "set",
        "lang",
        "theme",
        "colors",
        "ascii",
        "mouse",
        "stall-after",
        "service-offset",
        "user",
        "secret-key",
        "region",
        "url",
        "token-cache",
        "default-profile",
        "intervall",
        "[profile.a]",
        "[profile.\"\u{1b}\"]",
        "[[profile]]",
    ]);
    let values = prop_oneof![
        prop::sample::select(vec![
            "\"2s\"",
            "\"1e99s\"",
            "nan",
            "-0",
            "true",
            "\"auto\"",
            "\"..\"",
            "1979-05-27",
            "\"+14:59\"",
            "[",
            "{ a = 1 }"
        ])
        .prop_map(str::to_owned),
        hostile_text().prop_map(|text| format!("{text:?}")),
        hostile_text(),
    ];
    (keys, values)
        .prop_map(|(key, value)| if key.starts_with('[') { key.to_owned() } else { format!("{key} = {value}") })
}

proptest! {
    #[test]
    fn any_text_is_made_harmless(text in hostile_text(), most in 0..5000_usize, width in 0..200_usize) {
        let cleaned = clean(&text, most);
        checks::is_harmless(&cleaned);
        prop_assert!(cleaned.chars().count() <= most);
        // What nobody cleaned does no harm where it is drawn, either.
        for drawn in [fit(&text, width, Ellipsis::Unicode), fit_right(&text, width, Ellipsis::Ascii)] {
            prop_assert!(!drawn.contains(checks::acts) && cells(&drawn) == width, "{:?}", drawn);
        }
        for cut in [cut, cut_middle, cut_path] {
            let short = cut(&text, width, Ellipsis::Unicode);
            prop_assert!(!short.contains(checks::acts) && cells(&short) <= width, "{:?}", short);
        }
    }

    #[test]
    fn any_task_of_an_answer_is_harmless(tasks in prop::collection::vec(hostile_task(), 0..5), code in "0| 0 |911048|", msg in hostile_text()) {
        let msg = Value::from(msg);
        checks::answer(format!("{{\"code\":\"{code}\",\"msg\":{msg},\"data\":[{}]}}", tasks.join(",")).as_bytes());
        checks::answer(format!("{{\"code\":{code},\"data\":{{\"list\":[{}]}}}}", tasks.join(",")).as_bytes());
    }

    #[test]
    fn a_broken_answer_is_harmless(task in hostile_task(), end in 0..400_usize, noise in any::<Vec<u8>>()) {
        let body = format!("{{\"code\":\"0\",\"data\":[{task}]}}");
        let mut bytes = body.into_bytes();
        bytes.truncate(end);
        bytes.extend(noise);
        checks::answer(&bytes);
    }

    #[test]
    fn any_text_gives_ids_or_none(pieces in prop::collection::vec(prop_oneof![
        prop::sample::select(vec![
            "10b10bf643814ebfb1fbf0d7e910e8d1", "550e8400-e29b-41d4-a716-446655440000", "\"taskId\":", "'taskIds': [", "\\\"taskId\\\":",
            "\"a1\"", "'b2'", ",", "]", "\n", "\r\n", "\t", " ", " #", "#", "token=", "secret: ", "eyJhbGciOi.eyJh.x", "/a", "night-0815",
        ]).prop_map(str::to_owned),
        hostile_text(),
    ], 0..20)) {
        checks::ids(pieces.concat().as_bytes());
    }

    #[test]
    fn any_bytes_are_harmless_wherever_they_are_read(bytes in any::<Vec<u8>>()) {
        for check in [checks::answer, checks::ids, checks::config, checks::set, checks::keys, checks::request] {
            check(&bytes);
        }
    }

    #[test]
    fn anything_that_a_terminal_sends_is_the_same_in_pieces(
        bytes in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(&b"\x1b\x1b\x1b[]PO_^X\\\x07~;<:?>01235aCcdMmu\x03\x18"[..]),
            1 => any::<u8>(),
        ], 0..60),
    ) {
        checks::keys(&bytes);
    }

    #[test]
    fn any_configuration_is_taken_or_refused_in_safe_words(lines in prop::collection::vec(hostile_line(), 0..6)) {
        checks::config(lines.join("\n").as_bytes());
    }

    #[test]
    fn any_set_is_read_and_written_again(tasks in prop::collection::vec(hostile_entry(), 0..6)) {
        checks::set(format!("{{\"format\":1,\"tasks\":[{}]}}", tasks.join(",")).as_bytes());
    }
}

/// An entry of a set's file.
fn hostile_entry() -> impl Strategy<Value = String> {
    // Each field once: a field that comes twice makes all of it unreadable.
    let fields = prop::collection::hash_map(
        prop::sample::select(vec![
            "seen",
            "ended",
            "status",
            "operation",
            "source",
            "target",
            "conflict",
            "error_code",
            "error_message",
            "total_bytes",
            "done_bytes",
            "total_files",
            "done_files",
            "percent",
            "submitted",
            "started",
            "updated",
            "later",
        ]),
        hostile_value(),
        0..12,
    );
    let id = prop_oneof![4 => "[a-c]".prop_map(|id| format!("\"{id}\"")), 1 => hostile_value()];
    (id, hostile_text(), hostile_text(), fields).prop_map(|(id, region, label, mut fields)| {
        let (region, label) = (Value::from(region), Value::from(label));
        fields.entry("seen").or_insert_with(|| "\"2025-08-05T07:22:56Z\"".to_owned());
        fields.entry("status").or_insert_with(|| "\"complete\"".to_owned());
        let last: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!(
            "{{\"id\":{id},\"label\":{label},\"region\":{region},\"base_url\":\"https://h/\",\
             \"added\":\"2025-08-05T07:22:56Z\",\"last\":{{{}}}}}",
            last.join(",")
        )
    })
}

/// The seeds of the fuzz targets, and every input that ever broke one.
#[rstest]
#[case("answer", checks::answer)]
#[case("ids", checks::ids)]
#[case("config", checks::config)]
#[case("set", checks::set)]
#[case("keys", checks::keys)]
#[case("request", checks::request)]
fn inputs_that_are_known_do_no_harm(#[case] target: &str, #[case] check: fn(&[u8])) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        check(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 2, "{target} has {count} seeds");
}
