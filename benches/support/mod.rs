//! What the benchmarks and the test of costs measure with: answers like the service's, the same answers read by plain `serde_json`,
//! and a screen over a set of tasks. Everything is a function of the task's number and of the second.

#![allow(dead_code, reason = "each of its users takes a part")]
#![allow(clippy::unwrap_used, reason = "helpers of measurements; a failure ends the measurement")]

use eftop::internals::{
    client::{ListAnswer, decode_list},
    domain::{At, Moment, PollEvent, Region, RegionId, Snapshot, StallRule, Task, TaskId},
    messages::Lang,
    tui::{self, Look, Model, ModelSetup},
    watch::Event,
};
use jiff::{Timestamp, tz};
use std::{fmt::Write, ops::Range, time::Duration};

/// The time `seconds` after the start.
pub fn at(seconds: u64) -> At {
    let start = At { moment: Moment(Duration::ZERO), wall: Timestamp::from_second(1_760_000_000).unwrap() };
    start.plus(Duration::from_secs(seconds))
}

/// Ids as the service gives them.
pub fn ids(numbers: Range<u64>) -> Vec<TaskId> {
    numbers.map(|number| TaskId::new(&id(number)).unwrap()).collect()
}

fn id(number: u64) -> String {
    format!("{:032x}", u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))
}

/// A whole answer to `task/list`: of seven tasks one waits, one is complete, one has failed, and the rest move on each second.
pub fn body(numbers: Range<u64>, seconds: u64) -> String {
    let mut body = String::from(r#"{"code":"0","data":["#);
    for number in numbers.clone() {
        if number > numbers.start {
            body.push(',');
        }
        element(&mut body, number, seconds);
    }
    body.push_str(r#"],"msg":"success"}"#);
    body
}

fn element(to: &mut String, number: u64, seconds: u64) {
    let (user, folder) = match number % 3 {
        0 => ("zhangwei", "vasp/LiFePO4"),
        1 => ("lina", "数据集/遥感影像"),
        _ => ("wangfang", "gromacs/md-300K"),
    };
    let project = number % 10;
    let (status, error) = match number % 7 {
        0 => ("waiting", r#""errorCode":null,"errorMsg":null"#),
        1 => ("complete", r#""errorCode":null,"errorMsg":null"#),
        2 => ("fail", r#""errorCode":"911501","errorMsg":"存储空间不足""#),
        _ => ("processing", r#""errorCode":null,"errorMsg":null"#),
    };
    let (total, files) = (4_545_576_960 + number * 1_000_003, 2_040 + number % 77);
    let percent = (seconds * (3 + number % 5)).min(99);
    let (done, done_files) = (total / 100 * percent, files * percent / 100);
    write!(
        to,
        "{{\"sourcePath\":\"/public/home/{user}/{folder}/run{number:05}\",\"targetPath\":\"/work/share/{folder}/{project}\",\
         \"duplicateHandleType\":\"cover\",\"clusterId\":\"11112\",\"clusterName\":\"演示中心【一区】\",\"taskId\":\"{}\",\
         \"userId\":\"11020005321\",\"userName\":\"zhangwei\",\"clusterUserName\":\"zhangwei\",\"operationType\":\"copy\",\
         \"synchronousExecution\":false,\"status\":\"{status}\",{error},\"totalSize\":{total},\"totalNum\":{files},\
         \"processedSize\":{done},\"processedNum\":{done_files},\"progress\":\"{percent}%\",\
         \"submitTime\":\"2026-11-25 04:09:47\",\"startTime\":\"2026-11-25 04:14:24\",\"updateTime\":\"2026-11-25 04:17:20\"}}",
        id(number)
    )
    .unwrap();
}

/// Our decoder.
pub fn decode(body: &str, asked: &[TaskId]) -> ListAnswer {
    decode_list(body, asked, tz::offset(8)).unwrap()
}

/// What our decoder is held against: the same values, read by derived readers that take the documented types and nothing else.
pub mod plain {
    use jiff::{Timestamp, civil::DateTime, tz};
    use serde::{Deserialize, Deserializer};

    #[derive(Debug, Deserialize)]
    pub struct Answer {
        pub code: String,
        pub msg: String,
        pub data: Vec<Report>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Status {
        Waiting,
        Processing,
        Complete,
        Fail,
        Cancel,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Operation {
        Copy,
        Move,
        Delete,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Report {
        pub task_id: Box<str>,
        pub status: Status,
        pub operation_type: Operation,
        pub source_path: Option<Box<str>>,
        pub target_path: Option<Box<str>>,
        pub duplicate_handle_type: Option<Box<str>>,
        pub error_code: Option<Box<str>>,
        pub error_msg: Option<Box<str>>,
        pub total_size: Option<u64>,
        pub processed_size: Option<u64>,
        pub total_num: Option<u64>,
        pub processed_num: Option<u64>,
        pub progress: Option<Box<str>>,
        pub synchronous_execution: Option<bool>,
        pub user_id: Option<Box<str>>,
        pub user_name: Option<Box<str>>,
        pub cluster_user_name: Option<Box<str>>,
        pub cluster_id: Option<Box<str>>,
        pub cluster_name: Option<Box<str>>,
        #[serde(deserialize_with = "time")]
        pub submit_time: Option<Timestamp>,
        #[serde(deserialize_with = "time")]
        pub start_time: Option<Timestamp>,
        #[serde(deserialize_with = "time")]
        pub update_time: Option<Timestamp>,
    }

    fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        let time = Option::<DateTime>::deserialize(deserializer)?;
        Ok(time.and_then(|time| tz::offset(8).to_timestamp(time).ok()))
    }

    pub fn decode(body: &str) -> Answer {
        serde_json::from_str(body).unwrap()
    }
}

/// A screen of this size over tasks that were never asked for.
pub fn fresh(tasks: u64, size: (u16, u16)) -> Model {
    let mut model = Model::new(ModelSetup {
        now: at(0),
        size,
        places: vec![Region { id: RegionId::DEFAULT, name: "efile.example".into(), origin: None }],
        set_name: Some("default".into()),
        keymap: std::sync::Arc::default(),
        look: Look::new(Lang::En),
        stall: StallRule::default(),
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(8)),
    });
    model.adopt(ids(0..tasks).into_iter().map(|id| Task::new(id, at(0).wall)).collect());
    model
}

/// The same after one answer about each.
pub fn answered(tasks: u64, size: (u16, u16)) -> Model {
    let mut model = fresh(tasks, size);
    for answer in answers(tasks, 1) {
        apply(&mut model, answer, 1);
    }
    ended(&mut model, 1);
    model
}

/// What is asked for in one request: numbers of tasks, a hundred at a time.
pub fn batches(tasks: u64) -> impl Iterator<Item = Range<u64>> {
    (0..tasks).step_by(100).map(move |from| from..(from + 100).min(tasks))
}

/// The answers of one cycle, decoded.
pub fn answers(tasks: u64, seconds: u64) -> Vec<ListAnswer> {
    batches(tasks).map(|batch| decode(&body(batch.clone(), seconds), &ids(batch))).collect()
}

/// Lets the screen take an answer.
pub fn apply(model: &mut Model, answer: ListAnswer, seconds: u64) {
    let snapshot = Snapshot {
        at: at(seconds),
        round_trip: Duration::from_millis(80),
        reports: answer.reports,
        absent: Vec::new(),
        refused: Vec::new(),
        skipped: answer.skipped,
    };
    tui::apply(model, Event::Poll(RegionId::DEFAULT, PollEvent::Batch(snapshot)), at(seconds));
}

/// Tells the screen that the cycle is over.
pub fn ended(model: &mut Model, seconds: u64) {
    let next = Some(at(seconds + 2).moment);
    let round_trip = Some(Duration::from_millis(80));
    let event = PollEvent::Ended { at: at(seconds), asked: model.watch.tasks.len(), round_trip, trouble: None, next };
    tui::apply(model, Event::Poll(RegionId::DEFAULT, event), at(seconds));
}
