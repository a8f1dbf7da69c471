//! Tasks that belong together: by label, by the cause of their failure, by region or by target folder.

use super::{RegionId, SentPath, State, Task, verdict::judged_state};
use std::{borrow::Cow, collections::HashMap, str::FromStr};

/// What tasks are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    Label,
    Cause,
    Region,
    Target,
}

/// What the tasks of a group have in common; `None` for those that have nothing of the kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupKey<'a> {
    /// The name that the user gave.
    Label(Option<Cow<'a, str>>),
    /// The error code of failed tasks, empty where the service gave none; `None` for what did not fail.
    Cause(Option<Cow<'a, str>>),
    Region(RegionId),
    /// The target folder as it was sent, without slashes at its end. It is not safe to show.
    Target(Option<Cow<'a, str>>),
}

impl GroupBy {
    /// All of them, in the order in which the screen offers them.
    pub const ALL: [Self; 4] = [Self::Label, Self::Cause, Self::Region, Self::Target];

    /// The word for it on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Cause => "cause",
            Self::Region => "region",
            Self::Target => "target",
        }
    }

    /// The group that a task belongs to.
    pub fn key(self, task: &Task) -> GroupKey<'_> {
        let report = task.report();
        match self {
            Self::Label => GroupKey::Label(task.label.as_deref().map(Cow::Borrowed)),
            // A task that was submitted again has a cause, too, but nobody has to deal with it any more.
            Self::Cause => GroupKey::Cause(
                (judged_state(task) == State::Fail)
                    .then(|| Cow::Borrowed(report.and_then(|report| report.error_code()).unwrap_or_default())),
            ),
            Self::Region => GroupKey::Region(task.region),
            Self::Target => {
                let target = report.and_then(|report| report.target.as_ref()).map(SentPath::as_str);
                // Of the root nothing would be left.
                let folder =
                    |path| Some(str::trim_end_matches(path, '/')).filter(|folder| !folder.is_empty()).unwrap_or(path);
                GroupKey::Target(target.map(|path| Cow::Borrowed(folder(path))))
            }
        }
    }

    /// Whether the tasks belong to more than one group.
    pub fn divides<'a>(self, tasks: impl IntoIterator<Item = &'a Task>) -> bool {
        let mut keys = tasks.into_iter().map(|task| self.key(task));
        keys.next().is_some_and(|first| keys.any(|key| key != first))
    }

    /// The groups in the order of their first tasks, and the tasks of each in the order given.
    pub fn split<'a>(self, tasks: impl IntoIterator<Item = &'a Task>) -> Vec<(GroupKey<'a>, Vec<&'a Task>)> {
        let (mut groups, mut places) = (Vec::<(GroupKey<'a>, Vec<&'a Task>)>::new(), HashMap::<_, usize>::new());
        for task in tasks {
            let key = self.key(task);
            let place = *places.entry(key.clone()).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((_, tasks)) => tasks.push(task),
                None => groups.push((key, vec![task])),
            }
        }
        groups
    }
}

impl FromStr for GroupBy {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|by| by.as_str() == word).ok_or("it is label, cause, region or target")
    }
}

impl GroupKey<'_> {
    /// The same, to be kept.
    pub fn into_owned(self) -> GroupKey<'static> {
        let own = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        match self {
            Self::Label(text) => GroupKey::Label(own(text)),
            Self::Cause(text) => GroupKey::Cause(own(text)),
            Self::Region(region) => GroupKey::Region(region),
            Self::Target(text) => GroupKey::Target(own(text)),
        }
    }
}
