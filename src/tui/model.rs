//! All that the screen shows, as plain data. Everything refers to tasks by id, never by row.

use super::{
    Column, Detail, Dialog, GroupRow, HelpGroup, Keymap, Mode, Question, Replay, RoleColors, Row, RowId, Theme, View,
    geometry::{self, Content},
    notifications::Notifications,
    question::RetryTally,
};
use crate::{
    domain::{At, GroupKey, Moment, Region, RegionId, StallRule, Task, TaskId, TaskSet, Totals},
    messages::Lang,
    watch::{Rates, Regions, Span, Watch},
};
use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use std::{collections::BTreeMap, sync::Arc};

/// The state of the screen.
#[derive(Clone, Debug)]
pub struct Model {
    /// The time, as last told.
    pub now: At,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The watched tasks and their regions. Only `Watch::apply` changes the tasks.
    pub watch: Watch,
    /// The name of the watch set; `None` in the demo, where nothing is kept.
    pub set_name: Option<Box<str>>,
    /// Filter, order, cursor and marks.
    pub view: View,
    /// What was clicked last, and when; until a click elsewhere.
    pub clicked: Option<(RowId, Moment)>,
    /// The detail pane, when it is open.
    pub detail: Option<Detail>,
    /// What lies over the screen, the last on top.
    pub dialogs: Vec<Dialog>,
    /// Where the last frame has the words that close the dialog on top.
    pub close_hint: Option<Rect>,
    /// A short message, until its time is over.
    pub notice: Option<Notice>,
    pub look: Look,
    /// The time that the graph of the header shows, once it was chosen.
    pub graph_span: Option<Span>,
    /// Which keys do what.
    pub keymap: Arc<Keymap>,
    /// What the screen shows instead of the live data while it is paused.
    pub frozen: Option<Box<Frozen>>,
    /// Local actions that can be undone, the last one last.
    pub undo: Vec<UndoStep>,
    /// The task that the cursor goes to once it is in the set.
    pub awaited: Option<TaskId>,
    /// What has come so far of what was submitted again last.
    pub retries: RetryTally,
    /// The recording that is shown, and where it stands; `None` while the service is asked.
    pub replay: Option<Replay>,
    /// Where times are shown.
    pub zone: TimeZone,
    /// The set could not be written the last time it was tried.
    pub unsaved: bool,
    /// What is seen is being recorded.
    pub recording: bool,
    /// What is still to be told to a person who looks elsewhere.
    pub notifications: Notifications,
    /// Set when something that is drawn has changed since the last draw.
    pub dirty: bool,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeTone {
    /// Something worked.
    Good,
    /// Something to know.
    Plain,
    /// Something did not work.
    Bad,
}

/// A short message in the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line, cleaned.
    pub text: String,
    pub tone: NoticeTone,
    /// When it goes.
    pub until: Moment,
    /// Tasks whose cancel failed, where it tells that: it goes when all of them were cancelled after all.
    pub uncancelled: Vec<TaskId>,
}

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColorDepth {
    /// None: modifiers only (`NO_COLOR`, `TERM=dumb`).
    None,
    /// The terminal's own 16.
    Sixteen,
    /// All of them (256 at least).
    #[default]
    Full,
}

/// How the screen looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own with a key of its own")]
pub struct Look {
    pub lang: Lang,
    pub theme: &'static Theme,
    /// Whether the palette is to fit the terminal's background, which is not known yet.
    pub theme_is_auto: bool,
    /// Colours of the user's own; they go with the palette of the start.
    pub own_colors: Option<(&'static Theme, RoleColors)>,
    /// How many colours there are.
    pub colors: ColorDepth,
    /// Whether only ASCII may be drawn (texts of the service apart).
    pub ascii: bool,
    /// Whether paths are shown whole, without folding their common prefix.
    pub full_paths: bool,
    /// Whether all columns are shown, the path cut short for them.
    pub wide: bool,
    /// Whether the graph of a task is over time, rather than over what was done.
    pub over_time: bool,
    pub mouse: bool,
}

impl Look {
    /// The look of the defaults, in this language, on a terminal that has everything.
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            theme: &Theme::DARK,
            theme_is_auto: false,
            own_colors: None,
            colors: ColorDepth::Full,
            ascii: false,
            full_paths: false,
            wide: false,
            over_time: false,
            mouse: false,
        }
    }
}

/// What the screen shows while it is paused.
#[derive(Clone, Debug, PartialEq)]
pub struct Frozen {
    pub at: At,
    pub tasks: TaskSet,
    pub totals: Totals,
    /// The totals of each place then.
    pub by_region: BTreeMap<RegionId, Totals>,
    pub rates: Box<Rates>,
}

/// A local action that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum UndoStep {
    /// Tasks were taken out of the set.
    Removed(Vec<Task>),
    Added(Vec<TaskId>),
}

/// What a new screen has to be told.
#[derive(Clone, Debug)]
pub struct ModelSetup {
    pub now: At,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Where the tasks live: home first.
    pub places: Vec<Region>,
    /// The name of the watch set; `None` where nothing is kept.
    pub set_name: Option<Box<str>>,
    pub look: Look,
    /// Which keys do what.
    pub keymap: Arc<Keymap>,
    /// When a task counts as stalled.
    pub stall: StallRule,
    /// Where times are shown.
    pub zone: TimeZone,
}

impl Model {
    /// A screen with no task.
    pub fn new(setup: ModelSetup) -> Self {
        Self {
            now: setup.now,
            size: setup.size,
            watch: Watch::new(Regions::new(setup.places), setup.stall),
            set_name: setup.set_name,
            view: View::default(),
            clicked: None,
            detail: None,
            dialogs: Vec::new(),
            close_hint: None,
            notice: None,
            look: setup.look,
            graph_span: None,
            keymap: setup.keymap,
            frozen: None,
            undo: Vec::new(),
            awaited: None,
            retries: RetryTally::default(),
            replay: None,
            zone: setup.zone,
            unsaved: false,
            recording: false,
            notifications: Notifications::default(),
            dirty: true,
        }
    }

    /// Puts tasks into the set, as at the start; those that are in it already stay as they are.
    pub fn adopt<T: Into<Box<Task>>>(&mut self, tasks: Vec<T>) {
        self.watch.load(tasks);
        self.reorder();
    }

    /// What the keys act on now.
    pub fn mode(&self) -> Mode {
        self.dialogs.last().map_or(self.base_mode(), Mode::of)
    }

    /// The rows of help: those that are searched, or all.
    pub fn help_rows(&self) -> Vec<HelpGroup> {
        let query = self.dialogs.iter().rev().find_map(|dialog| match dialog {
            Dialog::Help { search, .. } => Some(search.value()),
            _ => None,
        });
        self.keymap.help_rows(self.base_mode(), self.look.lang, query.unwrap_or_default())
    }

    /// The mode beneath all dialogs.
    fn base_mode(&self) -> Mode {
        if self.replay.is_some() { Mode::Replay } else { Mode::List }
    }

    /// The time that notices are shown by: in a replay, that of the one who looks.
    pub(super) fn notice_clock(&self) -> Moment {
        self.replay.as_ref().map_or(self.now.moment, |replay| replay.real)
    }

    /// Where everything is on the screen.
    pub fn regions(&self) -> Option<geometry::Regions> {
        self.regions_in(self.size)
    }

    /// Where everything is on a screen of this size.
    pub fn regions_in(&self, size: (u16, u16)) -> Option<geometry::Regions> {
        let (is_open, has_bar) = (self.detail.is_some(), self.replay.is_some());
        let content = Content { rows: self.view.count(), is_open, is_wide: self.look.wide, has_bar };
        geometry::regions(size, content)
    }

    /// The time that the tasks are shown at: now, or when the screen was frozen.
    pub fn shown_at(&self) -> At {
        self.frozen.as_ref().map_or(self.now, |frozen| frozen.at)
    }

    /// The tasks as they are shown: of the moment of freezing, or of now.
    pub fn shown(&self) -> &TaskSet {
        self.frozen.as_deref().map_or(&self.watch.tasks, |frozen| &frozen.tasks)
    }

    /// The totals as they are shown.
    pub fn shown_totals(&self) -> &Totals {
        self.frozen.as_deref().map_or(&self.watch.totals, |frozen| &frozen.totals)
    }

    /// How fast all of them went, as it is shown.
    pub fn shown_rates(&self) -> &Rates {
        self.frozen.as_deref().map_or(&self.watch.rates, |frozen| &frozen.rates)
    }

    /// The time that the graph of the header shows.
    pub fn graph_span(&self) -> Span {
        self.graph_span.unwrap_or_else(|| self.shown_rates().best_span())
    }

    /// The totals of each place as they are shown.
    pub fn shown_by_region(&self) -> &BTreeMap<RegionId, Totals> {
        self.frozen.as_deref().map_or(&self.watch.by_region, |frozen| &frozen.by_region)
    }

    /// What rows can be ordered by now: by region only where there are several.
    pub fn sort_keys(&self) -> Vec<Column> {
        let several = self.watch.regions.are_several();
        Column::orders().filter(|key| several || *key != Column::Region).collect()
    }

    /// The task under the cursor, as it is shown.
    pub fn current(&self) -> Option<&Task> {
        match self.view.cursor.as_ref()? {
            RowId::Task(id) => self.shown().get(id),
            RowId::Group(_) => None,
        }
    }

    /// The group under the cursor.
    pub fn current_group(&self) -> Option<&GroupRow> {
        match self.view.row(self.cursor_row()?)? {
            Row::Group(group) => Some(group),
            Row::Task(_) => None,
        }
    }

    /// The task whose error is the one of the row under the cursor: that task, or any of those that failed alike.
    pub fn example(&self) -> Option<&Task> {
        let alike = self.current_group().filter(|group| matches!(group.key, GroupKey::Cause(Some(_))));
        let first = alike.and_then(|group| self.view.ids.get(group.tasks.start));
        first.map_or_else(|| self.current(), |id| self.shown().get(id))
    }

    /// The row of the cursor.
    pub fn cursor_row(&self) -> Option<usize> {
        let cursor = self.view.cursor.as_ref()?;
        let remembered = Some(self.view.row).filter(|row| self.view.is_at(*row, cursor));
        remembered.or_else(|| self.view.row_of(cursor))
    }

    /// The question on top, if one is asked.
    pub fn question(&self) -> Option<&Question> {
        match self.dialogs.last() {
            Some(Dialog::Question(question)) => Some(question),
            _ => None,
        }
    }

    /// The task whose card is on top.
    pub fn explained(&self) -> Option<&Task> {
        match self.dialogs.last() {
            Some(Dialog::Explain { id, .. }) => self.shown().get(id),
            _ => None,
        }
    }

    /// When the screen looks different because a yes counts from then on.
    pub fn changes_at(&self) -> Option<Moment> {
        self.question().and_then(Question::counts_from).filter(|from| *from > self.now.moment)
    }

    /// What is on top was drawn at `now`, with the words that close it at `close_hint`.
    pub fn drawn(&mut self, now: Moment, close_hint: Option<Rect>) {
        (self.dirty, self.close_hint) = (false, close_hint);
        if let Some(Dialog::Question(question)) = self.dialogs.last_mut() {
            question.quiet_since.get_or_insert(now);
        }
    }

    /// Something was pressed, pasted or clicked: a question that is still there waits anew.
    pub(super) fn disturb(&mut self) {
        let now = self.now.moment;
        if let Some(Dialog::Question(question)) = self.dialogs.last_mut()
            && let Some(since) = &mut question.quiet_since
        {
            *since = now;
        }
    }
}
