//! The right answer in another shape.

use super::{codes, fault::FaultSpec, shape::Shape};
use jiff::{SignedDuration, civil::DateTime};
use serde_json::{Map, Value, json};

/// A UUID that no task has.
const STRANGER: &str = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";
/// "权限不足" in GBK.
const GBK: &[u8] = b"\xc8\xa8\xcf\xde\xb2\xbb\xd7\xe3";

/// The body of an answer in the shape of a fault, and its charset; `asked` are the ids of the request.
pub fn reshape(shape: Shape, fault: &FaultSpec, asked: &[String], body: &[u8]) -> (Vec<u8>, &'static str) {
    let Ok(Value::Object(mut answer)) = serde_json::from_slice(body) else { return (body.to_vec(), "UTF-8") };
    let code = fault.code.as_deref().unwrap_or("911030");
    if shape == Shape::Gbk {
        let head = format!(r#"{{"code":"{code}","data":null,"msg":""#);
        return ([head.as_bytes(), GBK, b"\"}"].concat(), "GBK");
    }
    let message = fault.message.as_deref().unwrap_or(codes::message(code));
    match shape {
        Shape::NoData => _ = answer.remove("data"),
        Shape::MessageKey => {
            if let Some(message) = answer.remove("msg") {
                answer.insert("message".to_owned(), message);
            }
        }
        Shape::NumberCode => {
            let number = answer.get("code").and_then(Value::as_str).and_then(|code| code.parse::<i64>().ok());
            answer.insert("code".to_owned(), number.map_or(Value::Null, Value::from));
        }
        Shape::Coded => {
            answer.insert("code".to_owned(), code.into());
            answer.insert("msg".to_owned(), message.into());
        }
        Shape::ItemsRefused => {
            let meant = |id: &&String| fault.ids.is_empty() || fault.ids.contains(id);
            let item = |id: &String| json!({"taskId": id, "errorCode": code, "errorMsg": message});
            answer.insert("data".to_owned(), asked.iter().filter(meant).map(item).collect());
        }
        Shape::NullForAbsent => {
            if let Some(tasks) = answer.get_mut("data").and_then(Value::as_array_mut) {
                tasks.resize(asked.len().max(tasks.len()), Value::Null);
            }
        }
        Shape::InMessage => {
            let ids: Vec<String> = ids(answer.get("data"));
            answer.insert("msg".to_owned(), format!("submitted: {}", ids.join(", ")).into());
            answer.insert("data".to_owned(), Value::Null);
        }
        _ => {
            let data = answer.remove("data").unwrap_or_default();
            answer.insert("data".to_owned(), of_data(shape, fault, data));
        }
    }
    (serde_json::to_vec(&answer).unwrap_or_default(), "UTF-8")
}

/// Whether the answer to a cancel refuses this id, so that its task is not cancelled. A code of success, or that message, is no refusal.
pub fn is_refused(fault: &FaultSpec, id: &String) -> bool {
    let is_success = matches!(fault.code.as_deref(), Some("0" | "200")) || fault.message.as_deref() == Some("success");
    let is_meant = fault.ids.is_empty() || fault.ids.contains(id);
    fault.shape == Some(Shape::ItemsRefused) && is_meant && !is_success
}

fn of_data(shape: Shape, fault: &FaultSpec, data: Value) -> Value {
    let mut tasks = match data {
        Value::Array(tasks) => tasks,
        Value::Object(center) => return of_center(shape, center),
        other => return other,
    };
    let total = tasks.len();
    match shape {
        Shape::EmptyList => json!([]),
        Shape::EmptyObject => json!({}),
        Shape::Wrapped => json!({"list": tasks, "total": total}),
        Shape::Paged => {
            tasks.truncate(total / 2);
            json!({"list": tasks, "total": total})
        }
        Shape::OlderTwice => {
            let older: Vec<Value> = tasks.iter().cloned().map(an_hour_before).collect();
            tasks.into_iter().chain(older).collect()
        }
        Shape::Ids => tasks.iter().map(|task| task["taskId"].clone()).collect(),
        Shape::Text => ids(Some(&Value::Array(tasks))).join(",").into(),
        Shape::Map => {
            let member =
                |task: &Value| (task["sourcePath"].as_str().unwrap_or_default().to_owned(), task["taskId"].clone());
            Value::Object(tasks.iter().map(member).collect())
        }
        Shape::Deep => {
            let deep: Vec<Value> =
                tasks.iter().map(|task| json!({"item": {"task": {"taskId": task["taskId"]}}})).collect();
            json!({"result": {"batch": [deep], "traceId": STRANGER}, "userId": "11020005321", "id": 7})
        }
        Shape::One => tasks.into_iter().next().unwrap_or_default(),
        Shape::Extra => {
            tasks.push(json!({"taskId": STRANGER}));
            Value::Array(tasks)
        }
        Shape::Trace => json!({"traceId": STRANGER, "userId": "11020005321", "count": total}),
        _ => tasks.into_iter().map(|task| if is_meant(fault, &task) { of_task(shape, task) } else { task }).collect(),
    }
}

fn ids(tasks: Option<&Value>) -> Vec<String> {
    let tasks = tasks.and_then(Value::as_array).into_iter().flatten();
    tasks.filter_map(|task| task["taskId"].as_str()).map(str::to_owned).collect()
}

fn is_meant(fault: &FaultSpec, task: &Value) -> bool {
    fault.ids.is_empty() || fault.ids.iter().any(|id| task["taskId"] == id.as_str())
}

fn of_center(shape: Shape, mut center: Map<String, Value>) -> Value {
    let urls = center.get("efileUrls").cloned().unwrap_or_default();
    let other = match shape {
        Shape::CenterList => return json!([{"id": 1, "name": "another"}, center]),
        Shape::UrlsObject => urls[0].clone(),
        Shape::UrlsText => urls[0]["url"].clone(),
        Shape::UrlsJsonText => urls.to_string().into(),
        _ => urls,
    };
    center.insert("efileUrls".to_owned(), other);
    Value::Object(center)
}

fn of_task(shape: Shape, task: Value) -> Value {
    let Value::Object(mut fields) = task else { return task };
    let mut put = |name: &str, value: Value| _ = fields.insert(name.to_owned(), value);
    match shape {
        Shape::NullElements => return Value::Null,
        Shape::IdKey => {
            if let Some(id) = fields.remove("taskId") {
                fields.insert("id".to_owned(), id);
            }
        }
        Shape::DashedIds => {
            if let Some(id) = fields.get("taskId").and_then(Value::as_str).and_then(dashed) {
                fields.insert("taskId".to_owned(), id.into());
            }
        }
        Shape::Fraction | Shape::FractionText => {
            let percent = fields
                .get("progress")
                .and_then(Value::as_str)
                .and_then(|text| text.trim_end_matches('%').parse::<f64>().ok());
            if let Some(part) = percent.map(|percent| percent / 100.0) {
                fields.insert(
                    "progress".to_owned(),
                    if shape == Shape::Fraction { part.into() } else { part.to_string().into() },
                );
            }
        }
        Shape::NullFields => {
            let kept = |name: &str| matches!(name, "taskId" | "status");
            fields.iter_mut().filter(|(name, _)| !kept(name)).for_each(|(_, value)| *value = Value::Null);
        }
        Shape::SuccessWords => {
            put("errorCode", "200".into());
            put("errorMsg", "success".into());
        }
        Shape::DigitTimes => {
            for name in ["submitTime", "startTime", "updateTime"] {
                if let Some(Value::String(time)) = fields.get_mut(name) {
                    time.retain(|character| character.is_ascii_digit());
                }
            }
        }
        Shape::FutureTimes => shift(&mut fields, SignedDuration::from_hours(48)),
        _ => {}
    }
    Value::Object(fields)
}

/// A task as it was an hour ago: it waited.
fn an_hour_before(task: Value) -> Value {
    let Value::Object(mut fields) = task else { return task };
    shift(&mut fields, SignedDuration::from_hours(-1));
    fields.insert("status".to_owned(), "waiting".into());
    fields.insert("progress".to_owned(), "0%".into());
    Value::Object(fields)
}

/// Moves `updateTime`.
fn shift(fields: &mut Map<String, Value>, by: SignedDuration) {
    let time = fields.get("updateTime").and_then(Value::as_str);
    let time = time.and_then(|time| DateTime::strptime("%Y-%m-%d %H:%M:%S", time).ok());
    if let Some(time) = time.and_then(|time| time.checked_add(by).ok()) {
        fields.insert("updateTime".to_owned(), time.strftime("%Y-%m-%d %H:%M:%S").to_string().into());
    }
}

/// 32 digits as a UUID in upper case.
fn dashed(id: &str) -> Option<String> {
    let id = id.to_ascii_uppercase();
    let part = |range| id.get(range);
    if id.len() != 32 {
        return None;
    }
    Some([part(0..8)?, part(8..12)?, part(12..16)?, part(16..20)?, part(20..32)?].join("-"))
}
