//! What must hold whatever is read: the same for the fuzz targets beside this file and for the property tests of `tests/hostile.rs`.
//! A check panics when it does not hold.

use eftop::internals::{
    cli, client,
    domain::{Report, SentPath, TaskId, pick},
    messages::{
        Lang,
        width::{Ellipsis, cells, cut_path, fit},
    },
    server::{self, Operation},
    settings::{Environment, FileConfig, Flags, resolve, settings, table::Kind},
    store::format,
    terminal::tokens::{Token, Tokenizer},
    tui::Key,
};
use std::collections::HashSet;

/// The ids that every answer is read for; the first is that of the document's example.
pub const ASKED: [&str; 3] = ["10b10bf643814ebfb1fbf0d7e910e8d1", "a", "0"];
/// The sources that every answer to a submission is read for.
const SOURCES: [&str; 3] = ["/home/demo/efile-test/file_source/text.txt", "/a", "/a/"];

/// The longest text that is ever kept of an answer or a set, in characters.
const LONGEST: usize = 4096;

/// An answer of the service, read as each kind of answer that there is.
pub fn answer(bytes: &[u8]) {
    let body = String::from_utf8_lossy(bytes);
    let asked: Vec<_> = ASKED.iter().map(|id| TaskId::new(id).unwrap()).collect();
    match client::decode_list(&body, &asked, jiff::tz::offset(8)) {
        Ok(answer) => {
            assert!(answer.reports.len() <= asked.len(), "no more than was asked for");
            let ids: HashSet<_> = answer.reports.iter().map(|(id, _)| id).collect();
            assert_eq!(ids.len(), answer.reports.len(), "each once");
            for (id, report) in &answer.reports {
                assert!(asked.contains(id));
                is_harmless_report(report);
            }
        }
        Err(error) => is_harmless_problem(&error),
    }
    match client::decode_cancel(&body, &asked) {
        Ok(answer) => answer.refused.iter().for_each(|(id, problem)| {
            assert!(asked.contains(id));
            is_harmless(&problem.message);
            is_harmless(problem.code.as_deref().unwrap_or_default());
        }),
        Err(error) => is_harmless_problem(&error),
    }
    match client::decode_submit(&body, &SOURCES) {
        Ok(answer) => {
            assert_eq!(answer.tasks.len(), SOURCES.len());
            let ids: HashSet<_> = answer.ids.iter().collect();
            assert_eq!(ids.len(), answer.ids.len(), "each once");
            assert!(answer.tasks.iter().flatten().all(|id| ids.contains(id)));
            let named = answer.ids.len() + answer.failures.len();
            assert!(named == SOURCES.len() || answer.whole.is_some(), "an answer that is not understood is kept");
            for failure in &answer.failures {
                assert!(failure.item.is_none_or(|item| item < SOURCES.len()));
                is_harmless(failure.source.as_deref().unwrap_or_default());
                is_harmless(&failure.problem.message);
            }
        }
        Err(error) => is_harmless_problem(&error),
    }
    let claims = client::claims(&body.into_owned().into());
    is_harmless(claims.user.as_deref().unwrap_or_default());
}

/// The body of a request to the server, read as that of each call. What is taken on is within its bounds, and what is refused has a
/// code of the document.
pub fn request(bytes: &[u8]) {
    let (count, logged) = server::asked(bytes);
    assert!(logged.len() <= count.min(500) && logged.iter().all(|id| id.chars().count() <= 64));
    match server::ids(bytes) {
        Ok(ids) => {
            assert!((1..=500).contains(&ids.len()) && ids.len() == count);
            assert!(ids.iter().all(|id| !id.trim().is_empty()));
        }
        Err(code) => assert!(["10003", "10004"].contains(&code), "{code}"),
    }
    for operation in [Operation::Copy, Operation::Move, Operation::Delete] {
        match server::jobs(operation, bytes) {
            Ok(jobs) => {
                assert!((1..=500).contains(&jobs.len()) && jobs.len() == count);
                for job in &jobs {
                    assert_eq!(job.target.is_some(), operation != Operation::Delete);
                    for path in [Some(&job.source), job.target.as_ref()].into_iter().flatten() {
                        assert!(path.starts_with('/') && path.len() <= 4096 && !path.contains(char::is_control));
                    }
                }
                assert!(server::ids(bytes).is_err(), "no body is that of two calls");
            }
            Err(code) => assert!(["10003", "10004", "911029"].contains(&code), "{code}"),
        }
    }
}

/// What a terminal sends: cut anywhere it is the same, it never hangs in the middle, and of a control string nothing becomes a key.
pub fn keys(bytes: &[u8]) {
    let whole = Tokenizer::default().read(bytes);
    assert!(whole.len() <= bytes.len());
    for cut in [bytes.len() / 2, bytes.first().map_or(0, |first| usize::from(*first) % bytes.len())] {
        let (head, rest) = bytes.split_at(cut);
        let mut tokenizer = Tokenizer::default();
        let pieces = [tokenizer.read(head), tokenizer.read(rest)].concat();
        // Alone in a read, `^C` ends whatever does not end.
        assert!(pieces == whole || head == [3] || rest == [3], "cut at {cut}: {pieces:?}, whole: {whole:?}");
        assert!(tokenizer.give_up().len() <= 1);
        assert_eq!(tokenizer.timeout(), None);
        assert_eq!(tokenizer.read(b"c"), [Token::Key { key: Key::char('c'), encoded: false }]);
    }
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_control()).collect();
    for begin in ["\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1b[?", "\x1b[>"] {
        let end: &[u8] = if begin.starts_with("\x1b[") { b"c" } else { b"\x1b\\" };
        let text = if end == b"c" { text.iter().copied().filter(|byte| *byte < b'@').collect() } else { text.clone() };
        if text.len() < 60_000 {
            let tokens = Tokenizer::default().read(&[begin.as_bytes(), &text, end].concat());
            assert!(tokens.iter().all(|token| matches!(token, Token::Background { .. })), "{begin:?}: {tokens:?}");
        }
    }
}

/// A text that ids are picked out of, and the same as a list of paths to submit.
pub fn ids(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let picked = pick::pick_ids(&text);
    let ids: HashSet<_> = picked.ids.iter().collect();
    assert_eq!(ids.len(), picked.ids.len(), "each once");
    assert!(picked.ids.len() + picked.duplicates <= text.len());
    for id in &picked.ids {
        assert!(text.contains(id.as_str()), "an id is a part of the text");
        assert!(id.as_str().len() <= TaskId::MAX_LEN && id.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
    }
    // What was picked is picked again from the JSON that any client would send.
    let quoted: Vec<_> = picked.ids.iter().filter(|id| id.as_str().bytes().any(|byte| byte.is_ascii_digit())).collect();
    let json =
        format!("{{\"taskIds\":[{}]}}", quoted.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(","));
    assert_eq!(pick::pick_ids(&json).ids.iter().collect::<Vec<_>>(), quoted);
    if let Ok(id) = pick::from_argument(&text) {
        assert_eq!(id.as_str(), text.trim());
    }
    for needs_target in [false, true] {
        match cli::pairs::parse(bytes, needs_target) {
            Ok(pairs) => pairs.iter().for_each(|pair| {
                assert_eq!(pair.target.is_some(), needs_target);
                for path in [Some(&pair.source), pair.target.as_ref()].into_iter().flatten() {
                    assert!(path.starts_with('/') && path.len() <= 4096 && !path.contains(char::is_control));
                }
            }),
            Err(errors) => {
                assert!(errors.told.len() <= errors.count);
                let told = errors.text("the file", Lang::En);
                assert!(told.lines().count() <= 11 && told.lines().all(|line| !line.contains(acts)), "{told:?}");
            }
        }
    }
}

/// A configuration file. What is wrong with it is told in one line that repeats nothing that acts on a terminal.
pub fn config(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    match FileConfig::parse(text) {
        Ok(file) => {
            let (flags, environment) = (Flags::default(), Environment::of(&[("HOME", "/home/u")]));
            match resolve(&flags, &environment, &file) {
                Ok(config) => {
                    assert!(!config.interval.is_zero() && config.interval.as_secs() <= 3600);
                    assert!(
                        config.set.len() <= 64 && !config.set.contains(['/', '\0']) && !config.set.starts_with('.')
                    );
                    let shown = settings(&config, &flags, &environment, &file);
                    assert!(shown.is_ok(), "what resolves can be shown: {shown:?}");
                    for setting in shown.iter().flatten().filter(|setting| setting.kind == Kind::Secret) {
                        assert!(setting.value.as_deref().is_none_or(|value| value == "set"), "{setting:?}");
                    }
                }
                Err(error) => assert!(!error.to_string().contains(acts), "{:?}", error.to_string()),
            }
        }
        Err(mistake) => {
            let told = mistake.to_string();
            assert!(!told.contains(acts), "{told:?}");
            assert!(told.chars().count() <= 1000, "{told:?}");
        }
    }
}

/// The file of a watch set. What was read once is written and read again without a loss.
pub fn set(bytes: &[u8]) {
    let Some((entries, _)) = format::decode(bytes) else { return };
    for entry in &entries {
        is_harmless(entry.label.as_deref().unwrap_or_default());
        if let Some(origin) = &entry.origin {
            is_harmless(&origin.base_url);
            is_harmless(origin.region.as_deref().unwrap_or_default());
        }
        entry.last.iter().for_each(|last| is_harmless_report(&last.report));
        let task = entry.clone().into_task();
        assert!(task.fraction().is_none_or(|fraction| (0.0..=1.0).contains(&fraction)));
    }
    let written = format::encode(&entries).unwrap();
    assert_eq!(format::decode(&written), Some((entries, 0)));
}

fn is_harmless_problem(problem: &eftop::internals::domain::CallError) {
    is_harmless(&problem.message);
    is_harmless(problem.code.as_deref().unwrap_or_default());
    is_harmless(&problem.to_string());
    assert!(problem.message.chars().count() <= 400, "{}", problem.message);
}

/// No text of it acts on a terminal, none is endless, and no number is beyond its bounds.
pub fn is_harmless_report(report: &Report) {
    is_harmless(report.status.as_str());
    is_harmless(report.operation.as_ref().map_or("", |operation| operation.as_str()));
    is_harmless(report.conflict.as_ref().map_or("", |conflict| conflict.as_str()));
    let errors = [report.error_code(), report.error_message()];
    let owner =
        [report.user_id(), report.user_name(), report.cluster_user(), report.cluster_id(), report.cluster_name()];
    errors.into_iter().chain(owner).flatten().for_each(is_harmless);
    for path in [&report.source, &report.target].into_iter().flatten() {
        is_harmless(&path.shown());
        assert!(path.as_str().len() <= SentPath::MAX_LEN);
    }
    assert!(report.percent.is_none_or(|percent| (0.0..=100.0).contains(&percent) && percent.is_sign_positive()));
    // As it came, for the detail pane, which cleans what it draws; line ends and escapes have no place in JSON.
    assert!(
        !report.raw().contains(|character: char| character < ' ') && report.raw().len() <= LONGEST + '…'.len_utf8()
    );
}

/// Nothing in `text` acts on a terminal, it is bounded, and it is drawn as wide as was asked for.
pub fn is_harmless(text: &str) {
    assert!(!text.contains(acts), "{text:?}");
    assert!(text.chars().count() <= LONGEST, "{text:?}");
    for width in [1, 2, 41] {
        assert_eq!(cells(&fit(text, width, Ellipsis::Unicode)), width, "{text:?}");
    }
    assert!(cells(&cut_path(text, 20, Ellipsis::Ascii)) <= 20, "{text:?}");
}

/// Whether a character acts on a terminal, turns the reading direction or hides: written down here a second time, from the tables of
/// Unicode, so that a hole in the program's own list is seen.
pub fn acts(character: char) -> bool {
    let code = u32::from(character);
    let controls = code < 0x20 || (0x7f..0xa0).contains(&code);
    let lines = [0x2028, 0x2029].contains(&code);
    // Bidi_Control, and the deprecated formats behind it.
    let directions =
        [0x61c, 0x200e, 0x200f].contains(&code) || (0x202a..0x202f).contains(&code) || (0x2066..0x2070).contains(&code);
    // White_Space or Default_Ignorable without a use inside of words: zero width space, word joiner, byte order mark and their kin.
    let hidden = [0x180e, 0x200b, 0xfeff, 0xe0001].contains(&code)
        || (0x2060..0x2066).contains(&code)
        || (0xfff9..0xfffc).contains(&code);
    controls || lines || directions || hidden
}
