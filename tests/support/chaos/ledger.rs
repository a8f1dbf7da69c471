//! What was asked for, sent, answered and seen of each id, in a table of fixed size; and what broke.

use super::{INTERVAL, world};
use eftop::internals::{
    client::MAX_BATCH,
    domain::{State, TaskId},
    server::LogLine,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use tokio::task;

/// How many violations are kept in words.
const WORDS: usize = 20;
/// The most requests at once.
const AT_ONCE: usize = 4;
/// The most requests beyond the first one into which a refused batch of cancels is split.
const EXTRA: usize = 16;
/// Codes that speak of the token, the load or the service's health: after these nothing is sent again by itself.
const NO_SPLIT: [&str; 5] = ["10008", "911406", "10007", "911048", "911404"];

/// What is known of one id.
#[derive(Clone, Copy, Default)]
pub struct Row {
    /// The end that the program showed, and when it did first.
    pub ended: Option<(State, Instant)>,
    /// It was shown as ended at some time; that stays so when it is forgotten and added anew.
    pub was_over: bool,
    /// Cancels that the user confirmed.
    pub confirmed: u32,
    /// Cancels that the program gave to its client, each counted once, however often its batch was split.
    pub sent: u32,
    /// Cancels whose answer came back: the service took them.
    pub taken: u32,
    /// Cancels that came back as failed.
    pub failed: u32,
    /// Cancels that the server answered with success.
    pub accepted: u32,
    /// The server saw a cancel before the user had confirmed one.
    pub unasked: bool,
}

/// A batch of cancels, which the program sends from one task: the batch, then parts of it after refusals.
struct Order {
    task: Option<task::Id>,
    requests: usize,
    sent: BTreeSet<TaskId>,
    /// What the last request was about.
    asked: Vec<TaskId>,
    /// Ids that the server refused together with others, and that were not sent again since.
    refused: BTreeSet<TaskId>,
}

#[derive(Default)]
pub struct Ledger {
    pub rows: Vec<Row>,
    pub lists: u64,
    pub cancels: u64,
    /// Cancels that were sent again, since the server had refused a batch.
    pub again: u64,
    /// The last batch of cancels: there is one at a time.
    order: Option<Order>,
    pub in_flight: usize,
    pub in_flight_most: usize,
    pub largest: usize,
    /// Requests that the server answered, and those that met a fault, by kind.
    pub answered: u64,
    pub faults: BTreeMap<&'static str, u64>,
    pub violations: u64,
    pub words: Vec<String>,
}

/// The ledger as all who write into it share it.
#[derive(Clone)]
pub struct Book(Arc<Mutex<Ledger>>);

impl Book {
    pub fn new(ids: usize) -> Self {
        Self(Arc::new(Mutex::new(Ledger { rows: vec![Row::default(); ids], ..Ledger::default() })))
    }

    pub fn open(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    pub fn row(&mut self, id: &TaskId) -> &mut Row {
        &mut self.rows[world::number(id.as_str())]
    }

    pub fn violated(&mut self, what: String) {
        self.violations += 1;
        if self.words.len() < WORDS {
            self.words.push(what);
        }
    }

    /// A request goes out.
    fn goes_out(&mut self, ids: usize) {
        self.in_flight += 1;
        self.in_flight_most = self.in_flight_most.max(self.in_flight);
        self.largest = self.largest.max(ids);
        if self.in_flight > AT_ONCE {
            self.violated(format!("{} requests in flight", self.in_flight));
        }
        if ids == 0 || ids > MAX_BATCH {
            self.violated(format!("{ids} ids in one request"));
        }
    }

    pub fn asks(&mut self, ids: &[TaskId]) {
        self.lists += 1;
        self.goes_out(ids.len());
        for id in ids {
            // One that is asked for at the very moment at which its end comes in was asked before it was known.
            if let Some((state, since)) = self.row(id).ended
                && since.elapsed() > INTERVAL
            {
                let seconds = since.elapsed().as_secs_f64();
                self.violated(format!("{id} was asked for {seconds:.1} s after it was known as {state:?}"));
            }
        }
    }

    /// A request for cancels goes out, from the task that is running.
    pub fn cancels(&mut self, ids: &[TaskId]) {
        self.cancels += 1;
        self.goes_out(ids.len());
        let task = task::try_id();
        let (sent, asked, refused) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
        let mut order = match self.order.take() {
            Some(order) if order.task == task => order,
            _ => Order { task, requests: 0, sent, asked, refused },
        };
        order.requests += 1;
        if order.requests > 1 + EXTRA {
            self.violated(format!("{} requests for one batch of cancels", order.requests));
        }
        for id in ids {
            if order.sent.insert(id.clone()) {
                let row = self.row(id);
                row.sent += 1;
                if row.sent > row.confirmed {
                    self.violated(format!("a cancel of {id} was sent that nobody asked for"));
                }
            } else {
                self.again += 1;
                if !order.refused.remove(id) {
                    self.violated(format!("a cancel of {id} was sent again, and no batch with it was refused"));
                }
            }
        }
        order.asked = ids.to_vec();
        self.order = Some(order);
    }

    /// The server answered. Its word is a second opinion on what was sent.
    pub fn arrived(&mut self, line: &LogLine) {
        self.answered += 1;
        if let Some(fault) = line.fault {
            *self.faults.entry(fault).or_default() += 1;
        }
        self.largest = self.largest.max(line.count);
        if line.path.ends_with("/task/cancel") {
            self.refused(line);
            for id in &line.ids {
                let row = &mut self.rows[world::number(id)];
                row.unasked |= row.confirmed == 0;
                // The huge body, too, begins like an answer of success.
                let success = line.code == "0" || line.fault == Some("huge_body");
                row.accepted += u32::from(line.http == 200 && success);
                if row.unasked || row.accepted > row.confirmed {
                    self.violated(format!("the server got a cancel of {id} that nobody asked for"));
                }
            }
        }
    }

    /// Writes down what may be sent again: the ids of the batch that is under way, when the server refused it for what may be one of them.
    fn refused(&mut self, line: &LogLine) {
        let is_refusal =
            line.http == 200 && !["", "0", "200"].contains(&&*line.code) && !NO_SPLIT.contains(&&*line.code);
        if let Some(order) = &mut self.order
            && is_refusal
            && line.ids.len() > 1
            && line.ids.iter().eq(order.asked.iter().map(TaskId::as_str))
        {
            order.refused.extend(order.asked.iter().cloned());
        }
    }
}
