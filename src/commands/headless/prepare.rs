//! What every command without a screen needs before it starts: settings, regions, and the tasks that it is about.

use crate::{
    cli::ids,
    client::{BaseUrl, RegionClient},
    commands::{
        exit::{CausesExit, Result},
        regions,
        start::{self, OpenSet, Settings},
    },
    domain::{Origin, Task, TaskId, TaskSet, pick::Picked},
    messages::{InLang, Lang, words},
    settings::{self, Flags},
    store::{Changes, Store, StoreError},
    watch::{Clock, pollers::Pollers},
};
use jiff::Timestamp;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// A command that cannot begin.
#[derive(Debug)]
pub enum CannotBegin {
    /// There is nothing to tell of.
    EmptySet {
        /// The name of the set.
        set: String,
    },
    /// A cancel without anybody to ask.
    NeedsYes,
}

impl InLang for CannotBegin {
    fn text(&self, lang: Lang) -> String {
        let words = words(lang);
        match self {
            Self::EmptySet { set } => (words.store.empty)(set),
            Self::NeedsYes => words.headless.needs_yes.to_owned(),
        }
    }
}

impl CausesExit for CannotBegin {}

/// The settings and the files of a run.
pub struct CommandContext {
    pub settings: Settings,
    /// The clock of this run.
    pub clock: Clock,
    /// The watch set on disk; `None` where there is no place for one.
    pub store: Option<Store>,
    /// All its tasks.
    #[expect(clippy::vec_box, reason = "as they are loaded")]
    pub loaded: Vec<Box<Task>>,
    /// Why the set could not be read, until that was told.
    pub unread: Option<StoreError>,
}

impl CommandContext {
    /// Reads the settings and the set.
    ///
    /// # Errors
    /// When one of them cannot be used.
    pub fn prepare(flags: Flags) -> Result<Self> {
        let settings = Settings::read(flags)?;
        settings.start_log()?;
        let clock = Clock::start();
        let OpenSet { store, tasks: loaded, notes, unread } = start::open_set(&settings, clock.now().wall)?;
        for note in notes {
            super::warn(&note.text(settings.config.lang));
        }
        Ok(Self { settings, clock, store, loaded, unread })
    }

    /// For commands that are about the set itself.
    ///
    /// # Errors
    /// When it could not be read.
    pub fn need_set(&mut self) -> Result<()> {
        Ok(self.unread.take().map_or(Ok(()), Err)?)
    }

    /// Changes the set.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&mut self, changes: &Changes, now: Timestamp) -> Result<()> {
        let Some(store) = &mut self.store else { return self.need_set() };
        let lang = self.settings.config.lang;
        store.save(changes, now)?.notes.iter().for_each(|note| super::warn(&note.text(lang)));
        Ok(())
    }

    /// The base URL that is configured, if there is one: what new ids are bound to without asking anybody.
    ///
    /// # Errors
    /// When it is none.
    pub fn origin(&self) -> Result<Option<Arc<Origin>>> {
        let Settings { config, flags, environment, file } = &self.settings;
        let Some(url) = settings::resolve::url(flags, environment, file) else { return Ok(None) };
        let url = BaseUrl::parse(&url, config.insecure_http)?;
        Ok(Some(Arc::new(Origin { region: None, base_url: url.as_str().into() })))
    }

    /// The regions of the tasks of the set, which learn where they belong.
    ///
    /// # Errors
    /// When credentials or addresses are missing or cannot be used.
    pub fn pollers(&mut self) -> Result<Pollers<RegionClient>> {
        let (account, region) = self.settings.account()?;
        Ok(regions::pollers(&account, region.as_deref(), &self.settings.config, self.clock, &mut self.loaded))
    }

    /// Tells how many ids came in, when that is not what was typed.
    pub fn tell_picked(&self, picked: &Picked) {
        if picked.duplicates > 0 {
            let watched = picked.ids.iter().filter(|id| self.loaded.iter().any(|task| task.id == **id)).count();
            let new = picked.ids.len() - watched;
            super::tell(&(words(self.settings.config.lang).notice.added)(new, picked.duplicates, watched));
        }
    }
}

/// Which tasks a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that were named; without any, the whole set.
    Named,
    /// The whole set and those that were named.
    Whole,
}

/// The tasks that a command is about.
#[derive(Debug, Default)]
pub struct Chosen {
    /// The tasks.
    pub tasks: TaskSet,
    /// Those that the service is to be asked for.
    pub ask: Vec<TaskId>,
    /// What is to be saved of them, and whether it is new.
    pub to_save: Vec<(TaskId, bool)>,
    /// Whether it was told that nothing is kept.
    pub save_warned: bool,
}

/// The named tasks and those that do their work again, and so on.
fn with_latest(named: &[TaskId], loaded: &[Box<Task>]) -> Vec<TaskId> {
    let again: HashMap<&TaskId, &TaskId> =
        loaded.iter().filter_map(|task| Some((&task.id, task.again_as()?))).collect();
    let mut all = named.to_vec();
    let mut seen: HashSet<TaskId> = all.iter().cloned().collect();
    let mut at = 0;
    while let Some(id) = all.get(at) {
        if let Some(next) = again.get(id).filter(|next| seen.insert((**next).clone())) {
            all.push((*next).clone());
        }
        at += 1;
    }
    all
}

/// Chooses among the set and the ids that were named; with one that was submitted again comes the one that does its work. Named ones that no region is known for are meant here. Others that these
/// credentials do not reach are part of the set, and not asked for.
///
/// Of ids that were named there is an answer without a set, too.
///
/// # Errors
/// When nothing is left, or the set could not be read and nothing was named.
pub fn choose(
    context: &mut CommandContext,
    named: &[TaskId],
    scope: Scope,
    pollers: &Pollers<RegionClient>,
) -> Result<Chosen> {
    let added = context.clock.now().wall;
    let mut chosen = Chosen::default();
    let named = &*with_latest(named, &context.loaded);
    if named.is_empty() {
        context.need_set()?;
    } else if let Some(why) = context.unread.take() {
        let lang = context.settings.config.lang;
        super::warn(&(words(lang).headless.not_kept)(&why.text(lang)));
        chosen.save_warned = true;
    }
    let is_named: HashSet<_> = named.iter().collect();
    let only_named = scope == Scope::Named && !named.is_empty();
    let mut loaded = std::mem::take(&mut context.loaded);
    loaded.retain(|task| !only_named || is_named.contains(&task.id));
    for mut task in loaded {
        if is_named.contains(&task.id) {
            chosen.to_save.push((task.id.clone(), false));
            regions::mean_here(pollers, &mut task);
        }
        chosen.tasks.add(task);
    }
    for id in named {
        let mut task = Task::new(id.clone(), added);
        regions::mean_here(pollers, &mut task);
        if chosen.tasks.add(task) {
            chosen.to_save.push((id.clone(), true));
        }
    }
    if chosen.tasks.is_empty() {
        return Err(CannotBegin::EmptySet { set: context.settings.config.set.clone() }.into());
    }
    let mut asked: Vec<_> = chosen.tasks.iter().filter(|task| !task.has_ended()).collect();
    asked.sort_by_key(|task| task.order);
    chosen.ask = asked.into_iter().map(|task| task.id.clone()).collect();
    Ok(chosen)
}

/// The ids of the arguments.
///
/// # Errors
/// The first argument that gives none.
pub fn pick(arguments: &[String]) -> Result<Picked> {
    Ok(ids::of_arguments(arguments, &mut std::io::stdin().lock())?)
}
