//! What eftop makes of each answer that a service may give: the real binary against the real embedded server, or against one that
//! answers byte by byte.

mod absent;
mod cancel;
mod list;
mod screen;
mod submit;
mod wait;

use crate::support::{self, hostile_server, program};
use program::Bench;
use serde_json::Value;
use support::terminal::{Terminal, environment};

/// A copy of a scenario, with its times in seconds.
fn copy(id: &str, submitted: i32, takes: u32) -> String {
    format!(
        "[[task]]\nid = '{id}'\noperation = 'copy'\nsource = '/a/{id}.tar'\ntarget = '/b'\nsubmitted = {submitted}\ntakes = {takes}\nsize = '1 TiB'\n"
    )
}

/// The first task as `list --json` prints it, with no id of the set.
fn listed(bench: &Bench, id: &str) -> Value {
    let ended = bench.run(&format!("list --json {id}"));
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    document["tasks"][0].clone()
}

fn screen(bench: &Bench, args: &[&str]) -> Terminal {
    screen_at(bench, bench.running.base_url(), args)
}

/// The same, of another address.
fn screen_at(bench: &Bench, url: &str, args: &[&str]) -> Terminal {
    let mut all = environment(bench.home.path());
    all.push(("SCNET_EFILE_URL".into(), url.into()));
    all.push(("SCNET_TOKEN".into(), bench.running.token().into()));
    all.push(("EFTOP_INTERVAL".into(), "50ms".into()));
    Terminal::eftop(args, &all, (160, 30))
}
