//! What becomes of a job that a client submits: size and pace follow from seed and path, and some paths bring an error on purpose.

use super::spec::{FailSpec, TaskSpec};
use crate::server::{
    noise::{Dice, share},
    task::{Job, Operation},
};

/// Part of a path, and the error that a task with it ends in: a way to see each error card with one's own submission.
const PATHS_THAT_FAIL: &[(&str, &str)] = &[
    ("/missing", "911020"),
    ("/exists", "911021"),
    ("/readonly", "911030"),
    ("/full", "911501"),
    ("/nobody", "911009"),
];

/// The folder of a path, without a slash at its end: empty for the root.
fn folder(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The life of a submitted job.
pub fn task(seed: u64, operation: Operation, job: Job) -> TaskSpec {
    let mut dice = Dice::new(seed, &job.source);
    let name = job.source.rsplit('/').next().unwrap_or_default();
    let one_file = name.trim_start_matches('.').contains('.');
    let mut spec = TaskSpec::new(operation, job.source.clone());
    let round = |number: f64| share(u64::from(u32::MAX), number / f64::from(u32::MAX));
    spec.files = if one_file { 1 } else { round(dice.magnitude(20.0, 200_000.0)).max(1) };
    // Bytes of a file, in units of 4 KiB, so that the product below stays far from the limits.
    let each = round(dice.magnitude(1.0, if one_file { 20_000_000.0 } else { 5_000.0 })).max(1);
    spec.size = spec.files.saturating_mul(each).saturating_mul(4096);
    // The document suggests that small jobs are done at once: its example is such a task.
    spec.synchronous = one_file && spec.size < 1 << 20;
    spec.waits = dice.between(0.5, 4.0);
    spec.listing = if one_file { 0.0 } else { dice.between(1.0, 8.0) };
    spec.takes = dice.magnitude(8.0, 120.0);
    spec.finishing = dice.between(0.0, 2.0);
    let same = job.target.as_deref().is_some_and(|target| target.trim_end_matches('/') == folder(&job.source));
    let code = if same {
        Some("911507")
    } else {
        PATHS_THAT_FAIL
            .iter()
            .find(|(part, _)| {
                job.source.contains(part) || job.target.as_deref().is_some_and(|path| path.contains(part))
            })
            .map(|(_, code)| *code)
    };
    if let Some(code) = code {
        let after = if code == "911501" { spec.listing + spec.takes * 0.7 } else { 0.0 };
        spec.synchronous = false;
        spec.fails = Some(FailSpec { after, code: code.to_owned(), message: None });
    }
    spec.target = job.target;
    spec.conflict = job.conflict;
    spec
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/a/b.txt", "/a", Some("911507"))]
    #[case("/b.txt", "/", Some("911507"))]
    #[case("/a/b/", "/a/", Some("911507"))]
    #[case("/a/missing/x", "/b", Some("911020"))]
    #[case("/a/x", "/readonly/b", Some("911030"))]
    #[case("/a/x", "/b", None)]
    fn a_path_tells_how_it_ends(#[case] source: &str, #[case] target: &str, #[case] code: Option<&str>) {
        let job = Job { source: source.into(), target: Some(target.into()), conflict: None };
        let spec = task(7, Operation::Copy, job);
        assert_eq!(spec.check(), Ok(()));
        assert_eq!(spec.fails.map(|fails| fails.code).as_deref(), code);
    }
}
