//! Where a setting came from.

use crate::messages::Lang;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An option of the command line.
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
    /// How messages name the place.
    pub fn place(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Flag(name) | Self::Variable(name), _) => (*name).to_owned(),
            (Self::Profile(name), Lang::En) => format!("config.toml, profile {name:?}"),
            (Self::Profile(name), Lang::Zh) => format!("config.toml 的 profile {name:?}"),
            (Self::File, _) => "config.toml".to_owned(),
            (Self::Default, Lang::En) => "default".to_owned(),
            (Self::Default, Lang::Zh) => "默认值".to_owned(),
        }
    }
}
