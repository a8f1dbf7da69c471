//! What a run comes to.

use super::{ledger::Ledger, user::User};
use std::{collections::BTreeMap, fmt, time::Duration};

/// The memory of the process, in KiB: the mean of the half minute before the end of minute 3, and of the last one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    early: Mean,
    late: Mean,
    window: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: u64,
    count: u64,
}

impl Mean {
    fn take(&mut self, value: u64) {
        self.sum += value;
        self.count += 1;
    }

    fn value(self) -> Option<u64> {
        self.sum.checked_div(self.count)
    }
}

impl Memory {
    /// Reads it, once a second.
    pub fn look(&mut self, elapsed: Duration) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let Some(kib) = line.and_then(|line| line.split_whitespace().next()?.parse().ok()) else { return };
        if (150..180).contains(&elapsed.as_secs()) {
            self.early.take(kib);
        }
        let window = elapsed.as_secs() / 30;
        if window != self.window {
            (self.window, self.late) = (window, Mean::default());
        }
        self.late.take(kib);
    }
}

/// What a run comes to.
#[derive(Clone, Debug)]
pub struct Figures {
    pub seed: u64,
    pub took: Duration,
    pub lists: u64,
    pub cancel_requests: u64,
    pub in_flight: usize,
    pub largest: usize,
    pub answered: u64,
    pub faults_made: u64,
    pub faults_met: BTreeMap<&'static str, u64>,
    pub cancels: [u64; 4],
    pub again: u64,
    pub ends: usize,
    pub added: u64,
    pub forgotten: u64,
    pub undone: u64,
    pub violations: u64,
    pub words: Vec<String>,
    memory: Memory,
}

impl Figures {
    pub fn new(seed: u64, took: Duration, ledger: &Ledger, user: &User, faults_made: u64, memory: Memory) -> Self {
        let sum = |of: fn(&super::ledger::Row) -> u32| ledger.rows.iter().map(|row| u64::from(of(row))).sum();
        Self {
            seed,
            took,
            lists: ledger.lists,
            cancel_requests: ledger.cancels,
            in_flight: ledger.in_flight_most,
            largest: ledger.largest,
            answered: ledger.answered,
            faults_made,
            faults_met: ledger.faults.clone(),
            cancels: [sum(|row| row.confirmed), sum(|row| row.sent), sum(|row| row.taken), sum(|row| row.failed)],
            again: ledger.again,
            ends: ledger.rows.iter().filter(|row| row.ended.is_some()).count(),
            added: user.added,
            forgotten: user.forgotten,
            undone: user.undone,
            violations: ledger.violations,
            words: ledger.words.clone(),
            memory,
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [confirmed, sent, taken, failed] = self.cancels;
        writeln!(f, "seed {}: {:.0} s", self.seed, self.took.as_secs_f64())?;
        writeln!(
            f,
            "  requests    {} list, {} cancel; at most {} at once, {} ids in one; {} reached the server",
            self.lists, self.cancel_requests, self.in_flight, self.largest, self.answered
        )?;
        let met: u64 = self.faults_met.values().sum();
        let kinds: Vec<_> = self.faults_met.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        writeln!(f, "  faults      {} made, {met} requests met one: {}", self.faults_made, kinds.join(", "))?;
        writeln!(
            f,
            "  cancels     {confirmed} confirmed, {sent} sent, {} again, {taken} taken, {failed} failed and told",
            self.again
        )?;
        writeln!(
            f,
            "  set         {} added, {} forgotten, {} undone; {} ends seen",
            self.added, self.forgotten, self.undone, self.ends
        )?;
        if let (Some(early), Some(late)) = (self.memory.early.value(), self.memory.late.value()) {
            writeln!(
                f,
                "  memory      {early} KiB at minute 3, {late} KiB at the end: {} %",
                late * 100 / early.max(1)
            )?;
        }
        writeln!(f, "  violations  {}", self.violations)?;
        self.words.iter().try_for_each(|words| writeln!(f, "    {words}"))
    }
}
