//! What is said of an account: how to sign in, and what that reaches. No secret in what can be shown.

use crate::domain::{CallError, Origin};
use jiff::{Timestamp, tz::Offset};
use secrecy::SecretString;
use std::{path::PathBuf, sync::Arc, time::Duration};

/// What signs in.
#[derive(Clone)]
pub enum Credentials {
    /// The token of one region.
    Token(SecretString),
    /// The keys of a user, which give a token for each region.
    Keys {
        /// The user's name on the platform.
        user: String,
        /// AK.
        access_key: SecretString,
        /// SK: signs, and is never sent.
        secret_key: SecretString,
    },
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Token(_) => "Token(secret)",
            Self::Keys { .. } => "Keys(secret)",
        })
    }
}

/// What an account needs to know.
#[derive(Clone, Debug)]
pub struct AccountOptions {
    /// What signs in.
    pub credentials: Credentials,
    /// Where a token alone came from: read again when it changes, and when the token is refused.
    pub token_file: Option<PathBuf>,
    /// The region's id, its exact name, or a part of its name that no other region has; `None`: the only one there is.
    pub region: Option<String>,
    /// The EFile base URL of that region, if the user named one: then the center is not asked for it.
    pub url: Option<String>,
    /// The token call; SCNet's if there is none. An address without a path gets the platform's.
    pub token_url: Option<String>,
    /// The center call; by default on the host of `token_url` if that was named, else SCNet's.
    pub center_url: Option<String>,
    /// Whether http without TLS may leave this machine.
    pub insecure_http: bool,
    /// Certificates (PEM) that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// A file to keep tokens in between runs, only its owner's.
    pub token_cache: Option<PathBuf>,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest wait for a whole answer, connection included.
    pub timeout: Duration,
    /// The same for submitting.
    pub submit_timeout: Duration,
    /// Where times that name no zone are.
    pub offset: Offset,
    /// The wall clock: signatures and tokens have times.
    pub now: fn() -> Timestamp,
}

impl AccountOptions {
    /// Defaults: SCNet's own addresses, https only, 3 s to connect, 15 s for an answer (60 s when submitting), China's time.
    #[cfg(any(test, feature = "internals"))]
    pub fn new(credentials: Credentials, now: fn() -> Timestamp) -> Self {
        Self {
            credentials,
            token_file: None,
            region: None,
            url: None,
            token_url: None,
            center_url: None,
            insecure_http: false,
            ca_file: None,
            token_cache: None,
            connect_timeout: Duration::from_secs(3),
            timeout: Duration::from_secs(15),
            submit_timeout: Duration::from_mins(1),
            offset: jiff::tz::offset(8),
            now,
        }
    }
}

/// A region as the token service lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionInfo {
    /// `clusterId`
    pub id: Box<str>,
    /// `clusterName`
    pub name: Box<str>,
    /// How it stands.
    pub standing: RegionStanding,
}

/// How a region stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionStanding {
    /// There is a token; the EFile base URLs that are switched on, the pinned one first, or why the center did not tell.
    Usable(Result<Vec<Box<str>>, CallError>),
    /// Listed without a token: the account is suspended there.
    Suspended,
    /// The platform's own entry, which EFile does not take.
    Platform,
}

/// Who is signed in where, and for how long. No secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The user, as far as known: the one of the keys, or the one in the token.
    pub user: Option<Box<str>>,
    /// The region's id, where known.
    pub region: Option<Box<str>>,
    /// The region's name, where known.
    pub region_name: Option<Box<str>>,
    /// The EFile base URL.
    pub base_url: Box<str>,
    /// When the token ends, by its own word; `None` where it does not say.
    pub expires: Option<Timestamp>,
    /// Whether it is renewed before that, and how.
    pub renewal: Renewal,
}

/// How a token is kept alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// By signing in anew with the keys.
    Keys,
    /// By the token itself, up to 24 h after its end.
    Token,
    /// Not at all: no address to renew it is known.
    None,
}

/// Where a region was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Its id and base URL.
    pub origin: Arc<Origin>,
    /// Its name, or its host where no name is known.
    pub name: Box<str>,
}
