//! A service whose every text is an attack on the terminal that shows it: sequences of each kind, in 7 bits, in UTF-8 and in raw bytes,
//! what turns the reading direction, what hides, and what is wider than it looks.

use super::hostile_server::{HostileServer, whole};
use serde_json::{Value, json};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};

/// One attack each. Every one has `evil` in it, so that a test sees that it was shown at all.
const ATTACKS: &[&str] = &[
    "evil\u{1b}]0;evil-title\u{7}",
    "evil\u{1b}]2;evil-title\u{1b}\\",
    "evil\u{1b}]52;c;ZXZpbA==\u{7}",
    "evil\u{1b}]8;;http://evil\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "evil\u{1b}kevil-title\u{1b}\\",
    "evil\u{1b}P$qm\u{1b}\\\u{1b}_evil\u{1b}\\\u{1b}^evil\u{1b}\\\u{1b}Xevil\u{1b}\\",
    "evil\u{1b}[2J\u{1b}[H\u{1b}[31;5;7m\u{1b}[?1049l\u{1b}[?2004l\u{1b}[6n\u{1b}[c\u{1b}[8;5;5t\u{1b}c",
    "evil\u{1b}(0\u{e}lqqk\u{f}",
    "evil\u{9b}2J\u{9d}0;evil-title\u{9c}\u{90}q\u{9c}\u{85}\u{84}\u{8d}",
    "evil\0\u{1}\u{5}\u{7}\u{8}\u{8}\u{8}\u{8}\u{8}\r\n\n\n\t\t\u{b}\u{c}\u{7f}",
    "evil\u{202e}gpj.exe\u{2066}\u{200f}\u{61c}",
    "evil\u{200b}\u{2060}\u{feff}\u{fff9}\u{e0001}\u{2028}\u{2029}",
    "evil👩\u{200d}🔬🇨🇳文件ガ\u{ff9e}e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}❤\u{fe0f}",
    "evil${SHELL}`id`%n%s\\x1b[31m\\e]0;evil-title\\a^[[31m",
];

/// Raw bytes that are no UTF-8: C1 controls as an old terminal takes them.
const RAW: &[u8] = b"evil\x9b31m\x9d0;evil-title\x9c\x90q\x9c\xff\xfe\xc0\x9b";

/// How the service behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    /// Tasks.
    Tasks,
    /// An error with a code, HTTP 200.
    Refusal,
    /// A gateway's page, HTTP 502.
    Gateway,
    /// No JSON at all.
    Garbage,
}

/// The service.
pub struct HostileWorld {
    pub server: HostileServer,
    mode: Arc<Mutex<Mode>>,
}

/// All attacks in one text, beginning with the `first` of them.
pub fn attacks(first: usize) -> String {
    (0..ATTACKS.len()).map(|at| ATTACKS[(first + at) % ATTACKS.len()]).collect::<Vec<_>>().join("/")
}

impl HostileWorld {
    /// Knows every id that it is asked for.
    pub fn start() -> Self {
        let mode = Arc::new(Mutex::new(Mode::Tasks));
        let now = mode.clone();
        let server = HostileServer::start(move |request, stream| {
            let mode = *now.lock().unwrap();
            match mode {
                Mode::Tasks => whole(stream, &answer(&request.path, &request.body)),
                Mode::Refusal => whole(stream, &marked(&json!({"code": "911048\u{1b}[2J", "msg": attacks(3)}))),
                Mode::Garbage => whole(stream, attacks(6).as_bytes()),
                Mode::Gateway => {
                    let page = format!("<html>\r\n<title>{}</title>\0\u{1b}[2J", attacks(0));
                    let length = page.len();
                    write!(stream, "HTTP/1.1 502 evil\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{page}")
                }
            }
        });
        Self { server, mode }
    }

    /// Behaves so from now on.
    pub fn turn(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }
}

/// JSON with the raw bytes in place of each `RAW`.
fn marked(answer: &Value) -> Vec<u8> {
    let text = answer.to_string();
    let mut pieces = text.split("RAW").map(str::as_bytes);
    let mut bytes = pieces.next().unwrap().to_vec();
    for piece in pieces {
        bytes.extend_from_slice(RAW);
        bytes.extend_from_slice(piece);
    }
    bytes
}

fn answer(path: &str, body: &str) -> Vec<u8> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let ids: Vec<_> = body["taskIds"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let data: Value = if path.ends_with("/task/list") {
        ids.iter().map(|id| task(usize::from(id.as_bytes().last().unwrap() - b'0'), id)).collect()
    } else if path.ends_with("/task/cancel") {
        ids.iter().map(|id| json!({"taskId": id, "errorCode": "911030\u{9b}", "errorMsg": attacks(8)})).collect()
    } else if path.ends_with("/tokens") {
        json!([{"clusterId": "11112", "clusterName": attacks(2), "token": "evil.evil.evil"}, {"clusterId": attacks(1), "clusterName": "RAW", "token": null}])
    } else if path.ends_with("/center") {
        json!({"id": 11112, "name": attacks(4), "clusterUserInfo": {"userName": attacks(5)}, "efileUrls": [{"enable": "true", "url": attacks(6)}]})
    } else {
        // A submission: refused item by item.
        json!([{"sourcePath": attacks(7), "errorCode": "911020", "errorMsg": attacks(9)}, {"code": "evil\u{1b}c", "msg": "RAW"}])
    };
    marked(&json!({"code": "0", "msg": attacks(1), "data": data}))
}

fn task(at: usize, id: &str) -> Value {
    const STATES: &[&str] = &["processing", "fail", "complete", "waiting", "cancel", "evil\u{1b}[2J\u{9b}31m"];
    json!({
        "taskId": id, "status": STATES[at % STATES.len()], "operationType": if at.is_multiple_of(2) { "copy" } else { "evil\u{1b}]0;x\u{7}" },
        "duplicateHandleType": attacks(at), "sourcePath": format!("/evil/{}/RAW", attacks(at)), "targetPath": format!("/{}", attacks(at + 5)),
        "errorCode": if at.is_multiple_of(2) { "911501" } else { "9\u{1b}[2J" }, "errorMsg": attacks(at + 3), "userId": attacks(1),
        "userName": attacks(2), "clusterUserName": attacks(3), "clusterId": attacks(4), "clusterName": attacks(5),
        "totalSize": 1000, "processedSize": 10 * at, "totalNum": 10, "processedNum": 1, "progress": "1%\u{1b}[2J",
        "submitTime": "\u{1b}[2J", "startTime": "2025-08-05 15:22:56", "updateTime": attacks(0), "evil\u{1b}]0;x\u{7}": attacks(7),
    })
}
