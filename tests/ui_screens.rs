//! What the screen looks like: its parts as text at fixed sizes, styles by cell, and that no size and no state breaks it.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[path = "ui_screens/components.rs"]
mod components;
#[path = "ui_screens/drawn.rs"]
mod drawn;
#[path = "ui_screens/said.rs"]
mod said;
#[path = "ui_screens/scenes.rs"]
mod scenes;
#[path = "ui_screens/sizes.rs"]
mod sizes;
#[path = "ui_screens/styles.rs"]
mod styles;
#[path = "ui_screens/tasks.rs"]
mod tasks;
