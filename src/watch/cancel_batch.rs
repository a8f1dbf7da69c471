//! Cancels a batch of tasks. Where the service refuses all of them for one, the others are cancelled all the same.

use crate::{
    client::Service,
    domain::{CallError, TaskId},
};
use std::collections::VecDeque;

/// The most requests beyond the first one.
const MOST_EXTRA: usize = 16;

/// What became of some ids of a batch: those that were refused, or why the request brought no answer.
pub type CancelOutcome = (Vec<TaskId>, Result<Vec<(TaskId, CallError)>, CallError>);

/// Asks for the end of these tasks in one request. One that is refused for what may be a single id is split, since a cancel is safe to
/// repeat: until each half is taken or is one id, or both halves are refused alike and nothing was taken, which is the service's trouble
/// where it is not said of an id.
///
/// Each id is in exactly one of the outcomes.
pub async fn cancel_batch<S: Service>(service: &S, ids: &[TaskId]) -> Vec<CancelOutcome> {
    let ask = async |ids: &[TaskId]| service.cancel(ids).await.map(|answer| answer.refused);
    let error = match ask(ids).await {
        Err(error) if error.blames_batch() => error,
        result => return vec![(ids.to_vec(), result)],
    };
    let mut outcomes = Vec::new();
    let mut refused = VecDeque::from([(ids, error)]);
    let (mut left, mut is_any_taken) = (MOST_EXTRA, false);
    while let Some((ids, error)) = refused.pop_front() {
        if ids.len() < 2 || left < 2 {
            outcomes.push((ids.to_vec(), Err(error)));
            continue;
        }
        left -= 2;
        let (one, two) = ids.split_at(ids.len() / 2);
        let first = ask(one).await;
        if first.as_ref().is_err_and(|error| !error.blames_batch()) {
            // The service is limited, gone or out of order: what is open is not asked for now.
            left = 0;
            outcomes.push((one.to_vec(), first));
            outcomes.push((two.to_vec(), Err(error)));
            continue;
        }
        let second = ask(two).await;
        is_any_taken |= first.is_ok() || second.is_ok();
        if let (Err(first), Err(second)) = (&first, &second)
            && first.code == second.code
            && !is_any_taken
            && !first.blames_id()
        {
            outcomes.push((ids.to_vec(), Err(error)));
            continue;
        }
        for (half, result) in [(one, first), (two, second)] {
            match result {
                Err(error) if error.blames_batch() => refused.push_back((half, error)),
                result => outcomes.push((half.to_vec(), result)),
            }
        }
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{CancelAnswer, ListAnswer, Submission, Submitted};
    use crate::domain::{CallErrorKind, Origin};
    use std::sync::{Arc, Mutex};

    /// Refuses each batch with one of the ids in it, or any.
    struct Refusing {
        bad: Vec<TaskId>,
        all: bool,
        code: &'static str,
        /// The number of the request, from 1 on, that the service cannot be reached for.
        lost: usize,
        requests: Mutex<usize>,
    }

    impl Service for Refusing {
        async fn list(&self, _: &[TaskId]) -> Result<ListAnswer, CallError> {
            Ok(ListAnswer::default())
        }

        async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
            let mut requests = self.requests.lock().unwrap();
            *requests += 1;
            if *requests == self.lost {
                return Err(CallError::new(CallErrorKind::Unreachable, "no route"));
            }
            let is_refused = self.all || ids.iter().any(|id| self.bad.contains(id));
            if is_refused { Err(CallError::of_code(self.code, 200, "no")) } else { Ok(CancelAnswer::default()) }
        }

        async fn submit(&self, _: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
            Err(CallError::unusable("nothing is submitted here"))
        }
    }

    fn ids(count: usize) -> Vec<TaskId> {
        (0..count).map(|number| TaskId::new(&format!("t{number}")).unwrap()).collect()
    }

    /// How many ids were refused, how many had an outcome, and how many requests it took.
    async fn cancel(bad: &[usize], all: bool, count: usize) -> (usize, usize, usize) {
        cancel_with("911030", 0, bad, all, count).await
    }

    async fn cancel_with(
        code: &'static str,
        lost: usize,
        bad: &[usize],
        all: bool,
        count: usize,
    ) -> (usize, usize, usize) {
        let ids = ids(count);
        let bad = bad.iter().map(|place| ids[*place].clone()).collect();
        let service = Refusing { bad, all, code, lost, requests: Mutex::new(0) };
        let outcomes = cancel_batch(&service, &ids).await;
        let refused = outcomes.iter().filter(|(_, result)| result.is_err()).map(|(ids, _)| ids.len()).sum();
        let told = outcomes.iter().map(|(ids, _)| ids.len()).sum();
        (refused, told, *service.requests.lock().unwrap())
    }

    #[tokio::test]
    async fn one_bad_id_costs_only_itself() {
        let (refused, told, requests) = cancel(&[37], false, 100).await;
        assert_eq!((refused, told), (1, 100));
        assert!(requests <= 1 + MOST_EXTRA, "{requests}");
        assert_eq!(cancel(&[], false, 100).await, (0, 100, 1));
        assert_eq!(cancel(&[1, 2], false, 4).await, (4, 4, 3), "both halves alike, and nothing was taken");
        assert_eq!(cancel(&[2, 3], false, 4).await, (2, 4, 5));
    }

    #[tokio::test]
    async fn a_service_that_refuses_everything_is_asked_thrice() {
        assert_eq!(cancel(&[], true, 100).await, (100, 100, 3));
        assert_eq!(cancel(&[], true, 1).await, (1, 1, 1));
    }

    #[tokio::test]
    async fn what_is_said_of_an_id_is_no_trouble_of_the_service() {
        for code in ["10004", "911020"] {
            assert_eq!(cancel_with(code, 0, &[1, 2], false, 4).await, (2, 4, 7));
            assert_eq!(cancel_with(code, 0, &[0, 2, 3], false, 4).await, (3, 4, 7));
            let (_, told, requests) = cancel_with(code, 0, &[], true, 100).await;
            assert!(told == 100 && requests == 1 + MOST_EXTRA, "{requests}");
        }
    }

    #[tokio::test]
    async fn what_a_lost_request_was_for_is_not_asked_for_again() {
        assert_eq!(cancel_with("911030", 2, &[1], false, 4).await, (4, 4, 2));
        assert_eq!(cancel_with("911030", 3, &[1], false, 4).await, (3, 4, 5), "the other half is split all the same");
    }

    #[tokio::test]
    async fn many_bad_ids_have_a_limit() {
        let (refused, told, requests) = cancel(&[0, 9, 18, 27, 36, 45], false, 100).await;
        assert!(requests == 1 + MOST_EXTRA && refused < 100 && told == 100, "{refused} {requests}");
    }
}
