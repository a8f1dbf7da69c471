//! Each region by itself: what its tasks are together, how fresh their data is, and what to do where asking fails.

use super::window::{WIDEST, height, inner_width, keys, most_lines, window};
use crate::{
    domain::{Eta, RegionId, State, Totals},
    messages::{
        number, time,
        width::{cells, cut, fit},
    },
    tui::{
        Command, RegionState,
        draw::{
            context::RenderContext,
            header::{self, freshness},
            page::Page,
            theme::{Role, problem_role, state_role},
        },
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};
use std::time::Duration;
pub fn draw(ctx: &RenderContext<'_>, buffer: &mut Buffer, screen: Rect, scroll: u16) -> Rect {
    let words = &ctx.words.regions;
    let width = inner_width(screen, WIDEST);
    let mut block = Block { ctx, page: Page::new(width, ctx.palette), labels: label_cells(ctx) };
    for state in ctx.model.watch.regions.iter() {
        block.place(state);
    }
    if let Some(totals) = ctx.totals_of(RegionId::UNBOUND) {
        block.title(words.nowhere, &[]);
        block.totals(Some(totals), None);
        block.page.text(words.why_nowhere, Role::Dim);
    }
    let page = block.page;
    let lines = height(page.lines.len()).min(most_lines(screen));
    let area = window(ctx, buffer, screen, (width, lines), (words.title, &keys(ctx, &[Command::Close])));
    page.draw(buffer, area, scroll);
    area
}

fn label_cells(ctx: &RenderContext<'_>) -> usize {
    let words = &ctx.words.regions;
    let labels = [words.address, words.tasks, words.total, words.asked, words.trouble, ctx.words.detail.own_words];
    labels.into_iter().map(cells).max().unwrap_or(0)
}

struct Block<'s> {
    ctx: &'s RenderContext<'s>,
    page: Page,
    labels: usize,
}

impl Block<'_> {
    fn put(&mut self, label: &str, text: &str, role: Role) {
        self.page.field(label, self.labels, text, role);
    }

    /// The head of a block, with an empty line before all but the first one: the name as the rows have it, and what else is known.
    fn title(&mut self, name: &str, notes: &[&str]) {
        if !self.page.lines.is_empty() {
            self.page.blank();
        }
        let (ctx, width) = (self.ctx, self.page.width());
        let name = cut(name, width, ctx.palette.ellipsis());
        let left = width.saturating_sub(cells(&name) + 2);
        let notes = cut(&notes.join(ctx.palette.separator()), left, ctx.palette.ellipsis());
        self.page.lines.push(Line::from(vec![
            Span::styled(name, ctx.style(Role::Strong)),
            Span::raw("  "),
            Span::styled(notes, ctx.style(Role::Dim)),
        ]));
    }

    fn place(&mut self, state: &RegionState) {
        let (words, place) = (&self.ctx.words.regions, &state.region);
        let region = place.origin.as_ref().and_then(|origin| origin.region.as_deref());
        let name = if state.label.is_empty() { words.nameless } else { &state.label };
        let home = place.id == RegionId::DEFAULT && self.ctx.model.watch.regions.are_several();
        let notes = [Some(&*place.name), region, home.then_some(words.home)];
        let notes = notes.into_iter().flatten().filter(|note| !note.is_empty() && *note != name);
        self.title(name, &notes.collect::<Vec<_>>());
        match &place.origin {
            Some(origin) => self.put(words.address, &origin.base_url, Role::Dim),
            None => self.put(words.address, words.not_found, Role::Dim),
        }
        self.totals(self.ctx.totals_of(place.id), Some(state));
        self.asking(state);
    }

    /// How many tasks are in which state, and how far they are together.
    fn totals(&mut self, totals: Option<&Totals>, asked: Option<&RegionState>) {
        let (ctx, words) = (self.ctx, &self.ctx.words.regions);
        let Some(totals) = totals else { return self.put(words.tasks, words.no_tasks, Role::Dim) };
        self.counts(totals);
        let unit = totals.unit();
        let none = || ctx.palette.none().to_owned();
        let answering = asked.filter(|state| state.feed.answers());
        let rate = answering.and_then(|_| header::rate(totals, unit)).map_or_else(none, |rate| ctx.rate(rate, unit));
        let since = asked.and_then(|state| state.feed.last_answer);
        let since = since.map_or(Duration::ZERO, |answer| ctx.now.moment.since(answer.moment));
        let eta = match (answering, totals.eta()) {
            (Some(_), Eta::In { low, .. }) if totals.is_partial => {
                ctx.palette.at_least(" ", &time::age(low.saturating_sub(since)))
            }
            (Some(_), Eta::In { low, high }) => RenderContext::time_left(low, high, since),
            _ => none(),
        };
        let mut parts = Vec::new();
        if let Some(fraction) = totals.fraction() {
            parts.extend([number::percent(fraction).trim().to_owned(), header::pair(ctx, totals)]);
        }
        if totals.live() > 0 && asked.is_some() {
            parts.extend([rate, format!("{} {eta}", ctx.words.header.eta)]);
        }
        if !parts.is_empty() {
            self.put(words.total, &parts.join("  "), Role::Text);
        }
    }

    fn counts(&mut self, totals: &Totals) {
        let ctx = self.ctx;
        let room = self.page.width().saturating_sub(self.labels + 2);
        let label = fit(ctx.words.regions.tasks, self.labels, ctx.palette.ellipsis());
        let mut spans = vec![Span::styled(label, ctx.style(Role::Dim)), Span::raw("  ")];
        let mut used = 0;
        for state in State::ALL.into_iter().filter(|state| totals.of(*state) > 0) {
            let count = number::count(totals.of(state) as u64);
            let text = format!("{} {count} {}", ctx.palette.state_sign(state), ctx.state_word(state));
            if used > 0 && used + 2 + cells(&text) > room {
                self.page.lines.push(Line::from(std::mem::take(&mut spans)));
                spans.push(Span::raw(" ".repeat(self.labels + 2)));
                used = 0;
            } else if used > 0 {
                spans.push(Span::raw("  "));
                used += 2;
            }
            used += cells(&text);
            spans.push(Span::styled(text, ctx.style(state_role(state))));
        }
        self.page.lines.push(Line::from(spans));
    }

    /// When it was asked and will be, or why it cannot be, and what to do about that.
    fn asking(&mut self, state: &RegionState) {
        let (ctx, feed) = (self.ctx, &state.feed);
        let (words, header) = (&ctx.words.regions, &ctx.words.header);
        let mut parts = Vec::new();
        match feed.last_answer {
            Some(answer) => parts.push(freshness::age(ctx, answer)),
            None if feed.asking => {}
            None => parts.push(header.never_asked.to_owned()),
        }
        match feed.next {
            _ if feed.asking => parts.push(header.asking.to_owned()),
            // The line of the trouble says when it is tried again.
            _ if feed.trouble.is_some() => {}
            Some(next) => parts.push((header.next_poll)(&freshness::wait(ctx, next))),
            None if ctx.totals_of(state.region.id).is_some_and(|totals| totals.live() == 0) => {
                parts.push(header.all_ended.to_owned());
            }
            None => {}
        }
        parts.extend(feed.round_trip.map(|time| (header.round_trip)(&freshness::short(time))));
        if feed.skipped > 0 {
            parts.push((header.skipped)(feed.skipped));
        }
        let role = if ctx.is_old(state) { Role::Warn } else { Role::Text };
        self.put(words.asked, &parts.join(ctx.palette.separator()), role);
        let Some(trouble) = &feed.trouble else { return };
        let what = freshness::trouble(ctx, feed).unwrap_or_default();
        let since = time::clock_or_date(trouble.since.wall, ctx.now.wall, &self.ctx.model.zone);
        let what = format!("{what}{}{}", ctx.palette.separator(), (header.failing_since)(&since));
        self.put(words.trouble, &what, problem_role(trouble.problem.kind));
        self.put("", ctx.problem_text(trouble.problem.kind).advice, Role::Strong);
        if !trouble.problem.message.is_empty() {
            self.put(ctx.words.detail.own_words, &trouble.problem.message, Role::Dim);
        }
    }
}
