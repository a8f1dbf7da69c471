//! Where tasks live: a region, or one of its back ends. Each region is asked for its own tasks with its own token, and its troubles
//! are its own.

use serde::{Deserialize, Serialize};
use std::{net::IpAddr, sync::Arc, time::Duration};

/// Whether a host is this machine: 127.0.0.0/8, `::1` and `localhost`; other names may lead anywhere.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The shortest time between polls that may be set: 500 ms, or 50 ms to a service on this machine, which nobody else waits for.
pub fn floor(is_loopback: bool) -> Duration {
    Duration::from_millis(if is_loopback { 50 } else { 500 })
}

/// Names a region within one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId(u16);

impl RegionId {
    /// The region that is configured: new ids belong to it.
    pub const DEFAULT: Self = Self(0);
    /// No region: tasks of back ends that these credentials do not reach. They are shown, and not asked for.
    pub const UNBOUND: Self = Self(u16::MAX);

    /// The region of this number; numbers from 65535 on are [`Self::UNBOUND`].
    pub fn new(number: usize) -> Self {
        Self(u16::try_from(number).unwrap_or(u16::MAX))
    }
    pub fn number(self) -> usize {
        usize::from(self.0)
    }
}

/// Where an id came from: several back ends of one region do not know each other's tasks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The region's id, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Box<str>>,
    /// The EFile base URL that is asked for this id.
    pub base_url: Box<str>,
}

/// A region that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its name within this run.
    pub id: RegionId,
    /// What people call it: the region's name where it is known, else the host.
    pub name: Box<str>,
    /// Region and address; `None` until the region was found.
    pub origin: Option<Arc<Origin>>,
}
