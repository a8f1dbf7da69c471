//! The two languages that every text exists in, how a locale or a user names one, and what can be said in both.

use std::{fmt, str::FromStr};

/// A language of the user interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

/// What is put into words only where it is printed: errors above all, which know no language where they arise.
pub trait InLang {
    /// The words, in this language.
    fn text(&self, lang: Lang) -> String;
}

/// A language name that is neither English nor Chinese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such language; the languages are `en` and `zh`")]
pub struct UnknownLang;

impl Lang {
    /// Both languages.
    #[cfg(any(test, feature = "internals"))]
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The language for a locale as the environment names it (`zh_CN.UTF-8`, `zh-Hans`, `C`); English for all but Chinese.
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.trim().split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }

    /// The name of [`FromStr`]: `en` or `zh`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The other language, for the key that toggles.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Takes `en`, `zh`, `zh_CN` and `zh-CN`, whatever the case. A wish for the locale's language (`auto`) is the caller's matter.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.trim().to_ascii_lowercase().as_str() {
            "en" => Ok(Self::En),
            "zh" | "zh_cn" | "zh-cn" => Ok(Self::Zh),
            _ => Err(UnknownLang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("zh_CN.UTF-8", Lang::Zh)]
    #[case("zh", Lang::Zh)]
    #[case("ZH-Hans", Lang::Zh)]
    #[case("zh_TW.Big5", Lang::Zh)]
    #[case("zha_CN", Lang::En)] // Zhuang, another language
    #[case("en_US.UTF-8", Lang::En)]
    #[case("C.UTF-8", Lang::En)]
    #[case("POSIX", Lang::En)]
    #[case("", Lang::En)]
    fn a_locale_chooses(#[case] locale: &str, #[case] lang: Lang) {
        assert_eq!(Lang::from_locale(locale), lang);
    }

    #[rstest]
    #[case("en", Ok(Lang::En))]
    #[case("zh", Ok(Lang::Zh))]
    #[case("zh_CN", Ok(Lang::Zh))]
    #[case("zh-cn", Ok(Lang::Zh))]
    #[case("auto", Err(UnknownLang))]
    #[case("fr", Err(UnknownLang))]
    #[case("", Err(UnknownLang))]
    fn a_name_is_read_strictly(#[case] name: &str, #[case] lang: Result<Lang, UnknownLang>) {
        assert_eq!(name.parse::<Lang>(), lang);
    }

    #[test]
    fn the_names_are_read_back() {
        for lang in Lang::ALL {
            assert_eq!(lang.as_str().parse(), Ok(lang));
            assert_eq!(lang.other().other(), lang);
            assert_ne!(lang.other(), lang);
        }
    }
}
