//! From settings to an account: what the network part is given, and nothing else.

use crate::{
    client::{self, Account, AccountOptions, BadBaseUrl},
    settings::{Config, Connection, Credentials},
};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};

/// The account of these settings. Nothing is sent yet.
///
/// # Errors
/// [`BadBaseUrl`] when an address cannot be used.
pub fn account(connection: Connection, config: &Config) -> Result<Arc<Account>, BadBaseUrl> {
    let mut token_file = None;
    let credentials = match connection.credentials {
        Credentials::Token(token) => {
            token_file = token.file().map(Into::into);
            client::Credentials::Token(token.into_secret())
        }
        Credentials::Keys { user, access_key, secret_key } => client::Credentials::Keys {
            user,
            access_key: access_key.into_secret(),
            secret_key: secret_key.into_secret(),
        },
    };
    Account::new(AccountOptions {
        credentials,
        token_file,
        region: connection.region,
        url: connection.url,
        token_url: connection.token_url,
        center_url: connection.center_url,
        insecure_http: config.insecure_http,
        ca_file: connection.ca_file,
        token_cache: connection.token_cache,
        connect_timeout: Duration::from_secs(3),
        timeout: Duration::from_secs(15),
        submit_timeout: Duration::from_mins(1),
        offset: config.service_offset,
        now: Timestamp::now,
    })
}
