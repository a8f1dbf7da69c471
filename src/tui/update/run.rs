//! Runs commands: what each does, and when it can, as its row names it.

use super::{cancel, data, dialogs, filter, local, log, look, marks, navigation, notifications, retry, share};
use crate::tui::{
    Command, Control, Dialog, Effect, Model, StateGroup, Tab, TerminalEffect,
    available::{
        Can, always, can_cancel, can_clear, can_confirm, can_copy, can_explain, can_go_back, can_open, can_retry,
        can_submit, can_undo, has_chosen, has_commands, has_cursor, has_detail, has_failed, has_graph, has_hidden,
        has_log, has_marks, has_paths, has_rule, has_task_graph, is_live, is_narrowed,
    },
    command::command_rows,
};

macro_rules! define {
    ($($variant:ident: $row:expr, when $when:expr, run $run:expr;)*) => {
        impl Command {
            /// Whether it can act now. One that cannot is not offered in the footer, and says why when its key is pressed.
            pub fn can_run(self, model: &Model) -> Can {
                match self {
                    $(Self::$variant => $when(model),)*
                }
            }

            pub(super) fn run(self, model: &mut Model, to: &mut Vec<Effect>) {
                let run: fn(&mut Model, &mut Vec<Effect>) = match self {
                    $(Self::$variant => $run,)*
                };
                run(model, to);
            }
        }
    };
}

command_rows!(define);

fn control(to: &mut Vec<Effect>, control: Control) {
    to.push(Effect::Replay(control));
}
