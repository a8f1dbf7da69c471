//! Names that are taken, targets that are none, and what is copied onto itself.

use super::support::{BOTH, COVER, Served, fails, is_complete, message};
use std::{fs, os::unix::fs::symlink};

#[test]
fn a_taken_name_is_replaced_kept_beside_or_refused() {
    let served = Served::new();
    served.write("from/a.tar.gz", "new");
    for moves in [false, true] {
        served.write("to/a.tar.gz", "old");
        served.write("from/a.tar.gz", "new");
        let run = |conflict| {
            if moves {
                served.relocate("/from/a.tar.gz", "/to", conflict)
            } else {
                served.copy("/from/a.tar.gz", "/to", conflict)
            }
        };
        fails(&run(None), "911021");
        assert_eq!((served.read("to/a.tar.gz"), served.names("to").len()), ("old".to_owned(), 1));
        is_complete(&run(BOTH));
        assert_eq!((served.read("to/a.tar.gz"), served.read("to/a.tar (1).gz")), ("old".to_owned(), "new".to_owned()));
        served.write("from/a.tar.gz", "newest");
        is_complete(&run(COVER));
        assert_eq!((served.read("to/a.tar.gz"), served.names("to").len()), ("newest".to_owned(), 2));
        fs::remove_file(served.path("to/a.tar (1).gz")).unwrap();
    }
    assert!(served.names("from").is_empty());
}

#[test]
fn directories_merge() {
    for moves in [false, true] {
        let served = Served::new();
        served.write("from/run/sub/new", "new");
        served.write("from/run/sub/both.txt", "new");
        served.write("to/run/sub/both.txt", "old");
        served.write("to/run/sub/old", "old");
        let run = |conflict| {
            if moves {
                served.relocate("/from/run", "/to", conflict)
            } else {
                served.copy("/from/run", "/to", conflict)
            }
        };
        fails(&run(None), "911021");
        assert_eq!(served.names("to/run/sub"), ["both.txt", "old"]);
        is_complete(&run(BOTH));
        assert_eq!(served.names("to/run/sub"), ["both (1).txt", "both.txt", "new", "old"]);
        assert_eq!(served.read("to/run/sub/both.txt"), "old");
        assert_eq!(served.path("from/run").exists(), !moves);
    }
}

#[test]
fn a_directory_and_a_file_do_not_replace_each_other() {
    for moves in [false, true] {
        let served = Served::new();
        let run = |conflict| {
            if moves {
                served.relocate("/from/x.d", "/to", conflict)
            } else {
                served.copy("/from/x.d", "/to", conflict)
            }
        };
        served.write("from/x.d/inside", "new");
        served.write("to/x.d", "old");
        fails(&run(COVER), "911021");
        assert_eq!(served.read("to/x.d"), "old");
        is_complete(&run(BOTH));
        assert_eq!(served.read("to/x.d (1)/inside"), "new");
        let served = Served::new();
        let run = |conflict| {
            if moves { served.relocate("/from/x", "/to", conflict) } else { served.copy("/from/x", "/to", conflict) }
        };
        served.write("from/x", "new");
        served.write("to/x/inside", "old");
        fails(&run(COVER), "911021");
        is_complete(&run(BOTH));
        assert_eq!((served.read("to/x (1)"), served.read("to/x/inside")), ("new".to_owned(), "old".to_owned()));
    }
}

#[test]
fn a_link_at_the_target_is_replaced_not_followed() {
    let served = Served::new();
    served.write("from/run/a", "new");
    served.write("from/run/d/a", "new");
    fs::create_dir(served.path("to/run")).unwrap();
    fs::write(served.outside().join("a"), "theirs").unwrap();
    symlink(served.outside().join("a"), served.path("to/run/a")).unwrap();
    symlink(served.outside(), served.path("to/run/d")).unwrap();
    fails(&served.copy("/from/run", "/to", COVER), "911021");
    assert_eq!(served.read("to/run/a"), "new");
    assert!(!served.path("to/run/a").is_symlink() && served.path("to/run/d").is_symlink());
    assert_eq!(fs::read_to_string(served.outside().join("a")).unwrap(), "theirs");
}

#[test]
fn long_names_stay_within_the_limit() {
    let served = Served::new();
    let name = format!("{}.txt", "数".repeat(83));
    served.write(&format!("from/{name}"), "new");
    served.write(&format!("to/{name}"), "old");
    is_complete(&served.copy(&format!("/from/{name}"), "/to", BOTH));
    assert_eq!(served.read(&format!("to/{} (1).txt", "数".repeat(82))), "new");
}

#[test]
fn onto_or_into_itself_is_refused() {
    for conflict in [COVER, BOTH, None] {
        let served = Served::new();
        served.write("from/run/sub/a", "text");
        served.write("from/file", "text");
        for target in ["/from", "/from/run", "/from/run/sub", "/inside", "/from/./run//sub/"] {
            let _ = symlink("from/run/sub", served.path("inside"));
            fails(&served.copy("/from/run", target, conflict), "911507");
            fails(&served.relocate("/from/run/", target, conflict), "911507");
        }
        fails(&served.copy("/from/file", "/from", conflict), "911507");
        assert_eq!(served.names("from/run/sub"), ["a"]);
        assert_eq!(served.names("from"), ["file", "run"]);
    }
}

#[test]
fn a_target_is_a_directory_that_exists() {
    let served = Served::new();
    served.write("from/a", "text");
    served.write("to/file", "text");
    fails(&served.copy("/from/a", "/to/none", None), "911020");
    fails(&served.copy("/from/a", "/to/file", None), "911022");
    fails(&served.copy("/from/none", "/to", None), "911020");
    fails(&served.copy("/from/a/b", "/to", None), "911020");
    fails(&served.relocate("/from/none", "/to", None), "911020");
    fails(&served.delete("/from/none"), "911020");
    let task = served.copy("/from/a", "/to/file", None);
    assert!(message(&task).starts_with("/to/file: the target is not a folder"), "{task}");
}
