//! Arguments of `serve`. The documentation of the fields is the help that users read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{examples, options::ExplainSettings};
use crate::{messages::Lang, settings::value};
use clap::Args;
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = examples::of("serve", Lang::En))]
pub struct ServeArgs {
    /// The directory that is served: / of a request is this one, and nothing outside is read or written
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    pub root: Option<PathBuf>,
    /// Only say what the file system of this directory can do, and what will be used of it
    #[arg(long, value_name = "DIR", conflicts_with_all = ["root", "listen", "data", "jobs", "remember", "read_only", "cross_mounts", "token_file", "tls_cert", "tls_key", "insecure_http", "allow_root"])]
    pub check: Option<PathBuf>,
    /// Where to listen; the host is 127.0.0.1 where none is given, as in :7788. Where other machines reach it, it needs --tls-cert or --insecure-http
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7788", value_parser = super::args_export::address)]
    pub listen: SocketAddr,
    /// The folder of tasks, token and keys [default: $XDG_STATE_HOME/eftop/serve]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How many tasks run at once
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,
    /// How long ended tasks are known
    #[arg(long, value_name = "SPAN", default_value = "24h", value_parser = remember)]
    pub remember: Duration,
    /// Refuse tasks
    #[arg(long)]
    pub read_only: bool,
    /// Let tasks enter what is mounted inside the tree that they work on
    #[arg(long)]
    pub cross_mounts: bool,
    /// Write the token into this file and print its path instead of the token: what is printed may be kept in a journal
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Serve https with this certificate, and those that sign it: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The key of --tls-cert, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Listen on addresses that other machines reach, without TLS
    #[arg(long)]
    pub insecure_http: bool,
    /// Run as root
    #[arg(long)]
    pub allow_root: bool,
    #[command(flatten)]
    pub settings: ExplainSettings,
}

fn remember(text: &str) -> Result<Duration, &'static str> {
    let bounds = Duration::from_mins(1)..=Duration::from_hours(24 * 366);
    value::duration(text)
        .filter(|span| bounds.contains(span))
        .ok_or("it is a span of time from 1m to 366d, such as 24h")
}
