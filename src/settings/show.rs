//! Every setting as it counts, and where it came from, for people who ask why. Holds no secret: of those only whether they are set.

use super::{
    Colors, Config, ConfigError, Environment, FileConfig, Flags,
    credentials::{self, Held, Kind},
    layers::{Given, Layers, Source},
    secret::Secret,
};
use std::path::PathBuf;

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key of `config.toml`, or `token`.
    pub key: &'static str,
    /// The value as it was given, or the default; `None` where there is neither. Of a secret only `set`.
    pub value: Option<String>,
    /// What an `auto` came to here.
    pub resolved: Option<&'static str>,
    pub source: Source,
}

impl Setting {
    /// What was given, else `default`.
    fn of<T>(key: &'static str, given: Option<Given<T>>, default: Option<&str>, write: fn(T) -> String) -> Self {
        let (source, value) = match given {
            Some(Given { source, value }) => (source, Some(write(value))),
            None => (Source::Default, default.map(str::to_owned)),
        };
        Self { key, value, resolved: None, source }
    }

    fn text(key: &'static str, given: Option<Given>, default: Option<&str>) -> Self {
        Self::of(key, given, default, |text| text)
    }

    fn path(key: &'static str, given: Option<Given<PathBuf>>) -> Self {
        Self::of(key, given, None, |path| path.display().to_string())
    }

    fn switch(key: &'static str, given: Option<Given<bool>>) -> Self {
        Self::of(key, given, Some("false"), |on| on.to_string())
    }

    fn secret(key: &'static str, source: Option<&Source>) -> Self {
        let value = source.map(|_| "set".to_owned());
        Self { key, value, resolved: None, source: source.cloned().unwrap_or(Source::Default) }
    }

    /// `resolved` is what the word `auto` came to.
    fn auto(self, resolved: &'static str) -> Self {
        let is_auto = self.value.as_deref() == Some("auto");
        Self { resolved: is_auto.then_some(resolved), ..self }
    }

    /// Whether [`Setting::value`] stands for a value that is not shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.key, "token" | "access-key" | "secret-key")
    }

    /// Whether it is an address, which can hold a password where none belongs.
    pub fn is_url(&self) -> bool {
        matches!(self.key, "url" | "token-url" | "center-url")
    }
}

/// All settings, in the order of the sample. `config` is what they resolved to.
///
/// # Errors
/// When the profile does not exist: [`super::resolve()`] says so, too.
pub fn settings(
    config: &Config,
    flags: &Flags,
    environment: &Environment<'_>,
    file: &FileConfig,
) -> Result<Vec<Setting>, ConfigError> {
    let layers = Layers::new(flags, environment, file)?;
    let held = credentials::held(&layers);
    let colors = match config.colors {
        Colors::None => "none",
        Colors::Sixteen => "16",
        Colors::Full => "full",
    };
    let [access_key, secret_key] = keys(&layers, &held);
    let [region, url, token_url, center_url] = addresses(&layers);
    Ok(vec![
        Setting::text("default-profile", layers.profile(), None),
        Setting::text("user", layers.user(), None),
        access_key,
        secret_key,
        token(&held),
        Setting::path("token-file", layers.token_file()),
        region,
        url,
        token_url,
        center_url,
        Setting::switch("token-cache", layers.token_cache()),
        Setting::path("ca-file", layers.ca_file()),
        Setting::switch("insecure-http", layers.insecure_http()),
        Setting::text("interval", layers.interval(), Some("2s")),
        Setting::text("stall-after", layers.stall_after(), Some("3m")),
        Setting::text("gone-after", layers.gone_after(), Some("10m")),
        Setting::text("service-offset", layers.service_offset(), Some("+08:00")),
        Setting::text("set", layers.set(), Some("default")),
        Setting::text("lang", layers.lang(), Some("auto")).auto(config.lang.as_str()),
        Setting::text("theme", layers.theme(), Some("auto")),
        Setting::text("colors", layers.colors(), Some("auto")).auto(colors),
        Setting::text("ascii", layers.ascii(), Some("auto")).auto(if config.ascii { "yes" } else { "no" }),
        Setting::switch("mouse", layers.mouse()),
        Setting::text("notify", layers.notify(), Some("auto")),
        Setting::of("title", layers.title(), Some("true"), |on| on.to_string()),
    ])
}

/// What signing in counts on: `user`, `access-key` and `secret-key` if keys sign in, or `token` if a token does, or none of them if
/// nothing is complete; then `region`, `url`, `token-url` and `center-url`, set or not. No file is opened, and no secret is in it.
///
/// # Errors
/// When the profile does not exist.
pub fn sources(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Result<Vec<Setting>, ConfigError> {
    let layers = Layers::new(flags, environment, file)?;
    let held = credentials::held(&layers);
    let mut all = match credentials::counting(&layers, &held) {
        Some((held, Kind::Keys)) => {
            let [access_key, secret_key] = pair(held);
            vec![Setting::text("user", layers.user(), None), access_key, secret_key]
        }
        Some((held, Kind::Token)) => vec![Setting::secret("token", held.token_source())],
        None => Vec::new(),
    };
    all.extend(addresses(&layers));
    Ok(all)
}

/// Where the service is.
fn addresses(layers: &Layers<'_>) -> [Setting; 4] {
    [
        Setting::text("region", layers.region(), None),
        Setting::text("url", layers.url(), None),
        Setting::text("token-url", layers.token_url(), None),
        Setting::text("center-url", layers.center_url(), None),
    ]
}

/// The keys of one place.
fn pair(held: &Held) -> [Setting; 2] {
    [
        Setting::secret("access-key", held.access_key.as_ref().map(|(source, _)| source)),
        Setting::secret("secret-key", held.secret_key.as_ref().map(|(source, _)| source)),
    ]
}

/// The keys that count; where no pair does, the first place that holds each, so that a lonely one can be found.
fn keys(layers: &Layers<'_>, all: &[Held]) -> [Setting; 2] {
    if let Some((held, Kind::Keys)) = credentials::counting(layers, all) {
        return pair(held);
    }
    let first = |of: fn(&Held) -> &Option<(Source, Secret)>| {
        all.iter().find_map(|held| of(held).as_ref()).map(|(source, _)| source)
    };
    [
        Setting::secret("access-key", first(|held| &held.access_key)),
        Setting::secret("secret-key", first(|held| &held.secret_key)),
    ]
}

/// Whether there is a token, and the first place that says so.
fn token(held: &[Held]) -> Setting {
    Setting::secret("token", held.iter().find_map(Held::token_source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::resolve;

    fn source_of(settings: &[Setting], key: &str) -> Source {
        settings.iter().find(|setting| setting.key == key).unwrap().source.clone()
    }

    #[test]
    fn the_defaults_shown_are_those_of_the_sample() {
        let sample = include_str!("../../assets/config.toml");
        let (flags, environment, file) = (Flags::default(), Environment::of(&[]), FileConfig::default());
        let config = resolve(&flags, &environment, &file).unwrap();
        let settings = settings(&config, &flags, &environment, &file).unwrap();
        for setting in &settings {
            assert_eq!(setting.source, Source::Default, "{}", setting.key);
            if let Some(value) = &setting.value {
                let lines = [format!("#= {} = \"{value}\"", setting.key), format!("#= {} = {value}", setting.key)];
                assert!(sample.lines().any(|line| lines.contains(&line.to_owned())), "{setting:?}");
            }
        }
        let profiles = sample.find("# [profile.").unwrap();
        let mut keys: Vec<_> = sample[..profiles]
            .lines()
            .filter_map(|line| line.strip_prefix("#= ").or(line.strip_prefix("# "))?.split_once(" = "))
            .map(|(key, _)| key)
            .collect();
        // The token itself has no key: it is never in this file.
        keys.insert(keys.iter().position(|key| *key == "token-file").unwrap(), "token");
        assert_eq!(settings.iter().map(|setting| setting.key).collect::<Vec<_>>(), keys, "the same, in the same order");
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
            ("gone-after", (Flags::default(), "", text("gone-after"))),
            ("service-offset", (Flags { service_offset: bad(), ..Flags::default() }, "", text("service-offset"))),
            ("set", (Flags { set: bad(), ..Flags::default() }, "EFTOP_SET", text("set"))),
            ("lang", (Flags { lang: bad(), ..Flags::default() }, "EFTOP_LANG", text("lang"))),
            ("theme", (Flags { theme: bad(), ..Flags::default() }, "EFTOP_THEME", text("theme"))),
            ("colors", (Flags { colors: bad(), ..Flags::default() }, "", text("colors"))),
            ("ascii", (Flags::default(), "", text("ascii"))),
            ("notify", (Flags { notify: bad(), ..Flags::default() }, "EFTOP_NOTIFY", text("notify"))),
        ];
        for (key, (flags, variable, file)) in cases {
            let pairs = [(variable, BAD)];
            for flags in [flags, Flags::default()] {
                for environment in [Environment::of(&pairs), Environment::of(&[])] {
                    for file in [&file, &FileConfig::default()] {
                        let blamed = match resolve(&flags, &environment, file) {
                            Err(crate::settings::ConfigError::BadValue { place, .. }) => place,
                            other => format!("{:?}", other.map(|_| ())),
                        };
                        let shown = match source_of(&settings(&good, &flags, &environment, file).unwrap(), key) {
                            Source::Default => "Ok(())".to_owned(),
                            source => source.place(),
                        };
                        assert_eq!(shown, blamed, "{key}");
                    }
                }
            }
        }
    }

    #[test]
    fn of_secrets_only_their_being_there_is_shown() {
        let pairs = [("SCNET_TOKEN", "eyJ.hidden"), ("SCNET_ACCESS_KEY", "ak-hidden")];
        let (flags, environment) = (Flags::default(), Environment::of(&pairs));
        let file = "default-profile = 'p'\n[profile.p]\nuser = 'u'\naccess-key = 'x-hidden'\nsecret-key = 'y-hidden'";
        let settings = |file: &str| {
            let file = FileConfig::parse(file).unwrap();
            let config = resolve(&flags, &environment, &file).unwrap();
            settings(&config, &flags, &environment, &file).unwrap()
        };
        let (with_profile, without) = (settings(file), settings(""));
        let profile = Source::Profile("p".to_owned());
        assert_eq!(source_of(&with_profile, "token"), Source::Variable("SCNET_TOKEN"));
        // A lonely key shows where it is, so that it can be found.
        assert_eq!(source_of(&without, "access-key"), Source::Variable("SCNET_ACCESS_KEY"));
        assert_eq!(source_of(&without, "secret-key"), Source::Default);
        assert_eq!(source_of(&with_profile, "secret-key"), profile);
        assert_eq!(source_of(&with_profile, "user"), profile);
        for setting in with_profile.iter().chain(&without) {
            assert!(!format!("{setting:?}").contains("hidden"), "{setting:?}");
            assert!(!setting.is_secret() || matches!(setting.value.as_deref(), None | Some("set")), "{setting:?}");
        }
    }
}
