//! Why the embedded server could not be started.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

/// An error of a scenario or of starting the server; each names what to change.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No scenario of this name is built in.
    #[error("no scenario `{name}`; there are: {known}")]
    UnknownScenario {
        name: String,
        /// The names that exist, with commas.
        known: String,
    },
    /// The text of a scenario cannot be used.
    #[error("scenario `{name}`: {reason}")]
    BadScenario {
        name: String,
        /// Where and what.
        reason: String,
    },
    /// A number of tasks was given for a scenario that lists its tasks.
    #[error("scenario `{name}` lists its own tasks; a number of tasks (1 to {most}) is for scenarios with [crowd]")]
    Tasks {
        name: String,
        /// The largest number that would be taken.
        most: usize,
    },
    /// The address is not one of this machine only.
    #[error("the embedded server listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
    /// Tokens and paths would be read on the way.
    #[error("no TLS on {0}")]
    Plain(SocketAddr),
    /// A certificate, or its key, cannot be used.
    #[error("{path}: {reason}")]
    Certificate {
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The token could not be sent in an HTTP header.
    #[error("the token must be 1 to 4096 visible ASCII characters")]
    BadToken,
    /// A token would expire before it could be used.
    #[error("a token must live 100 ms to 1e8 s, not {0:?}")]
    BadTokenLife(Duration),
    /// Two regions have one id, or one has the server's own or the platform's.
    #[error("region {0} is there twice")]
    RegionTwice(String),
    /// A token must tell which region it is for.
    #[error("region {0} has the token of another region")]
    SharedToken(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}
