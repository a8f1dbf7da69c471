//! The tab *graph*: the measured rates of a task, the newest at the right.

use crate::{
    domain::{RateMeter, Task},
    messages::{time, width::cells},
    tui::draw::{context::RenderContext, page::Page, theme::Role},
};
use ratatui::text::{Line, Span};
use std::time::Duration;

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// More rows say nothing more.
const ROWS: u16 = 12;

/// Writes the rates in words and as bars, in `height` lines at most.
pub fn write(ctx: &RenderContext<'_>, task: &Task, page: &mut Page, height: u16) {
    let words = &ctx.words.detail;
    let unit = task.unit();
    let history = task.meter().map(RateMeter::history);
    let seen = history.map_or(0, |history| history.buckets().len());
    let rates = history.map(|history| history.rates(page.width().min(seen), None)).unwrap_or_default();
    let rates: Vec<f64> = rates.into_iter().map(Option::unwrap_or_default).rev().collect();
    if rates.len() < 2 {
        page.text(words.no_graph, Role::Dim);
        return;
    }
    let peak = rates.iter().copied().fold(0.0, f64::max);
    let mean = rates.iter().sum::<f64>() / f64::from(u32::try_from(rates.len()).unwrap_or(u32::MAX));
    let now = ctx.task_rate(task);
    let now = now.map_or(ctx.palette.none().to_owned(), |rate| ctx.rate(rate, unit));
    let mut legend = Vec::new();
    let numbers =
        [(words.graph_now, now), (words.graph_mean, ctx.rate(mean, unit)), (words.graph_peak, ctx.rate(peak, unit))];
    for (label, value) in numbers {
        legend.push(format!("{label} {value}"));
    }
    let before = page.lines.len();
    write_terms(page, &legend);
    // One line is the axis.
    let used = u16::try_from(page.lines.len() - before).unwrap_or(u16::MAX).saturating_add(1);
    let rows = height.saturating_sub(used).clamp(1, ROWS);
    let role = if now_is_moving(ctx, task) { Role::Moving } else { Role::Dim };
    for row in (0..rows).rev() {
        let bars: String = rates.iter().rev().map(|rate| bar(*rate, peak, (row, rows), ctx.palette.ascii)).collect();
        let missing = page.width().saturating_sub(rates.len());
        page.lines.push(Line::from(vec![Span::raw(" ".repeat(missing)), Span::styled(bars, ctx.style(role))]));
    }
    // The newest sample is at the right; how far apart samples are is not known, so the left end has their number.
    let span =
        history.map_or(Duration::ZERO, |history| history.width().saturating_mul(u32::try_from(seen).unwrap_or(0)));
    let (oldest, newest) = (time::age(span), words.graph_now);
    let between = page.width().saturating_sub(cells(&oldest) + cells(newest));
    let line = ctx.palette.sign("─", "-").repeat(between.saturating_sub(2));
    page.lines.push(Line::from(vec![
        Span::styled(format!("{oldest} "), ctx.style(Role::Dim)),
        Span::styled(line, ctx.style(Role::Faint)),
        Span::styled(format!(" {newest}"), ctx.style(Role::Dim)),
    ]));
}

/// The terms side by side, in more lines where they need them; none is broken.
fn write_terms(page: &mut Page, terms: &[String]) {
    let mut line = String::new();
    for term in terms {
        if !line.is_empty() && cells(&line) + 3 + cells(term) > page.width() {
            page.text(&std::mem::take(&mut line), Role::Text);
        }
        if !line.is_empty() {
            line.push_str("   ");
        }
        line.push_str(term);
    }
    page.text(&line, Role::Text);
}

fn now_is_moving(ctx: &RenderContext<'_>, task: &Task) -> bool {
    ctx.task_rate(task).is_some_and(|rate| rate > 0.0)
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
