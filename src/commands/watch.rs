//! `eftop` and `eftop watch`: the live screen over the service and a watch set on disk.

use super::{
    exit::Result,
    headless,
    headless::hooks::Hooks,
    live::Live,
    regions, session,
    start::{self, Settings},
};
use crate::{
    cli::{Exit, WatchArgs, ids},
    client::RegionClient,
    domain::{RegionId, Task, TaskId, pick::Picked},
    messages::{InLang, words},
    settings::Environment,
    tui::Msg,
    watch::{Change, Clock, Parts, pollers::Pollers},
};
use jiff::Timestamp;
use std::collections::HashMap;

/// Runs the screen until it is left.
pub async fn run(args: WatchArgs) -> Result<Exit> {
    if let Err(why) = start::need_screen(&Environment::of_process()) {
        return Box::pin(headless::instead_of_screen(args, why)).await;
    }
    let settings = Settings::read(args.settings.flags)?;
    let config = &settings.config;
    let (account, region) = settings.account()?;
    let picked = ids::of_arguments(&args.ids, &mut std::io::stdin().lock())?;
    settings.start_log()?;

    let clock = Clock::start();
    let mut loaded = start::open_set(&settings, clock.now().wall)?;
    let pollers = regions::pollers(&account, region.as_deref(), config, clock, &mut loaded.tasks);
    let set_name = Some(config.set.as_str().into());
    let mut model = start::model(&settings, clock.now(), pollers.regions(), set_name)?;
    let mut first: Vec<Msg> = loaded.notes.iter().map(|note| Msg::Tell(note.text(config.lang))).collect();
    let to_save = adopt(&mut loaded.tasks, &picked, &pollers, clock.now().wall);
    if !picked.ids.is_empty() {
        let new = to_save.iter().filter(|(_, is_new)| *is_new).count();
        let text = (words(config.lang).notice.added)(new, picked.duplicates, picked.ids.len() - new);
        first.push(Msg::Tell(text));
    }
    model.adopt(loaded.tasks);
    // Nothing depends on the log: where it cannot be read, what follows is missing there.
    let log = loaded.store.as_mut().and_then(|store| store.read_log().ok()).unwrap_or_default();
    model.was_away(&log.entries);
    model.watch.log.recall(log.entries.into_iter());
    let foreign = model.watch.tasks.iter().filter(|task| task.region == RegionId::UNBOUND && !task.has_ended()).count();
    if foreign > 0 {
        first.push(Msg::Tell((words(config.lang).notice.foreign)(foreign)));
    }
    // It continues without, and saves as soon as it can. Said last, so that it is seen.
    first.extend(loaded.unread.map(|why| Msg::Changes(vec![Change::SaveFailed(why)])));

    let recording = start::record(args.record, &model)?;
    let parts = Parts { pollers, store: loaded.store, follows_set: true, to_save, clock, recording };
    let hooks = Hooks::beside_a_screen(args.hooks);
    let live = Live { hooks, exit_status: args.exit_status, ..Live::new(model, parts) };
    Box::pin(session::run(live, clock, first, start::outside(config))).await
}

/// Puts the ids of the command line among the tasks of the set. New ones belong to the default region, and so do those that no region
/// is known for. Returns what is to be saved, and whether it is new.
#[expect(clippy::vec_box, reason = "as they are loaded")]
fn adopt(
    tasks: &mut Vec<Box<Task>>,
    picked: &Picked,
    pollers: &Pollers<RegionClient>,
    added: Timestamp,
) -> Vec<(TaskId, bool)> {
    let known: HashMap<_, _> = tasks.iter().enumerate().map(|(index, task)| (task.id.clone(), index)).collect();
    let mut to_save = Vec::with_capacity(picked.ids.len());
    for id in &picked.ids {
        if let Some(task) = known.get(id).and_then(|index| tasks.get_mut(*index)) {
            regions::mean_here(pollers, task);
            to_save.push((id.clone(), false));
        } else {
            let mut task = Box::new(Task::new(id.clone(), added));
            regions::mean_here(pollers, &mut task);
            tasks.push(task);
            to_save.push((id.clone(), true));
        }
    }
    to_save
}
