//! The tests of behaviour, in one program: it is linked once, and while some wait others run.

#![cfg(all(feature = "server", feature = "ring"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "helpers of tests may panic, too")]

mod answers;
mod api_account;
mod api_decode;
mod api_http;
mod api_submit;
mod app;
mod chaos;
#[path = "../fuzz/checks.rs"]
mod checks;
mod clock_faults;
mod command_line;
mod completions;
mod demo;
mod elsewhere;
mod exit_codes;
mod export;
mod headless;
mod hooks;
mod hostile;
mod hostile_extremes;
mod hostile_output;
mod hostile_screen;
mod housekeeping;
mod layers;
mod log;
mod look_pty;
mod outputs;
mod outside;
mod places;
mod poll_loop;
mod readme;
mod recording;
mod recording_faults;
mod recording_random;
mod report_output;
mod retry;
mod screen_pty;
mod screens;
mod secrets;
mod serve;
mod shared_sets;
mod sign_in;
mod sign_in_faults;
mod signals;
mod store_faults;
mod store_format;
mod store_sets;
mod submit_commands;
mod support;
mod surroundings;
mod terminal_faults;
mod terminal_input;
mod terminal_keys;
mod terminal_typing;
mod text_width;
mod ui_screens;
