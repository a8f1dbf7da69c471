//! Any tree: copied it is the same tree, moved it exists once, deleted it is gone, and cancelled nothing half has its name.

use super::support::{
    COVER, Seen, Served, bytes, cancel, ended, entries, has_ended, is_complete, job, message, submit, tree, until,
};
use eftop::internals::server::Operation;
use proptest::{collection::vec, prelude::*};
use std::{
    collections::BTreeMap,
    fs::{self, File, Permissions},
    os::unix::fs::{FileExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

#[derive(Clone, Debug)]
enum Part {
    /// Pieces of data at offsets in blocks, with holes between.
    File {
        pieces: Vec<(u8, u8)>,
        tail: u16,
        mode: u32,
        time: (u32, u32),
    },
    Link(String),
    /// Another name of the file made last.
    Again,
    Folder {
        mode: u32,
        parts: Vec<Part>,
    },
}

fn part() -> impl Strategy<Value = Part> {
    let mode = prop_oneof![Just(0o644), Just(0o600), Just(0o755), Just(0o4755), Just(0o444), Just(0o640)];
    let file = (vec((0..64_u8, 1..255_u8), 0..5), 0..9000_u16, mode, (0..2_000_000_000_u32, 0..1_000_000_000_u32))
        .prop_map(|(pieces, tail, mode, time)| Part::File { pieces, tail, mode, time });
    let leaf = prop_oneof![6 => file, 1 => "[a-z./]{1,20}".prop_map(Part::Link), 1 => Just(Part::Again)];
    leaf.prop_recursive(4, 40, 8, |inner| {
        let mode = prop_oneof![Just(0o755), Just(0o700), Just(0o2770), Just(0o711), Just(0o1777)];
        (mode, vec(inner, 0..8)).prop_map(|(mode, parts)| Part::Folder { mode, parts })
    })
}

fn make(path: &Path, part: &Part, last: &mut Option<PathBuf>) {
    match part {
        Part::File { pieces, tail, mode, time } => {
            let file = File::create(path).unwrap();
            for (block, byte) in pieces {
                file.write_all_at(&[*byte; 4096], u64::from(*block) * 16384).unwrap();
            }
            let length = file.metadata().unwrap().len() + u64::from(*tail);
            file.set_len(length).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::new(time.0.into(), time.1)).unwrap();
            fs::set_permissions(path, Permissions::from_mode(*mode)).unwrap();
            *last = Some(path.to_owned());
        }
        Part::Link(text) => symlink(text, path).unwrap(),
        Part::Again => {
            if let Some(last) = last {
                fs::hard_link(last, path).unwrap();
            }
        }
        Part::Folder { mode, parts } => {
            fs::create_dir(path).unwrap();
            for (number, part) in parts.iter().enumerate() {
                make(&path.join(format!("{number}")), part, last);
            }
            fs::set_permissions(path, Permissions::from_mode(*mode)).unwrap();
        }
    }
}

/// Entries that are no directories, without the number of their blocks, which file systems choose differently.
fn leaves(tree: &BTreeMap<PathBuf, Seen>) -> BTreeMap<PathBuf, Seen> {
    let leaves = tree.iter().filter(|(_, seen)| seen.mode & 0o170_000 != 0o040_000);
    leaves.map(|(path, seen)| (path.clone(), Seen { blocks: 0, ..seen.clone() })).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_copied_moved_and_deleted(parts in vec(part(), 0..10)) {
        let served = Served::new();
        make(&served.path("from/run"), &Part::Folder { mode: 0o750, parts }, &mut None);
        fs::write(served.outside().join("beside"), "beside").unwrap();
        let (before, outside) = (tree(&served.path("from/run")), tree(&served.outside()));

        let task = served.copy("/from/run", "/to", None);
        is_complete(&task);
        prop_assert_eq!(entries(&task), before.len() as u64);
        prop_assert_eq!(bytes(&task), before.values().map(|seen| seen.content.len() as u64).sum::<u64>());
        let copied = tree(&served.path("to/run"));
        prop_assert_eq!(&copied, &before);
        prop_assert_eq!(&tree(&served.path("from/run")), &before);

        fs::create_dir(served.path("third")).unwrap();
        let task = served.relocate("/to/run", "/third", COVER);
        is_complete(&task);
        prop_assert_eq!(served.names("to").len(), 0);
        prop_assert_eq!(&tree(&served.path("third/run")), &before);

        // Onto itself as it was: the same again.
        let task = served.copy("/from/run", "/third", COVER);
        is_complete(&task);
        prop_assert_eq!(&leaves(&tree(&served.path("third/run"))), &leaves(&before));
        let task = served.relocate("/from/run", "/third", COVER);
        is_complete(&task);
        prop_assert_eq!(served.names("from").len(), 0);
        prop_assert_eq!(&leaves(&tree(&served.path("third/run"))), &leaves(&before));

        let task = served.delete("/third/run");
        is_complete(&task);
        prop_assert_eq!(entries(&task), before.len() as u64);
        prop_assert_eq!(served.names("third").len(), 0);
        prop_assert_eq!(tree(&served.outside()), outside);
    }

    #[test]
    fn a_cancelled_task_leaves_whole_entries_only(parts in vec(part(), 5..10), at in 0..60_u64, operation in 0..3_usize) {
        let served = Served::new();
        make(&served.path("from/run"), &Part::Folder { mode: 0o750, parts }, &mut None);
        let before = tree(&served.path("from/run"));
        let operation = [Operation::Copy, Operation::Move, Operation::Delete][operation];
        let id = submit(&served.files, operation, job("/from/run", "/to", None));
        until(&served.files, &id, |task| entries(task) >= at || has_ended(task));
        cancel(&served.files, &[&id]);
        let task = ended(&served.files, &id);
        prop_assert!(task["status"] == "cancel" || task["status"] == "complete", "{}", task);
        let left = if served.path("to/run").exists() { leaves(&tree(&served.path("to/run"))) } else { BTreeMap::new() };
        let kept = if served.path("from/run").exists() { leaves(&tree(&served.path("from/run"))) } else { BTreeMap::new() };
        for (path, seen) in leaves(&before) {
            // Which of the names of a file is found first may differ.
            let same = |other: Option<&Seen>| other.is_some_and(|other| other.content == seen.content && other.modified == seen.modified && other.mode == seen.mode && other.link == seen.link);
            match operation {
                Operation::Copy => prop_assert!(same(kept.get(&path)) && (same(left.get(&path)) || !left.contains_key(&path))),
                Operation::Move => prop_assert!(same(kept.get(&path)) != same(left.get(&path))),
                Operation::Delete => prop_assert!(same(kept.get(&path)) || !kept.contains_key(&path)),
            }
        }
        prop_assert!(left.keys().all(|path| before.contains_key(path)), "{:?}", left.keys());
        if task["status"] == "complete" && operation == Operation::Copy {
            prop_assert_eq!(left.len(), leaves(&before).len());
        }
    }
}

#[test]
fn a_large_file_is_cancelled_within_itself() {
    let served = Served::new();
    let file = File::create(served.path("from/big")).unwrap();
    let piece = vec![7; 1 << 20];
    for at in 0..512 {
        file.write_all_at(&piece, at << 20).unwrap();
    }
    let id = submit(&served.files, Operation::Copy, job("/from/big", "/to", None));
    until(&served.files, &id, |task| bytes(task) > 0);
    cancel(&served.files, &[&id]);
    let task = ended(&served.files, &id);
    assert_eq!(task["status"], "cancel", "{task}");
    assert!(bytes(&task) < 512 << 20);
    assert!(served.names("to").is_empty());
    assert_eq!(message(&task), "no entry was finished");
}
