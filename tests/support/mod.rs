//! Helpers of the tests: the real binary, the terminal that it runs in, and the servers that it talks to.

pub mod chaos;
pub mod hostile_server;
pub mod hostile_world;
pub mod own_sequences;
pub mod platform;
pub mod program;
pub mod serving;
pub mod sets;
pub mod terminal;
pub mod trees;
