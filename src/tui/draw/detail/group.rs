//! What the pane says of a group: what its tasks are together, and the card of what they failed of.

use super::error;
use crate::{
    domain::{GroupKey, State},
    messages::{number, width::cells},
    output::columns::{Cell, Column, Context},
    tui::{
        GroupRow, Tab,
        draw::{
            context::RenderContext,
            page::Page,
            theme::{Role, state_role},
        },
    },
};

/// Writes what the tab says; what only a task has is not here.
pub fn write(ctx: &RenderContext<'_>, group: &GroupRow, tab: Tab, page: &mut Page) {
    match (tab, &group.key) {
        (Tab::Summary, GroupKey::Cause(Some(code))) if !code.is_empty() => {
            error::of_code(ctx, code, page);
            page.blank();
            write_numbers(ctx, group, page);
        }
        (Tab::Summary | Tab::Info, _) => write_info(ctx, group, page),
        (Tab::Error, GroupKey::Cause(Some(code))) if !code.is_empty() => error::of_code(ctx, code, page),
        (Tab::Error | Tab::Events, _) => page.text(ctx.words.group.one_task_only, Role::Dim),
    }
}

fn write_info(ctx: &RenderContext<'_>, group: &GroupRow, page: &mut Page) {
    page.text(&ctx.group_name(&group.key), Role::Strong);
    page.blank();
    write_numbers(ctx, group, page);
}

fn write_numbers(ctx: &RenderContext<'_>, group: &GroupRow, page: &mut Page) {
    let (totals, words) = (&group.totals, &ctx.words.detail);
    let (context, ago) = ctx.group_context(group);
    let context = Context { width: page.width(), ..context };
    let numbers = [
        (words.progress, Column::Progress),
        (words.size, Column::Size),
        (words.files, Column::Files),
        (words.rate, Column::Rate),
        (words.eta, Column::Eta),
    ];
    let some = || State::ALL.into_iter().filter(|state| totals.of(*state) > 0);
    let labels = some().map(|state| ctx.state_word(state)).chain(numbers.iter().map(|(label, _)| *label));
    let wide = labels.map(cells).max().unwrap_or(0);
    for state in some() {
        let text = number::count_full(totals.of(state) as u64);
        page.field(ctx.state_word(state), wide, &text, state_role(state));
    }
    for (label, column) in numbers {
        let cell = column.cell_of_totals(totals, ago, &context);
        if cell != Cell::Empty {
            page.field(label, wide, cell.or(ctx.palette.none()).trim(), Role::Text);
        }
    }
}
