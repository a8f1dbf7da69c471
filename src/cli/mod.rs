//! The command line: arguments, and what is printed without a screen.

pub mod args;
pub mod exit;
pub mod ids;

pub use args::{Cli, Command, DemoArgs, ScreenArgs, WatchArgs};
pub use exit::Exit;
