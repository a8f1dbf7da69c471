//! What the command line says of the settings.

use std::path::PathBuf;

/// What was given on the command line; `None` where nothing was.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub url: Option<String>,
    pub token_file: Option<PathBuf>,
    pub region: Option<String>,
    pub profile: Option<String>,
    pub ca_file: Option<PathBuf>,
    pub token_cache: bool,
    pub insecure_http: bool,
    pub interval: Option<String>,
    pub stall_after: Option<String>,
    pub service_offset: Option<String>,
    pub set: Option<String>,
    pub lang: Option<String>,
    pub theme: Option<String>,
    pub colors: Option<String>,
    pub ascii: bool,
    pub notify: Option<String>,
}
