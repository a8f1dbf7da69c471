//! Tasks in every state, and a trouble.

use eftop::internals::{
    domain::{
        At, CallError, CallErrorKind, CancelStep, Memory, Moment, Operation, Origin, RegionId, Report, StallRule,
        State, Status, Task, TaskId, TaskSet, Trouble,
        again::{Outcome, Resubmission},
    },
    output::RegionTrouble,
};
use std::{sync::Arc, time::Duration};

pub const GIB: u64 = 1 << 30;
const MIB: u64 = 1 << 20;

pub fn at(seconds: u64) -> At {
    let start = At { moment: Moment::default(), wall: "2025-08-05T06:00:00.123456789Z".parse().unwrap() };
    start.plus(Duration::from_secs(seconds))
}

pub fn id(number: u32) -> TaskId {
    TaskId::new(&format!("{number:08x}643814ebfb1fbf0d7e910e8d1")).unwrap()
}

pub fn report(number: u32, status: &str, operation: &str, bytes: (u64, u64), files: (u64, u64)) -> Report {
    let mut report = Report::new(Status::parse(status));
    report.operation = Some(Operation::parse(operation));
    report.source = Some(format!("/public/home/demo/run-{number}/result.tar.gz").into());
    report.target = (operation != "delete").then(|| "/public/archive/2025".into());
    (report.done_bytes, report.total_bytes) = (Some(bytes.0), Some(bytes.1));
    (report.done_files, report.total_files) = (Some(files.0), Some(files.1));
    report.submitted = Some("2025-08-05T05:59:00Z".parse::<jiff::Timestamp>().unwrap().into());
    report
}

pub fn problem(kind: CallErrorKind, code: &str, detail: &str) -> CallError {
    CallError { code: Some(code.into()), ..CallError::new(kind, detail) }
}

pub fn trouble() -> Trouble {
    let mut problem = problem(CallErrorKind::Limited, "911048", "too many requests");
    problem.http_status = Some(429);
    Trouble { problem, failures: 3, since: at(60) }
}

/// The trouble of the only place.
pub fn at_home(trouble: &Trouble) -> RegionTrouble<'_> {
    RegionTrouble { region: RegionId::DEFAULT, name: None, trouble }
}

/// A task that was seen twice, so that it has a rate.
pub fn running(number: u32, operation: &str, bytes: [u64; 3], files: [u64; 3]) -> Task {
    let mut task = Task::new(id(number), at(0).wall);
    for (second, step) in [(0, 0), (10, 1)] {
        let report = report(number, "processing", operation, (bytes[step], bytes[2]), (files[step], files[2]));
        task.observe(report, at(second), StallRule::default());
    }
    task
}

pub fn seen(number: u32, status: &str, operation: &str, bytes: (u64, u64), files: (u64, u64)) -> Task {
    let mut task = Task::new(id(number), at(0).wall);
    task.observe(report(number, status, operation, bytes, files), at(10), StallRule::default());
    task
}

/// Every state, every step of a cancel, a refused id, a Chinese name, an archived end.
pub fn every_state() -> TaskSet {
    let mut set = TaskSet::default();
    let mut copy = running(0x10b1_0bf6, "copy", [10 * GIB, 11 * GIB, 40 * GIB], [1, 2, 900]);
    copy.origin =
        Some(Arc::new(Origin { region: Some("11250".into()), base_url: "https://efile.example/efile".into() }));
    copy.label = Some("nightly".into());
    set.add(copy);
    set.add(running(2, "delete", [0, 0, 5], [100, 350, 1200]));

    let mut stalled = Task::new(id(3), at(0).wall);
    for minute in 0..6 {
        let report = report(3, "processing", "move", (3 * GIB, 8 * GIB), (3, 8));
        stalled.observe(report, at(minute * 60), StallRule::default());
    }
    assert_eq!(stalled.state(), State::Stalled);
    set.add(stalled);

    let mut cancelling = running(4, "copy", [GIB, 2 * GIB, 4 * GIB], [1, 1, 4]);
    cancelling.cancel_sent(at(11));
    cancelling.cancel_taken(at(12));
    set.add(cancelling);
    let mut kept = running(5, "copy", [GIB, GIB + MIB, 4 * GIB], [0, 0, 1]);
    kept.cancel_sent(at(11));
    kept.cancel_failed(problem(CallErrorKind::Refused, "911501", "no such task"), at(12));
    assert!(matches!(kept.cancel, CancelStep::Failed(..)));
    set.add(kept);

    set.add(seen(6, "waiting", "copy", (0, 0), (0, 0)));
    set.add(seen(7, "archiving", "compress", (0, 9), (0, 1)));
    let mut refused = Task::new(id(8), at(0).wall);
    refused.refuse(problem(CallErrorKind::Refused, "10003", "bad id"), at(10), StallRule::default());
    set.add(refused);
    set.add(seen(9, "complete", "copy", (12 * GIB + GIB / 3, 12 * GIB + GIB / 3), (7, 7)));

    let mut fail = report(10, "fail", "copy", (MIB, 5 * MIB), (0, 1));
    fail.source = Some("/public/home/演示用户/计算结果/第一批数据/模型.tar.gz".into());
    (fail.extra_mut().error_code, fail.extra_mut().error_message) =
        (Some("911020".into()), Some("源文件不存在".into()));
    let mut failed = Task::new(id(10), at(0).wall);
    failed.observe(fail, at(10), StallRule::default());
    set.add(failed);

    let mut odd = report(11, "fail", "move", (0, 0), (0, 0));
    (odd.extra_mut().error_code, odd.extra_mut().error_message) = (Some("424242".into()), Some("quota".into()));
    let mut odd_task = Task::new(id(11), at(0).wall);
    odd_task.observe(odd, at(10), StallRule::default());
    set.add(odd_task);

    set.add(seen(12, "cancel", "move", (GIB, 2 * GIB), (1, 2)));
    set.add(Task::new(id(13), at(0).wall).known_gone());
    let memory = Memory {
        report: report(14, "complete", "move", (2 * GIB, 2 * GIB), (2, 2)).into(),
        seen: at(0).wall,
        ended: Some(at(0).wall),
        gone: true,
    };
    set.add(Task::new(id(14), at(0).wall).remember(memory));
    set.add(Task::new(id(15), at(0).wall));
    let mut missing = running(16, "copy", [GIB, 2 * GIB, 4 * GIB], [1, 1, 4]);
    missing.absent(at(12), StallRule::default());
    set.add(missing);
    let mut retried = seen(17, "fail", "copy", (GIB, 2 * GIB), (1, 2));
    retried.resubmitted(Resubmission { sent: at(11).wall, outcome: Outcome::Task(id(9)) }, None, at(12));
    set.add(retried);
    for state in State::ALL {
        assert!(set.iter().any(|task| task.state() == state), "{state:?} is missing");
    }
    set
}
