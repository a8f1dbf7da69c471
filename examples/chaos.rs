//! `cargo run --release --example chaos -- --minutes N --seed S [--files]`: the chaos run for as long as one likes. Prints what it
//! comes to, and ends with 1 when something that must always hold did not.

#![allow(clippy::print_stdout, reason = "its purpose")]

#[path = "../tests/support/chaos/mod.rs"]
mod chaos;

use clap::Parser;
use std::{process::ExitCode, time::Duration};

/// Runs eftop's engine against the embedded server with random faults, and checks what must always hold.
#[derive(Parser)]
struct Args {
    /// How long there are faults.
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// Decides the tasks, the faults and the keys.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server works on trees of a temporary folder in the place of made-up tasks.
    #[arg(long)]
    files: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let lasts = Duration::from_secs_f64(args.minutes.clamp(0.01, 100_000.0) * 60.0);
    let figures = chaos::chaos(args.seed, lasts, args.files);
    print!("{figures}");
    ExitCode::from(u8::from(figures.violations > 0))
}
