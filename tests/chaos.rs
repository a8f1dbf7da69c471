//! A minute of chaos: the real engine, poll loop, client and set against the embedded server with random faults. More of it with
//! `cargo run --release --example chaos -- --minutes 30 --seed 1`.

#![cfg(all(feature = "demo", feature = "ring"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[path = "support/chaos/mod.rs"]
mod chaos;

use std::{thread, time::Duration};

#[test]
fn a_minute_of_faults_breaks_nothing() {
    let runs = [1, 2, 3].map(|seed| thread::spawn(move || chaos::chaos(seed, Duration::from_secs(20))));
    let figures = runs.map(|run| run.join().unwrap());
    let text: String = figures.iter().map(ToString::to_string).collect();
    assert_eq!(figures.iter().map(|one| one.violations).sum::<u64>(), 0, "\n{text}");
    for one in &figures {
        let [confirmed, sent, taken, failed] = one.cancels;
        assert!(confirmed > 20 && sent == confirmed && taken > 5 && failed > 5, "too little happened:\n{text}");
        assert!(one.faults_met.len() > 10 && one.ends > 30 && one.in_flight > 2, "too little happened:\n{text}");
    }
}
