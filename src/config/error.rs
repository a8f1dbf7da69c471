//! What can be wrong with what a user set: where it stands, what it is, and what is allowed.

use std::path::PathBuf;

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value is not allowed.
    #[error("{place}: {key} = {value:?} is not allowed; {allowed}")]
    BadValue {
        /// The flag, the variable or the file it came from.
        place: String,
        /// Which setting.
        key: &'static str,
        /// What was given.
        value: String,
        /// What may be given.
        allowed: &'static str,
    },
    /// The file is no TOML, or has a key that does not exist, or a value of a wrong type.
    #[error("{}: {message}", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What the reader says, with line and column.
        message: String,
    },
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file with a secret can be read by others.
    #[error("{0}: others can read this secret; run: chmod 600 {0}")]
    OpenSecret(String),
    /// There is no token.
    #[error(
        "no token: set SCNET_TOKEN, or give --token-file FILE (the token comes from SCNet's user/v3/tokens call).\n\
         To see eftop without an account, run: eftop demo"
    )]
    NoToken,
    /// There is no base URL.
    #[error(
        "no EFile URL: set SCNET_EFILE_URL, or give --url URL (the efileUrls entry of your region, such as https://HOST:PORT/efile).\n\
         To see eftop without an account, run: eftop demo"
    )]
    NoUrl,
    /// No place for state or configuration can be derived.
    #[error("neither HOME nor {0} is set, so there is no place for eftop's files")]
    NoHome(&'static str),
}

impl ConfigError {
    /// Whether it is about signing in, which has an exit code of its own.
    pub fn is_about_signing_in(&self) -> bool {
        matches!(self, Self::NoToken | Self::OpenSecret(_))
    }
}
