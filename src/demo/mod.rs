//! The embedded EFile-compatible server: a world that is a pure function of scenario, seed, time and what clients did, and HTTP
//! routes written from the API document. It imports nothing else of this crate, so that it is a second opinion on the API.
//!
//! ```text
//! scenario (TOML) --> world: plans, one per task --view(time)--> wire --> routes --> gate (faults, log, counters) --> client
//!                       ^-- actions: cancel, submit ---------------------/              ^-- /__control/...
//! ```
//!
//! Where the document is silent (what a submit answers, which code an expired token gives, what becomes of unknown ids) the server
//! does what the document's neighbours or its public clients show, and the place says so.

mod answer;
pub mod clock;
mod codes;
mod connection;
mod control;
mod crowd;
mod distort;
mod error;
pub mod fault;
mod gate;
mod log;
mod noise;
mod options;
mod plan;
mod regions;
mod reshape;
mod routes_account;
mod routes_submit;
mod routes_task;
pub mod scenario;
pub mod scope;
mod server;
pub mod shape;
mod shared;
mod spec;
mod submit;
pub mod token;
mod wire;
pub mod world;

pub use error::DemoError;
pub use log::LogLine;
pub use options::Options;
pub use scenario::Scenario;
pub use server::start;
#[cfg(feature = "internals")]
pub use {
    options::{Expired, NextShape},
    regions::{BASE, EfileUrl, Enable, OtherRegion},
    server::Running,
    spec::{Operation, TaskSpec},
    wire::EXAMPLE_ID,
};
