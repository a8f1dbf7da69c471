//! Reads what `copy`, `move` and `remove` shall do from a text file: a source and a target per line, separated by a tab; for
//! `remove` the source alone. All that is wrong is reported by line number, before anything is sent.

use crate::{
    domain::path::{self, BadPath, LONGEST_PATH},
    messages::{InLang, Lang, words, words::InputWords},
};

/// How many bad lines are reported; the rest is counted.
const TOLD: usize = 10;

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The source path, absolute.
    pub source: String,
    /// The target directory, absolute; `None` for a removal.
    pub target: Option<String>,
}

/// A path of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The first.
    Source,
    /// The second.
    Target,
}

impl Column {
    pub fn word(self, words: &InputWords) -> &'static str {
        match self {
            Self::Source => words.source,
            Self::Target => words.target,
        }
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLine {
    /// Bytes that are no UTF-8, from this one on, counted from 1.
    NotUtf8(usize),
    /// One column where two are needed.
    NoTarget,
    /// More columns than are needed.
    TooManyColumns {
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// A path that cannot be submitted.
    Path(Column, BadPath),
}

impl InLang for BadLine {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).input;
        match *self {
            Self::NotUtf8(byte) => (words.not_utf8)(byte),
            Self::NoTarget => words.no_column.to_owned(),
            Self::TooManyColumns { found, wanted } => (words.columns)(found, wanted),
            Self::Path(column, wrong) => {
                let column = column.word(words);
                match wrong {
                    BadPath::Empty => (words.empty)(column),
                    BadPath::Relative => (words.relative)(column),
                    BadPath::Control => (words.control)(column),
                    BadPath::TooLong => (words.too_long)(column, LONGEST_PATH),
                }
            }
        }
    }
}

/// All that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairErrors {
    /// Line number, counted from 1, and what is wrong with it: the first ten.
    pub told: Vec<(usize, BadLine)>,
    /// How many lines are wrong in all.
    pub count: usize,
}

impl PairErrors {
    /// One bad line of the file of this name per line.
    pub fn text(&self, name: &str, lang: Lang) -> String {
        let words = &words(lang).input;
        let told = self.told.iter().map(|(line, wrong)| (words.line)(name, *line, &wrong.text(lang)));
        let rest = Some(self.count.saturating_sub(self.told.len())).filter(|rest| *rest > 0);
        told.chain(rest.map(words.more_lines)).collect::<Vec<_>>().join("\n")
    }
}

/// The pairs of a text, in its order. Lines end with LF or CRLF; empty lines, and lines that begin with `#`, are skipped. Spaces belong
/// to paths. A byte order mark at the beginning is skipped.
///
/// # Errors
/// Every line that is wrong, counted, the first ten with their numbers.
pub fn parse(text: &[u8], needs_target: bool) -> Result<Vec<Pair>, PairErrors> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let (mut pairs, mut errors) = (Vec::new(), PairErrors { told: Vec::new(), count: 0 });
    for (number, bytes) in (1_usize..).zip(text.split(|byte| *byte == b'\n')) {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if bytes.starts_with(b"#") || bytes.trim_ascii().is_empty() {
            continue;
        }
        match line(bytes, needs_target) {
            Ok(pair) => pairs.push(pair),
            Err(wrong) => {
                errors.count += 1;
                if errors.told.len() < TOLD {
                    errors.told.push((number, wrong));
                }
            }
        }
    }
    if errors.count == 0 { Ok(pairs) } else { Err(errors) }
}

fn line(bytes: &[u8], needs_target: bool) -> Result<Pair, BadLine> {
    let text = std::str::from_utf8(bytes).map_err(|error| BadLine::NotUtf8(error.valid_up_to().saturating_add(1)))?;
    let wanted = if needs_target { 2 } else { 1 };
    let found = text.split('\t').count();
    if found > wanted {
        return Err(BadLine::TooManyColumns { found, wanted });
    }
    let mut columns = text.split('\t');
    let source = path(columns.next().unwrap_or_default(), Column::Source)?;
    let target = match columns.next() {
        Some(target) => Some(path(target, Column::Target)?),
        None if needs_target => return Err(BadLine::NoTarget),
        None => None,
    };
    Ok(Pair { source, target })
}

/// A path as it may stand in a column, or on the command line.
///
/// # Errors
/// What is wrong with it.
pub fn path(text: &str, column: Column) -> Result<String, BadLine> {
    path::check(text).map(|()| text.to_owned()).map_err(|wrong| BadLine::Path(column, wrong))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn pair(source: &str, target: Option<&str>) -> Pair {
        Pair { source: source.to_owned(), target: target.map(str::to_owned) }
    }

    #[test]
    fn a_file_of_a_person_is_read() {
        let text = "\u{feff}# night run\r\n/数据/a b\t/work/b\r\n\r\n   \n/c#1\t/work/c ";
        let expected = vec![pair("/数据/a b", Some("/work/b")), pair("/c#1", Some("/work/c "))];
        assert_eq!(parse(text.as_bytes(), true), Ok(expected));
        assert_eq!(parse(b"/a\n/b b\n", false), Ok(vec![pair("/a", None), pair("/b b", None)]));
        assert_eq!(parse(b"# nothing\n", true), Ok(Vec::new()));
    }

    #[rstest]
    #[case(b"/a", BadLine::NoTarget)]
    #[case(b"/a /b", BadLine::NoTarget)]
    #[case(b"/a\t", BadLine::Path(Column::Target, BadPath::Empty))]
    #[case(b"\t/b", BadLine::Path(Column::Source, BadPath::Empty))]
    #[case(b"/a\t/b\t", BadLine::TooManyColumns { found: 3, wanted: 2 })]
    #[case(b"a\t/b", BadLine::Path(Column::Source, BadPath::Relative))]
    #[case(b"/a\t~/b", BadLine::Path(Column::Target, BadPath::Relative))]
    #[case(b" /a\t/b", BadLine::Path(Column::Source, BadPath::Relative))]
    #[case(b"/a\0\t/b", BadLine::Path(Column::Source, BadPath::Control))]
    #[case(b"/a\t/b\x1b[2J", BadLine::Path(Column::Target, BadPath::Control))]
    #[case(b"/a\r/c\t/b", BadLine::Path(Column::Source, BadPath::Control))]
    #[case(b"/\xff\t/b", BadLine::NotUtf8(2))]
    fn what_is_wrong_is_told_with_its_line(#[case] text: &[u8], #[case] wrong: BadLine) {
        let text = [b"/a\t/b\n# x\n", text].concat();
        assert_eq!(parse(&text, true), Err(PairErrors { told: vec![(3, wrong)], count: 1 }));
    }

    #[test]
    fn a_removal_has_one_column_and_paths_have_an_end() {
        let wrong = BadLine::TooManyColumns { found: 2, wanted: 1 };
        assert_eq!(parse(b"/a\t/b", false), Err(PairErrors { told: vec![(1, wrong)], count: 1 }));
        let long = format!("/{}", "x".repeat(LONGEST_PATH));
        assert_eq!(
            parse(long.as_bytes(), false).unwrap_err().told,
            [(1, BadLine::Path(Column::Source, BadPath::TooLong))]
        );
        assert!(parse(&long.as_bytes()[..LONGEST_PATH], false).is_ok());
    }

    #[test]
    fn many_errors_are_told_in_few_lines() {
        let errors = parse("a\n".repeat(5000).as_bytes(), false).unwrap_err();
        let shown = errors.text("list.txt", Lang::En);
        assert_eq!((errors.count, shown.lines().count()), (5000, TOLD + 1), "{shown}");
        let first = "\"list.txt\" line 1 has a source that is not an absolute path: it must begin with /";
        assert!(shown.starts_with(first) && shown.ends_with("\nand 4990 more lines"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_bytes_give_absolute_paths_or_errors(text in any::<Vec<u8>>(), needs_target: bool) {
            match parse(&text, needs_target) {
                Ok(pairs) => for pair in pairs {
                    prop_assert!(pair.source.starts_with('/'), "{pair:?}");
                    prop_assert_eq!(pair.target.is_some(), needs_target);
                },
                Err(errors) => prop_assert!(errors.count >= errors.told.len() && !errors.told.is_empty()),
            }
        }
    }
}
