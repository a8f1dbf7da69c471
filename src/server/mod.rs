//! An EFile-compatible server: HTTP routes written from the API document, over an engine that does the tasks. It imports nothing else
//! of this crate, so that it is a second opinion on the API.
//!
//! ```text
//! client --> gate (faults, log, counters) --> routes --> wire <-- engine: `scripted`, a made-up world, with /__control/...
//!                                                                         `files`, real files below one directory
//! ```
//!
//! Where the document is silent (what a submit answers, which code an expired token gives, what becomes of unknown ids) the server
//! does what the document's neighbours or its public clients show, and the place says so.

mod account;
mod answer;
pub mod clock;
mod codes;
mod connection;
mod control;
mod distort;
mod engine;
mod error;
pub mod fault;
pub mod files;
mod gate;
mod log;
mod noise;
mod options;
mod regions;
mod reshape;
mod routes_account;
mod routes_submit;
mod routes_task;
pub mod scope;
mod scripted;
pub mod shape;
mod shared;
mod start;
mod task;
mod tls;
pub mod token;
mod wire;

pub use account::Account;
pub use engine::Engine;
pub use error::ServerError;
pub use log::LogLine;
pub use options::Options;
pub use scripted::scenario::Scenario;
pub use start::{Listen, start, start_files};
pub use tls::Certificate;
#[cfg(feature = "internals")]
pub use {
    gate::asked,
    options::{Expired, NextShape},
    regions::{BASE, EfileUrl, Enable, OtherRegion},
    routes_submit::jobs,
    routes_task::ids,
    scripted::spec::TaskSpec,
    start::Running,
    task::{Conflict, Job, Operation, Refused},
    wire::{EXAMPLE_ID, TaskInfo},
};
