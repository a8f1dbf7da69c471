//! The regions of a run: each has its own service, its own poll task and its own troubles. What they tell comes out of one bounded
//! channel, so that a slow reader slows them all. An id is sent to the region that it belongs to, and to no other: until it is known
//! where the default region is, tasks that name an address wait, so that no two regions ever turn out to be one.

pub use super::locate::{Locate, by_region, is_same};
use super::{Clock, Event, Poller, Settings, backoff, failpoints::FailpointService, poller};
use crate::{
    client::Located,
    domain::{CallError, Moment, Origin, PollEvent, Region, RegionId, TaskId, TaskSet, Trouble},
};
use color_eyre::eyre::{Context, Result, eyre};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
    sync::Arc,
    time::Duration,
};
use tokio::{sync::mpsc, task::JoinSet};

/// Messages of all regions that may wait for the reader; the poll tasks wait when there are more.
const INBOX: usize = 16;
/// How many regions there may be: the origins come from a file.
const MOST: usize = 64;

/// A region to be: its service, and how often to ask it.
#[derive(Debug)]
pub struct RegionSetup<S> {
    /// The service.
    pub service: Arc<S>,
    /// The pace of polling.
    pub settings: Settings,
    /// What people call it, as far as that is known.
    pub name: Box<str>,
    /// Region and address, as far as they are known.
    pub origin: Option<Arc<Origin>>,
}

/// Makes the region that an origin names; `None` where it cannot be reached.
pub type Bind<S> = Box<dyn Fn(&Arc<Origin>) -> Option<RegionSetup<S>> + Send + Sync>;

struct Member<S> {
    service: Arc<S>,
    poller: Poller,
    settings: Settings,
    name: Box<str>,
    /// The origins that lead here, the present one first.
    origins: Vec<Arc<Origin>>,
    located: Option<Located>,
    watched: BTreeSet<TaskId>,
}

/// What a task of the pollers did when it ended.
enum Done {
    /// A poll loop was stopped.
    Polling,
    /// This region was looked for.
    Locating(RegionId, Result<Option<Located>, CallError>),
}

/// All regions of a run.
pub struct Pollers<S> {
    clock: Clock,
    bind: Bind<S>,
    members: BTreeMap<RegionId, Member<S>>,
    tasks: JoinSet<Done>,
    events_out: mpsc::Sender<(RegionId, PollEvent)>,
    events: mpsc::Receiver<(RegionId, PollEvent)>,
    news: VecDeque<Event>,
    /// Whether it is known where the default region is, or that this will not be found out.
    is_decided: bool,
    /// Tasks that wait for that.
    held: Vec<TaskId>,
    /// Why it is not known yet.
    trouble: Option<Trouble>,
    /// Whether it is looked for.
    is_locating: bool,
    is_stopped: bool,
}

impl<S> fmt::Debug for Pollers<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pollers").field("regions", &self.members.len()).finish_non_exhaustive()
    }
}

impl<S: Locate> Pollers<S> {
    /// Pollers of one region, [`RegionId::DEFAULT`], which get others by `bind`. Nothing is sent before something is watched.
    pub fn new(home: RegionSetup<S>, bind: Bind<S>, clock: Clock) -> Self {
        let (events_out, events) = mpsc::channel(INBOX);
        let is_decided = home.origin.is_some() || home.service.located().is_some();
        let mut pollers = Self {
            clock,
            bind,
            members: BTreeMap::new(),
            tasks: JoinSet::new(),
            events_out,
            events,
            news: VecDeque::new(),
            is_decided,
            held: Vec::new(),
            trouble: None,
            is_locating: false,
            is_stopped: false,
        };
        pollers.add(home);
        pollers
    }

    /// Pollers of one region for good.
    #[cfg(any(test, feature = "server"))]
    pub fn alone(home: RegionSetup<S>, clock: Clock) -> Self {
        Self::new(home, Box::new(|_| None), clock)
    }

    /// Adds a region and starts its poll task.
    fn add(&mut self, setup: RegionSetup<S>) -> RegionId {
        let RegionSetup { service, settings, name, origin } = setup;
        let id = RegionId::new(self.members.len());
        let with_failpoints = Arc::new(FailpointService(service.clone()));
        let (poller, polling) = poller::start(with_failpoints, settings, self.clock, id, self.events_out.clone());
        self.tasks.spawn(async move {
            match polling.await {
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                _ => Done::Polling,
            }
        });
        let located = service.located();
        let name = located.as_ref().map_or(name, |located| located.name.clone());
        let origin = located.as_ref().map(|located| located.origin.clone()).or(origin);
        let origins = origin.into_iter().collect();
        let member = Member { service, poller, settings, name, origins, located, watched: BTreeSet::new() };
        self.news.push_back(Event::Region(member.region(id)));
        self.members.insert(id, member);
        id
    }

    /// The region of tasks with this origin, made if need be: the default one for those without any, [`RegionId::UNBOUND`] for those
    /// that cannot be asked for. While it is not known where the default region is, that is the one for all; they are not asked for yet.
    pub fn region_of(&mut self, origin: Option<&Arc<Origin>>) -> RegionId {
        let Some(origin) = origin.filter(|_| self.is_decided) else { return RegionId::DEFAULT };
        let known = self.members.iter().find(|(_, member)| member.leads_from(origin)).map(|(id, _)| *id);
        known.unwrap_or_else(|| {
            let setup = (self.members.len() < MOST).then(|| (self.bind)(origin)).flatten();
            setup.map_or(RegionId::UNBOUND, |setup| self.add(setup))
        })
    }

    /// Where the default region is, as far as that is known.
    pub fn home(&self) -> Option<&Arc<Origin>> {
        self.members.get(&RegionId::DEFAULT)?.origins.first()
    }

    /// All regions.
    pub fn regions(&self) -> Vec<Region> {
        self.members.iter().map(|(id, member)| member.region(*id)).collect()
    }

    /// The service of a region, for what is no polling.
    pub fn service(&self, region: RegionId) -> Option<Arc<S>> {
        self.members.get(&region).map(|member| member.service.clone())
    }

    /// Asks this region for these from now on. Of [`RegionId::UNBOUND`] nothing is asked.
    pub fn watch(&mut self, region: RegionId, ids: Vec<TaskId>) {
        if let Some(member) = self.members.get_mut(&region).filter(|_| !ids.is_empty()) {
            member.watched.extend(ids.iter().cloned());
            member.poller.watch(ids);
        }
    }

    /// Asks for these tasks of the set from now on, each in its region. Those that have ended are never asked for again.
    pub fn watch_all(&mut self, tasks: &TaskSet, ids: &[TaskId]) {
        let is_decided = self.is_decided;
        for (region, mut ids) in by_region(tasks, ids) {
            ids.retain(|id| tasks.get(id).is_some_and(|task| !task.has_ended()));
            if !is_decided && region == RegionId::DEFAULT {
                let waits = |id: &mut TaskId| tasks.get(id).is_some_and(|task| task.origin.is_some());
                self.held.extend(ids.extract_if(.., waits));
            }
            self.watch(region, ids);
        }
        if !self.held.is_empty() && self.trouble.is_none() {
            self.locate_home(Duration::ZERO);
        }
    }

    /// The regions of tasks that waited until it was known where the default region is, and of unbound tasks that belong to a region
    /// that was found. All of them are to be asked for there.
    pub fn decide(&mut self, tasks: &TaskSet) -> Vec<(RegionId, Vec<TaskId>)> {
        if !self.is_decided {
            return Vec::new();
        }
        let mut regions = BTreeMap::<RegionId, Vec<TaskId>>::new();
        let held = std::mem::take(&mut self.held);
        let named = |id: &&TaskId| tasks.get(id).and_then(|task| task.origin.as_ref()?.region.as_ref()).is_some();
        // Those that name a region come first: they lead others of the same address to it.
        let (first, last): (Vec<_>, Vec<_>) = held.iter().partition(named);
        for task in first.into_iter().chain(last).filter_map(|id| tasks.get(id)) {
            regions.entry(self.region_of(task.origin.as_ref())).or_default().push(task.id.clone());
        }
        for task in tasks.iter().filter(|task| task.region == RegionId::UNBOUND) {
            let Some(origin) = &task.origin else { continue };
            if let Some((id, _)) = self.members.iter().find(|(_, member)| member.leads_from(origin)) {
                regions.entry(*id).or_default().push(task.id.clone());
            }
        }
        regions.into_iter().collect()
    }

    /// Does not ask for these any more, wherever that was done. That sends nothing, so the region need not be known: a task that was
    /// taken out of the set has none.
    pub fn forget(&mut self, ids: &[TaskId]) {
        self.held.retain(|id| !ids.contains(id));
        for member in self.members.values_mut() {
            let ids: Vec<_> = ids.iter().filter(|id| member.watched.remove(*id)).cloned().collect();
            if !ids.is_empty() {
                member.poller.forget(ids);
            }
        }
    }

    /// Begins a poll of every region now.
    pub fn poll_now(&self) {
        self.members.values().for_each(|member| member.poller.poll_now());
    }

    /// Sets the time between polls of every region; raised to the floor of each.
    pub fn set_interval(&self, interval: Duration) {
        self.members.values().for_each(|member| member.poller.set_interval(interval));
    }

    /// Finds out where the default region is, and where every region is that is asked, beside the polls: it may sign in.
    pub fn locate(&mut self) {
        for (id, member) in &self.members {
            let is_home = *id == RegionId::DEFAULT;
            if member.located.is_none() && !is_home && !member.watched.is_empty() {
                let (id, service) = (*id, member.service.clone());
                self.tasks.spawn(async move { Done::Locating(id, service.locate().await) });
            }
        }
        self.locate_home(Duration::ZERO);
    }

    fn locate_home(&mut self, wait: Duration) {
        let Some(home) = self.members.get(&RegionId::DEFAULT).filter(|home| home.located.is_none()) else { return };
        if std::mem::replace(&mut self.is_locating, true) {
            return;
        }
        let (service, clock) = (home.service.clone(), self.clock);
        self.tasks.spawn(async move {
            clock.sleep_until(clock.moment().plus(wait)).await;
            Done::Locating(RegionId::DEFAULT, service.locate().await)
        });
    }

    /// Ends all poll tasks, whatever is in flight.
    pub fn stop(&mut self) {
        self.is_stopped = true;
        self.members.values().for_each(|member| member.poller.stop());
    }

    /// What comes next. Cancel-safe.
    ///
    /// # Errors
    /// When a poll task panicked, or ended by itself.
    pub async fn next(&mut self) -> Result<Event> {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Ok(news);
            }
            tokio::select! {
                biased;
                Some(done) = self.tasks.join_next() => match done.context("the poll loop failed")? {
                    Done::Polling if !self.is_stopped => return Err(eyre!("the poll loop ended by itself")),
                    Done::Polling => {}
                    Done::Locating(id, result) => self.looked_for(id, result),
                },
                Some((id, event)) = self.events.recv() => self.take(id, event),
            }
        }
    }

    /// What has come already.
    pub fn waiting(&mut self) -> Option<Event> {
        if self.news.is_empty()
            && let Ok((id, event)) = self.events.try_recv()
        {
            self.take(id, event);
        }
        self.news.pop_front()
    }

    /// What a poll loop said. What a poll found out about its region is reported before it.
    fn take(&mut self, id: RegionId, event: PollEvent) {
        let Some(member) = self.members.get(&id) else { return };
        if let Some(located) = member.service.located() {
            self.found(id, located);
        }
        let Some(member) = self.members.get_mut(&id) else { return };
        if let PollEvent::Batch(snapshot) = &event {
            let ended = snapshot.reports.iter().filter(|(_, report)| report.status.is_end()).map(|(id, _)| id);
            let ended: Vec<_> = ended.filter(|id| member.watched.remove(*id)).cloned().collect();
            if !ended.is_empty() {
                // The poll loop knows; but the user may have forgotten such a task and brought it back while this was on its way.
                member.poller.forget(ended);
            }
        }
        self.news.push_back(Event::Poll(id, event));
    }

    /// A region was looked for. While the default one cannot be found, and tasks wait for that, it is tried again and told like a poll
    /// that failed; where trying again is of no use, the others go on.
    fn looked_for(&mut self, id: RegionId, result: Result<Option<Located>, CallError>) {
        let is_home = id == RegionId::DEFAULT;
        if is_home {
            self.is_locating = false;
        }
        let error = match result {
            Ok(Some(located)) => return self.found(id, located),
            Ok(None) => None,
            Err(error) => {
                tracing::debug!(%error, "a region was not located");
                Some(error)
            }
        };
        if !is_home || self.is_decided {
            return;
        }
        let Some(home) = self.members.get(&id) else { return };
        let Some(problem) = error else {
            self.is_decided = true;
            return self.news.push_back(Event::Region(home.region(id)));
        };
        let at = self.clock.now();
        let failures = self.trouble.as_ref().map_or(0, |trouble| trouble.failures).saturating_add(1);
        let since = self.trouble.as_ref().map_or(at, |trouble| trouble.since);
        let is_passing = problem.kind.is_passing();
        let Settings { interval, max_backoff, jitter, .. } = home.settings;
        let wait = backoff::delay(failures, problem.kind, interval, problem.retry_after, jitter(), max_backoff);
        let trouble = Trouble { problem, failures, since };
        self.trouble = Some(trouble.clone());
        // What is asked there tells the trouble itself.
        if home.watched.is_empty() {
            let next: Option<Moment> = is_passing.then(|| at.moment.plus(wait));
            self.news.push_back(Event::Poll(id, PollEvent::Started { at }));
            let ended = PollEvent::Ended { at, asked: 0, round_trip: None, trouble: Some(trouble), next };
            self.news.push_back(Event::Poll(id, ended));
        }
        if is_passing {
            self.locate_home(wait);
        } else {
            self.is_decided = true;
            let region = home.region(id);
            self.news.push_back(Event::Region(region));
        }
    }

    fn found(&mut self, id: RegionId, located: Located) {
        let Some(member) = self.members.get_mut(&id).filter(|member| member.located.as_ref() != Some(&located)) else {
            return;
        };
        member.name.clone_from(&located.name);
        member.origins.retain(|origin| *origin != located.origin);
        member.origins.insert(0, located.origin.clone());
        let region = member.region(id);
        let waited = id == RegionId::DEFAULT && self.trouble.take().is_some() && member.watched.is_empty();
        member.located = Some(located);
        self.is_decided |= id == RegionId::DEFAULT;
        self.news.push_back(Event::Region(region));
        if waited {
            let at = self.clock.now();
            let ended = PollEvent::Ended { at, asked: 0, round_trip: None, trouble: None, next: None };
            self.news.push_back(Event::Poll(id, ended));
        }
    }
}

impl<S> Member<S> {
    fn region(&self, id: RegionId) -> Region {
        Region { id, name: self.name.clone(), origin: self.origins.first().cloned() }
    }

    fn leads_from(&self, origin: &Origin) -> bool {
        self.origins.iter().any(|one| is_same(one, origin))
    }
}

#[cfg(test)]
pub(crate) mod scripted;
#[cfg(test)]
mod tests;
