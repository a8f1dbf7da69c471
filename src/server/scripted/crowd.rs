//! Tasks in numbers: a mix as a script of a large group would submit, made from the seed, with starts and ends spread over time.

use super::spec::{FailSpec, StallSpec, TaskSpec};
use crate::server::{
    noise::{Dice, share},
    task::{Conflict, Operation},
};
use serde::Deserialize;

/// The most tasks of a crowd.
pub const MOST: usize = 100_000;

/// A crowd as a scenario describes it; shares are 0 to 1.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Crowd {
    /// How many, unless the command line says otherwise.
    pub tasks: usize,
    /// Over how many seconds their starts are spread, before and after the start of the scenario alike.
    pub spread: f64,
    /// Share of tasks that fail.
    pub failing: f64,
    /// Share of tasks that stall for some minutes.
    pub stalling: f64,
    /// Share of tasks that somebody has cancelled.
    pub cancelled: f64,
    /// Share of deletes.
    pub deletes: f64,
    /// Share of moves.
    pub moves: f64,
}

impl Default for Crowd {
    fn default() -> Self {
        Self { tasks: 5000, spread: 1200.0, failing: 0.04, stalling: 0.02, cancelled: 0.02, deletes: 0.15, moves: 0.2 }
    }
}

const USERS: [&str; 6] = ["zhangwei", "lina", "wangfang", "chenjie", "liuyang", "zhaomin"];
const PROJECTS: [&str; 10] = [
    "vasp/LiFePO4",
    "gromacs/md-300K",
    "lammps/cu-gb",
    "openfoam/cavity",
    "cp2k/water64",
    "wrf/2025汛期",
    "数据集/遥感影像",
    "数据集/基因组",
    "训练/qwen-sft",
    "alphafold/批次",
];
const FILES: [&str; 8] =
    ["WAVECAR", "CHGCAR", "traj.xtc", "restart.h5", "wrfout_d01.nc", "checkpoint.pt", "样本.tar.gz", "OUTCAR.gz"];
const CODES: [&str; 6] = ["911020", "911021", "911030", "911501", "911504", "10001"];

impl Crowd {
    /// What is wrong with it, in words that name the key.
    pub fn check(&self) -> Result<(), String> {
        if self.tasks == 0 || self.tasks > MOST {
            return Err(format!("tasks must be 1 to {MOST}, not {}", self.tasks));
        }
        if !(1.0..=1e6).contains(&self.spread) {
            return Err(format!("spread must be 1 to 1000000 seconds, not {}", self.spread));
        }
        let shares = [
            ("failing", self.failing),
            ("stalling", self.stalling),
            ("cancelled", self.cancelled),
            ("deletes", self.deletes),
            ("moves", self.moves),
        ];
        for (key, value) in shares {
            if !(0.0..=1.0).contains(&value) {
                return Err(format!("{key} must be 0 to 1, not {value}"));
            }
        }
        if self.deletes + self.moves > 1.0 {
            return Err("deletes and moves together are more than 1".to_owned());
        }
        Ok(())
    }

    /// The tasks under a seed; `count` instead of the number of the file.
    pub fn tasks(&self, seed: u64, count: Option<usize>) -> impl Iterator<Item = TaskSpec> {
        (0..count.unwrap_or(self.tasks)).map(move |at| self.task(seed, at))
    }

    fn task(&self, seed: u64, at: usize) -> TaskSpec {
        let mut dice = Dice::new(seed, &format!("crowd {at}"));
        let kind = dice.unit();
        let operation = if kind < self.deletes {
            Operation::Delete
        } else if kind < self.deletes + self.moves {
            Operation::Move
        } else {
            Operation::Copy
        };
        let one_file = dice.chance(0.3);
        let (user, project) = (dice.pick(&USERS), dice.pick(&PROJECTS));
        let mut source = format!("/public/home/{user}/{project}/run{at:05}");
        if one_file {
            source = format!("{source}/{}", dice.pick(&FILES));
        }
        let mut spec = TaskSpec::new(operation, source);
        if operation != Operation::Delete {
            spec.target = Some(format!("/work/share/{project}/{user}"));
            spec.conflict = match dice.unit() {
                unit if unit < 0.5 => Some(Conflict::Cover),
                unit if unit < 0.7 => Some(Conflict::Both),
                _ => None,
            };
        }
        let round = |number: f64| share(u64::from(u32::MAX), number / f64::from(u32::MAX)).max(1);
        spec.files = if one_file { 1 } else { round(dice.magnitude(30.0, 300_000.0)) };
        // In units of 64 KiB, so that the product stays far from the limits.
        let each = round(dice.magnitude(1.0, if one_file { 4_000_000.0 } else { 120.0 }));
        spec.size = spec.files.saturating_mul(each).saturating_mul(65_536);
        self.times(&mut spec, &mut dice, one_file);
        spec
    }

    fn times(&self, spec: &mut TaskSpec, dice: &mut Dice, one_file: bool) {
        spec.takes = dice.magnitude(15.0, 1500.0);
        spec.listing = if one_file { 0.0 } else { dice.between(1.0, 25.0) };
        spec.finishing = dice.between(0.0, 4.0);
        // Submitted before the start, all of them: a client cannot know of others. The queue spreads their starts.
        let starts = dice.between(-self.spread, self.spread);
        spec.submitted = (starts - dice.between(1.0, 400.0)).min(-1.0);
        spec.waits = starts - spec.submitted;
        if dice.chance(self.failing) {
            let after = if dice.chance(0.4) { 0.5 } else { spec.listing + spec.takes * dice.unit() };
            spec.fails = Some(FailSpec { after, code: dice.pick(&CODES).to_owned(), message: None });
        } else if dice.chance(self.stalling) {
            spec.stalls.push(StallSpec { at: spec.takes * dice.unit(), lasts: dice.between(200.0, 900.0) });
        } else if dice.chance(self.cancelled) {
            spec.cancelled = Some(spec.waits + spec.takes * dice.unit());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_one_that_a_file_could_hold() {
        for (at, spec) in Crowd::default().tasks(7, Some(3000)).enumerate() {
            assert_eq!(spec.check(), Ok(()), "task {at}: {spec:?}");
        }
    }
}
