//! The regions where the watched tasks live: what each is called, and how asking it goes. Each has its own freshness and its own troubles.

use crate::domain::{At, Moment, PollEvent, Region, RegionId, Task, Trouble};
use std::time::Duration;

/// The least time after which data may count as old.
const FRESH: Duration = Duration::from_secs(5);
/// A cycle that takes less is never called long: ids that were just added make a cycle of their own.
const LONG_CYCLE: Duration = Duration::from_secs(1);

/// How the polling of a region goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// A cycle is under way.
    pub asking: bool,
    /// When the last cycle began.
    pub began: Option<Moment>,
    /// How long a cycle takes, when that is longer than the interval and the next one begins at once: the set is so large, or the
    /// service so slow, that the limits of asking carry no more.
    pub stretched: Option<Duration>,
    /// When the last batch was answered.
    pub last_answer: Option<At>,
    /// The slowest call of the last good cycle.
    pub round_trip: Option<Duration>,
    /// When the next cycle begins.
    pub next: Option<Moment>,
    /// Why we cannot ask.
    pub trouble: Option<Trouble>,
    /// Elements of the last cycle's answers that could not be read.
    pub skipped: u64,
    /// Cycles that are over.
    pub polls: u64,
    /// Those of them that failed.
    pub failures: u64,
    /// When the cycle began that has brought nothing yet.
    pub unanswered: Option<Moment>,
    /// When the first request of the outage was begun. A cycle in which single ids were refused and nothing was accepted does not end it.
    pub outage: Option<Moment>,
    /// Something was accepted in this cycle, or refused for what only an id can be the reason for.
    pub accepted: bool,
    /// The trouble of the outage, where only refusals of single ids came after it.
    pub unrecovered: Option<Trouble>,
}

impl Feed {
    /// Takes over what the poll loop tells of itself. Returns the trouble before the end of a cycle, unless it is still open whether that
    /// is over.
    pub(super) fn note(&mut self, event: &PollEvent) -> Option<Trouble> {
        match event {
            PollEvent::Started { at } => {
                (self.asking, self.skipped, self.accepted) = (true, 0, false);
                self.began = Some(at.moment);
                self.unanswered = Some(at.moment);
            }
            PollEvent::Batch(snapshot) => {
                let mut refused = snapshot.refused.iter();
                self.accepted |= snapshot.refused.is_empty() || refused.any(|refusal| refusal.problem.blames_id());
                if self.accepted || self.outage.is_none() {
                    self.unanswered = None;
                    self.last_answer = Some(snapshot.at);
                }
                self.skipped = self.skipped.saturating_add(u64::from(snapshot.skipped));
            }
            PollEvent::Ended { at, asked, round_trip, trouble, next } => {
                (self.asking, self.next) = (false, *next);
                let follows_at_once = trouble.is_none() && next.is_some_and(|next| next <= at.moment);
                let took = self.began.map(|began| at.moment.since(began)).filter(|took| *took >= LONG_CYCLE);
                self.stretched = took.filter(|_| follows_at_once);
                self.round_trip = round_trip.or(self.round_trip);
                self.polls += 1;
                let began = self.unanswered.take().unwrap_or(at.moment);
                let before = std::mem::replace(&mut self.trouble, trouble.clone()).or(self.unrecovered.take());
                if trouble.is_some() {
                    self.failures += 1;
                    self.outage.get_or_insert(began);
                } else if *asked > 0 && !self.accepted && round_trip.is_none() && self.outage.is_some() {
                    self.unrecovered = before;
                    return None;
                } else {
                    self.outage = None;
                }
                return before;
            }
            PollEvent::NotNow { next } => self.next = Some(*next),
        }
        None
    }

    /// Since when nothing comes of asking.
    pub fn silent_since(&self) -> Option<Moment> {
        self.outage.or(self.unanswered)
    }

    /// Whether what a region says of ids that it does not know is its present word.
    pub fn is_present(&self) -> bool {
        self.polls > 0 && self.trouble.is_none()
    }

    /// The program was stopped for so long: nobody was asked, so that is no outage.
    pub fn stopped(&mut self, length: Duration) {
        for since in [&mut self.outage, &mut self.unanswered].into_iter().flatten() {
            *since = since.plus(length);
        }
    }

    /// Whether asking works, so that rates and times left are worth showing.
    pub fn answers(&self) -> bool {
        self.trouble.is_none() && self.last_answer.is_some()
    }

    /// Whether the last answer, at `now`, is older than the pace of polling explains.
    pub fn is_old(&self, now: Moment) -> bool {
        // The interval is not told; it shows in how far apart the last answer and the next question are.
        self.last_answer.is_none_or(|answer| {
            let interval = self.next.map_or(FRESH, |next| next.since(answer.moment)).max(FRESH);
            now.since(answer.moment) > interval * 3
        })
    }
}

/// A region, and how asking it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionState {
    /// Its name and address.
    pub region: Region,
    /// What tells it from the other ones in little room.
    pub label: Box<str>,
    /// How asking it goes.
    pub feed: Feed,
}

impl RegionState {
    fn new(region: Region) -> Self {
        Self { label: region.name.clone(), region, feed: Feed::default() }
    }
}

/// All regions that are asked. There is always the default one.
#[derive(Clone, Debug, PartialEq)]
pub struct Regions {
    home: RegionState,
    /// In the order of their ids.
    others: Vec<RegionState>,
}

impl Regions {
    /// These regions. Without one for [`RegionId::DEFAULT`], home has no name yet.
    pub fn new(regions: Vec<Region>) -> Self {
        let home = RegionState::new(Region { id: RegionId::DEFAULT, name: Box::default(), origin: None });
        let mut all = Self { home, others: Vec::new() };
        for region in regions {
            all.put(region);
        }
        all
    }

    /// The region that new ids belong to.
    pub fn home(&self) -> &RegionState {
        &self.home
    }

    /// Whether there are more than home.
    pub fn are_several(&self) -> bool {
        !self.others.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }

    /// All of them, home first.
    pub fn iter(&self) -> impl Iterator<Item = &RegionState> {
        std::iter::once(&self.home).chain(&self.others)
    }

    /// All of them, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut RegionState> {
        std::iter::once(&mut self.home).chain(&mut self.others)
    }

    /// The region of this id; `None` for [`RegionId::UNBOUND`] and for one that is no more.
    pub fn get(&self, id: RegionId) -> Option<&RegionState> {
        self.iter().find(|state| state.region.id == id)
    }

    /// The same, to change.
    pub fn get_mut(&mut self, id: RegionId) -> Option<&mut RegionState> {
        std::iter::once(&mut self.home).chain(&mut self.others).find(|state| state.region.id == id)
    }

    /// Adds a region, or takes over its new name and address.
    pub fn put(&mut self, region: Region) {
        if let Some(known) = self.get_mut(region.id) {
            known.region = region;
        } else if region.id != RegionId::UNBOUND {
            let at = self.others.partition_point(|other| other.region.id < region.id);
            self.others.insert(at, RegionState::new(region));
        }
        self.relabel();
    }

    /// Gives a task that has no origin that of its region, where it is known; says whether it did.
    pub fn bind(&self, task: &mut Task) -> bool {
        let known = self.get(task.region).and_then(|state| state.region.origin.as_ref());
        let Some(origin) = known.filter(|_| task.origin.is_none()) else { return false };
        task.origin = Some(origin.clone());
        true
    }

    fn relabel(&mut self) {
        let mut given = Vec::new();
        for state in std::iter::once(&mut self.home).chain(&mut self.others) {
            let region = &state.region;
            let host = || region.origin.as_ref().map_or("", |origin| host(&origin.base_url));
            let base = Some(short(&region.name)).filter(|name| !name.is_empty()).unwrap_or_else(host);
            // Two back ends of one region have one name.
            let numbered = (2..=u16::MAX).map(|number| format!("{base}#{number}"));
            let label = std::iter::once(base.to_owned()).chain(numbered).find(|label| !given.contains(label));
            let label = label.unwrap_or_default();
            state.label = label.as_str().into();
            given.push(label);
        }
    }
}

/// The part of a region's name that people use: `昆山` of `华东一区【昆山】`.
fn short(name: &str) -> &str {
    let within = name.split_once('【').and_then(|(_, rest)| rest.split_once('】')).map(|(within, _)| within.trim());
    within.filter(|within| !within.is_empty()).unwrap_or(name)
}

/// The host and port of a base URL.
pub fn host(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Origin;
    use rstest::rstest;
    use std::sync::Arc;

    fn region(number: usize, name: &str) -> Region {
        let base_url = format!("https://efile{number}.example:8443/efile").into();
        let origin = Some(Arc::new(Origin { region: None, base_url }));
        Region { id: RegionId::new(number), name: name.into(), origin }
    }

    #[rstest]
    #[case("华东一区【昆山】", "昆山")]
    #[case("华东一区【】", "华东一区【】")]
    #[case("华东一区【昆山", "华东一区【昆山")]
    #[case("efile.example:8443", "efile.example:8443")]
    fn what_people_call_a_region(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(short(name), expected);
    }

    #[test]
    fn no_two_places_have_one_label() {
        let names = ["", "昆山", "华东一区【昆山】", "昆山#2", ""];
        let regions = Regions::new(names.iter().enumerate().map(|(number, name)| region(number, name)).collect());
        let labels = |regions: &Regions| regions.iter().map(|state| state.label.to_string()).collect::<Vec<_>>();
        assert_eq!(labels(&regions), ["efile0.example:8443", "昆山", "昆山#2", "昆山#2#2", "efile4.example:8443"]);
    }

    #[test]
    fn there_is_always_a_home_and_nowhere_is_no_region() {
        let mut regions = Regions::new(Vec::new());
        regions.put(Region { id: RegionId::UNBOUND, ..region(0, "nowhere") });
        assert_eq!((regions.count(), regions.are_several()), (1, false));
        assert!(regions.get(RegionId::DEFAULT).is_some() && regions.get(RegionId::UNBOUND).is_none());
    }
}
