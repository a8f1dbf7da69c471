//! What a task is and what can be said about it: ids, statuses, progress, rates, stalls, sets, filters and sorting.
//! Pure values: no clock, no file, no network, nothing else of this crate.

mod absence;
pub mod again;
pub mod call_error;
pub mod clean;
pub mod event;
pub mod feed;
pub mod filter;
pub mod group;
pub mod id;
pub mod moment;
pub mod path;
pub mod pick;
pub mod progress;
pub mod rate;
pub mod region;
pub mod report;
pub mod set;
pub mod state;
pub mod status;
pub mod task;
mod track;
pub mod verdict;
pub(crate) mod word;

pub use absence::Absence;
pub use again::Again;
pub use call_error::{CallError, CallErrorKind, SignIn, Tls};
pub use event::{CancelStep, Event, EventKind, Unclear};
pub use feed::{PollEvent, Refusal, Snapshot, Trouble};
pub use filter::{Filter, FilterProblem};
pub use group::{GroupBy, GroupKey};
pub use id::{IdMap, IdSet, InvalidTaskId, TaskId};
pub use moment::{At, Moment};
pub use path::SentPath;
pub use pick::{Picked, pick_ids};
pub use progress::{Phase, Unit};
pub use rate::{Eta, EtaUnknown, RateMeter};
pub use region::{Origin, Region, RegionId};
pub use report::{Conflict, Extra, Operation, Owner, Report};
pub use set::{TaskSet, Totals};
pub use state::State;
pub use status::Status;
pub use task::{Memory, StallRule, Task};
pub use verdict::{Until, Verdict};
