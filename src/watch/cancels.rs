//! Cancels on their way to the service: to each region one request after the other, beside the polls, so that no region ever has more
//! than four requests at once. None is repeated by itself (whether to is the user's decision), and none is dropped unsaid.

use super::event::CancelResult;
use crate::{
    client::{self, Service},
    domain::{CallError, RegionId, TaskId},
    watch::{CancelOutcome, cancel_batch},
};
use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::Arc,
};
use tokio::task::{Id, JoinSet};

struct Order<S> {
    service: Arc<S>,
    ids: Vec<TaskId>,
}

/// The cancels of a run.
pub struct Cancels<S> {
    queues: HashMap<RegionId, VecDeque<Order<S>>>,
    requests: JoinSet<Vec<CancelOutcome>>,
    /// What each request is about, and which region it went to.
    open: HashMap<Id, (RegionId, Vec<TaskId>)>,
    /// Answers that were not handed out yet.
    answered: VecDeque<(Vec<TaskId>, CancelResult)>,
}

impl<S> fmt::Debug for Cancels<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancels").field("open", &self.open).finish_non_exhaustive()
    }
}

impl<S: Service> Default for Cancels<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Service> Cancels<S> {
    /// Nothing to send.
    pub fn new() -> Self {
        Self { queues: HashMap::new(), requests: JoinSet::new(), open: HashMap::new(), answered: VecDeque::new() }
    }

    /// Sends a cancel for exactly these to a region, in batches. One without a service answers that it is not reached.
    pub fn send(&mut self, region: RegionId, service: Option<Arc<S>>, ids: Vec<TaskId>) {
        let Some(service) = service else {
            let problem = CallError::unusable("these credentials do not reach it");
            self.answered.push_back((ids, Err(problem)));
            return;
        };
        let orders = ids.chunks(client::BATCH).map(|ids| Order { service: service.clone(), ids: ids.to_vec() });
        self.queues.entry(region).or_default().extend(orders);
        self.begin(region);
    }

    /// Sends the next one of a region, unless one is under way there.
    fn begin(&mut self, region: RegionId) {
        if self.open.values().any(|(busy, _)| *busy == region) {
            return;
        }
        let Some(Order { service, ids }) = self.queues.get_mut(&region).and_then(VecDeque::pop_front) else {
            self.queues.remove(&region);
            return;
        };
        let request = self.requests.spawn({
            let ids = ids.clone();
            async move { cancel_batch(&*service, &ids).await }
        });
        self.open.insert(request.id(), (region, ids));
    }

    /// The next one that is over; never resolves when none is under way. Cancel-safe.
    pub async fn next(&mut self) -> (Vec<TaskId>, CancelResult) {
        if let Some(done) = self.answered.pop_front() {
            return done;
        }
        let (id, outcomes) = match self.requests.join_next_with_id().await {
            None => return std::future::pending().await,
            Some(Ok((id, outcomes))) => (id, outcomes),
            // Told by the panic hook; the program is on its way out.
            Some(Err(error)) => {
                let ids = self.open.get(&error.id()).map(|(_, ids)| ids.clone()).unwrap_or_default();
                (error.id(), vec![(ids, Err(CallError::bad_answer(200, error.to_string())))])
            }
        };
        let (region, _) = self.open.remove(&id).unwrap_or_default();
        self.begin(region);
        let mut done = outcomes.into_iter();
        let first = done.next().unwrap_or((Vec::new(), Ok(Vec::new())));
        self.answered.extend(done);
        first
    }

    /// Whether every cancel was answered.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.answered.is_empty()
    }

    /// The tasks whose cancel was not answered yet, whether it was sent or not.
    pub fn unanswered(&self) -> Vec<TaskId> {
        let sent = self.open.values().flat_map(|(_, ids)| ids);
        let queued = self.queues.values().flatten().flat_map(|order| &order.ids);
        let answered = self.answered.iter().flat_map(|(ids, _)| ids);
        let mut ids: Vec<_> = sent.chain(queued).chain(answered).cloned().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CallErrorKind;
    use crate::watch::pollers::scripted::{Way, id, two};
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn each_region_gets_one_request_at_a_time_and_a_hanging_one_holds_up_no_other() {
        let (pollers, other) = two(Way::Hang, Way::Answer);
        let mut cancels = Cancels::new();
        let ids = |name: &str| (0..250).map(|number| id(&format!("{name}{number}"))).collect::<Vec<_>>();
        cancels.send(RegionId::DEFAULT, pollers.service(RegionId::DEFAULT), ids("h"));
        cancels.send(other, pollers.service(other), ids("o"));
        for size in [100, 100, 50] {
            let done = cancels.next().await;
            assert_eq!((done.0.len(), done.1), (size, Ok(Vec::new())));
        }
        assert!(tokio::time::timeout(Duration::from_hours(1), cancels.next()).await.is_err());
        assert_eq!(pollers.service(RegionId::DEFAULT).unwrap().cancelled(), [ids("h")[..100].to_vec()]);
        let mut all = ids("h");
        all.sort_unstable();
        assert_eq!((cancels.unanswered(), cancels.is_empty()), (all, false));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_sent_is_answered() {
        let mut cancels = Cancels::<crate::watch::pollers::scripted::Scripted>::new();
        assert!(cancels.is_empty());
        cancels.send(RegionId::UNBOUND, None, vec![id("a")]);
        assert_eq!((cancels.unanswered(), cancels.is_empty()), (vec![id("a")], false));
        let done = cancels.next().await;
        assert_eq!((done.0, done.1.unwrap_err().kind), (vec![id("a")], CallErrorKind::Misconfigured));
        assert!(cancels.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_ends_its_own_batch_only() {
        let (pollers, _) = two(Way::Down, Way::Answer);
        let mut cancels = Cancels::new();
        let ids: Vec<_> = (0..150).map(|number| id(&format!("t{number}"))).collect();
        cancels.send(RegionId::DEFAULT, pollers.service(RegionId::DEFAULT), ids);
        for size in [100, 50] {
            let done = cancels.next().await;
            assert!(done.0.len() == size && done.1.is_err());
        }
        assert!(cancels.is_empty());
    }
}
