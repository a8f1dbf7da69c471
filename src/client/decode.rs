//! `data` of a success, element by element: what can be read is taken, what cannot is counted, and nothing else suffers.

use super::{
    ListAnswer,
    envelope::{self, Reply},
    field, json,
    listing::Listing,
    scan::Cursor,
};
use crate::domain::{CallError, TaskId};
use jiff::tz::Offset;

/// Decodes a whole answer to `task/list`, for the ids that were asked for. Times that name no zone are in `offset`.
///
/// # Errors
/// [`CallError`] when the envelope's code is not `0`, or it is none of the API's answers.
pub fn decode_list(body: &str, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, CallError> {
    let reply = || Reply { http: 200, body: body.into(), ..Reply::default() };
    in_one_go(body, 200, asked, offset).map_or_else(|| level_by_level(&reply(), asked, offset), Ok)
}

/// Reads an answer to `task/list`.
///
/// Doubt: neither the order of the elements nor what becomes of unknown ids is documented, so an element counts by its `taskId`
/// only, the first one of each id wins, and ids without one are for the caller to notice.
///
/// Doubt: `data` null or missing is an empty list for one id, since the platform's HPC API answers so for one job that it does not
/// know. For several ids it is no answer: that none of them is known is less likely than that the service has a bad moment, and an
/// empty list would make all of them disappear.
pub(super) fn list(reply: &Reply, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, CallError> {
    // Nearly all answers are read in one go. What that does not understand is gone over once for each level, which leaves room for one
    // bad element to cost only itself, and finds the words for what is wrong.
    in_one_go(&reply.body, reply.http, asked, offset).map_or_else(|| level_by_level(reply, asked, offset), Ok)
}

/// Reads a success whose `data` is a list, or nothing.
fn in_one_go(body: &str, http: u16, asked: &[TaskId], offset: Offset) -> Option<ListAnswer> {
    let mut cursor = Cursor::new(envelope::text(body));
    let (mut is_success, mut found) = (false, None);
    cursor.each_member(Cursor::name, |cursor, name| match name {
        "code" => {
            is_success = envelope::is_success(cursor.value()?, http);
            Some(())
        }
        "data" if found.is_none() && cursor.peek()? == b'[' => {
            let (mut listing, mut left) = (Listing::new(asked, offset), most_elements(asked.len()));
            cursor.each_item(|cursor| {
                if left == 0 {
                    cursor.value()?;
                    listing.skip(1);
                    return Some(());
                }
                left -= 1;
                listing.take_at(cursor)
            })?;
            found = Some(listing.answer());
            Some(())
        }
        "data" => None,
        _ => cursor.value().map(drop),
    })?;
    found.filter(|_| is_success && cursor.is_at_end())
}

/// Reads any answer, the text of each level out of the text of the one above.
fn level_by_level(reply: &Reply, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, CallError> {
    let data = envelope::open(reply)?;
    let mut listing = Listing::new(asked, offset);
    if data == "null" && listing.is_of_several() {
        return Err(envelope::bad(reply.http, "no list of tasks in the answer", ""));
    }
    let beyond = each_element(data, most_elements(asked.len()), |element| listing.take(element));
    let beyond = beyond.ok_or_else(|| envelope::bad(reply.http, "the answer's data is no list of tasks", data))?;
    listing.skip(beyond);
    Ok(listing.answer())
}

/// How many elements are looked at; an answer with many more than were asked for is not worth our time.
fn most_elements(asked: usize) -> usize {
    asked.saturating_mul(10).saturating_add(1000)
}

/// Calls `take` for each of the first `most` elements of `data`; tells how many there are beyond. `None` if `data` can hold none.
///
/// Doubt: the document says array. Null is what other calls of the platform answer when nothing is known. One object with a
/// `taskId` is a list of one; lists one level down are what paged answers have. Everything else is no answer, and not an empty one:
/// an empty one would make tasks disappear.
fn each_element<'a>(data: &'a str, most: usize, mut take: impl FnMut(&'a str)) -> Option<usize> {
    match data.as_bytes().first()? {
        b'n' => Some(0),
        b'[' => json::each_item(data, most, take),
        b'{' if id_of(data).is_some() => {
            take(data);
            Some(0)
        }
        b'{' => {
            let (mut left, mut beyond, mut lists) = (most, 0_usize, false);
            json::each_member(data, |_, value| {
                let more = json::each_item(value, left, |element| {
                    left = left.saturating_sub(1);
                    take(element);
                });
                lists |= more.is_some();
                beyond = beyond.saturating_add(more.unwrap_or(0));
            })?;
            lists.then_some(beyond)
        }
        _ => None,
    }
}

/// The `taskId` of an element, text or number.
fn id_of(element: &str) -> Option<TaskId> {
    let mut id = None;
    json::each_member(element, |name, value| {
        if name == "taskId" {
            id = field::text(value).and_then(|text| TaskId::new(&text).ok());
        }
    })?;
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::value::RawValue;

    const EXAMPLE: &str = include_str!("../../tests/data/task-list-example.json");
    const DRIFT: &str = include_str!("../../tests/data/task-list-drift.json");
    /// Pieces that JSON is made of, or broken with.
    const PIECES: [&str; 40] = [
        "",
        " ",
        "\n",
        "\t",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "\\u4efb",
        "\\n",
        "\u{1}",
        "\u{7f}",
        "任务",
        "\u{feff}",
        "null",
        "true",
        "false",
        "nul",
        "0",
        "-",
        "-0",
        "01",
        "1.",
        "1.5",
        "1e",
        "1E+9",
        "18446744073709551616",
        "NaN",
        "{}",
        "[[1],{\"a\":[]}]",
        "\"taskId\":\"a\",",
        "\"data\":[],",
        "{\"taskId\":\"a\"},",
        "\"code\":0,",
    ];

    fn asked() -> Vec<TaskId> {
        // The last is there twice: it is asked for once.
        ["10b10bf643814ebfb1fbf0d7e910e8d1", "a", "0", "texts", "4711", "hostile", "a"]
            .map(|id| TaskId::new(id).unwrap())
            .into()
    }

    /// Both ways lead to the same, or the short one nowhere. Whether it led anywhere.
    fn agree(body: &str, http: u16) -> bool {
        let (reply, asked) = (Reply { http, body: body.into(), ..Reply::default() }, asked());
        let careful = level_by_level(&reply, &asked, jiff::tz::offset(8));
        let quick = in_one_go(body, http, &asked, jiff::tz::offset(8));
        if let Some(answer) = &quick {
            assert_eq!(careful.as_ref(), Ok(answer), "{body}");
        }
        assert_eq!(list(&reply, &asked, jiff::tz::offset(8)), careful, "{body}");
        quick.is_some()
    }

    #[rstest]
    #[case(EXAMPLE)]
    #[case(DRIFT)]
    #[case(
        "\u{feff}{\"code\":0,\"data\":[{\"taskId\":\"a\",\"sourcePath\":\"\\/\\u4efb务\",\"x\":[{},[],{\"\\u0061\":[1]}]}],\"code\":\"0\"} "
    )]
    #[case(
        r#"{"data":[17,{"taskId":"a","status":"fail","taskId":"0"},{"taskId":"0"},{},{"taskId":" 4711 "}],"code":"0"}"#
    )]
    #[case(r#"{"code":"0","data":[{"taskId":"a","userName":"\ufeff "},{"taskId":"0","userName":" "}]}"#)]
    #[case(&format!(r#"{{"code":"0","data":[{{"taskId":"a","x":{}1{}}}]}}"#, "[".repeat(64), "]".repeat(64)))]
    fn what_the_service_answers_is_read_in_one_go(#[case] body: &str) {
        assert!(agree(body, 200), "{body}");
        assert!(!agree(body, 500));
    }

    #[rstest]
    #[case::another_code(r#"{"code":"0","data":[],"code":"1"}"#)]
    #[case::two_lists(r#"{"code":"0","data":[{"taskId":"a"}],"data":[]}"#)]
    #[case::no_list(r#"{"code":"0","data":{"taskId":"a"}}"#)]
    #[case::an_escaped_name(r#"{"code":"0","data":[{"task\u0049d":"a"}]}"#)]
    #[case::a_broken_end(r#"{"code":"0","data":[{"taskId":"a"}]},"#)]
    #[case::another_bracket(r#"{"code":"0","data":[{"taskId":"a"]]}"#)]
    #[case::another_bracket_inside(r#"{"code":"0","data":[{"taskId":"a","x":{"y":1]}]}"#)]
    #[case::deep_nesting(&format!(r#"{{"code":"0","data":[{{"taskId":"a","x":{{"y":{}1{}]}}]}}"#, "[".repeat(64), "]".repeat(64)))]
    fn what_is_unusual_is_read_level_by_level(#[case] body: &str) {
        assert!(!agree(body, 200), "{body}");
    }

    /// Any JSON, white space and escapes at any place.
    fn any_value(depth: u32) -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "taskId",
            "status",
            "sourcePath",
            "targetPath",
            "totalSize",
            "progress",
            "submitTime",
            "errorCode",
            "userName",
            "clusterId",
            "data",
            "code",
            "x",
        ]);
        let text = prop_oneof![
            any::<String>(),
            "[ -~]{0,20}",
            prop::sample::select(vec![
                "a".to_owned(),
                "0".to_owned(),
                "2025-08-05 15:22:56".to_owned(),
                "62%".to_owned(),
                "fail".to_owned()
            ])
        ];
        let leaf = prop_oneof![
            3 => text.prop_map(|text| serde_json::to_string(&text).unwrap()),
            1 => any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
            1 => any::<u64>().prop_map(|number| number.to_string()),
            1 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        ];
        let space = prop::sample::select(vec!["", "", "", " ", "\n "]);
        leaf.prop_recursive(depth, 64, 8, move |inner| {
            let members = prop::collection::vec((name.clone(), inner.clone(), space.clone()), 0..8);
            prop_oneof![
                prop::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
                members.prop_map(|members| {
                    let member = |(name, value, space): &(&str, String, &str)| {
                        format!("{space}\"{name}\":{space}{value}{space}")
                    };
                    format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn both_ways_agree_on_any_elements(elements in prop::collection::vec(any_value(3), 0..6)) {
            agree(&format!(r#"{{"code":"0","data":[{}],"msg":"success"}}"#, elements.join(",")), 200);
        }

        #[test]
        fn both_ways_agree_on_any_envelope(body in any_value(4)) {
            agree(&body, 200);
        }

        #[test]
        fn both_ways_agree_on_real_answers_with_faults(
            body in prop::sample::select(vec![EXAMPLE, DRIFT]),
            faults in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, prop::sample::select(PIECES.to_vec())), 1..4),
        ) {
            let mut body = body.to_owned();
            for (at, removed, piece) in faults {
                let start = body.floor_char_boundary(at.index(body.len() + 1));
                let end = body.floor_char_boundary((start + removed).min(body.len())).max(start);
                body.replace_range(start..end, piece);
            }
            agree(&body, 200);
        }

        #[test]
        fn a_value_is_one_for_serde_json_too(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..8)) {
            for text in [pieces.concat(), format!("\"{}\"", pieces.concat())] {
                let mut cursor = Cursor::new(&text);
                let value = cursor.value().filter(|_| cursor.is_at_end());
                let known = serde_json::from_str::<&RawValue>(&text);
                prop_assert_eq!(value.is_some(), known.is_ok(), "{}", text);
                if let Some(value) = value {
                    prop_assert_eq!(field::text(value), field::text(known.unwrap().get()), "{}", text);
                }
            }
        }
    }
}
