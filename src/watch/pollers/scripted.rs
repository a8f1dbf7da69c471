//! Regions for tests that do as they are told.

use super::{Locate, Pollers, RegionSetup};
use crate::{
    client::{CancelAnswer, ListAnswer, Located, Service, Submission, Submitted},
    domain::{CallError, CallErrorKind, Origin, RegionId, Report, Status, TaskId},
    watch::{self, Clock},
};
use std::sync::{Arc, Mutex, OnceLock};

/// What a scripted region does when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It answers: tasks whose name begins with `done` are complete, those with `fail` have failed, those with `absent` are left out, all
    /// others wait.
    Answer,
    /// It answers, but not to a cancel.
    LosesCancels,
    /// It never answers.
    Hang,
    /// It panics.
    Panic,
    /// It does not take the token.
    SignedOut,
    /// Nothing can be sent to it.
    Misconfigured,
    /// It cannot be reached.
    Down,
}

/// A region that notes what it is asked for.
#[derive(Debug)]
pub struct Scripted {
    way: Way,
    asked: Mutex<Vec<Vec<TaskId>>>,
    cancelled: Mutex<Vec<Vec<TaskId>>>,
    submitted: Mutex<usize>,
    /// Where it is, once that is known.
    pub located: OnceLock<Located>,
}

impl Scripted {
    /// A region that goes this way.
    pub fn setup(way: Way, origin: Option<Arc<Origin>>) -> RegionSetup<Self> {
        let service = Self {
            way,
            asked: Mutex::default(),
            cancelled: Mutex::default(),
            submitted: Mutex::default(),
            located: OnceLock::new(),
        };
        let settings = watch::Settings { jitter: || 1.0, ..watch::Settings::default() };
        RegionSetup { service: Arc::new(service), settings, name: "?".into(), origin }
    }

    /// All ids that it was asked for, in order.
    pub fn asked(&self) -> Vec<TaskId> {
        self.asked.lock().unwrap().concat()
    }

    /// The batches that it was asked to cancel.
    pub fn cancelled(&self) -> Vec<Vec<TaskId>> {
        self.cancelled.lock().unwrap().clone()
    }

    /// How many submissions it was asked for.
    pub fn submitted(&self) -> usize {
        *self.submitted.lock().unwrap()
    }

    async fn fate(&self) -> Result<(), CallError> {
        match self.way {
            Way::Answer | Way::LosesCancels => Ok(()),
            Way::Hang => std::future::pending().await,
            Way::Panic => panic!("scripted"),
            Way::SignedOut => Err(CallError::of_code("10008", 200, "expired")),
            Way::Misconfigured => Err(CallError::unusable("scripted")),
            Way::Down => Err(CallError::new(CallErrorKind::Unreachable, "scripted")),
        }
    }
}

impl Service for Scripted {
    async fn list(&self, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        self.asked.lock().unwrap().push(ids.to_vec());
        self.fate().await?;
        let status = |id: &TaskId| match id.as_str() {
            name if name.starts_with("done") => Status::Complete,
            name if name.starts_with("fail") => Status::Fail,
            _ => Status::Waiting,
        };
        let known = ids.iter().filter(|id| !id.as_str().starts_with("absent"));
        let reports = known.map(|id| (id.clone(), Report::new(status(id)))).collect();
        Ok(ListAnswer { reports, ..ListAnswer::default() })
    }

    async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
        self.cancelled.lock().unwrap().push(ids.to_vec());
        if self.way == Way::LosesCancels {
            return Err(CallError { may_have_arrived: true, ..CallError::new(CallErrorKind::TimedOut, "scripted") });
        }
        self.fate().await.map(|()| CancelAnswer::default())
    }

    async fn submit(&self, _: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        *self.submitted.lock().unwrap() += 1;
        self.fate().await.map(|()| (Submitted::default(), origin("")))
    }
}

impl Locate for Scripted {
    async fn locate(&self) -> Result<Option<Located>, CallError> {
        self.fate().await.map(|()| self.located())
    }

    fn located(&self) -> Option<Located> {
        self.located.get().cloned()
    }
}

/// The id of this name.
pub fn id(name: &str) -> TaskId {
    TaskId::new(name).unwrap()
}

/// Where the region of this id is; without one only an address.
pub fn origin(region: &str) -> Arc<Origin> {
    let id = Some(region).filter(|region| !region.is_empty());
    Arc::new(Origin { region: id.map(Into::into), base_url: format!("https://{region}.example/efile").into() })
}

/// A region that was found.
pub fn found(region: &str) -> Located {
    Located { origin: origin(region), name: format!("name of {region}").into() }
}

/// A home that goes this way, and another region, `b`, that goes that way.
pub fn two(home: Way, other: Way) -> (Pollers<Scripted>, RegionId) {
    let bind =
        move |origin: &Arc<Origin>| origin.region.is_some().then(|| Scripted::setup(other, Some(origin.clone())));
    let mut pollers = Pollers::new(Scripted::setup(home, Some(origin("home"))), Box::new(bind), Clock::start());
    let other = pollers.region_of(Some(&origin("b")));
    (pollers, other)
}
