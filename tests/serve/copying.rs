//! What a copy keeps.

use super::support::{BOTH, COVER, Served, bytes, entries, fails, is_complete, message, tree};
use rustix::fs::{CWD, FileType, Mode, XattrFlags, getxattr, mknodat, setxattr};
use std::{
    ffi::OsStr,
    fs::{self, File, Permissions},
    os::unix::{
        ffi::OsStrExt,
        fs::{FileExt, MetadataExt, PermissionsExt, symlink},
    },
    time::{Duration, UNIX_EPOCH},
};

#[test]
fn a_tree_is_the_same_tree() {
    let served = Served::new();
    served.write("from/run/a/b/deep.txt", "deep");
    served.write("from/run/empty.txt", "");
    served.write("from/run/big.bin", &"0123456789".repeat(1_000_000));
    fs::create_dir(served.path("from/run/nothing")).unwrap();
    let sparse = File::create(served.path("from/run/sparse")).unwrap();
    sparse.set_len(64 << 20).unwrap();
    sparse.write_all_at(b"middle", 30 << 20).unwrap();
    symlink("../../../etc/passwd", served.path("from/run/link")).unwrap();
    fs::hard_link(served.path("from/run/a/b/deep.txt"), served.path("from/run/second")).unwrap();
    let strange = OsStr::from_bytes(b"\xff\xfe\n name");
    fs::write(served.path("from/run").join(strange), "strange").unwrap();
    fs::set_permissions(served.path("from/run/a"), Permissions::from_mode(0o751)).unwrap();
    fs::set_permissions(served.path("from/run/empty.txt"), Permissions::from_mode(0o604)).unwrap();
    let old = File::options().write(true).open(served.path("from/run/empty.txt")).unwrap();
    old.set_modified(UNIX_EPOCH + Duration::new(1_000_000_000, 123_456_789)).unwrap();
    let task = served.copy("/from/run", "/to", None);
    is_complete(&task);
    assert_eq!(entries(&task), 11);
    assert_eq!(bytes(&task), 10_000_000 + (64 << 20) + 15);
    assert_eq!(tree(&served.path("from/run")), tree(&served.path("to/run")));
    assert!(fs::metadata(served.path("to/run/sparse")).unwrap().blocks() < 1000);
}

#[test]
fn extended_attributes_are_kept() {
    let served = Served::new();
    served.write("from/a", "text");
    let long = vec![b'x'; 1000];
    if setxattr(served.path("from/a"), c"user.long", &long, XattrFlags::empty()).is_err() {
        return;
    }
    for number in 0..35 {
        let name = format!("user.a-name-of-an-attribute-{number}");
        setxattr(served.path("from/a"), name, b"v", XattrFlags::empty()).unwrap();
    }
    is_complete(&served.copy("/from/a", "/to", None));
    let mut value = vec![0; 4096];
    assert_eq!(getxattr(served.path("to/a"), c"user.long", &mut value).unwrap(), 1000);
    assert_eq!(getxattr(served.path("to/a"), c"user.a-name-of-an-attribute-34", &mut value).unwrap(), 1);
}

#[test]
fn what_is_no_file_is_left_out_and_said() {
    let served = Served::new();
    served.write("from/run/a", "text");
    mknodat(CWD, served.path("from/run/pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
    let task = served.copy("/from/run", "/to", None);
    assert_eq!((&task["status"], &task["errorCode"]), (&"complete".into(), &serde_json::Value::Null));
    assert!(message(&task).contains("/from/run/pipe"), "{task}");
    assert_eq!(served.names("to/run"), ["a"]);
}

#[test]
fn a_task_goes_on_after_an_error_and_says_the_first() {
    let served = Served::new();
    for number in 0..20 {
        served.write(&format!("from/run/{number}"), "new");
    }
    served.write("to/run/7", "old");
    fs::remove_file(served.path("to/run/7")).unwrap();
    fs::create_dir(served.path("to/run/7")).unwrap();
    let task = served.copy("/from/run", "/to", COVER);
    fails(&task, "911021");
    let message = message(&task);
    assert!(message.starts_with("/from/run/7: "), "{message}");
    assert!(message.contains("19 entries") || message.contains("20 entries"), "{message}");
    assert_eq!(served.read("to/run/19"), "new");
}

#[test]
fn no_unfinished_file_is_left() {
    let served = Served::new();
    for number in 0..300 {
        served.write(&format!("from/run/{number}"), "text");
    }
    is_complete(&served.copy("/from/run", "/to", None));
    assert_eq!(served.names("to/run").len(), 300);
    assert_eq!(served.names("to"), ["run"]);
}

#[test]
fn what_may_not_be_read_or_written_is_denied() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    let served = Served::new();
    for name in ["a", "b", "c"] {
        served.write(&format!("from/run/{name}"), "text");
    }
    fs::set_permissions(served.path("from/run/b"), Permissions::from_mode(0o0)).unwrap();
    fails(&served.copy("/from/run", "/to", None), "911030");
    assert_eq!(served.names("to/run"), ["a", "c"]);
    fs::set_permissions(served.path("from/run"), Permissions::from_mode(0o500)).unwrap();
    fails(&served.delete("/from/run"), "911030");
    fails(&served.copy("/to/run/a", "/from/run", BOTH), "911030");
    assert_eq!(served.names("from/run"), ["a", "b", "c"]);
    fs::set_permissions(served.path("from/run"), Permissions::from_mode(0o700)).unwrap();
}
