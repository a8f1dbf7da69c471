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
//! | [`domain`] | what a task is: pure values | nothing |
//! | [`text`] | words and numbers for people | `domain` |
//! | [`config`] | what a user can set; secrets | `domain`, `text` |
//! | [`client`] | the service over HTTP | `domain`, `config` |
//! | [`watch`] | what an answer means for the set; asking, cancelling, saving | `domain`, `client`, `store`, `recording` |
//! | [`store`] | the watch set on disk | `domain` |
//! | [`app`] | state of the screen, and its changes | `domain`, `text`, `config`, `watch` |
//! | [`ui`] | drawing | `domain`, `text`, `app` |
//! | [`term`] | the terminal | `app` |
//! | [`output`] | printing for scripts and logs: table, lines, JSON | `domain`, `text`, types of `watch` |
//! | [`recording`] | recordings: what happened as JSON lines, and back | `domain`, `text`, types of `watch` |
//! | [`demo`] | an embedded EFile-compatible server | nothing |
//! | [`cli`], [`run`] | arguments; putting it all together | everything |
//!
//! `tests/layers.rs` holds this table.

pub mod app;
pub mod cli;
pub mod client;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod domain;
pub mod output;
pub mod recording;
pub mod run;
pub mod store;
pub mod term;
pub mod text;
pub mod ui;
pub mod watch;
