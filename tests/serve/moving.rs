//! Moves and deletions.

use super::support::{BOTH, COVER, Seen, Served, entries, fails, is_complete, message, names, run, tree};
use eftop::internals::server::{
    Operation,
    files::{Files, Options, check},
};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
};
use tempfile::TempDir;

fn fill(top: &Path) {
    fs::create_dir_all(top.join("sub/deep")).unwrap();
    fs::create_dir(top.join("nothing")).unwrap();
    for number in 0..50 {
        fs::write(top.join(format!("sub/{number}.txt")), format!("text {number}")).unwrap();
    }
    fs::write(top.join("sub/deep/big"), "x".repeat(3_000_000)).unwrap();
    fs::hard_link(top.join("sub/1.txt"), top.join("sub/deep/again")).unwrap();
    symlink("sub/1.txt", top.join("link")).unwrap();
    fs::set_permissions(top.join("sub/deep"), Permissions::from_mode(0o750)).unwrap();
}

/// Two folders on different file systems, both below the root `/`. `None` where there is only one.
fn two_systems() -> Option<(TempDir, TempDir, TempDir, Files)> {
    let (one, other) = (tempfile::tempdir().unwrap(), TempDir::new_in("/dev/shm").ok()?);
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    let data = tempfile::tempdir().unwrap();
    let files = Files::open(Options::new("/", data.path())).unwrap();
    (device(one.path()) != device(other.path())).then_some((one, other, data, files))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_move_within_a_file_system_renames() {
    let served = Served::new();
    fill(&served.path("from/run"));
    let before = tree(&served.path("from/run"));
    let inode = fs::metadata(served.path("from/run")).unwrap().ino();
    is_complete(&served.relocate("/from/run", "/to", None));
    assert_eq!(tree(&served.path("to/run")), before);
    assert_eq!(fs::metadata(served.path("to/run")).unwrap().ino(), inode);
    assert!(served.names("from").is_empty());
}

#[test]
fn a_move_to_another_file_system_copies_and_then_removes() {
    let Some((one, other, _data, files)) = two_systems() else { return };
    fill(&one.path().join("run"));
    let before = tree(&one.path().join("run"));
    let go = |conflict| run(&files, Operation::Move, text(&one.path().join("run")), text(other.path()), conflict);
    is_complete(&go(None));
    let blocks = |mut tree: std::collections::BTreeMap<_, Seen>| {
        for seen in tree.values_mut() {
            seen.blocks = 0;
        }
        tree
    };
    assert_eq!(blocks(tree(&other.path().join("run"))), blocks(before));
    assert!(!one.path().join("run").exists());
    // Again, beside what is there.
    fill(&one.path().join("run"));
    is_complete(&go(BOTH));
    assert_eq!(fs::read(other.path().join("run/sub/7 (1).txt")).unwrap(), b"text 7");
    assert!(!one.path().join("run").exists());
    fs::write(one.path().join("7.txt"), "file").unwrap();
    is_complete(&run(&files, Operation::Move, text(&one.path().join("7.txt")), text(other.path()), None));
    assert_eq!(
        (fs::read(other.path().join("7.txt")).unwrap(), one.path().join("7.txt").exists()),
        (b"file".to_vec(), false)
    );
}

#[test]
fn what_could_not_be_copied_keeps_the_source_whole() {
    let Some((one, other, _data, files)) = two_systems() else { return };
    fill(&one.path().join("run"));
    fs::create_dir_all(other.path().join("run/sub/3.txt")).unwrap();
    let before = tree(&one.path().join("run"));
    let task = run(&files, Operation::Move, text(&one.path().join("run")), text(other.path()), COVER);
    fails(&task, "911021");
    assert_eq!(tree(&one.path().join("run")), before);
    assert!(message(&task).contains("what is not there is still at the source"), "{task}");
    // A pipe stays, and the task says so.
    let (one, other) = (one.path().join("odd"), other.path().join("odd"));
    fs::create_dir_all(&one).unwrap();
    fs::write(one.join("a"), "text").unwrap();
    mknodat(CWD, one.join("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
    let task = run(&files, Operation::Move, text(&one), text(other.parent().unwrap()), None);
    fails(&task, "10001");
    assert_eq!((names(&one), names(&other)), (vec!["pipe".into()], vec!["a".into()]));
}

#[test]
fn two_names_of_one_file_become_one() {
    let served = Served::new();
    served.write("from/a", "text");
    fs::hard_link(served.path("from/a"), served.path("to/a")).unwrap();
    is_complete(&served.relocate("/from/a", "/to", COVER));
    assert_eq!((served.names("from").len(), served.read("to/a")), (0, "text".to_owned()));
}

#[test]
fn a_deletion_takes_the_tree_and_nothing_else() {
    let served = Served::new();
    fill(&served.path("from/run"));
    served.write("kept/a", "text");
    symlink("../../kept", served.path("from/run/other")).unwrap();
    fs::hard_link(served.path("kept/a"), served.path("from/run/hard")).unwrap();
    let task = served.delete("/from/run");
    is_complete(&task);
    assert_eq!(entries(&task), 59);
    assert_eq!((served.names("from").len(), served.read("kept/a")), (0, "text".to_owned()));
    symlink("../kept", served.path("from/link")).unwrap();
    is_complete(&served.delete("/from/link"));
    assert_eq!(served.read("kept/a"), "text");
}

#[test]
fn a_tree_too_deep_fails_and_is_named() {
    let served = Served::new();
    let mut path = served.path("from/run");
    fs::create_dir(&path).unwrap();
    let top = rustix::fs::open(&path, rustix::fs::OFlags::DIRECTORY, Mode::empty()).unwrap();
    let mut at = top;
    for _ in 0..1200 {
        rustix::fs::mkdirat(&at, c"d", Mode::RWXU).unwrap();
        at = rustix::fs::openat(&at, c"d", rustix::fs::OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    let task = served.delete("/from/run");
    fails(&task, "10001");
    assert!(message(&task).contains("too many folders inside each other"));
    // Deeper than one's own limits is no reason to go on failing: halves are within them.
    for _ in 0..600 {
        path.push("d");
    }
    fs::rename(&path, served.path("from/half")).unwrap();
    is_complete(&served.delete("/from/run"));
    is_complete(&served.delete("/from/half"));
}

#[test]
fn a_file_system_is_asked_what_it_can() {
    let served = Served::new();
    let abilities = check(&served.path("")).unwrap();
    assert!(served.names("") == ["from", "to"], "{abilities:?}");
    let shm = check(Path::new("/dev/shm")).unwrap();
    assert!(!shm.reflink && shm.holes, "{shm:?}");
    assert!(check(&served.path("none")).is_err());
}
