//! What is submitted, and what an answer says of it: for the commands that submit and for the screen alike.

use crate::{
    client::{Submission, Submitted, Transfer},
    domain::{Conflict, Operation, Origin, RegionId, Task, TaskId, again::Outcome},
};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

/// An item to be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub source: String,
    /// The target directory; `None` for a removal.
    pub target: Option<String>,
    pub label: Option<Box<str>>,
    /// The task whose work it does again.
    pub again_of: Option<TaskId>,
}

/// Items of one region with one operation and one rule for names that exist: what can go into one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub region: RegionId,
    pub origin: Option<Arc<Origin>>,
    pub operation: Operation,
    pub conflict: Option<Conflict>,
    pub items: Vec<Item>,
}

impl Batch {
    /// The request with these of its items.
    pub fn submission(&self, items: &[Item]) -> Submission {
        match self.operation {
            Operation::Move => Submission::Move(transfers(items, self.conflict.as_ref())),
            Operation::Delete => Submission::Remove(sources(items)),
            _ => Submission::Copy(transfers(items, self.conflict.as_ref())),
        }
    }

    /// The tasks whose work it does again.
    pub fn again_of(&self) -> impl Iterator<Item = &TaskId> {
        self.items.iter().filter_map(|item| item.again_of.as_ref())
    }
}

/// Items to copy or to move, as they are sent.
pub fn transfers(items: &[Item], conflict: Option<&Conflict>) -> Vec<Transfer> {
    let transfer = |item: &Item| Transfer {
        source: item.source.clone(),
        target: item.target.clone().unwrap_or_default(),
        conflict: conflict.cloned(),
    };
    items.iter().map(transfer).collect()
}

/// Items to remove, as they are sent.
pub fn sources(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| item.source.clone()).collect()
}

/// The work of these tasks, to be submitted again: by region, operation and rule for names that exist. `rule` goes before that of each.
pub fn again<'a>(tasks: impl IntoIterator<Item = &'a Task>, rule: Option<&Conflict>) -> Vec<Batch> {
    let mut batches = BTreeMap::<_, Batch>::new();
    for task in tasks {
        let Some(report) = task.report() else { continue };
        let (Some(operation), Some(source)) = (&report.operation, &report.source) else { continue };
        // A rule of another version of the service cannot be sent.
        let own = report.conflict.clone().filter(|rule| !matches!(rule, Conflict::Other(_)));
        let conflict = rule.cloned().or(own).filter(|_| *operation != Operation::Delete);
        let key = (task.region, operation.as_str(), conflict.as_ref().map(|rule| rule.as_str().to_owned()));
        let batch = batches.entry(key).or_insert_with(|| Batch {
            region: task.region,
            origin: task.origin.clone(),
            operation: operation.clone(),
            conflict,
            items: Vec::new(),
        });
        batch.items.push(Item {
            source: source.as_str().to_owned(),
            target: report.target.as_ref().map(|target| target.as_str().to_owned()),
            label: task.label.clone(),
            again_of: Some(task.id.clone()),
        });
    }
    batches.into_values().collect()
}

/// The tasks that came of a request with these items.
pub fn tasks(items: &[Item], submitted: &Submitted, origin: &Arc<Origin>, now: Timestamp) -> Vec<Task> {
    let task = |id: &TaskId| {
        let item = submitted.tasks.iter().position(|task| task.as_ref() == Some(id));
        let item = item.and_then(|place| items.get(place));
        let mut task = Task::new(id.clone(), now).bound_to(origin.clone());
        // A label stands for all of a submission, also where the answer does not say which task is which.
        task.label = item.or(items.first()).and_then(|item| item.label.clone());
        task.submitted = true;
        task.doing_again(item.and_then(|item| item.again_of.clone()))
    };
    submitted.ids.iter().map(task).collect()
}

/// What an answer says of the item at this place: nothing, where it may have been taken.
pub fn outcome(submitted: &Submitted, place: usize) -> Option<Outcome> {
    let task = submitted.tasks.get(place).cloned().flatten().map(Outcome::Task);
    let is_refused = || submitted.failures.iter().any(|failure| failure.item == Some(place));
    task.or_else(|| is_refused().then_some(Outcome::Nothing))
}
