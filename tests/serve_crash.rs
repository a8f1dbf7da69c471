//! `eftop serve` is killed at random moments: each task that it acknowledged is complete after a restart, what was moved exists once, and
//! nothing else has changed. `EFTOP_CRASH_ROUNDS` sets how often (20 by default).

#![cfg(all(feature = "server", feature = "ring"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

#[allow(dead_code, reason = "the tests of behaviour use the rest")]
#[path = "support/program.rs"]
mod program;
#[path = "support/serving.rs"]
mod serving;
#[path = "support/trees.rs"]
mod trees;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use serving::Serving;
use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    io,
    os::unix::fs::{FileExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};
use trees::{Seen, in_memory, tree};

/// A xorshift generator: each round has its own moments, and the same ones each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// One piece of work: the folder of this name is copied, moved or deleted.
struct Work {
    name: &'static str,
    call: &'static str,
    /// Where the folder goes.
    target: PathBuf,
    /// `duplicateHandleType`
    conflict: &'static str,
    before: BTreeMap<PathBuf, Seen>,
}

fn fill(top: &Path) {
    for number in 0..150 {
        let folder = top.join(format!("{}/{}", number % 7, number % 3));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(number.to_string()), format!("{number} ").repeat(500)).unwrap();
    }
    fs::write(top.join("0/big"), vec![7; 5 << 20]).unwrap();
    let sparse = File::create(top.join("1/sparse")).unwrap();
    sparse.set_len(4 << 20).unwrap();
    sparse.write_all_at(b"end", (4 << 20) - 3).unwrap();
    symlink("nowhere", top.join("2/link")).unwrap();
    fs::hard_link(top.join("0/big"), top.join("1/again")).unwrap();
}

/// A tree without the number of its blocks, which differs between file systems; of what is not there, an empty one.
fn content(path: &Path) -> BTreeMap<PathBuf, Seen> {
    let tree = if path.exists() { tree(path) } else { BTreeMap::new() };
    tree.into_iter().map(|(path, seen)| (path, Seen { blocks: 0, ..seen })).collect()
}

/// The server over the whole of this machine: two of its file systems are needed.
fn command(data: &Path) -> Command {
    let mut command = serving::command(Path::new("/"), data, ":0");
    command.stderr(Stdio::null());
    command
}

/// Kills the server after this time, while `work` is done with it.
fn killed<T>(server: Serving, after: Duration, work: impl FnOnce(&Serving) -> T) -> T {
    let process = Pid::from_child(&server.child);
    let done = thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(after);
            kill_process(process, Signal::KILL).unwrap();
        });
        work(&server)
    });
    drop(server);
    done
}

fn item(work: &Work, source: &Path) -> Value {
    json!([{"sourcePath": source, "targetPath": work.target, "duplicateHandleType": work.conflict}])
}

/// The id of the new task.
fn submit(server: &Serving, call: &str, items: &Value) -> io::Result<String> {
    let task = server.post(call, items)?;
    Ok(task[0]["taskId"].as_str().unwrap().to_owned())
}

/// What was acknowledged, and whether some of that was still to be done when the server was killed.
fn round(number: u64) -> (usize, bool) {
    let (disk, memory) = (tempfile::tempdir().unwrap(), in_memory());
    let (data, mut dice) = (disk.path().join("data"), Dice(number * 2_654_435_769 + 88_172_645_463_325_252));
    let source = |work: &Work| memory.path().join(work.name);
    let (to, other) = (memory.path().join("to"), disk.path().join("to"));
    fs::create_dir(&to).unwrap();
    fs::create_dir(&other).unwrap();
    let kept = ["kept", "to/both"].map(|name| memory.path().join(name));
    for folder in &kept {
        fs::create_dir(folder).unwrap();
    }
    fs::write(kept[1].join("own"), "own").unwrap();
    fill(&kept[0]);
    let bystander = tree(&kept[0]);
    let mut works = [
        ("copied", "async-copy", &to, ""),
        ("both", "async-copy", &to, "both"),
        ("renamed", "async-move", &to, ""),
        ("crossed", "async-move", &other, ""),
        ("deleted", "async-remove", &to, ""),
    ]
    .map(|(name, call, target, conflict)| {
        fill(&memory.path().join(name));
        Work { name, call, target: target.clone(), conflict, before: content(&memory.path().join(name)) }
    });
    // Each round begins with another one.
    works.rotate_left(usize::try_from(number % 5).unwrap());

    let span = [60_000, 150_000, 400_000][usize::try_from(number % 3).unwrap()];
    let after = Duration::from_micros(dice.below(span));
    let acknowledged: Vec<String> = killed(Serving::start(command(&data)), after, |server| {
        let submitted = works.iter().map(|work| submit(server, work.call, &item(work, &source(work))));
        submitted.map_while(Result::ok).collect()
    });
    for _ in 0..dice.below(3) {
        killed(Serving::start(command(&data)), Duration::from_micros(dice.below(60_000)), |_| ());
    }

    // One after the other: when the last one has ended, all have, those that were not acknowledged, too.
    let mut last = command(&data);
    last.args(["--jobs", "1"]);
    let server = Serving::start(last);
    let is_open = |task: &Value| task["status"] == "waiting" || task["status"] == "processing";
    let was_killed_early = acknowledged.iter().any(|id| is_open(&server.task(id)));
    fs::write(memory.path().join("last"), "last").unwrap();
    let items = json!([{"sourcePath": memory.path().join("last"), "targetPath": to}]);
    let last = submit(&server, "async-copy", &items).unwrap();
    while is_open(&server.task(&last)) {
        thread::sleep(Duration::from_millis(5));
    }
    for (place, work) in works.iter().enumerate() {
        let (left, mut there) = (content(&source(work)), content(&work.target.join(work.name)));
        there.remove(Path::new("own"));
        let is_done = match work.name {
            "deleted" => left.is_empty(),
            "copied" | "both" => left == work.before && there == work.before,
            _ => left.is_empty() && there == work.before,
        };
        let is_untouched = left == work.before && there.keys().all(|path| path.as_os_str().is_empty());
        let task = acknowledged.get(place).map(|id| server.task(id));
        let is_right = match &task {
            Some(task) => is_done && task["status"] == "complete",
            // It may have been stored, too, before the answer was lost.
            None => is_done || is_untouched,
        };
        assert!(is_right, "round {number}, {}: {task:?}\nleft {left:?}\nthere {there:?}", work.name);
    }
    assert_eq!(tree(&kept[0]), bystander, "round {number}");
    assert_eq!(fs::read(kept[1].join("own")).unwrap(), b"own", "round {number}");
    for folder in [memory.path(), &other] {
        let unfinished = tree(folder).into_keys().find(|path| path.to_string_lossy().contains(".eftop-"));
        assert_eq!(unfinished, None, "round {number}");
    }
    (acknowledged.len(), was_killed_early)
}

#[test]
fn killed_at_any_moment_it_keeps_its_word() {
    let rounds = env::var("EFTOP_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(20);
    let (mut acknowledged, mut early) = (0, 0);
    for number in 0..rounds {
        let (tasks, killed_early) = round(number);
        acknowledged += tasks;
        early += u32::from(killed_early);
    }
    eprintln!("{acknowledged} tasks were acknowledged; {early} of {rounds} rounds were killed before these had ended");
    assert!(acknowledged > 0 && early > 0, "{acknowledged} acknowledged, {early} killed early");
}
