//! How old the data is and when it will be newer; or what is wrong, where, and until when.

use crate::{
    domain::{At, Moment},
    messages::{
        time,
        width::{cells, cut_middle, fit, fit_right},
    },
    tui::{
        Feed, RegionState,
        draw::{
            context::RenderContext,
            paint::Item,
            theme::{Role, problem_role},
        },
    },
};
use std::time::Duration;

/// A region's name has no more cells beside its trouble.
const NAME: usize = 16;

/// What the header says of it. Of several regions it says what is worst, and how the others are.
pub fn items(ctx: &RenderContext<'_>) -> Vec<Item> {
    match worst(ctx) {
        Some(worst) => in_trouble(ctx, worst),
        None => all_well(ctx),
    }
}

/// What is wrong, in plain words: a line of its own below the word and the code of it.
pub fn in_words(ctx: &RenderContext<'_>) -> Vec<Item> {
    let Some(worst) = worst(ctx) else { return Vec::new() };
    let (feed, words) = (&worst.feed, &ctx.words.header);
    let Some(trouble) = &feed.trouble else { return Vec::new() };
    let kind = trouble.problem.kind;
    let advice = ctx.problem_text(kind).advice;
    let end = [". ", ": ", "; ", "。", "；"].iter().filter_map(|end| advice.find(end)).min().unwrap_or(advice.len());
    let mut what = advice.get(..end).unwrap_or(advice).trim_end_matches('.').to_owned();
    what.push_str(words.full_stop);
    if ctx.model.watch.regions.are_several() {
        what = (words.of_region)(&cut_middle(&worst.label, NAME, ctx.palette.ellipsis()), &what);
    }
    let style = ctx.style(problem_role(kind));
    let mut items = vec![Item::left(0, what, style)];
    if let Some(answer) = feed.last_answer {
        items.push(Item::left(3, (words.numbers_from)(&time::clock(answer.wall, &ctx.model.zone)), style));
    }
    items
}

/// The region that is worst off.
fn worst<'a>(ctx: &RenderContext<'a>) -> Option<&'a RegionState> {
    let places = &ctx.model.watch.regions;
    places.iter().filter(|state| state.feed.trouble.is_some()).min_by_key(|state| {
        let trouble = state.feed.trouble.as_ref();
        // What passes by itself is less than what waits for the user; of these, the one that lasts longest.
        trouble.map(|trouble| (trouble.problem.kind.is_passing(), trouble.since.moment))
    })
}

/// What is wrong with a region, and when it is tried again; `None` where nothing is.
pub fn trouble(ctx: &RenderContext<'_>, feed: &Feed) -> Option<String> {
    let what = ctx.problem(&feed.trouble.as_ref()?.problem);
    Some(match feed.next {
        _ if feed.asking => format!("{what}{}{}", ctx.palette.separator(), ctx.words.header.asking),
        Some(next) => (ctx.words.header.retry)(&what, &wait(ctx, next)),
        None => what,
    })
}

fn in_trouble(ctx: &RenderContext<'_>, worst: &RegionState) -> Vec<Item> {
    let (places, feed, words) = (&ctx.model.watch.regions, &worst.feed, &ctx.words.header);
    let (Some(trouble), Some(mut what)) = (&feed.trouble, trouble(ctx, feed)) else { return Vec::new() };
    let style = ctx.style(problem_role(trouble.problem.kind));
    if places.are_several() {
        what = (words.of_region)(&cut_middle(&worst.label, NAME, ctx.palette.ellipsis()), &what);
    }
    let mut items = vec![Item::right(0, what, style)];
    let failing = places.iter().filter(|state| state.feed.trouble.is_some()).count() - 1;
    let fine = places.iter().filter(|state| state.feed.answers()).count();
    if failing + fine > 0 {
        let role = if failing > 0 { Role::Warn } else { Role::Dim };
        items.push(Item::right(3, (words.others)(failing, fine), ctx.style(role)));
    }
    let since = (words.failing_since)(&time::clock(trouble.since.wall, &ctx.model.zone));
    items.push(Item::right(5, since, style));
    if let Some(answer) = feed.last_answer {
        items.push(Item::right(6, age(ctx, answer), ctx.style(Role::Dim)));
    }
    items
}

/// What changes its width from one answer to the next is at the left, where it moves nothing else.
fn all_well(ctx: &RenderContext<'_>) -> Vec<Item> {
    let (places, words) = (&ctx.model.watch.regions, &ctx.words.header);
    let dim = ctx.style(Role::Dim);
    let mut items = Vec::new();
    let asking = places.iter().any(|state| state.feed.asking);
    let skipped = places.iter().fold(0_u64, |sum, state| sum.saturating_add(state.feed.skipped));
    if skipped > 0 {
        items.push(Item::right(9, (words.skipped)(skipped), ctx.style(Role::Warn)));
    }
    if let Some(time) = places.iter().filter_map(|state| state.feed.round_trip).max() {
        // Always of one width, or the items to its left would come and go.
        let widest = cells(&(words.round_trip)("999ms"));
        let took = fit_right(&(words.round_trip)(&short(time)), widest, ctx.palette.ellipsis());
        items.push(Item::right(6, took, dim));
    }
    if let Some(span) = places.iter().filter_map(|state| state.feed.stretched).max() {
        items.push(Item::right(3, (words.at_limits)(&ctx.span(span)), ctx.style(Role::Warn)));
    }
    match oldest_answer(ctx) {
        Some(answer) => {
            // One that is about to give its first answer is not late.
            let old = places.iter().any(|state| state.feed.last_answer.is_some() && ctx.is_old(state));
            items.push(Item::right(0, age(ctx, answer), ctx.style(if old { Role::Warn } else { Role::Good })));
        }
        None if asking => {}
        None => items.push(Item::right(0, words.never_asked, dim)),
    }
    if asking {
        // In the cells of what stands there between two questions.
        let width = cells(&(words.next_poll)(&ctx.span(Duration::from_secs(1))));
        items.push(Item::right(2, fit(words.asking, width.max(cells(words.asking)), ctx.palette.ellipsis()), dim));
    } else if let Some(next) = places.iter().filter_map(|state| state.feed.next).min() {
        items.push(Item::right(2, (words.next_poll)(&wait(ctx, next)), dim));
    } else if ctx.model.watch.totals.live() == 0 && !ctx.model.watch.tasks.is_empty() {
        items.push(Item::right(2, words.all_ended, dim));
    }
    items
}

/// The oldest of the last answers of all regions; those that nothing is expected of count only where that is all of them.
fn oldest_answer(ctx: &RenderContext<'_>) -> Option<At> {
    let answers = |awaited: bool| {
        let places = ctx.model.watch.regions.iter().filter(move |state| !awaited || ctx.is_awaited(state));
        places.filter_map(|state| state.feed.last_answer).min_by_key(|answer| answer.moment)
    };
    answers(true).or_else(|| answers(false))
}

/// How old an answer is.
pub fn age(ctx: &RenderContext<'_>, answer: At) -> String {
    (ctx.words.header.age)(&ctx.age(ctx.model.now.moment.since(answer.moment)))
}

/// What is left of a wait, in whole seconds, rounded up: it is over at 0, and then nothing is said of it.
pub fn wait(ctx: &RenderContext<'_>, until: Moment) -> String {
    let left = until.since(ctx.model.now.moment);
    let seconds = left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0));
    ctx.span(Duration::from_secs(seconds.max(1)))
}

/// The time of a call: `<1ms`, `12ms`, `1.2s`, `12s`.
pub fn short(time: Duration) -> String {
    match time.as_millis() {
        0 => "<1ms".to_owned(),
        millis @ 1..1000 => format!("{millis}ms"),
        millis @ 1000..10_000 => format!("{}.{}s", millis / 1000, millis % 1000 / 100),
        _ => time::duration(time),
    }
}
