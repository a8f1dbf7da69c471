//! `eftop`: top for EFile tasks.
//!
//! The architecture, from the service to the pixels (data flows down, a user's intent flows back up as effects):
//!
//! ```text
//! service --HTTP--> client (bytes -> wire -> domain) --> pollers and cancels (tasks of their own)
//!                                                              | Event
//!        watch::Engine: Watch::apply(Event, At) -> Vec<Change> <-+-- saver, and a person's ServiceEffect::Apply(Event)
//!             | Change                                 | Change
//!    wait, list, cancel, export        keys, tick --> tui::update(&mut Model, Msg) -> Vec<Effect>
//!                                                          |
//!                                        tui::draw::draw(&Model, &mut Frame) --> terminal
//! ```
//!
//! | part | is for | may import |
//! |---|---|---|
//! | `domain` | what a task is: pure values | nothing |
//! | `messages` | words and numbers for people | `domain` |
//! | `settings` | what a user can set; secrets | `domain`, `messages` |
//! | `client` | the service over HTTP | `domain`, `settings` |
//! | `watch` | what an answer means for the set; asking, cancelling, saving | `domain`, `client`, `store`, `recording` |
//! | `store` | the watch set on disk | `domain` |
//! | `tui` | state of the screen, its changes, and drawing it | `domain`, `messages`, `settings`, `watch`, `output` |
//! | `terminal` | the terminal | `tui` |
//! | `output` | printing for scripts and logs: table, lines, JSON | `domain`, `messages`, types of `watch` |
//! | `recording` | recordings: what happened as JSON lines, and back | `domain`, `messages`, types of `watch` |
//! | `server` | an EFile-compatible server, over made-up tasks or real files | nothing |
//! | `cli`, `commands` | arguments; putting it all together | everything |
//!
//! `tests/layers.rs` holds this table.

mod cli;
mod client;
mod commands;
mod domain;
mod messages;
mod output;
mod recording;
#[cfg(feature = "server")]
mod server;
mod settings;
mod store;
mod terminal;
mod tui;
mod watch;

pub use commands::main;

/// The inside of the program, for tests, benchmarks and fuzz targets alone: without the feature of this name the compiler sees what the
/// program itself does not use.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    #![allow(missing_docs, reason = "each is documented where it is")]
    macro_rules! show {
        ($($part:ident)*) => { $(pub mod $part { pub use crate::$part::*; })* };
    }
    show!(cli client commands domain messages output recording settings store terminal tui watch);
    #[cfg(feature = "server")]
    show!(server);
}
