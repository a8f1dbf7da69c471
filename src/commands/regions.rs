//! From an account to the regions of a run: home, and one for each other region that tasks of the set are bound to.

use crate::{
    client::{Account, BaseUrl, RegionClient},
    domain::{Origin, RegionId, Task},
    settings::Config,
    watch::{
        self, Clock, host,
        pollers::{Pollers, RegionSetup},
    },
};
use std::{collections::HashSet, sync::Arc};

/// What home is called before anything is known of it.
const PLATFORM: &str = "SCNet";

/// The pollers of an account. Each of the tasks learns its region.
pub fn pollers(
    account: &Arc<Account>,
    region: Option<&str>,
    config: &Config,
    clock: Clock,
    tasks: &mut [Box<Task>],
) -> Pollers<RegionClient> {
    prove(account, tasks);
    let home = account.home(pins(tasks));
    let known = account.known_url();
    let name = region.or(known.map(BaseUrl::host)).unwrap_or(PLATFORM);
    let setup = RegionSetup {
        service: Arc::new(home),
        settings: pace(config, known.is_some_and(BaseUrl::is_loopback)),
        name: name.into(),
        origin: known.map(|url| Arc::new(Origin { region: None, base_url: url.as_str().into() })),
    };
    let (account, settings) = (account.clone(), config.clone());
    let bind = move |origin: &Arc<Origin>| {
        let service = Arc::new(account.bound(origin)?);
        let url = BaseUrl::parse(&origin.base_url, settings.insecure_http).ok();
        let settings = pace(&settings, url.is_some_and(|url| url.is_loopback()));
        let name = origin.region.clone().unwrap_or_else(|| host(&origin.base_url).into());
        Some(RegionSetup { service, settings, name, origin: Some(origin.clone()) })
    };
    let mut pollers = Pollers::new(setup, Box::new(bind), clock);
    assign(&mut pollers, tasks);
    pollers
}

/// Gives each task its region. Those that name a region come first: they lead others of the same address to it.
pub fn assign(pollers: &mut Pollers<RegionClient>, tasks: &mut [Box<Task>]) {
    let names_region = |task: &Task| task.origin.as_ref().is_some_and(|origin| origin.region.is_some());
    for named in [true, false] {
        for task in tasks.iter_mut().filter(|task| names_region(task) == named) {
            task.region = pollers.region_of(task.origin.as_ref());
        }
    }
}

/// The distinct origins of these tasks.
pub fn pins(tasks: &[Box<Task>]) -> Vec<Arc<Origin>> {
    let mut seen = HashSet::new();
    tasks.iter().filter_map(|task| task.origin.clone()).filter(|origin| seen.insert(origin.clone())).collect()
}

/// Lets the account know which addresses gave good answers in earlier runs.
pub fn prove(account: &Account, tasks: &[Box<Task>]) {
    let seen = tasks.iter().filter(|task| task.report().is_some());
    seen.filter_map(|task| task.origin.as_ref()).for_each(|origin| account.prove(&origin.base_url));
}

/// Whoever names a task that no region is known for means it here: it is asked for here, and bound here once it was returned.
pub fn mean_here(pollers: &Pollers<RegionClient>, task: &mut Task) {
    if task.region == RegionId::UNBOUND {
        task.region = RegionId::DEFAULT;
    } else if task.origin.is_none() {
        task.origin = pollers.home().cloned();
    }
}

fn pace(config: &Config, is_loopback: bool) -> watch::Settings {
    watch::Settings { interval: config.interval, floor: watch::floor(is_loopback), ..watch::Settings::default() }
}
