//! Every setting as it counts, and where it came from, for people who ask why. Holds no secret: of those only whether they are set.

use super::{
    Colors, Config, ConfigError, Environment, FileConfig, Flags, Key, Source,
    credentials::{self, Kind as Signs},
    layers::Layers,
    table::{InFile, Kind},
    values::Value,
};

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key of `config.toml`, or `token`.
    pub key: &'static str,
    pub kind: Kind,
    /// The value as it was given, or the default; `None` where there is neither. Of a secret only `set`.
    pub value: Option<String>,
    /// What an `auto` came to here.
    pub resolved: Option<&'static str>,
    pub source: Source,
}

impl Setting {
    fn of(layers: &Layers<'_>, key: Key) -> Self {
        let row = key.row();
        let is_secret = row.kind == Kind::Secret;
        let given = if is_secret { credentials::shown(layers, key) } else { layers.given(key) };
        let value = match given.map(|given| &given.value) {
            Some(_) if is_secret => Some("set".to_owned()),
            Some(Value::Path(path)) => Some(path.display().to_string()),
            Some(Value::Switch(on)) => Some(on.to_string()),
            Some(value) => value.text().map(str::to_owned),
            None => Some(row.default).filter(|default| !default.is_empty()).map(str::to_owned),
        };
        let source = given.map_or(Source::Default, |given| given.source.clone());
        Self { key: row.key, kind: row.kind, value, resolved: None, source }
    }
}

/// What the word `auto` came to.
fn resolved(key: Key, config: &Config) -> Option<&'static str> {
    match key {
        Key::Lang => Some(config.lang.as_str()),
        Key::Colors => Some(match config.colors {
            Colors::None => "none",
            Colors::Sixteen => "16",
            Colors::Full => "full",
        }),
        Key::Ascii => Some(if config.ascii { "yes" } else { "no" }),
        _ => None,
    }
}

/// All settings, in the order of the table. `config` is what they resolved to.
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
    let shown =
        Key::ROWS.iter().filter(|row| row.id == Key::Token || row.in_file != InFile::Never && row.kind != Kind::Keys);
    let setting = |key| {
        let setting = Setting::of(&layers, key);
        let is_auto = setting.value.as_deref() == Some("auto");
        Setting { resolved: resolved(key, config).filter(|_| is_auto), ..setting }
    };
    Ok(shown.map(|row| setting(row.id)).collect())
}

/// What signing in counts on: `user`, `access-key` and `secret-key` if keys sign in, or `token` if a token does, or none of them if
/// nothing is complete; then `region`, `url`, `token-url` and `center-url`, set or not. No file is opened, and no secret is in it.
///
/// # Errors
/// When the profile does not exist.
pub fn sources(flags: &Flags, environment: &Environment<'_>, file: &FileConfig) -> Result<Vec<Setting>, ConfigError> {
    let layers = Layers::new(flags, environment, file)?;
    let signing: &[Key] = match credentials::counting(&layers) {
        Some((_, Signs::Keys)) => &[Key::User, Key::AccessKey, Key::SecretKey],
        Some((_, Signs::Token)) => &[Key::Token],
        None => &[],
    };
    let addresses = [Key::Region, Key::Url, Key::TokenUrl, Key::CenterUrl];
    Ok(signing.iter().copied().chain(addresses).map(|key| Setting::of(&layers, key)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{messages::Lang, settings::resolve};

    fn source_of(settings: &[Setting], key: &str) -> Source {
        settings.iter().find(|setting| setting.key == key).unwrap().source.clone()
    }

    /// The place that is shown is the place that [`resolve`] blames for a bad value: the two agree on what counts.
    #[test]
    fn a_setting_comes_from_where_resolving_takes_it() {
        const BAD: &str = "no such value";
        let good = resolve(&Flags::default(), &Environment::of(&[]), &FileConfig::default()).unwrap();
        let checked = Key::ROWS.iter().filter(|row| !row.default.is_empty() && row.kind != Kind::Switch);
        for row in checked {
            let pairs: Vec<_> = row.variables.iter().map(|name| (*name, BAD)).collect();
            let file = FileConfig::parse(&format!("{} = {BAD:?}", row.key)).unwrap();
            let flags = if row.groups.is_empty() { Flags::default() } else { Flags::of(row.id, BAD) };
            for flags in [flags, Flags::default()] {
                for environment in [Environment::of(&pairs), Environment::of(&[])] {
                    for file in [&file, &FileConfig::default()] {
                        let blamed = match resolve(&flags, &environment, file) {
                            Err(ConfigError::BadValue { place, .. }) => place.place(Lang::En),
                            other => format!("{:?}", other.map(|_| ())),
                        };
                        let shown = match source_of(&settings(&good, &flags, &environment, file).unwrap(), row.key) {
                            Source::Default => "Ok(())".to_owned(),
                            source => source.place(Lang::En),
                        };
                        assert_eq!(shown, blamed, "{}", row.key);
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
            assert!(
                setting.kind != Kind::Secret || matches!(setting.value.as_deref(), None | Some("set")),
                "{setting:?}"
            );
        }
    }
}
