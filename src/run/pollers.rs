//! The places of a run: each has its own service, its own poll task and its own troubles. What they tell comes out of one bounded
//! stream, so that a slow reader slows them all. An id is sent to the place that it belongs to, and to no other.

use super::failpoints::FailpointService;
use crate::{
    client::{Client, Located, RegionClient, Service},
    domain::{Origin, PollEvent, Region, RegionId, Task, TaskId, TaskSet},
    watch::{self, Clock, Poller},
};
use color_eyre::eyre::{Context, Result, eyre};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    fmt,
    future::Future,
    sync::Arc,
    time::Duration,
};
use tokio::{sync::mpsc, task::JoinSet};

/// Messages of all places that may wait for the reader; the poll tasks wait when there are more.
const INBOX: usize = 16;
/// How many places there may be: the origins come from a file.
const MOST: usize = 64;

/// A service that can say where it is.
pub trait Locate: Service {
    /// Finds out, as far as needed; `None` when that fails, or when there is nothing to find.
    fn locate(&self) -> impl Future<Output = Option<Located>> + Send;

    /// Where it is, if that is known without asking.
    fn located(&self) -> Option<Located>;
}

impl Locate for RegionClient {
    async fn locate(&self) -> Option<Located> {
        match Self::locate(self).await {
            Ok(located) => Some(located),
            Err(error) => {
                // The poll loop meets the same trouble and tells it.
                tracing::debug!(%error, "a region was not located");
                None
            }
        }
    }

    fn located(&self) -> Option<Located> {
        Self::located(self)
    }
}

/// A client of one address: there is nothing to find.
impl Locate for Client {
    async fn locate(&self) -> Option<Located> {
        None
    }

    fn located(&self) -> Option<Located> {
        None
    }
}

/// What comes out of a fleet.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The poll loop of a place speaks.
    Poll(RegionId, PollEvent),
    /// A place is new, or its name or address was found.
    Region(Region),
    /// Two places turned out to be the same. What was watched at the first is watched at the second from now on.
    Merged {
        /// The one that is no more.
        from: RegionId,
        /// The one that stays.
        into: RegionId,
    },
}

/// A place to be: its service, and how often to ask it.
#[derive(Debug)]
pub struct RegionSetup<S> {
    /// The service.
    pub service: Arc<S>,
    /// The pace of polling.
    pub settings: watch::Settings,
    /// What people call it, as far as that is known.
    pub name: Box<str>,
    /// Region and address, as far as they are known.
    pub origin: Option<Arc<Origin>>,
}

/// Makes the place that an origin names; `None` where it cannot be reached.
pub type Bind<S> = Box<dyn Fn(&Arc<Origin>) -> Option<RegionSetup<S>> + Send + Sync>;

struct Member<S> {
    service: Arc<S>,
    poller: Poller,
    name: Box<str>,
    /// The origins that lead here, the present one first.
    origins: Vec<Arc<Origin>>,
    located: Option<Located>,
    watched: BTreeSet<TaskId>,
}

/// What a task of the fleet did when it ended.
enum Done {
    /// The poll loop of this place was stopped.
    Polling(RegionId),
    /// This place was looked for.
    Locating(RegionId, Option<Located>),
}

/// All places of a run.
pub struct Pollers<S> {
    clock: Clock,
    bind: Bind<S>,
    members: BTreeMap<RegionId, Member<S>>,
    /// Places that are no more, and where their tasks went.
    merged: HashMap<RegionId, RegionId>,
    count: usize,
    tasks: JoinSet<Done>,
    events_out: mpsc::Sender<(RegionId, PollEvent)>,
    events: mpsc::Receiver<(RegionId, PollEvent)>,
    news: VecDeque<News>,
}

impl<S> fmt::Debug for Pollers<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pollers").field("places", &self.members.len()).finish_non_exhaustive()
    }
}

impl<S: Locate> Pollers<S> {
    /// A fleet of one place, [`RegionId::DEFAULT`], which gets others by `bind`. Nothing is sent before something is watched.
    pub fn new(home: RegionSetup<S>, bind: Bind<S>, clock: Clock) -> Self {
        let (events_out, events) = mpsc::channel(INBOX);
        let mut fleet = Self {
            clock,
            bind,
            members: BTreeMap::new(),
            merged: HashMap::new(),
            count: 0,
            tasks: JoinSet::new(),
            events_out,
            events,
            news: VecDeque::new(),
        };
        fleet.add(home);
        fleet
    }

    /// A fleet of one place for good.
    #[cfg(any(test, feature = "demo"))]
    pub fn alone(home: RegionSetup<S>, clock: Clock) -> Self {
        Self::new(home, Box::new(|_| None), clock)
    }

    /// Adds a place and starts its poll task.
    fn add(&mut self, berth: RegionSetup<S>) -> RegionId {
        let RegionSetup { service, settings, name, origin } = berth;
        let id = RegionId::new(self.count);
        self.count += 1;
        // One message: what waits is bounded by the stream of all.
        let (out, mut polls) = mpsc::channel(1);
        let (poller, polling) = watch::start(Arc::new(FailpointService(service.clone())), settings, self.clock, out);
        let events = self.events_out.clone();
        self.tasks.spawn(async move {
            while let Some(event) = polls.recv().await {
                if events.send((id, event)).await.is_err() {
                    break;
                }
            }
            drop(polls);
            match polling.await {
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                _ => Done::Polling(id),
            }
        });
        let located = service.located();
        let name = located.as_ref().map_or(name, |located| located.name.clone());
        let origin = located.as_ref().map(|located| located.origin.clone()).or(origin);
        let origins = origin.into_iter().collect();
        let member = Member { service, poller, name, origins, located, watched: BTreeSet::new() };
        self.news.push_back(News::Region(member.place(id)));
        self.members.insert(id, member);
        id
    }

    /// The place of tasks with this origin, made if need be: home for those without any, [`RegionId::UNBOUND`] for those that cannot
    /// be asked for.
    pub fn place_of(&mut self, origin: Option<&Arc<Origin>>) -> RegionId {
        let Some(origin) = origin else { return RegionId::DEFAULT };
        let known = self.members.iter().find(|(_, member)| member.leads_from(origin)).map(|(id, _)| *id);
        known.unwrap_or_else(|| {
            let berth = (self.count < MOST).then(|| (self.bind)(origin)).flatten();
            berth.map_or(RegionId::UNBOUND, |berth| self.add(berth))
        })
    }

    /// Where home is, as far as that is known.
    pub fn home(&self) -> Option<&Arc<Origin>> {
        self.members.get(&RegionId::DEFAULT)?.origins.first()
    }

    /// All places.
    pub fn places(&self) -> Vec<Region> {
        self.members.iter().map(|(id, member)| member.place(*id)).collect()
    }

    /// The service of a place, for what is no polling.
    pub fn service(&self, place: RegionId) -> Option<Arc<S>> {
        self.members.get(&self.present(place)).map(|member| member.service.clone())
    }

    /// Asks this place for these from now on. Of [`RegionId::UNBOUND`] nothing is asked.
    pub fn watch(&mut self, place: RegionId, ids: Vec<TaskId>) {
        let place = self.present(place);
        if let Some(member) = self.members.get_mut(&place).filter(|_| !ids.is_empty()) {
            member.watched.extend(ids.iter().cloned());
            member.poller.watch(ids);
        }
    }

    /// Asks for these tasks of the set from now on, each at its place. Those that have ended are never asked for again.
    pub fn watch_all(&mut self, tasks: &TaskSet, ids: &[TaskId]) {
        for (place, mut ids) in by_place(tasks, ids) {
            ids.retain(|id| tasks.get(id).is_some_and(|task| !task.has_ended()));
            self.watch(place, ids);
        }
    }

    /// Does not ask for these any more, wherever that was done. That sends nothing, so the place need not be known: a task that was
    /// taken out of the set has none.
    pub fn forget(&mut self, ids: &[TaskId]) {
        for member in self.members.values_mut() {
            let ids: Vec<_> = ids.iter().filter(|id| member.watched.remove(*id)).cloned().collect();
            if !ids.is_empty() {
                member.poller.forget(ids);
            }
        }
    }

    /// Begins a poll of every place now.
    pub fn poll_now(&self) {
        self.members.values().for_each(|member| member.poller.poll_now());
    }

    /// Sets the time between polls of every place; raised to the floor of each.
    pub fn set_interval(&self, interval: Duration) {
        self.members.values().for_each(|member| member.poller.set_interval(interval));
    }

    /// Finds out where home is, and where every place is that is asked, beside the polls: it may sign in.
    pub fn locate(&mut self) {
        for (id, member) in &self.members {
            if member.located.is_none() && (*id == RegionId::DEFAULT || !member.watched.is_empty()) {
                let (id, service) = (*id, member.service.clone());
                self.tasks.spawn(async move { Done::Locating(id, service.locate().await) });
            }
        }
    }

    /// Finds out where home is, and waits for that.
    pub async fn locate_home(&mut self) {
        if let Some(home) = self.service(RegionId::DEFAULT) {
            let located = home.locate().await;
            self.found(RegionId::DEFAULT, located);
        }
    }

    /// Ends all poll tasks, whatever is in flight.
    pub fn stop(&self) {
        self.members.values().for_each(|member| member.poller.stop());
    }

    /// What comes next. May be dropped and called again.
    ///
    /// # Errors
    /// When a poll task panicked, or ended by itself.
    pub async fn next(&mut self) -> Result<News> {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Ok(news);
            }
            tokio::select! {
                biased;
                Some(done) = self.tasks.join_next() => match done.context("the poll loop failed")? {
                    Done::Polling(id) if self.members.contains_key(&id) => {
                        return Err(eyre!("the poll loop ended by itself"));
                    }
                    Done::Polling(_) => {}
                    Done::Locating(id, located) => self.found(id, located),
                },
                Some((id, event)) = self.events.recv() => self.take(id, event),
            }
        }
    }

    /// What has come already.
    pub fn waiting(&mut self) -> Option<News> {
        if self.news.is_empty()
            && let Ok((id, event)) = self.events.try_recv()
        {
            self.take(id, event);
        }
        self.news.pop_front()
    }

    /// What a poll loop said. What a poll found out about its place is told before it.
    fn take(&mut self, id: RegionId, event: PollEvent) {
        let Some(member) = self.members.get(&id) else { return };
        self.found(id, member.service.located());
        // Merged just now: the other place asks for the same tasks at once.
        let Some(member) = self.members.get_mut(&id) else { return };
        if let PollEvent::Batch(snapshot) = &event {
            let ended = snapshot.reports.iter().filter(|(_, report)| report.status.is_end()).map(|(id, _)| id);
            let ended: Vec<_> = ended.filter(|id| member.watched.remove(*id)).cloned().collect();
            if !ended.is_empty() {
                // The poll loop knows; but the user may have forgotten such a task and brought it back while this was on its way.
                member.poller.forget(ended);
            }
        }
        self.news.push_back(News::Poll(id, event));
    }

    fn found(&mut self, id: RegionId, located: Option<Located>) {
        let Some(located) = located else { return };
        let Some(member) = self.members.get_mut(&id).filter(|member| member.located.as_ref() != Some(&located)) else {
            return;
        };
        member.name.clone_from(&located.name);
        member.origins.retain(|origin| *origin != located.origin);
        member.origins.insert(0, located.origin.clone());
        let place = member.place(id);
        let origin = located.origin.clone();
        member.located = Some(located);
        self.news.push_back(News::Region(place));
        let others = self.members.iter().filter(|(other, member)| **other != id && member.leads_from(&origin));
        let others: Vec<_> = others.map(|(other, _)| *other).collect();
        for other in others {
            // Home is the smallest, and stays.
            self.merge(id.max(other), id.min(other));
        }
    }

    fn merge(&mut self, from: RegionId, into: RegionId) {
        let Some(gone) = self.members.remove(&from) else { return };
        gone.poller.stop();
        self.merged.insert(from, into);
        let place = self.present(into);
        if let Some(member) = self.members.get_mut(&place) {
            member.origins.extend(gone.origins);
        }
        self.watch(place, gone.watched.into_iter().collect());
        self.news.push_back(News::Merged { from, into: place });
    }

    /// The place that stands for this one now.
    fn present(&self, place: RegionId) -> RegionId {
        let mut place = place;
        // A place is merged into a smaller one, so this ends.
        while let Some(into) = self.merged.get(&place) {
            place = *into;
        }
        place
    }
}

impl<S> Member<S> {
    fn place(&self, id: RegionId) -> Region {
        Region { id, name: self.name.clone(), origin: self.origins.first().cloned() }
    }

    fn leads_from(&self, origin: &Origin) -> bool {
        self.origins.iter().any(|one| is_same(one, origin))
    }
}

/// Whether two origins are one place: the same address, and no contradiction about the region.
pub fn is_same(one: &Origin, other: &Origin) -> bool {
    let agree = match (&one.region, &other.region) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    agree && one.base_url == other.base_url
}

/// The ids of each place, in their order. Those that are not in the set are left out.
pub fn by_place(tasks: &TaskSet, ids: &[TaskId]) -> BTreeMap<RegionId, Vec<TaskId>> {
    let mut places: BTreeMap<RegionId, Vec<TaskId>> = BTreeMap::new();
    for task in ids.iter().filter_map(|id| tasks.get(id)) {
        places.entry(task.place).or_default().push(task.id.clone());
    }
    places
}

/// Gives tasks that no place was known for to the one that was found, if they belong there. Returns those to ask for.
pub fn reclaim(tasks: &mut TaskSet, place: &Region) -> Vec<TaskId> {
    let Some(origin) = &place.origin else { return Vec::new() };
    let belongs = |task: &&Task| {
        task.place == RegionId::UNBOUND && task.origin.as_ref().is_some_and(|bound| is_same(bound, origin))
    };
    let ids: Vec<_> = tasks.iter().filter(belongs).map(|task| task.id.clone()).collect();
    let mut live = Vec::new();
    for id in ids {
        if let Some(task) = tasks.get_mut(&id) {
            task.place = place.id;
            if !task.has_ended() {
                live.push(id);
            }
        }
    }
    live
}

#[cfg(test)]
pub(crate) mod scripted;
#[cfg(test)]
mod tests;
