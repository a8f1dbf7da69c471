//! Arguments of all commands that ask the service or touch a watch set. The documentation of the fields is the help that users
//! read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use crate::settings::Flags;
use clap::Args;
use std::path::PathBuf;

/// How to reach the service, and which set is meant.
#[derive(Clone, Debug, Default, Args)]
pub struct ServiceArgs {
    /// The region: its id, its name, or a part of its name that no other region has [env: SCNET_CLUSTER_ID, SCNET_CLUSTER_NAME]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The table [profile.NAME] of config.toml that counts before the rest of it [env: EFTOP_PROFILE]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The EFile base URL, with or without /efile; without one the region's own is asked for [env: SCNET_EFILE_URL]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// A file that holds the token and that only you can read [env: SCNET_TOKEN holds the token itself]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Keep tokens between runs, in a file that only you can read (~/.cache/eftop/tokens.json)
    #[arg(long)]
    pub token_cache: bool,
    /// Certificates (PEM) to trust beside the system's [env: EFTOP_CA_FILE]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Allow plain http to other machines; the token then crosses the network unprotected
    #[arg(long)]
    pub insecure_http: bool,
    /// The watch set, kept between runs [default: default] [env: EFTOP_SET]
    #[arg(long, value_name = "NAME")]
    pub set: Option<String>,
    /// The offset from UTC of the times that the service writes [default: +08:00]
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    pub service_offset: Option<String>,
}

impl ServiceArgs {
    /// These arguments beside `others` as flags of the configuration.
    pub fn flags(&self, others: Flags) -> Flags {
        Flags {
            region: self.region.clone(),
            profile: self.profile.clone(),
            ca_file: self.ca_file.clone(),
            token_cache: self.token_cache,
            url: self.url.clone(),
            token_file: self.token_file.clone(),
            insecure_http: self.insecure_http,
            set: self.set.clone(),
            service_offset: self.service_offset.clone(),
            ..others
        }
    }
}
