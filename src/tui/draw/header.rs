//! The header: what is watched and how fresh the data is, the totals, and how many tasks are in which state.

mod counts;
pub mod freshness;
mod graph;

use super::{
    context::RenderContext,
    paint::{Item, bar, put, spare},
    table::gauge,
    theme::Role,
    time_bar,
};
use crate::{
    domain::{State, Totals, Unit},
    messages::{
        number, time,
        width::{cells, cut, fit, fit_right},
    },
    tui::{Column, StateGroup, geometry},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// The widest gauge of the totals.
const GAUGE: u16 = 40;

/// The cells of the total rate.
const RATE_CELLS: usize = 12;

/// Draws the header into five rows with a graph at the right, into three, or into two. Where there is no time bar, it says itself that this is a replay.
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, has_time_bar: bool) {
    let row = |at: u16| Rect { y: area.y + at, height: 1, ..area };
    line(ctx, buffer, row(0), [title(ctx, has_time_bar), freshness::items(ctx)].concat());
    if ctx.model.shown().is_empty() {
        return;
    }
    if area.height >= 5 {
        draw_tall(ctx, buffer, area);
    } else if area.height >= 3 {
        draw_totals(ctx, buffer, row(1), false);
        draw_counts(ctx, buffer, row(2), &view(ctx));
    } else {
        let mut items = vec![percent(ctx)];
        items.extend(counts::items(ctx, 0));
        items.extend(view(ctx));
        line(ctx, buffer, row(1), items);
    }
}

/// All but the title: the numbers at the left, the graph at the right once there is something to show.
fn draw_tall(ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect) {
    let row = |at: u16, width: u16| Rect { y: area.y + at, height: 1, width, ..area };
    let mut width = area.width;
    let graph = geometry::graph(area).and_then(|here| Some((here, graph::Graph::of(ctx, here.width)?)));
    if let Some((here, graph)) = graph {
        graph.draw(ctx, buffer, here, moving(ctx));
        width = here.x - area.x - 1;
    }
    draw_totals(ctx, buffer, row(1, width), true);
    let totals = ctx.model.shown_totals();
    let mut sizes = Item::left(0, (ctx.words.header.done_of)(&pair_of(ctx, totals, "")), ctx.style(Role::Text));
    if totals.not_sized > 0 {
        let text = [ctx.palette.separator(), &(ctx.words.header.not_sized)(totals.not_sized)].concat();
        sizes = sizes.and(text, ctx.style(Role::Warn));
    }
    let rest = estimate(ctx).into_iter().skip(1);
    let rest = rest.map(|(rank, text, role)| Item::right(u8::try_from(rank).unwrap_or(0), text, ctx.style(role)));
    line(ctx, buffer, row(2, width), std::iter::once(sizes).chain(rest).collect());
    let has_bar = draw_counts(ctx, buffer, row(3, width), &[]);
    let (mut last, view) = (freshness::in_words(ctx), view(ctx));
    if last.is_empty() && !has_bar {
        let room = spare(&view, usize::from(width.saturating_sub(4)), between(ctx)).unwrap_or(0);
        last.extend(counts::bar(ctx, room, Item::left));
    }
    line(ctx, buffer, row(4, width), [last, view].concat());
}

/// Draws the counts; says whether their bar is there.
fn draw_counts(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, view: &[Item]) -> bool {
    let (items, has_bar) = counts::row(ctx, usize::from(row.width.saturating_sub(2)), between(ctx), view);
    line(ctx, buffer, row, items);
    has_bar
}

fn line(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, items: Vec<Item>) {
    let row = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
    let palette = ctx.palette;
    bar(buffer, row, items, between(ctx), ctx.style(Role::Faint), palette.ellipsis());
}

/// What stands between two items at the left, and at the right.
fn between(ctx: &RenderContext<'_>) -> (&'static str, &'static str) {
    ("  ", ctx.palette.separator())
}

/// The program, the region, the set and the user.
fn title(ctx: &RenderContext<'_>, has_time_bar: bool) -> Vec<Item> {
    let model = ctx.model;
    let ellipsis = ctx.palette.ellipsis();
    let dim = ctx.style(Role::Dim);
    let mut items = vec![Item::left(3, "eftop", ctx.style(Role::Accent).patch(ctx.style(Role::Strong)))];
    if model.recording {
        let text = format!("{} {}", ctx.palette.sign("●", "*"), ctx.words.header.recording);
        items.push(Item::left(1, text, ctx.style(Role::Warn)));
    }
    if let Some(replay) = model.replay.as_ref().filter(|_| !has_time_bar) {
        let (text, role) = time_bar::state(ctx, replay);
        items.push(Item::left(1, text, ctx.style(role)));
    }
    let place = match model.watch.regions.count() {
        1 => cut(&model.watch.regions.home().region.name, 40, ellipsis),
        several => (ctx.words.header.regions)(several),
    };
    if !place.is_empty() {
        items.push(Item::left(4, place, ctx.style(Role::Text)));
    }
    if let Some(name) = &model.set_name {
        items.push(
            Item::left(8, format!("{} ", ctx.words.header.set), dim)
                .and(cut(name, 24, ellipsis), ctx.style(Role::Text)),
        );
    }
    // All tasks of a set are one user's; the cursor's task tells whose.
    let user = model.current().and_then(|task| task.report()?.user_name()).filter(|user| !user.is_empty());
    if let Some(user) = user {
        items.push(
            Item::left(7, format!("{} ", ctx.words.header.user), dim)
                .and(cut(user, 24, ellipsis), ctx.style(Role::Text)),
        );
    }
    items
}

fn percent(ctx: &RenderContext<'_>) -> Item {
    let fraction = ctx.model.shown_totals().fraction();
    let text = fraction
        .map_or_else(|| fit_right(ctx.palette.none(), number::PERCENT_CELLS, ctx.palette.ellipsis()), number::percent);
    Item::left(1, text, ctx.style(Role::Strong))
}

/// How much is done of how much, in the unit in which the tasks are judged together.
pub fn pair(ctx: &RenderContext<'_>, totals: &Totals) -> String {
    // It is the total that may grow, not what is done.
    pair_of(ctx, totals, if totals.is_partial { ctx.palette.sign("≥", ">=") } else { "" })
}

/// The same with a sign before the total.
fn pair_of(ctx: &RenderContext<'_>, totals: &Totals, at_least: &str) -> String {
    let pair = match totals.unit() {
        Unit::Bytes => number::bytes_pair(totals.done_bytes, totals.total_bytes),
        Unit::Files if totals.total_files > 0 => {
            (ctx.words.units.files)(&number::count_pair(totals.done_files, totals.total_files))
        }
        Unit::Files => return ctx.palette.none().to_owned(),
    };
    pair.replacen('/', &format!("/{at_least}"), 1)
}

/// Bytes or files per second of what runs where asking works.
fn rate_of_all(ctx: &RenderContext<'_>, unit: Unit) -> Option<f64> {
    let answering = ctx.model.watch.regions.iter().filter(|state| state.feed.answers());
    let rates = answering.filter_map(|state| rate(ctx.totals_of(state.region.id)?, unit));
    rates.reduce(|sum, rate| sum + rate)
}

/// The rate of some tasks together, while any of them is live.
pub fn rate(totals: &Totals, unit: Unit) -> Option<f64> {
    let rate = match unit {
        Unit::Bytes => totals.bytes_per_second,
        Unit::Files => totals.files_per_second,
    };
    rate.filter(|_| totals.live() > 0)
}

/// Whether asking works wherever something is still to come from.
fn all_answer(ctx: &RenderContext<'_>) -> bool {
    ctx.model.watch.regions.iter().filter(|state| ctx.is_awaited(state)).all(|state| state.feed.answers())
}

/// When all that runs is done, on the clock and in time, and how much waits besides; each with its rank.
fn estimate(ctx: &RenderContext<'_>) -> Vec<(i32, String, Role)> {
    let (totals, words) = (ctx.model.shown_totals(), &ctx.words.header);
    let left = totals.ends.left(ctx.now.moment).filter(|_| totals.live() > 0 && all_answer(ctx));
    let Some(left) = left else { return vec![(3, format!("{} {}", words.eta, ctx.palette.none()), Role::Dim)] };
    let Some(clock) = time::coming(left, ctx.now.wall, &ctx.model.zone, ctx.lang()) else {
        return vec![(3, format!("{} {}", words.eta, time::duration(left)), Role::Text)];
    };
    let (clock, left) = if totals.is_eta_partial {
        ((words.not_before)(&clock), time::at_least(ctx.palette.sign("≥", ">="), left, ctx.lang()))
    } else {
        ((words.done_by)(&clock), time::left(left, ctx.lang()))
    };
    let mut said = vec![(3, clock, Role::Text), (5, left, Role::Text)];
    let waiting = totals.of(State::Waiting);
    if waiting > 0 {
        said.push((6, (words.plus_waiting)(waiting), Role::Dim));
    }
    said
}

/// What moves, unless nothing does or nobody knows.
fn moving(ctx: &RenderContext<'_>) -> Role {
    let is_old = ctx.model.watch.regions.iter().all(|state| ctx.is_old(state));
    if is_old || ctx.model.shown_totals().live() == 0 { Role::Dim } else { Role::Moving }
}

/// The gauge of the whole set, and its numbers; what does not fit is left out as a whole. In a tall header other rows have some of them.
fn draw_totals(ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect, is_tall: bool) {
    let totals = ctx.model.shown_totals();
    let ellipsis = ctx.palette.ellipsis();
    let (rate, known) = (rate_of_all(ctx, totals.unit()), totals.live() > 0 && all_answer(ctx));
    // What cannot be asked adds something that nobody knows.
    let rate = rate.map_or(ctx.palette.none().to_owned(), |rate| {
        let text = ctx.rate(rate, totals.unit());
        let lower_bound = ctx.palette.at_least("", &text);
        if known || cells(&lower_bound) > RATE_CELLS { text } else { lower_bound }
    });
    let words = &ctx.words.header;
    // A share of what is known is no share of all.
    let percent_role = if totals.not_sized > 0 { Role::Dim } else { Role::Strong };
    let percent = totals.fraction().map_or_else(|| fit_right(ctx.palette.none(), 4, ellipsis), number::percent);
    let mut items = vec![(0, percent, percent_role)];
    if !is_tall {
        items.push((1, fit(&pair(ctx, totals), 19, ellipsis), Role::Text));
    }
    items.push((4, fit_right(&rate, RATE_CELLS, ellipsis), Role::Text));
    items.extend(estimate(ctx).into_iter().take(if is_tall { 1 } else { usize::MAX }));
    let width = |items: &[(i32, String, Role)]| items.iter().map(|(_, text, _)| 2 + cells(text)).sum::<usize>();
    let room = usize::from(row.width.saturating_sub(2));
    while items.len() > 1 && width(&items) + 6 > room {
        let worst = items.iter().enumerate().max_by_key(|(_, (rank, ..))| *rank).map_or(0, |(at, _)| at);
        items.remove(worst);
    }
    let label = format!("{} ", words.total);
    let has_label = row.width >= 100 && !is_tall;
    let mut x = row.x + 1;
    if has_label {
        x = put(buffer, (x, row.y), row.width, &label, ctx.style(Role::Dim));
    }
    // There is one blank before the first of them, and two before the others.
    let spare = room.saturating_sub(width(&items) - usize::from(is_tall) + if has_label { cells(&label) } else { 0 });
    let most = if is_tall { u16::MAX } else { GAUGE };
    let gauge = u16::try_from(spare).unwrap_or(most).min(most);
    draw_gauge(ctx, buffer, (x, row.y), gauge);
    x += gauge;
    // A percentage stands close to its gauge.
    for (at, (_, text, role)) in items.iter().enumerate() {
        x += if at == 0 { 1 } else { 2 };
        x = put(buffer, (x, row.y), row.right().saturating_sub(x), text, ctx.style(*role));
    }
}

/// The gauge of what is known of the set. The part of the tasks whose size is not known is hatched: a gauge that is nearly full says that
/// the set is nearly done.
fn draw_gauge(ctx: &RenderContext<'_>, buffer: &mut Buffer, (x, y): (u16, u16), width: u16) {
    let totals = ctx.model.shown_totals();
    let counted = (totals.live() + totals.of(State::Complete)).max(1);
    let hatched = (usize::from(width) * totals.not_sized).div_ceil(counted);
    let hatched = u16::try_from(hatched).unwrap_or(width).min(width);
    gauge::draw(buffer, (x, y), width - hatched, totals.fraction(), (ctx.palette, moving(ctx)));
    let hatch = ctx.palette.sign("╱", "/").repeat(usize::from(hatched));
    put(buffer, (x + width - hatched, y), hatched, &hatch, ctx.style(Role::Dim));
}

/// What is set that changes what the table shows.
fn view(ctx: &RenderContext<'_>) -> Vec<Item> {
    let (view, words) = (&ctx.model.view, &ctx.words.header);
    let accent = ctx.style(Role::Accent);
    let mut items = Vec::new();
    if ctx.model.unsaved {
        items.push(Item::right(0, words.unsaved, ctx.style(Role::Bad)));
    }
    if ctx.model.frozen.is_some() {
        items.push(Item::right(0, words.frozen, ctx.style(Role::Warn)));
    }
    let marked = view.marks.len();
    if marked > 0 {
        items.push(Item::right(1, (words.marked)(marked), accent));
    }
    let group = view.only.map(|group| group_word(ctx, group));
    let filter = [group.unwrap_or_default(), view.filter.trim()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if !filter.is_empty() {
        let filter = cut(&filter, 24, ctx.palette.ellipsis());
        let shown = Item::right(1, (words.filter)(&filter, view.ids.len(), ctx.model.shown().len()), accent);
        let bytes = Some(view.shown_bytes).filter(|bytes| *bytes > 0);
        items.push(match bytes {
            Some(bytes) => shown.and((words.shown)(&number::bytes(bytes)), accent),
            None => shown,
        });
    }
    if view.sort.key == Column::Added || view.sort.key == Column::Attention && view.sort.reversed {
        let arrow = if view.sort.reversed { ctx.palette.sign("▲", "^") } else { ctx.palette.sign("▼", "v") };
        items.push(Item::right(3, format!("{}{arrow}", view.sort.key.order_name(ctx.lang())), ctx.style(Role::Dim)));
    }
    items
}

fn group_word(ctx: &RenderContext<'_>, group: StateGroup) -> &'static str {
    let states = &ctx.words.states;
    match group {
        StateGroup::Failed => states.fail,
        StateGroup::Running => states.processing,
        StateGroup::Waiting => states.waiting,
        StateGroup::Complete => states.complete,
        StateGroup::Trouble => ctx.words.header.group_trouble,
        StateGroup::Away => ctx.words.header.group_away,
    }
}
