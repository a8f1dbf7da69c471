//! A directory that is served, and trees to compare.

pub use crate::support::trees::{Seen, in_memory, names, tree};
use eftop::internals::server::{
    Conflict, Engine, Job, Operation,
    files::{Files, Options},
};
use serde_json::{Value, json};
use std::{ffi::OsString, fs, path::PathBuf, time::Duration};
use tempfile::TempDir;

pub const COVER: Option<Conflict> = Some(Conflict::Cover);
pub const BOTH: Option<Conflict> = Some(Conflict::Both);

/// A root with `from`, `to` and `outside` beside it.
pub struct Served {
    pub files: Files,
    folder: TempDir,
}

impl Served {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = in_memory();
        for name in ["root/from", "root/to", "outside"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let mut options = Options::new(folder.path().join("root"), folder.path().join("data"));
        change(&mut options);
        Self { files: Files::open(options).unwrap(), folder }
    }

    /// A place inside the root.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("root").join(path.trim_start_matches('/'))
    }

    pub fn outside(&self) -> PathBuf {
        self.folder.path().join("outside")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| format!("{path}: {error}"))
    }

    pub fn names(&self, path: &str) -> Vec<OsString> {
        names(&self.path(path))
    }

    pub fn copy(&self, source: &str, target: &str, conflict: Option<Conflict>) -> Value {
        run(&self.files, Operation::Copy, source, target, conflict)
    }

    pub fn relocate(&self, source: &str, target: &str, conflict: Option<Conflict>) -> Value {
        run(&self.files, Operation::Move, source, target, conflict)
    }

    pub fn delete(&self, source: &str) -> Value {
        run(&self.files, Operation::Delete, source, "", None)
    }
}

pub fn job(source: &str, target: &str, conflict: Option<Conflict>) -> Job {
    Job { source: source.to_owned(), target: Some(target.to_owned()), conflict }
}

/// Submits one task and returns its id.
pub fn submit(files: &Files, operation: Operation, job: Job) -> String {
    files.submit(operation, vec![job]).unwrap().remove(0).unwrap()
}

/// Runs one task to its end.
pub fn run(files: &Files, operation: Operation, source: &str, target: &str, conflict: Option<Conflict>) -> Value {
    let id = submit(files, operation, job(source, target, conflict));
    ended(files, &id)
}

/// Tasks as `task/list` writes them.
pub fn list(files: &Files, ids: &[String]) -> Vec<Value> {
    files.list(ids).into_iter().map(|task| serde_json::to_value(task).unwrap()).collect()
}

pub fn task(files: &Files, id: &str) -> Value {
    list(files, &[id.to_owned()]).remove(0)
}

pub fn cancel(files: &Files, ids: &[&str]) {
    files.cancel(ids.iter().map(|id| (*id).to_owned()).collect()).unwrap();
}

/// Looks until a task has ended.
pub fn ended(files: &Files, id: &str) -> Value {
    until(files, id, has_ended)
}

/// Looks until something is true of a task.
pub fn until(files: &Files, id: &str, is: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..60_000 {
        let task = task(files, id);
        if is(&task) {
            return task;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("never: {:?}", task(files, id));
}

pub fn has_ended(task: &Value) -> bool {
    ["complete", "fail", "cancel"].iter().any(|status| task["status"] == *status)
}

pub fn is_complete(task: &Value) {
    let ended = (&task["status"], &task["progress"], &task["errorMsg"]);
    assert_eq!(ended, (&json!("complete"), &json!("100%"), &Value::Null), "{task}");
    assert_eq!((&task["totalNum"], &task["totalSize"]), (&task["processedNum"], &task["processedSize"]), "{task}");
}

pub fn fails(task: &Value, code: &str) {
    assert_eq!((&task["status"], &task["errorCode"]), (&json!("fail"), &json!(code)), "{task}");
}

pub fn message(task: &Value) -> &str {
    task["errorMsg"].as_str().unwrap()
}

/// Entries that are done.
pub fn entries(task: &Value) -> u64 {
    task["processedNum"].as_u64().unwrap()
}

/// Bytes that are done.
pub fn bytes(task: &Value) -> u64 {
    task["processedSize"].as_u64().unwrap()
}
