//! How fast the whole set went, at the right of a tall header: the newest at the right, an outage a gap.

use crate::{
    domain::Unit,
    tui::{
        Command, Span,
        draw::{
            context::RenderContext,
            detail::graph::bar,
            paint::{columns, put},
            theme::Role,
        },
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

/// The dots of a braille cell from below, at the left and at the right.
const DOTS: [[u32; 5]; 2] = [[0, 0x40, 0x44, 0x46, 0x47], [0, 0x80, 0xA0, 0xB0, 0xB8]];

/// A graph that has something to show.
pub struct Graph {
    unit: Unit,
    /// One for each column of dots.
    rates: Vec<Option<f64>>,
    peak: f64,
}

impl Graph {
    /// The graph of so many cells; `None` before anything was measured.
    pub fn of(ctx: &RenderContext<'_>, width: u16) -> Option<Self> {
        let (width, per_cell) = (usize::from(width), if ctx.palette.ascii { 1 } else { 2 });
        let (unit, span) = (ctx.model.shown_totals().unit(), ctx.model.graph_span());
        let mut rates = ctx.model.shown_rates().of(unit, span, width * per_cell);
        // What is known ends with the last answer: while none comes, it moves away from now.
        let feeds = || ctx.model.watch.regions.iter();
        let last = feeds().filter_map(|state| state.feed.last_answer).map(|at| at.moment).max()?;
        if let (Some(length), true) = (span.length(), feeds().all(|state| ctx.is_old(state))) {
            let column = length.as_nanos() / (rates.len().max(1) as u128);
            let late = usize::try_from(ctx.now.moment.since(last).as_nanos() / column.max(1)).unwrap_or(usize::MAX);
            rates.drain(..late.min(rates.len()));
            rates.resize(width * per_cell, None);
        }
        let peak = rates.iter().flatten().copied().fold(0.0, f64::max);
        // A short life is less than a column of an hour: the graph is there all the same, to be turned to another time.
        let has_data = ctx.model.shown_rates().of(unit, Span::All, 1).iter().any(Option::is_some);
        has_data.then_some(Self { unit, rates, peak })
    }

    /// Draws it into an area of its width; the last row is for what it shows.
    pub fn draw(&self, ctx: &RenderContext<'_>, buffer: &mut Buffer, area: Rect, role: Role) {
        let rows = area.height.saturating_sub(1);
        for row in 0..rows {
            let from_below = rows - 1 - row;
            let line: String = if ctx.palette.ascii {
                let piece = |rate: &Option<f64>| match rate {
                    Some(rate) if *rate <= 0.0 && from_below == 0 => "_",
                    Some(rate) => bar(*rate, self.peak, (from_below, rows), true),
                    None => " ",
                };
                self.rates.iter().map(piece).collect()
            } else {
                let sides = |pair: &[Option<f64>]| {
                    let dots = pair.iter().zip(DOTS).map(|(rate, dots)| dots[self.dots(*rate, from_below, rows)]);
                    char::from_u32(dots.fold(0x2800, |all, dot| all | dot)).filter(|c| *c != '\u{2800}').unwrap_or(' ')
                };
                self.rates.chunks(2).map(sides).collect()
            };
            put(buffer, (area.x, area.y + row), area.width, &line, ctx.style(role));
        }
        self.draw_label(ctx, buffer, Rect { y: area.y + rows, height: 1, ..area });
    }

    /// How many dots of a rate are in a row, which is counted from below. What was seen has one at least; a gap has none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the value is within 0 and 4 times a few rows, and no number becomes 0"
    )]
    fn dots(&self, rate: Option<f64>, row: u16, rows: u16) -> usize {
        let Some(rate) = rate else { return 0 };
        let share = if self.peak > 0.0 { rate / self.peak } else { 0.0 };
        let all = ((share * f64::from(rows) * 4.0).ceil() as usize).max(1);
        all.saturating_sub(usize::from(row) * 4).min(4)
    }

    /// The greatest rate, and which span is shown of those that there are.
    fn draw_label(&self, ctx: &RenderContext<'_>, buffer: &mut Buffer, row: Rect) {
        let (words, dim) = (&ctx.words.header, ctx.style(Role::Dim));
        let peak = format!("{} {}", ctx.words.detail.graph_peak, ctx.rate(self.peak, self.unit));
        let used = put(buffer, (row.x, row.y), row.width, &peak, dim);
        let name = |span: Span| {
            let name = match span {
                Span::Minute => words.span_minute,
                Span::TenMinutes => words.span_ten_minutes,
                Span::Hour => words.span_hour,
                Span::All => words.span_all,
            };
            if span == ctx.model.graph_span() {
                (format!("[{name}]"), Role::Strong)
            } else {
                (name.to_owned(), Role::Dim)
            }
        };
        let key = (format!("{} ", ctx.model.keymap.label(Command::GraphSpan)), Role::Accent);
        let spans: Vec<_> = std::iter::once(key).chain(Span::ALL.map(name)).collect();
        let wide: u16 = spans.iter().map(|(text, _)| columns(text)).sum::<u16>() + 3;
        if used + 2 + wide > row.right() {
            return;
        }
        let mut x = row.right() - wide;
        for (at, (text, role)) in spans.iter().enumerate() {
            x = put(buffer, (x, row.y), row.right() - x, text, ctx.style(*role)) + u16::from(at > 0);
        }
    }
}
