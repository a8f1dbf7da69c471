//! How many tasks are in which state: in signs and words, and as a bar that is divided by count.

use crate::{
    domain::State,
    messages::{number, width::cells},
    tui::draw::{
        context::RenderContext,
        paint::{Item, spare},
        theme::{Role, state_role},
    },
};
use ratatui::style::Style;

/// The states by how much their word matters.
const WORDS: [State; State::ALL.len()] = [
    State::Fail,
    State::Stalled,
    State::Processing,
    State::Cancelling,
    State::Missing,
    State::Gone,
    State::Waiting,
    State::Unknown,
    State::Cancel,
    State::Retried,
    State::Complete,
];

/// The cells of the bar without its ends: in fewer than the least, parts could not be compared.
const BAR: std::ops::RangeInclusive<usize> = 8..=24;

/// The counts and behind them, at the right, `view`, in `room` cells with this between two of them. All states in signs say more than some of
/// them in words, so the words go first, one by one. The bar has what no word needs; says whether it had room.
pub fn row(
    ctx: &RenderContext<'_>,
    room: usize,
    between: (&'static str, &'static str),
    view: &[Item],
) -> (Vec<Item>, bool) {
    let with_words = |words| [&items(ctx, words), view].concat();
    let most = (0..=WORDS.len()).rev().find(|words| spare(&with_words(*words), room, between).is_some());
    let counts = items(ctx, most.unwrap_or(0));
    let one_cell = [Item::right(0, " ", ctx.style(Role::Text))];
    let left = spare(&[&counts[..], &one_cell, view].concat(), room, between);
    let bar = left.and_then(|left| bar(ctx, left + 1, Item::right));
    let has_bar = bar.is_some();
    (counts.into_iter().chain(bar).chain(view.iter().cloned()).collect(), has_bar)
}

/// The states that have tasks; none is not said. The first `words` of [`WORDS`] have their word beside the sign.
pub fn items(ctx: &RenderContext<'_>, words: usize) -> Vec<Item> {
    let totals = ctx.model.shown_totals();
    let has_word = |state: State| WORDS.iter().take(words).any(|other| *other == state);
    let some = State::ALL.into_iter().filter(|state| totals.of(*state) > 0);
    some.map(|state| {
        let style = ctx.style(state_role(state));
        let item = Item::left(
            2,
            format!("{} {}", ctx.palette.state_sign(state), number::count(totals.of(state) as u64)),
            style,
        );
        if has_word(state) { item.and(format!(" {}", ctx.state_word(state)), style) } else { item }
    })
    .collect()
}

/// The tasks by state, in the order of the counts, in at most `room` cells; `None` where these are too few, or where all tasks are in one
/// state. `item` makes its first piece, at the left or at the right.
pub fn bar(ctx: &RenderContext<'_>, room: usize, item: impl Fn(u8, &'static str, Style) -> Item) -> Option<Item> {
    let totals = ctx.model.shown_totals();
    let states = || State::ALL.into_iter().filter(|state| totals.of(*state) > 0);
    let label = format!(" {}", ctx.words.header.by_count);
    let width = room.checked_sub(2 + cells(&label))?.min(*BAR.end());
    // Half of it at least goes by count.
    if !BAR.contains(&width) || !(2..=width / 2).contains(&states().count()) {
        return None;
    }
    let (frame, shares) = (ctx.style(Role::Track), shares(states().map(|state| totals.of(state)), width));
    let bar = states().zip(shares).fold(item(9, ctx.palette.sign("▐", "["), frame), |bar, (state, cells)| {
        bar.and(fill(ctx, state).repeat(cells), ctx.style(state_role(state)))
    });
    Some(bar.and(ctx.palette.sign("▌", "]"), frame).and(label, ctx.style(Role::Dim)))
}

/// What the part of a state is made of: states of one colour, or of none, are told apart by it.
fn fill(ctx: &RenderContext<'_>, state: State) -> &'static str {
    if ctx.palette.ascii {
        return ctx.palette.state_sign(state);
    }
    match state {
        State::Fail => "█",
        State::Stalled => "▚",
        State::Processing => "▓",
        State::Cancelling => "▞",
        State::Waiting => "░",
        State::Missing => "▖",
        State::Unknown => "╱",
        State::Gone => "·",
        State::Cancel => "╳",
        State::Retried => "╲",
        State::Complete => "▒",
    }
}

/// Divides `width` cells in the proportion of the counts (Webster's method): one for each of them first, as far as there are cells.
fn shares(counts: impl Iterator<Item = usize>, width: usize) -> Vec<usize> {
    let mut shares: Vec<_> = counts.enumerate().map(|(at, count)| (count, usize::from(at < width))).collect();
    let used: usize = shares.iter().map(|(_, cells)| cells).sum();
    for _ in used..width {
        // Of equal ones the first: `max_by` would take the last.
        let next = shares.iter_mut().rev().max_by(|a, b| (a.0 * (2 * b.1 + 1)).cmp(&(b.0 * (2 * a.1 + 1))));
        if let Some((_, cells)) = next {
            *cells += 1;
        }
    }
    shares.into_iter().map(|(_, cells)| cells).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[2, 9, 3, 1, 1], 16, &[2, 9, 3, 1, 1])]
    #[case(&[1, 99_999], 10, &[1, 9])]
    #[case(&[1, 1], 9, &[5, 4])]
    #[case(&[1, 500, 1, 500], 12, &[1, 5, 1, 5])]
    #[case(&[7, 7, 7], 2, &[1, 1, 0])]
    fn each_state_has_a_cell_and_the_others_go_by_count(
        #[case] counts: &[usize],
        #[case] width: usize,
        #[case] expected: &[usize],
    ) {
        assert_eq!(shares(counts.iter().copied(), width), expected);
    }
}
