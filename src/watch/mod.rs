//! The poll loop: what to ask for, how many at once, how often, and when to hold back. Runs as a task of its own and owns
//! its sleep; knows the service only through the trait in `client`.
//!
//! - [`start`] starts the task and gives a [`Poller`], the handle for a user's wishes.
//! - `agenda` knows the ids; `cycle` one round of requests; [`backoff`] the wait after a failure. All three are without clock.
//! - `poller` is the task: it alone sleeps, sends and reads the [`Clock`].

mod agenda;
pub mod backoff;
mod cancel_batch;
mod clock;
mod cycle;
mod poller;
mod saver;
mod settings;

pub use cancel_batch::{CancelOutcome, cancel_batch};
pub use clock::Clock;
pub use poller::{Poller, start};
pub use saver::Saver;
pub use settings::{Settings, floor};
