//! What the rows of a table are ordered by.

#![expect(clippy::unnecessary_wraps, reason = "all orders have one signature, and some of them rank every task")]

use crate::{
    domain::{Eta, Report, Task},
    watch::Regions,
};

/// The place of a task in an order; small comes first. Rows without one come last, whichever way round.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank<'a> {
    number: u64,
    text: &'a str,
}

/// What a task is ordered by.
pub type By = for<'a> fn(&'a Task, &'a Regions) -> Option<Rank<'a>>;

impl<'a> Rank<'a> {
    pub(super) fn number(number: u64) -> Self {
        Self { number, text: "" }
    }

    /// Of numbers the greatest comes first.
    pub(super) fn greatest(number: u64) -> Self {
        Self::number(u64::MAX - number)
    }

    pub(super) fn text(text: &'a str) -> Self {
        Self { number: 0, text }
    }
}

/// The bits of floats that are not negative are ordered as the floats are.
fn bits(value: f64) -> u64 {
    value.max(0.0).to_bits()
}

pub(super) fn attention<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    Some(Rank::number(u64::from(task.state().attention())))
}

pub(super) fn state<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    Some(Rank::number(task.state() as u64))
}

pub(super) fn operation<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    task.report()?.operation.as_ref().map(|operation| Rank::text(operation.as_str()))
}

pub(super) fn progress<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    task.fraction().map(|fraction| Rank::greatest(bits(fraction)))
}

pub(super) fn size<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    task.report()?.total_bytes.map(Rank::greatest)
}

pub(super) fn rate<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    task.rate().map(|rate| Rank::greatest(bits(rate)))
}

/// The least time left comes first.
pub(super) fn eta<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    match task.eta() {
        Eta::In { high, .. } => Some(Rank::number(u64::try_from(high.as_millis()).unwrap_or(u64::MAX))),
        Eta::Unknown(_) => None,
    }
}

pub(super) fn files<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    task.report()?.total_files.map(Rank::greatest)
}

pub(super) fn path<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    task.report()?.source.as_ref().map(|path| Rank::text(path.as_str()))
}

pub(super) fn region<'a>(task: &'a Task, regions: &'a Regions) -> Option<Rank<'a>> {
    regions.get(task.place).map(|region| Rank::text(&region.label))
}

/// The latest submission comes first.
pub(super) fn age<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    let submitted = task.report().and_then(Report::submitted).unwrap_or(task.added);
    // Flipping the sign bit keeps the order of signed numbers.
    Some(Rank::greatest(submitted.as_millisecond().cast_unsigned() ^ (1 << 63)))
}

pub(super) fn added<'a>(task: &'a Task, _: &'a Regions) -> Option<Rank<'a>> {
    Some(Rank::number(task.order))
}
