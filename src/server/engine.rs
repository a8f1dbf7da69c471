//! Who does the tasks: the trait behind the routes.

use super::{
    task::{Job, Operation, Refused},
    wire::TaskInfo,
};

/// Who does the tasks. Calls may block for as long as a disk takes to write some records.
pub trait Engine: Send + Sync {
    /// Takes work on: for each item the id of its task, or why not; an error says why none of them was.
    ///
    /// # Errors
    /// When there is no room for all of them.
    fn submit(&self, operation: Operation, jobs: Vec<Job>) -> Result<Vec<Result<String, Refused>>, Refused>;

    /// The tasks of these ids in this order, those that are not known left out.
    fn list(&self, ids: &[String]) -> Vec<TaskInfo>;

    /// Asks for the end of these tasks; those that have ended or are not known are passed over.
    ///
    /// # Errors
    /// When that cannot be kept.
    fn cancel(&self, ids: Vec<String>) -> Result<(), Refused>;
}
