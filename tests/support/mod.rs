//! Helpers of the tests that run the real binary.

pub mod terminal;
