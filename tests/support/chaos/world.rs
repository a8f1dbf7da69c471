//! The tasks of a run. All are made at the start, and submitted one after another, so that the server does not grow.

use super::dice::Dice;
use eftop::internals::{
    domain::TaskId,
    server::{Operation, Scenario, TaskSpec},
};
use std::time::Duration;

/// Tasks that exist at the start.
const FIRST: usize = 150;
/// Tasks that are submitted each second.
const RATE: usize = 3;
/// Ids that no task has.
const STRANGERS: usize = 50;

/// How many ids there are: tasks, and strangers behind them.
pub fn count(lasts: Duration) -> usize {
    tasks(lasts) + STRANGERS
}

/// How many tasks there are.
pub fn tasks(lasts: Duration) -> usize {
    FIRST + RATE * usize::try_from(lasts.as_secs()).unwrap()
}

/// How many tasks were submitted by then.
pub fn submitted(elapsed: Duration) -> usize {
    FIRST + RATE * usize::try_from(elapsed.as_secs()).unwrap()
}

/// The id of the task of this number.
pub fn id(number: usize) -> TaskId {
    TaskId::new(&format!("{number:032x}")).unwrap()
}

/// The number of a task.
pub fn number(id: &str) -> usize {
    usize::from_str_radix(id, 16).unwrap()
}

/// The world of a seed. Ended tasks are forgotten after two minutes.
pub fn scenario(seed: u64, lasts: Duration) -> Scenario {
    let mut dice = Dice::new(seed, 1);
    let mut scenario = Scenario::parse("chaos", "speed_up = 720\ncancel_delay = [0.2, 1.5]\ntoken_life = 60").unwrap();
    scenario.tasks = (0..tasks(lasts)).map(|number| task(number, &mut dice)).collect();
    scenario
}

fn task(number: usize, dice: &mut Dice) -> TaskSpec {
    let operation = dice.pick(&[Operation::Copy, Operation::Move, Operation::Delete]);
    let mut spec = TaskSpec::new(operation, format!("/public/home/zhangwei/run{number}"));
    spec.id = Some(id(number).to_string());
    spec.target = (operation != Operation::Delete).then(|| "/work/数据".to_owned());
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let second = number.saturating_sub(FIRST) as f64 / RATE as f64;
    spec.submitted = if number < FIRST { -dice.seconds(1, 20) } else { second };
    spec.waits = dice.seconds(0, 4);
    spec.listing = dice.seconds(0, 3);
    spec.takes = dice.seconds(2, 60);
    spec.files = 1 + dice.below(100_000) as u64;
    spec.size = dice.below(1 << 40) as u64;
    if dice.percent(20) {
        let text = format!("{{\"after\": {}, \"code\": \"911020\"}}", dice.seconds(1, 20));
        spec.fails = serde_json::from_str(&text).ok();
    }
    spec
}
