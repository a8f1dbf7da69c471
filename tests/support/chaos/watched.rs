//! The region as the program calls it, with a look at what is asked.

use super::ledger::Book;
use eftop::internals::{
    client::{CancelAnswer, ListAnswer, Located, RegionClient, Service, Submission, Submitted},
    domain::{CallError, Origin, TaskId},
    watch::pollers::Locate,
};

use std::sync::Arc;

pub struct Watched {
    pub region: RegionClient,
    pub book: Book,
}

/// A request in flight, until it is answered or given up.
struct InFlight<'a>(&'a Book);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.open().in_flight -= 1;
    }
}

impl Service for Watched {
    async fn list(&self, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        self.book.open().asks(ids);
        let _in_flight = InFlight(&self.book);
        self.region.list(ids).await
    }

    async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
        self.book.open().cancels(ids);
        let _in_flight = InFlight(&self.book);
        self.region.cancel(ids).await
    }

    async fn submit(&self, submission: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        self.region.submit(submission).await
    }
}

impl Locate for Watched {
    async fn locate(&self) -> Result<Option<Located>, CallError> {
        Locate::locate(&self.region).await
    }

    fn located(&self) -> Option<Located> {
        self.region.located()
    }
}
