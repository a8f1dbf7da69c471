//! What leaves eftop by the clipboard.

use super::{Effect, Model, NoticeTone, TerminalEffect};
use crate::{
    domain::TaskId,
    tui::{explained, report_text},
};

/// No report is about more tasks: terminals refuse longer texts anyway.
const REPORTED: usize = 1000;

/// The marked tasks, else the one under the cursor. Hidden marks count: nothing is changed.
fn chosen(model: &Model) -> Vec<TaskId> {
    let (mut ids, hidden) = model.chosen();
    ids.extend(hidden);
    ids
}

pub(super) fn copy_ids(model: &mut Model, to: &mut Vec<Effect>) {
    let ids = chosen(model);
    to.push(Effect::Terminal(TerminalEffect::Copy(ids.iter().map(TaskId::as_str).collect::<Vec<_>>().join("\n"))));
    model.tell(NoticeTone::Good, &(model.words().notice.copied_ids)(ids.len()));
}

/// The commands of the card that is open.
pub(super) fn copy_commands(model: &mut Model, to: &mut Vec<Effect>) {
    let commands = model.explained().map(|task| explained::commands(model, task)).unwrap_or_default();
    to.push(Effect::Terminal(TerminalEffect::Copy(commands.join("\n"))));
    model.tell(NoticeTone::Good, &(model.words().notice.copied_commands)(&commands));
}

pub(super) fn copy_report(model: &mut Model, to: &mut Vec<Effect>) {
    let tasks = chosen(model).into_iter().filter_map(|id| model.shown().get(&id)).take(REPORTED);
    let reports: Vec<_> = tasks.map(|task| report_text::report(model, task)).collect();
    to.push(Effect::Terminal(TerminalEffect::Copy(reports.join("\n"))));
    model.tell(NoticeTone::Good, &(model.words().notice.copied_report)(reports.len()));
}
