//! The tasks of a run: a scenario, or work on real trees. All numbers are given out at the start, and the tasks submitted one after
//! another, so that the server does not grow.

use super::dice::Dice;
use eftop::internals::{
    domain::TaskId,
    server::{
        Engine, Job, Operation, Refused, Scenario, TaskInfo, TaskSpec,
        files::{self, Files},
    },
};
use std::{
    fs,
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};
use tempfile::TempDir;

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

/// The world of a seed without its tasks. Ended tasks are forgotten after two minutes.
pub fn without_tasks() -> Scenario {
    Scenario::parse("chaos", "speed_up = 720\ncancel_delay = [0.2, 1.5]\ntoken_life = 60").unwrap()
}

/// The world of a seed.
pub fn scenario(seed: u64, lasts: Duration) -> Scenario {
    let (mut scenario, mut dice) = (without_tasks(), Dice::new(seed, 1));
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

/// Files in each of the trees that are copied in turn, and bytes in each file.
const TREES: [(usize, usize); 6] = [(300, 100), (1, 16 << 20), (3000, 10), (30, 10_000), (12_000, 10), (1, 1)];

/// Work on real trees. Task by task a tree is copied, one that was copied before is moved, and one that was moved is deleted.
pub struct Trees {
    files: Files,
    folder: TempDir,
    began: Instant,
    tasks: usize,
    /// What the engine calls the tasks that were submitted, by number.
    ids: Mutex<Vec<String>>,
}

impl Trees {
    pub fn new(lasts: Duration) -> Self {
        // In memory where there is such a place: what is left at the end is much for a disk.
        let folder = TempDir::new_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        for (tree, (count, bytes)) in TREES.iter().enumerate() {
            for file in 0..*count {
                let place = folder.path().join(format!("root/source/{tree}/tree/{}", file % 7));
                fs::create_dir_all(&place).unwrap();
                fs::write(place.join(file.to_string()), vec![7; *bytes]).unwrap();
            }
        }
        let remember = Duration::from_mins(2);
        let options = files::Options::new(folder.path().join("root"), folder.path().join("data"));
        let files = Files::open(files::Options { remember, jobs: 1, ..options }).unwrap();
        Self { files, folder, began: Instant::now(), tasks: tasks(lasts), ids: Mutex::default() }
    }

    /// Submits the tasks whose time has come. Returns what the engine calls those that there are.
    fn ids(&self) -> MutexGuard<'_, Vec<String>> {
        let mut ids = self.ids.lock().unwrap();
        for number in ids.len()..submitted(self.began.elapsed()).min(self.tasks) {
            let (operation, job) = self.job(number);
            ids.extend(self.files.submit(operation, vec![job]).unwrap().remove(0));
        }
        ids
    }

    /// What a task is to do. Some of it cannot be done: what it needs is not there yet, was cancelled, or is gone.
    fn job(&self, number: usize) -> (Operation, Job) {
        let round = number / 3;
        let folder = |ago: usize| round.checked_sub(ago).map_or("/none".to_owned(), |round| format!("/{round}"));
        let (operation, source, target) = match number % 3 {
            0 => {
                let root = self.folder.path().join("root");
                fs::create_dir_all(root.join(format!("{round}/moved"))).unwrap();
                // What is left after so long takes up room; a task may be at work there.
                _ = fs::remove_dir_all(root.join(&folder(60)[1..]));
                (Operation::Copy, format!("/source/{}/tree", round % TREES.len()), Some(folder(0)))
            }
            1 => (Operation::Move, format!("{}/tree", folder(10)), Some(format!("{}/moved", folder(10)))),
            _ => (Operation::Delete, format!("{}/moved/tree", folder(20)), None),
        };
        (operation, Job { source, target, conflict: None })
    }
}

impl Engine for Trees {
    fn submit(&self, operation: Operation, jobs: Vec<Job>) -> Result<Vec<Result<String, Refused>>, Refused> {
        self.files.submit(operation, jobs)
    }

    fn list(&self, ids: &[String]) -> Vec<TaskInfo> {
        let known = self.ids();
        let task = |id: &String| {
            let mut task = self.files.list(&[known.get(number(id))?.clone()]).pop()?;
            task.task_id = Some(id.clone());
            Some(task)
        };
        ids.iter().filter_map(task).collect()
    }

    fn cancel(&self, ids: Vec<String>) -> Result<(), Refused> {
        let known = self.ids();
        self.files.cancel(ids.iter().filter_map(|id| known.get(number(id)).cloned()).collect())
    }
}
