//! The commands without a screen, and what stands in for the screen where there is no terminal. Standard output carries data
//! only; everything else goes to standard error.
//!
//! - `prepare` reads settings and set and chooses the tasks; `waiter` is the loop, `exit_status` says how it ended,
//!   `sink` is what is written of it, `hooks` what is run.
//! - `watching` has `list`, `wait` and what stands in for the screen; `cancel` and `edit` the other commands.

mod cancel;
mod console;
mod edit;
mod exit_status;
pub(super) mod hooks;
mod prepare;
mod question;
mod retry;
mod setup;
mod sink;
mod waiter;
mod watching;

pub use cancel::cancel;
pub(super) use console::output_width;
pub use edit::{add, forget};
pub(super) use prepare::CommandContext;
pub use retry::retry;
pub use watching::{follow_ids, instead_of_screen, list, wait};

use crate::{domain::clean, terminal::Stderr};
use std::io::Write;

/// Tells something on standard error.
pub(super) fn tell(text: &str) {
    _ = writeln!(Stderr, "{}", clean::lines(text));
}

/// Warns on standard error.
pub(super) fn warn(text: &str) {
    _ = writeln!(Stderr, "eftop: {}", clean::lines(text));
}
