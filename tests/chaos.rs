//! A minute of chaos: the real engine, poll loop, client and set against the embedded server with random faults, over made-up
//! tasks and over real files. More of it with `cargo run --release --example chaos -- --minutes 30 --seed 1`, and with `--files`.

use crate::support::chaos;
use std::{thread, time::Duration};

#[test]
fn a_minute_of_faults_breaks_nothing() {
    let run = |(seed, real_files)| thread::spawn(move || chaos::chaos(seed, Duration::from_secs(20), real_files));
    let runs = [(1, false), (2, false), (3, true)].map(run);
    let figures = runs.map(|run| run.join().unwrap());
    let text: String = figures.iter().map(ToString::to_string).collect();
    assert_eq!(figures.iter().map(|one| one.violations).sum::<u64>(), 0, "\n{text}");
    let [confirmed, sent, taken, failed] =
        [0, 1, 2, 3].map(|at| figures.iter().map(|one| one.cancels[at]).sum::<u64>());
    assert!(confirmed > 15 && sent == confirmed && taken > 3 && failed > 3, "too little happened:\n{text}");
    let kinds: std::collections::BTreeSet<_> = figures.iter().flat_map(|one| one.faults_met.keys()).collect();
    let ends: usize = figures.iter().map(|one| one.ends).sum();
    assert!(kinds.len() > 10 && ends > 50, "too little happened:\n{text}");
    assert!(figures.iter().any(|one| one.in_flight > 2), "too little happened:\n{text}");
}
