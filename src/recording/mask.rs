//! Takes names out of what is recorded: the same name gets the same replacement, within one recording. What is replaced: every part of
//! a path, ending and all (endings tell of methods and instruments), task ids, labels, the set, users, clusters, regions, addresses, and
//! words that the service does not document. What people or systems wrote in free words is left out. What stays: operations, states,
//! documented codes, sizes, counts and times.

use crate::domain::{CallError, Conflict, Operation, Origin, Owner, Region, Report, SentPath, Status, TaskId};
use std::{collections::HashMap, sync::Arc};

/// What stands for free words.
const LEFT_OUT: &str = "(left out)";

/// The kinds of names, each counted for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Part,
    Id,
    Label,
    Set,
    User,
    Cluster,
    Address,
    Word,
}

/// The replacements of one recording.
#[derive(Debug, Default)]
pub(super) struct Mask {
    given: HashMap<(Kind, Box<str>), usize>,
    counts: HashMap<Kind, usize>,
}

impl Mask {
    fn number(&mut self, kind: Kind, name: &str) -> usize {
        if let Some(number) = self.given.get(&(kind, name.into())) {
            return *number;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        self.given.insert((kind, name.into()), *count);
        *count
    }

    fn name(&mut self, kind: Kind, word: &str, name: &str) -> Box<str> {
        if name.is_empty() { Box::default() } else { format!("{word}{}", self.number(kind, name)).into() }
    }

    pub(super) fn id(&mut self, id: &TaskId) -> TaskId {
        let masked = format!("{:08x}{:024x}", self.number(Kind::Id, id.as_str()), 0);
        TaskId::new(&masked).unwrap_or_else(|_| id.clone())
    }

    /// A path, part by part.
    fn path(&mut self, path: &str) -> Box<str> {
        let parts = path.split('/').map(|part| match part {
            "" => String::new(),
            part => self.name(Kind::Part, "p", part).into(),
        });
        parts.collect::<Vec<_>>().join("/").into()
    }

    pub(super) fn set(&mut self, name: &str) -> Box<str> {
        self.name(Kind::Set, "set", name)
    }

    pub(super) fn label(&mut self, label: &str) -> Box<str> {
        self.name(Kind::Label, "label", label)
    }

    pub(super) fn origin(&mut self, origin: &Origin) -> Arc<Origin> {
        let region = origin.region.as_deref().map(|region| self.name(Kind::Cluster, "region", region));
        let base_url = format!("https://efile{}.invalid/efile", self.number(Kind::Address, &origin.base_url));
        Arc::new(Origin { region, base_url: base_url.into() })
    }

    pub(super) fn place(&mut self, place: &Region) -> Region {
        Region {
            id: place.id,
            name: self.name(Kind::Cluster, "region", &place.name),
            origin: place.origin.as_deref().map(|origin| self.origin(origin)),
        }
    }

    pub(super) fn problem(problem: &CallError) -> CallError {
        CallError { code: problem.code.as_deref().map(code), message: LEFT_OUT.into(), ..problem.clone() }
    }

    pub(super) fn report(&mut self, report: &Report) -> Report {
        let mut masked = report.clone();
        if let Status::Other(word) = &mut masked.status {
            *word = self.name(Kind::Word, "word", word);
        }
        if let Some(Operation::Other(word)) = &mut masked.operation {
            *word = self.name(Kind::Word, "word", word);
        }
        if let Some(Conflict::Other(word)) = &mut masked.conflict {
            *word = self.name(Kind::Word, "word", word);
        }
        for path in [&mut masked.source, &mut masked.target].into_iter().flatten() {
            *path = SentPath::from(&*self.path(path.as_str()));
        }
        if let Some(owner) = masked.owner.as_mut().map(Arc::make_mut) {
            let Owner { user_id, user_name, cluster_user, cluster_id, cluster_name } = owner;
            for name in [user_id, user_name, cluster_user].into_iter().flatten() {
                *name = self.name(Kind::User, "user", name);
            }
            for name in [cluster_id, cluster_name].into_iter().flatten() {
                *name = self.name(Kind::Cluster, "region", name);
            }
        }
        masked.drop_raw();
        if let Some(extra) = &mut masked.extra {
            extra.error_code = extra.error_code.as_deref().map(code);
            extra.error_message = extra.error_message.as_ref().map(|_| LEFT_OUT.into());
        }
        masked
    }
}

/// A code, if it is one: digits alone name nobody.
fn code(code: &str) -> Box<str> {
    if code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_digit()) { code } else { LEFT_OUT }.into()
}
