//! A screen with a few tasks, and short ways to send it messages.

use eftop::internals::{
    domain::{
        At, CallError, CallErrorKind, Moment, Operation, Origin, PollEvent, Region, RegionId, Report, Snapshot,
        StallRule, State, Status, Task, TaskId, Trouble,
    },
    messages::Lang,
    tui::{self, Effect, Key, KeyName, Look, Model, ModelSetup, Msg, RowId, ServiceEffect},
    watch::{Change, Event},
};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};

/// The time `seconds` after the start.
pub fn at(seconds: u64) -> At {
    let start = At { moment: Moment(Duration::ZERO), wall: Timestamp::from_second(1_760_000_000).unwrap() };
    start.plus(Duration::from_secs(seconds))
}

/// The id of the task of this number: 32 hexadecimal digits, like the service's.
pub fn id(number: u32) -> TaskId {
    TaskId::new(&format!("{number:032x}")).unwrap()
}

/// Ids of these numbers.
pub fn ids(numbers: &[u32]) -> Vec<TaskId> {
    numbers.iter().copied().map(id).collect()
}

/// What the service says of a task.
pub fn report(number: u32, status: &str) -> Report {
    let mut report = Report::new(Status::parse(status));
    report.operation = Some(Operation::Copy);
    report.source = Some(format!("/data/run{number}.tar").into());
    report.target = Some("/out".into());
    (report.done_bytes, report.total_bytes) = (Some(5), Some(u64::from(number) << 30));
    if status == "fail" {
        report.extra_mut().error_code = Some("911020".into());
    }
    report
}

/// An answer of home with these tasks.
pub fn answer(seconds: u64, tasks: &[(u32, &str)]) -> Event {
    answer_of(RegionId::DEFAULT, seconds, tasks)
}

/// An answer of a place with these tasks.
pub fn answer_of(place: RegionId, seconds: u64, tasks: &[(u32, &str)]) -> Event {
    reported(place, seconds, tasks.iter().map(|(number, status)| (id(*number), report(*number, status))).collect())
}

/// An answer of a place with these reports.
pub fn reported(place: RegionId, seconds: u64, reports: Vec<(TaskId, Report)>) -> Event {
    Event::Poll(
        place,
        PollEvent::Batch(Snapshot {
            at: at(seconds),
            round_trip: Duration::from_millis(80),
            reports,
            absent: Vec::new(),
            refused: Vec::new(),
            skipped: 0,
        }),
    )
}

/// The end of a cycle of home.
pub fn ended(seconds: u64, trouble: impl Into<Option<Trouble>>) -> Event {
    ended_of(RegionId::DEFAULT, seconds, trouble)
}

/// The end of a cycle of a place.
pub fn ended_of(place: RegionId, seconds: u64, trouble: impl Into<Option<Trouble>>) -> Event {
    let (at, trouble) = (at(seconds), trouble.into());
    Event::Poll(place, PollEvent::Ended { at, asked: 1, round_trip: None, trouble, next: None })
}

/// Trouble since then.
pub fn trouble(kind: CallErrorKind, since: u64) -> Trouble {
    Trouble { problem: problem(kind), failures: 1, since: at(since) }
}

/// A task that was never asked for, in a place.
pub fn task(number: u32, place: RegionId) -> Task {
    let mut task = Task::new(id(number), at(0).wall);
    task.region = place;
    task
}

/// A place of this number, at an address of its own.
pub fn place(number: usize, name: &str) -> Region {
    let base_url = format!("https://efile{number}.example/efile").into();
    let origin = Some(Arc::new(Origin { region: Some(format!("{number}").into()), base_url }));
    Region { id: RegionId::new(number), name: name.into(), origin }
}

/// A problem; the load of the service has a code.
pub fn problem(kind: CallErrorKind) -> CallError {
    let code = (kind == CallErrorKind::Limited).then(|| "911048".into());
    CallError { code, ..CallError::new(kind, "busy") }
}

/// What a screen takes: a message, or an event of the watch set behind it.
#[derive(Clone, Debug)]
pub enum Input {
    Msg(Msg),
    Event(Event),
}

impl From<Msg> for Input {
    fn from(msg: Msg) -> Self {
        Self::Msg(msg)
    }
}

impl From<Event> for Input {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl From<Change> for Input {
    fn from(change: Change) -> Self {
        Self::Msg(Msg::Changes(vec![change]))
    }
}

/// Tasks of these numbers, added by another eftop.
pub fn appeared(numbers: &[u32]) -> Event {
    let tasks = numbers.iter().map(|number| Task::new(id(*number), at(0).wall)).collect();
    Event::Added { tasks, back: false }
}

/// The ids of the tasks that are added by this effect.
pub fn added(effect: &Effect) -> Option<Vec<TaskId>> {
    match effect {
        Effect::Service(ServiceEffect::Apply(Event::Added { tasks, .. })) => {
            Some(tasks.iter().map(|task| task.id.clone()).collect())
        }
        _ => None,
    }
}

/// The effect of taking tasks out.
pub fn removed(numbers: &[u32]) -> Effect {
    Effect::Service(ServiceEffect::Apply(Event::Removed(ids(numbers))))
}

/// A screen under test, with a clock that moves on by a second per message.
pub struct Screen {
    pub model: Model,
    pub seconds: u64,
}

impl Screen {
    /// An empty screen of 100 x 24.
    pub fn empty() -> Self {
        let look = Look { mouse: true, ..Look::new(Lang::En) };
        let model = Model::new(ModelSetup {
            now: at(0),
            size: (100, 24),
            places: vec![Region { id: RegionId::DEFAULT, name: "efile.example".into(), origin: None }],
            set_name: Some("default".into()),
            keymap: std::sync::Arc::default(),
            look,
            stall: StallRule::default(),
            zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
        });
        Self { model, seconds: 0 }
    }

    /// A screen with tasks that were answered once, the numbers counted from 1 in the order of the statuses.
    pub fn with(statuses: &[&str]) -> Self {
        let mut screen = Self::empty();
        let tasks: Vec<(u32, &str)> = (1..).zip(statuses.iter().copied()).collect();
        screen.model.adopt(tasks.iter().map(|(number, _)| Task::new(id(*number), at(0).wall)).collect());
        screen.send(answer(1, &tasks));
        screen.model.notice = None;
        screen
    }

    /// Takes it, as one second goes by. What the effects do to the set is done.
    pub fn send(&mut self, input: impl Into<Input>) -> Vec<Effect> {
        self.seconds += 1;
        let now = at(self.seconds);
        let effects = match input.into() {
            Input::Msg(msg) => tui::update(&mut self.model, msg, now),
            Input::Event(event) => tui::apply(&mut self.model, event, now),
        };
        let mut more = Vec::new();
        for effect in &effects {
            if let Effect::Service(ServiceEffect::Apply(event)) = effect {
                more.extend(tui::apply(&mut self.model, event.clone(), now));
            }
        }
        let dirty = self.model.dirty;
        self.model.drawn(now.moment, self.model.close_hint);
        self.model.dirty = dirty;
        effects.into_iter().chain(more).collect()
    }

    pub fn press(&mut self, key: Key) -> Vec<Effect> {
        self.send(Msg::Key(key))
    }

    /// Types characters one by one; Enter is `\n`, Escape `\x1b`.
    pub fn keys(&mut self, keys: &str) -> Vec<Effect> {
        let key = |character| match character {
            '\n' => Key::plain(KeyName::Enter),
            '\x1b' => Key::plain(KeyName::Esc),
            character => Key::char(character),
        };
        keys.chars().flat_map(|character| self.press(key(character))).collect()
    }

    /// The numbers of the tasks shown, in order.
    pub fn rows(&self) -> Vec<u32> {
        self.model.view.ids.iter().map(number).collect()
    }

    /// The number of the task under the cursor.
    pub fn cursor(&self) -> Option<u32> {
        match self.model.view.cursor.as_ref()? {
            RowId::Task(id) => Some(number(id)),
            RowId::Group(_) => None,
        }
    }

    pub fn marks(&self) -> Vec<u32> {
        let mut marks: Vec<_> = self.model.view.marks.iter().map(number).collect();
        marks.sort_unstable();
        marks
    }

    pub fn state(&self, number: u32) -> State {
        self.model.watch.tasks.get(&id(number)).unwrap().state()
    }

    pub fn notice(&self) -> &str {
        self.model.notice.as_ref().map_or("", |notice| &notice.text)
    }
}

/// The number of a task of [`id`].
pub fn number(id: &TaskId) -> u32 {
    u32::from_str_radix(id.as_str(), 16).unwrap()
}
