//! Nothing outside the root is read, written or named, whatever a request or a tree says.

use super::support::{BOTH, COVER, Served, ended, fails, is_complete, job, names, run, tree};
use eftop::internals::server::{
    Engine, Job, Operation,
    files::{Files, Options},
};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// Paths that no request may name, and the code for each.
fn refused() -> Vec<(String, &'static str)> {
    let invalid = [
        "",
        "from/a",
        "a",
        ".",
        "..",
        "../outside",
        "/..",
        "/../outside",
        "/from/..",
        "/from/../..",
        "/from/../../outside/secret",
        "/./../outside",
        "//..//outside",
        "/from/a/../../..",
        "/..\0/outside",
        "/from\0",
        "\0",
    ];
    let mut refused: Vec<_> = invalid.map(|path| (path.to_owned(), "10004")).into();
    refused.push((format!("/{}", "a/".repeat(2048)), "10004"));
    for path in ["/from/a\nb", "/\u{1b}[31m", "/from/\u{7f}", "/\u{85}"] {
        refused.push((path.to_owned(), "911029"));
    }
    refused.push((format!("/{}", "x".repeat(256)), "911700"));
    refused
}

#[test]
fn such_paths_are_refused_at_once() {
    let served = Served::new();
    served.write("from/a", "text");
    let code = |operation, job: Job| served.files.submit(operation, vec![job]).unwrap().remove(0).unwrap_err().code;
    for (path, wanted) in refused() {
        assert_eq!(code(Operation::Delete, job(&path, "", COVER)), wanted, "{path:?}");
        for operation in [Operation::Copy, Operation::Move] {
            assert_eq!(code(operation, job(&path, "/to", COVER)), wanted, "{path:?}");
            assert_eq!(code(operation, job("/from/a", &path, COVER)), wanted, "{path:?}");
        }
    }
    for path in ["/", "//", "/.", "/./"] {
        assert_eq!(code(Operation::Delete, job(path, "", COVER)), "911030");
        assert_eq!(code(Operation::Move, job(path, "/to", COVER)), "911030");
        assert_eq!(code(Operation::Copy, job(path, "/to", COVER)), "911507");
    }
    let none = Job { source: "/from/a".to_owned(), target: None, conflict: COVER };
    assert_eq!(code(Operation::Copy, none), "10004");
}

/// Links under `/from` that lead out, each with the way to a file below it.
fn escapes(served: &Served) -> Vec<String> {
    let outside = served.outside();
    fs::write(outside.join("secret"), "secret").unwrap();
    fs::create_dir(outside.join("folder")).unwrap();
    fs::write(outside.join("folder/secret"), "secret").unwrap();
    let outside = outside.to_str().unwrap().to_owned();
    let links = [
        ("absolute", outside.clone()),
        ("relative", "../../outside".to_owned()),
        ("far", "../../../../../../../../../..".to_owned() + &outside),
        ("root", "/proc/self/root".to_owned() + &outside),
        ("cwd", "/proc/self/cwd/..".to_owned()),
        ("descriptors", "/proc/self/fd".to_owned()),
        ("slash", "/".to_owned()),
        ("parent", "../..".to_owned()),
        ("loop", "loop".to_owned()),
        ("ping", "pong".to_owned()),
        ("pong", "ping".to_owned()),
        ("chain", "relative".to_owned()),
        ("within", "absolute/folder".to_owned()),
    ];
    for (name, text) in &links {
        symlink(text, served.path("from").join(name)).unwrap();
    }
    links.iter().map(|(name, _)| format!("/from/{name}")).collect()
}

#[test]
fn no_link_leads_out() {
    for openat2 in [true, false] {
        let served = Served::with(|options| options.openat2 = openat2);
        served.write("inside/a", "text");
        let links = escapes(&served);
        let before = tree(&served.outside());
        for link in &links {
            for path in [format!("{link}/secret"), format!("{link}/folder/secret"), format!("{link}/../outside2")] {
                let refusal = served.files.submit(Operation::Delete, vec![job(&path, "", COVER)]).unwrap().remove(0);
                let Ok(id) = refusal else { continue };
                let task = ended(&served.files, &id);
                assert!(matches!(task["errorCode"].as_str(), Some("911030" | "911020")), "{path}: {task:?}");
                for task in [served.copy(&path, "/to", COVER), served.relocate(&path, "/to", COVER)] {
                    assert!(matches!(task["errorCode"].as_str(), Some("911030" | "911020")), "{path}: {task:?}");
                }
            }
            let task = served.copy("/inside/a", link, COVER);
            assert!(matches!(task["errorCode"].as_str(), Some("911030" | "911022")), "{link}: {task:?}");
            let task = served.relocate("/inside/a", &format!("{link}/folder"), COVER);
            assert!(matches!(task["errorCode"].as_str(), Some("911030" | "911020")), "{link}: {task:?}");
        }
        // As entries they are what they are.
        is_complete(&served.copy("/from", "/to", None));
        assert_eq!(tree(&served.path("from")), tree(&served.path("to/from")));
        is_complete(&served.delete("/from"));
        is_complete(&served.relocate("/to/from", "/inside", None));
        is_complete(&served.delete("/inside"));
        assert_eq!((served.names(""), before), (vec!["to".into()], tree(&served.outside())));
    }
}

#[test]
fn a_link_that_stays_inside_is_followed_on_the_way_where_the_kernel_can_confine_it() {
    for openat2 in [true, false] {
        let served = Served::with(|options| options.openat2 = openat2);
        served.write("from/run/a", "text");
        symlink("from/run", served.path("current")).unwrap();
        let task = served.copy("/current/a", "/to", None);
        if openat2 {
            is_complete(&task);
            is_complete(&served.copy("/to/a", "/current", BOTH));
            assert_eq!(served.names("from/run"), ["a", "a (1)"]);
        } else {
            fails(&task, "911030");
        }
        is_complete(&served.delete("/current"));
        assert_eq!(served.read("from/run/a"), "text");
    }
}

/// Swaps a directory for a link and back as fast as it can, while tasks run.
fn swapping(directory: &Path, link: &Path, work: impl FnOnce()) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let _ = renameat_with(CWD, directory, CWD, link, RenameFlags::EXCHANGE);
            }
        });
        work();
        over.store(true, Ordering::Relaxed);
    });
    if directory.is_symlink() {
        renameat_with(CWD, directory, CWD, link, RenameFlags::EXCHANGE).unwrap();
    }
}

#[test]
fn a_directory_swapped_for_a_link_leads_nowhere() {
    for openat2 in [true, false] {
        let served = Served::with(|options| options.openat2 = openat2);
        for number in 0..30 {
            fs::write(served.outside().join(format!("secret-{number}")), "secret").unwrap();
        }
        let before = tree(&served.outside());
        symlink(served.outside(), served.path("link")).unwrap();
        let fill = |folder: &str| {
            for number in 0..30 {
                served.write(&format!("{folder}/mine-{number}"), "mine");
            }
        };
        fill("from/run/sub");
        swapping(&served.path("from/run/sub"), &served.path("link"), || {
            for round in 0..30 {
                let _ = served.copy("/from/run", "/to", BOTH);
                let _ = served.copy("/from/run/sub", "/to", BOTH);
                let _ = served.copy(&format!("/from/run/sub/secret-{round}"), "/to", BOTH);
            }
        });
        // Where a link was met it was copied as one, or the task failed.
        for (path, seen) in tree(&served.path("to")) {
            assert_ne!(seen.content, b"secret", "{path:?}");
        }
        assert_eq!(tree(&served.outside()), before);
        // The same at the target, and with deletions and moves.
        served.delete("/to");
        fill("from/new/sub");
        fill("to/new/sub");
        swapping(&served.path("to/new/sub"), &served.path("link"), || {
            for round in 0..30 {
                let _ = served.copy("/from/new", "/to", COVER);
                let _ = served.copy("/from/new/sub/mine-1", "/to/new/sub", BOTH);
                let _ = served.delete(&format!("/to/new/sub/secret-{round}"));
                let _ = served.relocate(&format!("/to/new/sub/secret-{round}"), "/from", COVER);
            }
        });
        swapping(&served.path("to/new/sub"), &served.path("link"), || {
            for _ in 0..10 {
                let _ = served.delete("/to/new/sub/mine-3");
                let _ = served.relocate("/from/new/sub", "/to/new", COVER);
            }
        });
        assert_eq!(tree(&served.outside()), before);
        assert!(served.names("from").iter().all(|name| !name.to_str().unwrap().starts_with("secret")));
    }
}

#[test]
fn a_deletion_stops_where_a_tree_is_swapped_while_it_is_deleted() {
    let served = Served::new();
    fs::write(served.outside().join("keep"), "secret").unwrap();
    symlink(served.outside(), served.path("link")).unwrap();
    for _ in 0..10 {
        for number in 0..200 {
            served.write(&format!("from/run/sub/{number}/a"), "mine");
        }
        swapping(&served.path("from/run/sub"), &served.path("link"), || drop(served.delete("/from/run")));
        let _ = fs::remove_dir_all(served.path("from/run"));
        let _ = fs::remove_dir_all(served.path("link"));
        let _ = fs::remove_file(served.path("link"));
        symlink(served.outside(), served.path("link")).unwrap();
        assert_eq!(names(&served.outside()), ["keep"]);
    }
}

#[test]
fn the_services_own_data_is_out_of_reach() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("home/state")).unwrap();
    fs::create_dir_all(folder.path().join("to")).unwrap();
    fs::write(folder.path().join("file"), "text").unwrap();
    let data = folder.path().join("home/state/eftop");
    let files = Files::open(Options::new(folder.path(), &data)).unwrap();
    fs::write(data.join("token"), "secret").unwrap();
    let run = |operation, source, target| run(&files, operation, source, target, COVER);
    for source in ["/home", "/home/state", "/home/state/eftop", "/home/state/eftop/token"] {
        fails(&run(Operation::Delete, source, ""), "911030");
        fails(&run(Operation::Move, source, "/to"), "911030");
        fails(&run(Operation::Copy, source, "/to"), "911030");
    }
    fails(&run(Operation::Copy, "/file", "/home/state/eftop"), "911030");
    fails(&run(Operation::Move, "/file", "/home/state/eftop"), "911030");
    assert!(tree(&folder.path().join("to")).values().all(|seen| seen.content != b"secret"));
    assert_eq!(fs::read(data.join("token")).unwrap(), b"secret");
    drop(files);
    assert!(Files::open(Options::new(folder.path(), folder.path())).is_err());
}

#[test]
fn a_read_only_service_takes_no_tasks() {
    let served = Served::with(|options| options.read_only = true);
    served.write("from/a", "text");
    let refusal =
        served.files.submit(Operation::Delete, vec![job("/from/a", "", None)]).unwrap().remove(0).unwrap_err();
    assert_eq!(refusal.code, "911030");
    assert_eq!(served.read("from/a"), "text");
}

#[test]
fn each_item_of_a_submission_has_its_own_answer() {
    let served = Served::new();
    served.write("from/a", "text");
    let items = ["/from/a", "relative", "/from/none"].map(|source| job(source, "/to", COVER)).to_vec();
    let answers = served.files.submit(Operation::Copy, items).unwrap();
    assert_eq!(answers.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    is_complete(&ended(&served.files, answers[0].as_ref().unwrap()));
    fails(&ended(&served.files, answers[2].as_ref().unwrap()), "911020");
}
