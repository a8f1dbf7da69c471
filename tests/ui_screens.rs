//! What the screen looks like: its parts as text at fixed sizes, styles by cell, and that no size and no state breaks it.

mod components;
mod dialogs;
mod drawn;
mod jitter;
mod live;
mod pane;
mod said;
mod scenes;
mod sizes;
mod styles;
mod table;
mod tasks;
