//! Where eftop's files are: the XDG directories, on every system.

use super::{ConfigError, Environment};
use std::path::PathBuf;

/// The folder of the watch sets: `$XDG_STATE_HOME/eftop/sets`.
///
/// # Errors
/// When neither `XDG_STATE_HOME` nor `HOME` is set.
pub fn sets(environment: &Environment<'_>) -> Result<PathBuf, ConfigError> {
    base(environment, "XDG_STATE_HOME", ".local/state").map(|base| base.join("eftop/sets"))
}

/// The folder of answers to submissions that were not understood: `$XDG_STATE_HOME/eftop/answers`.
///
/// # Errors
/// When neither `XDG_STATE_HOME` nor `HOME` is set.
pub fn answers(environment: &Environment<'_>) -> Result<PathBuf, ConfigError> {
    base(environment, "XDG_STATE_HOME", ".local/state").map(|base| base.join("eftop/answers"))
}

/// What `eftop serve` keeps: `$XDG_STATE_HOME/eftop/serve`.
///
/// # Errors
/// When neither `XDG_STATE_HOME` nor `HOME` is set.
#[cfg(feature = "server")]
pub fn serve(environment: &Environment<'_>) -> Result<PathBuf, ConfigError> {
    base(environment, "XDG_STATE_HOME", ".local/state").map(|base| base.join("eftop/serve"))
}

/// The configuration file: `$XDG_CONFIG_HOME/eftop/config.toml`.
///
/// # Errors
/// When neither `XDG_CONFIG_HOME` nor `HOME` is set.
pub fn config_file(environment: &Environment<'_>) -> Result<PathBuf, ConfigError> {
    base(environment, "XDG_CONFIG_HOME", ".config").map(|base| base.join("eftop/config.toml"))
}

/// The file that keeps tokens between runs: `$XDG_CACHE_HOME/eftop/tokens.json`.
///
/// # Errors
/// When neither `XDG_CACHE_HOME` nor `HOME` is set.
pub fn token_cache(environment: &Environment<'_>) -> Result<PathBuf, ConfigError> {
    base(environment, "XDG_CACHE_HOME", ".cache").map(|base| base.join("eftop/tokens.json"))
}

fn base(environment: &Environment<'_>, variable: &'static str, below_home: &str) -> Result<PathBuf, ConfigError> {
    // The XDG specification has relative paths ignored.
    if let Some(path) = environment.path(variable).filter(|path| path.is_absolute()) {
        return Ok(path);
    }
    environment
        .path("HOME")
        .filter(|home| home.is_absolute())
        .map(|home| home.join(below_home))
        .ok_or(ConfigError::NoHome(variable))
}
