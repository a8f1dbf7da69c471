//! The poll loop against a scripted service under paused time: when it asks, for whom, how many at once, and what it tells.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "helpers of tests may panic, too")]

mod poll_loop {
    pub mod absent;
    pub mod pace;
    pub mod refused;
    pub mod support;
    pub mod wishes;
}
