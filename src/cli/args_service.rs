//! Arguments of all commands that ask the service or touch a watch set. The documentation of the fields is the help that users
//! read.

#![allow(clippy::doc_markdown, reason = "the help is no markdown")]

use crate::config::Flags;
use clap::Args;
use std::path::PathBuf;

/// How to reach the service, and which set is meant.
#[derive(Clone, Debug, Default, Args)]
pub struct ServiceArgs {
    /// The EFile base URL, with or without /efile [env: SCNET_EFILE_URL]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// A file that holds the token and that only you can read [env: SCNET_TOKEN holds the token itself]
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
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
            url: self.url.clone(),
            token_file: self.token_file.clone(),
            insecure_http: self.insecure_http,
            set: self.set.clone(),
            service_offset: self.service_offset.clone(),
            ..others
        }
    }
}
