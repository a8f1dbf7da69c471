//! Every command that a key can run: its name, its group in help, and how carefully its key is read. Whether it can do anything now
//! is in `available`; which keys run it is the keymap's matter, what it does is `update`'s.

use super::replay::Control;
use crate::messages::words::{CommandText, CommandWords, HelpWords};

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

    /// What it does with a recording, if anything.
    pub(super) fn control(self) -> Option<Control> {
        Some(match self {
            Self::ReplayPause => Control::Pause,
            Self::ReplayStep => Control::Step { forward: true },
            Self::ReplayStepBack => Control::Step { forward: false },
            Self::ReplayForward => Control::Seek { forward: true },
            Self::ReplayBack => Control::Seek { forward: false },
            Self::ReplayFaster => Control::Speed { faster: true },
            Self::ReplaySlower => Control::Speed { faster: false },
            _ => return None,
        })
    }

    /// Whether it acts on the service or on a set, neither of which a recording has.
    pub fn is_beyond_replay(self) -> bool {
        matches!(
            self,
            Self::Cancel | Self::Confirm | Self::WithHidden | Self::PollNow | Self::Forget | Self::Clear | Self::Add
        )
    }
}
