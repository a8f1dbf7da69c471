//! The arguments of `export`.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::args_headless::HeadlessArgs;
use clap::Args;
use std::net::SocketAddr;

/// Behind the help of `export`.
pub const EXAMPLES: &str = "\
Metrics, each with the labels set, region and place:
  eftop_tasks{state}                tasks by state, as list --json counts them
  eftop_done_bytes, eftop_size_bytes, eftop_done_files, eftop_size_files
  eftop_bytes_per_second, eftop_files_per_second
  eftop_oldest_stall_seconds        0 when nothing has stalled
  eftop_up, eftop_data_age_seconds  whether the service answers, and how old the numbers are
  eftop_polls_total, eftop_poll_failures_total

Examples:
  eftop export                      then: curl http://127.0.0.1:9464/metrics
  eftop export --set night --listen '[::1]:9465'

It goes on until SIGTERM (exit code 143) or SIGINT (130), whatever the service does; ids that are added to the set meanwhile are
asked for, too.";

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    /// Where to listen. Whoever reaches this address can read the numbers: there is no password
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9464")]
    pub listen: SocketAddr,
    /// How to reach the service, which set, and how it is told
    #[command(flatten)]
    pub common: HeadlessArgs,
}
