//! The command line: arguments, and what is printed without a screen.

pub mod args;
pub mod args_headless;
pub mod exit;
pub mod ids;
pub mod pairs;

pub use args::{Cli, Command, DemoArgs, ScreenArgs, WatchArgs};
pub use args_headless::{
    AddArgs, CancelArgs, ForgetArgs, HeadlessArgs, HookArgs, ListArgs, OutputArgs, PatienceArgs, WaitArgs,
};
pub use exit::Exit;
