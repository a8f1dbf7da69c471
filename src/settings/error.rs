//! What can be wrong with what a user set: where it stands, what it is, and what is allowed.

use std::{borrow::Cow, path::PathBuf};

/// Where keys are made, by the service's own page on its token call.
const KEYS_PAGE: &str = "https://www.scnet.cn/ui/console/index.html#/personal/auth-manage";

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value is not allowed.
    #[error("{place}: {key} = {value:?} is not allowed; {allowed}")]
    BadValue {
        /// The flag, the variable or the file it came from.
        place: String,
        key: &'static str,
        value: String,
        /// What may be given.
        allowed: Cow<'static, str>,
    },
    /// The file is no TOML, or has a key that does not exist, or a value of a wrong type.
    #[error("{}: {message}", path.display())]
    BadFile {
        path: PathBuf,
        /// What the reader says, with line and column.
        message: String,
    },
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// A file with a secret can be read by others.
    #[error("{0}: others can read this secret; run: chmod 600 {0}")]
    OpenSecret(String),
    /// There is nothing to sign in with.
    #[error(
        "nothing to sign in with. Either set SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY (the keys are made in SCNet's personal \
         centre under access control: {KEYS_PAGE}),\n\
         or set SCNET_TOKEN, or give --token-file FILE (the token of one region, from SCNet's user/v3/tokens call; it cannot be \
         renewed for long).\n\
         config.toml can hold the keys, too; begin one with: eftop config init\n\
         To see eftop without an account, run: eftop demo"
    )]
    NoCredentials,
    /// There are keys, but not all three, and no token.
    #[error(
        "the keys to sign in with are incomplete. Missing: {0}.\n\
         The access key and the secret key count only if both come from one place (the environment, one profile, or the top of \
         config.toml)."
    )]
    IncompleteKeys(String),
    /// A value that no HTTP header can hold. It is not repeated: it may be a secret, or a part of one.
    #[error(
        "{place}: {key} cannot be sent: visible ASCII characters without spaces are expected (what is set is not shown here)"
    )]
    Unsendable {
        /// The variable or the file it came from.
        place: String,
        key: &'static str,
    },
    /// A profile that does not exist.
    #[error("{place}: there is no profile {name:?} in config.toml; {known}")]
    NoProfile {
        /// The flag, the variable or the file that names it.
        place: String,
        name: String,
        /// Those that there are, and the one that was probably meant.
        known: String,
    },
    /// No place for state or configuration can be derived.
    #[error("neither HOME nor {0} is set, so there is no place for eftop's files")]
    NoHome(&'static str),
}

impl ConfigError {
    /// Whether it is about signing in, which has an exit code of its own.
    pub fn is_about_signing_in(&self) -> bool {
        matches!(self, Self::NoCredentials | Self::IncompleteKeys(_) | Self::Unsendable { .. } | Self::OpenSecret(_))
    }
}
