//! Which commands can do anything now.

use super::{Command, Dialog, Model, geometry};
use crate::domain::{CancelStep, State, Task};

impl Command {
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
