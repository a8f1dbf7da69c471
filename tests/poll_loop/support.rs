//! A service that answers by script, a poller that asks it, and what is told of one cycle.

use eftop::internals::{
    client::{CancelAnswer, ListAnswer, Service, Submission, Submitted},
    domain::{CallError, CallErrorKind, Origin, PollEvent, RegionId, Report, Snapshot, Status, TaskId, Trouble},
    watch::{self, Clock, Poller, Settings},
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::mpsc, task::JoinHandle};

pub type Answer = Result<ListAnswer, CallError>;
/// Answers request number n (from 0) for these ids.
type Script = dyn Fn(usize, &[TaskId]) -> Answer + Send + Sync;

/// A service that notes what it is asked for and answers by script, request number n after `latency(n)` milliseconds.
pub struct Scripted {
    pub clock: Clock,
    pub latency: Box<dyn Fn(usize) -> u64 + Send + Sync>,
    pub calls: Mutex<Vec<(Duration, Vec<TaskId>)>>,
    pub now: AtomicUsize,
    pub most: AtomicUsize,
    pub script: Box<Script>,
}

impl Service for Scripted {
    async fn list(&self, ids: &[TaskId]) -> Answer {
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push((self.clock.moment().0, ids.to_vec()));
            calls.len() - 1
        };
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis((self.latency)(number))).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        (self.script)(number, ids)
    }

    async fn cancel(&self, _: &[TaskId]) -> Result<CancelAnswer, CallError> {
        Ok(CancelAnswer { refused: Vec::new() })
    }

    async fn submit(&self, _: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        Err(CallError::unusable("nothing is submitted here"))
    }
}

/// What a test holds.
pub struct Bench {
    pub service: Arc<Scripted>,
    pub poller: Poller,
    pub task: JoinHandle<()>,
    pub events: mpsc::Receiver<(RegionId, PollEvent)>,
}

/// One cycle as told.
#[derive(Debug)]
pub struct Told {
    pub batches: Vec<Snapshot>,
    pub at: Duration,
    pub asked: usize,
    pub trouble: Option<Trouble>,
    pub next: Option<Duration>,
}

impl Told {
    pub fn refused(&self) -> Vec<TaskId> {
        self.batches.iter().flat_map(|batch| &batch.refused).map(|refusal| refusal.id.clone()).collect()
    }

    pub fn reported(&self) -> Vec<TaskId> {
        self.batches.iter().flat_map(|batch| &batch.reports).map(|(id, _)| id.clone()).collect()
    }

    pub fn absent(&self) -> Vec<TaskId> {
        self.batches.iter().flat_map(|batch| batch.absent.clone()).collect()
    }
}

impl Bench {
    pub fn new(latency: u64, script: impl Fn(usize, &[TaskId]) -> Answer + Send + Sync + 'static) -> Self {
        Self::with(64, move |_| latency, script)
    }

    pub fn with(
        room: usize,
        latency: impl Fn(usize) -> u64 + Send + Sync + 'static,
        script: impl Fn(usize, &[TaskId]) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let settings = Settings { jitter: || 1.0, ..Settings::default() };
        let clock = Clock::start();
        let (calls, now, most) = (Mutex::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let (latency, script) = (Box::new(latency), Box::new(script));
        let service = Arc::new(Scripted { clock, latency, calls, now, most, script });
        let (sender, events) = mpsc::channel(room);
        let (poller, task) = watch::start(Arc::clone(&service), settings, clock, RegionId::DEFAULT, sender);
        Self { service, poller, task, events }
    }

    pub async fn event(&mut self) -> PollEvent {
        tokio::time::timeout(Duration::from_hours(2), self.events.recv()).await.expect("no event").expect("ended").1
    }

    pub async fn cycle(&mut self) -> Told {
        let mut batches = Vec::new();
        loop {
            match self.event().await {
                PollEvent::Started { .. } => {}
                PollEvent::Batch(snapshot) => batches.push(snapshot),
                PollEvent::Ended { at, asked, trouble, next, .. } => {
                    return Told { batches, at: at.moment.0, asked, trouble, next: next.map(|next| next.0) };
                }
                PollEvent::NotNow { next } => panic!("not now, but at {next:?}"),
            }
        }
    }

    /// The times of all requests so far, in milliseconds.
    pub fn times(&self) -> Vec<u128> {
        self.service.calls.lock().unwrap().iter().map(|(at, _)| at.as_millis()).collect()
    }

    pub fn calls(&self) -> Vec<Vec<TaskId>> {
        self.service.calls.lock().unwrap().iter().map(|(_, ids)| ids.clone()).collect()
    }
}

pub fn ids(count: usize) -> Vec<TaskId> {
    (0..count).map(|n| TaskId::new(&format!("t{n:04}")).unwrap()).collect()
}

pub fn id(n: usize) -> TaskId {
    TaskId::new(&format!("t{n:04}")).unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "one of the two answers that a script gives; `fails` is the other")]
pub fn live(ids: &[TaskId]) -> Answer {
    let reports = ids.iter().map(|id| (id.clone(), Report::new(Status::Processing))).collect();
    Ok(ListAnswer { reports, ..ListAnswer::default() })
}

/// A real error of the kind, as a script names it.
pub fn fails(kind: CallErrorKind, code: Option<&str>, retry_after: Option<u64>) -> Answer {
    let retry_after = retry_after.map(Duration::from_secs);
    let error = match (kind, code) {
        (_, Some(code)) => CallError::of_code(code, 200, "scripted"),
        (CallErrorKind::Limited, None) => CallError::of_http(429, true, "scripted"),
        (CallErrorKind::Unauthenticated, None) => CallError::of_http(401, true, "scripted"),
        (CallErrorKind::Server, None) => CallError::of_http(500, true, "scripted"),
        (CallErrorKind::Unreachable, None) => CallError::new(CallErrorKind::Unreachable, "scripted"),
        (CallErrorKind::TimedOut, None) => CallError::new(CallErrorKind::TimedOut, "scripted"),
        (kind, None) => panic!("no script for {kind:?}"),
    };
    assert_eq!(error.kind, kind, "the script means what it says");
    Err(CallError { retry_after, ..error })
}

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A service that refuses every batch with one of these ids.
pub fn refuses(
    bad: &'static [usize],
    code: &'static str,
) -> impl Fn(usize, &[TaskId]) -> Answer + Send + Sync + 'static {
    move |_, ids| {
        if bad.iter().any(|bad| ids.contains(&id(*bad))) {
            fails(CallErrorKind::Refused, Some(code), None)
        } else {
            live(ids)
        }
    }
}
