//! What the screen looks like: text at fixed sizes, styles by cell, and that no size and no state breaks it.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

use eftop::internals::{
    domain::{
        At, CallError, CallErrorKind, Conflict, Event, Extra, Memory, Moment, Operation, Origin, Owner, Region,
        RegionId, Report, SentPath, SignIn, StallRule, Status, Task, TaskId, TaskSet, Trouble,
    },
    messages::{Lang, width::cells, words},
    tui::{
        ColorDepth, Column, Detail, Dialog, Feed, Look, Model, Notice, NoticeTone, Question, Replay, Sort, StateGroup,
        Tab, Theme, View,
        draw::{Chrome, draw},
    },
    watch::{Regions, Watch},
};
use jiff::Timestamp;
use proptest::prelude::*;
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    layout::Position,
    style::{Color, Modifier},
};
use rstest::rstest;
use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

/// 2026-03-02 14:02:07 in China.
const START: i64 = 1_772_431_327;
const GIB: u64 = 1 << 30;

fn at(seconds: u64) -> At {
    let wall = Timestamp::from_second(START + i64::try_from(seconds).unwrap()).unwrap();
    At { moment: Moment(Duration::from_secs(seconds)), wall }
}

fn id(n: usize) -> TaskId {
    TaskId::new(&format!("{:08x}643814ebfb1fbf0d7e910e8d1", 0x10b1_0bf6_usize + n * 0x0123_4567)).unwrap()
}

/// A report: status, operation, paths, done and total bytes, done and total files.
fn report(
    n: usize,
    status: &str,
    operation: Operation,
    (source, target): (&str, Option<&str>),
    bytes: (u64, u64),
    files: (u64, u64),
) -> Report {
    let submitted = Timestamp::from_second(START - 60 * i64::try_from(n * n * 7 + 1).unwrap()).unwrap();
    let raw = format!(r#"{{"taskId":"{}","status":"{status}","sourcePath":"{source}","errorCode":"0"}}"#, id(n));
    Report {
        operation: Some(operation),
        source: Some(source.into()),
        target: target.map(SentPath::from),
        conflict: Some(Conflict::Cover),
        done_bytes: Some(bytes.0),
        total_bytes: Some(bytes.1),
        done_files: Some(files.0),
        total_files: Some(files.1),
        owner: Some(Arc::new(Owner {
            user_name: Some("efile-test".into()),
            cluster_name: Some("华东一区".into()),
            ..Owner::default()
        })),
        submitted: Some(submitted.into()),
        started: Some(submitted.into()),
        updated: Some(at(0).wall.into()),
        extra: Some(Box::new(Extra { raw: raw.into(), ..Extra::default() })),
        ..Report::new(Status::parse(status))
    }
}

/// Lets a task be seen every two seconds up to `until`, its bytes and files growing by `step`.
fn follow(task: &mut Task, report: &Report, step: (u64, u64), until: u64, stall: StallRule) {
    for seconds in (0..=until).step_by(2) {
        let left = (until - seconds) / 2;
        let mut report = report.clone();
        // The pace varies a little, as it does.
        let wave = 3 + (seconds / 2 * 7) % 5;
        report.done_bytes = report.done_bytes.map(|done| done.saturating_sub(left * step.0 + wave * step.0 / 9));
        report.done_files = report.done_files.map(|done| done.saturating_sub(left * step.1));
        task.observe(report, at(seconds), stall);
    }
}

fn limited() -> CallError {
    CallError { code: Some("911048".into()), ..CallError::new(CallErrorKind::Limited, "系统繁忙") }
}

/// Fourteen tasks, one or more in each state.
#[allow(clippy::too_many_lines, reason = "it is a table of tasks")]
fn tasks() -> TaskSet {
    use Operation::{Copy, Delete, Move};
    let home = "/public/home/efile-test";
    let path = |rest: &str| format!("{home}/{rest}");
    let quick = StallRule { polls: 3, time: Duration::from_secs(6), ..StallRule::default() };
    let never = StallRule::default();
    let mut set = TaskSet::default();
    let mut put = |n: usize, report: Option<Report>, step: (u64, u64), stall: StallRule, then: &dyn Fn(&mut Task)| {
        let mut task = Task::new(id(n), at(0).wall);
        if let Some(report) = report {
            follow(&mut task, &report, step, 30, stall);
        }
        then(&mut task);
        set.add(task);
    };
    let data = path("data/2026/simulation/run-042");
    let archive = path("archive");
    let still = |_: &mut Task| {};
    let mib = 1 << 20;
    put(
        0,
        Some(report(0, "processing", Copy, (&data, Some(&archive)), (52 * GIB, 80 * GIB), (812, 1200))),
        (200 * mib, 7),
        never,
        &still,
    );
    let failed = report(
        1,
        "fail",
        Copy,
        (&path("数据/气象观测资料/二〇二六年三月"), Some(&path("备份/气象"))),
        (9 * GIB, 40 * GIB),
        (35, 2200),
    );
    let mut failed = failed;
    (failed.extra_mut().error_code, failed.extra_mut().error_message) =
        (Some("911501".into()), Some("空间不足".into()));
    put(1, Some(failed), (0, 0), never, &still);
    put(
        2,
        Some(report(
            2,
            "processing",
            Move,
            (&path("models/checkpoints"), Some(&path("store"))),
            (3 * GIB, 12 * GIB),
            (4, 12),
        )),
        (0, 0),
        quick,
        &still,
    );
    put(
        3,
        Some(report(3, "processing", Delete, (&path("tmp/scratch"), None), (0, 0), (48_211, 120_000))),
        (0, 310),
        never,
        &still,
    );
    put(
        4,
        Some(report(4, "waiting", Copy, (&path("数据/遥感影像"), Some(&path("备份"))), (0, 0), (0, 0))),
        (0, 0),
        never,
        &still,
    );
    put(
        5,
        Some(report(5, "complete", Copy, (&path("results/final.tar.gz"), Some(&archive)), (5 * GIB, 5 * GIB), (1, 1))),
        (0, 0),
        never,
        &still,
    );
    put(
        6,
        Some(report(6, "cancel", Move, (&path("old/experiments"), Some(&archive)), (GIB, 7 * GIB), (20, 300))),
        (0, 0),
        never,
        &still,
    );
    let asked = |task: &mut Task| {
        task.cancel_sent(at(28));
        task.cancel_taken(at(29));
    };
    put(
        7,
        Some(report(
            7,
            "processing",
            Copy,
            (&path("images/会议照片"), Some(&path("share"))),
            (2 * GIB, 3 * GIB),
            (610, 800),
        )),
        (30 * mib, 9),
        never,
        &asked,
    );
    put(8, Some(report(8, "processing", Copy, (&path("logs"), Some(&archive)), (0, 0), (0, 0))), (0, 0), never, &still);
    put(9, Some(report(9, "complete", Delete, (&path("trash"), None), (0, 5), (3, 3))), (0, 0), never, &still);
    let gone = |task: &mut Task| {
        let last = report(10, "processing", Copy, ("/public/home/efile-test/lost", None), (GIB, 2 * GIB), (1, 2));
        let memory = Memory { report: last.into(), seen: at(0).wall, ended: None, gone: false };
        *task = task.clone().remember(memory);
        let rule = StallRule { gone_after: Duration::ZERO, ..StallRule::default() };
        for second in 8..20 {
            task.absent(at(second), rule);
        }
    };
    put(10, None, (0, 0), never, &gone);
    let refused = |task: &mut Task| {
        let problem =
            CallError { code: Some("10003".into()), ..CallError::new(CallErrorKind::Refused, "参数异常") };
        task.refuse(problem, at(20), StallRule::default());
    };
    put(11, None, (0, 0), never, &refused);
    put(
        12,
        Some(report(12, "archiving", Copy, (&path("tape"), Some(&archive)), (GIB, 2 * GIB), (1, 2))),
        (0, 0),
        never,
        &still,
    );
    let failed_cancel = |task: &mut Task| {
        task.cancel_sent(at(28));
        task.cancel_failed(limited(), at(29));
    };
    put(
        13,
        Some(report(
            13,
            "processing",
            Move,
            (&path("big/huge.h5"), Some(&path("store"))),
            (300 * GIB, 900 * GIB),
            (0, 1),
        )),
        (500 * mib, 0),
        never,
        &failed_cancel,
    );
    set
}

fn look() -> Look {
    Look::new(Lang::En)
}

fn chrome() -> Chrome {
    let hints = [
        ("Enter", "detail"),
        ("c", "cancel"),
        ("d", "forget"),
        ("a", "add"),
        ("/", "filter"),
        ("s", "sort"),
        ("?", "help"),
        ("q", "quit"),
    ];
    let rows = |rows: &[(&str, &'static str)]| rows.iter().map(|(keys, does)| ((*keys).to_owned(), *does)).collect();
    Chrome {
        hints: rows(&hints),
        help: vec![
            (
                "Move",
                rows(&[
                    ("j k Up Down", "one row"),
                    ("g G Home End", "first, last"),
                    ("^d ^u PgDn PgUp", "half a page"),
                ]),
            ),
            (
                "Mark",
                rows(&[
                    ("Space", "mark and step"),
                    ("v", "mark a range"),
                    ("*", "mark all that are visible"),
                    ("U", "unmark all"),
                ]),
            ),
            (
                "On the service",
                rows(&[("c F9", "cancel, marked tasks or the current one, after a question"), ("r ^l", "poll now")]),
            ),
            (
                "Watch set (local)",
                rows(&[("a +", "add ids"), ("d Del", "stop watching"), ("C", "clear ended"), ("u", "undo")]),
            ),
            ("View", rows(&[("p", "full paths"), ("w", "all columns"), ("t", "theme"), ("T", "language")])),
        ],
    }
}

fn home() -> Region {
    Region { id: RegionId::DEFAULT, name: "efile.demo.scnet.cn".into(), origin: None }
}

/// The feed of a place.
fn feed(model: &mut Model, place: RegionId) -> &mut Feed {
    &mut model.watch.regions.get_mut(place).unwrap().feed
}

/// Home, well.
fn places() -> Regions {
    let mut places = Regions::new(vec![home()]);
    places.get_mut(RegionId::DEFAULT).unwrap().feed = well();
    places
}

/// How asking goes when it goes well.
fn well() -> Feed {
    Feed {
        asking: false,
        last_answer: Some(at(31)),
        round_trip: Some(Duration::from_millis(12)),
        next: Some(Moment(Duration::from_secs(34))),
        ..Feed::default()
    }
}

/// Lets a place fail.
fn fail(model: &mut Model, place: RegionId, problem: CallError) {
    let feed = feed(model, place);
    feed.trouble = Some(Trouble { problem, failures: 3, since: at(31) });
    feed.next = Some(Moment(Duration::from_secs(45)));
}

/// The rich scene: all states, two marks, the cursor on a failure.
fn rich() -> Model {
    let tasks = tasks();
    let mut ids: Vec<TaskId> = tasks.iter().map(|task| task.id.clone()).collect();
    ids.sort_by_key(|id| tasks.get(id).map(|task| (task.state().attention(), task.order)));
    let cursor = ids.first().cloned();
    let log = tasks.iter().flat_map(|task| task.events.clone()).collect::<Vec<Event>>();
    let mut log: VecDeque<Event> = log.into();
    log.make_contiguous().sort_by(|a, b| (a.at.moment, &a.id).cmp(&(b.at.moment, &b.id)));
    let mut watch = Watch::new(places(), StallRule::default());
    watch.log = log;
    watch.start(tasks);
    Model {
        replay: None,
        now: at(33),
        size: (80, 24),
        watch,
        set_name: Some("default".into()),
        view: View { ids, cursor, marks: HashSet::from([id(3), id(4)]), ..View::default() },
        clicked: None,
        detail: None,
        dialogs: Vec::new(),
        notice: None,
        keymap: std::sync::Arc::default(),
        look: look(),
        frozen: None,
        undo: Vec::new(),
        awaited: None,
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
        unsaved: false,
        recording: false,
        news: eftop::internals::tui::news::News::default(),
        dirty: true,
    }
}

fn empty() -> Model {
    let watch = Watch::new(Regions::new(vec![home()]), StallRule::default());
    Model { watch, view: View::default(), ..rich() }
}

fn in_trouble() -> Model {
    let mut model = rich();
    fail(&mut model, RegionId::DEFAULT, limited());
    model
}

/// Three regions, two of which have one name, and a task that belongs to none of them; the middle one is limited.
fn regions() -> Model {
    let mut model = rich();
    let places = [("华东一区【昆山】", "11250"), ("西南一区【雅安】", "11266"), ("华东一区【昆山】", "11250")];
    let places = places.iter().enumerate().map(|(number, (name, region))| {
        let base_url = format!("https://efile{number}.scnet.cn:65011/efile").into();
        let origin = Origin { region: Some((*region).into()), base_url };
        Region { id: RegionId::new(number), name: (*name).into(), origin: Some(Arc::new(origin)) }
    });
    model.watch.regions = Regions::new(places.collect());
    for number in 0..14 {
        let place = RegionId::new(match number {
            0 | 1 | 4 | 5 | 6 => 0,
            9 | 12 => 2,
            10 => usize::MAX,
            _ => 1,
        });
        let origin = model.watch.regions.get(place).and_then(|state| state.region.origin.clone());
        let task = model.watch.tasks.get_mut(&id(number)).unwrap();
        (task.region, task.origin) = (place, origin);
    }
    let foreign = Origin { region: None, base_url: "https://efile.wuzhen.example/efile".into() };
    model.watch.tasks.get_mut(&id(10)).unwrap().origin = Some(Arc::new(foreign));
    model.watch.by_region = model.watch.tasks.totals_by_region();
    for number in 0..3 {
        *feed(&mut model, RegionId::new(number)) = well();
    }
    fail(&mut model, RegionId::new(1), limited());
    model
}

fn with_detail(tab: Tab, on: usize) -> Model {
    let mut model = rich();
    model.detail = Some(Detail { tab, scroll: 0 });
    model.view.cursor = Some(id(on));
    model
}

fn with_dialog(dialog: Dialog) -> Model {
    Model { dialogs: vec![dialog], ..rich() }
}

fn question(with_hidden: bool) -> Dialog {
    Dialog::Cancel(Question {
        targets: vec![id(0), id(3), id(13)],
        hidden: vec![id(4)],
        with_hidden,
        ended: 2,
        unreached: 0,
        scroll: 0,
        quiet_since: Some(Moment::default()),
    })
}

/// Every state of the screen that has a look of its own.
fn scenes() -> Vec<(&'static str, Model)> {
    let filtered = {
        let mut model = with_dialog(Dialog::Filter { input: "s:fail 气象 >x".into(), before: String::new() });
        model.view.filter = String::from("s:fail 气象 >x");
        model.view.filter_problem = Some("no size: >x".to_owned());
        model.view.ids = vec![id(1)];
        model
    };
    let mut no_match = rich();
    no_match.view = View { only: Some(StateGroup::Trouble), filter: "nothing".to_owned(), ..View::default() };
    let notice = Notice {
        text: "cancel of 1 task failed: limited 911048; c tries again".to_owned(),
        tone: NoticeTone::Bad,
        until: Moment(Duration::MAX),
        uncancelled: Vec::new(),
    };
    let mut sorted = Model { notice: Some(notice), ..rich() };
    sorted.view.sort = Sort { key: Column::Rate, reversed: true };
    sorted.look.full_paths = true;
    vec![
        ("table", rich()),
        ("empty", empty()),
        ("trouble", in_trouble()),
        ("no_match", no_match),
        ("sorted", sorted),
        ("filter", filtered),
        ("info", with_detail(Tab::Info, 0)),
        ("error", with_detail(Tab::Error, 1)),
        ("error_gone", with_detail(Tab::Error, 10)),
        ("error_cancel", with_detail(Tab::Error, 13)),
        ("events", with_detail(Tab::Events, 7)),
        ("graph", with_detail(Tab::Graph, 0)),
        ("cancel", with_dialog(question(false))),
        ("cancel_hidden", with_dialog(question(true))),
        ("add", with_dialog(Dialog::Add { input: "10b10bf643814ebf 任务".into(), pasted: None })),
        ("sort", with_dialog(Dialog::Sort { choice: Column::Eta })),
        ("help", with_dialog(Dialog::help(0))),
        ("explain", with_dialog(Dialog::Explain { id: id(1), scroll: 0 })),
        ("log", with_dialog(Dialog::Log { scroll: 0 })),
        ("regions", regions()),
        ("regions_dialog", Model { dialogs: vec![Dialog::Regions { scroll: 0 }], ..regions() }),
    ]
}

fn drawn(model: &Model, (width, height): (u16, u16)) -> (Buffer, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    // The frame's own buffer: the backend's leaves the second cells of wide glyphs out.
    let buffer = terminal.draw(|frame| draw(model, &chrome(), frame)).unwrap().buffer.clone();
    let visible = terminal.backend().cursor_visible().then(|| terminal.backend().cursor_position());
    (buffer, visible)
}

/// The rows as a terminal shows them: behind a wide glyph its second cell is not shown.
fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let mut lines = Vec::new();
    for row in buffer.content().chunks(width.max(1)) {
        let (mut line, mut skip) = (String::new(), 0);
        for cell in row {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = cells(cell.symbol()).max(1);
            }
            skip -= 1;
        }
        lines.push(line);
    }
    lines
}

fn text(model: &Model, size: (u16, u16)) -> String {
    rows(&drawn(model, size).0).iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

const SIZES: [(u16, u16); 5] = [(40, 10), (60, 20), (80, 24), (120, 36), (200, 60)];

#[test]
fn the_screens_look_as_agreed() {
    for (name, model) in scenes() {
        for size in SIZES {
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text(&model, size));
        }
    }
}

#[test]
fn the_screens_look_as_agreed_in_chinese_and_in_ascii() {
    for (name, mut model) in scenes() {
        if name.starts_with("regions") {
            insta::assert_snapshot!(format!("{name}_160x45"), text(&model, (160, 45)));
            model.look.lang = Lang::Zh;
            for size in [(60, 20), (80, 24), (160, 45)] {
                insta::assert_snapshot!(format!("zh_{name}_{}x{}", size.0, size.1), text(&model, size));
            }
        }
        if ["table", "trouble", "info", "error", "cancel", "empty"].contains(&name) {
            model.look.lang = Lang::Zh;
            for size in [(40, 10), (80, 24), (120, 36)] {
                insta::assert_snapshot!(format!("zh_{name}_{}x{}", size.0, size.1), text(&model, size));
            }
            model.look.lang = Lang::En;
            model.look.ascii = true;
            insta::assert_snapshot!(format!("ascii_{name}_80x24"), text(&model, (80, 24)));
        }
    }
}

/// What a replay adds to a screen, and what a recording does.
fn scenes_of_recordings() -> Vec<(&'static str, Model)> {
    let replay = |position: u64| Replay {
        position: Duration::from_secs(position),
        length: Duration::from_mins(10),
        wall: at(position).wall,
        speed: 20.0,
        is_paused: false,
        is_seeking: false,
        is_anonymous: false,
        real: Moment(Duration::from_secs(7)),
    };
    let of = |replay: Replay| Model { replay: Some(replay), ..rich() };
    vec![
        ("recording", Model { recording: true, ..rich() }),
        ("recording_empty", Model { recording: true, ..empty() }),
        ("replay", of(replay(220))),
        ("replay_paused", of(Replay { is_paused: true, is_anonymous: true, speed: 0.125, ..replay(0) })),
        ("replay_seeking", of(Replay { is_seeking: true, ..replay(599) })),
        ("replay_over", of(replay(600))),
    ]
}

#[test]
fn recordings_look_as_agreed() {
    for (name, mut model) in scenes_of_recordings() {
        for (lang, of_lang) in [(Lang::En, ""), (Lang::Zh, "zh_")] {
            model.look.lang = lang;
            for size in [(40, 10), (80, 24), (120, 36)] {
                // The scene beneath is shown elsewhere whole: here its first and its last rows say all that is new.
                let text = text(&model, size);
                let lines: Vec<_> = text.lines().collect();
                let shown = [&lines[..4], &lines[lines.len() - 3..]].concat().join("\n");
                insta::assert_snapshot!(format!("{of_lang}{name}_{}x{}", size.0, size.1), shown);
            }
        }
        model.look.ascii = true;
        model.look.lang = Lang::En;
        for line in rows(&drawn(&model, (120, 36)).0) {
            assert!(!line.chars().any(|c| !c.is_ascii() && !('\u{3000}'..='\u{9fff}').contains(&c)), "{name}: {line}");
        }
    }
}

#[rstest]
#[case((0, 0))]
#[case((1, 1))]
#[case((39, 10))]
#[case((40, 9))]
fn a_screen_that_is_too_small_says_so_and_never_breaks(#[case] size: (u16, u16)) {
    for (_, model) in scenes() {
        let shown = text(&model, size);
        assert!(size.0 < 10 || shown.contains("Too small"), "{shown}");
    }
}

const LOOKS: [(&Theme, ColorDepth); 6] = [
    (&Theme::DARK, ColorDepth::Full),
    (&Theme::LIGHT, ColorDepth::Full),
    (&Theme::DARK, ColorDepth::Sixteen),
    (&Theme::LIGHT, ColorDepth::Sixteen),
    (&Theme::DARK, ColorDepth::None),
    (&Theme::LIGHT, ColorDepth::None),
];

#[test]
fn the_cursor_row_is_seen_in_every_look() {
    for ((theme, colors), ascii) in LOOKS.into_iter().flat_map(|look| [(look, false), (look, true)]) {
        let mut model = rich();
        model.look = Look { theme, colors, ascii, ..model.look };
        let (buffer, _) = drawn(&model, (120, 36));
        let (cursor, other) = (4, 8);
        assert_eq!(buffer[(0, cursor)].symbol(), if ascii { ">" } else { "▌" }, "{theme:?} {colors:?}");
        for x in 0..120 {
            let (here, there) = (&buffer[(x, cursor)], &buffer[(x, other)]);
            if colors == ColorDepth::Full {
                assert_ne!(here.bg, Color::Reset, "{theme:?} {x}");
                assert!(!here.modifier.contains(Modifier::REVERSED));
            } else {
                // A coloured piece of a reversed row would be a block of colour, or vanish.
                assert_eq!((here.fg, here.bg), (Color::Reset, Color::Reset), "{theme:?} {colors:?} {x}");
                assert_eq!(here.modifier, Modifier::REVERSED, "{theme:?} {colors:?} {x}");
            }
            assert!(!there.modifier.contains(Modifier::REVERSED));
        }
    }
}

#[test]
fn without_colours_there_is_no_colour_anywhere() {
    for (name, mut model) in scenes() {
        model.look.colors = ColorDepth::None;
        let (buffer, _) = drawn(&model, (120, 36));
        for cell in buffer.content() {
            assert_eq!((cell.fg, cell.bg, cell.underline_color), (Color::Reset, Color::Reset, Color::Reset), "{name}");
        }
    }
}

#[test]
fn in_ascii_only_texts_of_the_service_are_not_ascii() {
    for (name, mut model) in scenes() {
        model.look.ascii = true;
        for line in rows(&drawn(&model, (120, 36)).0) {
            let strange: String =
                line.chars().filter(|c| !c.is_ascii() && !('\u{3000}'..='\u{9fff}').contains(c)).collect();
            assert_eq!(strange, "", "{name}: {line}");
        }
    }
}

#[test]
fn a_failure_has_its_colour_its_sign_its_word_and_its_cause() {
    let (buffer, _) = drawn(&rich(), (160, 45));
    let line = &rows(&buffer)[4];
    assert!(line.contains("✗ failed") && line.contains("911501 no space left"), "{line}");
    // The red of the cursor's row, where the page's own would be too dark.
    assert_eq!(buffer[(2, 4)].fg, Color::Indexed(209));
}

#[test]
fn the_text_cursor_stands_where_is_typed() {
    let mut model = with_dialog(Dialog::Filter { input: "气象".into(), before: String::new() });
    let (buffer, position) = drawn(&model, (80, 24));
    assert_eq!(rows(&buffer)[23].trim_end(), " filter: 气象");
    assert_eq!(position, Some(Position { x: 13, y: 23 }));
    model.dialogs.clear();
    assert_eq!(drawn(&model, (80, 24)).1, None);
    let long = "x".repeat(500);
    let (_, position) = drawn(&with_dialog(Dialog::Add { input: long.into(), pasted: None }), (80, 24));
    assert!(position.is_some_and(|position| position.x < 78), "{position:?}");
}

#[test]
fn rates_are_not_shown_while_the_service_cannot_be_asked() {
    let line = |model: &Model| rows(&drawn(model, (200, 60)).0).join("\n");
    assert!(line(&rich()).contains("MiB/s"));
    assert!(!line(&in_trouble()).contains("MiB/s"));
    let mut never = rich();
    feed(&mut never, RegionId::DEFAULT).last_answer = None;
    assert!(!line(&never).contains("MiB/s"));
}

#[test]
fn a_task_that_was_never_answered_says_why_while_asking_fails() {
    for tab in [Tab::Info, Tab::Error] {
        let mut model = with_detail(tab, 20);
        model.watch.tasks.add(Task::new(id(20), at(0).wall));
        model.view.ids.push(id(20));
        assert!(text(&model, (120, 36)).contains("not been asked"));
        let problem = CallError::new(CallErrorKind::Unreachable, "connection refused");
        feed(&mut model, RegionId::DEFAULT).trouble = Some(Trouble { problem, failures: 3, since: at(31) });
        let shown = text(&model, (120, 36));
        for said in ["cannot be asked since 14:02:38", "connection refused"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
    }
}

#[test]
fn the_numbers_of_a_column_end_in_one_column() {
    for width in [60, 80, 120, 200] {
        let (buffer, _) = drawn(&rich(), (width, 36));
        let titles: Vec<&str> = (0..width).map(|x| buffer[(x, 3)].symbol()).collect();
        let Some(end) = titles.windows(3).position(|title| title == ["E", "T", "A"]).map(|start| start + 2) else {
            assert!(width < 80, "{width}: no column for the time left");
            continue;
        };
        // The row of a failure has its cause in cells that have no number.
        for y in (5..18).filter(|y| buffer[(2, *y)].symbol() != "?") {
            let cell = |x: usize| buffer[(u16::try_from(x).unwrap(), y)].symbol();
            assert_eq!(cell(end + 1), " ", "{width}: row {y}");
        }
    }
}

#[test]
fn the_header_has_room_for_every_trouble_and_the_dialog_for_its_advice() {
    use SignIn::{
        AccessKey, Center, Clock, ForeignKey, ManyRegions, NoEfile, NoRegion, NotRenewable, Refused, SecretKey,
        Suspended, TokenRefused, TokenService,
    };
    let steps = [
        AccessKey,
        Center,
        Clock,
        ForeignKey,
        ManyRegions,
        NoEfile,
        NoRegion,
        NotRenewable,
        Refused,
        SecretKey,
        Suspended,
        TokenRefused,
        TokenService,
    ];
    let kinds = [
        CallErrorKind::Limited,
        CallErrorKind::Unauthenticated,
        CallErrorKind::Misconfigured,
        CallErrorKind::Proxy,
        CallErrorKind::Blocked,
    ];
    for kind in kinds.into_iter().chain(steps.map(CallErrorKind::SignIn)) {
        for (mut model, lang) in [regions(), rich()].into_iter().flat_map(|model| Lang::ALL.map(|l| (model.clone(), l)))
        {
            let all = words(lang);
            let place = if model.watch.regions.are_several() { RegionId::new(1) } else { RegionId::DEFAULT };
            let problem = CallError { code: Some("911048".into()), ..CallError::new(kind, "their words") };
            fail(&mut model, place, problem);
            model.look.lang = lang;
            let header = text(&model, (60, 20)).lines().next().unwrap().to_owned();
            let retry = (all.header.retry)(
                &format!("{} 911048", all.problems.of(kind).word),
                if lang == Lang::En { "12s" } else { "12 秒" },
            );
            assert!(header.contains(&retry), "{header}");
            model.dialogs = vec![Dialog::Regions { scroll: 0 }];
            let solid = |text: &str| text.chars().filter(|c| !" │\n".contains(*c)).collect::<String>();
            let dialog = solid(&text(&model, (80, 50)));
            assert!(dialog.contains(&solid(all.problems.of(kind).advice)) && dialog.contains("theirwords"), "{dialog}");
        }
    }
}

#[test]
fn the_header_names_the_worst_region_and_counts_the_others() {
    let header = |model: &Model| text(model, (100, 24)).lines().next().unwrap().to_owned();
    let mut model = regions();
    let suspended = CallErrorKind::SignIn(SignIn::Suspended);
    let problem = CallError::new(suspended, "");
    fail(&mut model, RegionId::new(2), problem);
    assert!(header(&model).contains("昆山#2 account suspended, retry in 12s · 1 more failing, 1 fine"));
    fail(&mut model, RegionId::DEFAULT, limited());
    feed(&mut model, RegionId::new(2)).trouble = None;
    let since = |model: &mut Model, place, seconds| {
        feed(model, place).trouble.as_mut().unwrap().since = at(seconds);
    };
    since(&mut model, RegionId::DEFAULT, 20);
    assert!(header(&model).contains(" 昆山 limited 911048"), "the one that lasts longer: {}", header(&model));
    since(&mut model, RegionId::new(1), 10);
    assert!(header(&model).contains(" 雅安 limited 911048"), "{}", header(&model));
}

#[test]
fn the_age_of_the_data_is_that_of_the_oldest_answer_that_is_awaited() {
    let header = |model: &Model| text(model, (100, 24)).lines().next().unwrap().to_owned();
    let mut model = regions();
    *feed(&mut model, RegionId::new(1)) = Feed { last_answer: Some(at(26)), ..well() };
    assert!(header(&model).contains("7s ago · next in 1s"), "{}", header(&model));
    // Nothing is expected of it any more.
    for n in [9, 12] {
        model.watch.tasks.remove(&id(n));
    }
    model.watch.by_region = model.watch.tasks.totals_by_region();
    *feed(&mut model, RegionId::new(2)) = Feed { last_answer: Some(at(1)), next: None, ..well() };
    assert!(header(&model).contains("7s ago"), "{}", header(&model));
    // Signing in, before any answer.
    for number in 0..3 {
        *feed(&mut model, RegionId::new(number)) = Feed { asking: true, ..Feed::default() };
    }
    assert!(header(&model).ends_with("asking") && !header(&model).contains("ago"), "{}", header(&model));
}

#[test]
fn a_set_that_the_limits_cannot_carry_is_said_to_be_so() {
    let mut model = rich();
    assert!(!text(&model, (120, 36)).contains("limits"));
    feed(&mut model, RegionId::DEFAULT).stretched = Some(Duration::from_secs(21));
    assert!(text(&model, (120, 36)).contains("at the limits: every 21s"), "{}", text(&model, (120, 36)));
    model.look.lang = Lang::Zh;
    assert!(text(&model, (120, 36)).contains("已达限度：21 秒一轮"), "{}", text(&model, (120, 36)));
}

#[test]
fn only_the_rows_of_a_region_in_trouble_lose_their_rates() {
    let model = regions();
    let rows = rows(&drawn(&model, (200, 60)).0);
    let row = |part: &str| rows.iter().find(|row| row.contains(part)).unwrap();
    assert!(row("run-042").contains("MiB/s"), "home answers");
    assert!(!row("huge.h5").contains("iB/s"), "this one cannot be asked");
    assert!(rows[1].contains("≥103 MiB/s"), "the sum is of what is known: {}", rows[1]);
}

#[test]
fn what_no_region_is_asked_for_is_not_late_and_says_why() {
    let mut model = with_detail(Tab::Info, 20);
    let mut task = Task::new(id(20), at(0).wall);
    task.region = RegionId::UNBOUND;
    model.watch.tasks.add(task);
    model.view.ids.push(id(20));
    fail(&mut model, RegionId::DEFAULT, limited());
    for tab in [Tab::Info, Tab::Error] {
        model.detail = Some(Detail { tab, scroll: 0 });
        let shown = text(&model, (160, 45));
        assert!(shown.contains("belongs to another EFile URL") && !shown.contains("cannot be asked"), "{shown}");
    }
}

/// A cell behind the first one of a wide glyph is never shown, so nothing may stand there.
fn hidden_text(buffer: &Buffer) -> Option<String> {
    let width = usize::from(buffer.area.width).max(1);
    buffer.content().chunks(width).find_map(|row| {
        let hidden = row.windows(2).any(|pair| cells(pair[0].symbol()) > 1 && pair[1].symbol() != " ");
        hidden.then(|| row.iter().map(ratatui::buffer::Cell::symbol).collect())
    })
}

#[test]
fn no_dialog_has_its_border_behind_half_a_glyph() {
    for (name, mut model) in scenes().into_iter().filter(|(_, model)| !model.dialogs.is_empty()) {
        model.look.lang = Lang::Zh;
        model.view.ids = vec![id(1); 30];
        for width in 40..200 {
            assert_eq!(hidden_text(&drawn(&model, (width, 30)).0), None, "{name} at {width}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_size_breaks_a_line(width in 0u16..240, height in 0u16..70, scroll in 0u16..60, pick in 0usize..21, zh: bool, ascii: bool, wide: bool) {
        let (name, mut model) = scenes().swap_remove(pick);
        model.look = Look { lang: if zh { Lang::Zh } else { Lang::En }, ascii, wide, ..model.look };
        if let Some(detail) = &mut model.detail {
            detail.scroll = scroll;
        }
        match model.dialogs.last_mut() {
            Some(
                Dialog::Help { scroll: lines, .. }
                | Dialog::Log { scroll: lines }
                | Dialog::Explain { scroll: lines, .. }
                | Dialog::Regions { scroll: lines },
            ) => *lines = scroll,
            Some(Dialog::Cancel(question)) => question.scroll = scroll,
            _ => {}
        }
        let (buffer, _) = drawn(&model, (width, height));
        for line in rows(&buffer) {
            prop_assert_eq!(cells(&line), usize::from(width), "{}: {}", name, line);
        }
    }
}
