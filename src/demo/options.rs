//! What a caller decides about the embedded server.

use super::{clock::Pace, log::LogLine, scenario::Scenario};
use jiff::Timestamp;
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
};

/// How to run the embedded server.
pub struct Options {
    /// The world.
    pub scenario: Scenario,
    /// Decides everything that the scenario leaves open; the same seed gives the same world.
    pub seed: u64,
    /// How many tasks; only for a scenario with a crowd.
    pub tasks: Option<usize>,
    /// Where to listen: a loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The token that clients shall send; one is made up if none is given.
    pub token: Option<String>,
    /// How scenario time goes by.
    pub pace: Pace,
    /// The wall time at which the scenario starts; now if none is given.
    pub epoch: Option<Timestamp>,
    /// Called for each answered request, in order. It must be quick.
    pub log: Option<LogSink>,
}

/// Receives the log of the server.
pub type LogSink = Box<dyn FnMut(&LogLine) + Send>;

impl Options {
    /// A scenario with defaults: a free port of 127.0.0.1, real time, a fixed seed.
    pub fn new(scenario: Scenario) -> Self {
        Self {
            scenario,
            seed: 7,
            tasks: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            token: None,
            pace: Pace::Real,
            epoch: None,
            log: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("scenario", &self.scenario.name)
            .field("seed", &self.seed)
            .field("tasks", &self.tasks)
            .field("listen", &self.listen)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}
