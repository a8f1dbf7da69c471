//! What answers to cancels and to submissions mean for the set.

use super::{
    Change, Watch,
    event::{CancelResult, RetryResult},
    set::waits_for_answer,
};
use crate::domain::{
    At, CallError, EventKind, IdMap, IdSet, TaskId,
    again::{Outcome, Resubmission},
};
use jiff::Timestamp;

impl Watch {
    /// A cancel was answered, or not. Only the status of a task says how it ends.
    pub(super) fn cancel_answered(
        &mut self,
        ids: &[TaskId],
        result: &CancelResult,
        now: At,
        changes: &mut Vec<Change>,
    ) {
        let refused: IdMap<&TaskId, &CallError> = match result {
            Ok(refused) => refused.iter().map(|(id, problem)| (id, problem)).collect(),
            Err(problem) => ids.iter().map(|id| (id, problem)).collect(),
        };
        let (mut taken, mut failed, mut unclear, mut over) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            let why = refused.get(id).copied();
            let Some(task) = self.tasks.get(id) else {
                self.missed.answered(id, why);
                match why.filter(|why| !is_unclear(why)) {
                    Some(why) => failed.push((id.clone(), why.clone())),
                    None => over.push(id.clone()),
                }
                continue;
            };
            // Its end was seen meanwhile: there is nothing left to tell.
            if !waits_for_answer(task) {
                over.push(id.clone());
                continue;
            }
            match why {
                None => taken.push(id.clone()),
                Some(why) if is_unclear(why) => unclear.push(id.clone()),
                Some(why) => failed.push((id.clone(), why.clone())),
            }
            self.change(id, now, changes, |task| match why {
                None => task.cancel_taken(now),
                Some(why) if is_unclear(why) => task.cancel_unclear(why.clone(), now),
                Some(why) => task.cancel_failed(why.clone(), now),
            });
        }
        self.recount();
        changes.push(Change::Cancels { taken, failed, unclear, over });
    }

    /// A submission was answered, or not. Of tasks that the answer does not name nothing is known.
    pub(super) fn retry_answered(
        &mut self,
        ids: Vec<TaskId>,
        sent: Timestamp,
        result: RetryResult,
        now: At,
        changes: &mut Vec<Change>,
    ) {
        let (mut refused, mut others) = (IdMap::default(), None);
        let (mut new, mut failed, mut unclear) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = IdSet::default();
        match result {
            RetryResult::Answered { tasks, refused: some, problem } => {
                new.extend(tasks.iter().map(|task| task.id.clone()));
                done.extend(tasks.iter().filter_map(|task| task.again_of().cloned()));
                refused.extend(some);
                let silent = || CallError::bad_answer(200, "the answer does not name it");
                others = Some(CallError { may_have_arrived: true, ..problem.unwrap_or_else(silent) });
                self.add(tasks, false, now, changes);
            }
            RetryResult::Failed(problem) => others = Some(problem),
            RetryResult::Unkept => {}
        }
        for id in ids.into_iter().filter(|id| !done.contains(id)) {
            let why = refused.remove(&id).or_else(|| others.clone());
            let is_unclear = why.as_ref().is_some_and(|why| why.may_have_arrived);
            let outcome = if is_unclear { Outcome::Unclear } else { Outcome::Nothing };
            let what = why.clone().map(Box::new);
            let what = what.map(if is_unclear { EventKind::RetryUnclear } else { EventKind::RetryFailed });
            self.change(&id, now, changes, |task| task.resubmitted(Resubmission { sent, outcome }, what, now));
            if is_unclear { unclear.push(id) } else { failed.push((id, why)) }
        }
        changes.push(Change::Retries { new, failed, unclear });
    }
}

/// Whether a failed cancel leaves open what became of the task: it may have arrived, or the service refuses it, since the task has
/// ended for example. Only the task list can tell.
fn is_unclear(problem: &CallError) -> bool {
    use crate::domain::CallErrorKind::{Limited, SignIn, Unauthenticated};
    problem.may_have_arrived
        || (problem.code.is_some() && !matches!(problem.kind, Limited | Unauthenticated | SignIn(_)))
}
