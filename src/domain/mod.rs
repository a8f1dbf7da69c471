//! What a task is and what can be said about it: ids, statuses, progress, rates, stalls, sets, filters and sorting.
//! Pure values: no clock, no file, no network, nothing else of this crate.

pub mod clean;
pub mod feed;
pub mod id;
pub mod moment;
pub mod report;
pub mod state;
pub mod status;

pub use feed::{PollEvent, Problem, ProblemKind, Refusal, Snapshot, Trouble};
pub use id::{InvalidTaskId, TaskId};
pub use moment::{At, Moment};
pub use report::{Conflict, Operation, TaskReport};
pub use state::State;
pub use status::Status;
