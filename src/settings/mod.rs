//! Everything a user can set, resolved once (flag, environment, profile, file, default) into one immutable value; and secrets that
//! cannot be formatted. Knows nothing of the network or the screen.

pub mod credentials;
pub mod environment;
pub mod error;
pub mod file;
pub mod keys;
pub mod layers;
pub mod mistake;
pub mod paths;
pub mod resolve;
pub mod sample;
pub mod secret;
pub mod show;
pub mod source;
pub mod table;
pub mod theme;
pub mod token;
pub mod value;
pub mod values;
mod wiped;

pub use credentials::Credentials;
pub use environment::Environment;
pub use error::ConfigError;
pub use file::FileConfig;
pub use resolve::{Colors, Config, Connection, Notify, resolve};
pub use show::{Setting, settings, sources};
pub use source::Source;
pub use table::Key;
pub use theme::{Role, RoleColors, Theme};
pub use token::Token;

/// What the command line says.
pub type Flags = values::Values;
