//! Resolves everything a user can set into one immutable value: flag before environment before file before default.

use super::{ConfigError, Environment, FileConfig, Token, value};
use crate::{domain::task::StallRule, text::Lang};
use jiff::tz::Offset;
use std::{path::PathBuf, time::Duration};

/// What was given on the command line; `None` where nothing was.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--url`
    pub url: Option<String>,
    /// `--token-file`
    pub token_file: Option<PathBuf>,
    /// `--insecure-http`
    pub insecure_http: bool,
    /// `--interval`
    pub interval: Option<String>,
    /// `--stall-after`
    pub stall_after: Option<String>,
    /// `--service-offset`
    pub service_offset: Option<String>,
    /// `--set`
    pub set: Option<String>,
    /// `--lang`
    pub lang: Option<String>,
    /// `--theme`
    pub theme: Option<String>,
    /// `--colors`
    pub colors: Option<String>,
    /// `--ascii`
    pub ascii: bool,
}

/// How to reach the service.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The EFile base URL as it was given.
    pub url: String,
    /// The token.
    pub token: Token,
}

/// A palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
}

/// How many colours may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colors {
    /// None.
    None,
    /// The terminal's 16.
    Sixteen,
    /// 256 or more.
    Full,
}

/// All settings of a run, except how to reach the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Whether plain http to other machines is allowed.
    pub insecure_http: bool,
    /// Time between polls, before the floor of the poll loop.
    pub interval: Duration,
    /// When a task counts as stalled.
    pub stall: StallRule,
    /// The offset of the service's times.
    pub service_offset: Offset,
    /// The watch set.
    pub set: String,
    /// The language.
    pub lang: Lang,
    /// The palette.
    pub palette: Palette,
    /// How many colours may be used.
    pub colors: Colors,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Whether the mouse is used from the start.
    pub mouse: bool,
}

/// A value with the name of the place it came from.
struct Given {
    place: String,
    value: String,
}

/// Picks the first of flag, environment and file.
fn pick(
    flag: (&str, Option<&String>),
    variable: Option<(&str, &Environment<'_>)>,
    file: Option<&String>,
) -> Option<Given> {
    let flag = flag.1.map(|value| Given { place: flag.0.to_owned(), value: value.clone() });
    let variable = || variable.and_then(|(name, all)| Some(Given { place: name.to_owned(), value: all.text(name)? }));
    let file = || Some(Given { place: "config.toml".to_owned(), value: file?.clone() });
    flag.or_else(variable).or_else(file)
}

/// Reads a value with `read`, or takes the default where nothing was given.
fn read<T>(
    given: Option<Given>,
    key: &'static str,
    allowed: &'static str,
    read: impl Fn(&str) -> Option<T>,
    default: T,
) -> Result<T, ConfigError> {
    let Some(Given { place, value }) = given else { return Ok(default) };
    read(&value).ok_or(ConfigError::BadValue { place, key, value, allowed })
}

/// Resolves all settings but the connection.
///
/// # Errors
/// The first value that is not allowed, with the place it came from.
pub fn resolve(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Result<Config, ConfigError> {
    let interval = read(
        pick(("--interval", flags.interval.as_ref()), Some(("EFTOP_INTERVAL", environment)), file.interval.as_ref()),
        "interval",
        "a span such as 500ms, 2s or 1m, at most 1h",
        |text| value::duration(text).filter(|span| !span.is_zero() && *span <= Duration::from_hours(1)),
        Duration::from_secs(2),
    )?;
    let stall_after = read(
        pick(("--stall-after", flags.stall_after.as_ref()), None, file.stall_after.as_ref()),
        "stall-after",
        "a span such as 30s or 3m, at least 1s",
        |text| value::duration(text).filter(|span| *span >= Duration::from_secs(1)),
        StallRule::default().time,
    )?;
    let service_offset = read(
        pick(("--service-offset", flags.service_offset.as_ref()), None, file.service_offset.as_ref()),
        "service-offset",
        "an offset from UTC such as +08:00",
        value::offset,
        Offset::constant(8),
    )?;
    let set = read(
        pick(("--set", flags.set.as_ref()), Some(("EFTOP_SET", environment)), file.set.as_ref()),
        "set",
        "a name of 1 to 64 letters, digits, '.', '_' or '-' that does not begin with '.'",
        |text| is_set_name(text).then(|| text.to_owned()),
        "default".to_owned(),
    )?;
    let lang = read(
        pick(("--lang", flags.lang.as_ref()), Some(("EFTOP_LANG", environment)), file.lang.as_ref()),
        "lang",
        "one of auto, en, zh",
        |text| if text == "auto" { Some(None) } else { text.parse().ok().map(Some) },
        None,
    )?;
    let palette = read(
        pick(("--theme", flags.theme.as_ref()), Some(("EFTOP_THEME", environment)), file.theme.as_ref()),
        "theme",
        "one of dark, light",
        |text| match text {
            "dark" => Some(Palette::Dark),
            "light" => Some(Palette::Light),
            _ => None,
        },
        Palette::Dark,
    )?;
    let colors = read(
        pick(("--colors", flags.colors.as_ref()), None, file.colors.as_ref()),
        "colors",
        "one of auto, full, 16, none",
        |text| match text {
            "auto" => Some(None),
            "full" => Some(Some(Colors::Full)),
            "16" => Some(Some(Colors::Sixteen)),
            "none" => Some(Some(Colors::None)),
            _ => None,
        },
        None,
    )?;
    let ascii = read(
        pick(("--ascii", None), None, file.ascii.as_ref()),
        "ascii",
        "one of auto, yes, no",
        |text| match text {
            "auto" => Some(None),
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            _ => None,
        },
        None,
    )?;
    Ok(Config {
        insecure_http: flags.insecure_http || file.insecure_http.unwrap_or(false),
        interval,
        stall: StallRule { time: stall_after, ..StallRule::default() },
        service_offset,
        set,
        lang: lang.unwrap_or_else(|| Lang::from_locale(&environment.locale("LC_MESSAGES").unwrap_or_default())),
        palette,
        colors: colors.unwrap_or_else(|| terminal_colors(environment)),
        ascii: flags.ascii || ascii.unwrap_or_else(|| is_poor_terminal(environment)),
        mouse: file.mouse.unwrap_or(false),
    })
}

/// Resolves the EFile base URL, as it was given; `None` where none was.
pub fn url(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Option<String> {
    pick(("--url", flags.url.as_ref()), Some(("SCNET_EFILE_URL", environment)), file.url.as_ref())
        .map(|given| given.value)
}

/// Resolves how to reach the service.
///
/// # Errors
/// When the URL or the token is missing, or the token's file cannot be used.
pub fn connection(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Result<Connection, ConfigError> {
    let url = url(flags, environment, file).ok_or(ConfigError::NoUrl)?;
    let token = match (&flags.token_file, environment.text("SCNET_TOKEN"), &file.token_file) {
        (Some(path), _, _) => Token::from_file(path)?,
        (None, Some(text), _) => Token::new(&text).ok_or(ConfigError::NoToken)?,
        (None, None, Some(path)) => Token::from_file(&home_relative(path, environment))?,
        (None, None, None) => return Err(ConfigError::NoToken),
    };
    Ok(Connection { url, token })
}

/// A path of the configuration file, with a leading `~/` taken as the home directory.
fn home_relative(path: &str, environment: &Environment<'_>) -> PathBuf {
    match (path.strip_prefix("~/"), environment.path("HOME")) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
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
    if environment.text("NO_COLOR").is_some() || term.is_empty() || term == "dumb" {
        Colors::None
    } else if environment.text("COLORTERM").is_some_and(|text| text == "truecolor" || text == "24bit")
        || term.contains("256color")
        || term.contains("direct")
    {
        Colors::Full
    } else {
        Colors::Sixteen
    }
}

/// Whether block characters and arrows cannot be relied on: no UTF-8 locale, or a console with a small font.
fn is_poor_terminal(environment: &Environment<'_>) -> bool {
    let locale = environment.locale("LC_CTYPE").unwrap_or_default().to_ascii_lowercase();
    let utf8 = locale.contains("utf-8") || locale.contains("utf8");
    let term = environment.text("TERM").unwrap_or_default();
    !utf8 || term == "dumb" || term == "linux"
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn defaults() -> Config {
        resolve(
            &Flags::default(),
            &Environment::of(&[("TERM", "xterm-256color"), ("LANG", "C.UTF-8")]),
            &FileConfig::default(),
        )
        .unwrap()
    }

    #[test]
    fn the_shipped_sample_is_the_defaults() {
        let sample = include_str!("../../assets/config.toml");
        let environment = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")];
        let as_shipped = FileConfig::parse(sample).unwrap();
        assert_eq!(as_shipped, FileConfig::default(), "the sample changes nothing as long as it is all comments");
        let switched_on: String =
            sample.lines().flat_map(|line| [line.strip_prefix("#= ").unwrap_or(line), "\n"]).collect();
        let file = FileConfig::parse(&switched_on).unwrap();
        assert_eq!(resolve(&Flags::default(), &Environment::of(&environment), &file).unwrap(), defaults());
        let keys = [
            "url",
            "token-file",
            "insecure-http",
            "interval",
            "stall-after",
            "service-offset",
            "set",
            "lang",
            "theme",
            "colors",
            "ascii",
            "mouse",
        ];
        for key in keys {
            assert!(
                sample
                    .lines()
                    .any(|line| line.starts_with(&format!("#= {key} =")) || line.starts_with(&format!("# {key} ="))),
                "{key}"
            );
        }
    }

    #[test]
    fn flag_before_environment_before_file_before_default() {
        let file = FileConfig { interval: Some("9s".into()), ..FileConfig::default() };
        let none = Environment::of(&[]);
        let environment = Environment::of(&[("EFTOP_INTERVAL", "7s")]);
        let flags = Flags { interval: Some("5s".into()), ..Flags::default() };
        let interval = |flags: &Flags, environment: &Environment<'_>, file: &FileConfig| {
            resolve(flags, environment, file).unwrap().interval.as_secs()
        };
        assert_eq!(interval(&flags, &environment, &file), 5);
        assert_eq!(interval(&Flags::default(), &environment, &file), 7);
        assert_eq!(interval(&Flags::default(), &none, &file), 9);
        assert_eq!(interval(&Flags::default(), &none, &FileConfig::default()), 2);
    }

    #[rstest]
    #[case(
        "interval = \"banana\"",
        "config.toml: interval = \"banana\" is not allowed; a span such as 500ms, 2s or 1m, at most 1h"
    )]
    #[case("lang = \"fr\"", "config.toml: lang = \"fr\" is not allowed; one of auto, en, zh")]
    #[case("theme = \"pink\"", "config.toml: theme = \"pink\" is not allowed; one of dark, light")]
    #[case("colors = \"many\"", "config.toml: colors = \"many\" is not allowed; one of auto, full, 16, none")]
    #[case("ascii = \"maybe\"", "config.toml: ascii = \"maybe\" is not allowed; one of auto, yes, no")]
    #[case(
        "stall-after = \"0s\"",
        "config.toml: stall-after = \"0s\" is not allowed; a span such as 30s or 3m, at least 1s"
    )]
    #[case(
        "service-offset = \"8\"",
        "config.toml: service-offset = \"8\" is not allowed; an offset from UTC such as +08:00"
    )]
    #[case(
        "set = \"../x\"",
        "config.toml: set = \"../x\" is not allowed; a name of 1 to 64 letters, digits, '.', '_' or '-' that does not begin with '.'"
    )]
    fn a_bad_value_is_named_with_its_place(#[case] text: &str, #[case] message: &str) {
        let file = FileConfig::parse(text).unwrap();
        let error = resolve(&Flags::default(), &Environment::of(&[]), &file).unwrap_err();
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = FileConfig::parse("intervall = \"2s\"").unwrap_err().to_string();
        assert!(error.contains("intervall") && error.contains("interval"), "{error}");
    }

    #[rstest]
    #[case(&[("TERM", "xterm-256color")], Colors::Full)]
    #[case(&[("TERM", "xterm"), ("COLORTERM", "truecolor")], Colors::Full)]
    #[case(&[("TERM", "xterm")], Colors::Sixteen)]
    #[case(&[("TERM", "dumb")], Colors::None)]
    #[case(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Colors::None)]
    #[case(&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Colors::Full)]
    fn colours_by_terminal(#[case] pairs: &[(&str, &str)], #[case] colors: Colors) {
        let config = resolve(&Flags::default(), &Environment::of(pairs), &FileConfig::default()).unwrap();
        assert_eq!(config.colors, colors);
    }

    #[test]
    fn locale_chooses_language_and_signs() {
        let chinese = Environment::of(&[("LANG", "zh_CN.UTF-8"), ("TERM", "xterm")]);
        let config = resolve(&Flags::default(), &chinese, &FileConfig::default()).unwrap();
        assert_eq!((config.lang, config.ascii), (Lang::Zh, false));
        let plain = Environment::of(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8"), ("TERM", "xterm")]);
        let config = resolve(&Flags::default(), &plain, &FileConfig::default()).unwrap();
        assert_eq!((config.lang, config.ascii), (Lang::En, true));
    }

    #[test]
    fn credentials_are_asked_for_in_words() {
        let nothing = connection(&Flags::default(), &Environment::of(&[]), &FileConfig::default()).unwrap_err();
        assert!(nothing.to_string().contains("SCNET_EFILE_URL"));
        let pairs = [("SCNET_EFILE_URL", "http://127.0.0.1:1")];
        let no_token = connection(&Flags::default(), &Environment::of(&pairs), &FileConfig::default()).unwrap_err();
        assert!(no_token.is_about_signing_in() && no_token.to_string().contains("SCNET_TOKEN"));
    }
}
