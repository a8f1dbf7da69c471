//! The tasks that are drawn: one or more in each state.

use eftop::internals::domain::{
    At, CallError, CallErrorKind, Conflict, Extra, Memory, Moment, Operation, Owner, Report, SentPath, StallRule,
    Status, Task, TaskId, TaskSet,
};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};

/// 2026-03-02 14:02:07 in China.
const START: i64 = 1_772_431_327;
const GIB: u64 = 1 << 30;

pub fn at(seconds: u64) -> At {
    let wall = Timestamp::from_second(START + i64::try_from(seconds).unwrap()).unwrap();
    At { moment: Moment(Duration::from_secs(seconds)), wall }
}

pub fn id(n: usize) -> TaskId {
    TaskId::new(&format!("{:08x}643814ebfb1fbf0d7e910e8d1", 0x10b1_0bf6_usize + n * 0x0123_4567)).unwrap()
}

/// A report: status, operation, paths, done and total bytes, done and total files.
fn report(
    n: usize,
    status: &str,
    operation: Operation,
    (source, target): (&str, Option<&str>),
    bytes: (u64, u64),
    files: (u64, u64),
) -> Report {
    let submitted = Timestamp::from_second(START - 60 * i64::try_from(n * n * 7 + 1).unwrap()).unwrap();
    let raw = format!(r#"{{"taskId":"{}","status":"{status}","sourcePath":"{source}","errorCode":"0"}}"#, id(n));
    Report {
        operation: Some(operation),
        source: Some(source.into()),
        target: target.map(SentPath::from),
        conflict: Some(Conflict::Cover),
        done_bytes: Some(bytes.0),
        total_bytes: Some(bytes.1),
        done_files: Some(files.0),
        total_files: Some(files.1),
        owner: Some(Arc::new(Owner {
            user_name: Some("efile-test".into()),
            cluster_name: Some("华东一区".into()),
            ..Owner::default()
        })),
        submitted: Some(submitted.into()),
        started: Some(submitted.into()),
        updated: Some(at(0).wall.into()),
        extra: Some(Box::new(Extra { raw: raw.into(), ..Extra::default() })),
        ..Report::new(Status::parse(status))
    }
}

/// Lets a task be seen every two seconds up to `until`, its bytes and files growing by `step`.
fn follow(task: &mut Task, report: &Report, step: (u64, u64), until: u64, stall: StallRule) {
    for seconds in (0..=until).step_by(2) {
        let left = (until - seconds) / 2;
        let mut report = report.clone();
        // The pace varies a little, as it does.
        let wave = 3 + (seconds / 2 * 7) % 5;
        report.done_bytes = report.done_bytes.map(|done| done.saturating_sub(left * step.0 + wave * step.0 / 9));
        report.done_files = report.done_files.map(|done| done.saturating_sub(left * step.1));
        task.observe(report, at(seconds), stall);
    }
}

pub fn limited() -> CallError {
    CallError { code: Some("911048".into()), ..CallError::new(CallErrorKind::Limited, "系统繁忙") }
}

/// Fourteen tasks, one or more in each state.
#[allow(clippy::too_many_lines, reason = "it is a table of tasks")]
pub fn tasks() -> TaskSet {
    use Operation::{Copy, Delete, Move};
    let home = "/public/home/efile-test";
    let path = |rest: &str| format!("{home}/{rest}");
    let quick = StallRule { polls: 3, time: Duration::from_secs(6), ..StallRule::default() };
    let never = StallRule::default();
    let mut set = TaskSet::default();
    let mut put = |n: usize, report: Option<Report>, step: (u64, u64), stall: StallRule, then: &dyn Fn(&mut Task)| {
        let mut task = Task::new(id(n), at(0).wall);
        if let Some(report) = report {
            follow(&mut task, &report, step, 30, stall);
        }
        then(&mut task);
        set.add(task);
    };
    let data = path("data/2026/simulation/run-042");
    let archive = path("archive");
    let still = |_: &mut Task| {};
    let mib = 1 << 20;
    put(
        0,
        Some(report(0, "processing", Copy, (&data, Some(&archive)), (52 * GIB, 80 * GIB), (812, 1200))),
        (200 * mib, 7),
        never,
        &still,
    );
    let failed = report(
        1,
        "fail",
        Copy,
        (&path("数据/气象观测资料/二〇二六年三月"), Some(&path("备份/气象"))),
        (9 * GIB, 40 * GIB),
        (35, 2200),
    );
    let mut failed = failed;
    (failed.extra_mut().error_code, failed.extra_mut().error_message) =
        (Some("911501".into()), Some("空间不足".into()));
    put(1, Some(failed), (0, 0), never, &still);
    put(
        2,
        Some(report(
            2,
            "processing",
            Move,
            (&path("models/checkpoints"), Some(&path("store"))),
            (3 * GIB, 12 * GIB),
            (4, 12),
        )),
        (0, 0),
        quick,
        &still,
    );
    put(
        3,
        Some(report(3, "processing", Delete, (&path("tmp/scratch"), None), (0, 0), (48_211, 120_000))),
        (0, 310),
        never,
        &still,
    );
    put(
        4,
        Some(report(4, "waiting", Copy, (&path("数据/遥感影像"), Some(&path("备份"))), (0, 0), (0, 0))),
        (0, 0),
        never,
        &still,
    );
    put(
        5,
        Some(report(5, "complete", Copy, (&path("results/final.tar.gz"), Some(&archive)), (5 * GIB, 5 * GIB), (1, 1))),
        (0, 0),
        never,
        &still,
    );
    put(
        6,
        Some(report(6, "cancel", Move, (&path("old/experiments"), Some(&archive)), (GIB, 7 * GIB), (20, 300))),
        (0, 0),
        never,
        &still,
    );
    let asked = |task: &mut Task| {
        task.cancel_sent(at(28));
        task.cancel_taken(at(29));
    };
    put(
        7,
        Some(report(
            7,
            "processing",
            Copy,
            (&path("images/会议照片"), Some(&path("share"))),
            (2 * GIB, 3 * GIB),
            (610, 800),
        )),
        (30 * mib, 9),
        never,
        &asked,
    );
    put(8, Some(report(8, "processing", Copy, (&path("logs"), Some(&archive)), (0, 0), (0, 0))), (0, 0), never, &still);
    put(9, Some(report(9, "complete", Delete, (&path("trash"), None), (0, 5), (3, 3))), (0, 0), never, &still);
    let gone = |task: &mut Task| {
        let last = report(10, "processing", Copy, ("/public/home/efile-test/lost", None), (GIB, 2 * GIB), (1, 2));
        let memory = Memory { report: last.into(), seen: at(0).wall, ended: None, gone: false };
        *task = task.clone().remember(memory);
        let rule = StallRule { gone_after: Duration::ZERO, ..StallRule::default() };
        for second in 8..20 {
            task.absent(at(second), rule);
        }
    };
    put(10, None, (0, 0), never, &gone);
    let refused = |task: &mut Task| {
        let problem =
            CallError { code: Some("10003".into()), ..CallError::new(CallErrorKind::Refused, "参数异常") };
        task.refuse(problem, at(20), StallRule::default());
    };
    put(11, None, (0, 0), never, &refused);
    put(
        12,
        Some(report(12, "archiving", Copy, (&path("tape"), Some(&archive)), (GIB, 2 * GIB), (1, 2))),
        (0, 0),
        never,
        &still,
    );
    let failed_cancel = |task: &mut Task| {
        task.cancel_sent(at(28));
        task.cancel_failed(limited(), at(29));
    };
    put(
        13,
        Some(report(
            13,
            "processing",
            Move,
            (&path("big/huge.h5"), Some(&path("store"))),
            (300 * GIB, 900 * GIB),
            (0, 1),
        )),
        (500 * mib, 0),
        never,
        &failed_cancel,
    );
    set
}
