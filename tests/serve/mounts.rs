//! What is mounted inside the tree that a task works on. Each test runs itself again in a mount namespace of its own; where the system
//! grants none, it passes without a look.

use super::support::{COVER, Served, fails, is_complete, message, names};
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

/// Set for the run inside the namespace.
const INSIDE: &str = "EFTOP_TEST_OWN_MOUNTS";

/// Runs this test of this file again where it may mount things. Whether this is that run.
#[allow(clippy::print_stderr, reason = "says which test looks at nothing")]
fn in_own_mounts(test: &str) -> bool {
    if env::var_os(INSIDE).is_some() {
        return true;
    }
    let unshare = |option: &str| {
        let mut command = Command::new("unshare");
        command.args([option, "--mount"]).stdin(Stdio::null()).stdout(Stdio::piped());
        command
    };
    // As root of this machine, or of a user namespace.
    let may_mount = |option: &&str| {
        let mut command = unshare(option);
        let mount = command.args(["mount", "-t", "tmpfs", "none", "/mnt"]).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    };
    let Some(option) = ["--propagation=private", "--map-root-user"].into_iter().find(may_mount) else {
        eprintln!("skipped: nothing can be mounted here");
        return false;
    };
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let mut command = unshare(option);
    let again = command.arg(env::current_exe().unwrap()).args(["--exact", &name, "--nocapture"]).env(INSIDE, "1");
    let output = again.stderr(Stdio::piped()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}

fn mount(options: &[&str], place: &Path) {
    fs::create_dir_all(place).unwrap();
    assert!(Command::new("mount").args(options).arg(place).status().unwrap().success());
}

#[test]
fn a_walk_does_not_go_on_into_a_mount() {
    if !in_own_mounts("a_walk_does_not_go_on_into_a_mount") {
        return;
    }
    for openat2 in [true, false] {
        let served = |cross_mounts| {
            let served = Served::with(|options| (options.openat2, options.cross_mounts) = (openat2, cross_mounts));
            served.write("from/run/a", "mine");
            fs::write(served.outside().join("secret"), "secret").unwrap();
            mount(&["--bind", served.outside().to_str().unwrap()], &served.path("from/run/mount"));
            served
        };
        let confined = served(false);
        for task in [confined.copy("/from/run", "/to", COVER), confined.delete("/from/run")] {
            fails(&task, "911030");
            assert!(message(&task).contains("/from/run/mount: another file system is mounted there"), "{task}");
        }
        assert_eq!(names(&confined.outside()), ["secret"]);
        assert_eq!((confined.names("to/run"), confined.names("from/run")), (vec!["a".into()], vec!["mount".into()]));
        // Asked for, it does.
        let crossing = served(true);
        is_complete(&crossing.copy("/from/run", "/to", COVER));
        assert_eq!(crossing.read("to/run/mount/secret"), "secret");
    }
}

#[test]
fn a_full_target_is_said_and_nothing_half_is_left() {
    if !in_own_mounts("a_full_target_is_said_and_nothing_half_is_left") {
        return;
    }
    let served = Served::new();
    served.write("big", &"x".repeat(3 << 20));
    mount(&["-t", "tmpfs", "-o", "size=1m", "none"], &served.path("small"));
    for task in [served.copy("/big", "/small", COVER), served.relocate("/big", "/small", COVER)] {
        fails(&task, "911501");
    }
    assert_eq!((served.names("small").len(), served.read("big").len()), (0, 3 << 20));
}
