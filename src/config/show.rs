//! Every setting as it counts, and where it came from, for people who ask why. Holds no secret: of the token only whether there is one.

use super::{Colors, Config, Environment, FileConfig, Flags, Palette};
use std::path::PathBuf;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A flag of the command line.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// The configuration file.
    File,
    /// Nobody said anything.
    Default,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key of `config.toml`, or `token`.
    pub key: &'static str,
    /// The value as it was given, or the default; `None` where there is neither.
    pub value: Option<String>,
    /// What an `auto` came to here.
    pub resolved: Option<&'static str>,
    /// Where it came from.
    pub source: Source,
}

/// What each place says of one setting.
struct Said<'a> {
    key: &'static str,
    flag: Option<(&'static str, String)>,
    variable: Option<(&'static str, &'a Environment<'a>)>,
    file: Option<String>,
}

impl Said<'_> {
    /// Flag before environment before file before `default`.
    fn or(self, default: Option<&str>) -> Setting {
        let variable = || self.variable.and_then(|(name, all)| Some((Source::Variable(name), all.text(name)?)));
        let given = self.flag.map(|(name, value)| (Source::Flag(name), value));
        let given = given.or_else(variable).or_else(|| Some((Source::File, self.file?)));
        let (source, value) =
            given.map_or((Source::Default, default.map(str::to_owned)), |(from, it)| (from, Some(it)));
        Setting { key: self.key, value, resolved: None, source }
    }
}

/// All settings, in the order of the sample. `config` is what they resolved to.
pub fn settings(config: &Config, flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Vec<Setting> {
    let said = |key, flag: Option<(&'static str, String)>, variable: Option<&'static str>, file: Option<String>| Said {
        key,
        flag,
        variable: variable.map(|name| (name, environment)),
        file,
    };
    let of = |name: &'static str, value: &Option<String>| value.clone().map(|value| (name, value));
    let switch = |name: &'static str, on: bool, word: &str| on.then(|| (name, word.to_owned()));
    let path = |path: &PathBuf| path.display().to_string();
    let colors = match config.colors {
        Colors::None => "none",
        Colors::Sixteen => "16",
        Colors::Full => "full",
    };
    let palette = match config.palette {
        Palette::Dark => "dark",
        Palette::Light => "light",
    };
    let auto = |setting: Setting, resolved: &'static str| {
        let is_auto = setting.value.as_deref() == Some("auto");
        Setting { resolved: is_auto.then_some(resolved), ..setting }
    };
    let flag = |on: Option<bool>| on.map(|on| on.to_string());
    vec![
        said("url", of("--url", &flags.url), Some("SCNET_EFILE_URL"), file.url.clone()).or(None),
        token(flags, environment, file),
        said(
            "token-file",
            flags.token_file.as_ref().map(|file| ("--token-file", path(file))),
            None,
            file.token_file.clone(),
        )
        .or(None),
        said("insecure-http", switch("--insecure-http", flags.insecure_http, "true"), None, flag(file.insecure_http))
            .or(Some("false")),
        said("interval", of("--interval", &flags.interval), Some("EFTOP_INTERVAL"), file.interval.clone())
            .or(Some("2s")),
        said("stall-after", of("--stall-after", &flags.stall_after), None, file.stall_after.clone()).or(Some("3m")),
        said("service-offset", of("--service-offset", &flags.service_offset), None, file.service_offset.clone())
            .or(Some("+08:00")),
        said("set", of("--set", &flags.set), Some("EFTOP_SET"), file.set.clone()).or(Some("default")),
        auto(
            said("lang", of("--lang", &flags.lang), Some("EFTOP_LANG"), file.lang.clone()).or(Some("auto")),
            config.lang.as_str(),
        ),
        said("theme", of("--theme", &flags.theme), Some("EFTOP_THEME"), file.theme.clone()).or(Some(palette)),
        auto(said("colors", of("--colors", &flags.colors), None, file.colors.clone()).or(Some("auto")), colors),
        auto(
            said("ascii", switch("--ascii", flags.ascii, "yes"), None, file.ascii.clone()).or(Some("auto")),
            if config.ascii { "yes" } else { "no" },
        ),
        said("mouse", None, None, flag(file.mouse)).or(Some("false")),
    ]
}

/// Whether there is a token, in the order in which [`super::resolve::connection`] looks for it. No file is opened.
fn token(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Setting {
    let source = if flags.token_file.is_some() {
        Source::Flag("--token-file")
    } else if environment.text("SCNET_TOKEN").is_some() {
        Source::Variable("SCNET_TOKEN")
    } else if file.token_file.is_some() {
        Source::File
    } else {
        Source::Default
    };
    let value = (source != Source::Default).then(|| "set".to_owned());
    Setting { key: "token", value, resolved: None, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::resolve;

    fn source_of(settings: &[Setting], key: &str) -> Source {
        settings.iter().find(|setting| setting.key == key).unwrap().source.clone()
    }

    #[test]
    fn the_defaults_shown_are_those_of_the_sample() {
        let sample = include_str!("../../assets/config.toml");
        let (flags, environment, file) = (Flags::default(), Environment::of(&[]), FileConfig::default());
        let config = resolve(&flags, &environment, &file).unwrap();
        let settings = settings(&config, &flags, &environment, &file);
        for setting in &settings {
            assert_eq!(setting.source, Source::Default, "{}", setting.key);
            if let Some(value) = &setting.value {
                let lines = [format!("#= {} = \"{value}\"", setting.key), format!("#= {} = {value}", setting.key)];
                assert!(sample.lines().any(|line| lines.contains(&line.to_owned())), "{setting:?}");
            }
        }
        let keys = sample.lines().filter(|line| line.starts_with("#= ") || line.starts_with("# url =")).count();
        assert_eq!(settings.len(), keys + 2, "a key of the sample is not shown, or one is shown that it lacks");
    }

    /// The place that is shown is the place that [`resolve`] blames for a bad value: the two agree on what counts.
    #[test]
    fn a_setting_comes_from_where_resolving_takes_it() {
        const BAD: &str = "no such value";
        let bad = || Some(BAD.to_owned());
        let text = |key: &str| FileConfig::parse(&format!("{key} = {BAD:?}")).unwrap();
        let good = resolve(&Flags::default(), &Environment::of(&[]), &FileConfig::default()).unwrap();
        let cases: Vec<(&str, (Flags, &str, FileConfig))> = vec![
            ("interval", (Flags { interval: bad(), ..Flags::default() }, "EFTOP_INTERVAL", text("interval"))),
            ("stall-after", (Flags { stall_after: bad(), ..Flags::default() }, "", text("stall-after"))),
            ("service-offset", (Flags { service_offset: bad(), ..Flags::default() }, "", text("service-offset"))),
            ("set", (Flags { set: bad(), ..Flags::default() }, "EFTOP_SET", text("set"))),
            ("lang", (Flags { lang: bad(), ..Flags::default() }, "EFTOP_LANG", text("lang"))),
            ("theme", (Flags { theme: bad(), ..Flags::default() }, "EFTOP_THEME", text("theme"))),
            ("colors", (Flags { colors: bad(), ..Flags::default() }, "", text("colors"))),
            ("ascii", (Flags::default(), "", text("ascii"))),
        ];
        for (key, (flags, variable, file)) in cases {
            let pairs = [(variable, BAD)];
            for flags in [flags, Flags::default()] {
                for environment in [Environment::of(&pairs), Environment::of(&[])] {
                    for file in [&file, &FileConfig::default()] {
                        let blamed = match resolve(&flags, &environment, file) {
                            Err(crate::config::ConfigError::BadValue { place, .. }) => place,
                            other => format!("{:?}", other.map(|_| ())),
                        };
                        let shown = match source_of(&settings(&good, &flags, &environment, file), key) {
                            Source::Flag(name) | Source::Variable(name) => name.to_owned(),
                            Source::File => "config.toml".to_owned(),
                            Source::Default => "Ok(())".to_owned(),
                        };
                        assert_eq!(shown, blamed, "{key}");
                    }
                }
            }
        }
    }

    #[test]
    fn of_the_token_only_its_being_there_is_shown() {
        let pairs = [("SCNET_TOKEN", "eyJ.secret")];
        let (flags, environment, file) = (Flags::default(), Environment::of(&pairs), FileConfig::default());
        let config = resolve(&flags, &environment, &file).unwrap();
        let settings = settings(&config, &flags, &environment, &file);
        assert_eq!(source_of(&settings, "token"), Source::Variable("SCNET_TOKEN"));
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
