//! The real binary over sets that others change, that stand behind a symbolic link, or that cannot be kept at all.

use crate::support::{self, program};
use program::{Bench, Ended, ended};
use rstest::rstest;
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::symlink,
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use support::terminal::{Terminal, environment};

/// Tasks that only wait, so that who watches has nothing to save, and ended ones.
const WORLD: &str = r#"
cancel_delay = [0.1, 0.1]

[[task]]
id = "waits1"
operation = "copy"
source = "/a/alpha.tar"
target = "/b"
waits = 100000

[[task]]
id = "waits2"
operation = "copy"
source = "/a/beta.tar"
target = "/b"
waits = 100000

[[task]]
id = "failed1"
operation = "copy"
source = "/a/gamma.tar"
target = "/b"
submitted = -60
fails = { after = 5, code = "911501" }

[[task]]
id = "done1"
operation = "delete"
source = "/a/delta"
submitted = -60
takes = 1
"#;

fn account(bench: &Bench) -> Vec<(String, String)> {
    let mut environment = environment(bench.home.path());
    for (key, value) in [
        ("SCNET_EFILE_URL", bench.running.base_url()),
        ("SCNET_TOKEN", bench.running.token()),
        ("EFTOP_INTERVAL", "100ms"),
    ] {
        environment.push((key.into(), value.into()));
    }
    environment
}

/// The folder of the sets, made for a test that puts something there.
fn sets(bench: &Bench) -> PathBuf {
    let sets = bench.home.path().join(".local/state/eftop/sets");
    fs::create_dir_all(&sets).unwrap();
    sets
}

fn kept(bench: &Bench, set: &str) -> String {
    fs::read_to_string(sets(bench).join(set)).unwrap_or_default()
}

#[track_caller]
fn good(ended: &Ended) {
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[rstest]
#[case::over_a_waiting_task(&["waits1"], "alpha.tar")]
#[case::over_a_failed_task(&["failed1"], "gamma.tar")]
fn a_screen_follows_what_another_eftop_does_to_its_set(#[case] ids: &[&str], #[case] shown: &str) {
    let bench = Bench::new(WORLD);
    let mut terminal = Terminal::eftop(ids, &account(&bench), (120, 30));
    terminal.until_text(shown);
    terminal.until("the first save", |_| kept(&bench, "default.json").contains("\"last\""));
    good(&bench.run("add waits2"));
    terminal.until_text("beta.tar");
    good(&bench.run("forget waits2"));
    terminal.until_gone("beta.tar");
    let copied = bench.run("copy /a/epsilon.tar /b");
    good(&copied);
    terminal.until_text("epsilon.tar");
    good(&bench.run(&format!("forget {} {}", ids[0], copied.out.trim())));
    terminal.until_gone("epsilon.tar");
    terminal.until_gone(shown);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_screen_without_a_set_follows_the_set_that_comes_and_tells_others_what_it_adds() {
    let bench = Bench::new(WORLD);
    let mut terminal = Terminal::eftop(&[], &account(&bench), (120, 30));
    terminal.until("the first screen", |screen| screen.contents().contains("eftop"));
    good(&bench.run("add waits1"));
    terminal.until_text("alpha.tar");
    terminal.paste("{\"taskId\": \"waits2\"}");
    terminal.until_text("Watch more tasks");
    terminal.send("\r");
    terminal.until_text("beta.tar");
    terminal.until("the other one in the file", |_| kept(&bench, "default.json").contains("waits2"));
    // A second screen takes part.
    let mut other = Terminal::eftop(&[], &account(&bench), (120, 30));
    other.until_text("beta.tar");
    other.send("d");
    other.until_text("undo");
    terminal.until("one task is left", |screen| {
        ["alpha.tar", "beta.tar"].iter().filter(|name| screen.contents().contains(*name)).count() == 1
    });
    for terminal in [&mut terminal, &mut other] {
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
    }
}

#[test]
fn waiting_keeps_to_the_set_as_it_was() {
    let bench = Bench::new(WORLD);
    good(&bench.run("add waits1"));
    let mut waiting = bench.command("wait --jsonl").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(waiting.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("\"meta\""), "it has read the set");
    good(&bench.run("add waits2"));
    good(&bench.run("forget waits1"));
    good(&bench.run("cancel --yes waits1"));
    let rest: Vec<_> = lines.map(Result::unwrap).collect();
    assert_eq!(waiting.wait().unwrap().code(), Some(5), "{rest:?}");
    assert!(!rest.concat().contains("waits2"), "{rest:?}");
}

/// Ways to have no place where a set could be kept.
#[derive(Clone, Copy, Debug)]
enum Nowhere {
    /// A file stands in the way.
    File,
    /// The home directory does not exist and cannot be made.
    NoHome,
    /// There is no word of a home directory.
    Unset,
    /// No file may hold anything.
    Full,
}

impl Nowhere {
    fn command(self, bench: &Bench, args: &str) -> Command {
        let mut command = bench.command(args);
        match self {
            Self::File => _ = command.env("XDG_STATE_HOME", "/dev/null"),
            Self::NoHome => _ = command.env("HOME", "/proc/nobody"),
            Self::Unset => _ = command.env_remove("HOME"),
            Self::Full => {
                let (eftop, environment) = (command.get_program().to_owned(), command.get_envs());
                let environment: Vec<_> =
                    environment.filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned()))).collect();
                command = Command::new("sh");
                command.args(["-c", "ulimit -f 0; exec \"$0\" \"$@\""]).arg(eftop).args(args.split_whitespace());
                command.env_clear().envs(environment).stdin(Stdio::null());
            }
        }
        command
    }
}

#[rstest]
fn where_nothing_can_be_kept_the_answer_and_its_exit_code_stay(
    #[values(Nowhere::File, Nowhere::NoHome, Nowhere::Unset, Nowhere::Full)] nowhere: Nowhere,
    #[values(
        ("list waits1 done1", 0, "alpha.tar"),
        ("list failed1 --exit-status", 3, "gamma.tar"),
        ("wait done1", 0, "delta"),
        ("wait failed1", 3, "gamma.tar"),
        ("wait waits1 --timeout 200ms", 124, "alpha.tar")
    )]
    (args, code, answer): (&str, i32, &str),
) {
    let bench = Bench::new(WORLD);
    let ended = ended(&mut nowhere.command(&bench, args));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.out.contains(answer), "{ended:?}");
    // Looking alone keeps nothing of ids that are in no set.
    let warnings = ended.err.lines().filter(|line| line.contains("is not kept")).count();
    let needs_none = args.starts_with("list") && matches!(nowhere, Nowhere::Full);
    assert_eq!(warnings, usize::from(!needs_none), "{ended:?}");
}

#[test]
fn a_set_that_can_be_read_but_not_written_is_answered_from() {
    let bench = Bench::new(WORLD);
    good(&bench.run("add done1 failed1"));
    for (args, code) in [("list", 0), ("wait", 3), ("list --exit-status", 3)] {
        let ended = ended(&mut Nowhere::Full.command(&bench, args));
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.out.contains("gamma.tar") && ended.out.contains("delta"), "{ended:?}");
        assert_eq!(ended.err.lines().filter(|line| line.contains("is not kept")).count(), 1, "{ended:?}");
    }
}

#[rstest]
#[case(Nowhere::File)]
#[case(Nowhere::NoHome)]
#[case(Nowhere::Unset)]
#[case(Nowhere::Full)]
fn ids_that_cannot_be_kept_are_printed(#[case] nowhere: Nowhere) {
    let bench = Bench::new(WORLD);
    let added = ended(&mut nowhere.command(&bench, "add waits1 done1 waits1"));
    assert_eq!((added.code, &*added.out), (1, "waits1\ndone1\n"), "{added:?}");
    assert_eq!(added.err.lines().count(), 1, "{added:?}");
    for args in ["copy /a/x /b", "move /a/y /b", "remove --yes /a/z"] {
        let ended = ended(&mut nowhere.command(&bench, args));
        assert_eq!((ended.code, ended.out.lines().count()), (1, 1), "{ended:?}");
        assert!(ended.err.contains("could not be kept"), "{ended:?}");
        good(&bench.run(&format!("list {}", ended.out.trim())));
    }
    // More than one request takes: none is left out.
    let items = (0..120).map(|number| format!("/a/{number}\t/b")).collect::<Vec<_>>().join("\n");
    let file = bench.home.path().join("items");
    fs::write(&file, items).unwrap();
    let many = ended(&mut nowhere.command(&bench, &format!("copy --from {}", file.display())));
    assert_eq!((many.code, many.out.lines().count()), (1, 120), "{many:?}");
    assert_eq!(many.err.matches("could not be kept").count(), 1, "{many:?}");
    // Without ids there is nothing to answer of.
    assert_ne!(ended(&mut nowhere.command(&bench, "list")).code, 0);
}

#[rstest]
#[case("XDG_STATE_HOME", Some("/dev/null"))]
#[case("HOME", None)]
fn a_screen_that_can_keep_nothing_goes_on_and_says_so(#[case] variable: &str, #[case] value: Option<&str>) {
    let bench = Bench::new(WORLD);
    let mut environment = account(&bench);
    environment.retain(|(key, _)| key != variable);
    environment.extend(value.map(|value| (variable.to_owned(), value.to_owned())));
    let mut terminal = Terminal::eftop(&["waits1"], &environment, (120, 30));
    terminal.until_text("cannot be saved");
    terminal.until_text("alpha.tar");
    terminal.until_text("not saved");
    terminal.send("?");
    terminal.until_text("Help");
    terminal.send("?");
    terminal.until_gone("Help");
    terminal.send("q");
    terminal.exit_code();
}

#[test]
fn what_was_submitted_and_not_kept_is_on_the_screen_that_was_asked_for() {
    let bench = Bench::new(WORLD);
    let mut environment = account(&bench);
    environment.push(("XDG_STATE_HOME".into(), "/dev/null".into()));
    let mut terminal = Terminal::eftop(&["copy", "/a/epsilon.tar", "/b", "--watch"], &environment, (120, 30));
    terminal.until("the screen", |screen| screen.alternate_screen() && screen.contents().contains("epsilon.tar"));
    terminal.until_text("not saved");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 1);
}

#[test]
fn a_set_behind_a_link_is_written_where_the_link_leads() {
    let bench = Bench::new(WORLD);
    let (link, target) = (sets(&bench).join("default.json"), bench.home.path().join("elsewhere/night.json"));
    fs::create_dir(target.parent().unwrap()).unwrap();
    // Over a second link, relative to its own folder; what they lead to does not exist yet.
    symlink("../../../../elsewhere/link", &link).unwrap();
    symlink("night.json", bench.home.path().join("elsewhere/link")).unwrap();
    good(&bench.run("add waits1"));
    assert!(fs::read_to_string(&target).unwrap().contains("waits1"));
    good(&bench.run("add waits2"));
    good(&bench.run("wait waits1 waits2 done1 --until any"));
    good(&bench.run("forget waits1"));
    let set = fs::read_to_string(&target).unwrap();
    assert!(set.contains("waits2") && set.contains("done1") && !set.contains("waits1"), "{set}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::symlink_metadata(target.with_file_name("link")).unwrap().is_symlink());
    // A damaged set is put aside beside itself.
    fs::write(&target, "rubbish").unwrap();
    good(&bench.run("add waits1"));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().contains("waits1"));
    let beside = fs::read_dir(target.parent().unwrap()).unwrap();
    let names: Vec<_> = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().any(|name| name.starts_with("night.json.damaged-")), "{names:?}");
}

#[test]
fn a_loop_of_links_is_told() {
    let bench = Bench::new(WORLD);
    symlink("default.json", sets(&bench).join("default.json")).unwrap();
    let added = bench.run("add waits1");
    assert_eq!((added.code, &*added.out), (1, "waits1\n"), "{added:?}");
    assert!(added.err.contains("default.json") && added.err.contains("symbolic links"), "{added:?}");
    assert!(fs::symlink_metadata(sets(&bench).join("default.json")).unwrap().is_symlink());
}

#[test]
fn who_writes_through_a_link_and_who_does_not_lose_nothing_of_each_other() {
    let bench = Bench::new(WORLD);
    symlink("real.json", sets(&bench).join("linked.json")).unwrap();
    let adding = |number: usize| -> Child {
        let set = ["linked", "real"][number % 2];
        bench.command(&format!("add one{number} --set {set}")).spawn().unwrap()
    };
    for round in 0..5 {
        let children: Vec<_> = (0..8).map(|number| adding(round * 8 + number)).collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
    }
    let set = kept(&bench, "real.json");
    assert_eq!(set.matches("\"id\":\"one").count(), 40, "{set}");
    assert!(fs::symlink_metadata(sets(&bench).join("linked.json")).unwrap().is_symlink());
}
