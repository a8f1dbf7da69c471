//! A question on the terminal about tasks: it names them, and only a yes says yes.

use super::console;
use crate::{
    commands::exit::Result,
    domain::{Operation, Report, Task},
    messages::{Lang, words},
    output,
    terminal::Stderr,
};
use color_eyre::eyre::Context;
use std::io::Write;

/// How many tasks the question names.
const NAMED: usize = 20;

/// Names the tasks below the title and what there is to know before the answer, and ends with the question.
///
/// # Errors
/// When there is no answer to read.
pub async fn ask(
    title: &str,
    tasks: &[&Task],
    notes: impl Iterator<Item = String>,
    question: &str,
    lang: Lang,
) -> Result<bool> {
    super::tell(title);
    for task in tasks.iter().take(NAMED) {
        let report = task.report();
        let operation = report.and_then(|report| report.operation.as_ref()).map(Operation::as_str);
        let source = report.and_then(Report::source);
        let target = report.and_then(Report::target);
        let parts = [
            Some(task.id.as_str()),
            task.label.as_deref(),
            Some(output::state(task.state(), lang)),
            report.and_then(Report::error_code),
            operation,
            source.as_deref(),
            target.as_ref().map(|_| "->"),
            target.as_deref(),
        ];
        super::tell(&format!("  {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" ")));
    }
    if tasks.len() > NAMED {
        super::tell(&format!("  {}", (words(lang).dialog.more)(tasks.len() - NAMED)));
    }
    notes.for_each(|note| super::tell(&note));
    _ = write!(Stderr, "{question}");
    let answer = tokio::task::spawn_blocking(console::read_answer).await.context("the answer was not read")??;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}
