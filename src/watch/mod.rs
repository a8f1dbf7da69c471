//! What watching is: the set and what an answer means for it ([`Watch`], pure), what works around it ([`Engine`]), and the poll loops.
//!
//! - `event` has what can happen and what came of it, `seed` how a task is written in it; `set` the one function that applies it, `regions` how asking goes.
//! - `engine` has `pollers`, `calls`, `saver` and the recorder around a set.
//! - `poller` is the task that polls a region: it alone sleeps, sends and reads the [`Clock`]. `agenda` knows the ids, `cycle` one round of
//!   requests, [`backoff`] the wait after a failure; these three are without clock.

mod agenda;
mod answered;
pub mod backoff;
mod calls;
mod cancel_batch;
mod clock;
mod cycle;
mod engine;
pub mod event;
pub mod failpoints;
mod locate;
mod log;
mod missed;
mod poller;
pub mod pollers;
mod rates;
mod regions;
pub mod saver;
mod seed;
mod set;
mod settings;
pub mod submission;

pub use cancel_batch::cancel_batch;
pub use clock::Clock;
pub use engine::{Engine, Parts};
pub use event::{Change, Event};
pub use poller::Poller;
#[cfg(feature = "internals")]
pub use poller::start;
pub use rates::{Rates, Span};
pub use regions::{Feed, RegionState, Regions, host};
pub use set::Watch;
pub use settings::{Settings, floor};
