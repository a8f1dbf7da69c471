//! A task that comes into a set, as it is written into a recording: what the file of a set keeps of it, and what stands around it.

use crate::{
    domain::{Owner, RegionId, Task},
    store::Entry,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Seed {
    /// Its place in the set.
    order: u32,
    region: RegionId,
    entry: Entry,
    /// Whose task it is, which the file of a set does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<Arc<Owner>>,
}

impl Seed {
    fn of(task: &Task) -> Self {
        Self {
            order: task.order,
            region: task.region,
            entry: Entry::of(task),
            owner: task.report().and_then(|report| report.owner.clone()),
        }
    }

    fn into_task(self) -> Task {
        let mut task = self.entry.into_task();
        (task.order, task.region) = (self.order, self.region);
        if let Some(report) = task.report_mut() {
            report.owner = self.owner;
        }
        task
    }
}

pub(super) fn serialize<S: Serializer>(tasks: &[Task], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(tasks.iter().map(Seed::of))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Task>, D::Error> {
    Ok(<Vec<Seed>>::deserialize(deserializer)?.into_iter().map(Seed::into_task).collect())
}
