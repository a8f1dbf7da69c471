//! What messages do to the screen's state and what they ask for: scripts for each behaviour, and random messages that must
//! keep what always holds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

mod app {
    pub mod cancel;
    pub mod data;
    pub mod find;
    pub mod mouse;
    pub mod news;
    pub mod places;
    pub mod random;
    pub mod set;
    pub mod support;
}
