//! What the command line says of the settings.

use std::path::PathBuf;

/// What was given on the command line; `None` where nothing was.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--url`
    pub url: Option<String>,
    /// `--token-file`
    pub token_file: Option<PathBuf>,
    /// `--region`
    pub region: Option<String>,
    /// `--profile`
    pub profile: Option<String>,
    /// `--ca-file`
    pub ca_file: Option<PathBuf>,
    /// `--token-cache`
    pub token_cache: bool,
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
    /// `--notify`
    pub notify: Option<String>,
}
