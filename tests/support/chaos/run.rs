//! The run: makes the parts, lets things happen, and adds up.

use super::{
    INTERVAL,
    figures::{Figures, Memory},
    judge,
    ledger::Book,
    quiet,
    user::User,
    watched::Watched,
    weather::Weather,
    world,
};
use eftop::internals::{
    client::{Account, AccountOptions, Credentials},
    commands::{live::Live, session::Source},
    domain::{StallRule, Task, TaskId},
    messages::Lang,
    server::{self, Engine, Options, Running},
    store::{Changes, Entry, SetName, Store},
    tui::{Look, Model, ModelSetup, Msg},
    watch::{
        self, Change, Clock, Parts,
        pollers::{Pollers, RegionSetup},
    },
};
use jiff::Timestamp;
use std::{
    collections::BTreeSet,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::{sleep_until, timeout_at};

/// Everything of a run.
pub struct Bench {
    pub engine: Live<Watched>,
    pub user: User,
    pub book: Book,
    /// Ids that another eftop has put into the set, and that are not shown yet.
    pub elsewhere: BTreeSet<TaskId>,
    pub region: eftop::internals::client::RegionClient,
}

impl Bench {
    /// Lets the program take changes.
    pub fn handle(&mut self, changes: Vec<Change>) {
        self.engine.take(Msg::Changes(changes.clone()));
        for change in changes {
            judge::answered(&self.engine, &change, &self.book);
        }
        self.judge();
    }

    pub fn judge(&mut self) {
        judge::judge(&self.engine, &mut self.user, &mut self.elsewhere, &self.book);
    }

    /// Lets the program run until then.
    pub async fn run_until(&mut self, end: Instant) {
        while let Ok(event) = timeout_at(end.into(), self.engine.next()).await {
            self.handle(event.unwrap());
        }
    }
}

pub async fn run(seed: u64, lasts: Duration, real_files: bool) -> Figures {
    let ids = world::count(lasts);
    let book = Book::new(ids);
    let folder = tempfile::tempdir().unwrap();
    let server = serve(seed, lasts, real_files, &book).await;
    let mut weather = Weather::new(server.base_url(), seed);
    let mut bench = bench(seed, ids, &server, &book, folder.path());
    let mut other = store(folder.path());
    let mut memory = Memory::default();
    let began = Instant::now();
    bench.engine.start();

    let mut next_weather = began;
    // A question takes no yes before it stood for a while, and at the start none did.
    let mut next_deed = began + Duration::from_secs(1);
    let mut next_second = began;
    while began.elapsed() < lasts {
        tokio::select! {
            event = bench.engine.next() => bench.handle(event.unwrap()),
            () = sleep_until(next_weather.into()) => {
                let pause = weather.change(world::submitted(began.elapsed())).await;
                next_weather = Instant::now() + Duration::from_millis(pause);
            }
            () = sleep_until(next_deed.into()) => {
                bench.user.act(&mut bench.engine, world::submitted(began.elapsed()));
                bench.judge();
                next_deed = Instant::now() + Duration::from_millis(bench.user.pause());
            }
            () = sleep_until(next_second.into()) => {
                bench.engine.take(Msg::Tick);
                memory.look(began.elapsed());
                if began.elapsed().as_secs().is_multiple_of(5) {
                    let ids = bench.user.elsewhere(world::submitted(began.elapsed()));
                    other = add_elsewhere(other, &ids).await;
                    bench.elsewhere.extend(ids);
                }
                next_second += Duration::from_secs(1);
            }
        }
    }
    weather.clear().await;
    quiet::quiet(&mut bench).await;

    let Bench { engine: Live { model, mut engine, .. }, user, book, .. } = bench;
    engine.stop_asking();
    let tasks = &model.watch.tasks;
    if let Err(error) = engine.save(tasks).await {
        book.open().violated(format!("the set was not saved: {error:?}"));
    }
    let loaded = store(folder.path()).load(Timestamp::now()).unwrap();
    let kept: BTreeSet<_> = loaded.tasks.iter().map(|task| task.id.clone()).collect();
    if kept != user.expected {
        book.open().violated(format!("{} ids on disk, not {}", kept.len(), user.expected.len()));
    }
    for task in loaded.tasks.iter().filter(|task| !task.has_ended()) {
        if tasks.get(&task.id).is_some_and(Task::has_ended) {
            book.open().violated(format!("the end of {} is not on disk", task.id));
        }
    }
    server.shut_down().await.unwrap();
    let ledger = book.open();
    Figures::new(seed, began.elapsed(), &ledger, &user, weather.made, memory)
}

async fn serve(seed: u64, lasts: Duration, real_files: bool, book: &Book) -> Running {
    let book = book.clone();
    let log = Box::new(move |line: &server::LogLine| book.open().arrived(line));
    let scenario = if real_files { world::without_tasks() } else { world::scenario(seed, lasts) };
    let engine = real_files.then(|| Arc::new(world::Trees::new(lasts)) as Arc<dyn Engine>);
    let options = Options { seed, engine, log: Some(log), ..Options::new(scenario) };
    server::start(options).await.unwrap()
}

fn store(folder: &Path) -> Store {
    Store::new(folder, &SetName::new("chaos").unwrap())
}

/// Another eftop puts these into the set.
async fn add_elsewhere(mut store: Store, ids: &[TaskId]) -> Store {
    let added = ids.iter().map(|id| Entry::of(&Task::new(id.clone(), Timestamp::now()))).collect();
    let changes = Changes { added, ..Changes::default() };
    let write = move || {
        store.save(&changes, Timestamp::now()).unwrap();
        store
    };
    tokio::task::spawn_blocking(write).await.unwrap()
}

fn bench(seed: u64, ids: usize, server: &Running, book: &Book, folder: &Path) -> Bench {
    let account = server.account();
    let credentials = Credentials::Keys {
        user: account.user.clone(),
        access_key: account.access_key.clone().into(),
        secret_key: account.secret_key.clone().into(),
    };
    let account = Account::new(AccountOptions {
        token_url: Some(server.base_url().to_owned()),
        connect_timeout: Duration::from_millis(500),
        timeout: Duration::from_millis(700),
        ..AccountOptions::new(credentials, Timestamp::now)
    })
    .unwrap();
    let service = Arc::new(Watched { region: account.home(Vec::new()), book: book.clone() });
    // Small batches, so that there are several requests to be sent at once.
    let settings = watch::Settings {
        interval: INTERVAL,
        floor: watch::floor(true),
        batch: 20,
        max_backoff: Duration::from_secs(1),
        ..watch::Settings::default()
    };
    let clock = Clock::start();
    let pollers = Pollers::alone(RegionSetup { service, settings, name: "chaos".into(), origin: None }, clock);
    let look = Look::new(Lang::En);
    let model = Model::new(ModelSetup {
        now: clock.now(),
        size: (120, 36),
        places: pollers.regions(),
        set_name: Some("chaos".into()),
        keymap: Arc::default(),
        look,
        stall: StallRule::default(),
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
    });
    let mut store = store(folder);
    store.load(Timestamp::now()).unwrap();
    let parts = Parts { pollers, store: Some(store), follows_set: true, to_save: Vec::new(), clock, recording: None };
    let engine = Live::new(model, parts);
    let user = User::new(seed, book.clone(), ids);
    Bench { engine, user, book: book.clone(), elsewhere: BTreeSet::new(), region: account.home(Vec::new()) }
}
