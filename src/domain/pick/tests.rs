//! What is picked, what is not, and that no text can break it.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

const A: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";
const B: &str = "254653d8816b4407ba27a9d004342c0e";

fn ids(text: &str) -> Vec<String> {
    pick_ids(text).ids.iter().map(ToString::to_string).collect()
}

#[rstest]
#[case::answer(r#"{"code":"0","data":[{"taskId":"<A>","userId":"u1"},{"taskId":"<B>"}]}"#, &[A, B])]
#[case::request("{\n  \"taskIds\": [\n    \"<A>\",\n    \"<B>\"\n  ]\n}", &[A, B])]
#[case::any_form(r#"{"taskIds" : ["t-1", "x/1"], "taskId":"z.9"}"#, &["t-1", "x/1", "z.9"])]
#[case::escaped(r#"body="{\"taskIds\":[\"job-1\",\"job-2\"]}""#, &["job-1", "job-2"])]
#[case::escaped_twice(r#"{\\\"taskId\\\": \\\"job-1\\\"}"#, &["job-1"])]
#[case::python("{'taskIds': ['job-1', 'job-2']}", &["job-1", "job-2"])]
#[case::java("\"    \\\"taskIds\\\": [\\n\" +\n \"  \\\"<A>\\\"\\n\" +", &[A])]
#[case::url("GET https://h/efile/task/<A>?ids=<B>&x=1", &[A, B])]
#[case::transcript("$ eftop <A>,<B>\n[10:03:11] task <A>.log: done", &[A, B])]
#[case::chinese("任务<A>已提交，<B>。", &[A, B])]
#[case::upper_case("10B10BF643814EBFB1FBF0D7E910E8D1", &["10B10BF643814EBFB1FBF0D7E910E8D1"])]
#[case::uuid("see task-123e4567-e89b-12d3-a456-426614174000.", &["123e4567-e89b-12d3-a456-426614174000"])]
#[case::uuid_line("123e4567-e89b-12d3-a456-426614174000", &["123e4567-e89b-12d3-a456-426614174000"])]
#[case::lines("job-0000001\r\n  \"job-0000002\",\n'job_0000003'\n", &["job-0000001", "job-0000002", "job_0000003"])]
#[case::comments("# <B>\n<A> # <B>\n<B>#1\n\t#<A>\n", &[A, B])]
#[case::fragment("https://h/x#<A>", &[A])]
fn these_are_ids(#[case] text: &str, #[case] expected: &[&str]) {
    let text = text.replace("<A>", A).replace("<B>", B);
    assert_eq!(ids(&text), expected);
}

#[rstest]
#[case::prose("Nothing here is a task id, and chapter12 of the book is none either.")]
#[case::word("nothing-here")]
#[case::date("2026-01-31")]
#[case::date_time("2026-01-31T10-20-30Z")]
#[case::compact_time("20260131T102030Z")]
#[case::number("1234567890123")]
#[case::size("10485760KB")]
#[case::address("192.168.100.200")]
#[case::version("v1.22.333-rc1")]
#[case::file("results-2026.tar.gz")]
#[case::host("login01.cluster.example")]
#[case::path("/public/home/user01/data")]
#[case::sha256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
#[case::sha1("da39a3ee5e6b4b0d3255bfef95601890afd80709")]
#[case::longer_word("x10b10bf643814ebfb1fbf0d7e910e8d1 10b10bf643814ebfb1fbf0d7e910e8d1_")]
#[case::web_token("eyJhbGciOiJIUzI1NiJ9.10b10bf643814ebfb1fbf0d7e910e8d1.254653d8816b4407ba27a9d004342c0e")]
#[case::web_token_named("token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx-10b10bf643814ebfb1fbf0d7e910e8d1-x.sig")]
#[case::secret_json(r#"{"token": "10b10bf643814ebfb1fbf0d7e910e8d1"}"#)]
#[case::secret_variable("export SCNET_ACCESS_KEY=10b10bf643814ebfb1fbf0d7e910e8d1")]
#[case::secret_header("Authorization: Bearer 10b10bf643814ebfb1fbf0d7e910e8d1")]
#[case::other_key(r#"{"userId":"u-1","subtaskId":"t-1"}"#)]
#[case::placeholder(r#"{"taskId":"string","taskIds":["<TaskId>","taskIds"]}"#)]
#[case::not_a_text(r#"{"taskId":123,"taskIds":[1,2]} "taskId" "taskIds":["#)]
#[case::broken_uuid("123e4567-e89b-12d3-a456-42661417400 1-123e4567.e89b-12d3-a456-426614174000")]
fn these_are_not(#[case] text: &str) {
    assert_eq!(ids(text), Vec::<String>::new());
}

#[test]
fn each_id_comes_once_and_repeats_are_counted() {
    let picked = pick_ids(&format!("{{\"taskId\":\"{B}\"}}\n{A}\n{B} {A}\n{A}"));
    assert_eq!(picked.ids.iter().map(TaskId::as_str).collect::<Vec<_>>(), [B, A]);
    assert_eq!(picked.duplicates, 3);
}

#[rstest]
#[case(A, Ok(()))]
#[case(" t1 ", Ok(()))]
#[case("12345", Ok(()))]
#[case("wacth", Err(NotAnId::NoDigit))]
#[case("ids/2.txt", Err(NotAnId::Unlikely))]
#[case("-1", Err(NotAnId::Unlikely))]
#[case("a b1", Err(NotAnId::Invalid(InvalidTaskId::BadCharacter)))]
#[case("", Err(NotAnId::Invalid(InvalidTaskId::Empty)))]
fn arguments(#[case] argument: &str, #[case] expected: Result<(), NotAnId>) {
    assert_eq!(from_argument(argument).map(|id| assert_eq!(id.as_str(), argument.trim())), expected);
}

#[test]
fn hostile_repetitions_end() {
    for part in ["\"taskIds\":[", "\"taskId\":\"", "\\", "'taskId'\\\\", "a-", "12345678-", " #", "\"taskId\" ", "é"] {
        let _ = pick_ids(&part.repeat(200_000));
    }
}

/// Texts made of what the rules look at.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        "[0-9a-f]{32}",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "\"taskIds?\": ?\\[?\"[!-~]{1,20}\"",
        "[a-z0-9._-]{6,12}\n",
        "[\\\\\"',:\\[\\]# \n\r\t任é-]{1,4}",
    ];
    prop::collection::vec(fragment, 0..12).prop_map(|parts| parts.concat())
}

#[rstest]
#[case::list("job-0000001\nresults.tar.gz\n\njob-0000002\ndone\n", &[2, 5])]
#[case::returns("one\rjob-0000001\rtwo\r\nthree", &[1, 3, 4])]
#[case::comments("job-0000001 # first\r\n# none\r\nnone # of these\r\n", &[3])]
#[case::brackets("{\"taskIds\": [\"job-1\",\n\"x-2\"\n], \"total\": 2\n}\n", &[3])]
#[case::secret("token: 10b10bf643814ebfb1fbf0d7e910e8d1\njob-0000001", &[1])]
fn lines_without_an_id_are_counted(#[case] text: &str, #[case] expected: &[usize]) {
    assert_eq!(pick_ids(text).lines_without, expected);
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let _ = pick_ids(&text);
    }

    #[test]
    fn ids_occur_in_the_text_and_are_picked_again(text in fragments()) {
        let picked = pick_ids(&text);
        for id in &picked.ids {
            prop_assert!(text.contains(id.as_str()), "{id}");
        }
        let again = pick_ids(&format!("{{\"taskIds\":{:?}}}", picked.ids));
        prop_assert_eq!((again.ids, again.duplicates), (picked.ids, 0));
    }
}
