//! Sets in folders of their own, for the tests of the store.

use eftop::internals::{
    domain::{Task, TaskId},
    store::{Changes, Entry, Loaded, SetName, Store},
};
use jiff::Timestamp;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::{TempDir, tempdir};

pub fn now() -> Timestamp {
    "2026-01-31T10:20:30Z".parse().unwrap()
}

pub fn store(folder: &Path) -> Store {
    Store::new(folder, &SetName::default())
}

pub fn entry(id: &str) -> Entry {
    Entry::of(&Task::new(TaskId::new(id).unwrap(), now()))
}

pub fn adding(ids: &[&str]) -> Changes {
    Changes { added: ids.iter().map(|id| entry(id)).collect(), ..Changes::default() }
}

pub fn removing(ids: &[&str]) -> Changes {
    Changes { removed: ids.iter().map(|id| TaskId::new(id).unwrap()).collect(), ..Changes::default() }
}

pub fn ids(loaded: &Loaded) -> Vec<&str> {
    loaded.tasks.iter().map(|task| task.id.as_str()).collect()
}

/// A folder in which the default set has this content.
pub fn folder_with(content: &str) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("default.json");
    fs::write(&path, content).unwrap();
    (folder, path)
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub fn gone(id: &str) -> Task {
    Task::new(TaskId::new(id).unwrap(), now()).known_gone()
}
