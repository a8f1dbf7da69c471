//! What a recording tells that no poll does, and where it stands.

use super::{Model, cancel, data, local};
use crate::{app::Recorded, domain::Task};

/// Takes what was recorded.
pub(super) fn take(model: &mut Model, recorded: Recorded) {
    let at = model.now;
    match recorded {
        Recorded::Added(tasks) => {
            local::put_back(model, tasks);
        }
        Recorded::Removed(ids) => {
            model.take_out(&ids);
            cancel::mind(model);
        }
        Recorded::Moved(ids, place) => {
            for id in ids {
                if let Some(task) = model.tasks.get_mut(&id) {
                    task.place = place;
                }
            }
        }
        Recorded::CancelSent(ids) => {
            for id in ids {
                let happened = model.tasks.get_mut(&id).map(|task: &mut Task| task.cancel_sent(at)).unwrap_or_default();
                data::write_down(model, at, &id, happened);
            }
        }
    }
    model.recount();
    model.reorder();
}
