//! What leaves eftop by the clipboard.

use super::{Effect, Model, NoticeTone, TerminalEffect};
use crate::{domain::TaskId, tui::report_text};

/// No report is about more tasks: terminals refuse longer texts anyway.
const REPORTED: usize = 1000;

/// Copies the ids or a full report of the marked tasks, else of the one under the cursor. Hidden marks count: nothing is changed.
pub(super) fn copy(model: &mut Model, report: bool, to: &mut Vec<Effect>) {
    let (mut ids, hidden) = model.chosen();
    ids.extend(hidden);
    let words = model.words().notice;
    let (text, notice) = if report {
        let shown = model.shown();
        let tasks: Vec<_> = ids.iter().filter_map(|id| shown.get(id)).take(REPORTED).collect();
        let reports: Vec<_> =
            tasks.iter().map(|task| report_text::report(task, model.look.lang, &model.zone)).collect();
        (reports.join("\n"), (words.copied_report)(tasks.len()))
    } else {
        let lines: Vec<_> = ids.iter().map(TaskId::as_str).collect();
        (lines.join("\n"), (words.copied_ids)(ids.len()))
    };
    to.push(Effect::Terminal(TerminalEffect::Copy(text)));
    model.tell(NoticeTone::Good, &notice);
}
