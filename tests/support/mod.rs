//! Helpers of the tests that run the real binary.

#[allow(dead_code, reason = "no test program needs all of it")]
pub mod terminal;
