//! What messages do to the screen's state and what they ask for: scripts for each behaviour, and random messages that must
//! keep what always holds.

mod cancel;
mod data;
mod explain;
mod find;
mod groups;
mod log;
mod mouse;
mod news;
mod places;
mod random;
mod retry;
mod rules;
mod set;
mod support;
