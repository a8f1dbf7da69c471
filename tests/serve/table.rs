//! The table of tasks: what outlives a restart, what is forgotten, and what is refused.

use super::support::{
    Served, cancel, ended, entries, fails, has_ended, in_memory, is_complete, job, list, submit, task, tree, until,
};
use eftop::internals::server::{
    Engine, Job, Operation,
    files::{Files, OpenError, Options},
};
use std::{fs, path::Path, time::Duration};
use tempfile::TempDir;

struct Kept {
    folder: TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = in_memory();
        fs::create_dir_all(folder.path().join("root/to")).unwrap();
        Self { folder }
    }

    fn options(&self) -> Options {
        Options::new(self.folder.path().join("root"), self.folder.path().join("data"))
    }

    fn open(&self) -> Files {
        Files::open(self.options()).unwrap()
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }
}

fn copies(count: usize) -> Vec<Job> {
    (0..count).map(|number| job(&format!("/{number}"), "/to", None)).collect()
}

#[test]
fn tasks_that_waited_go_on_in_their_order() {
    let kept = Kept::new();
    for number in 0..20 {
        fs::write(kept.path("root").join(number.to_string()), "text").unwrap();
    }
    let files = Files::open(Options { jobs: 1, ..kept.options() }).unwrap();
    let mut ids: Vec<String> =
        files.submit(Operation::Copy, copies(20)).unwrap().into_iter().map(Result::unwrap).collect();
    files.stop();
    drop(files);
    let files = kept.open();
    for id in &ids {
        is_complete(&ended(&files, id));
    }
    assert_eq!(fs::read_dir(kept.path("root/to")).unwrap().count(), 20);
    // Ended ones are known after another restart, as they were.
    let before = list(&files, &ids);
    drop(files);
    let files = kept.open();
    assert_eq!(list(&files, &ids), before);
    ids.push("0123456789abcdef0123456789abcdef".to_owned());
    assert_eq!(files.list(&ids).len(), 20);
}

#[test]
fn a_stopped_copy_continues_and_does_not_copy_again() {
    let kept = Kept::new();
    for number in 0..3000 {
        let folder = kept.path("root/run").join((number / 100).to_string());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(number.to_string()), "text").unwrap();
    }
    let files = kept.open();
    let id = submit(&files, Operation::Copy, job("/run", "/to", None));
    let before = until(&files, &id, |task| entries(task) > 100);
    assert!(files.stop());
    let stopped = task(&files, &id);
    drop(files);
    if stopped["status"] == "complete" {
        return;
    }
    assert_eq!(stopped["status"], "processing");
    let changed = |path: &Path| {
        use std::os::unix::fs::MetadataExt;
        let meta = fs::metadata(path).unwrap();
        (meta.ino(), meta.ctime(), meta.ctime_nsec())
    };
    let there = tree(&kept.path("root/to"));
    let files_there: Vec<_> =
        there.keys().map(|path| kept.path("root/to").join(path)).filter(|path| path.is_file()).collect();
    assert!(
        files_there.iter().all(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('.')),
        "{files_there:?}"
    );
    let stamps: Vec<_> = files_there.iter().map(|path| changed(path)).collect();
    let files = kept.open();
    let again = task(&files, &id);
    assert!(entries(&again) >= entries(&stopped) && entries(&stopped) >= entries(&before));
    let done = ended(&files, &id);
    is_complete(&done);
    assert_eq!(entries(&done), 3031);
    assert_eq!(files_there.iter().map(|path| changed(path)).collect::<Vec<_>>(), stamps);
    assert_eq!(tree(&kept.path("root/run")), tree(&kept.path("root/to/run")));
}

#[test]
fn a_waiting_task_that_is_cancelled_never_begins() {
    let served = Served::with(|options| options.jobs = 1);
    let big = fs::File::create(served.path("from/big")).unwrap();
    let piece = vec![7; 1 << 20];
    for at in 0..256 {
        std::os::unix::fs::FileExt::write_all_at(&big, &piece, at << 20).unwrap();
    }
    served.write("from/a", "text");
    let first = submit(&served.files, Operation::Copy, job("/from/big", "/to", None));
    let second = submit(&served.files, Operation::Copy, job("/from/a", "/to", None));
    cancel(&served.files, &[&second, &second]);
    let cancelled = task(&served.files, &second);
    if cancelled["status"] == "cancel" {
        assert!(cancelled["startTime"].is_null() && cancelled["errorMsg"].is_null(), "{cancelled}");
        assert!(!served.path("to/a").exists());
    }
    cancel(&served.files, &[&first]);
    ended(&served.files, &first);
    ended(&served.files, &second);
    // To cancel what has ended changes nothing.
    cancel(&served.files, &[&first, &second]);
    assert_eq!(task(&served.files, &second)["status"], cancelled["status"]);
}

#[test]
fn an_ended_task_is_forgotten_when_its_time_is_over() {
    let served = Served::with(|options| options.remember = Duration::ZERO);
    served.write("from/a", "text");
    let id = submit(&served.files, Operation::Copy, job("/from/a", "/to", None));
    while !list(&served.files, std::slice::from_ref(&id)).is_empty() {}
    assert!(served.path("to/a").exists());
}

#[test]
fn a_data_folder_has_one_server() {
    let kept = Kept::new();
    let files = kept.open();
    assert!(matches!(Files::open(kept.options()), Err(OpenError::Locked(path)) if path == kept.path("data")));
    drop(files);
    kept.open();
}

#[test]
fn a_damaged_or_newer_table_is_refused_and_kept() {
    let kept = Kept::new();
    let files = kept.open();
    for _ in 0..5 {
        ended(&files, &submit(&files, Operation::Copy, job("/0", "/to", None)));
    }
    drop(files);
    let table = kept.path("data/tasks.journal");
    let whole = fs::read(&table).unwrap();
    let ids = String::from_utf8(whole.clone()).unwrap();
    let lines: Vec<&str> = ids.lines().collect();
    // Any byte of any line but the last.
    let last = whole.len() - lines.last().unwrap().len() - 1;
    for at in (0..last).step_by(97) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x04;
        fs::write(&table, &damaged).unwrap();
        let error = Files::open(kept.options()).unwrap_err();
        assert!(matches!(&error, OpenError::Damaged(path, 1..) if *path == table), "{at}: {error:?}");
        assert_eq!(fs::read(&table).unwrap(), damaged);
    }
    fs::write(&table, ids.replacen("eftop-tasks 1", "eftop-tasks 2", 1)).unwrap();
    assert!(matches!(Files::open(kept.options()), Err(OpenError::Newer(_, 2))));
    // A line that a crash cut off was promised to nobody.
    fs::write(&table, &whole[..whole.len() - 20]).unwrap();
    drop(kept.open());
    fs::write(&table, whole).unwrap();
    drop(kept.open());
}

#[test]
fn a_table_that_is_opened_often_does_not_grow_for_ever() {
    let kept = Kept::new();
    let long = "x".repeat(200);
    let mut files: Option<Files> = None;
    let path = format!("/{}", [long.as_str(); 15].join("/"));
    for round in 0..60 {
        if round % 10 == 0 {
            drop(files.take());
            files = Some(Files::open(Options { remember: Duration::ZERO, ..kept.options() }).unwrap());
        }
        let files = files.as_ref().unwrap();
        let items = vec![job(&path, "/to", None); 40];
        let ids: Vec<_> = files.submit(Operation::Copy, items).unwrap().into_iter().map(Result::unwrap).collect();
        while list(files, &ids).iter().any(|task| !has_ended(task)) {}
    }
    let size = fs::metadata(kept.path("data/tasks.journal")).unwrap().len();
    assert!(size < 9 << 20, "{size}");
}

#[test]
fn a_missing_root_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Files::open(Options::new(folder.path().join("none"), folder.path().join("data"))).unwrap_err();
    assert!(matches!(&error, OpenError::Root(path, _) if path.ends_with("none")), "{error:?}");
    fails(&Served::new().copy("/none", "/to", None), "911020");
}
