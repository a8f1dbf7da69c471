//! The command line: arguments, and what is printed without a screen.

pub mod args;
#[cfg(feature = "server")]
pub mod args_demo;
pub mod args_export;
pub mod args_headless;
pub mod args_info;
pub mod args_replay;
pub mod args_retry;
#[cfg(feature = "server")]
pub mod args_serve;
pub mod args_submit;
pub mod args_watch;
pub mod completions;
pub mod errors_zh;
pub mod examples;
pub mod exit;
pub mod help_zh;
pub mod ids;
pub mod line;
pub mod man;
pub mod options;
pub mod pairs;

pub use args::{Cli, Command};
#[cfg(feature = "server")]
pub use args_demo::DemoArgs;
pub use args_headless::{
    AddArgs, CancelArgs, ForgetArgs, HookArgs, LimitArgs, ListArgs, LogArgs, OutputArgs, Since, WaitArgs,
};
pub use args_watch::WatchArgs;
pub use exit::Exit;
