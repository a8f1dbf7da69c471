//! `eftop`: top for EFile tasks.
//!
//! The house, from the service to the pixels (data flows down, a user's intent flows back up as effects):
//!
//! ```text
//! service --HTTP--> client (bytes -> wire -> domain) --> pollers and cancels (tasks of their own)
//!                                                              | Event
//!        watch::Engine: Watch::apply(Event, At) -> Vec<Change> <-+-- saver, and a person's Effect::Apply(Event)
//!             | Change                                 | Change
//!    wait, list, cancel, export        keys, tick --> app::update(&mut Model, Msg) -> Vec<Effect>
//!                                                          |
//!                                        ui::draw(&Model, &Chrome, &mut Frame) --> terminal
//! ```
//!
//! | part | is for | may import |
//! |---|---|---|
//! | `domain` | what a task is: pure values | nothing |
//! | `text` | words and numbers for people | `domain` |
//! | `config` | what a user can set; secrets | `domain`, `text` |
//! | `client` | the service over HTTP | `domain`, `config` |
//! | `watch` | what an answer means for the set; asking, cancelling, saving | `domain`, `client`, `store`, `recording` |
//! | `store` | the watch set on disk | `domain` |
//! | `app` | state of the screen, and its changes | `domain`, `text`, `config`, `watch` |
//! | `ui` | drawing | `domain`, `text`, `app` |
//! | `term` | the terminal | `app` |
//! | `output` | printing for scripts and logs: table, lines, JSON | `domain`, `text`, types of `watch` |
//! | `recording` | recordings: what happened as JSON lines, and back | `domain`, `text`, `output`, types of `watch` |
//! | `demo` | an embedded EFile-compatible server | nothing |
//! | `cli`, `run` | arguments; putting it all together | everything |
//!
//! `tests/layers.rs` holds this table.

mod app;
mod cli;
mod client;
mod config;
#[cfg(feature = "demo")]
mod demo;
mod domain;
mod output;
mod recording;
mod run;
mod store;
mod term;
mod text;
mod ui;
mod watch;

pub use run::main;

/// The inside of the program, for tests, benchmarks and fuzz targets alone: without the feature of this name the compiler sees what the
/// program itself does not use.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    #![allow(missing_docs, reason = "each is documented where it is")]
    macro_rules! show {
        ($($part:ident)*) => { $(pub mod $part { pub use crate::$part::*; })* };
    }
    show!(app cli client config domain output recording run store term text ui watch);
    #[cfg(feature = "demo")]
    show!(demo);
}
