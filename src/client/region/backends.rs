//! The back ends of a region: which one knows the tasks, and in which order they are tried.

use super::super::{Account, BaseUrl, Client, Located, account::RegionSelector};
use crate::domain::{CallError, CallErrorKind, Origin};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// An address that took no connection is tried last for so long.
const SILENT: SignedDuration = SignedDuration::from_mins(1);

/// Where a region is asked.
#[derive(Debug)]
pub struct Found {
    /// Region and address of the tasks, as far as it was known at first.
    pub located: Located,
    /// Whose token is sent.
    pub wanted: RegionSelector,
    /// The one that knows the tasks first.
    pub backends: Vec<Backend>,
    /// Which one knows the tasks. Unset where the region does not name their address any more: then it is the first that knows any.
    pub pin: OnceLock<usize>,
}

/// One address of a region.
#[derive(Debug)]
pub struct Backend {
    /// Asks there.
    pub client: Client,
    /// When it took no connection the last time.
    silent: Mutex<Option<Timestamp>>,
}

impl Backend {
    /// The back end at `url`.
    ///
    /// # Errors
    /// When no client can be made for it.
    pub fn new(account: &Account, url: &BaseUrl) -> Result<Self, CallError> {
        Ok(Self { client: account.client(url)?, silent: Mutex::default() })
    }

    /// It was not connected. What is refused at once costs nothing; what is not answered holds up each call.
    pub fn note_silence(&self, error: &CallError, now: Timestamp) {
        if error.kind == CallErrorKind::TimedOut {
            *self.silent.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
    }

    /// Whether a call was not connected lately.
    fn is_silent(&self, now: Timestamp) -> bool {
        let silent = *self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.is_some_and(|since| now.duration_since(since) < SILENT)
    }
}

impl Backend {
    /// It has answered.
    pub fn note_answer(&self) {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Found {
    /// Whether nothing has changed since `before`.
    pub fn is_same(&self, before: &Self) -> bool {
        let urls = |found: &Self| -> Vec<String> {
            found.backends.iter().map(|backend| backend.client.base_url().as_str().to_owned()).collect()
        };
        urls(self) == urls(before)
    }

    /// Region and address of the tasks: those that followed their region have the new one.
    pub fn located(&self) -> Located {
        let Some(backend) = self.pin.get().and_then(|at| self.backends.get(*at)) else { return self.located.clone() };
        let base_url = backend.client.base_url().as_str();
        if *self.located.origin.base_url == *base_url {
            return self.located.clone();
        }
        let origin = Origin { region: self.located.origin.region.clone(), base_url: base_url.into() };
        Located { origin: Arc::new(origin), name: self.located.name.clone() }
    }

    /// The back ends in the order in which they are tried: those that took no connection lately last.
    pub fn in_order(&self, now: Timestamp) -> impl Iterator<Item = &Backend> {
        let silent = |wanted: bool| self.backends.iter().filter(move |backend| backend.is_silent(now) == wanted);
        let order: Vec<_> = silent(false).chain(silent(true)).collect();
        order.into_iter()
    }

    /// Whether this is the one that knows the tasks.
    pub fn is_pinned(&self, backend: &Backend) -> bool {
        self.pin.get().and_then(|at| self.backends.get(*at)).is_some_and(|pinned| std::ptr::eq(pinned, backend))
    }

    /// A back end has told of tasks: where none was known to, it is the one.
    pub fn knows_tasks(&self, backend: &Backend) {
        if let Some(at) = self.backends.iter().position(|one| std::ptr::eq(one, backend)) {
            self.pin.get_or_init(|| at);
        }
    }
}
