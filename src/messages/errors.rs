//! The cards: each code of the service and each state of a task explained for a person, from `assets/errors.toml`. The file is a part
//! of the program and is read at the first question, since the first frame does not need it.

use super::{Lang, words};
use crate::domain::State;
use serde::Deserialize;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../../assets/errors.toml");

/// Whether trying the same again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// At once.
    Yes,
    /// After a while, with nothing changed.
    Later,
    /// When the cause is removed, and not before.
    AfterFix,
    /// When it was looked at what has been done already.
    AfterCheck,
    /// It would bring the same, or there is no need.
    No,
}

impl Retry {
    /// The word of the file and of machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Later => "later",
            Self::AfterFix => "after-fix",
            Self::AfterCheck => "after-check",
            Self::No => "no",
        }
    }

    /// The answer to "try again?".
    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Yes, Lang::En) => "yes, at once",
            (Self::Yes, Lang::Zh) => "可以立即重试",
            (Self::Later, Lang::En) => "yes, after a while",
            (Self::Later, Lang::Zh) => "可以稍后重试",
            (Self::AfterFix, Lang::En) => "yes, once the cause is fixed",
            (Self::AfterFix, Lang::Zh) => "排除原因后再重试",
            (Self::AfterCheck, Lang::En) => "yes, once source and target are checked",
            (Self::AfterCheck, Lang::Zh) => "核对源和目标后可以重试",
            (Self::No, Lang::En) => "no",
            (Self::No, Lang::Zh) => "不必重试",
        }
    }
}

/// One code or state, explained in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// The code as the service writes it, or the word of [`State::as_str`].
    pub code: &'static str,
    /// A few words for the row, in 24 cells at most.
    pub short: &'static str,
    /// What the code says.
    pub meaning: &'static str,
    /// What is probably behind it.
    pub cause: &'static str,
    /// What to do now.
    pub next: &'static str,
    /// Whether trying again makes sense.
    pub retry: Retry,
    commands: &'static [String],
}

impl Card {
    /// What it is about, for people: the code, or the word that a row shows for the state.
    pub fn name(&self, lang: Lang) -> &'static str {
        State::from_word(self.code).map_or(self.code, |state| words(lang).states.of(state))
    }

    /// The commands with the values of a task in them; one that needs a value that is `None` is left out.
    pub fn commands(&self, value: impl Fn(&str) -> Option<String>) -> Vec<String> {
        self.commands.iter().filter_map(|command| filled(command, &value)).collect()
    }

    /// The commands with the names of what stands in them, in capitals.
    pub fn named_commands(&self) -> Vec<String> {
        self.commands(|name| {
            Some(match name {
                "again" => "ID".to_owned(),
                "set" => String::new(),
                name => name.to_uppercase(),
            })
        })
    }
}

/// A command with a value for each name in braces, if there is one for each.
fn filled(command: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut parts = command.split(['{', '}']);
    let mut text = parts.next()?.to_owned();
    while let Some(name) = parts.next() {
        text.push_str(&value(name)?);
        text.push_str(parts.next()?);
    }
    Some(text)
}

/// `text` as one word of a POSIX shell; `None` for what cannot stand in one line of it, or would be taken for an option.
pub fn shell_word(text: &str) -> Option<String> {
    if text.is_empty() || text.starts_with('-') || text.contains(crate::domain::clean::is_unsafe) {
        return None;
    }
    let is_plain = |character: char| character.is_alphanumeric() || "/._-+:,@%".contains(character);
    let quoted = || format!("'{}'", text.replace('\'', r"'\''"));
    Some(if text.chars().all(is_plain) { text.to_owned() } else { quoted() })
}

/// The card that a person means: by its code, or by the word of a state in either language.
pub fn find(word: &str, lang: Lang) -> Option<Card> {
    let word = word.trim();
    let is_meant = |state: &State| {
        let names = [state.as_str(), words(Lang::En).states.of(*state), words(Lang::Zh).states.of(*state)];
        names.iter().any(|name| name.eq_ignore_ascii_case(word))
    };
    State::ALL.into_iter().find(is_meant).map_or_else(|| card(word, lang), |state| of_state(state, lang))
}

/// The card of a code of the service; `None` for one that nobody has explained.
pub fn card(code: &str, lang: Lang) -> Option<Card> {
    // The service may send the word of a state as a code; it does not mean that.
    Some(code.trim()).filter(|code| State::from_word(code).is_none()).and_then(|code| entry(code, lang))
}

/// The card of a state. Each has one, as a test sees to.
pub fn of_state(state: State, lang: Lang) -> Option<Card> {
    entry(state.as_str(), lang)
}

/// All cards, in the order of the file: of the states, of the codes of the service's own table, of other codes.
pub fn all(lang: Lang) -> impl Iterator<Item = Card> {
    entries().iter().filter_map(move |one| entry(&one.code, lang))
}

fn entry(code: &str, lang: Lang) -> Option<Card> {
    let entry = entries().iter().find(|entry| entry.code == code)?;
    let texts = match lang {
        Lang::En => &entry.en,
        Lang::Zh => &entry.zh,
    };
    Some(Card {
        code: &entry.code,
        short: &texts.short,
        meaning: &texts.meaning,
        cause: &texts.cause,
        next: &texts.next,
        retry: entry.retry,
        commands: &entry.commands,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    card: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    retry: Retry,
    #[serde(default)]
    commands: Vec<String>,
    en: Texts,
    zh: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    short: String,
    meaning: String,
    cause: String,
    next: String,
}

/// The file, read once. A test reads it, too, so it cannot be broken; were it, no code would have a card.
fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| toml::from_str::<File>(SOURCE).map(|file| file.card).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::width::cells;
    use rstest::rstest;
    use std::collections::HashSet;

    /// The table of the document of `file/task/list`, in its order but for 911048, which closes it.
    const DOCUMENTED: [&str; 24] = [
        "0", "10001", "10003", "10004", "10009", "911009", "911020", "911021", "911022", "911025", "911029", "911030",
        "911031", "911034", "911404", "911406", "911501", "911502", "911504", "911505", "911506", "911507", "911700",
        "911048",
    ];
    /// What is met beside it.
    const OTHERS: [&str; 9] = ["404", "1001", "10007", "10008", "10010", "10011", "10012", "10013", "10014"];

    fn texts(card: &Card) -> [&'static str; 4] {
        [card.short, card.meaning, card.cause, card.next]
    }

    fn is_wide(character: char) -> bool {
        ('\u{3000}'..='\u{ffef}').contains(&character)
    }

    #[test]
    fn the_file_is_sound() {
        toml::from_str::<File>(SOURCE).unwrap();
    }

    #[test]
    fn every_state_and_code_has_a_card_and_none_has_two() {
        let codes = || all(Lang::En).map(|card| card.code);
        let states: HashSet<_> = codes().take(State::ALL.len()).collect();
        assert_eq!(states, State::ALL.iter().map(|state| state.as_str()).collect());
        assert!(codes().skip(State::ALL.len()).eq(DOCUMENTED.into_iter().chain(OTHERS)));
        assert_eq!(codes().collect::<HashSet<_>>().len(), codes().count());
    }

    #[test]
    fn every_card_is_whole_and_fits() {
        for (card, lang) in Lang::ALL.into_iter().flat_map(|lang| all(lang).map(move |card| (card, lang))) {
            let code = card.code;
            assert!(cells(card.short) <= 24, "{code} {lang}: `{}` is too wide for a row", card.short);
            for text in texts(&card) {
                assert!(!text.is_empty() && text == text.trim(), "{code} {lang}: `{text}`");
                assert!(!text.contains(crate::domain::clean::is_unsafe), "{code} {lang}: `{text}`");
            }
            for sentence in &texts(&card)[1..] {
                let stop = if lang == Lang::En { '.' } else { '。' };
                assert!(sentence.ends_with(stop), "{code} {lang}: `{sentence}` is no whole sentence");
            }
        }
    }

    #[test]
    fn each_language_keeps_to_itself() {
        for (en, zh) in all(Lang::En).zip(all(Lang::Zh)) {
            let code = en.code;
            for text in texts(&en) {
                assert!(text.is_ascii(), "{code}: `{text}` does not show on every terminal");
            }
            for text in texts(&zh) {
                assert!(text.contains(is_wide), "{code}: `{text}`");
            }
        }
    }

    #[test]
    fn a_code_is_found_as_it_may_come() {
        let card = card(" 911020\n", Lang::Zh).unwrap();
        assert_eq!((card.code, card.short, card.retry), ("911020", "文件不存在", Retry::AfterFix));
        assert_eq!(super::card("911", Lang::En), None);
        assert_eq!(super::card("", Lang::En), None);
        assert_eq!(super::card("gone", Lang::En), None, "a word of ours that the service sends as a code");
    }

    #[rstest]
    #[case("stalled", Some("stalled"))]
    #[case(" Cancelled", Some("cancel"))]
    #[case("停滞", Some("stalled"))]
    #[case("failed", Some("fail"))]
    #[case("911020", Some("911020"))]
    #[case("stall", None)]
    fn a_state_is_found_by_its_words(#[case] word: &str, #[case] expected: Option<&str>) {
        assert_eq!(find(word, Lang::En).map(|card| card.code), expected);
    }

    #[test]
    fn commands_have_the_values_of_a_task_or_are_left_out() {
        let card = card("911501", Lang::En).unwrap();
        let value = |name: &str| (name != "target").then(|| format!("<{name}>"));
        assert_eq!(card.commands(value), ["quota -s", "eftop retry <again><set>"]);
        assert_eq!(card.named_commands()[0], "df -h TARGET");
        let known = ["id", "again", "new", "source", "target", "set"];
        for card in all(Lang::En) {
            card.commands(|name| {
                assert!(known.contains(&name), "{}: {{{name}}}", card.code);
                Some(String::new())
            });
        }
    }

    #[rstest]
    #[case("/public/home/a_b-1.tar", Some("/public/home/a_b-1.tar"))]
    #[case("/数据/三月", Some("/数据/三月"))]
    #[case("/a b", Some("'/a b'"))]
    #[case("/it's", Some(r"'/it'\''s'"))]
    #[case("~/x", Some("'~/x'"))]
    #[case("-rf", None)]
    #[case("/a\nb", None)]
    #[case("/a\u{202e}b", None)]
    #[case("", None)]
    fn a_path_is_one_word_of_the_shell(#[case] path: &str, #[case] expected: Option<&str>) {
        assert_eq!(shell_word(path).as_deref(), expected);
    }

    #[test]
    fn unknown_keys_are_refused() {
        let text = SOURCE.replacen("retry =", "again = true\nretry =", 1);
        assert!(toml::from_str::<File>(&text).unwrap_err().message().contains("again"));
    }

    #[test]
    fn the_word_for_a_retry_is_that_of_the_file() {
        for retry in [Retry::Yes, Retry::Later, Retry::AfterFix, Retry::AfterCheck, Retry::No] {
            assert_eq!(Retry::deserialize(toml::Value::from(retry.as_str())), Ok(retry));
            assert_ne!(retry.words(Lang::En), retry.words(Lang::Zh));
        }
    }
}
