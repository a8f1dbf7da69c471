//! The real binary is killed at random moments while it changes a set, and another one works on the same set: the file always loads,
//! and nothing that was acknowledged is lost, also where an eftop of format 1 wrote it last. `EFTOP_CRASH_ROUNDS` sets how often (600 by
//! default: long enough for a program that only watches to write, too).

#![cfg(all(feature = "server", feature = "ring"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]

#[allow(dead_code, reason = "the tests of behaviour use the rest")]
#[path = "support/program.rs"]
mod program;

use eftop::internals::{
    domain::TaskId,
    store::{SetName, Store},
};
use program::Bench;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What the user was told of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// It was put into the set, or taken out.
    Is(bool),
    /// Nothing: the program was killed before it said so.
    Nothing,
}

/// Ends a child when the test ends, however.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn quiet(mut command: Command) -> Ending {
    Ending(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

fn rounds() -> u64 {
    std::env::var("EFTOP_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(600)
}

/// A number from 0 to `end`, that left out, which depends on the round and the question alone.
fn dice(round: u64, question: u64, end: u64) -> u64 {
    let mut mixed = (round << 8 | question).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % end
}

/// A world of tasks of which one changes its state every few milliseconds, so that whoever polls has something to write all the time.
fn busy_world() -> String {
    let task = |number: u64| {
        let at = number % 400;
        let (waits, takes) = (at / 4, 1 + at % 60);
        format!(
            "[[task]]\nid = \"{}\"\noperation = \"copy\"\nsource = \"/a{number}\"\ntarget = \"/b\"\nsubmitted = -1\nwaits = {waits}.{}\n\
             takes = {takes}\n",
            id(number),
            number % 10
        )
    };
    (0..400).map(task).collect()
}

fn id(number: u64) -> String {
    format!("{number:032x}")
}

/// Runs a command and kills it after `wait`, unless it has ended by then. Whether it ended well.
fn run_and_kill(mut command: Command, wait: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + wait;
    while Instant::now() < until && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() || status.signal() == Some(9), "{status}");
    status.success()
}

/// Leaves the set as 0.1.0 would have written it.
fn back_to_format_1(folder: &Path) {
    let lock = File::options().write(true).open(folder.join("default.lock")).unwrap();
    lock.lock().unwrap();
    let path = folder.join("default.json");
    let mut set: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    set["format"] = 1.into();
    for task in set["tasks"].as_array_mut().unwrap() {
        let task = task.as_object_mut().unwrap();
        if let Some(Value::Object(origin)) = task.remove("origin") {
            task.extend(origin);
        }
        if let Some(last) = task.get_mut("last").and_then(Value::as_object_mut)
            && let Some(Value::Object(report)) = last.remove("report")
        {
            last.extend(report);
        }
    }
    let new = folder.join(".format-1");
    fs::write(&new, set.to_string()).unwrap();
    fs::rename(new, path).unwrap();
}

#[test]
fn a_kill_at_any_moment_leaves_a_set_that_loads_and_has_all_that_was_acknowledged() {
    let bench = Bench::new(&busy_world());
    // Two of them work on the set all the time: one is killed now and then, too.
    let watched: Vec<_> = (0..100).map(id).collect();
    let wait = |range: std::ops::Range<usize>| quiet(bench.command(&format!("wait {}", watched[range].join(" "))));
    let added = bench.run(&format!("add {}", watched.join(" ")));
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    let _other = wait(0..50);
    let mut poller = wait(50..100);
    let mut told: BTreeMap<u64, Told> = (0..100).map(|number| (number, Told::Is(true))).collect();
    let folder = bench.home.path().join(".local/state/eftop/sets");
    let (mut acknowledged, mut killed) = (0, 0);
    for round in 0..rounds() {
        let add = dice(round, 1, 3) > 0;
        let numbers: Vec<u64> = (0..=dice(round, 2, 5)).map(|at| 100 + dice(round, 10 + at, 250)).collect();
        let list = numbers.iter().map(|number| id(*number)).collect::<Vec<_>>().join(" ");
        let command = bench.command(&format!("{} {list}", if add { "add" } else { "forget" }));
        let done = run_and_kill(command, Duration::from_micros(dice(round, 3, 100_000)));
        *(if done { &mut acknowledged } else { &mut killed }) += 1;
        for number in numbers {
            let before = told.get(&number).copied().unwrap_or(Told::Is(false));
            let now = Told::Is(add);
            // Half done it may be either way, unless it was so before.
            told.insert(number, if done || before == now { now } else { Told::Nothing });
        }
        if round % 4 == 3 {
            poller = wait(50..100);
        }
        if round % 20 == 10 {
            back_to_format_1(&folder);
        }
        let loaded = Store::new(&folder, &SetName::new("default").unwrap()).load(jiff::Timestamp::now()).unwrap();
        assert_eq!(loaded.notes, [], "round {round}");
        let there: BTreeSet<TaskId> = loaded.tasks.into_iter().map(|task| task.id).collect();
        for (number, told) in &told {
            let is_there = there.contains(&TaskId::new(&id(*number)).unwrap());
            assert!(
                *told == Told::Nothing || *told == Told::Is(is_there),
                "round {round}: task {number}: {told:?}, {is_there}"
            );
        }
    }
    drop(poller);
    assert!(acknowledged > 0 && killed > 0, "{acknowledged} acknowledged, {killed} killed");
    let aside = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(aside.filter(|name| name.contains("damaged")).count(), 0);
}
