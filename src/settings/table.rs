//! The settings, one row each. The options of the command line, the file, profiles, `config show`, the sample, the manual and the
//! tables of the documentation follow from it. What a value comes to is in `resolve`.

use super::Theme;
use crate::messages::Lang;

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doc {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Doc {
    pub fn of(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// What a value is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A text that may begin with a minus.
    Offset,
    Url,
    Path,
    Switch,
    /// Never shown, and only from the environment and from a file of its owner's.
    Secret,
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these words, or a table of colours.
    Theme(&'static [&'static str]),
    Keys,
}

/// Where in `config.toml` a setting may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFile {
    Never,
    Top,
    /// At the top, and in a profile, which counts before it.
    TopOrProfile,
}

/// Commands that take the same options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Explain,
    /// `regions` and `auth`.
    Account,
    /// Those that print about a set.
    Headless,
    Wait,
    /// A screen without the service: `demo` and `replay`.
    Screen,
    /// A screen over the service, and what may lead to one.
    Watch,
}

const ALL: &[Group] = &[Group::Explain, Group::Account, Group::Headless, Group::Wait, Group::Screen, Group::Watch];
const ALL_BUT_EXPLAIN: &[Group] = &[Group::Account, Group::Headless, Group::Wait, Group::Screen, Group::Watch];
const SERVICE: &[Group] = &[Group::Account, Group::Headless, Group::Wait, Group::Watch];
const POLLING: &[Group] = &[Group::Headless, Group::Wait, Group::Screen, Group::Watch];
const SCREEN: &[Group] = &[Group::Screen, Group::Watch];
const NOTIFYING: &[Group] = &[Group::Wait, Group::Screen, Group::Watch];

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub id: Key,
    /// The key of `config.toml`, and the name in messages.
    pub key: &'static str,
    /// The option, empty if there is none, and the name of its value; that of a switch has none.
    pub option: (&'static str, &'static str),
    /// Who takes the option.
    pub groups: &'static [Group],
    /// The environment variables that give it, the one that counts first.
    pub variables: &'static [&'static str],
    /// What another variable is for, in help.
    pub other_variable: Doc,
    pub in_file: InFile,
    pub kind: Kind,
    /// As it is written in the file; empty if there is none.
    pub default: &'static str,
    /// The default of the demo, where that is another.
    pub demo: &'static str,
    /// What stands for the value in the sample, where there is no default.
    pub example: &'static str,
    /// In help, in the sample and in the documentation.
    pub doc: Doc,
    /// More sentences for the sample.
    pub more: &'static str,
}

impl Row {
    /// A text that may stand anywhere in the file.
    const EMPTY: Self = Self {
        id: Key::Config,
        key: "",
        option: ("", ""),
        groups: &[],
        variables: &[],
        other_variable: Doc { en: "", zh: "" },
        in_file: InFile::TopOrProfile,
        kind: Kind::Text,
        default: "",
        demo: "",
        example: "",
        doc: Doc { en: "", zh: "" },
        more: "",
    };

    /// The words that it takes, if it takes only such.
    pub fn words(&self) -> Option<&'static [&'static str]> {
        match self.kind {
            Kind::Words(words) | Kind::Theme(words) => Some(words),
            _ => None,
        }
    }
}

/// Makes the keys and the table.
macro_rules! settings {
    ($($id:ident { $($field:ident: $value:expr),+ $(,)? })+) => {
        /// A setting by its name in the code.
        #[allow(clippy::enum_variant_names, reason = "the platform calls two of them keys")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Key { $($id),+ }

        impl Key {
            /// All settings, in the order in which they are shown.
            pub const ROWS: &[Row] = &[$(Row { id: Key::$id, $($field: $value,)+ ..Row::EMPTY }),+];

            pub fn row(self) -> &'static Row {
                &Self::ROWS[self as usize]
            }
        }
    };
}

settings! {
    DefaultProfile {
        key: "default-profile", option: ("--profile", "NAME"), groups: SERVICE, variables: &["EFTOP_PROFILE"],
        in_file: InFile::Top, example: "NAME",
        doc: Doc {
            en: "The table [profile.NAME] of config.toml that counts before the rest of it",
            zh: "使用 config.toml 中的 [profile.NAME]，优先于文件其余部分",
        },
    }
    User {
        key: "user", variables: &["SCNET_USER"], example: "NAME",
        doc: Doc { en: "The user whose keys sign in", zh: "用于登录的用户名" },
    }
    AccessKey {
        key: "access-key", variables: &["SCNET_ACCESS_KEY"], kind: Kind::Secret, example: "AK",
        doc: Doc {
            en: "The access key (AK), from SCNet's personal centre, access control",
            zh: "AK，来自 SCNet 个人中心的访问控制；文件须 chmod 600",
        },
        more: "A file that holds keys must be yours only (chmod 600).",
    }
    SecretKey {
        key: "secret-key", variables: &["SCNET_SECRET_KEY"], kind: Kind::Secret, example: "SK",
        doc: Doc { en: "The secret key (SK), from the same page", zh: "SK，同上" },
    }
    Token {
        key: "token", variables: &["SCNET_TOKEN"], kind: Kind::Secret, in_file: InFile::Never,
        doc: Doc { en: "The token of one region itself", zh: "某一区域的 token 本身" },
    }
    TokenFile {
        key: "token-file", option: ("--token-file", "FILE"), groups: SERVICE, kind: Kind::Path,
        example: "~/.config/eftop/token",
        other_variable: Doc { en: "SCNET_TOKEN holds the token itself", zh: "SCNET_TOKEN 是 token 本身" },
        doc: Doc {
            en: "A file that holds the token of one region and that only you can read (chmod 600)",
            zh: "不用 AK/SK 时，存放某一区域 token 的文件，只能本人可读（chmod 600）",
        },
    }
    Region {
        key: "region", option: ("--region", "REGION"), groups: SERVICE, example: "11112",
        // The id before the name, since only it is sure to mean one region.
        variables: &["SCNET_CLUSTER_ID", "SCNET_CLUSTER_NAME"],
        doc: Doc {
            en: "The region: its id, its name, or a part of its name that no other region has",
            zh: "区域：ID、名称，或能唯一确定一个区域的部分名称",
        },
    }
    Url {
        key: "url", option: ("--url", "URL"), groups: SERVICE, variables: &["SCNET_EFILE_URL"], kind: Kind::Url,
        example: "https://HOST:PORT/efile",
        doc: Doc {
            en: "The EFile base URL, with or without /efile; without one the region's own is asked for",
            zh: "EFile 地址，即本区域的 efileUrls，带不带 /efile 均可；不给则自动查询",
        },
        more: "It does not count when the region is named in a place that counts before this one.",
    }
    TokenUrl {
        key: "token-url", variables: &["SCNET_TOKEN_URL"], kind: Kind::Url, example: "https://HOST/api/user/v3/tokens",
        doc: Doc {
            en: "The address of the token call, where it is not SCNet's",
            zh: "不是 SCNet 时，获取 token 的地址",
        },
    }
    CenterUrl {
        key: "center-url", variables: &["SCNET_CENTER_URL"], kind: Kind::Url,
        example: "https://HOST/ac/openapi/v2/center",
        doc: Doc { en: "The address of the center call, where it is not SCNet's", zh: "不是 SCNet 时，中心接口的地址" },
    }
    TokenCache {
        key: "token-cache", option: ("--token-cache", ""), groups: SERVICE, kind: Kind::Switch, default: "false",
        doc: Doc {
            en: "Keep tokens between runs, in a file that only you can read (~/.cache/eftop/tokens.json)",
            zh: "把 token 留到下次运行，存于只有本人可读的 ~/.cache/eftop/tokens.json",
        },
    }
    CaFile {
        key: "ca-file", option: ("--ca-file", "FILE"), groups: SERVICE, variables: &["EFTOP_CA_FILE"], kind: Kind::Path,
        example: "~/.config/eftop/ca.pem",
        doc: Doc { en: "Certificates (PEM) to trust beside the system's", zh: "除系统证书外还信任的证书（PEM）" },
    }
    InsecureHttp {
        key: "insecure-http", option: ("--insecure-http", ""), groups: SERVICE, kind: Kind::Switch, default: "false",
        doc: Doc {
            en: "Allow plain http to other machines; the token then crosses the network unprotected",
            zh: "允许用明文 http 访问其他机器；token 在网络上不受保护",
        },
    }
    Interval {
        key: "interval", option: ("--interval", "SPAN"), groups: POLLING, variables: &["EFTOP_INTERVAL"],
        default: "2s", demo: "1s",
        doc: Doc {
            en: "Time between polls, from 500ms (50ms to a service on this machine) to 1h",
            zh: "两次查询的间隔，500ms（服务在本机时 50ms）至 1h",
        },
    }
    StallAfter {
        key: "stall-after", option: ("--stall-after", "SPAN"), groups: POLLING, in_file: InFile::Top,
        default: "3m", demo: "15s",
        doc: Doc {
            en: "A task whose size and count do not change for this long, and for five polls, counts as stalled",
            zh: "大小和数量多久不变（且满五次查询）算作停滞",
        },
    }
    GoneAfter {
        key: "gone-after", in_file: InFile::Top, default: "10m",
        doc: Doc {
            en: "A task that was alive is absent from all answers this long, and from ten of them, before it counts as gone; until \
                 then it is missing",
            zh: "不久前还在的任务多久（且连续十次）查不到才算“无记录”，此前显示“未返回”",
        },
    }
    ServiceOffset {
        key: "service-offset", option: ("--service-offset", "OFFSET"), groups: SERVICE, kind: Kind::Offset,
        default: "+08:00",
        doc: Doc { en: "The offset from UTC of the times that the service writes", zh: "服务端所写时间的时区偏移" },
    }
    Set {
        key: "set", option: ("--set", "NAME"), groups: SERVICE, variables: &["EFTOP_SET"], default: "default",
        doc: Doc { en: "The watch set, kept between runs", zh: "监视列表的名称，列表在多次运行之间保留" },
    }
    Lang {
        key: "lang", option: ("--lang", "LANG"), groups: ALL, variables: &["EFTOP_LANG"], in_file: InFile::Top,
        kind: Kind::Words(&["auto", "en", "zh"]), default: "auto",
        doc: Doc { en: "The language: auto (by locale), en or zh", zh: "语言：auto（按 locale）、en 或 zh" },
    }
    Theme {
        key: "theme", option: ("--theme", "THEME"), groups: SCREEN, variables: &["EFTOP_THEME"], in_file: InFile::Top,
        kind: Kind::Theme(&Theme::NAMES), default: "auto",
        doc: Doc {
            en: "The theme: auto (by the terminal's background), dark, light, contrast-dark, contrast-light (high contrast), \
                 colorblind-dark or colorblind-light (no red beside green)",
            zh: "主题：auto（按终端背景）、dark、light、contrast-dark、contrast-light（高对比度）、colorblind-dark 或 \
                 colorblind-light（色盲友好）",
        },
        more: "The key t goes through them until you quit. For colours of your own see the end of this file.",
    }
    Colors {
        key: "colors", option: ("--colors", "COLORS"), groups: POLLING, in_file: InFile::Top,
        kind: Kind::Words(&["auto", "full", "16", "none"]), default: "auto",
        doc: Doc {
            en: "How many colours: auto (by NO_COLOR, TERM and COLORTERM), full, 16 or none",
            zh: "颜色数：auto（按 NO_COLOR、TERM、COLORTERM）、full、16 或 none",
        },
    }
    Ascii {
        key: "ascii", option: ("--ascii", ""), groups: SCREEN, in_file: InFile::Top,
        kind: Kind::Words(&["auto", "yes", "no"]), default: "auto",
        doc: Doc {
            en: "Draw with ASCII only; config.toml takes auto (by locale and TERM), yes or no",
            zh: "只用 ASCII 字符绘制；config.toml 中为 auto（按 locale 和 TERM）、yes 或 no",
        },
    }
    Mouse {
        key: "mouse", in_file: InFile::Top, kind: Kind::Switch, default: "false",
        doc: Doc { en: "Use the mouse from the start; m switches it", zh: "启动时就使用鼠标；按 m 切换" },
    }
    Notify {
        key: "notify", option: ("--notify", "HOW"), groups: NOTIFYING, variables: &["EFTOP_NOTIFY"],
        in_file: InFile::Top, kind: Kind::Words(&["auto", "bell", "osc", "off"]), default: "auto",
        doc: Doc {
            en: "Notify of failures, of the end of the set and of a lost sign-in: auto (by terminal), bell, osc (a notification of \
                 the desktop) or off",
            zh: "任务失败、全部结束、登录失效时如何提醒：auto（按终端）、bell（响铃）、osc（桌面通知）或 off",
        },
    }
    Title {
        key: "title", in_file: InFile::Top, kind: Kind::Switch, default: "true",
        doc: Doc {
            en: "Put the totals into the window's title, and progress beside it where the terminal shows that (OSC 9;4)",
            zh: "在窗口标题显示总计，终端支持时还显示进度",
        },
    }
    Keys { key: "keys", in_file: InFile::Top, kind: Kind::Keys }
    Config {
        key: "config", option: ("--config", "FILE"), groups: ALL_BUT_EXPLAIN, in_file: InFile::Never, kind: Kind::Path,
        doc: Doc {
            en: "Read this file instead of the usual config.toml",
            zh: "读取这个文件，而不是默认的 config.toml",
        },
    }
    Log {
        key: "log", option: ("--log", "FILE"), groups: ALL_BUT_EXPLAIN, in_file: InFile::Never, kind: Kind::Path,
        other_variable: Doc { en: "EFTOP_LOG says how much", zh: "EFTOP_LOG 决定详细程度" },
        doc: Doc {
            en: "Write a log of requests and answers' codes to this file; it never holds a secret",
            zh: "把请求和应答码写入这个日志文件，不含任何密钥",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_documented_in_both_languages_with_all_its_words() {
        for row in Key::ROWS.iter().filter(|row| row.kind != Kind::Keys) {
            for doc in [row.doc.en, row.doc.zh] {
                assert!(!doc.is_empty() && !doc.ends_with(['.', '。']), "{}: {doc:?}", row.key);
                assert!(row.words().unwrap_or_default().iter().all(|word| doc.contains(word)), "{}: {doc}", row.key);
            }
            assert!(row.words().is_none_or(|words| words.contains(&row.default)), "{}", row.key);
            assert_eq!(row.option.0.is_empty(), row.groups.is_empty(), "{}", row.key);
        }
    }
}
