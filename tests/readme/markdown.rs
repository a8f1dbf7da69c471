//! What the documentation holds beside prose: commands of shell blocks, code in lines, links, anchors.

/// The lines within fenced blocks of shell commands, or those outside of all blocks.
fn lines(text: &str, of_shell: bool) -> Vec<&str> {
    let mut fence = None;
    let mut found = Vec::new();
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), fence) {
            (Some(language), None) => fence = Some(language),
            (Some(_), Some(_)) => fence = None,
            (None, block) if block == of_shell.then_some("sh") => found.push(line),
            (None, _) => {}
        }
    }
    found
}

/// What stands between single backticks.
pub fn code(text: &str) -> Vec<&str> {
    lines(text, false).into_iter().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The targets of all links and pictures.
pub fn links(text: &str) -> Vec<&str> {
    lines(text, false)
        .into_iter()
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
        .collect()
}

/// The anchors that a forge gives to the headings.
pub fn anchors(text: &str) -> Vec<String> {
    let titles =
        lines(text, false).into_iter().filter(|line| line.starts_with('#')).map(|line| line.trim_matches(['#', ' ']));
    let kept = |c: &char| c.is_alphanumeric() || "-_ ".contains(*c);
    titles.map(|title| title.chars().filter(kept).collect::<String>().to_lowercase().replace(' ', "-")).collect()
}

/// The simple commands of all shell blocks, as their words.
pub fn commands(text: &str) -> Vec<Vec<String>> {
    lines(text, true).into_iter().flat_map(simple_commands).collect()
}

/// The simple commands of a line. Quotes group; the target of a redirection counts as a command of its own.
fn simple_commands(line: &str) -> Vec<Vec<String>> {
    let (mut all, mut words, mut word, mut quote) = (Vec::new(), Vec::new(), None::<String>, None);
    for c in line.chars().chain(['\n']) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, ' ' | '|' | '&' | ';' | '(' | ')' | '<' | '>' | '\n') => {
                words.extend(word.take());
                if c != ' ' {
                    all.push(std::mem::take(&mut words));
                }
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    all.push(words);
    all
}
