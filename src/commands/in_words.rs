//! What the parts say that know no texts, in words: the store, and addresses of the service.

use crate::{
    client::BadBaseUrl,
    messages::{InLang, Lang, words},
    store::{
        Action, InvalidSetName, Remedy, SetName, StoreError, StoreNote,
        format::{FORMAT, MAX_BYTES},
    },
};

impl InLang for StoreError {
    fn text(&self, lang: Lang) -> String {
        let words = words(lang);
        let store = &words.store;
        match self {
            Self::NoPlace => (words.config.no_home)("XDG_STATE_HOME"),
            Self::Newer { path, format } => (store.newer)(path.display(), *format, FORMAT),
            Self::TooLarge { path } => (store.too_large)(path.display(), MAX_BYTES >> 20),
            Self::NotAFile { path } => (store.not_a_file)(path.display()),
            Self::Locked { path } => (store.locked)(path.display()),
            Self::Io { action, path, why, remedy } => {
                let action = match action {
                    Action::CreateFolder => store.create_folder,
                    Action::Read => store.read,
                    Action::Write => store.write,
                    Action::Lock => store.lock,
                    Action::KeepAside => store.keep_aside,
                };
                let remedy = match remedy {
                    Remedy::SplitSet => store.split_set,
                    Remedy::TryAgain => store.try_again,
                    Remedy::FreeSpace => store.free_space,
                    Remedy::RaiseLimit => store.raise_limit,
                    Remedy::MakeWritable => store.make_writable,
                    Remedy::CheckPath => store.check_path,
                };
                (store.refused)(action, path.display(), why, remedy)
            }
        }
    }
}

impl InLang for StoreNote {
    fn text(&self, lang: Lang) -> String {
        let store = &words(lang).store;
        match self {
            Self::Damaged { aside } => (store.damaged)(aside.display()),
            Self::BadEntries { count, path } => (store.bad_entries)(*count, path.display()),
            Self::CopyKept { aside } => (store.copy_kept)(aside.display()),
            Self::Restored { path } => (store.restored)(path.display()),
            Self::NoLocks { path } => (store.no_locks)(path.display()),
            Self::NoLog { why } => (store.no_log)(&why.text(lang)),
        }
    }
}

impl InLang for InvalidSetName {
    fn text(&self, lang: Lang) -> String {
        (words(lang).store.bad_name)(SetName::MAX_LEN)
    }
}

impl InLang for BadBaseUrl {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).config;
        match self {
            Self::NotAUrl(why) => (words.no_url)(why),
            Self::Scheme(scheme) => (words.no_https)(scheme),
            Self::PlainHttp(host) => (words.plain_http)(host),
            Self::Credentials => words.user_in_url.to_owned(),
            Self::Query => words.query_in_url.to_owned(),
            Self::Setting { key, error } => (words.url_of)(key, &error.text(lang)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::BaseUrl;
    use rstest::rstest;

    #[rstest]
    #[case(
        "x",
        "the address is not of the form https://HOST[:PORT][/PATH]: relative URL",
        "地址的形式应为 https://HOST"
    )]
    #[case("ftp://x", "the address must begin with https://, not ftp://", "地址须以 https:// 开头，不能是 ftp://")]
    #[case(
        "http://x",
        "plain http to x would show the token to the network; use",
        "用明文 http 访问 x 会让 token 暴露"
    )]
    #[case(
        "https://bob:sesame@x",
        "the address must not hold a user name or a password; ",
        "地址中不能有用户名或密码；"
    )]
    #[case(
        "https://x?sesame",
        "the address must not have a query (?) or a fragment (#)",
        "地址中不能有查询（?）或片段（#）"
    )]
    fn addresses_that_cannot_be_used(#[case] url: &str, #[case] en: &str, #[case] zh: &str) {
        let error = BaseUrl::parse(url, false).unwrap_err();
        for (lang, begin) in [(Lang::En, en), (Lang::Zh, zh)] {
            let told = error.text(lang);
            assert!(told.starts_with(begin) && !told.contains("sesame"), "{told}");
        }
    }
}
