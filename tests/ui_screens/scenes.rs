//! Every state of the screen that has a look of its own.

use super::tasks::{at, id, limited, tasks};
use eftop::internals::{
    domain::{
        About, CallError, Conflict, EventKind, GroupBy, GroupKey, LogEntry, Logged, Moment, Origin, Region, RegionId,
        SetChange, StallRule, State, Task, TaskId, TaskSet, Trouble, again::NoRetry,
    },
    messages::Lang,
    tui::{
        Ask, Column, Detail, Dialog, Feed, Key, Look, Model, ModelSetup, Msg, Notice, NoticeTone, Question, Replay,
        Sort, StateGroup, Tab, View, update,
    },
    watch::Regions,
};
use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
    time::Duration,
};

fn home() -> Region {
    Region { id: RegionId::DEFAULT, name: "efile.demo.scnet.cn".into(), origin: None }
}

/// The feed of a place.
pub fn feed(model: &mut Model, place: RegionId) -> &mut Feed {
    &mut model.watch.regions.get_mut(place).unwrap().feed
}

/// How asking goes when it goes well.
pub fn well() -> Feed {
    Feed {
        asking: false,
        last_answer: Some(at(31)),
        round_trip: Some(Duration::from_millis(12)),
        next: Some(Moment(Duration::from_secs(34))),
        ..Feed::default()
    }
}

/// Lets a place fail.
pub fn fail(model: &mut Model, place: RegionId, problem: CallError) {
    let feed = feed(model, place);
    feed.trouble = Some(Trouble { problem, failures: 3, since: at(31) });
    feed.next = Some(Moment(Duration::from_secs(45)));
}

/// What was written into the log before the screen was opened.
fn night(tasks: &TaskSet) -> Vec<LogEntry> {
    let ago = |hours: i64| at(0).wall - jiff::SignedDuration::from_hours(hours);
    let of_set = |at, change, tasks: &[&Task]| {
        LogEntry::of_set(at, change, tasks.iter().map(|task| &task.id), About::of(tasks[0])).unwrap()
    };
    let get = |n| tasks.get(&id(n)).unwrap();
    let problem = Box::new(limited());
    vec![
        of_set(ago(17), SetChange::Submitted, &[get(0), get(1), get(2)]),
        LogEntry::screen_left(ago(16)),
        LogEntry { at: ago(10), what: Logged::Outage { region: Box::default(), since: ago(12), problem } },
        of_set(ago(1), SetChange::Forgotten, &[get(3)]),
    ]
}

/// The rich scene: all states, two marks, the cursor on a failure.
pub fn rich() -> Model {
    let tasks = tasks();
    let mut ids: Vec<TaskId> = tasks.iter().map(|task| task.id.clone()).collect();
    ids.sort_by_key(|id| tasks.get(id).map(|task| (task.state().attention(), task.order)));
    let cursor = ids.first().cloned().map(Into::into);
    let is_cancelling = |kind: &EventKind| matches!(kind, EventKind::Changed { to: State::Cancelling, .. });
    let entries = |task: &Task| -> Vec<_> {
        task.events
            .iter()
            .filter(|event| !is_cancelling(&event.kind))
            .map(|event| LogEntry::of_task(event.at, task, event.kind.clone()))
            .collect()
    };
    let mut log: Vec<LogEntry> = tasks.iter().flat_map(entries).chain(night(&tasks)).collect();
    log.sort_by(|a, b| (a.at, a.task()).cmp(&(b.at, b.task())));
    let mut model = empty();
    model.watch.log.recall(log.into_iter());
    *feed(&mut model, RegionId::DEFAULT) = well();
    model.watch.start(tasks);
    model.view = View { ids, cursor, marks: HashSet::from([id(3), id(4)]), ..View::default() };
    model
}

/// The rich scene in groups, some of them unfolded; the cursor on the first group.
fn grouped(by: GroupBy, unfolded: &[GroupKey<'static>]) -> Model {
    let mut model = rich();
    (model.view.group_by, model.view.cursor) = (Some(by), None);
    model.view.unfolded.extend(unfolded.iter().cloned());
    model.adopt(Vec::<Task>::new());
    model
}

/// No task, and nothing asked yet.
pub fn empty() -> Model {
    Model::new(ModelSetup {
        now: at(33),
        size: (80, 24),
        places: vec![home()],
        set_name: Some("default".into()),
        look: Look::new(Lang::En),
        keymap: Arc::default(),
        stall: StallRule::default(),
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
    })
}

pub fn in_trouble() -> Model {
    let mut model = rich();
    fail(&mut model, RegionId::DEFAULT, limited());
    model
}

/// Three regions, two of which have one name, and a task that belongs to none of them; the middle one is limited.
pub fn regions() -> Model {
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

pub fn with_detail(tab: Tab, on: usize) -> Model {
    let mut model = rich();
    model.detail = Some(Detail { tab, scroll: 0 });
    model.view.cursor = Some(id(on).into());
    model
}

pub fn with_dialog(dialog: Dialog) -> Model {
    Model { dialogs: vec![dialog], ..rich() }
}

/// The question before a cancel.
fn cancel(ids: &[usize], hidden: &[usize], with_hidden: bool) -> Dialog {
    let all = |ids: &[usize]| ids.iter().copied().map(id).collect();
    let ask = Ask::Cancel { ended: 2 * hidden.len(), unreached: 0 };
    Dialog::Question(Question {
        with_hidden,
        quiet_since: Some(Moment::default()),
        ..Question::new(ask, all(ids), all(hidden))
    })
}

/// The question before work is submitted again: of two tasks, or of one whose target is being edited.
fn retry(ids: &[usize], edited: Option<usize>) -> Dialog {
    let one: [tui_input::Input; 2] = ["/work/气象/out".into(), "/scratch/zhangwei/rest".into()];
    let ask = Ask::Retry {
        left_out: vec![(id(0), NoRetry::Live), (id(6), NoRetry::Live), (id(10), NoRetry::Gone)],
        rule: edited.and(Some(Conflict::Both)),
        paths: if ids.len() == 1 { one.into() } else { Vec::new() },
        edited,
    };
    let ids = ids.iter().copied().map(id).collect();
    Dialog::Question(Question { quiet_since: Some(Moment::default()), ..Question::new(ask, ids, Vec::new()) })
}

/// A text with many ids was pasted, and with some lines that hold none.
fn pasted() -> Model {
    let mut model = rich();
    let ids = (0..40).map(|number| format!("10b10bf643814ebfb1fbf0d7e910e8{number:02x}"));
    let lines = ["ids of the night", ""].into_iter().map(str::to_owned).chain(ids).chain(["done.tar.gz".to_owned()]);
    update(&mut model, Msg::Paste(lines.collect::<Vec<_>>().join("\n")), at(33));
    model
}

/// Every state of the screen that has a look of its own.
static SCENES: LazyLock<Vec<(&'static str, Model)>> = LazyLock::new(|| {
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
    let mut copied = with_dialog(Dialog::Explain { id: id(2), scroll: 0 });
    update(&mut copied, Msg::Key(Key::char('y')), at(33));
    sorted.view.sort = Sort { key: Column::Rate, reversed: true };
    sorted.look.full_paths = true;
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
        ("table", rich()),
        ("groups", grouped(GroupBy::Cause, &[])),
        ("groups_unfolded", grouped(GroupBy::Cause, &[GroupKey::Cause(Some("911501".into()))])),
        ("groups_target", grouped(GroupBy::Target, &[])),
        ("group_info", Model { detail: Some(Detail::default()), ..grouped(GroupBy::Region, &[]) }),
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
        ("summary", with_detail(Tab::Summary, 0)),
        ("cancel", with_dialog(cancel(&[0, 3, 13], &[4], false))),
        ("cancel_one", with_dialog(cancel(&[0], &[], false))),
        ("cancel_hidden", with_dialog(cancel(&[0, 3, 13], &[4], true))),
        ("retry", with_dialog(retry(&[1, 2, 11], None))),
        ("retry_path", with_dialog(retry(&[1], Some(1)))),
        ("add", with_dialog(Dialog::Add { input: "10b10bf643814ebf 任务".into(), pasted: None })),
        ("add_pasted", pasted()),
        ("sort", with_dialog(Dialog::Sort { choice: Column::Eta })),
        ("help", with_dialog(Dialog::help(0))),
        ("explain", with_dialog(Dialog::Explain { id: id(1), scroll: 0 })),
        ("explain_stalled", with_dialog(Dialog::Explain { id: id(2), scroll: 0 })),
        ("explain_copied", copied),
        ("log", with_dialog(Dialog::Log { cursor: None })),
        ("regions", regions()),
        ("regions_dialog", Model { dialogs: vec![Dialog::Regions { scroll: 0 }], ..regions() }),
        ("recording", Model { recording: true, ..rich() }),
        ("recording_empty", Model { recording: true, ..empty() }),
        ("replay", of(replay(220))),
        ("replay_paused", of(Replay { is_paused: true, is_anonymous: true, speed: 0.125, ..replay(0) })),
        ("replay_seeking", of(Replay { is_seeking: true, ..replay(599) })),
        ("replay_over", of(replay(600))),
    ]
});

/// All scenes, by their names.
pub fn scenes() -> Vec<(&'static str, Model)> {
    SCENES.clone()
}

/// The scene of this name.
pub fn scene(name: &str) -> Model {
    SCENES.iter().find(|(one, _)| *one == name).unwrap().1.clone()
}
