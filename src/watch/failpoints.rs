//! Breaks the program on purpose, so that a test can see that the terminal comes back. In a release build there is nothing here.

use crate::{
    client::{CancelAnswer, ListAnswer, Service, Submission, Submitted},
    domain::{CallError, Origin, TaskId},
};
use std::sync::Arc;

/// Breaks the program in debug builds when `EFTOP_PANIC` names this place.
///
/// # Panics
/// Then.
pub fn panic_if_asked(place: &str) {
    if cfg!(debug_assertions) {
        let asked = std::env::var_os("EFTOP_PANIC");
        assert!(asked.is_none_or(|asked| asked != place), "asked to panic in {place}");
    }
}

/// A service that panics in its first poll when it is asked to; otherwise it is the one within.
#[derive(Debug)]
pub struct FailpointService<S>(pub Arc<S>);

impl<S: Service> Service for FailpointService<S> {
    async fn list(&self, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        panic_if_asked("poll");
        self.0.list(ids).await
    }

    async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
        self.0.cancel(ids).await
    }

    async fn submit(&self, submission: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        self.0.submit(submission).await
    }
}
