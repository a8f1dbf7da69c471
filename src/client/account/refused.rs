//! Tokens that the service refuses although they were just given: its trouble, not the user's. Others are asked for less and less often.

use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// The longest time in which no other token is asked for.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// New tokens of one region that were refused in a row.
#[derive(Debug, Default)]
struct Row {
    count: u32,
    /// The sign-in that the last one is from.
    generation: u64,
    /// No other is asked for before.
    until: Option<Timestamp>,
}

/// New tokens that were refused, by the id of the region; a token alone has none.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<HashMap<Box<str>, Row>>);

impl Refusals {
    /// A new token was refused. Several calls may tell of the same one.
    pub fn add(&self, region: Option<&str>, generation: u64, now: Timestamp) {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let row = rows.entry(region.unwrap_or_default().into()).or_default();
        if row.generation != generation {
            (row.generation, row.count) = (generation, row.count.saturating_add(1));
            // 1, 2, 4, 8, 15, 15 minutes, and so on.
            let pause = SignedDuration::from_mins(1 << row.count.saturating_sub(1).min(4)).min(LONGEST);
            row.until = now.checked_add(pause).ok();
        }
    }

    /// Whether no other token is asked for yet.
    pub fn is_too_soon(&self, region: Option<&str>, now: Timestamp) -> bool {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rows.get(region.unwrap_or_default()).and_then(|row| row.until).is_some_and(|until| now < until)
    }

    /// A token was taken: a refusal after the pause is the first of a new row. Not before: one call may be refused for its own reasons
    /// while others are answered.
    pub fn accept(&self, region: Option<&str>, now: Timestamp) {
        let region = region.unwrap_or_default();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|id, row| **id != *region || row.until > Some(now));
    }

    /// A new token was taken.
    pub fn forget(&self, region: Option<&str>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(region.unwrap_or_default());
    }
}
