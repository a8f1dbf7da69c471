//! What a caller decides about the engine.

use crate::server::account::Account;
use std::{path::PathBuf, time::Duration};

/// How the engine works.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// The directory that is served.
    pub root: PathBuf,
    /// The folder of the table of tasks; made when it is missing. No task touches it.
    pub data: PathBuf,
    /// How many tasks run at once.
    pub jobs: usize,
    /// How long ended tasks are known.
    pub remember: Duration,
    /// Refuses tasks, and lets those that wait wait.
    pub read_only: bool,
    /// Lets tasks go on into what is mounted inside the tree that they work on.
    pub cross_mounts: bool,
    /// Whose tasks they are.
    pub account: Account,
    /// Whether errors are told in Chinese.
    pub in_chinese: bool,
    /// Uses `openat2` where the kernel has it. Without it no symbolic link in a path is followed.
    pub openat2: bool,
}

impl Options {
    /// Two tasks at once, remembered for 24 hours.
    pub fn new(root: impl Into<PathBuf>, data: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            data: data.into(),
            jobs: 2,
            remember: Duration::from_hours(24),
            read_only: false,
            cross_mounts: false,
            account: Account::default(),
            in_chinese: false,
            openat2: true,
        }
    }
}
