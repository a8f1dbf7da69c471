//! `eftop` and `eftop watch`: the live screen over the service and a watch set on disk.

use super::{
    engine::Parts,
    headless,
    headless::hooks::Hooks,
    logging, places,
    pollers::Pollers,
    recording,
    session::{self, Setup},
    start,
};
use crate::{
    app::{Model, ModelSetup, Msg},
    cli::{Exit, WatchArgs, ids},
    client::RegionClient,
    config::{self, Environment},
    domain::{RegionId, Task, TaskId, pick::Picked},
    text::words,
    watch::Clock,
};
use color_eyre::eyre::Result;
use jiff::Timestamp;

/// Runs the screen until it is left.
pub async fn run(args: WatchArgs) -> Result<Exit> {
    let environment = Environment::of_process();
    if let Err(why) = start::need_screen(&environment) {
        return headless::instead_of_screen(args, why).await;
    }
    let file = start::read_file(args.screen.config.as_deref(), &environment)?;
    let flags = args.flags();
    let config = config::resolve(&flags, &environment, &file)?;
    let connection = config::resolve::connection(&flags, &environment, &file)?;
    let region = connection.region.clone();
    let account = super::connect::account(connection, &config)?;
    let picked = ids::of_arguments(&args.ids, &mut std::io::stdin().lock())?;
    if let Some(path) = &args.screen.log {
        logging::start(path, config.lang)?;
    }

    let clock = Clock::start();
    let mut loaded = start::open_set(&config, &environment, clock.now().wall)?;
    let fleet = places::fleet(&account, region.as_deref(), &config, clock, &mut loaded.tasks);
    let mut model = Model::new(ModelSetup {
        now: clock.now(),
        size: (0, 0),
        places: fleet.places(),
        set_name: Some(config.set.as_str().into()),
        look: start::look(&config, &environment),
        keymap: start::keymap(&config)?,
        stall: config.stall,
        zone: start::zone(),
    });
    model.adopt(loaded.tasks);
    model.was_away();
    let mut first: Vec<Msg> = loaded.notes.iter().map(|note| Msg::Tell(note.to_string())).collect();
    let to_save = adopt(&mut model, &picked, &fleet, &mut first, clock.now().wall);
    let foreign = model.tasks.iter().filter(|task| task.place == RegionId::UNBOUND && !task.has_ended()).count();
    if foreign > 0 {
        first.push(Msg::Tell((words(config.lang).notice.foreign)(foreign)));
    }
    // It goes on without, and saves as soon as it can. Told last, so that it is seen.
    first.extend(loaded.unread.map(|why| Msg::SaveFailed(why.to_string())));

    let exit_status = args.exit_status;
    let recording = recording::begin(args.record, &model, config.interval)?;
    let setup = Setup {
        parts: Parts { fleet, model, store: loaded.store, to_save, clock, recording },
        first,
        exit_status,
        hooks: Hooks::beside_a_screen(args.hooks),
        outside: start::outside(&config),
    };
    Box::pin(session::run(setup)).await
}

/// Puts the ids of the command line into the set and tells how many were new. New ones belong to home, and so do those that no
/// place is known for. Returns what is to be saved.
fn adopt(
    model: &mut Model,
    picked: &Picked,
    fleet: &Pollers<RegionClient>,
    tell: &mut Vec<Msg>,
    added: Timestamp,
) -> Vec<(TaskId, bool)> {
    let mut to_save = Vec::with_capacity(picked.ids.len());
    let mut new = Vec::new();
    for id in &picked.ids {
        if let Some(task) = model.tasks.get_mut(id) {
            places::mean_here(fleet, task);
            to_save.push((id.clone(), false));
        } else {
            let mut task = Task::new(id.clone(), added);
            places::mean_here(fleet, &mut task);
            new.push(task);
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
