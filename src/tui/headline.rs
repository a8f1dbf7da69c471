//! What stands outside of the screen: the window's title with the totals, and the progress that some terminals show beside it.

use super::Model;
use crate::{domain::State, messages::words};

/// How far the set is, as a terminal can show it beside the title of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is under way.
    None,
    /// So many percent.
    Good(u8),
    /// So many percent, and something has failed.
    Bad(u8),
    /// Under way, and nobody knows how far.
    Unknown,
}

/// How far the set is.
pub fn progress(model: &Model) -> Progress {
    if model.watch.totals.live() == 0 {
        return Progress::None;
    }
    match percent(model) {
        Some(percent) if model.watch.totals.of(State::Fail) > 0 => Progress::Bad(percent),
        Some(percent) => Progress::Good(percent),
        None => Progress::Unknown,
    }
}

/// The title of the window: the totals as they are now, even when the display is paused. Short: tabs are narrow.
pub fn title(model: &Model) -> String {
    let words = words(model.look.lang);
    let totals = &model.watch.totals;
    let mut parts = Vec::new();
    let trouble = model.watch.regions.iter().find_map(|state| state.feed.trouble.as_ref());
    if let Some(trouble) = trouble.filter(|_| totals.live() > 0) {
        parts.push(words.problems.of(trouble.problem.kind).word.to_owned());
    } else if totals.live() > 0 {
        parts.extend(percent(model).map(|percent| format!("{percent}%")));
    }
    let counts = [totals.of(State::Fail), totals.live(), totals.of(State::Complete)];
    parts.push((words.header.window_title)(counts[0], counts[1], counts[2]));
    format!("eftop: {}", parts.join(words.header.comma))
}

/// Whole percents, rounded down: 100 % is for what is done.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
fn percent(model: &Model) -> Option<u8> {
    model.watch.totals.fraction().map(|fraction| (fraction.clamp(0.0, 1.0) * 100.0) as u8)
}
