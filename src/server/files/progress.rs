//! What a running task has done so far, and whether it is to stop.

use super::cause::Cause;
use crate::server::clock::now;
use serde::{Deserialize, Serialize};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering::Relaxed},
};

const CANCEL: u8 = 1;
const STOP: u8 = 2;
/// The most bytes of a path that is kept for a message.
const LONGEST_SHOWN: usize = 1024;

/// Bytes and entries; files, links and directories are entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amount {
    pub(crate) bytes: u64,
    pub(crate) entries: u64,
}

/// An entry that something is said about: its path, cleaned and bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Troubles {
    /// The first error.
    pub(crate) first: Option<(String, Cause)>,
    /// How many entries failed.
    pub(crate) failed: u64,
    /// The first device, socket or FIFO that was not copied, and how many.
    pub(crate) special: Option<(String, u64)>,
    /// How many entries did not keep all their attributes.
    pub(crate) attributes: u64,
}

/// Shared by the workers of a task and by those who ask for it. Counters only grow.
#[derive(Debug, Default)]
pub(crate) struct Control {
    signal: AtomicU8,
    total: Counter,
    done: Counter,
    /// Milliseconds since 1970 of the last progress.
    updated: AtomicI64,
    troubles: Mutex<Troubles>,
}

#[derive(Debug, Default)]
struct Counter {
    bytes: AtomicU64,
    entries: AtomicU64,
}

impl Counter {
    fn get(&self) -> Amount {
        Amount { bytes: self.bytes.load(Relaxed), entries: self.entries.load(Relaxed) }
    }
}

impl Control {
    pub(crate) fn cancel(&self) {
        self.signal.fetch_or(CANCEL, Relaxed);
    }

    pub(crate) fn stop(&self) {
        self.signal.fetch_or(STOP, Relaxed);
    }

    /// Whether workers are to stop, for whatever reason.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.signal.load(Relaxed) != 0
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.signal.load(Relaxed) & CANCEL != 0
    }

    /// Whether the service ends.
    pub(crate) fn is_stopping(&self) -> bool {
        self.signal.load(Relaxed) & STOP != 0
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).failed > 0
    }

    /// Found by the count that runs ahead of the work.
    pub(crate) fn found(&self, bytes: u64) {
        self.total.bytes.fetch_add(bytes, Relaxed);
        self.total.entries.fetch_add(1, Relaxed);
    }

    /// Some bytes of an entry are done.
    pub(crate) fn bytes(&self, bytes: u64) {
        self.done.bytes.fetch_add(bytes, Relaxed);
        self.updated.store(now(), Relaxed);
    }

    /// An entry is done.
    pub(crate) fn entry(&self) {
        self.done.entries.fetch_add(1, Relaxed);
        self.updated.store(now(), Relaxed);
    }

    /// What is known of the whole, and what is done.
    pub(crate) fn amounts(&self) -> (Amount, Amount) {
        let done = self.done.get();
        let total = self.total.get();
        (Amount { bytes: total.bytes.max(done.bytes), entries: total.entries.max(done.entries) }, done)
    }

    pub(crate) fn updated(&self) -> i64 {
        self.updated.load(Relaxed)
    }

    pub(crate) fn troubles(&self) -> Troubles {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An entry failed; the work continues with the next one.
    pub(crate) fn failed(&self, path: &[u8], cause: Cause) {
        if cause == Cause::Interrupted {
            return;
        }
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.failed += 1;
        troubles.first.get_or_insert_with(|| (shown(path), cause));
    }

    /// A device, socket or FIFO was left out.
    pub(crate) fn special(&self, path: &[u8]) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.special.get_or_insert_with(|| (shown(path), 0)).1 += 1;
    }

    /// An entry lost some of its attributes.
    pub(crate) fn attributes_lost(&self) {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).attributes += 1;
    }
}

/// A path fit for a message: bytes that are no UTF-8 and control characters are replaced, the middle of a long one is left out.
fn shown(path: &[u8]) -> String {
    let clean: String = String::from_utf8_lossy(path)
        .chars()
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    if clean.len() <= LONGEST_SHOWN {
        return clean;
    }
    let head = clean.floor_char_boundary(LONGEST_SHOWN / 2);
    let tail = clean.ceil_char_boundary(clean.len() - LONGEST_SHOWN / 2);
    format!("{}…{}", clean.get(..head).unwrap_or_default(), clean.get(tail..).unwrap_or_default())
}
