//! Answers of `task/list` that are right in form and wrong in matter: what a client must bear without falling over.

use super::{
    fault::{FaultSpec, Kind},
    noise,
};
use serde_json::{Value, json};

/// Changes `data` as the fault says; a fault of another kind changes nothing.
pub fn distort(fault: &FaultSpec, seed: u64, data: Vec<Value>) -> Value {
    match fault.kind {
        Kind::DataNull => Value::Null,
        Kind::MissingIds => data.into_iter().filter(|task| !missing(fault, seed, task)).collect(),
        Kind::Duplicates => data.iter().chain(&data).cloned().collect(),
        Kind::WrongTypes => {
            let stray = [Value::Null, json!("task"), json!(17), json!({"status": "processing"})];
            data.into_iter().enumerate().map(|(at, task)| wrong(at, task)).chain(stray).collect()
        }
        _ => Value::Array(data),
    }
}

fn missing(fault: &FaultSpec, seed: u64, task: &Value) -> bool {
    let id = task["taskId"].as_str().unwrap_or_default();
    if fault.ids.is_empty() {
        noise::hash(seed, id).is_multiple_of(3)
    } else {
        fault.ids.iter().any(|wanted| wanted == id)
    }
}

/// One of the ways in which a field can be of another type, by position in the answer.
fn wrong(at: usize, mut task: Value) -> Value {
    let Some(fields) = task.as_object_mut() else { return task };
    let mut change = |name: &str, by: &dyn Fn(&Value) -> Value| {
        if let Some(field) = fields.get_mut(name) {
            *field = by(field);
        }
    };
    let numbers = ["totalSize", "totalNum", "processedSize", "processedNum"];
    match at % 6 {
        0 => {
            for name in numbers {
                change(name, &|value| Value::String(value.to_string()));
            }
            change("progress", &|value| value.as_str().and_then(number).map_or(Value::Null, Value::from));
        }
        1 => {
            for name in numbers {
                change(name, &|value| value.as_f64().map_or(Value::Null, Value::from));
            }
            change("progress", &|value| Value::from(value.as_str().unwrap_or_default().trim_end_matches('%')));
        }
        2 => {
            for name in numbers {
                change(name, &|_| Value::Null);
            }
            change("progress", &|_| Value::from(""));
            change("submitTime", &|_| Value::Null);
            change("userId", &|_| Value::from(11_020_005_321_u64));
        }
        3 => {
            change("status", &|value| match value.as_str() {
                Some("waiting" | "processing") => Value::from("archiving"),
                _ => value.clone(),
            });
            change("updateTime", &|_| Value::from(1_754_378_576_000_u64));
            change("processedSize", &|_| Value::from(-1));
            change("synchronousExecution", &|_| Value::from("false"));
        }
        4 => {
            change("progress", &|_| Value::Null);
            change("totalSize", &|_| json!(1e30));
            change("sourcePath", &|_| json!(["/a", "/b"]));
            change("errorCode", &|value| if value.is_null() { Value::from(0) } else { value.clone() });
            fields.insert("retryCount".to_owned(), json!({"times": 3, "last": [1, 2]}));
        }
        _ => {
            for name in ["targetPath", "clusterName", "startTime", "totalNum", "operationType"] {
                fields.remove(name);
            }
            fields.insert("优先级".to_owned(), json!("高"));
        }
    }
    task
}

/// The number of a text such as `62.5%`.
fn number(progress: &str) -> Option<f64> {
    progress.trim_end_matches('%').parse().ok()
}
