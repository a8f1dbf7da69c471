//! Cancels and submissions on their way to the service: to each region one request after the other, beside the polls, so that no region
//! ever has more than four requests at once. None is repeated by itself (whether to is the user's decision), and none is dropped unsaid.

use super::{
    Clock, Event, cancel_batch,
    event::{CancelResult, RetryResult},
    submission::{self, Batch},
};
use crate::{
    client::{self, SUBMIT_BATCH, Service},
    domain::{CallError, RegionId, TaskId},
};
use jiff::Timestamp;
use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::Arc,
};
use tokio::task::{Id, JoinSet};

/// What is asked of the service.
#[derive(Clone, Debug)]
enum Call {
    Cancel(Vec<TaskId>),
    /// Work that is submitted again, and since when that is kept. At most [`SUBMIT_BATCH`] items.
    Retry(Batch, Timestamp),
}

impl Call {
    /// The tasks that it is about.
    fn ids(&self) -> Vec<TaskId> {
        match self {
            Self::Cancel(ids) => ids.clone(),
            Self::Retry(batch, _) => batch.again_of().cloned().collect(),
        }
    }

    /// What to tell where it brought no answer.
    fn failed(&self, problem: CallError) -> Event {
        match self {
            Self::Cancel(ids) => Event::CancelAnswered { ids: ids.clone(), result: Err(problem) },
            Self::Retry(_, sent) => {
                Event::RetryAnswered { ids: self.ids(), sent: *sent, result: RetryResult::Failed(problem) }
            }
        }
    }

    /// Makes it. One cancel may have several outcomes.
    async fn make<S: Service>(self, service: &S, now: impl Fn() -> Timestamp) -> Vec<Event> {
        let (batch, sent) = match &self {
            Self::Cancel(ids) => {
                let outcomes = cancel_batch(service, ids).await;
                let event = |(ids, result): (Vec<TaskId>, CancelResult)| Event::CancelAnswered { ids, result };
                return outcomes.into_iter().map(event).collect();
            }
            Self::Retry(batch, sent) => (batch, *sent),
        };
        let (submitted, origin) = match service.submit(&batch.submission(&batch.items)).await {
            Ok(answer) => answer,
            Err(problem) => return vec![self.failed(problem)],
        };
        let tasks = submission::tasks(&batch.items, &submitted, &origin, now());
        let refused = submitted.failures.into_iter().filter_map(|failure| {
            let item = batch.items.get(failure.item?)?;
            Some((item.again_of.clone()?, failure.problem))
        });
        let result = RetryResult::Answered { tasks, refused: refused.collect(), problem: submitted.refusal };
        vec![Event::RetryAnswered { ids: self.ids(), sent, result }]
    }
}

/// The calls of a run.
pub struct Calls<S> {
    clock: Clock,
    queues: HashMap<RegionId, VecDeque<(Arc<S>, Call)>>,
    requests: JoinSet<Vec<Event>>,
    /// What each request is, and which region it went to.
    open: HashMap<Id, (RegionId, Call)>,
    /// Answers that were not handed out yet.
    answered: VecDeque<Event>,
}

impl<S> fmt::Debug for Calls<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").field("open", &self.open).finish_non_exhaustive()
    }
}

impl<S: Service> Calls<S> {
    /// Nothing to send.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            queues: HashMap::new(),
            requests: JoinSet::new(),
            open: HashMap::new(),
            answered: VecDeque::new(),
        }
    }

    /// Sends a cancel for exactly these to a region, in batches. One without a service answers that it is not reached.
    pub fn cancel(&mut self, region: RegionId, service: Option<Arc<S>>, ids: &[TaskId]) {
        self.send(region, service, ids.chunks(client::BATCH).map(|ids| Call::Cancel(ids.to_vec())).collect());
    }

    /// Submits the work of tasks again, in batches. `sent` is since when that is kept.
    pub fn retry(&mut self, service: Option<Arc<S>>, batch: &Batch, sent: Timestamp) {
        let calls = batch.items.chunks(SUBMIT_BATCH);
        let call = |items: &[_]| Call::Retry(Batch { items: items.to_vec(), ..batch.clone() }, sent);
        self.send(batch.region, service, calls.map(call).collect());
    }

    fn send(&mut self, region: RegionId, service: Option<Arc<S>>, calls: Vec<Call>) {
        let Some(service) = service else {
            let problem = || CallError::unusable("these credentials do not reach it");
            self.answered.extend(calls.iter().map(|call| call.failed(problem())));
            return;
        };
        self.queues.entry(region).or_default().extend(calls.into_iter().map(|call| (service.clone(), call)));
        self.begin(region);
    }

    /// Sends the next one of a region, unless one is under way there.
    fn begin(&mut self, region: RegionId) {
        if self.open.values().any(|(busy, _)| *busy == region) {
            return;
        }
        let Some((service, call)) = self.queues.get_mut(&region).and_then(VecDeque::pop_front) else {
            self.queues.remove(&region);
            return;
        };
        let (made, clock) = (call.clone(), self.clock);
        let request = self.requests.spawn(async move { made.make(&*service, || clock.now().wall).await });
        self.open.insert(request.id(), (region, call));
    }

    /// What comes of the next one that is over; never resolves when none is under way. Cancel-safe.
    pub async fn next(&mut self) -> Event {
        if let Some(done) = self.answered.pop_front() {
            return done;
        }
        let (id, result) = match self.requests.join_next_with_id().await {
            None => return std::future::pending().await,
            Some(Ok((id, events))) => (id, Ok(events)),
            // Told by the panic hook; the program is on its way out.
            Some(Err(error)) => (error.id(), Err(CallError::bad_answer(200, error.to_string()))),
        };
        let Some((region, call)) = self.open.remove(&id) else { return std::future::pending().await };
        let events = result.unwrap_or_else(|problem| vec![call.failed(problem)]);
        self.answered.extend(events);
        if let Some(Event::RetryAnswered { result, .. }) = self.answered.back()
            && let Some(problem) = result.stops()
        {
            // Whatever is in the way of one is in the way of the next. Those were not sent.
            let problem = CallError { may_have_arrived: false, ..problem.clone() };
            let left = self.queues.get_mut(&region).map(take_retries).unwrap_or_default();
            self.answered.extend(left.iter().map(|call| call.failed(problem.clone())));
        }
        self.begin(region);
        match self.answered.pop_front() {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }

    /// Whether every call was answered.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.answered.is_empty()
    }

    /// The tasks whose cancel was not answered yet, whether it was sent or not.
    pub fn unanswered_cancels(&self) -> Vec<TaskId> {
        let open = self.open.values().map(|(_, call)| call);
        let calls = open.chain(self.queues.values().flatten().map(|(_, call)| call));
        let cancels = calls.filter(|call| matches!(call, Call::Cancel(_))).flat_map(Call::ids);
        let answered = self.answered.iter().filter_map(|event| match event {
            Event::CancelAnswered { ids, .. } => Some(ids.clone()),
            _ => None,
        });
        let mut ids: Vec<_> = cancels.chain(answered.flatten()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Takes back the submissions that were not sent yet. Returns the number of items of which only an answer can tell.
    pub fn stop_retries(&mut self, why: &CallError) -> usize {
        for queue in self.queues.values_mut() {
            self.answered.extend(take_retries(queue).iter().map(|call| call.failed(why.clone())));
        }
        let open = self.open.values().filter(|(_, call)| matches!(call, Call::Retry(..)));
        open.map(|(_, call)| call.ids().len()).sum()
    }
}

/// Takes the submissions out of a queue.
fn take_retries<S>(queue: &mut VecDeque<(Arc<S>, Call)>) -> Vec<Call> {
    let (retries, others): (Vec<_>, Vec<_>) =
        std::mem::take(queue).into_iter().partition(|(_, call)| matches!(call, Call::Retry(..)));
    *queue = others.into();
    retries.into_iter().map(|(_, call)| call).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CallErrorKind;
    use crate::watch::pollers::scripted::{Scripted, Way, id, two};
    use std::time::Duration;

    fn calls() -> Calls<Scripted> {
        Calls::new(Clock::start())
    }

    /// The tasks of the next answer to a cancel, and the answer.
    async fn next(calls: &mut Calls<Scripted>) -> (Vec<TaskId>, CancelResult) {
        match calls.next().await {
            Event::CancelAnswered { ids, result } => (ids, result),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_region_gets_one_request_at_a_time_and_a_hanging_one_holds_up_no_other() {
        let (pollers, other) = two(Way::Hang, Way::Answer);
        let mut calls = calls();
        let ids = |name: &str| (0..250).map(|number| id(&format!("{name}{number}"))).collect::<Vec<_>>();
        calls.cancel(RegionId::DEFAULT, pollers.service(RegionId::DEFAULT), &ids("h"));
        calls.cancel(other, pollers.service(other), &ids("o"));
        for size in [100, 100, 50] {
            let done = next(&mut calls).await;
            assert_eq!((done.0.len(), done.1), (size, Ok(Vec::new())));
        }
        assert!(tokio::time::timeout(Duration::from_hours(1), calls.next()).await.is_err());
        assert_eq!(pollers.service(RegionId::DEFAULT).unwrap().cancelled(), [ids("h")[..100].to_vec()]);
        let mut all = ids("h");
        all.sort_unstable();
        assert_eq!((calls.unanswered_cancels(), calls.is_empty()), (all, false));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_sent_is_answered() {
        let mut calls = calls();
        assert!(calls.is_empty());
        calls.cancel(RegionId::UNBOUND, None, &[id("a")]);
        assert_eq!((calls.unanswered_cancels(), calls.is_empty()), (vec![id("a")], false));
        let done = next(&mut calls).await;
        assert_eq!((done.0, done.1.unwrap_err().kind), (vec![id("a")], CallErrorKind::Misconfigured));
        assert!(calls.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_ends_its_own_batch_only() {
        let (pollers, _) = two(Way::Down, Way::Answer);
        let mut calls = calls();
        let ids: Vec<_> = (0..150).map(|number| id(&format!("t{number}"))).collect();
        calls.cancel(RegionId::DEFAULT, pollers.service(RegionId::DEFAULT), &ids);
        for size in [100, 50] {
            let done = next(&mut calls).await;
            assert!(done.0.len() == size && done.1.is_err());
        }
        assert!(calls.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_in_the_way_of_one_submission_keeps_back_the_next() {
        let (pollers, _) = two(Way::Down, Way::Answer);
        let mut calls = calls();
        let item = |number: usize| submission::Item {
            source: format!("/{number}"),
            target: Some("/to".to_owned()),
            label: None,
            again_of: Some(id(&format!("t{number}"))),
        };
        let batch = Batch {
            region: RegionId::DEFAULT,
            origin: None,
            operation: crate::domain::Operation::Copy,
            conflict: None,
            items: (0..250).map(item).collect(),
        };
        let service = pollers.service(RegionId::DEFAULT);
        calls.retry(service.clone(), &batch, Timestamp::UNIX_EPOCH);
        calls.cancel(RegionId::DEFAULT, service.clone(), &[id("c")]);
        for size in [100, 100, 50] {
            match calls.next().await {
                Event::RetryAnswered { ids, result: RetryResult::Failed(_), .. } => assert_eq!(ids.len(), size),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(next(&mut calls).await.0, [id("c")], "a cancel is sent all the same");
        assert_eq!(service.unwrap().submitted(), 1);
    }
}
