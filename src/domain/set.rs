//! The watched tasks by id, and what they are together.

use super::{Ends, Eta, EtaUnknown, IdMap, Operation, Phase, RateMeter, RegionId, State, Task, TaskId, Unit, progress};
use std::{collections::BTreeMap, sync::OnceLock, time::Duration};

/// The tasks that a person cares about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskSet {
    /// Each in a place of its own: the table has room for more than there are.
    tasks: IdMap<TaskId, Box<Task>>,
    next_order: u32,
    shorts: Shorts,
}

/// How long the short forms are of ids that need more than [`TaskId::SHORT`] characters to be told apart: found when they are asked for
/// the first time after ids came in.
#[derive(Clone, Debug, Default)]
struct Shorts(OnceLock<IdMap<TaskId, usize>>);

impl PartialEq for Shorts {
    /// They follow from the tasks.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl TaskSet {
    /// Makes room for so many more tasks, so that it need not grow step by step.
    pub fn reserve(&mut self, more: usize) {
        self.tasks.reserve(more);
    }

    /// How many tasks there are.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }
    pub fn get(&self, id: &TaskId) -> Option<&Task> {
        self.tasks.get(id).map(|task| &**task)
    }

    /// The task of this id, to change.
    pub fn get_mut(&mut self, id: &TaskId) -> Option<&mut Task> {
        self.tasks.get_mut(id).map(|task| &mut **task)
    }

    /// Whether this id is watched.
    pub fn contains(&self, id: &TaskId) -> bool {
        self.tasks.contains_key(id)
    }

    /// Puts a task at the end of the set; one that is there already stays as it is and `false` comes back.
    pub fn add(&mut self, task: impl Into<Box<Task>>) -> bool {
        let mut task = task.into();
        if self.contains(&task.id) {
            return false;
        }
        self.shorts.0.take();
        task.order = self.next_order;
        self.next_order = self.next_order.saturating_add(1);
        self.tasks.insert(task.id.clone(), task);
        true
    }

    /// Puts a task back that was taken out, at its old place.
    pub fn put_back(&mut self, task: Task) {
        self.shorts.0.take();
        self.next_order = self.next_order.max(task.order.saturating_add(1));
        self.tasks.insert(task.id.clone(), Box::new(task));
    }

    /// Takes a task out.
    pub fn remove(&mut self, id: &TaskId) -> Option<Task> {
        self.tasks.remove(id).map(|task| *task)
    }

    /// The beginning of an id that no other id of the set has, and [`TaskId::SHORT`] characters at least: enough for a person to tell
    /// tasks apart, short enough for a row.
    pub fn short<'a>(&self, id: &'a TaskId) -> &'a str {
        let longer = self.shorts.0.get_or_init(|| self.longer_shorts()).get(id);
        id.as_str().get(..longer.copied().unwrap_or(TaskId::SHORT)).unwrap_or(id.as_str())
    }

    /// Among ids sorted by their texts, those that begin alike stand side by side.
    fn longer_shorts(&self) -> IdMap<TaskId, usize> {
        let mut ids: Vec<_> = self.tasks.keys().collect();
        ids.sort_unstable_by_key(|id| id.as_str());
        let mut longer = IdMap::<TaskId, usize>::default();
        for (one, next) in ids.iter().zip(ids.iter().skip(1)) {
            let same = one.as_str().bytes().zip(next.as_str().bytes()).take_while(|(a, b)| a == b).count();
            if same >= TaskId::SHORT {
                for id in [one, next] {
                    let length = longer.entry(TaskId::clone(id)).or_default();
                    *length = (*length).max(same + 1);
                }
            }
        }
        longer
    }

    /// All tasks, in no order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Task> {
        self.tasks.values().map(|task| &**task)
    }

    /// All tasks, in no order, to change.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Task> {
        self.tasks.values_mut().map(|task| &mut **task)
    }

    /// What the tasks are together.
    pub fn totals(&self) -> Totals {
        self.iter().collect()
    }

    /// [`Self::totals`] and [`Self::totals_by_region`], in one go over the set where all tasks are of one place.
    pub fn all_totals(&self) -> (Totals, BTreeMap<RegionId, Totals>) {
        let first = self.tasks.values().next().map(|task| task.region);
        let (mut totals, mut is_one_region) = (Totals::default(), true);
        for task in self.tasks.values() {
            totals.count(task);
            is_one_region &= Some(task.region) == first;
        }
        let by_region = match first {
            Some(place) if is_one_region => BTreeMap::from([(place, totals.clone())]),
            _ => self.totals_by_region(),
        };
        (totals, by_region)
    }

    /// What the tasks of each place are together, for the places that have any.
    pub fn totals_by_region(&self) -> BTreeMap<RegionId, Totals> {
        let mut by_region = BTreeMap::<RegionId, Totals>::new();
        for task in self.tasks.values() {
            by_region.entry(task.region).or_default().count(task);
        }
        by_region
    }
}

/// What a set of tasks is together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    by_state: [usize; State::ALL.len()],
    /// Bytes of copies and moves: done.
    pub done_bytes: u64,
    /// Bytes of copies and moves: in all, of the tasks whose total is known.
    pub total_bytes: u64,
    /// Files of all operations: done.
    pub done_files: u64,
    /// Files of all operations: in all, of the tasks whose total is known.
    pub total_files: u64,
    /// Bytes per second of all that run; `None` before any is measured.
    pub bytes_per_second: Option<f64>,
    /// Files per second of all that run; `None` before any is measured.
    pub files_per_second: Option<f64>,
    /// Whether some task that has not ended has no total yet: then the totals are lower bounds.
    pub is_partial: bool,
    /// How many tasks have no total that stands: none yet, or the service still counts.
    pub not_sized: usize,
    /// Whether one of these runs: what it will take is in no estimate.
    pub is_eta_partial: bool,
    /// When the whole will be done, as people are told it; of a watch set only.
    pub ends: Ends,
    bytes_left: u64,
    files_left: u64,
    longest: Option<Duration>,
    longest_likely: Option<Duration>,
}

impl Totals {
    /// How many tasks are in this state.
    pub fn of(&self, state: State) -> usize {
        self.by_state[state as usize]
    }

    /// How many tasks there are.
    pub fn all(&self) -> usize {
        self.by_state.iter().sum()
    }

    /// How many are neither ended nor gone.
    pub fn live(&self) -> usize {
        State::ALL.iter().filter(|state| state.is_live()).map(|state| self.of(*state)).sum()
    }

    /// The unit in which the set is judged: bytes where any are known.
    pub fn unit(&self) -> Unit {
        if self.total_bytes > 0 { Unit::Bytes } else { Unit::Files }
    }

    /// How far the set is, 0 to 1; `None` where no total is known.
    pub fn fraction(&self) -> Option<f64> {
        match self.unit() {
            Unit::Bytes => Some(progress::ratio(self.done_bytes, self.total_bytes)),
            Unit::Files if self.total_files > 0 => Some(progress::ratio(self.done_files, self.total_files)),
            Unit::Files => None,
        }
    }

    /// [`Self::fraction`] where it says something of all tasks: not when all that is known is done, but not all is known.
    pub fn fraction_of_all(&self) -> Option<f64> {
        self.fraction().filter(|fraction| !self.is_partial || *fraction < 1.0)
    }

    /// When all that runs will be done, as far as totals are known: no sooner than its slowest task. What waits is left out: nobody knows
    /// when it begins.
    #[expect(clippy::cast_precision_loss, reason = "an estimate needs no more than 52 bits")]
    pub fn eta(&self) -> Eta {
        let (left, rate) = match self.unit() {
            Unit::Bytes => (self.bytes_left, self.bytes_per_second),
            Unit::Files => (self.files_left, self.files_per_second),
        };
        if self.live() == 0 {
            return Eta::Unknown(EtaUnknown::NotRunning);
        }
        let Some(rate) = rate.filter(|rate| *rate > 0.0) else { return Eta::Unknown(EtaUnknown::NoRate) };
        let Ok(together) = Duration::try_from_secs_f64(left as f64 / rate) else {
            return Eta::Unknown(EtaUnknown::NoRate);
        };
        let high = self.longest.map_or(together, |longest| longest.max(together));
        Eta::In { low: together, high }
    }

    /// One time for the range of [`Self::eta`]: of all together, or of the slowest task.
    pub fn likely(&self) -> Option<Duration> {
        match self.eta() {
            Eta::In { low, .. } => Some(low.max(self.longest_likely.unwrap_or_default())),
            Eta::Unknown(_) => None,
        }
    }

    fn count(&mut self, task: &Task) {
        self.by_state[task.state() as usize] += 1;
        let whole = task.state() == State::Complete;
        // A failed, cancelled or lost task will never be whole: with it, the set would never be, and without what it left undone
        // the set would look done.
        if task.state().is_settled() && !whole {
            return;
        }
        let Some(report) = task.report() else {
            self.is_partial |= task.state().is_live();
            self.not_sized += usize::from(task.state().is_live());
            return;
        };
        let mut known = false;
        let runs = matches!(task.state(), State::Processing | State::Cancelling | State::Stalled);
        if report.operation != Some(Operation::Delete)
            && let Some(total) = report.total_bytes
        {
            let done = if whole { total } else { report.done_bytes.unwrap_or(0).min(total) };
            self.total_bytes = self.total_bytes.saturating_add(total);
            self.done_bytes = self.done_bytes.saturating_add(done);
            if runs {
                self.bytes_left = self.bytes_left.saturating_add(total - done);
            }
            known |= total > 0;
        }
        if let Some(total) = report.total_files {
            let done = if whole { total } else { report.done_files.unwrap_or(0).min(total) };
            self.total_files = self.total_files.saturating_add(total);
            self.done_files = self.done_files.saturating_add(done);
            if runs {
                self.files_left = self.files_left.saturating_add(total - done);
            }
            known |= total > 0;
        }
        self.is_partial |= task.state().is_live() && !known;
        if task.state().is_live() && (!known || task.phase() == Some(Phase::Listing)) {
            self.not_sized += 1;
            self.is_eta_partial |= runs;
        }
        let add = |sum: &mut Option<f64>, rate: Option<f64>| {
            if let Some(rate) = rate {
                *sum = Some(sum.unwrap_or(0.0) + rate);
            }
        };
        if runs {
            add(&mut self.files_per_second, task.meter().and_then(RateMeter::files_per_second));
            if progress::unit(report) == Unit::Bytes {
                add(&mut self.bytes_per_second, task.meter().and_then(RateMeter::bytes_per_second));
            }
        }
        let eta = task.eta();
        if let Eta::In { high, .. } = eta {
            self.longest = self.longest.max(Some(high));
            self.longest_likely = self.longest_likely.max(eta.likely());
        }
    }
}

impl<'a> FromIterator<&'a Task> for Totals {
    fn from_iter<T: IntoIterator<Item = &'a Task>>(tasks: T) -> Self {
        let mut totals = Self::default();
        tasks.into_iter().for_each(|task| totals.count(task));
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{At, Moment, Report, StallRule, Status};
    use jiff::Timestamp;

    const NOW: At = At { moment: Moment(std::time::Duration::ZERO), wall: Timestamp::UNIX_EPOCH };

    /// A set of copies in these states, each with so many of so many bytes.
    fn set(tasks: &[(&str, u64, u64)]) -> TaskSet {
        let mut set = TaskSet::default();
        for (number, (status, done, total)) in tasks.iter().enumerate() {
            let id = TaskId::new(&format!("t{number}")).unwrap();
            let mut task = Task::new(id.clone(), NOW.wall);
            let mut report = Report::new(Status::parse(status));
            report.operation = Some(Operation::Copy);
            (report.done_bytes, report.total_bytes) = (Some(*done), Some(*total));
            task.observe(report, NOW, StallRule::default());
            if *status == "gone" {
                task = task.known_gone();
            }
            set.add(task);
        }
        set
    }

    #[test]
    fn what_ended_badly_makes_a_set_neither_done_nor_undone() {
        let totals = set(&[("complete", 50, 100), ("processing", 50, 100), ("fail", 10, 1000)]).totals();
        assert_eq!((totals.done_bytes, totals.total_bytes), (150, 200));
        assert_eq!((totals.all(), totals.live(), totals.of(State::Fail)), (3, 1, 1));
        let lost = set(&[("gone", 50, 100), ("cancel", 70, 100)]).totals();
        assert_eq!(lost.fraction(), None, "nothing is known to be done");
        assert!(set(&[("processing", 5, 100), ("waiting", 0, 0)]).totals().is_partial);
    }

    #[test]
    fn short_ids_are_as_long_as_it_takes_to_tell_them_apart() {
        let mut set = TaskSet::default();
        let ids = ["10b10bf643814ebf", "fa01750000001f3a", "fa01750000001e11", "fa01750000003e75", "fa017500", "abc"];
        let ids = ids.map(|id| TaskId::new(id).unwrap());
        let shorts = |set: &TaskSet| ids.clone().map(|id| set.short(&id).to_owned());
        set.add(Task::new(ids[1].clone(), NOW.wall));
        assert_eq!(shorts(&set)[1], "fa017500");
        for id in &ids {
            set.add(Task::new(id.clone(), NOW.wall));
        }
        let told_apart = ["10b10bf6", "fa01750000001f", "fa01750000001e", "fa01750000003", "fa017500", "abc"];
        assert_eq!(shorts(&set), told_apart);
    }

    #[test]
    fn an_id_is_added_once_and_comes_back_to_its_place() {
        let mut set = set(&[("waiting", 0, 1), ("waiting", 0, 1)]);
        let first = TaskId::new("t0").unwrap();
        assert!(!set.add(Task::new(first.clone(), NOW.wall)));
        let task = set.remove(&first).unwrap();
        set.put_back(task);
        assert_eq!((set.len(), set.get(&first).unwrap().order), (2, 0));
    }
}
