//! The filter language: terms between white space that must all match. Pure text matching over a task; what a term that cannot
//! be read means is reported as a value, since words for people are none of this part's business.

use super::{Operation, State, Task};

/// The words that name states, in both languages, besides [`State::as_str`]. Any beginning of a word names it, too.
const STATE_WORDS: &[(&str, &[State])] = &[
    ("failed", &[State::Fail]),
    ("失败", &[State::Fail]),
    ("停滞", &[State::Stalled]),
    ("running", &[State::Processing]),
    ("进行中", &[State::Processing]),
    ("cancelling", &[State::Cancelling]),
    ("取消中", &[State::Cancelling]),
    ("等待", &[State::Waiting]),
    ("queued", &[State::Waiting]),
    ("未知", &[State::Unknown]),
    ("未返回", &[State::Missing]),
    ("无记录", &[State::Gone]),
    ("已重试", &[State::Retried]),
    ("cancelled", &[State::Cancel]),
    ("canceled", &[State::Cancel]),
    ("已取消", &[State::Cancel]),
    ("完成", &[State::Complete]),
    ("done", &[State::Complete]),
    ("live", LIVE),
    ("未结束", LIVE),
    ("ended", ENDED),
    ("已结束", ENDED),
];

const LIVE: &[State] = &[State::Unknown, State::Waiting, State::Processing, State::Stalled, State::Cancelling];
const ENDED: &[State] = &[State::Complete, State::Fail, State::Cancel];

/// The words that name operations in Chinese; any beginning of a word of the service names one, too.
const OPERATION_WORDS: &[(&str, Operation)] = &[
    ("copy", Operation::Copy),
    ("复制", Operation::Copy),
    ("move", Operation::Move),
    ("移动", Operation::Move),
    ("delete", Operation::Delete),
    ("remove", Operation::Delete),
    ("删除", Operation::Delete),
];

/// A term that cannot be read. It is left out; the others count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterProblem {
    /// `s:` with a word that begins no state's name.
    State(String),
    /// `op:` with a word that begins no operation's name.
    Operation(String),
    /// `>` or `<` with something that is no size.
    Size(String),
}

/// A filter that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
    problem: Option<FilterProblem>,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    negated: bool,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    States(Vec<State>),
    Operations(Vec<Operation>),
    Code(String),
    Id(String),
    Label(String),
    Region(String),
    Larger(u64),
    Smaller(u64),
    Text(String),
}

impl Filter {
    /// Reads what was typed. A term that is not finished yet (`s:`, `>`, `!`) is left out without a word; so is one that cannot be
    /// read, and the first of these is reported by [`Filter::problem`].
    pub fn parse(typed: &str) -> Self {
        let mut filter = Self::default();
        for word in typed.split_whitespace() {
            let (negated, word) = word.strip_prefix(['!', '！']).map_or((false, word), |rest| (true, rest));
            match read(word) {
                Ok(Some(test)) => filter.terms.push(Term { negated, test }),
                Ok(None) => {}
                Err(problem) => {
                    filter.problem.get_or_insert(problem);
                }
            }
        }
        filter
    }

    /// The first term that could not be read.
    pub fn problem(&self) -> Option<&FilterProblem> {
        self.problem.as_ref()
    }

    /// Whether every task matches.
    #[cfg(any(test, feature = "internals"))]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a task matches every term; `region` are the names of the region that is asked for it, the long and the short one.
    pub fn matches(&self, task: &Task, region: [&str; 2]) -> bool {
        self.terms.iter().all(|term| term.test.matches(task, region) != term.negated)
    }
}

/// Reads one term without its negation; `None` for one that is not finished.
fn read(word: &str) -> Result<Option<Test>, FilterProblem> {
    if let Some(size) = word.strip_prefix(['>', '＞']) {
        return read_size(size).map(|size| size.map(Test::Larger));
    }
    if let Some(size) = word.strip_prefix(['<', '＜']) {
        return read_size(size).map(|size| size.map(Test::Smaller));
    }
    let lower = word.to_lowercase();
    if let Some((field, value)) = lower.split_once([':', '：']) {
        let text = (!value.is_empty()).then(|| value.to_owned());
        match field {
            "s" | "state" => {
                return read_list(value, states, FilterProblem::State).map(|states| states.map(Test::States));
            }
            "op" => {
                return read_list(value, operations, FilterProblem::Operation).map(|found| found.map(Test::Operations));
            }
            "e" => return Ok(text.map(Test::Code)),
            "id" => return Ok(text.map(Test::Id)),
            "l" | "label" => return Ok(text.map(Test::Label)),
            "r" | "region" => return Ok(text.map(Test::Region)),
            // Paths may hold colons: another word before one is text.
            _ => {}
        }
    }
    Ok((!lower.is_empty()).then_some(Test::Text(lower)))
}

/// Reads words between commas.
fn read_list<T>(
    value: &str,
    named: fn(&str) -> Vec<T>,
    problem: fn(String) -> FilterProblem,
) -> Result<Option<Vec<T>>, FilterProblem> {
    let mut all = Vec::new();
    for word in value.split([',', '，', '、']).filter(|word| !word.is_empty()) {
        match named(word) {
            found if found.is_empty() => return Err(problem(word.to_owned())),
            found => all.extend(found),
        }
    }
    Ok((!all.is_empty()).then_some(all))
}

/// The states that a word or its beginning names. A whole word counts alone: `cancel` does not mean `cancelling`.
fn states(word: &str) -> Vec<State> {
    if let Some(state) = State::from_word(word) {
        return vec![state];
    }
    if let Some((_, states)) = STATE_WORDS.iter().find(|(name, _)| *name == word) {
        return states.to_vec();
    }
    let own = State::ALL.into_iter().filter(|state| state.as_str().starts_with(word));
    let named = STATE_WORDS.iter().filter(|(name, _)| name.starts_with(word)).flat_map(|(_, states)| states.iter());
    own.chain(named.copied()).collect()
}

/// The operations that a word or its beginning names; a word that the document does not have is matched by none.
fn operations(word: &str) -> Vec<Operation> {
    let named = OPERATION_WORDS.iter().filter(|(name, _)| name.starts_with(word));
    named.map(|(_, operation)| operation.clone()).collect()
}

/// Reads a size: digits with at most one point, then nothing, `K`, `M`, `G`, `T` or `P`, in powers of 1024, then nothing, `B` or `iB`.
fn read_size(text: &str) -> Result<Option<u64>, FilterProblem> {
    if text.is_empty() {
        return Ok(None);
    }
    let problem = || FilterProblem::Size(text.to_owned());
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = lower.get(digits.len()..).unwrap_or_default();
    let shift = match unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(unit) {
        "" if unit == "ib" => return Err(problem()),
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        "p" => 50,
        _ => return Err(problem()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(problem());
    }
    let number = |text: &str| text.bytes().fold(0_u128, |sum, byte| sum * 10 + u128::from(byte.saturating_sub(b'0')));
    let scale = fraction.bytes().fold(1_u128, |scale, _| scale * 10);
    let size = (number(whole) << shift) + (number(fraction) << shift) / scale;
    Ok(Some(u64::try_from(size).unwrap_or(u64::MAX)))
}

impl Test {
    fn matches(&self, task: &Task, region: [&str; 2]) -> bool {
        let report = || task.report();
        let holds = |text: Option<&str>, part: &str| text.is_some_and(|text| contains(text, part));
        match self {
            Self::States(states) => states.contains(&task.state()),
            Self::Operations(operations) => {
                report().and_then(|report| report.operation.as_ref()).is_some_and(|one| operations.contains(one))
            }
            Self::Code(code) => codes(task).any(|one| contains(one, code)),
            Self::Id(id) => contains(task.id.as_str(), id),
            Self::Label(label) => holds(task.label.as_deref(), label),
            Self::Region(part) => {
                let origin = task.origin.as_deref();
                let texts = [
                    Some(region[0]),
                    Some(region[1]),
                    origin.and_then(|origin| origin.region.as_deref()),
                    origin.map(|origin| &*origin.base_url),
                    report().and_then(|report| report.cluster_name()),
                ];
                texts.into_iter().any(|text| holds(text, part))
            }
            Self::Larger(size) => report().and_then(|report| report.total_bytes).is_some_and(|total| total > *size),
            Self::Smaller(size) => report().and_then(|report| report.total_bytes).is_some_and(|total| total < *size),
            Self::Text(part) => {
                let report = report();
                let paths = report.map(|report| (report.source(), report.target()));
                let (source, target) =
                    paths.as_ref().map_or((None, None), |(source, target)| (source.as_deref(), target.as_deref()));
                let texts = [
                    Some(task.id.as_str()),
                    task.label.as_deref(),
                    source,
                    target,
                    report.and_then(|report| report.error_message()),
                    // An unknown word of the service is shown raw, so it can be looked for, too.
                    report.map(|report| report.status.as_str()),
                ];
                texts.into_iter().any(|text| holds(text, part))
                    || codes(task).any(|one| contains(one, part))
                    || state_words(task.state()).any(|word| contains(word, part))
            }
        }
    }
}

/// The codes that a task is shown with: its own error's, a refusal's.
fn codes(task: &Task) -> impl Iterator<Item = &str> {
    let own = task.report().and_then(|report| report.error_code());
    own.into_iter().chain(task.refusal.as_ref().and_then(|problem| problem.code.as_deref()))
}

/// The words that name one state and no other.
fn state_words(state: State) -> impl Iterator<Item = &'static str> {
    let named = STATE_WORDS.iter().filter(move |(_, states)| *states == [state]).map(|(name, _)| *name);
    std::iter::once(state.as_str()).chain(named)
}

/// Whether `text` holds `part`, which is in lower case, whatever the case of `text`. Paths are mostly ASCII and a filter is
/// matched against every task at each key, so that case needs no copy.
fn contains(text: &str, part: &str) -> bool {
    if part.is_ascii() {
        part.is_empty()
            || text.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    } else {
        text.to_lowercase().contains(part)
    }
}

#[cfg(test)]
mod tests;
