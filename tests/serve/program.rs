//! The whole of it by the real binary: a server in one process, and the commands of eftop against it in others.

use super::support::{fails, has_ended, in_memory, is_complete, message, names, tree};
use crate::support::{
    program::{self, Ended, ended},
    serving::{self, Serving},
};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    os::unix::fs::{FileExt, PermissionsExt},
    path::PathBuf,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A root with `from` and `to`, the data of a server, and a home of its clients.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(in_memory());
        for folder in ["root/from", "root/to", "home"] {
            fs::create_dir_all(place.path(folder)).unwrap();
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path("root").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn serve(&self, options: &[&str]) -> Serving {
        self.serve_on("127.0.0.1:0", options)
    }

    fn serve_on(&self, listen: &str, options: &[&str]) -> Serving {
        let mut command = serving::command(&self.path("root"), &self.path("data"), listen);
        let said = File::options().create(true).append(true).open(self.path("server.err")).unwrap();
        command.args(options).current_dir(self.path("home")).stderr(said);
        Serving::start(command)
    }

    /// A command of a client, with a log of all that it does.
    fn command(&self, server: &Serving, args: &str) -> Command {
        let mut command = program::program();
        command.args(args.split_whitespace()).env_clear().stdin(Stdio::null()).current_dir(self.path("home"));
        command.env("HOME", self.path("home")).env("EFTOP_INTERVAL", "50ms").args(["--log", "log"]);
        command.env("EFTOP_LOG", "trace").env("SCNET_EFILE_URL", &server.url).env("SCNET_TOKEN", &server.token);
        command
    }

    /// Runs one to its end.
    fn eftop(&self, server: &Serving, args: &str) -> Ended {
        ended(&mut self.command(server, args))
    }

    /// Runs one that must end well, and returns the id of the one task that it tells.
    fn task(&self, server: &Serving, args: &str) -> Value {
        let done = self.eftop(server, args);
        assert_eq!(done.code, 0, "{args}: {done:?}");
        server.task(done.out.trim())
    }
}

/// What a command says that ends as one that was used wrongly.
fn refused(command: &mut Command) -> String {
    let ended = ended(command);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{}", ended.err);
    ended.err
}

/// Asks a server to end, and returns its exit code.
fn stop(mut server: Serving) -> Option<i32> {
    kill_process(Pid::from_child(&server.child), Signal::TERM).unwrap();
    server.child.wait().unwrap().code()
}

#[test]
fn the_commands_do_real_work() {
    let place = Place::new();
    for number in 0..20 {
        place.write(&format!("from/run/{}/{number}", number % 3), "text");
    }
    place.write("from/other", "other");
    let before = tree(&place.path("root/from"));
    let server = place.serve(&[]);
    is_complete(&place.task(&server, "copy /from /to --wait"));
    assert_eq!(tree(&place.path("root/to/from")), before);
    is_complete(&place.task(&server, "move /to/from/run /to --wait"));
    assert_eq!(
        (names(&place.path("root/to")), names(&place.path("root/to/from"))),
        (vec!["from".into(), "run".into()], vec!["other".into()])
    );
    is_complete(&place.task(&server, "remove /to/run --yes --wait"));
    assert_eq!(names(&place.path("root/to")), ["from"]);
    assert_eq!(tree(&place.path("root/from")), before);
    // Of three one cannot be taken on, and one fails.
    let done = place.eftop(&server, "copy /from/other /from/../other /from/none /to --wait");
    assert!(done.code == 3 && done.err.contains("/from/../other: 10004"), "{done:?}");
    let ids: Vec<&str> = done.out.lines().collect();
    let [good, bad] = ids[..] else { panic!("{done:?}") };
    is_complete(&server.task(good));
    fails(&server.task(bad), "911020");
    assert_eq!(fs::read(place.path("root/to/other")).unwrap(), b"other");
}

#[test]
fn a_large_copy_is_cancelled_and_done_again() {
    let place = Place::new();
    let big = File::create(place.path("root/from/big")).unwrap();
    let server = place.serve(&[]);
    let (piece, mut size) = (vec![7; 1 << 20], 0);
    let id = loop {
        // Large enough to be still at work when the cancel comes, on any machine.
        let more = size.max(256);
        assert!(more < 4096, "no cancel ever came in time");
        for at in size..size + more {
            big.write_all_at(&piece, at << 20).unwrap();
        }
        size += more;
        let submitted = place.eftop(&server, "copy /from/big /to");
        assert_eq!(submitted.code, 0, "{submitted:?}");
        let id = submitted.out.trim().to_owned();
        let cancelled = place.eftop(&server, &format!("cancel {id} --yes"));
        let task = server.task(&id);
        if task["status"] == "cancel" {
            assert_eq!(cancelled.code, 0, "{cancelled:?}");
            assert_eq!(message(&task), "no entry was finished");
            break id;
        }
        assert!(has_ended(&task), "{task}");
        fs::remove_file(place.path("root/to/big")).unwrap();
    };
    assert_eq!(names(&place.path("root/to")).len(), 0, "nothing half is left");
    is_complete(&place.task(&server, &format!("retry {id} --yes --wait")));
    assert_eq!(tree(&place.path("root/to/big")), tree(&place.path("root/from/big")));
}

#[test]
fn it_starts_only_with_what_can_be_served() {
    let place = Place::new();
    let serve = |root: &str, listen: &str| {
        let mut command = program::program();
        command
            .args(["serve", "--listen", listen, "--root"])
            .arg(place.path(root))
            .arg("--data")
            .arg(place.path("data"));
        command.env_clear().env("HOME", place.path("home"));
        command
    };
    if geteuid().is_root() {
        assert!(refused(&mut serve("root", "127.0.0.1:0")).contains("--allow-root"));
    }
    let refused_at = |root: &str, listen: &str| refused(serve(root, listen).arg("--allow-root"));
    assert!(refused_at("root", "0.0.0.0:0").contains("--tls-cert and --tls-key, or say --insecure-http"));
    assert!(refused(serve("none", "127.0.0.1:0").args(["--allow-root", "--lang", "zh"])).contains("无法服务"));
    let with_tls = |chain: &str, key: &str| {
        let files =
            ["--allow-root".into(), "--tls-cert".into(), place.path(chain), "--tls-key".into(), place.path(key)];
        refused(serve("root", "127.0.0.1:0").args(files))
    };
    place.write("own.key", "no key");
    assert!(with_tls("none.pem", "own.key").contains("none.pem cannot be used"));
    fs::copy(fixture("own.pem"), place.path("root/own.pem")).unwrap();
    assert!(with_tls("root/own.pem", "root/own.key").contains("own.key cannot be used"));
    assert!(refused_at("none", "127.0.0.1:0").contains("none: No such file"));
    place.write("file", "text");
    assert!(refused_at("root/file", "127.0.0.1:0").contains("root/file: Not a directory"));
    let server = place.serve(&[]);
    assert!(refused_at("root", "127.0.0.1:0").contains("another server uses"));
    drop(server);
    let table = place.path("data/tasks.journal");
    let mut damaged = fs::read(&table).unwrap();
    damaged.extend(b"0123 []\n0123 []\n");
    fs::write(&table, &damaged).unwrap();
    assert!(refused_at("root", "127.0.0.1:0").contains("tasks.journal is damaged at line 2"));
    assert_eq!(fs::read(&table).unwrap(), damaged);
}

/// Where a file of the fixtures is.
fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/tls/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn with_a_certificate_it_serves_https_on_all_addresses() {
    let place = Place::new();
    place.write("from/a", "text");
    let (chain, key) = (fixture("server.pem"), fixture("server.key"));
    let server = place.serve_on("0.0.0.0:0", &["--tls-cert", &chain, "--tls-key", &key]);
    let (scheme, address) = server.url.split_once("://").unwrap();
    let (host, port) = address.rsplit_once(':').unwrap();
    assert_eq!((scheme, host), ("https", rustix::system::uname().nodename().to_str().unwrap()));
    // By a name that the certificate has.
    let copy = |url: String, ca: &str| {
        let mut command = place.command(&server, "copy /from/a /to --wait");
        ended(command.env("SCNET_EFILE_URL", url).env("EFTOP_CA_FILE", fixture(ca)))
    };
    let copied = copy(format!("https://127.0.0.1:{port}"), "ca.pem");
    assert_eq!(copied.code, 0, "{copied:?}");
    assert!(copy(format!("https://127.0.0.1:{port}"), "own.pem").err.contains("not trusted"));
    assert_ne!(copy(format!("http://127.0.0.1:{port}"), "ca.pem").code, 0);
    assert_eq!(stop(server), Some(143));
}

#[test]
fn a_server_that_is_read_only_takes_no_work() {
    let place = Place::new();
    place.write("from/a", "text");
    let server = place.serve(&["--read-only"]);
    let done = place.eftop(&server, "remove /from/a --yes");
    assert!(done.code == 3 && done.err.contains("911030"), "{done:?}");
    assert!(place.path("root/from/a").exists());
}

#[test]
fn tasks_and_token_are_there_after_a_restart() {
    let place = Place::new();
    place.write("from/a", "text");
    let server = place.serve(&[]);
    let before = place.task(&server, "copy /from/a /to --wait");
    let token = server.token.clone();
    assert_eq!(stop(server), Some(143));
    let server = place.serve(&[]);
    assert_eq!(server.token, token);
    assert_eq!(server.task(before["taskId"].as_str().unwrap()), before);
}

/// All that was written below a folder.
fn contents(folder: PathBuf, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            contents(path, into);
        } else {
            into.push((path.clone(), fs::read(path).unwrap()));
        }
    }
}

#[test]
fn the_token_is_in_the_export_line_only_and_with_a_file_not_even_there() {
    let place = Place::new();
    place.write("from/a", "text");
    let file = place.path("home/token");
    // What is there and may be read by others does not matter, and what only looks like ours stays.
    for there in [&file, &place.path("home/token.new")] {
        fs::write(there, "old").unwrap();
        fs::set_permissions(there, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let server = place.serve(&[]);
    let secrets: Value = serde_json::from_slice(&fs::read(place.path("data/secrets.json")).unwrap()).unwrap();
    assert_eq!(secrets["token"], server.token);
    let mut printed = Vec::new();
    let commands =
        ["copy /from/a /to --wait", "copy /from/a /../x --wait", "list --json", "auth", "remove /to/a --yes"];
    for args in commands {
        let ran = place.eftop(&server, args);
        printed.push((args.into(), format!("{}{}", ran.out, ran.err).into_bytes()));
    }
    // A call with a token that is not the server's, and one that is no request.
    let list = "/efile/openapi/v2/file/task/list";
    let post = |token: &str, body: Value| program::post(&server.url, list, token, &body).unwrap();
    assert!(post("none", json!({"taskIds": ["a"]})).contains("911406"));
    printed.push(("an answer".into(), post(&server.token, json!("nothing")).into_bytes()));
    drop(server);

    let server = place.serve(&["--token-file", "token"]);
    assert_eq!(server.token, format!("\"$(cat {})\"", file.display()));
    assert_eq!(fs::read_to_string(&file).unwrap(), secrets["token"].as_str().unwrap());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(place.path("home/token.new")).unwrap(), "old");
    // As in the shell of a client.
    let mut shell = Command::new("sh");
    let script = format!("SCNET_TOKEN={} exec \"$0\" list", server.token);
    shell.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_eftop")).env_clear().env("HOME", place.path("home"));
    let listed = ended(shell.env("PATH", "/usr/bin:/bin").env("SCNET_EFILE_URL", &server.url));
    assert_eq!(listed.code, 0, "{listed:?}");
    printed.push(("the exports".into(), server.token.clone().into_bytes()));
    fs::remove_file(&file).unwrap();
    fs::remove_file(place.path("data/secrets.json")).unwrap();
    contents(place.path(""), &mut printed);
    assert!(printed.iter().any(|(path, text)| path.ends_with("home/log") && !text.is_empty()));
    for (path, text) in printed {
        for secret in ["token", "access_key", "secret_key"] {
            let part = &secrets[secret].as_str().unwrap().as_bytes()[..16];
            assert!(!text.windows(16).any(|window| window == part), "{} holds the {secret}", path.display());
        }
    }
}
