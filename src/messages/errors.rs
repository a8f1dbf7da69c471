//! The error cards: each code of the service explained for a person, from `assets/errors.toml`. The file is a part of the program
//! and is read at the first question, since the first frame does not need it.

use super::Lang;
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
            (Self::No, Lang::En) => "no",
            (Self::No, Lang::Zh) => "不必重试",
        }
    }
}

/// One code, explained in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// The code as the service writes it.
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
}

/// The card of `code`; `None` for a code that nobody has explained.
pub fn card(code: &str, lang: Lang) -> Option<Card> {
    let code = code.trim();
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
    })
}

/// All explained codes, in the order of the file: first those of the service's own table.
pub fn codes() -> impl Iterator<Item = &'static str> {
    entries().iter().map(|entry| entry.code.as_str())
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
    fn every_code_has_a_card_and_no_code_two() {
        assert!(codes().eq(DOCUMENTED.into_iter().chain(OTHERS)));
        assert_eq!(codes().collect::<HashSet<_>>().len(), codes().count());
    }

    #[test]
    fn every_card_is_whole_and_fits() {
        for (code, lang) in codes().flat_map(|code| Lang::ALL.map(|lang| (code, lang))) {
            let card = card(code, lang).unwrap();
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
        for code in codes() {
            let (en, zh) = (card(code, Lang::En).unwrap(), card(code, Lang::Zh).unwrap());
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
    }

    #[test]
    fn unknown_keys_are_refused() {
        let text = SOURCE.replacen("retry =", "again = true\nretry =", 1);
        assert!(toml::from_str::<File>(&text).unwrap_err().message().contains("again"));
    }

    #[test]
    fn the_word_for_a_retry_is_that_of_the_file() {
        for retry in [Retry::Yes, Retry::Later, Retry::AfterFix, Retry::No] {
            assert_eq!(Retry::deserialize(toml::Value::from(retry.as_str())), Ok(retry));
            assert_ne!(retry.words(Lang::En), retry.words(Lang::Zh));
        }
    }
}
