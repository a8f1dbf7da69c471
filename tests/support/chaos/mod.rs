//! The chaos run: the real engine of the screen, poll loop, client and watch set against the embedded server, with random faults that
//! overlap, and a user who adds, forgets, brings back and cancels meanwhile; then quiet. What must always hold is checked all along.
//!
//! ```text
//! run --> weather: faults, through the server's control routes      ledger: what was asked, sent, answered, and what broke
//!  |  --> user: keys and pastes, and what they should do                ^-- watched: the service as the program calls it
//!  '----> engine (the program) --> watched --> client --> server ------'    server: what really arrived
//! ```

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "helpers of tests may panic, too")]

mod dice;
mod figures;
mod judge;
mod ledger;
mod quiet;
mod run;
mod user;
mod watched;
mod weather;
mod world;

pub use figures::Figures;

use std::time::Duration;

/// From the start of a poll to the start of the next.
pub const INTERVAL: Duration = Duration::from_millis(200);

/// Runs chaos for so long, and then quiet, on a runtime of its own, over made-up tasks or over real files. The same seed gives the same
/// world, faults and keys; what meets when is up to the system.
pub fn chaos(seed: u64, lasts: Duration, real_files: bool) -> Figures {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run::run(seed, lasts, real_files))
}
