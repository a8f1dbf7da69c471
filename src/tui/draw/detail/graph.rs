//! The graph of one task: how fast it was at each part of its work, or at each time.

use crate::{
    domain::{RateMeter, Task, progress},
    messages::{number, time, width::cells},
    tui::{
        Command,
        draw::{context::RenderContext, page::Page, theme::Role},
    },
};
use ratatui::text::{Line, Span};

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// More rows say nothing more.
const MOST_ROWS: u16 = 12;
/// The lines beside the rows: what is shown, and the axis.
pub const OTHER_LINES: u16 = 2;

/// What a graph is drawn from.
struct Graph {
    rates: Vec<Option<f64>>,
    /// From this cell on, nothing is done yet.
    done: usize,
    /// The share that was done before anything was seen, where that is a part of the graph.
    seen_from: Option<f64>,
    /// What stands at both ends of the axis.
    ends: (String, String),
    label: &'static str,
}

/// Writes the rates as bars, in at most `height` lines.
pub fn write(ctx: &RenderContext<'_>, task: &Task, page: &mut Page, height: u16) {
    let (words, unit) = (&ctx.words.detail, task.unit());
    let Some(history) = task.meter().map(RateMeter::history).filter(|_| task.has_graph()) else { return };
    let graph = of(ctx, task, page.width());
    let peak = graph.rates.iter().flatten().copied().fold(0.0, f64::max);
    let (done, seconds) = history.sum();
    let mean = if seconds > 0.0 { done / seconds } else { 0.0 };
    let key = ctx.model.keymap.label(Command::GraphAxis);
    let mut legend =
        vec![Span::styled(format!("{key} "), ctx.style(Role::Accent)), Span::styled(graph.label, ctx.style(Role::Dim))];
    let mut left = page.width().saturating_sub(cells(&key) + 1 + cells(graph.label));
    for (label, rate) in [(words.graph_peak, peak), (words.graph_mean, mean)] {
        let text = format!("   {label} {}", ctx.rate(rate, unit));
        if cells(&text) <= left {
            left -= cells(&text);
            legend.push(Span::styled(text, ctx.style(Role::Text)));
        }
    }
    if let Some(from) = graph.seen_from {
        let text = format!("   {}", (words.seen_from)(number::percent(from).trim()));
        legend.push(Span::styled(if cells(&text) <= left { text } else { String::new() }, ctx.style(Role::Dim)));
    }
    page.lines.push(Line::from(legend));
    let rows = height.saturating_sub(OTHER_LINES).clamp(1, MOST_ROWS);
    let is_moving = ctx.task_rate(task).is_some_and(|rate| rate > 0.0);
    let role = if is_moving { Role::Moving } else { Role::Dim };
    for row in (0..rows).rev() {
        let piece = |rate: &Option<f64>| rate.map_or(" ", |rate| bar(rate, peak, (row, rows), ctx.palette.ascii));
        let (done, to_come) = graph.rates.split_at(graph.done.min(graph.rates.len()));
        let bars = Span::styled(done.iter().map(piece).collect::<String>(), ctx.style(role));
        let rest = if row == 0 { ctx.palette.sign("·", ".") } else { "" }.repeat(to_come.len());
        page.lines.push(Line::from(vec![bars, Span::styled(rest, ctx.style(Role::Faint))]));
    }
    let (start, end) = graph.ends;
    let between = page.width().saturating_sub(cells(&start) + cells(&end) + 2);
    page.lines.push(Line::from(vec![
        Span::styled(format!("{start} "), ctx.style(Role::Dim)),
        Span::styled(ctx.palette.sign("─", "-").repeat(between), ctx.style(Role::Faint)),
        Span::styled(format!(" {end}"), ctx.style(Role::Dim)),
    ]));
}

/// Over its work, where all of that is known; else over the time that it was seen.
fn of(ctx: &RenderContext<'_>, task: &Task, width: usize) -> Graph {
    let words = &ctx.words.detail;
    let history = task.meter().map(RateMeter::history);
    let work = task.report().and_then(progress::done_of_total).filter(|_| !ctx.model.look.over_time);
    if let (Some((done, total)), Some(history)) = (work, history) {
        let before = (float(done) - history.sum().0).max(0.0);
        return Graph {
            seen_from: Some(before / float(total)).filter(|share| share * float(width as u64) >= 1.0),
            rates: history.rates_over_work(width, before, float(total)),
            done: usize::try_from(u128::from(done) * width as u128 / u128::from(total.max(1))).unwrap_or(width) + 1,
            ends: ("0%".to_owned(), "100%".to_owned()),
            label: words.over_progress,
        };
    }
    let seen = history.map_or(0, |history| history.buckets().len());
    let span = history.map_or_else(Default::default, |history| {
        history.width().saturating_mul(u32::try_from(seen).unwrap_or(u32::MAX))
    });
    let rates = history.map(|history| history.rates(width, None)).unwrap_or_default();
    let ends = (format!("-{}", time::age(span)), words.graph_now.to_owned());
    Graph { done: rates.len(), rates, seen_from: None, ends, label: words.over_time }
}

#[expect(clippy::cast_precision_loss, reason = "a graph needs no more than 52 bits")]
fn float(count: u64) -> f64 {
    count as f64
}

/// The piece of one bar in one row, counted from below. What is above 0 is never invisible.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is within 0 and 8 * 12, and no number becomes 0"
)]
pub fn bar(rate: f64, peak: f64, (row, rows): (u16, u16), ascii: bool) -> &'static str {
    let eighths = if peak > 0.0 { (rate / peak * f64::from(rows) * 8.0).ceil() as usize } else { 0 };
    let here = eighths.saturating_sub(usize::from(row) * 8).min(8);
    match (ascii, here) {
        (true, 0..4) if here == 0 || row > 0 => " ",
        (true, _) => "#",
        (false, here) => EIGHTHS.get(here).copied().unwrap_or(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(100.0, 100.0, (3, 4), "█")]
    #[case(50.0, 100.0, (1, 4), "█")]
    #[case(50.0, 100.0, (2, 4), " ")]
    #[case(0.001, 100.0, (0, 4), "▁")]
    #[case(0.0, 100.0, (0, 4), " ")]
    #[case(0.0, 0.0, (0, 4), " ")]
    #[case(f64::NAN, 1.0, (0, 4), " ")]
    fn a_bar_has_its_share_of_the_peak(
        #[case] rate: f64,
        #[case] peak: f64,
        #[case] row: (u16, u16),
        #[case] piece: &str,
    ) {
        assert_eq!(bar(rate, peak, row, false), piece);
    }
}
