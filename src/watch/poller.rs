//! The task that polls, and the handle to it. It alone sleeps and sends; what is decided is decided in `agenda`, `cycle` and
//! `backoff`.
//!
//! It never waits for one thing only: wishes, answers, room in the receiver's inbox and the next cycle are waited for
//! together, so that nothing a user does waits behind a poll.

use super::{
    Clock, Settings,
    agenda::Agenda,
    backoff,
    cycle::{Batch, Cycle, Failure, Part, Suspect, Verdict},
};
use crate::{
    client::{ListAnswer, Service},
    domain::{At, CallError, CallErrorKind, IdSet, Moment, PollEvent, Refusal, RegionId, Snapshot, TaskId, Trouble},
};
use std::{
    collections::{HashSet, VecDeque},
    ops::ControlFlow,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

/// Messages kept for a receiver that is slow; with more, no further request is sent.
const OUTBOX: usize = 16;
/// A cycle of so many requests is sent as fast as the limits allow; the requests of a greater one are spread over the interval.
const BURST: usize = 16;
/// The only id there is counts as refused when the service refuses it for three cycles and so long.
const LONG_REFUSED: Duration = Duration::from_secs(10);

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

    /// Begins a cycle now, also over ids that are gone or refused. While the service limits us it answers with [`PollEvent::NotNow`]; in a cycle it does nothing,
    /// since fresh data is on its way; less than [`Settings::floor`] after the start of the last one it waits for that.
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
        requests: JoinSet::new(),
        sent: 0,
        success: 0,
        next: clock.moment(),
        last: None,
        trouble: None,
        held: false,
        wanted: None,
        gap: Duration::ZERO,
        open: Moment::default(),
        outbox: VecDeque::new(),
    };
    (Poller { commands }, tokio::spawn(task.run(inbox, events)))
}

/// One answered or failed request.
struct Answer {
    batch: Batch,
    number: u64,
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
    requests: JoinSet<Answer>,
    /// Requests sent so far.
    sent: u64,
    /// The highest number of a request that was answered.
    success: u64,
    /// When the next cycle over all ids begins.
    next: Moment,
    /// When the last cycle over all ids began.
    last: Option<Moment>,
    trouble: Option<Trouble>,
    /// The service limits us or told us when to come again: a user's wish does not go before that.
    held: bool,
    /// A user wants a cycle, not before this.
    wanted: Option<Moment>,
    /// Between the requests of the cycle.
    gap: Duration,
    /// The next request of the cycle is not sent before.
    open: Moment,
    outbox: VecDeque<PollEvent>,
}

impl<S: Service> Task<S> {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>, events: mpsc::Sender<(RegionId, PollEvent)>) {
        loop {
            self.send_requests();
            let clock = self.clock;
            let wake = match &self.cycle {
                None if self.outbox.is_empty() => self.wake(),
                Some(cycle) if cycle.can_send() && self.outbox.len() < OUTBOX => Some(self.open),
                _ => None,
            };
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
                () = async { clock.sleep_until(wake.unwrap_or_default()).await }, if wake.is_some() => if self.cycle.is_none() {
                    self.begin();
                },
            }
        }
    }

    fn obey(&mut self, command: Command) -> ControlFlow<()> {
        match command {
            Command::Watch(ids) => self.agenda.watch(ids),
            Command::Forget(ids) => ids.iter().for_each(|id| self.agenda.remove(id)),
            Command::PollNow if self.cycle.is_some() || self.agenda.is_empty() => {}
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

    /// When the next cycle begins; `None` when there is nobody to ask for.
    fn wake(&self) -> Option<Moment> {
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

    /// Begins a cycle: over all ids when it is time for them, else over those just watched.
    fn begin(&mut self) {
        let began = self.clock.now();
        let wanted = self.wanted.take_if(|wanted| *wanted <= began.moment).is_some();
        let all = wanted || self.next <= began.moment;
        // What a person waits for, and the first answers, come as fast as they may.
        let in_no_hurry = all && !wanted && self.last.is_some();
        let (ids, quarantined, gone) = if all {
            self.last = Some(began.moment);
            self.next = began.moment.plus(self.settings.interval);
            let rested = (!wanted).then_some(began.moment);
            (self.agenda.healthy(), self.agenda.refused(rested), self.agenda.absent(rested, self.settings.batch))
        } else {
            (self.agenda.fresh(), Vec::new(), Vec::new())
        };
        let requests = ids.len().div_ceil(self.settings.batch);
        let spread = in_no_hurry && requests > BURST && self.trouble.is_none();
        // Somewhat less than the interval: the last answers shall be there before the next cycle.
        let gap = self.settings.interval * 4 / 5 / u32::try_from(requests).unwrap_or(u32::MAX).max(1);
        (self.gap, self.open) = (if spread { gap } else { Duration::ZERO }, began.moment);
        let at_once = if self.trouble.is_some() { 1 } else { self.settings.in_flight };
        tracing::debug!(ids = ids.len(), quarantined = quarantined.len(), gone = gone.len(), at_once, "cycle begins");
        self.outbox.push_back(PollEvent::Started { at: began });
        self.cycle = Some(Cycle::new(&ids, quarantined, self.settings.batch, at_once).then_gone(gone));
    }

    /// Sends what may be sent now, and ends the cycle when there is nothing more.
    fn send_requests(&mut self) {
        while self.outbox.len() < OUTBOX {
            let Some(cycle) = &mut self.cycle else { return };
            if cycle.can_send() && self.open > self.clock.moment() {
                return;
            }
            let Some(asked) = cycle.next() else {
                if !cycle.is_over() {
                    return;
                }
                if !self.asks_control() {
                    self.end();
                }
                continue;
            };
            let part = asked.part;
            let ids: Vec<_> = asked.ids.iter().filter(|id| self.agenda.contains(id)).cloned().collect();
            if ids.is_empty() {
                cycle.dropped(&asked);
                continue;
            }
            self.sent += 1;
            self.open = self.open.plus(self.gap);
            self.agenda.tried(&ids, self.sent, self.clock.moment());
            let (service, clock, number) = (Arc::clone(&self.service), self.clock, self.sent);
            self.requests.spawn(async move {
                let sent = clock.now();
                let result = service.list(&ids).await;
                let round_trip = clock.moment().since(sent.moment);
                Answer { batch: Batch { ids, part }, number, sent, round_trip, result }
            });
        }
    }

    /// Suspected ids are not judged before the service answered since: asks for others once more when need be.
    fn asks_control(&mut self) -> bool {
        let Some(cycle) = &mut self.cycle else { return false };
        if cycle.suspects.iter().all(|suspect| self.agenda.is_to_blame(&suspect.refusal.id, self.success)) {
            return false;
        }
        let suspected: HashSet<_> = cycle.suspects.iter().map(|suspect| &suspect.refusal.id).collect();
        let mut others = self.agenda.healthy();
        others.retain(|id| !suspected.contains(id));
        others.truncate(self.settings.batch);
        cycle.control(others)
    }

    fn take(&mut self, Answer { batch, number, sent, round_trip, result }: Answer) {
        let Some(cycle) = &mut self.cycle else { return };
        match result {
            Ok(answer) => {
                cycle.answered(round_trip);
                self.success = self.success.max(number);
                let snapshot = self.read(&batch.ids, answer, round_trip);
                self.outbox.push_back(PollEvent::Batch(snapshot));
            }
            Err(error) => {
                let failure = Failure { problem: error.clone(), retry_after: error.retry_after, sent };
                tracing::debug!(ids = batch.ids.len(), problem = ?failure.problem, "request failed");
                // Of several ids that it does not know a service may as well answer nothing that is a list.
                let blames = error.blames_batch()
                    || (batch.part == Part::Gone && failure.problem.kind == CallErrorKind::BadAnswer);
                match (cycle.failed(&batch, failure, blames, self.sent), batch.ids.as_slice()) {
                    (Verdict::Suspected(since), [id]) => self.agenda.doubt(id, since),
                    (Verdict::StillRefused, [id]) => {
                        self.refuse(vec![Refusal { id: id.clone(), problem: error }], round_trip);
                    }
                    _ => {}
                }
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
            self.agenda.reported(id, report.status.is_end());
        }
        let at = self.clock.now();
        let is_absent = |id: &&TaskId| complete && open.contains(id) && self.agenda.contains(id);
        let absent: Vec<_> = asked.iter().filter(is_absent).cloned().collect();
        for id in &absent {
            self.agenda.missed(id, at.moment);
        }
        Snapshot { at, round_trip, reports, absent, refused: Vec::new(), skipped }
    }

    /// The service refuses these ids: they pause, and it is told.
    fn refuse(&mut self, refused: Vec<Refusal>, round_trip: Duration) {
        let at = self.clock.now();
        for refusal in &refused {
            self.agenda.refuse(&refusal.id, at.moment);
        }
        let (reports, absent) = (Vec::new(), Vec::new());
        self.outbox.push_back(PollEvent::Batch(Snapshot { at, round_trip, reports, absent, refused, skipped: 0 }));
    }

    /// Whether the refusal of the only id there is is about the id, though there is no other one to show that the service works: some
    /// codes say so, and of the others a few in a row do.
    fn is_refused_for_good(&self, refusal: &Refusal, at: At) -> bool {
        if self.agenda.len() != 1 {
            return false;
        }
        let says_so = matches!(refusal.problem.code.as_deref(), Some("10004" | "911020"));
        let in_a_row =
            |trouble: &Trouble| trouble.failures >= 2 && at.moment.since(trouble.since.moment) >= LONG_REFUSED;
        // The code for everything else may as well be the service's own trouble.
        let may_mean_it = refusal.problem.kind == CallErrorKind::Refused;
        says_so || (may_mean_it && self.trouble.as_ref().is_some_and(in_a_row))
    }

    /// Judges the suspects, sets the time of the next cycle and tells that this one is over.
    fn end(&mut self) {
        let Some(mut cycle) = self.cycle.take() else { return };
        let at = self.clock.now();
        let mut refused: Vec<Refusal> = Vec::new();
        for Suspect { refusal, sent } in std::mem::take(&mut cycle.suspects) {
            if self.agenda.is_to_blame(&refusal.id, self.success) || self.is_refused_for_good(&refusal, at) {
                refused.push(refusal);
            } else if self.agenda.contains(&refusal.id) {
                cycle.fail(Failure { problem: refusal.problem, retry_after: None, sent });
            }
        }
        if !refused.is_empty() {
            self.refuse(refused, cycle.slowest.unwrap_or_default());
        }
        self.held = false;
        self.trouble = cycle.failure.map(|Failure { problem, retry_after, sent }| {
            let earlier = self.trouble.take();
            let failures = earlier.as_ref().map_or(0, |trouble| trouble.failures).saturating_add(1);
            let Settings { interval, max_backoff, jitter, .. } = self.settings;
            let wait = backoff::delay(failures, problem.kind, interval, retry_after, jitter(), max_backoff);
            self.next = at.moment.plus(wait);
            self.held = problem.kind == CallErrorKind::Limited || retry_after.is_some();
            self.wanted = None;
            Trouble { problem, failures, since: earlier.map_or(sent, |trouble| trouble.since) }
        });
        self.next = self.next.max(at.moment);
        let (trouble, next) = (self.trouble.clone(), self.wake());
        tracing::debug!(asked = cycle.asked, ?trouble, ?next, "cycle over");
        let (asked, round_trip) = (cycle.asked, cycle.slowest);
        self.outbox.push_back(PollEvent::Ended { at, asked, round_trip, trouble, next });
    }
}
