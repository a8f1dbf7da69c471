//! Clocks that misbehave: the wall clock jumps, the computer sleeps. Rates, estimates and stalls stay sane.

use eftop::internals::domain::{At, Eta, Moment, Operation, Report, StallRule, State, Status, Task, TaskId};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use std::time::Duration;

const MEGABYTE: u64 = 1_000_000;

/// A task of a terabyte that does a megabyte in each second, seen by two clocks.
struct Trial {
    task: Task,
    now: At,
    done: u64,
}

impl Trial {
    fn new() -> Self {
        let now = At { moment: Moment::default(), wall: "2026-01-31T10:20:30Z".parse::<Timestamp>().unwrap() };
        Self { task: Task::new(TaskId::new("a1b2c3").unwrap(), now.wall), now, done: 0 }
    }

    /// The next answer, after `awake` by the clock that never jumps; the wall clock jumps by `jump` meanwhile.
    fn poll(&mut self, awake: Duration, jump: SignedDuration, more: u64) {
        self.now = self.now.plus(awake);
        self.now.wall = self.now.wall.checked_add(jump).unwrap();
        self.done += more;
        let mut report = Report::new(Status::Processing);
        report.operation = Some(Operation::Copy);
        (report.done_bytes, report.total_bytes) = (Some(self.done), Some(MEGABYTE * MEGABYTE));
        self.task.observe(report, self.now, StallRule::default());
    }

    /// Half a minute of usual polls.
    fn polls(&mut self) {
        for _ in 0..15 {
            self.poll(Duration::from_secs(2), SignedDuration::ZERO, 2 * MEGABYTE);
        }
    }

    #[track_caller]
    fn assert_sane(&self) {
        let rate = self.task.rate().unwrap();
        assert!((0.99e6..1.01e6).contains(&rate), "{rate}");
        let Eta::In { low, high } = self.task.eta() else { panic!("{:?}", self.task.eta()) };
        let left = Duration::from_secs(MEGABYTE - self.done / MEGABYTE);
        assert!(
            low <= left + Duration::from_hours(3) && high + Duration::from_hours(3) >= left,
            "{low:?} to {high:?}, {left:?}"
        );
        assert_eq!(self.task.state(), State::Processing);
    }
}

#[rstest]
#[case::a_day_ahead(24)]
#[case::a_day_back(-24)]
fn a_jump_of_the_wall_clock_changes_no_rate_and_no_estimate(#[case] hours: i64) {
    let mut failpoints = Trial::new();
    failpoints.polls();
    failpoints.poll(Duration::from_secs(2), SignedDuration::from_hours(hours), 2 * MEGABYTE);
    failpoints.assert_sane();
    failpoints.polls();
    failpoints.assert_sane();
}

/// While the computer sleeps the clock that never jumps stands still, and the task goes on.
#[test]
fn what_a_task_does_while_the_computer_sleeps_is_no_rate() {
    let mut failpoints = Trial::new();
    failpoints.polls();
    let samples = failpoints.task.meter().unwrap().history().clone();
    failpoints.poll(Duration::from_secs(2), SignedDuration::from_hours(8), 8 * 3600 * MEGABYTE);
    failpoints.assert_sane();
    assert_eq!(*failpoints.task.meter().unwrap().history(), samples, "nor is it in the graph");
    failpoints.polls();
    failpoints.assert_sane();
}

/// A stopped program (`^z`) is told by both clocks: what the task did meanwhile is its rate.
#[test]
fn a_long_pause_that_both_clocks_know_of_is_measured() {
    let mut failpoints = Trial::new();
    failpoints.polls();
    failpoints.poll(Duration::from_hours(8), SignedDuration::ZERO, 8 * 3600 * MEGABYTE);
    failpoints.assert_sane();
}

#[rstest]
#[case::a_day_ahead(24)]
#[case::a_day_back(-24)]
fn a_jump_makes_no_stall_and_hides_none(#[case] hours: i64) {
    let mut failpoints = Trial::new();
    failpoints.polls();
    for _ in 0..6 {
        failpoints.poll(Duration::from_secs(2), SignedDuration::from_hours(hours), 0);
    }
    assert_eq!(failpoints.task.state(), State::Processing, "twelve seconds are no stall, whatever the wall says");
    assert_eq!(failpoints.task.still_for(failpoints.now.moment), Some(Duration::from_secs(12)));
    failpoints.poll(Duration::from_mins(3), SignedDuration::from_hours(hours), 0);
    assert_eq!(failpoints.task.state(), State::Stalled);
    failpoints.poll(Duration::from_secs(2), SignedDuration::from_hours(hours), MEGABYTE);
    assert_eq!(failpoints.task.state(), State::Processing);
}
