//! The regions of an account that are asked: the one that is configured, and those that tasks are bound to.

use super::{Account, Credentials, RegionClient, region::Which};
use crate::domain::Origin;
use std::sync::Arc;

impl Account {
    /// The region that is configured. `pins` are origins of tasks of the set: an address of the region that is among them is kept.
    pub fn home(self: &Arc<Self>, pins: Vec<Arc<Origin>>) -> RegionClient {
        RegionClient::new(self.clone(), Which::Home { pins })
    }

    /// The region, and the address in it, that a task of the set is bound to. `None` where these credentials cannot reach it: it
    /// names no region, or there is only a token, of another region.
    pub fn bound(self: &Arc<Self>, origin: &Arc<Origin>) -> Option<RegionClient> {
        let has_keys = matches!(self.options().credentials, Credentials::Keys { .. });
        (has_keys && origin.region.is_some()).then(|| RegionClient::new(self.clone(), Which::Bound(origin.clone())))
    }
}
