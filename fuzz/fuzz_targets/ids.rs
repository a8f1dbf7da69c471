//! Anything at all, taken as a text to pick task ids from, and as a list of paths to submit.
#![no_main]

#[allow(dead_code, reason = "each target uses one of the checks")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::ids(bytes));
