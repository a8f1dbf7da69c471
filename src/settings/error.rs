//! What can be wrong with what a user set: where it stands, what it is, and what is allowed.

use super::{
    Source,
    table::{Doc, Key},
};
use crate::messages::Lang;
use std::path::PathBuf;

/// Where keys are made, by the service's own page on its token call.
const KEYS_PAGE: &str = "https://www.scnet.cn/ui/console/index.html#/personal/auth-manage";

/// What may be given.
#[derive(Clone, Copy, Debug)]
pub enum Allowed {
    Words(&'static [&'static str]),
    Form(Doc),
}

/// A key that signing in lacks.
#[derive(Clone, Debug)]
pub struct Missing {
    pub key: Key,
    /// Where the other key of the pair is.
    pub beside: Option<Source>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text(Lang::En))]
pub enum ConfigError {
    /// A value is not allowed.
    BadValue { place: Source, key: &'static str, value: String, allowed: Allowed },
    /// The file is no TOML, or has a key that does not exist, or a value of a wrong type.
    BadFile {
        path: PathBuf,
        /// What the reader says, with line and column.
        message: String,
    },
    /// A token file without a token.
    NoToken(PathBuf),
    /// A file cannot be read.
    Unreadable { path: PathBuf, source: std::io::Error },
    /// A file with a secret can be read by others.
    OpenSecret(PathBuf),
    /// There is nothing to sign in with.
    NoCredentials,
    /// There are keys, but not all three, and no token.
    IncompleteKeys(Vec<Missing>),
    /// A value that no HTTP header can hold. It is not repeated: it may be a secret, or a part of one.
    Unsendable { place: Source, key: &'static str },
    /// A profile that does not exist.
    NoProfile {
        place: Source,
        name: String,
        /// Those that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        meant: Option<String>,
    },
    /// No place for state or configuration can be derived.
    NoHome(&'static str),
}

impl ConfigError {
    /// Whether it is about signing in, which has an exit code of its own.
    pub fn is_about_signing_in(&self) -> bool {
        matches!(self, Self::NoCredentials | Self::IncompleteKeys(_) | Self::Unsendable { .. } | Self::OpenSecret(_))
    }

    /// What is wrong, in this language.
    pub fn text(&self, lang: Lang) -> String {
        let either = |en: String, zh: String| match lang {
            Lang::En => en,
            Lang::Zh => zh,
        };
        match self {
            Self::BadValue { place, key, value, allowed } => {
                let (place, allowed) = (place.place(lang), allowed.text(lang));
                either(
                    format!("{place}: {key} = {value:?} is not allowed; {allowed}"),
                    format!("{place}：不能是 {key} = {value:?}；应为{allowed}"),
                )
            }
            Self::BadFile { path, message } => format!("{}: {message}", path.display()),
            Self::NoToken(path) => either(
                format!("{}: holds no token: one line of visible characters is expected", path.display()),
                format!("{}：没有 token；应为一行可见字符", path.display()),
            ),
            Self::Unreadable { path, source } => either(
                format!("{}: cannot be read: {source}", path.display()),
                format!("{}：无法读取：{source}", path.display()),
            ),
            Self::OpenSecret(path) => either(
                format!("{0}: others can read this secret; run: chmod 600 {0}", path.display()),
                format!("{0}：其中有密钥，他人却可读；请运行: chmod 600 {0}", path.display()),
            ),
            Self::NoCredentials => either(
                format!(
                    "nothing to sign in with. Either set SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY (the keys are made in \
                     SCNet's personal centre under access control: {KEYS_PAGE}),\n\
                     or set SCNET_TOKEN, or give --token-file FILE (the token of one region, from SCNet's user/v3/tokens call; it \
                     cannot be renewed for long).\n\
                     config.toml can hold the keys, too; begin one with: eftop config init\n\
                     To see eftop without an account, run: eftop demo"
                ),
                format!(
                    "没有登录所需的密钥或 token。可以设置 SCNET_USER、SCNET_ACCESS_KEY 和 SCNET_SECRET_KEY\
                     （密钥在 SCNet 个人中心的访问控制中生成：{KEYS_PAGE}），\n\
                     或设置 SCNET_TOKEN，或给出 --token-file FILE（某一区域的 token，来自 SCNet 的 user/v3/tokens 接口，\
                     续期有限）。\n\
                     密钥也可以写在 config.toml 中；生成它: eftop config init\n\
                     不用账号先看看: eftop demo"
                ),
            ),
            Self::IncompleteKeys(missing) => {
                let missing: Vec<_> = missing.iter().map(|missing| missing.text(lang)).collect();
                either(
                    format!(
                        "the keys to sign in with are incomplete. Missing: {}.\n\
                         The access key and the secret key count only if both come from one place (the environment, one \
                         profile, or the top of config.toml).",
                        missing.join(", ")
                    ),
                    format!(
                        "登录所需的密钥不全，缺少：{}。\n\
                         AK 和 SK 须来自同一处（环境变量、同一个 profile，或 config.toml 的顶部）。",
                        missing.join("、")
                    ),
                )
            }
            Self::Unsendable { place, key } => {
                let place = place.place(lang);
                either(
                    format!(
                        "{place}: {key} cannot be sent: visible ASCII characters without spaces are expected (what is set is \
                         not shown here)"
                    ),
                    format!("{place}：{key} 无法发送：只能是不含空格的可见 ASCII 字符（此处不显示其内容）"),
                )
            }
            Self::NoProfile { place, name, known, meant } => {
                let (place, all) = (place.place(lang), known.join(", "));
                let (en, zh) = match meant {
                    _ if known.is_empty() => (
                        "it has none; each is a table [profile.NAME]".to_owned(),
                        "一个也没有；格式为 [profile.NAME]".to_owned(),
                    ),
                    Some(near) => (
                        format!("did you mean {near:?}? There are: {all}"),
                        format!("您是不是想用 {near:?}？现有：{all}"),
                    ),
                    None => (format!("there are: {all}"), format!("现有：{all}")),
                };
                either(
                    format!("{place}: there is no profile {name:?} in config.toml; {en}"),
                    format!("{place}：config.toml 中没有 profile {name:?}；{zh}"),
                )
            }
            Self::NoHome(variable) => either(
                format!("neither HOME nor {variable} is set, so there is no place for eftop's files"),
                format!("HOME 和 {variable} 都未设置，没有存放 eftop 文件的位置"),
            ),
        }
    }
}

impl Allowed {
    fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Words(words), Lang::En) => format!("one of {}", words.join(", ")),
            (Self::Words(words), Lang::Zh) => format!(" {} 之一", words.join("、")),
            (Self::Form(doc), _) => doc.of(lang).to_owned(),
        }
    }
}

impl Missing {
    fn text(&self, lang: Lang) -> String {
        let (row, variable) = (self.key.row(), self.key.row().variables.join(", "));
        let what = match (self.key, lang) {
            (Key::AccessKey, Lang::En) => "the access key",
            (Key::SecretKey, Lang::En) => "the secret key",
            (_, Lang::En) => "the user",
            (Key::AccessKey, Lang::Zh) => "AK",
            (Key::SecretKey, Lang::Zh) => "SK",
            (_, Lang::Zh) => "用户名",
        };
        match (&self.beside, lang) {
            (None, Lang::En) => format!("{what} (set {variable}, or {} in config.toml)", row.key),
            (None, Lang::Zh) => format!("{what}（设置 {variable}，或 config.toml 中的 {}）", row.key),
            (Some(Source::Variable(other)), Lang::En) => format!("{what} (set {variable}, beside {other})"),
            (Some(Source::Variable(other)), Lang::Zh) => format!("{what}（除 {other} 外还须设置 {variable}）"),
            (Some(other), Lang::En) => {
                format!("{what} (set {} in {}, beside the other key)", row.key, other.place(lang))
            }
            (Some(other), Lang::Zh) => {
                format!("{what}（在 {} 中设置 {}，与另一个密钥一起）", other.place(lang), row.key)
            }
        }
    }
}
