//! `add` and `forget`: change a set without a screen and without the network. What was done is reported after it was written; ids that
//! cannot be kept are printed, so that they are not lost.

use super::prepare::{self, CommandContext};
use crate::{
    cli::{AddArgs, Exit, ForgetArgs},
    commands::{exit::Result, out},
    domain::{About, LogEntry, SetChange, Task, TaskId, clean::clean},
    messages::{InLang, words},
    store::{Changes, Entry},
};
use std::collections::HashSet;

/// The longest name of a task, in characters.
const LONGEST_LABEL: usize = 200;

/// `eftop add`: puts ids into the set, bound to the base URL that is configured, if one is.
///
/// # Errors
/// When an argument gives no id, or the set is none.
pub fn add(args: &AddArgs) -> Result<Exit> {
    let mut context = CommandContext::prepare(args.settings.flags.clone())?;
    let picked = prepare::pick(&args.ids)?;
    let origin = context.origin()?;
    let label = args.label.as_deref().map(|label| clean(label, LONGEST_LABEL)).filter(|label| !label.is_empty());
    let now = context.clock.now().wall;
    let entries = picked.ids.iter().map(|id| {
        let mut task = Task::new(id.clone(), now);
        task.origin.clone_from(&origin);
        task.label = label.clone().map(Into::into);
        Entry::of(&task)
    });
    let known: HashSet<&TaskId> = context.loaded.iter().map(|task| &task.id).collect();
    let new = picked.ids.iter().filter(|id| !known.contains(id));
    let about = About { label: label.clone().map(Into::into), ..About::default() };
    let log = LogEntry::of_set(now, SetChange::Added, new, about).into_iter().collect();
    let changes = Changes { added: entries.collect(), log, ..Changes::default() };
    let watched = picked.ids.iter().filter(|id| known.contains(id)).count();
    if let Err(error) = context.save(&changes, now) {
        out::print(picked.ids.iter().flat_map(|id| [id.as_str(), "\n"]).collect::<String>().as_bytes())?;
        let lang = context.settings.config.lang;
        super::warn(&(words(lang).submit.not_kept)(&error.text(lang)));
        return Ok(Exit::Internal);
    }
    super::tell(&(words(context.settings.config.lang).notice.added)(
        picked.ids.len() - watched,
        picked.duplicates,
        watched,
    ));
    Ok(Exit::Good)
}

/// `eftop forget`: takes ids out of the set. The tasks themselves go on.
///
/// # Errors
/// When an argument gives no id, or the set cannot be written.
pub fn forget(args: &ForgetArgs) -> Result<Exit> {
    let mut context = CommandContext::prepare(args.settings.flags.clone())?;
    context.need_set()?;
    let picked = prepare::pick(&args.ids)?;
    let named: HashSet<&TaskId> = picked.ids.iter().collect();
    let is_meant = |task: &&Task| named.contains(&task.id) || (args.ended && task.state().is_settled());
    let removed: Vec<TaskId> =
        context.loaded.iter().map(|task| &**task).filter(is_meant).map(|task| task.id.clone()).collect();
    let unknown = named.len() - removed.iter().filter(|id| named.contains(id)).count();
    let words = &words(context.settings.config.lang).headless;
    let count = removed.len();
    let first = removed.first().and_then(|id| context.loaded.iter().find(|task| task.id == *id));
    let about = first.map(|task| About::of(task)).unwrap_or_default();
    let now = context.clock.now().wall;
    let log = LogEntry::of_set(now, SetChange::Forgotten, removed.iter(), about).into_iter().collect();
    context.save(&Changes { removed, log, ..Changes::default() }, now)?;
    super::tell(&(words.forgotten)(count));
    if unknown > 0 {
        super::warn(&(words.not_in_set)(unknown));
    }
    Ok(Exit::Good)
}
