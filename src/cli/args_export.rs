//! The arguments of `export`.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use super::{args_headless::group_by, examples, options::HeadlessSettings};
use crate::{domain::GroupBy, messages::Lang};
use clap::Args;
use std::net::{SocketAddr, ToSocketAddrs};

/// Behind the help of `export`.
/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = examples::of("export", Lang::En))]
pub struct ExportArgs {
    /// Where to listen; the host is 127.0.0.1 where none is given, as in :9465. Whoever reaches this address can read the numbers: there is no password
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9464", value_parser = address)]
    pub listen: SocketAddr,
    /// Split the numbers of tasks by the label group: by the label of tasks or the cause of failures; at most 50 groups, the rest are other
    #[arg(long, value_name = "KIND", value_parser = group_by(&[GroupBy::Label, GroupBy::Cause]), hide_possible_values = true)]
    pub group: Option<GroupBy>,
    #[command(flatten)]
    pub settings: HeadlessSettings,
}

/// Reads an address to listen on. A name may have several: the IPv4 one is the one that every machine has.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    let whole = if text.starts_with(':') { format!("127.0.0.1{text}") } else { text.to_owned() };
    let form = |why: &str| format!("{why}; give a host and a port, such as 127.0.0.1:9464, localhost:9464 or :9464");
    let mut found: Vec<_> = whole.to_socket_addrs().map_err(|error| form(&error.to_string()))?.collect();
    found.sort_by_key(SocketAddr::is_ipv6);
    found.first().copied().ok_or_else(|| form("it has no address"))
}
