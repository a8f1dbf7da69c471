//! What stands in the cells of several tasks together: the numbers of their tasks, added up, in the same columns.

use super::{Cell, Column, Context, cell};
use crate::{
    domain::{State, Totals, Unit},
    messages::{Ellipsis, number, time, width::cells},
};
use std::time::Duration;

impl Column {
    /// The cell of tasks that are this together, as they were `ago`. A total that is not known for all of them is a lower bound.
    pub fn cell_of_totals(self, totals: &Totals, ago: Duration, context: &Context<'_>) -> Cell {
        let runs = [State::Processing, State::Stalled, State::Cancelling].iter().any(|state| totals.of(*state) > 0);
        let at_least = if context.ellipsis == Ellipsis::Ascii { ">=" } else { "≥" };
        // It is the total that may grow, not what is done.
        let bound = |pair: String| {
            let bound = pair.replacen('/', &format!("/{at_least}"), 1);
            if totals.is_partial && cells(&bound) <= context.width { bound } else { pair }
        };
        let unknown = if runs { Cell::Unknown } else { Cell::Empty };
        match self {
            Self::Progress => {
                totals.fraction_of_all().map_or(unknown, |fraction| Cell::Text(number::percent(fraction)))
            }
            Self::Size if totals.fraction().is_some() => Cell::Text(match totals.unit() {
                Unit::Bytes => bound(number::bytes_pair(totals.done_bytes, totals.total_bytes)),
                Unit::Files => {
                    cell::files_text(bound(number::count_pair(totals.done_files, totals.total_files)), context)
                }
            }),
            Self::Files if totals.total_files > 1 && totals.unit() == Unit::Bytes => {
                Cell::Text(bound(number::count_pair(totals.done_files, totals.total_files)))
            }
            Self::Rate => {
                let rate = match totals.unit() {
                    Unit::Bytes => totals.bytes_per_second,
                    Unit::Files => totals.files_per_second,
                };
                match rate.filter(|_| context.answers && runs) {
                    Some(rate) => cell::rate_text(rate, totals.unit(), context),
                    None => unknown,
                }
            }
            Self::Eta => match totals.likely().filter(|_| context.answers) {
                Some(left) if totals.is_eta_partial => {
                    let left = left.saturating_sub(ago);
                    Cell::Text(match context.zone {
                        Some(zone) => time::at_least_or_clock(at_least, left, context.now.wall, zone, context.lang),
                        None => format!("{at_least}{}", time::age(left)),
                    })
                }
                Some(left) => Cell::Text(cell::time_left(left.saturating_sub(ago), (totals.eta(), ago), context)),
                None => unknown,
            },
            _ => Cell::Empty,
        }
    }
}
