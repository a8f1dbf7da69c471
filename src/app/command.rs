//! Every command that a key can run: its name, its group in help, and whether it can do anything now. Which keys run it is the
//! keymap's matter, what it does is `update`'s.

use super::{Dialog, Model, geometry};
use crate::{
    domain::{CancelStep, State, Task},
    text::words::{CommandText, CommandWords, HelpWords},
};

/// What the keys act on: the list, or the dialog on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The table, with or without the detail pane.
    List,
    /// The table of a recording, with or without the detail pane.
    Replay,
    /// The question before a cancel.
    Cancel,
    /// The line for ids.
    Add,
    /// The filter being typed.
    Filter,
    /// The menu of orders.
    Sort,
    Help,
    /// An error card.
    Explain,
    Log,
    /// The totals of each place.
    Regions,
    HelpSearch,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 11] = [
        Self::List,
        Self::Replay,
        Self::Cancel,
        Self::Add,
        Self::Filter,
        Self::Sort,
        Self::Help,
        Self::Explain,
        Self::Log,
        Self::Regions,
        Self::HelpSearch,
    ];

    /// The mode of a dialog.
    pub fn of(dialog: &Dialog) -> Self {
        match dialog {
            Dialog::Cancel(_) => Self::Cancel,
            Dialog::Add { .. } => Self::Add,
            Dialog::Filter { .. } => Self::Filter,
            Dialog::Sort { .. } => Self::Sort,
            Dialog::Help { is_searched: true, .. } => Self::HelpSearch,
            Dialog::Help { .. } => Self::Help,
            Dialog::Explain { .. } => Self::Explain,
            Dialog::Log { .. } => Self::Log,
            Dialog::Regions { .. } => Self::Regions,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Replay => "replay",
            Self::Cancel => "cancel",
            Self::Add => "add",
            Self::Filter => "filter",
            Self::Sort => "sort",
            Self::Help => "help",
            Self::Explain => "explain",
            Self::Log => "log",
            Self::Regions => "regions",
            Self::HelpSearch => "help-search",
        }
    }

    /// Whether characters are typed here instead of running commands.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Add | Self::Filter | Self::HelpSearch)
    }
}

/// How carefully a key has to be told from text that a terminal sends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// It moves about; held down, it repeats.
    Moves,
    /// Nothing is lost when it runs by mistake.
    Harmless,
    /// It takes tasks out of the set.
    Drops,
    /// It asks for a cancel, confirms it, or ends the program.
    Acts,
}

impl Care {
    /// Whether it must never run out of a text.
    pub fn acts(self) -> bool {
        matches!(self, Self::Drops | Self::Acts)
    }
}

/// The groups of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Moving about.
    Move,
    /// Choosing rows.
    Mark,
    Service,
    Set,
    /// Filtering and sorting.
    Find,
    /// How things look.
    View,
    /// The time of a recording.
    Replay,
    Program,
    Dialog,
}

impl Group {
    /// All groups, in the order of help.
    pub const ALL: [Self; 9] = [
        Self::Replay,
        Self::Move,
        Self::Mark,
        Self::Service,
        Self::Set,
        Self::Find,
        Self::View,
        Self::Program,
        Self::Dialog,
    ];
    pub fn title(self, words: &HelpWords) -> &'static str {
        match self {
            Self::Move => words.group_move,
            Self::Mark => words.group_mark,
            Self::Service => words.group_service,
            Self::Set => words.group_set,
            Self::Find => words.group_find,
            Self::View => words.group_view,
            Self::Replay => words.group_replay,
            Self::Program => words.group_program,
            Self::Dialog => words.group_dialog,
        }
    }
}

/// One line per command: its variant, the field of its texts, its name and its group.
macro_rules! commands {
    ($($variant:ident $field:ident $name:literal $group:ident;)*) => {
        /// Something that a key does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $(#[doc = concat!("`", $name, "`; help says what it does.")] $variant,)*
        }

        impl Command {
            /// All commands, in the order of help.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name, for configuration.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Its group in help.
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group,)* }
            }
            pub fn text(self, words: &CommandWords) -> CommandText {
                match self { $(Self::$variant => words.$field,)* }
            }
        }
    };
}

commands! {
    Down down "down" Move;
    Up up "up" Move;
    First first "first" Move;
    Last last "last" Move;
    PageDown page_down "page-down" Move;
    PageUp page_up "page-up" Move;
    Open open "open" Move;
    Back back "back" Move;
    NextTab next_tab "next-tab" Move;
    PreviousTab previous_tab "previous-tab" Move;
    ScrollDown scroll_down "scroll-down" Move;
    ScrollUp scroll_up "scroll-up" Move;
    Mark mark "mark" Mark;
    Range range "mark-range" Mark;
    MarkAll mark_all "mark-all" Mark;
    Unmark unmark "unmark" Mark;
    Cancel cancel "cancel" Service;
    PollNow poll_now "poll-now" Service;
    Forget forget "forget" Set;
    Clear clear "clear" Set;
    Undo undo "undo" Set;
    Add add "add" Set;
    Filter filter "filter" Find;
    NextFailed next_failed "next-failed" Find;
    PreviousFailed previous_failed "previous-failed" Find;
    OnlyFailed only_failed "only-failed" Find;
    OnlyRunning only_running "only-running" Find;
    OnlyWaiting only_waiting "only-waiting" Find;
    OnlyComplete only_complete "only-complete" Find;
    OnlyTrouble only_trouble "only-trouble" Find;
    OnlyAway only_away "only-away" Find;
    ShowAll show_all "show-all" Find;
    SortMenu sort_menu "sort-menu" Find;
    SortPrevious sort_previous "sort-previous" Find;
    SortNext sort_next "sort-next" Find;
    Reverse reverse "reverse" Find;
    Explain explain "explain" View;
    Log log "log" View;
    Regions regions "regions" View;
    CopyIds copy_ids "copy-ids" View;
    CopyReport copy_report "copy-report" View;
    Freeze freeze "freeze" View;
    FullPaths full_paths "full-paths" View;
    Wide wide "wide" View;
    Theme theme "theme" View;
    Language language "language" View;
    Mouse mouse "mouse" View;
    ReplayPause replay_pause "replay-pause" Replay;
    ReplayStep replay_step "replay-step" Replay;
    ReplayStepBack replay_step_back "replay-step-back" Replay;
    ReplayForward replay_forward "replay-forward" Replay;
    ReplayBack replay_back "replay-back" Replay;
    ReplayFaster replay_faster "replay-faster" Replay;
    ReplaySlower replay_slower "replay-slower" Replay;
    Help help "help" Program;
    Redraw redraw "redraw" Program;
    Suspend suspend "suspend" Program;
    Quit quit "quit" Program;
    Confirm confirm "confirm" Dialog;
    Keep keep "keep" Dialog;
    WithHidden with_hidden "with-hidden" Dialog;
    Accept accept "accept" Dialog;
    Close close "close" Dialog;
    SearchHelp search_help "search-help" Dialog;
}

impl Command {
    /// How carefully its key has to be told from text.
    pub fn care(self) -> Care {
        match self {
            Self::Cancel | Self::Confirm | Self::Quit => Care::Acts,
            Self::Forget | Self::Clear => Care::Drops,
            Self::Mark | Self::NextFailed | Self::PreviousFailed => Care::Moves,
            _ if matches!(self.group(), Group::Move | Group::Replay) => Care::Moves,
            _ => Care::Harmless,
        }
    }

    /// Whether it can do anything now. One that cannot is not offered in the footer, and says why when its key is pressed.
    pub fn is_available(self, model: &Model) -> bool {
        let view = &model.view;
        let chosen = || view.cursor.is_some() || !view.marks.is_empty();
        match self {
            _ if model.replay.is_some() && self.is_beyond_replay() => false,
            Self::Open => view.cursor.is_some() && model.detail.is_none(),
            Self::NextTab | Self::PreviousTab | Self::ScrollDown | Self::ScrollUp => model.detail.is_some(),
            Self::Back => {
                model.detail.is_some()
                    || view.range_from.is_some()
                    || !view.filter.is_empty()
                    || view.only.is_some()
                    || !view.marks.is_empty()
            }
            Self::Mark | Self::Range | Self::MarkAll => view.cursor.is_some(),
            Self::Unmark => !view.marks.is_empty() || view.range_from.is_some(),
            Self::Cancel if view.marks.is_empty() => {
                let current = view.cursor.as_ref().and_then(|id| model.watch.tasks.get(id));
                current.is_some_and(|task| model.watch.can_cancel(task))
            }
            Self::Cancel => {
                view.marks.iter().filter_map(|id| model.watch.tasks.get(id)).any(|task| model.watch.can_cancel(task))
            }
            Self::Forget | Self::CopyIds | Self::CopyReport => chosen(),
            Self::Clear => model.watch.tasks.len() > model.watch.totals.live(),
            Self::Undo => !model.undo.is_empty(),
            Self::NextFailed | Self::PreviousFailed => model.shown_totals().of(State::Fail) > 0,
            Self::ShowAll => view.only.is_some(),
            Self::Explain => model.current().is_some_and(can_explain),
            // A question that cannot be seen must not be answered with yes.
            Self::Confirm if geometry::regions(model.size, false).is_none() => false,
            Self::Confirm => model.question().is_some_and(|question| {
                question.acts_on().next().is_some()
                    && question.counts_from().is_some_and(|from| from <= model.now.moment)
            }),
            Self::WithHidden => {
                matches!(model.dialogs.last(), Some(Dialog::Cancel(question)) if !question.hidden.is_empty())
            }
            _ => true,
        }
    }
}

/// Whether there is something to explain about a task: an error, a refusal, a cancel that failed, or that it is gone.
fn can_explain(task: &Task) -> bool {
    let coded = task.report().is_some_and(|report| report.error_code().is_some());
    coded || task.refusal.is_some() || matches!(task.cancel, CancelStep::Failed(..)) || task.is_absent()
}
