//! Takes names out of what is recorded: the same name gets the same replacement, within one recording. What is replaced: every part of
//! a path, ending and all (endings tell of methods and instruments), task ids, labels, the set, users, clusters, regions, addresses, and
//! words that the service does not document. What people or systems wrote in free words is left out. What stays: operations, states,
//! documented codes, sizes, counts and times.

use crate::{
    domain::{
        Again, CallError, Conflict, Extra, Operation, Origin, Owner, PollEvent, Refusal, Region, Report, SentPath,
        Snapshot, Status, Task, TaskId,
    },
    watch::{Event, event::RetryResult},
};
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
    Region,
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

    fn ids(&mut self, ids: &mut [TaskId]) {
        for id in ids {
            *id = self.id(id);
        }
    }

    /// A path, part by part.
    fn path(&mut self, path: &SentPath) -> SentPath {
        let parts = path.as_str().split('/').map(|part| self.name(Kind::Part, "p", part));
        parts.collect::<Vec<_>>().join("/").into()
    }

    pub(super) fn set(&mut self, name: &str) -> Box<str> {
        self.name(Kind::Set, "set", name)
    }

    fn origin(&mut self, origin: &Origin) -> Arc<Origin> {
        let region = origin.region.as_deref().map(|region| self.name(Kind::Region, "region", region));
        let base_url = format!("https://efile{}.invalid/efile", self.number(Kind::Address, &origin.base_url));
        Arc::new(Origin { region, base_url: base_url.into() })
    }

    /// All that an event has.
    pub(super) fn event(&mut self, event: &mut Event) {
        match event {
            Event::Region(Region { id: _, name, origin }) => {
                *name = self.name(Kind::Region, "region", name);
                *origin = origin.as_deref().map(|origin| self.origin(origin));
            }
            Event::Added { tasks, .. } => tasks.iter_mut().for_each(|task| self.task(task)),
            Event::Removed(ids) | Event::Moved { ids, .. } | Event::CancelSent(ids) | Event::RetrySent { ids, .. } => {
                self.ids(ids);
            }
            Event::Poll(_, PollEvent::Started { .. } | PollEvent::NotNow { .. }) => {}
            Event::Poll(_, PollEvent::Batch(Snapshot { reports, absent, refused, .. })) => {
                for (id, report) in reports {
                    *id = self.id(id);
                    self.report(report);
                }
                self.ids(absent);
                for Refusal { id, problem } in refused {
                    *id = self.id(id);
                    mask_error(problem);
                }
            }
            Event::Poll(_, PollEvent::Ended { trouble, .. }) => {
                if let Some(trouble) = trouble {
                    mask_error(&mut trouble.problem);
                }
            }
            Event::CancelAnswered { ids, result } => {
                self.ids(ids);
                match result {
                    Ok(refused) => {
                        for (id, problem) in refused {
                            *id = self.id(id);
                            mask_error(problem);
                        }
                    }
                    Err(problem) => mask_error(problem),
                }
            }
            Event::RetryAnswered { ids, result, sent: _ } => {
                self.ids(ids);
                match result {
                    RetryResult::Answered { tasks, refused, problem } => {
                        for task in tasks {
                            self.task(task);
                        }
                        for (id, problem) in refused {
                            *id = self.id(id);
                            mask_error(problem);
                        }
                        problem.iter_mut().for_each(mask_error);
                    }
                    RetryResult::Failed(problem) => mask_error(problem),
                    RetryResult::Unkept => {}
                }
            }
        }
    }

    fn task(&mut self, task: &mut Task) {
        task.id = self.id(&task.id);
        task.label = task.label.as_deref().map(|label| self.name(Kind::Label, "label", label));
        task.origin = task.origin.as_deref().map(|origin| self.origin(origin));
        for id in task.again_mut().into_iter().flat_map(Again::ids_mut) {
            *id = self.id(id);
        }
        if let Some(report) = task.report_mut() {
            self.report(report);
        }
    }

    pub(super) fn report(&mut self, report: &mut Report) {
        let words = [
            match &mut report.status {
                Status::Other(word) => Some(word),
                _ => None,
            },
            match &mut report.operation {
                Some(Operation::Other(word)) => Some(word),
                _ => None,
            },
            match &mut report.conflict {
                Some(Conflict::Other(word)) => Some(word),
                _ => None,
            },
        ];
        for word in words.into_iter().flatten() {
            *word = self.name(Kind::Word, "word", word);
        }
        for path in [&mut report.source, &mut report.target].into_iter().flatten() {
            *path = self.path(path);
        }
        if let Some(owner) = report.owner.as_mut().map(Arc::make_mut) {
            let Owner { user_id, user_name, cluster_user, cluster_id, cluster_name } = owner;
            for name in [user_id, user_name, cluster_user].into_iter().flatten() {
                *name = self.name(Kind::User, "user", name);
            }
            for name in [cluster_id, cluster_name].into_iter().flatten() {
                *name = self.name(Kind::Region, "region", name);
            }
        }
        if let Some(Extra { error_code, error_message, raw: _ }) = report.extra.as_deref_mut() {
            *error_code = error_code.as_deref().map(code);
            *error_message = error_message.as_ref().map(|_| LEFT_OUT.into());
        }
    }
}

fn mask_error(error: &mut CallError) {
    error.code = error.code.as_deref().map(code);
    error.message = LEFT_OUT.into();
}

/// A code, if it is one: digits alone name nobody.
fn code(code: &str) -> Box<str> {
    if code.len() <= 8 && code.bytes().all(|byte| byte.is_ascii_digit()) { code } else { LEFT_OUT }.into()
}
