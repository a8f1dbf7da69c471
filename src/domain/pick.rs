//! Picks task ids out of any text: each run of 32 hexadecimal digits that is no part of a longer word.

use super::TaskId;
use std::collections::HashSet;

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// Each id once, in the order of its first occurrence.
    pub ids: Vec<TaskId>,
    /// How often an id was met again.
    pub duplicates: usize,
}

/// Picks the ids out of `text`.
pub fn pick_ids(text: &str) -> Picked {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let ids = words.filter(|word| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let (mut picked, mut known) = (Picked::default(), HashSet::new());
    for id in ids.filter_map(|word| TaskId::new(word).ok()) {
        if known.insert(id.clone()) {
            picked.ids.push(id);
        } else {
            picked.duplicates += 1;
        }
    }
    picked
}
