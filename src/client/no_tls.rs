//! There is no TLS in this build.

use crate::domain::{CallError, Tls};
use reqwest::ClientBuilder;
use std::path::Path;

/// Nothing is to be chosen.
pub fn install() {}

/// There are no certificates.
pub fn without_certificates(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// There is nothing to trust.
#[expect(clippy::unused_async, reason = "as with TLS")]
pub async fn with_certificates(builder: ClientBuilder, _ca_file: Option<&Path>) -> Result<ClientBuilder, CallError> {
    Ok(builder)
}

/// It was something else.
pub fn explain(_error: &(dyn std::error::Error + 'static)) -> Option<(Tls, String)> {
    None
}
