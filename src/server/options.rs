//! What a caller decides about the embedded server.

use super::{
    clock::Pace,
    engine::Engine,
    log::LogLine,
    regions::{EfileUrl, OtherRegion},
    scripted::scenario::Scenario,
};
use jiff::Timestamp;
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

/// How to run the embedded server.
pub struct Options {
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
    /// How long a token is valid, in the place of what the scenario says; at least 100 ms.
    pub token_life: Option<Duration>,
    /// The regions that the token call lists beside the server's own and the platform.
    pub regions: Vec<OtherRegion>,
    /// What the center names for the server's own region; by default one URL that is switched off, and the server.
    pub own_urls: Option<Vec<EfileUrl>>,
    /// How far the server's clock is off, in seconds; positive is fast. Signatures are checked by that clock, the `Date` header of
    /// each answer tells it, and so do the times of tasks and tokens unless `epoch` is given.
    pub clock_off: i64,
    /// What `tokens/next` answers.
    pub next_shape: NextShape,
    /// What EFile answers to an expired token.
    pub expired: Expired,
    /// Does the tasks in the place of the scenario, whose account, faults and tokens stay.
    pub engine: Option<Arc<dyn Engine>>,
    /// Called for each answered request, in order. It must be quick.
    pub log: Option<LogSink>,
}

/// `data` of the answer of `tokens/next`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NextShape {
    /// `[{"token": "…"}]`, as the document's table says.
    #[default]
    Array,
    /// `"…"`, as a client has seen it.
    #[cfg(any(test, feature = "internals"))]
    Text,
    /// `{"token": "…"}`
    #[cfg(any(test, feature = "internals"))]
    Object,
}

/// What EFile answers to an expired token. Which it is on the real service is not written down; clients take all of these for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expired {
    /// HTTP 200 with code 10008.
    #[default]
    Code10008,
    /// HTTP 200 with code 911406.
    #[cfg(any(test, feature = "internals"))]
    Code911406,
    /// HTTP 401.
    #[cfg(any(test, feature = "internals"))]
    Http401,
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
            token_life: None,
            regions: vec![OtherRegion::suspended("11113", "演示中心【二区】")],
            own_urls: None,
            clock_off: 0,
            next_shape: NextShape::default(),
            expired: Expired::default(),
            engine: None,
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
