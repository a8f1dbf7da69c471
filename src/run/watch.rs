//! `eftop` and `eftop watch`: the live screen over the service and a watch set on disk.

use super::{
    headless,
    headless::hooks::Hooks,
    logging,
    session::{self, Setup},
    start,
};
use crate::{
    api::{Client, ClientOptions},
    app::{Model, ModelSetup, Msg},
    cli::{Exit, WatchArgs, ids},
    config::{self, Environment, paths},
    domain::{Origin, Task, TaskId, pick::Picked},
    poll::{self, Clock},
    store::{SetName, Store},
    text::words,
};
use color_eyre::eyre::Result;
use jiff::Timestamp;
use std::{io::IsTerminal, sync::Arc};

/// Runs the screen until it is left.
pub async fn run(args: WatchArgs) -> Result<Exit> {
    if !std::io::stdout().is_terminal() {
        return headless::instead_of_screen(args).await;
    }
    let environment = Environment::of_process();
    let file = start::read_file(args.screen.config.as_deref(), &environment)?;
    let flags = args.flags();
    let config = config::resolve(&flags, &environment, &file)?;
    let connection = config::resolve::connection(&flags, &environment, &file)?;
    let client = Client::new(ClientOptions {
        insecure_http: config.insecure_http,
        offset: config.service_offset,
        ..ClientOptions::new(connection.url, connection.token.into_secret())
    })?;
    let picked = ids::of_arguments(&args.ids, &mut std::io::stdin().lock())?;
    if let Some(path) = &args.screen.log {
        logging::start(path)?;
    }

    let clock = Clock::start();
    let mut store = Store::new(paths::sets(&environment)?, &SetName::new(&config.set)?);
    let loaded = store.load(clock.now().wall)?;
    let mut model = Model::new(ModelSetup {
        now: clock.now(),
        size: (0, 0),
        place: host(client.base_url().as_str()).into(),
        set_name: Some(config.set.as_str().into()),
        look: start::look(&config),
        stall: config.stall,
    });
    model.add_tasks(loaded.tasks);
    let mut first: Vec<Msg> = loaded.notes.iter().map(|note| Msg::Tell(note.to_string())).collect();
    let origin = Arc::new(Origin { region: None, base_url: client.base_url().as_str().into() });
    let to_save = adopt(&mut model, &picked, &origin, &mut first, clock.now().wall);
    let (watched, foreign) = whom_to_ask(&model, &origin);
    if foreign > 0 {
        first.push(Msg::Tell((words(config.lang).notice.foreign)(foreign)));
    }

    let settings = poll::Settings {
        interval: config.interval,
        floor: poll::floor(client.base_url().is_loopback()),
        ..poll::Settings::default()
    };
    let exit_status = args.exit_status;
    let setup = Setup {
        service: Arc::new(client),
        model,
        watched,
        settings,
        store: Some(store),
        to_save,
        clock,
        first,
        exit_status,
        hooks: Hooks::beside_a_screen(args.hooks),
    };
    session::run(setup).await
}

/// The host and port of a base URL: what tells regions apart in little room.
fn host(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// Puts the ids of the command line into the set and tells how many were new. An id that is there already is bound to this base
/// URL: whoever names it here means it here. Returns what is to be saved.
fn adopt(
    model: &mut Model,
    picked: &Picked,
    origin: &Arc<Origin>,
    tell: &mut Vec<Msg>,
    added: Timestamp,
) -> Vec<(TaskId, bool)> {
    let mut to_save = Vec::with_capacity(picked.ids.len());
    let mut new = Vec::new();
    for id in &picked.ids {
        if let Some(task) = model.tasks.get_mut(id) {
            task.origin = Some(origin.clone());
            to_save.push((id.clone(), false));
        } else {
            new.push(Task::new(id.clone(), added).bound_to(origin.clone()));
            to_save.push((id.clone(), true));
        }
    }
    if !picked.ids.is_empty() {
        let watched = picked.ids.len() - new.len();
        tell.push(Msg::Tell((words(model.look.lang).notice.added)(new.len(), picked.duplicates, watched)));
    }
    model.add_tasks(new);
    to_save
}

/// The tasks to ask for here, and how many belong to another base URL: its back end knows them, this one would call them gone.
fn whom_to_ask(model: &Model, origin: &Origin) -> (Vec<TaskId>, usize) {
    let (ours, foreign): (Vec<_>, Vec<_>) = model
        .tasks
        .iter()
        .filter(|task| !task.has_ended())
        .partition(|task| task.origin.as_ref().is_none_or(|bound| bound.base_url == origin.base_url));
    (ours.into_iter().map(|task| task.id.clone()).collect(), foreign.len())
}
