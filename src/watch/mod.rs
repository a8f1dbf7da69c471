//! The poll loop: what to ask for, how many at once, how often, and when to hold back. Runs as a task of its own and owns
//! its sleep; knows the service only through the trait in `api`.
//!
//! - [`start`] starts the task and gives a [`Poller`], the handle for a user's wishes.
//! - `agenda` knows the ids; `cycle` one round of requests; [`backoff`] the wait after a failure. All three are without clock.
//! - `poller` is the task: it alone sleeps, sends and reads the [`Clock`].

mod agenda;
pub mod backoff;
mod cancels;
mod clock;
mod cycle;
mod engine;
pub mod event;
pub mod failpoints;
mod poller;
pub mod pollers;
mod regions;
pub mod saver;
mod set;
mod settings;

pub use clock::Clock;
pub use engine::{Engine, Parts};
pub use event::{Change, Event};
pub use poller::{Poller, start};
pub use regions::{Feed, RegionState, Regions, host};
pub use set::Watch;
pub use settings::{Settings, floor};
