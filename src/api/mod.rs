//! The EFile service over HTTP: bytes to wire types to domain values, item by item, and one typed error. The only part that
//! knows reqwest. Every doubt about the API is decided here, once, with the doubt written beside it.

use crate::domain::{Problem, ProblemKind, TaskId, TaskReport};
use std::{future::Future, time::Duration};

/// Ids of one request, by default.
pub const BATCH: usize = 100;
/// The most ids that the service takes in one request.
pub const MAX_BATCH: usize = 500;

/// What the service can be asked for.
pub trait Service: Send + Sync + 'static {
    /// `task/list`
    fn list(&self, ids: &[TaskId]) -> impl Future<Output = Result<ListAnswer, ApiError>> + Send;
    /// `task/cancel`
    fn cancel(&self, ids: &[TaskId]) -> impl Future<Output = Result<CancelAnswer, ApiError>> + Send;
}

/// Answer of `task/list`.
#[derive(Clone, Debug, PartialEq)]
pub struct ListAnswer {
    /// The tasks.
    pub reports: Vec<TaskReport>,
    /// Elements that could not be read.
    pub skipped: u32,
}

/// Answer of `task/cancel`.
#[derive(Clone, Debug, PartialEq)]
pub struct CancelAnswer {
    /// Ids whose cancel was refused.
    pub refused: Vec<(TaskId, Problem)>,
}

/// A failed call.
#[derive(Clone, Debug)]
pub struct ApiError {
    problem: Problem,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// An error of these parts.
    pub fn from_problem(problem: Problem, retry_after: Option<Duration>) -> Self {
        Self { problem, retry_after }
    }
    /// Kind.
    pub fn kind(&self) -> ProblemKind {
        self.problem.kind
    }
    /// Code.
    pub fn code(&self) -> Option<&str> {
        self.problem.code.as_deref()
    }
    /// Retry-After.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
    /// For showing.
    pub fn to_problem(&self) -> Problem {
        self.problem.clone()
    }
    /// Whether one id may have failed the batch.
    pub fn blames_batch(&self) -> bool {
        matches!(self.code(), Some("10001" | "10003" | "10004"))
    }
}
