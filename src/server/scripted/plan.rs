//! The whole life of one task, laid out when it is submitted: its state at any instant is read off in constant time.

use super::spec::TaskSpec;
use crate::server::{
    codes,
    noise::{self, Dice, Flow, millis},
    task::{Operation, Status, View},
};

/// A pause, in milliseconds of moving time and of length.
#[derive(Clone, Copy, Debug)]
struct Stall {
    at: i64,
    lasts: i64,
}

/// The life of one task, in milliseconds of scenario time.
#[derive(Clone, Debug)]
pub struct Plan {
    spec: TaskSpec,
    id: String,
    submitted: i64,
    starts: i64,
    listing: i64,
    moves_from: i64,
    moves: i64,
    stalls: Vec<Stall>,
    /// When it ends if nobody cancels it, and whether that is a failure.
    natural_end: (i64, Status),
    error: Option<(String, String)>,
    cancel_delay: i64,
    cancelled_at: Option<i64>,
    listing_flow: Flow,
    bytes_flow: Flow,
    files_flow: Flow,
    tenths: bool,
}

impl Plan {
    /// Lays out a task whose times count from `zero`. The cancel delay is drawn from a range of seconds.
    pub fn new(id: String, spec: TaskSpec, zero: i64, seed: u64, cancel_delay: (f64, f64)) -> Self {
        let mut dice = Dice::new(seed, &id);
        let submitted = zero + millis(spec.submitted);
        let starts = submitted + if spec.synchronous { 0 } else { millis(spec.waits) };
        let (listing, moves, finishing) = if spec.synchronous {
            (0, 0, 0)
        } else {
            (millis(spec.listing), millis(spec.takes), millis(spec.finishing))
        };
        let moves_from = starts + if spec.synchronous { 0 } else { spec.moving_after.map_or(listing, millis) };
        let stalls: Vec<Stall> = spec
            .stalls
            .iter()
            .map(|stall| Stall { at: millis(stall.at), lasts: millis(stall.lasts) })
            .filter(|stall| stall.at < moves)
            .collect();
        let pauses: i64 = stalls.iter().map(|stall| stall.lasts).sum();
        let complete = (moves_from + moves + pauses).max(starts + listing) + finishing;
        let failure = spec.fails.as_ref().map(|fails| starts + millis(fails.after)).filter(|at| *at < complete);
        let error = spec.fails.as_ref().map(|fails| {
            let message = fails.message.clone().unwrap_or_else(|| codes::message(&fails.code).to_owned());
            (fails.code.clone(), message)
        });
        let mut plan = Self {
            submitted,
            starts,
            listing,
            moves_from,
            moves,
            stalls,
            natural_end: failure.map_or((complete, Status::Complete), |at| (at, Status::Fail)),
            error,
            cancel_delay: millis(dice.between(cancel_delay.0, cancel_delay.1)),
            cancelled_at: None,
            listing_flow: Flow::new(seed, &format!("{id} listing")),
            bytes_flow: Flow::new(seed, &format!("{id} bytes")),
            files_flow: Flow::new(seed, &format!("{id} files")),
            tenths: dice.chance(0.25),
            id,
            spec,
        };
        if let Some(after) = plan.spec.cancelled {
            plan.cancel(submitted + millis(after));
        }
        plan
    }
    pub fn submitted(&self) -> i64 {
        self.submitted
    }

    /// Somebody asks for its cancelling at this instant: it goes on for a moment, and an ended task keeps its state.
    pub fn cancel(&mut self, at: i64) {
        if at >= self.submitted && at < self.end().0 {
            let ends = at + self.cancel_delay;
            self.cancelled_at = Some(self.cancelled_at.map_or(ends, |before| before.min(ends)));
        }
    }

    /// When and how it ends.
    pub fn end(&self) -> (i64, Status) {
        match self.cancelled_at {
            Some(at) if at < self.natural_end.0 => (at, Status::Cancel),
            _ => self.natural_end,
        }
    }

    /// The time of moving at this instant, stalls left out, and since when nothing moves if it is stalled.
    fn moving(&self, at: i64) -> (i64, Option<i64>) {
        let since = at - self.moves_from;
        let mut paused = 0;
        for stall in &self.stalls {
            let begins = stall.at + paused;
            if since < begins {
                break;
            }
            if since < begins + stall.lasts {
                return (stall.at, Some(self.moves_from + begins));
            }
            paused += stall.lasts;
        }
        (since - paused, None)
    }

    /// What the service would say of it at an instant, with times of the scenario; nothing before its submission and once it is forgotten.
    pub fn view(&self, at: i64, memory: i64) -> Option<View> {
        let (end, how) = self.end();
        if at < self.submitted || at >= end.saturating_add(memory) {
            return None;
        }
        let ended = at >= end;
        // An ended task stays as it was at its end.
        let at = at.min(end);
        let started = at >= self.starts && !(ended && how == Status::Cancel && end <= self.starts);
        let status = match (ended, started) {
            (true, _) => how,
            (false, true) => Status::Processing,
            (false, false) => Status::Waiting,
        };
        let listed = if started { self.listing_flow.fraction(at - self.starts, self.listing) } else { 0.0 };
        let (moving, stalled_since) = self.moving(at);
        let moved = |flow: &Flow| {
            if started && at >= self.moves_from { flow.fraction(moving, self.moves) } else { 0.0 }
        };
        let (bytes, files) = (moved(&self.bytes_flow), moved(&self.files_flow));
        let (total_bytes, total_files) = (noise::share(self.spec.size, listed), noise::share(self.spec.files, listed));
        let delete = self.spec.operation == Operation::Delete;
        let done_bytes = if delete { 0 } else { noise::share(self.spec.size, bytes).min(total_bytes) };
        let done_files = noise::share(self.spec.files, files).min(total_files);
        let percent = match status {
            Status::Complete => 100.0,
            _ if delete || self.spec.size == 0 => noise::percent(done_files, total_files),
            _ => noise::percent(done_bytes, total_bytes),
        };
        let last_change = match stalled_since {
            _ if !started => self.submitted,
            _ if at < self.starts + self.listing => at,
            Some(since) => since.max(self.starts + self.listing),
            // At 100 % nothing has moved since the last file.
            None if moving >= self.moves => (at - (moving - self.moves)).max(self.starts + self.listing),
            None => at,
        };
        Some(View {
            id: self.id.clone(),
            operation: self.spec.operation,
            source: self.spec.source.clone(),
            target: self.spec.target.clone(),
            conflict: self.spec.conflict,
            synchronous: self.spec.synchronous,
            status,
            error: self.error.clone().filter(|_| status == Status::Fail),
            total_bytes,
            total_files,
            done_bytes,
            done_files,
            progress: self.progress(percent),
            submitted: self.submitted,
            started: started.then_some(self.starts),
            updated: if ended { end } else { last_change },
        })
    }

    /// A percentage in words, cut and not rounded, so that 100 % is never said too early.
    fn progress(&self, percent: f64) -> String {
        if self.tenths && percent < 100.0 {
            format!("{:.1}%", (percent * 10.0).floor() / 10.0)
        } else {
            format!("{:.0}%", percent.floor())
        }
    }
}
