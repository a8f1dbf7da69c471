//! The command line: arguments, and what is printed without a screen.

pub mod args;
pub mod args_export;
pub mod args_headless;
pub mod args_house;
pub mod args_replay;
pub mod args_service;
pub mod args_submit;
pub mod completions;
pub mod exit;
pub mod ids;
pub mod line;
pub mod man;
pub mod pairs;

#[cfg(feature = "demo")]
pub use args::DemoArgs;
pub use args::{Cli, Command, ScreenArgs, WatchArgs};
pub use args_headless::{
    AddArgs, CancelArgs, ForgetArgs, HeadlessArgs, HookArgs, ListArgs, OutputArgs, PatienceArgs, WaitArgs,
};
pub use exit::Exit;
