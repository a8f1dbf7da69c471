//! The task that polls, and the handle to it. It alone sleeps and sends; what is decided is decided in `agenda`, `cycle` and
//! `backoff`.
//!
//! It never waits for one thing only: wishes, answers, room in the receiver's inbox and the next cycle are waited for
//! together, so that nothing a user does waits behind a poll.

use super::{
    Clock, Settings,
    agenda::{Agenda, Why},
    backoff,
    cycle::{Batch, Cycle, EXTRA, Failure, Plan, Suspect},
};
use crate::{
    client::{ListAnswer, Service},
    domain::{At, CallError, CallErrorKind, IdSet, Moment, PollEvent, Refusal, RegionId, Snapshot, TaskId, Trouble},
};
use std::{collections::VecDeque, ops::ControlFlow, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

/// Messages kept for a receiver that is slow; with more, no further request is sent.
const OUTBOX: usize = 16;
/// A cycle of so many requests is sent as fast as the limits allow; the requests of a greater one are spread over the interval.
const BURST: usize = 16;

#[derive(Debug)]
enum Command {
    Watch(Vec<TaskId>),
    Forget(Vec<TaskId>),
    PollNow,
    SetInterval(Duration),
    Stop,
}

/// The handle to the poll task. The task ends when all handles are dropped, or when the receiver of its events is.
///
/// No call waits: wishes come at a person's pace, and a bounded queue could lock the receiver of a full inbox and the
/// poll task against each other.
#[derive(Clone, Debug)]
pub struct Poller {
    commands: mpsc::UnboundedSender<Command>,
}

impl Poller {
    /// Asks for these ids from now on: at once, unless asking fails at the moment. Ids that ended, went or were refused
    /// are asked for again.
    pub fn watch(&self, ids: Vec<TaskId>) {
        self.send(Command::Watch(ids));
    }

    /// Does not ask for these ids any more, and does not tell of them, even when they are in flight.
    pub fn forget(&self, ids: Vec<TaskId>) {
        self.send(Command::Forget(ids));
    }

    /// Asks for all ids now, also for those that are absent or refused. While the service limits us it answers with
    /// [`PollEvent::NotNow`]; in a cycle that is not spread over the interval it does nothing, since fresh data is on its way; less than
    /// [`Settings::floor`] after the start of the last cycle it waits for that.
    pub fn poll_now(&self) {
        self.send(Command::PollNow);
    }

    /// Sets the time from the start of a cycle to the start of the next; raised to [`Settings::floor`].
    pub fn set_interval(&self, interval: Duration) {
        self.send(Command::SetInterval(interval));
    }

    /// Ends the task, whatever is in flight.
    pub fn stop(&self) {
        self.send(Command::Stop);
    }

    fn send(&self, command: Command) {
        if self.commands.send(command).is_err() {
            tracing::debug!("the poll task has ended");
        }
    }
}

/// Starts the poll task of `region`: it asks `service` and sends what it finds to `events`, which all regions share. The handle of
/// the task ends with it; a panic in it or in a request shows there.
pub fn start<S: Service>(
    service: Arc<S>,
    settings: Settings,
    clock: Clock,
    region: RegionId,
    events: mpsc::Sender<(RegionId, PollEvent)>,
) -> (Poller, JoinHandle<()>) {
    let (commands, inbox) = mpsc::unbounded_channel();
    let task = Task {
        service,
        settings: settings.bounded(),
        clock,
        region,
        agenda: Agenda::default(),
        cycle: None,
        unsplit: Vec::new(),
        requests: JoinSet::new(),
        next: clock.moment(),
        last: None,
        trouble: None,
        held: false,
        wanted: None,
        outbox: VecDeque::new(),
    };
    (Poller { commands }, tokio::spawn(task.run(inbox, events)))
}

/// One answered or failed request.
struct Answer {
    batch: Batch,
    sent: At,
    round_trip: Duration,
    result: Result<ListAnswer, CallError>,
}

struct Task<S> {
    service: Arc<S>,
    settings: Settings,
    clock: Clock,
    region: RegionId,
    agenda: Agenda,
    cycle: Option<Cycle>,
    /// Halves of batches that were refused in the last cycle.
    unsplit: Vec<Vec<TaskId>>,
    requests: JoinSet<Answer>,
    /// When the next cycle over all ids begins.
    next: Moment,
    /// When the last cycle over all ids began.
    last: Option<Moment>,
    trouble: Option<Trouble>,
    /// The service limits us or told us when to come again: a user's wish does not go before that.
    held: bool,
    /// A user wants a cycle, not before this.
    wanted: Option<Moment>,
    outbox: VecDeque<PollEvent>,
}

impl<S: Service> Task<S> {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>, events: mpsc::Sender<(RegionId, PollEvent)>) {
        loop {
            self.send_requests();
            let (clock, wake) = (self.clock, self.wake());
            tokio::select! {
                biased;
                command = inbox.recv() => match command {
                    Some(command) => if self.obey(command).is_break() { return },
                    None => return,
                },
                () = events.closed() => return,
                permit = events.reserve(), if !self.outbox.is_empty() => match (permit, self.outbox.pop_front()) {
                    (Ok(permit), Some(event)) => permit.send((self.region, event)),
                    _ => return,
                },
                Some(joined) = self.requests.join_next() => match joined {
                    Ok(answer) => self.take(answer),
                    Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                    Err(_) => return,
                },
                () = async { clock.sleep_until(wake.unwrap_or_default()).await }, if wake.is_some() => {
                    if self.cycle.is_none() || self.is_wanted() {
                        self.begin();
                    }
                }
            }
        }
    }

    fn obey(&mut self, command: Command) -> ControlFlow<()> {
        match command {
            Command::Watch(ids) => {
                let fresh = self.agenda.watch(ids);
                if let Some(cycle) = &mut self.cycle {
                    cycle.watch(fresh);
                }
            }
            Command::Forget(ids) => ids.iter().for_each(|id| self.agenda.remove(id)),
            Command::PollNow if self.agenda.is_empty() => {}
            Command::PollNow if self.cycle.as_ref().is_some_and(|cycle| !cycle.is_spread()) => {}
            Command::PollNow if self.held => self.outbox.push_back(PollEvent::NotNow { next: self.next }),
            Command::PollNow => {
                let soonest = self.last.map_or(Moment::default(), |last| last.plus(self.settings.floor));
                self.wanted = Some(soonest.max(self.clock.moment()));
            }
            Command::SetInterval(interval) => {
                self.settings = Settings { interval, ..self.settings }.bounded();
                if let (None, Some(last)) = (&self.trouble, self.last) {
                    self.next = last.plus(self.settings.interval);
                }
            }
            Command::Stop => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }

    /// When there is something to do that nobody tells of; `None` while the receiver is slow.
    fn wake(&self) -> Option<Moment> {
        match &self.cycle {
            None if self.outbox.is_empty() => self.next_cycle(),
            Some(cycle) if self.outbox.len() < OUTBOX => cycle.opens().into_iter().chain(self.wanted).min(),
            _ => None,
        }
    }

    /// When the next cycle begins; `None` when there is nobody to ask for.
    fn next_cycle(&self) -> Option<Moment> {
        if self.agenda.is_empty() {
            return None;
        }
        let due = if self.trouble.is_none() && self.agenda.has_fresh() {
            Some(self.clock.moment())
        } else {
            self.agenda.next_due(self.next)
        };
        due.min(self.wanted.or(due))
    }

    fn is_wanted(&self) -> bool {
        self.wanted.is_some_and(|wanted| wanted <= self.clock.moment())
    }

    /// Begins a cycle: over all ids when it is time for them, else over those just watched. A cycle that a user wants takes the place of
    /// one that is spread over the interval.
    fn begin(&mut self) {
        let began = self.clock.now();
        let wanted = self.is_wanted();
        let plan =
            if wanted || self.next <= began.moment { self.plan(began.moment, wanted) } else { self.plan_fresh() };
        if let Some(cycle) = &mut self.cycle {
            cycle.restart(plan);
        } else {
            self.outbox.push_back(PollEvent::Started { at: began });
            self.cycle = Some(Cycle::new(plan));
        }
    }

    fn plan_fresh(&self) -> Plan {
        let Settings { batch: size, in_flight: at_once, .. } = self.settings;
        let (ids, since) = (self.agenda.fresh(), self.agenda.turn());
        Plan { ids, first_size: size, size, at_once, since, ..Plan::default() }
    }

    /// A cycle over all ids from `now` on.
    fn plan(&mut self, now: Moment, wanted: bool) -> Plan {
        let Settings { interval, batch: size, in_flight, .. } = self.settings;
        // What a person waits for, and the first answers, come as fast as they may.
        let in_no_hurry = !wanted && self.last.is_some() && self.trouble.is_none();
        (self.last, self.next) = (Some(now), now.plus(interval));
        if wanted {
            self.wanted = None;
        }
        let rested = (!wanted).then_some(now);
        let (mut ids, refused) = (self.agenda.active(), std::mem::take(&mut self.unsplit));
        let apart: IdSet<&TaskId> = refused.iter().flatten().collect();
        ids.retain(|id| !apart.contains(id));
        let requests = ids.len().div_ceil(size);
        // Where all batches are refused, each may hold a bad id.
        let refusals = self.trouble.as_ref().filter(|trouble| trouble.problem.blames_batch());
        let refusals = refusals.map_or(0, |trouble| trouble.failures);
        // Somewhat less than the interval: the last answers are to be there before the next cycle.
        let gap = interval * 4 / 5 / u32::try_from(requests).unwrap_or(u32::MAX).max(1);
        let plan = Plan {
            ids,
            refused,
            absent: self.agenda.rested(Why::Absent, rested, size),
            alone: self.agenda.rested(Why::Refused, rested, EXTRA),
            gap: if in_no_hurry && requests > BURST { gap } else { Duration::ZERO },
            open: now,
            first_size: size.checked_shr(refusals).unwrap_or_default(),
            size,
            at_once: if self.trouble.is_some() { 1 } else { in_flight },
            since: self.agenda.turn(),
        };
        tracing::debug!(ids = plan.ids.len(), absent = plan.absent.len(), alone = plan.alone.len(), "cycle begins");
        plan
    }

    /// Sends what may be sent now, and ends the cycle when there is nothing more.
    fn send_requests(&mut self) {
        while self.outbox.len() < OUTBOX
            && let Some(cycle) = &mut self.cycle
        {
            let Some(batch) = cycle.next(&self.agenda, self.clock.moment()) else {
                if cycle.is_over() {
                    self.end();
                }
                return;
            };
            self.agenda.asked(&batch.ids, self.clock.moment());
            let (service, clock) = (Arc::clone(&self.service), self.clock);
            self.requests.spawn(async move {
                let sent = clock.now();
                let result = service.list(&batch.ids).await;
                let round_trip = clock.moment().since(sent.moment);
                Answer { batch, sent, round_trip, result }
            });
        }
    }

    fn take(&mut self, Answer { batch, sent, round_trip, result }: Answer) {
        let Some(cycle) = &mut self.cycle else { return };
        match result {
            Ok(answer) => {
                cycle.answered(round_trip);
                let snapshot = self.read(&batch.ids, answer, round_trip);
                self.outbox.push_back(PollEvent::Batch(snapshot));
            }
            Err(problem) => {
                tracing::debug!(ids = batch.ids.len(), ?problem, "request failed");
                cycle.failed(batch, Failure { problem, sent });
            }
        }
    }

    /// What an answer says of the ids asked for that are still watched.
    fn read(&mut self, asked: &[TaskId], answer: ListAnswer, round_trip: Duration) -> Snapshot {
        let mut open: IdSet<&TaskId> = asked.iter().collect();
        let ListAnswer { mut reports, skipped, partial } = answer;
        // Whoever is missing from an answer with unreadable elements may be one of these.
        let complete = skipped == 0 && !partial;
        reports.retain(|(id, _)| open.remove(id) && self.agenda.contains(id));
        for (id, report) in &reports {
            self.agenda.returned(id, report.status.is_end());
        }
        let at = self.clock.now();
        let is_absent = |id: &&TaskId| complete && open.contains(id) && self.agenda.contains(id);
        let absent: Vec<_> = asked.iter().filter(is_absent).cloned().collect();
        for id in &absent {
            self.agenda.missed(id, at.moment);
        }
        Snapshot { at, round_trip, reports, absent, refused: Vec::new(), skipped }
    }

    /// The ids among those refused alone that are meant; the others are the service's trouble.
    fn judge(&mut self, cycle: &mut Cycle, now: Moment) -> Vec<Refusal> {
        let is_alone = cycle.failure.is_none();
        let mut refused = Vec::new();
        for Suspect { id, failure, is_certain } in std::mem::take(&mut cycle.suspects) {
            if !self.agenda.contains(&id) {
                continue;
            }
            if is_certain || cycle.is_accepted() || self.agenda.suspect(&id, &failure.problem, is_alone, now) {
                self.agenda.refuse(&id, now);
                refused.push(Refusal { id, problem: failure.problem });
            } else {
                cycle.fail(failure);
            }
        }
        refused
    }

    /// Sets the time of the next cycle and tells that this one is over.
    fn end(&mut self) {
        let Some(mut cycle) = self.cycle.take() else { return };
        let at = self.clock.now();
        let refused = self.judge(&mut cycle, at.moment);
        if !refused.is_empty() {
            let (round_trip, reports, absent) = (cycle.slowest.unwrap_or_default(), Vec::new(), Vec::new());
            self.outbox.push_back(PollEvent::Batch(Snapshot { at, round_trip, reports, absent, refused, skipped: 0 }));
        }
        self.unsplit.extend(cycle.unsplit());
        self.held = false;
        self.trouble = cycle.failure.map(|Failure { problem, sent }| {
            let earlier = self.trouble.take();
            let failures = earlier.as_ref().map_or(0, |trouble| trouble.failures).saturating_add(1);
            let Settings { interval, max_backoff, jitter, .. } = self.settings;
            let wait = backoff::delay(failures, problem.kind, interval, problem.retry_after, jitter(), max_backoff);
            self.next = at.moment.plus(wait);
            self.held = problem.kind == CallErrorKind::Limited || problem.retry_after.is_some();
            self.wanted = None;
            Trouble { problem, failures, since: earlier.map_or(sent, |trouble| trouble.since) }
        });
        self.next = self.next.max(at.moment);
        let (trouble, next) = (self.trouble.clone(), self.next_cycle());
        tracing::debug!(asked = cycle.asked, ?trouble, ?next, "cycle over");
        let (asked, round_trip) = (cycle.asked, cycle.slowest);
        self.outbox.push_back(PollEvent::Ended { at, asked, round_trip, trouble, next });
    }
}
