//! The command line: arguments, and what is printed without a screen.

pub mod args;
pub mod exit;
pub mod ids;

#[cfg(feature = "demo")]
pub use args::DemoArgs;
pub use args::{Cli, Command, ScreenArgs, WatchArgs};
pub use exit::Exit;
