//! How fast the whole set goes: the last ten minutes, the last hour, and all of it. An outage of all regions is a gap.

use crate::domain::{History, Moment, RegionId, Unit};
use std::{collections::BTreeMap, time::Duration};

/// A part of the time that a graph shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    Minute,
    TenMinutes,
    Hour,
    All,
}

impl Span {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Minute, Self::TenMinutes, Self::Hour, Self::All];

    /// How long it is; `None` for all that was seen.
    pub fn length(self) -> Option<Duration> {
        match self {
            Self::Minute => Some(Duration::from_mins(1)),
            Self::TenMinutes => Some(Duration::from_mins(10)),
            Self::Hour => Some(Duration::from_hours(1)),
            Self::All => None,
        }
    }
}

/// The rates of a set in one unit.
#[derive(Clone, Debug, PartialEq)]
struct Histories {
    minutes: History,
    hour: History,
    life: History,
    /// Until when a region was seen.
    seen_until: Moment,
}

impl Histories {
    const fn new() -> Self {
        Self {
            minutes: History::last(2_000, 300),
            hour: History::last(20_000, 180),
            life: History::whole(10_000, 240),
            seen_until: Moment(Duration::ZERO),
        }
    }

    fn add(&mut self, from: Moment, to: Moment, amount: f64) {
        for history in [&mut self.minutes, &mut self.hour, &mut self.life] {
            history.add_beside(from, to, amount, self.seen_until);
        }
        self.seen_until = self.seen_until.max(to);
    }

    fn of(&self, span: Span) -> &History {
        match span {
            Span::Minute | Span::TenMinutes => &self.minutes,
            Span::Hour => &self.hour,
            Span::All => &self.life,
        }
    }
}

/// What a region did since its last good cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Open {
    /// When that ended; `None` before the first one and while the region is in trouble.
    since: Option<Moment>,
    bytes: f64,
    files: f64,
}

/// The rates of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    bytes: Histories,
    files: Histories,
    regions: BTreeMap<RegionId, Open>,
}

impl Default for Rates {
    fn default() -> Self {
        Self { bytes: Histories::new(), files: Histories::new(), regions: BTreeMap::new() }
    }
}

impl Rates {
    /// A task of a region did this between two answers.
    #[expect(clippy::cast_precision_loss, reason = "a graph needs no more than 52 bits")]
    pub(super) fn done(&mut self, region: RegionId, bytes: u64, files: u64) {
        let open = self.regions.entry(region).or_default();
        open.bytes += bytes as f64;
        open.files += files as f64;
    }

    /// A cycle of a region ended, well or not. What is answered first after a trouble was done at a time that nobody saw.
    pub(super) fn cycle_ended(&mut self, region: RegionId, at: Moment, is_good: bool) {
        let open = self.regions.entry(region).or_default();
        let done = std::mem::replace(open, Open { since: is_good.then_some(at), ..Open::default() });
        if let (true, Some(since)) = (is_good, done.since) {
            self.bytes.add(since, at, done.bytes);
            self.files.add(since, at, done.files);
        }
    }

    /// The span that says most of what there is: of a first minute the ten would show little.
    pub fn best_span(&self) -> Span {
        let minutes = &self.bytes.minutes;
        let seen = minutes.width() * u32::try_from(minutes.buckets().len()).unwrap_or(u32::MAX);
        if seen.as_secs() < 60 { Span::Minute } else { Span::TenMinutes }
    }

    /// The rates of a span up to now, in so many parts of equal length, the oldest first; `None` is a gap.
    pub fn of(&self, unit: Unit, span: Span, cells: usize) -> Vec<Option<f64>> {
        let histories = if unit == Unit::Bytes { &self.bytes } else { &self.files };
        histories.of(span).rates(cells, span.length())
    }
}
