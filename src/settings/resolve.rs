//! Resolves everything a user can set into one immutable value: flag before environment before profile before file before default.

use super::{
    ConfigError, Environment, FileConfig, Flags, Key, Source,
    credentials::{self, Credentials},
    error::Allowed,
    layers::Layers,
    paths,
    table::Doc,
    theme::{RoleColors, Theme},
    value,
};
use crate::{
    domain::{
        region::{floor, is_loopback},
        task::StallRule,
    },
    messages::Lang,
};
use jiff::tz::Offset;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// The allowed range of `gone-after`: the service itself forgets an ended task after a day.
const GONE_AFTER: std::ops::RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(24);

/// How to reach the service.
#[derive(Clone, Debug)]
pub struct Connection {
    pub credentials: Credentials,
    /// The region: its id, its name, or a part of its name.
    pub region: Option<String>,
    /// The EFile base URL as it was given.
    pub url: Option<String>,
    /// The address of the token call as it was given.
    pub token_url: Option<String>,
    /// The address of the center call as it was given.
    pub center_url: Option<String>,
    /// Certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The file that keeps tokens between runs, if that was asked for.
    pub token_cache: Option<PathBuf>,
}

/// How many colours may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colors {
    None,
    /// The terminal's 16.
    Sixteen,
    /// 256 or more.
    Full,
}

/// How notifications are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// By what the terminal is known to understand.
    Auto,
    /// The bell alone.
    Bell,
    /// The desktop's notifications alone.
    Osc,
    Off,
}

/// All settings of a run, except how to reach the service.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Config {
    /// Whether plain http to other machines is allowed.
    pub insecure_http: bool,
    /// Time between polls; places elsewhere than the one that is configured may be asked less often.
    pub interval: Duration,
    /// When a task counts as stalled.
    pub stall: StallRule,
    pub service_offset: Offset,
    pub set: String,
    pub lang: Lang,
    /// The palette; `None` for the one that fits the terminal's background.
    pub theme: Option<&'static Theme>,
    /// Colours of the user's own.
    pub role_colors: RoleColors,
    /// Keys of the user's own, by the names of their commands.
    pub keys: BTreeMap<String, Vec<String>>,
    /// How many colours may be used.
    pub colors: Colors,
    pub ascii: bool,
    /// Whether the mouse is used from the start.
    pub mouse: bool,
    pub notify: Notify,
    /// Whether the window's title is ours.
    pub title: bool,
}

/// Reads what was given, or the default of the table.
fn read<T>(
    layers: &Layers<'_>,
    key: Key,
    allowed: Allowed,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, ConfigError> {
    let row = key.row();
    let (source, value) = layers.text(key).unwrap_or((&Source::Default, row.default));
    read(value).ok_or_else(|| ConfigError::BadValue {
        place: source.clone(),
        key: row.key,
        value: value.to_owned(),
        allowed,
    })
}

/// Reads a word of those that the table allows; `meanings` are theirs.
fn read_word<T: Copy>(layers: &Layers<'_>, key: Key, meanings: &[T]) -> Result<T, ConfigError> {
    let words = key.row().words().unwrap_or_default();
    let meaning = |text: &str| words.iter().zip(meanings).find(|(word, _)| **word == text).map(|(_, meaning)| *meaning);
    read(layers, key, one_of(key), meaning)
}

fn one_of(key: Key) -> Allowed {
    Allowed::Words(key.row().words().unwrap_or_default())
}

const fn form(en: &'static str, zh: &'static str) -> Allowed {
    Allowed::Form(Doc { en, zh })
}

/// Resolves all settings but the connection.
///
/// # Errors
/// The first value that is not allowed, with the place it came from, or a profile that does not exist.
pub fn resolve(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Result<Config, ConfigError> {
    let layers = Layers::new(flags, environment, file)?;
    let themes: Vec<_> = std::iter::once(None).chain(Theme::ALL.map(Some)).collect();
    let colors = [None, Some(Colors::Full), Some(Colors::Sixteen), Some(Colors::None)];
    Ok(Config {
        insecure_http: layers.is_on(Key::InsecureHttp),
        interval: interval(&layers)?,
        stall: StallRule {
            time: read(
                &layers,
                Key::StallAfter,
                form("a span such as 30s or 3m, at least 1s", "时长，如 30s、3m，至少 1s"),
                |text| value::duration(text).filter(|span| *span >= Duration::from_secs(1)),
            )?,
            gone_after: read(
                &layers,
                Key::GoneAfter,
                form("a span such as 10m, 1s to 24h", "时长，如 10m，1s 至 24h"),
                |text| value::duration(text).filter(|span| GONE_AFTER.contains(span)),
            )?,
            ..StallRule::default()
        },
        service_offset: read(
            &layers,
            Key::ServiceOffset,
            form("an offset from UTC such as +08:00", "与 UTC 的偏移，如 +08:00"),
            value::offset,
        )?,
        set: read(
            &layers,
            Key::Set,
            form(
                "a name of 1 to 64 letters, digits, '.', '_' or '-' that does not begin with '.'",
                "名称，由 1 到 64 个字母、数字、'.'、'_'、'-' 组成，不以 '.' 开头",
            ),
            |text| is_set_name(text).then(|| text.to_owned()),
        )?,
        // Names of locales such as `zh_CN` are taken, too.
        lang: read(&layers, Key::Lang, one_of(Key::Lang), |text| match text {
            "auto" => Some(environment.lang()),
            name => name.parse().ok(),
        })?,
        theme: read_word(&layers, Key::Theme, &themes)?,
        role_colors: if has_true_color(environment) { layers.role_colors() } else { layers.role_colors().to_indexed() },
        keys: layers.keys(),
        colors: read_word(&layers, Key::Colors, &colors)?.unwrap_or_else(|| terminal_colors(environment)),
        ascii: read_word(&layers, Key::Ascii, &[None, Some(true), Some(false)])?
            .unwrap_or_else(|| is_poor_terminal(environment)),
        mouse: layers.is_on(Key::Mouse),
        notify: read_word(&layers, Key::Notify, &[Notify::Auto, Notify::Bell, Notify::Osc, Notify::Off])?,
        title: layers.is_on(Key::Title),
    })
}

/// The time between polls. What is allowed depends on where the service is.
fn interval(layers: &Layers<'_>) -> Result<Duration, ConfigError> {
    // As far as the settings say: by the address of the service, else by that which leads there.
    let address = [Key::Url, Key::CenterUrl, Key::TokenUrl].into_iter().find_map(|key| layers.text(key));
    let is_here = address.is_some_and(|(_, url)| is_loopback(&value::host(url)));
    let allowed = if is_here {
        form("a span such as 500ms, 2s or 1m, from 50ms to 1h", "时长，如 500ms、2s、1m，50ms 至 1h")
    } else {
        form(
            "a span such as 500ms, 2s or 1m, from 500ms to 1h (from 50ms to a service on this machine)",
            "时长，如 500ms、2s、1m，500ms 至 1h（服务在本机时 50ms 起）",
        )
    };
    let span =
        |text: &str| value::duration(text).filter(|span| (floor(is_here)..=Duration::from_hours(1)).contains(span));
    read(layers, Key::Interval, allowed, span)
}

/// Resolves the EFile base URL, as it was given; `None` where none was.
pub fn url(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Option<String> {
    let layers = Layers::new(flags, environment, file).ok()?;
    layers.text(Key::Url).map(|(_, url)| url.to_owned())
}

/// Resolves how to reach the service. A file that holds a token is read; nothing is sent.
///
/// # Errors
/// When there is nothing to sign in with, it is not complete or cannot be used; when the profile does not exist, or there is no
/// place for a token cache.
pub fn connection(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Result<Connection, ConfigError> {
    let layers = Layers::new(flags, environment, file)?;
    let text = |key| layers.text(key).map(|(_, text)| text.to_owned());
    Ok(Connection {
        credentials: credentials::resolve(&layers)?,
        region: text(Key::Region),
        url: text(Key::Url),
        token_url: text(Key::TokenUrl),
        center_url: text(Key::CenterUrl),
        ca_file: layers.path(Key::CaFile),
        token_cache: layers.is_on(Key::TokenCache).then(|| paths::token_cache(environment)).transpose()?,
    })
}

/// Whether a text can name a set, and so a file.
fn is_set_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && !text.starts_with('.')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// How many colours the terminal has, by its own word. `NO_COLOR` counts when it is set and not empty.
fn terminal_colors(environment: &Environment<'_>) -> Colors {
    let term = environment.text("TERM").unwrap_or_default();
    if environment.text("NO_COLOR").is_some() || environment.dumb_terminal().is_some() {
        Colors::None
    } else if has_true_color(environment) || term.contains("256color") || term.contains("direct") {
        Colors::Full
    } else {
        Colors::Sixteen
    }
}

/// Whether the terminal says that it has all colours, not only 256.
fn has_true_color(environment: &Environment<'_>) -> bool {
    environment.text("COLORTERM").is_some_and(|text| text == "truecolor" || text == "24bit")
}

/// Whether block characters and arrows cannot be relied on: no UTF-8 locale, or a console with a small font.
fn is_poor_terminal(environment: &Environment<'_>) -> bool {
    let is_linux = environment.text("TERM").is_some_and(|term| term == "linux");
    !environment.is_utf8() || is_linux || environment.dumb_terminal().is_some()
}

#[cfg(test)]
mod tests;
