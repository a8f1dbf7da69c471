//! Takes names out of what is recorded: the same name gets the same replacement, within one recording. What is replaced: every part of
//! a path, ending and all (endings tell of methods and instruments), task ids, labels, the set, users, clusters, regions, addresses, and
//! words that the service does not document. What people or systems wrote in free words is left out. What stays: operations, states,
//! documented codes, sizes, counts and times.

use crate::domain::{CallError, Conflict, Operation, Origin, Region, Status, TaskId, TaskReport};
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

    pub(super) fn report(&mut self, report: &TaskReport) -> TaskReport {
        let user = |mask: &mut Self, name: &Option<Arc<str>>| {
            name.as_deref().map(|name| Arc::from(mask.name(Kind::User, "user", name)))
        };
        let cluster = |mask: &mut Self, name: &Option<Arc<str>>| {
            name.as_deref().map(|name| Arc::from(mask.name(Kind::Cluster, "region", name)))
        };
        TaskReport {
            id: self.id(&report.id),
            status: match &report.status {
                Status::Other(word) => Status::Other(self.name(Kind::Word, "word", word)),
                known => known.clone(),
            },
            operation: report.operation.as_ref().map(|operation| match operation {
                Operation::Other(word) => Operation::Other(self.name(Kind::Word, "word", word)),
                known => known.clone(),
            }),
            conflict: report.conflict.as_ref().map(|conflict| match conflict {
                Conflict::Other(word) => Conflict::Other(self.name(Kind::Word, "word", word)),
                known => known.clone(),
            }),
            source: report.source.as_deref().map(|path| self.path(path)),
            target: report.target.as_deref().map(|path| self.path(path).into()),
            error_code: report.error_code.as_deref().map(code),
            error_message: report.error_message.as_ref().map(|_| LEFT_OUT.into()),
            user_id: user(self, &report.user_id),
            user_name: user(self, &report.user_name),
            cluster_user: user(self, &report.cluster_user),
            cluster_id: cluster(self, &report.cluster_id),
            cluster_name: cluster(self, &report.cluster_name),
            raw: Arc::from(""),
            ..report.clone()
        }
    }
}

/// A code, if it is one: digits alone name nobody.
fn code(code: &str) -> Box<str> {
    if code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_digit()) { code } else { LEFT_OUT }.into()
}
