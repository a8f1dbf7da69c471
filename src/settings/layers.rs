//! The places that may say a setting, in their order: flag, environment, profile, top of the file. What counts and what is shown
//! as the source are found by the same code.

use super::{ConfigError, Environment, FileConfig, Flags, theme::RoleColors, value::nearest};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A flag of the command line.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// The profile of this name in the configuration file.
    Profile(String),
    /// The top of the configuration file.
    File,
    /// Nobody said anything.
    Default,
}

impl Source {
    /// The place in the order of the places, the first that counts is 0.
    fn rank(&self) -> u8 {
        match self {
            Self::Flag(_) => 0,
            Self::Variable(_) => 1,
            Self::Profile(_) => 2,
            Self::File => 3,
            Self::Default => 4,
        }
    }

    /// How messages name the place.
    pub fn place(&self) -> String {
        match self {
            Self::Flag(name) | Self::Variable(name) => (*name).to_owned(),
            Self::Profile(name) => format!("config.toml, profile {name:?}"),
            Self::File => "config.toml".to_owned(),
            Self::Default => "default".to_owned(),
        }
    }
}

/// A value with the place it came from.
#[derive(Clone, Debug)]
pub struct Given<T = String> {
    /// Where.
    pub source: Source,
    /// What.
    pub value: T,
}

/// All places that may say a setting.
pub struct Layers<'a> {
    pub(super) flags: &'a Flags,
    pub(super) environment: &'a Environment<'a>,
    /// The tables of the file, the one that counts first.
    pub(super) tables: Vec<(Source, FileConfig)>,
    profile: Option<Given>,
}

impl std::fmt::Debug for Layers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Layers")
    }
}

impl<'a> Layers<'a> {
    /// Puts the places in their order, and chooses the profile.
    ///
    /// # Errors
    /// [`ConfigError::NoProfile`]
    pub fn new(flags: &'a Flags, environment: &'a Environment<'a>, file: &FileConfig) -> Result<Self, ConfigError> {
        let top = (Source::File, FileConfig { profile: [].into(), ..file.clone() });
        let mut layers = Self { flags, environment, tables: vec![top], profile: None };
        layers.profile =
            layers.text(Some(("--profile", flags.profile.as_ref())), &["EFTOP_PROFILE"], |file| &file.default_profile);
        if let Some(Given { source, value: name }) = &layers.profile {
            let Some(profile) = file.profile.get(name) else { return Err(no_profile(source, name, file)) };
            layers.tables.insert(0, (Source::Profile(name.clone()), profile.clone().into()));
        }
        Ok(layers)
    }

    /// The profile that was chosen.
    pub fn profile(&self) -> Option<Given> {
        self.profile.clone()
    }

    /// The first that says a text.
    pub fn text(
        &self,
        flag: Option<(&'static str, Option<&String>)>,
        variables: &[&'static str],
        file: fn(&FileConfig) -> &Option<String>,
    ) -> Option<Given> {
        let flag = flag.and_then(|(name, value)| Some(Given { source: Source::Flag(name), value: value?.clone() }));
        let variable =
            |name: &&'static str| Some(Given { source: Source::Variable(name), value: self.environment.text(name)? });
        flag.or_else(|| variables.iter().find_map(variable)).or_else(|| self.table(file))
    }

    /// The first that says a path; one of the file with a leading `~/` is not expanded yet.
    pub fn path(
        &self,
        (flag, value): (&'static str, Option<&PathBuf>),
        variable: Option<&'static str>,
        file: fn(&FileConfig) -> &Option<PathBuf>,
    ) -> Option<Given<PathBuf>> {
        let flag = value.map(|value| Given { source: Source::Flag(flag), value: value.clone() });
        let variable = || {
            let name = variable?;
            Some(Given { source: Source::Variable(name), value: self.environment.path(name)? })
        };
        flag.or_else(variable).or_else(|| self.table(file))
    }

    /// The first that says yes or no; a flag can only say yes.
    pub fn switch(
        &self,
        flag: Option<(&'static str, bool)>,
        file: fn(&FileConfig) -> &Option<bool>,
    ) -> Option<Given<bool>> {
        let flag = flag.filter(|(_, on)| *on).map(|(name, on)| Given { source: Source::Flag(name), value: on });
        flag.or_else(|| self.table(file))
    }

    fn table<T: Clone>(&self, file: fn(&FileConfig) -> &Option<T>) -> Option<Given<T>> {
        let said = |(source, table): &(Source, FileConfig)| {
            Some(Given { source: source.clone(), value: file(table).clone()? })
        };
        self.tables.iter().find_map(said)
    }

    /// A path as it is opened: one of the file may begin with `~/`; what a shell saw is taken as it is.
    pub fn opened(&self, source: &Source, path: &Path) -> PathBuf {
        match source {
            Source::Profile(_) | Source::File => home_relative(path, self.environment),
            _ => path.to_owned(),
        }
    }

    /// The EFile base URL. One from a lower place than the region is another region's, and does not count.
    pub fn url(&self) -> Option<Given> {
        let url = self.text(Some(("--url", self.flags.url.as_ref())), &["SCNET_EFILE_URL"], |file| &file.url);
        url.filter(|url| self.region().is_none_or(|region| region.source.rank() >= url.source.rank()))
    }

    /// The region. The id is named before the name, since only it is sure to mean one region.
    pub fn region(&self) -> Option<Given> {
        let variables = ["SCNET_CLUSTER_ID", "SCNET_CLUSTER_NAME"];
        self.text(Some(("--region", self.flags.region.as_ref())), &variables, |file| &file.region)
    }

    /// The user of the keys.
    pub fn user(&self) -> Option<Given> {
        self.text(None, &["SCNET_USER"], |file| &file.user).filter(|user| !user.value.trim().is_empty())
    }

    /// The address of the token call.
    pub fn token_url(&self) -> Option<Given> {
        self.text(None, &["SCNET_TOKEN_URL"], |file| &file.token_url)
    }

    /// The address of the center call.
    pub fn center_url(&self) -> Option<Given> {
        self.text(None, &["SCNET_CENTER_URL"], |file| &file.center_url)
    }

    /// The file that holds a token.
    pub fn token_file(&self) -> Option<Given<PathBuf>> {
        self.path(("--token-file", self.flags.token_file.as_ref()), None, |file| &file.token_file)
    }

    /// Certificates that are trusted beside the system's.
    pub fn ca_file(&self) -> Option<Given<PathBuf>> {
        self.path(("--ca-file", self.flags.ca_file.as_ref()), Some("EFTOP_CA_FILE"), |file| &file.ca_file)
    }

    /// Whether tokens are kept between runs.
    pub fn token_cache(&self) -> Option<Given<bool>> {
        self.switch(Some(("--token-cache", self.flags.token_cache)), |file| &file.token_cache)
    }

    /// Whether plain http to other machines is allowed.
    pub fn insecure_http(&self) -> Option<Given<bool>> {
        self.switch(Some(("--insecure-http", self.flags.insecure_http)), |file| &file.insecure_http)
    }

    /// Whether the mouse is used from the start.
    pub fn mouse(&self) -> Option<Given<bool>> {
        self.switch(None, |file| &file.mouse)
    }

    /// How notifications are made.
    pub fn notify(&self) -> Option<Given> {
        self.text(Some(("--notify", self.flags.notify.as_ref())), &["EFTOP_NOTIFY"], |file| &file.notify)
    }

    /// Whether the window's title is ours.
    pub fn title(&self) -> Option<Given<bool>> {
        self.switch(None, |file| &file.title)
    }

    /// Time between polls.
    pub fn interval(&self) -> Option<Given> {
        self.text(Some(("--interval", self.flags.interval.as_ref())), &["EFTOP_INTERVAL"], |file| &file.interval)
    }

    /// How long a task may stand still.
    pub fn stall_after(&self) -> Option<Given> {
        self.text(Some(("--stall-after", self.flags.stall_after.as_ref())), &[], |file| &file.stall_after)
    }

    /// How long a task that was alive may be absent from the service's answers.
    pub fn gone_after(&self) -> Option<Given> {
        self.text(None, &[], |file| &file.gone_after)
    }

    /// The offset of the service's times.
    pub fn service_offset(&self) -> Option<Given> {
        self.text(Some(("--service-offset", self.flags.service_offset.as_ref())), &[], |file| &file.service_offset)
    }

    /// The watch set.
    pub fn set(&self) -> Option<Given> {
        self.text(Some(("--set", self.flags.set.as_ref())), &["EFTOP_SET"], |file| &file.set)
    }

    /// The language.
    pub fn lang(&self) -> Option<Given> {
        self.text(Some(("--lang", self.flags.lang.as_ref())), &["EFTOP_LANG"], |file| &file.lang)
    }

    /// The palette.
    pub fn theme(&self) -> Option<Given> {
        let said = self.text(Some(("--theme", self.flags.theme.as_ref())), &["EFTOP_THEME"], |_| &None);
        said.or_else(|| {
            let Given { source, value } = self.table(|file| &file.theme)?;
            Some(Given { source, value: value.name? })
        })
    }

    /// The colours of the user's own.
    pub fn role_colors(&self) -> RoleColors {
        self.table(|file| &file.theme).map(|given| given.value.colors).unwrap_or_default()
    }

    /// The keys of the user's own, by the names of their commands.
    pub fn keys(&self) -> BTreeMap<String, Vec<String>> {
        self.table(|file| &file.keys).map(|given| given.value.0).unwrap_or_default()
    }

    /// How many colours are used.
    pub fn colors(&self) -> Option<Given> {
        self.text(Some(("--colors", self.flags.colors.as_ref())), &[], |file| &file.colors)
    }

    /// Whether only ASCII is drawn.
    pub fn ascii(&self) -> Option<Given> {
        let flag = self.flags.ascii.then(|| "yes".to_owned());
        self.text(Some(("--ascii", flag.as_ref())), &[], |file| &file.ascii)
    }
}

fn home_relative(path: &Path, environment: &Environment<'_>) -> PathBuf {
    match (path.strip_prefix("~"), environment.path("HOME")) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

fn no_profile(source: &Source, name: &str, file: &FileConfig) -> ConfigError {
    let names: Vec<String> = file.profile.keys().map(|name| format!("{name:?}")).collect();
    let known = match (names.is_empty(), nearest(name, file.profile.keys().map(String::as_str))) {
        (true, _) => "it has none; each is a table [profile.NAME]".to_owned(),
        (_, Some(near)) => format!("did you mean {near:?}? There are: {}", names.join(", ")),
        (_, None) => format!("there are: {}", names.join(", ")),
    };
    ConfigError::NoProfile { place: source.place(), name: name.to_owned(), known }
}

#[cfg(test)]
mod tests;
