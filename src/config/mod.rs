//! Everything a user can set, resolved once (flag, environment, file, default) into one immutable value; and secrets that
//! cannot be formatted. Knows nothing of the network or the screen.

pub mod environment;
pub mod error;
pub mod file;
pub mod paths;
pub mod resolve;
pub mod show;
pub mod token;
pub mod value;

pub use environment::Environment;
pub use error::ConfigError;
pub use file::FileConfig;
pub use resolve::{Colors, Config, Connection, Flags, Palette, resolve};
pub use show::{Setting, Source, settings};
pub use token::Token;
