//! Where a region is: what can say so, when two origins are one region, and which tasks are of which.

use crate::{
    client::{Client, Located, RegionClient, Service},
    domain::{CallError, Origin, RegionId, TaskId, TaskSet},
};
use std::{collections::BTreeMap, future::Future};

/// A service that can say where it is.
pub trait Locate: Service {
    /// Finds out, as far as needed; `None` when there is nothing to find.
    fn locate(&self) -> impl Future<Output = Result<Option<Located>, CallError>> + Send;

    /// Where it is, if that is known without asking.
    fn located(&self) -> Option<Located>;
}

impl Locate for RegionClient {
    async fn locate(&self) -> Result<Option<Located>, CallError> {
        Self::locate(self).await.map(Some)
    }

    fn located(&self) -> Option<Located> {
        Self::located(self)
    }
}

/// A client of one address: there is nothing to find.
impl Locate for Client {
    async fn locate(&self) -> Result<Option<Located>, CallError> {
        Ok(None)
    }

    fn located(&self) -> Option<Located> {
        None
    }
}

/// Whether two origins are one region: the same address, and no contradiction about the region.
pub fn is_same(one: &Origin, other: &Origin) -> bool {
    let agree = match (&one.region, &other.region) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    agree && one.base_url == other.base_url
}

/// The ids of each region, in their order. Those that are not in the set are left out.
pub fn by_region(tasks: &TaskSet, ids: &[TaskId]) -> BTreeMap<RegionId, Vec<TaskId>> {
    let mut regions: BTreeMap<RegionId, Vec<TaskId>> = BTreeMap::new();
    for task in ids.iter().filter_map(|id| tasks.get(id)) {
        regions.entry(task.region).or_default().push(task.id.clone());
    }
    regions
}
