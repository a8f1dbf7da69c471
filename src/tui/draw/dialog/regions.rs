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
            header::{self, freshness},
            page::Page,
            scene::Scene,
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
pub fn draw(scene: &Scene<'_>, buffer: &mut Buffer, screen: Rect, scroll: u16) {
    let words = &scene.words.regions;
    let width = inner_width(screen, WIDEST);
    let mut block = Block { scene, page: Page::new(width, scene.palette), labels: label_cells(scene) };
    for state in scene.model.watch.regions.iter() {
        block.place(state);
    }
    if let Some(totals) = scene.totals_of(RegionId::UNBOUND) {
        block.title(words.nowhere, &[]);
        block.totals(Some(totals), None);
        block.page.text(words.why_nowhere, Role::Dim);
    }
    let page = block.page;
    let lines = height(page.lines.len()).min(most_lines(screen));
    let area = window(scene, buffer, screen, (width, lines), (words.title, &keys(scene, &[Command::Close])));
    page.draw(buffer, area, scroll);
}

fn label_cells(scene: &Scene<'_>) -> usize {
    let words = &scene.words.regions;
    let labels = [words.address, words.tasks, words.total, words.asked, words.trouble, scene.words.detail.own_words];
    labels.into_iter().map(cells).max().unwrap_or(0)
}

struct Block<'s> {
    scene: &'s Scene<'s>,
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
        let (scene, width) = (self.scene, self.page.width());
        let name = cut(name, width, scene.palette.ellipsis());
        let left = width.saturating_sub(cells(&name) + 2);
        let notes = cut(&notes.join(scene.palette.separator()), left, scene.palette.ellipsis());
        self.page.lines.push(Line::from(vec![
            Span::styled(name, scene.style(Role::Strong)),
            Span::raw("  "),
            Span::styled(notes, scene.style(Role::Dim)),
        ]));
    }

    fn place(&mut self, state: &RegionState) {
        let (words, place) = (&self.scene.words.regions, &state.region);
        let region = place.origin.as_ref().and_then(|origin| origin.region.as_deref());
        let name = if state.label.is_empty() { words.nameless } else { &state.label };
        let home = place.id == RegionId::DEFAULT && self.scene.model.watch.regions.are_several();
        let notes = [Some(&*place.name), region, home.then_some(words.home)];
        let notes = notes.into_iter().flatten().filter(|note| !note.is_empty() && *note != name);
        self.title(name, &notes.collect::<Vec<_>>());
        match &place.origin {
            Some(origin) => self.put(words.address, &origin.base_url, Role::Dim),
            None => self.put(words.address, words.not_found, Role::Dim),
        }
        self.totals(self.scene.totals_of(place.id), Some(state));
        self.asking(state);
    }

    /// How many tasks are in which state, and how far they are together.
    fn totals(&mut self, totals: Option<&Totals>, asked: Option<&RegionState>) {
        let (scene, words) = (self.scene, &self.scene.words.regions);
        let Some(totals) = totals else { return self.put(words.tasks, words.no_tasks, Role::Dim) };
        self.counts(totals);
        let unit = totals.unit();
        let none = || scene.palette.none().to_owned();
        let answering = asked.filter(|state| state.feed.answers());
        let rate = answering.and_then(|_| header::rate(totals, unit)).map_or_else(none, |rate| scene.rate(rate, unit));
        let since = asked.and_then(|state| state.feed.last_answer);
        let since = since.map_or(Duration::ZERO, |answer| scene.now.moment.since(answer.moment));
        let eta = match (answering, totals.eta()) {
            (Some(_), Eta::In { low, .. }) if totals.is_partial => {
                scene.palette.at_least(" ", &time::age(low.saturating_sub(since)))
            }
            (Some(_), Eta::In { low, high }) => Scene::time_left(low, high, since),
            _ => none(),
        };
        let mut parts = Vec::new();
        if let Some(fraction) = totals.fraction() {
            parts.extend([number::percent(fraction).trim().to_owned(), header::pair(scene, totals)]);
        }
        if totals.live() > 0 && asked.is_some() {
            parts.extend([rate, format!("{} {eta}", scene.words.header.eta)]);
        }
        if !parts.is_empty() {
            self.put(words.total, &parts.join("  "), Role::Text);
        }
    }

    fn counts(&mut self, totals: &Totals) {
        let scene = self.scene;
        let room = self.page.width().saturating_sub(self.labels + 2);
        let label = fit(scene.words.regions.tasks, self.labels, scene.palette.ellipsis());
        let mut spans = vec![Span::styled(label, scene.style(Role::Dim)), Span::raw("  ")];
        let mut used = 0;
        for state in State::ALL.into_iter().filter(|state| totals.of(*state) > 0) {
            let count = number::count(totals.of(state) as u64);
            let text = format!("{} {count} {}", scene.palette.state_sign(state), scene.state_word(state));
            if used > 0 && used + 2 + cells(&text) > room {
                self.page.lines.push(Line::from(std::mem::take(&mut spans)));
                spans.push(Span::raw(" ".repeat(self.labels + 2)));
                used = 0;
            } else if used > 0 {
                spans.push(Span::raw("  "));
                used += 2;
            }
            used += cells(&text);
            spans.push(Span::styled(text, scene.style(state_role(state))));
        }
        self.page.lines.push(Line::from(spans));
    }

    /// When it was asked and will be, or why it cannot be, and what to do about that.
    fn asking(&mut self, state: &RegionState) {
        let (scene, feed) = (self.scene, &state.feed);
        let (words, header) = (&scene.words.regions, &scene.words.header);
        let mut parts = Vec::new();
        match feed.last_answer {
            Some(answer) => parts.push(freshness::age(scene, answer)),
            None if feed.asking => {}
            None => parts.push(header.never_asked.to_owned()),
        }
        match feed.next {
            _ if feed.asking => parts.push(header.asking.to_owned()),
            // The line of the trouble says when it is tried again.
            _ if feed.trouble.is_some() => {}
            Some(next) => parts.push((header.next_poll)(&freshness::wait(scene, next))),
            None if scene.totals_of(state.region.id).is_some_and(|totals| totals.live() == 0) => {
                parts.push(header.all_ended.to_owned());
            }
            None => {}
        }
        parts.extend(feed.round_trip.map(|time| (header.round_trip)(&freshness::short(time))));
        if feed.skipped > 0 {
            parts.push((header.skipped)(feed.skipped));
        }
        let role = if scene.is_old(state) { Role::Warn } else { Role::Text };
        self.put(words.asked, &parts.join(scene.palette.separator()), role);
        let Some(trouble) = &feed.trouble else { return };
        let what = freshness::trouble(scene, feed).unwrap_or_default();
        let since = time::clock_or_date(trouble.since.wall, scene.now.wall, &self.scene.model.zone);
        let what = format!("{what}{}{}", scene.palette.separator(), (header.failing_since)(&since));
        self.put(words.trouble, &what, problem_role(trouble.problem.kind));
        self.put("", scene.problem_text(trouble.problem.kind).advice, Role::Strong);
        if !trouble.problem.message.is_empty() {
            self.put(scene.words.detail.own_words, &trouble.problem.message, Role::Dim);
        }
    }
}
