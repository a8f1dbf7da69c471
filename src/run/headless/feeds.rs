//! How the asking goes, place by place: troubles, outages and cycles. Pure.

use super::judge::{End, end_of};
use crate::{
    domain::{Moment, Origin, Region, RegionId, Task, TaskSet, Trouble},
    output::RegionTrouble,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// How the asking of one place goes.
#[derive(Debug, Default)]
struct Feed {
    name: Box<str>,
    origin: Option<Arc<Origin>>,
    trouble: Option<Trouble>,
    /// When the first request of the outage was begun.
    outage: Option<Moment>,
    /// When the cycle began that has brought nothing yet.
    asking: Option<Moment>,
    cycles: u32,
    /// Whether it was told that only the user can help.
    is_told: bool,
}

/// How the asking of each place goes.
#[derive(Debug, Default)]
pub struct Feeds(BTreeMap<RegionId, Feed>);

impl Feeds {
    /// A place that is asked, or was found.
    pub fn place(&mut self, place: Region) {
        let feed = self.0.entry(place.id).or_default();
        (feed.name, feed.origin) = (place.name, place.origin);
    }

    /// Whether this place is asked.
    pub fn contains(&self, place: RegionId) -> bool {
        self.0.contains_key(&place)
    }

    /// The places that are asked.
    pub fn places(&self) -> impl Iterator<Item = RegionId> {
        self.0.keys().copied()
    }

    /// A place that is no more.
    pub fn remove(&mut self, place: RegionId) {
        self.0.remove(&place);
    }

    /// A cycle began.
    pub fn began(&mut self, place: RegionId, at: Moment) {
        self.0.entry(place).or_default().asking = Some(at);
    }

    /// The program was stopped for so long: nobody was asked, so that is no outage.
    pub fn stopped(&mut self, length: Duration) {
        for feed in self.0.values_mut() {
            for since in [&mut feed.outage, &mut feed.asking].into_iter().flatten() {
                *since = since.plus(length);
            }
        }
    }

    /// A batch was answered.
    pub fn answered(&mut self, place: RegionId) {
        self.0.entry(place).or_default().asking = None;
    }

    /// A cycle is over. Returns the trouble before it.
    pub fn over(&mut self, place: RegionId, at: Moment, trouble: Option<Trouble>) -> Option<Trouble> {
        let feed = self.0.entry(place).or_default();
        feed.cycles = feed.cycles.saturating_add(1);
        let began = feed.asking.take().unwrap_or(at);
        if trouble.is_some() {
            feed.outage.get_or_insert(began);
        } else {
            (feed.outage, feed.is_told) = (None, false);
        }
        std::mem::replace(&mut feed.trouble, trouble)
    }

    /// How many cycles of a place are over.
    pub fn cycles(&self, place: RegionId) -> u32 {
        self.0.get(&place).map_or(0, |feed| feed.cycles)
    }

    /// Why this place cannot be asked.
    pub fn trouble(&self, place: RegionId) -> Option<&Trouble> {
        self.0.get(&place)?.trouble.as_ref()
    }

    /// The id of a place's region.
    pub fn region(&self, place: RegionId) -> Option<&str> {
        self.0.get(&place)?.origin.as_ref()?.region.as_deref()
    }

    /// What a place is called, where there are several.
    pub fn name(&self, place: RegionId) -> Option<&str> {
        (self.0.len() > 1).then(|| self.0.get(&place).map(|feed| &*feed.name)).flatten()
    }

    /// All places that cannot be asked.
    pub fn troubles(&self) -> Vec<RegionTrouble<'_>> {
        let troubles = self.0.iter().filter_map(|(place, feed)| Some((*place, feed.trouble.as_ref()?)));
        troubles.map(|(place, trouble)| RegionTrouble { place, name: self.name(place), trouble }).collect()
    }

    /// Whether what a place says of ids that it does not know is its present word.
    fn answers(&self, place: RegionId) -> bool {
        self.0.get(&place).is_some_and(|feed| feed.cycles > 0 && feed.trouble.is_none())
    }

    /// Whether nothing more is expected of a task. An end stays an end; that a task is gone has to be the present word of its place.
    pub fn is_settled(&self, task: &Task) -> bool {
        task.has_ended() || (task.state().is_settled() && self.answers(task.place))
    }

    /// Why a place is lost, if only the user can help. What could be renewed was; one refusal may be the gateway's hiccup, two are
    /// its word.
    pub fn lost(&self, place: RegionId) -> Option<End> {
        let trouble = self.trouble(place)?;
        end_of(trouble.problem.kind).filter(|end| *end == End::Misconfigured || trouble.failures >= 2)
    }

    /// Whether it is to be told that a place is lost: once.
    pub fn tells_loss(&mut self, place: RegionId) -> bool {
        self.lost(place).is_some()
            && self.0.get_mut(&place).is_some_and(|feed| !std::mem::replace(&mut feed.is_told, true))
    }

    /// The first of these places that is given up when an outage may take so long, and when. A place that is lost is not counted.
    pub fn outage_due(&self, places: &[RegionId], most: Duration) -> Option<Moment> {
        let since = |place: &RegionId| {
            let feed = self.0.get(place).filter(|_| self.lost(*place).is_none())?;
            feed.outage.or(feed.asking)
        };
        places.iter().filter_map(since).min().map(|since| since.plus(most))
    }
}

/// The places of the tasks that are `open`.
pub fn open_places(tasks: &TaskSet, open: impl Fn(&Task) -> bool) -> Vec<RegionId> {
    let mut places: Vec<_> = tasks.iter().filter(|task| open(task)).map(|task| task.place).collect();
    places.sort_unstable();
    places.dedup();
    places
}
